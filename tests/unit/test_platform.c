/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_platform.c - the agent leaves this host's certificates for the hook */
#include "hook/platform.h"

#include "hook/agent_lock.h"
#include "run_dir.h"

#define CHAIN	   "platform/chain"
#define CHAIN_SIZE (4 * SEV_CERT_SIZE)

static void fill(struct sev_cert chain[4])
{
	size_t i;

	for (i = 0; i < CHAIN_SIZE; i++)
		((uint8_t *)chain)[i] = (uint8_t)(i * 7 + i / 256);
}

static void published(void **state)
{
	struct sev_cert chain[4], pdh;
	struct err err = { "" };

	(void)state;
	make_run();
	fill(chain);
	assert_int_equal(platform_publish(unit_dirfd, chain, &err), 0);
	assert_int_equal(mode_of(CHAIN), 0600);
	assert_int_equal(mode_of("platform"), 0700);
	assert_int_equal(platform_pdh(unit_dirfd, &pdh, &err), 0);
	assert_memory_equal(&pdh, &chain[0], sizeof(pdh));
	/* a new one replaces it */
	chain[0].version[0] ^= 1;
	assert_int_equal(platform_publish(unit_dirfd, chain, &err), 0);
	assert_int_equal(platform_pdh(unit_dirfd, &pdh, &err), 0);
	assert_memory_equal(&pdh, &chain[0], sizeof(pdh));
	assert_int_equal(entries(place("platform")), 1);
}

static void taken_back(void **state)
{
	struct sev_cert chain[4], pdh, before;
	struct err err = { "" };

	(void)state;
	make_run();
	fill(chain);
	memset(&pdh, 0xaa, sizeof(pdh));
	before = pdh;
	/* there is none yet */
	assert_int_equal(platform_publish(unit_dirfd, NULL, &err), 0);
	assert_int_equal(platform_publish(unit_dirfd, chain, &err), 0);
	assert_int_equal(platform_publish(unit_dirfd, NULL, &err), 0);
	assert_false(has(CHAIN));
	assert_int_equal(platform_pdh(unit_dirfd, &pdh, &err), -1);
	assert_string_equal(err.text, "no verified certificates of this host");
	assert_memory_equal(&pdh, &before, sizeof(pdh));
}

static const struct publish_case {
	const char *name;
	char what;
	const char *path, *target, *message;
} publish_cases[] = {
	{ "no place", 0, NULL, NULL, NULL },
	{ "a file in its place", 'x', "platform", "",
	  "run/sevgate/platform: Not a directory" },
	{ "a link in its place", 'l', "platform", "../..",
	  "run/sevgate/platform: Not a directory" },
	{ "the chain is a directory", 'd', "platform/chain/x", NULL,
	  "run/sevgate/platform: Is a directory" },
};

static void not_published(void **state)
{
	const struct publish_case *c = *state;
	struct sev_cert chain[4];
	struct err err = { "" };

	fill(chain);
	if (c->message) {
		unit_mkdirs(place(""));
		if (c->what == 'd')
			unit_mkdirs(place(c->path));
		else
			prepare(c->what, c->path, c->target);
	}
	assert_int_equal(platform_publish(unit_dirfd, chain, &err), -1);
	assert_string_equal(err.text,
			    c->message ? c->message
				       : "run/sevgate/platform: No such file "
					 "or directory");
	assert_int_equal(platform_publish(unit_dirfd, NULL, &err), -1);
	assert_false(has("platform/.new"));
}

static const struct size_case {
	const char *name;
	size_t size;
	const char *message;
} size_cases[] = {
	{ "empty", 0, "run/sevgate/platform/chain: 0 bytes, not 8336" },
	{ "the PDH alone", SEV_CERT_SIZE,
	  "run/sevgate/platform/chain: 2084 bytes, not 8336" },
	{ "a byte short", CHAIN_SIZE - 1,
	  "run/sevgate/platform/chain: 8335 bytes, not 8336" },
	{ "a byte long", CHAIN_SIZE + 1,
	  "run/sevgate/platform: chain: more than 8336 bytes" },
};

static void another_size(void **state)
{
	const struct size_case *c = *state;
	static const char data[CHAIN_SIZE + 1];
	struct err err = { "" };
	struct sev_cert pdh;

	unit_write(place(CHAIN), data, c->size);
	assert_int_equal(platform_pdh(unit_dirfd, &pdh, &err), -1);
	assert_string_equal(err.text, c->message);
}

/* --- one agent alone ------------------------------------------------------ */

/* 0: it got the lock; the lock goes with it. */
static int in_child(int (*fn)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(fn());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int try_lock(void)
{
	struct err err = { "" };

	if (agent_lock(unit_dirfd, &err) == 0)
		return agent_is_there(unit_dirfd) ? 0 : 3;
	return strcmp(err.text, "sevgated runs already") ? 2 : 1;
}

static void one_agent(void **state)
{
	struct err err = { "" };

	(void)state;
	make_run();
	assert_false(agent_is_there(unit_dirfd));
	assert_false(has(""));
	assert_int_equal(in_child(try_lock), 0);
	/* however it ended */
	assert_false(agent_is_there(unit_dirfd));
	assert_int_equal(agent_lock(unit_dirfd, &err), 0);
	assert_true(agent_is_there(unit_dirfd));
	assert_int_equal(in_child(try_lock), 1);
	assert_true(agent_is_there(unit_dirfd));
	assert_int_equal(mode_of("agent.lock"), 0600);
}

static void no_place_for_a_lock(void **state)
{
	struct err err = { "" };

	(void)state;
	assert_int_equal(agent_lock(unit_dirfd, &err), -1);
	assert_memory_equal(err.text, "run/sevgate/agent.lock: ", 24);
	assert_false(agent_is_there(unit_dirfd));
	unit_mkdirs(place(""));
	prepare('l', "agent.lock", "../victim");
	assert_int_equal(agent_lock(unit_dirfd, &err), -1);
	assert_string_equal(err.text, "run/sevgate/agent.lock: Too many levels "
				      "of symbolic links");
}

int main(void)
{
	UNIT_DIR(published);
	UNIT_DIR(taken_back);
	UNIT_CASES_DIR(not_published, publish_cases);
	UNIT_CASES_DIR(another_size, size_cases);
	UNIT_DIR(one_agent);
	UNIT_DIR(no_place_for_a_lock);
	return unit_run();
}
