/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leak_test.c - sevgate leak-test: can the host read a guest's memory */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cleanup.h"
#include "domain.h"
#include "file.h"
#include "hook/cli/cli.h"
#include "hook/cli/leak.h"
#include "hook/client/dump.h"
#include "hook/client/encrypts.h"
#include "hook/client/virt_guest.h"

/* the statuses of other commands beside it are 0 and EXIT_FAILED */
#define EXIT_READABLE 2

#define MARKER_FILE_MAX (1u << 20)
/* 19 letters: 2^82 possibilities with the 20 of the alphabet */
#define GENERATED_LEN 19

enum { OPT_MARKER_FILE = 256, OPT_GENERATE, OPT_JSON };

/**
 * struct request - the command line
 * @n_given:	markers that it gave one by one
 */
struct request {
	const char *uri;
	size_t n_given;
	bool generate, json;
};

/* --- markers -------------------------------------------------------------- */

static int add_given(struct leak *leak, struct request *request,
		     const char *text, struct err *err)
{
	char label[32];

	snprintf(label, sizeof(label), "marker %zu", ++request->n_given);
	return search_add(&leak->search, label, text, err);
}

static int read_stdin(char **ret_text, size_t *ret_len, struct err *err)
{
	if (file_read(STDIN_FILENO, MARKER_FILE_MAX, ret_text, ret_len, err) <
	    0)
		return err_wrap(err, "standard input");
	return 0;
}

static int add_file(struct leak *leak, const char *path, struct err *err)
{
	bool is_stdin = !strcmp(path, "-");
	_cleanup_free_ char *text = NULL;
	int result;
	size_t len;

	if (is_stdin)
		result = read_stdin(&text, &len, err);
	else
		result = file_read_path(AT_FDCWD, path, MARKER_FILE_MAX, &text,
					&len, err);
	if (result < 0)
		return -1;
	result = search_add_lines(&leak->search,
				  is_stdin ? "standard input" : path, text, len,
				  err);
	explicit_bzero(text, len);
	return result;
}

/*
 * Letters that are at the same place on English, German and French keyboards: a
 * guest's console may take this one for another.
 */
static int generate(char text[static GENERATED_LEN + 1], struct err *err)
{
	static const char letters[] = "bcdefghijklnoprstuvx";
	unsigned char byte;
	size_t n = 0;

	while (n < GENERATED_LEN) {
		if (getrandom(&byte, 1, 0) != 1)
			return err_set(err, "no random numbers: %m");
		/* 240 is the largest multiple of 20: each is as likely */
		if (byte < 240)
			text[n++] = letters[byte % 20];
	}
	text[n] = '\0';
	return 0;
}

static int wait_for_enter(struct err *err)
{
	int c;

	do
		c = getchar();
	while (c != EOF && c != '\n');
	return c == '\n' ? 0
			 : err_set(err, "standard input ended before the "
					"marker was said to be typed");
}

static int add_generated(struct leak *leak, struct err *err)
{
	char text[GENERATED_LEN + 1];

	/* nobody would know the marker, or say when it is typed */
	if (!isatty(STDIN_FILENO))
		return err_set(err,
			       "a generated marker needs a terminal, to say "
			       "when it is typed; use --marker-file -");
	if (generate(text, err) < 0 ||
	    search_add(&leak->search, "generated marker", text, err) < 0)
		return -1;
	fprintf(stderr,
		"Type this in the guest %s, then press Enter here:\n\n"
		"    %s\n\n",
		leak->domain, text);
	return wait_for_enter(err);
}

/* --- the dump ------------------------------------------------------------- */

static int parse_head(struct leak *leak, struct err *err)
{
	if (vmcore_parse(leak->head, leak->head_len, &leak->core, err) < 0)
		return -1;
	leak->parsed = true;
	return 0;
}

static int take_head(struct leak *leak, const uint8_t *bytes, size_t len,
		     struct err *err)
{
	size_t room = VMCORE_HEAD_SIZE - leak->head_len;

	if (leak->parsed)
		return 0;
	if (len > room)
		len = room;
	memcpy(leak->head + leak->head_len, bytes, len);
	leak->head_len += len;
	return len == room ? parse_head(leak, err) : 0;
}

static void show_progress(struct leak *leak)
{
	uint64_t done = leak->search.total, all = leak->core.size;
	int percent;

	if (leak->percent < 0 || !leak->parsed)
		return;
	percent = done < all ? (int)((double)done / (double)all * 100) : 100;
	if (percent == leak->percent)
		return;
	leak->percent = percent;
	fprintf(stderr,
		"\r%s is paused, reading its memory: %3d %% of %.1f GiB",
		leak->domain, percent, (double)all / (1u << 30));
}

static int take(void *data, const uint8_t *bytes, size_t len, struct err *err)
{
	struct leak *leak = data;

	if (search_feed(&leak->search, bytes, len, err) < 0 ||
	    take_head(leak, bytes, len, err) < 0)
		return -1;
	show_progress(leak);
	return 0;
}

