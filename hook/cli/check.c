/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check.c - sevgate check: hold domains against the policy */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/cli/cli.h"

enum { OPT_ALL = 256, OPT_JSON, OPT_SARIF };

/**
 * struct check_options - what to print, and of what
 */
struct check_options {
	struct where where;
	const struct format *format;
	int verbosity;
	bool all;
};

/* Would the agent, or 'sevgate rewrite', change the definition? */
static int find_change(struct judge *j, const struct subject *subject,
		       struct result *r)
{
	_cleanup_(domain_freep) struct domain *copy = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (domain_parse(subject->text, subject->len, &copy, &r->err) < 0 ||
	    engine_rewrite(copy, r->profile, &j->env, false, &text, &len,
			   &r->err) < 0)
		return -1;
	r->changed =
		len != subject->len || memcmp(text, subject->text, len) != 0;
	return 0;
}

static int status_of(const struct result *r)
{
	if (*r->err.text)
		return EXIT_FAILED;
	if (!r->profile)
		return EXIT_COMPLIANT;
	switch (report_outcome(&r->report)) {
	case OUTCOME_DENY:
		return EXIT_REFUSED;
	case OUTCOME_UNDECIDED:
		return EXIT_FAILED;
	default:
		return r->changed ? EXIT_CHANGED : EXIT_COMPLIANT;
	}
}

static void judge_subject(struct judge *j, const struct subject *subject,
			  struct result *r)
{
	if (domain_parse(subject->text, subject->len, &r->dom, &r->err) < 0)
		return;
	r->profile = judge_profile(j, r->dom);
	if (!r->profile)
		return;
	engine_check(r->dom, r->profile, &j->env, &r->report);
	find_change(j, subject, r);
}

static int check_one(struct judge *j, const struct check_options *o,
		     const char *name)
{
	_cleanup_(subject_clear) struct subject subject = { .name = name };
	struct result r = { .source = name };

	if (subject_read(j, name, &subject, &r.err) == 0)
		judge_subject(j, &subject, &r);
	r.is_file = !subject.is_domain;
	r.status = status_of(&r);
	o->format->print(&r, o->verbosity);
	report_clear(&r.report);
	domain_free(r.dom);
	return r.status;
}

static int check_all(struct judge *j, const struct check_options *o, int status)
{
	struct err err = { "" };
	char **names = NULL, **name;

	if (judge_connect(j, &err) < 0 || virt_list(j->virt, &names, &err) < 0)
		return failed(&err);
	for (name = names; *name; name++)
		status = worse(status, check_one(j, o, *name));
	virt_list_free(names);
	return status;
}

static int check_named(struct judge *j, const struct check_options *o,
		       char **names)
{
	int status = EXIT_COMPLIANT;

	if (o->format->begin)
		o->format->begin();
	for (; *names; names++)
		status = worse(status, check_one(j, o, *names));
	if (o->all)
		status = check_all(j, o, status);
	if (o->format->end)
		o->format->end();
	return status;
}

static int parse(const struct command *self, int argc, char **argv,
		 struct check_options *o)
{
	static const struct option options[] = {
		{ "all", no_argument, NULL, OPT_ALL },
		{ "json", no_argument, NULL, OPT_JSON },
		{ "sarif", no_argument, NULL, OPT_SARIF },
		{ "quiet", no_argument, NULL, 'q' },
		{ "verbose", no_argument, NULL, 'v' },
		WHERE_OPTIONS,
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:hqv", options, NULL)) !=
	       -1) {
		if (where_option(&o->where, option))
			continue;
		switch (option) {
		case OPT_ALL:
			o->all = true;
			break;
		case OPT_JSON:
			o->format = &json_format;
			break;
		case OPT_SARIF:
			o->format = &sarif_format;
			break;
		case 'q':
			o->verbosity = -1;
			break;
		case 'v':
			o->verbosity = 1;
			break;
		case 'h':
			exit(show_help(self));
		default:
			return usage_error(self, "see --help");
		}
	}
	if (optind == argc && !o->all)
		return usage_error(self,
				   "name a file, '-', a domain, or --all");
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct check_options o = { .format = &text_format };
	struct judge j = { 0 };
	struct err err = { "" };
	int status = parse(self, argc, argv, &o);

	if (status)
		return status;
	if (judge_open(&j, &o.where, &err) < 0)
		status = failed(&err);
	else
		status = check_named(&j, &o, argv + optind);
	judge_close(&j);
	return status;
}

const struct command check_command = {
	.name = "check",
	.args = "[OPTION]... FILE|-|DOMAIN... | --all",
	.summary = "hold domains against the policy",
	.help = "      --all             every domain that libvirt knows\n"
		"      --json            print JSON\n"
		"      --sarif           print SARIF 2.1.0, for code scanners\n"
		"  -q, --quiet           only the exit status and errors\n"
		"  -v, --verbose         show rules that passed, too\n" WHERE_HELP,
	.run = run,
};
