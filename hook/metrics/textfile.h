/* SPDX-License-Identifier: GPL-2.0-or-later */
/* textfile.h - metrics in a file, for node_exporter and its like */
#ifndef HOOK_METRICS_TEXTFILE_H
#define HOOK_METRICS_TEXTFILE_H

#include "err.h"

/* The only file of ours there: a series in two files would be either's. */
#define TEXTFILE_NAME "sevgate.prom"

/**
 * textfile_default() - where node_exporter looks, as distributions have it
 * @rootfd:	the directory that stands for "/"
 *
 * Return: the first of their directories that is there, or NULL.
 */
const char *textfile_default(int rootfd);

/**
 * textfile_write() - replace the file as a whole
 * @dir:	directory, below @rootfd
 * @err:	which directory, and why
 *
 * Return: 0, or -1; then the old one is as it was.
 */
int textfile_write(int rootfd, const char *dir, struct err *err);

#endif
