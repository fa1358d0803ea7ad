/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy.c - sevgate policy: lint policy files, show what holds */
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/cli/cli.h"
#include "rule.h"

enum { OPT_JSON = 256 };

/* --- lint ----------------------------------------------------------------- */

/* What is demanded of one interface of the firmware, on a line begun. */
static void put_minimum(const char *before, enum firmware_interface interface,
			const struct firmware_minimum *m)
{
	printf("%s%s %u.%u", before, firmware_interface_name(interface),
	       m->api_major, m->api_minor);
	if (m->build)
		printf(" build %u", m->build);
}

static void put_counts(const struct policy *policy)
{
	const char *before = "; firmware ";
	int i;

	printf("%zu profile%s", policy->n_profiles,
	       policy->n_profiles == 1 ? "" : "s");
	for (i = 0; i < FIRMWARE_INTERFACES; i++)
		if (policy->minimum[i].set) {
			put_minimum(before, i, &policy->minimum[i]);
			before = ", ";
		}
	putchar('\n');
}

static int lint_file(const char *path)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	struct err err = { "" };

	if (policy_load_file(AT_FDCWD, path, geteuid(), &policy, &err) < 0)
		return failed(&err);
	printf("%s: ok, ", path);
	put_counts(policy);
	return EXIT_SUCCESS;
}

static int lint_installed(int rootfd)
{
	_cleanup_(policy_freep) struct policy *policy = NULL;
	struct err err = { "" };

	if (policy_load(rootfd, geteuid(), &policy, &err) < 0)
		return failed(&err);
	printf("ok: %zu file%s, ", policy->n_files,
	       policy->n_files == 1 ? "" : "s");
	put_counts(policy);
	return EXIT_SUCCESS;
}

static int lint(int rootfd, char **files)
{
	int status = EXIT_SUCCESS;

	if (!*files)
		return lint_installed(rootfd);
	for (; *files; files++)
		status = worse(status, lint_file(*files));
	return status;
}

/* --- show ----------------------------------------------------------------- */

static const char *attest_name(enum attest when)
{
	static const char *const names[] = { "off", "after-start",
					     "before-boot" };

	return names[when];
}

/* NULL: as the domain has it */
static const char *session_name(enum session_maker session)
{
	static const char *const names[] = { NULL, "per-launch", "owner" };

	return names[session];
}

static void put_match(const struct match *m)
{
	printf("  match:  ");
	if (m->launch_security)
		printf(" launchSecurity=%s", m->launch_security);
	if (m->name)
		printf(" name=%s", m->name);
	if (m->uuid)
		printf(" uuid=%s", m->uuid);
	if (m->title)
		printf(" title=%s", m->title);
	putchar('\n');
}

static void put_launch(const struct wanted_launch *l)
{
	if (l->tech == TECH_NONE && !l->kernel_hashes && !l->firmware &&
	    l->session == SESSION_AS_GIVEN)
		return;
	printf("  launch:  %s", l->tech == TECH_NONE ? "as the domain says"
						     : tech_name(l->tech));
	if (l->has_policy)
		printf(" policy=0x%04llx", (unsigned long long)l->policy);
	if (l->kernel_hashes)
		printf(" kernelHashes");
	if (session_name(l->session))
		printf(" session=%s", session_name(l->session));
	if (l->firmware)
		printf(" firmware=%s", l->firmware);
	putchar('\n');
}

static bool is_over(const struct exemption *e)
{
	return e->until && e->until <= time(NULL);
}

static void put_profile(const struct profile *p)
{
	size_t i;

	printf("%s  (%s, line %d)\n", p->name, p->file, p->line);
	for (i = 0; i < p->n_matches; i++)
		put_match(&p->matches[i]);
	printf("  mode:    %s\n  rewrite: %s%s\n  attest:  %s\n",
	       mode_name(p->mode), p->rewrite ? "yes" : "no",
	       p->repair_start ? ", then start" : "", attest_name(p->attest));
	put_launch(&p->launch);
	for (i = 0; i < p->n_rules; i++)
		printf("  rule:    %s%s%s%s%s\n", p->rules[i].rule->id,
		       p->rules[i].has_mode ? " mode=" : "",
		       p->rules[i].has_mode ? mode_name(p->rules[i].mode) : "",
		       p->rules[i].value ? " value=" : "",
		       p->rules[i].value ? p->rules[i].value : "");
	if (p->n_trusted)
		printf("  trusted: %zu firmware digest%s\n", p->n_trusted,
		       p->n_trusted == 1 ? "" : "s");
	for (i = 0; i < p->n_exemptions; i++)
		printf("  exempt:  %s for %s: %s%s\n",
		       p->exemptions[i].rule->id,
		       p->exemptions[i].domain ? p->exemptions[i].domain : "*",
		       p->exemptions[i].reason,
		       is_over(&p->exemptions[i]) ? " (no longer holds)" : "");
}

