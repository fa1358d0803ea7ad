/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agent_facts.c - what only the agent knows, left for those who show it */
#include "hook/metrics/agent_facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "cleanup.h"
#include "file.h"
#include "hook/place.h"

#define NAME "agent.json"
/* a guest takes some 80 bytes */
#define FILE_MAX	((size_t)256 * MEASURED_MAX)
#define VERSION_OF_FORM 1

void agent_facts_clear(struct agent_facts *facts)
{
	free(facts->measured);
	facts->measured = NULL;
	facts->n_measured = 0;
}

static void decref(json_t **json)
{
	json_decref(*json);
}

/* --- both ways ------------------------------------------------------------ */

/**
 * struct form - a document that is made, or taken apart
 * @making:	which of the two
 * @bad:	something is missing, or makes no sense
 *
 * One list of fields serves both, so that they cannot differ.
 */
struct form {
	bool making, bad;
};

static void put(struct form *f, json_t *object, const char *key, json_t *value)
{
	f->bad |= json_object_set_new(object, key, value) < 0;
}

static void field(struct form *f, json_t *object, const char *key,
		  uint64_t *value)
{
	json_t *got;

	if (f->making) {
		put(f, object, key, json_integer((json_int_t)*value));
		return;
	}
	got = json_object_get(object, key);
	if (!json_is_integer(got) || json_integer_value(got) < 0)
		f->bad = true;
	else
		*value = (uint64_t)json_integer_value(got);
}

static void field_bool(struct form *f, json_t *object, const char *key,
		       bool *value)
{
	json_t *got;

	if (f->making) {
		put(f, object, key, json_boolean(*value));
		return;
	}
	got = json_object_get(object, key);
	f->bad |= !json_is_boolean(got);
	*value = json_is_true(got);
}

/* A number that is not known has no field; all 64 bits of it count. */
static void field_number(struct form *f, json_t *object, const char *key,
			 struct number *n)
{
	json_t *got;

	if (f->making) {
		if (n->known)
			put(f, object, key, json_integer((json_int_t)n->value));
		return;
	}
	got = json_object_get(object, key);
	if (json_is_integer(got))
		*n = number((uint64_t)json_integer_value(got));
	else
		f->bad |= got != NULL;
}

static void field_byte(struct form *f, json_t *object, const char *key,
		       unsigned int *value)
{
	uint64_t wide = *value;

	field(f, object, key, &wide);
	f->bad |= wide > UINT8_MAX;
	*value = (unsigned int)(wide & UINT8_MAX);
}

static void field_list(struct form *f, json_t *object, const char *key,
		       uint64_t *values, size_t n)
{
	json_t *list = f->making ? json_object() : json_object_get(object, key);
	char name[24];
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%zu", i);
		field(f, list, name, &values[i]);
	}
	if (f->making)
		put(f, object, key, list);
}

/* --- the parts ------------------------------------------------------------ */

static void form_state(struct form *f, json_t *object,
		       enum firmware_interface i, const char **state)
{
	const char *const *word = interface_states(i);
	const char *got;

	if (f->making) {
		if (*state)
			put(f, object, "state", json_string(*state));
		return;
	}
	got = json_string_value(json_object_get(object, "state"));
	for (; got && *word; word++)
		if (!strcmp(*word, got))
			*state = *word;
}

static void form_firmware(struct form *f, json_t *object,
			  enum firmware_interface i,
			  struct interface_facts *facts)
{
	const char *const *flags = interface_flags(i);
	size_t n;

	field_number(f, object, "api_major", &facts->api_major);
	field_number(f, object, "api_minor", &facts->api_minor);
	field_number(f, object, "build", &facts->build);
	field_number(f, object, "guests", &facts->guests);
	form_state(f, object, i, &facts->state);
	for (n = 0; flags[n]; n++)
		field_number(f, object, flags[n], &facts->flags[n]);
}

static void form_minimum(struct form *f, json_t *object,
			 struct firmware_minimum *minimum)
{
	field_bool(f, object, "set", &minimum->set);
	field_byte(f, object, "api_major", &minimum->api_major);
	field_byte(f, object, "api_minor", &minimum->api_minor);
	field_byte(f, object, "build", &minimum->build);
}

static void form_interfaces(struct form *f, json_t *root,
			    struct agent_facts *facts)
{
	enum firmware_interface i;

	for (i = 0; i < FIRMWARE_INTERFACES; i++) {
		const char *key = firmware_interface_name(i);
		json_t *object =
			f->making ? json_object() : json_object_get(root, key);
		json_t *minimum = f->making
					  ? json_object()
					  : json_object_get(object, "minimum");

		form_firmware(f, object, i, &facts->firmware[i]);
		form_minimum(f, minimum, &facts->minimum[i]);
		if (!f->making)
			continue;
		put(f, object, "minimum", minimum);
		put(f, root, key, object);
	}
}

static void form_measured(struct form *f, json_t *object, struct measured *m)
{
	const char *uuid;

	field_bool(f, object, "match", &m->match);
	field(f, object, "when", &m->when);
	if (f->making) {
		put(f, object, "uuid", json_string(m->uuid));
		return;
	}
	uuid = json_string_value(json_object_get(object, "uuid"));
	if (!uuid || strlen(uuid) != sizeof(m->uuid) - 1 ||
	    strspn(uuid, "0123456789abcdef-") != sizeof(m->uuid) - 1)
		f->bad = true;
	else
		memcpy(m->uuid, uuid, sizeof(m->uuid));
}

