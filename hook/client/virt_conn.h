/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_conn.h - for the files that speak to libvirt's library, and no other */
#ifndef HOOK_CLIENT_VIRT_CONN_H
#define HOOK_CLIENT_VIRT_CONN_H

#include <libvirt/libvirt.h>

#include "hook/client/virt.h"

/**
 * struct virt - a connection
 * @callback:	for domain events, -1: nobody is told
 */
struct virt {
	virConnectPtr conn;
	bool local;
	int callback;
};

/**
 * virt_unwatch() - undo virt_watch(); each callback holds the connection open
 */
void virt_unwatch(struct virt *virt);

/**
 * virt_fail() - "what: libvirt's reason"
 *
 * Return: -1.
 */
int virt_fail(struct err *err, const char *what);

/**
 * virt_find() - a domain by name or UUID
 *
 * Return: freed with virDomainFree(), or NULL.
 */
virDomainPtr virt_find(const struct virt *virt, const char *domain,
		       struct err *err);

/* At the end of a scope: freeing it earlier forgets libvirt's last error. */
static inline void dom_freep(virDomainPtr *dom)
{
	if (*dom)
		virDomainFree(*dom);
}

#endif
