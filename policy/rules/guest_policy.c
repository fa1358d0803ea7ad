/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guest_policy.c - the guest policy keeps the host out */
#include <inttypes.h>
#include <stdio.h>

#include "rule.h"

/*
 * What a profile that says nothing wants (nova's choice): no debugging, no
 * key sharing, same domain, same firmware API only; for SEV-SNP the bit that
 * must be one, and SMT allowed.
 */
#define DEFAULT_SEV    UINT64_C(0x33)
#define DEFAULT_SEV_ES UINT64_C(0x37)
#define DEFAULT_SNP    UINT64_C(0x30000)

/* SNP: set bits that allow the host more, set bits that demand more of it. */
#define SNP_ALLOWS                                                   \
	(UINT64_C(1) << 16 | SNP_POLICY_MIGRATE | SNP_POLICY_DEBUG | \
	 UINT64_C(1) << 21)
#define SNP_DEMANDS (UINT64_C(1) << 20 | UINT64_C(0xf) << 22 | SNP_POLICY_ONE)

static const struct reason missing = {
	.code = "policy-missing",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "add <policy> to <launchSecurity>",
};

/* nobody can say what it should have been */
static const struct reason not_a_policy = {
	.code = "policy-missing",
	.level = MODE_ENFORCE,
	.fix = "write <policy> as a hexadecimal number of 32 bits, for SEV-SNP "
	       "of 64",
};

static const struct reason debug_allowed = {
	.code = "policy-debug-allowed",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "set bit 0 (NODBG) of an SEV policy, clear bit 19 (DEBUG) of "
	       "an SEV-SNP policy",
};

static const struct reason bit17 = {
	.code = "policy-bit17",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "set bit 17 of the SEV-SNP policy, which must be one",
};

static const struct reason migration_agent = {
	.code = "policy-migration-agent",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "clear bit 18 of the SEV-SNP policy: KVM refuses it with "
	       "SNP_LAUNCH_START ret=-22",
};

static const struct reason reserved = {
	.code = "policy-reserved",
	.level = MODE_ENFORCE,
	.fix = "clear the reserved bits: SEV 15:6, SEV-SNP 63:26",
};

static const struct reason below_profile = {
	.code = "policy-below-profile",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "set the guest policy that the profile demands",
};

static const struct reason bound_to_session = {
	.code = "policy-bound-to-session",
	.level = MODE_ENFORCE,
	.fix = "make a new launch session for the wanted policy: the session "
	       "in the domain holds for the present one only",
};

/* --- what it should be ---------------------------------------------------- */

static uint64_t minimum(const struct check *c)
{
	if (c->profile->launch.has_policy)
		return c->profile->launch.policy;
	return c->target == TECH_SEV_SNP ? SNP_POLICY_ONE : SEV_POLICY_NODBG;
}

static uint64_t initial(const struct check *c)
{
	if (c->profile->launch.has_policy)
		return c->profile->launch.policy;
	if (c->target == TECH_SEV_SNP)
		return DEFAULT_SNP;
	return c->target == TECH_SEV_ES ? DEFAULT_SEV_ES : DEFAULT_SEV;
}

/* The larger of two API versions, major in the byte at @major. */
static uint64_t max_api(uint64_t a, uint64_t b, int major, int minor)
{
	uint64_t mask = UINT64_C(0xff) << major | UINT64_C(0xff) << minor;
	uint64_t rank_a = (a >> major & 0xff) << 8 | (a >> minor & 0xff);
	uint64_t rank_b = (b >> major & 0xff) << 8 | (b >> minor & 0xff);

	return (rank_a >= rank_b ? a : b) & mask;
}

/* SEV API chapter 3: every bit restricts; 23:16 and 31:24 minimum API. */
static uint64_t raise_sev(const struct check *c, uint64_t policy)
{
	uint64_t want = minimum(c) | SEV_POLICY_NODBG;

	if (c->target == TECH_SEV_ES)
		want |= SEV_POLICY_ES;
	return ((policy | want) & 0xffff) | max_api(policy, want, 16, 24);
}

/* SNP ABI section 4.3; without a policy in the profile SMT may stay. */
static uint64_t raise_snp(const struct check *c, uint64_t policy)
{
	uint64_t want = minimum(c);
	uint64_t allowed =
		c->profile->launch.has_policy ? want & SNP_ALLOWS : SNP_ALLOWS;
	uint64_t raised;

	raised = policy & ~UINT64_C(0xffff) & ~(SNP_ALLOWS & ~allowed);
	raised |= max_api(policy, want, 8, 0);
	raised |= want & SNP_DEMANDS;
	return raised & ~(SNP_POLICY_DEBUG | SNP_POLICY_MIGRATE);
}

