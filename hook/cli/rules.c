/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules.c - sevgate rules: list all rules; sevgate explain: one rule's page */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "hook/cli/cli.h"
#include "rule.h"

enum { OPT_JSON = 256, OPT_IDS };

/* --- rules ---------------------------------------------------------------- */

static bool has_level(const struct rule *rule, enum mode level)
{
	const struct reason *const *r;

	for (r = rule->reasons; *r; r++)
		if ((*r)->level == level)
			return true;
	return false;
}

static bool mends(const struct rule *rule)
{
	const struct reason *const *r;

	for (r = rule->reasons; *r; r++)
		if ((*r)->mends)
			return true;
	return false;
}

static const char *levels(const struct rule *rule)
{
	if (!has_level(rule, MODE_AUDIT))
		return "enforce";
	return has_level(rule, MODE_ENFORCE) ? "enforce/audit" : "audit";
}

static void list_text(void)
{
	const struct rule *const *r;

	printf("%-19s %-13s %-7s %s\n", "ID", "DEFAULT", "REWRITE", "DEMANDS");
	for (r = rules; *r; r++)
		printf("%-19s %-13s %-7s %s\n", (*r)->id, levels(*r),
		       mends(*r) ? "yes" : "-", (*r)->title);
}

static json_t *json_reasons(const struct rule *rule)
{
	json_t *array = json_array();
	const struct reason *const *r;

	for (r = rule->reasons; *r; r++)
		json_array_append_new(array,
				      json_pack("{s:s, s:s, s:b, s:s}", "code",
						(*r)->code, "mode",
						mode_name((*r)->level), "mends",
						(*r)->mends, "fix", (*r)->fix));
	return array;
}

static json_t *json_values(const struct rule *rule)
{
	json_t *array = json_array();
	const char *const *v;

	for (v = rule->values; v && *v; v++)
		json_array_append_new(array, json_string(*v));
	return array;
}

static int list_json(void)
{
	json_t *array = json_array();
	const struct rule *const *r;
	int result;

	for (r = rules; *r; r++)
		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:o, s:o}", "id", (*r)->id,
				  "title", (*r)->title, "source", (*r)->source,
				  "values", json_values(*r), "reasons",
				  json_reasons(*r)));
	result = json_dumpf(array, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(array);
	return result < 0 ? EXIT_FAILED : EXIT_SUCCESS;
}

static int list_ids(void)
{
	const struct rule *const *r;

	for (r = rules; *r; r++)
		puts((*r)->id);
	return EXIT_SUCCESS;
}

static int run_rules(const struct command *self, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, OPT_JSON },
		{ "ids", no_argument, NULL, OPT_IDS },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option = getopt_long(argc, argv, "h", options, NULL);

	if (option == 'h')
		return show_help(self);
	if (option == '?' || optind < argc)
		return usage_error(self, "see --help");
	if (option == OPT_JSON)
		return list_json();
	if (option == OPT_IDS)
		return list_ids();
	list_text();
	return EXIT_SUCCESS;
}

const struct command rules_command = {
	.name = "rules",
	.args = "[--json | --ids]",
	.summary = "list all rules",
	.help = "      --json            with reasons, values and sources\n"
		"      --ids             only the IDs\n",
	.run = run_rules,
};

/* --- explain -------------------------------------------------------------- */

static const struct rule *find(const char *word)
{
	const struct rule *rule = rule_find(word);
	const struct rule *const *r;
	const struct reason *const *reason;

	/* people paste the reason out of a report as well */
	for (r = rules; *r && !rule; r++)
		for (reason = (*r)->reasons; *reason && !rule; reason++)
			if (!strcmp((*reason)->code, word))
				rule = *r;
	return rule;
}

static int run_explain(const struct command *self, int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option = getopt_long(argc, argv, "h", options, NULL);
	const struct rule *rule;
	const char *page;
	size_t len;

	if (option == 'h')
		return show_help(self);
	if (option != -1 || argc - optind != 1)
		return usage_error(self, "name one rule");
	rule = find(argv[optind]);
	if (!rule)
		return usage_error(self,
				   "there is no rule '%s'; 'sevgate "
				   "rules' lists them",
				   argv[optind]);
	page = page_text(rule->id, &len);
	if (!page)
		return usage_error(self, "rule %s has no page", rule->id);
	fwrite(page, 1, len, stdout);
	return EXIT_SUCCESS;
}

const struct command explain_command = {
	.name = "explain",
	.args = "RULE",
	.summary = "say what a rule demands, why, and how to keep it",
	.help = "",
	.run = run_explain,
};
