/* SPDX-License-Identifier: GPL-2.0-or-later */
/* virt.c - talking to libvirt: the only user of its library */
#include "hook/client/virt.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hook/client/virt_conn.h"
#include "text.h"

int virt_fail(struct err *err, const char *what)
{
	const char *message = virGetLastErrorMessage();

	return err_set(err, "%s: %s", what, message ? message : "no reason");
}

/* Errors are returned, not printed by the library. */
static void no_handler(void *data, virErrorPtr error)
{
	(void)data;
	(void)error;
}

/* "qemu+ssh://host/system" has a host, "qemu:///system" has none. */
static bool is_local_uri(virConnectPtr conn)
{
	_cleanup_free_ char *uri = virConnectGetURI(conn);
	const char *host = uri ? strstr(uri, "://") : NULL;

	return host && (host[3] == '/' || !host[3]);
}

struct virt *virt_open(const char *uri, struct err *err)
{
	struct virt *virt = calloc(1, sizeof(*virt));

	if (!virt) {
		err_set(err, "out of memory");
		return NULL;
	}
	virSetErrorFunc(NULL, no_handler);
	virt->conn = virConnectOpen(uri);
	if (!virt->conn) {
		virt_fail(err, uri ? uri : "cannot connect to libvirt");
		free(virt);
		return NULL;
	}
	virt->local = is_local_uri(virt->conn);
	virt->callback = -1;
	return virt;
}

void virt_close(struct virt *virt)
{
	if (!virt)
		return;
	virt_unwatch(virt);
	virConnectClose(virt->conn);
	free(virt);
}

bool virt_is_local(const struct virt *virt)
{
	return virt->local;
}

void virt_versions(const struct virt *virt, struct host *host)
{
	unsigned long version = 0;

	if (virConnectGetVersion(virt->conn, &version) == 0)
		host->qemu = (unsigned int)version;
	if (virConnectGetLibVersion(virt->conn, &version) == 0)
		host->libvirt = (unsigned int)version;
}

int virt_sev_support(const struct virt *virt, struct sev_support *ret,
		     struct err *err)
{
	_cleanup_free_ char *text = virConnectGetDomainCapabilities(
		virt->conn, NULL, "x86_64", NULL, NULL, 0);

	if (!text)
		return virt_fail(err, "libvirt does not tell what it can do");
	return sev_support_parse(text, strlen(text), ret, err);
}

unsigned int virt_cbitpos(const struct virt *virt)
{
	struct sev_support support = { .cbitpos = 0 };

	return virt_sev_support(virt, &support, NULL) < 0 ? 0 : support.cbitpos;
}

static const char *param(virTypedParameterPtr params, int n, const char *name)
{
	const char *value = NULL;

	if (virTypedParamsGetString(params, n, name, &value) != 1)
		return NULL;
	return value;
}

int virt_sev_info(const struct virt *virt, struct sev_info *ret,
		  struct err *err)
{
	virTypedParameterPtr params = NULL;
	int n = 0, result;

	if (virNodeGetSEVInfo(virt->conn, &params, &n, 0) < 0)
		return virt_fail(err,
				 "libvirt has no certificates of this host");
	/* the last is not in the headers of libvirt before 8.4 */
	result = sev_info_decode(param(params, n, VIR_NODE_SEV_PDH),
				 param(params, n, VIR_NODE_SEV_CERT_CHAIN),
				 param(params, n, "cpu0-id"), ret, err);
	virTypedParamsFree(params, n);
	return result;
}

/* As virsh does it: a domain whose name is another's UUID is not that one. */
static bool is_uuid(const char *text)
{
	return strlen(text) == VIR_UUID_STRING_BUFLEN - 1 &&
	       strspn(text, "0123456789abcdefABCDEF-") == strlen(text);
}

virDomainPtr virt_find(const struct virt *virt, const char *domain,
		       struct err *err)
{
	virDomainPtr dom = NULL;
	char name[TEXT_TOKEN_SIZE];

