/* SPDX-License-Identifier: GPL-2.0-or-later */
/* qmp_fault.h - a QEMU that answers late, wrongly, or with an error */
#ifndef PSP_QEMU_QMP_FAULT_H
#define PSP_QEMU_QMP_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/err.h"

/* Answers may be larger than any that libvirt takes. */
#define QMP_FAULT_TEXT_MAX     (16u << 20)
#define QMP_FAULT_MAX_DELAY_MS 60000

/**
 * enum qmp_fault_kind - what goes wrong
 * @QMP_DELAY:	the command waits
 * @QMP_ERROR:	it fails
 * @QMP_ANSWER:	a field of its answer is another
 */
enum qmp_fault_kind {
	QMP_DELAY,
	QMP_ERROR,
	QMP_ANSWER,
};

/**
 * struct qmp_fault - what goes wrong with one command
 * @command:	its name
 * @delay_ms:	QMP_DELAY: for how long
 * @field:	QMP_ANSWER: its name
 * @text:	QMP_ERROR: what QEMU says; QMP_ANSWER: what is in the field
 */
struct qmp_fault {
	enum qmp_fault_kind kind;
	char *command;
	unsigned int delay_ms;
	char *field, *text;
};

/**
 * struct qmp_faults - all of them
 */
struct qmp_faults {
	struct qmp_fault *fault;
	size_t count;
};

/**
 * qmp_faults_line() - read one directive
 * @line:	"qmp-delay COMMAND MILLISECONDS", "qmp-error COMMAND TEXT" or
 *		"qmp-answer COMMAND FIELD TEXT"; the text may be empty
 * @faults:	the fault is added; qmp_faults_clear() frees them
 * @ret_known:	whether the first word is a directive of ours
 *
 * Return: 0, also for a first word that is not known; -1 on wrong arguments.
 */
int qmp_faults_line(const char *line, struct qmp_faults *faults,
		    bool *ret_known, struct err *err);

/**
 * qmp_faults_find() - the next fault of a kind that a command has
 * @after:	the last one that was found, NULL: from the first
 *
 * Return: the fault, or NULL.
 */
const struct qmp_fault *qmp_faults_find(const struct qmp_faults *faults,
					enum qmp_fault_kind kind,
					const char *command,
					const struct qmp_fault *after);

void qmp_faults_clear(struct qmp_faults *faults);

#endif
