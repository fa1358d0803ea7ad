/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware_known.h - which firmware and microcode is known to be broken */
#ifndef POLICY_FIRMWARE_KNOWN_H
#define POLICY_FIRMWARE_KNOWN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * DOC: What is known
 *
 * One entry for each bulletin and each kind of processor that it names, and
 * for each the source that its number was read in.  A bulletin whose numbers
 * nobody could read in a source that can be named is not there: what is not
 * found here is not said to be good.
 */

/**
 * enum known_by - what tells whether a machine is affected
 * @KNOWN_BY_BUILD:	KNOWN_BUILD() of what PLATFORM_STATUS says
 * @KNOWN_BY_SNP_SVN:	the byte "snp" of the current TCB_VERSION
 * @KNOWN_BY_MICROCODE:	the revision of the microcode, of which all but the
 *			last byte names the kind of processor
 */
enum known_by {
	KNOWN_BY_BUILD,
	KNOWN_BY_SNP_SVN,
	KNOWN_BY_MICROCODE,
	KNOWN_BYS
};

#define KNOWN_BUILD(major, minor, build) \
	((uint32_t)(major) << 16 | (uint32_t)(minor) << 8 | (uint32_t)(build))

/**
 * struct known_bad - one of them
 * @bulletin:	the name it is looked up by
 * @cve:	its number
 * @by:		what it is told by
 * @family, @first, @last: family of processors, and models of it; not with
 *		KNOWN_BY_MICROCODE
 * @worst:	the last value that is broken
 * @better:	what to get instead, in words
 */
struct known_bad {
	const char *bulletin, *cve;
	enum known_by by;
	unsigned int family, first, last;
	uint32_t worst;
	const char *better;
};

/**
 * struct known_machine - what a machine has
 * @has:	which of @values are known
 * @values:	by enum known_by
 */
struct known_machine {
	unsigned int family, model;
	bool has[KNOWN_BYS];
	uint32_t values[KNOWN_BYS];
};

/**
 * firmware_known_bad() - what is known against a machine
 * @after:	the entry after which to look, NULL: from the first
 *
 * Return: the next entry that fits, or NULL.
 */
const struct known_bad *firmware_known_bad(const struct known_machine *machine,
					   const struct known_bad *after);

/**
 * firmware_known_about() - is anything known here that firmware could be held
 *	against, microcode aside
 * @ret_by:	what tells it, of the last entry about this kind of processor
 *
 * Return: true when there is an entry about this kind of processor.
 */
bool firmware_known_about(const struct known_machine *machine,
			  enum known_by *ret_by);

#endif
