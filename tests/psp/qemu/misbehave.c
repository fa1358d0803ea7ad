/* SPDX-License-Identifier: GPL-2.0-or-later */
/* misbehave.c - what the faults do to QMP */
#include "misbehave.h"

#include <time.h>

#include "policy/text.h"

/* How late the end of a fault may be noticed. */
#define SLICE_MS 10

static const struct qmp_fault *find(const struct sev_host *host,
				    enum qmp_fault_kind kind,
				    const char *command)
{
	return qmp_faults_find(&host->faults.qmp, kind, command, NULL);
}

void misbehave_delay(struct sev_host *host, const char *command)
{
	const struct timespec slice = { .tv_nsec = SLICE_MS * 1000000L };
	const struct qmp_fault *fault = find(host, QMP_DELAY, command);
	unsigned int waited;

	if (fault)
		host_trace(host, "QMP %s delay=%u", command, fault->delay_ms);
	for (waited = 0; fault && waited < fault->delay_ms;
	     waited += SLICE_MS) {
		nanosleep(&slice, NULL);
		host_update_faults(host);
		fault = find(host, QMP_DELAY, command);
	}
}

const char *misbehave_error(const struct sev_host *host, const char *command)
{
	const struct qmp_fault *fault = find(host, QMP_ERROR, command);

	if (!fault)
		return NULL;
	host_trace(host, "QMP %s error", command);
	return fault->text;
}

/* Of the type that was there; NULL when the text is no such value. */
static json_t *value_like(const json_t *old, const char *text)
{
	uint64_t number;

	if (json_is_string(old))
		return json_string(text);
	if (json_is_integer(old) && text_to_u64(text, 10, INT64_MAX, &number))
		return json_integer((json_int_t)number);
	return NULL;
}

void misbehave_answer(const struct sev_host *host, const char *command,
		      json_t *answer)
{
	json_t *object = json_object_get(answer, "return");
	const struct qmp_fault *fault = NULL;
	json_t *value;

	while ((fault = qmp_faults_find(&host->faults.qmp, QMP_ANSWER, command,
					fault))) {
		value = value_like(json_object_get(object, fault->field),
				   fault->text);
		host_trace(host, "QMP %s %s %s", command, fault->field,
			   value ? "changed" : "can not be changed");
		if (value)
			json_object_set_new(object, fault->field, value);
	}
}
