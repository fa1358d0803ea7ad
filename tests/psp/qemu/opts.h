/* SPDX-License-Identifier: GPL-2.0-or-later */
/* opts.h - option strings of QEMU: "first,key=value,key=value" */
#ifndef PSP_QEMU_OPTS_H
#define PSP_QEMU_OPTS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct opt - one piece of an option string
 * @text:	where it begins; "key=value", or a value alone
 * @len:	bytes up to the comma that ends it
 *
 * A doubled comma stands for one comma and ends nothing.
 */
struct opt {
	const char *text;
	size_t len;
};

/**
 * opt_next() - walk an option string
 * @at:		where to go on, moved behind the piece
 *
 * Return: false at the end.
 */
bool opt_next(const char **at, struct opt *ret_opt);

/**
 * opt_is() - does this piece set @key
 */
bool opt_is(const struct opt *opt, const char *key);

/**
 * opt_get() - the value of @key, freed by the caller; NULL when not set
 *
 * As in QEMU the last one counts.
 */
char *opt_get(const char *opts, const char *key);

/**
 * opt_first() - what stands before the first comma, freed by the caller
 */
char *opt_first(const char *opts);

/**
 * opt_without() - a copy of @opts without some keys, freed by the caller
 * @keys:	ends in NULL
 */
char *opt_without(const char *opts, const char *const *keys);

#endif
