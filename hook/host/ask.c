/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ask.c - ask who may make us wait, by a child that can be killed */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/client/virt.h"
#include "hook/host/look.h"

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return to_ms(now);
}

static int64_t asked_at;

/* --- the child ------------------------------------------------------------ */

static int ask(const char *uri, struct libvirt_answer *a)
{
	struct virt *virt = virt_open(uri, &a->err);
	struct host host = { .libvirt = 0 };

	if (!virt)
		return -1;
	if (!virt_is_local(virt))
		return err_set(&a->err, "%s is another machine", uri);
	virt_versions(virt, &host);
	a->libvirt = host.libvirt;
	a->qemu = host.qemu;
	return virt_sev_support(virt, &a->sev, &a->err);
}

/* An answer is less than what a pipe takes at once. */
_Static_assert(sizeof(struct libvirt_answer) <= 4096, "PIPE_BUF");

static void be_child(const char *uri, int fd)
{
	struct libvirt_answer a = { .heard = true };

	/* libvirt's authentication must not talk to the terminal */
	setsid();
	signal(SIGPIPE, SIG_IGN);
	a.failed = ask(uri, &a) < 0;
	_exit(write(fd, &a, sizeof(a)) != (ssize_t)sizeof(a));
}

/* --- the parent ----------------------------------------------------------- */

void ask_libvirt(struct look *look)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	asked_at = now_ms();
	look->child = fork();
	if (look->child == 0)
		be_child(look->uri, ends[1]);
	close(ends[1]);
	look->asking = ends[0];
	if (look->child < 0) {
		close(ends[0]);
		look->asking = -1;
	}
}

void libvirt_heard(struct look *look)
{
	_cleanup_close_ int fd = TAKE_FD(look->asking);
	struct libvirt_answer *a = &look->libvirt;
	int64_t left = HOST_MS - (now_ms() - asked_at);

	if (fd < 0)
		return;
	/* two processes of one program: what comes is what was sent */
	if (wait_ms(fd, left > 0 ? (int)left : 0) &&
	    read(fd, a, sizeof(*a)) != (ssize_t)sizeof(*a)) {
		*a = (struct libvirt_answer){ .heard = true, .failed = true };
		err_set(&a->err, "libvirt's library ended us");
	}
	kill(look->child, SIGKILL);
	waitpid(look->child, NULL, 0);
}
