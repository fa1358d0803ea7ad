/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy_read.c - from a policy document that fits the schema to profiles */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "policy.h"
#include "rule.h"
#include "schema.h"
#include "text.h"

/*
 * The schema has checked the form; what is left to check here is what a
 * schema cannot say: that a rule exists, that a date is one, that a name is
 * not given twice.
 */

/* Room for one more in an array that is owned by a profile, zeroed. */
static void *add_one(void *array, size_t *count, size_t size, struct err *err)
{
	char *grown = reallocarray(*(void **)array, *count + 1, size);

	if (!grown) {
		err_set(err, "out of memory");
		return NULL;
	}
	memset(grown + *count * size, 0, size);
	*(void **)array = grown;
	return grown + (*count)++ * size;
}

/* --- words of the schema to values ---------------------------------------- */

static enum mode to_mode(const char *word)
{
	if (!strcmp(word, "off"))
		return MODE_OFF;
	return !strcmp(word, "audit") ? MODE_AUDIT : MODE_ENFORCE;
}

static enum attest to_attest(const char *word)
{
	if (!strcmp(word, "off"))
		return ATTEST_OFF;
	return !strcmp(word, "before-boot") ? ATTEST_BEFORE_BOOT
					    : ATTEST_AFTER_START;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* @len digits, which the schema has seen to. */
static int digits(const char *s, size_t len)
{
	int value = 0;

	while (len--)
		value = value * 10 + (*s++ - '0');
	return value;
}

/* The first second after the day "YYYY-MM-DD", in UTC. */
static bool day_after(const char *date, time_t *ret)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };
	int year = digits(date, 4), month = digits(date + 5, 2);
	int day = digits(date + 8, 2), last;
	struct tm tm = { .tm_year = year - 1900,
			 .tm_mon = month - 1,
			 .tm_mday = day + 1 };

	if (year < 1970 || month < 1 || month > 12)
		return false;
	last = days[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
	if (day < 1 || day > last)
		return false;
	*ret = timegm(&tm);
	return true;
}

static void to_digest(const char *hex, uint8_t *digest)
{
	char byte[3] = "";
	uint64_t value = 0;
	size_t i;

	for (i = 0; i < SHA256_SIZE; i++) {
		memcpy(byte, hex + 2 * i, 2);
		text_to_u64(byte, 16, 255, &value);
		digest[i] = (uint8_t)value;
	}
}

/* --- elements ------------------------------------------------------------- */

static int read_match(struct profile *p, const xmlNode *node, struct err *err)
{
	struct match *match =
		add_one(&p->matches, &p->n_matches, sizeof(*match), err);

	if (!match)
		return -1;
	match->launch_security = xml_attr(node, "launchSecurity");
	match->name = xml_attr(node, "name");
	match->uuid = xml_attr(node, "uuid");
	match->title = xml_attr(node, "title");
	if (!match->launch_security && !match->name && !match->uuid &&
	    !match->title)
		return err_set(err,
			       "line %d: <match> would match every domain; "
			       "for that, say name='*'",
			       xml_line(node));
	return 0;
}

static int read_launch(struct profile *p, const xmlNode *node, struct err *err)
{
	struct wanted_launch *launch = &p->launch;
	const char *policy = xml_attr(node, "policy");
	uint64_t max;

	launch->tech = tech_from_name(xml_attr(node, "type"));
	launch->kernel_hashes = xml_attr_is(node, "kernelHashes", "yes");
	if (xml_attr_is(node, "session", "owner"))
		launch->session = SESSION_OWNER;
	else if (xml_attr_is(node, "session", "per-launch"))
		launch->session = SESSION_PER_LAUNCH;
	launch->firmware = xml_attr(node, "firmware");
	if (!policy)
		return 0;
	if (launch->tech == TECH_NONE)
		return err_set(err,
			       "line %d: <launch> has a policy but no "
			       "type; allowed: sev, sev-es, sev-snp",
			       xml_line(node));
	max = launch->tech == TECH_SEV_SNP ? UINT64_MAX : SEV_POLICY_MAX;
	launch->has_policy = text_to_u64(policy, 16, max, &launch->policy);
	if (!launch->has_policy)
		return err_set(err,
			       "line %d: <launch> has policy='%s'; "
			       "allowed: 32 bits for %s",
			       xml_line(node), policy, tech_name(launch->tech));
	if (launch->tech == TECH_SEV_ES)
		launch->policy |= SEV_POLICY_ES;
	return 0;
}

