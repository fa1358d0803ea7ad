/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_agent_facts.c - what the agent leaves is what is read */
#include "hook/metrics/agent_facts.h"

#include <stdlib.h>

#include "unit.h"

#define FILE_PATH "run/sevgate/metrics/agent.json"

static void assert_number(struct number a, struct number b)
{
	assert_int_equal(a.known, b.known);
	if (a.known)
		assert_true(a.value == b.value);
}

static void assert_interface(const struct agent_facts *a,
			     const struct agent_facts *b,
			     enum firmware_interface i)
{
	const struct interface_facts *one = &a->firmware[i],
				     *other = &b->firmware[i];
	size_t n;

	assert_number(one->api_major, other->api_major);
	assert_number(one->api_minor, other->api_minor);
	assert_number(one->build, other->build);
	assert_number(one->guests, other->guests);
	assert_ptr_equal(one->state, other->state);
	for (n = 0; n < INTERFACE_FLAGS; n++)
		assert_number(one->flags[n], other->flags[n]);
	assert_int_equal(a->minimum[i].set, b->minimum[i].set);
	assert_int_equal(a->minimum[i].api_major, b->minimum[i].api_major);
	assert_int_equal(a->minimum[i].api_minor, b->minimum[i].api_minor);
	assert_int_equal(a->minimum[i].build, b->minimum[i].build);
}

static void assert_measured(const struct agent_facts *a,
			    const struct agent_facts *b)
{
	size_t i;

	assert_int_equal(a->n_measured, b->n_measured);
	for (i = 0; i < a->n_measured; i++) {
		assert_string_equal(a->measured[i].uuid, b->measured[i].uuid);
		assert_int_equal(a->measured[i].match, b->measured[i].match);
		assert_int_equal(a->measured[i].when, b->measured[i].when);
	}
}

static void assert_policy(const struct agent_facts *a,
			  const struct agent_facts *b)
{
	assert_int_equal(a->policy_ok, b->policy_ok);
	assert_int_equal(a->generation, b->generation);
	assert_int_equal(a->loaded, b->loaded);
	assert_memory_equal(a->profiles, b->profiles, sizeof(a->profiles));
	assert_memory_equal(a->exemptions, b->exemptions,
			    sizeof(a->exemptions));
}

static void assert_facts(const struct agent_facts *a,
			 const struct agent_facts *b)
{
	enum firmware_interface i;

	assert_policy(a, b);
	assert_int_equal(a->written, b->written);
	assert_int_equal(a->busy_since, b->busy_since);
	assert_int_equal(a->libvirt, b->libvirt);
	assert_memory_equal(a->guests, b->guests, sizeof(a->guests));
	assert_int_equal(a->masked, b->masked);
	for (i = 0; i < FIRMWARE_INTERFACES; i++)
		assert_interface(a, b, i);
	assert_number(a->asked, b->asked);
	assert_number(a->cost_us, b->cost_us);
	assert_number(a->queries, b->queries);
	assert_number(a->errors, b->errors);
	assert_number(a->current_tcb, b->current_tcb);
	assert_number(a->reported_tcb, b->reported_tcb);
	assert_int_equal(a->dropped, b->dropped);
	assert_measured(a, b);
}

/* What is written is read. */
static void there_and_back(const struct agent_facts *facts)
{
	struct agent_facts back;
	struct err err = { "" };

	unit_mkdirs("run");
	if (agent_facts_write(unit_dirfd, facts, &err) < 0 ||
	    agent_facts_read(unit_dirfd, &back, &err) < 0)
		fail_msg("%s", err.text);
	assert_facts(facts, &back);
	agent_facts_clear(&back);
}

/* --- both ways -------------------------------------------------------------- */

static void fill_interface(struct agent_facts *facts, enum firmware_interface i,
			   uint64_t from)
{
	struct interface_facts *f = &facts->firmware[i];
	size_t n;

	f->api_major = number(from++);
	f->api_minor = number(from++);
	f->build = number(from++);
	f->guests = number(from++);
	f->state = interface_states(i)[1];
	for (n = 0; interface_flags(i)[n]; n++)
		f->flags[n] = number(from++ & 1);
	facts->minimum[i] =
		(struct firmware_minimum){ .set = true,
					   .api_major = UINT8_MAX,
					   .api_minor = (unsigned int)from,
					   .build = (unsigned int)from + 1 };
}

/* Each field another value. */
static struct agent_facts everything(void)
{
	struct agent_facts facts = {
		.written = 2,
		.busy_since = 1,
		.libvirt = true,
		.policy_ok = true,
		.generation = 3,
		.loaded = INT64_MAX,
		.profiles = { 4, 5, 6 },
		.exemptions = { 7, 8 },
		.guests = { 9, 10, 11, 12, 13 },
		.masked = 5,
		.asked = number(14),
		.cost_us = number(15),
		.queries = number(16),
		.errors = number(17),
		.current_tcb = number(0xfedcba9876543210),
		.reported_tcb = number(UINT64_MAX),
		.dropped = 18,
	};

