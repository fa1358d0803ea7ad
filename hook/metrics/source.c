/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source.c - small files that say one thing, read without believing them */
#include "hook/metrics/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "text.h"

/* What is not there, or not there yet, is no error. */
static bool says_nothing(int error)
{
	return error == ENOENT || error == ENODATA || error == ENODEV ||
	       error == ENOTDIR;
}

/* sysfs gives a file at once, and at most a page of it. */
static ssize_t read_some(int dirfd, const char *path, char *buf)
{
	_cleanup_close_ int fd = file_open(dirfd, path, NULL, NULL);
	ssize_t n, len = 0;

	if (fd < 0)
		return -1;
	do {
		n = read(fd, buf + len, (size_t)(SOURCE_MAX - len));
		len += n > 0 ? n : 0;
	} while (n > 0 && len < SOURCE_MAX);
	return n < 0 ? -1 : len;
}

bool source_head(struct source *s, const char *path, char *buf)
{
	ssize_t len = s->dirfd < 0 ? -1 : read_some(s->dirfd, path, buf);

	if (len <= 0)
		return false;
	buf[len < SOURCE_MAX ? len : SOURCE_MAX - 1] = '\0';
	return true;
}

bool source_text(struct source *s, const char *path, char *buf)
{
	ssize_t len;

	if (s->dirfd < 0)
		return false;
	errno = 0;
	len = read_some(s->dirfd, path, buf);
	if (len < 0 && says_nothing(errno))
		return false;
	if (len > 0 && buf[len - 1] == '\n')
		len--;
	if (len < 0 || len >= SOURCE_MAX || memchr(buf, 0, (size_t)len)) {
		s->errors++;
		return false;
	}
	buf[len] = '\0';
	return true;
}

struct number source_number(struct source *s, const char *path, int base,
			    uint64_t max)
{
	struct number n = { .known = false };
	char text[SOURCE_MAX];

	if (!source_text(s, path, text))
		return n;
	n.known = text_to_u64(text, base, max, &n.value);
	s->errors += !n.known;
	return n;
}

const char *source_word(struct source *s, const char *path,
			const char *const *words)
{
	char text[SOURCE_MAX];

	if (!source_text(s, path, text))
		return NULL;
	for (; *words; words++)
		if (!strcmp(*words, text))
			return *words;
	s->errors++;
	return NULL;
}

void source_pair(struct source *s, const char *path, struct number *ret_major,
		 struct number *ret_minor)
{
	char text[SOURCE_MAX], *dot;
	uint64_t major, minor;

	if (!source_text(s, path, text))
		return;
	dot = strchr(text, '.');
	if (dot)
		*dot++ = '\0';
	if (!dot || !text_to_u64(text, 10, UINT8_MAX, &major) ||
	    !text_to_u64(dot, 10, UINT8_MAX, &minor)) {
		s->errors++;
		return;
	}
	*ret_major = number(major);
	*ret_minor = number(minor);
}

struct number source_line(struct source *s, const char *path, const char *name)
{
	struct number n = { .known = false };
	char text[SOURCE_MAX], *save = NULL, *line;
	size_t len = strlen(name);

	if (!source_text(s, path, text))
		return n;
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (strncmp(line, name, len) != 0 || line[len] != ' ')
			continue;
		n.known = text_to_u64(line + len + 1, 10, INT64_MAX, &n.value);
		s->errors += !n.known;
		break;
	}
	return n;
}
