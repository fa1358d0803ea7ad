/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host.c - the machine a domain has to run on */
#include "host.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "text.h"

#define KVM_AMD	   "sys/module/kvm_amd"
#define CGROUP	   "sys/fs/cgroup"
#define SEVSTAT	   "sys/class/sevstat/host"
#define FILE_LIMIT 4096

/* A small file of the kernel's, or "" when it cannot be read. */
static char *small_file(int rootfd, const char *path)
{
	char *text = NULL;
	size_t len;

	if (file_read_path(rootfd, path, FILE_LIMIT, &text, &len, NULL) < 0)
		return strdup("");
	return text;
}

/* Module parameters of type bool read "Y" and "N", of type int "1" and "0". */
static enum tristate parameter(int rootfd, const char *path)
{
	_cleanup_free_ char *text = small_file(rootfd, path);

	if (!text)
		return NOT_KNOWN;
	if (*text == 'Y' || *text == '1')
		return YES;
	return *text == 'N' || *text == '0' ? NO : NOT_KNOWN;
}

/* "sev 509\nsev_es 99\n": the number on the line of @name. */
static bool misc_value(int rootfd, const char *path, const char *name,
		       uint64_t *ret)
{
	_cleanup_free_ char *text = small_file(rootfd, path);
	char *save = NULL, *line = NULL;

	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		size_t len = strcspn(line, " ");

		if (line[len] != ' ' || len != strlen(name) ||
		    memcmp(line, name, len) != 0)
			continue;
		return text_to_u64(line + len + 1, 10, INT64_MAX, ret);
	}
	return false;
}

/* A number in a file of sevstat's: "sev_used". */
static bool module_value(int rootfd, const char *name, const char *what,
			 uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;
	char path[64];

	snprintf(path, sizeof(path), SEVSTAT "/asid/%s_%s", name, what);
	text = small_file(rootfd, path);
	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text && text_to_u64(text, 10, INT64_MAX, ret);
}

/* Linux 6.1 does not show what is used by all; the module does. */
static struct asids read_asids(int rootfd, const char *name)
{
	struct asids a = { false, 0, 0 };

	a.known = (misc_value(rootfd, CGROUP "/misc.capacity", name,
			      &a.capacity) &&
		   misc_value(rootfd, CGROUP "/misc.current", name, &a.used)) ||
		  (module_value(rootfd, name, "capacity", &a.capacity) &&
		   module_value(rootfd, name, "used", &a.used));
	return a;
}

/* What the module heard last, or did not hear: the processor is not asked. */
static bool read_dead(int rootfd)
{
	_cleanup_free_ char *text =
		small_file(rootfd, SEVSTAT "/firmware/state");

	return text && !strcmp(text, "dead\n");
}

void host_read(int rootfd, struct host *ret)
{
	ret->kvm_amd = faccessat(rootfd, KVM_AMD, F_OK, 0) == 0 ? YES : NO;
	ret->enabled[TECH_SEV] = parameter(rootfd, KVM_AMD "/parameters/sev");
	ret->enabled[TECH_SEV_ES] =
		parameter(rootfd, KVM_AMD "/parameters/sev_es");
	ret->enabled[TECH_SEV_SNP] =
		parameter(rootfd, KVM_AMD "/parameters/sev_snp");
	ret->firmware_dead = read_dead(rootfd);
	ret->sev = read_asids(rootfd, "sev");
	ret->sev_es = read_asids(rootfd, "sev_es");
}

bool host_masks(const struct host *host, enum tech tech)
{
	/* linux/kvm.h: KVM_X86_SEV_VM, KVM_X86_SEV_ES_VM, KVM_X86_SNP_VM */
	static const unsigned int bits[TECH_OTHER] = {
		[TECH_SEV] = 1u << 2,
		[TECH_SEV_ES] = 1u << 3,
		[TECH_SEV_SNP] = 1u << 4,
	};

	return host->vm_types & bits[TECH_SEV] &&
	       !(host->vm_types & bits[tech]);
}

/*
 * SEV-SNP is launched from memory alone.  For the others flash comes first:
 * images made for memory boot only what they were given or sealed for.
 */
const struct host_firmware *host_firmware_for(const struct host *host,
					      enum tech tech)
{
	const struct host_firmware *second = NULL;
	size_t i;

	for (i = 0; host && i < host->n_firmware; i++) {
		const struct host_firmware *fw = &host->firmware[i];

		if (!(fw->techs & TECH_BIT(tech)))
			continue;
		if (fw->flash != (tech == TECH_SEV_SNP))
			return fw;
		if (!second)
			second = fw;
	}
	return second;
}
