/* SPDX-License-Identifier: GPL-2.0-or-later */
/* agent_lock.h - is there an agent on this machine */
#ifndef HOOK_AGENT_LOCK_H
#define HOOK_AGENT_LOCK_H

#include <stdbool.h>

#include "err.h"

/**
 * agent_lock() - be the agent, until the process ends
 *
 * Return: 0, or -1 when there is one.
 */
int agent_lock(int rootfd, struct err *err);

/**
 * agent_is_there() - does one run
 */
bool agent_is_there(int rootfd);

#endif
