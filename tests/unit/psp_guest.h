/* SPDX-License-Identifier: GPL-2.0-or-later */
/* psp_guest.h - guests of a platform that needs no keys */
#ifndef UNIT_PSP_GUEST_H
#define UNIT_PSP_GUEST_H

#include "psp_vectors.h"

#include "tests/psp/psp.h"

/* A platform without keys: enough for guests without a session. */
static inline struct psp bare_platform(void)
{
	struct psp psp = {
		.api_major = 1,
		.api_minor = 55,
		.build = 24,
		.state = PSP_INIT,
		.es_enabled = true,
	};

	return psp;
}

static inline void start(struct psp *psp, struct psp_guest *guest,
			 uint32_t policy)
{
	assert_int_equal(psp_launch_start(psp, guest, policy,
					  (struct psp_span){ NULL, 0 },
					  (struct psp_span){ NULL, 0 }),
			 PSP_SUCCESS);
}

#endif
