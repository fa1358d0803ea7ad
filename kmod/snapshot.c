// SPDX-License-Identifier: GPL-2.0-only
// snapshot.c - the firmware's last answers, for readers who must not wait
#include "snapshot.h"

#include <linux/string.h>

void snapshot_init(struct snapshot *s)
{
	memset(&s->now, 0, sizeof(s->now));
	seqlock_init(&s->lock);
}

void snapshot_read(struct snapshot *s, struct fw_snapshot *ret)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&s->lock);
		*ret = s->now;
	} while (read_seqretry(&s->lock, seq));
}

void snapshot_write(struct snapshot *s, const struct fw_snapshot *from)
{
	write_seqlock(&s->lock);
	s->now = *from;
	write_sequnlock(&s->lock);
}

const char *snapshot_state(const struct fw_snapshot *s)
{
	switch (s->health) {
	case FW_ANSWERS:
		return decode_sev_state(s->sev.state);
	case FW_ABSENT:
		return "absent";
	case FW_DEAD:
		return "dead";
	case FW_UNKNOWN:
		break;
	}
	return "unknown";
}
