/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_open.c - load libcrypto when a decision needs it */
#include "attest_open.h"

#include "hook/late.h"

const struct attest_ops *attest_open(struct err *err)
{
	static const struct attest_ops *ops;

	if (!ops)
		ops = late_open("sevgate-attest.so", "sevgate_attest", err);
	if (!ops)
		err_wrap(err, "cannot compute digests");
	return ops;
}
