/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp_proxy.h - a proxy process with a client and a "QEMU", for unit tests */
#ifndef UNIT_PSP_PROXY_H
#define UNIT_PSP_PROXY_H

#include "psp_vectors.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/psp/qemu/launch.h"
#include "tests/psp/qemu/proxy.h"
#include "tests/psp/qemu/stream.h"

#define DIR_TEMPLATE "/tmp/test_psp.XXXXXX"

/* Everything around one proxy process. */
struct fixture {
	char dir[sizeof(DIR_TEMPLATE)];
	struct qemu_args args;
	struct sev_host host;
	struct sockaddr_un outer;
	int inner_fd; /* where "QEMU" listens */
	int life_fd;  /* held by "QEMU" */
	pid_t pid;
	struct stream client, qemu;
};

static inline void write_text(const char *dir, const char *name,
			      const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static inline void set_path(const char *variable, const char *dir,
			    const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	setenv(variable, path, 1);
}

static inline int listen_socket(struct sockaddr_un *addr, socklen_t *len)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	const struct timeval patience = { .tv_sec = 10 };

	*addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	*len = sizeof(*addr);
	assert_int_equal(
		bind(fd, (struct sockaddr *)addr, sizeof(addr->sun_family)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)addr, len), 0);
	assert_int_equal(listen(fd, 1), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	return fd;
}

/* A machine and a guest that was launched on it. */
static inline void launch_guest(struct fixture *f)
{
	static const char *const argv[] = {
		"qemu",
		"-name",
		"guest=g",
		"-accel",
		"kvm",
		"-cpu",
		"EPYC",
		"-bios",
		VECTORS "debian/sid-amdsev.last8k.bin",
		"-object",
		"sev-guest,id=s,policy=0x1,cbitpos=51,reduced-phys-bits=1",
	};
	struct err err = { "" };

	write_text(f->dir, "version",
		   "#!/bin/sh\necho 'QEMU emulator "
		   "version 11.1.2 (Debian)'\n");
	set_path("SEV_PSP_QEMU", f->dir, "version");
	chmod(getenv("SEV_PSP_QEMU"), 0700);
	set_path("SEV_PSP_FAULTS", f->dir, "faults");
	set_path("SEV_PSP_PARAMETERS", f->dir, "none");
	setenv("SEV_PSP_DEVICE", "/dev/null", 1);
	assert_int_equal(args_parse(11, (char *const *)argv, &f->args, &err),
			 0);
	assert_int_equal(host_prepare(&f->host, &f->args, &err), 0);
	assert_int_equal(launch_sev(&f->host), 0);
}

static inline void call_proxy(struct fixture *f, socklen_t len)
{
	const struct timeval patience = { .tv_sec = 10 };

	f->client.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(
		connect(f->client.fd, (struct sockaddr *)&f->outer, len), 0);
	f->qemu.fd = accept(f->inner_fd, NULL, NULL);
	assert_true(f->qemu.fd >= 0);
	setsockopt(f->client.fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	setsockopt(f->qemu.fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
}

/* One chip for all: making its keys takes longer than the tests. */
static inline int make_chip(void **state)
{
	char *dir = strdup(DIR_TEMPLATE);

	*state = dir;
	if (!mkdtemp(dir))
		return -1;
	return setenv("SEV_PSP_STATE", dir, 1);
}

static inline int remove_one(const char *path, const struct stat *st, int type,
			     struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int remove_chip(void **state)
{
	nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(*state);
	return 0;
}

static inline int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct proxy proxy = { .host = &f->host };
	socklen_t outer_len;
	int life[2];

	*state = f;
	strcpy(f->dir, DIR_TEMPLATE);
	assert_non_null(mkdtemp(f->dir));
	launch_guest(f);
	proxy.listen_fd = listen_socket(&f->outer, &outer_len);
	f->inner_fd = listen_socket(&proxy.inner, &proxy.inner_len);
	assert_int_equal(pipe(life), 0);
	proxy.life_fd = life[0];
	f->life_fd = life[1];
	f->pid = fork();
	if (f->pid == 0) {
		close(f->inner_fd);
		close(life[1]);
		proxy_run(&proxy);
		_exit(0);
	}
	close(proxy.listen_fd);
	close(life[0]);
	call_proxy(f, outer_len);
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	int status = -1;

	close(f->life_fd);
	stream_close(&f->client);
	stream_close(&f->qemu);
	close(f->inner_fd);
	/* it ends when "QEMU" does */
	waitpid(f->pid, &status, 0);
	host_close(&f->host);
	args_clear(&f->args);
	nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(f);
	return status;
}

static inline void say(const struct stream *stream, const char *text)
{
	assert_int_equal(send(stream->fd, text, strlen(text), MSG_NOSIGNAL),
			 strlen(text));
}

/* The next line, with its CR. */
static inline char *hear(struct stream *stream)
{
	char *line;

	while (!stream_line(stream, &line))
		if (!stream_fill(stream))
			fail_msg("nothing came");
	return line;
}

static inline void assert_hears(struct stream *stream, const char *wanted)
{
	char *line = hear(stream);

	assert_string_equal(line, wanted);
	free(line);
}

static inline json_t *ask(struct fixture *f, const char *command)
{
	char *line;
	json_t *json;

	say(&f->client, command);
	line = hear(&f->client);
	assert_int_equal(line[strlen(line) - 1], '\r');
	json = json_loads(line, 0, NULL);
	assert_non_null(json);
	free(line);
	return json;
}

static inline void assert_error(struct fixture *f, const char *command,
				const char *wanted)
{
	json_t *json = ask(f, command);
	const json_t *error = json_object_get(json, "error");

	assert_string_equal(vector_text(error, "class"), "GenericError");
	assert_string_equal(vector_text(error, "desc"), wanted);
	json_decref(json);
}

#define WITH_PROXY(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
