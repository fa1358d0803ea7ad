/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch.h - what QEMU does with SEV before a guest runs */
#ifndef PSP_QEMU_LAUNCH_H
#define PSP_QEMU_LAUNCH_H

#include "host.h"

/**
 * launch_sev() - everything up to the measurement
 *
 * Says on stderr what QEMU would say.
 *
 * Return: 0, or -1 when QEMU would exit with status 1 now.
 */
int launch_sev(struct sev_host *host);

/**
 * launch_finish() - what happens when the processors start first
 *
 * SEV-SNP loads the guest only now.
 *
 * Return: as launch_sev().
 */
int launch_finish(struct sev_host *host);

#endif
