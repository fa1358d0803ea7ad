/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_domain.c - do for a running guest what its profile says */
#include "hook/client/attest_domain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "expect.h"
#include "hook/launch_keys.h"
#include "hook/machine.h"
#include "hook/record.h"

/**
 * struct guest - one running guest, while it is attested
 * @id:		libvirt's number of the launch
 * @keys:	of the launch, wiped
 * @seen:	what the firmware says
 * @room:	bytes of the firmware's secret area
 */
struct guest {
	struct judge *j;
	const char *uuid, *id;
	void (*step)(const char *what);
	struct domain *dom;
	const struct profile *profile;
	struct session_keys keys;
	struct launch_seen seen;
	size_t room;
	struct attested_domain *ret;
};

static void step(const struct guest *g, const char *what)
{
	if (g->step)
		g->step(what);
}

void attested_domain_clear(struct attested_domain *done)
{
	free(done->name);
	done->name = NULL;
}

/* --- looking -------------------------------------------------------------- */

static int look(struct guest *g, struct err *err)
{
	_cleanup_free_ char *xml = NULL;

	if (virt_live_xml(g->j->virt, g->uuid, &xml, err) < 0 ||
	    domain_parse(xml, strlen(xml), &g->dom, err) < 0)
		return -1;
	g->id = xml_attr(g->dom->root, "id");
	g->ret->tech = g->dom->tech;
	g->ret->name = strdup(g->dom->name);
	if (!g->ret->name)
		return err_set(err, "out of memory");
	if (!g->id)
		return err_set(err, "%s: has no id", g->uuid);
	g->profile = judge_profile(g->j, g->dom);
	g->ret->ours = g->profile != NULL;
	return 0;
}

/* --- judging -------------------------------------------------------------- */

static enum attested not_attested(struct guest *g, const char *why)
{
	err_set(&g->ret->message, "%s", why);
	return ATTESTED_NOT;
}

static enum attested without_keys(struct guest *g)
{
	switch (domain_session(g->dom)) {
	case SESSION_GIVEN:
		err_set(&g->ret->message,
			"the launch session is the guest owner's, who has to "
			"attest: sevgate attest");
		return ATTESTED_OWNER;
	case SESSION_PLACE:
		return not_attested(g, "the keys of this launch are not here");
	default:
		return not_attested(g, "it has no launch session; a profile "
				       "gives it one with <launch "
				       "session='per-launch'/>");
	}
}

static enum attested compare(struct guest *g)
{
	_cleanup_(launch_freep) struct launch *launch = NULL;
	struct claim claim = { .policy = (uint32_t)g->dom->policy };
	struct boot_files files = { .firmware = NULL };
	int result = -1;

	step(g, "reading what it has to be launched from");
	if (expect_launch(g->dom, g->j->rootfd, machine_cpu_signature(),
			  &launch, &claim.shape, &g->ret->message) == 0) {
		claim.launch = launch;
		claim.tek = g->keys.tek;
		g->room = launch_firmware(launch)->secret_size;
		memcpy(claim.tik, g->keys.tik, TIK_SIZE);
		step(g, "comparing the launch measurement");
		expect_files(g->dom, &files, NULL);
		result = launch_compare(g->j->virt, g->uuid, &claim,
					g->j->rootfd, &files, &g->seen,
					&g->ret->message);
		explicit_bzero(claim.tik, TIK_SIZE);
	}
	g->ret->later = result < 0;
	if (result < 0)
		return ATTESTED_NOT;
	return result ? ATTESTED_OK : ATTESTED_MISMATCH;
}

static enum attested judge(struct guest *g)
{
	int have;

	if (g->profile->attest == ATTEST_OFF)
		return not_attested(g, "the profile does not ask for it");
	if (g->dom->tech == TECH_SEV_SNP)
		return not_attested(g, "an SEV-SNP guest is attested by its "
				       "owner, from inside");
	if (g->dom->tech != TECH_SEV && g->dom->tech != TECH_SEV_ES)
		return not_attested(g, "it is not confidential");
	have = launch_keys_get(g->j->rootfd, g->uuid, &g->keys,
			       &g->ret->message);
	if (have == 0)
		return without_keys(g);
	g->ret->later = have < 0;
	return have < 0 ? ATTESTED_NOT : compare(g);
}

/* --- acting --------------------------------------------------------------- */

static int write_record(const struct guest *g, const char *file, bool pending,
			struct err *err)
{
	const struct attestation a = {
		.name = g->dom->name,
		.uuid = g->uuid,
		.domain_id = g->id,
		.profile = g->profile->name,
		.attested = g->ret->attested,
		.pending = pending,
		.measurement = g->seen.info.measurement,
		.message = *g->ret->message.text ? g->ret->message.text : NULL,
		.api_major = g->seen.info.api_major,
		.api_minor = g->seen.info.api_minor,
		.build = g->seen.info.build,
		.policy = g->seen.info.policy,
	};

	return attestation_write(g->j->rootfd, file, &a, err);
}

/* "%u" is the one thing of a domain that can not lead a path astray. */
static char *secret_path(const struct guest *g, const char *file)
{
	const char *at = strstr(file, "%u");
	char *path;

	if (asprintf(&path, "%.*s%s%s",
		     at ? (int)(at - file) : (int)strlen(file), file,
		     at ? g->uuid : "", at ? at + 2 : "") < 0)
		return NULL;
	return path;
}

