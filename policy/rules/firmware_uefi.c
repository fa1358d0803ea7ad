/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware_uefi.c - the firmware is OVMF that can launch this kind of guest */
#include <string.h>

#include "engine.h"
#include "rule.h"

/* QEMU, x86_bios_rom_init(): what -bios names is mapped in such units. */
#define ROM_UNIT 65536

static const struct reason not_uefi = {
	.code = "firmware-not-uefi",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "use <os firmware='efi'> or a <loader> that is OVMF",
};

static const struct reason unreadable = {
	.code = "firmware-unreadable",
	.level = MODE_ENFORCE,
	.fix = "name an image that is there and whole",
};

static const struct reason needs_rom = {
	.code = "snp-needs-rom-loader",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "use <loader type='rom'>: QEMU can not launch SEV-SNP from "
	       "flash",
};

static const struct reason writable = {
	.code = "firmware-writable",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "use <loader readonly='yes'>",
};

static const struct reason not_stateless = {
	.code = "firmware-not-stateless",
	.level = MODE_AUDIT,
	.mends = true,
	.fix = "use <loader stateless='yes'> and no <nvram>: the variable "
	       "store is not measured, and the firmware believes it",
};

/* The same, where the host is known to offer no image to mend it with. */
static const struct reason needs_rom_image = {
	.code = "snp-needs-rom-loader",
	.level = MODE_ENFORCE,
	.fix = "name an image with SEV metadata in <loader type='rom'>, such "
	       "as OVMF.amdsev.fd",
};

/* The same, where Secure Boot stands in the way of mending. */
static const struct reason needs_rom_secure = {
	.code = "snp-needs-rom-loader",
	.level = MODE_ENFORCE,
	.fix = "drop Secure Boot, then use <loader type='rom'>",
};

static const struct reason not_stateless_secure = {
	.code = "firmware-not-stateless",
	.level = MODE_AUDIT,
	.fix = "drop Secure Boot, whose keys are in the variable store, then "
	       "use <loader stateless='yes'> and no <nvram>",
};

static const struct reason no_es = {
	.code = "firmware-no-es",
	.level = MODE_ENFORCE,
	.fix = "use an OVMF image with an SEV-ES reset vector (edk2 of 2021 "
	       "and newer)",
};

static const struct reason no_snp = {
	.code = "firmware-no-snp",
	.level = MODE_ENFORCE,
	.fix = "use an OVMF image with SEV metadata, such as OVMF.amdsev.fd",
};

static xmlNode *loader_of(const struct check *c)
{
	return xml_child(c->dom->os, "loader");
}

static bool is_auto(const struct check *c)
{
	return xml_attr_is(c->dom->os, "firmware", "efi");
}

/* Neither a firmware nor an image named, or one that is no UEFI firmware. */
static bool is_bios(struct check *c)
{
	const struct inspection *fw = inspect_firmware(c);

	if (xml_attr_is(c->dom->os, "firmware", "bios"))
		return true;
	if (!fw->path)
		return !is_auto(c);
	return fw->state == INSPECTION_DONE && !fw->firmware.efi;
}

/* libvirt takes stateless= since 8.6.0; -bios has no variables anyhow. */
static bool wants_stateless(const struct check *c)
{
	const struct host *host = c->env->host;

	return (is_attested(c) || c->target == TECH_SEV_SNP) &&
	       !(host && host_is_older(host->libvirt, HOST_VERSION(8, 6, 0)));
}

/* Is there a variable store where none should be? */
static bool has_variables(const struct check *c)
{
	return wants_stateless(c) && !domain_loads_rom(c->dom) &&
	       !xml_attr_is(loader_of(c), "stateless", "yes");
}

/* libvirt maps flash writable unless it is told otherwise. */
static bool is_writable(const xmlNode *loader)
{
	const char *path = xml_content(loader);

	return xml_attr_is(loader, "readonly", "no") ||
	       (path && *path && xml_attr_is(loader, "type", "pflash") &&
		!xml_attr(loader, "readonly"));
}

/* --- checking ------------------------------------------------------------- */

