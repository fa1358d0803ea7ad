/* SPDX-License-Identifier: GPL-2.0-or-later */
/* out_text.c - results for people */
#include <string.h>

#include "hook/cli/cli.h"
#include "rule.h"
#include "text.h"

#define RED    "\033[31m"
#define YELLOW "\033[33m"
#define GREEN  "\033[32m"
#define GREY   "\033[90m"
#define RESET  "\033[0m"

const char *status_word(const struct result *r)
{
	if (!r->profile && r->dom)
		return "not-ours";
	switch (r->status) {
	case EXIT_COMPLIANT:
		return "compliant";
	case EXIT_REFUSED:
		return "refused";
	case EXIT_CHANGED:
		return "changed";
	default:
		return "undecided";
	}
}

static const char *paint(const char *colour)
{
	return use_colour() ? colour : "";
}

static const char *tag_of(const struct finding *f)
{
	if (f->exempt)
		return "exempt";
	if (f->verdict == VERDICT_PASS)
		return "pass";
	if (f->verdict == VERDICT_SKIP || f->mode == MODE_OFF)
		return "skip";
	if (f->verdict == VERDICT_UNKNOWN)
		return "unknown";
	return f->mode == MODE_ENFORCE ? "refuse" : "warn";
}

static const char *colour_of(const struct finding *f)
{
	if (!finding_is_bad(f))
		return f->verdict == VERDICT_PASS ? GREEN : GREY;
	return f->mode == MODE_ENFORCE ? RED : YELLOW;
}

static void print_finding(const struct result *r, const struct finding *f)
{
	printf("  %s%-8s%s%-19s", paint(colour_of(f)), tag_of(f), paint(RESET),
	       f->rule->id);
	if (f->line && r->is_file)
		printf("line %d: ", f->line);
	printf("%s\n", f->message ? f->message : "");
	if (f->exempt)
		printf("%29sexempt: %s\n", "", f->exempt);
	else if (finding_is_bad(f))
		printf("%29s%sfix: %s%s\n", "", paint(GREY), f->reason->fix,
		       paint(RESET));
}

static const char *colour_of_status(int status)
{
	if (status == EXIT_COMPLIANT)
		return GREEN;
	return status == EXIT_CHANGED ? YELLOW : RED;
}

static void print_head(const struct result *r)
{
	static const char *const words[] = {
		[EXIT_COMPLIANT] = "compliant",
		[EXIT_FAILED] = "cannot decide",
		[EXIT_REFUSED] = "would be refused",
		[EXIT_CHANGED] = "would be changed",
	};
	char name[TEXT_TOKEN_SIZE];

	text_token(name, r->source);
	if (*r->err.text)
		fprintf(stderr, "sevgate: %s: %s\n", name, r->err.text);
	else if (!r->profile)
		printf("%s: no profile matches, nothing is demanded of it\n",
		       name);
	else
		printf("%s: %s%s%s (profile %s, %s)\n", name,
		       paint(colour_of_status(r->status)), words[r->status],
		       paint(RESET), r->profile->name,
		       mode_name(r->profile->mode));
}

static void print(const struct result *r, int verbosity)
{
	size_t i;

	if (verbosity < 0 && !*r->err.text)
		return;
	print_head(r);
	for (i = 0; i < r->report.count && verbosity >= 0; i++) {
		const struct finding *f = &r->report.findings[i];

		if (verbosity > 0 || finding_is_bad(f) || f->exempt)
			print_finding(r, f);
	}
}

const struct format text_format = {
	.print = print,
};
