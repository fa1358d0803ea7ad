/* SPDX-License-Identifier: GPL-2.0-or-later */
/* families.h - the two halves of what is exposed; docs/metrics.md lists it */
#ifndef HOOK_METRICS_FAMILIES_H
#define HOOK_METRICS_FAMILIES_H

#include <stdio.h>

#include "hook/metrics/snapshot.h"

/**
 * expose_platform() - families "sev_"
 */
void expose_platform(FILE *out, const struct snapshot *s);

/**
 * expose_sevgate() - families "sevgate_"
 */
void expose_sevgate(FILE *out, const struct snapshot *s);

#endif