static void check_image(struct check *c)
{
	const struct inspection *fw = inspect_firmware(c);
	const xmlNode *loader = loader_of(c);

	if (fw->state == INSPECTION_FAILED)
		unknown(c, &unreadable, loader, "firmware %s", fw->err.text);
	if (fw->state != INSPECTION_DONE)
		return;
	if (c->target == TECH_SEV_ES && domain_vcpus(c->dom) > 1 &&
	    !fw->firmware.es_reset)
		violation(c, &no_es, loader,
			  "%s has no SEV-ES reset vector, and there are %u "
			  "vCPUs",
			  fw->path, domain_vcpus(c->dom));
	if (c->target == TECH_SEV_SNP && !fw->firmware.n_sections)
		violation(c, &no_snp, loader, "%s has no SEV metadata",
			  fw->path);
	if (c->target == TECH_SEV_SNP && fw->firmware.size % ROM_UNIT)
		violation(c, &no_snp, loader,
			  "%s has %llu bytes, QEMU's -bios takes multiples of "
			  "64 KiB",
			  fw->path, (unsigned long long)fw->firmware.size);
	if (c->target == TECH_SEV_SNP && fw->firmware.unknown_section)
		violation(c, &no_snp, loader,
			  "%s has SEV metadata of an unknown type", fw->path);
}

/* The policy's image, else the host's best one, else NULL: libvirt chooses. */
static const char *chosen_path(const struct check *c, bool *ret_rom)
{
	const struct host_firmware *fw =
		host_firmware_for(c->env->host, c->target);

	*ret_rom = c->target == TECH_SEV_SNP;
	if (c->profile->launch.firmware)
		return c->profile->launch.firmware;
	if (fw)
		*ret_rom |= !fw->flash;
	return fw ? fw->path : NULL;
}

/* Before 11.8.0 libvirt's own choice is flash, whatever the guest is. */
static bool is_snp_choice_flash(const struct check *c)
{
	const struct host *host = c->env->host;

	return c->target == TECH_SEV_SNP && host &&
	       host_is_older(host->libvirt, HOST_VERSION(11, 8, 0));
}

static void check_rom(struct check *c)
{
	const struct inspection *fw = inspect_firmware(c);
	const xmlNode *loader = loader_of(c);
	const struct reason *reason = &needs_rom;
	bool rom;

	if (domain_secure_boot(c->dom))
		reason = &needs_rom_secure;
	else if (!fw->path && !chosen_path(c, &rom))
		reason = &needs_rom_image;
	if (fw->path && !domain_loads_rom(c->dom))
		violation(c, reason, loader, "loader type is '%s'",
			  xml_attr(loader, "type") ? xml_attr(loader, "type")
						   : "pflash by default");
	else if (!fw->path && is_snp_choice_flash(c))
		violation(c, reason, c->dom->os,
			  "before 11.8.0 libvirt chooses flash for "
			  "firmware='efi'");
}

static void check(struct check *c)
{
	const struct inspection *fw = inspect_firmware(c);
	const xmlNode *loader = loader_of(c);
	bool secure = domain_secure_boot(c->dom);

	if (is_bios(c)) {
		violation(c, &not_uefi, c->dom->os, "%s%s",
			  fw->path ? fw->path : "no UEFI firmware is chosen",
			  fw->path ? " is not an UEFI firmware image" : "");
		return;
	}
	check_image(c);
	if (c->target == TECH_SEV_SNP)
		check_rom(c);
	if (is_writable(loader))
		violation(c, &writable, loader, "the firmware can be written");
	if (has_variables(c))
		violation(c, secure ? &not_stateless_secure : &not_stateless,
			  loader ? loader : c->dom->os,
			  "the guest has a variable store, which is not "
			  "measured");
}

/* --- mending -------------------------------------------------------------- */

static xmlNode *get_loader(struct check *c)
{
	xmlNode *loader = loader_of(c);

	return loader ? loader : xml_add_near(c->dom->os, "loader", "type");
}

/* What libvirt chooses by, and what the image that it chose keeps. */
static void drop_choice(struct check *c)
{
	xmlNode *os = c->dom->os;

	xml_remove_attr(os, "firmware");
	xml_remove(xml_child(os, "nvram"));
	xml_remove(xml_child(os, "varstore"));
	xml_remove(xml_child(os, "firmware"));
}

static void make_rom(xmlNode *loader)
{
	xml_remove_attr(loader, "readonly");
	xml_remove_attr(loader, "secure");
	xml_remove_attr(loader, "stateless");
	xml_remove_attr(loader, "format");
	xml_set_attr(loader, "type", "rom");
}