	fill_interface(&facts, FIRMWARE_SEV, 20);
	fill_interface(&facts, FIRMWARE_SNP, 41);
	return facts;
}

static void nothing_known(void **state)
{
	(void)state;
	there_and_back(&(struct agent_facts){ .written = 0 });
}

static void all_known(void **state)
{
	struct agent_facts facts = everything();

	(void)state;
	there_and_back(&facts);
}

static void each_state(void **state)
{
	struct agent_facts facts = everything();
	const char *const *word;
	enum firmware_interface i;

	(void)state;
	for (i = 0; i < FIRMWARE_INTERFACES; i++)
		for (word = interface_states(i); *word; word++) {
			facts.firmware[i].state = *word;
			there_and_back(&facts);
		}
}

static void many_guests(void **state)
{
	struct agent_facts facts = everything();
	size_t i;

	(void)state;
	facts.measured = calloc(MEASURED_MAX, sizeof(*facts.measured));
	assert_non_null(facts.measured);
	facts.n_measured = MEASURED_MAX;
	for (i = 0; i < MEASURED_MAX; i++) {
		snprintf(facts.measured[i].uuid, sizeof(facts.measured[i].uuid),
			 "c7a5fdbd-edaf-9455-926a-%012zx", i);
		facts.measured[i].match = i % 3;
		facts.measured[i].when = INT64_MAX - i;
	}
	there_and_back(&facts);
	agent_facts_clear(&facts);
	assert_int_equal(facts.n_measured, 0);
}

static void written_anew(void **state)
{
	struct agent_facts facts = everything();

	(void)state;
	there_and_back(&facts);
	there_and_back(&(struct agent_facts){ .generation = 1 });
}

/* --- nothing to read ---------------------------------------------------------- */

static void assert_none(void)
{
	struct agent_facts facts;

	assert_int_equal(agent_facts_read(unit_dirfd, &facts, NULL), 0);
	assert_facts(&facts, &(struct agent_facts){ .written = 0 });
}

static void no_agent(void **state)
{
	struct agent_facts facts = everything();

	(void)state;
	assert_none();
	agent_facts_forget(unit_dirfd);
	unit_mkdirs("run/sevgate/metrics");
	assert_none();
	there_and_back(&facts);
	agent_facts_forget(unit_dirfd);
	assert_none();
}

static void not_written(void **state)
{
	struct err err = { "" };

	(void)state;
	assert_int_equal(agent_facts_write(unit_dirfd,
					   &(struct agent_facts){ .masked = 1 },
					   &err),
			 -1);
	assert_string_equal(
		err.text,
		"run/sevgate/metrics/agent.json: No such file or directory");
}

/* --- bad input ------------------------------------------------------------------ */

#define NONE	    "\"measured\":[]"
#define GUEST(uuid) "{\"match\":true,\"when\":1,\"uuid\":\"" uuid "\"}"
#define GUESTS(...) "\"measured\":[" __VA_ARGS__ "]"
#define UUID	    "c7a5fdbd-edaf-9455-926a-d65c16db1809"

/* Of a good document the first @from is replaced by @to. */
static const struct bad_case {
	const char *name, *from, *to;
} bad_cases[] = {
	{ "no JSON", "{", "" },
	{ "something behind it", "\"dropped\":18", "\"dropped\":18}{" },
	{ "another form", "\"version\":1", "\"version\":2" },
	{ "a field is missing", "\"masked\":5,", "" },
	{ "a field twice", "\"masked\":5", "\"masked\":5,\"masked\":5" },
	{ "negative", "\"generation\":3", "\"generation\":-3" },
	{ "a fraction", "\"generation\":3", "\"generation\":3.0" },
	{ "text for a number", "\"generation\":3", "\"generation\":\"3\"" },
	{ "a number for yes", "\"libvirt\":true", "\"libvirt\":1" },
	{ "null for yes", "\"policy_ok\":true", "\"policy_ok\":null" },
	{ "too large for 64 bits", "\"written\":2,",
	  "\"written\":9223372036854775808," },
	{ "a number that may be missing is text", "\"asked\":14",
	  "\"asked\":\"14\"" },
	{ "a minimum of more than a byte", "\"api_major\":255",
	  "\"api_major\":256" },
	{ "no minimum", "\"minimum\"", "\"maximum\"" },
	{ "no interface", "\"snp\":{", "\"abc\":{" },
	{ "a list of other things", "\"profiles\":{\"0\":4",
	  "\"profiles\":{\"9\":4" },
	{ "busy since a later time", "\"busy_since\":1", "\"busy_since\":3" },
	{ "guests in no list", NONE, "\"measured\":{}" },
	{ "a guest that is none", NONE, "\"measured\":[1]" },
	{ "a guest without a name", NONE,
	  "\"measured\":[{\"match\":true,\"when\":1}]" },
	{ "a guest of no UUID", NONE,
	  GUESTS(GUEST("c7a5fdbd-edaf-9455-926a-d65c16db180Z")) },
	{ "a UUID too short", NONE,
	  GUESTS(GUEST("c7a5fdbd-edaf-9455-926a-d65c16db180")) },
	{ "a UUID too long", NONE,
	  GUESTS(GUEST("c7a5fdbd-edaf-9455-926a-d65c16db18090")) },
	{ "a guest twice", NONE, GUESTS(GUEST(UUID) "," GUEST(UUID)) },
	{ "the second guest", NONE, GUESTS(GUEST(UUID) ",{}") },
};

