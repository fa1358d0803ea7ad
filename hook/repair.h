/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair.h - refused starts that the agent is to mend and try again */
#ifndef HOOK_REPAIR_H
#define HOOK_REPAIR_H

#include "decision.h"

/**
 * repair_ask() - leave a note for the agent, where the profile wants one and
 *		  mending would help
 */
void repair_ask(int rootfd, const struct decision *d);

/**
 * repair_open() - the directory of the notes, each named by a uuid
 *
 * Return: a file descriptor, or -1 with errno.
 */
int repair_open(int rootfd);

/**
 * repair_drop() - take back the note of one domain
 */
void repair_drop(int rootfd, const char *uuid);

#endif
