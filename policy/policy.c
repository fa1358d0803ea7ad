/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy.c - finding policy files, and the profile for a domain */
#include "policy.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "file.h"
#include "schema.h"
#include "text.h"

/* --- reading -------------------------------------------------------------- */

static int add_text(struct policy *policy, const char *text, size_t len,
		    const char *path, struct err *err)
{
	struct policy_file *grown = reallocarray(
		policy->files, policy->n_files + 1, sizeof(*grown));
	struct policy_file *file;

	if (!grown)
		return err_set(err, "out of memory");
	policy->files = grown;
	file = &grown[policy->n_files++];
	*file = (struct policy_file){ .path = strdup(path) };
	if (!file->path)
		return err_set(err, "out of memory");
	if (xml_parse(text, len, POLICY_FILE_MAX, &file->xml, err) < 0)
		return err_wrap(err, "%s", path);
	return 0;
}

/* Whoever can write a policy can switch it off. */
static int check_owner(const struct stat *st, uid_t owner, const char *path,
		       struct err *err)
{
	if (st->st_uid != 0 && (!owner || st->st_uid != owner))
		return err_set(err, "%s: owned by uid %u; allowed: root", path,
			       st->st_uid);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return err_set(err,
			       "%s: mode %04o lets others write; allowed: "
			       "chmod go-w",
			       path, st->st_mode & 07777);
	return 0;
}

static int add_file(struct policy *policy, int dirfd, const char *name,
		    const char *path, uid_t owner, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct stat st;
	size_t len;
	struct err inner = { "" };
	_cleanup_close_ int fd = file_open_nofollow(dirfd, name, &st, &inner);

	if (fd < 0)
		return err_set(err, "%.*s%s",
			       (int)(strlen(path) - strlen(name)), path,
			       inner.text);
	if (check_owner(&st, owner, path, err) < 0)
		return -1;
	if (file_read(fd, POLICY_FILE_MAX, &text, &len, err) < 0)
		return err_wrap(err, "%s", path);
	return add_text(policy, text, len, path, err);
}

int policy_load_file(int dirfd, const char *path, uid_t owner,
		     struct policy **ret, struct err *err)
{
	_cleanup_(policy_freep) struct policy *policy =
		calloc(1, sizeof(*policy));

	if (!policy)
		return err_set(err, "out of memory");
	if (add_file(policy, dirfd, path, path, owner, err) < 0 ||
	    policy_read(policy, err) < 0)
		return -1;
	*ret = TAKE_PTR(policy);
	return 0;
}

int policy_parse(const char *text, size_t len, const char *name,
		 struct policy **ret, struct err *err)
{
	_cleanup_(policy_freep) struct policy *policy =
		calloc(1, sizeof(*policy));

	if (!policy)
		return err_set(err, "out of memory");
	if (add_text(policy, text, len, name, err) < 0 ||
	    policy_read(policy, err) < 0)
		return -1;
	*ret = TAKE_PTR(policy);
	return 0;
}

int policy_builtin(struct policy **ret, struct err *err)
{
	return policy_parse(declared_text, declared_text_len, "(built in)", ret,
			    err);
}

/* --- directories ---------------------------------------------------------- */

/**
 * struct listing - the files to read, one for each name, sorted
 * @names:	file names; the directory of each is in @dirs
 */
struct listing {
	struct entry {
		char *name;
		const char *dir;
		int dirfd;
	} * entries;
	size_t n;
};

static void listing_clear(struct listing *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free(l->entries[i].name);
	free(l->entries);
}

static bool is_policy_name(const char *name)
{
	size_t len = strlen(name);

	return name[0] != '.' && len > 4 && !strcmp(name + len - 4, ".xml");
}

static int listing_add(struct listing *l, const char *name, const char *dir,
		       int dirfd, struct err *err)
{
	struct entry *grown;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (!strcmp(l->entries[i].name, name)) {
			l->entries[i].dir = dir;
			l->entries[i].dirfd = dirfd;
			return 0;
		}
	if (l->n >= POLICY_FILES_MAX)
		return err_set(err, "/%s: more than %d policy files", dir,
			       POLICY_FILES_MAX);
	grown = reallocarray(l->entries, l->n + 1, sizeof(*grown));
	if (!grown)
		return err_set(err, "out of memory");
	l->entries = grown;
	grown[l->n] = (struct entry){ strdup(name), dir, dirfd };
	if (!grown[l->n].name)
		return err_set(err, "out of memory");
	l->n++;
	return 0;
}

/* @fd stays the caller's: fdopendir() would own it. */
static int list_dir(struct listing *l, const char *dir, int fd, struct err *err)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	_cleanup_closedir_ DIR *d = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *e;

	if (!d) {
		if (copy >= 0)
			close(copy);
		return err_set(err, "/%s: %m", dir);
	}
	for (errno = 0; (e = readdir(d)); errno = 0)
		if (is_policy_name(e->d_name) &&
		    listing_add(l, e->d_name, dir, fd, err) < 0)
			return -1;
	return errno ? err_set(err, "/%s: %m", dir) : 0;
}

