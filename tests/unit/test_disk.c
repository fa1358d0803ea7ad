/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_disk.c - disks move to another bus, and names do not clash */
#include "disk.h"

#include "device.h"
#include "unit.h"

/*
 * A case is written in words: in and out are devices, separated by blanks.
 *   sda:ide         a disk with that name and bus
 *   hdc:ide:1.0.2   the same with a drive address, controller.bus.unit
 *   @3:lsilogic     a SCSI controller with that index and model
 *   !1.0.2          a passed-through SCSI device with that address
 * All disks on "ide" move to virtio-scsi, all on "usb" to SATA.
 */
static const struct move_case {
	const char *name, *in, *out;
} move_cases[] = {
	{ "one disk", "hda:ide", "sda:scsi @0:virtio-scsi" },
	{ "keeps its sd name", "sdc:ide", "sdc:scsi @0:virtio-scsi" },
	{ "first free name", "sda:scsi hda:ide sdb:virtio hdb:ide",
	  "sda:scsi sdc:scsi sdb:virtio sdd:scsi @0:virtio-scsi" },
	{ "an sd name that comes later is taken too", "hda:ide sda:ide",
	  "sdb:scsi sda:scsi @0:virtio-scsi" },
	{ "other names do not matter", "vda:virtio hda:ide",
	  "vda:virtio sda:scsi @0:virtio-scsi" },
	{ "the address goes", "hda:ide:0.0.0", "sda:scsi @0:virtio-scsi" },
	{ "controller that is there", "@0:virtio-scsi hda:ide",
	  "@0:virtio-scsi sda:scsi" },
	{ "transitional one", "@0:virtio-transitional hda:ide",
	  "@0:virtio-transitional sda:scsi" },
	{ "another kind of controller", "@0:lsilogic hda:ide hdb:ide",
	  "@0:lsilogic @1:virtio-scsi sda:scsi:1.0.0 sdb:scsi:1.0.1" },
	{ "another kind, virtio-scsi behind it",
	  "@0:lsilogic @4:virtio-scsi hda:ide",
	  "@0:lsilogic @4:virtio-scsi sda:scsi:4.0.0" },
	{ "units that are taken",
	  "@0:lsilogic @1:virtio-scsi sdx:scsi:1.0.0 sdy:scsi:1.0.2 hda:ide "
	  "hdb:ide",
	  "@0:lsilogic @1:virtio-scsi sdx:scsi:1.0.0 sdy:scsi:1.0.2 "
	  "sda:scsi:1.0.1 sdb:scsi:1.0.3" },
	{ "units elsewhere are free",
	  "@0:lsilogic @1:virtio-scsi sdx:scsi:0.0.0 hda:ide",
	  "@0:lsilogic @1:virtio-scsi sdx:scsi:0.0.0 sda:scsi:1.0.0" },
	/* libvirt would make one of another model */
	{ "no controller 0", "@2:virtio-scsi hda:ide hdb:ide",
	  "@2:virtio-scsi @0:virtio-scsi sda:scsi sdb:scsi" },
	{ "no controller 0, and the highest number stays",
	  "@2:lsilogic hda:ide sdh:ide",
	  "@2:lsilogic @0:virtio-scsi @3:virtio-scsi sda:scsi sdh:scsi:3.0.0" },
	/* a SCSI controller takes 7 disks by name */
	{ "seventh name", "sdg:ide", "sdg:scsi @0:virtio-scsi" },
	{ "eighth name", "sdh:ide", "sdh:scsi:1.0.0 @1:virtio-scsi" },
	{ "eighth, another controller", "@0:lsilogic @1:buslogic sdh:ide",
	  "@0:lsilogic @1:buslogic @2:virtio-scsi sdh:scsi:2.0.0" },
	{ "eighth, one that a name leads to", "sdh:scsi sdi:ide",
	  "sdh:scsi sdi:scsi:2.0.0 @2:virtio-scsi" },
	{ "eighth, place taken by a name", "@1:virtio-scsi sdh:scsi sdi:ide",
	  "@1:virtio-scsi sdh:scsi sdi:scsi:1.0.1" },
	/* libvirt refuses two disks in one place */
	{ "place taken by an address",
	  "@0:virtio-scsi sdx:scsi:0.0.0 sda:ide "
	  "sdb:ide",
	  "@0:virtio-scsi @1:virtio-scsi sdx:scsi:0.0.0 sda:scsi:1.0.0 "
	  "sdb:scsi" },
	{ "place taken by a host device",
	  "@0:virtio-scsi !0.0.1 sda:ide sdb:ide",
	  "@0:virtio-scsi @1:virtio-scsi !0.0.1 sda:scsi sdb:scsi:1.0.0" },
	{ "two letters", "sdaa:ide", "sdaa:scsi:1.0.0 @1:virtio-scsi" },
	{ "names that are none", "sd:ide sd1:ide sdA:ide SDA:ide",
	  "sda:scsi sdb:scsi sdc:scsi sdd:scsi @0:virtio-scsi" },
	{ "name beyond all", "sdzzzzzzzzzz:ide", "sda:scsi @0:virtio-scsi" },
	{ "to SATA", "hdc:usb", "sda:sata" },
	{ "to SATA, keeps its name", "sdb:usb", "sdb:sata" },
	{ "to SATA, beside others", "sda:scsi sdb:sata hdc:usb hdd:usb",
	  "sda:scsi sdb:sata sdc:sata sdd:sata" },
	{ "to SATA, places that are taken",
	  "x:sata:0.0.0 y:sata:0.0.2 hdc:usb "
	  "hdd:usb",
	  "x:sata:0.0.0 y:sata:0.0.2 sdb:sata sdd:sata" },
	{ "to SATA, its own place is taken", "x:sata:0.0.0 sda:usb hdc:usb",
	  "x:sata:0.0.0 sdb:sata sdc:sata" },
	{ "to SATA, second controller is taken", "x:sata:1.0.0 sdf:usb hdc:usb",
	  "x:sata:1.0.0 sdf:sata sda:sata" },
	{ "to both", "hda:ide hdc:usb hdb:ide",
	  "sda:scsi sdb:sata sdc:scsi @0:virtio-scsi" },
};

