/* SPDX-License-Identifier: GPL-2.0-or-later */
/* engine.c - hold a domain against a profile, and mend what can be mended */
#include "engine.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "rule.h"

/* A fix may open the way for another rule's; more than this is a bug. */
#define MAX_PASSES 4

/* --- the list ------------------------------------------------------------- */

#define RULE(slug) extern const struct rule rule_##slug;
#include "rules/list.def"
#undef RULE

const struct rule *const rules[] = {
#define RULE(slug) &rule_##slug,
#include "rules/list.def"
#undef RULE
	NULL,
};

const struct rule *rule_find(const char *id)
{
	const struct rule *const *r;

	for (r = rules; *r; r++)
		if (!strcmp((*r)->id, id))
			return *r;
	return NULL;
}

/* --- what a profile makes of it ------------------------------------------- */

enum tech engine_target(const struct domain *dom, const struct profile *profile)
{
	enum tech want = profile->launch.tech;

	if (want == TECH_NONE)
		return dom->tech;
	if (want == TECH_SEV && dom->tech == TECH_SEV_ES)
		return TECH_SEV_ES;
	return want;
}

enum mode engine_reason_mode(const struct profile *profile,
			     const struct rule *rule,
			     const struct reason *reason)
{
	const struct rule_setting *setting = profile_setting(profile, rule);
	enum mode mode =
		setting && setting->has_mode ? setting->mode : reason->level;

	return mode < profile->mode ? mode : profile->mode;
}

/* The most that any of a rule's reasons can do. */
static enum mode rule_mode(const struct profile *profile,
			   const struct rule *rule)
{
	const struct reason *const *r;
	enum mode most = MODE_OFF;

	for (r = rule->reasons; *r; r++) {
		enum mode mode = engine_reason_mode(profile, rule, *r);

		if (mode > most)
			most = mode;
	}
	return most;
}

static const char *rule_value(const struct profile *profile,
			      const struct rule *rule)
{
	const struct rule_setting *setting = profile_setting(profile, rule);

	if (setting && setting->value)
		return setting->value;
	return rule->values ? rule->values[0] : NULL;
}

/* --- the firmware image, once for all rules ------------------------------- */

const struct inspection *inspect_firmware(struct check *c)
{
	struct inspection *fw = c->fw;
	const xmlNode *loader = xml_child(c->dom->os, "loader");
	_cleanup_close_ int fd = -1;
	struct stat st;

	if (fw->done)
		return fw;
	fw->done = true;
	fw->path = xml_content(loader);
	/* <loader stateless='yes'/> names none */
	if (fw->path && !*fw->path)
		fw->path = NULL;
	if (!fw->path || c->env->rootfd < 0)
		return fw;
	fw->state = INSPECTION_FAILED;
	fd = file_open(c->env->rootfd, fw->path, &st, &fw->err);
	if (fd < 0)
		return fw;
	if (firmware_inspect(fd, (uint64_t)st.st_size, &fw->firmware,
			     &fw->err) < 0)
		err_wrap(&fw->err, "%s", fw->path);
	else
		fw->state = INSPECTION_DONE;
	return fw;
}

/* --- checking ------------------------------------------------------------- */

static void run_check(struct check *c)
{
	size_t before = c->report->count;

	c->value = rule_value(c->profile, c->rule);
	if (rule_mode(c->profile, c->rule) == MODE_OFF)
		skip(c, "switched off in profile %s", c->profile->name);
	else if (!(c->rule->techs & TECH_BIT(c->target)))
		skip(c, "not for a %s guest", tech_name(c->target));
	else if (c->rule->content && c->env->quick &&
		 rule_mode(c->profile, c->rule) != MODE_ENFORCE)
		skip(c, "reads files, left to 'sevgate check'");
	else
		c->rule->check(c);
	if (c->report->count == before && !c->report->failed)
		pass(c);
}

void engine_check(struct domain *dom, const struct profile *profile,
		  const struct env *env, struct report *ret)
{
	struct inspection fw = { .done = false };
	struct check c = {
		.dom = dom,
		.profile = profile,
		.env = env,
		.target = engine_target(dom, profile),
		.fw = &fw,
		.report = ret,
	};
	const struct rule *const *r;

	for (r = rules; *r; r++) {
		c.rule = *r;
		if (!env->only || env->only == *r)
			run_check(&c);
	}
}

/* --- rewriting ------------------------------------------------------------ */

/* A guest of another type than the profile's is not mended into it. */
static bool is_other_type(const struct domain *dom, enum tech target)
{
	bool snp = target == TECH_SEV_SNP;

	return dom->launch &&
	       (dom->tech == TECH_OTHER || snp != (dom->tech == TECH_SEV_SNP));
}

static bool may_fix(const struct check *c, bool host_side)
{
	const struct rule *rule = c->rule;

	return rule->fix && !is_other_type(c->dom, c->target) &&
	       (rule->host_side || !host_side) &&
	       rule->techs & TECH_BIT(c->target) &&
	       rule_mode(c->profile, rule) != MODE_OFF &&
	       !profile_exemption(c->profile, rule, c->dom->name, c->env->now);
}

static void fix_all(struct domain *dom, const struct profile *profile,
		    const struct env *env, bool host_side)
{
	const struct rule *const *r;

	for (r = rules; *r; r++) {
		/* An earlier fix may have chosen another image. */
		struct inspection fw = { .done = false };
		struct report none = { 0 };
		struct check c = {
			.rule = *r,
			.dom = dom,
			.profile = profile,
			.env = env,
			.target = engine_target(dom, profile),
			.value = rule_value(profile, *r),
			.fw = &fw,
			.report = &none,
		};

		if (!may_fix(&c, host_side))
			continue;
		c.rule->fix(&c);
		domain_refresh(dom);
		report_clear(&none);
	}
}

int engine_rewrite(struct domain *dom, const struct profile *profile,
		   const struct env *env, bool host_side, char **ret_text,
		   size_t *ret_len, struct err *err)
{
	_cleanup_free_ char *before = NULL;
	size_t before_len;
	int n;

	if (xml_editable(dom->xml, err) < 0 ||
	    xml_text_of(dom->xml, &before, &before_len, err) < 0)
		return -1;
	for (n = 0; n < MAX_PASSES; n++) {
		_cleanup_free_ char *text = NULL;
		size_t len;

		fix_all(dom, profile, env, host_side);
		if (xml_text_of(dom->xml, &text, &len, err) < 0)
			return -1;
		if (len == before_len && !memcmp(text, before, len)) {
			*ret_text = TAKE_PTR(text);
			*ret_len = len;
			return 0;
		}
		free(before);
		before = TAKE_PTR(text);
		before_len = len;
	}
	return err_set(err, "rewriting does not come to an end; please report "
			    "this domain");
}
