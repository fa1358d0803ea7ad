/* SPDX-License-Identifier: GPL-2.0-or-later */
/* words.c - the words for what a platform has, as metrics show them */
#include <string.h>

#include "hook/metrics/platform.h"

const char *kind_name(enum kind kind)
{
	static const char *const names[] = { "sev", "sev_es", "sev_snp" };

	return names[kind];
}

const char *origin_name(enum origin origin)
{
	static const char *const names[] = { "none", "kernel", "ioctl",
					     "sevstat" };

	return names[origin];
}

const char *const *interface_states(enum firmware_interface i)
{
	static const char *const states[FIRMWARE_INTERFACES][7] = {
		{ "uninit", "init", "working", "unknown", "absent", "dead" },
		{ "uninit", "init", "unknown" },
	};

	return states[i];
}

const char *const *interface_flags(enum firmware_interface i)
{
	static const char *const flags[FIRMWARE_INTERFACES][INTERFACE_FLAGS +
							    1] = {
		{ "owned", "es_initialized" },
		{ "rmp_initialized", "chip_id_masked", "chip_key_masked",
		  "vlek_loaded", "rapl_disabled", "ciphertext_hiding_capable",
		  "ciphertext_hiding_enabled" },
	};

	return flags[i];
}

const char *const *psp_attributes(void)
{
	static const char *const attributes[PSP_ATTRIBUTES + 1] = {
		"fused_part",		"debug_lock_on",      "tsme_status",
		"anti_rollback_status", "rom_armor_enforced",
	};

	return attributes;
}

const struct tcb_part *tcb_parts(const char *family)
{
	static const struct tcb_part milan[] = {
		{ "bootloader", 0 }, { "tee", 1 }, { "snp", 6 },
		{ "microcode", 7 },  { NULL, 0 },
	};
	static const struct tcb_part turin[] = {
		{ "fmc", 0 }, { "bootloader", 1 }, { "tee", 2 },
		{ "snp", 3 }, { "microcode", 7 },  { NULL, 0 },
	};

	return strcmp(family, "turin") == 0 ? turin : milan;
}
