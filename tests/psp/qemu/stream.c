/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stream.c - lines over a UNIX socket, with descriptors beside them */
#include "stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define CHUNK 65536

static bool make_room(struct stream *stream)
{
	char *grown;

	if (stream->size - stream->len >= CHUNK)
		return true;
	if (stream->size >= STREAM_LINE_MAX)
		return false;
	grown = realloc(stream->buf, stream->size * 2 + CHUNK);
	if (!grown)
		return false;
	stream->buf = grown;
	stream->size = stream->size * 2 + CHUNK;
	return true;
}

static void keep_fds(struct stream *stream, struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	size_t i, n;
	int fd;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		n = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(cmsg) + i * sizeof(int),
			       sizeof(fd));
			if (stream->n_fds < STREAM_FDS_MAX)
				stream->fds[stream->n_fds++] = fd;
			else
				close(fd);
		}
	}
}

bool stream_fill(struct stream *stream)
{
	union {
		char space[CMSG_SPACE(STREAM_FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec iov;
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control.space),
	};
	ssize_t n;

	if (!make_room(stream))
		return false;
	iov.iov_base = stream->buf + stream->len;
	iov.iov_len = stream->size - stream->len;
	do
		n = recvmsg(stream->fd, &msg, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return false;
	stream->len += (size_t)n;
	keep_fds(stream, &msg);
	return true;
}

bool stream_line(struct stream *stream, char **ret_line)
{
	char *end = stream->len ? memchr(stream->buf, '\n', stream->len) : NULL;
	size_t n;

	if (!end)
		return false;
	n = (size_t)(end - stream->buf);
	*ret_line = strndup(stream->buf, n);
	stream->len -= n + 1;
	memmove(stream->buf, end + 1, stream->len);
	return *ret_line != NULL;
}

static void close_fds(struct stream *stream)
{
	while (stream->n_fds)
		close(stream->fds[--stream->n_fds]);
}

static void attach_fds(struct msghdr *msg, const struct stream *from)
{
	struct cmsghdr *cmsg = msg->msg_control;

	msg->msg_controllen = CMSG_SPACE(from->n_fds * sizeof(int));
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(from->n_fds * sizeof(int));
	memcpy(CMSG_DATA(cmsg), from->fds, from->n_fds * sizeof(int));
}

static bool send_all(int fd, const char *data, size_t len, struct stream *from)
{
	union {
		char space[CMSG_SPACE(STREAM_FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };

	while (len > 0) {
		struct iovec iov = { (char *)data, len };
		struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
		ssize_t n;

		msg.msg_control = control.space;
		if (from && from->n_fds)
			attach_fds(&msg, from);
		n = sendmsg(fd, &msg, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		if (from)
			close_fds(from);
		data += n;
		len -= (size_t)n;
	}
	return true;
}

bool stream_send(struct stream *to, const char *line, struct stream *from)
{
	return send_all(to->fd, line, strlen(line), from) &&
	       send_all(to->fd, "\n", 1, NULL);
}

void stream_close(struct stream *stream)
{
	close_fds(stream);
	if (stream->fd >= 0)
		close(stream->fd);
	free(stream->buf);
	*stream = (struct stream){ .fd = -1 };
}
