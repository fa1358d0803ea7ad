/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attest_open.h - load libcrypto when a decision needs it */
#ifndef HOOK_ATTEST_OPEN_H
#define HOOK_ATTEST_OPEN_H

#include "err.h"

struct attest_ops;

/**
 * attest_open() - the functions in sevgate-attest.so, which lies beside this
 *		   program
 *
 * Loaded at the first call, never unloaded.
 *
 * Return: the functions, or NULL with @err filled.
 */
const struct attest_ops *attest_open(struct err *err);

#endif
