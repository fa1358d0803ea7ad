/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpu.c - CPU models as QEMU names them */
#include <string.h>

#include "attest/launch.h"
#include "cleanup.h"
#include "text.h"

uint32_t launch_cpu_signature(unsigned int family, unsigned int model,
			      unsigned int stepping)
{
	uint32_t extended = family > 15 ? (family - 15) & 0xff : 0;
	uint32_t base = family > 15 ? 15 : family;

	return extended << 20 | (model >> 4 & 15) << 16 | base << 8 |
	       (model & 15) << 4 | (stepping & 15);
}

/* QEMU, builtin_x86_defs: those of AMD, and those for any host. */
static const struct cpu_model {
	const char *name;
	uint8_t family, model, stepping;
} models[] = {
	{ "EPYC", 23, 1, 2 },	     { "EPYC-IBPB", 23, 1, 2 },
	{ "EPYC-Rome", 23, 49, 0 },  { "EPYC-Milan", 25, 1, 1 },
	{ "EPYC-Genoa", 25, 17, 0 }, { "EPYC-Turin", 26, 0, 0 },
	{ "Dhyana", 24, 0, 1 },	     { "Opteron_G1", 15, 6, 1 },
	{ "Opteron_G2", 15, 6, 1 },  { "Opteron_G3", 16, 2, 3 },
	{ "Opteron_G4", 21, 1, 2 },  { "Opteron_G5", 21, 2, 0 },
	{ "phenom", 16, 2, 3 },	     { "qemu64", 15, 107, 1 },
	{ "kvm64", 15, 6, 1 },
};

/* Is @s the "-v3" of a versioned model: versions differ in features only. */
static bool is_version(const char *s)
{
	uint64_t version;

	return !*s || (s[0] == '-' && s[1] == 'v' &&
		       text_to_u64(s + 2, 10, 99, &version));
}

static uint32_t signature_of(const struct cpu_model *m)
{
	return launch_cpu_signature(m->family, m->model, m->stepping);
}

bool launch_cpu_model(const char *name, uint32_t *ret)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(models); i++) {
		size_t len = strlen(models[i].name);

		if (strncmp(name, models[i].name, len) != 0 ||
		    !is_version(name + len))
			continue;
		*ret = signature_of(&models[i]);
		return true;
	}
	return false;
}

const char *launch_cpu_list(size_t i, uint32_t *ret)
{
	if (i >= ARRAY_SIZE(models))
		return NULL;
	*ret = signature_of(&models[i]);
	return models[i].name;
}
