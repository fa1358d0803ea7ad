/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nested.c - what a guest's processor needs that QEMU's SVM has not */
#include <string.h>

#include "nested.h"
#include "registers.h"

/**
 * DOC: Theory of operation
 *
 * KVM does not read the instructions of a guest with SEV, it can not.  It lives
 * on what the processor tells about an exit: where the next instruction is, the
 * bytes that were fetched, the register that was moved.  QEMU's SVM tells none
 * of it.  So the plugin is asked before every VMRUN, where it remembers the
 * VMCB, and before the instruction behind it, where an exit ends: there it
 * completes the VMCB as a processor with NRIPS and DecodeAssists would have
 * left it.
 *
 * Memory is not encrypted: the C-bit of an address is an address bit that means
 * nothing, because QEMU's page walk does not look at it as long as the
 * processor has 52 bits of physical addresses.  An address that is reported has
 * it, though, and does not on hardware.
 *
 * Registers of a guest with SEV-ES are not in the VMCB; it is not entered.
 */

/* Offsets in the VMCB, AMD 24593 appendix B. */
#define VMCB_CR_WRITES	0x002
#define VMCB_EXIT_CODE	0x070
#define VMCB_EXIT_INFO1 0x078
#define VMCB_EXIT_INFO2 0x080
#define VMCB_NESTED	0x090
#define VMCB_NCR3	0x0b0
#define VMCB_NEXT_RIP	0x0c8
#define VMCB_FETCHED	0x0d0
#define VMCB_CS_FLAGS	0x412
#define VMCB_CS_BASE	0x418
#define VMCB_EFER	0x4d0
#define VMCB_CR4	0x548
#define VMCB_CR3	0x550
#define VMCB_CR0	0x558
#define VMCB_RIP	0x578

#define NESTED_SEV    (1u << 1)
#define NESTED_SEV_ES (1u << 2)

/* Exit codes, AMD 24593 appendix C. */
#define EXIT_READ_CR0	 0x00
#define EXIT_WRITE_CR0	 0x10
#define EXIT_READ_DR0	 0x20
#define EXIT_WRITE_DR0	 0x30
#define EXIT_LAST_DR	 0x3f
#define EXIT_CR0_SEL	 0x65
#define EXIT_IOIO	 0x7b
#define EXIT_NESTED_PAGE 0x400
#define EXIT_INVALID	 UINT64_MAX
/* of ours: what an exit replaces */
#define EXIT_NOT_YET 0x6e6f745f796574

#define FAULT_ON_FETCH (1u << 4)
#define MOVED_CR       (UINT64_C(1) << 63)

#define CR0_PG	    (UINT64_C(1) << 31)
#define CR4_PAE	    (1u << 5)
#define CR4_LA57    (1u << 12)
#define EFER_LMA    (1u << 10)
#define CS_LONG	    (1u << 9)
#define PTE_PRESENT 1u
#define PTE_LARGE   (1u << 7)

#define PTE_ADDRESS ((UINT64_C(1) << SEV_C_BIT) - PAGE_SIZE)
#define NOWHERE	    UINT64_MAX

#define FETCH_MAX   15
#define MAX_RETURNS 16
#define VMRUN_LEN   3

struct fetched {
	uint8_t n, bytes[FETCH_MAX];
} __attribute__((packed));

/* The guest that a vCPU is in: its VMCB's address, 0 for none. */
static struct {
	uint64_t vmcb;
	bool sev;
} guests[MAX_VCPUS];

bool nested_is_running(unsigned int vcpu)
{
	return guests[vcpu % MAX_VCPUS].vmcb;
}

bool nested_is_sev(unsigned int vcpu)
{
	return nested_is_running(vcpu) && guests[vcpu % MAX_VCPUS].sev;
}

static uint64_t load(uint64_t address, size_t len)
{
	uint64_t value = 0;

	memory_load(address, &value, len);
	return value;
}

static void store(uint64_t address, uint64_t value)
{
	memory_store(address, &value, sizeof(value));
}

/* --- the guest's addresses -------------------------------------------------- */

static uint64_t nested_address(uint64_t vmcb, uint64_t address);

/**
 * walk() - translate by tables of 64-bit entries
 * @nested:	the tables are the hypervisor's, not the guest's
 * @shift:	of the part of the address that is the first table's index
 */
static uint64_t walk(uint64_t vmcb, bool nested, uint64_t table,
		     unsigned int shift, uint64_t address)
{
	uint64_t entry, at, mask;

	for (;; shift -= 9, table = entry & PTE_ADDRESS) {
		at = table + (address >> shift & 511) * sizeof(entry);
		if (!nested)
			at = nested_address(vmcb, at);
		entry = at == NOWHERE ? 0 : load(at, sizeof(entry));
		if (!(entry & PTE_PRESENT))
			return NOWHERE;
		if (shift == 12 || (shift < 39 && entry & PTE_LARGE))
			break;
	}
	mask = (UINT64_C(1) << shift) - 1;
	return (entry & PTE_ADDRESS & ~mask) | (address & mask);
}

