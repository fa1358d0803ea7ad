/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_proxy.c - the monitor between libvirt and QEMU; the test is both */
#include "psp_vectors.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <sched.h>
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

static void write_text(const char *dir, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void set_path(const char *variable, const char *dir, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	setenv(variable, path, 1);
}

static int listen_socket(struct sockaddr_un *addr, socklen_t *len)
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
static void launch_guest(struct fixture *f)
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

static void call_proxy(struct fixture *f, socklen_t len)
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
static int make_chip(void **state)
{
	char *dir = strdup(DIR_TEMPLATE);

	*state = dir;
	if (!mkdtemp(dir))
		return -1;
	return setenv("SEV_PSP_STATE", dir, 1);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int remove_chip(void **state)
{
	nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(*state);
	return 0;
}

static int set_up(void **state)
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

static int tear_down(void **state)
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

static void say(const struct stream *stream, const char *text)
{
	assert_int_equal(send(stream->fd, text, strlen(text), MSG_NOSIGNAL),
			 strlen(text));
}

/* The next line, with its CR. */
static char *hear(struct stream *stream)
{
	char *line;

	while (!stream_line(stream, &line))
		if (!stream_fill(stream))
			fail_msg("nothing came");
	return line;
}

static void assert_hears(struct stream *stream, const char *wanted)
{
	char *line = hear(stream);

	assert_string_equal(line, wanted);
	free(line);
}

static json_t *ask(struct fixture *f, const char *command)
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

static void strangers_pass(void **state)
{
	struct fixture *f = *state;

	say(&f->client, "{\"execute\":\"query-status\", \"id\":\"a\"}\r\n");
	assert_hears(&f->qemu,
		     "{\"execute\":\"query-status\", \"id\":\"a\"}\r");
	say(&f->qemu, "{\"return\": {}, \"id\": \"a\"}\r\n");
	assert_hears(&f->client, "{\"return\": {}, \"id\": \"a\"}\r");
	say(&f->client, "no JSON\r\n");
	assert_hears(&f->qemu, "no JSON\r");
}

/* An answer of ours does not stand in the middle of a line of QEMU's. */
static void lines_stay_whole(void **state)
{
	struct fixture *f = *state;
	json_t *json;

	say(&f->qemu, "{\"event\": ");
	json = ask(f, "{\"execute\":\"query-kvm\",\"id\":1}\n");
	assert_int_equal(json_integer_value(json_object_get(json, "id")), 1);
	json_decref(json);
	say(&f->qemu, "\"RESET\"}\r\n");
	assert_hears(&f->client, "{\"event\": \"RESET\"}\r");
}

static void descriptors_pass(void **state)
{
	struct fixture *f = *state;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	f->client.fds[f->client.n_fds++] = fds[0];
	assert_true(stream_send(&f->client, "{\"execute\":\"getfd\"}\r",
				&f->client));
	assert_int_equal(f->client.n_fds, 0); /* handed over, closed here */
	assert_hears(&f->qemu, "{\"execute\":\"getfd\"}\r");
	assert_int_equal(f->qemu.n_fds, 1);
	assert_int_equal(write(fds[1], "x", 1), 1);
	close(fds[1]);
	assert_int_equal(read(f->qemu.fds[0], fds, sizeof(fds)), 1);
}

static void sev_is_answered(void **state)
{
	struct fixture *f = *state;
	json_t *json = ask(f, "{\"execute\":\"query-sev\",\"id\":\"x\"}\r\n");
	const json_t *info = json_object_get(json, "return");
	uint8_t measurement[48];

	assert_string_equal(vector_text(json, "id"), "x");
	assert_string_equal(vector_text(info, "state"), "launch-secret");
	assert_string_equal(vector_text(info, "sev-type"), "sev");
	assert_int_equal(json_integer_value(json_object_get(info, "policy")),
			 1);
	assert_int_equal(json_integer_value(json_object_get(info, "api-minor")),
			 55);
	json_decref(json);
	json = ask(f, "{\"execute\":\"query-sev-launch-measure\"}\r\n");
	vector_b64(json_object_get(json, "return"), "data", measurement,
		   sizeof(measurement));
	json_decref(json);
	json = ask(f, "{\"execute\":\"query-sev-capabilities\"}\r\n");
	info = json_object_get(json, "return");
	assert_int_equal(json_integer_value(json_object_get(info, "cbitpos")),
			 51);
	assert_int_equal(strlen(vector_text(info, "pdh")), 2780);
	assert_int_equal(strlen(vector_text(info, "cert-chain")), 8336);
	json_decref(json);
}

static void assert_error(struct fixture *f, const char *command,
			 const char *wanted)
{
	json_t *json = ask(f, command);
	const json_t *error = json_object_get(json, "error");

	assert_string_equal(vector_text(error, "class"), "GenericError");
	assert_string_equal(vector_text(error, "desc"), wanted);
	json_decref(json);
}

static void bad_secrets_are_refused(void **state)
{
	struct fixture *f = *state;

	assert_error(f,
		     "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":"
		     "{\"packet-header\":\"AAAA\",\"secret\":\"AAAA\"}}\r\n",
		     "SEV: failed to inject secret ret=-5 fw_error=4 "
		     "'Buffer too small'");
	assert_error(f,
		     "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":"
		     "{\"packet-header\":\"\",\"secret\":\"AAAA\"}}\r\n",
		     "SEV: Failed to decode sequence header");
	assert_error(f,
		     "{\"execute\":\"query-sev-attestation-report\","
		     "\"arguments\":{\"mnonce\":\"AAAA\"}}\r\n",
		     "SEV: mnonce must be 16 bytes (got 3)");
}

static void run_guest(struct fixture *f)
{
	say(&f->client, "{\"execute\":\"cont\"}\r\n");
	assert_hears(&f->qemu, "{\"execute\":\"cont\"}\r");
}

static void running_guests_do_not_migrate(void **state)
{
	struct fixture *f = *state;
	char *line;

	/* as in QEMU, the blocker comes with the first run */
	say(&f->client, "{\"execute\":\"migrate\"}\r\n");
	assert_hears(&f->qemu, "{\"execute\":\"migrate\"}\r");
	run_guest(f);
	assert_error(f, "{\"execute\":\"migrate\"}\r\n",
		     "SEV: Migration is not implemented");
	say(&f->client, "{\"execute\":\"query-migrate\",\"id\":\"m\"}\r\n");
	free(hear(&f->qemu));
	say(&f->qemu, "{\"return\": {}, \"id\": \"other\"}\r\n"
		      "{\"return\": {}, \"id\": \"m\"}\r\n");
	assert_hears(&f->client, "{\"return\": {}, \"id\": \"other\"}\r");
	line = hear(&f->client);
	assert_non_null(strstr(line,
			       "\"blocked-reasons\":"
			       "[\"SEV: Migration is not implemented\"]"));
	free(line);
	assert_error(f,
		     "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":"
		     "{\"packet-header\":\"AAAA\",\"secret\":\"AAAA\"}}\r\n",
		     "SEV: Not in correct state. (LSECRET) 3");
}

static void faults_come_while_it_runs(void **state)
{
	struct fixture *f = *state;

	write_text(f->dir, "faults", "allow-migration\n");
	run_guest(f);
	say(&f->client, "{\"execute\":\"migrate\"}\r\n");
	assert_hears(&f->qemu, "{\"execute\":\"migrate\"}\r");
	write_text(f->dir, "faults", "status PDH_CERT_EXPORT 19\n");
	assert_error(f, "{\"execute\":\"query-sev-capabilities\"}\r\n",
		     "SEV: Failed to export PDH cert ret=-1 fw_err=19 "
		     "(Hardware error)");
}

static json_t *ask_for_sev(struct fixture *f)
{
	json_t *json = ask(f, "{\"execute\":\"query-sev\"}\r\n");
	json_t *info = json_incref(json_object_get(json, "return"));

	json_decref(json);
	assert_non_null(info);
	return info;
}

static void answers_go_wrong(void **state)
{
	struct fixture *f = *state;
	json_t *info;

	write_text(f->dir, "faults",
		   "qmp-answer query-sev build-id 9\n"
		   "qmp-answer query-sev state not a state\n"
		   "qmp-answer query-sev policy x\n"
		   "qmp-answer query-sev unheard-of 1\n");
	info = ask_for_sev(f);
	assert_int_equal(json_integer_value(json_object_get(info, "build-id")),
			 9);
	assert_string_equal(vector_text(info, "state"), "not a state");
	/* a number can only be another number */
	assert_int_equal(json_integer_value(json_object_get(info, "policy")),
			 1);
	assert_null(json_object_get(info, "unheard-of"));
	json_decref(info);
	write_text(f->dir, "faults", "");
	info = ask_for_sev(f);
	assert_string_equal(vector_text(info, "state"), "launch-secret");
	json_decref(info);
}

static void commands_fail(void **state)
{
	struct fixture *f = *state;

	/* one of ours, and one that QEMU would have answered */
	write_text(f->dir, "faults",
		   "qmp-error query-sev no luck today\n"
		   "qmp-error cont 100% wrong\n");
	assert_error(f, "{\"execute\":\"query-sev\"}\r\n", "no luck today");
	assert_error(f, "{\"execute\":\"cont\"}\r\n", "100% wrong");
	/* nothing was finished by that */
	write_text(f->dir, "faults", "");
	assert_error(f,
		     "{\"execute\":\"sev-inject-launch-secret\",\"arguments\":"
		     "{\"packet-header\":\"\",\"secret\":\"AAAA\"}}\r\n",
		     "SEV: Failed to decode sequence header");
}

/* Until the trace says so. */
static void wait_trace(const char *wanted)
{
	char path[128], line[256];
	bool found = false;
	FILE *trace;

	snprintf(path, sizeof(path), "%s/trace", getenv("SEV_PSP_STATE"));
	while (!found) {
		trace = fopen(path, "r");
		while (trace && !found && fgets(line, sizeof(line), trace))
			found = strstr(line, wanted) != NULL;
		if (trace)
			fclose(trace);
		sched_yield();
	}
}

/* A minute, if the fault would not go away. */
static void delays_end_with_the_fault(void **state)
{
	struct fixture *f = *state;
	struct pollfd answer = { .fd = f->client.fd, .events = POLLIN };
	char *line;

	write_text(f->dir, "faults", "qmp-delay query-sev 60000\n");
	say(&f->client, "{\"execute\":\"query-sev\"}\r\n");
	wait_trace("QMP query-sev delay=60000");
	assert_int_equal(poll(&answer, 1, 0), 0);
	write_text(f->dir, "faults", "");
	line = hear(&f->client); /* waits for ten seconds at most */
	assert_non_null(strstr(line, "launch-secret"));
	free(line);
}

static void failing_finish_ends_the_call(void **state)
{
	struct fixture *f = *state;
	char byte;

	write_text(f->dir, "faults", "status LAUNCH_FINISH 19\n");
	say(&f->client, "{\"execute\":\"cont\"}\r\n");
	assert_int_equal(recv(f->qemu.fd, &byte, 1, 0), 0);
	assert_int_equal(recv(f->client.fd, &byte, 1, 0), 0);
}

static void daemon_comes_back(void **state)
{
	struct fixture *f = *state;
	socklen_t len = sizeof(f->outer);
	char byte;

	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 6);
	stream_close(&f->client);
	assert_int_equal(recv(f->qemu.fd, &byte, 1, 0), 0);
	stream_close(&f->qemu);
	call_proxy(f, len);
	strangers_pass(state);
}

#define WITH_PROXY(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PROXY(strangers_pass),
		WITH_PROXY(lines_stay_whole),
		WITH_PROXY(descriptors_pass),
		WITH_PROXY(sev_is_answered),
		WITH_PROXY(bad_secrets_are_refused),
		WITH_PROXY(running_guests_do_not_migrate),
		WITH_PROXY(faults_come_while_it_runs),
		WITH_PROXY(answers_go_wrong),
		WITH_PROXY(commands_fail),
		WITH_PROXY(delays_end_with_the_fault),
		WITH_PROXY(failing_finish_ends_the_call),
		WITH_PROXY(daemon_comes_back),
	};

	return cmocka_run_group_tests_name("psp_proxy", tests, make_chip,
					   remove_chip);
}
