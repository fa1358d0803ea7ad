/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - psp-pci: an AMD Secure Processor for a QEMU */
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection.h"
#include "policy/cleanup.h"
#include "policy/text.h"

#define PROGRAM "psp-pci"

static const char usage[] =
	"usage: " PROGRAM " --state DIR --socket PATH [option...]\n"
	"\n"
	"Emulates the AMD Secure Processor as a PCI device (1022:14CA) for a QEMU\n"
	"that has vfio-user-pci and shares its memory.  Says \"listening\" when\n"
	"QEMU can be started, and ends when QEMU does.\n"
	"\n"
	"  --state DIR         keys and certificates of the chip, made when missing\n"
	"  --socket PATH       where QEMU connects\n"
	"  --faults FILE       what is to go wrong, read before every command\n"
	"  --trace FILE        gets a line for every command: name, status\n"
	"  --max-asid N        the last ASID (509)\n"
	"  --min-sev-asid N    the first one for SEV without ES (100)\n"
	"  --api MAJOR.MINOR   version of the firmware (1.55)\n"
	"  --build N           and its build (24)\n"
	"  --tcb N             TCB_VERSION, hexadecimal (0xd815000000000004)\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 QEMU has ended, 1 something failed, 2 wrong usage.\n";

struct options {
	const char *state, *socket, *faults, *trace;
	uint64_t max_asid, min_sev_asid, api_major, api_minor, build, tcb;
};

static int wrong(const char *what, const char *value)
{
	fprintf(stderr, PROGRAM ": %s%s\n%s", what, value, usage);
	return -1;
}

static bool take_api(struct options *options)
{
	size_t len = strcspn(optarg, ".");
	char major[4] = "";

	if (len >= sizeof(major) || !optarg[len])
		return false;
	memcpy(major, optarg, len);
	return text_to_u64(major, 10, UINT8_MAX, &options->api_major) &&
	       text_to_u64(optarg + len + 1, 10, UINT8_MAX,
			   &options->api_minor);
}

static int one_version(int option, struct options *options)
{
	if (option == 'A')
		return take_api(options) ? 0 : wrong("not a version: ", optarg);
	if (option == 'B')
		return text_to_u64(optarg, 10, UINT8_MAX, &options->build)
			       ? 0
			       : wrong("not a build: ", optarg);
	return text_to_u64(optarg, 16, UINT64_MAX, &options->tcb)
		       ? 0
		       : wrong("not a TCB_VERSION: ", optarg);
}

static int one_option(int option, struct options *options)
{
	switch (option) {
	case 's':
		options->state = optarg;
		return 0;
	case 'S':
		options->socket = optarg;
		return 0;
	case 'f':
		options->faults = optarg;
		return 0;
	case 't':
		options->trace = optarg;
		return 0;
	case 'a':
		if (!text_to_u64(optarg, 10, PSP_ASIDS - 1, &options->max_asid))
			return wrong("not the number of an ASID: ", optarg);
		return 0;
	case 'm':
		if (!text_to_u64(optarg, 10, PSP_ASIDS - 1,
				 &options->min_sev_asid))
			return wrong("not the number of an ASID: ", optarg);
		return 0;
	case 'A':
	case 'B':
	case 'T':
		return one_version(option, options);
	case 'h':
		fputs(usage, stdout);
		exit(EXIT_SUCCESS);
	case 'v':
		puts(PROGRAM " " VERSION);
		exit(EXIT_SUCCESS);
	default:
		fputs(usage, stderr);
		return -1;
	}
}

static int parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "state", required_argument, NULL, 's' },
		{ "socket", required_argument, NULL, 'S' },
		{ "faults", required_argument, NULL, 'f' },
		{ "trace", required_argument, NULL, 't' },
		{ "max-asid", required_argument, NULL, 'a' },
		{ "min-sev-asid", required_argument, NULL, 'm' },
		{ "api", required_argument, NULL, 'A' },
		{ "build", required_argument, NULL, 'B' },
		{ "tcb", required_argument, NULL, 'T' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		if (one_option(option, options) < 0)
			return -1;
	if (optind < argc)
		return wrong("what is ", argv[optind]);
	if (!options->state || !options->socket)
		return wrong("--state and --socket are needed", "");
	if (options->min_sev_asid < 1 ||
	    options->min_sev_asid > options->max_asid + 1)
		return wrong("ASIDs for SEV must begin between 1 and the last",
			     "");
	return 0;
}

static int serve_one(int fd, struct device *device, struct err *err)
{
	static struct vfio_user_message in, out;
	int got = connection_receive(fd, &in, err);
	unsigned int i;

	if (got > 0) {
		vfio_user_serve(device, &in, &out);
		if (connection_send(fd, &in, &out, err) < 0)
			got = -1;
	}
	for (i = 0; i < in.n_fds; i++)
		if (in.fd[i] >= 0)
			close(in.fd[i]);
	return got;
}

/* Until the machine is gone. */
static int serve(int fd, struct device *device, struct err *err)
{
	struct pollfd polled = { .fd = fd, .events = POLLIN };
	int got = 1;

	while (got > 0) {
		if (poll(&polled, 1, mailbox_wait_ms(&device->mailbox)) < 0)
			return err_set(err, "poll: %m");
		mailbox_run(&device->mailbox);
		if (device->mailbox.failed)
			return err_set(err, "the fault file is wrong");
		if (polled.revents)
			got = serve_one(fd, device, err);
	}
	return got;
}

static int open_trace(const char *path, FILE **ret_trace, struct err *err)
{
	if (!path)
		return 0;
	*ret_trace = fopen(path, "ae");
	return *ret_trace ? 0 : err_set(err, "%s: %m", path);
}

static int run(const struct options *options, struct psp *psp, struct err *err)
{
	static struct device device;
	_cleanup_close_ int listener = -1;
	_cleanup_close_ int fd = -1;
	int result;

	psp->api_major = (uint8_t)options->api_major;
	psp->api_minor = (uint8_t)options->api_minor;
	psp->build = (uint8_t)options->build;
	psp->tcb = options->tcb;
	psp->asids.max = (uint32_t)options->max_asid;
	psp->asids.min_sev = (uint32_t)options->min_sev_asid;
	device.mailbox.psp = psp;
	device.mailbox.faults_path = options->faults;
	if (open_trace(options->trace, &device.mailbox.trace, err) < 0)
		return -1;
	device_init(&device);
	listener = connection_listen(options->socket, err);
	if (listener < 0)
		return -1;
	puts("listening");
	fflush(stdout);
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd < 0)
		return err_set(err, "accept: %m");
	result = serve(fd, &device, err);
	device_clear(&device);
	unlink(options->socket);
	if (device.mailbox.trace)
		fclose(device.mailbox.trace);
	return result;
}

int main(int argc, char **argv)
{
	struct options options = {
		.max_asid = 509,
		.min_sev_asid = 100,
		.api_major = PSP_API_MAJOR,
		.api_minor = PSP_API_MINOR,
		.build = PSP_BUILD,
		.tcb = PSP_TCB,
	};
	struct psp psp;
	struct err err;
	int result;

	if (parse(argc, argv, &options) < 0)
		return 2;
	result = psp_open(&psp, options.state, &err);
	if (result == 0) {
		result = run(&options, &psp, &err);
		psp_close(&psp);
	}
	if (result < 0)
		fprintf(stderr, PROGRAM ": %s\n", err.text);
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
