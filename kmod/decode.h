/* SPDX-License-Identifier: GPL-2.0-only */
/* decode.h - what the firmware's answers mean */
#ifndef SEVSTAT_DECODE_H
#define SEVSTAT_DECODE_H

#include <linux/bits.h>
#include <linux/types.h>
#include <uapi/linux/psp-sev.h>

/* SEV API (AMD 55766) 5.7, PLATFORM_STATUS, FLAGS */
#define SEV_FLAG_OWNER BIT(0) /* owned by somebody else than the platform */
#define SEV_FLAG_ES    BIT(8) /* initialised for SEV-ES */

/**
 * struct sev_firmware - the answer to PLATFORM_STATUS
 * @api_major:	version of the API
 * @api_minor:	version of the API
 * @build:	build of the firmware
 * @state:	0 uninitialised, 1 initialised, 2 working: there are guests
 * @flags:	SEV_FLAG_*
 * @guests:	SEV and SEV-ES guests that the firmware knows
 *
 * Source: SEV API (AMD 55766) 5.7.
 */
struct sev_firmware {
	u8 api_major;
	u8 api_minor;
	u8 build;
	u8 state;
	u32 flags;
	u32 guests;
};

/*
 * The kernel's structure has bit fields, which newer kernels have more of. The
 * whole word is what the firmware writes.
 * Source: SEV-SNP firmware ABI (AMD 56860), SNP_PLATFORM_STATUS, STATUS.
 */
struct snp_wire {
	u8 api_major;
	u8 api_minor;
	u8 state;
	u8 rmp; /* bit 0: initialised */
	__le32 build;
	__le32 flags; /* SNP_FLAG_* */
	__le32 guests;
	__le64 current_tcb;
	__le64 reported_tcb;
} __packed;

/* the same table: bits of snp_wire.flags */
#define SNP_FLAG_MASK_CHIP_ID	BIT(0)
#define SNP_FLAG_MASK_CHIP_KEY	BIT(1)
#define SNP_FLAG_VLEK		BIT(2)
#define SNP_FLAG_RAPL_DISABLED	BIT(4)
#define SNP_FLAG_HIDING_CAPABLE BIT(5)
#define SNP_FLAG_HIDING_ENABLED BIT(6)

/**
 * struct snp_firmware - the answer to SNP_PLATFORM_STATUS
 * @api_major:		version of the API
 * @api_minor:		version of the API
 * @state:		0 uninitialised, 1 initialised
 * @rmp_initialized:	the table of memory ownership is set up
 * @build:		build of the firmware
 * @flags:		SNP_FLAG_*
 * @guests:		SNP guests that the firmware knows
 * @current_tcb:	TCB_VERSION of what is running
 * @reported_tcb:	TCB_VERSION that attestation reports are signed for
 */
struct snp_firmware {
	u8 api_major;
	u8 api_minor;
	u8 state;
	bool rmp_initialized;
	u32 build;
	u32 flags;
	u32 guests;
	u64 current_tcb;
	u64 reported_tcb;
};

/**
 * decode_sev() - read an answer to PLATFORM_STATUS
 * @wire:	as the firmware wrote it
 * @ret:	what it says
 */
void decode_sev(const struct sev_user_data_status *wire,
		struct sev_firmware *ret);

/**
 * decode_snp() - read an answer to SNP_PLATFORM_STATUS
 * @wire:	as the firmware wrote it
 * @ret:	what it says
 */
void decode_snp(const struct snp_wire *wire, struct snp_firmware *ret);

/**
 * decode_sev_state() - the name of a state of PLATFORM_STATUS
 * @state:	any byte
 *
 * Return: uninit, init, working; unknown for what is not specified.
 */
const char *decode_sev_state(u8 state);

/**
 * decode_snp_state() - the name of a state of SNP_PLATFORM_STATUS
 * @state:	any byte
 *
 * Return: uninit, init; unknown for what is not specified.
 */
const char *decode_snp_state(u8 state);

#endif
