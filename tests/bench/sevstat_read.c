/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sevstat_read.c - what reading the module's files costs, beside /dev/sev;
 * runs in a VM, see sevstat */
#include <fcntl.h>
#include <linux/kvm.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/vm/guest/sev.h"

#define HOST   "/sys/class/sevstat/host/"
#define MISC   "/sys/fs/cgroup/misc."
#define ROUNDS 100

/*
 * So many rounds are idle, then so many during a launch, and so on, so that a
 * machine that is busy for a while is so for both.
 */
#define BLOCK 10

/*
 * How often in a round what is fast is read. All of it takes less time than
 * a launch command.
 */
#define MOST 20

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

enum phase { IDLE, LAUNCHING, PHASES };

/**
 * struct probe - one way to learn something
 * @name:	what the table calls it
 * @files:	to open, read and close; NULL terminated
 * @opens:	where @files is NULL: times that /dev/sev is opened and asked,
 *		as by programs of which each wants one fact; 0: see @fd
 * @fd:		of /dev/sev, open, and asked once
 * @each:	times in a round
 * @pause:	rounds without it after a round with it
 */
struct probe {
	const char *name;
	const char *const *files;
	size_t opens;
	int fd;
	size_t each, pause;
	double us[PHASES][ROUNDS * MOST];
};

static const char *const one_file[] = { HOST "firmware/state", NULL };

/* What one answer of the ioctl says, each in a file. */
static const char *const same_facts[] = {
	HOST "firmware/api",	HOST "firmware/build",
	HOST "firmware/state",	HOST "firmware/flags",
	HOST "firmware/owner",	HOST "firmware/es_initialized",
	HOST "firmware/guests", NULL
};

static const char *const misc_files[] = { MISC "capacity", MISC "current",
					  NULL };

enum { ONE, FACTS, TREE, MISC_FILES, IOCTL, ONE_BY_ONE, N };
static struct probe probes[N] = {
	[ONE] = { .name = "one file", .files = one_file, .each = MOST },
	[FACTS] = { .name = "the 7 files that say what the ioctl says",
		    .files = same_facts,
		    .each = MOST },
	[TREE] = { .name = "every file", .each = 3 },
	[MISC_FILES] = { .name = "misc.capacity and misc.current",
			 .files = misc_files,
			 .each = MOST },
	[IOCTL] = { .name = "PLATFORM_STATUS, /dev/sev open", .each = 1 },
	[ONE_BY_ONE] = { .name = "the same 7 facts of /dev/sev one by one",
			 .opens = ARRAY_LEN(same_facts) - 1,
			 .each = 1,
			 .pause = BLOCK - 1 },
};

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench: %s failed: %m\n", what);
	exit(1);
}

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* --- a launch that does not end ----------------------------------------------
 */

/* how long each takes the firmware, less than a second */
static long command_ms;

/* how many have ended, shared with who launches */
static atomic_uint *commands;

static void load_for_ever(int started)
{
	static uint8_t page[4096] __attribute__((aligned(4096)));
	struct kvm_sev_launch_start start = { .policy = 1 };
	struct kvm_sev_launch_update_data update = {
		.uaddr = (uintptr_t)page,
		.len = sizeof(page),
	};
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), fd = sev_open();
	int vm = ioctl(kvm, KVM_CREATE_VM, 0);

	must(vm >= 0 && sev_vm(vm, fd, KVM_SEV_INIT, NULL) == 0 &&
		     sev_vm(vm, fd, KVM_SEV_LAUNCH_START, &start) == 0,
	     "starting a guest");
	must(write(started, "", 1) == 1, "the pipe");
	for (;;) {
		must(sev_vm(vm, fd, KVM_SEV_LAUNCH_UPDATE_DATA, &update) == 0,
		     "LAUNCH_UPDATE_DATA");
		atomic_fetch_add(commands, 1);
	}
}

/* Returns when the firmware has work of it. */
static pid_t launch(void)
{
	int ends[2];
	char byte;
	pid_t pid;

	must(pipe(ends) == 0, "pipe");
	pid = fork();
	must(pid >= 0, "fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		load_for_ever(ends[1]);
	}
	close(ends[1]);
	must(read(ends[0], &byte, 1) == 1, "launching");
	close(ends[0]);
	return pid;
}

