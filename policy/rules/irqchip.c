/* SPDX-License-Identifier: GPL-2.0-or-later */
/* irqchip.c - interrupts are delivered by the kernel */
#include "rule.h"

static const struct reason userspace = {
	.code = "irqchip-userspace",
	.level = MODE_AUDIT,
	.fix = "drop <ioapic driver='qemu'/>: recent QEMU wants the in-kernel "
	       "irqchip for guests with encrypted state",
};

static void check(struct check *c)
{
	const xmlNode *ioapic = xml_find(c->dom->root, "features/ioapic");

	if (xml_attr_is(ioapic, "driver", "qemu"))
		violation(c, &userspace, ioapic,
			  "the I/O APIC is QEMU's, not the kernel's");
}

const struct rule rule_irqchip = {
	.id = "irqchip",
	.title = "interrupts are delivered by the kernel",
	.source = "QEMU, sev.c, kernel-irqchip of SEV-ES",
	.techs = TECHS_ENCRYPTED_STATE,
	.reasons = (const struct reason *const[]){ &userspace, NULL },
	.check = check,
};
