/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cli.h - what the subcommands of sevgate share */
#ifndef HOOK_CLI_CLI_H
#define HOOK_CLI_CLI_H

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "engine.h"
#include "hook/client/judge.h"

/* Exit statuses, documented in sevgate(1); a run over several domains ends
 * with the first of: cannot decide, refused, changed, compliant. */
#define EXIT_COMPLIANT 0
#define EXIT_FAILED    1
#define EXIT_REFUSED   2
#define EXIT_CHANGED   3

/**
 * struct command - a subcommand
 * @name:	what the user types
 * @args:	its arguments in the usage line
 * @summary:	one line for the list of commands
 * @help:	its options, one line each
 * @run:	gets argv from the subcommand's name on
 */
struct command {
	const char *name, *args, *summary, *help;
	int (*run)(const struct command *self, int argc, char **argv);
};

extern const struct command check_command, rewrite_command, explain_command,
	rules_command, policy_command, chain_command, start_command,
	status_command, attest_command, session_command, secret_command,
	measure_command, leak_test_command, platform_command, metrics_command,
	host_command;

/**
 * usage_error() - complain about the command line
 *
 * Return: EXIT_FAILED.
 */
int usage_error(const struct command *self, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * failed() - print "sevgate: ..." on stderr
 *
 * Return: EXIT_FAILED.
 */
int failed(const struct err *err);

/**
 * show_help() - print a subcommand's help
 *
 * Return: EXIT_SUCCESS.
 */
int show_help(const struct command *self);

/**
 * use_colour() - is stdout a terminal, and NO_COLOR not set
 */
bool use_colour(void);

/**
 * worse() - the status of two results together
 */
int worse(int a, int b);

/* --- options that several subcommands take -------------------------------- */

#define WHERE_OPTIONS                                        \
	{ "connect", required_argument, NULL, 'c' },         \
		{ "policy", required_argument, NULL, 'p' },  \
		{ "profile", required_argument, NULL, 'P' }, \
		{ "no-host", no_argument, NULL, 'N' },       \
		{ "root", required_argument, NULL, 'R' },    \
	{                                                    \
		"help", no_argument, NULL, 'h'               \
	}

#define WHERE_HELP                                                        \
	"  -c, --connect URI     libvirt connection\n"                    \
	"      --policy FILE     use this policy file alone\n"            \
	"      --profile NAME    use this profile, whatever it matches\n" \
	"      --no-host         do not look at this machine\n"           \
	"      --root DIR        look at the machine whose root DIR is\n"

/**
 * where_option() - take one of WHERE_OPTIONS
 *
 * Return: true when it was one.
 */
bool where_option(struct where *where, int option);

/**
 * struct subject - a domain document and where it is from
 * @name:	as the user said it: a file, "-" or a domain
 * @is_domain:	@name is a domain of libvirt's
 */
struct subject {
	const char *name;
	bool is_domain;
	char *text;
	size_t len;
};

/**
 * subject_read() - get a domain document
 * @name:	"-" is stdin; what is a file, or has a '/' or ends in ".xml", is
 *		a file; anything else a domain
 *
 * Return: 0, or -1.
 */
int subject_read(struct judge *j, const char *name, struct subject *ret,
		 struct err *err);

void subject_clear(struct subject *subject);

/* --- results ---------------------------------------------------------------
 */

/**
 * struct result - what came out for one domain
 * @source:	as the user said it
 * @is_file:	@source is a file
 * @dom:	NULL when the document could not be read
 * @profile:	NULL when no profile matches
 * @changed:	rewriting would change the definition
 * @status:	exit status for this domain alone
 * @err:	why it could not be judged
 */
struct result {
	const char *source;
	bool is_file;
	struct domain *dom;
	const struct profile *profile;
	struct report report;
	bool changed;
	int status;
	struct err err;
};

/**
 * struct format - a way to print results
 * @begin:	before the first, or NULL
 * @print:	one result
 * @end:	after the last, or NULL
 */
struct format {
	void (*begin)(void);
	void (*print)(const struct result *result, int verbosity);
	void (*end)(void);
};

extern const struct format text_format, json_format, sarif_format;

/**
 * status_word() - what a status means: "compliant", "refused" ...
 */
const char *status_word(const struct result *result);

/**
 * show_diff() - print a unified diff with diff(1)
 * @from, @to:	the two texts
 * @name:	what they are
 *
 * Return: 0, or -1 when diff could not be run.
 */
int show_diff(const char *from, size_t from_len, const char *to, size_t to_len,
	      const char *name, struct err *err);

/**
 * page_text() - a rule's page of documentation
 *
 * Return: the text, NULL when there is none.
 */
const char *page_text(const char *id, size_t *ret_len);

#endif
