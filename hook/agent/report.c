/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report.c - what the agent has to say */
#include "hook/agent/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "text.h"

#define LINE_SIZE 1024

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static void to_journal(int priority, const struct about *about,
		       const char *line)
{
	sd_journal_send("MESSAGE=%s", line, "PRIORITY=%d", priority,
			"SYSLOG_IDENTIFIER=sevgated", "SEVGATE_EVENT=%s",
			or_empty(about->event), "SEVGATE_DOMAIN=%s",
			or_empty(about->domain), "SEVGATE_UUID=%s",
			or_empty(about->uuid), NULL);
}

void report(int priority, const struct about *about, const char *fmt, ...)
{
	char name[TEXT_TOKEN_SIZE], text[LINE_SIZE], line[2 * LINE_SIZE];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	text_one_line(text);
	if (about->domain)
		snprintf(line, sizeof(line), "%s: domain=%s: %s", about->event,
			 text_token(name, about->domain), text);
	else
		snprintf(line, sizeof(line), "%s: %s", about->event, text);
	/* systemd says so to what it starts with a journal */
	if (getenv("JOURNAL_STREAM"))
		to_journal(priority, about, line);
	else
		fprintf(stderr, "sevgated: %s\n", line);
}
