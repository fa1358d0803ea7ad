/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fault.c - firmware that misbehaves on demand */
#include "fault.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "policy/text.h"

#define WORD_SIZE 32

/* Cuts the next blank separated word off @line. */
static bool take_word(const char **line, char word[static WORD_SIZE])
{
	size_t len;

	*line += strspn(*line, " \t");
	len = strcspn(*line, " \t");
	if (len == 0 || len >= WORD_SIZE)
		return false;
	memcpy(word, *line, len);
	word[len] = '\0';
	*line += len;
	return true;
}

int psp_faults_number(const char *line, uint64_t max, enum psp_cmd *ret_cmd,
		      uint64_t *ret_number, struct err *err)
{
	char cmd[WORD_SIZE], number[WORD_SIZE], more[WORD_SIZE];

	if (!take_word(&line, cmd) || !psp_cmd_find(cmd, ret_cmd))
		return err_set(err, "no such firmware command");
	if (!take_word(&line, number) || take_word(&line, more) ||
	    !text_to_u64(number, 10, max, ret_number))
		return err_set(err, "needs one number up to %u",
			       (unsigned int)max);
	return 0;
}

static int take_measured(const char *line, struct psp_faults *faults,
			 struct err *err)
{
	static const struct {
		const char *name;
		int base;
		uint64_t max;
	} fields[PSP_MEASURED_COUNT] = {
		[PSP_MEASURED_API_MAJOR] = { "api-major", 10, UINT8_MAX },
		[PSP_MEASURED_API_MINOR] = { "api-minor", 10, UINT8_MAX },
		[PSP_MEASURED_BUILD] = { "build", 10, UINT8_MAX },
		[PSP_MEASURED_POLICY] = { "policy", 16, UINT32_MAX },
	};
	char name[WORD_SIZE], number[WORD_SIZE], more[WORD_SIZE];
	uint64_t value;
	size_t i;

	if (!take_word(&line, name) || !take_word(&line, number) ||
	    take_word(&line, more))
		return err_set(err, "needs a field and a number");
	for (i = 0; i < PSP_MEASURED_COUNT; i++)
		if (!strcmp(name, fields[i].name))
			break;
	if (i == PSP_MEASURED_COUNT)
		return err_set(err, "no such field of a measurement");
	if (!text_to_u64(number, fields[i].base, fields[i].max, &value))
		return err_set(err, "needs a number up to %#llx",
			       (unsigned long long)fields[i].max);
	faults->measured[i] = (struct psp_untruth){ true, (uint32_t)value };
	return 0;
}

int psp_faults_line(const char *line, struct psp_faults *faults,
		    bool *ret_known, struct err *err)
{
	char word[WORD_SIZE];
	enum psp_cmd cmd;
	uint64_t number;

	*ret_known = true;
	if (!take_word(&line, word))
		*ret_known = false;
	else if (!strcmp(word, "tamper-measurement"))
		faults->tamper_measurement = true;
	else if (!strcmp(word, "status")) {
		if (psp_faults_number(line, UINT16_MAX, &cmd, &number, err) < 0)
			return -1;
		faults->cmd[cmd].status = (enum psp_status)number;
	} else if (!strcmp(word, "delay")) {
		if (psp_faults_number(line, PSP_FAULT_MAX_DELAY_MS, &cmd,
				      &number, err) < 0)
			return -1;
		faults->cmd[cmd].delay_ms = (unsigned int)number;
	} else if (!strcmp(word, "measure")) {
		return take_measured(line, faults, err);
	} else {
		*ret_known = false;
	}
	return 0;
}

enum psp_status psp_fault_apply(const struct psp_faults *faults,
				enum psp_cmd cmd)
{
	const struct psp_fault *fault = &faults->cmd[cmd];
	struct timespec left = {
		.tv_sec = fault->delay_ms / 1000,
		.tv_nsec = fault->delay_ms % 1000 * 1000000L,
	};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		; /* interrupted by a signal: sleep on */
	return fault->status;
}

uint32_t psp_fault_measured(const struct psp_faults *faults,
			    enum psp_measured_field field, uint32_t truth)
{
	const struct psp_untruth *untruth = &faults->measured[field];

	return untruth->set ? untruth->value : truth;
}
