/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform_show.c - what the secure processor says of itself */
#include <jansson.h>
#include <string.h>

#include "cleanup.h"
#include "hook/cli/cli.h"
#include "hook/cli/platform.h"
#include "hook/client/sev_device.h"

/**
 * struct facts - of a platform
 */
struct facts {
	struct sev_user_data_status status;
	char id[2 * SEV_INFO_ID + 1];
};

static const char *state_name(const struct facts *f)
{
	static const char *const names[] = { "uninit", "init", "working" };

	return f->status.state < ARRAY_SIZE(names) ? names[f->status.state]
						   : "unknown";
}

static const struct {
	uint32_t flag;
	const char *name;
} flags[] = { { SEV_FLAG_OWNED, "owned" }, { SEV_FLAG_ES, "es" } };

/* --- text ----------------------------------------------------------------- */

static void put_version(const struct facts *f, const char *between)
{
	(void)between;
	printf("%u.%u.%u", f->status.api_major, f->status.api_minor,
	       f->status.build);
}

static void put_flags(const struct facts *f, const char *between)
{
	const char *before = "";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		if (!(f->status.flags & flags[i].flag))
			continue;
		printf("%s%s", before, flags[i].name);
		before = between;
	}
}

static void put_guests(const struct facts *f, const char *between)
{
	(void)between;
	printf("%u", f->status.guest_count);
}

static void put_state(const struct facts *f, const char *between)
{
	(void)between;
	fputs(state_name(f), stdout);
}

static void put_id(const struct facts *f, const char *between)
{
	(void)between;
	fputs(f->id, stdout);
}

static const struct thing {
	const char *name, *long_name;
	void (*put)(const struct facts *f, const char *between);
} things[] = {
	{ "version", "version", put_version },
	{ "state", "state", put_state },
	{ "flags", "flags", put_flags },
	{ "guests", "guests", put_guests },
	{ "id", "identifier", put_id },
};

static const struct thing *thing_of(const char *what)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(things); i++)
		if (!strcmp(what, things[i].name) ||
		    !strcmp(what, things[i].long_name))
			return &things[i];
	return NULL;
}

static void put_all(const struct facts *f)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(things); i++) {
		printf("%-8s ", things[i].name);
		things[i].put(f, " ");
		putchar('\n');
	}
}

/* --- JSON ----------------------------------------------------------------- */

static int put_json(const struct facts *f, struct err *err)
{
	const struct sev_user_data_status *s = &f->status;
	json_t *o = json_pack("{s:i, s:i, s:i, s:i, s:s, s:b, s:b, s:I, s:s}",
			      "version", 1, "api_major", s->api_major,
			      "api_minor", s->api_minor, "build", s->build,
			      "state", state_name(f), "owned",
			      (s->flags & SEV_FLAG_OWNED) != 0, "es",
			      (s->flags & SEV_FLAG_ES) != 0, "guests",
			      (json_int_t)s->guest_count, "id", f->id);
	int result = o ? json_dumpf(o, stdout, JSON_INDENT(2)) : -1;

	putchar('\n');
	json_decref(o);
	return result < 0 ? err_set(err, "out of memory") : 0;
}

/* --- all ------------------------------------------------------------------ */

/* No more than is needed: launches wait for each command. */
static int ask(int fd, const struct thing *thing, struct facts *f,
	       struct err *err)
{
	bool id = thing && thing->put == put_id;

	if (!id && sev_device_status(fd, &f->status, err) < 0)
		return -1;
	return !thing || id ? sev_device_id(fd, f->id, err) : 0;
}

int platform_show(const struct platform_options *o, const char *what,
		  struct err *err)
{
	const struct thing *thing = what ? thing_of(what) : NULL;
	_cleanup_close_ int fd = -1;
	struct facts f;

	if (what && !thing)
		return 1;
	fd = sev_device_open(o->chain.source.device, err);
	if (fd < 0 || ask(fd, o->chain.json ? NULL : thing, &f, err) < 0)
		return -1;
	if (o->chain.json)
		return put_json(&f, err);
	if (!thing) {
		put_all(&f);
		return 0;
	}
	thing->put(&f, "\n");
	putchar('\n');
	return 0;
}
