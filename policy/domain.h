/* SPDX-License-Identifier: GPL-2.0-or-later */
/* domain.h - a libvirt domain document and the facts rules ask for first */
#ifndef POLICY_DOMAIN_H
#define POLICY_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "xml.h"

/*
 * libvirt takes no string over 4 MiB from a client; what it formats for the
 * hook is larger by aliases, addresses and backing chains.
 */
#define DOMAIN_XML_MAX (16u << 20)

#define DOMAIN_UUID_SIZE 37

/**
 * enum tech - what kind of confidential guest
 * @TECH_NONE:	no launchSecurity
 * @TECH_OTHER:	launchSecurity of a type that is not AMD's
 */
enum tech { TECH_NONE, TECH_SEV, TECH_SEV_ES, TECH_SEV_SNP, TECH_OTHER };

#define TECH_BIT(tech)	      (1u << (tech))
#define TECHS_LAUNCHED	      (TECH_BIT(TECH_SEV) | TECH_BIT(TECH_SEV_ES))
#define TECHS_ENCRYPTED_STATE (TECH_BIT(TECH_SEV_ES) | TECH_BIT(TECH_SEV_SNP))
#define TECHS_AMD	      (TECHS_LAUNCHED | TECH_BIT(TECH_SEV_SNP))

/* SEV API (55766) chapter 3, guest policy of SEV and SEV-ES, 32 bits. */
#define SEV_POLICY_NODBG    UINT64_C(0x01)
#define SEV_POLICY_NOKS	    UINT64_C(0x02)
#define SEV_POLICY_ES	    UINT64_C(0x04)
#define SEV_POLICY_RESERVED UINT64_C(0xffc0)
#define SEV_POLICY_MAX	    UINT64_C(0xffffffff)

/* SNP ABI (56860) section 4.3, guest policy of SEV-SNP, 64 bits. */
#define SNP_POLICY_ONE	    (UINT64_C(1) << 17)
#define SNP_POLICY_MIGRATE  (UINT64_C(1) << 18)
#define SNP_POLICY_DEBUG    (UINT64_C(1) << 19)
#define SNP_POLICY_RESERVED (~UINT64_C(0) << 26)

/**
 * struct domain - a parsed domain document
 * @xml:	the document, owned
 * @root:	<domain>
 * @os:		<os>, or NULL
 * @devices:	<devices>, or NULL
 * @launch:	<launchSecurity>, or NULL
 * @name:	never NULL, may be hostile
 * @uuid:	lower case with dashes, "" when the document has none
 * @title:	or NULL
 * @machine:	os/type/@machine, or ""
 * @tech:	from @launch: type, and policy bit 2 for SEV-ES
 * @policy:	the guest policy, always read as hexadecimal as libvirt does
 * @policy_ok:	@policy was there and is a number that fits
 *
 * Strings live as long as @xml.
 */
struct domain {
	struct xml *xml;
	xmlNode *root, *os, *devices, *launch;
	const char *name, *title, *machine;
	char uuid[DOMAIN_UUID_SIZE];
	enum tech tech;
	uint64_t policy;
	bool policy_ok;
};

/**
 * domain_parse() - read a domain document
 * @text:	as "virsh dumpxml" or libvirt's hook call gives it
 * @len:	bytes, at most DOMAIN_XML_MAX
 * @ret:	release with domain_free()
 * @err:	"line N: why"
 *
 * Refuses a document that is not a <domain>, has no name, a malformed uuid,
 * or has one of the elements twice that exist once: libvirt would look at
 * one of them and we perhaps at the other.
 *
 * Return: 0, or -1.
 */
int domain_parse(const char *text, size_t len, struct domain **ret,
		 struct err *err);

/**
 * domain_free() - release a domain
 * @dom:	may be NULL
 */
void domain_free(struct domain *dom);

static inline void domain_freep(struct domain **dom)
{
	domain_free(*dom);
}

/**
 * domain_refresh() - read the facts again after an edit
 */
void domain_refresh(struct domain *dom);

/**
 * domain_scaled() - a memory size in bytes
 * @node:	element with a number in it and an optional unit attribute;
 *		without it the number counts KiB
 * @ret:	set on success only
 *
 * Return: true when @node is there and its value fits 63 bits.
 */
bool domain_scaled(const xmlNode *node, uint64_t *ret);

/**
 * domain_memory() - bytes of guest memory, with all memory devices
 *
 * Return: true when the document says it.
 */
bool domain_memory(const struct domain *dom, uint64_t *ret);

/**
 * domain_vcpus() - virtual CPUs present at start
 *
 * Return: the number, at least 1.
 */
unsigned int domain_vcpus(const struct domain *dom);

/**
 * domain_secure_boot() - where the document asks for Secure Boot
 *
 * Return: <loader secure='yes'> or the enabled firmware feature, or NULL.
 */
const xmlNode *domain_secure_boot(const struct domain *dom);

/**
 * domain_loads_rom() - is a named firmware image loaded into memory
 *
 * As QEMU's -bios does it, and not mapped as flash.
 */
bool domain_loads_rom(const struct domain *dom);

/* SEV API (55766) C.1: an SEV certificate; 6.2: LAUNCH_START session data. */
#define DOMAIN_DHCERT_SIZE  2084
#define DOMAIN_SESSION_SIZE 128

/**
 * enum domain_session - who the launch session of a document is from
 * @SESSION_NONE:	there is none; nobody can tell what was launched
 * @SESSION_PLACE:	zeros, where the hook puts one at each start; the
 *			firmware refuses to launch with them
 * @SESSION_GIVEN:	the guest's owner made it
 */
enum domain_session { SESSION_NONE, SESSION_PLACE, SESSION_GIVEN };

enum domain_session domain_session(const struct domain *dom);

/**
 * domain_session_place() - put zeros where a session goes
 * @dom:	has a launchSecurity, and no session
 */
void domain_session_place(struct domain *dom);

/**
 * tech_name() - "none", "sev", "sev-es", "sev-snp", "other"
 */
const char *tech_name(enum tech tech);

/**
 * tech_from_name() - the three of AMD, TECH_NONE for anything else
 */
enum tech tech_from_name(const char *name);

#endif
