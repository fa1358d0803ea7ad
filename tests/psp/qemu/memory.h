/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memory.h - what the guest's firmware finds in its memory */
#ifndef PSP_QEMU_MEMORY_H
#define PSP_QEMU_MEMORY_H

#include "host.h"

/**
 * memory_clear() - memory of a guest that starts: no secret yet
 */
void memory_clear(const struct sev_host *host);

/**
 * memory_put_secret() - a launch secret was decrypted into memory
 * @gpa:	where
 * @secret:	plain text
 *
 * Firmware looks in the secret area that its image names, and nowhere else:
 * what it finds there becomes "secret-DOMAIN" in the state directory.  QEMU
 * itself does not mind an image without the area, whose base is 0.
 */
void memory_put_secret(const struct sev_host *host, uint64_t gpa,
		       const uint8_t *secret, size_t len);

#endif