static int read_secrets(const struct guest *g, struct secrets *secrets,
			struct err *err)
{
	size_t i;

	for (i = 0; i < g->profile->n_secrets; i++) {
		const struct wanted_secret *wanted = &g->profile->secrets[i];
		_cleanup_free_ char *path = secret_path(g, wanted->file);

		if (!path)
			return err_set(err, "out of memory");
		if (secrets_add(secrets, wanted->guid, g->j->rootfd, path,
				err) < 0)
			return -1;
	}
	return 0;
}

static int give_secrets(const struct guest *g, struct err *err)
{
	struct secrets secrets = { .count = 0 };
	int result = 0;

	if (!g->profile->n_secrets)
		return 0;
	step(g, "giving it its secrets");
	if (read_secrets(g, &secrets, err) < 0 ||
	    launch_give(g->j->virt, g->uuid, &g->keys, &g->seen, &secrets,
			g->room, err) < 0)
		result = -1;
	secrets_wipe(&secrets);
	return result;
}

/*
 * A guest that waits is measured, and runs only after that.  A record of what
 * is still to be done comes first: whoever is killed here finds it again.
 */
static int release(struct guest *g, struct err *err)
{
	int state = virt_state(g->j->virt, g->uuid, err);

	if (state != VIRT_FRESH)
		return state < 0 ? -1 : 0;
	if (write_record(g, RECORD_ATTESTED, true, err) < 0 ||
	    give_secrets(g, err) < 0)
		return -1;
	step(g, "letting it run");
	if (virt_resume(g->j->virt, g->uuid, err) < 0)
		return -1;
	g->ret->resumed = true;
	return 0;
}

static int end(struct guest *g, struct err *err)
{
	if (g->profile->on_mismatch != MISMATCH_DESTROY ||
	    g->profile->mode != MODE_ENFORCE)
		return 0;
	step(g, "ending it");
	if (virt_destroy(g->j->virt, g->uuid, err) < 0)
		return -1;
	g->ret->destroyed = true;
	return 0;
}

/* Whoever waits for the guest has to be told that it waits for him. */
static void say_paused(const struct guest *g, struct err *why)
{
	struct err said = *why;

	if (g->profile->attest == ATTEST_BEFORE_BOOT &&
	    virt_state(g->j->virt, g->uuid, NULL) == VIRT_FRESH)
		err_set(why, "%s; it stays paused", said.text);
}

static int act(struct guest *g, struct err *err)
{
	if (g->ret->attested == ATTESTED_MISMATCH) {
		if (write_record(g, RECORD_MISMATCH, false, err) < 0 ||
		    end(g, err) < 0)
			return -1;
		if (g->ret->destroyed)
			return 0;
	}
	if (g->ret->attested != ATTESTED_OK)
		say_paused(g, &g->ret->message);
	else if (g->profile->attest == ATTEST_BEFORE_BOOT &&
		 release(g, err) < 0)
		return -1;
	return write_record(g, RECORD_ATTESTED, g->ret->later, err);
}

static bool has_ended(const struct guest *g)
{
	int state = virt_state(g->j->virt, g->uuid, NULL);

	return state == VIRT_GONE || state == VIRT_SHUT;
}

/*
 * What could not be done is said where people look, and tried again.  A record
 * of a guest that has ended would outlive it, and be read as another's.
 */
static void give_up(struct guest *g, struct err *why)
{
	g->ret->ended = has_ended(g);
	g->ret->later = !g->ret->ended;
	if (g->ret->ended || !g->profile)
		return;
	say_paused(g, why);
	g->ret->attested = ATTESTED_NOT;
	g->ret->message = *why;
	write_record(g, RECORD_ATTESTED, true, NULL);
}

static int attest(struct guest *g, struct err *err)
{
	enum progress progress;

	if (look(g, err) < 0)
		return -1;
	if (!g->profile)
		return 0;
	progress = attestation_progress(g->j->rootfd, g->uuid, g->id);
	g->ret->known = progress == PROGRESS_DONE;
	if (g->ret->known) {
		g->ret->attested =
			attestation_of(g->j->rootfd, g->uuid, &g->ret->when);
		return 0;
	}
	g->ret->when = time(NULL);
	g->ret->unchecked = progress == PROGRESS_NONE &&
			    g->profile->mode == MODE_ENFORCE &&
			    !record_is_allowed(g->j->rootfd, g->uuid, g->id);
	g->ret->attested = judge(g);
	if (g->ret->later && has_ended(g))
		return err_set(err, "%s", g->ret->message.text);
	return act(g, err);
}

int attest_domain(struct judge *j, const char *uuid,
		  void (*call)(const char *what), struct attested_domain *ret,
		  struct err *err)
{
	struct guest g = { .j = j, .uuid = uuid, .step = call, .ret = ret };
	int result;

	*ret = (struct attested_domain){ .attested = ATTESTED_NOT };
	result = attest(&g, err);
	if (result < 0)
		give_up(&g, err);
	explicit_bzero(&g.keys, sizeof(g.keys));
	launch_seen_clear(&g.seen);
	domain_free(g.dom);
	return result;
}