static void make_flash(struct check *c, xmlNode *loader)
{
	xml_set_attr(loader, "readonly", "yes");
	xml_set_attr(loader, "type", "pflash");
	if (wants_stateless(c))
		xml_set_attr(loader, "stateless", "yes");
}

static void use_image(struct check *c, const char *path, bool rom)
{
	xmlNode *loader = get_loader(c);

	drop_choice(c);
	xml_set_content(loader, path);
	if (rom)
		make_rom(loader);
	else
		make_flash(c, loader);
}

/* Without an image, what <loader> says narrows libvirt's choice: it stays. */
static void use_auto(struct check *c)
{
	if (!is_auto(c) || inspect_firmware(c)->path)
		xml_remove(loader_of(c));
	xml_remove(xml_child(c->dom->os, "nvram"));
	xml_set_attr(c->dom->os, "firmware", "efi");
	if (wants_stateless(c))
		xml_set_attr(get_loader(c), "stateless", "yes");
}

/*
 * Can libvirt's own choice satisfy firmware='efi' with stateless='yes'?  Only
 * with a descriptor that says so, and for SEV-SNP only since 11.8.0.
 */
static bool auto_works(const struct check *c)
{
	const struct host *host = c->env->host;
	const struct host_firmware *fw = host_firmware_for(host, c->target);

	if (!fw)
		return true;
	if (is_snp_choice_flash(c))
		return false;
	return fw->stateless || !wants_stateless(c);
}

/* libvirt takes no UEFI guest without. */
static void add_acpi(struct domain *dom)
{
	xmlNode *features = xml_child(dom->root, "features");

	if (!features)
		features = xml_add_near(dom->root, "features", "os");
	xml_get_or_add(features, "acpi");
}

static void choose(struct check *c)
{
	bool rom;
	const char *path = chosen_path(c, &rom);

	if (path &&
	    (c->profile->launch.firmware || !auto_works(c) || !is_auto(c)))
		use_image(c, path, rom);
	else
		use_auto(c);
	add_acpi(c->dom);
}

/*
 * Since 9.2.0 libvirt writes firmware='efi' beside an image that a descriptor
 * names, and then wants the descriptor to fit: it does no longer.
 */
static void mend_named(struct check *c, xmlNode *loader)
{
	bool rom = c->target == TECH_SEV_SNP && !domain_loads_rom(c->dom);

	if (rom || has_variables(c))
		drop_choice(c);
	if (rom)
		make_rom(loader);
	/* what has no type is not flash any more */
	if (has_variables(c))
		xml_set_attr(loader, "stateless", "yes");
}

/* Is the image known to be one that this guest can not be launched from? */
static bool is_unfit(struct check *c)
{
	const struct inspection *fw = inspect_firmware(c);

	return c->target == TECH_SEV_SNP && fw->state == INSPECTION_DONE &&
	       (!fw->firmware.n_sections || fw->firmware.size % ROM_UNIT);
}

/* Does what the domain says of its firmware lead nowhere? */
static bool needs_choice(struct check *c)
{
	bool rom;

	if (is_bios(c))
		return true;
	if (inspect_firmware(c)->path)
		return is_unfit(c) && chosen_path(c, &rom);
	return has_variables(c) || !auto_works(c);
}

/*
 * A guest that asks for Secure Boot keeps its image and its variable store,
 * which holds the keys: whether it can do without is not ours to say.
 */
static void fix(struct check *c)
{
	if (is_writable(loader_of(c)))
		xml_set_attr(loader_of(c), "readonly", "yes");
	if (!c->dom->os || domain_secure_boot(c->dom))
		return;
	if (needs_choice(c))
		choose(c);
	else if (inspect_firmware(c)->path)
		mend_named(c, loader_of(c));
}

const struct rule rule_firmware_uefi = {
	.id = "firmware-uefi",
	.title = "the firmware is OVMF that can launch this guest",
	.source =
		"libvirt, Launch security with AMD SEV, \"Boot loader\"; edk2, "
		"OvmfPkg/ResetVector; QEMU, pc_sysfw.c",
	.techs = TECHS_AMD,
	.reasons =
		(const struct reason *const[]){
			&not_uefi, &unreadable, &needs_rom, &needs_rom_image,
			&needs_rom_secure, &writable, &not_stateless,
			&not_stateless_secure, &no_es, &no_snp, NULL },
	.check = check,
	.fix = fix,
};
