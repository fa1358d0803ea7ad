/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_launch.c - launch an SEV guest as far as its secret, through KVM */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sev.h"

#define IMAGE_MAX   (16u << 20)
#define BLOB_MAX    16384
#define REPORT_SIZE 208
#define POLICY_ES   4

struct launch {
	uint32_t policy;
	const char *owner, *session, *image, *measurement, *header, *payload;
	int vm, fd;
};

static uint8_t *pages(size_t len)
{
	void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
	return memory;
}

static int begin(const struct launch *launch)
{
	uint8_t *owner = pages(BLOB_MAX + 1), *session = pages(BLOB_MAX + 1);
	struct kvm_sev_launch_start start = { .policy = launch->policy };

	if (launch->owner) {
		start.dh_uaddr = (uintptr_t)owner;
		start.dh_len =
			(uint32_t)sev_read_file(launch->owner, owner, BLOB_MAX);
	}
	if (launch->session) {
		start.session_uaddr = (uintptr_t)session;
		start.session_len = (uint32_t)sev_read_file(launch->session,
							    session, BLOB_MAX);
	}
	if (sev_vm(launch->vm, launch->fd,
		   launch->policy & POLICY_ES ? KVM_SEV_ES_INIT : KVM_SEV_INIT,
		   NULL) < 0)
		return sev_failed("INIT");
	if (sev_vm(launch->vm, launch->fd, KVM_SEV_LAUNCH_START, &start) < 0)
		return sev_failed("LAUNCH_START");
	printf("handle %u\n", start.handle);
	return 0;
}

static int load(const struct launch *launch)
{
	uint8_t *image = pages(IMAGE_MAX + 1);
	struct kvm_sev_launch_update_data update = {
		.uaddr = (uintptr_t)image,
	};

	update.len = (uint32_t)sev_read_file(launch->image, image, IMAGE_MAX);
	if (sev_vm(launch->vm, launch->fd, KVM_SEV_LAUNCH_UPDATE_DATA,
		   &update) < 0)
		return sev_failed("LAUNCH_UPDATE_DATA");
	if ((launch->policy & POLICY_ES) &&
	    sev_vm(launch->vm, launch->fd, KVM_SEV_LAUNCH_UPDATE_VMSA, NULL) <
		    0)
		return sev_failed("LAUNCH_UPDATE_VMSA");
	return 0;
}

static int measure(const struct launch *launch)
{
	uint8_t blob[48];
	struct kvm_sev_launch_measure out = {
		.uaddr = (uintptr_t)blob,
		.len = 0,
	};

	/* with no length KVM and the firmware only say which one they want */
	sev_vm(launch->vm, launch->fd, KVM_SEV_LAUNCH_MEASURE, &out);
	printf("length %u\n", out.len);
	out.len = sizeof(blob);
	if (sev_vm(launch->vm, launch->fd, KVM_SEV_LAUNCH_MEASURE, &out) < 0)
		return sev_failed("LAUNCH_MEASURE");
	sev_write_file(launch->measurement, blob, sizeof(blob));
	return 0;
}

/* Waits for a line, so that the packet can be made from the measurement. */
static int inject(const struct launch *launch)
{
	uint8_t *memory = pages(BLOB_MAX), *header = pages(BLOB_MAX + 1),
		*payload = pages(BLOB_MAX + 1);
	struct kvm_sev_launch_secret secret = {
		.hdr_uaddr = (uintptr_t)header,
		.guest_uaddr = (uintptr_t)memory,
		.trans_uaddr = (uintptr_t)payload,
	};

	puts("measured");
	fflush(stdout);
	if (getchar() == EOF)
		return 2;
	secret.hdr_len =
		(uint32_t)sev_read_file(launch->header, header, BLOB_MAX);
	secret.trans_len =
		(uint32_t)sev_read_file(launch->payload, payload, BLOB_MAX);
	secret.guest_len = secret.trans_len;
	if (sev_vm(launch->vm, launch->fd, KVM_SEV_LAUNCH_SECRET, &secret) < 0)
		return sev_failed("LAUNCH_SECRET");
	sev_write_file("/tmp/injected", memory, secret.guest_len);
	return 0;
}

/* The firmware's word for what runs, with a nonce of ours. */
static int report(const struct launch *launch)
{
	uint8_t out[REPORT_SIZE];
	struct kvm_sev_attestation_report in = {
		.uaddr = (uintptr_t)out,
		.len = sizeof(out),
	};

	memset(in.mnonce, 0x55, sizeof(in.mnonce));
	if (sev_vm(launch->vm, launch->fd, KVM_SEV_GET_ATTESTATION_REPORT,
		   &in) < 0)
		return sev_failed("ATTESTATION");
	sev_write_file("/tmp/report", out, in.len);
	return 0;
}

static int finish(const struct launch *launch)
{
	struct kvm_sev_guest_status status = { 0 };

	if (sev_vm(launch->vm, launch->fd, KVM_SEV_LAUNCH_FINISH, NULL) < 0)
		return sev_failed("LAUNCH_FINISH");
	if (report(launch))
		return 1;
	if (sev_vm(launch->vm, launch->fd, KVM_SEV_GUEST_STATUS, &status) < 0)
		return sev_failed("GUEST_STATUS");
	printf("state %u\npolicy %#x\n", status.state, status.policy);
	return 0;
}

static int usage(void)
{
	fprintf(stderr,
		"usage: sev-launch --policy HEX [--owner FILE] [--session FILE]\n"
		"	[--image FILE --measurement OUT [--header FILE --payload FILE]]\n"
		"With a packet it says \"measured\" and waits for a line before it\n"
		"reads the packet; the plain text goes to /tmp/injected, the\n"
		"firmware's report on a finished launch to /tmp/report.\n");
	return 2;
}

static int parse(int argc, char **argv, struct launch *launch)
{
	static const struct option known[] = {
		{ "policy", required_argument, NULL, 'p' },
		{ "owner", required_argument, NULL, 'o' },
		{ "session", required_argument, NULL, 's' },
		{ "image", required_argument, NULL, 'i' },
		{ "measurement", required_argument, NULL, 'm' },
		{ "header", required_argument, NULL, 'h' },
		{ "payload", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'p')
			launch->policy = (uint32_t)strtoul(optarg, NULL, 16);
		else if (option == 'o')
			launch->owner = optarg;
		else if (option == 's')
			launch->session = optarg;
		else if (option == 'i')
			launch->image = optarg;
		else if (option == 'm')
			launch->measurement = optarg;
		else if (option == 'h')
			launch->header = optarg;
		else if (option == 't')
			launch->payload = optarg;
		else
			return -1;
	}
	return optind == argc && !launch->image == !launch->measurement &&
			       !launch->header == !launch->payload
		       ? 0
		       : -1;
}

int main(int argc, char **argv)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), failed;
	struct launch launch = { .policy = 0 };

	if (parse(argc, argv, &launch) < 0)
		return usage();
	launch.fd = sev_open();
	launch.vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if ((launch.policy & POLICY_ES) &&
	    ioctl(launch.vm, KVM_CREATE_IRQCHIP, 0) < 0)
		return 2;
	failed = begin(&launch);
	if (failed || !launch.image)
		return failed;
	/* not before it is known what kind of processor that is */
	if ((launch.policy & POLICY_ES) &&
	    ioctl(launch.vm, KVM_CREATE_VCPU, 0) < 0)
		return 2;
	failed = load(&launch);
	if (!failed)
		failed = measure(&launch);
	if (!failed && launch.header)
		failed = inject(&launch);
	return failed ? failed : finish(&launch);
}