/* Is what was searched all that there is? */
static int check_whole(struct leak *leak, struct err *err)
{
	if (!leak->parsed && parse_head(leak, err) < 0)
		return -1;
	if (leak->search.total < leak->core.size)
		return err_set(err,
			       "memory dump: ends after %llu of %llu bytes",
			       (unsigned long long)leak->search.total,
			       (unsigned long long)leak->core.size);
	return 0;
}

static int read_memory(struct leak *leak, const struct virt *virt,
		       struct err *err)
{
	int sig, result;

	leak->percent = isatty(STDERR_FILENO) ? 0 : -1;
	result = dump_stream(virt, leak->domain, take, leak, &sig, err);
	if (leak->percent > 0)
		fputs("\r\033[K", stderr);
	if (sig) {
		/* as if we had not been asked to wait */
		signal(sig, SIG_DFL);
		raise(sig);
	}
	return result < 0 ? -1 : check_whole(leak, err);
}

/* --- the platform --------------------------------------------------------- */

/* That a marker is missing says something only where memory is encrypted. */
static int ask_platform(struct leak *leak, const struct virt *virt,
			struct err *err)
{
	_cleanup_(domain_freep) struct domain *dom = NULL;
	_cleanup_free_ char *xml = NULL;

	if (virt_live_xml(virt, leak->domain, &xml, err) < 0 ||
	    domain_parse(xml, strlen(xml), &dom, err) < 0)
		return -1;
	leak->confidential = TECH_BIT(dom->tech) & TECHS_AMD;
	if (leak->confidential)
		leak->encrypts = encrypts_test(&leak->untested);
	return 0;
}

/* --- the command ---------------------------------------------------------- */

static int test(struct leak *leak, const struct request *request,
		struct err *err)
{
	_cleanup_(virt_closep) struct virt *virt = virt_open(request->uri, err);

	if (!virt)
		return -1;
	if (!virt_is_local(virt))
		return err_set(err,
			       "%s: its memory is read on its host; run "
			       "'sevgate leak-test' there",
			       leak->domain);
	if (virt_check_running(virt, leak->domain, err) < 0 ||
	    ask_platform(leak, virt, err) < 0)
		return -1;
	if ((request->generate || !leak->search.n_markers) &&
	    add_generated(leak, err) < 0)
		return -1;
	return read_memory(leak, virt, err);
}

static int report(const struct leak *leak, bool json)
{
	if (json)
		leak_print_json(leak);
	else
		leak_print_text(leak);
	return leak_is_readable(leak) ? EXIT_READABLE : EXIT_SUCCESS;
}

static int take_option(struct leak *leak, struct request *request, int option,
		       struct err *err)
{
	if (option == 'c')
		request->uri = optarg;
	else if (option == 'm')
		return add_given(leak, request, optarg, err);
	else if (option == OPT_MARKER_FILE)
		return add_file(leak, optarg, err);
	else if (option == OPT_GENERATE)
		request->generate = true;
	else if (option == OPT_JSON)
		request->json = true;
	return 0;
}

static int run_with(struct leak *leak, const struct command *self, int argc,
		    char **argv)
{
	static const struct option options[] = {
		{ "connect", required_argument, NULL, 'c' },
		{ "marker", required_argument, NULL, 'm' },
		{ "marker-file", required_argument, NULL, OPT_MARKER_FILE },
		{ "generate", no_argument, NULL, OPT_GENERATE },
		{ "json", no_argument, NULL, OPT_JSON },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct request request = { 0 };
	struct err err = { "" };
	int option;

	while ((option = getopt_long(argc, argv, "c:m:h", options, NULL)) !=
	       -1) {
		if (option == 'h')
			return show_help(self);
		if (option == '?')
			return usage_error(self, "see --help");
		if (take_option(leak, &request, option, &err) < 0)
			return failed(&err);
	}
	if (argc - optind != 1)
		return usage_error(self, "name one domain");
	leak->domain = argv[optind];
	if (test(leak, &request, &err) < 0)
		return failed(&err);
	return report(leak, request.json);
}

static int run_leak_test(const struct command *self, int argc, char **argv)
{
	static const struct rlimit no_core = { 0, 0 };
	_cleanup_free_ uint8_t *head = calloc(1, VMCORE_HEAD_SIZE);
	struct leak leak = { .head = head };
	struct err err = { "" };
	int status;

	if (!head) {
		err_set(&err, "out of memory");
		return failed(&err);
	}
	/* markers are not to reach a disk */
	setrlimit(RLIMIT_CORE, &no_core);
	status = run_with(&leak, self, argc, argv);
	explicit_bzero(head, VMCORE_HEAD_SIZE);
	search_clear(&leak.search);
	return status;
}

const struct command leak_test_command = {
	.name = "leak-test",
	.args = "[OPTION]... DOMAIN",
	.summary = "search a running guest's memory for what it should hide",
	.help = "  -c, --connect URI     libvirt connection, of this host\n"
		"  -m, --marker TEXT     look for this; may be given again\n"
		"      --marker-file FILE\n"
		"                        look for each line of FILE; -: of "
		"standard input\n"
		"      --generate        make a marker up, and wait until it is "
		"typed in the guest\n"
		"                        (without any marker this is done, "
		"too)\n"
		"      --json            print JSON\n",
	.run = run_leak_test,
};
