/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chain.c - sevgate chain verify: is a platform AMD's */
#include <stdlib.h>
#include <string.h>

#include "hook/cli/chain.h"
#include "hook/cli/cli.h"

enum { OPT_JSON = 256 };

/* --- result --------------------------------------------------------------- */

static int bad_input(const struct chain_request *o, const struct err *err)
{
	failed(err);
	if (o->json)
		chain_put_json(&o->source, NULL, CHAIN_BAD_INPUT, false, err);
	return CHAIN_BAD_INPUT;
}

static bool is_accepted(const struct chain_request *o,
			enum chain_verdict verdict)
{
	return verdict == CHAIN_OK ||
	       (verdict == CHAIN_UNTRUSTED && o->source.untrusted);
}

static bool has_root(const struct chain_report *report)
{
	return report->cert[CHAIN_ARK].key[0];
}

static void put_verdict(const struct chain_report *report,
			enum chain_verdict verdict)
{
	if (verdict == CHAIN_OK)
		printf("ok: signed by AMD's root for %s\n", report->root);
	else
		printf("accepted, but %s: anything can pass itself off as a "
		       "secure processor this way\n",
		       has_root(report) ? "the root is NOT AMD's"
					: "there is NO root of AMD's");
}

/* What is wrong, and what to do about it. */
static void put_refusal(const struct chain_request *o,
			const struct chain_report *report,
			enum chain_verdict verdict, const char *id,
			const struct err *err)
{
	fprintf(stderr, "sevgate: %s: %s\n", chain_source_name(&o->source),
		err->text);
	if (verdict != CHAIN_UNTRUSTED)
		return;
	fputs("sevgate: ", stderr);
	if (!has_root(report) && *id)
		fprintf(stderr,
			"get it from https://kdsintf.amd.com/cek/id/%s; ", id);
	if (!has_root(report))
		fputs("give it with --cek FILE, or another ASK and ARK with "
		      "--ca FILE; ",
		      stderr);
	fputs("--allow-untrusted-root accepts what AMD has not signed\n",
	      stderr);
}

int chain_request_verify(const struct chain_request *o)
{
	char id[2 * SEV_INFO_ID + 1];
	struct chain_report report;
	struct err err = { "" };
	enum chain_verdict verdict;
	struct chain chain;
	bool accepted;

	if (chain_source_read(&o->source, &chain, id, &err) < 0)
		return bad_input(o, &err);
	verdict = chain_examine(&chain, &report, &err);
	accepted = is_accepted(o, verdict);
	if (!o->json)
		chain_put_text(&report);
	else if (chain_put_json(&o->source, &report, verdict, accepted, &err) <
		 0)
		return failed(&(struct err){ "out of memory" });
	if (!accepted)
		put_refusal(o, &report, verdict, id, &err);
	else if (!o->json)
		put_verdict(&report, verdict);
	return accepted ? EXIT_SUCCESS : (int)verdict;
}

/* --- command -------------------------------------------------------------- */

static int parse(const struct command *self, int argc, char **argv,
		 struct chain_request *o)
{
	static const struct option options[] = {
		CHAIN_OPTIONS,
		{ "json", no_argument, NULL, OPT_JSON },
		{ "connect", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		if (chain_option(&o->source, option))
			continue;
		if (option == 'h')
			exit(show_help(self));
		if (option == 'c')
			o->source.uri = optarg;
		else if (option == OPT_JSON)
			o->json = true;
		else
			return usage_error(self, "see --help");
	}
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct chain_request o = { .json = false };

	if (parse(self, argc, argv, &o))
		return EXIT_FAILED;
	if (optind == argc || strcmp(argv[optind], "verify") != 0)
		return usage_error(self, "say verify");
	if (argc - optind > 2)
		return usage_error(self, "name one file or directory");
	o.source.path = argv[optind + 1];
	if (o.source.path && o.source.uri)
		return usage_error(self, "a file or --connect, not both");
	return chain_request_verify(&o);
}

const struct command chain_command = {
	.name = "chain",
	.args = "verify [--ca FILE] [--cek FILE] [--allow-untrusted-root] "
		"[--json] [FILE|DIRECTORY]",
	.summary = "verify a platform's certificates up to AMD's root",
	.help = "      --ca FILE         ASK and ARK to verify by\n"
		"      --cek FILE        the CEK as AMD signed it\n"
		"      --allow-untrusted-root\n"
		"                        accept a root that is not AMD's\n"
		"      --json            print JSON\n"
		"  -c, --connect URI     libvirt connection to the host, without "
		"FILE\n",
	.run = run,
};
