/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_events.h - libvirt's event loop, and what it tells of domains */
#ifndef HOOK_CLIENT_VIRT_EVENTS_H
#define HOOK_CLIENT_VIRT_EVENTS_H

#include "hook/client/virt.h"

/**
 * enum virt_event - what happened to a domain
 * @VIRT_DEFINED:	defined, changed or renamed
 * @VIRT_UNDEFINED:	its definition is gone
 * @VIRT_STARTED:	started, paused or resumed: it may want to be looked at
 * @VIRT_STOPPED:	ended
 */
enum virt_event { VIRT_DEFINED, VIRT_UNDEFINED, VIRT_STARTED, VIRT_STOPPED };

/**
 * struct virt_watcher - who wants to know
 * @event:	@uuid is valid during the call
 * @closed:	the connection is gone; virt_close() may not be called in here
 */
struct virt_watcher {
	void (*event)(void *data, enum virt_event event, const char *uuid);
	void (*closed)(void *data);
	void *data;
};

/**
 * loop_init() - before the first connection
 *
 * Return: 0, or -1.
 */
int loop_init(struct err *err);

/**
 * loop_wait() - wait for what happens next, and handle it
 *
 * Return: 0, or -1.
 */
int loop_wait(struct err *err);

/**
 * loop_add_fd() - call back when there is something to read
 *
 * Return: 0, or -1.
 */
int loop_add_fd(int fd, void (*call)(void *data), void *data, struct err *err);

/**
 * loop_add_timer() - call back after a time, again and again
 * @ms:		-1: not before loop_set_timer()
 *
 * Return: the timer, or -1.
 */
int loop_add_timer(int ms, void (*call)(void *data), void *data,
		   struct err *err);

/**
 * loop_set_timer() - change how often; -1: never, 0: at once
 */
void loop_set_timer(int timer, int ms);

/**
 * virt_watch() - be told of all domains of a connection
 * @watcher:	outlives @virt
 *
 * Return: 0, or -1.
 */
int virt_watch(struct virt *virt, const struct virt_watcher *watcher,
	       struct err *err);

#endif
