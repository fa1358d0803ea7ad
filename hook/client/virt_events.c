/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_events.c - libvirt's event loop, and what it tells of domains */
#include "hook/client/virt_events.h"

#include <stdlib.h>

#include "cleanup.h"
#include "hook/client/virt_conn.h"

/* A daemon that says nothing for that long is gone: seconds, and how often. */
#define KEEPALIVE_SECONDS 5
#define KEEPALIVE_COUNT	  5

/* --- the loop ------------------------------------------------------------- */

struct call {
	void (*call)(void *data);
	void *data;
};

static struct call *new_call(void (*call)(void *data), void *data)
{
	struct call *c = malloc(sizeof(*c));

	if (c)
		*c = (struct call){ call, data };
	return c;
}

static void on_fd(int watch, int fd, int events, void *opaque)
{
	const struct call *c = opaque;

	(void)watch;
	(void)fd;
	(void)events;
	c->call(c->data);
}

static void on_timer(int timer, void *opaque)
{
	const struct call *c = opaque;

	(void)timer;
	c->call(c->data);
}

int loop_init(struct err *err)
{
	return virEventRegisterDefaultImpl() < 0 ? virt_fail(err, "event loop")
						 : 0;
}

int loop_wait(struct err *err)
{
	return virEventRunDefaultImpl() < 0 ? virt_fail(err, "event loop") : 0;
}

int loop_add_fd(int fd, void (*call)(void *data), void *data, struct err *err)
{
	struct call *c = new_call(call, data);

	if (!c)
		return err_set(err, "out of memory");
	if (virEventAddHandle(fd, VIR_EVENT_HANDLE_READABLE, on_fd, c, free) <
	    0) {
		free(c);
		return virt_fail(err, "event loop");
	}
	return 0;
}

int loop_add_timer(int ms, void (*call)(void *data), void *data,
		   struct err *err)
{
	struct call *c = new_call(call, data);
	int timer;

	if (!c)
		return err_set(err, "out of memory");
	timer = virEventAddTimeout(ms, on_timer, c, free);
	if (timer >= 0)
		return timer;
	free(c);
	return virt_fail(err, "event loop");
}

void loop_set_timer(int timer, int ms)
{
	virEventUpdateTimeout(timer, ms);
}

/* --- domains -------------------------------------------------------------- */

static int to_event(int event)
{
	switch (event) {
	case VIR_DOMAIN_EVENT_DEFINED:
		return VIRT_DEFINED;
	case VIR_DOMAIN_EVENT_UNDEFINED:
		return VIRT_UNDEFINED;
	case VIR_DOMAIN_EVENT_STARTED:
	case VIR_DOMAIN_EVENT_SUSPENDED:
	case VIR_DOMAIN_EVENT_RESUMED:
		return VIRT_STARTED;
	case VIR_DOMAIN_EVENT_STOPPED:
	case VIR_DOMAIN_EVENT_CRASHED:
		return VIRT_STOPPED;
	default:
		return -1;
	}
}

static int on_lifecycle(virConnectPtr conn, virDomainPtr dom, int event,
			int detail, void *opaque)
{
	const struct virt_watcher *watcher = opaque;
	char uuid[VIR_UUID_STRING_BUFLEN];
	int what = to_event(event);

	(void)conn;
	(void)detail;
	if (what >= 0 && virDomainGetUUIDString(dom, uuid) == 0)
		watcher->event(watcher->data, (enum virt_event)what, uuid);
	return 0;
}

static void on_closed(virConnectPtr conn, int reason, void *opaque)
{
	const struct virt_watcher *watcher = opaque;

	(void)conn;
	(void)reason;
	watcher->closed(watcher->data);
}

int virt_watch(struct virt *virt, const struct virt_watcher *watcher,
	       struct err *err)
{
	/* libvirt's interfaces have no const, and one type for all callbacks */
	void *opaque = (void *)watcher;

	if (virConnectRegisterCloseCallback(virt->conn, on_closed, opaque,
					    NULL) < 0)
		return virt_fail(err, "cannot watch the connection");
	virt->callback = virConnectDomainEventRegisterAny(
		virt->conn, NULL, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
		VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), opaque, NULL);
	if (virt->callback < 0)
		return virt_fail(err, "cannot watch domains");
	/* a local daemon's end is seen without asking, and asking wakes us up */
	if (!virt->local)
		virConnectSetKeepAlive(virt->conn, KEEPALIVE_SECONDS,
				       KEEPALIVE_COUNT);
	return 0;
}

/* Where nothing was registered, or the daemon is gone, these fail; so be it. */
void virt_unwatch(struct virt *virt)
{
	virConnectUnregisterCloseCallback(virt->conn, on_closed);
	if (virt->callback >= 0)
		virConnectDomainEventDeregisterAny(virt->conn, virt->callback);
	virt->callback = -1;
}
