/* SPDX-License-Identifier: GPL-2.0-only */
/* round.h - one round of questions to the firmware, and what follows from it */
#ifndef SEVSTAT_ROUND_H
#define SEVSTAT_ROUND_H

#include <linux/types.h>

#include "pace.h"
#include "snapshot.h"

/**
 * struct psp_ops - who is asked
 * @sev_status:	PLATFORM_STATUS
 * @snp_status:	SNP_PLATFORM_STATUS; NULL: can not be asked here
 *
 * Both sleep until there is an answer, set @ret on success only, and @error
 * to the firmware's error or 0. They return 0, or
 * * -ENODEV	there is nobody to ask, nothing was sent
 * * -ETIMEDOUT	the firmware did not answer
 * * -EBUSY	it did not answer somebody before
 * * -EIO	it answered with @error
 * * others	it was not asked for some other reason, such as -ENOMEM
 */
struct psp_ops {
	int (*sev_status)(struct sev_firmware *ret, u32 *error);
	int (*snp_status)(struct snp_firmware *ret, u32 *error);
};

/**
 * struct round - what lasts from one round to the next
 * @psp:	who is asked
 * @snapshot:	where answers go; nobody else writes there
 * @sev:	when to ask again after failures
 * @snp:	the same
 */
struct round {
	const struct psp_ops *psp;
	struct snapshot *snapshot;
	struct pace sev;
	struct pace snp;
};

/**
 * round_run() - ask what is due
 * @r:		one round at a time
 * @period_ms:	how often this is called; 0: on demand
 * @forced:	ask in spite of earlier failures
 *
 * Firmware that once did not answer in time is never asked again: ccp would
 * refuse, and each attempt at waking it up could hang for minutes.
 *
 * Context: sleeps, up to ccp's time-out (100 s by default) for each question.
 */
void round_run(struct round *r, unsigned int period_ms, bool forced);

#endif
