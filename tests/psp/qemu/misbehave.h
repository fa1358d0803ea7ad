/* SPDX-License-Identifier: GPL-2.0-or-later */
/* misbehave.h - what the faults do to QMP */
#ifndef PSP_QEMU_MISBEHAVE_H
#define PSP_QEMU_MISBEHAVE_H

#include <jansson.h>

#include "host.h"

/*
 * Each writes "QMP COMMAND ..." into the trace when it does something, so
 * that a test knows when it is in the middle of it.
 */

/**
 * misbehave_delay() - let a command wait
 *
 * Reads the fault file again and again: the wait ends when the time is over,
 * or when the fault is gone.
 */
void misbehave_delay(struct sev_host *host, const char *command);

/**
 * misbehave_error() - how a command fails
 *
 * Return: QEMU's words, or NULL when it does not.
 */
const char *misbehave_error(const struct sev_host *host, const char *command);

/**
 * misbehave_answer() - change an answer
 * @answer:	{"return": {...}}; a field that is there keeps its type, others
 *		are not made
 */
void misbehave_answer(const struct sev_host *host, const char *command,
		      json_t *answer);

#endif
