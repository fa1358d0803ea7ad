/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look.h - is this host fit for confidential guests: what is checked */
#ifndef HOOK_HOST_LOOK_H
#define HOOK_HOST_LOOK_H

#include <dirent.h>
#include <sys/stat.h>

#include "hook/client/sev_support.h"
#include "hook/machine.h"
#include "hook/metrics/snapshot.h"
#include "policy.h"

/*
 * DOC: How a host is looked at
 *
 * host_look() collects what metrics, the hook and the policy know of a host,
 * and lets each group of checks say what it makes of it.  Nothing on the host
 * is changed, the secure processor is asked nothing, and nobody is waited for
 * longer than HOST_MS: who may make us wait (libvirt, the hook) is asked by a
 * child that is killed then.
 *
 * Of a host whose root is elsewhere only files are read.  CPUID, devices,
 * libvirt, the hook's program and the clock are this machine's.
 */
#define HOST_MS 1200

/**
 * enum check_status - what came of a check
 * @CHECK_PASS:	as it should be
 * @CHECK_INFO:	a fact that is neither good nor bad
 * @CHECK_WARN:	guests start, but less is safe than could be
 * @CHECK_FAIL:	guests do not start, or start unchecked
 * @CHECK_SKIP:	it could not be asked, or makes no sense here
 */
enum check_status {
	CHECK_PASS,
	CHECK_INFO,
	CHECK_WARN,
	CHECK_FAIL,
	CHECK_SKIP,
	CHECK_STATUSES
};

enum check_group {
	GROUP_CPU,
	GROUP_KERNEL,
	GROUP_FIRMWARE,
	GROUP_IMAGES,
	GROUP_LIBVIRT,
	GROUP_SEVGATE,
	CHECK_GROUPS
};

#define CHECKS_MAX	  160
#define CHECK_MESSAGE_MAX 320

/**
 * struct host_check - what came of one check
 * @name:	stable; docs/host.md lists them
 * @message:	what was found, one line
 * @hint:	what to do about it, or ""
 */
struct host_check {
	enum check_group group;
	enum check_status status;
	const char *name;
	char message[CHECK_MESSAGE_MAX], hint[CHECK_MESSAGE_MAX];
};

/**
 * struct libvirt_answer - what the child that asked libvirt heard
 * @heard:	there is an answer, good or bad
 * @failed:	it is the one in @err
 * @libvirt, @qemu: versions as libvirt counts them
 * @has_pdh:	it tells a PDH, and the agent has verified one
 * @pdh_same:	which are the same
 */
struct libvirt_answer {
	bool heard, failed, has_pdh, pdh_same;
	struct err err;
	unsigned int libvirt, qemu;
	struct sev_support sev;
};

/**
 * struct look - a host, and what is found out about it
 * @rootfd:	the directory that stands for "/"
 * @uri:	libvirt's daemon
 * @live:	it is the machine that we run on
 * @root:	we may read what only root may
 * @cpuid:	0 everywhere unless @live
 * @policy:	NULL: none could be read, for @policy_err
 * @daemon:	process of libvirt's daemon, 0: none runs, or is known
 * @asking:	the pipe of the child that asks libvirt, or -1
 * @n_checks:	of @checks, in the order of groups
 */
struct look {
	int rootfd;
	const char *uri;
	bool live, root;
	time_t now;
	struct snapshot snapshot;
	struct host host;
	struct machine_encryption cpuid;
	struct policy *policy;
	struct err policy_err;
	pid_t daemon, child;
	int asking;
	struct libvirt_answer libvirt;
	enum check_group group;
	struct host_check checks[CHECKS_MAX];
	size_t n_checks;
};

/**
 * host_look() - look at a host
 * @look:	@rootfd, @uri, @live set, the rest 0; release with host_clear()
 */
void host_look(struct look *look);

void host_clear(struct look *look);

/**
 * check_status_name(), check_group_name() - the words for them: "pass", "cpu"
 */
