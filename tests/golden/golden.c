/* SPDX-License-Identifier: GPL-2.0-or-later */
/* golden.c - run the rules over tests/golden and compare with what is kept */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "attest/attest.h"
#include "cleanup.h"
#include "engine.h"
#include "file.h"
#include "rule.h"
#include "text.h"

/*
 * DOC: A case
 *
 *   tests/golden/<rule>/<verdict>-<what>/
 *     domain.xml      the domain
 *     policy.xml      the policy; without it the shipped one
 *     env             optional: what the host is, lines of KEY VALUE:
 *                     qemu 7.2.0, libvirt 9.0.0, cbitpos 51, running yes|no,
 *                     vmtypes 0x1d, memlock unlimited, host none,
 *                     now 2027-01-31,
 *                     firmware PATH TECHS flash|memory [stateless]
 *     root/           optional: the host's files, below its "/"
 *     expect          the rule's findings, one line each:
 *                     VERDICT REASON MODE line N XPATH: MESSAGE
 *     rewritten.xml   optional: the domain after rewriting; where it is
 *                     missing rewriting is not looked at
 *
 * The first word of the case's name is a verdict that has to be among the
 * findings; "rewrite" stands for any.  "golden --update [RULE...]" writes the
 * expectations anew, for review with git diff.
 */

#define FILE_MAX_SIZE (4u << 20)
#define MAX_FIRMWARE  8

struct test_case {
	char dir[PATH_MAX];
	const struct rule *rule;
	const char *name;
	struct env env;
	struct host host;
	struct host_firmware firmware[MAX_FIRMWARE];
	char firmware_path[MAX_FIRMWARE][256];
	struct policy *policy;
};

static bool update;
static unsigned int count, bad;

/* --- files ---------------------------------------------------------------- */

static char *read_in(const struct test_case *t, const char *name, size_t *len)
{
	char path[PATH_MAX + 64];
	char *text = NULL;

	snprintf(path, sizeof(path), "%s/%s", t->dir, name);
	return file_read_path(AT_FDCWD, path, FILE_MAX_SIZE, &text, len, NULL) <
			       0
		       ? NULL
		       : text;
}

static void write_in(const struct test_case *t, const char *name,
		     const char *text, size_t len)
{
	char path[PATH_MAX + 64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", t->dir, name);
	f = fopen(path, "w");
	if (!f || fwrite(text, 1, len, f) != len || fclose(f))
		fprintf(stderr, "# cannot write %s: %m\n", path);
}

/* --- the environment ------------------------------------------------------ */

static unsigned int to_version(const char *text)
{
	unsigned int major = 0, minor = 0, micro = 0;

	sscanf(text, "%u.%u.%u", &major, &minor, &micro);
	return HOST_VERSION(major, minor, micro);
}

static time_t to_time(const char *date)
{
	struct tm tm = { 0 };

	return strptime(date, "%Y-%m-%d", &tm) ? timegm(&tm) : 0;
}

static void add_firmware(struct test_case *t, const char *spec)
{
	struct host_firmware *fw = &t->firmware[t->host.n_firmware];
	char techs[64] = "", device[16] = "", more[16] = "";
	char *save = NULL, *tech;

	sscanf(spec, "%255s %63s %15s %15s",
	       t->firmware_path[t->host.n_firmware], techs, device, more);
	fw->path = t->firmware_path[t->host.n_firmware];
	for (tech = strtok_r(techs, ",", &save); tech;
	     tech = strtok_r(NULL, ",", &save))
		fw->techs |= TECH_BIT(tech_from_name(tech));
	fw->flash = !strcmp(device, "flash");
	fw->stateless = !fw->flash || !strcmp(more, "stateless");
	t->host.firmware = t->firmware;
	t->host.n_firmware++;
}

static bool set_env(struct test_case *t, const char *key, const char *value)
{
	if (!strcmp(key, "qemu"))
		t->host.qemu = to_version(value);
	else if (!strcmp(key, "libvirt"))
		t->host.libvirt = to_version(value);
	else if (!strcmp(key, "cbitpos"))
		t->host.cbitpos = (unsigned int)strtoul(value, NULL, 10);
	else if (!strcmp(key, "vmtypes"))
		t->host.vm_types = (unsigned int)strtoul(value, NULL, 0);
	else if (!strcmp(key, "memlock"))
		t->host.memlock_unlimited = true;
	else if (!strcmp(key, "running"))
		t->env.running = !strcmp(value, "yes") ? YES : NO;
	else if (!strcmp(key, "now"))
		t->env.now = to_time(value);
	else if (!strcmp(key, "host"))
		t->env.host = NULL;
	else if (!strcmp(key, "firmware"))
		add_firmware(t, value);
	else
		return false;
	return true;
}

static bool read_env(struct test_case *t)
{
	size_t len;
	_cleanup_free_ char *text = read_in(t, "env", &len);
	char *save = NULL, *line;

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		char *value = strchr(line, ' ');

		if (!value)
			return false;
		*value++ = '\0';
		if (!set_env(t, line, value))
			return false;
	}
	return true;
}

