/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.h - findings, and what they add up to */
#ifndef POLICY_REPORT_H
#define POLICY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

struct check;
struct reason;
struct rule;

/**
 * enum mode - what becomes of a broken rule
 */
enum mode { MODE_OFF, MODE_AUDIT, MODE_ENFORCE };

/**
 * enum verdict - what a rule found
 * @VERDICT_PASS:	the domain keeps the rule
 * @VERDICT_VIOLATION:	it breaks it
 * @VERDICT_SKIP:	the rule does not apply
 * @VERDICT_UNKNOWN:	it could not be told
 */
enum verdict { VERDICT_PASS, VERDICT_VIOLATION, VERDICT_SKIP, VERDICT_UNKNOWN };

/**
 * enum outcome - what the findings mean for a start
 * @OUTCOME_ALLOW:	nothing stands against it
 * @OUTCOME_DENY:	an enforced rule is broken
 * @OUTCOME_UNDECIDED:	none is, but for one that is enforced it is unknown
 */
enum outcome { OUTCOME_ALLOW, OUTCOME_DENY, OUTCOME_UNDECIDED };

/*
 * A rule that is broken in thousands of places is said a hundred times for
 * each reason; the last finding for the reason then counts the rest.
 */
#define REPORT_MAX_PER_REASON 100

/**
 * struct finding - what one rule found in one place
 * @rule:	which rule
 * @reason:	how it is broken, NULL for pass and skip
 * @verdict:	pass, violation, skip, unknown
 * @mode:	what follows from a violation or an unknown
 * @exempt:	why it is let pass all the same, or NULL
 * @message:	one line, owned
 * @xpath:	the place, owned, NULL where there is none
 * @line:	the place, 0 where there is none
 * @more:	how many places it stands for, where they are only counted
 */
struct finding {
	const struct rule *rule;
	const struct reason *reason;
	enum verdict verdict;
	enum mode mode;
	const char *exempt;
	char *message, *xpath;
	int line;
	size_t more;
};

/**
 * struct report - all findings for one domain, in the order of the rules
 * @failed:	a finding was lost for want of memory; the outcome is then
 *		undecided
 */
struct report {
	struct finding *findings;
	size_t count;
	bool failed;
};

/**
 * report_clear() - release the findings; takes a zeroed report too
 */
void report_clear(struct report *report);

/**
 * report_outcome() - what the findings mean for a start
 */
enum outcome report_outcome(const struct report *report);

/**
 * report_first() - the finding to name when only one can be
 * @outcome:	OUTCOME_DENY or OUTCOME_UNDECIDED
 *
 * Return: the first enforced violation or unknown, NULL when there is none.
 */
const struct finding *report_first(const struct report *report,
				   enum outcome outcome);

/**
 * report_count() - how many findings there are like that
 */
size_t report_count(const struct report *report, enum verdict verdict,
		    enum mode mode);

/**
 * finding_is_bad() - a violation or unknown that is neither off nor exempt
 */
bool finding_is_bad(const struct finding *finding);

const char *mode_name(enum mode mode);
const char *verdict_name(enum verdict verdict);

#endif
