/* SPDX-License-Identifier: GPL-2.0-or-later */
/* out_json.c - results for programs; the form is in sevgate(1) */
#include <jansson.h>
#include <stdlib.h>

#include "hook/cli/cli.h"
#include "rule.h"

static json_t *domains;
static bool lost;

static void set(json_t *object, const char *key, json_t *value)
{
	lost |= json_object_set_new(object, key, value) < 0;
}

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

static json_t *json_finding(const struct finding *f)
{
	json_t *o = json_object();

	set(o, "rule", json_string(f->rule->id));
	set(o, "verdict", json_string(verdict_name(f->verdict)));
	set(o, "reason",
	    f->reason ? json_string(f->reason->code) : json_null());
	set(o, "mode",
	    f->reason ? json_string(mode_name(f->mode)) : json_null());
	set(o, "message", json_string(f->message ? f->message : ""));
	set(o, "line", f->line ? json_integer(f->line) : json_null());
	set(o, "xpath", text_or_null(f->xpath));
	set(o, "exempt", text_or_null(f->exempt));
	set(o, "fix", f->reason ? json_string(f->reason->fix) : json_null());
	set(o, "mends", json_boolean(f->reason && f->reason->mends));
	return o;
}

static void begin(void)
{
	domains = json_array();
	lost = !domains;
}

static void print(const struct result *r, int verbosity)
{
	json_t *o = json_object(), *findings = json_array();
	size_t i;

	(void)verbosity;
	set(o, "source", json_string(r->source));
	set(o, "domain", text_or_null(r->dom ? r->dom->name : NULL));
	set(o, "uuid", text_or_null(r->dom ? r->dom->uuid : NULL));
	set(o, "profile", text_or_null(r->profile ? r->profile->name : NULL));
	set(o, "mode",
	    text_or_null(r->profile ? mode_name(r->profile->mode) : NULL));
	set(o, "result", json_string(status_word(r)));
	set(o, "changed", json_boolean(r->changed));
	set(o, "error", text_or_null(r->err.text));
	for (i = 0; i < r->report.count; i++)
		lost |= json_array_append_new(
				findings,
				json_finding(&r->report.findings[i])) < 0;
	set(o, "findings", findings);
	lost |= json_array_append_new(domains, o) < 0;
}

static void end(void)
{
	json_t *root = json_object();

	set(root, "version", json_integer(1));
	set(root, "domains", domains);
	if (lost || json_dumpf(root, stdout, JSON_INDENT(2)) < 0) {
		fputs("sevgate: out of memory\n", stderr);
		exit(EXIT_FAILED);
	}
	putchar('\n');
	json_decref(root);
}

const struct format json_format = {
	.begin = begin,
	.print = print,
	.end = end,
};