/* --- words and devices ---------------------------------------------------- */

static void put_address(FILE *out, const char *word)
{
	unsigned int at[3];

	if (word && sscanf(word, "%u.%u.%u", &at[0], &at[1], &at[2]) == 3)
		fprintf(out,
			"<address type='drive' controller='%u' bus='%u' "
			"unit='%u'/>",
			at[0], at[1], at[2]);
}

static void put_device(FILE *out, char *word)
{
	char *name = strsep(&word, ":"), *bus = strsep(&word, ":");

	if (*name == '!') {
		fputs("<hostdev type='scsi'>", out);
		put_address(out, name + 1);
		fputs("</hostdev>\n", out);
		return;
	}

	if (*name == '@') {
		fprintf(out,
			"<controller type='scsi' index='%s' model='%s'/>\n",
			name + 1, bus);
		return;
	}
	fprintf(out, "<disk><target dev='%s' bus='%s' removable='on'/>", name,
		bus);
	put_address(out, word);
	fputs("</disk>\n", out);
}

static struct domain *make_domain(const char *words)
{
	_cleanup_free_ char *copy = strdup(words), *text = NULL;
	char *rest = copy, *word;
	struct domain *dom = NULL;
	struct err err = { "" };
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fputs("<domain><name>a</name><devices>\n", out);
	while ((word = strsep(&rest, " ")))
		put_device(out, word);
	fputs("</devices></domain>", out);
	fclose(out);
	if (domain_parse(text, len, &dom, &err) < 0)
		fail_msg("%s", err.text);
	return dom;
}

static void put_words(FILE *out, const xmlNode *dev)
{
	const xmlNode *address = xml_child(dev, "address");

	if (xml_is(dev, "controller")) {
		fprintf(out, "@%s:%s", xml_attr(dev, "index"),
			xml_attr(dev, "model"));
		return;
	}
	if (xml_is(dev, "hostdev"))
		fputs("!", out);
	else
		fprintf(out, "%s:%s%s", device_disk_name(dev),
			device_disk_bus(dev), address ? ":" : "");
	if (address)
		fprintf(out, "%s.%s.%s", xml_attr(address, "controller"),
			xml_attr(address, "bus"), xml_attr(address, "unit"));
}

static char *words_of(const struct domain *dom)
{
	const char *blank = "";
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	device_for_each(dev, dom) {
		fputs(blank, out);
		put_words(out, dev);
		blank = " ";
	}
	fclose(out);
	return text;
}

/* --- tests ---------------------------------------------------------------- */

static void move_all(struct domain *dom)
{
	struct disk_mover *mover = malloc(sizeof(*mover));

	disk_mover_init(mover, dom);
	xml_for_each(disk, dom->devices, "disk") {
		if (!strcmp(device_disk_bus(disk), "ide"))
			disk_move_to_scsi(mover, disk);
		else if (!strcmp(device_disk_bus(disk), "usb"))
			disk_move_to_sata(mover, disk);
		else
			continue;
		assert_null(xml_attr(xml_child(disk, "target"), "removable"));
	}
	free(mover);
}

static void move(void **state)
{
	const struct move_case *c = *state;
	_cleanup_(domain_freep) struct domain *dom = make_domain(c->in);
	_cleanup_free_ char *words = NULL;

	move_all(dom);
	words = words_of(dom);
	assert_string_equal(words, c->out);
}

/* All names differ, and each leads to a place of its own. */
static void many(void **state)
{
	_cleanup_free_ char *words = NULL, *text = NULL;
	_cleanup_(domain_freep) struct domain *dom = NULL;
	size_t len, n;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	for (n = 0; n < 1000; n++)
		fprintf(out, "%shd%zu:ide", n ? " " : "", n);
	fclose(out);
	dom = make_domain(text);
	move_all(dom);
	words = words_of(dom);
	assert_non_null(strstr(words, "sda:scsi sdb:scsi sdc:scsi"));
	assert_non_null(
		strstr(words, "sdg:scsi sdh:scsi:1.0.0 sdi:scsi:1.0.1"));
	assert_non_null(strstr(words, "sdz:scsi:1.0.18 sdaa:scsi:1.0.19"));
	assert_non_null(strstr(words, "sdzz:scsi:1.0.694 sdaaa:scsi:1.0.695"));
	assert_non_null(strstr(words, "@0:virtio-scsi @1:virtio-scsi"));
}

static void disk_without_target(void **state)
{
	static const char text[] = "<domain><name>a</name><devices><disk/>"
				   "</devices></domain>";
	_cleanup_(domain_freep) struct domain *dom = NULL;
	struct disk_mover *mover = malloc(sizeof(*mover));

	(void)state;
	assert_int_equal(domain_parse(text, strlen(text), &dom, NULL), 0);
	disk_mover_init(mover, dom);
	disk_move_to_scsi(mover, xml_child(dom->devices, "disk"));
	free(mover);
	assert_string_equal(device_disk_name(xml_child(dom->devices, "disk")),
			    "sda");
}

int main(void)
{
	UNIT_CASES(move, move_cases);
	UNIT(many);
	UNIT(disk_without_target);
	return unit_run();
}
