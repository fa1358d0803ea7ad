/* SPDX-License-Identifier: GPL-2.0-or-later */
/* err.h - the error value: one line of text, filled where it happens */
#ifndef POLICY_ERR_H
#define POLICY_ERR_H

#define ERR_TEXT_SIZE 512

/**
 * struct err - why a call failed
 * @text:	one line, lower case, no full stop, no newline; the path or
 *		line it speaks of comes first.  Empty when nothing failed.
 *
 * The size is fixed so that reporting "out of memory" needs no memory; a
 * longer message is cut.
 */
struct err {
	char text[ERR_TEXT_SIZE];
};

/**
 * err_set() - fill @err
 * @err:	may be NULL, then the text is dropped
 * @fmt:	printf format; %m gives the errno of the failed call
 *
 * Control characters in the result are replaced, so that hostile input can
 * not add a second line.
 *
 * Return: always -1, so that failing is one statement.
 */
int err_set(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * err_wrap() - put the context in front: "outer context: inner error"
 *
 * Return: always -1.
 */
int err_wrap(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
