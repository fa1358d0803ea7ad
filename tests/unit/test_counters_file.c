/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_counters_file.c - what was counted is found again, or said to be lost */
#include "hook/counters.h"

#include "hook/place.h"
#include "run_dir.h"

#define FILE_PATH "run/sevgate/metrics/counters"

/* --- the file ------------------------------------------------------------------- */

static size_t all_counters(void)
{
	enum counted family;
	size_t n = 0;

	for (family = 0; family < COUNTED; family++)
		n += counters_size(family);
	return n;
}

static void make_places(void)
{
	unit_mkdirs("run");
	make_run();
	close(place_open(unit_dirfd, true));
}

static void assert_counters(const struct counters *want)
{
	struct counters got;
	struct err err = { "" };

	if (counters_read(unit_dirfd, &got, &err) < 0)
		fail_msg("%s", err.text);
	assert_memory_equal(&got, want, sizeof(got));
}

static void add(const struct counters *by)
{
	struct err err = { "" };

	if (counters_add(unit_dirfd, by, &err) < 0)
		fail_msg("%s", err.text);
}

static void nothing_yet(void **state)
{
	const struct counters none = { .value = { 0 } };

	(void)state;
	make_places();
	assert_counters(&none);
	add(&none);
	assert_counters(&none);
}

static void every_counter(void **state)
{
	const size_t stamp =
		counters_at(COUNTED_LAST_SUCCESS, (const unsigned int[3]){ 0 });
	struct counters by = { .value = { 0 } }, want;
	size_t n = all_counters(), i;

	(void)state;
	make_places();
	for (i = 0; i < n; i++)
		by.value[i] = 1000 + i;
	add(&by);
	assert_counters(&by);
	want = by;
	for (i = 0; i < n; i++)
		want.value[i] *= i == stamp ? 1 : 2;
	add(&by);
	assert_counters(&want);
}

static void each_alone(void **state)
{
	struct counters want = { .value = { 0 } };
	size_t n = all_counters(), i;

	(void)state;
	make_places();
	for (i = 0; i < n; i++) {
		struct counters by = { .value = { 0 } };

		by.value[i] = want.value[i] = i + 1;
		add(&by);
	}
	assert_counters(&want);
}

static void stamp_is_replaced(void **state)
{
	struct counters by = { .value = { 0 } }, none = by;

	(void)state;
	make_places();
	counter(&by, COUNTED_LAST_SUCCESS) = 1700000000;
	add(&by);
	add(&none);
	assert_counters(&by);
	counter(&by, COUNTED_LAST_SUCCESS) = 1600000000;
	add(&by);
	assert_counters(&by);
}

static void lines_in_order(void **state)
{
	struct counters by = { .value = { 0 } };
	_cleanup_free_ char *text = NULL;
	size_t len;

	(void)state;
	make_places();
	counter(&by, COUNTED_LAST_SUCCESS) = 1700000000;
	counter(&by, COUNTED_FAILURES, COUNTED_FAIL_CLOSED) = 2;
	counter(&by, COUNTED_DECISIONS, 0, COUNTED_DENY) = INT64_MAX;
	add(&by);
	text = unit_read_at(unit_dirfd, FILE_PATH, &len);
	assert_string_equal(
		text,
		"# sevgate counters 1\n"
		"sevgate_policy_decisions_total{operation=\"prepare\",decision=\"deny\"} 9223372036854775807\n"
		"sevgate_hook_failures_total{outcome=\"fail_closed\"} 2\n"
		"sevgate_attestation_last_success_timestamp_seconds 1700000000\n"
		"# end\n");
}

static const struct text_case {
	const char *name, *text;
	uint64_t denied, closed;
} text_cases[] = {
	{ "in order",
	  "# sevgate counters 1\n"
	  "sevgate_policy_decisions_total{operation=\"prepare\",decision=\"deny\"} 3\n"
	  "sevgate_hook_failures_total{outcome=\"fail_closed\"} 4\n# end\n",
	  3, 4 },
	{ "another order",
	  "# sevgate counters 1\n"
	  "sevgate_hook_failures_total{outcome=\"fail_closed\"} 4\n"
	  "sevgate_policy_decisions_total{operation=\"prepare\",decision=\"deny\"} 3\n# end\n",
	  3, 4 },
	{ "of another version",
	  "# sevgate counters 1\n"
	  "sevgate_new_total{what=\"ever\"} 9\n"
	  "sevgate_policy_decisions_total{operation=\"prepare\",decision=\"deny\"} 3\n"
	  "sevgate_policy_decisions_total{operation=\"dance\",decision=\"deny\"} 9\n"
	  "sevgate_hook_failures_total{outcome=\"fail_closed\"} 4\n# end\n",
	  3, 4 },
	{ "what follows the end", "# sevgate counters 1\n# end\nrubbish\n", 0,
	  0 },
	{ "a longer name",
	  "# sevgate counters 1\nsevgate_counters_damaged_total_more 3\n# end\n",
	  0, 0 },
};

