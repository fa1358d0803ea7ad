/* SPDX-License-Identifier: GPL-2.0-or-later */
/* connect.c - coming to libvirt, and coming back to it */
#include "hook/agent/agent.h"

#define BACKOFF_FIRST_MS 100
#define BACKOFF_MOST_MS	 10000

static void on_event(void *data, enum virt_event event, const char *uuid)
{
	struct agent *a = data;

	switch (event) {
	case VIRT_DEFINED:
		agent_add(a, uuid, TASK_MEND);
		break;
	case VIRT_UNDEFINED:
	case VIRT_STARTED:
	case VIRT_STOPPED:
		/* without a definition it is gone when it ends */
		agent_add(a, uuid, TASK_ATTEST);
		break;
	}
}

/* A connection may not be closed by what it calls: the timer does it. */
static void on_closed(void *data)
{
	struct agent *a = data;

	a->connected = false;
	metrics_libvirt(&a->metrics, false);
	a->backoff = BACKOFF_FIRST_MS;
	loop_set_timer(a->connect, 0);
	report(LOG_WARNING, &(struct about){ "disconnected", NULL, NULL },
	       "libvirt is gone; connecting again");
}

/* Whatever happened while nobody listened is found again. */
static int sweep(struct agent *a, struct err *err)
{
	char **uuids, **uuid;

	if (virt_uuids(a->judge.virt, &uuids, err) < 0)
		return -1;
	/* those that are not there any more are found gone */
	tasks_add_all(&a->tasks, TASK_ATTEST);
	for (uuid = uuids; *uuid; uuid++) {
		agent_add(a, *uuid, TASK_MEND);
		agent_add(a, *uuid, TASK_ATTEST);
	}
	virt_list_free(uuids);
	return 0;
}

static int try_connect(struct agent *a, struct err *err)
{
	virt_close(a->judge.virt);
	a->judge.virt = NULL;
	if (judge_connect(&a->judge, err) < 0)
		return -1;
	a->watcher = (struct virt_watcher){ on_event, on_closed, a };
	if (virt_watch(a->judge.virt, &a->watcher, err) < 0)
		return -1;
	a->connected = true;
	metrics_libvirt(&a->metrics, true);
	platform_refresh(a);
	return sweep(a, err);
}

static void later(struct agent *a)
{
	loop_set_timer(a->connect, a->backoff);
	a->backoff *= 2;
	if (a->backoff > BACKOFF_MOST_MS)
		a->backoff = BACKOFF_MOST_MS;
}

void agent_connect(struct agent *a)
{
	struct err err = { "" };

	if (!a->backoff)
		a->backoff = BACKOFF_FIRST_MS;
	if (try_connect(a, &err) < 0) {
		a->connected = false;
		metrics_libvirt(&a->metrics, false);
		/* once is enough, however long it takes */
		if (a->backoff == BACKOFF_FIRST_MS)
			report(LOG_WARNING,
			       &(struct about){ "not-connected", NULL, NULL },
			       "%s; trying again", err.text);
		later(a);
		return;
	}
	a->backoff = BACKOFF_FIRST_MS;
	loop_set_timer(a->connect, -1);
	report(LOG_INFO, &(struct about){ "connected", NULL, NULL },
	       "watching %zu domains", a->tasks.count);
}