static const struct attest_ops *linked_attest(struct err *err)
{
	(void)err;
	return &sevgate_attest;
}

static bool open_case(struct test_case *t, struct err *err)
{
	char root[PATH_MAX + 16];
	size_t len;
	_cleanup_free_ char *policy = read_in(t, "policy.xml", &len);
	int result;

	snprintf(root, sizeof(root), "%s/root", t->dir);
	t->env.rootfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	t->env.host = &t->host;
	t->env.attest = linked_attest;
	t->env.running = NOT_KNOWN;
	t->host.kvm_amd = NOT_KNOWN;
	if (t->env.rootfd >= 0)
		host_read(t->env.rootfd, &t->host);
	result = policy ? policy_parse(policy, len, "policy.xml", &t->policy,
				       err)
			: policy_builtin(&t->policy, err);
	if (result < 0)
		return false;
	return read_env(t) ||
	       err_set(err, "env: a line is not understood") == 0;
}

static void close_case(struct test_case *t)
{
	policy_free(t->policy);
	if (t->env.rootfd >= 0)
		close(t->env.rootfd);
}

/* --- what comes out ------------------------------------------------------- */

static void put_finding(FILE *out, const struct finding *f)
{
	fprintf(out, "%s", verdict_name(f->verdict));
	if (f->reason)
		fprintf(out, " %s %s", f->reason->code, mode_name(f->mode));
	if (f->line)
		fprintf(out, " line %d", f->line);
	if (f->xpath)
		fprintf(out, " %s", f->xpath);
	fprintf(out, ": %s", f->message);
	if (f->exempt)
		fprintf(out, " (exempt: %s)", f->exempt);
	putc('\n', out);
}

static const struct profile *profile_for(const struct test_case *t,
					 const struct domain *dom)
{
	const struct profile *p = policy_match(t->policy, dom);

	return p ? p : t->policy->profiles[0];
}

/* The findings of the case's rule; *ret_named says whether the verdict that
 * the case is named for is among them. */
static char *findings(struct test_case *t, struct domain *dom, bool *ret_named,
		      size_t *ret_len)
{
	struct report report = { 0 };
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_len);
	size_t i;

	*ret_named = !strncmp(t->name, "rewrite", 7);
	engine_check(dom, profile_for(t, dom), &t->env, &report);
	for (i = 0; i < report.count; i++) {
		const struct finding *f = &report.findings[i];
		const char *verdict = verdict_name(f->verdict);

		if (f->rule != t->rule)
			continue;
		put_finding(out, f);
		*ret_named |= !strncmp(t->name, verdict, strlen(verdict));
	}
	fclose(out);
	report_clear(&report);
	return text;
}

