/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt.h - talking to libvirt: the only user of its library */
#ifndef HOOK_CLIENT_VIRT_H
#define HOOK_CLIENT_VIRT_H

#include <stdbool.h>

#include "err.h"
#include "hook/client/sev_info.h"
#include "hook/client/sev_support.h"
#include "host.h"

struct virt;

/**
 * virt_open() - connect
 * @uri:	or NULL for libvirt's default
 *
 * Return: the connection, or NULL with @err filled.
 */
struct virt *virt_open(const char *uri, struct err *err);

/**
 * virt_close() - disconnect
 * @virt:	may be NULL
 */
void virt_close(struct virt *virt);

static inline void virt_closep(struct virt **virt)
{
	virt_close(*virt);
}

/**
 * virt_is_local() - is the daemon on this machine, so that files are its own
 */
bool virt_is_local(const struct virt *virt);

/**
 * virt_versions() - fill in the versions of libvirt and QEMU
 */
void virt_versions(const struct virt *virt, struct host *host);

/**
 * virt_sev_support() - what guests the daemon and its QEMU can start
 *
 * The daemon may have to ask QEMU first, which takes seconds.
 *
 * Return: 0, or -1.
 */
int virt_sev_support(const struct virt *virt, struct sev_support *ret,
		     struct err *err);

/**
 * virt_cbitpos() - the C-bit's position as the daemon's QEMU sees it
 *
 * Return: the position, 0 when it is not known.
 */
unsigned int virt_cbitpos(const struct virt *virt);

/**
 * virt_sev_info() - the certificates of the host
 *
 * Return: 0, or -1: also where QEMU knows no SEV.
 */
int virt_sev_info(const struct virt *virt, struct sev_info *ret,
		  struct err *err);

/**
 * virt_get_xml() - the definition that holds from the next start on
 * @domain:	name or UUID
 * @ret_xml:	with secrets, the caller frees it
 *
 * Return: 0, or -1.
 */
int virt_get_xml(const struct virt *virt, const char *domain, char **ret_xml,
		 struct err *err);

/**
 * virt_define() - replace a definition
 *
 * libvirt checks the document against its schema.
 *
 * Return: 0, or -1.
 */
int virt_define(const struct virt *virt, const char *xml, struct err *err);

/**
 * virt_is_active() - does the domain run, so that a definition waits
 */
bool virt_is_active(const struct virt *virt, const char *domain);

/**
 * virt_check_running() - has the domain memory to look at
 *
 * Return: 0 when it runs or is paused, or -1 with the reason.
 */
int virt_check_running(const struct virt *virt, const char *domain,
		       struct err *err);

/**
 * virt_dump_memory() - write a running guest's memory into a file or FIFO
 * @path:	as the daemon sees it
 *
 * The daemon pauses a guest that runs meanwhile, and lets it run again
 * afterwards, also when writing fails; one that is paused stays paused.  The
 * result is an ELF core file.
 *
 * Return: 0, or -1.
 */
int virt_dump_memory(const struct virt *virt, const char *domain,
		     const char *path, struct err *err);

/**
 * virt_list() - the names of all domains, running or not, sorted
 * @ret:	NULL terminated; the caller frees it with virt_list_free()
 *
 * Return: 0, or -1.
 */
int virt_list(const struct virt *virt, char ***ret, struct err *err);

/**
 * virt_uuids() - the UUIDs of all domains, running or not
 */
int virt_uuids(const struct virt *virt, char ***ret, struct err *err);

/**
 * virt_is_persistent() - does the domain have a definition to change
 */
bool virt_is_persistent(const struct virt *virt, const char *domain);

void virt_list_free(char **names);

#endif
