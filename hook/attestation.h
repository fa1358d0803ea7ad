/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attestation.h - what came of looking at a launch, for those who come later */
#ifndef HOOK_ATTESTATION_H
#define HOOK_ATTESTATION_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "xml.h"

/**
 * enum attested - how an attestation ended
 * @ATTESTED_OK:	the measurement is the expected one
 * @ATTESTED_MISMATCH:	it is not
 * @ATTESTED_NOT:	it could not be told, or there is nothing to tell
 * @ATTESTED_OWNER:	the session is the guest owner's, who has to attest
 */
enum attested { ATTESTED_OK, ATTESTED_MISMATCH, ATTESTED_NOT, ATTESTED_OWNER };

/**
 * attested_name() - "ok", "mismatch", "not-attested", "owner"
 */
const char *attested_name(enum attested attested);

/**
 * struct attestation - what came of looking at one launch
 * @domain_id:	libvirt's number of the launch
 * @pending:	not all has been done yet, or it can be told later
 * @measurement: base64, or NULL
 * @message:	why not, in words, or NULL
 */
struct attestation {
	const char *name, *uuid, *domain_id, *profile;
	enum attested attested;
	bool pending;
	const char *measurement, *message;
	unsigned int api_major, api_minor, build;
	uint64_t policy;
};

/**
 * attestation_write() - keep what came of an attestation
 * @file:	RECORD_ATTESTED or RECORD_MISMATCH
 *
 * Return: 0, or -1.
 */
int attestation_write(int rootfd, const char *file, const struct attestation *a,
		      struct err *err);

/**
 * attestation_result() - the word of a kept attestation
 */
enum attested attestation_result(const struct xml *xml);

/**
 * attestation_of() - the word of the kept attestation of a running domain
 * @ret_when:	when that was, in seconds since 1970
 */
enum attested attestation_of(int rootfd, const char *uuid, time_t *ret_when);

/**
 * enum progress - how far the attestation of a launch has come
 * @PROGRESS_NONE:	nobody has looked at it
 * @PROGRESS_PENDING:	not all has been done
 * @PROGRESS_DONE:	there is nothing left to do
 */
enum progress { PROGRESS_NONE, PROGRESS_PENDING, PROGRESS_DONE };

/**
 * attestation_progress() - what is kept of the attestation of a launch
 * @domain_id:	libvirt's number of the launch
 */
enum progress attestation_progress(int rootfd, const char *uuid,
				   const char *domain_id);

#endif
