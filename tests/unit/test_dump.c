/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_dump.c - reading a dump while a daemon, here our own, writes it */
#include "hook/client/dump.h"

#include <dirent.h>
#include <signal.h>

#include "unit.h"

/**
 * struct dump_case - what the daemon does, and what comes of it
 * @size:	bytes it writes, in writes of 1000; -1: it never opens the FIFO
 * @why:	what it answers then, NULL: that all is well
 * @refuse_at:	the sink takes no more after that many bytes, 0: takes all
 * @signal:	comes before the last write
 * @ignored:	@signal is ignored
 * @message:	of dump_stream(), NULL: it succeeds
 */
static const struct dump_case {
	const char *name;
	long size;
	const char *why;
	long refuse_at;
	int signal;
	bool ignored;
	const char *message;
	int caught;
} dump_cases[] = {
	{ "nothing", 0, NULL, 0, 0, false, NULL, 0 },
	{ "a few bytes", 10, NULL, 0, 0, false, NULL, 0 },
	{ "more than a pipe holds", 5000000, NULL, 0, 0, false, NULL, 0 },
	{ "refused before it is opened", -1, "vm: no", 0, 0, false, "vm: no",
	  0 },
	{ "accepted, but never opened", -1, NULL, 0, 0, false, NULL, 0 },
	{ "fails on the way", 2000000, "vm: gone", 0, 0, false, "vm: gone", 0 },
	{ "the sink has enough", 5000000, "vm: broken pipe", 1000, 0, false,
	  "enough", 0 },
	{ "SIGTERM", 5000000, "vm: broken pipe", 0, SIGTERM, false,
	  "vm: interrupted", SIGTERM },
	{ "SIGINT", 5000000, "vm: broken pipe", 0, SIGINT, false,
	  "vm: interrupted", SIGINT },
	{ "SIGHUP before anything is written", -1, NULL, 0, SIGHUP, false,
	  "vm: interrupted", SIGHUP },
	{ "SIGHUP under nohup", 2000, NULL, 0, SIGHUP, true, NULL, 0 },
};

static const struct dump_case *current;
static long got;
static bool in_order, answered;

static void write_all(int fd)
{
	char data[1000];
	long at, i;

	for (at = 0; at < current->size; at += 1000) {
		long n = current->size - at < 1000 ? current->size - at : 1000;

		if (current->signal && at + n == current->size)
			kill(getpid(), current->signal);
		for (i = 0; i < n; i++)
			data[i] = (char)((at + i) % 251);
		/* the reader went away */
		if (write(fd, data, (size_t)n) < 0)
			return;
	}
}

/* In place of libvirt's; runs in the thread. */
int virt_dump_memory(const struct virt *virt, const char *domain,
		     const char *path, struct err *err)
{
	_cleanup_close_ int fd = -1;

	assert_null(virt);
	assert_string_equal(domain, "vm");
	if (current->size >= 0) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		write_all(fd);
	} else if (current->signal) {
		kill(getpid(), current->signal);
	}
	answered = true;
	return current->why ? err_set(err, "%s", current->why) : 0;
}

static int take(void *data, const uint8_t *bytes, size_t len, struct err *err)
{
	size_t i;

	assert_ptr_equal(data, &got);
	for (i = 0; i < len; i++)
		in_order &= bytes[i] == (got + (long)i) % 251;
	got += (long)len;
	if (current->refuse_at && got >= current->refuse_at)
		return err_set(err, "enough");
	return 0;
}

static bool is_empty(void)
{
	_cleanup_closedir_ DIR *dir = opendir(unit_path);
	const struct dirent *e;

	while ((e = readdir(dir)))
		if (e->d_name[0] != '.')
			return false;
	return true;
}

static void dump(void **state)
{
	struct err err = { "" };
	int sig = -1, result;

	current = *state;
	got = 0;
	in_order = true;
	answered = false;
	setenv("XDG_RUNTIME_DIR", unit_path, 1);
	signal(SIGPIPE, SIG_IGN);
	if (current->ignored)
		signal(current->signal, SIG_IGN);
	result = dump_stream(NULL, "vm", take, &got, &sig, &err);
	if (current->ignored)
		signal(current->signal, SIG_DFL);
	assert_int_equal(result, current->message ? -1 : 0);
	assert_string_equal(err.text, current->message ? current->message : "");
	assert_int_equal(sig, current->caught);
	assert_true(in_order && answered);
	if (!current->message)
		assert_int_equal(got, current->size > 0 ? current->size : 0);
	assert_true(is_empty());
}

/* --- where the FIFO is ------------------------------------------------------------ */

static void no_directory(void **state)
{
	struct err err = { "" };
	int sig;

	(void)state;
	setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
	assert_int_equal(dump_stream(NULL, "vm", take, &got, &sig, &err), -1);
	assert_string_equal(err.text, "/nonexistent: cannot make a directory: "
				      "No such file or directory");
}

int main(void)
{
	UNIT_CASES_DIR(dump, dump_cases);
	UNIT(no_directory);
	return unit_run();
}
