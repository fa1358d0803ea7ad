/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decision.h - may this domain do what libvirt is about to do with it */
#ifndef HOOK_DECISION_H
#define HOOK_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "engine.h"

#define DECISION_ID_SIZE 9

/* An administrator switches enforcement off with it, until the next boot. */
#define DECISION_BREAK_GLASS "run/sevgate/disable"

/**
 * enum ruling - how a decision ends
 * @NOT_OURS:	no profile matches, or the one that does is switched off
 * @ALLOW:	no enforced rule is broken
 * @DENY:	one is
 * @UNDECIDED:	it could not be told, and the domain is ours
 * @UNJUDGED:	it could not be told, and nothing says that the domain is ours
 * @DISABLED:	the domain is ours, but the administrator switched us off
 */
enum ruling { NOT_OURS, ALLOW, DENY, UNDECIDED, UNJUDGED, DISABLED };

/**
 * struct decision - one decision over one domain
 * @id:		random, in every trace the decision leaves
 * @operation:	what libvirt is about to do
 * @name:	the domain's name, may be hostile
 * @uuid:	"" when the document could not be read
 * @ruling:	the decision
 * @profile:	who demanded it, NULL when it did not come to that
 * @report:	the findings
 * @err:	for UNDECIDED and UNJUDGED without findings: why
 * @hint:	the command that helps, for @err
 * @transient:	libvirt has no definition of it that could be mended
 * @host:	the machine, looked at when a profile matches
 * @dom:	the parsed document, or NULL
 * @policy:	owned, as the strings of @profile live in it
 */
struct decision {
	char id[DECISION_ID_SIZE];
	const char *operation, *name, *uuid;
	enum ruling ruling;
	const struct profile *profile;
	struct report report;
	struct err err;
	const char *hint;
	bool transient;
	struct host host;
	struct domain *dom;
	struct policy *policy;
};

/**
 * decision_start() - an empty decision with a new id
 */
void decision_start(struct decision *d, const char *operation,
		    const char *name);

/**
 * decide() - judge a domain document
 * @env:	where to look; the policy is read below @env->rootfd, and so is
 *		what the host is where @env->host is NULL
 * @text:	what libvirt gave
 * @d:		from decision_start(); release with decision_clear()
 *
 * Return: the ruling, which is also in @d.
 */
enum ruling decide(struct decision *d, const struct env *env, const char *text,
		   size_t len);

/**
 * decide_with() - the same, with a policy that is there already
 * @policy:	outlives @d
 */
enum ruling decide_with(struct decision *d, const struct env *env,
			const struct policy *policy, const char *text,
			size_t len);

/**
 * decision_clear() - release what a decision holds
 */
void decision_clear(struct decision *d);

/**
 * ruling_name() - "allow", "deny", ...
 */
const char *ruling_name(enum ruling ruling);

/**
 * decision_is_mendable() - would rewriting take away all that refuses
 */
bool decision_is_mendable(const struct decision *d);

/**
 * decision_line() - the one line for stderr and syslog, with its newline
 * @buf:	result, cut where it does not fit
 *
 * "sevgate: DENY domain=NAME rule=ID: reason; fix: command; id=ID".
 */
void decision_line(const struct decision *d, char *buf, size_t size);

#endif
