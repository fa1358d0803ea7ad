/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_report.c - what findings add up to, and that none that counts is lost */
#include "guest.h"

static const struct env no_host = { .rootfd = -1 };

/* The same device many times. */
static char *repeated(const char *device, size_t n)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	while (n--)
		fputs(device, out);
	fclose(out);
	return text;
}

static void check(const char *devices, const char *elements, const char *only,
		  struct report *report)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy(elements);
	_cleanup_(domain_freep) struct domain *dom =
		guest_domain(&(struct guest){ .devices = devices });
	struct env env = no_host;

	env.only = only ? rule_find(only) : NULL;
	engine_check(dom, policy->profiles[0], &env, report);
}

/* --- too many findings ---------------------------------------------------- */

#define NIC "<interface><model type='virtio'/></interface>\n"
#define USB "<hostdev type='usb'/>\n"
#define PCI "<hostdev type='pci'/>\n"

static const struct many_case {
	const char *name;
	size_t n, findings;
	const char *last;
} many_cases[] = {
	{ "one", 1, 1, NULL },
	{ "ninety-nine", 99, 99, NULL },
	{ "a hundred", 100, 100, NULL },
	{ "one more", 101, 100, "and 2 more places" },
	{ "two more", 102, 100, "and 3 more places" },
	{ "ten thousand", 10000, 100, "and 9901 more places" },
};

static void many(void **state)
{
	const struct many_case *c = *state;
	_cleanup_free_ char *devices = repeated(NIC, c->n);
	_cleanup_(report_clear) struct report report = { 0 };
	const struct finding *last;

	check(devices, "", "net-rom", &report);
	assert_int_equal(report.count, c->findings);
	assert_int_equal(report_count(&report, VERDICT_VIOLATION, MODE_AUDIT),
			 c->findings);
	last = &report.findings[report.count - 1];
	assert_string_equal(last->reason->code, "rom-enabled");
	if (!c->last) {
		assert_non_null(last->xpath);
		assert_true(last->line > 0);
		return;
	}
	assert_string_equal(last->message, c->last);
	assert_null(last->xpath);
	assert_int_equal(last->line, 0);
	assert_string_equal(report.findings[98].xpath,
			    "/domain/devices/interface[99]");
}

/* A hundred harmless findings must not hide one that refuses. */
static void other_reasons_are_not_lost(void **state)
{
	_cleanup_free_ char *usb = repeated(USB, 150), *devices = NULL;
	_cleanup_(report_clear) struct report report = { 0 };
	const struct finding *first;

	(void)state;
	assert_true(asprintf(&devices, "%s%s%s", usb, PCI, usb) > 0);
	check(devices, "", "host-devices", &report);
	assert_int_equal(report.count, 101);
	assert_int_equal(report_outcome(&report), OUTCOME_DENY);
	first = report_first(&report, OUTCOME_DENY);
	assert_string_equal(first->reason->code, "pci-passthrough");
	assert_string_equal(first->xpath, "/domain/devices/hostdev[151]");
	assert_string_equal(report.findings[99].message, "and 201 more places");
}

static void rules_are_counted_apart(void **state)
{
	_cleanup_free_ char *devices = repeated(NIC, 120);
	_cleanup_(report_clear) struct report report = { 0 };

	(void)state;
	check(devices, "<rule id='virtio-iommu' value='on'/>", NULL, &report);
	assert_int_equal(report_count(&report, VERDICT_VIOLATION, MODE_AUDIT),
			 200);
}

/* --- outcomes ------------------------------------------------------------- */

#define V VERDICT_VIOLATION
#define U VERDICT_UNKNOWN
#define P VERDICT_PASS
#define S VERDICT_SKIP

