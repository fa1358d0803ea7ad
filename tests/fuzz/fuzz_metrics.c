/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_metrics.c - a host's files, and what metrics and "sevgate host" make of
 * them */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "fuzz.h"
#include "hook/client/virt.h"
#include "hook/host/look.h"
#include "hook/metrics/agent_facts.h"
#include "hook/metrics/snapshot.h"

/*
 * The input is files, each after a line "==> PATH <==", as head prints them.
 * @NOW@ in them is the time of the agent's clock, for an agent that lives.
 */
#define BEGIN	   "==> "
#define END	   " <==\n"
#define NOW	   "@NOW@"
#define AGENT_JSON "run/sevgate/metrics/agent.json"
#define PATH_SIZE  128
#define LINES_MAX  20000

/* --- the files -------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void make_parents(int root, const char *path)
{
	char part[PATH_SIZE];
	const char *slash = path;

	while ((slash = strchr(slash, '/'))) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash++ - path),
			 path);
		mkdirat(root, part, 0755);
	}
}

static void write_with_time(FILE *out, const char *at, const char *end)
{
	struct timespec now;
	const char *mark;

	clock_gettime(CLOCK_BOOTTIME, &now);
	while ((mark = memmem(at, (size_t)(end - at), NOW, strlen(NOW)))) {
		fwrite(at, 1, (size_t)(mark - at), out);
		fprintf(out, "%lld", (long long)now.tv_sec);
		at = mark + strlen(NOW);
	}
	fwrite(at, 1, (size_t)(end - at), out);
}

/* What is no path below the root is left out. */
static void make_file(int root, const char *path, const char *at,
		      const char *end)
{
	FILE *out;
	int fd;

	if (*path == '/' || strstr(path, ".."))
		return;
	make_parents(root, path);
	fd = openat(root, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out)
		return;
	write_with_time(out, at, end);
	fclose(out);
}

static void make_files(int root, const char *at, const char *end)
{
	char path[PATH_SIZE];
	const char *next, *begin;

	at = memmem(at, (size_t)(end - at), BEGIN, strlen(BEGIN));
	while (at) {
		at += strlen(BEGIN);
		begin = memmem(at, (size_t)(end - at), END, strlen(END));
		if (!begin)
			return;
		snprintf(path, sizeof(path), "%.*s", (int)(begin - at), at);
		begin += strlen(END);
		next = memmem(begin, (size_t)(end - begin), BEGIN,
			      strlen(BEGIN));
		make_file(root, path, begin, next ? next : end);
		at = next;
	}
}

/* --- what has to hold --------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "NAME{LABELS} NUMBER"; it is cut before the number. */
static void check_series(char *line)
{
	size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyz_");
	char *value = strrchr(line, ' ');

	MUST(!strncmp(line, "sev_", 4) || !strncmp(line, "sevgate_", 8));
	MUST(value && value[1]);
	*value++ = '\0';
	MUST(strspn(value, "0123456789.") == strlen(value));
	MUST(!line[len] || (line[len] == '{' && line[strlen(line) - 1] == '}'));
	MUST(!strpbrk(line + len + !!line[len], "{\\\n"));
}

/* One series twice, and Prometheus takes none of them. */
static void check_text(char *text)
{
	static char *series[LINES_MAX];
	char *save = NULL, *line;
	size_t n = 0, i;

	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (*line == '#')
			continue;
		MUST(n < LINES_MAX);
		check_series(line);
		series[n++] = line;
	}
	qsort(series, n, sizeof(*series), by_text);
	for (i = 1; i < n; i++)
		MUST(strcmp(series[i - 1], series[i]) != 0);
}

static void check_metrics(int root)
{
	_cleanup_free_ char *text = NULL;
	size_t len;

	MUST(metrics_text(root, &text, &len) == 0);
	MUST(strlen(text) == len);
	check_text(text);
}

/* What was read and written again is what was written. */
static void check_agent(int root)
{
	_cleanup_free_ char *once = NULL, *twice = NULL;
	struct agent_facts facts, again;
	size_t len, len_again;

	if (agent_facts_read(root, &facts, NULL) == 1) {
		MUST(facts.n_measured <= MEASURED_MAX);
		MUST(facts.busy_since <= facts.written);
		MUST(agent_facts_write(root, &facts, NULL) == 0);
		MUST(file_read_path(root, AGENT_JSON, 1u << 20, &once, &len,
				    NULL) == 0);
		MUST(agent_facts_read(root, &again, NULL) == 1);
		MUST(agent_facts_write(root, &again, NULL) == 0);
		MUST(file_read_path(root, AGENT_JSON, 1u << 20, &twice,
				    &len_again, NULL) == 0);
		MUST(len == len_again && !memcmp(once, twice, len));
		agent_facts_clear(&again);
	}
	agent_facts_clear(&facts);
}

/* --- the checks ------------------------------------------------------------- */

/* libvirt is not asked of a host whose root is elsewhere. */
struct virt *virt_open(const char *uri, struct err *err)
{
	(void)uri;
	(void)err;
	abort();
}

bool virt_is_local(const struct virt *virt)
{
	(void)virt;
	abort();
}

void virt_versions(const struct virt *virt, struct host *host)
{
	(void)virt;
	(void)host;
	abort();
}

int virt_sev_support(const struct virt *virt, struct sev_support *ret,
		     struct err *err)
{
	(void)virt;
	(void)ret;
	(void)err;
	abort();
}

int virt_sev_info(const struct virt *virt, struct sev_info *ret,
		  struct err *err)
{
	(void)virt;
	(void)ret;
	(void)err;
	abort();
}

static void check_host(int root)
{
	static struct look l;
	size_t i;

	memset(&l, 0, sizeof(l));
	l.rootfd = root;
	host_look(&l);
	MUST(l.n_checks > 0 && l.n_checks < CHECKS_MAX);
	for (i = 0; i < l.n_checks; i++) {
		const struct host_check *c = &l.checks[i];

		MUST(c->name && *c->name && *c->message);
		MUST(!strpbrk(c->message, "\n\033"));
		MUST(c->status < CHECK_STATUSES && c->group < CHECK_GROUPS);
		/* what is to be mended can be */
		MUST((c->status != CHECK_WARN && c->status != CHECK_FAIL) ||
		     *c->hint);
	}
	host_clear(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *tmp = getenv("TMPDIR");
	char path[PATH_SIZE];
	int root;

	snprintf(path, sizeof(path), "%s/sevgate-fuzz-XXXXXX",
		 tmp && *tmp ? tmp : "/tmp");
	MUST(mkdtemp(path));
	root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	MUST(root >= 0);
	make_files(root, (const char *)data, (const char *)data + size);
	check_metrics(root);
	check_host(root);
	check_agent(root);
	close(root);
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
