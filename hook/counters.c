/* SPDX-License-Identifier: GPL-2.0-or-later */
/* counters.c - how often what happened, for metrics */
#include "hook/counters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "hook/place.h"
#include "rule.h"
#include "text.h"

#define NAME  "counters"
#define LATE  "late"
#define LOCK  "counters.lock"
#define BEGIN "# sevgate counters 1"
#define END   "# end"
/* a line of 256 bytes for each */
#define FILE_MAX ((size_t)COUNTERS_MAX * 256)

/* --- what there is -------------------------------------------------------- */

/* NULL after the last. */
#define VALUES(name, ...)                                            \
	static const char *name(unsigned int i)                      \
	{                                                            \
		static const char *const values[] = { __VA_ARGS__ }; \
                                                                     \
		return i < ARRAY_SIZE(values) ? values[i] : NULL;    \
	}

VALUES(operation, "prepare", "start", "started", "restore", "migrate")
VALUES(decision, "allow", "deny", "rewrite", "undecided", "unjudged",
       "disabled")
VALUES(mode, "audit", "enforce")
VALUES(verdict, "violation", "unknown")
VALUES(bucket, "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2",
       "+Inf")
VALUES(outcome, "fail_open", "fail_closed")
VALUES(action, "rewritten", "not_rewritten", "gave_up", "repaired",
       "not_repaired", "resumed", "destroyed")
VALUES(result, "ok", "mismatch", "not_attested", "owner")

static const uint64_t bucket_usec[] = { 5000,	10000,	25000,	 50000,	 100000,
					250000, 500000, 1000000, 2000000 };

static const char *rule(unsigned int i)
{
	return rules[i] ? rules[i]->id : NULL;
}

static const struct family {
	const char *name;
	struct label {
		const char *name;
		const char *(*value)(unsigned int i);
	} labels[3];
} families[COUNTED] = {
	[COUNTED_DECISIONS] = { "sevgate_policy_decisions_total",
				{ { "operation", operation },
				  { "decision", decision } } },
	[COUNTED_FINDINGS] = { "sevgate_policy_rule_findings_total",
			       { { "rule", rule },
				 { "mode", mode },
				 { "verdict", verdict } } },
	[COUNTED_HOOK_TIME] = { "sevgate_hook_duration_seconds_bucket",
				{ { "le", bucket } } },
	[COUNTED_HOOK_TIME_SUM] = { .name = "sevgate_hook_duration_seconds_sum" },
	[COUNTED_FAILURES] = { "sevgate_hook_failures_total",
			       { { "outcome", outcome } } },
	[COUNTED_UNCHECKED] = { .name = "sevgate_domains_started_unchecked_total" },
	[COUNTED_ACTIONS] = { "sevgate_agent_actions_total",
			      { { "action", action } } },
	[COUNTED_ATTESTED] = { "sevgate_attestation_results_total",
			       { { "result", result } } },
	[COUNTED_ATTEST_ERRORS] = { .name = "sevgate_attestation_errors_total" },
	[COUNTED_TEXTFILE_ERRORS] = { .name = "sevgate_textfile_write_errors_total" },
	[COUNTED_DAMAGED] = { .name = "sevgate_counters_damaged_total" },
	[COUNTED_LAST_SUCCESS] = { .name = "sevgate_attestation_last_success_timestamp_seconds" },
};

static size_t count_values(const struct label *label)
{
	unsigned int n = 0;

	while (label->name && label->value(n))
		n++;
	return label->name ? n : 1;
}

size_t counters_size(enum counted family)
{
	const struct label *labels = families[family].labels;

	return count_values(&labels[0]) * count_values(&labels[1]) *
	       count_values(&labels[2]);
}

static size_t start_of(enum counted family)
{
	size_t start = 0;
	enum counted f;

	for (f = 0; f < family; f++)
		start += counters_size(f);
	return start;
}

size_t counters_at(enum counted family, const unsigned int which[3])
{
	const struct label *labels = families[family].labels;
	size_t i, at = 0;

	for (i = 0; i < ARRAY_SIZE(families[family].labels); i++)
		if (labels[i].name)
			at = at * count_values(&labels[i]) + which[i];
	return start_of(family) + at;
}

const char *counters_name(enum counted family)
{
	return families[family].name;
}

void counters_labels(enum counted family, size_t i, char *buf)
{
	const struct label *labels = families[family].labels;
	size_t rest = counters_size(family), len = 0, n;

	*buf = '\0';
	for (n = 0; n < ARRAY_SIZE(families[family].labels); n++) {
		if (!labels[n].name)
			continue;
		rest /= count_values(&labels[n]);
		len += (size_t)snprintf(
			buf + len, COUNTERS_LABELS - len, "%s%s=\"%s\"",
			len ? "," : "", labels[n].name,
			labels[n].value((unsigned int)(i / rest)));
		i %= rest;
	}
}

unsigned int counters_operation(const char *name)
{
	unsigned int i = 0;

	while (operation(i + 1) && strcmp(operation(i), name) != 0)
		i++;
	return i;
}

unsigned int counters_bucket(uint64_t usec)
{
	unsigned int i = 0;

	while (i < ARRAY_SIZE(bucket_usec) && usec > bucket_usec[i])
		i++;
	return i;
}

/* --- the file ------------------------------------------------------------- */

typedef void (*each_counter)(void *data, const char *key, size_t at);

