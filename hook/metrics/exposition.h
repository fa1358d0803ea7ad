/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exposition.h - the Prometheus text format 0.0.4 */
#ifndef HOOK_METRICS_EXPOSITION_H
#define HOOK_METRICS_EXPOSITION_H

#include <stdint.h>
#include <stdio.h>

/*
 * DOC: The format
 *
 * A family is its two comments, and all its series after them.  Names and
 * labels are ours, so that nothing in them needs escaping.
 *
 * Source: Prometheus, "Exposition formats", text format 0.0.4.
 */

/**
 * expose_family() - begin a family
 * @type:	"gauge", "counter", "histogram"
 */
void expose_family(FILE *out, const char *name, const char *type,
		   const char *help);

/**
 * expose() - one series of it
 * @labels:	printf format of 'name="value",...', or NULL
 */
void expose(FILE *out, const char *name, uint64_t value, const char *labels,
	    ...) __attribute__((format(printf, 4, 5)));

/**
 * expose_fraction() - one series whose value has a decimal point
 * @value:	times @unit
 * @unit:	1000 or 1000000
 */
void expose_fraction(FILE *out, const char *name, uint64_t value,
		     unsigned int unit);

#endif