static void put_policy(const struct policy *policy)
{
	size_t k;
	int i;

	for (i = 0; i < FIRMWARE_INTERFACES; i++)
		if (policy->minimum[i].set) {
			put_minimum("firmware: ", i, &policy->minimum[i]);
			printf(" or newer\n");
		}
	for (k = 0; k < policy->n_profiles; k++)
		put_profile(policy->profiles[k]);
}

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *json_matches(const struct profile *p)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < p->n_matches; i++)
		json_array_append_new(
			array,
			json_pack("{s:o, s:o, s:o, s:o}", "launchSecurity",
				  text_or_null(p->matches[i].launch_security),
				  "name", text_or_null(p->matches[i].name),
				  "uuid", text_or_null(p->matches[i].uuid),
				  "title", text_or_null(p->matches[i].title)));
	return array;
}

static json_t *json_rules(const struct profile *p)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < p->n_rules; i++)
		json_array_append_new(
			array,
			json_pack("{s:s, s:o, s:o}", "id", p->rules[i].rule->id,
				  "mode",
				  p->rules[i].has_mode
					  ? json_string(
						    mode_name(p->rules[i].mode))
					  : json_null(),
				  "value", text_or_null(p->rules[i].value)));
	return array;
}

static json_t *json_exemptions(const struct profile *p)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < p->n_exemptions; i++)
		json_array_append_new(
			array, json_pack("{s:s, s:o, s:s, s:b}", "rule",
					 p->exemptions[i].rule->id, "domain",
					 text_or_null(p->exemptions[i].domain),
					 "reason", p->exemptions[i].reason,
					 "holds", !is_over(&p->exemptions[i])));
	return array;
}

static json_t *json_profile(const struct profile *p)
{
	return json_pack(
		"{s:s, s:s, s:i, s:o, s:s, s:b, s:s, s:s, s:s?, s:i, s:o, s:o}",
		"name", p->name, "file", p->file, "line", p->line, "matches",
		json_matches(p), "mode", mode_name(p->mode), "rewrite",
		p->rewrite, "attest", attest_name(p->attest), "launch",
		tech_name(p->launch.tech), "session",
		session_name(p->launch.session), "trusted", (int)p->n_trusted,
		"rules", json_rules(p), "exemptions", json_exemptions(p));
}

static json_t *json_profiles(const struct policy *policy)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < policy->n_profiles; i++)
		json_array_append_new(array, json_profile(policy->profiles[i]));
	return array;
}

static json_t *json_minimums(const struct policy *policy)
{
	json_t *array = json_array();
	int i;

	for (i = 0; i < FIRMWARE_INTERFACES; i++) {
		const struct firmware_minimum *m = &policy->minimum[i];

		if (m->set)
			json_array_append_new(
				array,
				json_pack("{s:s, s:o, s:i}", "interface",
					  firmware_interface_name(i), "api",
					  json_sprintf("%u.%u", m->api_major,
						       m->api_minor),
					  "build", (int)m->build));
	}
	return array;
}

static int show_json(const struct policy *policy)
{
	json_t *object =
		json_pack("{s:o, s:o}", "firmware", json_minimums(policy),
			  "profiles", json_profiles(policy));
	int result = json_dumpf(object, stdout, JSON_INDENT(2));

	putchar('\n');
	json_decref(object);
	return result < 0 ? EXIT_FAILED : EXIT_SUCCESS;
}

static int show(const struct where *where, bool json)
{
	struct judge j = { 0 };
	struct err err = { "" };
	int status = EXIT_SUCCESS;

	if (judge_open(&j, where, &err) < 0)
		status = failed(&err);
	else if (json)
		status = show_json(j.policy);
	else
		put_policy(j.policy);
	judge_close(&j);
	return status;
}

/* --- command -------------------------------------------------------------- */

static int parse(const struct command *self, int argc, char **argv,
		 struct where *where, bool *ret_json)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, OPT_JSON },
		{ "policy", required_argument, NULL, 'p' },
		{ "root", required_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (where_option(where, option))
			continue;
		if (option == 'h')
			exit(show_help(self));
		if (option != OPT_JSON)
			return usage_error(self, "see --help");
		*ret_json = true;
	}
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct where where = { .no_host = true };
	bool json = false;
	_cleanup_close_ int rootfd = -1;
	const char *verb;

	if (parse(self, argc, argv, &where, &json))
		return EXIT_FAILED;
	verb = optind < argc ? argv[optind] : "";
	if (!strcmp(verb, "show") && optind + 1 == argc)
		return show(&where, json);
	if (strcmp(verb, "lint") != 0)
		return usage_error(self, "say lint or show");
	rootfd = open(where.root ? where.root : "/",
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return lint(rootfd, argv + optind + 1);
}

const struct command policy_command = {
	.name = "policy",
	.args = "lint [FILE]... | show [--json]",
	.summary = "check policy files, or show what holds on this host",
	.help = "      --json            print JSON (show)\n"
		"      --policy FILE     use this policy file alone (show)\n"
		"      --root DIR        look below DIR for policy files\n",
	.run = run,
};