/* Only one "%u" becomes the UUID: of two, one would be left in the path. */
static int read_secret(struct profile *p, const xmlNode *node, struct err *err)
{
	struct wanted_secret *secret =
		add_one(&p->secrets, &p->n_secrets, sizeof(*secret), err);
	const char *uuid;

	if (!secret)
		return -1;
	secret->guid = xml_attr(node, "guid");
	secret->file = xml_attr(node, "file");
	uuid = strstr(secret->file, "%u");
	if (uuid && strstr(uuid + 2, "%u"))
		return err_set(err,
			       "line %d: <secret> has file='%s'; allowed: %%u "
			       "once, for the domain's UUID",
			       xml_line(node), secret->file);
	return 0;
}

static int read_attest(struct profile *p, const xmlNode *node, struct err *err)
{
	p->attest = to_attest(xml_attr(node, "when"));
	p->on_mismatch = xml_attr_is(node, "onMismatch", "report")
				 ? MISMATCH_REPORT
				 : MISMATCH_DESTROY;
	xml_for_each(child, node, "secret")
		if (read_secret(p, child, err) < 0)
			return -1;
	if (p->n_secrets && p->attest != ATTEST_BEFORE_BOOT)
		return err_set(err,
			       "line %d: a <secret> is given before the guest "
			       "boots; allowed: when='before-boot'",
			       xml_line(node));
	return 0;
}

static const struct rule *known_rule(const xmlNode *node, const char *attr,
				     struct err *err)
{
	const char *id = xml_attr(node, attr);
	const struct rule *rule = rule_find(id);

	if (!rule)
		err_set(err,
			"line %d: there is no rule '%s'; allowed: an ID "
			"that 'sevgate rules' lists",
			xml_line(node), id);
	return rule;
}

static int check_value(const xmlNode *node, const struct rule *rule,
		       const char *value, struct err *err)
{
	char allowed[200] = "";
	const char *const *v;

	for (v = rule->values; v && *v; v++) {
		if (!strcmp(*v, value))
			return 0;
		snprintf(allowed + strlen(allowed),
			 sizeof(allowed) - strlen(allowed), "%s%s",
			 *allowed ? ", " : "", *v);
	}
	return err_set(err, "line %d: rule %s has value='%s'; allowed: %s",
		       xml_line(node), rule->id, value,
		       *allowed ? allowed : "no value");
}

static int read_rule(struct profile *p, const xmlNode *node, struct err *err)
{
	const struct rule *rule = known_rule(node, "id", err);
	const char *mode = xml_attr(node, "mode");
	const char *value = xml_attr(node, "value");
	struct rule_setting *setting;

	if (!rule)
		return -1;
	if (profile_setting(p, rule))
		return err_set(err,
			       "line %d: a second <rule id='%s'> in "
			       "profile %s",
			       xml_line(node), rule->id, p->name);
	if (value && check_value(node, rule, value, err) < 0)
		return -1;
	setting = add_one(&p->rules, &p->n_rules, sizeof(*setting), err);
	if (!setting)
		return -1;
	setting->rule = rule;
	setting->value = value;
	setting->has_mode = mode != NULL;
	setting->mode = mode ? to_mode(mode) : MODE_OFF;
	return 0;
}

static int read_trusted(struct profile *p, const xmlNode *node, struct err *err)
{
	xml_for_each(firmware, node, "firmware") {
		uint8_t(*digest)[SHA256_SIZE] = add_one(
			&p->trusted, &p->n_trusted, sizeof(*digest), err);

		if (!digest)
			return -1;
		to_digest(xml_attr(firmware, "sha256"), *digest);
	}
	return 0;
}