const char *check_status_name(enum check_status status);
const char *check_group_name(enum check_group group);

/* --- for those who check ---------------------------------------------------
 */

/**
 * told() - say what came of a check
 * @hint:	what to do about it where it does not pass, or NULL
 * @fmt:	printf format; control characters in the result are replaced
 */
void told(struct look *look, const char *name, enum check_status status,
	  const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/**
 * told_asked() - say that a check needs this machine, or root, and has neither
 * @needs_root:	it needs root besides
 *
 * Return: true when that was said.
 */
bool told_asked(struct look *look, const char *name, bool needs_root);

/**
 * host_text() - a small file of the host
 * @buf:	SOURCE_MAX bytes; "" when it cannot be read
 *
 * Return: is there something in it.
 */
bool host_text(const struct look *look, const char *path, char *buf);

/**
 * host_dir() - a directory's entries
 * @dirfd:	where @path begins
 *
 * Return: to be closed by closedir(), or NULL with errno.
 */
DIR *host_dir(int dirfd, const char *path);

/* The groups; a long one is in several files. */
void check_cpu(struct look *look);
void check_cpuid(struct look *look);
void check_kernel(struct look *look);
void check_limits(struct look *look);
void check_firmware(struct look *look);
void check_asids(struct look *look);
void check_images(struct look *look);
void check_libvirt(struct look *look);
void check_hook(struct look *look);
void check_seen(struct look *look);
void check_confined(struct look *look);
void check_policy(struct look *look);
void check_running(struct look *look);

/**
 * ask_libvirt() - begin to ask; libvirt_heard() waits for the answer
 */
void ask_libvirt(struct look *look);
void libvirt_heard(struct look *look);

/**
 * find_daemon() - libvirt's daemon for QEMU, by its PID file
 *
 * Return: the process, 0 when none runs.
 */
pid_t find_daemon(int rootfd);

/**
 * struct hook_file - what libvirt finds where our hook has to be
 * @found:	the file itself was found, links followed
 * @path:	of that file, on the machine that we run on
 * @changed:	when the file, or the link to it, was last put there, or anything
 *		of its mode and owner was changed: milliseconds since 1970
 * @linked:	the same of the link alone
 */
struct hook_file {
	bool found;
	struct stat st;
	char path[4096];
	int64_t changed, linked;
};

#define HOOKS_DIR "etc/libvirt/hooks"
#define QEMU_D	  HOOKS_DIR "/qemu.d"
#define HOOK_NAME "50-sevgate"

/**
 * hook_find() - where is our hook
 *
 * Return: 0, or -1 with errno.
 */
int hook_find(int rootfd, struct hook_file *ret);

/**
 * hook_is_called() - would libvirt execute that entry of a directory
 */
bool hook_is_called(int dirfd, const char *name);

/**
 * enum hook_verdict - what came of calling the hook
 * @HOOK_IS_SLOW: it had not ended after HOST_MS / 2
 */
enum hook_verdict { HOOK_RUNS, HOOK_IS_BROKEN, HOOK_IS_SLOW, HOOK_NOT_TRIED };

/**
 * run_hook() - call a hook as libvirt does when its daemon restarts
 * @path:	absolute; everybody may search the directories above it, and root
 *		alone change them
 * @ret_why:	what is wrong, or why it was not tried
 *
 * "reconnect" is the operation: a hook has to end with 0 at once, as libvirt
 * kills the guest otherwise.  It is called for a domain that there is not,
 * with nothing to read, as nobody when we are root, for HOST_MS / 2 at most.
 */
enum hook_verdict run_hook(const char *path, struct err *ret_why);

/**
 * to_ms() - a time of the kernel's in milliseconds
 */
static inline int64_t to_ms(struct timespec t)
{
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/**
 * wait_ms() - wait for something to be read, or for all to be closed
 *
 * Return: true when there is something to read, or the end.
 */
bool wait_ms(int fd, int ms);

#endif
