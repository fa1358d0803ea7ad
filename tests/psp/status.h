/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.h - what a firmware command answers */
#ifndef PSP_STATUS_H
#define PSP_STATUS_H

/**
 * enum psp_status - status codes of the SEV firmware
 *
 * Source: SEV API (AMD 55766), chapter 4.4, status codes.
 */
enum psp_status {
	PSP_SUCCESS = 0,
	PSP_INVALID_PLATFORM_STATE = 1,
	PSP_INVALID_GUEST_STATE = 2,
	PSP_INVALID_CONFIG = 3,
	PSP_INVALID_LENGTH = 4,
	PSP_ALREADY_OWNED = 5,
	PSP_INVALID_CERTIFICATE = 6,
	PSP_POLICY_FAILURE = 7,
	PSP_INACTIVE = 8,
	PSP_INVALID_ADDRESS = 9,
	PSP_BAD_SIGNATURE = 10,
	PSP_BAD_MEASUREMENT = 11,
	PSP_ASID_OWNED = 12,
	PSP_INVALID_ASID = 13,
	PSP_WBINVD_REQUIRED = 14,
	PSP_DFFLUSH_REQUIRED = 15,
	PSP_INVALID_GUEST = 16,
	PSP_INVALID_COMMAND = 17,
	PSP_ACTIVE = 18,
	PSP_HWERROR_PLATFORM = 19,
	PSP_HWERROR_UNSAFE = 20,
	PSP_UNSUPPORTED = 21,
	PSP_INVALID_PARAM = 22,
	PSP_RESOURCE_LIMIT = 23,
	PSP_SECURE_DATA_INVALID = 24,
};

/**
 * enum psp_cmd - the commands that the model knows
 *
 * Counted from zero: a transport maps its own numbers onto these.
 */
enum psp_cmd {
	PSP_CMD_INIT,
	PSP_CMD_PLATFORM_STATUS,
	PSP_CMD_PDH_CERT_EXPORT,
	PSP_CMD_PDH_GEN,
	PSP_CMD_GET_ID,
	PSP_CMD_GUEST_STATUS,
	PSP_CMD_LAUNCH_START,
	PSP_CMD_LAUNCH_UPDATE_DATA,
	PSP_CMD_LAUNCH_UPDATE_VMSA,
	PSP_CMD_LAUNCH_MEASURE,
	PSP_CMD_LAUNCH_SECRET,
	PSP_CMD_LAUNCH_FINISH,
	PSP_CMD_ATTESTATION,
	PSP_CMD_COUNT,
};

/**
 * psp_cmd_name() - the command's name in the specification
 */
const char *psp_cmd_name(enum psp_cmd cmd);

#endif
