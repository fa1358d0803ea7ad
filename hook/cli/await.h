/* SPDX-License-Identifier: GPL-2.0-or-later */
/* await.h - wait for what the agent finds out */
#ifndef HOOK_CLI_AWAIT_H
#define HOOK_CLI_AWAIT_H

#include "err.h"
#include "xml.h"

/**
 * struct await - a watch over the records of one domain
 */
struct await {
	int fd, rootfd;
	const char *uuid;
};

/**
 * await_open() - watch from now on: before the start that is waited for
 *
 * Return: 0, or -1.
 */
int await_open(struct await *await, int rootfd, const char *uuid,
	       struct err *err);

/**
 * await_attestation() - wait for an attestation that is complete
 * @launch:	libvirt's number of the launch
 * @seconds:	at most
 *
 * Return: the record, freed with xml_free(), or NULL.
 */
struct xml *await_attestation(struct await *await, unsigned int launch,
			      int seconds, struct err *err);

void await_close(struct await *await);

#endif
