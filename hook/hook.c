/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hook.c - sevgate-hook: libvirt's qemu hook, refuses what a profile refuses */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "attest_open.h"
#include "cleanup.h"
#include "count_decision.h"
#include "counters.h"
#include "deadline.h"
#include "decision.h"
#include "file.h"
#include "launch_keys.h"
#include "record.h"
#include "repair.h"
#include "rule.h"
#include "text.h"
#include "used_sessions.h"

/*
 * DOC: Theory of operation
 *
 * libvirt calls  NAME OPERATION SUB-OPERATION EXTRA  with the domain document
 * on stdin, and waits.  What a call may do follows from what its failure
 * would cost, which the table below says.  A call that decides reads the
 * document and the policy, runs the rules, writes one line on stderr when it
 * refuses, and leaves a record.  It never speaks to libvirt, starts no
 * process and opens no connection but syslog's.
 *
 * libvirt gives exactly four arguments.  More of them are ours: tests call
 *   sevgate-hook --root DIR NAME OPERATION SUB-OPERATION EXTRA
 * with a directory that stands for "/".
 */

#define EXIT_ALLOWED   0
#define EXIT_REFUSED   1
#define EXIT_USAGE     2
#define EXIT_UNDECIDED 3

/**
 * struct call - what to do in an operation
 * @op:		libvirt's name for it
 * @what:	IGNORE: end with 0 before anything is read, also for every
 *		operation that is not in the table;
 *		FORGET: the same, and drop the record;
 *		DECIDE: refuse by a status other than 0;
 *		FILTER: the same, and stdout replaces the document
 */
static const struct call {
	const char *op;
	enum what { IGNORE, FORGET, DECIDE, FILTER } what;
} calls[] = {
	{ "prepare", DECIDE },	 /* failing: the guest does not start */
	{ "start", DECIDE },	 /* failing: the guest does not start */
	{ "started", DECIDE },	 /* failing: the new guest is killed */
	{ "restore", FILTER },	 /* failing: the saved guest stays saved */
	{ "migrate", FILTER },	 /* failing: the guest stays where it is */
	{ "reconnect", IGNORE }, /* failing would kill a running guest */
	{ "attach", IGNORE },	 /* failing would kill a running guest */
	{ "stopped", IGNORE },	 /* failing means nothing */
	{ "release", FORGET },	 /* failing means nothing */
};

static enum what what_to_do(const char *op)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (!strcmp(calls[i].op, op))
			return calls[i].what;
	return IGNORE;
}

static void say(const char *line)
{
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		return;
}

static void log_line(int priority, const char *line)
{
	openlog("sevgate-hook", LOG_PID, LOG_DAEMON);
	syslog(priority, "%.*s", (int)strcspn(line, "\n"), line);
}

/* --- what is seen in the moment of a start -------------------------------- */

/*
 * The status document that libvirt keeps tells whether vCPUs run; no argument
 * of the call does.  It is there from "started" on.
 */
static enum tristate is_running(int rootfd, const char *name)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *path = NULL, *text = NULL;
	size_t len;

	if (strchr(name, '/') ||
	    asprintf(&path, "run/libvirt/qemu/%s.xml", name) < 0)
		return NOT_KNOWN;
	if (file_read_path(rootfd, path, DOMAIN_XML_MAX, &text, &len, NULL) <
		    0 ||
	    xml_parse(text, len, DOMAIN_XML_MAX, &xml, NULL) < 0)
		return NOT_KNOWN;
	return xml_attr_is(xml->root, "state", "running") ? YES : NO;
}

/*
 * A domain of "virsh create" is gone when it is refused.  Where the daemon of
 * a user's session keeps definitions, its environment says.
 */
static bool is_transient(int rootfd, const char *name)
{
	_cleanup_close_ int dir = openat(rootfd, "etc/libvirt/qemu",
					 O_PATH | O_DIRECTORY | O_CLOEXEC);
	_cleanup_free_ char *file = NULL;

	if (geteuid() != 0 || dir < 0 || strchr(name, '/') ||
	    asprintf(&file, "%s.xml", name) < 0)
		return false;
	return faccessat(dir, file, F_OK, 0) < 0 && errno == ENOENT;
}

/* --- a launch session ----------------------------------------------------- */

/* Without one the firmware would refuse the launch, with a number. */
static int make_session(struct decision *d, const struct env *env)
{
	const struct attest_ops *attest = env->attest(&d->err);

	if (attest &&
	    launch_keys_put(env->rootfd, d->dom, attest, &d->err) == 0)
		return 0;
	d->hint = "sevgate chain verify, and let sevgated run";
	return err_wrap(&d->err, "no launch session");
}

static int use_session(struct decision *d, const struct env *env)
{
	/* the daemon of a user's session keeps nothing over a reboot */
	if (geteuid() != 0 ||
	    used_sessions_add(env->rootfd, d->dom, &d->err) == 1)
		return 0;
	d->hint = "sevgate session, a new one for each start";
	if (!*d->err.text)
		err_set(&d->err, "the launch session was used before, so that "
				 "its measurement could be an old one");
	return -1;
}

/*
 * Where the administrator broke the glass it is tried all the same: a guest
 * that has only the place of a session does not start without.
 */
static void look_after_session(struct decision *d, const struct env *env)
{
	enum domain_session session;
	int result = 0;

	if (d->ruling != ALLOW && d->ruling != DISABLED)
		return;
	session = domain_session(d->dom);
	if (session == SESSION_PLACE &&
	    d->profile->launch.session == SESSION_PER_LAUNCH)
		result = make_session(d, env);
	else if (session == SESSION_GIVEN)
		result = use_session(d, env);
	if (result < 0 && d->ruling == ALLOW &&
	    d->profile->mode == MODE_ENFORCE)
		d->ruling = DENY;
}