static uint64_t raised(const struct check *c)
{
	return c->target == TECH_SEV_SNP ? raise_snp(c, c->dom->policy)
					 : raise_sev(c, c->dom->policy);
}

/* --- checking ------------------------------------------------------------- */

static void check_snp(struct check *c, const xmlNode *node)
{
	uint64_t p = c->dom->policy;

	if (p & SNP_POLICY_DEBUG)
		violation(c, &debug_allowed, node,
			  "policy 0x%" PRIx64 " lets the host debug the guest "
			  "(bit 19)",
			  p);
	if (!(p & SNP_POLICY_ONE))
		violation(c, &bit17, node,
			  "policy 0x%" PRIx64 " has bit 17 clear", p);
	if (p & SNP_POLICY_MIGRATE)
		violation(c, &migration_agent, node,
			  "policy 0x%" PRIx64 " has bit 18 set", p);
	if (p & SNP_POLICY_RESERVED)
		violation(c, &reserved, node,
			  "policy 0x%" PRIx64 " has reserved bits set", p);
}

static void check_sev(struct check *c, const xmlNode *node)
{
	uint64_t p = c->dom->policy;

	if (!(p & SEV_POLICY_NODBG))
		violation(c, &debug_allowed, node,
			  "policy 0x%04" PRIx64 " lets the host debug the "
			  "guest (bit 0)",
			  p);
	if (p & SEV_POLICY_RESERVED)
		violation(c, &reserved, node,
			  "policy 0x%04" PRIx64 " has reserved bits set", p);
}

/* Else its policy has another meaning; launch-security says so. */
static bool is_for_target(const struct check *c)
{
	return (c->target == TECH_SEV_SNP) ==
	       xml_attr_is(c->dom->launch, "type", "sev-snp");
}

static bool has_session(const struct domain *dom)
{
	return domain_session(dom) == SESSION_GIVEN;
}

static void check(struct check *c)
{
	const xmlNode *node = xml_child(c->dom->launch, "policy");
	size_t before = c->report->count;

	if (!c->dom->launch) {
		skip(c, "no <launchSecurity> yet");
		return;
	}
	if (!is_for_target(c)) {
		skip(c, "<launchSecurity> is of another type");
		return;
	}
	if (!c->dom->policy_ok) {
		violation(c, node ? &not_a_policy : &missing,
			  node ? node : c->dom->launch,
			  "the guest policy is '%s'",
			  node ? xml_trimmed(node) : "");
		return;
	}
	if (c->target == TECH_SEV_SNP)
		check_snp(c, node);
	else
		check_sev(c, node);
	if (c->report->count == before && raised(c) != c->dom->policy)
		violation(c, &below_profile, node,
			  "policy 0x%" PRIx64 " is weaker than profile %s "
			  "demands; 0x%" PRIx64 " would do",
			  c->dom->policy, c->profile->name, raised(c));
	if (c->report->count != before && has_session(c->dom) &&
	    raised(c) != c->dom->policy)
		violation(
			c, &bound_to_session,
			xml_child(c->dom->launch, "session"),
			"a launch session is given, made for policy 0x%" PRIx64,
			c->dom->policy);
}

/* --- mending -------------------------------------------------------------- */

static void set_policy(struct check *c, uint64_t policy)
{
	xmlNode *node = xml_get_or_add(c->dom->launch, "policy");
	char text[24];

	snprintf(text, sizeof(text), "0x%04" PRIx64, policy);
	xml_set_content(node, text);
}

/* Never lowers what is there, and leaves alone what a session is bound to. */
static void fix(struct check *c)
{
	const xmlNode *launch = c->dom->launch;

	if (!launch || !is_for_target(c))
		return;
	if (!c->dom->policy_ok) {
		if (!xml_child(launch, "policy"))
			set_policy(c, initial(c));
		return;
	}
	if (raised(c) != c->dom->policy && !has_session(c->dom))
		set_policy(c, raised(c));
}

const struct rule rule_guest_policy = {
	.id = "guest-policy",
	.title = "the guest policy keeps the host out",
	.source = "SEV API (55766) chapter 3; SNP ABI (56860) section 4.3",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &missing, &not_a_policy,
						   &debug_allowed, &bit17,
						   &migration_agent, &reserved,
						   &below_profile,
						   &bound_to_session, NULL },
	.check = check,
	.fix = fix,
};
