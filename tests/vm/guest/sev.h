/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev.h - the kernel's interfaces to SEV, as the test programs use them */
#ifndef VM_GUEST_SEV_H
#define VM_GUEST_SEV_H

#include <linux/kvm.h>
#include <linux/psp-sev.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Newer than some distribution's headers.  Source: Linux 6.11,
 * include/uapi/linux/psp-sev.h, arch/x86/include/uapi/asm/kvm.h.
 */
#define SEV_ASK_SNP_PLATFORM_STATUS 9
#define SEV_ASK_SNP_COMMIT	    10
#define SEV_ASK_SNP_SET_CONFIG	    11

#define SEV_VM_TYPE_SNP 4

enum {
	SEV_VM_INIT2 = 22,
	SEV_VM_SNP_LAUNCH_START = 100,
};

struct sev_vm_init2 {
	uint64_t vmsa_features;
	uint32_t flags;
	uint16_t ghcb_version, pad;
	uint32_t pads[8];
};

struct sev_vm_snp_launch_start {
	uint64_t policy;
	uint8_t gosvw[16];
	uint16_t flags;
	uint8_t pad[6];
	uint64_t pads[4];
};

struct sev_ask_snp_status {
	uint8_t api_major, api_minor, state, is_rmp;
	uint32_t build, features, guest_count;
	uint64_t current_tcb, reported_tcb;
} __attribute__((packed));

struct sev_ask_snp_config {
	uint64_t reported_tcb;
	uint32_t mask_chip; /* bit 0: the ID, bit 1: the key */
	uint8_t reserved[52];
} __attribute__((packed));

/**
 * sev_open() - /dev/sev; ends the program when there is none
 */
int sev_open(void);

/**
 * sev_ask() - one command of /dev/sev
 *
 * Return: 0, or what sev_failed() says.
 */
int sev_ask(int fd, uint32_t command, void *data);

/**
 * sev_vm() - one command of a KVM VM's KVM_MEMORY_ENCRYPT_OP
 */
int sev_vm(int vm, int fd, uint32_t command, void *data);

/**
 * sev_failed() - print "COMMAND errno E firmware N"
 * @command:	as the specification calls it
 *
 * Return: 1, the exit status.
 */
int sev_failed(const char *command);

/**
 * sev_read_file() - a whole file
 * @data:	has room for @max + 1 bytes
 *
 * Ends the program when it can not be read or has more than @max bytes.
 *
 * Return: bytes.
 */
size_t sev_read_file(const char *path, void *data, size_t max);

/**
 * sev_write_file() - the other way
 */
void sev_write_file(const char *path, const void *data, size_t len);

#endif
