/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule.h - what a rule is, and what it may ask and say */
#ifndef POLICY_RULE_H
#define POLICY_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "domain.h"
#include "firmware.h"
#include "policy.h"
#include "report.h"

struct env;
struct host;
struct inspection;

/**
 * struct reason - one way to break a rule
 * @code:	its name in reports, never reused: "hard-limit-too-small"
 * @level:	what it does when the profile does not say: MODE_ENFORCE for
 *		what stops a start, MODE_AUDIT for what is only said
 * @mends:	the rule's fix function can mend it
 * @fix:	what to do, in words
 */
struct reason {
	const char *code;
	enum mode level;
	bool mends;
	const char *fix;
};

/**
 * struct rule - one thing that is demanded of a domain
 * @id:		slug, never reused; also the name of its page in docs/rules
 * @title:	what is demanded, as a statement that holds when it passes
 * @source:	who says so: specification and section
 * @techs:	TECH_BIT()s of the guests it is about, the others are skipped
 * @host_side:	its fix changes only what the host does around the guest, so
 *		that it may be applied when a saved guest is restored
 * @content:	its check reads files other than the firmware; the hook runs
 *		it only where it would refuse
 * @values:	what value= may be in the policy, the default first, or NULL
 * @reasons:	all ways to break it, NULL terminated
 * @check:	look at the domain and say what was found; saying nothing
 *		means it passes
 * @fix:	edit the document so that the reasons marked with @mends no
 *		longer hold; must change nothing when they do not; or NULL
 */
struct rule {
	const char *id, *title, *source;
	unsigned int techs;
	bool host_side, content;
	const char *const *values;
	const struct reason *const *reasons;
	void (*check)(struct check *c);
	void (*fix)(struct check *c);
};

/**
 * struct check - what a rule's functions are given
 * @rule:	the rule itself
 * @dom:	the domain, edited by fix functions
 * @profile:	the profile that decides over it
 * @env:	files and the host
 * @target:	the kind of guest it has to be: the profile's choice, else the
 *		domain's own
 * @value:	the profile's value= for this rule, or the default
 * @fw:		the firmware image, looked at once for all rules
 * @report:	where findings go
 */
struct check {
	const struct rule *rule;
	struct domain *dom;
	const struct profile *profile;
	const struct env *env;
	enum tech target;
	const char *value;
	struct inspection *fw;
	struct report *report;
};

/* --- all rules ------------------------------------------------------------ */

/**
 * rules - every rule in the order in which they are checked and applied,
 *	   NULL terminated; made from rules/list.def
 */
extern const struct rule *const rules[];

/**
 * rule_find() - the rule of that ID
 *
 * Return: the rule, or NULL.
 */
const struct rule *rule_find(const char *id);

/* --- what a check says ---------------------------------------------------- */

/**
 * violation() - the domain breaks the rule
 * @reason:	one of the rule's reasons
 * @node:	the offending place, or NULL for the document as a whole
 * @fmt:	what is wrong, with the offending value
 */
void violation(struct check *c, const struct reason *reason,
	       const xmlNode *node, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * unknown() - it cannot be told whether it does
 * @reason:	what it would be
 */
void unknown(struct check *c, const struct reason *reason, const xmlNode *node,
	     const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/**
 * skip() - the rule has nothing to say about this domain
 */
void skip(struct check *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * pass() - the rule is kept; the engine says it where a check says nothing
 */
void pass(struct check *c);

/* --- what a check may ask ------------------------------------------------- */

/**
 * enum inspection_state - what is known of the domain's firmware image
 * @INSPECTION_NONE:	the domain names no image, libvirt will choose one; or
 *			the host's files are not at hand
 * @INSPECTION_FAILED:	it cannot be read or contradicts itself
 * @INSPECTION_DONE:	inspected
 */
enum inspection_state { INSPECTION_NONE, INSPECTION_FAILED, INSPECTION_DONE };

/**
 * struct inspection - the domain's firmware image
 * @path:	os/loader, or NULL
 * @err:	why it failed
 * @firmware:	what it can do
 */
struct inspection {
	bool done;
	enum inspection_state state;
	const char *path;
	struct err err;
	struct firmware firmware;
};

/**
 * inspect_firmware() - look at the image, at the first call only
 *
 * Return: never NULL.
 */
const struct inspection *inspect_firmware(struct check *c);

/**
 * is_attested() - does the profile want this launch measured and compared
 *
 * Only then does it matter that nothing outside the measured image takes part.
 */
static inline bool is_attested(const struct check *c)
{
	return c->profile->attest != ATTEST_OFF;
}

#endif
