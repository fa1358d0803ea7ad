/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proxy.h - between libvirt's monitor and the real QEMU's */
#ifndef PSP_QEMU_PROXY_H
#define PSP_QEMU_PROXY_H

#include <sys/un.h>

#include "host.h"

/**
 * struct proxy - one monitor
 * @host:	who answers
 * @listen_fd:	where libvirt connects
 * @inner:	address of the listening socket that QEMU was given
 * @inner_len:	of it
 * @life_fd:	read end of a pipe whose other end only QEMU holds
 * @qemu:	process to end when SEV makes QEMU exit, 0: none known
 */
struct proxy {
	struct sev_host *host;
	int listen_fd;
	struct sockaddr_un inner;
	socklen_t inner_len;
	int life_fd;
	pid_t qemu;
};

/**
 * proxy_run() - serve until QEMU is gone
 *
 * One connection at a time, any number of them one after the other: libvirt
 * connects again when its daemon was restarted.
 */
void proxy_run(struct proxy *proxy);

#endif
