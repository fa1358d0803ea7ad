/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host.c - sevgate host: is this host fit for confidential guests */
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/cli/cli.h"
#include "hook/host/look.h"

#define SCHEMA_VERSION 1
#define DEFAULT_URI    "qemu:///system"

enum { OPT_JSON = 256 };

struct host_options {
	const char *root, *uri;
	bool json;
};

static void count(const struct look *l, unsigned int ret[CHECK_STATUSES])
{
	size_t i;

	memset(ret, 0, CHECK_STATUSES * sizeof(*ret));
	for (i = 0; i < l->n_checks; i++)
		ret[l->checks[i].status]++;
}

/* --- text ----------------------------------------------------------------- */

static const char *const labels[CHECK_STATUSES] = { "PASS", "INFO", "WARN",
						    "FAIL", "SKIP" };

/* What could not be asked is more often of no interest than to be mended. */
static void put_check(const struct host_check *c)
{
	printf("  %s  %-21s %s\n", labels[c->status], c->name, c->message);
	if (*c->hint && c->status != CHECK_SKIP)
		printf("%30s-> %s\n", "", c->hint);
}

static void put_text(const struct look *l)
{
	unsigned int counts[CHECK_STATUSES];
	enum check_status s;
	size_t i;

	for (i = 0; i < l->n_checks; i++) {
		if (!i || l->checks[i].group != l->checks[i - 1].group)
			printf("%s%s\n", i ? "\n" : "",
			       check_group_name(l->checks[i].group));
		put_check(&l->checks[i]);
	}
	count(l, counts);
	putchar('\n');
	for (s = 0; s < CHECK_STATUSES; s++)
		printf("%s%u %s", s ? ", " : "", counts[s],
		       check_status_name(s));
	puts(l->live && !l->root ? "; as root more is known" : "");
}

/* --- JSON ----------------------------------------------------------------- */

static json_t *json_checks(const struct look *l)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < l->n_checks; i++) {
		const struct host_check *c = &l->checks[i];

		json_array_append_new(
			all,
			json_pack("{s:s, s:s, s:s, s:s, s:s?}", "name", c->name,
				  "category", check_group_name(c->group),
				  "status", check_status_name(c->status),
				  "message", c->message, "fix_hint",
				  *c->hint ? c->hint : NULL));
	}
	return all;
}

static int put_json(const struct look *l, struct err *err)
{
	unsigned int counts[CHECK_STATUSES];
	json_t *summary = json_object(), *o;
	enum check_status s;
	int result;

	count(l, counts);
	for (s = 0; s < CHECK_STATUSES; s++)
		json_object_set_new(summary, check_status_name(s),
				    json_integer(counts[s]));
	o = json_pack("{s:i, s:s, s:b, s:b, s:o, s:o}", "version",
		      SCHEMA_VERSION, "sevgate", VERSION, "live", l->live,
		      "root", l->root, "summary", summary, "checks",
		      json_checks(l));
	result = o ? json_dumpf(o, stdout, JSON_INDENT(2)) : -1;
	json_decref(o);
	if (result < 0)
		return err_set(err, "out of memory");
	putchar('\n');
	return 0;
}

/* --- command -------------------------------------------------------------- */

static int parse(const struct command *self, int argc, char **argv,
		 struct host_options *o)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, OPT_JSON },
		{ "connect", required_argument, NULL, 'c' },
		{ "root", required_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (option == 'h')
			exit(show_help(self));
		if (option == OPT_JSON)
			o->json = true;
		else if (option == 'c')
			o->uri = optarg;
		else if (option == 'R')
			o->root = optarg;
		else
			return usage_error(self, "see --help");
	}
	if (optind != argc)
		return usage_error(self, "takes no argument");
	return 0;
}

static int show(const struct host_options *o, struct err *err)
{
	const char *root = o->root ? o->root : "/";
	_cleanup_close_ int rootfd =
		open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	unsigned int counts[CHECK_STATUSES];
	_cleanup_free_ struct look *l = NULL;
	int result = 0;

	if (rootfd < 0)
		return err_set(err, "%s: %m", root);
	l = calloc(1, sizeof(*l));
	if (!l)
		return err_set(err, "out of memory");
	l->rootfd = rootfd;
	l->live = !o->root;
	l->uri = o->uri ? o->uri : DEFAULT_URI;
	host_look(l);
	if (o->json)
		result = put_json(l, err);
	else
		put_text(l);
	count(l, counts);
	host_clear(l);
	if (result < 0)
		return -1;
	return counts[CHECK_FAIL] ? EXIT_REFUSED : EXIT_SUCCESS;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct host_options o = { .json = false };
	struct err err = { "" };
	int status = parse(self, argc, argv, &o);

	if (status)
		return status;
	status = show(&o, &err);
	return status < 0 ? failed(&err) : status;
}

const struct command host_command = {
	.name = "host",
	.args = "[OPTION]...",
	.summary = "is this host fit for confidential guests, and what to mend",
	.help = "      --json            for machines\n"
		"  -c, --connect URI     libvirt connection, " DEFAULT_URI "\n"
		"      --root DIR        look at the files of the host whose "
		"root DIR is\n",
	.run = run,
};