/* --- deciding ------------------------------------------------------------- */

static void leave_traces(const struct env *env, const struct decision *d,
			 bool rewritten, const char *line)
{
	struct err err = { "" };

	if (d->ruling == NOT_OURS)
		return;
	/* the daemon of a user's session counts for nobody */
	if (geteuid() == 0 && count_decision(env->rootfd, d, rewritten,
					     deadline_spent(), &err) < 0)
		log_line(LOG_WARNING, err.text);
	/* "started" asks one question only, and has no more to tell than it */
	if (env->only && d->ruling == ALLOW)
		return;
	if (*d->uuid && d->ruling != UNJUDGED &&
	    record_write(env->rootfd, d, &err) < 0)
		log_line(LOG_WARNING, err.text);
	if (!strcmp(d->operation, "prepare"))
		repair_ask(env->rootfd, d);
	log_line(d->ruling == ALLOW	 ? LOG_INFO
		 : d->ruling == DISABLED ? LOG_ALERT
					 : LOG_WARNING,
		 line);
}

static int status_of(enum ruling ruling)
{
	if (ruling == DENY)
		return EXIT_REFUSED;
	return ruling == UNDECIDED ? EXIT_UNDECIDED : EXIT_ALLOWED;
}

/* Which way to fall when time is up before there is a ruling. */
static void set_deadline(const char *op, const char *name, const char *text)
{
	struct decision late;
	char line[1024];

	decision_start(&late, op, name);
	late.ruling =
		!text || strstr(text, "<launchSecurity") ? UNDECIDED : UNJUDGED;
	late.hint = "look for a slow file system, then try again";
	err_set(&late.err, "no decision within %d ms", DEADLINE_MS);
	decision_line(&late, line, sizeof(line));
	deadline_set(status_of(late.ruling), line);
}

/*
 * A saved or arriving guest keeps its devices; what may be mended is only
 * what the host does around it.
 */
static bool filter(struct decision *d, const struct env *env)
{
	_cleanup_free_ char *text = NULL;
	struct decision mended;
	size_t len;

	if (engine_rewrite(d->dom, d->profile, env, true, &text, &len,
			   &d->err) < 0)
		return false;
	decision_start(&mended, d->operation, d->name);
	decide(&mended, env, text, len);
	if (mended.ruling == ALLOW &&
	    (fwrite(text, 1, len, stdout) != len || fflush(stdout) != 0))
		mended.ruling = DENY;
	if (mended.ruling == ALLOW) {
		d->ruling = ALLOW;
		report_clear(&d->report);
	}
	decision_clear(&mended);
	return d->ruling == ALLOW;
}

static int run_decide(const struct call *call, const char *name,
		      struct env *env)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_(decision_clear) struct decision d;
	char line[1024];
	bool rewritten = false;
	size_t len = 0;

	deadline_count(counters_open_late(env->rootfd));
	set_deadline(call->op, name, NULL);
	decision_start(&d, call->op, name);
	if (file_read(STDIN_FILENO, DOMAIN_XML_MAX, &text, &len, &d.err) < 0) {
		err_wrap(&d.err, "domain document");
		d.ruling = UNDECIDED;
		d.hint = "virsh dumpxml";
	} else {
		set_deadline(call->op, name, text);
		if (!strcmp(call->op, "started")) {
			env->running = is_running(env->rootfd, name);
			env->only = rule_find("paused-start");
		}
		decide(&d, env, text, len);
	}
	d.transient = d.ruling == DENY && is_transient(env->rootfd, name);
	if (d.ruling == DENY && call->what == FILTER)
		rewritten = filter(&d, env);
	if (!strcmp(call->op, "start"))
		look_after_session(&d, env);
	decision_line(&d, line, sizeof(line));
	deadline_set(status_of(d.ruling), NULL);
	if (status_of(d.ruling) != EXIT_ALLOWED)
		say(line);
	leave_traces(env, &d, rewritten, line);
	return status_of(d.ruling);
}

/* --- program -------------------------------------------------------------- */

static int usage(void)
{
	say("sevgate-hook: libvirt calls this program; see sevgate-hook(8)\n");
	return EXIT_USAGE;
}

static int answer_option(const char *option)
{
	if (!strcmp(option, "--version"))
		puts("sevgate-hook " VERSION);
	else if (!strcmp(option, "--help"))
		puts("usage: sevgate-hook NAME OPERATION SUB-OPERATION EXTRA\n"
		     "libvirt calls it with the domain document on stdin; see "
		     "sevgate-hook(8).");
	else
		return usage();
	return EXIT_SUCCESS;
}

static int run(int rootfd, char **argv)
{
	const struct call call = { argv[1], what_to_do(argv[1]) };
	struct env env = {
		.rootfd = rootfd,
		.now = time(NULL),
		.attest = attest_open,
		.running = NOT_KNOWN,
		.quick = true,
	};

	if (call.what == IGNORE)
		return EXIT_ALLOWED;
	deadline_start();
	if (call.what == FORGET) {
		record_forget(rootfd, argv[0]);
		return EXIT_ALLOWED;
	}
	return run_decide(&call, argv[0], &env);
}

int main(int argc, char **argv)
{
	const char *root = "/";
	int rootfd;

	if (argc == 2)
		return answer_option(argv[1]);
	if (argc == 7 && !strcmp(argv[1], "--root")) {
		root = argv[2];
		argv += 2;
	} else if (argc < 3) {
		return usage();
	}
	/* Nothing here may be steered by the daemon's environment. */
	clearenv();
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	rootfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return run(rootfd, argv + 1);
}
