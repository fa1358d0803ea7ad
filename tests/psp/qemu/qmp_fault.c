/* SPDX-License-Identifier: GPL-2.0-or-later */
/* qmp_fault.c - a QEMU that answers late, wrongly, or with an error */
#include "qmp_fault.h"

#include <stdlib.h>
#include <string.h>

#include "policy/cleanup.h"
#include "policy/text.h"

/* Cuts the first word off @line; NULL when there is none. */
static char *cut_word(const char **line)
{
	size_t len = strcspn(*line, " ");
	char *word = len ? strndup(*line, len) : NULL;

	*line += len;
	*line += **line == ' ';
	return word;
}

static int add(struct qmp_faults *faults, struct qmp_fault *fault,
	       struct err *err)
{
	struct qmp_fault *grown =
		reallocarray(faults->fault, faults->count + 1, sizeof(*grown));

	if (!grown)
		return err_set(err, "out of memory");
	faults->fault = grown;
	grown[faults->count++] = *fault;
	*fault = (struct qmp_fault){ 0 };
	return 0;
}

static void clear_one(struct qmp_fault *fault)
{
	free(fault->command);
	free(fault->field);
	free(fault->text);
}

static int take_rest(const char *line, struct qmp_fault *fault, struct err *err)
{
	uint64_t number;

	fault->command = cut_word(&line);
	if (!fault->command)
		return err_set(err, "needs a QMP command");
	if (fault->kind == QMP_ANSWER) {
		fault->field = cut_word(&line);
		if (!fault->field)
			return err_set(err, "needs a field of the answer");
	}
	if (fault->kind != QMP_DELAY) {
		fault->text = strdup(line);
		return fault->text ? 0 : err_set(err, "out of memory");
	}
	if (!text_to_u64(line, 10, QMP_FAULT_MAX_DELAY_MS, &number))
		return err_set(err, "needs a number up to %u",
			       QMP_FAULT_MAX_DELAY_MS);
	fault->delay_ms = (unsigned int)number;
	return 0;
}

int qmp_faults_line(const char *line, struct qmp_faults *faults,
		    bool *ret_known, struct err *err)
{
	static const char *const words[] = {
		[QMP_DELAY] = "qmp-delay",
		[QMP_ERROR] = "qmp-error",
		[QMP_ANSWER] = "qmp-answer",
	};
	_cleanup_free_ char *word = cut_word(&line);
	_cleanup_(clear_one) struct qmp_fault fault = { 0 };
	size_t i;

	*ret_known = false;
	for (i = 0; word && i < ARRAY_SIZE(words); i++) {
		if (strcmp(word, words[i]))
			continue;
		*ret_known = true;
		fault.kind = (enum qmp_fault_kind)i;
		return take_rest(line, &fault, err) < 0
			       ? -1
			       : add(faults, &fault, err);
	}
	return 0;
}

const struct qmp_fault *qmp_faults_find(const struct qmp_faults *faults,
					enum qmp_fault_kind kind,
					const char *command,
					const struct qmp_fault *after)
{
	size_t i = after ? (size_t)(after - faults->fault) + 1 : 0;

	for (; i < faults->count; i++)
		if (faults->fault[i].kind == kind &&
		    !strcmp(faults->fault[i].command, command))
			return &faults->fault[i];
	return NULL;
}

void qmp_faults_clear(struct qmp_faults *faults)
{
	while (faults->count)
		clear_one(&faults->fault[--faults->count]);
	free(faults->fault);
	*faults = (struct qmp_faults){ 0 };
}
