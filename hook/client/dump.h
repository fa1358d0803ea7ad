/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dump.h - a running guest's memory as a stream that nobody stores */
#ifndef HOOK_CLIENT_DUMP_H
#define HOOK_CLIENT_DUMP_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "hook/client/virt.h"

/**
 * typedef dump_sink - take the next bytes of a dump
 *
 * Return: 0, or -1 to end the dump.
 */
typedef int dump_sink(void *data, const uint8_t *bytes, size_t len,
		      struct err *err);

/**
 * dump_stream() - let the daemon dump a guest's memory, and read it meanwhile
 * @virt:	a local daemon
 * @data:	for @sink
 * @ret_signal:	SIGHUP, SIGINT or SIGTERM when that ended the dump, else 0
 *
 * The daemon writes into a FIFO in a directory of its own, below
 * $XDG_RUNTIME_DIR, /run for root, or /tmp: the memory is never in a file.  The
 * FIFO is gone when this returns, and also when the process is killed.  The
 * guest is in the state it was in before when this returns.
 *
 * Signals that end or stop the process wait until the guest runs again; a
 * second one ends it at once.
 *
 * Return: 0 when @sink had the whole dump, or -1.
 */
int dump_stream(const struct virt *virt, const char *domain, dump_sink *sink,
		void *data, int *ret_signal, struct err *err);

#endif
