/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt_guest.c - what is done with a guest around its launch */
#include "hook/client/virt_guest.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/client/virt_conn.h"

/* Paused by its start, or by hand before its first instruction: libvirt says
 * "user" for both, and the firmware tells them apart by refusing secrets. */
static enum virt_state state_of(int state, int reason)
{
	if (state == VIR_DOMAIN_SHUTOFF || state == VIR_DOMAIN_CRASHED)
		return VIRT_SHUT;
	if (state != VIR_DOMAIN_PAUSED)
		return VIRT_RUNNING;
	return reason == VIR_DOMAIN_PAUSED_USER ||
			       reason == VIR_DOMAIN_PAUSED_STARTING_UP
		       ? VIRT_FRESH
		       : VIRT_PAUSED;
}

int virt_state(const struct virt *virt, const char *domain, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);
	int state, reason;

	if (!dom)
		return virGetLastErrorCode() == VIR_ERR_NO_DOMAIN ? VIRT_GONE
								  : -1;
	if (virDomainGetState(dom, &state, &reason, 0) < 0)
		return virt_fail(err, domain);
	return state_of(state, reason);
}

char *virt_name(const struct virt *virt, const char *domain, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);
	char *name = dom ? strdup(virDomainGetName(dom)) : NULL;

	if (dom && !name)
		err_set(err, "out of memory");
	return name;
}

int virt_live_xml(const struct virt *virt, const char *domain, char **ret_xml,
		  struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);

	if (!dom)
		return -1;
	if (virDomainIsActive(dom) != 1)
		return err_set(err, "%s is not running", domain);
	*ret_xml = virDomainGetXMLDesc(dom, VIR_DOMAIN_XML_SECURE);
	return *ret_xml ? 0 : virt_fail(err, domain);
}

/* --- launch security ------------------------------------------------------ */

static int take(virTypedParameterPtr params, int count, struct virt_launch *ret)
{
	const char *text = NULL;

	virTypedParamsGetUInt(params, count,
			      VIR_DOMAIN_LAUNCH_SECURITY_SEV_API_MAJOR,
			      &ret->api_major);
	virTypedParamsGetUInt(params, count,
			      VIR_DOMAIN_LAUNCH_SECURITY_SEV_API_MINOR,
			      &ret->api_minor);
	virTypedParamsGetUInt(params, count,
			      VIR_DOMAIN_LAUNCH_SECURITY_SEV_BUILD_ID,
			      &ret->build);
	virTypedParamsGetUInt(params, count,
			      VIR_DOMAIN_LAUNCH_SECURITY_SEV_POLICY,
			      &ret->policy);
	if (virTypedParamsGetString(params, count,
				    VIR_DOMAIN_LAUNCH_SECURITY_SEV_MEASUREMENT,
				    &text) != 1)
		return 0;
	ret->measurement = strndup(text, VIRT_TEXT_MAX);
	return ret->measurement ? 0 : -1;
}

int virt_launch_info(const struct virt *virt, const char *domain,
		     struct virt_launch *ret, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);
	virTypedParameterPtr params = NULL;
	int count = 0, result;

	*ret = (struct virt_launch){ .measurement = NULL };
	if (!dom)
		return -1;
	if (virDomainGetLaunchSecurityInfo(dom, &params, &count, 0) < 0)
		return virt_fail(err, domain);
	result = take(params, count, ret);
	virTypedParamsFree(params, count);
	return result < 0 ? err_set(err, "out of memory") : 0;
}

int virt_inject(const struct virt *virt, const char *domain, const char *header,
		const char *secret, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);
	virTypedParameterPtr params = NULL;
	int count = 0, max = 0, result = -1;

	if (!dom)
		return -1;
	if (virTypedParamsAddString(
		    &params, &count, &max,
		    VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_HEADER,
		    header) == 0 &&
	    virTypedParamsAddString(&params, &count, &max,
				    VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET,
				    secret) == 0)
		result = virDomainSetLaunchSecurityState(dom, params, count, 0);
	virTypedParamsFree(params, count);
	return result < 0 ? virt_fail(err, domain) : 0;
}

/* --- starting and ending -------------------------------------------------- */

int virt_start(const struct virt *virt, const char *domain, bool paused,
	       unsigned int *ret_id, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);

	if (!dom)
		return -1;
	if (virDomainCreateWithFlags(dom,
				     paused ? VIR_DOMAIN_START_PAUSED : 0) < 0)
		return virt_fail(err, domain);
	if (ret_id)
		*ret_id = virDomainGetID(dom);
	return 0;
}

int virt_resume(const struct virt *virt, const char *domain, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);

	if (!dom)
		return -1;
	return virDomainResume(dom) < 0 ? virt_fail(err, domain) : 0;
}

int virt_destroy(const struct virt *virt, const char *domain, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);

	if (!dom)
		return -1;
	return virDomainDestroy(dom) < 0 ? virt_fail(err, domain) : 0;
}
