/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status_list.c - the rows of "sevgate status", and how they are shown */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/attestation.h"
#include "hook/cli/cli.h"
#include "hook/cli/status.h"
#include "hook/client/virt_guest.h"
#include "hook/record.h"
#include "text.h"

/* --- collecting ----------------------------------------------------------- */

static const char *state_word(int state)
{
	switch (state) {
	case VIRT_RUNNING:
		return "running";
	case VIRT_FRESH:
	case VIRT_PAUSED:
		return "paused";
	default:
		return "shut off";
	}
}

/* The latest word counts: what is refused is no longer allowed. */
static struct xml *load_either(int rootfd, const char *uuid, const char *first,
			       const char *second)
{
	struct xml *xml = record_load(rootfd, uuid, first);

	return xml ? xml : record_load(rootfd, uuid, second);
}

int status_read(int rootfd, const struct virt *virt, const char *uuid,
		struct status_row *ret, struct err *err)
{
	int state = virt_state(virt, uuid, NULL);

	*ret = (struct status_row){ .state = state_word(state) };
	snprintf(ret->uuid, sizeof(ret->uuid), "%s", uuid);
	ret->name = virt_name(virt, uuid, err);
	if (!ret->name)
		return -1;
	ret->decision =
		load_either(rootfd, uuid, RECORD_REFUSED, RECORD_ALLOWED);
	ret->attestation =
		load_either(rootfd, uuid, RECORD_MISMATCH, RECORD_ATTESTED);
	return 0;
}

void status_row_clear(struct status_row *row)
{
	free(row->name);
	xml_free(row->decision);
	xml_free(row->attestation);
	row->name = NULL;
	row->decision = row->attestation = NULL;
}

int status_list_add(struct status_list *list, struct status_row *row,
		    struct err *err)
{
	struct status_row *rows =
		reallocarray(list->rows, list->count + 1, sizeof(*rows));

	if (!rows) {
		status_row_clear(row);
		return err_set(err, "out of memory");
	}
	list->rows = rows;
	rows[list->count++] = *row;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct status_row *)a)->name,
		      ((const struct status_row *)b)->name);
}

void status_list_sort(struct status_list *list)
{
	if (list->count)
		qsort(list->rows, list->count, sizeof(*list->rows), by_name);
}

void status_list_clear(struct status_list *list)
{
	while (list->count)
		status_row_clear(&list->rows[--list->count]);
	free(list->rows);
	list->rows = NULL;
}

/* --- showing -------------------------------------------------------------- */

static const char *attr_or(const struct xml *xml, const char *name,
			   const char *other)
{
	const char *value = xml ? xml_attr(xml->root, name) : NULL;

	return value ? value : other;
}

static const char *message_of(const struct status_row *row)
{
	const xmlNode *finding;

	if (row->attestation && *xml_trimmed(row->attestation->root))
		return xml_trimmed(row->attestation->root);
	if (!row->decision ||
	    xml_attr_is(row->decision->root, "ruling", "allow"))
		return "";
	finding = xml_child(row->decision->root, "finding");
	if (!finding)
		finding = xml_child(row->decision->root, "error");
	return finding ? xml_trimmed(finding) : "";
}

static void print_row(const struct status_row *row)
{
	char name[TEXT_TOKEN_SIZE];

	printf("%-24s %-9s %-14s %-10s %-13s %s\n", text_token(name, row->name),
	       row->state, attr_or(row->decision, "profile", "-"),
	       attr_or(row->decision, "ruling", "-"),
	       attr_or(row->attestation, "result", "-"), message_of(row));
}

void status_print_text(const struct status_list *list)
{
	size_t i;

	printf("%-24s %-9s %-14s %-10s %-13s %s\n", "DOMAIN", "STATE",
	       "PROFILE", "DECISION", "ATTESTATION", "WHY");
	for (i = 0; i < list->count; i++)
		print_row(&list->rows[i]);
	if (!list->agent)
		puts("sevgated does not run: nothing is mended or attested");
}

static json_t *text_of(const struct xml *xml, const char *name)
{
	const char *value = attr_or(xml, name, NULL);

	return value ? json_string(value) : json_null();
}

static json_t *json_row(const struct status_row *row)
{
	return json_pack(
		"{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}",
		"domain", row->name, "uuid", row->uuid, "state", row->state,
		"profile", text_of(row->decision, "profile"), "ruling",
		text_of(row->decision, "ruling"), "decided",
		text_of(row->decision, "time"), "attestation",
		text_of(row->attestation, "result"), "attested",
		text_of(row->attestation, "time"), "measurement",
		text_of(row->attestation, "measurement"), "firmware",
		text_of(row->attestation, "firmware"), "message",
		message_of(row));
}

void status_print_json(const struct status_list *list,
		       const struct snapshot *host)
{
	json_t *rows = json_array(), *all;
	size_t i;

	for (i = 0; i < list->count; i++)
		json_array_append_new(rows, json_row(&list->rows[i]));
	all = json_pack("{s:b, s:o, s:o}", "agent", list->agent, "host",
			status_json_host(host), "domains", rows);
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}
