/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session.c - sevgate session: make the keys of one launch */
#include "attest/session.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/cli/chain.h"
#include "hook/cli/cli.h"
#include "hook/cli/files.h"
#include "text.h"

enum { OPT_NAME = 256 };

/* SEV API (55766) chapter 3 */
#define POLICY_NODBG	UINT32_C(0x1)
#define POLICY_RESERVED UINT32_C(0xffc0)

struct session_options {
	struct chain_source source;
	const char *name;
	uint32_t policy;
};

/* --- the platform --------------------------------------------------------- */

/* Is the PDH to be trusted with keys: EXIT_SUCCESS, or why not. */
static int judge_chain(const struct session_options *o,
		       const struct chain *chain)
{
	struct err err = { "" };
	enum chain_verdict verdict = chain_verify(chain, &err);

	if (verdict == CHAIN_OK)
		return EXIT_SUCCESS;
	if (verdict == CHAIN_UNTRUSTED && o->source.untrusted) {
		fprintf(stderr,
			"sevgate: warning: %s: %s; whoever made these "
			"certificates can read the keys\n",
			o->source.path, err.text);
		return EXIT_SUCCESS;
	}
	err_wrap(&err, "%s", o->source.path);
	failed(&err);
	if (verdict == CHAIN_UNTRUSTED)
		fprintf(stderr,
			"sevgate: %s--allow-untrusted-root takes a platform "
			"that is not AMD's\n",
			chain->ask_len ? "" : "give it with --cek FILE; ");
	return verdict == CHAIN_BAD_INPUT ? EXIT_FAILED : EXIT_REFUSED;
}

static void warn_policy(uint32_t policy)
{
	if (!(policy & POLICY_NODBG))
		fprintf(stderr,
			"sevgate: warning: policy 0x%04x lets the host read "
			"the guest's memory: bit 0 (NODBG) is not set\n",
			policy);
	if (policy & POLICY_RESERVED)
		fprintf(stderr,
			"sevgate: warning: policy 0x%04x has reserved bits "
			"set (0x%04x): no platform will take it; a decimal "
			"number begins with 0d\n",
			policy, policy & POLICY_RESERVED);
}

/* --- output --------------------------------------------------------------- */

enum { TIK, TEK, GODH, SESSION, FILES };

static const struct {
	const char *suffix, *use;
} parts[FILES] = {
	[TIK] = { "_tik.bin", "secret: verifies the launch measurement" },
	[TEK] = { "_tek.bin", "secret: encrypts launch secrets" },
	[GODH] = { "_godh.b64", "for <dhCert>" },
	[SESSION] = { "_session.b64", "for <session>" },
};

struct paths {
	char *path[FILES];
};

static void paths_clear(struct paths *paths)
{
	int i;

	for (i = 0; i < FILES; i++)
		free(paths->path[i]);
}

static int write_session(const struct paths *paths,
			 const struct launch_session *s, struct err *err)
{
	char godh[TEXT_BASE64_SIZE(SEV_CERT_SIZE) + 1];
	char blob[TEXT_BASE64_SIZE(SESSION_BLOB_SIZE) + 1];
	const struct new_file files[FILES] = {
		[TIK] = { paths->path[TIK], s->keys.tik, TIK_SIZE, 0600 },
		[TEK] = { paths->path[TEK], s->keys.tek, TEK_SIZE, 0600 },
		[GODH] = { paths->path[GODH], godh, sizeof(godh) - 1, 0644 },
		[SESSION] = { paths->path[SESSION], blob, sizeof(blob) - 1,
			      0644 },
	};

	text_base64_encode((const uint8_t *)&s->godh, SEV_CERT_SIZE, godh);
	text_base64_encode((const uint8_t *)&s->blob, SESSION_BLOB_SIZE, blob);
	return files_write(files, FILES, err);
}

static void say(const struct paths *paths, uint32_t policy)
{
	int i;

	for (i = 0; i < FILES; i++)
		printf("%-19s %s\n", paths->path[i], parts[i].use);
	printf("0x%-17.4x for <policy>\n", policy);
}

static int make(const struct session_options *o, const struct sev_cert *pdh,
		struct err *err)
{
	_cleanup_(paths_clear) struct paths paths = { { NULL } };
	struct launch_session s;
	int result, i;

	for (i = 0; i < FILES; i++)
		if (asprintf(&paths.path[i], "%s%s", o->name, parts[i].suffix) <
		    0) {
			paths.path[i] = NULL;
			return err_set(err, "out of memory");
		}
	if (session_create(pdh, o->policy, &s, err) < 0)
		return err_wrap(err, "%s", o->source.path);
	result = write_session(&paths, &s, err);
	session_wipe(&s.keys);
	if (result == 0)
		say(&paths, o->policy);
	return result;
}

/* --- command -------------------------------------------------------------- */

static int parse(const struct command *self, int argc, char **argv,
		 struct session_options *o)
{
	static const struct option options[] = {
		{ "name", required_argument, NULL, OPT_NAME },
		CHAIN_OPTIONS,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (chain_option(&o->source, option))
			continue;
		if (option == 'h')
			exit(show_help(self));
		if (option != OPT_NAME)
			return usage_error(self, "see --help");
		o->name = optarg;
	}
	if (argc - optind != 2)
		return usage_error(self, "name a chain and a policy");
	o->source.path = argv[optind];
	if (!text_to_policy(argv[optind + 1], &o->policy))
		return usage_error(self,
				   "'%s' is not a policy: hexadecimal digits, "
				   "or 0d and decimal ones, 32 bits",
				   argv[optind + 1]);
	return 0;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct session_options o = { .name = "vm" };
	struct chain chain = { .ask_len = 0 };
	struct err err = { "" };
	char id[2 * SEV_INFO_ID + 1];
	int status;

	if (parse(self, argc, argv, &o))
		return EXIT_FAILED;
	if (chain_source_read(&o.source, &chain, id, &err) < 0)
		return failed(&err);
	status = judge_chain(&o, &chain);
	if (status != EXIT_SUCCESS)
		return status;
	warn_policy(o.policy);
	if (make(&o, &chain.platform[CHAIN_PDH], &err) < 0)
		return failed(&err);
	return EXIT_SUCCESS;
}

const struct command session_command = {
	.name = "session",
	.args = "[--name NAME] [OPTION]... CHAIN POLICY",
	.summary = "make the keys of one launch, for one platform",
	.help = "      --name NAME       begin the names of the files with it "
		"(vm)\n"
		"      --ca FILE         ASK and ARK to verify by\n"
		"      --cek FILE        the signed CEK, from AMD\n"
		"      --allow-untrusted-root  take a platform that is not "
		"AMD's\n",
	.run = run,
};
