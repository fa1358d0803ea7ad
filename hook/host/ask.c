/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ask.c - ask who may make us wait, by a child that can be killed */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/client/virt.h"
#include "hook/host/look.h"
#include "hook/platform.h"

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return to_ms(now);
}

static int64_t asked_at;

/* --- the child ------------------------------------------------------------ */

static void ask_pdh(const struct virt *virt, int rootfd,
		    struct libvirt_answer *a)
{
	struct sev_info info;
	struct sev_cert pdh;

	a->has_pdh = virt_sev_info(virt, &info, NULL) == 0 &&
		     platform_pdh(rootfd, &pdh, NULL) == 0;
	a->pdh_same = a->has_pdh && !memcmp(info.chain, &pdh, sizeof(pdh));
}

static int ask(const struct look *look, struct libvirt_answer *a)
{
	struct virt *virt = virt_open(look->uri, &a->err);
	struct host host = { .libvirt = 0 };

	if (!virt)
		return -1;
	if (!virt_is_local(virt))
		return err_set(&a->err, "%s is another machine", look->uri);
	ask_pdh(virt, look->rootfd, a);
	virt_versions(virt, &host);
	a->libvirt = host.libvirt;
	a->qemu = host.qemu;
	return virt_sev_support(virt, &a->sev, &a->err);
}

/* An answer is less than what a pipe takes at once. */
_Static_assert(sizeof(struct libvirt_answer) <= 4096, "PIPE_BUF");

static void be_child(const struct look *look, int fd)
{
	struct libvirt_answer a = { .heard = true };

	/* libvirt's authentication must not talk to the terminal */
	setsid();
	signal(SIGPIPE, SIG_IGN);
	a.failed = ask(look, &a) < 0;
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
		be_child(look, ends[1]);
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
