/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_psp_misbehave.c - a QEMU that is late, fails, or says what is not so */
#include "psp_proxy.h"

#include <sched.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_PROXY(answers_go_wrong),
		WITH_PROXY(commands_fail),
		WITH_PROXY(delays_end_with_the_fault),
	};

	return cmocka_run_group_tests_name("psp_misbehave", tests, make_chip,
					   remove_chip);
}
