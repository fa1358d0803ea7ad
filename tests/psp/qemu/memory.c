/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory.c - what the guest's firmware finds in its memory */
#include "memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ovmf.h"

/* NULL for a guest without a name that can be in a file's. */
static char *secret_path(const struct sev_host *host)
{
	const char *name = host->args->name;
	char *path;

	if (!name || strchr(name, '/') ||
	    asprintf(&path, "%s/secret-%s", host->config.state, name) < 0)
		return NULL;
	return path;
}

void memory_clear(const struct sev_host *host)
{
	_cleanup_free_ char *path = secret_path(host);

	if (path)
		unlink(path);
}

void memory_put_secret(const struct sev_host *host, uint64_t gpa,
		       const uint8_t *secret, size_t len)
{
	_cleanup_free_ char *path = secret_path(host);
	_cleanup_close_ int fd = -1;
	struct ovmf_area area;

	if (!path ||
	    !ovmf_secret_area(host->firmware, host->firmware_len, &area) ||
	    !area.base || gpa != area.base)
		return;
	if (len > area.size)
		len = area.size;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, secret, len) != (ssize_t)len)
		host_trace(host, "LAUNCH_SECRET cannot be kept");
}
