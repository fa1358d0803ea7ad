/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge.c - what judging a domain takes, and getting its document */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "attest/attest.h"
#include "cleanup.h"
#include "file.h"
#include "hook/cli/cli.h"
#include "hook/client/descriptors.h"
#include "hook/machine.h"

bool where_option(struct where *where, int option)
{
	switch (option) {
	case 'c':
		where->uri = optarg;
		return true;
	case 'p':
		where->policy_file = optarg;
		return true;
	case 'P':
		where->profile = optarg;
		return true;
	case 'N':
		where->no_host = true;
		return true;
	case 'R':
		where->root = optarg;
		return true;
	default:
		return false;
	}
}

static const struct attest_ops *linked_attest(struct err *err)
{
	(void)err;
	return &sevgate_attest;
}

/* Where no policy is installed, the one that would be speaks. */
static int load_policy(struct judge *j, struct err *err)
{
	const char *file = j->where->policy_file;

	if (file)
		return policy_load_file(AT_FDCWD, file, geteuid(), &j->policy,
					err);
	if (policy_load(j->rootfd, geteuid(), &j->policy, err) < 0)
		return -1;
	if (j->policy->n_files)
		return 0;
	policy_free(TAKE_PTR(j->policy));
	return policy_builtin(&j->policy, err);
}

static void read_machine(struct judge *j)
{
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
	if (load_policy(j, err) < 0)
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

/* --- documents ------------------------------------------------------------ */

static bool is_file_name(const char *name)
{
	size_t len = strlen(name);

	return strchr(name, '/') || access(name, F_OK) == 0 ||
	       (len > 4 && !strcmp(name + len - 4, ".xml"));
}

static int read_stdin(struct subject *subject, struct err *err)
{
	if (file_read(STDIN_FILENO, DOMAIN_XML_MAX, &subject->text,
		      &subject->len, err) < 0)
		return err_wrap(err, "standard input");
	return 0;
}

/* A path on the command line is the user's own, whatever --root says. */
static int read_file(struct subject *subject, struct err *err)
{
	return file_read_path(AT_FDCWD, subject->name, DOMAIN_XML_MAX,
			      &subject->text, &subject->len, err);
}

static int read_domain(struct judge *j, struct subject *subject,
		       struct err *err)
{
	if (judge_connect(j, err) < 0 ||
	    virt_get_xml(j->virt, subject->name, &subject->text, err) < 0)
		return -1;
	subject->is_domain = true;
	subject->len = strlen(subject->text);
	return 0;
}

int subject_read(struct judge *j, const char *name, struct subject *ret,
		 struct err *err)
{
	*ret = (struct subject){ .name = name };
	if (!strcmp(name, "-"))
		return read_stdin(ret, err);
	if (is_file_name(name))
		return read_file(ret, err);
	return read_domain(j, ret, err);
}

void subject_clear(struct subject *subject)
{
	free(subject->text);
}