static void reads(void **state)
{
	const struct text_case *c = *state;
	struct counters want = { .value = { 0 } };

	unit_write_text(FILE_PATH, c->text);
	counter(&want, COUNTED_DECISIONS, 0, COUNTED_DENY) = c->denied;
	counter(&want, COUNTED_FAILURES, COUNTED_FAIL_CLOSED) = c->closed;
	assert_counters(&want);
}

static const struct bad_case {
	const char *name, *text;
} bad_cases[] = {
	{ "empty", "" },
	{ "no beginning", "sevgate_counters_damaged_total 1\n# end\n" },
	{ "another beginning", "# sevgate counters 2\n# end\n" },
	{ "no end", "# sevgate counters 1\n" },
	{ "cut short", "# sevgate counters 1\nsevgate_counters_damaged_to" },
	{ "no number",
	  "# sevgate counters 1\nsevgate_counters_damaged_total one\n# end\n" },
	{ "nothing for a number",
	  "# sevgate counters 1\nsevgate_counters_damaged_total \n# end\n" },
	{ "negative",
	  "# sevgate counters 1\nsevgate_counters_damaged_total -1\n# end\n" },
	{ "too large",
	  "# sevgate counters 1\nsevgate_counters_damaged_total 9223372036854775808\n# end\n" },
	{ "two numbers",
	  "# sevgate counters 1\nsevgate_counters_damaged_total 1 2\n# end\n" },
};

static void damaged(void **state)
{
	const struct bad_case *c = *state;
	struct counters by = { .value = { 0 } }, got;
	const struct counters none = by;
	struct err err = { "" };

	make_places();
	unit_write_text(FILE_PATH, c->text);
	assert_int_equal(counters_read(unit_dirfd, &got, &err), -1);
	assert_string_equal(err.text, "counters: damaged");
	assert_memory_equal(&got, &none, sizeof(got));
	/* counting goes on, and says so */
	counter(&by, COUNTED_UNCHECKED) = 5;
	add(&by);
	counter(&by, COUNTED_DAMAGED) = 1;
	assert_counters(&by);
}

static void too_many_lines(void **state)
{
	char *text = NULL;
	struct counters got;
	size_t len, i;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	fputs("# sevgate counters 1\n", out);
	for (i = 0; i <= COUNTERS_MAX; i++)
		fputs("x 1\n", out);
	fputs("# end\n", out);
	fclose(out);
	unit_write(FILE_PATH, text, len);
	free(text);
	assert_int_equal(counters_read(unit_dirfd, &got, NULL), -1);
}

/* --- those that have no time ------------------------------------------------------ */

static void late(void **state)
{
	int fd, i;

	(void)state;
	make_places();
	assert_int_equal(counters_open_late(unit_dirfd), -1);
	assert_int_equal(counters_late(unit_dirfd), 0);
	add(&(struct counters){ .value = { 0 } });
	for (i = 0; i < 3; i++) {
		fd = counters_open_late(unit_dirfd);
		assert_true(fd >= 0);
		assert_int_equal(counters_late(unit_dirfd), i);
		assert_int_equal(write(fd, "", 1), 1);
		close(fd);
	}
	assert_int_equal(counters_late(unit_dirfd), 3);
}

int main(void)
{
	UNIT_DIR(nothing_yet);
	UNIT_DIR(every_counter);
	UNIT_DIR(each_alone);
	UNIT_DIR(stamp_is_replaced);
	UNIT_DIR(lines_in_order);
	UNIT_CASES_DIR(reads, text_cases);
	UNIT_CASES_DIR(damaged, bad_cases);
	UNIT_DIR(too_many_lines);
	UNIT_DIR(late);
	return unit_run();
}
