/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair.c - refused starts that the agent is to mend and try again */
#include "hook/repair.h"

#include <unistd.h>

#include "cleanup.h"
#include "hook/place.h"

int repair_open(int rootfd)
{
	_cleanup_close_ int base = place_open(rootfd, true);

	return base < 0 ? -1 : place_open_dir(base, "repair");
}

void repair_ask(int rootfd, const struct decision *d)
{
	_cleanup_close_ int dir = -1;

	if (d->ruling != DENY || !d->profile || !d->profile->rewrite ||
	    !d->profile->repair_start || !decision_is_mendable(d))
		return;
	dir = repair_open(rootfd);
	/* without the note the start stays refused, which it is anyway */
	if (dir >= 0 && place_replace(dir, d->uuid, "", 0) < 0)
		return;
}

void repair_drop(int rootfd, const char *uuid)
{
	_cleanup_close_ int dir = repair_open(rootfd);

	if (dir >= 0)
		unlinkat(dir, uuid, 0);
}
