/* SPDX-License-Identifier: GPL-2.0-or-later */
/* deadline.h - the hook ends in time, whatever happens */
#ifndef HOOK_DEADLINE_H
#define HOOK_DEADLINE_H

#include <stdint.h>

/*
 * libvirt holds the domain's lock while a hook runs, and every client that
 * lists domains waits for it.
 */
#define DEADLINE_MS 2000
/*
 * A process that waits for a dead network file system hears no SIGALRM, but
 * SIGKILL it does.
 */
#define DEADLINE_KILL_MS 2500

/**
 * deadline_start() - from now on the process ends after DEADLINE_MS
 *
 * Until deadline_set() is called it ends with status 0 and says nothing.
 */
void deadline_start(void);

/**
 * deadline_set() - what to do when time is up
 * @status:	exit status
 * @line:	line for stderr, or NULL; copied, at most 1023 bytes
 */
void deadline_set(int status, const char *line);

/**
 * deadline_spent() - microseconds since deadline_start()
 */
uint64_t deadline_spent(void);

/**
 * deadline_count() - where to write one byte when time is up
 * @fd:		kept open, or -1
 */
void deadline_count(int fd);

#endif
