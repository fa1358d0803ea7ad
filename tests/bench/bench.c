/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench.c - what a hook call costs, beside a limit and a peer, in one run */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "attest/attest.h"
#include "cleanup.h"
#include "engine.h"
#include "file.h"
#include "rule.h"

extern char **environ;

/*
 * The programs run in rotation, so that a machine that is busy for a while is
 * so for all of them.
 */
#define ROUNDS 300

/**
 * struct runner - one program
 * @name:	what the table calls it
 * @input:	its stdin
 * @argv:	NULL terminated
 */
struct runner {
	const char *name, *input;
	const char *argv[8];
	double wall_ms[ROUNDS], cpu_ms[ROUNDS];
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double ms_of(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[n / 2];
}

static void run_once(struct runner *r, int round)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	double start;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, r->input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	start = now_ms();
	if (posix_spawn(&pid, r->argv[0], &actions, NULL,
			(char *const *)r->argv, environ) != 0 ||
	    wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 0) {
		fprintf(stderr, "bench: %s does not end with 0\n", r->name);
		exit(1);
	}
	r->wall_ms[round] = now_ms() - start;
	r->cpu_ms[round] = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
	posix_spawn_file_actions_destroy(&actions);
}

static void print_runner(struct runner *r)
{
	double wall = median(r->wall_ms, ROUNDS);

	printf("  %-34s %7.2f %8.2f %8.2f\n", r->name, r->wall_ms[0], wall,
	       median(r->cpu_ms, ROUNDS));
}

static void ratio(struct runner *a, struct runner *b, const char *what,
		  const char *target)
{
	printf("  %-50s %5.2fx  (%s)\n", what,
	       median(a->wall_ms, ROUNDS) / median(b->wall_ms, ROUNDS), target);
}

/* --- where the time of a confidential domain goes --------------------------
 */

static const struct attest_ops *linked_attest(struct err *err)
{
	(void)err;
	return &sevgate_attest;
}

struct stages {
	double parse[ROUNDS], policy[ROUNDS], rules[ROUNDS], hash[ROUNDS];
};

static void run_stages(struct stages *s, int i, int rootfd, const char *text,
		       size_t len)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	_cleanup_(policy_freep) struct policy *policy = NULL;
	struct env env = { .rootfd = rootfd, .running = NOT_KNOWN };
	struct report report = { 0 };
	struct err err = { "" };
	double t[5];

	t[0] = now_ms();
	if (domain_parse(text, len, &dom, &err) < 0)
		exit(1);
	t[1] = now_ms();
	if (policy_load(rootfd, geteuid(), &policy, &err) < 0) {
		fprintf(stderr, "bench: %s\n", err.text);
		exit(1);
	}
	t[2] = now_ms();
	engine_check(dom, policy_match(policy, dom), &env, &report);
	t[3] = now_ms();
	report_clear(&report);
	env.attest = linked_attest;
	env.only = rule_find("firmware-trusted");
	engine_check(dom, policy_match(policy, dom), &env, &report);
	t[4] = now_ms();
	report_clear(&report);
	s->parse[i] = t[1] - t[0];
	s->policy[i] = t[2] - t[1];
	s->rules[i] = t[3] - t[2];
	s->hash[i] = t[4] - t[3];
}

static void bench_stages(const char *root, const char *file, double total)
{
	_cleanup_close_ int rootfd = open(root, O_RDONLY | O_DIRECTORY);
	_cleanup_close_ int fd = open(file, O_RDONLY | O_CLOEXEC);
	_cleanup_free_ char *text = NULL;
	static struct stages s;
	double parse, policy, rules_ms, hash;
	size_t len;
	int i;

	if (file_read(fd, 1u << 20, &text, &len, NULL) < 0)
		exit(1);
	for (i = 0; i < ROUNDS; i++)
		run_stages(&s, i, rootfd, text, len);
	parse = median(s.parse, ROUNDS);
	policy = median(s.policy, ROUNDS);
	rules_ms = median(s.rules, ROUNDS);
	hash = median(s.hash, ROUNDS);
	printf("\nWhere it goes, ms: exec and libraries %.2f, parse %.2f, "
	       "policy %.2f, rules %.2f, hash of 4 MiB %.2f\n",
	       total - parse - policy - rules_ms - hash, parse, policy,
	       rules_ms, hash);
}

static void set_command(struct runner *r, const char *input,
			const char *program, const char *a, const char *b)
{
	const char **next = r->argv;

	r->input = input;
	*next++ = program;
	if (a)
		*next++ = a;
	if (b)
		*next++ = b;
	*next++ = "guest";
	*next++ = "prepare";
	*next++ = "begin";
	*next++ = "-";
}

/* usage: bench BUILD ROOT PLAIN CONFIDENTIAL TRUSTED LXML-HOOK */
int main(int argc, char **argv)
{
	enum { TRUE, LIMIT, NOT_OURS, OURS, HASHED, PEER, N };
	static struct runner r[N] = {
		[TRUE] = { .name = "/bin/true" },
		[LIMIT] = { .name = "minimal libxml2 program" },
		[NOT_OURS] = { .name = "sevgate-hook, domain not ours" },
		[OURS] = { .name = "sevgate-hook, confidential" },
		[HASHED] = { .name = "sevgate-hook, hashes 4 MiB too" },
		[PEER] = { .name = "python3 + lxml, one XPath" },
	};
	_cleanup_free_ char *hook = NULL, *minimal = NULL;
	int i, k;

	if (argc != 7 || asprintf(&hook, "%s/sevgate-hook", argv[1]) < 0 ||
	    asprintf(&minimal, "%s/tests/minimal", argv[1]) < 0)
		return 1;
	set_command(&r[TRUE], argv[3], "/bin/true", NULL, NULL);
	set_command(&r[LIMIT], argv[3], minimal, NULL, NULL);
	set_command(&r[NOT_OURS], argv[3], hook, "--root", argv[2]);
	set_command(&r[OURS], argv[4], hook, "--root", argv[2]);
	set_command(&r[HASHED], argv[5], hook, "--root", argv[2]);
	set_command(&r[PEER], argv[3], "/usr/bin/python3", argv[6], NULL);
	for (i = 0; i < ROUNDS; i++)
		for (k = 0; k < N; k++)
			run_once(&r[k], i);
	printf("One hook call, %d rounds in rotation\n", ROUNDS);
	printf("  %-34s %7s %8s %8s\n", "ms", "minimum", "median", "CPU");
	for (k = 0; k < N; k++)
		print_runner(&r[k]);
	printf("\nRatios of the medians\n");
	ratio(&r[NOT_OURS], &r[LIMIT], "not ours / minimal libxml2 program",
	      "target: under 1.3");
	ratio(&r[PEER], &r[NOT_OURS], "python3 + lxml / not ours",
	      "target: over 8");
	ratio(&r[PEER], &r[OURS], "python3 + lxml / confidential",
	      "target: over 8");
	ratio(&r[PEER], &r[HASHED], "python3 + lxml / confidential and hashed",
	      "the peer hashes nothing");
	bench_stages(argv[2], argv[5], median(r[HASHED].wall_ms, ROUNDS));
	return 0;
}
