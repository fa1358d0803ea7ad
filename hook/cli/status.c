/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - sevgate status: what was decided and attested */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/agent_lock.h"
#include "hook/cli/cli.h"
#include "hook/cli/status.h"
#include "hook/client/virt_events.h"
#include "hook/client/virt_guest.h"
#include "hook/place.h"

/* On a terminal the host is looked at that often. */
#define WATCH_MS 2000

enum { OPT_WATCH = 256, OPT_JSON, OPT_ALL };

struct status_options {
	struct where where;
	bool watch, json, all;
};

/**
 * struct show - one "sevgate status"
 * @rootfd:	where the records are
 * @changed:	there is something new to show
 */
struct show {
	const struct status_options *o;
	struct virt *virt;
	int rootfd, inotify;
	bool changed;
};

/* --- one look ------------------------------------------------------------- */

static int collect_one(const struct show *s, const char *uuid,
		       struct status_list *list, struct err *err)
{
	struct status_row row;

	if (status_read(s->rootfd, s->virt, uuid, &row, err) < 0)
		return -1;
	/* a domain that is nobody's business has no records */
	if (row.decision || row.attestation || s->o->all)
		return status_list_add(list, &row, err);
	status_row_clear(&row);
	return 0;
}

static int collect(const struct show *s, struct status_list *list,
		   struct err *err)
{
	char **uuids, **uuid;
	int result = 0;

	if (virt_uuids(s->virt, &uuids, err) < 0)
		return -1;
	for (uuid = uuids; *uuid && result == 0; uuid++)
		result = collect_one(s, *uuid, list, err);
	virt_list_free(uuids);
	status_list_sort(list);
	return result;
}

/* The host first: libvirt may make us wait for the domains. */
static int look(const struct show *s, struct err *err)
{
	struct status_list list = { .agent = agent_is_there(s->rootfd) };
	struct snapshot host;
	int result;

	snapshot_take(s->rootfd, &host);
	if (!s->o->json) {
		status_print_host(&host);
		fflush(stdout);
	}
	result = collect(s, &list, err);
	if (result == 0 && s->o->json)
		status_print_json(&list, &host);
	else if (result == 0)
		status_print_text(&list);
	status_list_clear(&list);
	snapshot_clear(&host);
	return result;
}

/* --- watching ------------------------------------------------------------- */

static void on_event(void *data, enum virt_event event, const char *uuid)
{
	(void)event;
	(void)uuid;
	((struct show *)data)->changed = true;
}

static void on_closed(void *data)
{
	(void)data;
	fputs("sevgate: libvirt is gone\n", stderr);
	exit(EXIT_FAILED);
}

static void on_record(void *data)
{
	struct show *s = data;
	char events[4096];

	while (read(s->inotify, events, sizeof(events)) > 0)
		s->changed = true;
}

/* Nothing tells of ASIDs and firmware. */
static void on_timer(void *data)
{
	((struct show *)data)->changed = true;
}

static int watch_records(struct show *s, struct err *err)
{
	_cleanup_close_ int base = place_open(s->rootfd, true);
	_cleanup_close_ int dir =
		base < 0 ? -1 : place_open_dir(base, "domains");
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", dir);
	s->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (dir < 0 || s->inotify < 0 ||
	    inotify_add_watch(s->inotify, path, IN_ATTRIB | IN_CREATE) < 0)
		return err_set(err, "run/sevgate/domains: %m");
	return loop_add_fd(s->inotify, on_record, s, err);
}

static int watch(struct show *s, struct err *err)
{
	const struct virt_watcher watcher = { on_event, on_closed, s };

	if (virt_watch(s->virt, &watcher, err) < 0 ||
	    watch_records(s, err) < 0 ||
	    (isatty(STDOUT_FILENO) &&
	     loop_add_timer(WATCH_MS, on_timer, s, err) < 0))
		return -1;
	for (;;) {
		if (isatty(STDOUT_FILENO))
			fputs("\033[H\033[2J", stdout);
		s->changed = false;
		if (look(s, err) < 0)
			return -1;
		if (!isatty(STDOUT_FILENO))
			putchar('\n');
		if (fflush(stdout) != 0)
			return err_set(err, "standard output: %m");
		while (!s->changed)
			if (loop_wait(err) < 0)
				return -1;
	}
}

/* --- program -------------------------------------------------------------- */

static int parse(const struct command *self, int argc, char **argv,
		 struct status_options *o)
{
	static const struct option options[] = {
		{ "watch", no_argument, NULL, OPT_WATCH },
		{ "json", no_argument, NULL, OPT_JSON },
		{ "all", no_argument, NULL, OPT_ALL },
		{ "connect", required_argument, NULL, 'c' },
		{ "root", required_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (where_option(&o->where, option))
			continue;
		if (option == 'h')
			exit(show_help(self));
		if (option != OPT_WATCH && option != OPT_JSON &&
		    option != OPT_ALL)
			return usage_error(self, "see --help");
		o->watch |= option == OPT_WATCH;
		o->json |= option == OPT_JSON;
		o->all |= option == OPT_ALL;
	}
	if (argc != optind)
		return usage_error(self, "takes no argument");
	return 0;
}

static int show(struct show *s, struct err *err)
{
	const char *root = s->o->where.root ? s->o->where.root : "/";

	s->rootfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->rootfd < 0)
		return err_set(err, "%s: %m", root);
	if (loop_init(err) < 0)
		return -1;
	s->virt = virt_open(s->o->where.uri, err);
	if (!s->virt)
		return -1;
	if (!virt_is_local(s->virt))
		return err_set(err, "records are on the host; ask there");
	return s->o->watch ? watch(s, err) : look(s, err);
}

static int run(const struct command *self, int argc, char **argv)
{
	struct status_options o = { .json = false };
	struct show s = { .o = &o, .rootfd = -1, .inotify = -1 };
	struct err err = { "" };
	int status = parse(self, argc, argv, &o);

	if (status)
		return status;
	if (show(&s, &err) < 0)
		status = failed(&err);
	virt_close(s.virt);
	return status;
}

const struct command status_command = {
	.name = "status",
	.args = "[OPTION]...",
	.summary = "the host, what was decided over domains, and what attested",
	.help = "      --watch           go on showing what changes\n"
		"      --all             also domains that are nobody's "
		"business\n"
		"      --json            for machines\n"
		"  -c, --connect URI     libvirt connection\n"
		"      --root DIR        the directory that stands for \"/\"\n",
	.run = run,
};