/* Sets *ret_fd to -1 where there is no such directory. */
static int open_dir(int rootfd, const char *dir, uid_t owner, int *ret_fd,
		    struct err *err)
{
	_cleanup_close_ int fd =
		openat(rootfd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char path[256];
	struct stat st;

	*ret_fd = -1;
	if (fd < 0 && errno == ENOENT) {
		/* what is not there is empty, but a lost mount is not */
		if (fstatat(rootfd, dir, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return 0;
		return err_set(err, "/%s: is a link to nothing", dir);
	}
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(err, "/%s: %m", dir);
	snprintf(path, sizeof(path), "/%s", dir);
	if (check_owner(&st, owner, path, err) < 0)
		return -1;
	*ret_fd = TAKE_FD(fd);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name,
		      ((const struct entry *)b)->name);
}

static int add_listed(struct policy *policy, struct listing *l, uid_t owner,
		      struct err *err)
{
	size_t i;

	if (l->n)
		qsort(l->entries, l->n, sizeof(*l->entries), by_name);
	for (i = 0; i < l->n; i++) {
		const struct entry *e = &l->entries[i];
		_cleanup_free_ char *path = NULL;

		if (asprintf(&path, "/%s/%s", e->dir, e->name) < 0)
			return err_set(err, "out of memory");
		if (add_file(policy, e->dirfd, e->name, path, owner, err) < 0)
			return -1;
	}
	return 0;
}

int policy_open(int rootfd, uid_t owner, struct policy **ret, struct err *err)
{
	static const char *const dirs[] = POLICY_DIRS;
	_cleanup_(policy_freep) struct policy *policy =
		calloc(1, sizeof(*policy));
	_cleanup_(listing_clear) struct listing l = { NULL, 0 };
	int fds[ARRAY_SIZE(dirs)], result = 0;
	size_t i;

	if (!policy)
		return err_set(err, "out of memory");
	for (i = 0; dirs[i] && result == 0; i++) {
		result = open_dir(rootfd, dirs[i], owner, &fds[i], err);
		if (fds[i] >= 0)
			result = list_dir(&l, dirs[i], fds[i], err);
	}
	if (result == 0)
		result = add_listed(policy, &l, owner, err);
	while (i-- > 0)
		if (fds[i] >= 0)
			close(fds[i]);
	if (result < 0)
		return -1;
	*ret = TAKE_PTR(policy);
	return 0;
}

int policy_load(int rootfd, uid_t owner, struct policy **ret, struct err *err)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;

	if (policy_open(rootfd, owner, &policy, err) < 0 ||
	    policy_read(policy, err) < 0)
		return -1;
	*ret = TAKE_PTR(policy);
	return 0;
}

static void profile_free(struct profile *p)
{
	free(p->matches);
	free(p->rules);
	free(p->trusted);
	free(p->exemptions);
	free(p->secrets);
	free(p);
}

void policy_free(struct policy *policy)
{
	size_t i;

	if (!policy)
		return;
	for (i = 0; i < policy->n_profiles; i++)
		profile_free(policy->profiles[i]);
	for (i = 0; i < policy->n_files; i++) {
		xml_free(policy->files[i].xml);
		free(policy->files[i].path);
	}
	free(policy->profiles);
	free(policy->files);
	free(policy);
}

/* --- asking --------------------------------------------------------------- */

static bool glob_fits(const char *glob, const char *text)
{
	return !glob || (text && fnmatch(glob, text, 0) == 0);
}

static const char *security_word(const struct domain *dom)
{
	const char *type = xml_attr(dom->launch, "type");

	return type ? type : "none";
}

static bool match_fits(const struct match *m, const struct domain *dom)
{
	return (!m->launch_security ||
		text_has_word(m->launch_security, security_word(dom))) &&
	       glob_fits(m->name, dom->name) &&
	       (!m->uuid || !strcasecmp(m->uuid, dom->uuid)) &&
	       glob_fits(m->title, dom->title);
}

/* A <match> that says nothing we know could mean anything. */
static bool could_fit(const xmlNode *node, const struct domain *dom)
{
	const struct match m = {
		.launch_security = xml_attr(node, "launchSecurity"),
		.name = xml_attr(node, "name"),
		.uuid = xml_attr(node, "uuid"),
		.title = xml_attr(node, "title"),
	};

	return match_fits(&m, dom);
}

bool policy_concerns(const struct policy *policy, const struct domain *dom)
{
	size_t i;

	if (dom->launch)
		return true;
	for (i = 0; i < policy->n_files; i++)
		xml_for_each(profile, policy->files[i].xml->root, "profile")
			xml_for_each(match, profile, "match")
				if (could_fit(match, dom))
					return true;
	return false;
}

const struct profile *policy_match(const struct policy *policy,
				   const struct domain *dom)
{
	size_t i, k;

	for (i = 0; i < policy->n_profiles; i++) {
		const struct profile *p = policy->profiles[i];

		for (k = 0; k < p->n_matches; k++)
			if (match_fits(&p->matches[k], dom))
				return p;
	}
	return NULL;
}

const struct profile *policy_profile(const struct policy *policy,
				     const char *name)
{
	size_t i;

	for (i = 0; i < policy->n_profiles; i++)
		if (!strcmp(policy->profiles[i]->name, name))
			return policy->profiles[i];
	return NULL;
}

const struct rule_setting *profile_setting(const struct profile *profile,
					   const struct rule *rule)
{
	size_t i;

	for (i = 0; i < profile->n_rules; i++)
		if (profile->rules[i].rule == rule)
			return &profile->rules[i];
	return NULL;
}

const struct exemption *profile_exemption(const struct profile *profile,
					  const struct rule *rule,
					  const char *domain, time_t now)
{
	size_t i;

	for (i = 0; i < profile->n_exemptions; i++) {
		const struct exemption *e = &profile->exemptions[i];

		if (e->rule == rule && glob_fits(e->domain, domain) &&
		    (!e->until || now < e->until))
			return e;
	}
	return NULL;
}
