/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answer.h - the QMP commands that the stand-in answers itself */
#ifndef PSP_QEMU_ANSWER_H
#define PSP_QEMU_ANSWER_H

#include <jansson.h>

#include "host.h"

/**
 * answer_command() - answer a command in QEMU's place
 * @command:	its name
 * @arguments:	of it, may be NULL
 * @ret_dead:	set when QEMU would have exited instead of answering
 *
 * Return: {"return": ...} or {"error": ...}, or NULL when the command is for
 * the real QEMU.
 */
json_t *answer_command(struct sev_host *host, const char *command,
		       const json_t *arguments, bool *ret_dead);

/**
 * answer_amend() - change a command on its way to the real QEMU
 *
 * Under TCG there is no CPU model "host"; "max" stands for it.
 *
 * Return: whether @arguments were changed.
 */
bool answer_amend(const struct sev_host *host, const char *command,
		  json_t *arguments);

/**
 * answer_blocked() - what query-migrate says beside what QEMU said
 *
 * A guest that runs encrypted blocks migration, and libvirt asks for that
 * before it tries.
 *
 * Return: whether @reply was changed.
 */
bool answer_blocked(const struct sev_host *host, json_t *reply);

#endif
