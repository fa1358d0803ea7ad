/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest.h - what sevgate attest was asked for, and what came of it */
#ifndef HOOK_CLI_ATTEST_H
#define HOOK_CLI_ATTEST_H

#include "boot.h"
#include "hook/cli/cli.h"
#include "hook/client/attest_domain.h"

/**
 * struct attest_args - the command line
 * @has_policy:	@policy was given
 * @files:	the owner's copies; without firmware those of the host
 * @vcpus:	0: as the domain has it
 * @cpu_signature: 0: as the domain has it
 * @secrets:	GUID:FILE
 */
struct attest_args {
	const char *uri, *domain, *tik, *tek;
	bool has_policy, no_resume, json;
	uint32_t policy, cpu_signature;
	struct boot_files files;
	unsigned int vcpus;
	enum vmsa_form form;
	const char *secrets[SECRETS_MAX];
	size_t n_secrets;
};

/**
 * attest_parse() - read the command line
 *
 * Return: 0, or the exit status after a usage error.
 */
int attest_parse(const struct command *self, int argc, char **argv,
		 struct attest_args *ret);

/**
 * struct attest_answer - what came of it
 * @verdict:	1 the guest is the expected one, 0 it is not
 * @ran:	it had run before it was validated
 * @policy, @vcpus: what was held against it
 * @why:	what differs
 */
struct attest_answer {
	int verdict;
	bool ran;
	uint32_t policy;
	unsigned int vcpus;
	struct err why;
};

/**
 * attest_print() - say it
 *
 * Return: the exit status.
 */
int attest_print(const struct attest_args *args, const struct launch_seen *seen,
		 const struct attest_answer *answer);

#endif