/* @first: index of the finding to name, -1: none. */
static const struct outcome_case {
	const char *name;
	struct finding findings[4];
	size_t count;
	bool failed;
	enum outcome outcome;
	int first;
} outcome_cases[] = {
	{ .name = "nothing", .outcome = OUTCOME_ALLOW, .first = -1 },
	{ .name = "pass and skip",
	  .findings = { { .verdict = P, .mode = MODE_ENFORCE },
			{ .verdict = S, .mode = MODE_ENFORCE } },
	  .count = 2,
	  .outcome = OUTCOME_ALLOW,
	  .first = -1 },
	{ .name = "violations that are not enforced",
	  .findings = { { .verdict = V, .mode = MODE_OFF },
			{ .verdict = V, .mode = MODE_AUDIT },
			{ .verdict = U, .mode = MODE_AUDIT } },
	  .count = 3,
	  .outcome = OUTCOME_ALLOW,
	  .first = -1 },
	{ .name = "violation",
	  .findings = { { .verdict = V, .mode = MODE_AUDIT },
			{ .verdict = V, .mode = MODE_ENFORCE },
			{ .verdict = V, .mode = MODE_ENFORCE } },
	  .count = 3,
	  .outcome = OUTCOME_DENY,
	  .first = 1 },
	{ .name = "exempt violation",
	  .findings = { { .verdict = V, .mode = MODE_ENFORCE, .exempt = "x" } },
	  .count = 1,
	  .outcome = OUTCOME_ALLOW,
	  .first = -1 },
	{ .name = "exempt unknown",
	  .findings = { { .verdict = U, .mode = MODE_ENFORCE, .exempt = "x" } },
	  .count = 1,
	  .outcome = OUTCOME_ALLOW,
	  .first = -1 },
	{ .name = "unknown",
	  .findings = { { .verdict = V, .mode = MODE_AUDIT },
			{ .verdict = U, .mode = MODE_ENFORCE } },
	  .count = 2,
	  .outcome = OUTCOME_UNDECIDED,
	  .first = 1 },
	{ .name = "violation behind an unknown",
	  .findings = { { .verdict = U, .mode = MODE_ENFORCE },
			{ .verdict = V, .mode = MODE_ENFORCE } },
	  .count = 2,
	  .outcome = OUTCOME_DENY,
	  .first = 1 },
	{ .name = "a finding was lost",
	  .failed = true,
	  .outcome = OUTCOME_UNDECIDED,
	  .first = -1 },
	{ .name = "a finding was lost, a violation not",
	  .findings = { { .verdict = V, .mode = MODE_ENFORCE } },
	  .count = 1,
	  .failed = true,
	  .outcome = OUTCOME_DENY,
	  .first = 0 },
};

static void outcome(void **state)
{
	const struct outcome_case *c = *state;
	const struct report report = { (struct finding *)c->findings, c->count,
				       c->failed };
	const struct finding *first;

	assert_int_equal(report_outcome(&report), c->outcome);
	if (c->outcome == OUTCOME_ALLOW)
		return;
	first = report_first(&report, c->outcome);
	assert_ptr_equal(first, c->first < 0 ? NULL : &c->findings[c->first]);
}

static void counting(void **state)
{
	static struct finding findings[] = {
		{ .verdict = V, .mode = MODE_ENFORCE },
		{ .verdict = V, .mode = MODE_ENFORCE, .exempt = "x" },
		{ .verdict = V, .mode = MODE_AUDIT },
		{ .verdict = U, .mode = MODE_ENFORCE },
		{ .verdict = V, .mode = MODE_ENFORCE },
		{ .verdict = P, .mode = MODE_ENFORCE },
		{ .verdict = V, .mode = MODE_OFF },
	};
	const struct report report = { findings, ARRAY_SIZE(findings), false };

	(void)state;
	assert_int_equal(report_count(&report, V, MODE_ENFORCE), 2);
	assert_int_equal(report_count(&report, V, MODE_AUDIT), 1);
	assert_int_equal(report_count(&report, U, MODE_ENFORCE), 1);
	assert_int_equal(report_count(&report, U, MODE_AUDIT), 0);
	/* what is off, exempt or kept is not bad */
	assert_int_equal(report_count(&report, V, MODE_OFF), 0);
	assert_int_equal(report_count(&report, P, MODE_ENFORCE), 0);
	assert_true(finding_is_bad(&findings[0]));
	assert_false(finding_is_bad(&findings[1]));
	assert_false(finding_is_bad(&findings[5]));
	assert_false(finding_is_bad(&findings[6]));
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(mode_name(MODE_OFF), "off");
	assert_string_equal(mode_name(MODE_AUDIT), "audit");
	assert_string_equal(mode_name(MODE_ENFORCE), "enforce");
	assert_string_equal(verdict_name(P), "pass");
	assert_string_equal(verdict_name(V), "violation");
	assert_string_equal(verdict_name(S), "skip");
	assert_string_equal(verdict_name(U), "unknown");
}

/* Whatever stands in the document, a finding is one line. */
static void hostile_message(void **state)
{
	_cleanup_(report_clear) struct report report = { 0 };

	(void)state;
	check("<channel><target name='org.qemu.guest_agent.0&#10;evil\x7f'/>"
	      "</channel>",
	      "", "guest-agent", &report);
	assert_int_equal(report.count, 1);
	assert_string_equal(report.findings[0].message,
			    "channel 'org.qemu.guest_agent.0?evil?' lets the "
			    "host act in the guest");
}

static void cleared(void **state)
{
	struct report report = { 0 };

	(void)state;
	report_clear(&report);
	check(NIC, "", NULL, &report);
	assert_true(report.count > 0);
	report_clear(&report);
	assert_null(report.findings);
	assert_int_equal(report.count, 0);
}

int main(void)
{
	UNIT_CASES(many, many_cases);
	UNIT(other_reasons_are_not_lost);
	UNIT(rules_are_counted_apart);
	UNIT_CASES(outcome, outcome_cases);
	UNIT(counting);
	UNIT(names);
	UNIT(hostile_message);
	UNIT(cleared);
	return unit_run();
}
