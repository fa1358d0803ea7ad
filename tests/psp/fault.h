/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fault.h - firmware that misbehaves on demand */
#ifndef PSP_FAULT_H
#define PSP_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/err.h"
#include "status.h"

/* A minute is longer than any caller waits. */
#define PSP_FAULT_MAX_DELAY_MS 60000

/**
 * struct psp_fault - what one command does wrong
 * @status:	answered instead of doing the work, PSP_SUCCESS: do the work
 * @delay_ms:	time the command takes
 */
struct psp_fault {
	enum psp_status status;
	unsigned int delay_ms;
};

/**
 * enum psp_measured_field - what a measurement says beside the digest
 */
enum psp_measured_field {
	PSP_MEASURED_API_MAJOR,
	PSP_MEASURED_API_MINOR,
	PSP_MEASURED_BUILD,
	PSP_MEASURED_POLICY,
	PSP_MEASURED_COUNT,
};

/**
 * struct psp_untruth - a value that is signed in place of the right one
 * @set:	it is
 */
struct psp_untruth {
	bool set;
	uint32_t value;
};

/**
 * struct psp_faults - everything that is wrong; all zero: nothing is
 * @cmd:		per command
 * @tamper_measurement:	LAUNCH_MEASURE signs a digest that was never loaded,
 *			as if the host had changed a byte of the guest
 * @measured:		LAUNCH_MEASURE signs these, as if the firmware that
 *			reports itself were not the one that measures
 */
struct psp_faults {
	struct psp_fault cmd[PSP_CMD_COUNT];
	bool tamper_measurement;
	struct psp_untruth measured[PSP_MEASURED_COUNT];
};

/**
 * psp_faults_line() - read one directive
 * @line:	"tamper-measurement", "status COMMAND NUMBER",
 *		"delay COMMAND MILLISECONDS", commands as in the specification;
 *		"measure api-major|api-minor|build|policy NUMBER", the policy
 *		hexadecimal
 * @faults:	changed when the line is a directive
 * @ret_known:	whether the first word is a directive of the firmware
 * @err:	filled when a directive's arguments are wrong
 *
 * Return: 0, also for a first word that is not known; -1 on wrong arguments.
 */
int psp_faults_line(const char *line, struct psp_faults *faults,
		    bool *ret_known, struct err *err);

/**
 * psp_faults_number() - read "COMMAND NUMBER", what is behind a directive
 * @max:	largest number allowed
 */
int psp_faults_number(const char *line, uint64_t max, enum psp_cmd *ret_cmd,
		      uint64_t *ret_number, struct err *err);

/**
 * psp_fault_apply() - let a command be late, and say how it fails
 *
 * Return: PSP_SUCCESS when the command is to do its work.
 */
enum psp_status psp_fault_apply(const struct psp_faults *faults,
				enum psp_cmd cmd);

/**
 * psp_fault_measured() - what a measurement says
 * @truth:	what it has to say
 */
uint32_t psp_fault_measured(const struct psp_faults *faults,
			    enum psp_measured_field field, uint32_t truth);

#endif
