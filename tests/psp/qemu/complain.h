/* SPDX-License-Identifier: GPL-2.0-or-later */
/* complain.h - messages in the form of QEMU's own */
#ifndef PSP_QEMU_COMPLAIN_H
#define PSP_QEMU_COMPLAIN_H

#include "args.h"

/**
 * complain() - one line on stderr: time, program, message
 * @args:	says whether the time is wanted
 */
void complain(const struct qemu_args *args, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * complain_accel() - the same from within the accelerator's initialization
 *
 * QEMU names the option it is working on there: "-accel kvm: ".
 */
void complain_accel(const struct qemu_args *args, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * complain_wait() - until stderr has a reader's attention, a second at most
 *
 * libvirt looks for the last words of a QEMU in a log that another process
 * writes.  The real QEMU takes long enough to exit for that; we do not.
 */
void complain_wait(void);

/**
 * complain_fw_error() - QEMU's words for a firmware status
 *
 * Source: QEMU, target/i386/sev.c, the texts it prints.
 */
const char *complain_fw_error(int status);

#endif
