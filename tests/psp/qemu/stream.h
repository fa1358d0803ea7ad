/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stream.h - lines over a UNIX socket, with descriptors beside them */
#ifndef PSP_QEMU_STREAM_H
#define PSP_QEMU_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* The longest line of QMP is the schema, some 300 KB. */
#define STREAM_LINE_MAX (8u << 20)
/* libvirt passes one at a time, the kernel allows 253. */
#define STREAM_FDS_MAX 253

/**
 * struct stream - one end of a monitor connection
 * @fd:		the socket, -1: not connected
 * @buf:	bytes that came and are no whole line yet
 * @fds:	descriptors that came and were not passed on
 *
 * Only whole lines go out, so that an answer of ours can never stand in the
 * middle of one of QEMU's.
 */
struct stream {
	int fd;
	char *buf;
	size_t len, size;
	int fds[STREAM_FDS_MAX];
	size_t n_fds;
};

/**
 * stream_fill() - take what has come; blocks when nothing has
 *
 * Return: false when the other side is gone.
 */
bool stream_fill(struct stream *stream);

/**
 * stream_line() - cut off the next whole line
 * @line:	without its line feed, freed by the caller
 *
 * Return: false when there is none.
 */
bool stream_line(struct stream *stream, char **ret_line);

/**
 * stream_send() - send a line and the line feed
 * @from:	stream whose descriptors go along, or NULL
 *
 * Return: false when the other side is gone.
 */
bool stream_send(struct stream *to, const char *line, struct stream *from);

/**
 * stream_close() - hang up and forget
 */
void stream_close(struct stream *stream);

#endif
