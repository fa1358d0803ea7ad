/* SPDX-License-Identifier: GPL-2.0-or-later */
/* late.h - libraries that cost too much to load when they are not needed */
#ifndef HOOK_LATE_H
#define HOOK_LATE_H

#include "err.h"

/**
 * late_path() - where a library is that a program opens late
 * @own:	the directory of that program, with a slash at its end
 *
 * Return: 0, or -1 when there is no memory; the file may be missing.
 */
int late_path(const char *own, const char *library, char **ret_path);

/**
 * late_open() - what a library of this program's offers
 * @library:	file name; it lies where the program does, links followed, or in
 *		../libexec/sevgate as seen from there
 * @symbol:	the one it has
 *
 * A library that was opened stays.
 *
 * Return: the symbol's address, or NULL with @err saying which file is missing.
 */
const void *late_open(const char *library, const char *symbol, struct err *err);

#endif