static uint64_t nested_address(uint64_t vmcb, uint64_t address)
{
	return walk(vmcb, true, load(vmcb + VMCB_NCR3, 8) & PTE_ADDRESS, 39,
		    address);
}

/* Two levels of 32-bit entries: what firmware starts with. */
static uint64_t walk_legacy(uint64_t vmcb, uint64_t cr3, uint32_t address)
{
	unsigned int shift;
	uint64_t at = cr3 & UINT32_C(0xfffff000), entry, mask;

	for (shift = 22;; shift -= 10, at = entry & UINT32_C(0xfffff000)) {
		at = nested_address(vmcb, at + (address >> shift & 1023) * 4);
		entry = at == NOWHERE ? 0 : load(at, 4);
		if (!(entry & PTE_PRESENT))
			return NOWHERE;
		if (shift == 12 || entry & PTE_LARGE)
			break;
	}
	mask = (UINT64_C(1) << shift) - 1;
	return (entry & ~mask) | (address & mask);
}

/* Where in the machine the guest's linear address is. */
static uint64_t linear_address(uint64_t vmcb, uint64_t address)
{
	uint64_t cr3 = load(vmcb + VMCB_CR3, 8), cr4 = load(vmcb + VMCB_CR4, 8);

	if (!(load(vmcb + VMCB_CR0, 8) & CR0_PG))
		address = (uint32_t)address;
	else if (load(vmcb + VMCB_EFER, 8) & EFER_LMA)
		address = walk(vmcb, false, cr3 & PTE_ADDRESS,
			       cr4 & CR4_LA57 ? 48 : 39, address);
	else if (cr4 & CR4_PAE)
		address = walk(vmcb, false, cr3 & UINT32_C(0xffffffe0), 30,
			       (uint32_t)address);
	else
		address = walk_legacy(vmcb, cr3, (uint32_t)address);
	return address == NOWHERE ? NOWHERE : nested_address(vmcb, address);
}

/* --- its instruction ----------------------------------------------------------- */

static uint64_t linear_rip(uint64_t vmcb)
{
	uint64_t rip = load(vmcb + VMCB_RIP, 8);

	if (load(vmcb + VMCB_EFER, 8) & EFER_LMA &&
	    load(vmcb + VMCB_CS_FLAGS, 2) & CS_LONG)
		return rip;
	return (uint32_t)(load(vmcb + VMCB_CS_BASE, 8) + rip);
}

/* As far as it can be read: the page after this one may not be there. */
static struct fetched fetch(uint64_t vmcb)
{
	struct fetched fetched = { 0 };
	uint64_t rip = linear_rip(vmcb), at;
	size_t len;

	while (fetched.n < FETCH_MAX) {
		at = linear_address(vmcb, rip + fetched.n);
		if (at == NOWHERE)
			break;
		len = PAGE_SIZE - at % PAGE_SIZE;
		if (len > (size_t)(FETCH_MAX - fetched.n))
			len = (size_t)(FETCH_MAX - fetched.n);
		memory_load(at, fetched.bytes + fetched.n, len);
		fetched.n += (uint8_t)len;
	}
	return fetched;
}

/* Of instructions that leave a guest; nobody writes prefixes before them. */
static unsigned int length_of(uint64_t exit_code)
{
	switch (exit_code) {
	case 0x78: /* HLT */
		return 1;
	case 0x6e: /* RDTSC */
	case 0x6f: /* RDPMC */
	case 0x72: /* CPUID */
	case 0x76: /* INVD */
	case 0x77: /* PAUSE */
	case 0x7c: /* RDMSR, WRMSR */
	case 0x89: /* WBINVD */
		return 2;
	case 0x7a: /* INVLPGA */
	case 0x80: /* VMRUN */
	case 0x81: /* VMMCALL */
	case 0x82: /* VMLOAD */
	case 0x83: /* VMSAVE */
	case 0x84: /* STGI */
	case 0x85: /* CLGI */
	case 0x87: /* RDTSCP */
	case 0x8a: /* MONITOR */
	case 0x8b: /* MWAIT */
	case 0x8d: /* XSETBV */
		return 3;
	default:
		return 0;
	}
}

/* --- completing an exit ----------------------------------------------------------- */

/*
 * MOV to and from a control or debug register: 0F 20 to 0F 23.  QEMU says CR0
 * of every control register that is read, so the exit code is made anew.
 */