	if (is_uuid(domain))
		dom = virDomainLookupByUUIDString(virt->conn, domain);
	if (!dom)
		dom = virDomainLookupByName(virt->conn, domain);
	if (!dom && virGetLastErrorCode() != VIR_ERR_NO_DOMAIN)
		virt_fail(err, text_token(name, domain));
	else if (!dom)
		err_set(err, "there is no domain %s here",
			text_token(name, domain));
	return dom;
}

int virt_get_xml(const struct virt *virt, const char *domain, char **ret_xml,
		 struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);
	char *xml;

	if (!dom)
		return -1;
	xml = virDomainGetXMLDesc(dom, VIR_DOMAIN_XML_INACTIVE |
					       VIR_DOMAIN_XML_SECURE);
	/* a read-only connection gives it without secrets */
	if (!xml)
		xml = virDomainGetXMLDesc(dom, VIR_DOMAIN_XML_INACTIVE);
	if (!xml)
		return virt_fail(err, domain);
	*ret_xml = xml;
	return 0;
}

int virt_define(const struct virt *virt, const char *xml, struct err *err)
{
	virDomainPtr dom = virDomainDefineXMLFlags(virt->conn, xml,
						   VIR_DOMAIN_DEFINE_VALIDATE);

	if (!dom)
		return virt_fail(err, "libvirt does not take the definition");
	virDomainFree(dom);
	return 0;
}

bool virt_is_active(const struct virt *virt, const char *domain)
{
	virDomainPtr dom = virt_find(virt, domain, NULL);
	bool active = dom && virDomainIsActive(dom) == 1;

	if (dom)
		virDomainFree(dom);
	return active;
}

int virt_check_running(const struct virt *virt, const char *domain,
		       struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);
	int active;

	if (!dom)
		return -1;
	active = virDomainIsActive(dom);
	if (active < 0)
		return virt_fail(err, domain);
	if (!active)
		return err_set(err,
			       "%s: does not run, so it has no memory; start "
			       "it first",
			       domain);
	return 0;
}

int virt_dump_memory(const struct virt *virt, const char *domain,
		     const char *path, struct err *err)
{
	_cleanup_(dom_freep) virDomainPtr dom = virt_find(virt, domain, err);

	if (!dom)
		return -1;
	if (virDomainCoreDumpWithFormat(dom, path,
					VIR_DOMAIN_CORE_DUMP_FORMAT_RAW,
					VIR_DUMP_MEMORY_ONLY) < 0)
		return virt_fail(err, domain);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *name_of(virDomainPtr dom)
{
	return strdup(virDomainGetName(dom));
}

static char *uuid_of(virDomainPtr dom)
{
	char uuid[VIR_UUID_STRING_BUFLEN];

	return virDomainGetUUIDString(dom, uuid) < 0 ? NULL : strdup(uuid);
}

static int list(const struct virt *virt, char *(*word)(virDomainPtr dom),
		char ***ret, struct err *err)
{
	virDomainPtr *doms = NULL;
	int n = virConnectListAllDomains(virt->conn, &doms, 0), i;
	char **words;
	bool lost = false;

	if (n < 0)
		return virt_fail(err, "cannot list domains");
	words = calloc((size_t)n + 1, sizeof(*words));
	for (i = 0; i < n; i++) {
		if (words)
			words[i] = word(doms[i]);
		lost |= !words || !words[i];
		virDomainFree(doms[i]);
	}
	free(doms);
	if (!words || lost) {
		virt_list_free(words);
		return err_set(err, "out of memory");
	}
	qsort(words, (size_t)n, sizeof(*words), by_name);
	*ret = words;
	return 0;
}

int virt_list(const struct virt *virt, char ***ret, struct err *err)
{
	return list(virt, name_of, ret, err);
}

int virt_uuids(const struct virt *virt, char ***ret, struct err *err)
{
	return list(virt, uuid_of, ret, err);
}

bool virt_is_persistent(const struct virt *virt, const char *domain)
{
	virDomainPtr dom = virt_find(virt, domain, NULL);
	bool persistent = dom && virDomainIsPersistent(dom) == 1;

	if (dom)
		virDomainFree(dom);
	return persistent;
}

void virt_list_free(char **names)
{
	char **name;

	for (name = names; name && *name; name++)
		free(*name);
	free(names);
}
