/* SPDX-License-Identifier: GPL-2.0-or-later */
/* used_sessions.h - a session of a guest's owner is good for one launch */
#ifndef HOOK_USED_SESSIONS_H
#define HOOK_USED_SESSIONS_H

#include "domain.h"

/**
 * used_sessions_add() - remember that a domain's session is used now
 * @dom:	with a session of its owner
 *
 * A session that is used twice lets a host show its owner the measurement of
 * the first launch for the second.  What is kept is the MAC over the wrapped
 * keys, which tells sessions apart and nothing else: SEV API (55766) 6.2.
 *
 * Return: 1 it is remembered, 0 it was used before, -1 it cannot be told.
 */
int used_sessions_add(int rootfd, const struct domain *dom, struct err *err);

#endif
