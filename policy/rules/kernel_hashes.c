/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel_hashes.c - a kernel that QEMU loads is part of the measurement */
#include "rule.h"

static const struct reason without_kernel = {
	.code = "kernelhashes-without-kernel",
	.level = MODE_ENFORCE,
	.fix = "drop kernelHashes='yes', or name a <kernel>",
};

static const struct reason no_hashes = {
	.code = "firmware-no-hashes",
	.level = MODE_ENFORCE,
	.fix = "use an OVMF image that can hold kernel hashes, such as "
	       "OVMF.amdsev.fd",
};

static const struct reason not_measured = {
	.code = "direct-kernel-not-measured",
	.level = MODE_AUDIT,
	.mends = true,
	.fix = "add kernelHashes='yes' to <launchSecurity>",
};

/* whether the image has the room is not known, or it has not */
static const struct reason not_measurable = {
	.code = "direct-kernel-not-measured",
	.level = MODE_AUDIT,
	.fix = "add kernelHashes='yes' to <launchSecurity>, with an OVMF image "
	       "that can hold kernel hashes, such as OVMF.amdsev.fd",
};

static const struct reason demanded = {
	.code = "kernel-hashes-demanded",
	.level = MODE_ENFORCE,
	.mends = true,
	.fix = "add kernelHashes='yes' to <launchSecurity>",
};

static bool has_hashes(const struct domain *dom)
{
	return xml_attr_is(dom->launch, "kernelHashes", "yes");
}

static bool has_room(struct check *c)
{
	const struct inspection *fw = inspect_firmware(c);

	return fw->state == INSPECTION_DONE &&
	       firmware_hashes_kernel(&fw->firmware);
}

static const struct reason *missing_hashes(struct check *c)
{
	if (c->profile->launch.kernel_hashes)
		return &demanded;
	return has_room(c) ? &not_measured : &not_measurable;
}

static void check_firmware(struct check *c)
{
	const struct inspection *fw = inspect_firmware(c);
	const xmlNode *loader = xml_child(c->dom->os, "loader");

	if (fw->state == INSPECTION_FAILED)
		unknown(c, &no_hashes, loader, "firmware %s", fw->err.text);
	else if (fw->state == INSPECTION_DONE &&
		 !firmware_hashes_kernel(&fw->firmware))
		violation(c, &no_hashes, loader,
			  "%s has no room for kernel hashes, QEMU would not "
			  "start",
			  fw->path);
}

static void check(struct check *c)
{
	const xmlNode *kernel = xml_child(c->dom->os, "kernel");

	if (has_hashes(c->dom)) {
		if (!kernel)
			violation(c, &without_kernel, c->dom->launch,
				  "kernelHashes='yes' but no <kernel>");
		check_firmware(c);
	} else if (!kernel) {
		skip(c, "no <kernel>, the guest boots from its disk");
	} else {
		violation(c, missing_hashes(c), kernel,
			  "the kernel %s is not measured", xml_content(kernel));
	}
}

/*
 * Unless the profile demands it, only where the image is known to have the
 * room: else a guest that starts would become one that does not.
 */
static void fix(struct check *c)
{
	if (!c->dom->launch || has_hashes(c->dom) ||
	    !xml_child(c->dom->os, "kernel"))
		return;
	if (c->profile->launch.kernel_hashes || has_room(c))
		xml_set_attr(c->dom->launch, "kernelHashes", "yes");
}

const struct rule rule_kernel_hashes = {
	.id = "kernel-hashes",
	.title = "a directly booted kernel is measured",
	.source = "QEMU, sev_add_kernel_loader_hashes(); libvirt, "
		  "formatdomain, \"kernelHashes\"",
	.techs = TECHS_AMD,
	.reasons =
		(const struct reason *const[]){ &without_kernel, &no_hashes,
						&not_measured, &not_measurable,
						&demanded, NULL },
	.check = check,
	.fix = fix,
};
