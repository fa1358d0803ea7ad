/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_proxy.c - the monitor between libvirt and QEMU; the test is both */
#include "psp_proxy.h"

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
		WITH_PROXY(failing_finish_ends_the_call),
		WITH_PROXY(daemon_comes_back),
	};

	return cmocka_run_group_tests_name("psp_proxy", tests, make_chip,
					   remove_chip);
}
