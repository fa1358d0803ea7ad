/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_err.c - errors are one line, bounded, and keep what was said first */
#include "err.h"

#include "unit.h"

/* One byte more than fits, with its NUL. */
#define TOO_LONG (ERR_TEXT_SIZE + 1)

static void set(void **state)
{
	struct err err = { "old" };

	(void)state;
	assert_int_equal(err_set(&err, "%s: line %d", "a.xml", 7), -1);
	assert_string_equal(err.text, "a.xml: line 7");
}

static void set_errno(void **state)
{
	struct err err = { "" };

	(void)state;
	errno = ENOENT;
	assert_int_equal(err_set(&err, "f: %m"), -1);
	assert_string_equal(err.text, "f: No such file or directory");
}

static void nowhere_to_put_it(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, "x"), -1);
	assert_int_equal(err_wrap(NULL, "x"), -1);
}

static void hostile_text(void **state)
{
	struct err err = { "" };

	(void)state;
	err_set(&err, "name '%s'", "a\nsevgate: ALLOW\x1b[0m\xff%s");
	assert_string_equal(err.text, "name 'a?sevgate: ALLOW?[0m?%s'");
}

static void set_is_cut(void **state)
{
	struct err err = { "" };
	char text[TOO_LONG + 1];

	(void)state;
	memset(text, 'x', TOO_LONG);
	text[TOO_LONG] = '\0';
	err_set(&err, "%s", text);
	assert_int_equal(strlen(err.text), ERR_TEXT_SIZE - 1);
	assert_int_equal(strspn(err.text, "x"), ERR_TEXT_SIZE - 1);
}

/* What is left of a character that does not fit is no UTF-8. */
static void set_is_cut_in_a_character(void **state)
{
	struct err err = { "" };
	char text[TOO_LONG + 1];

	(void)state;
	memset(text, 'x', TOO_LONG);
	memcpy(text + ERR_TEXT_SIZE - 2, "\xc3\xbc", 3);
	err_set(&err, "%s", text);
	assert_int_equal(strlen(err.text), ERR_TEXT_SIZE - 1);
	assert_string_equal(err.text + ERR_TEXT_SIZE - 3, "x?");
}

static void wrap(void **state)
{
	struct err err = { "" };

	(void)state;
	err_set(&err, "line %d: %s", 3, "50% of %s");
	assert_int_equal(err_wrap(&err, "%s", "b.xml"), -1);
	assert_string_equal(err.text, "b.xml: line 3: 50% of %s");
	err_wrap(&err, "policy");
	assert_string_equal(err.text, "policy: b.xml: line 3: 50% of %s");
}

static void wrap_of_nothing(void **state)
{
	struct err err = { "" };

	(void)state;
	err_wrap(&err, "outer");
	assert_string_equal(err.text, "outer: ");
}

static void wrap_is_cut(void **state)
{
	struct err err = { "" };
	char text[TOO_LONG + 1];

	(void)state;
	memset(text, 'y', TOO_LONG);
	text[TOO_LONG] = '\0';
	err_set(&err, "%s", text);
	err_wrap(&err, "outer");
	assert_int_equal(strlen(err.text), ERR_TEXT_SIZE - 1);
	assert_memory_equal(err.text, "outer: yyy", 10);
	err_set(&err, "inner");
	err_wrap(&err, "%s", text);
	assert_int_equal(strspn(err.text, "y"), ERR_TEXT_SIZE - 1);
}

static void wrap_of_hostile_context(void **state)
{
	struct err err = { "" };

	(void)state;
	err_set(&err, "inner");
	err_wrap(&err, "a\nb");
	assert_string_equal(err.text, "a?b: inner");
}

int main(void)
{
	UNIT(set);
	UNIT(set_errno);
	UNIT(nowhere_to_put_it);
	UNIT(hostile_text);
	UNIT(set_is_cut);
	UNIT(set_is_cut_in_a_character);
	UNIT(wrap);
	UNIT(wrap_of_nothing);
	UNIT(wrap_is_cut);
	UNIT(wrap_of_hostile_context);
	return unit_run();
}
