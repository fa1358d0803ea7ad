/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_vmcore.c - the header of a memory dump */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "vmcore.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vmcore core;
	struct err err = { "" };
	uint64_t address;
	size_t i;

	if (vmcore_parse(data, size, &core, &err) < 0) {
		MUST(!strncmp(err.text, "memory dump: ", 13));
		return 0;
	}
	MUST(core.n_segments && core.n_segments <= VMCORE_MAX_SEGMENTS);
	MUST(core.memory);
	for (i = 0; i < core.n_segments; i++) {
		const struct vmcore_segment *s = &core.segments[i];

		MUST(s->offset + s->size <= core.size);
		MUST(!s->size || vmcore_address(&core, s->offset, &address));
	}
	return 0;
}
