/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.h - all that judging a domain takes: policy, machine, libvirt */
#ifndef HOOK_CLIENT_JUDGE_H
#define HOOK_CLIENT_JUDGE_H

#include <stdbool.h>

#include "engine.h"
#include "hook/client/virt.h"

/**
 * struct where - what domains are judged by, and where they come from
 * @uri:	libvirt connection, NULL: the default
 * @root:	the directory that stands for "/"
 * @policy_file:	this file alone is the policy, or NULL
 * @profile:	use this profile whatever it matches, or NULL
 * @no_host:	do not look at this machine
 */
struct where {
	const char *uri, *root, *policy_file, *profile;
	bool no_host;
};

/**
 * struct judge - all that judging a domain takes
 * @virt:	the connection, NULL until a domain is asked for by name
 */
struct judge {
	const struct where *where;
	struct env env;
	struct host host;
	struct policy *policy;
	struct virt *virt;
	int rootfd;
};

/**
 * judge_open() - read the policy, look at the machine
 *
 * Return: 0, or -1.
 */
int judge_open(struct judge *j, const struct where *where, struct err *err);

/**
 * judge_connect() - connect to libvirt, at the first call
 *
 * Return: 0, or -1.
 */
int judge_connect(struct judge *j, struct err *err);

/**
 * judge_reload() - read the policy again, and look at the machine again
 *
 * To be followed by judge_connect() on a new connection.
 *
 * Return: 0, or -1 and the old policy stays.
 */
int judge_reload(struct judge *j, struct err *err);

/**
 * judge_close() - release a judge; takes a zeroed one too
 */
void judge_close(struct judge *j);

/**
 * judge_profile() - the profile that decides over a domain
 *
 * Return: the profile, or NULL: nobody's business.
 */
const struct profile *judge_profile(const struct judge *j,
				    const struct domain *dom);

#endif
