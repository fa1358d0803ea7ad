/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schema.h - is a policy document of the form that policy.rng demands */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include "xml.h"

/**
 * schema_check() - hold a document against policy.rng
 * @err:	"line N: what is wrong; allowed: what is"
 *
 * Return: 0 when it fits, or -1.
 */
int schema_check(const struct xml *xml, struct err *err);

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
