/* SPDX-License-Identifier: GPL-2.0-or-later */
/* start.c - sevgate start: mend, start, validate, give secrets, resume */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "hook/agent_lock.h"
#include "hook/cli/cli.h"
#include "hook/cli/await.h"
#include "hook/client/attest_domain.h"
#include "text.h"

/* Started, but nobody could tell what. */
#define EXIT_NOT_ATTESTED 3

enum { OPT_TIMEOUT = 256 };
#define TIMEOUT_SECONDS 60

struct start_options {
	struct where where;
	int timeout;
	const char *domain;
};

/**
 * struct starting - one start, while it goes on
 * @xml:	the definition
 * @dom:	the same, parsed
 * @profile:	NULL: nobody's business
 * @launch:	libvirt's number of it
 */
struct starting {
	struct judge *j;
	const struct start_options *o;
	char *xml;
	struct domain *dom;
	const struct profile *profile;
	unsigned int launch;
};

static void step(const char *what)
{
	fprintf(stderr, "sevgate: %s\n", what);
}

/* --- the definition ------------------------------------------------------- */

static int look(struct starting *s, struct err *err)
{
	domain_free(s->dom);
	free(s->xml);
	s->dom = NULL;
	s->xml = NULL;
	if (virt_get_xml(s->j->virt, s->o->domain, &s->xml, err) < 0 ||
	    domain_parse(s->xml, strlen(s->xml), &s->dom, err) < 0)
		return -1;
	s->profile = judge_profile(s->j, s->dom);
	return 0;
}

static int mend(struct starting *s, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (!s->profile || !s->profile->rewrite ||
	    s->profile->mode != MODE_ENFORCE)
		return 0;
	if (engine_rewrite(s->dom, s->profile, &s->j->env, false, &text, &len,
			   err) < 0)
		return -1;
	if (!strcmp(text, s->xml))
		return 0;
	step("mending the definition");
	if (virt_define(s->j->virt, text, err) < 0)
		return -1;
	return look(s, err);
}

/* --- what came of it ------------------------------------------------------ */

static int finish(const char *domain, enum attested attested, const char *why)
{
	switch (attested) {
	case ATTESTED_OK:
		printf("%s: started, the launch measurement is right\n",
		       domain);
		return EXIT_COMPLIANT;
	case ATTESTED_MISMATCH:
		fprintf(stderr, "sevgate: %s: %s\n", domain, why);
		return EXIT_REFUSED;
	default:
		fprintf(stderr, "sevgate: %s: started, not attested: %s\n",
			domain, why);
		return EXIT_NOT_ATTESTED;
	}
}

static int attest_here(struct starting *s, struct err *err)
{
	_cleanup_(attested_domain_clear) struct attested_domain done;
	int result = attest_domain(s->j, s->dom->uuid, step, &done, err);

	if (result < 0)
		return EXIT_FAILED;
	return finish(s->o->domain, done.attested, done.message.text);
}

static int attest_there(struct starting *s, struct await *await,
			struct err *err)
{
	_cleanup_(xml_freep) struct xml *record = NULL;

	step("waiting for sevgated to validate the launch");
	record = await_attestation(await, s->launch, s->o->timeout, err);
	if (!record)
		return EXIT_FAILED;
	return finish(s->o->domain, attestation_result(record),
		      xml_trimmed(record->root));
}

static int launch(struct starting *s, bool paused, struct err *err)
{
	step(paused ? "starting it, paused" : "starting it");
	if (virt_start(s->j->virt, s->o->domain, paused, &s->launch, err) == 0)
		return 0;
	return strstr(err->text, "sevgate: DENY") ? EXIT_REFUSED : EXIT_FAILED;
}

static int start(struct starting *s, struct err *err)
{
	bool before = s->profile && s->profile->attest == ATTEST_BEFORE_BOOT;
	_cleanup_(await_close) struct await await = { .fd = -1 };
	bool agent = agent_is_there(s->j->rootfd);
	int status;

	if (agent && s->profile &&
	    await_open(&await, s->j->rootfd, s->dom->uuid, err) < 0)
		return EXIT_FAILED;
	status = launch(s, before, err);
	if (status)
		return status;
	if (!s->profile || s->profile->attest == ATTEST_OFF) {
		printf("%s: started\n", s->o->domain);
		return EXIT_COMPLIANT;
	}
	return agent ? attest_there(s, &await, err) : attest_here(s, err);
}

/* --- program -------------------------------------------------------------- */

static int prepare(struct starting *s, struct err *err)
{
	if (judge_open(s->j, &s->o->where, err) < 0 ||
	    judge_connect(s->j, err) < 0)
		return -1;
	if (!virt_is_local(s->j->virt))
		return err_set(err, "the keys of a launch are on its host; "
				    "start it there, or attest it as its "
				    "owner: sevgate attest");
	return look(s, err) < 0 ? -1 : mend(s, err);
}

static int parse(const struct command *self, int argc, char **argv,
		 struct start_options *o)
{
	static const struct option options[] = {
		{ "timeout", required_argument, NULL, OPT_TIMEOUT },
		WHERE_OPTIONS,
		{ 0 },
	};
	uint64_t seconds;
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (where_option(&o->where, option))
			continue;
		if (option == 'h')
			exit(show_help(self));
		if (option != OPT_TIMEOUT)
			return usage_error(self, "see --help");
		if (!text_to_u64(optarg, 10, 86400, &seconds) || !seconds)
			return usage_error(self,
					   "--timeout takes seconds, 1 to "
					   "86400");
		o->timeout = (int)seconds;
	}
	if (argc - optind != 1)
		return usage_error(self, "name one domain");
	o->domain = argv[optind];
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct start_options o = { .timeout = TIMEOUT_SECONDS };
	struct judge j = { .rootfd = -1 };
	struct starting s = { .j = &j, .o = &o };
	struct err err = { "" };
	int status = parse(self, argc, argv, &o);

	if (status)
		return status;
	status = prepare(&s, &err) < 0 ? EXIT_FAILED : start(&s, &err);
	if (*err.text)
		failed(&err);
	domain_free(s.dom);
	free(s.xml);
	judge_close(&j);
	return status;
}

const struct command start_command = {
	.name = "start",
	.args = "[OPTION]... DOMAIN",
	.summary = "start a domain and validate its launch",
	.help = "      --timeout SECONDS  how long sevgated may take (60)\n" WHERE_HELP,
	.run = run,
};
