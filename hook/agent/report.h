/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.h - what the agent has to say */
#ifndef HOOK_AGENT_REPORT_H
#define HOOK_AGENT_REPORT_H

#include <syslog.h>

/**
 * struct about - what a line is about; NULL where it does not apply
 * @event:	what happened, one word that is never used for something else
 * @domain:	name, may be hostile
 * @uuid:	of the domain
 */
struct about {
	const char *event, *domain, *uuid;
};

/**
 * report() - say one line
 * @priority:	LOG_INFO, LOG_WARNING, ...
 *
 * Under systemd it goes to the journal with the fields SEVGATE_EVENT,
 * SEVGATE_DOMAIN and SEVGATE_UUID; else to standard error.
 */
void report(int priority, const struct about *about, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
