/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_file.c - files named by others: what is opened, and how much is read */
#include "file.h"

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "unit.h"

/* --- an exchange between looking and opening ------------------------------ */

/* Called once, behind the next fstatat(). */
static void (*meanwhile)(void);

int fstatat(int dirfd, const char *path, struct stat *st, int flags)
{
	static int (*real)(int, const char *, struct stat *, int);
	void (*now)(void) = meanwhile;
	int result;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fstatat");
	result = real(dirfd, path, st, flags);
	meanwhile = NULL;
	if (now)
		now();
	return result;
}

static void become_a_fifo(void)
{
	unlinkat(unit_dirfd, "file", 0);
	unit_make('p', "file", NULL);
}

static void become_a_link(void)
{
	unlinkat(unit_dirfd, "file", 0);
	unit_make('l', "file", "other");
}

static void vanish(void)
{
	unlinkat(unit_dirfd, "file", 0);
}

static const struct exchange_case {
	const char *name;
	void (*meanwhile)(void);
	const char *message;
} exchange_cases[] = {
	{ "by a FIFO", become_a_fifo, "file: is a FIFO, not a regular file" },
	{ "by a link", become_a_link,
	  "file: Too many levels of symbolic links" },
	{ "by nothing", vanish, "file: No such file or directory" },
};

static void exchanged(void **state)
{
	const struct exchange_case *c = *state;
	struct err err = { "" };

	unit_write_text("file", "x");
	unit_write_text("other", "y");
	meanwhile = c->meanwhile;
	assert_int_equal(file_open_nofollow(unit_dirfd, "file", NULL, &err),
			 -1);
	assert_string_equal(err.text, c->message);
}

/* --- what can be opened --------------------------------------------------- */

static void make_socket(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket",
		 unit_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
}

static void make_tree(void)
{
	unit_write_text("dir/file", "text");
	unit_make('p', "fifo", NULL);
	unit_make('l', "link", "dir/file");
	unit_make('l', "relative", "dir/../link");
	unit_make('l', "dangling", "nowhere");
	unit_make('l', "loop", "loop");
	unit_make('l', "device", "/dev/null");
	make_socket();
}

/* NULL: opens.  @nofollow NULL: the same as @message. */
static const struct open_case {
	const char *name, *path, *message, *nofollow;
} open_cases[] = {
	{ "regular", "dir/file", NULL, NULL },
	{ "leading slashes", "///dir/file", NULL, NULL },
	{ "symbolic link", "/link", NULL,
	  "/link: is a symbolic link, not a regular file" },
	{ "two links", "/relative", NULL,
	  "/relative: is a symbolic link, not a regular file" },
	{ "dangling link", "/dangling", "/dangling: No such file or directory",
	  "/dangling: is a symbolic link, not a regular file" },
	{ "link to itself", "/loop", "/loop: Too many levels of symbolic links",
	  "/loop: is a symbolic link, not a regular file" },
	{ "link to a device", "/device",
	  "/device: is a device, not a regular file",
	  "/device: is a symbolic link, not a regular file" },
	{ "missing", "/dir/nothing", "/dir/nothing: No such file or directory",
	  NULL },
	{ "below a file", "/dir/file/x", "/dir/file/x: Not a directory", NULL },
	{ "directory", "/dir", "/dir: is a directory, not a regular file",
	  NULL },
	{ "the root", "/", "/: is a directory, not a regular file", NULL },
	{ "no name", "", ": is a directory, not a regular file", NULL },
	{ "FIFO", "/fifo", "/fifo: is a FIFO, not a regular file", NULL },
	{ "socket", "/socket", "/socket: is a socket, not a regular file",
	  NULL },
	{ "newline in the name", "a\nb", "a?b: No such file or directory",
	  NULL },
};

