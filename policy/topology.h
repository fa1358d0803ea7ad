/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topology.h - the PCI layout of a machine type */
#ifndef POLICY_TOPOLOGY_H
#define POLICY_TOPOLOGY_H

#include "domain.h"

/**
 * topology_is_q35() - is the machine type q35, by alias or by version
 */
bool topology_is_q35(const struct domain *dom);

/**
 * topology_is_pc() - is it i440fx, by name or by libvirt's default
 */
bool topology_is_pc(const struct domain *dom);

/**
 * topology_conventional_root() - a pci-root controller, or NULL
 */
xmlNode *topology_conventional_root(const struct domain *dom);

/**
 * topology_forget() - drop what belongs to the layout of an i440fx machine
 *
 * Removes the PCI addresses of all devices and the controllers that q35 does
 * not have (pci-root and its bridges, IDE, PIIX USB); libvirt then assigns
 * PCI Express ones.  An ISA watchdog becomes a PCI one.  The host addresses of
 * passed-through devices stay.
 */
void topology_forget(struct domain *dom);

#endif
