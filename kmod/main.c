// SPDX-License-Identifier: GPL-2.0-only
// main.c - begin and end: each step has its mirror
#include <linux/init.h>
#include <linux/module.h>

#include "host.h"
#include "kvm.h"
#include "platform.h"
#include "psp.h"
#include "refresh.h"

static struct host host;

static int __init sevstat_init(void)
{
	int ret = platform_detect(&host.platform);

	if (ret)
		return ret;
	snapshot_init(&host.snapshot);
	ret = kvm_start();
	if (ret)
		return ret;
	ret = psp_start();
	if (ret)
		goto err_kvm;
	ret = host_create(&host);
	if (ret)
		goto err_psp;
	ret = refresh_start(&host, psp_questions(host.platform.snp));
	if (ret)
		goto err_host;
	return 0;

err_host:
	host_destroy(&host);
err_psp:
	psp_stop();
err_kvm:
	kvm_stop();
	return ret;
}

static void __exit sevstat_exit(void)
{
	refresh_stop();
	host_destroy(&host);
	psp_stop();
	kvm_stop();
}

module_init(sevstat_init);
module_exit(sevstat_exit);

MODULE_DESCRIPTION("AMD SEV firmware and ASIDs in sysfs");
MODULE_AUTHOR("the sevgate maintainers");
MODULE_VERSION(SEVSTAT_VERSION);
MODULE_LICENSE("GPL");