static void show_lines(const char *head, const char *text)
{
	_cleanup_free_ char *copy = strdup(text ? text : "(none)\n");
	char *save = NULL, *line;

	printf("# %s:\n", head);
	for (line = strtok_r(copy, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		printf("#   %s\n", line);
}

static bool compare(const struct test_case *t, const char *file,
		    const char *text, size_t len)
{
	size_t want_len;
	_cleanup_free_ char *want = read_in(t, file, &want_len);

	if (want && want_len == len && !memcmp(want, text, len))
		return true;
	if (update) {
		write_in(t, file, text, len);
		return true;
	}
	show_lines("expected", want);
	show_lines("got", text);
	return false;
}

static int rewritten(struct test_case *t, const char *text, size_t len,
		     char **ret, size_t *ret_len, struct err *err)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;

	if (domain_parse(text, len, &dom, err) < 0)
		return -1;
	return engine_rewrite(dom, profile_for(t, dom), &t->env, false, ret,
			      ret_len, err);
}

/* Rewriting gives what is kept, and rewriting that again changes nothing. */
static bool check_rewriting(struct test_case *t, const char *text, size_t len,
			    struct err *err)
{
	_cleanup_free_ char *kept = NULL, *once = NULL, *twice = NULL;
	size_t kept_len, once_len, twice_len;

	kept = read_in(t, "rewritten.xml", &kept_len);
	if (!kept && strncmp(t->name, "rewrite", 7) != 0)
		return true;
	if (rewritten(t, text, len, &once, &once_len, err) < 0 ||
	    rewritten(t, once, once_len, &twice, &twice_len, err) < 0)
		return false;
	if (once_len != twice_len || memcmp(once, twice, once_len) != 0) {
		err_set(err, "rewriting twice is not rewriting once");
		show_lines("once", once);
		show_lines("twice", twice);
		return false;
	}
	return compare(t, "rewritten.xml", once, once_len);
}

static bool run(struct test_case *t, struct err *err)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	_cleanup_free_ char *text = NULL, *found = NULL;
	size_t len, found_len;
	bool named, good;

	text = read_in(t, "domain.xml", &len);
	if (!text) {
		err_set(err, "no domain.xml");
		return false;
	}
	if (domain_parse(text, len, &dom, err) < 0)
		return false;
	found = findings(t, dom, &named, &found_len);
	good = compare(t, "expect", found, found_len);
	if (!named) {
		err_set(err, "nothing found is what the case is named for");
		show_lines("got", found);
	}
	return check_rewriting(t, text, len, err) && good && named;
}

static void run_case(const struct rule *rule, const char *dir, const char *name)
{
	struct test_case t = { .rule = rule, .name = name };
	struct err err = { "" };
	bool good;

	snprintf(t.dir, sizeof(t.dir), "%s/%s", dir, name);
	good = open_case(&t, &err) && run(&t, &err);
	close_case(&t);
	count++;
	bad += !good;
	if (*err.text)
		printf("# %s\n", err.text);
	printf("%s %u - %s/%s\n", good ? "ok" : "not ok", count, rule->id,
	       name);
}

/* --- all cases ------------------------------------------------------------ */

static int not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void run_rule(const char *top, const struct rule *rule)
{
	struct dirent **cases;
	char dir[PATH_MAX];
	int n, i;

	snprintf(dir, sizeof(dir), "%s/%s", top, rule->id);
	n = scandir(dir, &cases, not_hidden, alphasort);
	if (n <= 0) {
		count++;
		bad++;
		printf("not ok %u - %s: no cases in %s\n", count, rule->id,
		       dir);
		return;
	}
	for (i = 0; i < n; i++) {
		run_case(rule, dir, cases[i]->d_name);
		free(cases[i]);
	}
	free(cases);
}

int main(int argc, char **argv)
{
	const char *top = getenv("SEVGATE_GOLDEN");
	const struct rule *const *r;
	int first = 1, i;

	if (!top)
		top = "tests/golden";
	update = argc > 1 && !strcmp(argv[1], "--update");
	first += update;
	for (r = rules; *r && first == argc; r++)
		run_rule(top, *r);
	for (i = first; i < argc; i++)
		if (rule_find(argv[i]))
			run_rule(top, rule_find(argv[i]));
	printf("1..%u\n", count);
	return bad != 0;
}
