/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - sevgate: the command line */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/cli/cli.h"

/* In the order in which they are met: of the host, of a guest's owner. */
static const struct command *const commands[] = {
	&check_command,	  &rewrite_command,   &explain_command,
	&rules_command,	  &policy_command,    &start_command,
	&status_command,  &host_command,      &chain_command,
	&session_command, &attest_command,    &measure_command,
	&secret_command,  &leak_test_command, &platform_command,
	&metrics_command,
};

int show_help(const struct command *self)
{
	printf("usage: sevgate %s %s\n\n%s\n\n%s"
	       "  -h, --help            show this\n",
	       self->name, self->args, self->summary, self->help);
	return EXIT_SUCCESS;
}

int usage_error(const struct command *self, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "sevgate %s: ", self->name);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nusage: sevgate %s %s\n", self->name, self->args);
	return EXIT_FAILED;
}

int failed(const struct err *err)
{
	fprintf(stderr, "sevgate: %s\n", err->text);
	return EXIT_FAILED;
}

bool use_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no);
}

int worse(int a, int b)
{
	static const int rank[] = {
		[EXIT_COMPLIANT] = 0,
		[EXIT_CHANGED] = 1,
		[EXIT_REFUSED] = 2,
		[EXIT_FAILED] = 3,
	};

	return rank[a] >= rank[b] ? a : b;
}

static void show_commands(FILE *out)
{
	size_t i;

	fputs("usage: sevgate COMMAND [OPTION]... [ARGUMENT]...\n\n"
	      "Transparent AMD SEV enforcement for libvirt hosts.\n\n",
	      out);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name,
			commands[i]->summary);
	fputs("\n'sevgate COMMAND --help' shows a command's options; "
	      "see sevgate(1).\n"
	      "Exit status: 0 as it should be, 1 cannot tell or usage, 2 "
	      "refused or another guest;\n3 depends on the command.\n",
	      out);
}

static int run(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(argv[0], commands[i]->name))
			return commands[i]->run(commands[i], argc, argv);
	fprintf(stderr, "sevgate: there is no command '%s'\n", argv[0]);
	show_commands(stderr);
	return EXIT_FAILED;
}

int main(int argc, char **argv)
{
	int status;

	if (argc < 2) {
		show_commands(stderr);
		return EXIT_FAILED;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
	    !strcmp(argv[1], "help")) {
		show_commands(stdout);
		return EXIT_SUCCESS;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("sevgate " VERSION);
		return EXIT_SUCCESS;
	}
	status = run(argc - 1, argv + 1);
	/* a full disk or a closed pipe must not look like success */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("sevgate: writing the result");
		return EXIT_FAILED;
	}
	return status;
}
