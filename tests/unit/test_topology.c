/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_topology.c - machine types, and what goes with i440fx */
#include "topology.h"

#include "unit.h"

static struct domain *parsed(const char *machine, const char *devices)
{
	_cleanup_free_ char *text = NULL;
	struct domain *dom = NULL;
	struct err err = { "" };

	assert_true(asprintf(&text,
			     "<domain><name>a</name><os><type%s%s%s>hvm</type>"
			     "</os>\n<devices>\n%s</devices></domain>",
			     machine ? " machine='" : "",
			     machine ? machine : "", machine ? "'" : "",
			     devices) > 0);
	if (domain_parse(text, strlen(text), &dom, &err) < 0)
		fail_msg("%s", err.text);
	return dom;
}

/* --- machine types -------------------------------------------------------- */

static const struct machine_case {
	const char *name;
	bool q35, pc;
} machine_cases[] = {
	{ "q35", true, false },
	{ "pc-q35-9.2", true, false },
	{ "pc-q35-rhel9.4.0", true, false },
	{ "pc-q35-noble", true, false },
	{ "pc", false, true },
	{ "pc-i440fx-9.2", false, true },
	{ "pc-i440fx-rhel7.6.0", false, true },
	{ "pc-0.12", false, true },
	{ "pc-1.3", false, true },
	{ "rhel6.6.0", false, true },
	{ "", false, true },
	{ "q35x", false, false },
	{ "Q35", false, false },
	{ "pcx", false, false },
	{ "microvm", false, false },
	{ "isapc", false, false },
	{ "xenfv", false, false },
	{ "virt", false, false },
	{ "pseries", false, false },
	{ "s390-ccw-virtio", false, false },
};

static void machine(void **state)
{
	const struct machine_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = parsed(c->name, "");

	assert_int_equal(topology_is_q35(dom), c->q35);
	assert_int_equal(topology_is_pc(dom), c->pc);
}

/* libvirt's default is i440fx. */
static void no_machine(void **state)
{
	_cleanup_(domain_freep) struct domain *dom = parsed(NULL, "");

	(void)state;
	assert_false(topology_is_q35(dom));
	assert_true(topology_is_pc(dom));
}

/* --- what goes ------------------------------------------------------------ */

#define PCI  "<address type='pci' domain='0' bus='0' slot='3' function='0'/>"
#define KEPT "<input type='mouse'/>\n"

/* A device between two that stay; out NULL: the device goes. */
static const struct forget_case {
	const char *name, *in, *out;
} forget_cases[] = {
	{ "PCI address", "<disk>" PCI "</disk>", "<disk/>" },
	{ "PCI address among others",
	  "<disk><target dev='a'/>" PCI "<boot order='1'/></disk>",
	  "<disk><target dev='a'/><boot order='1'/></disk>" },
	{ "other address", "<disk><address type='drive' unit='1'/></disk>",
	  "<disk><address type='drive' unit='1'/></disk>" },
	{ "host's address of a passed-through device",
	  "<hostdev><source><address bus='6'/></source>" PCI "</hostdev>",
	  "<hostdev><source><address bus='6'/></source></hostdev>" },
	{ "pci-root", "<controller type='pci' model='pci-root'/>", NULL },
	{ "pci-bridge",
	  "<controller type='pci' index='1' model='pci-bridge'>" PCI
	  "</controller>",
	  NULL },
	{ "pci-expander-bus",
	  "<controller type='pci' model='pci-expander-bus'/>", NULL },
	{ "IDE", "<controller type='ide' index='0'/>", NULL },
	{ "PIIX3 USB", "<controller type='usb' model='piix3-uhci'/>", NULL },
	{ "PIIX4 USB", "<controller type='usb' model='piix4-uhci'/>", NULL },
	{ "PCI Express root", "<controller type='pci' model='pcie-root'/>",
	  "<controller type='pci' model='pcie-root'/>" },
	{ "PCI Express port", "<controller type='pci' model='pcie-root-port'/>",
	  "<controller type='pci' model='pcie-root-port'/>" },
	{ "USB 3",
	  "<controller type='usb' model='qemu-xhci'>" PCI "</controller>",
	  "<controller type='usb' model='qemu-xhci'/>" },
	{ "USB without a model", "<controller type='usb'/>",
	  "<controller type='usb'/>" },
	{ "SCSI", "<controller type='scsi' model='virtio-scsi'/>",
	  "<controller type='scsi' model='virtio-scsi'/>" },
	{ "not a controller", "<video type='ide'/>", "<video type='ide'/>" },
};

static void forget(void **state)
{
	const struct forget_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = NULL;
	_cleanup_free_ char *text = NULL, *in = NULL, *out = NULL;
	size_t len;

	assert_true(asprintf(&in, KEPT "%s\n" KEPT, c->in) > 0);
	assert_true(asprintf(&out, "<devices>\n" KEPT "%s%s" KEPT "</devices>",
			     c->out ? c->out : "", c->out ? "\n" : "") > 0);
	dom = parsed("pc", in);
	assert_int_equal(xml_editable(dom->xml, NULL), 0);
	topology_forget(dom);
	assert_int_equal(xml_text_of(dom->xml, &text, &len, NULL), 0);
	if (!strstr(text, out))
		fail_msg("no %s in %s", out, text);
}

static void conventional_root(void **state)
{
	_cleanup_(domain_freep) struct domain *pc =
		parsed("q35", "<controller type='ide'/>"
			      "<controller type='pci' model='pci-bridge'/>"
			      "<controller type='pci' model='pci-root'/>");
	_cleanup_(domain_freep) struct domain *q35 =
		parsed("q35", "<controller type='pci' model='pcie-root'/>");

	(void)state;
	assert_non_null(topology_conventional_root(pc));
	assert_true(xml_attr_is(topology_conventional_root(pc), "model",
				"pci-root"));
	assert_null(topology_conventional_root(q35));
	topology_forget(pc);
	assert_null(topology_conventional_root(pc));
}

static void no_devices(void **state)
{
	static const char text[] = "<domain><name>a</name></domain>";
	_cleanup_(domain_freep) struct domain *dom = NULL;

	(void)state;
	assert_int_equal(domain_parse(text, strlen(text), &dom, NULL), 0);
	assert_null(topology_conventional_root(dom));
	topology_forget(dom);
	assert_false(topology_is_q35(dom));
}

int main(void)
{
	UNIT_CASES(machine, machine_cases);
	UNIT(no_machine);
	UNIT_CASES(forget, forget_cases);
	UNIT(conventional_root);
	UNIT(no_devices);
	return unit_run();
}
