/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - qemu-sev-proxy: takes QEMU's place and becomes it */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "args.h"
#include "complain.h"
#include "launch.h"
#include "policy/cleanup.h"
#include "proxy.h"

/**
 * DOC: Theory of operation
 *
 * libvirt starts this program as QEMU and remembers its process.  That
 * process must therefore become the real QEMU: it does what QEMU does with
 * SEV first, forks a child, and calls exec.  The child holds the monitor
 * socket that libvirt connects to and has a second one, which the real QEMU
 * was given, behind it.  It answers what concerns SEV and passes the rest.
 *
 * A pipe that only QEMU holds open tells the child when QEMU is gone,
 * whatever became of its process number: a capability probe detaches itself.
 */

#define PROGRAM "qemu-sev-proxy"

/* Sanitizers want to be first; a preloaded memlock-shim.so may be. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "verify_asan_link_order=0:detect_leaks=0";
}

static int fail(const char *what)
{
	fprintf(stderr, PROGRAM ": %s: %s\n", what, strerror(errno));
	return EXIT_FAILURE;
}

/* A listening socket with a name that the kernel chooses. */
static int make_inner(struct proxy *proxy)
{
	struct sockaddr_un any = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	proxy->inner_len = sizeof(proxy->inner);
	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&any, sizeof(any.sun_family)) < 0 ||
	    getsockname(fd, (struct sockaddr *)&proxy->inner,
			&proxy->inner_len) < 0 ||
	    listen(fd, 1) < 0)
		return -1;
	return TAKE_FD(fd);
}

/* The path that libvirt expects the monitor of a probe at. */
static int listen_at(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(addr.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(addr.sun_path, path);
	if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0 ||
	    listen(fd, 1) < 0)
		return -1;
	return TAKE_FD(fd);
}

/* Everything but stderr and what the proxy needs. */
static void close_others(const struct proxy *proxy)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int low = proxy->listen_fd < proxy->life_fd ? proxy->listen_fd
						    : proxy->life_fd;
	int high = proxy->listen_fd + proxy->life_fd - low;

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	/* libvirt waits for the end of a probe's error output */
	if (!proxy->qemu)
		dup2(null, STDERR_FILENO);
	close_range(STDERR_FILENO + 1, (unsigned int)low - 1, 0);
	close_range((unsigned int)low + 1, (unsigned int)high - 1, 0);
	close_range((unsigned int)high + 1, ~0U, 0);
}

static void child(struct proxy *proxy)
{
	setsid();
	prctl(PR_SET_NAME, PROGRAM);
	close_others(proxy);
	/* now, while the real QEMU starts, and not when somebody waits for an
	 * answer: it takes another start of QEMU */
	if (proxy->host->args->sev.id)
		host_version(proxy->host);
	proxy_run(proxy);
	host_close(proxy->host);
	_exit(EXIT_SUCCESS);
}

static int become_qemu(const struct sev_host *host, char **argv)
{
	execv(host->config.qemu, argv);
	return fail(host->config.qemu);
}

static int run(struct sev_host *host, struct qemu_args *args)
{
	struct proxy proxy = { .host = host };
	int inner, life[2];
	pid_t pid;

	proxy.qemu = args->probe_path ? 0 : getpid();
	proxy.listen_fd = args->probe_path ? listen_at(args->probe_path)
					   : args->monitor_fd;
	inner = make_inner(&proxy);
	if (proxy.listen_fd < 0 || inner < 0 || pipe(life) < 0 ||
	    args_set_monitor(args, inner) < 0)
		return fail("cannot make the monitor");
	proxy.life_fd = life[0];
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid == 0)
		child(&proxy);
	/* QEMU keeps the inner socket and its end of the pipe */
	close(proxy.listen_fd);
	close(life[0]);
	return become_qemu(host, args->out);
}

int main(int argc, char **argv)
{
	struct qemu_args args;
	struct sev_host host;
	struct err err;

	if (args_parse(argc, argv, &args, &err) < 0 ||
	    host_prepare(&host, &args, &err) < 0) {
		fprintf(stderr, PROGRAM ": %s\n", err.text);
		return EXIT_FAILURE;
	}
	/* somebody asks for the version or a list */
	if (args.monitor_fd < 0 && !args.probe_path)
		return become_qemu(&host, argv);
	if (args.kvm && args.sev.id && launch_sev(&host) < 0) {
		complain_wait();
		host_close(&host);
		return EXIT_FAILURE;
	}
	return run(&host, &args);
}
