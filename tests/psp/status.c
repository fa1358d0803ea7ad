/* SPDX-License-Identifier: GPL-2.0-or-later */
/* status.c - names of the firmware commands */
#include "status.h"

const char *psp_cmd_name(enum psp_cmd cmd)
{
	static const char *const names[PSP_CMD_COUNT] = {
		[PSP_CMD_INIT] = "INIT",
		[PSP_CMD_PLATFORM_STATUS] = "PLATFORM_STATUS",
		[PSP_CMD_PDH_CERT_EXPORT] = "PDH_CERT_EXPORT",
		[PSP_CMD_PDH_GEN] = "PDH_GEN",
		[PSP_CMD_GET_ID] = "GET_ID",
		[PSP_CMD_GUEST_STATUS] = "GUEST_STATUS",
		[PSP_CMD_LAUNCH_START] = "LAUNCH_START",
		[PSP_CMD_LAUNCH_UPDATE_DATA] = "LAUNCH_UPDATE_DATA",
		[PSP_CMD_LAUNCH_UPDATE_VMSA] = "LAUNCH_UPDATE_VMSA",
		[PSP_CMD_LAUNCH_MEASURE] = "LAUNCH_MEASURE",
		[PSP_CMD_LAUNCH_SECRET] = "LAUNCH_SECRET",
		[PSP_CMD_LAUNCH_FINISH] = "LAUNCH_FINISH",
		[PSP_CMD_ATTESTATION] = "ATTESTATION",
	};

	return cmd < PSP_CMD_COUNT ? names[cmd] : "unknown";
}
