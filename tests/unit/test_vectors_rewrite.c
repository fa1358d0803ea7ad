/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_vectors_rewrite.c - what an independent rewriter wants of domains */
#include <jansson.h>
#include <libxml/xpath.h>

#include "files.h"
#include "guest.h"

/*
 * cases.json: for each input the versions it is for, and either a target, the
 * kind of guest that rewriting has to make of it, or "mode": "hook", where the
 * input is judged as it stands.
 *
 *   refuse         hook: the enforced violations, no more and no fewer; else
 *                  codes that must be found in the input
 *   xpath_true     must hold of the rewritten document
 *   warnings       must be among the findings that are only reported;
 *                  reset-unsupported is there exactly where it is listed
 *   detected_type  the kind of guest afterwards
 */
#define DIR "tests/vectors/rewrite/"

static json_t *cases;

/**
 * struct run - one case on its way
 * @text:	the input
 */
struct run {
	const json_t *json;
	struct host host;
	struct env env;
	struct policy *policy;
	char *text;
	size_t len;
};

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static unsigned int version(const char *text)
{
	unsigned int major = 0, minor = 0, micro = 0;

	assert_int_equal(sscanf(text, "%u.%u.%u", &major, &minor, &micro), 3);
	return HOST_VERSION(major, minor, micro);
}

static void open_run(struct run *r, const json_t *json)
{
	const json_t *context = json_object_get(json, "context");
	const char *target = member(context, "target");
	char path[UNIT_PATH_SIZE], profile[200];

	memset(r, 0, sizeof(*r));
	r->json = json;
	r->host.kvm_amd = NOT_KNOWN;
	r->host.qemu = version(member(context, "qemu"));
	r->host.libvirt = version(member(context, "libvirt"));
	r->env = (struct env){ .rootfd = -1,
			       .host = &r->host,
			       .running = NOT_KNOWN };
	/* a judgement as it stands knows nothing of attestation */
	snprintf(profile, sizeof(profile), "%s%s%s%s",
		 member(context, "mode") ? "<attest when='off'/>" : "",
		 target ? "<launch type='" : "", target ? target : "",
		 target ? "'/>" : "");
	r->policy = guest_policy(profile);
	snprintf(path, sizeof(path), DIR "%s", member(json, "input"));
	r->text = unit_read(path, &r->len);
}

static void close_run(struct run *r)
{
	policy_free(r->policy);
	free(r->text);
}

static bool has(const json_t *array, const char *word)
{
	size_t i;
	json_t *item;

	json_array_foreach(array, i, item)
	{
		if (!strcmp(json_string_value(item), word))
			return true;
	}
	return false;
}

static bool found(const struct report *report, const char *code, enum mode mode)
{
	size_t i;

	for (i = 0; i < report->count; i++) {
		const struct finding *f = &report->findings[i];

		if (finding_is_bad(f) && f->mode == mode &&
		    !strcmp(f->reason->code, code))
			return true;
	}
	return false;
}

static void check(const struct run *r, const char *text, size_t len,
		  struct report *report)
{
	struct domain *dom = NULL;
	struct err err = { "" };

	if (domain_parse(text, len, &dom, &err) < 0)
		fail_msg("%s", err.text);
	engine_check(dom, r->policy->profiles[0], &r->env, report);
	domain_free(dom);
}

static char *rewritten(const struct run *r, const char *text, size_t len,
		       size_t *ret_len)
{
	struct domain *dom = NULL;
	struct err err = { "" };
	char *out = NULL;

	if (domain_parse(text, len, &dom, &err) < 0 ||
	    engine_rewrite(dom, r->policy->profiles[0], &r->env, false, &out,
			   ret_len, &err) < 0)
		fail_msg("%s", err.text);
	domain_free(dom);
	return out;
}

/* --- what is wanted ------------------------------------------------------- */

/* All that is refused is listed, and all that is listed is refused. */
static void refused(const struct run *r, const struct report *report)
{
	const json_t *refuse = json_object_get(r->json, "refuse");
	bool hook = member(json_object_get(r->json, "context"), "mode");
	size_t i;
	json_t *code;

	json_array_foreach(refuse, i, code)
	{
		if (!found(report, json_string_value(code), MODE_ENFORCE))
			fail_msg("%s is not refused", json_string_value(code));
	}
	for (i = 0; hook && i < report->count; i++) {
		const struct finding *f = &report->findings[i];

		if (finding_is_bad(f) && f->mode == MODE_ENFORCE &&
		    !has(refuse, f->reason->code))
			fail_msg("refused for %s: %s", f->reason->code,
				 f->message);
	}
}

