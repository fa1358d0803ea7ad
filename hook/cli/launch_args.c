/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_args.c - options about a launch that several subcommands take */
#include "hook/cli/launch_args.h"

#include <string.h>

#include "text.h"

static const char **text_of(struct launch_args *a, int option)
{
	switch (option) {
	case 'c':
		return &a->uri;
	case 'I':
		return &a->tik;
	case 'E':
		return &a->tek;
	case 'F':
		return &a->files.firmware;
	case 'K':
		return &a->files.kernel;
	case 'R':
		return &a->files.initrd;
	case 'L':
		return &a->files.cmdline;
	default:
		return NULL;
	}
}

bool launch_option(struct launch_args *args, int option)
{
	const char **text = text_of(args, option);

	if (text)
		*text = optarg;
	return text;
}

int launch_take_policy(const struct command *self, uint32_t *ret)
{
	if (text_to_policy(optarg, ret))
		return 0;
	return usage_error(self,
			   "--policy has '%s', not a guest policy in "
			   "hexadecimal, such as 0x33",
			   optarg);
}

int launch_take_vmsa(const struct command *self, enum vmsa_form *ret)
{
	if (strcmp(optarg, "legacy") != 0 && strcmp(optarg, "init2") != 0)
		return usage_error(self,
				   "--vmsa has '%s'; allowed: legacy, init2",
				   optarg);
	*ret = *optarg == 'l' ? VMSA_LEGACY : VMSA_INIT2;
	return 0;
}
