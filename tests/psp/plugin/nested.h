/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nested.h - what a guest's processor needs that QEMU's SVM has not */
#ifndef PSP_PLUGIN_NESTED_H
#define PSP_PLUGIN_NESTED_H

#include "qemu_api.h"

/* the bit of an address that says "encrypted" */
#define SEV_C_BIT 51

/**
 * nested_look_at() - be asked where guests are entered and left
 * @insn:	any instruction that is translated
 * @bytes:	its first ones
 * @len:	its length in bytes
 *
 * Source: AMD 24593 (APM volume 2) 15.5, 15.7.1, 15.8.4, appendix B and C.
 */
void nested_look_at(struct qemu_plugin_insn *insn, const uint8_t *bytes,
		    size_t len);

/** nested_is_running() - does the vCPU execute a guest's instructions */
bool nested_is_running(unsigned int vcpu);

/** nested_is_sev() - and is that guest one with SEV */
bool nested_is_sev(unsigned int vcpu);

#endif
