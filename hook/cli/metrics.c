/* SPDX-License-Identifier: GPL-2.0-or-later */
/* metrics.c - sevgate metrics: one snapshot in the Prometheus text format */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/cli/cli.h"
#include "hook/metrics/snapshot.h"
#include "hook/metrics/textfile.h"

enum { OPT_TEXTFILE = 256 };

static int print(int rootfd, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (metrics_text(rootfd, &text, &len) < 0)
		return err_set(err, "out of memory");
	fwrite(text, 1, len, stdout);
	return 0;
}

static int show(const char *root, const char *textfile)
{
	_cleanup_close_ int rootfd =
		open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct err err = { "" };
	int result;

	if (rootfd < 0) {
		err_set(&err, "%s: %m", root);
		return failed(&err);
	}
	result = textfile ? textfile_write(rootfd, textfile, &err)
			  : print(rootfd, &err);
	return result < 0 ? failed(&err) : EXIT_SUCCESS;
}

static int run(const struct command *self, int argc, char **argv)
{
	static const struct option options[] = {
		{ "textfile", required_argument, NULL, OPT_TEXTFILE },
		{ "root", required_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *root = "/", *textfile = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == OPT_TEXTFILE)
			textfile = optarg;
		else if (option == 'R')
			root = optarg;
		else if (option == 'h')
			return show_help(self);
		else
			return usage_error(self, "see --help");
	}
	if (optind != argc)
		return usage_error(self, "there is no argument '%s'",
				   argv[optind]);
	return show(root, textfile);
}

const struct command metrics_command = {
	.name = "metrics",
	.args = "[--textfile DIR]",
	.summary = "show capacity, firmware, decisions and results for "
		   "Prometheus",
	.help = "      --textfile DIR    replace DIR/" TEXTFILE_NAME
		" instead, for node_exporter\n"
		"      --root DIR        look at the machine whose root DIR "
		"is\n",
	.run = run,
};
