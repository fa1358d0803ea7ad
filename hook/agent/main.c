/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - sevgated: mends definitions, attests launches */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/agent/agent.h"
#include "hook/agent_lock.h"

#define EXIT_USAGE 2

static int signal_fd = -1;

/* --- work ----------------------------------------------------------------- */

void agent_add(struct agent *a, const char *uuid, enum task_kind kind)
{
	if (tasks_add(&a->tasks, uuid, kind) < 0)
		report(LOG_ERR, &(struct about){ "busy", NULL, uuid },
		       "%s: more than %d domains, this one is not looked at",
		       uuid, TASKS_MAX);
	else
		loop_set_timer(a->work, 0);
}

#define TRIES_MOST 4

/* After 5, 20, 80 and 320 seconds. */
static void try_again(struct agent *a, struct task *task)
{
	time_t seconds;

	if (task->tries == TRIES_MOST)
		return;
	seconds = 5 << 2 * task->tries++;
	task->again = true;
	if (a->retry_at && a->retry_at <= tasks_now() + seconds)
		return;
	a->retry_at = tasks_now() + seconds;
	loop_set_timer(a->retry, (int)seconds * 1000);
}

static void on_retry(void *data)
{
	struct agent *a = data;

	a->retry_at = 0;
	loop_set_timer(a->retry, -1);
	tasks_again(&a->tasks);
	loop_set_timer(a->work, 0);
}

/* One domain at a time, so that events and the watchdog are not kept waiting. */
static void on_work(void *data)
{
	struct agent *a = data;
	unsigned int kinds;
	struct task *task;

	task = a->connected ? tasks_take(&a->tasks, &kinds) : NULL;
	if (!task) {
		loop_set_timer(a->work, -1);
		return;
	}
	/* exemptions end while the agent runs */
	a->judge.env.now = time(NULL);
	metrics_busy(&a->metrics, true);
	if (kinds & TASK_REPAIR)
		agent_repair(a, task);
	else if (kinds & TASK_MEND)
		agent_mend(a, task);
	if ((kinds & TASK_ATTEST) && agent_attest(a, task))
		try_again(a, task);
	metrics_busy(&a->metrics, false);
}

static void on_connect(void *data)
{
	agent_connect(data);
}

static void on_watchdog(void *data)
{
	(void)data;
	sd_notify(0, "WATCHDOG=1");
}

/* --- signals -------------------------------------------------------------- */

static void reload(struct agent *a)
{
	struct err err = { "" };

	sd_notify(0, "RELOADING=1");
	if (judge_reload(&a->judge, &err) < 0) {
		report(LOG_ERR, &(struct about){ "not-reloaded", NULL, NULL },
		       "%s; the policy stays as it was", err.text);
		metrics_policy(&a->metrics, NULL, &a->judge.host);
	} else {
		report(LOG_INFO, &(struct about){ "reloaded", NULL, NULL },
		       "%zu profiles", a->judge.policy->n_profiles);
		metrics_policy(&a->metrics, a->judge.policy, &a->judge.host);
	}
	if (a->connected)
		agent_connect(a);
	sd_notify(0, "READY=1");
}

static void on_signal(void *data)
{
	struct signalfd_siginfo info;
	struct agent *a = data;

	if (read(signal_fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP)
		reload(a);
	else
		a->stop = true;
}

static int take_signals(struct agent *a, struct err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signal_fd < 0)
		return err_set(err, "signals: %m");
	return loop_add_fd(signal_fd, on_signal, a, err);
}

/* --- starting ------------------------------------------------------------- */

static int add_timers(struct agent *a, struct err *err)
{
	uint64_t usec = 0;
	int half = -1;

	if (sd_watchdog_enabled(0, &usec) > 0)
		half = (int)(usec / 2000);
	a->work = loop_add_timer(-1, on_work, a, err);
	a->connect = loop_add_timer(-1, on_connect, a, err);
	a->watchdog = loop_add_timer(half, on_watchdog, a, err);
	a->retry = loop_add_timer(-1, on_retry, a, err);
	return a->work < 0 || a->connect < 0 || a->watchdog < 0 || a->retry < 0
		       ? -1
		       : 0;
}

static int start(struct agent *a, struct err *err)
{
	if (judge_open(&a->judge, &a->where, err) < 0)
		return -1;
	if (agent_lock(a->judge.rootfd, err) < 0 || loop_init(err) < 0 ||
	    take_signals(a, err) < 0 || add_timers(a, err) < 0 ||
	    repair_watch(a, err) < 0 ||
	    metrics_start(&a->metrics, a->judge.rootfd, err) < 0)
		return -1;
	metrics_policy(&a->metrics, a->judge.policy, &a->judge.host);
	return 0;
}

static int run(struct agent *a)
{
	struct err err = { "" };
	int result = start(a, &err);

	/* whoever starts it is not kept waiting by a libvirt that does not answer */
	if (result == 0) {
		sd_notify(0, "READY=1");
		agent_connect(a);
	}
	while (result == 0 && !a->stop)
		result = loop_wait(&err);
	if (result < 0)
		report(LOG_ERR, &(struct about){ "failed", NULL, NULL }, "%s",
		       err.text);
	sd_notify(0, "STOPPING=1");
	metrics_stop(&a->metrics);
	judge_close(&a->judge);
	tasks_clear(&a->tasks);
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* --- program -------------------------------------------------------------- */

static int show_help(void)
{
	puts("usage: sevgated [OPTION]...\n\n"
	     "Mends the definitions of domains that a profile wants "
	     "confidential, and\nattests their launches; see sevgated(8).\n\n"
	     "  -c, --connect URI     libvirt connection\n"
	     "      --policy FILE     use this policy file alone\n"
	     "      --textfile DIR    where metrics go for node_exporter; "
	     "none: nowhere\n"
	     "      --root DIR        the directory that stands for \"/\"\n"
	     "  -h, --help            show this\n"
	     "      --version         show the version\n\n"
	     "SIGHUP reads the policy again.");
	return EXIT_SUCCESS;
}

/* -1: go on, else the status to end with. */
static int parse(struct agent *a, int argc, char **argv)
{
	static const struct option options[] = {
		{ "connect", required_argument, NULL, 'c' },
		{ "policy", required_argument, NULL, 'p' },
		{ "root", required_argument, NULL, 'R' },
		{ "textfile", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (option == 'c')
			a->where.uri = optarg;
		else if (option == 'p')
			a->where.policy_file = optarg;
		else if (option == 'R')
			a->where.root = optarg;
		else if (option == 't')
			a->metrics.dir = strcmp(optarg, "none") ? optarg : "";
		else if (option == 'h')
			return show_help();
		else if (option == 'V')
			return puts("sevgated " VERSION), EXIT_SUCCESS;
		else
			return EXIT_USAGE;
	}
	if (optind == argc)
		return -1;
	fprintf(stderr, "sevgated: there is no argument '%s'; see --help\n",
		argv[optind]);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	/* a thread that waits for the firmware may outlive this function */
	static struct agent a = { .repair = -1 };
	int status = parse(&a, argc, argv);

	if (status >= 0)
		return status;
	umask(077);
	setvbuf(stderr, NULL, _IOLBF, 0);
	tasks_init(&a.tasks);
	if (!a.where.uri)
		a.where.uri = "qemu:///system";
	return run(&a);
}
