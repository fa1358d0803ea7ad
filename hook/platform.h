/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.h - the certificates of this host, verified by the agent */
#ifndef HOOK_PLATFORM_H
#define HOOK_PLATFORM_H

#include <stddef.h>

#include "attest/cert.h"

/*
 * DOC: Who verifies what
 *
 * The hook may not speak to libvirt, and has no time to ask the firmware for
 * this host's PDH.  The agent does, or asks libvirt where it may not, follows
 * the certificates up to AMD's root, and leaves the chain in
 * /run/sevgate/platform/chain, which only root can write.  The hook takes the
 * PDH out of it.  What is there is verified; what could not be
 * verified is not there.
 *
 * When a host boots, libvirt starts domains before anybody can ask it for
 * anything.  For them there is a copy in /var/lib/sevgate.  Should the PDH have
 * changed since, the firmware refuses the session, and the guest does not run.
 */

/**
 * platform_publish() - leave a verified chain for the hook
 * @chain:	PDH, PEK, OCA, CEK; NULL: take back what is there
 *
 * Return: 0, or -1.
 */
int platform_publish(int rootfd, const struct sev_cert chain[4],
		     struct err *err);

/**
 * platform_pdh() - this host's PDH
 * @ret:	set on success only
 *
 * Return: 0, or -1.
 */
int platform_pdh(int rootfd, struct sev_cert *ret, struct err *err);

#endif
