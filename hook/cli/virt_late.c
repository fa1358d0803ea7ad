/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_late.c - load libvirt's library when somebody speaks to libvirt */
#include "hook/client/virt_ops.h"
#include "hook/late.h"

static const struct virt_ops *ops;

static int load(struct err *err)
{
	struct err why = { "" };

	if (!ops)
		ops = late_open("sevgate-virt.so", "sevgate_virt", &why);
	if (!ops)
		return err_set(err,
			       "cannot speak to libvirt: %s; install what is "
			       "missing",
			       why.text);
	return 0;
}

/* --- what comes first ----------------------------------------------------- */

struct virt *virt_open(const char *uri, struct err *err)
{
	return load(err) < 0 ? NULL : ops->virt_open(uri, err);
}

int loop_init(struct err *err)
{
	return load(err) < 0 ? -1 : ops->loop_init(err);
}

void virt_close(struct virt *virt)
{
	if (virt)
		ops->virt_close(virt);
}

/* --- what there is a connection or a loop for ------------------------------ */

#define HAND_ON(result, name, parameters, arguments) \
	result name parameters                       \
	{                                            \
		return ops->name arguments;          \
	}

VIRT_OPS(HAND_ON)
