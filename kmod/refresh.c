// SPDX-License-Identifier: GPL-2.0-only
// refresh.c - when the firmware is asked: parameters, and the work that asks
#include "refresh.h"

#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "notify.h"

#define PERIOD_MIN_MS 100u
#define PERIOD_MAX_MS (24u * 60 * 60 * 1000)

static unsigned int period_ms = 10000;
static unsigned int low_water;

static void refresh(struct work_struct *work);
static DECLARE_DELAYED_WORK(refresh_work, refresh);

/*
 * One thread asks, and nothing else sees @asking and @told. It is frozen for
 * a suspend, so that no command meets a device that sleeps; what was answered
 * before it ages meanwhile, on the boot clock.
 */
static struct workqueue_struct *queue;
static struct round asking;
static struct seen told;
static bool forced;

/* Protects whether the work may be queued: @host is whose it is, or NULL. */
static DEFINE_MUTEX(running_lock);
static struct host *host;

static void refresh(struct work_struct *work)
{
	unsigned int period = READ_ONCE(period_ms);

	round_run(&asking, period, xchg(&forced, false));
	mutex_lock(&running_lock);
	/* does nothing when somebody wants it sooner */
	if (host && period)
		queue_delayed_work(queue, &refresh_work,
				   msecs_to_jiffies(period));
	mutex_unlock(&running_lock);
	notify_changes(container_of(asking.snapshot, struct host, snapshot),
		       &told, READ_ONCE(low_water));
}

static void hurry(void)
{
	mutex_lock(&running_lock);
	if (host)
		mod_delayed_work(queue, &refresh_work, 0);
	mutex_unlock(&running_lock);
}

void refresh_now(void)
{
	WRITE_ONCE(forced, true);
	hurry();
}

static int set_period(const char *value, const struct kernel_param *param)
{
	unsigned int ms;
	int ret = kstrtouint(value, 0, &ms);

	if (ret)
		return ret;
	if (ms && (ms < PERIOD_MIN_MS || ms > PERIOD_MAX_MS))
		return -EINVAL;
	WRITE_ONCE(period_ms, ms);
	hurry();
	return 0;
}

static const struct kernel_param_ops period_ops = {
	.set = set_period,
	.get = param_get_uint,
};

module_param_cb(period_ms, &period_ops, &period_ms, 0644);
MODULE_PARM_DESC(period_ms, "ms between questions, 0: on demand");
module_param(low_water, uint, 0644);
MODULE_PARM_DESC(low_water, "tell when as few ASIDs are left");

int refresh_start(struct host *h, const struct psp_ops *psp)
{
	asking = (struct round){ .psp = psp, .snapshot = &h->snapshot };
	queue = alloc_workqueue("sevstat", WQ_FREEZABLE | WQ_UNBOUND, 1);
	if (!queue)
		return -ENOMEM;
	mutex_lock(&running_lock);
	host = h;
	mutex_unlock(&running_lock);
	refresh_now();
	return 0;
}

void refresh_stop(void)
{
	mutex_lock(&running_lock);
	host = NULL;
	mutex_unlock(&running_lock);
	cancel_delayed_work_sync(&refresh_work);
	destroy_workqueue(queue);
}