static void make_guests(struct form *f, json_t *root, struct agent_facts *facts)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < facts->n_measured; i++) {
		json_t *object = json_object();

		form_measured(f, object, &facts->measured[i]);
		f->bad |= json_array_append_new(list, object) < 0;
	}
	put(f, root, "measured", list);
}

static int by_uuid(const void *a, const void *b)
{
	return strcmp(((const struct measured *)a)->uuid,
		      ((const struct measured *)b)->uuid);
}

/* A guest twice is a series twice, for which nobody takes any of them. */
static bool has_twins(struct measured *guests, size_t n)
{
	size_t i;

	qsort(guests, n, sizeof(*guests), by_uuid);
	for (i = 1; i < n; i++)
		if (by_uuid(&guests[i - 1], &guests[i]) == 0)
			return true;
	return false;
}

static void take_guests(struct form *f, json_t *root, struct agent_facts *facts)
{
	json_t *list = json_object_get(root, "measured");
	size_t n = json_array_size(list), i;

	f->bad |= !json_is_array(list) || n > MEASURED_MAX;
	if (f->bad || !n)
		return;
	facts->measured = calloc(n, sizeof(*facts->measured));
	f->bad |= !facts->measured;
	for (i = 0; i < n && !f->bad; i++)
		form_measured(f, json_array_get(list, i), &facts->measured[i]);
	f->bad |= !f->bad && has_twins(facts->measured, n);
	facts->n_measured = f->bad ? 0 : n;
}

static void form_facts(struct form *f, json_t *root, struct agent_facts *facts)
{
	uint64_t version = VERSION_OF_FORM, dropped = facts->dropped;

	field(f, root, "version", &version);
	f->bad |= version != VERSION_OF_FORM;
	field(f, root, "written", &facts->written);
	field(f, root, "busy_since", &facts->busy_since);
	field_bool(f, root, "libvirt", &facts->libvirt);
	field_bool(f, root, "policy_ok", &facts->policy_ok);
	field(f, root, "generation", &facts->generation);
	field(f, root, "loaded", &facts->loaded);
	field_list(f, root, "profiles", facts->profiles,
		   ARRAY_SIZE(facts->profiles));
	field_list(f, root, "exemptions", facts->exemptions,
		   ARRAY_SIZE(facts->exemptions));
	field_list(f, root, "guests", facts->guests, ARRAY_SIZE(facts->guests));
	field(f, root, "masked", &facts->masked);
	form_interfaces(f, root, facts);
	field_number(f, root, "asked", &facts->asked);
	field_number(f, root, "cost_us", &facts->cost_us);
	field_number(f, root, "queries", &facts->queries);
	field_number(f, root, "errors", &facts->errors);
	field_number(f, root, "current_tcb", &facts->current_tcb);
	field_number(f, root, "reported_tcb", &facts->reported_tcb);
	field(f, root, "dropped", &dropped);
	facts->dropped = dropped;
}

/* --- the file ------------------------------------------------------------- */

int agent_facts_write(int rootfd, const struct agent_facts *facts,
		      struct err *err)
{
	_cleanup_(decref) json_t *root = json_object();
	_cleanup_close_ int dir = place_open_shown(rootfd, true);
	struct form form = { .making = true };
	struct agent_facts copy = *facts;
	_cleanup_free_ char *text = NULL;

	form_facts(&form, root, &copy);
	make_guests(&form, root, &copy);
	text = form.bad ? NULL : json_dumps(root, JSON_COMPACT);
	if (!text)
		return err_set(err, "out of memory");
	if (dir < 0 || place_publish(dir, NAME, text, strlen(text), false) < 0)
		return err_set(err, "run/sevgate/metrics/" NAME ": %m");
	return 0;
}

static int take_apart(const char *text, size_t len, struct agent_facts *ret)
{
	_cleanup_(decref) json_t *root =
		json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	struct form form = { .bad = !json_is_object(root) };

	if (!form.bad)
		form_facts(&form, root, ret);
	form.bad |= ret->busy_since > ret->written;
	if (!form.bad)
		take_guests(&form, root, ret);
	return form.bad ? -1 : 0;
}

int agent_facts_read(int rootfd, struct agent_facts *ret, struct err *err)
{
	_cleanup_close_ int dir = place_open_shown(rootfd, false);
	_cleanup_free_ char *text = NULL;
	size_t len;

	memset(ret, 0, sizeof(*ret));
	if (dir < 0)
		return errno == ENOENT
			       ? 0
			       : err_set(err, "run/sevgate/metrics: %m");
	if (faccessat(dir, NAME, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (file_read_path(dir, NAME, FILE_MAX, &text, &len, err) < 0)
		return -1;
	if (take_apart(text, len, ret) == 0)
		return 1;
	agent_facts_clear(ret);
	return err_set(err, NAME ": damaged");
}

void agent_facts_forget(int rootfd)
{
	_cleanup_close_ int dir = place_open_shown(rootfd, false);

	if (dir >= 0)
		unlinkat(dir, NAME, 0);
}
