/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source.h - small files that say one thing, read without believing them */
#ifndef HOOK_METRICS_SOURCE_H
#define HOOK_METRICS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file of sysfs is a page at most; what we read of it is far shorter. */
#define SOURCE_MAX 4096

/**
 * struct source - a directory whose files are read
 * @dirfd:	-1: it is not there, and nothing in it
 * @errors:	files that are there and could not be read, or said nonsense
 *
 * A file that is not there, or whose kernel says that it has nothing to say
 * (ENODATA), is unknown and no error.
 */
struct source {
	int dirfd;
	unsigned int errors;
};

/**
 * struct number - a number, if it is known
 */
struct number {
	bool known;
	uint64_t value;
};

static inline struct number number(uint64_t value)
{
	return (struct number){ true, value };
}

/**
 * source_text() - all of a file, without the newline at its end
 * @buf:	SOURCE_MAX bytes
 *
 * Return: true when it is known.
 */
bool source_text(struct source *s, const char *path, char *buf);

/**
 * source_head() - the first SOURCE_MAX - 1 bytes of a file, which may be longer
 */
bool source_head(struct source *s, const char *path, char *buf);

/**
 * source_number() - a file that is one number
 * @base:	10, or 16 with or without 0x
 * @max:	more than that is nonsense
 */
struct number source_number(struct source *s, const char *path, int base,
			    uint64_t max);

/**
 * source_word() - a file that is one of some words
 * @words:	NULL terminated
 *
 * Return: the one that it is, or NULL.
 */
const char *source_word(struct source *s, const char *path,
			const char *const *words);

/**
 * source_pair() - a file that is two numbers of a byte each, "MAJOR.MINOR"
 */
void source_pair(struct source *s, const char *path, struct number *ret_major,
		 struct number *ret_minor);

/**
 * source_line() - the number on a line "NAME NUMBER" of a file
 *
 * A file without that line is no error.
 */
struct number source_line(struct source *s, const char *path, const char *name);

#endif
