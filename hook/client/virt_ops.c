/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_ops.c - the table of what needs libvirt's library */
#include "hook/client/virt_ops.h"

#define ENTRY(result, name, parameters, arguments) .name = (name),

const struct virt_ops sevgate_virt = { .virt_open = virt_open,
				       .virt_close = virt_close,
				       .loop_init = loop_init,
				       VIRT_OPS(ENTRY) };