static uint64_t mend_move(uint64_t vmcb, uint64_t code)
{
	static const uint64_t codes[] = { EXIT_READ_CR0, EXIT_READ_DR0,
					  EXIT_WRITE_CR0, EXIT_WRITE_DR0 };
	struct fetched it = fetch(vmcb);
	uint8_t rex = 0, opcode, modrm;
	uint64_t info = 0;
	unsigned int i = 0;

	while (i + 2 < it.n && it.bytes[i] != 0x0f)
		rex = it.bytes[i++];
	opcode = i + 2 < it.n ? it.bytes[i + 1] : 0;
	if (opcode < 0x20 || opcode > 0x23) {
		/* CLTS, LMSW, SMSW: nothing is moved */
		store(vmcb + VMCB_EXIT_INFO1, 0);
		return 0;
	}
	modrm = it.bytes[i + 2];
	if ((rex & 0xf0) != 0x40)
		rex = 0;
	if (code != EXIT_CR0_SEL)
		store(vmcb + VMCB_EXIT_CODE,
		      codes[opcode & 3] + (modrm >> 3 & 7) + (rex & 4 ? 8 : 0));
	info = (modrm & 7u) | (rex & 1u) << 3;
	store(vmcb + VMCB_EXIT_INFO1, opcode & 1 ? info : info | MOVED_CR);
	return load(vmcb + VMCB_RIP, 8) + i + 3;
}

static void mend_fault(uint64_t vmcb)
{
	uint64_t address = load(vmcb + VMCB_EXIT_INFO2, 8);
	struct fetched fetched = { 0 };

	if (!(load(vmcb + VMCB_EXIT_INFO1, 8) & FAULT_ON_FETCH))
		fetched = fetch(vmcb);
	memory_store(vmcb + VMCB_FETCHED, &fetched, sizeof(fetched));
	store(vmcb + VMCB_EXIT_INFO2, address & ~(UINT64_C(1) << SEV_C_BIT));
}

static void mend_exit(uint64_t vmcb)
{
	uint64_t code = load(vmcb + VMCB_EXIT_CODE, 8), next = 0;
	unsigned int len = length_of(code);

	if (code <= EXIT_LAST_DR || code == EXIT_CR0_SEL)
		next = mend_move(vmcb, code);
	else if (code == EXIT_NESTED_PAGE)
		mend_fault(vmcb);
	else if (code == EXIT_IOIO)
		next = load(vmcb + VMCB_EXIT_INFO2, 8);
	else if (len)
		next = load(vmcb + VMCB_RIP, 8) + len;
	store(vmcb + VMCB_NEXT_RIP, next);
}

/* --- in and out ------------------------------------------------------------------- */

static void on_vmrun(unsigned int vcpu, void *context)
{
	uint64_t vmcb = get(RAX), nested = load(vmcb + VMCB_NESTED, 8);
	uint8_t cr8_and_up = (uint8_t)load(vmcb + VMCB_CR_WRITES + 1, 1) | 1;

	if (nested & NESTED_SEV_ES) {
		store(vmcb + VMCB_EXIT_CODE, EXIT_INVALID);
		skip(context);
		return;
	}
	/* QEMU aborts when a guest writes CR8 while an interrupt waits for it,
	 * see 03-cr8.sh; who is asked takes the value itself */
	memory_store(vmcb + VMCB_CR_WRITES + 1, &cr8_and_up, 1);
	store(vmcb + VMCB_EXIT_CODE, EXIT_NOT_YET);
	guests[vcpu % MAX_VCPUS].vmcb = vmcb;
	guests[vcpu % MAX_VCPUS].sev = nested & NESTED_SEV;
}

static void on_return(unsigned int vcpu, void *context)
{
	uint64_t vmcb = guests[vcpu % MAX_VCPUS].vmcb;

	(void)context;
	/* a guest may have something of its own at that address */
	if (!vmcb || load(vmcb + VMCB_EXIT_CODE, 8) == EXIT_NOT_YET)
		return;
	guests[vcpu % MAX_VCPUS].vmcb = 0;
	mend_exit(vmcb);
}

/*
 * Where an exit ends: behind a VMRUN.  A table that is full means that somebody unloads and loads
 * KVM all the time, and the oldest is not needed any more.
 */
static struct {
	uint64_t at[MAX_RETURNS];
	unsigned int n;
} returns;

static bool is_return(uint64_t address)
{
	unsigned int i;

	for (i = 0; i < MAX_RETURNS; i++)
		if (returns.at[i] == address)
			return true;
	return false;
}

void nested_look_at(struct qemu_plugin_insn *insn, const uint8_t *bytes,
		    size_t len)
{
	uint64_t address = qemu_plugin_insn_vaddr(insn);

	if (is_return(address))
		call(insn, on_return, len);
	if (len != VMRUN_LEN || memcmp(bytes, "\x0f\x01\xd8", VMRUN_LEN) != 0)
		return;
	if (!is_return(address + VMRUN_LEN))
		returns.at[returns.n++ % MAX_RETURNS] = address + VMRUN_LEN;
	call(insn, on_vmrun, VMRUN_LEN);
}
