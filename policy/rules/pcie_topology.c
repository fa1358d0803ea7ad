/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pcie_topology.c - q35 has a PCI Express root and no addresses of i440fx */
#include "rule.h"
#include "topology.h"

static const struct reason conventional_root = {
	.code = "conventional-pci-root",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "drop the pci-root controller and all PCI addresses, libvirt "
	       "assigns new ones",
};

static void check(struct check *c)
{
	const xmlNode *root = topology_conventional_root(c->dom);

	if (!topology_is_q35(c->dom))
		skip(c, "machine type '%s' is not q35", c->dom->machine);
	else if (root)
		violation(c, &conventional_root, root,
			  "q35 with a conventional pci-root: the PCI addresses "
			  "are those of another machine type");
}

static void fix(struct check *c)
{
	if (topology_is_q35(c->dom) && topology_conventional_root(c->dom))
		topology_forget(c->dom);
}

const struct rule rule_pcie_topology = {
	.id = "pcie-topology",
	.title = "the PCI topology is that of q35",
	.source = "libvirt, PCI topology and hotplug, \"q35\"",
	.techs = TECHS_AMD,
	.reasons = (const struct reason *const[]){ &conventional_root, NULL },
	.check = check,
	.fix = fix,
};
