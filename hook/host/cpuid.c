/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpuid.c - the processor, asked itself: CPUID 0x8000001f and two registers */
#include <fcntl.h>
#include <unistd.h>

#include "cleanup.h"
#include "hook/host/look.h"

/* AMD64 APM volume 2 (24593): 3.2.1 SYSCFG, 15.36.4 RMP_BASE and RMP_END;
 * Linux, arch/x86/include/asm/msr-index.h: RMP_CFG, whose segments leave RMP_END
 * at 0 */
#define MSR_SYSCFG   0xc0010010
#define MSR_RMP_BASE 0xc0010132
#define MSR_RMP_END  0xc0010133
#define MSR_RMP_CFG  0xc0010136
#define RMP_SEGMENTS 1u
#define SYSCFG_SME   (1u << 23)
#define SYSCFG_SNP   (1u << 24)
#define SYSCFG_VMPL  (1u << 25)

/* Bits of EAX, AMD64 APM volume 3 (24594), E.4.17. */
#define EAX_SEV		 (1u << 1)
#define EAX_FLUSH	 (1u << 2)
#define EAX_VMPL	 (1u << 5)
#define EAX_RMP_SEGMENTS (1u << 23)

/* --- CPUID ---------------------------------------------------------------- */

/* Each is a number that there is only where there is SEV. */
static void check_number(struct look *l, const char *name, const char *what,
			 unsigned int value)
{
	if (told_asked(l, name, false))
		return;
	if (l->cpuid.eax & EAX_SEV)
		told(l, name, CHECK_INFO, NULL, "%s: %u", what, value);
	else
		told(l, name, CHECK_SKIP, NULL, "there is no SEV");
}

static void check_bit(struct look *l, const char *name, const char *what,
		      unsigned int bit)
{
	if (told_asked(l, name, false))
		return;
	told(l, name, CHECK_INFO, NULL, "%s: %s", what,
	     l->cpuid.eax & bit ? "yes" : "no");
}

/* --- registers ------------------------------------------------------------ */

static int open_registers(const struct look *l)
{
	return openat(l->rootfd, "dev/cpu/0/msr", O_RDONLY | O_CLOEXEC);
}

static bool read_register(int fd, unsigned int which, uint64_t *ret)
{
	return pread(fd, ret, sizeof(*ret), which) == (ssize_t)sizeof(*ret);
}

static void check_switch(struct look *l, int fd, const char *name,
			 const char *what, unsigned int bit, const char *hint)
{
	bool wanted = bit == SYSCFG_SME
			      ? l->cpuid.eax & EAX_SEV
			      : l->snapshot.platform.cpu[KIND_SEV_SNP].value;
	uint64_t value;

	if (told_asked(l, name, true))
		return;
	if (fd < 0 || !read_register(fd, MSR_SYSCFG, &value))
		told(l, name, CHECK_SKIP, "modprobe msr",
		     "the register SYSCFG cannot be read");
	else if (value & bit)
		told(l, name, CHECK_PASS, NULL, "%s: on", what);
	else
		told(l, name, wanted ? CHECK_WARN : CHECK_INFO, hint, "%s: off",
		     what);
}

/* Are there tables for parts of memory, and not one for all of it. */
static bool has_segments(const struct look *l, int fd)
{
	uint64_t config = 0;

	return l->cpuid.eax & EAX_RMP_SEGMENTS &&
	       read_register(fd, MSR_RMP_CFG, &config) && config & RMP_SEGMENTS;
}

static void check_rmp_table(struct look *l, int fd)
{
	uint64_t base = 0, end = 0;

	if (told_asked(l, "rmp-table", true))
		return;
	if (fd < 0 || !read_register(fd, MSR_RMP_BASE, &base) ||
	    !read_register(fd, MSR_RMP_END, &end))
		told(l, "rmp-table", CHECK_SKIP, "modprobe msr",
		     "the registers of the RMP cannot be read");
	else if (base && has_segments(l, fd))
		told(l, "rmp-table", CHECK_PASS, NULL,
		     "memory for the RMP, in segments");
	else if (end > base)
		told(l, "rmp-table", CHECK_PASS, NULL,
		     "memory for the RMP: %llu MiB",
		     (unsigned long long)((end - base) >> 20) + 1);
	else
		told(l, "rmp-table",
		     l->snapshot.platform.cpu[KIND_SEV_SNP].value ? CHECK_WARN
								  : CHECK_INFO,
		     "BIOS setup: SNP Memory (RMP Table) Coverage",
		     "no memory is set aside for the RMP");
}

void check_cpuid(struct look *l)
{
	_cleanup_close_ int fd = l->live && l->root ? open_registers(l) : -1;
	const struct machine_encryption *c = &l->cpuid;

	check_number(l, "cpu-cbit", "position of the C-bit", c->ebx & 0x3f);
	check_number(l, "cpu-reduced-bits",
		     "address bits that encryption takes", c->ebx >> 6 & 0x3f);
	check_number(l, "cpu-guests", "encrypted guests at once", c->ecx);
	check_number(l, "cpu-min-asid", "lowest ASID of SEV without SEV-ES",
		     c->edx);
	check_bit(l, "cpu-page-flush", "page flush register", EAX_FLUSH);
	check_bit(l, "cpu-vmpl", "VM privilege levels", EAX_VMPL);
	check_number(l, "cpu-vmpls", "number of VM privilege levels",
		     c->ebx >> 12 & 0xf);
	check_switch(l, fd, "bios-sme", "memory encryption", SYSCFG_SME,
		     "BIOS setup: SMEE");
	check_switch(l, fd, "bios-snp", "SEV-SNP", SYSCFG_SNP,
		     "BIOS setup: SNP Memory (RMP Table) Coverage; the kernel "
		     "switches it on, look for \"SEV-SNP\" in its log");
	check_switch(l, fd, "bios-vmpl", "VM privilege levels", SYSCFG_VMPL,
		     "the kernel switches it on with SEV-SNP");
	check_rmp_table(l, fd);
}
