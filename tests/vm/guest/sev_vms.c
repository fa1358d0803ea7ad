/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_vms.c - hold KVM VMs while a command runs */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sev.h"

/* SEV API chapter 3: no debugging, and SEV-ES; SNP ABI 4.3: the bit that must
 * be one, and SMT. */
#define POLICY_SEV 0x1
#define POLICY_ES  0x5
#define POLICY_SNP 0x30000

static int start_sev(int vm, int fd, uint32_t init, uint32_t policy)
{
	struct kvm_sev_launch_start start = { .policy = policy };

	if (sev_vm(vm, fd, init, NULL) < 0)
		return sev_failed("INIT");
	if (sev_vm(vm, fd, KVM_SEV_LAUNCH_START, &start) < 0)
		return sev_failed("LAUNCH_START");
	return 0;
}

static int start_snp(int vm, int fd)
{
	struct sev_vm_init2 init = { .ghcb_version = 2 };
	struct sev_vm_snp_launch_start start = { .policy = POLICY_SNP };

	if (sev_vm(vm, fd, SEV_VM_INIT2, &init) < 0)
		return sev_failed("INIT2");
	if (sev_vm(vm, fd, SEV_VM_SNP_LAUNCH_START, &start) < 0)
		return sev_failed("SNP_LAUNCH_START");
	return 0;
}

static int start(const char *kind, int vm, int fd)
{
	if (!strcmp(kind, "snp"))
		return start_snp(vm, fd);
	if (!strcmp(kind, "sev"))
		return start_sev(vm, fd, KVM_SEV_INIT, POLICY_SEV);
	/* KVM wants the interrupt controller first */
	if (ioctl(vm, KVM_CREATE_IRQCHIP, 0) < 0)
		return -1;
	return start_sev(vm, fd, KVM_SEV_ES_INIT, POLICY_ES);
}

/* As many as there are to be, or as can be. */
static void start_all(const char *kind, unsigned long count, int kvm, int fd)
{
	unsigned long type = strcmp(kind, "snp") ? 0 : SEV_VM_TYPE_SNP;
	unsigned long done;

	for (done = 0; done < count; done++) {
		int vm = ioctl(kvm, KVM_CREATE_VM, type);

		if (vm < 0) {
			printf("KVM_CREATE_VM errno %d\n", errno);
			break;
		}
		if (start(kind, vm, fd)) {
			close(vm);
			break;
		}
	}
	printf("%s %lu\n", kind, done);
	fflush(stdout);
}

static int usage(void)
{
	fprintf(stderr,
		"usage: sev-vms [sev|es|snp COUNT]... -- COMMAND...\n"
		"Prints how many there were to be had, and why not more.\n");
	return 2;
}

int main(int argc, char **argv)
{
	const struct rlimit limit = { 8192, 8192 };
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), fd = sev_open();
	int i, status;
	pid_t pid;

	setrlimit(RLIMIT_NOFILE, &limit);
	for (i = 1; i + 1 < argc && strcmp(argv[i], "--"); i += 2)
		start_all(argv[i], strtoul(argv[i + 1], NULL, 10), kvm, fd);
	if (i + 1 >= argc)
		return usage();
	pid = fork();
	if (pid == 0) {
		execvp(argv[i + 1], argv + i + 1);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return 2;
	return WEXITSTATUS(status);
}
