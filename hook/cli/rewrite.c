/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rewrite.c - sevgate rewrite: mend what rules can mend */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/cli/cli.h"
#include "rule.h"

enum { OPT_DIFF = 256, OPT_APPLY };

struct rewrite_options {
	struct where where;
	bool diff, apply;
};

/* What is left to refuse in the new document, said on stderr. */
static int check_result(struct judge *j, const struct profile *profile,
			const char *text, size_t len, struct err *err)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	struct report report = { 0 };
	enum outcome outcome;
	size_t i;

	if (domain_parse(text, len, &dom, err) < 0)
		return EXIT_FAILED;
	engine_check(dom, profile, &j->env, &report);
	outcome = report_outcome(&report);
	for (i = 0; i < report.count; i++) {
		const struct finding *f = &report.findings[i];

		if (finding_is_bad(f) && f->mode == MODE_ENFORCE)
			fprintf(stderr,
				"sevgate: still refused: %s: %s; fix: %s\n",
				f->rule->id, f->message, f->reason->fix);
	}
	report_clear(&report);
	if (outcome == OUTCOME_DENY)
		return EXIT_REFUSED;
	return outcome == OUTCOME_ALLOW ? EXIT_COMPLIANT : EXIT_FAILED;
}

static int apply(struct judge *j, const struct subject *subject,
		 const char *text, struct err *err)
{
	if (virt_define(j->virt, text, err) < 0)
		return EXIT_FAILED;
	fprintf(stderr, "sevgate: %s is redefined%s\n", subject->name,
		virt_is_active(j->virt, subject->name)
			? "; it runs, so this holds from its next start on"
			: "");
	return EXIT_COMPLIANT;
}

static int output(struct judge *j, const struct rewrite_options *o,
		  const struct subject *subject, const char *text, size_t len,
		  struct err *err)
{
	bool same = len == subject->len && !memcmp(text, subject->text, len);

	if (!o->diff && !o->apply) {
		fwrite(text, 1, len, stdout);
		return same ? EXIT_COMPLIANT : EXIT_CHANGED;
	}
	if (same) {
		fprintf(stderr, "sevgate: %s needs no change\n", subject->name);
		return EXIT_COMPLIANT;
	}
	if (show_diff(subject->text, subject->len, text, len, subject->name,
		      err) < 0)
		return EXIT_FAILED;
	return o->apply ? apply(j, subject, text, err) : EXIT_CHANGED;
}

static int rewrite(struct judge *j, const struct rewrite_options *o,
		   const struct subject *subject, struct err *err)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	const struct profile *profile;
	_cleanup_free_ char *text = NULL;
	int status, left;
	size_t len;

	if (domain_parse(subject->text, subject->len, &dom, err) < 0)
		return err_wrap(err, "%s", subject->name), EXIT_FAILED;
	profile = judge_profile(j, dom);
	if (!profile) {
		fprintf(stderr,
			"sevgate: no profile matches %s; --profile "
			"NAME chooses one\n",
			subject->name);
		if (!o->diff && !o->apply)
			fwrite(subject->text, 1, subject->len, stdout);
		return EXIT_COMPLIANT;
	}
	if (engine_rewrite(dom, profile, &j->env, false, &text, &len, err) < 0)
		return EXIT_FAILED;
	status = output(j, o, subject, text, len, err);
	if (status == EXIT_FAILED)
		return status;
	left = check_result(j, profile, text, len, err);
	return worse(status, left);
}

static int parse(const struct command *self, int argc, char **argv,
		 struct rewrite_options *o)
{
	static const struct option options[] = {
		{ "diff", no_argument, NULL, OPT_DIFF },
		{ "apply", no_argument, NULL, OPT_APPLY },
		WHERE_OPTIONS,
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (where_option(&o->where, option))
			continue;
		if (option == 'h')
			exit(show_help(self));
		if (option != OPT_DIFF && option != OPT_APPLY)
			return usage_error(self, "see --help");
		o->diff |= option == OPT_DIFF;
		o->apply |= option == OPT_APPLY;
	}
	if (argc - optind != 1)
		return usage_error(self, "name one file, '-', or one domain");
	return 0;
}

static int rewrite_named(struct judge *j, const struct rewrite_options *o,
			 const char *name)
{
	_cleanup_(subject_clear) struct subject subject = { .name = name };
	struct err err = { "" };
	int status;

	if (judge_open(j, &o->where, &err) < 0 ||
	    subject_read(j, name, &subject, &err) < 0)
		return failed(&err);
	if (o->apply && !subject.is_domain) {
		err_set(&err,
			"%s is a file; --apply takes a domain that "
			"libvirt knows",
			name);
		return failed(&err);
	}
	status = rewrite(j, o, &subject, &err);
	return *err.text ? failed(&err) : status;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct rewrite_options o = { .diff = false };
	struct judge j = { 0 };
	int status = parse(self, argc, argv, &o);

	if (status)
		return status;
	status = rewrite_named(&j, &o, argv[optind]);
	judge_close(&j);
	return status;
}

const struct command rewrite_command = {
	.name = "rewrite",
	.args = "[OPTION]... FILE|-|DOMAIN",
	.summary = "mend what can be mended; prints the new definition",
	.help = "      --diff            print a unified diff instead\n"
		"      --apply           print the diff and redefine the "
		"domain\n" WHERE_HELP,
	.run = run,
};
