/* SPDX-License-Identifier: GPL-2.0-or-later */
/* platform.c - what is known of SEV on this machine, without asking anybody */
#include "hook/metrics/platform.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"

#define CCP "sys/bus/pci/drivers/ccp"

static int open_dir(int dirfd, const char *path)
{
	return openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* --- the secure processor's PCI device ------------------------------------ */

/* "0000:22:00.1", which the driver's directory has beside its own files */
static bool is_device(const char *name)
{
	return strlen(name) < sizeof(((struct psp_facts *)NULL)->device) &&
	       isxdigit((unsigned char)*name) && strchr(name, ':') &&
	       strspn(name, "0123456789abcdef:.") == strlen(name);
}

static void read_device(struct source *s, const char *name,
			struct psp_facts *ret)
{
	const char *const *attributes = psp_attributes();
	char path[64];
	size_t i;

	snprintf(ret->device, sizeof(ret->device), "%s", name);
	for (i = 0; attributes[i]; i++) {
		snprintf(path, sizeof(path), "%s/%s", name, attributes[i]);
		ret->attributes[i] = source_number(s, path, 10, 1);
	}
}

static int by_device(const void *a, const void *b)
{
	return strcmp(((const struct psp_facts *)a)->device,
		      ((const struct psp_facts *)b)->device);
}

void platform_read_psp(struct source *s, struct platform_facts *ret)
{
	_cleanup_closedir_ DIR *dir = NULL;
	struct dirent *entry;
	int fd = s->dirfd < 0 ? -1 : open_dir(s->dirfd, ".");

	dir = fd < 0 ? NULL : fdopendir(fd);
	if (fd >= 0 && !dir)
		close(fd);
	while (dir && ret->n_psp < PSP_DEVICES_MAX && (entry = readdir(dir)))
		if (is_device(entry->d_name))
			read_device(s, entry->d_name, &ret->psp[ret->n_psp++]);
	qsort(ret->psp, ret->n_psp, sizeof(*ret->psp), by_device);
}

/* --- all of it ------------------------------------------------------------ */

void platform_forget_startable(struct platform_facts *p)
{
	const char *state = p->interfaces[FIRMWARE_SEV].state;
	enum kind kind;

	if (!state ||
	    (strcmp(state, "dead") != 0 && strcmp(state, "absent") != 0))
		return;
	for (kind = 0; kind < KINDS; kind++)
		p->startable[kind].value = 0;
}

void platform_read(int rootfd, struct platform_facts *ret,
		   unsigned int *ret_sevstat, unsigned int *ret_kernel,
		   unsigned int *ret_psp)
{
	_cleanup_close_ int sevstat = open_dir(rootfd, PLATFORM_SEVSTAT);
	_cleanup_close_ int ccp = open_dir(rootfd, CCP);
	struct source module = { sevstat, 0 }, kernel = { rootfd, 0 },
		      psp = { ccp, 0 };

	memset(ret, 0, sizeof(*ret));
	ret->origin = sevstat < 0 ? ORIGIN_NONE : ORIGIN_SEVSTAT;
	if (sevstat >= 0)
		platform_read_sevstat(&module, ret);
	platform_read_kernel(&kernel, ret);
	platform_forget_startable(ret);
	platform_read_cpu(&kernel, ret);
	platform_read_psp(&psp, ret);
	*ret_sevstat = module.errors;
	*ret_kernel = kernel.errors;
	*ret_psp = psp.errors;
}
