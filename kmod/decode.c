// SPDX-License-Identifier: GPL-2.0-only
// decode.c - what the firmware's answers mean
#include "decode.h"

#include <asm/byteorder.h>
#include <linux/kernel.h>

static const char *const state_names[] = { "uninit", "init", "working" };

static const char *state_name(u8 state, size_t known)
{
	return state < known ? state_names[state] : "unknown";
}

const char *decode_sev_state(u8 state)
{
	return state_name(state, ARRAY_SIZE(state_names));
}

const char *decode_snp_state(u8 state)
{
	return state_name(state, 2);
}

void decode_sev(const struct sev_user_data_status *wire,
		struct sev_firmware *ret)
{
	*ret = (struct sev_firmware){
		.api_major = wire->api_major,
		.api_minor = wire->api_minor,
		.build = wire->build,
		.state = wire->state,
		.flags = wire->flags,
		.guests = wire->guest_count,
	};
}

void decode_snp(const struct snp_wire *wire, struct snp_firmware *ret)
{
	*ret = (struct snp_firmware){
		.api_major = wire->api_major,
		.api_minor = wire->api_minor,
		.state = wire->state,
		.rmp_initialized = wire->rmp & 1,
		.build = le32_to_cpu(wire->build),
		.flags = le32_to_cpu(wire->flags),
		.guests = le32_to_cpu(wire->guests),
		.current_tcb = le64_to_cpu(wire->current_tcb),
		.reported_tcb = le64_to_cpu(wire->reported_tcb),
	};
}
