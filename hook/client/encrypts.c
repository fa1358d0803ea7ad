/* SPDX-License-Identifier: GPL-2.0-or-later */
/* encrypts.c - does this machine encrypt the memory of its guests */
#include "hook/client/encrypts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "cleanup.h"
#include "hook/client/sev_device.h"

#define KVM_DEVICE "/dev/kvm"

#define PAGE_BYTES 4096
/* of AES: each is encrypted by itself, and with its address */
#define BLOCK 16

/* SEV API (55766) chapter 3: no debugging.  KVM has SEV-ES by another command,
 * and what it takes is the same memory and the same key. */
#define POLICY 0x1

/* --- the page ------------------------------------------------------------- */

static uint8_t *map_page(struct err *err)
{
	uint8_t *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED) {
		err_set(err, "cannot map a page: %m");
		return NULL;
	}
	memset(page, 'x', PAGE_BYTES);
	return page;
}

static void unmap_pagep(uint8_t **page)
{
	if (*page)
		munmap(*page, PAGE_BYTES);
}

static size_t changed_blocks(const uint8_t *page)
{
	uint8_t before[BLOCK];
	size_t n = 0, i;

	memset(before, 'x', BLOCK);
	for (i = 0; i < PAGE_BYTES; i += BLOCK)
		n += memcmp(page + i, before, BLOCK) != 0;
	return n;
}

/* What is neither is no proof of anything. */
static int judge(const uint8_t *page, struct err *err)
{
	size_t n = changed_blocks(page), all = PAGE_BYTES / BLOCK;

	if (n == 0 || n == all)
		return n == all;
	return err_set(err,
		       SEV_DEVICE ": LAUNCH_UPDATE_DATA changed %zu of %zu "
				  "blocks of a page",
		       n, all);
}

/* --- the guest ------------------------------------------------------------ */

/* KVM gives an ASID in INIT; ENOTTY: it has no such command, or none of them. */
static int kvm_failed(const char *command, struct err *err)
{
	const char *hint = "";

	if (errno == EBUSY)
		hint = "; no ASID is free";
	else if (errno == ENOTTY)
		hint = "; SEV is off in KVM, or has no ASIDs";
	return err_set(err, KVM_DEVICE ": %s: %m%s", command, hint);
}

static int ask_kvm(int vm, int sev, uint32_t id, const char *command,
		   void *data, struct err *err)
{
	struct kvm_sev_cmd op = {
		.id = id,
		.data = (uintptr_t)data,
		.sev_fd = (uint32_t)sev,
	};

	if (ioctl(vm, KVM_MEMORY_ENCRYPT_OP, &op) == 0)
		return 0;
	if (sev_device_answered(errno, op.error))
		return sev_device_refused(command, op.error, err);
	return kvm_failed(command, err);
}

static int create_vm(struct err *err)
{
	_cleanup_close_ int kvm = open(KVM_DEVICE, O_RDWR | O_CLOEXEC);
	int vm;

	if (kvm < 0)
		return err_set(err, KVM_DEVICE ": %m");
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	return vm < 0 ? err_set(err, KVM_DEVICE ": KVM_CREATE_VM: %m") : vm;
}

/* KVM pins the page while the firmware has it; it needs no memory slot, since
 * no processor will look for it. */
static int encrypt(int vm, int sev, void *page, struct err *err)
{
	struct kvm_sev_launch_start start = { .policy = POLICY };
	struct kvm_sev_launch_update_data update = {
		.uaddr = (uintptr_t)page,
		.len = PAGE_BYTES,
	};

	if (ask_kvm(vm, sev, KVM_SEV_INIT, "INIT", NULL, err) < 0 ||
	    ask_kvm(vm, sev, KVM_SEV_LAUNCH_START, "LAUNCH_START", &start,
		    err) < 0)
		return -1;
	return ask_kvm(vm, sev, KVM_SEV_LAUNCH_UPDATE_DATA,
		       "LAUNCH_UPDATE_DATA", &update, err);
}

/* The VM ends with its descriptor, and gives its ASID back. */
int encrypts_test(struct err *err)
{
	_cleanup_(unmap_pagep) uint8_t *page = NULL;
	_cleanup_close_ int sev = sev_device_open(SEV_DEVICE, err);
	_cleanup_close_ int vm = -1;

	if (sev < 0)
		return -1;
	vm = create_vm(err);
	if (vm < 0)
		return -1;
	page = map_page(err);
	if (!page || encrypt(vm, sev, page, err) < 0)
		return -1;
	return judge(page, err);
}
