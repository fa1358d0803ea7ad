/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leak_report.c - what came of a leak-test, as text and as JSON */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "hook/cli/cli.h"
#include "hook/cli/leak.h"

#define PLACE_SIZE 40

size_t leak_found(const struct leak *leak)
{
	size_t n = 0, i;

	for (i = 0; i < leak->search.n_markers; i++)
		n += search_found(&leak->search.markers[i]);
	return n;
}

static bool is_plain(const struct leak *leak)
{
	return leak->confidential && leak->encrypts == 0;
}

bool leak_is_readable(const struct leak *leak)
{
	return leak_found(leak) || is_plain(leak);
}

static size_t n_places(const struct search_hits *hits)
{
	return hits->count < SEARCH_PLACES ? (size_t)hits->count
					   : SEARCH_PLACES;
}

/* A dump has memory in it, and the registers of the CPUs. */
static const char *place_text(const struct leak *leak, uint64_t offset,
			      char buf[static PLACE_SIZE])
{
	uint64_t address;

	if (!vmcore_address(&leak->core, offset, &address))
		return "a CPU's registers";
	snprintf(buf, PLACE_SIZE, "0x%" PRIx64, address);
	return buf;
}

/* --- text ----------------------------------------------------------------- */

static void put_hits(const struct leak *leak, const struct search_hits *hits,
		     const char *form)
{
	char place[PLACE_SIZE];
	size_t n = n_places(hits), i;

	if (!hits->count)
		return;
	printf("  %" PRIu64 " time%s %s, at", hits->count,
	       hits->count == 1 ? "" : "s", form);
	for (i = 0; i < n; i++)
		printf("%s %s", i ? "," : "",
		       place_text(leak, hits->places[i], place));
	puts(hits->count > n ? ", ..." : "");
}

static void put_marker(const struct leak *leak, const struct search_marker *m)
{
	bool colour = use_colour();

	if (!search_found(m)) {
		printf("%s: not found\n", m->label);
		return;
	}
	printf("%s: %sREADABLE%s, it is in the clear\n", m->label,
	       colour ? "\033[31m" : "", colour ? "\033[0m" : "");
	put_hits(leak, &m->hits[SEARCH_AS_GIVEN], "as given");
	put_hits(leak, &m->hits[SEARCH_UTF16LE], "as UTF-16LE");
}

/* What is not found is called encrypted only where that can be. */
static void put_markers(const struct leak *leak)
{
	size_t found = leak_found(leak), n = leak->search.n_markers, i;

	for (i = 0; i < n; i++)
		put_marker(leak, &leak->search.markers[i]);
	if (found)
		printf("%s: the host can read %zu of %zu marker%s in the "
		       "guest's memory (%" PRIu64 " bytes)\n",
		       leak->domain, found, n, n == 1 ? "" : "s",
		       leak->core.memory);
	else
		printf("%s: no marker found in the guest's memory (%" PRIu64
		       " bytes): %snot there when it was dumped\n",
		       leak->domain, leak->core.memory,
		       is_plain(leak) ? "" : "encrypted, or ");
}

static void put_platform(const struct leak *leak)
{
	if (leak->encrypts < 0)
		printf("%s: whether the platform encrypts could not be "
		       "tested: %s\n",
		       leak->domain, leak->untested.text);
	else if (leak->encrypts)
		printf("%s: the platform encrypts (tested with a page of its "
		       "own)\n",
		       leak->domain);
	else
		printf("%s: this platform does not encrypt: its memory can be "
		       "read whether or not a marker was found\n",
		       leak->domain);
}

void leak_print_text(const struct leak *leak)
{
	put_markers(leak);
	if (leak->confidential)
		put_platform(leak);
	if (!leak_is_readable(leak))
		puts("This alone proves nothing: see leak-test in sevgate(1).");
}

/* --- JSON ----------------------------------------------------------------- */

static json_t *json_form(const struct leak *leak,
			 const struct search_hits *hits)
{
	json_t *places = json_array();
	char place[PLACE_SIZE];
	size_t i;

	for (i = 0; i < n_places(hits); i++)
		json_array_append_new(
			places,
			json_string(place_text(leak, hits->places[i], place)));
	return json_pack("{s:I, s:o}", "count", (json_int_t)hits->count,
			 "first", places);
}

static json_t *json_marker(const struct leak *leak,
			   const struct search_marker *m)
{
	return json_pack("{s:s, s:b, s:o, s:o}", "marker", m->label, "readable",
			 search_found(m), "as_given",
			 json_form(leak, &m->hits[SEARCH_AS_GIVEN]), "utf16le",
			 json_form(leak, &m->hits[SEARCH_UTF16LE]));
}

/* Of a guest that is not confidential nothing is said, as nothing was asked. */
static void add_platform(json_t *root, const struct leak *leak)
{
	json_t *encrypts = json_null();

	if (!leak->confidential)
		return;
	if (leak->encrypts >= 0)
		encrypts = json_boolean(leak->encrypts);
	json_object_set_new(root, "platform_encrypts", encrypts);
	if (leak->encrypts < 0)
		json_object_set_new(root, "platform_untested",
				    json_string(leak->untested.text));
}

void leak_print_json(const struct leak *leak)
{
	json_t *markers = json_array(), *root;
	size_t i;

	for (i = 0; i < leak->search.n_markers; i++)
		json_array_append_new(
			markers, json_marker(leak, &leak->search.markers[i]));
	root = json_pack("{s:i, s:s, s:s, s:I, s:o}", "version", 1, "domain",
			 leak->domain, "result",
			 leak_found(leak) ? "readable" : "not-found", "bytes",
			 (json_int_t)leak->core.memory, "markers", markers);
	add_platform(root, leak);
	json_dumpf(root, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(root);
}
