/* SPDX-License-Identifier: GPL-2.0-or-later */
/* used_sessions.c - a session of a guest's owner is good for one launch */
#include "hook/used_sessions.h"

#include <errno.h>
#include <unistd.h>

#include "attest/session.h"
#include "cleanup.h"
#include "hook/place.h"
#include "text.h"

#define DIRECTORY "sessions"

int used_sessions_add(int rootfd, const struct domain *dom, struct err *err)
{
	_cleanup_close_ int base = place_open_kept(rootfd);
	_cleanup_close_ int dir =
		base < 0 ? -1 : place_open_dir(base, DIRECTORY);
	char name[2 * sizeof(((struct session_blob *)NULL)->wrap_mac) + 1];
	struct session_blob blob;
	size_t len;

	if (dir < 0)
		return err_set(err, "var/lib/sevgate/" DIRECTORY ": %m");
	if (!text_base64(xml_trimmed(xml_child(dom->launch, "session")),
			 (uint8_t *)&blob, sizeof(blob), &len) ||
	    len != sizeof(blob))
		return err_set(err, "<session> is no launch session");
	text_hex(blob.wrap_mac, sizeof(blob.wrap_mac), name);
	if (place_create(dir, name, "", 0) == 0)
		return 1;
	if (errno == EEXIST)
		return 0;
	return err_set(err, "var/lib/sevgate/" DIRECTORY ": %m");
}
