/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.c - findings, and what they add up to */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "rule.h"
#include "text.h"

const char *mode_name(enum mode mode)
{
	static const char *const names[] = { "off", "audit", "enforce" };

	return names[mode];
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = { "pass", "violation", "skip",
					     "unknown" };

	return names[verdict];
}

/*
 * The latest finding of a rule with that reason and verdict, where there are
 * as many of them as are said.  Findings of a rule stand together, so they
 * are all at the end.
 */
static struct finding *last_of_many(struct report *report,
				    const struct rule *rule,
				    enum verdict verdict,
				    const struct reason *reason)
{
	struct finding *last = NULL;
	size_t i = report->count, n = 0;

	while (i-- > 0 && report->findings[i].rule == rule) {
		struct finding *f = &report->findings[i];

		if (f->reason != reason || f->verdict != verdict)
			continue;
		last = last ? last : f;
		n++;
	}
	return n < REPORT_MAX_PER_REASON ? NULL : last;
}

/* Counts one more place in the latest finding of its kind. */
static bool is_one_too_many(struct report *report, const struct rule *rule,
			    enum verdict verdict, const struct reason *reason)
{
	struct finding *last = last_of_many(report, rule, verdict, reason);
	char *text = NULL;

	if (!last)
		return false;
	last->more += last->more ? 1 : 2;
	if (asprintf(&text, "and %zu more places", last->more) < 0)
		return report->failed = true;
	free(last->message);
	free(last->xpath);
	last->message = text;
	last->xpath = NULL;
	last->line = 0;
	return true;
}

static struct finding *new_finding(struct report *report)
{
	struct finding *grown = reallocarray(report->findings,
					     report->count + 1, sizeof(*grown));

	if (!grown) {
		report->failed = true;
		return NULL;
	}
	report->findings = grown;
	memset(&grown[report->count], 0, sizeof(*grown));
	return &grown[report->count++];
}

__attribute__((format(printf, 5, 0))) static void add(
	struct check *c, enum verdict verdict, const struct reason *reason,
	const xmlNode *node, const char *fmt, va_list ap)
{
	const struct exemption *exemption = profile_exemption(
		c->profile, c->rule, c->dom->name, c->env->now);
	struct finding *f;

	if (reason && is_one_too_many(c->report, c->rule, verdict, reason))
		return;
	f = new_finding(c->report);
	if (!f)
		return;
	f->rule = c->rule;
	f->reason = reason;
	f->verdict = verdict;
	f->mode = reason ? engine_reason_mode(c->profile, c->rule, reason)
			 : MODE_OFF;
	f->exempt = reason && exemption ? exemption->reason : NULL;
	f->xpath = xml_where(node);
	f->line = xml_line(node);
	if (vasprintf(&f->message, fmt, ap) < 0) {
		f->message = NULL;
		c->report->failed = true;
		return;
	}
	text_one_line(f->message);
}

void violation(struct check *c, const struct reason *reason,
	       const xmlNode *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c, VERDICT_VIOLATION, reason, node, fmt, ap);
	va_end(ap);
}

void unknown(struct check *c, const struct reason *reason, const xmlNode *node,
	     const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c, VERDICT_UNKNOWN, reason, node, fmt, ap);
	va_end(ap);
}

void skip(struct check *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c, VERDICT_SKIP, NULL, NULL, fmt, ap);
	va_end(ap);
}

__attribute__((format(printf, 3, 4))) static void add_plain(
	struct check *c, enum verdict verdict, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(c, verdict, NULL, NULL, fmt, ap);
	va_end(ap);
}

void pass(struct check *c)
{
	add_plain(c, VERDICT_PASS, "%s", c->rule->title);
}

void report_clear(struct report *report)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		free(report->findings[i].message);
		free(report->findings[i].xpath);
	}
	free(report->findings);
	*report = (struct report){ 0 };
}

bool finding_is_bad(const struct finding *f)
{
	return (f->verdict == VERDICT_VIOLATION ||
		f->verdict == VERDICT_UNKNOWN) &&
	       f->mode != MODE_OFF && !f->exempt;
}

size_t report_count(const struct report *report, enum verdict verdict,
		    enum mode mode)
{
	size_t i, n = 0;

	for (i = 0; i < report->count; i++)
		n += finding_is_bad(&report->findings[i]) &&
		     report->findings[i].verdict == verdict &&
		     report->findings[i].mode == mode;
	return n;
}

enum outcome report_outcome(const struct report *report)
{
	if (report_count(report, VERDICT_VIOLATION, MODE_ENFORCE))
		return OUTCOME_DENY;
	if (report->failed ||
	    report_count(report, VERDICT_UNKNOWN, MODE_ENFORCE))
		return OUTCOME_UNDECIDED;
	return OUTCOME_ALLOW;
}

const struct finding *report_first(const struct report *report,
				   enum outcome outcome)
{
	enum verdict verdict =
		outcome == OUTCOME_DENY ? VERDICT_VIOLATION : VERDICT_UNKNOWN;
	size_t i;

	for (i = 0; i < report->count; i++)
		if (finding_is_bad(&report->findings[i]) &&
		    report->findings[i].verdict == verdict &&
		    report->findings[i].mode == MODE_ENFORCE)
			return &report->findings[i];
	return NULL;
}
