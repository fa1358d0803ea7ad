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
 *   /run/sevgate/domains/<uuid>/attestation.xml  what its launch measured to
 *   /run/sevgate/domains/<uuid>/mismatch.xml   why it was destroyed after that
 *   /run/sevgate/names/<name>                  link to that directory
 *
 * Files are replaced as a whole.  decision.xml and attestation.xml go when the
 * domain does.
 * refused.xml and mismatch.xml stay, because libvirt calls "release" right
 * after a refusal; they go when the domain is next allowed to start.  The directories are for
 * root alone, as findings name the files of guests.  In a session daemon's
 * hook the place is /run/user/<uid>/sevgate.  The link by name is there
 * because the release call must not depend on a parsed document.
 */
#define RECORD_ALLOWED	"decision.xml"
#define RECORD_REFUSED	"refused.xml"
#define RECORD_ATTESTED "attestation.xml"
#define RECORD_MISMATCH "mismatch.xml"

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
 * record_open() - the directory of a domain's records
 * @make:	make it where it is missing
 *
 * Return: a file descriptor, or -1 with errno.
 */
int record_open(int rootfd, const char *uuid, bool make);

/**
 * record_changed() - tell whoever watches the directory of all records
 *
 * Files are replaced below it, which it does not show by itself.
 */
void record_changed(int rootfd);

/**
 * record_stamp() - set the attribute "time" to now
 */
void record_stamp(xmlNode *node);

/**
 * record_time() - what record_stamp() set, in seconds since 1970; 0: nothing
 */
time_t record_time(const xmlNode *node);

/**
 * record_load() - what was kept
 * @file:	RECORD_ALLOWED, RECORD_REFUSED, ...
 *
 * Return: the document, freed with xml_free(), or NULL.
 */
struct xml *record_load(int rootfd, const char *uuid, const char *file);

/**
 * record_is_allowed() - did the hook allow this launch of a domain
 * @launch:	libvirt's number of the launch
 */
bool record_is_allowed(int rootfd, const char *uuid, const char *launch);

/**
 * record_forget() - the domain is gone, and so are the keys of its launch
 * @name:	its name, may be hostile; one that is no file name is ignored
 */
void record_forget(int rootfd, const char *name);

#endif
