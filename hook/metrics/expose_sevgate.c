/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expose_sevgate.c - families of what sevgate does */
#include "hook/metrics/exposition.h"
#include "hook/metrics/families.h"

static void expose_one(FILE *out, const char *name, struct number n,
		       const char *help)
{
	expose_family(out, name, "gauge", help);
	if (n.known)
		expose(out, name, n.value, NULL);
}

/* What only an agent that lives can tell. */
static struct number of_agent(const struct snapshot *s, uint64_t value)
{
	return (struct number){ s->agent_up, value };
}

/* --- what was counted ----------------------------------------------------- */

static void expose_counted(FILE *out, const struct snapshot *s,
			   enum counted family, const char *help)
{
	const char *name = counters_name(family);
	size_t at = counters_at(family, (const unsigned int[3]){ 0 }), i;
	char labels[COUNTERS_LABELS];

	expose_family(out, name, "counter", help);
	for (i = 0; s->counted && i < counters_size(family); i++) {
		counters_labels(family, i, labels);
		expose(out, name, s->counters.value[at + i],
		       *labels ? "%s" : NULL, labels);
	}
}

/* Buckets are kept one by one, and shown as all up to them. */
static void expose_duration(FILE *out, const struct snapshot *s)
{
	size_t at = counters_at(COUNTED_HOOK_TIME,
				(const unsigned int[3]){ 0 }),
	       i;
	uint64_t up_to = 0;
	char labels[COUNTERS_LABELS];

	expose_family(out, "sevgate_hook_duration_seconds", "histogram",
		      "How long calls of the hook took that were decided.");
	for (i = 0; s->counted && i < counters_size(COUNTED_HOOK_TIME); i++) {
		counters_labels(COUNTED_HOOK_TIME, i, labels);
		up_to += s->counters.value[at + i];
		expose(out, counters_name(COUNTED_HOOK_TIME), up_to, "%s",
		       labels);
	}
	if (!s->counted)
		return;
	expose_fraction(out, counters_name(COUNTED_HOOK_TIME_SUM),
			counter(&s->counters, COUNTED_HOOK_TIME_SUM), 1000000);
	expose(out, "sevgate_hook_duration_seconds_count", up_to, NULL);
}

static void expose_counters(FILE *out, const struct snapshot *s)
{
	expose_counted(out, s, COUNTED_DECISIONS,
		       "Decisions of the hook; rewrite: allowed after its "
		       "document was changed.");
	expose_counted(out, s, COUNTED_FINDINGS,
		       "What rules found; audit shows what enforcing would "
		       "refuse.");
	expose_duration(out, s);
	expose_counted(out, s, COUNTED_FAILURES,
		       "Calls of the hook that could not be decided, by what "
		       "was done instead.");
	expose_family(out, "sevgate_hook_deadlines_total", "counter",
		      "Calls of the hook that ran out of time.");
	if (s->counted)
		expose(out, "sevgate_hook_deadlines_total", s->late, NULL);
	expose_counted(out, s, COUNTED_UNCHECKED,
		       "Guests that were started without a decision of the "
		       "hook.");
	expose_counted(out, s, COUNTED_ACTIONS, "What was done to domains.");
	expose_counted(out, s, COUNTED_ATTESTED,
		       "Launches that were looked at.");
	expose_counted(out, s, COUNTED_ATTEST_ERRORS,
		       "Launches that could not be looked at.");
	expose_counted(out, s, COUNTED_TEXTFILE_ERRORS,
		       "Textfiles that could not be written.");
	expose_counted(out, s, COUNTED_DAMAGED,
		       "Times that the file of counters was damaged, and "
		       "counting began anew.");
	expose_one(out, counters_name(COUNTED_LAST_SUCCESS),
		   (struct number){
			   counter(&s->counters, COUNTED_LAST_SUCCESS) > 0,
			   counter(&s->counters, COUNTED_LAST_SUCCESS) },
		   "When a launch was last found right.");
}

/* --- the state of things -------------------------------------------------- */

static void expose_policy(FILE *out, const struct snapshot *s)
{
	static const char *const modes[] = { "off", "audit", "enforce" };
	const char *name = "sevgate_policy_profiles";
	size_t i;

	expose_one(out, "sevgate_policy_generation",
		   of_agent(s, s->agent.generation),
		   "How often the agent read a policy.");
	expose_one(out, "sevgate_policy_last_reload_success",
		   of_agent(s, s->agent.policy_ok),
		   "0: the policy files are wrong, and the agent goes by those "
		   "before.");
	expose_one(out, "sevgate_policy_last_reload_timestamp_seconds",
		   of_agent(s, s->agent.loaded),
		   "When the policy in force was read.");
	expose_family(out, name, "gauge", "Profiles of the policy.");
	for (i = 0; s->agent_up && i < 3; i++)
		expose(out, name, s->agent.profiles[i], "mode=\"%s\"",
		       modes[i]);
	name = "sevgate_policy_exemptions";
	expose_family(out, name, "gauge", "Exemptions of the policy.");
	for (i = 0; s->agent_up && i < 2; i++)
		expose(out, name, s->agent.exemptions[i], "state=\"%s\"",
		       i ? "expired" : "active");
}

