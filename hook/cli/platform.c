/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.c - sevgate platform: own and look after the secure processor */
#include "hook/cli/platform.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attest/owner.h"
#include "cleanup.h"
#include "file.h"
#include "hook/cli/cli.h"
#include "hook/cli/files.h"
#include "hook/client/sev_device.h"

enum { OPT_JSON = 256, OPT_DEVICE, OPT_FULL };

/**
 * struct action - what can be done to a platform
 * @files:	how many arguments it takes
 * @loses:	what is lost by it, asked about before; NULL: nothing
 */
struct action {
	const char *name;
	int files;
	const char *loses;
	int (*run)(const struct platform_options *o, char **files,
		   struct err *err);
};

/* --- certificates --------------------------------------------------------- */

static int write_chain(const struct chain *chain, bool full, const char *path,
		       struct err *err)
{
	uint8_t data[CHAIN_MAX_SIZE];
	struct new_file file = { path, data, CHAIN_PLATFORM_SIZE, 0644 };

	memcpy(data, chain->platform, CHAIN_PLATFORM_SIZE);
	if (full) {
		memcpy(data + file.len, chain->ask, chain->ask_len);
		file.len += chain->ask_len;
		memcpy(data + file.len, chain->ark, chain->ark_len);
		file.len += chain->ark_len;
	}
	return files_write(&file, 1, err);
}

static int export(const struct platform_options *o, char **files,
		  struct err *err)
{
	char id[2 * SEV_INFO_ID + 1];
	struct chain chain;

	if (chain_source_read(&o->chain.source, &chain, id, err) < 0)
		return -1;
	if (o->full && !chain_complete(&chain))
		return err_set(
			err,
			"the exported CEK has no signature of AMD's; get "
			"the signed one from "
			"https://kdsintf.amd.com/cek/id/%s and give it "
			"with --cek FILE",
			id);
	return write_chain(&chain, o->full, files[0], err);
}

static int generate(const struct platform_options *o, char **files,
		    struct err *err)
{
	struct owner_key key = { .len = 0 };
	struct sev_cert oca;
	int result;

	(void)o;
	if (owner_generate(&oca, &key, err) < 0)
		return -1;
	result = files_write(
		(struct new_file[]){ { files[0], &oca, sizeof(oca), 0644 },
				     { files[1], key.der, key.len, 0600 } },
		2, err);
	owner_wipe(&key);
	return result;
}

/* --- owning --------------------------------------------------------------- */

static int read_oca(const char *path, struct sev_cert *oca, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (file_read_path(AT_FDCWD, path, sizeof(*oca), &text, &len, err) < 0)
		return -1;
	if (len != sizeof(*oca))
		return err_set(err, "%s: %zu bytes, not %zu", path, len,
			       sizeof(*oca));
	memcpy(oca, text, len);
	return 0;
}

static int read_key(const char *path, struct owner_key *key, struct err *err)
{
	char *text;

	if (file_read_path(AT_FDCWD, path, sizeof(key->der), &text, &key->len,
			   err) < 0)
		return -1;
	memcpy(key->der, text, key->len);
	explicit_bzero(text, key->len);
	free(text);
	return 0;
}

static int own(const struct platform_options *o, const struct sev_cert *oca,
	       const struct owner_key *key, struct err *err)
{
	_cleanup_close_ int fd = sev_device_open(o->chain.source.device, err);
	struct sev_cert pek;

	if (fd < 0 || sev_device_pek_csr(fd, &pek, err) < 0 ||
	    owner_sign(oca, key, &pek, err) < 0)
		return -1;
	return sev_device_pek_import(fd, &pek, oca, err);
}

static int provision(const struct platform_options *o, char **files,
		     struct err *err)
{
	struct owner_key key = { .len = 0 };
	struct sev_cert oca;
	int result = -1;

	if (read_oca(files[0], &oca, err) == 0 &&
	    read_key(files[1], &key, err) == 0)
		result = own(o, &oca, &key, err);
	owner_wipe(&key);
	return result;
}

static int rotate(const struct platform_options *o, char **files,
		  struct err *err)
{
	_cleanup_close_ int fd = sev_device_open(o->chain.source.device, err);

	(void)files;
	return fd < 0 ? -1 : sev_device_new_pdh(fd, err);
}

static int reset(const struct platform_options *o, char **files,
		 struct err *err)
{
	_cleanup_close_ int fd = sev_device_open(o->chain.source.device, err);

	(void)files;
	return fd < 0 ? -1 : sev_device_reset(fd, err);
}

/* --- command -------------------------------------------------------------- */

static const struct action actions[] = {
	{ "export", 1, NULL, export },
	{ "generate", 2, NULL, generate },
	{ "provision", 2,
	  "the platform gets this owner, and a new PDH: sessions that were "
	  "made for it so far are void",
	  provision },
	{ "rotate", 0,
	  "the platform gets a new PDH: sessions that were made for it so far "
	  "are void",
	  rotate },
	{ "reset", 0,
	  "the platform loses its owner, and gets a new PEK, OCA and PDH: "
	  "sessions and chains that were made so far are void",
	  reset },
};

