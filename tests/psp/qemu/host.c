/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host.c - what stands for QEMU's sev-guest object, KVM and /dev/sev */
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/psp/readfile.h"
#include "policy/text.h"

#define LINE_MAX_BYTES 512

int host_prepare(struct sev_host *host, struct qemu_args *args, struct err *err)
{
	memset(host, 0, sizeof(*host));
	host->args = args;
	config_load(&host->config);
	if (fault_file_read(host->config.faults, &host->psp.faults,
			    &host->faults, err) < 0)
		return -1;
	return swap_apply(&host->faults.swap, args, err);
}

void host_update_faults(struct sev_host *host)
{
	struct psp_faults firmware;
	struct host_faults faults;
	struct err err;

	if (fault_file_read(host->config.faults, &firmware, &faults, &err) <
	    0) {
		host_trace(host, "%s", err.text);
		host_faults_clear(&faults);
		return;
	}
	host_faults_clear(&host->faults);
	host->psp.faults = firmware;
	host->faults = faults;
}

int host_open_psp(struct sev_host *host, struct err *err)
{
	_cleanup_close_ int fd = -1;
	struct psp_faults faults = host->psp.faults;

	if (host->psp_open)
		return 0;
	fd = open(host->config.device, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, "%m");
	if (psp_open(&host->psp, host->config.state, err) < 0)
		return -1;
	host->psp_open = true;
	host->psp.faults = faults;
	return 0;
}

bool host_kvm_has(const struct sev_host *host, const char *parameter)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (asprintf(&path, "%s/%s", host->config.parameters, parameter) < 0)
		return false;
	if (psp_read_file(path, 16, &text, &len, NULL) < 0)
		return true;
	return text[0] == 'Y' || text[0] == '1';
}

/* The first line of "QEMU --version". */
static void read_version(const char *qemu, char line[static LINE_MAX_BYTES])
{
	char option[] = "--version";
	char *const argv[] = { (char *)qemu, option, NULL };
	posix_spawn_file_actions_t actions;
	ssize_t n = 0;
	int pipefd[2];
	pid_t pid;

	line[0] = '\0';
	if (pipe2(pipefd, O_CLOEXEC) < 0)
		return;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipefd[1], STDOUT_FILENO);
	if (posix_spawn(&pid, qemu, &actions, NULL, argv, environ) == 0) {
		n = read(pipefd[0], line, LINE_MAX_BYTES - 1);
		close(pipefd[0]);
		pipefd[0] = -1;
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	posix_spawn_file_actions_destroy(&actions);
	cleanup_closep(&pipefd[0]);
	close(pipefd[1]);
	line[n > 0 ? n : 0] = '\0';
}

unsigned int host_version(struct sev_host *host)
{
	char line[LINE_MAX_BYTES], *number, *dot;
	uint64_t major = 0, minor = 0;

	if (host->version)
		return host->version;
	read_version(host->config.qemu, line);
	/* "QEMU emulator version 7.2.22 (...)" */
	number = strstr(line, "version ");
	number = number ? number + strlen("version ") : line;
	dot = strchr(number, '.');
	if (dot) {
		*dot++ = '\0';
		dot[strspn(dot, "0123456789")] = '\0';
		text_to_u64(number, 10, 99, &major);
		text_to_u64(dot, 10, 99, &minor);
	}
	host->version = (unsigned int)(major * 100 + minor);
	return host->version;
}

void host_trace(const struct sev_host *host, const char *fmt, ...)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_close_ int fd = -1;
	char line[LINE_MAX_BYTES], text[LINE_MAX_BYTES - 64];
	va_list ap;
	int n;

	if (asprintf(&path, "%s/trace", host->config.state) < 0)
		return;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	text_one_line(text);
	n = snprintf(line, sizeof(line), "%.60s %s\n",
		     host->args->name ? host->args->name : "-", text);
	/* one write: other processes append to the same file */
	if (fd >= 0 && write(fd, line, (size_t)n) < 0)
		return; /* a full disk is no reason to stop a guest */
}

void host_close(struct sev_host *host)
{
	psp_decommission(&host->guest);
	if (host->psp_open)
		psp_close(&host->psp);
	free(host->firmware);
	host_faults_clear(&host->faults);
	OPENSSL_cleanse(host, sizeof(*host));
}
