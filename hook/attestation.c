/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attestation.c - what came of looking at a launch, for those who come later */
#include "hook/attestation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "domain.h"
#include "hook/place.h"
#include "hook/record.h"

const char *attested_name(enum attested attested)
{
	static const char *const names[] = {
		[ATTESTED_OK] = "ok",
		[ATTESTED_MISMATCH] = "mismatch",
		[ATTESTED_NOT] = "not-attested",
		[ATTESTED_OWNER] = "owner",
	};

	return names[attested];
}

static void set_firmware(xmlNode *root, const struct attestation *a)
{
	char text[32];

	if (!a->measurement)
		return;
	xml_set_attr(root, "measurement", a->measurement);
	snprintf(text, sizeof(text), "%u.%u.%u", a->api_major, a->api_minor,
		 a->build);
	xml_set_attr(root, "firmware", text);
	snprintf(text, sizeof(text), "0x%04" PRIx64, a->policy);
	xml_set_attr(root, "policy", text);
}

static struct xml *make_record(const struct attestation *a)
{
	struct xml *xml = xml_new("attestation");

	if (!xml)
		return NULL;
	record_stamp(xml->root);
	xml_set_attr(xml->root, "result", attested_name(a->attested));
	xml_set_attr(xml->root, "domain", a->name);
	xml_set_attr(xml->root, "uuid", a->uuid);
	xml_set_attr(xml->root, "id", a->domain_id);
	if (a->pending)
		xml_set_attr(xml->root, "pending", "yes");
	if (a->profile)
		xml_set_attr(xml->root, "profile", a->profile);
	set_firmware(xml->root, a);
	if (a->message)
		xml_set_content(xml->root, a->message);
	return xml;
}

int attestation_write(int rootfd, const char *file, const struct attestation *a,
		      struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = make_record(a);
	_cleanup_close_ int dir = -1;
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (!xml || xml_text_of(xml, &text, &len, err) < 0)
		return err_set(err, "attestation record: out of memory");
	dir = record_open(rootfd, a->uuid, true);
	if (dir < 0 || place_replace(dir, file, text, len) < 0)
		return err_set(err, "attestation record: %m");
	record_changed(rootfd);
	return 0;
}

enum attested attestation_result(const struct xml *xml)
{
	enum attested attested;

	for (attested = ATTESTED_OK; attested <= ATTESTED_OWNER; attested++)
		if (xml_attr_is(xml->root, "result", attested_name(attested)))
			return attested;
	return ATTESTED_NOT;
}

enum attested attestation_of(int rootfd, const char *uuid, time_t *ret_when)
{
	_cleanup_(xml_freep) struct xml *xml =
		record_load(rootfd, uuid, RECORD_ATTESTED);

	*ret_when = 0;
	if (!xml)
		return ATTESTED_NOT;
	*ret_when = record_time(xml->root);
	return attestation_result(xml);
}

enum progress attestation_progress(int rootfd, const char *uuid,
				   const char *domain_id)
{
	_cleanup_(xml_freep) struct xml *xml =
		record_load(rootfd, uuid, RECORD_ATTESTED);

	if (!xml || !xml_attr_is(xml->root, "id", domain_id))
		return PROGRESS_NONE;
	return xml_attr(xml->root, "pending") ? PROGRESS_PENDING
					      : PROGRESS_DONE;
}
