/* SPDX-License-Identifier: GPL-2.0-or-later */
/* objects.h - arguments of -object and -blockdev */
#ifndef PSP_QEMU_OBJECTS_H
#define PSP_QEMU_OBJECTS_H

#include "args.h"

/**
 * object_parse_sev() - read a sev-guest or sev-snp-guest object
 * @value:	JSON, or "type,key=value"
 * @sev:	filled when @value is such an object
 *
 * Return: 0, also for other objects; -1 when a number is no number.
 */
int object_parse_sev(const char *value, struct sev_args *sev, struct err *err);

/**
 * object_parse_node() - read a -blockdev in JSON
 *
 * Return: false when it is not in JSON; only names and files are looked at.
 */
bool object_parse_node(const char *value, struct block_node *node);

/**
 * object_clear_sev() - free what was read; takes a zeroed struct
 */
void object_clear_sev(struct sev_args *sev);

/**
 * object_clear_node() - free what was read; takes a zeroed struct
 */
void object_clear_node(struct block_node *node);

#endif
