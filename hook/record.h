/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record.h - what was decided, for those who come later */
#ifndef HOOK_RECORD_H
#define HOOK_RECORD_H

#include "decision.h"

/*
 * DOC: Decision records
 *
 *   /run/sevgate/domains/<uuid>/decision.xml   of a domain that may start
 *   /run/sevgate/domains/<uuid>/refused.xml    of one that was refused
 *   /run/sevgate/names/<name>                  link to that directory
 *
 * Files are replaced as a whole.  decision.xml goes when the domain does.
 * refused.xml stays, because libvirt calls "release" right after a refusal;
 * it goes when the domain is next allowed to start.  The directories are for
 * root alone, as findings name the files of guests.  In a session daemon's
 * hook the place is /run/user/<uid>/sevgate.  The link by name is there
 * because the release call must not depend on a parsed document.
 */
#define RECORD_ALLOWED "decision.xml"
#define RECORD_REFUSED "refused.xml"

/* Whoever may define domains could otherwise fill /run with refusals. */
#define RECORD_MAX_DOMAINS 10000

/**
 * record_write() - keep a decision
 * @rootfd:	the directory that stands for "/"
 *
 * Return: 0, or -1; the decision itself does not depend on it.
 */
int record_write(int rootfd, const struct decision *d, struct err *err);

/**
 * record_forget() - the domain is gone
 * @name:	its name, may be hostile; one that is no file name is ignored
 */
void record_forget(int rootfd, const char *name);

#endif
