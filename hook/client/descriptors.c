/* SPDX-License-Identifier: GPL-2.0-or-later */
/* descriptors.c - which firmware images the host offers */
#include "hook/client/descriptors.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "firmware.h"

#define VENDOR_DIR     "usr/share/qemu/firmware"
#define ADMIN_DIR      "etc/qemu/firmware"
#define DESCRIPTOR_MAX (1u << 20)

static void json_freep(json_t **json)
{
	json_decref(*json);
}

/* --- one descriptor ------------------------------------------------------- */

static bool array_has(const json_t *array, const char *word)
{
	size_t i;
	json_t *item;

	json_array_foreach(array, i, item) if (json_is_string(item) &&
					       !strcmp(json_string_value(item),
						       word)) return true;
	return false;
}

static bool is_for_q35(const json_t *descriptor)
{
	size_t i, k;
	json_t *target, *machine;

	json_array_foreach(json_object_get(descriptor, "targets"), i, target)
	{
		const char *arch = json_string_value(
			json_object_get(target, "architecture"));

		if (!arch || strcmp(arch, "x86_64") != 0)
			continue;
		json_array_foreach(json_object_get(target, "machines"), k,
				   machine)
		{
			const char *name = json_string_value(machine);

			if (name && !strncmp(name, "pc-q35-", 7))
				return true;
		}
	}
	return false;
}

/* Secure Boot images of today need SMM, which these guests can not have. */
static unsigned int named_techs(const json_t *descriptor)
{
	const json_t *features = json_object_get(descriptor, "features");
	unsigned int techs = 0;

	if (array_has(features, "requires-smm") ||
	    array_has(features, "enrolled-keys"))
		return 0;
	if (array_has(features, "amd-sev"))
		techs |= TECH_BIT(TECH_SEV);
	if (array_has(features, "amd-sev-es"))
		techs |= TECH_BIT(TECH_SEV_ES);
	if (array_has(features, "amd-sev-snp"))
		techs |= TECH_BIT(TECH_SEV_SNP);
	return techs;
}

static const char *mapped_file(const json_t *mapping, bool flash)
{
	const json_t *from =
		flash ? json_object_get(mapping, "executable") : mapping;

	return json_string_value(json_object_get(from, "filename"));
}

/*
 * What the image itself says counts more than the descriptor: Debian's name
 * only amd-sev for images that can do SEV-ES.
 */
static unsigned int proven_techs(int rootfd, const char *path,
				 unsigned int named)
{
	struct firmware fw;
	struct stat st;
	_cleanup_close_ int fd = file_open(rootfd, path, &st, NULL);

	if (fd < 0 || firmware_inspect(fd, (uint64_t)st.st_size, &fw, NULL) < 0)
		return 0;
	if (fw.es_reset && named & TECH_BIT(TECH_SEV))
		named |= TECH_BIT(TECH_SEV_ES);
	if (!fw.es_reset)
		named &= ~TECH_BIT(TECH_SEV_ES);
	if (!fw.n_sections)
		named &= ~TECH_BIT(TECH_SEV_SNP);
	return named;
}

static bool read_descriptor(int rootfd, const json_t *descriptor,
			    struct host_firmware *ret)
{
	const json_t *mapping = json_object_get(descriptor, "mapping");
	const char *device =
		json_string_value(json_object_get(mapping, "device"));
	const char *mode = json_string_value(json_object_get(mapping, "mode"));
	bool flash = device && !strcmp(device, "flash");
	const char *path = mapped_file(mapping, flash);
	unsigned int techs = named_techs(descriptor);

	if (!techs || !path || !device || !is_for_q35(descriptor))
		return false;
	if (!flash && strcmp(device, "memory") != 0)
		return false;
	techs = proven_techs(rootfd, path, techs);
	if (!techs)
		return false;
	*ret = (struct host_firmware){
		.path = strdup(path),
		.techs = techs,
		.flash = flash,
		.stateless = !flash || (mode && !strcmp(mode, "stateless")),
	};
	return ret->path != NULL;
}

/* --- all of them ---------------------------------------------------------- */

static int is_json(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return e->d_name[0] != '.' && len > 5 &&
	       !strcmp(e->d_name + len - 5, ".json");
}

static int list(int rootfd, const char *dir, struct dirent ***ret)
{
	int n = scandirat(rootfd, dir, ret, is_json, alphasort);

	return n < 0 ? 0 : n;
}

static void list_free(struct dirent **entries, int n)
{
	if (!n)
		return;
	while (n > 0)
		free(entries[--n]);
	free(entries);
}

static json_t *load(int rootfd, const char *dir, const char *name)
{
	_cleanup_free_ char *path = NULL, *text = NULL;
	size_t len;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		return NULL;
	if (file_read_path(rootfd, path, DESCRIPTOR_MAX, &text, &len, NULL) < 0)
		return NULL;
	return json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
}

static void add(int rootfd, struct host *host, const char *dir,
		const char *name)
{
	_cleanup_(json_freep) json_t *descriptor = load(rootfd, dir, name);
	struct host_firmware *grown, fw;

	if (!descriptor || !read_descriptor(rootfd, descriptor, &fw))
		return;
	grown = reallocarray((void *)host->firmware, host->n_firmware + 1,
			     sizeof(*grown));
	if (!grown) {
		free((char *)fw.path);
		return;
	}
	grown[host->n_firmware++] = fw;
	host->firmware = grown;
}

void descriptors_read(int rootfd, struct host *host)
{
	struct dirent **vendor = NULL, **admin = NULL;
	int n_vendor = list(rootfd, VENDOR_DIR, &vendor);
	int n_admin = list(rootfd, ADMIN_DIR, &admin);
	int v = 0, a = 0;

	/* merge two sorted lists; of the same name the administrator's counts
	 */
	while (v < n_vendor || a < n_admin) {
		int order = v == n_vendor  ? 1
			    : a == n_admin ? -1
					   : strcmp(vendor[v]->d_name,
						    admin[a]->d_name);

		if (order < 0)
			add(rootfd, host, VENDOR_DIR, vendor[v]->d_name);
		else
			add(rootfd, host, ADMIN_DIR, admin[a]->d_name);
		v += order <= 0;
		a += order >= 0;
	}
	list_free(vendor, n_vendor);
	list_free(admin, n_admin);
}

void descriptors_clear(struct host *host)
{
	size_t i;

	for (i = 0; i < host->n_firmware; i++)
		free((char *)host->firmware[i].path);
	free((void *)host->firmware);
	host->firmware = NULL;
	host->n_firmware = 0;
}
