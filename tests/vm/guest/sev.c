/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev.c - the kernel's interfaces to SEV, as the test programs use them */
#include "sev.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static uint32_t last_error;
static int last_errno;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

int sev_open(void)
{
	int fd = open("/dev/sev", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die("/dev/sev");
	return fd;
}

int sev_ask(int fd, uint32_t command, void *data)
{
	struct sev_issue_cmd issue = {
		.cmd = command,
		.data = (uintptr_t)data,
	};
	int result = ioctl(fd, SEV_ISSUE_CMD, &issue);

	last_errno = errno;
	last_error = issue.error;
	return result;
}

int sev_vm(int vm, int fd, uint32_t command, void *data)
{
	struct kvm_sev_cmd op = {
		.id = command,
		.data = (uintptr_t)data,
		.sev_fd = (uint32_t)fd,
	};
	int result = ioctl(vm, KVM_MEMORY_ENCRYPT_OP, &op);

	last_errno = errno;
	last_error = op.error;
	return result;
}

int sev_failed(const char *command)
{
	printf("%s errno %d firmware %d\n", command, last_errno,
	       (int)last_error);
	return 1;
}

size_t sev_read_file(const char *path, void *data, size_t max)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, data, max + 1);

	if (len < 0)
		die(path);
	if ((size_t)len > max) {
		fprintf(stderr, "%s: more than %zu bytes\n", path, max);
		exit(2);
	}
	close(fd);
	return (size_t)len;
}

void sev_write_file(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, data, len) != (ssize_t)len)
		die(path);
	close(fd);
}
