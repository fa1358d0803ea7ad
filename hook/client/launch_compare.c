/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launch_compare.c - hold a launch against a claim, and give it secrets */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/client/attest_domain.h"
#include "text.h"

void launch_seen_clear(struct launch_seen *seen)
{
	free(seen->info.measurement);
	seen->info.measurement = NULL;
}

/* What the firmware cannot have said is no measurement: not -1, but 0. */
static int read_answer(struct launch_seen *seen, struct err *err)
{
	const struct virt_launch *info = &seen->info;
	size_t len = 0;

	if (!info->measurement)
		err_set(err, "the host gives no launch measurement");
	else if (!text_base64(info->measurement, (uint8_t *)&seen->m,
			      sizeof(seen->m), &len))
		err_set(err, "the host's launch measurement is not base64");
	else if (len != sizeof(seen->m))
		err_set(err,
			"the host's launch measurement has %zu bytes, not %u",
			len, MEASUREMENT_SIZE);
	else if (info->api_major > UINT8_MAX || info->api_minor > UINT8_MAX ||
		 info->build > UINT8_MAX)
		err_set(err, "there is no SEV firmware %u.%u build %u",
			info->api_major, info->api_minor, info->build);
	else
		return 1;
	return 0;
}

int launch_verify(struct claim *claim, const struct measurement *m, int rootfd,
		  const struct boot_files *files, struct err *err)
{
	struct boot_others others;
	int verdict = measure_verify(claim, m, err);

	if (verdict != 0)
		return verdict;
	boot_others_open(rootfd, files, &others);
	claim->others = others.others;
	claim->n_others = others.count;
	verdict = measure_verify(claim, m, err);
	claim->others = NULL;
	claim->n_others = 0;
	boot_others_clear(&others);
	return verdict;
}

int launch_compare(const struct virt *virt, const char *domain,
		   struct claim *claim, int rootfd,
		   const struct boot_files *files, struct launch_seen *seen,
		   struct err *err)
{
	memset(seen, 0, sizeof(*seen));
	if (virt_launch_info(virt, domain, &seen->info, err) < 0)
		return -1;
	if (read_answer(seen, err) == 0) {
		/* whatever it is, nobody repeats it */
		launch_seen_clear(seen);
		return 0;
	}
	claim->reported.api_major = (uint8_t)seen->info.api_major;
	claim->reported.api_minor = (uint8_t)seen->info.api_minor;
	claim->reported.build = (uint8_t)seen->info.build;
	claim->reported.policy = seen->info.policy;
	return launch_verify(claim, &seen->m, rootfd, files, err);
}

int launch_give(const struct virt *virt, const char *domain,
		const struct session_keys *keys, const struct launch_seen *seen,
		const struct secrets *secrets, size_t room, struct err *err)
{
	char header[TEXT_BASE64_SIZE(SECRET_HEADER_SIZE) + 1];
	char payload[TEXT_BASE64_SIZE(SECRET_MAX) + 1];
	struct secret_packet packet;

	if (!room)
		return err_set(err, "the firmware has no room for secrets; use "
				    "an OVMF of 2026 or newer");
	if (secret_pack(keys, seen->m.measure, secrets->entries, secrets->count,
			room, &packet, err) < 0)
		return -1;
	text_base64_encode((const uint8_t *)&packet.header,
			   sizeof(packet.header), header);
	text_base64_encode(packet.payload, packet.len, payload);
	free(packet.payload);
	return virt_inject(virt, domain, header, payload, err);
}
