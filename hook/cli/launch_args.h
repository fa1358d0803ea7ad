/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_args.h - options about a launch that several subcommands take */
#ifndef HOOK_CLI_LAUNCH_ARGS_H
#define HOOK_CLI_LAUNCH_ARGS_H

#include "boot.h"
#include "hook/cli/cli.h"

/**
 * struct launch_args - what is taken as it comes
 * @uri:	libvirt connection
 * @tik, @tek:	files with the keys of the launch session
 * @files:	what was launched
 */
struct launch_args {
	const char *uri, *tik, *tek;
	struct boot_files files;
};

#define LAUNCH_OPTIONS                                        \
	{ "connect", required_argument, NULL, 'c' },          \
		{ "tik", required_argument, NULL, 'I' },      \
		{ "tek", required_argument, NULL, 'E' },      \
		{ "firmware", required_argument, NULL, 'F' }, \
		{ "kernel", required_argument, NULL, 'K' },   \
		{ "initrd", required_argument, NULL, 'R' },   \
		{ "cmdline", required_argument, NULL, 'L' },  \
	{                                                     \
		"help", no_argument, NULL, 'h'                \
	}

/**
 * launch_option() - take one of LAUNCH_OPTIONS
 *
 * Return: true when it was one; 'h' is the caller's.
 */
bool launch_option(struct launch_args *args, int option);

/**
 * launch_take_policy() - read the argument of --policy
 *
 * Return: 0, or the exit status after a usage error.
 */
int launch_take_policy(const struct command *self, uint32_t *ret);

/**
 * launch_take_vmsa() - read the argument of --vmsa
 *
 * Return: 0, or the exit status after a usage error.
 */
int launch_take_vmsa(const struct command *self, enum vmsa_form *ret);

#endif
