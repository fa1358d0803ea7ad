// SPDX-License-Identifier: GPL-2.0-only
// attrs_snp.c - snp/: what SNP firmware says; only where it can be asked
#include "attrs.h"

#define FLAG(_flag) (!!(s->snp.flags & SNP_FLAG_##_flag))

SNAPSHOT_FILE(api, s->snp_valid, "%u.%u\n", s->snp.api_major, s->snp.api_minor);
SNAPSHOT_FILE(build, s->snp_valid, "%u\n", s->snp.build);
SNAPSHOT_FILE(state, s->snp_valid, "%s\n", decode_snp_state(s->snp.state));
SNAPSHOT_FILE(guests, s->snp_valid, "%u\n", s->snp.guests);
SNAPSHOT_FILE(rmp_initialized, s->snp_valid, "%u\n", s->snp.rmp_initialized);
SNAPSHOT_FILE(current_tcb, s->snp_valid, "0x%016llx\n", s->snp.current_tcb);
SNAPSHOT_FILE(reported_tcb, s->snp_valid, "0x%016llx\n", s->snp.reported_tcb);
SNAPSHOT_FILE(chip_id_masked, s->snp_valid, "%u\n", FLAG(MASK_CHIP_ID));
SNAPSHOT_FILE(chip_key_masked, s->snp_valid, "%u\n", FLAG(MASK_CHIP_KEY));
SNAPSHOT_FILE(vlek_loaded, s->snp_valid, "%u\n", FLAG(VLEK));
SNAPSHOT_FILE(rapl_disabled, s->snp_valid, "%u\n", FLAG(RAPL_DISABLED));
SNAPSHOT_FILE(ciphertext_hiding_capable, s->snp_valid, "%u\n",
	      FLAG(HIDING_CAPABLE));
SNAPSHOT_FILE(ciphertext_hiding_enabled, s->snp_valid, "%u\n",
	      FLAG(HIDING_ENABLED));

/* clang-format off */
static struct attribute *snp_attrs[] = {
	&api.attr.attr,
	&build.attr.attr,
	&state.attr.attr,
	&guests.attr.attr,
	&rmp_initialized.attr.attr,
	&current_tcb.attr.attr,
	&reported_tcb.attr.attr,
	&chip_id_masked.attr.attr,
	&chip_key_masked.attr.attr,
	&vlek_loaded.attr.attr,
	&rapl_disabled.attr.attr,
	&ciphertext_hiding_capable.attr.attr,
	&ciphertext_hiding_enabled.attr.attr,
	NULL
};

/* clang-format on */

const struct attribute_group attrs_snp = {
	.name = "snp",
	.attrs = snp_attrs,
};
