/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest.h - what sevgate attest was asked for, and what came of it */
#ifndef HOOK_CLI_ATTEST_H
#define HOOK_CLI_ATTEST_H

#include "hook/cli/launch_args.h"
#include "hook/client/attest_domain.h"

/**
 * struct attest_args - the command line
 * @launch:	its files are the owner's copies; without firmware those of the
 *		host count
 * @has_policy:	@policy was given
 * @vcpus:	0: as the domain has it
 * @cpu_signature: 0: as the domain has it
 * @secrets:	GUID:FILE
 */
struct attest_args {
	struct launch_args launch;
	const char *domain;
	bool has_policy, no_resume, json;
	uint32_t policy, cpu_signature;
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
