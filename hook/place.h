/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place.h - our directories below /run/sevgate */
#ifndef HOOK_PLACE_H
#define HOOK_PLACE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * DOC: What is kept at run time
 *
 *   domains/<uuid>/       decisions and attestations, see record.h
 *   names/<name>          links to those directories
 *   launch/<uuid>/        the keys of a launch, see launch_keys.h
 *   platform/chain        this host's verified certificates, see platform.h
 *   repair/<uuid>         a refused start that is to be mended and tried again
 *   metrics/              counters and the agent's state, for everybody to read
 *
 * Below /var/lib/sevgate, over a reboot:
 *
 *   platform/chain        the same chain: domains start before the agent does
 *   sessions/<hex>        sessions of guests' owners that were used
 *
 * All of it but metrics/ is for root alone.  For the daemon of a user's session the place
 * is /run/user/<uid>/sevgate.
 */

/**
 * place_open() - the directory of ours
 * @rootfd:	the directory that stands for "/"
 * @make:	make it where it is missing
 *
 * Return: a file descriptor, or -1 with errno.
 */
int place_open(int rootfd, bool make);

/**
 * place_open_kept() - the directory of what outlives a reboot, made where it
 *		       is missing: /var/lib/sevgate, root's
 *
 * Return: a file descriptor, or -1 with errno.
 */
int place_open_kept(int rootfd);

/**
 * place_open_dir() - a directory in it, made where it is missing
 *
 * Return: a file descriptor, or -1 with errno; EPERM when it is another
 * user's or others can write to it.
 */
int place_open_dir(int dirfd, const char *name);

/**
 * place_open_shown() - the directory of what everybody may read
 * @make:	make it where it is missing; for root
 *
 * It is the host's, whoever asks: users' sessions have none.
 *
 * Return: a file descriptor, or -1 with errno.
 */
int place_open_shown(int rootfd, bool make);

/**
 * place_is_name() - is an outside name one component of a path
 */
bool place_is_name(const char *name);

/**
 * place_replace() - write a file as a whole, mode 0600
 *
 * Return: 0, or -1 with errno; then the old file is as it was.
 */
int place_replace(int dirfd, const char *name, const void *data, size_t len);

/**
 * place_publish() - write a file as a whole for everybody to read, mode 0644
 * @keep:	it has to be on the disk before the old one is gone
 *
 * Others may do the same at the same time; one of the files is there then.
 *
 * Return: 0, or -1 with errno; then the old file is as it was.
 */
int place_publish(int dirfd, const char *name, const void *data, size_t len,
		  bool keep);

/**
 * place_create() - write a file that must not be there, mode 0600
 *
 * Return: 0, or -1 with errno; then there is no file.
 */
int place_create(int dirfd, const char *name, const void *data, size_t len);

/**
 * place_write_all() - write to a file descriptor until all is written
 *
 * Return: 0, or -1 with errno.
 */
int place_write_all(int fd, const void *data, size_t len);

#endif