static char *replace(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *changed = NULL;

	if (!at)
		fail_msg("%s: not in %s", from, text);
	assert_true(asprintf(&changed, "%.*s%s%s", (int)(at - text), text, to,
			     at + strlen(from)) > 0);
	return changed;
}

static void bad(void **state)
{
	const struct bad_case *c = *state;
	struct agent_facts facts = everything();
	_cleanup_free_ char *good = NULL, *text = NULL;
	struct err err = { "" };
	size_t len;

	there_and_back(&facts);
	good = unit_read_at(unit_dirfd, FILE_PATH, &len);
	text = replace(good, c->from, c->to);
	unit_write_text(FILE_PATH, text);
	assert_int_equal(agent_facts_read(unit_dirfd, &facts, &err), -1);
	assert_string_equal(err.text, "agent.json: damaged");
	assert_null(facts.measured);
	assert_int_equal(facts.n_measured, 0);
}

static void too_many_guests(void **state)
{
	struct agent_facts facts = everything();
	_cleanup_free_ char *good = NULL, *text = NULL, *list = NULL;
	size_t len, i;
	FILE *out = open_memstream(&list, &len);

	(void)state;
	fputs("\"measured\":[", out);
	for (i = 0; i <= MEASURED_MAX; i++) {
		fputs(i ? "," : "", out);
		fprintf(out,
			"{\"match\":true,\"when\":1,\"uuid\":"
			"\"c7a5fdbd-edaf-9455-926a-%012zx\"}",
			i);
	}
	fputs("]", out);
	fclose(out);
	there_and_back(&facts);
	good = unit_read_at(unit_dirfd, FILE_PATH, &len);
	text = replace(good, NONE, list);
	unit_write_text(FILE_PATH, text);
	assert_int_equal(agent_facts_read(unit_dirfd, &facts, NULL), -1);
	assert_int_equal(facts.n_measured, 0);
}

/* A state that this version does not know is not known. */
static void another_state(void **state)
{
	struct agent_facts facts = everything();
	_cleanup_free_ char *good = NULL, *text = NULL;
	size_t len;

	(void)state;
	there_and_back(&facts);
	good = unit_read_at(unit_dirfd, FILE_PATH, &len);
	text = replace(good, "\"state\":\"init\"", "\"state\":\"on fire\"");
	unit_write_text(FILE_PATH, text);
	assert_int_equal(agent_facts_read(unit_dirfd, &facts, NULL), 1);
	assert_true(!facts.firmware[FIRMWARE_SEV].state ||
		    !facts.firmware[FIRMWARE_SNP].state);
	agent_facts_clear(&facts);
}

static const struct file_case {
	const char *name;
	char what;
	const char *target;
} file_cases[] = {
	{ "a FIFO", 'p', NULL },
	{ "a directory", 'd', NULL },
	{ "a link", 'l', "/etc/passwd" },
	{ "a dangling link", 'l', "nowhere" },
};

static void no_file(void **state)
{
	const struct file_case *c = *state;
	struct agent_facts facts;
	struct err err = { "" };

	unit_make(c->what, FILE_PATH, c->target);
	assert_int_equal(agent_facts_read(unit_dirfd, &facts, &err), -1);
	assert_string_not_equal(err.text, "");
}

int main(void)
{
	UNIT_DIR(nothing_known);
	UNIT_DIR(all_known);
	UNIT_DIR(each_state);
	UNIT_DIR(many_guests);
	UNIT_DIR(written_anew);
	UNIT_DIR(no_agent);
	UNIT_DIR(not_written);
	UNIT_CASES_DIR(bad, bad_cases);
	UNIT_DIR(too_many_guests);
	UNIT_DIR(another_state);
	UNIT_CASES_DIR(no_file, file_cases);
	return unit_run();
}
