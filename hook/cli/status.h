/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.h - what "sevgate status" shows */
#ifndef HOOK_CLI_STATUS_H
#define HOOK_CLI_STATUS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "domain.h"
#include "hook/client/virt.h"
#include "hook/metrics/snapshot.h"

/**
 * struct status_row - one domain
 * @name:	owned
 * @state:	"running", "paused", "shut off"
 * @decision:	decision.xml or refused.xml, or NULL
 * @attestation: attestation.xml or mismatch.xml, or NULL
 */
struct status_row {
	char uuid[DOMAIN_UUID_SIZE];
	char *name;
	const char *state;
	struct xml *decision, *attestation;
};

/**
 * struct status_list - all of them
 * @agent:	sevgated runs
 */
struct status_list {
	bool agent;
	struct status_row *rows;
	size_t count;
};

/**
 * status_read() - look at one domain and its records
 * @ret:	release with status_row_clear()
 *
 * Return: 0, or -1.
 */
int status_read(int rootfd, const struct virt *virt, const char *uuid,
		struct status_row *ret, struct err *err);

void status_row_clear(struct status_row *row);

/**
 * status_list_add() - takes what @row holds, also when it fails
 *
 * Return: 0, or -1.
 */
int status_list_add(struct status_list *list, struct status_row *row,
		    struct err *err);

void status_list_sort(struct status_list *list);
void status_list_clear(struct status_list *list);

void status_print_text(const struct status_list *list);
void status_print_json(const struct status_list *list,
		       const struct snapshot *host);

/**
 * status_print_host() - capacity, firmware, counters and problems, and an empty
 *			 line
 */
void status_print_host(const struct snapshot *s);

json_t *status_json_host(const struct snapshot *s);

#endif
