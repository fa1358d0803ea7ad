/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy.c - what is enforced */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/decision.h"
#include "hook/host/look.h"
#include "rule.h"

static void add(char *list, size_t size, const char *word)
{
	size_t len = strlen(list);

	snprintf(list + len, size - len, "%s%s", len ? ", " : "", word);
}

/* --- files ---------------------------------------------------------------- */

/* Whether there is a directory or a file that only others may read. */
static bool is_closed(const struct look *l)
{
	static const char *const dirs[] = POLICY_DIRS;
	const struct dirent *e;
	size_t i;

	for (i = 0; dirs[i]; i++) {
		_cleanup_closedir_ DIR *dir = host_dir(l->rootfd, dirs[i]);

		if (!dir && errno == EACCES)
			return true;
		while (dir && (e = readdir(dir)))
			if (faccessat(dirfd(dir), e->d_name, R_OK, AT_EACCESS) <
				    0 &&
			    errno == EACCES)
				return true;
	}
	return false;
}

static void check_files(struct look *l)
{
	const struct policy *p = l->policy;
	char list[200] = "";
	size_t i;

	if (!p && !l->root && is_closed(l)) {
		told(l, "policy", CHECK_SKIP, NULL, "only root may ask");
		return;
	}
	if (!p) {
		told(l, "policy", CHECK_FAIL,
		     "sevgate policy lint; until then no guest that asks for "
		     "SEV starts",
		     "%s", l->policy_err.text);
		return;
	}
	for (i = 0; i < p->n_files; i++)
		add(list, sizeof(list), p->files[i].path);
	if (p->n_files)
		told(l, "policy", CHECK_PASS, NULL, "%zu profile%s in %s",
		     p->n_profiles, p->n_profiles == 1 ? "" : "s", list);
	else
		told(l, "policy", CHECK_WARN,
		     "install the package sevgate again, or write "
		     "/etc/sevgate/policy.d/NAME.xml",
		     "there are no policy files: nothing is enforced");
}

static bool is_in(const struct look *l, const char *dir, const char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return faccessat(l->rootfd, path, F_OK, 0) == 0;
}

/* Which files of earlier directories a later one replaces. */
static void check_overridden(struct look *l)
{
	static const char *const dirs[] = POLICY_DIRS;
	char list[200] = "", path[300];
	size_t i, k, n;

	for (n = 0; l->policy && n < l->policy->n_files; n++) {
		const char *used = l->policy->files[n].path,
			   *name = strrchr(used, '/');

		for (i = 0; name && dirs[i]; i++) {
			snprintf(path, sizeof(path), "%s%s", dirs[i], name);
			k = strlen(used);
			if (is_in(l, dirs[i], name + 1) &&
			    (k < strlen(path) ||
			     strcmp(used + k - strlen(path), path) != 0))
				add(list, sizeof(list), path);
		}
	}
	if (!l->policy)
		told(l, "policy-overridden", CHECK_SKIP, NULL, "see policy");
	else
		told(l, "policy-overridden", CHECK_INFO, NULL,
		     *list ? "files that others replace: %s"
			   : "no file replaces another%s",
		     list);
}

/* --- exemptions ----------------------------------------------------------- */

static void check_exemptions(struct look *l)
{
	char list[200] = "";
	size_t i, k, n = 0;

	if (!l->policy) {
		told(l, "policy-exemptions", CHECK_SKIP, NULL, "see policy");
		return;
	}
	for (i = 0; i < l->policy->n_profiles; i++) {
		const struct profile *p = l->policy->profiles[i];

		for (k = 0; k < p->n_exemptions; k++) {
			const struct exemption *e = &p->exemptions[k];

			n++;
			if (e->until && e->until <= l->now)
				add(list, sizeof(list), e->rule->id);
		}
	}
	if (*list)
		told(l, "policy-exemptions", CHECK_WARN,
		     "remove them, or renew them with a reason",
		     "exemptions have ended: %s", list);
	else
		told(l, "policy-exemptions", CHECK_PASS, NULL,
		     "%zu exemption%s, none has ended", n, n == 1 ? "" : "s");
}

/* --- break glass ---------------------------------------------------------- */

static void check_break_glass(struct look *l)
{
	struct number is = l->snapshot.break_glass;

	if (!is.known)
		told(l, "break-glass", CHECK_SKIP, NULL, "only root may ask");
	else
		told(l, "break-glass", is.value ? CHECK_WARN : CHECK_PASS,
		     "rm /" DECISION_BREAK_GLASS,
		     is.value ? "enforcement is switched off: /%s exists"
			      : "there is no /%s",
		     DECISION_BREAK_GLASS);
}

void check_policy(struct look *l)
{
	check_files(l);
	check_overridden(l);
	check_exemptions(l);
	check_break_glass(l);
}
