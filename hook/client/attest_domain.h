/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_domain.h - was a guest launched from what it should be */
#ifndef HOOK_CLIENT_ATTEST_DOMAIN_H
#define HOOK_CLIENT_ATTEST_DOMAIN_H

#include "attest/measure.h"
#include "boot.h"
#include "hook/attestation.h"
#include "hook/client/judge.h"
#include "hook/client/secrets.h"
#include "hook/client/virt_guest.h"

/*
 * DOC: Who does what
 *
 * The agent and "sevgate start" attest on the host, by the keys that the hook
 * made; "sevgate attest" does it for the guest's owner, by his.  All of them
 * compare with launch_compare() and give secrets with launch_give().
 */

/**
 * struct launch_seen - what the firmware says of a launch
 * @info:	as libvirt gives it
 * @m:		the measurement, decoded
 */
struct launch_seen {
	struct virt_launch info;
	struct measurement m;
};

void launch_seen_clear(struct launch_seen *seen);

/**
 * launch_compare() - hold a guest's launch against a claim
 * @claim:	@claim->reported is filled in here
 * @rootfd, @files: where neighbours of what was launched are, one of which
 *		may explain a mismatch
 * @seen:	release with launch_seen_clear() in every case
 * @err:	on 0 what differs, on -1 why it cannot be told
 *
 * What is no measurement at all is none that fits: 0, not -1.
 *
 * Return: 1 it is what is claimed, 0 it is not, -1 not to be told.
 */
int launch_compare(const struct virt *virt, const char *domain,
		   struct claim *claim, int rootfd,
		   const struct boot_files *files, struct launch_seen *seen,
		   struct err *err);

/**
 * launch_verify() - measure_verify(), and the neighbours if nothing else
 *		     explains a mismatch
 */
int launch_verify(struct claim *claim, const struct measurement *m, int rootfd,
		  const struct boot_files *files, struct err *err);

/**
 * launch_give() - give a guest its secrets, before it boots
 * @room:	bytes of the firmware's secret area
 *
 * Return: 0, or -1.
 */
int launch_give(const struct virt *virt, const char *domain,
		const struct session_keys *keys, const struct launch_seen *seen,
		const struct secrets *secrets, size_t room, struct err *err);

/**
 * struct attested_domain - what attest_domain() did
 * @attested:	how it ended
 * @known:	it had been attested before; nothing was done
 * @ours:	a profile speaks of the domain; if not, nothing was done
 * @unchecked:	the hook never allowed this start
 * @resumed:	the guest was waiting, and runs now
 * @destroyed:	the guest is gone
 * @ended:	it ended by itself meanwhile, so that nothing came of it
 * @later:	it could not be told, or not be done, and is to be tried again
 * @tech:	what kind of guest it is
 * @when:	when it was attested, in seconds since 1970
 * @name:	of the domain, owned
 * @message:	why, in one line
 */
struct attested_domain {
	enum attested attested;
	bool known, ours, unchecked, resumed, destroyed, ended, later;
	enum tech tech;
	time_t when;
	char *name;
	struct err message;
};

void attested_domain_clear(struct attested_domain *done);

/**
 * attest_domain() - do for a running guest what its profile says
 * @j:		connected
 * @uuid:	of the domain
 * @step:	called with what is about to be done, or NULL
 * @ret:	release with attested_domain_clear()
 *
 * Compares the measurement with what the live document and the profile
 * expect; then gives secrets to a guest that waits for it and resumes it, or
 * destroys it, and leaves a record.  Called again after having been killed at
 * any point, it goes on where it was.
 *
 * Return: 0, or -1 when the domain could not be looked at.
 */
int attest_domain(struct judge *j, const char *uuid,
		  void (*step)(const char *what), struct attested_domain *ret,
		  struct err *err);

#endif
