/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.c - all that judging a domain takes: policy, machine, libvirt */
#include "hook/client/judge.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "attest/attest.h"
#include "cleanup.h"
#include "hook/client/descriptors.h"
#include "hook/machine.h"

static const struct attest_ops *linked_attest(struct err *err)
{
	(void)err;
	return &sevgate_attest;
}

/* Where no policy is installed, the one that would be speaks. */
static int load_policy(const struct judge *j, struct policy **ret,
		       struct err *err)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	const char *file = j->where->policy_file;

	if (file)
		return policy_load_file(AT_FDCWD, file, geteuid(), ret, err);
	if (policy_load(j->rootfd, geteuid(), &policy, err) < 0)
		return -1;
	if (!policy->n_files)
		return policy_builtin(ret, err);
	*ret = TAKE_PTR(policy);
	return 0;
}

static void read_machine(struct judge *j)
{
	descriptors_clear(&j->host);
	j->host = (struct host){ .kvm_amd = NO };
	machine_read(j->rootfd, &j->host);
	/* a laptop is not the host that the domain is meant for */
	if (j->host.kvm_amd == NO)
		j->host.kvm_amd = NOT_KNOWN;
	descriptors_read(j->rootfd, &j->host);
	j->env.host = &j->host;
	j->env.rootfd = j->rootfd;
}

int judge_open(struct judge *j, const struct where *where, struct err *err)
{
	const char *root = where->root ? where->root : "/";

	*j = (struct judge){ .where = where, .rootfd = -1 };
	j->env.rootfd = -1;
	j->env.now = time(NULL);
	j->env.attest = linked_attest;
	j->env.running = NOT_KNOWN;
	j->rootfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (j->rootfd < 0)
		return err_set(err, "%s: %m", root);
	if (load_policy(j, &j->policy, err) < 0)
		return -1;
	if (where->profile && !policy_profile(j->policy, where->profile))
		return err_set(err,
			       "there is no profile '%s'; see 'sevgate "
			       "policy show'",
			       where->profile);
	if (!where->no_host)
		read_machine(j);
	return 0;
}

int judge_reload(struct judge *j, struct err *err)
{
	struct policy *policy;

	if (load_policy(j, &policy, err) < 0)
		return -1;
	policy_free(j->policy);
	j->policy = policy;
	if (!j->where->no_host)
		read_machine(j);
	return 0;
}

/* Of a host elsewhere this machine's files and CPU say nothing. */
int judge_connect(struct judge *j, struct err *err)
{
	unsigned int cbitpos;

	if (j->virt)
		return 0;
	j->virt = virt_open(j->where->uri, err);
	if (!j->virt)
		return -1;
	if (j->where->no_host)
		return 0;
	if (!virt_is_local(j->virt)) {
		descriptors_clear(&j->host);
		j->host = (struct host){ .kvm_amd = NOT_KNOWN };
		j->env.rootfd = -1;
	}
	virt_versions(j->virt, &j->host);
	cbitpos = virt_cbitpos(j->virt);
	if (cbitpos)
		j->host.cbitpos = cbitpos;
	return 0;
}

void judge_close(struct judge *j)
{
	descriptors_clear(&j->host);
	policy_free(j->policy);
	virt_close(j->virt);
	if (j->where && j->rootfd >= 0)
		close(j->rootfd);
}

const struct profile *judge_profile(const struct judge *j,
				    const struct domain *dom)
{
	const struct profile *p;

	if (j->where->profile)
		return policy_profile(j->policy, j->where->profile);
	p = policy_match(j->policy, dom);
	return p && p->mode != MODE_OFF ? p : NULL;
}