static void for_each(each_counter call, void *data)
{
	char key[COUNTERS_LABELS + 80], labels[COUNTERS_LABELS];
	enum counted f;
	size_t at = 0, i;

	for (f = 0; f < COUNTED; f++) {
		for (i = 0; i < counters_size(f); i++, at++) {
			counters_labels(f, i, labels);
			snprintf(key, sizeof(key), *labels ? "%s{%s}" : "%s",
				 families[f].name, labels);
			call(data, key, at);
		}
	}
}

struct writing {
	FILE *out;
	const struct counters *c;
};

static void write_line(void *data, const char *key, size_t at)
{
	const struct writing *w = data;

	if (w->c->value[at])
		fprintf(w->out, "%s %llu\n", key,
			(unsigned long long)w->c->value[at]);
}

static int to_text(const struct counters *c, char **ret, size_t *ret_len)
{
	struct writing w = { open_memstream(ret, ret_len), c };

	if (!w.out)
		return -1;
	fputs(BEGIN "\n", w.out);
	for_each(write_line, &w);
	fputs(END "\n", w.out);
	return fclose(w.out) ? -1 : 0;
}

/**
 * struct lines - what a file says, in its order
 * @ret:	where the values go
 * @next:	the first line that was not taken
 */
struct lines {
	struct counters *ret;
	char *text[COUNTERS_MAX];
	size_t n, next;
	bool bad;
};

static int split(char *text, struct lines *ret)
{
	char *save = NULL, *line = strtok_r(text, "\n", &save);

	if (!line || strcmp(line, BEGIN) != 0)
		return -1;
	while ((line = strtok_r(NULL, "\n", &save)) && strcmp(line, END) != 0) {
		if (ret->n == COUNTERS_MAX)
			return -1;
		ret->text[ret->n++] = line;
	}
	return line ? 0 : -1;
}

static void take_line(void *data, const char *key, size_t at)
{
	struct lines *lines = data;
	size_t len = strlen(key);
	const char *line;

	if (lines->next == lines->n)
		return;
	line = lines->text[lines->next];
	if (strncmp(line, key, len) != 0 || line[len] != ' ')
		return;
	lines->next++;
	if (!text_to_u64(line + len + 1, 10, INT64_MAX, &lines->ret->value[at]))
		lines->bad = true;
}

/* A line of a counter that this version does not have is no damage. */
static int from_text(char *text, struct counters *ret)
{
	struct lines lines = { .ret = ret };
	size_t before;

	if (split(text, &lines) < 0)
		return -1;
	while (lines.next < lines.n) {
		before = lines.next;
		for_each(take_line, &lines);
		if (lines.next == before)
			lines.next++;
	}
	return lines.bad ? -1 : 0;
}

static int read_from(int dirfd, struct counters *ret, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t len;

	memset(ret, 0, sizeof(*ret));
	if (faccessat(dirfd, NAME, F_OK, AT_SYMLINK_NOFOLLOW) < 0 &&
	    errno == ENOENT)
		return 0;
	if (file_read_path(dirfd, NAME, FILE_MAX, &text, &len, err) < 0)
		return -1;
	if (strlen(text) == len && from_text(text, ret) == 0)
		return 0;
	memset(ret, 0, sizeof(*ret));
	return err_set(err, NAME ": damaged");
}

int counters_read(int rootfd, struct counters *ret, struct err *err)
{
	_cleanup_close_ int dir = place_open_shown(rootfd, false);

	memset(ret, 0, sizeof(*ret));
	if (dir < 0)
		return errno == ENOENT
			       ? 0
			       : err_set(err, "run/sevgate/metrics: %m");
	return read_from(dir, ret, err);
}

/* Held until the file descriptor is closed. */
static int take_lock(int rootfd)
{
	_cleanup_close_ int base = place_open(rootfd, false);
	_cleanup_close_ int fd = openat(
		base, LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, LOCK_EX) < 0)
		return -1;
	return TAKE_FD(fd);
}

static void add(struct counters *to, const struct counters *by)
{
	size_t stamp = start_of(COUNTED_LAST_SUCCESS), i;

	for (i = 0; i < COUNTERS_MAX; i++)
		if (i != stamp)
			to->value[i] += by->value[i];
		else if (by->value[i])
			to->value[i] = by->value[i];
}

int counters_add(int rootfd, const struct counters *by, struct err *err)
{
	_cleanup_close_ int dir = place_open_shown(rootfd, true);
	_cleanup_close_ int lock = dir < 0 ? -1 : take_lock(rootfd);
	_cleanup_free_ char *text = NULL;
	struct counters all;
	size_t len;

	if (lock < 0)
		return err_set(err, "run/sevgate/metrics: %m");
	if (read_from(dir, &all, NULL) < 0)
		counter(&all, COUNTED_DAMAGED) = 1;
	add(&all, by);
	if (to_text(&all, &text, &len) < 0)
		return err_set(err, "out of memory");
	if (place_publish(dir, NAME, text, len, false) < 0)
		return err_set(err, "run/sevgate/metrics/" NAME ": %m");
	return 0;
}

/* --- those that have no time ---------------------------------------------- */

int counters_open_late(int rootfd)
{
	_cleanup_close_ int dir = place_open_shown(rootfd, false);

	return openat(dir, LATE,
		      O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
		      0644);
}

uint64_t counters_late(int rootfd)
{
	_cleanup_close_ int dir = place_open_shown(rootfd, false);
	struct stat st;

	if (dir < 0 || fstatat(dir, LATE, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	return (uint64_t)st.st_size;
}
