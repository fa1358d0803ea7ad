/* SPDX-License-Identifier: GPL-2.0-or-later */
/* out_sarif.c - results as SARIF 2.1.0 (OASIS), for code scanning services */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "hook/cli/cli.h"
#include "rule.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static json_t *results;
static bool lost;

/* A piece that could not be made is noticed here, once for all. */
static json_t *made(json_t *value)
{
	lost |= !value;
	return value;
}

static const char *level_of(const struct finding *f)
{
	if (f->exempt || f->mode == MODE_OFF)
		return "none";
	return f->mode == MODE_ENFORCE ? "error" : "warning";
}

static json_t *location_of(const struct result *r, const struct finding *f)
{
	json_t *physical = made(
		json_pack("{s:{s:s}}", "artifactLocation", "uri", r->source));
	json_t *location;

	if (f && f->line)
		json_object_set_new(
			physical, "region",
			made(json_pack("{s:i}", "startLine", f->line)));
	location = made(json_pack("{s:o}", "physicalLocation", physical));
	if (f && f->xpath)
		json_object_set_new(location, "logicalLocations",
				    made(json_pack("[{s:s}]",
						   "fullyQualifiedName",
						   f->xpath)));
	return location;
}

static void add_result(const char *rule, const char *level, const char *text,
		       json_t *location)
{
	json_array_append_new(
		results, made(json_pack("{s:s, s:s, s:{s:s}, s:[o]}", "ruleId",
					rule, "level", level, "message", "text",
					text, "locations", location)));
}

static void add_finding(const struct result *r, const struct finding *f)
{
	char text[1024];

	snprintf(text, sizeof(text), "%s (%s). Fix: %s.",
		 f->message ? f->message : "", f->reason->code, f->reason->fix);
	add_result(f->rule->id, level_of(f), text, location_of(r, f));
}

static void begin(void)
{
	results = made(json_array());
}

static void print(const struct result *r, int verbosity)
{
	size_t i;

	(void)verbosity;
	if (*r->err.text)
		add_result("document", "error", r->err.text,
			   location_of(r, NULL));
	for (i = 0; i < r->report.count; i++)
		if (r->report.findings[i].reason)
			add_finding(r, &r->report.findings[i]);
}

static json_t *all_rules(void)
{
	json_t *array = made(json_array());
	const struct rule *const *rule;

	json_array_append_new(
		array, made(json_pack("{s:s, s:{s:s}}", "id", "document",
				      "shortDescription", "text",
				      "the domain document can be judged")));
	for (rule = rules; *rule; rule++)
		json_array_append_new(
			array, made(json_pack("{s:s, s:{s:s}, s:{s:s}}", "id",
					      (*rule)->id, "shortDescription",
					      "text", (*rule)->title, "help",
					      "text", (*rule)->source)));
	return array;
}

static void end(void)
{
	json_t *root = made(
		json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:o}]}",
			  "$schema", SCHEMA, "version", "2.1.0", "runs", "tool",
			  "driver", "name", "sevgate", "version", VERSION,
			  "rules", all_rules(), "results", results));

	if (lost || json_dumpf(root, stdout, JSON_INDENT(2)) < 0) {
		fputs("sevgate: out of memory\n", stderr);
		exit(EXIT_FAILED);
	}
	putchar('\n');
	json_decref(root);
}

const struct format sarif_format = {
	.begin = begin,
	.print = print,
	.end = end,
};