static void check_open(int fd, const struct stat *st, const char *want,
		       const struct err *err)
{
	assert_string_equal(err->text, want ? want : "");
	assert_int_equal(fd >= 0, !want);
	if (want)
		return;
	assert_int_equal(st->st_size, 4);
	assert_true(S_ISREG(st->st_mode));
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

static void opened(void **state)
{
	const struct open_case *c = *state;
	struct err err = { "" }, err_nofollow = { "" };
	struct stat st;
	int fd;

	make_tree();
	fd = file_open(unit_dirfd, c->path, &st, &err);
	check_open(fd, &st, c->message, &err);
	fd = file_open_nofollow(unit_dirfd, c->path, &st, &err_nofollow);
	check_open(fd, &st, c->nofollow ? c->nofollow : c->message,
		   &err_nofollow);
}

static int open_secret(struct err *err)
{
	return file_open(unit_dirfd, "secret", NULL, err);
}

static void unreadable(void **state)
{
	struct err err = { "" };

	(void)state;
	unit_write_text("secret", "x");
	assert_int_equal(fchmodat(unit_dirfd, "secret", 0, 0), 0);
	assert_int_equal(chmod(unit_path, 0755), 0);
	assert_int_equal(unit_as_nobody(open_secret, &err), -1);
	assert_string_equal(err.text, "secret: Permission denied");
}

static void no_error_wanted(void **state)
{
	(void)state;
	assert_int_equal(file_open(unit_dirfd, "nothing", NULL, NULL), -1);
}

/* --- reading -------------------------------------------------------------- */

static const struct read_case {
	const char *name;
	size_t size, max;
	const char *message;
} read_cases[] = {
	{ "empty", 0, 0, NULL },
	{ "one byte", 1, 1, NULL },
	{ "one byte too much", 1, 0, "f: more than 0 bytes" },
	{ "exactly the maximum", 70000, 70000, NULL },
	{ "one more than the maximum", 70001, 70000,
	  "f: more than 70000 bytes" },
	{ "a chunk", 65536, 1 << 20, NULL },
	{ "many chunks", 1000000, 1 << 20, NULL },
};

static char *some_bytes(size_t size)
{
	char *data = malloc(size + 1);
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = (char)(i * 7 + i / 251);
	return data;
}

static void read_whole(void **state)
{
	const struct read_case *c = *state;
	_cleanup_free_ char *data = some_bytes(c->size), *text = NULL;
	struct err err = { "" };
	size_t len = 77;

	unit_write("f", data, c->size);
	if (file_read_path(unit_dirfd, "f", c->max, &text, &len, &err) < 0) {
		assert_non_null(c->message);
		assert_string_equal(err.text, c->message);
		assert_null(text);
		assert_int_equal(len, 77);
		return;
	}
	assert_null(c->message);
	assert_int_equal(len, c->size);
	assert_memory_equal(text, data, len);
	assert_int_equal(text[len], '\0');
}

/* What comes in pieces through a pipe, as libvirt hands the document over. */
static void read_pipe(void **state)
{
	_cleanup_free_ char *data = some_bytes(300000), *text = NULL;
	size_t len = 0, at;
	int fds[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		for (at = 0; at < 300000; at += 300)
			if (write(fds[1], data + at, 300) != 300)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	assert_int_equal(file_read(fds[0], 300000, &text, &len, NULL), 0);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(len, 300000);
	assert_memory_equal(text, data, len);
}

static void read_without_end(void **state)
{
	_cleanup_close_ int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	struct err err = { "" };
	char *text = NULL;
	size_t len;

	(void)state;
	assert_int_equal(file_read(fd, 16u << 20, &text, &len, &err), -1);
	assert_string_equal(err.text, "more than 16777216 bytes");
	assert_null(text);
}

static void read_fails(void **state)
{
	struct err err = { "" };
	char *text = NULL;
	size_t len;

	(void)state;
	assert_int_equal(file_read(unit_dirfd, 10, &text, &len, &err), -1);
	assert_string_equal(err.text, "cannot read: Is a directory");
	assert_int_equal(file_read(-1, 10, &text, &len, &err), -1);
	assert_string_equal(err.text, "cannot read: Bad file descriptor");
}

static void read_path_that_is_not_there(void **state)
{
	struct err err = { "" };
	char *text = NULL;
	size_t len;

	(void)state;
	assert_int_equal(
		file_read_path(unit_dirfd, "/a/b", 10, &text, &len, &err), -1);
	assert_string_equal(err.text, "/a/b: No such file or directory");
}

static void relative(void **state)
{
	(void)state;
	assert_string_equal(file_relative("/etc/x"), "etc/x");
	assert_string_equal(file_relative("//x"), "x");
	assert_string_equal(file_relative("x/"), "x/");
	assert_string_equal(file_relative("/"), ".");
	assert_string_equal(file_relative(""), ".");
}

int main(void)
{
	UNIT_CASES_DIR(exchanged, exchange_cases);
	UNIT_CASES_DIR(opened, open_cases);
	UNIT_DIR(unreadable);
	UNIT_DIR(no_error_wanted);
	UNIT_CASES_DIR(read_whole, read_cases);
	UNIT(read_pipe);
	UNIT(read_without_end);
	UNIT_DIR(read_fails);
	UNIT_DIR(read_path_that_is_not_there);
	UNIT(relative);
	return unit_run();
}
