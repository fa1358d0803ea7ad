/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_ops.h - the functions of sevgate-virt.so */
#ifndef HOOK_CLIENT_VIRT_OPS_H
#define HOOK_CLIENT_VIRT_OPS_H

#include "hook/client/virt.h"
#include "hook/client/virt_events.h"
#include "hook/client/virt_guest.h"

/*
 * DOC: Speaking to libvirt late
 *
 * Loading libvirt's client library and the half a hundred that it needs takes
 * longer than most of what sevgate does without it.  So sevgate has of virt.h,
 * virt_events.h and virt_guest.h only the names: hook/cli/virt_late.c hands
 * each call on to sevgate-virt.so.  sevgated links the files themselves.
 */

/**
 * VIRT_OPS() - OP(result, name, parameters, arguments) for each function that
 *		is called with a connection, or with a loop
 */
#define VIRT_OPS(OP)                                                          \
	OP(bool, virt_is_local, (const struct virt *virt), (virt))            \
	OP(void, virt_versions, (const struct virt *virt, struct host *host), \
	   (virt, host))                                                      \
	OP(int, virt_sev_support,                                             \
	   (const struct virt *virt, struct sev_support *ret,                 \
	    struct err *err),                                                 \
	   (virt, ret, err))                                                  \
	OP(unsigned int, virt_cbitpos, (const struct virt *virt), (virt))     \
	OP(int, virt_sev_info,                                                \
	   (const struct virt *virt, struct sev_info *ret, struct err *err),  \
	   (virt, ret, err))                                                  \
	OP(int, virt_get_xml,                                                 \
	   (const struct virt *virt, const char *domain, char **ret_xml,      \
	    struct err *err),                                                 \
	   (virt, domain, ret_xml, err))                                      \
	OP(int, virt_define,                                                  \
	   (const struct virt *virt, const char *xml, struct err *err),       \
	   (virt, xml, err))                                                  \
	OP(bool, virt_is_active,                                              \
	   (const struct virt *virt, const char *domain), (virt, domain))     \
	OP(int, virt_check_running,                                           \
	   (const struct virt *virt, const char *domain, struct err *err),    \
	   (virt, domain, err))                                               \
	OP(int, virt_dump_memory,                                             \
	   (const struct virt *virt, const char *domain, const char *path,    \
	    struct err *err),                                                 \
	   (virt, domain, path, err))                                         \
	OP(int, virt_list,                                                    \
	   (const struct virt *virt, char ***ret, struct err *err),           \
	   (virt, ret, err))                                                  \
	OP(int, virt_uuids,                                                   \
	   (const struct virt *virt, char ***ret, struct err *err),           \
	   (virt, ret, err))                                                  \
	OP(bool, virt_is_persistent,                                          \
	   (const struct virt *virt, const char *domain), (virt, domain))     \
	OP(void, virt_list_free, (char **names), (names))                     \
	OP(int, loop_wait, (struct err * err), (err))                         \
	OP(int, loop_add_fd,                                                  \
	   (int fd, void (*call)(void *data), void *data, struct err *err),   \
	   (fd, call, data, err))                                             \
	OP(int, loop_add_timer,                                               \
	   (int ms, void (*call)(void *data), void *data, struct err *err),   \
	   (ms, call, data, err))                                             \
	OP(void, loop_set_timer, (int timer, int ms), (timer, ms))            \
	OP(int, virt_watch,                                                   \
	   (struct virt * virt, const struct virt_watcher *watcher,           \
	    struct err *err),                                                 \
	   (virt, watcher, err))                                              \
	OP(int, virt_state,                                                   \
	   (const struct virt *virt, const char *domain, struct err *err),    \
	   (virt, domain, err))                                               \
	OP(char *, virt_name,                                                 \
	   (const struct virt *virt, const char *domain, struct err *err),    \
	   (virt, domain, err))                                               \
	OP(int, virt_live_xml,                                                \
	   (const struct virt *virt, const char *domain, char **ret_xml,      \
	    struct err *err),                                                 \
	   (virt, domain, ret_xml, err))                                      \
	OP(int, virt_launch_info,                                             \
	   (const struct virt *virt, const char *domain,                      \
	    struct virt_launch *ret, struct err *err),                        \
	   (virt, domain, ret, err))                                          \
	OP(int, virt_inject,                                                  \
	   (const struct virt *virt, const char *domain, const char *header,  \
	    const char *secret, struct err *err),                             \
	   (virt, domain, header, secret, err))                               \
	OP(int, virt_start,                                                   \
	   (const struct virt *virt, const char *domain, bool paused,         \
	    unsigned int *ret_id, struct err *err),                           \
	   (virt, domain, paused, ret_id, err))                               \
	OP(int, virt_resume,                                                  \
	   (const struct virt *virt, const char *domain, struct err *err),    \
	   (virt, domain, err))                                               \
	OP(int, virt_destroy,                                                 \
	   (const struct virt *virt, const char *domain, struct err *err),    \
	   (virt, domain, err))

#define VIRT_OPS_POINTER(result, name, parameters, arguments) \
	result(*name) parameters;

/**
 * struct virt_ops - all of virt.h, virt_events.h and virt_guest.h
 */
struct virt_ops {
	struct virt *(*virt_open)(const char *uri, struct err *err);
	void (*virt_close)(struct virt *virt);
	int (*loop_init)(struct err *err);
	VIRT_OPS(VIRT_OPS_POINTER)
};

/**
 * sevgate_virt - the table, the one symbol of sevgate-virt.so
 */
extern const struct virt_ops sevgate_virt;

#endif
