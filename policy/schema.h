/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schema.h - is a policy document of the form that policy.rng demands */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include "xml.h"

struct schema;

/**
 * schema_open() - compile policy.rng
 *
 * Takes longer than checking a file, so it is done once for all files.
 *
 * Return: the schema, or NULL with @err filled.
 */
struct schema *schema_open(struct err *err);

/**
 * schema_close() - release a schema
 * @schema:	may be NULL
 */
void schema_close(struct schema *schema);

static inline void schema_closep(struct schema **schema)
{
	schema_close(*schema);
}

/**
 * schema_check() - hold a document against policy.rng
 * @err:	"line N: what is wrong; allowed: what is"
 *
 * Return: 0 when it fits, or -1.
 */
int schema_check(const struct schema *schema, const struct xml *xml,
		 struct err *err);

/**
 * schema_text - policy.rng as compiled in, schema_text_len bytes
 */
extern const char schema_text[];
extern const unsigned int schema_text_len;

/**
 * declared_text - the shipped policy file as compiled in
 */
extern const char declared_text[];
extern const unsigned int declared_text_len;

#endif