static void warned(const struct run *r, const struct report *report)
{
	const json_t *warnings = json_object_get(r->json, "warnings");
	size_t i;
	json_t *code;

	json_array_foreach(warnings, i, code)
	{
		if (!found(report, json_string_value(code), MODE_AUDIT))
			fail_msg("no warning %s", json_string_value(code));
	}
	assert_int_equal(found(report, "reset-unsupported", MODE_AUDIT),
			 has(warnings, "reset-unsupported"));
}

static void hold(const struct run *r, const char *text, size_t len)
{
	const json_t *wanted = json_object_get(r->json, "xpath_true");
	xmlDoc *doc =
		xmlReadMemory(text, (int)len, NULL, NULL, XML_PARSE_NONET);
	xmlXPathContext *context = xmlXPathNewContext(doc);
	size_t i;
	json_t *expression;

	json_array_foreach(wanted, i, expression)
	{
		xmlXPathObject *is = xmlXPathEvalExpression(
			BAD_CAST json_string_value(expression), context);

		if (!is || !xmlXPathCastToBoolean(is))
			fail_msg("not so: %s\n%s",
				 json_string_value(expression), text);
		xmlXPathFreeObject(is);
	}
	xmlXPathFreeContext(context);
	xmlFreeDoc(doc);
}

static void is_of_type(const struct run *r, const char *text, size_t len)
{
	struct domain *dom = NULL;

	assert_int_equal(domain_parse(text, len, &dom, NULL), 0);
	assert_string_equal(tech_name(dom->tech),
			    member(r->json, "detected_type"));
	domain_free(dom);
}

/* --- tests ---------------------------------------------------------------- */

static const json_t *json_of(void **state)
{
	const char *input = *state;
	size_t i;
	json_t *json;

	json_array_foreach(cases, i, json)
	{
		if (!strcmp(member(json, "input"), input))
			return json;
	}
	fail_msg("no case %s", input);
	return NULL;
}

static void judged(void **state)
{
	struct run r;
	struct report report = { 0 };

	open_run(&r, json_of(state));
	check(&r, r.text, r.len, &report);
	refused(&r, &report);
	warned(&r, &report);
	report_clear(&report);
	close_run(&r);
}

static void made(void **state)
{
	struct report report = { 0 };
	char *once, *twice;
	size_t len, twice_len, i;
	struct run r;

	open_run(&r, json_of(state));
	once = rewritten(&r, r.text, r.len, &len);
	twice = rewritten(&r, once, len, &twice_len);
	assert_string_equal(twice, once);
	hold(&r, once, len);
	is_of_type(&r, once, len);
	check(&r, once, len, &report);
	for (i = 0; i < report.count; i++)
		if (finding_is_bad(&report.findings[i]) &&
		    report.findings[i].reason->mends)
			fail_msg("not mended: %s", report.findings[i].message);
	report_clear(&report);
	free(once);
	free(twice);
	close_run(&r);
}

static void schema_takes(void **state)
{
	xmlRelaxNG *schema = files_libvirt_schema();
	struct run r;
	char *once;
	size_t len;

	open_run(&r, json_of(state));
	once = rewritten(&r, r.text, r.len, &len);
	if (strstr(once, "sev-snp") && !files_schema_knows_snp(schema))
		printf("# this libvirt's schema does not know sev-snp\n");
	else if (!files_schema_takes(schema, once, len))
		fail_msg("libvirt's schema does not take it:\n%s", once);
	free(once);
	close_run(&r);
	xmlRelaxNGFree(schema);
}

int main(void)
{
	size_t i;
	json_t *json;
	int result;

	cases = json_load_file(DIR "cases.json", 0, NULL);
	if (json_array_size(cases) < 14)
		return 99;
	json_array_foreach(cases, i, json)
	{
		const char *input = member(json, "input");

		unit_add("judged", input, judged, input, false);
		unit_add("made", input, made, input, false);
		unit_add("schema_takes", input, schema_takes, input, false);
	}
	result = unit_run();
	json_decref(cases);
	return result;
}
