/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel.c - kvm_amd, devices, IOMMU */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/host/look.h"

/* linux/kvm.h: KVM_GET_API_VERSION, which has been 12 since 2007 */
#define GET_API_VERSION _IO(0xAE, 0x00)

#define OPTIONS "options kvm_amd in /etc/modprobe.d, then reload it: "

/* --- kvm_amd -------------------------------------------------------------- */

static const struct parameter {
	const char *check, *name, *hint;
	enum tech tech;
	enum kind kind;
} parameters[] = {
	{ "kvm-sev", "sev", OPTIONS "sev=1", TECH_SEV, KIND_SEV },
	{ "kvm-sev-es", "sev_es", OPTIONS "sev_es=1", TECH_SEV_ES,
	  KIND_SEV_ES },
	{ "kvm-sev-snp", "sev_snp",
	  OPTIONS "sev_snp=1; Linux 6.11 is the first that has it",
	  TECH_SEV_SNP, KIND_SEV_SNP },
};

/* What the CPU has not nobody misses. */
static enum check_status if_off(const struct look *l, enum kind kind)
{
	struct number cpu = l->snapshot.platform.cpu[kind];

	if (cpu.known && !cpu.value)
		return CHECK_INFO;
	return kind == KIND_SEV ? CHECK_FAIL : CHECK_WARN;
}

static void check_parameter(struct look *l, const struct parameter *p)
{
	bool masked = l->snapshot.agent_up &&
		      l->snapshot.agent.masked & 1u << p->kind;
	enum tristate on = l->host.enabled[p->tech];

	if (on == NOT_KNOWN)
		told(l, p->check,
		     l->host.kvm_amd == YES ? CHECK_INFO : CHECK_SKIP, p->hint,
		     "kvm_amd does not say %s", p->name);
	else if (on == NO)
		told(l, p->check, if_off(l, p->kind), p->hint,
		     "kvm_amd has %s switched off", p->name);
	else if (masked || host_masks(&l->host, p->tech))
		told(l, p->check, CHECK_WARN,
		     "the firmware forbids it while SEV-SNP is on: AMD-SB-3023",
		     "kvm_amd has %s switched on, but KVM starts no such guest",
		     p->name);
	else
		told(l, p->check, CHECK_PASS, NULL,
		     "kvm_amd has %s switched on", p->name);
}

static void check_module(struct look *l)
{
	told(l, "kvm-module", l->host.kvm_amd == YES ? CHECK_PASS : CHECK_FAIL,
	     "modprobe kvm_amd; the BIOS setup may have SVM switched off",
	     l->host.kvm_amd == YES ? "kvm_amd is loaded"
				    : "kvm_amd is not loaded");
}

/* --- devices -------------------------------------------------------------- */

static enum check_status if_closed(const struct look *l, int error)
{
	return error == EACCES && !l->root ? CHECK_SKIP : CHECK_FAIL;
}

static void check_kvm(struct look *l)
{
	_cleanup_close_ int fd = -1;
	int version;

	if (told_asked(l, "dev-kvm", false))
		return;
	fd = openat(l->rootfd, "dev/kvm", O_RDWR | O_CLOEXEC | O_NOCTTY);
	version = fd < 0 ? -1 : ioctl(fd, GET_API_VERSION, 0);
	if (fd < 0)
		told(l, "dev-kvm", if_closed(l, errno),
		     "see kvm-module; the group kvm may use it",
		     "/dev/kvm: %m");
	else if (version < 0)
		told(l, "dev-kvm", CHECK_FAIL, "see kvm-module",
		     "/dev/kvm is not KVM's");
	else
		told(l, "dev-kvm", CHECK_PASS, NULL,
		     "/dev/kvm: version %d of its API", version);
}

/* Opening it asks the firmware nothing. */
static void check_open(struct look *l, const char *name, const char *verb,
		       int flags)
{
	_cleanup_close_ int fd = -1;

	if (told_asked(l, name, false))
		return;
	fd = openat(l->rootfd, "dev/sev", flags | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		told(l, name, if_closed(l, errno),
		     "the driver ccp makes it; look for \"ccp\" in the kernel's "
		     "log, it needs PSP firmware that the BIOS has enabled",
		     "/dev/sev: %m");
	else
		told(l, name, CHECK_PASS, NULL, "/dev/sev can be %s", verb);
}

static void check_device_mode(struct look *l)
{
	struct stat st;

	if (told_asked(l, "dev-sev-mode", false))
		return;
	if (fstatat(l->rootfd, "dev/sev", &st, 0) < 0) {
		told(l, "dev-sev-mode", CHECK_SKIP, NULL, "/dev/sev: %m");
		return;
	}
	/* by number: their names may have to come over a network */
	told(l, "dev-sev-mode", st.st_mode & S_IWOTH ? CHECK_WARN : CHECK_PASS,
	     "chmod 0600 /dev/sev, or 0660 and a group: who may write to it may "
	     "take the platform from its owner",
	     "/dev/sev: owner %u, group %u, mode %04o", (unsigned int)st.st_uid,
	     (unsigned int)st.st_gid, (unsigned int)st.st_mode & 07777);
}

/* --- IOMMU ---------------------------------------------------------------- */

static int count_entries(int rootfd, const char *path)
{
	_cleanup_closedir_ DIR *dir = host_dir(rootfd, path);
	const struct dirent *entry;
	int n = 0;

	while (dir && n < 1000 && (entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	return dir ? n : -1;
}

static void check_iommu(struct look *l)
{
	int n = count_entries(l->rootfd, "sys/class/iommu");
	bool needed = l->snapshot.platform.cpu[KIND_SEV_SNP].value;

	if (n < 0)
		told(l, "iommu", CHECK_SKIP, NULL, "not known");
	else if (n > 0)
		told(l, "iommu", CHECK_PASS, NULL, "%d IOMMU%s", n,
		     n == 1 ? "" : "s");
	else
		told(l, "iommu", needed ? CHECK_WARN : CHECK_INFO,
		     "BIOS setup: IOMMU; on the kernel's command line "
		     "amd_iommu=on, and not iommu=pt",
		     "no IOMMU%s", needed ? ", which SEV-SNP needs" : "");
}

void check_kernel(struct look *l)
{
	char text[SOURCE_MAX];
	size_t i;

	if (host_text(l, "proc/sys/kernel/osrelease", text))
		told(l, "kernel", CHECK_INFO, NULL, "Linux %.100s", text);
	else
		told(l, "kernel", CHECK_SKIP, NULL, "not known");
	check_module(l);
	for (i = 0; i < ARRAY_SIZE(parameters); i++)
		check_parameter(l, &parameters[i]);
	check_kvm(l);
	check_open(l, "dev-sev-read", "read", O_RDONLY);
	check_open(l, "dev-sev-write", "written", O_WRONLY);
	check_device_mode(l);
	check_iommu(l);
}
