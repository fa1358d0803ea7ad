/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_engine_rewrite.c - which rules mend, and when rewriting ends */
#include "guest.h"

static const struct env no_host = { .rootfd = -1 };

static char *rewrite(const char *text, const char *elements,
		     const struct env *env, bool host_side)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy(elements);
	_cleanup_(domain_freep) struct domain *dom = guest_parse(text);
	struct err err = { "" };
	char *out = NULL;
	size_t len;

	if (engine_rewrite(dom, policy->profiles[0], env, host_side, &out, &len,
			   &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(strlen(out), len);
	return out;
}

static void nothing_to_mend(void **state)
{
	_cleanup_free_ char *text = guest_text(&(struct guest){ .name = NULL });
	_cleanup_free_ char *out = rewrite(text, "", &no_host, false);

	(void)state;
	assert_string_equal(out, text);
}

/* --- which rules ---------------------------------------------------------- */

#define NIC    "<interface type='user'><model type='virtio'/></interface>\n"
#define LOCKED "<locked/>"
#define ROM    "<rom enabled='no'/>"

/* A domain with a network card's ROM and without locked memory. */
static const struct which_case {
	const char *name, *elements;
	bool host_side, locked, rom;
} which_cases[] = {
	{ "both", "", false, true, true },
	{ "what the host does around it", "", true, true, false },
	{ "profile in audit", "<mode>audit</mode>", false, true, true },
	{ "profile off", "<mode>off</mode>", false, false, false },
	{ "one rule off", "<rule id='net-rom' mode='off'/>", false, true,
	  false },
	{ "one rule in audit", "<rule id='memory-locked' mode='audit'/>", false,
	  true, true },
	{ "exempt", "<exempt rule='memory-locked' reason='x'/>", false, false,
	  true },
	{ "exempt, another domain",
	  "<exempt rule='net-rom' domain='b' reason='x'/>", false, true, true },
	{ "exempt, ended",
	  "<exempt rule='net-rom' until='1970-01-01' reason='x'/>", false, true,
	  true },
};

static void which(void **state)
{
	const struct which_case *c = *state;
	const struct env env = { .rootfd = -1, .now = 86400 };
	_cleanup_free_ char *text =
		guest_text(&(struct guest){ .rest = "", .devices = NIC });
	_cleanup_free_ char *out =
		rewrite(text, c->elements, &env, c->host_side);
	_cleanup_free_ char *again =
		rewrite(out, c->elements, &env, c->host_side);

	assert_int_equal(strstr(out, LOCKED) != NULL, c->locked);
	assert_int_equal(strstr(out, ROM) != NULL, c->rom);
	assert_string_equal(again, out);
}

/* --- for which guest ------------------------------------------------------ */

static void other_technology(void **state)
{
	_cleanup_free_ char *text = guest_text(&(struct guest){
		.rest = "",
		.devices = NIC,
		.launch = "<launchSecurity type='s390-pv'/>" });
	_cleanup_free_ char *out = rewrite(text, "", &no_host, false);

	(void)state;
	assert_string_equal(out, text);
}

static void plain_domain_without_launch(void **state)
{
	_cleanup_free_ char *text = guest_text(
		&(struct guest){ .rest = "", .devices = NIC, .launch = "" });
	_cleanup_free_ char *out = rewrite(text, "", &no_host, false);

	(void)state;
	assert_string_equal(out, text);
}

/* A fix may open the way for another one; the facts are read anew. */
static void plain_domain(void **state)
{
	_cleanup_free_ char *text = guest_text(&(struct guest){
		.rest = "",
		.os = "<os><type machine='pc'>hvm</type></os>",
		.devices = "<disk device='disk'><target dev='hda' bus='ide'/>"
			   "</disk>\n",
		.launch = "" });
	_cleanup_free_ char *out = rewrite(
		text, "<launch type='sev-es' policy='0x3'/>", &no_host, false);
	_cleanup_(policy_freep) struct policy *policy =
		guest_policy("<launch type='sev-es' policy='0x3'/>");
	_cleanup_(domain_freep) struct domain *dom = guest_parse(out);
	_cleanup_(report_clear) struct report report = { 0 };

	(void)state;
	assert_int_equal(dom->tech, TECH_SEV_ES);
	assert_string_equal(dom->machine, "q35");
	engine_check(dom, policy->profiles[0], &no_host, &report);
	assert_int_equal(report_outcome(&report), OUTCOME_ALLOW);
}

/* The domain that was given is the one that was mended. */
static void facts_after_rewriting(void **state)
{
	_cleanup_(policy_freep) struct policy *policy =
		guest_policy("<launch type='sev-snp'/>");
	_cleanup_(domain_freep) struct domain *dom =
		guest_domain(&(struct guest){ .launch = "" });
	_cleanup_free_ char *out = NULL;
	size_t len;

	(void)state;
	assert_int_equal(dom->tech, TECH_NONE);
	assert_int_equal(engine_rewrite(dom, policy->profiles[0], &no_host,
					false, &out, &len, NULL),
			 0);
	assert_int_equal(dom->tech, TECH_SEV_SNP);
	assert_true(dom->policy_ok);
	assert_int_equal(dom->policy, 0x30000);
}

static void out_of_memory(void **state)
{
	_cleanup_(policy_freep) struct policy *policy = guest_policy("");
	_cleanup_(domain_freep) struct domain *dom =
		guest_domain(&(struct guest){ .name = NULL });
	struct err err = { "" };
	char *out = NULL;
	size_t len;

	(void)state;
	dom->xml->failed = true;
	assert_int_equal(engine_rewrite(dom, policy->profiles[0], &no_host,
					false, &out, &len, &err),
			 -1);
	assert_string_equal(err.text, "out of memory");
	assert_null(out);
}

/* Work on the devices that grows faster than they do would hit the limit. */
static void ten_thousand_devices(void **state)
{
	_cleanup_free_ char *text = NULL, *devices = NULL, *out = NULL,
			    *again = NULL;
	size_t len, i;
	FILE *f = open_memstream(&devices, &len);

	(void)state;
	for (i = 0; i < 10000; i++)
		fprintf(f,
			"<disk device='disk'><target dev='hd%zu' bus='ide'/>"
			"</disk>\n" NIC,
			i);
	fclose(f);
	text = guest_text(&(struct guest){ .devices = devices });
	out = rewrite(text, "<rule id='virtio-iommu' value='on'/>", &no_host,
		      false);
	again = rewrite(out, "<rule id='virtio-iommu' value='on'/>", &no_host,
			false);
	assert_string_equal(again, out);
	assert_non_null(strstr(out, "unit='9992'/>"));
}

int main(void)
{
	UNIT(nothing_to_mend);
	UNIT_CASES(which, which_cases);
	UNIT(other_technology);
	UNIT(plain_domain_without_launch);
	UNIT(plain_domain);
	UNIT(facts_after_rewriting);
	UNIT(out_of_memory);
	UNIT(ten_thousand_devices);
	return unit_run();
}
