/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cr8.S - a guest writes CR8 while a virtual interrupt waits, and no more
 *
 * For `qemu -kernel`; docs/psp-vm.md says which bug of QEMU's it shows.  It is
 * hypervisor and guest in one.  The guest writes CR8 and halts, and the low
 * byte of the exit code goes to isa-debug-exit at port DEBUG_EXIT: QEMU ends
 * with twice that and one, modulo 256.
 *
 *	(no command line)	the guest may write CR8: VMEXIT_HLT, 0x78
 *	-append intercept	it may not: VMEXIT_CR8_WRITE, 0x18
 *
 * Sources: AMD 24593 (APM volume 2) 4.8, 5.3, 15.5, 15.21, 15.30.4, appendices
 * B and C; Xen, "x86/HVM direct boot ABI" and its start_info.h.
 */

#define XEN_ELFNOTE_PHYS32_ENTRY 18
#define START_INFO_CMDLINE	 24

#define CR0_PE		1
#define CR0_PG		(1 << 31)
#define CR4_PAE		(1 << 5)
#define MSR_EFER	0xc0000080
#define EFER_LME	(1 << 8)
#define EFER_LMA	(1 << 10)
#define EFER_SVME	(1 << 12)
#define MSR_VM_HSAVE_PA 0xc0010117

#define PAGE_PRESENT 1
#define PAGE_WRITE   2
#define PAGE_LARGE   (1 << 7)

/* offsets in a VMCB, and what is there */
#define CR_WRITES	0x002
#define WRITES_CR8	(1 << 8)
#define INTERCEPTS_3	0x00c
#define INTERCEPT_HLT	(1 << 24)
#define INTERCEPTS_4	0x010
#define INTERCEPT_VMRUN 1
#define GUEST_ASID	0x058
#define VIRTUAL_IRQ	0x060
#define V_IRQ		(1 << 8)
#define V_IGN_TPR	(1 << 20)
#define V_INTR_MASKING	(1 << 24)
#define EXITCODE	0x070
#define SAVED_CS	0x410
#define CS_LONG		0x29b /* a segment's attributes: present, code, 64 bits */
#define SAVED_EFER	0x4d0
#define SAVED_CR4	0x548
#define SAVED_CR3	0x550
#define SAVED_CR0	0x558
#define SAVED_RFLAGS	0x570
#define RFLAGS_ALWAYS	2 /* and not IF: the interrupt waits for ever */
#define SAVED_RIP	0x578

#define DEBUG_EXIT 0xf4

	.section .note.Xen, "a", @note
	.long	4, 4, XEN_ELFNOTE_PHYS32_ENTRY
	.asciz	"Xen"
	.long	_start

/* protected mode without paging, and EBX has the address of start_info */
	.text
	.code32
	.globl	_start
_start:
	mov	START_INFO_CMDLINE(%ebx), %eax
	cmpb	$0, (%eax)
	je	enter
	orw	$WRITES_CR8, vmcb + CR_WRITES
enter:
	mov	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	xor	%edx, %edx
	mov	$MSR_EFER, %ecx
	mov	$(EFER_LME | EFER_SVME), %eax
	wrmsr
	mov	$MSR_VM_HSAVE_PA, %ecx
	mov	$hsave, %eax
	wrmsr
	mov	$(CR0_PE | CR0_PG), %eax
	mov	%eax, %cr0
	lgdt	gdtr
	ljmp	$8, $hypervisor

	.code64
hypervisor:
	mov	$vmcb, %eax
	vmrun	%rax
	mov	vmcb + EXITCODE, %al
	out	%al, $DEBUG_EXIT
stop:
	hlt
	jmp	stop

guest:
	mov	%rax, %cr8
	hlt

	.data
gdt:
	.quad	0, 0x00209b0000000000 /* CS_LONG, as a descriptor */
gdtr:
	.word	. - gdt - 1
	.long	gdt

/* the first GiB is where it is, for both */
	.balign 4096
pml4:
	.quad	pdpt + PAGE_PRESENT + PAGE_WRITE
	.balign 4096
pdpt:
	.quad	PAGE_PRESENT + PAGE_WRITE + PAGE_LARGE

	.balign 4096
vmcb:
	.org	vmcb + INTERCEPTS_3
	.long	INTERCEPT_HLT
	.org	vmcb + INTERCEPTS_4
	.long	INTERCEPT_VMRUN
	.org	vmcb + GUEST_ASID
	.long	1
	/* V_IRQ is enough; with the others CR8 is the guest's own, as for KVM,
	 * and what is written does not matter */
	.org	vmcb + VIRTUAL_IRQ
	.long	V_IRQ | V_IGN_TPR | V_INTR_MASKING
	.org	vmcb + SAVED_CS
	.word	8, CS_LONG
	.org	vmcb + SAVED_EFER
	.quad	EFER_LME | EFER_LMA | EFER_SVME
	.org	vmcb + SAVED_CR4
	.quad	CR4_PAE
	.org	vmcb + SAVED_CR3
	.quad	pml4
	.org	vmcb + SAVED_CR0
	.quad	CR0_PE | CR0_PG
	.org	vmcb + SAVED_RFLAGS
	.quad	RFLAGS_ALWAYS
	.org	vmcb + SAVED_RIP
	.quad	guest
	.org	vmcb + 4096

	.bss
	.balign 4096
hsave:
	.skip	4096

	.section .note.GNU-stack, "", @progbits
