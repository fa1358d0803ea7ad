/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_leak_report.c - how a leak-test ends, by guest, platform and markers */
#include "unit.h"

#include <jansson.h>

#include "hook/cli/cli.h"
#include "hook/cli/leak.h"

/* What is not found, and then what the platform makes of it. */
#define FOUND \
	"vm: the host can read 1 of 1 marker in the guest's memory (67371008 bytes)\n"
#define NOT_FOUND "vm: no marker found in the guest's memory (67371008 bytes): "
#define MAYBE	  NOT_FOUND "encrypted, or not there when it was dumped\n"
#define NOTHING	  "This alone proves nothing: see leak-test in sevgate(1).\n"
#define ENCRYPTS  "vm: the platform encrypts (tested with a page of its own)\n"
#define PLAIN                                             \
	"vm: this platform does not encrypt: its memory " \
	"can be read whether or not a marker was found\n"
#define UNTESTED                                          \
	"vm: whether the platform encrypts could not be " \
	"tested: /dev/sev: is not there\n"

/**
 * struct ending - a leak-test
 * @found:	the marker is in the clear
 * @readable:	the exit status is to be 2
 * @text:	the last lines
 * @json:	about the platform
 */
static const struct ending {
	const char *name;
	bool confidential;
	int encrypts;
	bool found, readable;
	const char *text, *json;
} endings[] = {
	{ "plain VM", false, 0, false, false, MAYBE NOTHING, "{}" },
	{ "plain VM, marker", false, 0, true, true, FOUND, "{}" },
	{ "encrypted", true, 1, false, false, MAYBE ENCRYPTS NOTHING,
	  "{\"platform_encrypts\": true}" },
	{ "encrypted, marker", true, 1, true, true, FOUND ENCRYPTS,
	  "{\"platform_encrypts\": true}" },
	{ "not encrypted", true, 0, false, true,
	  NOT_FOUND "not there when it was dumped\n" PLAIN,
	  "{\"platform_encrypts\": false}" },
	{ "not encrypted, marker", true, 0, true, true, FOUND PLAIN,
	  "{\"platform_encrypts\": false}" },
	{ "untested", true, -1, false, false, MAYBE UNTESTED NOTHING,
	  "{\"platform_encrypts\": null,"
	  " \"platform_untested\": \"/dev/sev: is not there\"}" },
	{ "untested, marker", true, -1, true, true, FOUND UNTESTED,
	  "{\"platform_encrypts\": null,"
	  " \"platform_untested\": \"/dev/sev: is not there\"}" },
};

/* Of main.c, which the program has and this one has not. */
bool use_colour(void)
{
	return false;
}

static void search(struct leak *leak, const struct ending *e)
{
	static const char hay[] = "correct-horse-battery";
	_cleanup_free_ char *head = NULL;
	struct err err;
	size_t len;

	head = unit_read("tests/fuzz/corpus/vmcore/qemu-7.2.bin", &len);
	*leak = (struct leak){ .domain = "vm",
			       .confidential = e->confidential,
			       .encrypts = e->encrypts };
	assert_int_equal(vmcore_parse((uint8_t *)head, len, &leak->core, &err),
			 0);
	err_set(&leak->untested, "/dev/sev: is not there");
	assert_int_equal(search_add(&leak->search, "marker 1",
				    e->found ? hay : "incorrect-donkey", &err),
			 0);
	assert_int_equal(search_feed(&leak->search, (const uint8_t *)hay,
				     sizeof(hay), &err),
			 0);
}

/* What a function prints on stdout; the caller frees it. */
static char *printed(void (*print)(const struct leak *leak),
		     const struct leak *leak)
{
	int old = dup(STDOUT_FILENO), fd = memfd_create("out", MFD_CLOEXEC);
	char *text = calloc(1, UNIT_FILE_MAX >> 12);

	assert_true(old >= 0 && fd >= 0 && text);
	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	print(leak);
	fflush(stdout);
	dup2(old, STDOUT_FILENO);
	assert_true(pread(fd, text, (UNIT_FILE_MAX >> 12) - 1, 0) > 0);
	close(old);
	close(fd);
	return text;
}

static void ends_so(void **state)
{
	const struct ending *e = *state;
	_cleanup_free_ char *text = NULL;
	struct leak leak;
	const char *sum;

	search(&leak, e);
	assert_int_equal(leak_is_readable(&leak), e->readable);
	text = printed(leak_print_text, &leak);
	sum = strstr(text, "vm: ");
	assert_non_null(sum);
	assert_string_equal(sum, e->text);
	search_clear(&leak.search);
}

static void json_says(void **state)
{
	const struct ending *e = *state;
	json_t *wanted = json_loads(e->json, 0, NULL), *root, *of_it;
	_cleanup_free_ char *text = NULL;
	struct leak leak;
	const char *key;
	json_t *value;
	void *next;

	search(&leak, e);
	text = printed(leak_print_json, &leak);
	root = json_loads(text, 0, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "result")),
			    e->found ? "readable" : "not-found");
	of_it = json_object();
	json_object_foreach_safe(root, next, key,
				 value) if (!strncmp(key, "platform_", 9))
		json_object_set(of_it, key, value);
	assert_true(json_equal(of_it, wanted));
	json_decref(of_it);
	json_decref(root);
	json_decref(wanted);
	search_clear(&leak.search);
}

int main(void)
{
	UNIT_CASES(ends_so, endings);
	UNIT_CASES(json_says, endings);
	return unit_run();
}
