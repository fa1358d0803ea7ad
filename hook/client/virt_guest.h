/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_guest.h - what is done with a guest around its launch */
#ifndef HOOK_CLIENT_VIRT_GUEST_H
#define HOOK_CLIENT_VIRT_GUEST_H

#include <stdint.h>

#include "hook/client/virt.h"

/* What libvirt gives as text from the firmware is never longer. */
#define VIRT_TEXT_MAX 4096

/**
 * enum virt_state - what a guest is doing
 * @VIRT_GONE:		libvirt does not know it
 * @VIRT_SHUT:		nothing
 * @VIRT_FRESH:		paused since it was started: no instruction has run
 * @VIRT_PAUSED:	paused later
 * @VIRT_RUNNING:	running, or about to end
 */
enum virt_state {
	VIRT_GONE,
	VIRT_SHUT,
	VIRT_FRESH,
	VIRT_PAUSED,
	VIRT_RUNNING,
};

/**
 * virt_state() - what a guest is doing
 * @domain:	name or UUID
 *
 * Return: enum virt_state, or -1.
 */
int virt_state(const struct virt *virt, const char *domain, struct err *err);

/**
 * virt_name() - the name of a domain
 *
 * Return: malloc()ed, or NULL.
 */
char *virt_name(const struct virt *virt, const char *domain, struct err *err);

/**
 * virt_live_xml() - the document of a running guest
 *
 * Return: 0, or -1.
 */
int virt_live_xml(const struct virt *virt, const char *domain, char **ret_xml,
		  struct err *err);

/**
 * struct virt_launch - what libvirt says of a launch
 * @measurement:	base64 as the firmware gave it, or NULL; owned
 */
struct virt_launch {
	char *measurement;
	unsigned int api_major, api_minor, build;
	unsigned int policy;
};

/**
 * virt_launch_info() - ask for the launch measurement
 * @ret:	release @measurement with free()
 *
 * Return: 0, or -1.
 */
int virt_launch_info(const struct virt *virt, const char *domain,
		     struct virt_launch *ret, struct err *err);

/**
 * virt_inject() - give a paused guest its launch secret
 * @header, @secret:	base64
 *
 * Return: 0, or -1.
 */
int virt_inject(const struct virt *virt, const char *domain, const char *header,
		const char *secret, struct err *err);

/**
 * virt_start() - start a domain
 * @ret_id:	libvirt's number of the launch; may be NULL
 * @paused:	before its first instruction
 *
 * Return: 0, or -1; the error is the hook's line where the hook refused.
 */
int virt_start(const struct virt *virt, const char *domain, bool paused,
	       unsigned int *ret_id, struct err *err);

/**
 * virt_resume() - let a paused guest run
 */
int virt_resume(const struct virt *virt, const char *domain, struct err *err);

/**
 * virt_destroy() - end a guest at once
 */
int virt_destroy(const struct virt *virt, const char *domain, struct err *err);

#endif
