/* SPDX-License-Identifier: GPL-2.0-only */
/* kvm.h - what kvm_amd was loaded with, and whether it is */
#ifndef SEVSTAT_KVM_H
#define SEVSTAT_KVM_H

#include "asid.h"

/**
 * kvm_start() - begin to watch kvm_amd come and go
 *
 * Return: 0 or a negative errno.
 */
int kvm_start(void);

/**
 * kvm_stop() - the mirror of kvm_start()
 */
void kvm_stop(void);

/**
 * kvm_read() - what kvm_amd can start
 * @ret:	as of now; kvm_amd decides it when it is loaded
 *
 * Context: any but interrupts; never sleeps.
 */
void kvm_read(struct asid_kvm *ret);

#endif
