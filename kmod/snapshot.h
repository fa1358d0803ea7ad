/* SPDX-License-Identifier: GPL-2.0-only */
/* snapshot.h - the firmware's last answers, for readers who must not wait */
#ifndef SEVSTAT_SNAPSHOT_H
#define SEVSTAT_SNAPSHOT_H

#include <linux/seqlock.h>
#include <linux/types.h>

#include "decode.h"

/**
 * enum fw_health - what is known of the firmware as such
 * @FW_UNKNOWN:	never answered
 * @FW_ANSWERS:	answered the last question, or an earlier one
 * @FW_ABSENT:	there is nobody to ask: ccp has no device, or none with SEV
 * @FW_DEAD:	did not answer in time; ccp talks to it no more, nor do we
 */
enum fw_health { FW_UNKNOWN, FW_ANSWERS, FW_ABSENT, FW_DEAD };

/**
 * struct fw_snapshot - what is known of the firmware
 * @health:		whether it answers
 * @snp_valid:		@snp is of the last question; @sev is while @health
 *			is FW_ANSWERS
 * @sev:		last answer to PLATFORM_STATUS
 * @snp:		last answer to SNP_PLATFORM_STATUS
 * @answered_ns:	when @sev came, on the boot clock
 * @cost_ns:		how long the last question took, answer or not
 * @last_errno:		kernel's error of the last question that failed, negative
 * @last_error:		firmware's error of it, 0: it did not say one
 * @queries:		commands given to the firmware
 * @errors:		commands that failed
 */
struct fw_snapshot {
	enum fw_health health;
	bool snp_valid;
	struct sev_firmware sev;
	struct snp_firmware snp;
	u64 answered_ns;
	u64 cost_ns;
	int last_errno;
	u32 last_error;
	u64 queries;
	u64 errors;
};

/**
 * struct snapshot - one that is replaced as a whole
 * @lock:	readers never keep the writer waiting, and repeat a copy of some
 *		hundred bytes when they met it
 * @now:	protected by @lock
 */
struct snapshot {
	seqlock_t lock;
	struct fw_snapshot now;
};

/**
 * snapshot_init() - nothing is known
 * @s:	to be set up, before anybody else sees it
 */
void snapshot_init(struct snapshot *s);

/**
 * snapshot_read() - copy what is known
 * @s:		to be read
 * @ret:	all of it of one moment
 *
 * Context: any but interrupts; never sleeps.
 */
void snapshot_read(struct snapshot *s, struct fw_snapshot *ret);

/**
 * snapshot_write() - replace what is known
 * @s:		to be written
 * @from:	copied
 *
 * Context: any but interrupts; never sleeps.
 */
void snapshot_write(struct snapshot *s, const struct fw_snapshot *from);

/**
 * snapshot_state() - the state of the firmware in a word
 * @s:	what is known
 *
 * Return: uninit, init, working, unknown, absent or dead.
 */
const char *snapshot_state(const struct fw_snapshot *s);

#endif