static int read_exempt(struct profile *p, const xmlNode *node, struct err *err)
{
	const struct rule *rule = known_rule(node, "rule", err);
	const char *until = xml_attr(node, "until");
	struct exemption *exemption;

	if (!rule)
		return -1;
	exemption = add_one(&p->exemptions, &p->n_exemptions,
			    sizeof(*exemption), err);
	if (!exemption)
		return -1;
	exemption->rule = rule;
	exemption->domain = xml_attr(node, "domain");
	exemption->reason = xml_attr(node, "reason");
	if (until && !day_after(until, &exemption->until))
		return err_set(err,
			       "line %d: until='%s' is no day; allowed: a "
			       "date such as 2027-01-31",
			       xml_line(node), until);
	return 0;
}

static void read_simple(struct profile *p, const xmlNode *node)
{
	const xmlNode *mode = xml_child(node, "mode");
	const xmlNode *rewrite = xml_child(node, "rewrite");

	p->mode = mode ? to_mode(xml_trimmed(mode)) : MODE_ENFORCE;
	p->rewrite = !rewrite || !strcmp(xml_trimmed(rewrite), "yes");
	p->repair_start = xml_attr_is(rewrite, "repair", "start");
	p->attest = ATTEST_AFTER_START;
	p->on_mismatch = MISMATCH_DESTROY;
}

static int read_elements(struct profile *p, const xmlNode *node,
			 struct err *err)
{
	static const struct {
		const char *name;
		int (*read)(struct profile *, const xmlNode *, struct err *);
	} readers[] = {
		{ "match", read_match },   { "launch", read_launch },
		{ "rule", read_rule },	   { "trusted", read_trusted },
		{ "exempt", read_exempt }, { "attest", read_attest },
	};
	size_t i;

	read_simple(p, node);
	for (i = 0; i < ARRAY_SIZE(readers); i++)
		xml_for_each(child, node, readers[i].name)
			if (readers[i].read(p, child, err) < 0)
				return -1;
	return 0;
}

static int read_profile(struct policy *policy, const xmlNode *node,
			const char *path, struct err *err)
{
	const char *name = xml_attr(node, "name");
	const struct profile *same = policy_profile(policy, name);
	struct profile **slot, *p = calloc(1, sizeof(*p));

	slot = p ? add_one(&policy->profiles, &policy->n_profiles,
			   sizeof(*slot), err)
		 : NULL;
	if (!slot) {
		free(p);
		return err_set(err, "out of memory");
	}
	*slot = p;
	p->name = name;
	p->file = path;
	p->line = xml_line(node);
	if (same)
		return err_set(err,
			       "line %d: a second profile '%s'; the first "
			       "is in %s, line %d",
			       p->line, name, same->file, same->line);
	return read_elements(p, node, err);
}

/* Up to three digits, which the schema has seen to. */
static unsigned int to_byte(const char *number)
{
	return (unsigned int)digits(number, strspn(number, "0123456789"));
}

static void read_platform(struct policy *policy, const xmlNode *node)
{
	xml_for_each(firmware, node, "firmware") {
		const char *api = xml_attr(firmware, "api");
		const char *build = xml_attr(firmware, "build");
		const struct firmware_minimum minimum = {
			.set = true,
			.api_major = to_byte(api),
			.api_minor = to_byte(strchr(api, '.') + 1),
			.build = build ? to_byte(build) : 0,
		};
		enum firmware_interface interface =
			xml_attr_is(firmware, "interface", "snp")
				? FIRMWARE_SNP
				: FIRMWARE_SEV;

		firmware_minimum_raise(&policy->minimum[interface], &minimum);
	}
}

int policy_read(struct policy *policy, struct err *err)
{
	_cleanup_(schema_closep) struct schema *schema = NULL;
	size_t i;

	schema = policy->n_files ? schema_open(err) : NULL;
	if (policy->n_files && !schema)
		return -1;
	for (i = 0; i < policy->n_files; i++) {
		const struct policy_file *f = &policy->files[i];

		if (schema_check(schema, f->xml, err) < 0)
			return err_wrap(err, "%s", f->path);
		read_platform(policy, xml_child(f->xml->root, "platform"));
		xml_for_each(node, f->xml->root, "profile")
			if (read_profile(policy, node, f->path, err) < 0)
				return err_wrap(err, "%s", f->path);
	}
	return 0;
}
