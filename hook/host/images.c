/* SPDX-License-Identifier: GPL-2.0-or-later */
/* images.c - firmware for guests, by QEMU's descriptors */
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "firmware.h"
#include "hook/host/look.h"

#define INSTALL                                          \
	"install OVMF (edk2-ovmf) with a descriptor in " \
	"/usr/share/qemu/firmware whose features include "

static const struct {
	const char *check, *name, *hint;
	enum tech tech;
	enum kind kind;
} needs[] = {
	{ "image-sev", "SEV", INSTALL "amd-sev", TECH_SEV, KIND_SEV },
	{ "image-sev-es", "SEV-ES", INSTALL "amd-sev-es", TECH_SEV_ES,
	  KIND_SEV_ES },
	{ "image-sev-snp", "SEV-SNP", INSTALL "amd-sev-snp", TECH_SEV_SNP,
	  KIND_SEV_SNP },
};

static void add(char *list, size_t size, const char *word)
{
	size_t len = strlen(list);

	snprintf(list + len, size - len, "%s%s", len ? ", " : "", word);
}

/* Which parts of a launch its measurement can cover. */
static void measures(const struct look *l, const char *path, char *list,
		     size_t size)
{
	struct firmware fw;
	struct stat st;
	_cleanup_close_ int fd = file_open(l->rootfd, path, &st, NULL);

	*list = '\0';
	if (fd < 0 || firmware_inspect(fd, (uint64_t)st.st_size, &fw, NULL) < 0)
		return;
	add(list, size, "itself");
	if (fw.es_reset)
		add(list, size, "SEV-ES vCPUs");
	if (firmware_hashes_kernel(&fw))
		add(list, size, "kernel, initrd and command line");
	if (fw.n_sections)
		add(list, size, "SEV-SNP pages");
	if (fw.secret_base)
		add(list, size, "takes secrets");
}

static void check_image(struct look *l, const struct host_firmware *fw)
{
	static const unsigned int bits[] = { TECH_BIT(TECH_SEV),
					     TECH_BIT(TECH_SEV_ES),
					     TECH_BIT(TECH_SEV_SNP) };
	char techs[40] = "", list[120];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bits); i++)
		if (fw->techs & bits[i])
			add(techs, sizeof(techs), needs[i].name);
	measures(l, fw->path, list, sizeof(list));
	told(l, "image", CHECK_INFO, NULL, "%s (%s%s): for %s; measured: %s",
	     fw->path, fw->flash ? "flash" : "memory",
	     fw->stateless ? ", stateless" : "", techs, list);
}

void check_images(struct look *l)
{
	const struct number *cpu = l->snapshot.platform.cpu;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		const struct host_firmware *fw =
			host_firmware_for(&l->host, needs[i].tech);
		bool missed = cpu[needs[i].kind].value;

		if (fw)
			told(l, needs[i].check, CHECK_PASS, NULL, "%s",
			     fw->path);
		else
			told(l, needs[i].check,
			     missed ? CHECK_WARN : CHECK_SKIP, needs[i].hint,
			     missed ? "no image that a descriptor names can do "
				      "%s"
				    : "there is no %s",
			     needs[i].name);
	}
	for (i = 0; i < l->host.n_firmware && i < 32; i++)
		check_image(l, &l->host.firmware[i]);
}
