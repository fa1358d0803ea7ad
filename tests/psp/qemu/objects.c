/* SPDX-License-Identifier: GPL-2.0-or-later */
/* objects.c - arguments of -object and -blockdev */
#include "objects.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "opts.h"
#include "policy/cleanup.h"
#include "policy/text.h"

/* What QEMU takes when the object says nothing: target/i386/sev.c. */
#define DEFAULT_POLICY	   0x1
#define DEFAULT_SNP_POLICY 0x30000

static void decrefp(json_t **json)
{
	json_decref(*json);
}

#define _cleanup_json_ _cleanup_(decrefp)

/* The object as JSON, in whichever form it was given. */
static json_t *read_object(const char *value)
{
	_cleanup_json_ json_t *object = json_object();
	_cleanup_free_ char *type = NULL;
	struct opt opt;

	if (*value == '{')
		return json_loads(value, 0, NULL);
	type = opt_first(value);
	json_object_set_new(object, "qom-type", json_string(type ? type : ""));
	while (opt_next(&value, &opt)) {
		const char *equals = memchr(opt.text, '=', opt.len);
		size_t len = equals ? (size_t)(equals - opt.text) : 0;
		_cleanup_free_ char *key = strndup(opt.text, len);

		if (key && equals)
			json_object_set_new(object, key,
					    json_stringn(equals + 1,
							 opt.len - len - 1));
	}
	return json_incref(object);
}

static int get_number(json_t *object, const char *key, uint64_t max,
		      uint64_t *number, struct err *err)
{
	json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
	    (uint64_t)json_integer_value(value) <= max)
		*number = (uint64_t)json_integer_value(value);
	else if (value && !text_to_u64(text, text && text[0] == '0' ? 16 : 10,
				       max, number))
		return err_set(err, "%s: not a number up to %#llx", key,
			       (unsigned long long)max);
	return 0;
}

static bool get_bool(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);

	return json_is_true(value) ||
	       (text && (!strcmp(text, "on") || !strcmp(text, "true")));
}

static char *get_string(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? strdup(text) : NULL;
}

int object_parse_sev(const char *value, struct sev_args *sev, struct err *err)
{
	_cleanup_json_ json_t *object = read_object(value);
	const char *type =
		json_string_value(json_object_get(object, "qom-type"));
	uint64_t cbitpos = 0, bits = 0;

	if (!type ||
	    (strcmp(type, "sev-guest") && strcmp(type, "sev-snp-guest")))
		return 0;
	object_clear_sev(sev);
	sev->snp = !strcmp(type, "sev-snp-guest");
	sev->policy = sev->snp ? DEFAULT_SNP_POLICY : DEFAULT_POLICY;
	if (get_number(object, "policy", sev->snp ? INT64_MAX : UINT32_MAX,
		       &sev->policy, err) < 0 ||
	    get_number(object, "cbitpos", UINT32_MAX, &cbitpos, err) < 0 ||
	    get_number(object, "reduced-phys-bits", UINT32_MAX, &bits, err) < 0)
		return -1;
	sev->cbitpos = (uint32_t)cbitpos;
	sev->reduced_phys_bits = (uint32_t)bits;
	sev->kernel_hashes = get_bool(object, "kernel-hashes");
	sev->dh_cert_file = get_string(object, "dh-cert-file");
	sev->session_file = get_string(object, "session-file");
	sev->id = get_string(object, "id");
	return 0;
}

bool object_parse_node(const char *value, struct block_node *node)
{
	_cleanup_json_ json_t *object = json_loads(value, 0, NULL);
	json_t *file;

	if (!json_is_object(object))
		return false;
	node->name = get_string(object, "node-name");
	node->driver = get_string(object, "driver");
	node->file = get_string(object, "filename");
	file = json_object_get(object, "file");
	if (json_is_string(file))
		node->child = strdup(json_string_value(file));
	else if (json_is_object(file))
		node->file = get_string(file, "filename");
	return true;
}

void object_clear_sev(struct sev_args *sev)
{
	free(sev->id);
	free(sev->dh_cert_file);
	free(sev->session_file);
	memset(sev, 0, sizeof(*sev));
}

void object_clear_node(struct block_node *node)
{
	free(node->name);
	free(node->file);
	free(node->child);
	free(node->driver);
	memset(node, 0, sizeof(*node));
}
