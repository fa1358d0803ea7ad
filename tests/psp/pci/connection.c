/* SPDX-License-Identifier: GPL-2.0-or-later */
/* connection.c - messages over a Unix socket */
#include "connection.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "policy/cleanup.h"

int connection_listen(const char *path, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct stat st;

	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(err, "%s: longer than %zu bytes", path,
			       sizeof(address.sun_path) - 1);
	strcpy(address.sun_path, path);
	/* what an instance before this one has left */
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, 1) < 0)
		return err_set(err, "%s: %m", path);
	return TAKE_FD(fd);
}

/* Descriptors come with the first byte. */
static void take_fds(struct msghdr *msg, struct vfio_user_message *message)
{
	struct cmsghdr *cmsg;
	size_t i, n;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		const int *fd = (const int *)CMSG_DATA(cmsg);

		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++)
			if (message->n_fds < VFIO_USER_FDS_MAX)
				message->fd[message->n_fds++] = fd[i];
			else
				close(fd[i]);
	}
}

static ssize_t receive(int fd, void *data, size_t len,
		       struct vfio_user_message *message)
{
	char control[CMSG_SPACE(VFIO_USER_FDS_MAX * sizeof(int))];
	struct iovec iov = { data, len };
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t got;

	do
		got = recvmsg(fd, &msg, MSG_WAITALL | MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	if (got > 0)
		take_fds(&msg, message);
	return got;
}

int connection_receive(int fd, struct vfio_user_message *message,
		       struct err *err)
{
	struct vfio_user_header *header = &message->header;
	ssize_t got;

	message->n_fds = 0;
	got = receive(fd, header, sizeof(*header), message);
	if (got == 0 || (got < 0 && errno == ECONNRESET))
		return 0;
	if (got != sizeof(*header))
		return err_set(err, "a message ends in its header");
	if (header->size < sizeof(*header) ||
	    header->size - sizeof(*header) > sizeof(message->payload))
		return err_set(err, "a message of %u bytes", header->size);
	message->len = header->size - sizeof(*header);
	if (message->len && receive(fd, message->payload, message->len,
				    message) != (ssize_t)message->len)
		return err_set(err, "a message ends before its %u bytes",
			       header->size);
	return 1;
}

int connection_send(int fd, const struct vfio_user_message *request,
		    const struct vfio_user_message *reply, struct err *err)
{
	struct iovec iov[] = {
		{ (void *)&reply->header, sizeof(reply->header) },
		{ (void *)reply->payload, reply->len },
	};
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = ARRAY_SIZE(iov) };

	if (request->header.flags & VFIO_USER_NO_REPLY)
		return 0;
	if (sendmsg(fd, &msg, MSG_NOSIGNAL) != (ssize_t)reply->header.size &&
	    errno != EPIPE)
		return err_set(err, "cannot answer: %m");
	return 0;
}
