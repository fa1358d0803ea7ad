/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agent_facts.h - what only the agent knows, left for those who show it */
#ifndef HOOK_METRICS_AGENT_FACTS_H
#define HOOK_METRICS_AGENT_FACTS_H

#include "domain.h"
#include "err.h"
#include "hook/metrics/platform.h"
#include "policy.h"

/* An agent that gave no sign of life for so long is none, in seconds. */
#define AGENT_SILENT 60

/* Guests with series of their own. */
#define MEASURED_MAX 1000

/**
 * struct measured - a running guest whose launch was measured
 * @match:	the measurement is the expected one
 * @when:	seconds since 1970
 */
struct measured {
	char uuid[DOMAIN_UUID_SIZE];
	bool match;
	uint64_t when;
};

/**
 * struct agent_facts - what the agent knows
 * @written:	when, in seconds of CLOCK_BOOTTIME
 * @busy_since:	the same clock: since when it works on one domain, 0: it waits
 * @libvirt:	it is connected
 * @policy_ok:	the policy was read when it was read last
 * @generation:	how often it was read
 * @loaded:	when that was that was read, in seconds since 1970
 * @profiles:	by enum mode
 * @exemptions:	that hold, and that have ended
 * @minimum:	firmware that the policy demands
 * @guests:	running ones, by enum tech; the last counts all others
 * @masked:	a bit for each enum kind that KVM does not start, whatever its
 *		parameters say
 * @firmware:	what it answered the agent, where the module is not there
 * @asked:	when that was, in seconds of CLOCK_BOOTTIME
 * @cost_us, @queries, @errors: as in struct platform_facts
 * @measured:	guests, owned
 */
struct agent_facts {
	uint64_t written, busy_since;
	bool libvirt, policy_ok;
	uint64_t generation, loaded;
	uint64_t profiles[MODE_ENFORCE + 1];
	uint64_t exemptions[2];
	struct firmware_minimum minimum[FIRMWARE_INTERFACES];
	uint64_t guests[TECH_OTHER + 1];
	uint64_t masked;
	struct interface_facts firmware[FIRMWARE_INTERFACES];
	struct number asked, cost_us, queries, errors;
	struct number current_tcb, reported_tcb;
	struct measured *measured;
	size_t n_measured, dropped;
};

void agent_facts_clear(struct agent_facts *facts);

/**
 * agent_facts_write() - leave them in /run/sevgate/metrics/agent.json
 *
 * Return: 0, or -1.
 */
int agent_facts_write(int rootfd, const struct agent_facts *facts,
		      struct err *err);

/**
 * agent_facts_read() - what was left there
 * @ret:	release with agent_facts_clear(), whatever comes of it
 *
 * Return: 1 there are some, 0 there are none, -1 they make no sense.
 */
int agent_facts_read(int rootfd, struct agent_facts *ret, struct err *err);

/**
 * agent_facts_forget() - the agent ends
 */
void agent_facts_forget(int rootfd);

#endif
