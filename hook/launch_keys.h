/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_keys.h - a launch session for one start, and its keys */
#ifndef HOOK_LAUNCH_KEYS_H
#define HOOK_LAUNCH_KEYS_H

#include "attest/attest.h"
#include "domain.h"

/*
 * DOC: A session for each launch
 *
 * libvirt writes <dhCert> and <session> of the document into the files
 * dh_cert.base64 and session.base64 of the domain's own directory before it
 * calls the hook's "start", and QEMU reads them after it.  Where the document
 * has only zeros, the hook overwrites both with a new session for this host
 * and this guest policy.  The keys stay in
 *
 *   /run/sevgate/launch/<uuid>/tik, tek      16 bytes each, mode 0600
 *
 * for whoever validates the launch, until libvirt releases the domain.  That
 * they are there says that the session is the host's own.
 */

/**
 * launch_keys_put() - make a session, in place of libvirt's zeros
 * @dom:	as the "start" call has it, with an id
 * @attest:	for session_create()
 *
 * Return: 0, or -1 with nothing left behind.
 */
int launch_keys_put(int rootfd, const struct domain *dom,
		    const struct attest_ops *attest, struct err *err);

/**
 * launch_keys_get() - the keys of a domain's present launch
 *
 * Return: 1 and @ret is set, 0 when the session is not the host's own, -1.
 */
int launch_keys_get(int rootfd, const char *uuid, struct session_keys *ret,
		    struct err *err);

/**
 * launch_keys_forget() - drop the keys of a domain
 * @base:	from place_open()
 */
void launch_keys_forget(int base, const char *uuid);

#endif