static void expose_minimum(FILE *out, const struct snapshot *s)
{
	const char *name = "sevgate_firmware_minimum_met";
	enum firmware_interface i;

	expose_family(out, name, "gauge",
		      "Whether the firmware is what the policy demands at "
		      "least.");
	for (i = 0; i < FIRMWARE_INTERFACES; i++) {
		struct number met = snapshot_minimum(s, i);

		if (met.known)
			expose(out, name, met.value, "interface=\"%s\"",
			       firmware_interface_name(i));
	}
}

static void expose_guests(FILE *out, const struct snapshot *s)
{
	/* what is not AMD's is not ours */
	const uint64_t guests[] = {
		s->agent.guests[TECH_NONE] + s->agent.guests[TECH_OTHER],
		s->agent.guests[TECH_SEV],
		s->agent.guests[TECH_SEV_ES],
		s->agent.guests[TECH_SEV_SNP],
	};
	const char *name = "sevgate_guests";
	size_t i;

	expose_family(out, name, "gauge", "Running guests by kind.");
	for (i = 0; s->agent_up && i < 4; i++)
		expose(out, name, guests[i], "type=\"%s\"",
		       i ? kind_name((enum kind)(i - 1)) : "none");
}

static void expose_measured(FILE *out, const struct snapshot *s)
{
	const size_t n = s->agent_up ? s->agent.n_measured : 0;
	const struct measured *m = s->agent.measured;
	const char *name = "sevgate_domain_measurement_match";
	size_t i;

	expose_family(out, name, "gauge",
		      "Whether a running guest measured to what it should.");
	for (i = 0; i < n; i++)
		expose(out, name, m[i].match, "uuid=\"%s\"", m[i].uuid);
	name = "sevgate_domain_last_measurement_timestamp_seconds";
	expose_family(out, name, "gauge", "When a running guest was measured.");
	for (i = 0; i < n; i++)
		expose(out, name, m[i].when, "uuid=\"%s\"", m[i].uuid);
	expose_one(out, "sevgate_domain_series_dropped",
		   of_agent(s, s->agent.dropped),
		   "Measured guests that have no series of their own.");
}

static void expose_health(FILE *out, const struct snapshot *s)
{
	static const char *const collectors[COLLECTORS] = {
		"sevstat", "kernel", "psp", "counters", "agent",
	};
	const char *name = "sevgate_collector_errors";
	enum collector c;

	expose_family(out, "sevgate_build_info", "gauge",
		      "Version of sevgate.");
	expose(out, "sevgate_build_info", 1, "version=\"%s\"", VERSION);
	expose_family(out, name, "gauge",
		      "Files that are there and could not be read, or said "
		      "nonsense.");
	for (c = 0; c < COLLECTORS; c++)
		expose(out, name, s->errors[c], "collector=\"%s\"",
		       collectors[c]);
	expose_one(out, "sevgate_agent_up", number(s->agent_up),
		   "Whether sevgated gave a sign of life within a minute.");
	expose_one(out, "sevgate_agent_busy_seconds",
		   of_agent(s, s->agent.busy_since
				       ? s->agent.written - s->agent.busy_since
				       : 0),
		   "For how long sevgated has worked on one domain; libvirt "
		   "keeps it waiting.");
	expose_one(out, "sevgate_libvirt_up", of_agent(s, s->agent.libvirt),
		   "Whether sevgated is connected to libvirt.");
	expose_one(out, "sevgate_hook_registered", s->hook,
		   "Whether libvirt finds the hook and may execute it.");
	expose_one(out, "sevgate_break_glass", s->break_glass,
		   "Whether an administrator switched enforcement off.");
}

void expose_sevgate(FILE *out, const struct snapshot *s)
{
	expose_health(out, s);
	expose_policy(out, s);
	expose_minimum(out, s);
	expose_counters(out, s);
	expose_guests(out, s);
	expose_measured(out, s);
	expose_family(out, "sevgate_collect_duration_seconds", "gauge",
		      "How long collecting this took.");
	expose_fraction(out, "sevgate_collect_duration_seconds", s->usec,
			1000000);
}

int snapshot_text(const struct snapshot *snapshot, char **ret, size_t *ret_len)
{
	FILE *out = open_memstream(ret, ret_len);

	if (!out)
		return -1;
	expose_platform(out, snapshot);
	expose_sevgate(out, snapshot);
	return fclose(out) ? -1 : 0;
}