static void end_launch(pid_t pid)
{
	int status;

	must(waitpid(pid, &status, WNOHANG) == 0, "launching to the end");
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

/* --- the module's own question -----------------------------------------------
 */

static unsigned long queries(int fd)
{
	char text[24] = "";

	must(pread(fd, text, sizeof(text) - 1, 0) > 0, HOST "firmware/queries");
	return strtoul(text, NULL, 10);
}

static void ask(void)
{
	int fd = open(HOST "refresh", O_WRONLY | O_CLOEXEC);

	must(fd >= 0 && write(fd, "1", 1) == 1, HOST "refresh");
	close(fd);
}

/* Until more questions were answered than @before. */
static void await_answer(int fd, unsigned long before)
{
	struct pollfd changed = { .fd = fd, .events = POLLPRI };

	while (queries(fd) == before)
		must(poll(&changed, 1, 60000) == 1, "waiting for an answer");
}

/* --- measuring ---------------------------------------------------------------
 */

static void read_file(const char *path)
{
	char buf[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	must(fd >= 0 && read(fd, buf, sizeof(buf)) > 0, path);
	close(fd);
}

static void ask_ioctl(int fd)
{
	struct sev_user_data_status status = { 0 };

	must(sev_ask(fd, SEV_PLATFORM_STATUS, &status) == 0 &&
		     status.api_major > 0,
	     "PLATFORM_STATUS");
}

static void ask_as_told(const struct probe *probe)
{
	size_t i;

	if (!probe->opens)
		ask_ioctl(probe->fd);
	for (i = 0; i < probe->opens; i++) {
		int fd = sev_open();

		ask_ioctl(fd);
		close(fd);
	}
}

static void run_probe(struct probe *probe, enum phase phase, size_t round)
{
	size_t at = round / (probe->pause + 1) * probe->each, i, k;

	if (round % (probe->pause + 1))
		return;
	for (i = 0; i < probe->each; i++) {
		double start = now_us();

		if (!probe->files)
			ask_as_told(probe);
		for (k = 0; probe->files && probe->files[k]; k++)
			read_file(probe->files[k]);
		probe->us[phase][at + i] = now_us() - start;
	}
}

/*
 * The ioctl comes at any time of a launch command, evenly. At once after the
 * module's question it would always come when the next one begins.
 */
static void come_by_chance(size_t round)
{
	const struct timespec pause = {
		.tv_nsec = (long)(round * 37 % ROUNDS) * command_ms * 1000000 /
			   ROUNDS,
	};

	nanosleep(&pause, NULL);
}

/*
 * The files are read while the module asks, which is the worst for them, and
 * the ioctl comes when it does not, which is the best for it. Returns whether
 * the module still waited for its answer when everything was read.
 */
static bool run_round(enum phase phase, size_t round, int queries_fd)
{
	unsigned long before = queries(queries_fd);
	bool waiting;
	size_t i;

	ask();
	for (i = 0; i < IOCTL; i++)
		run_probe(&probes[i], phase, round);
	waiting = queries(queries_fd) == before;
	await_answer(queries_fd, before);
	come_by_chance(round);
	run_probe(&probes[IOCTL], phase, round);
	run_probe(&probes[ONE_BY_ONE], phase, round);
	return waiting;
}

/* What happened while something was launched. */
struct launching {
	double us;
	unsigned int waiting;
};

static void run_idle(size_t first, int queries_fd)
{
	size_t i;

	for (i = first; i < first + BLOCK; i++)
		run_round(IDLE, i, queries_fd);
}

static void run_launching(size_t first, int queries_fd, struct launching *ret)
{
	pid_t pid = launch();
	double start = now_us();
	size_t i;

	for (i = first; i < first + BLOCK; i++)
		ret->waiting += run_round(LAUNCHING, i, queries_fd);
	ret->us += now_us() - start;
	end_launch(pid);
}

/* --- the table ---------------------------------------------------------------
 */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double percentile(struct probe *probe, enum phase phase, size_t percent)
{
	size_t n = ROUNDS / (probe->pause + 1) * probe->each;

	qsort(probe->us[phase], n, sizeof(double), by_value);
	return probe->us[phase][(n - 1) * percent / 100];
}

static void print_probe(struct probe *probe)
{
	double idle = percentile(probe, IDLE, 50),
	       launching = percentile(probe, LAUNCHING, 50);

	printf("  %-42s %8.0f %8.0f %9.0f %9.0f %8.2fx\n", probe->name, idle,
	       percentile(probe, IDLE, 99), launching,
	       percentile(probe, LAUNCHING, 99), launching / idle);
}

static void print_ratio(const char *what, size_t over, size_t under)
{
	double ratio[PHASES];
	enum phase i;

	for (i = IDLE; i < PHASES; i++)
		ratio[i] = percentile(&probes[over], i, 50) /
			   percentile(&probes[under], i, 50);
	printf("  %-42s idle %8.1fx  launching %9.0fx\n", what, ratio[IDLE],
	       ratio[LAUNCHING]);
}

static void print_all(void)
{
	size_t i;

	printf("  %-42s %8s %8s %9s\n", "", "idle", "", "launching");
	printf("  %-42s %8s %8s %9s %9s %9s\n", "us", "p50", "p99", "p50",
	       "p99", "ratio");
	for (i = 0; i < N; i++)
		print_probe(&probes[i]);
	printf("  (target: files 1x, or as misc, which asks nobody either)\n\nRatios of the medians\n");
	print_ratio("ioctl / one file", IOCTL, ONE);
	print_ratio("ioctl / the 7 files", IOCTL, FACTS);
	print_ratio("ioctl / every file", IOCTL, TREE);
	print_ratio("ioctl / misc.capacity and misc.current", IOCTL,
		    MISC_FILES);
	print_ratio("7 facts one by one / the 7 files", ONE_BY_ONE, FACTS);
	print_ratio("7 facts one by one / every file", ONE_BY_ONE, TREE);
}

/* usage: sevstat-read COMMAND-MS FILE...; each launch command takes so long,
 * and FILE are the module's */
int main(int argc, char **argv)
{
	int queries_fd = open(HOST "firmware/queries", O_RDONLY | O_CLOEXEC);
	struct launching launching = { 0 };
	size_t i;

	must(argc > 2 && queries_fd >= 0, HOST "firmware/queries");
	command_ms = strtol(argv[1], NULL, 10);
	probes[TREE].files = (const char *const *)(argv + 2);
	probes[IOCTL].fd = sev_open();
	commands = mmap(NULL, sizeof(*commands), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(commands != MAP_FAILED, "mmap");
	await_answer(queries_fd, 0);
	for (i = 0; i < ROUNDS; i += BLOCK) {
		run_idle(i, queries_fd);
		run_launching(i, queries_fd, &launching);
	}
	print_all();
	printf("\n\"Every file\" is %d. Launch commands took %.0f %% of the time of the launches; in\n"
	       "%u of %d rounds the module waited for the firmware all the while it was read.\n",
	       argc - 2,
	       100 * atomic_load(commands) * (double)command_ms * 1e3 /
		       launching.us,
	       launching.waiting, ROUNDS);
	return 0;
}
