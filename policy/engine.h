/* SPDX-License-Identifier: GPL-2.0-or-later */
/* engine.h - hold a domain against a profile, and mend what can be mended */
#ifndef POLICY_ENGINE_H
#define POLICY_ENGINE_H

#include <time.h>

#include "host.h"
#include "policy.h"
#include "report.h"

struct attest_ops;

/**
 * struct env - what rules may look at besides the domain
 * @rootfd:	the directory that stands for "/" when a file is read, -1 when
 *		the files of the host are not at hand
 * @now:	the present time, for exemptions that end
 * @host:	the machine it has to run on, or NULL when it is not known
 * @attest:	gives the functions that need libcrypto, which are loaded at
 *		the first call; returns NULL with @err filled when they cannot
 *		be, and may itself be NULL
 * @running:	do its vCPUs run already; NOT_KNOWN but in the moment of a start
 * @quick:	leave out rules that read other files, unless they would refuse
 * @only:	the one rule to run, or NULL for all
 */
struct env {
	int rootfd;
	time_t now;
	const struct host *host;
	const struct attest_ops *(*attest)(struct err *err);
	enum tristate running;
	bool quick;
	const struct rule *only;
};

/**
 * engine_check() - run every rule
 * @dom:	not changed
 * @profile:	what is demanded
 * @ret:	zeroed by the caller; release with report_clear()
 */
void engine_check(struct domain *dom, const struct profile *profile,
		  const struct env *env, struct report *ret);

/**
 * engine_rewrite() - mend what rules can mend
 * @dom:	edited; its facts are those of the result
 * @host_side:	apply only rules that change nothing the guest can see
 * @ret_text:	the new document; the caller frees it
 *
 * Applying it to its own result changes nothing.
 *
 * Return: 0, or -1 with @err filled.
 */
int engine_rewrite(struct domain *dom, const struct profile *profile,
		   const struct env *env, bool host_side, char **ret_text,
		   size_t *ret_len, struct err *err);

/**
 * engine_target() - the kind of guest a domain has to be
 *
 * Return: the profile's choice, else the domain's own; TECH_SEV_ES where the
 * profile says SEV and the domain already is SEV-ES.
 */
enum tech engine_target(const struct domain *dom,
			const struct profile *profile);

/**
 * engine_reason_mode() - what becomes of one reason under a profile
 */
enum mode engine_reason_mode(const struct profile *profile,
			     const struct rule *rule,
			     const struct reason *reason);

#endif
