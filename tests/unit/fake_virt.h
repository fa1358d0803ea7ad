/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fake_virt.h - a libvirt with one domain, that does what a test says */
#ifndef TESTS_FAKE_VIRT_H
#define TESTS_FAKE_VIRT_H

#include "hook/client/virt_events.h"
#include "hook/client/virt_guest.h"
#include "unit.h"

/* Program and library are one for the linker: these come before libvirt's. */

struct virt {
	char unused;
};

/**
 * struct fake - the domain, and what was done with it
 * @definition, @live: documents
 * @state:	enum virt_state, or -1
 * @launch:	what virt_launch_info() says
 * @fail:	the call that fails, with "libvirt: CALL"
 * @remote:	the connection is to another machine
 * @calls:	what was changed, in order: "inject resume "
 * @defined, @header, @payload: what it was given last
 */
static struct fake {
	const char *definition, *live;
	int state;
	struct virt_launch launch;
	const char *fail;
	bool remote, transient;
	char calls[200];
	char *defined, *header, *payload;
	struct virt virt;
} fake;

static inline void fake_reset(void)
{
	free(fake.defined);
	free(fake.header);
	free(fake.payload);
	fake = (struct fake){ .state = VIRT_RUNNING };
}

static inline int fake_call(const char *call, bool log, struct err *err)
{
	size_t len = strlen(fake.calls);

	if (fake.fail && !strcmp(fake.fail, call))
		return err_set(err, "libvirt: %s", call);
	if (log)
		snprintf(fake.calls + len, sizeof(fake.calls) - len, "%s ",
			 call);
	return 0;
}

static inline void fake_keep(char **to, const char *text)
{
	free(*to);
	*to = strdup(text);
}

/* --- the connection ------------------------------------------------------- */

struct virt *virt_open(const char *uri, struct err *err)
{
	(void)uri;
	return fake_call("open", false, err) < 0 ? NULL : &fake.virt;
}

void virt_close(struct virt *virt)
{
	if (virt)
		fake_call("close", true, NULL);
}

bool virt_is_local(const struct virt *virt)
{
	(void)virt;
	return !fake.remote;
}

void virt_versions(const struct virt *virt, struct host *host)
{
	(void)virt;
	host->qemu = 7002000;
}

unsigned int virt_cbitpos(const struct virt *virt)
{
	(void)virt;
	return 47;
}

/* --- definitions ---------------------------------------------------------- */

int virt_get_xml(const struct virt *virt, const char *domain, char **ret_xml,
		 struct err *err)
{
	(void)virt;
	(void)domain;
	if (!fake.definition || fake_call("get", false, err) < 0)
		return -1;
	*ret_xml = strdup(fake.definition);
	return 0;
}

int virt_define(const struct virt *virt, const char *xml, struct err *err)
{
	(void)virt;
	if (fake_call("define", true, err) < 0)
		return -1;
	fake_keep(&fake.defined, xml);
	return 0;
}

bool virt_is_persistent(const struct virt *virt, const char *domain)
{
	(void)virt;
	(void)domain;
	return !fake.transient;
}

/* --- guests --------------------------------------------------------------- */

int virt_state(const struct virt *virt, const char *domain, struct err *err)
{
	(void)virt;
	(void)domain;
	return fake_call("state", false, err) < 0 ? -1 : fake.state;
}

int virt_live_xml(const struct virt *virt, const char *domain, char **ret_xml,
		  struct err *err)
{
	(void)virt;
	(void)domain;
	if (fake_call("live", false, err) < 0)
		return -1;
	*ret_xml = strdup(fake.live);
	return 0;
}

int virt_launch_info(const struct virt *virt, const char *domain,
		     struct virt_launch *ret, struct err *err)
{
	(void)virt;
	(void)domain;
	*ret = (struct virt_launch){ .measurement = NULL };
	if (fake_call("info", false, err) < 0)
		return -1;
	*ret = fake.launch;
	if (ret->measurement)
		ret->measurement = strdup(ret->measurement);
	return 0;
}

int virt_inject(const struct virt *virt, const char *domain, const char *header,
		const char *secret, struct err *err)
{
	(void)virt;
	(void)domain;
	if (fake_call("inject", true, err) < 0)
		return -1;
	fake_keep(&fake.header, header);
	fake_keep(&fake.payload, secret);
	return 0;
}

int virt_start(const struct virt *virt, const char *domain, bool paused,
	       unsigned int *ret_id, struct err *err)
{
	(void)virt;
	(void)domain;
	(void)ret_id;
	/* one name for what fails */
	if (fake_call("start", false, err) < 0)
		return -1;
	return fake_call(paused ? "start-paused" : "start", true, err);
}

int virt_resume(const struct virt *virt, const char *domain, struct err *err)
{
	(void)virt;
	(void)domain;
	if (fake_call("resume", true, err) < 0)
		return -1;
	fake.state = VIRT_RUNNING;
	return 0;
}

int virt_destroy(const struct virt *virt, const char *domain, struct err *err)
{
	(void)virt;
	(void)domain;
	if (fake_call("destroy", true, err) < 0)
		return -1;
	fake.state = VIRT_SHUT;
	return 0;
}

#endif
