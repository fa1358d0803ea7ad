// SPDX-License-Identifier: GPL-2.0-only
// psp.c - ask the firmware, through ccp; nothing else knows ccp
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "psp.h"

#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/psp-sev.h>
#include <linux/string.h>

#include "compat.h"

#if HAVE_SNP_COMMANDS
#include <linux/psp.h>
#endif

/*
 * ccp looks for its device when it is loaded, and never again: after the
 * device was taken from the driver ccp's functions use memory that went with
 * it, and still do when the device comes back. (psp_master in
 * drivers/crypto/ccp/psp-dev.c, from 4.20 to 7.3.) So they are called while
 * the device is surely there, which the lock holds, and not once it was lost.
 */
static DEFINE_MUTEX(psp_lock);
static bool psp_gone;

static bool is_ccp(const struct device *dev)
{
	return dev->driver && !strcmp(dev->driver->name, "ccp");
}

static int find_ccp(struct device *dev, void *data)
{
	return is_ccp(dev);
}

static int pci_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event != BUS_NOTIFY_UNBIND_DRIVER || !is_ccp(data))
		return NOTIFY_DONE;
	/* waits for the command in flight, as ccp does itself */
	mutex_lock(&psp_lock);
	psp_gone = true;
	mutex_unlock(&psp_lock);
	dev_warn(data, "sevstat: ccp lost it; reload both\n");
	return NOTIFY_OK;
}

static struct notifier_block pci_events = { .notifier_call = pci_event };

int psp_start(void)
{
	int ret = bus_register_notifier(&pci_bus_type, &pci_events);

	if (ret)
		return ret;
	mutex_lock(&psp_lock);
	if (!bus_for_each_dev(&pci_bus_type, NULL, NULL, find_ccp))
		psp_gone = true;
	mutex_unlock(&psp_lock);
	return 0;
}

void psp_stop(void)
{
	bus_unregister_notifier(&pci_bus_type, &pci_events);
}

/* ccp says -1 where the firmware was not called; of others 16 bits count */
static u32 firmware_error(int error)
{
	return error == -1 ? 0 : error;
}

static int platform_status(struct sev_firmware *ret, u32 *error)
{
	struct sev_user_data_status wire = {};
	int code = 0;
	int err;

	mutex_lock(&psp_lock);
	err = psp_gone ? -ENODEV : sev_platform_status(&wire, &code);
	mutex_unlock(&psp_lock);
	*error = firmware_error(code);
	if (!err)
		decode_sev(&wire, ret);
	return err;
}

static const struct psp_ops sev_questions = { .sev_status = platform_status };

#if HAVE_SNP_COMMANDS

/*
 * The page becomes the firmware's and comes back when it is freed, so that
 * what is in it has to be read before. It can not be kept: when the platform
 * is initialised in between, the firmware would refuse it.
 */
static int ask_with_page(struct snp_firmware *ret, int *code)
{
	struct sev_data_snp_addr buffer = {};
	struct snp_wire *wire;
	int err;

	wire = snp_alloc_firmware_page(GFP_KERNEL | __GFP_ZERO);
	if (!wire)
		return -ENOMEM;
	buffer.address = __psp_pa(wire);
	err = sev_do_cmd(SEV_CMD_SNP_PLATFORM_STATUS, &buffer, code);
	if (!err)
		decode_snp(wire, ret);
	snp_free_firmware_page(wire);
	return err;
}

static int snp_platform_status(struct snp_firmware *ret, u32 *error)
{
	int code = 0;
	int err;

	mutex_lock(&psp_lock);
	err = psp_gone ? -ENODEV : ask_with_page(ret, &code);
	mutex_unlock(&psp_lock);
	*error = firmware_error(code);
	return err;
}

static const struct psp_ops snp_questions = {
	.sev_status = platform_status,
	.snp_status = snp_platform_status,
};

const struct psp_ops *psp_questions(bool cpu_has_snp)
{
	return cpu_has_snp ? &snp_questions : &sev_questions;
}

#else

const struct psp_ops *psp_questions(bool cpu_has_snp)
{
	return &sev_questions;
}

#endif