static const struct action *action_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(actions); i++)
		if (!strcmp(actions[i].name, name))
			return &actions[i];
	return NULL;
}

static bool may(const struct platform_options *o, const char *loses,
		struct err *err)
{
	char answer[16];

	if (!loses || o->yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		err_set(err, "%s; say --yes if that is meant", loses);
		return false;
	}
	fprintf(stderr, "sevgate: %s. Go on? [y/N] ", loses);
	if (fgets(answer, sizeof(answer), stdin) &&
	    (answer[0] == 'y' || answer[0] == 'Y'))
		return true;
	err_set(err, "nothing was done");
	return false;
}

/* libvirt asks QEMU once, and keeps the PDH that was then */
static void say_new_pdh(void)
{
	static const char kept[] = "/var/cache/libvirt/qemu/capabilities";

	if (access(kept, F_OK) == 0)
		fprintf(stderr,
			"sevgate: there is a new PDH. Reload sevgated. libvirt "
			"goes on telling the old one until the files in %s are "
			"removed and its daemon is restarted\n",
			kept);
}

static bool take(struct platform_options *o, int option)
{
	switch (option) {
	case OPT_DEVICE:
		o->chain.source.device = optarg;
		return true;
	case OPT_FULL:
		o->full = true;
		return true;
	case OPT_JSON:
		o->chain.json = true;
		return true;
	case 'y':
		o->yes = true;
		return true;
	default:
		return false;
	}
}

static int parse(const struct command *self, int argc, char **argv,
		 struct platform_options *o)
{
	static const struct option options[] = {
		CHAIN_OPTIONS,
		{ "device", required_argument, NULL, OPT_DEVICE },
		{ "full", no_argument, NULL, OPT_FULL },
		{ "json", no_argument, NULL, OPT_JSON },
		{ "yes", no_argument, NULL, 'y' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "yh", options, NULL)) != -1) {
		if (option == 'h')
			exit(show_help(self));
		if (!chain_option(&o->chain.source, option) && !take(o, option))
			return usage_error(self, "see --help");
	}
	return argc > optind ? 0 : usage_error(self, "say what to do");
}

static int show(const struct command *self, const struct platform_options *o,
		int argc, char **argv)
{
	struct err err = { "" };
	int result;

	if (argc > 1)
		return usage_error(self, "show one thing, or all");
	result = platform_show(o, argc ? argv[0] : NULL, &err);
	if (result > 0)
		return usage_error(self, "there is no '%s' to show", argv[0]);
	return result < 0 ? failed(&err) : EXIT_SUCCESS;
}

static int run(const struct command *self, int argc, char **argv)
{
	struct platform_options o = { .chain.source.device = SEV_DEVICE };
	const struct action *action;
	struct err err = { "" };

	if (parse(self, argc, argv, &o))
		return EXIT_FAILED;
	argc -= optind + 1;
	argv += optind + 1;
	if (!strcmp(argv[-1], "show"))
		return show(self, &o, argc, argv);
	if (!strcmp(argv[-1], "verify") && !argc)
		return chain_request_verify(&o.chain);
	action = action_of(argv[-1]);
	if (!action)
		return usage_error(self, "there is no '%s'", argv[-1]);
	if (argc != action->files)
		return usage_error(self, "%s takes %d files", action->name,
				   action->files);
	if (!may(&o, action->loses, &err) || action->run(&o, argv, &err) < 0)
		return failed(&err);
	if (action->loses)
		say_new_pdh();
	return EXIT_SUCCESS;
}

const struct command platform_command = {
	.name = "platform",
	.args = "[OPTION]... show [WHAT] | export FILE | verify | "
		"generate CERT KEY | provision CERT KEY | rotate | reset",
	.summary = "look after this machine's secure processor",
	.help = "  show [version|state|flags|guests|id]\n"
		"  export FILE           PDH, PEK, OCA, CEK; with --full ASK, "
		"ARK\n"
		"  verify                chain verify of what export "
		"writes\n"
		"  generate CERT KEY     make an OCA and its key\n"
		"  provision CERT KEY    own the platform by an OCA\n"
		"  rotate                make a new PDH\n"
		"  reset                 forget the owner and all "
		"certificates\n\n"
		"      --device FILE     instead of " SEV_DEVICE "\n"
		"      --full            export AMD's certificates, too\n"
		"      --cek FILE        the CEK as AMD signed it\n"
		"      --ca FILE         ASK and ARK to verify by\n"
		"      --allow-untrusted-root\n"
		"                        accept a root that is not AMD's\n"
		"      --json            print JSON\n"
		"  -y, --yes             do not ask\n",
	.run = run,
};
