/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_firmware.c - the GUID table and the SEV metadata of an image */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "firmware.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct firmware fw;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	if (firmware_inspect(fd, size, &fw, NULL) == 0) {
		MUST(fw.n_sections <= FIRMWARE_MAX_SECTIONS);
		MUST(fw.size == size);
	}
	close(fd);
	return 0;
}
