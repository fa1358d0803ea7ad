/* SPDX-License-Identifier: GPL-2.0-only */
/* psp.h - ask the firmware, through ccp; nothing else knows ccp */
#ifndef SEVSTAT_PSP_H
#define SEVSTAT_PSP_H

#include "round.h"

/**
 * psp_start() - begin to watch whether ccp has its device
 *
 * Return: 0 or a negative errno.
 */
int psp_start(void);

/**
 * psp_stop() - the mirror of psp_start()
 */
void psp_stop(void);

/**
 * psp_questions() - how to ask
 * @cpu_has_snp:	there is SNP firmware
 *
 * Return: questions that this kernel's ccp can be asked.
 */
const struct psp_ops *psp_questions(bool cpu_has_snp);

#endif
