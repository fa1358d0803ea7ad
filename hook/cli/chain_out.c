/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain_out.c - what came out for a chain, for people and for programs */
#include <jansson.h>

#include "cleanup.h"
#include "hook/cli/chain.h"
#include "hook/cli/cli.h"

static enum chain_state state_of(const struct chain_report *report,
				 enum chain_part signer, enum chain_part cert)
{
	size_t i;

	for (i = 0; i < CHAIN_LINKS; i++)
		if (chain_links[i].signer == signer &&
		    chain_links[i].cert == cert)
			return report->link[i];
	return LINK_UNKNOWN;
}

/* --- text ----------------------------------------------------------------- */

#define SIGNS	    "\u2b11"
#define SELF	    "\u2022"
#define BAD_SIGNS   SIGNS "\u0338"
#define BAD_SELF    SELF "\u0337"
#define COLOUR_GOOD "\033[32m"
#define COLOUR_BAD  "\033[31m"
#define COLOUR_OFF  "\033[0m"

/* The tree of sevctl verify: who signs stands below, and to the right. */
static const struct row {
	enum chain_part part, signs;
	bool self;
	const char *indent;
} rows[] = {
	{ CHAIN_PEK, CHAIN_PDH, false, " " },
	{ CHAIN_OCA, CHAIN_PEK, true, "   " },
	{ CHAIN_CEK, CHAIN_PEK, false, "    " },
	{ CHAIN_ASK, CHAIN_CEK, false, "       " },
	{ CHAIN_ARK, CHAIN_ASK, true, "         " },
};

static void put_mark(enum chain_state state, const char *good, const char *bad,
		     bool colour)
{
	if (state == LINK_UNKNOWN)
		putchar('?');
	else if (!colour)
		fputs(state == LINK_GOOD ? good : bad, stdout);
	else
		printf("%s%s" COLOUR_OFF,
		       state == LINK_GOOD ? COLOUR_GOOD : COLOUR_BAD,
		       state == LINK_GOOD ? good : bad);
}

static void put_cert(const struct chain_report *report, enum chain_part part)
{
	const struct chain_view *v = &report->cert[part];

	if (v->key[0])
		printf("%s %s %s %s\n", chain_part_name(part), v->key, v->algo,
		       v->digest);
	else
		printf("%s none\n", chain_part_name(part));
}

void chain_put_text(const struct chain_report *report)
{
	bool colour = use_colour();
	const struct row *row;

	put_cert(report, CHAIN_PDH);
	for (row = rows; row < rows + ARRAY_SIZE(rows); row++) {
		fputs(row->indent, stdout);
		if (row->self)
			put_mark(state_of(report, row->part, row->part), SELF,
				 BAD_SELF, colour);
		put_mark(state_of(report, row->part, row->signs), SIGNS,
			 BAD_SIGNS, colour);
		putchar(' ');
		put_cert(report, row->part);
	}
	printf("\n " SELF " = self signed, " SIGNS " = signs, " BAD_SELF
	       " = invalid self sign, " BAD_SIGNS " = invalid signs%s\n\n",
	       report->cert[CHAIN_ARK].key[0] ? "" : ", ? = not known");
}

/* --- JSON ----------------------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

static json_t *json_certs(const struct chain_report *report)
{
	json_t *array = json_array();
	enum chain_part part;

	for (part = CHAIN_PDH; report && part < CHAIN_PARTS; part++) {
		const struct chain_view *v = &report->cert[part];

		if (v->key[0])
			json_array_append_new(
				array, json_pack("{s:s, s:s, s:s, s:s}", "name",
						 chain_part_name(part), "key",
						 v->key, "algorithm", v->algo,
						 "digest", v->digest));
	}
	return array;
}

static json_t *json_links(const struct chain_report *report)
{
	static const char *const states[] = {
		[LINK_BAD] = "bad",
		[LINK_GOOD] = "good",
		[LINK_UNKNOWN] = "unknown",
	};
	json_t *array = json_array();
	size_t i;

	for (i = 0; report && i < CHAIN_LINKS; i++)
		json_array_append_new(
			array,
			json_pack("{s:s, s:s, s:s, s:o}", "signer",
				  chain_part_name(chain_links[i].signer),
				  "signed",
				  chain_part_name(chain_links[i].cert), "state",
				  states[report->link[i]], "reason",
				  text_or_null(report->reason[i].text)));
	return array;
}

int chain_put_json(const struct chain_source *source,
		   const struct chain_report *report,
		   enum chain_verdict verdict, bool accepted,
		   const struct err *err)
{
	static const char *const verdicts[] = {
		[CHAIN_OK] = "ok",
		[CHAIN_BAD_SIGNATURE] = "bad-signature",
		[CHAIN_BAD_INPUT] = "bad-input",
		[CHAIN_UNTRUSTED] = "untrusted-root",
	};
	json_t *o =
		json_pack("{s:i, s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "version",
			  1, "source", chain_source_name(source), "verdict",
			  verdicts[verdict], "accepted", accepted, "root",
			  text_or_null(report ? report->root : NULL), "error",
			  text_or_null(err->text), "certificates",
			  json_certs(report), "links", json_links(report));
	int result = o ? json_dumpf(o, stdout, JSON_INDENT(2)) : -1;

	putchar('\n');
	json_decref(o);
	return result;
}
