/* SPDX-License-Identifier: GPL-2.0-only */
/* refresh.h - when the firmware is asked: parameters, and the work that asks */
#ifndef SEVSTAT_REFRESH_H
#define SEVSTAT_REFRESH_H

#include "host.h"
#include "round.h"

/**
 * refresh_start() - ask for the first time, and again every period
 * @h:		whose snapshot to keep fresh, with its device made
 * @psp:	whom to ask
 *
 * Return: 0 or a negative errno.
 */
int refresh_start(struct host *h, const struct psp_ops *psp);

/**
 * refresh_stop() - the mirror of refresh_start()
 *
 * Waits for the question in flight.
 */
void refresh_stop(void);

/**
 * refresh_now() - ask soon, in spite of earlier failures
 *
 * Does not wait, and does nothing while nobody is to be asked.
 */
void refresh_now(void);

#endif
