/* SPDX-License-Identifier: GPL-2.0-or-later */
/* decision.c - may this domain do what libvirt is about to do with it */
#include "decision.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cleanup.h"
#include "machine.h"
#include "rule.h"
#include "text.h"

/* virsh shows the whole line; nobody reads a longer one. */
#define MESSAGE_MAX 300

const char *ruling_name(enum ruling ruling)
{
	static const char *const names[] = {
		[NOT_OURS] = "not-ours", [ALLOW] = "allow",
		[DENY] = "deny",	 [UNDECIDED] = "undecided",
		[UNJUDGED] = "unjudged", [DISABLED] = "disabled",
	};

	return names[ruling];
}

void decision_start(struct decision *d, const char *operation, const char *name)
{
	uint8_t random[(DECISION_ID_SIZE - 1) / 2] = { 0 };

	memset(d, 0, sizeof(*d));
	if (getrandom(random, sizeof(random), GRND_NONBLOCK) < 0)
		random[0] = (uint8_t)getpid();
	text_hex(random, sizeof(random), d->id);
	d->operation = operation;
	d->name = name;
	d->uuid = "";
}

void decision_clear(struct decision *d)
{
	report_clear(&d->report);
	domain_free(d->dom);
	policy_free(d->policy);
}

static enum ruling cannot(struct decision *d, enum ruling ruling,
			  const char *hint)
{
	d->hint = hint;
	return ruling;
}

static enum ruling judge(struct decision *d, const struct env *env)
{
	struct env with_host = *env;

	if (!with_host.host) {
		machine_read(env->rootfd, &d->host);
		with_host.host = &d->host;
	}
	engine_check(d->dom, d->profile, &with_host, &d->report);
	switch (report_outcome(&d->report)) {
	case OUTCOME_DENY:
		return DENY;
	case OUTCOME_ALLOW:
		return ALLOW;
	default:
		if (d->report.failed)
			err_set(&d->err, "out of memory");
		return cannot(d, UNDECIDED, "sevgate check");
	}
}

static enum ruling ask(struct decision *d, const struct env *env,
		       const struct policy *policy)
{
	d->profile = policy_match(policy, d->dom);
	if (!d->profile || d->profile->mode == MODE_OFF)
		return NOT_OURS;
	if (faccessat(env->rootfd, DECISION_BREAK_GLASS, F_OK, AT_EACCESS) == 0)
		return DISABLED;
	if (!*d->uuid) {
		err_set(&d->err, "the document has no <uuid>");
		return cannot(d, UNDECIDED, "virsh dumpxml");
	}
	return judge(d, env);
}

/* A broken policy is no reason to stop what does not ask for SEV. */
static enum ruling read_and_ask(struct decision *d, const struct env *env)
{
	enum ruling failing = d->dom->launch ? UNDECIDED : UNJUDGED;

	if (policy_open(env->rootfd, 0, &d->policy, &d->err) < 0)
		return cannot(d, failing, "sevgate policy lint");
	if (!policy_concerns(d->policy, d->dom))
		return NOT_OURS;
	if (policy_read(d->policy, &d->err) < 0)
		return cannot(d, failing, "sevgate policy lint");
	return ask(d, env, d->policy);
}

static int read_document(struct decision *d, const char *text, size_t len)
{
	if (domain_parse(text, len, &d->dom, &d->err) < 0) {
		err_wrap(&d->err, "domain document");
		d->ruling = cannot(d, UNDECIDED, "virsh dumpxml");
		return -1;
	}
	d->name = d->dom->name;
	d->uuid = d->dom->uuid;
	return 0;
}

enum ruling decide(struct decision *d, const struct env *env, const char *text,
		   size_t len)
{
	if (read_document(d, text, len) == 0)
		d->ruling = read_and_ask(d, env);
	return d->ruling;
}

enum ruling decide_with(struct decision *d, const struct env *env,
			const struct policy *policy, const char *text,
			size_t len)
{
	if (read_document(d, text, len) == 0)
		d->ruling = ask(d, env, policy);
	return d->ruling;
}

/* --- in words ------------------------------------------------------------- */

/* No unknown is mended. */
bool decision_is_mendable(const struct decision *d)
{
	size_t i;

	for (i = 0; i < d->report.count; i++) {
		const struct finding *f = &d->report.findings[i];

		if (finding_is_bad(f) && f->mode == MODE_ENFORCE &&
		    (!f->reason->mends || f->verdict != VERDICT_VIOLATION))
			return false;
	}
	return d->report.count > 0;
}

static void put_text(FILE *out, const char *text)
{
	char cut[MESSAGE_MAX + 1];

	text_cut(cut, sizeof(cut), text ? text : "out of memory");
	fputs(cut, out);
}

/*
 * The command will be pasted into a shell, to which "$(...)" in double quotes
 * says something: a name that is not plain is not repeated there, nor one that
 * would be an option.
 */
static void put_fix(FILE *out, const struct decision *d,
		    const struct finding *f, const char *name)
{
	if (!f)
		fprintf(out, "%s", d->hint);
	else if (d->ruling == DENY && d->transient && decision_is_mendable(d))
		fputs("sevgate rewrite FILE >MENDED && virsh create MENDED",
		      out);
	else if (d->ruling == DENY && decision_is_mendable(d))
		fprintf(out, "sevgate rewrite --apply %s",
			*name == '"' || *name == '-' ? d->uuid : name);
	else
		fprintf(out, "sevgate explain %s", f->rule->id);
}

static void put_refusal(FILE *out, const struct decision *d, const char *name)
{
	const struct finding *f =
		report_first(&d->report, d->ruling == DENY ? OUTCOME_DENY
							   : OUTCOME_UNDECIDED);
	size_t more = report_count(&d->report, VERDICT_VIOLATION, MODE_ENFORCE);

	fprintf(out, "sevgate: DENY domain=%s rule=%s: %s", name,
		f ? f->rule->id : "-",
		d->ruling == UNDECIDED ? "cannot decide: " : "");
	put_text(out, f ? f->message : d->err.text);
	if (d->ruling == DENY && more > 1)
		fprintf(out, " (and %zu more)", more - 1);
	fputs("; fix: ", out);
	put_fix(out, d, f, name);
}

static void put_allowed(FILE *out, const struct decision *d, const char *name)
{
	size_t bad = report_count(&d->report, VERDICT_VIOLATION, MODE_AUDIT) +
		     report_count(&d->report, VERDICT_UNKNOWN, MODE_AUDIT);

	fprintf(out, "sevgate: ALLOW domain=%s profile=%s audit-findings=%zu",
		name, d->profile->name, bad);
}

void decision_line(const struct decision *d, char *buf, size_t size)
{
	char name[TEXT_TOKEN_SIZE];
	FILE *out = fmemopen(buf, size, "w");

	if (!out) {
		snprintf(buf, size, "sevgate: out of memory\n");
		return;
	}
	text_token(name, d->name);
	switch (d->ruling) {
	case DENY:
	case UNDECIDED:
		put_refusal(out, d, name);
		break;
	case ALLOW:
		put_allowed(out, d, name);
		break;
	case DISABLED:
		fprintf(out,
			"sevgate: DISABLED by /" DECISION_BREAK_GLASS
			": domain=%s is not checked",
			name);
		break;
	default:
		fprintf(out, "sevgate: UNJUDGED domain=%s: ", name);
		put_text(out, d->err.text);
		fprintf(out, "; fix: %s", d->hint ? d->hint : "-");
	}
	fprintf(out, "; id=%s\n", d->id);
	fclose(out);
	buf[size - 1] = '\0';
}
