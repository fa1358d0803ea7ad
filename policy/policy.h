/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy.h - which domains, and what is demanded of them */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "domain.h"
#include "firmware_minimum.h"
#include "report.h"

#define POLICY_FILE_MAX	 (1u << 20)
#define POLICY_FILES_MAX 1000
#define SHA256_SIZE	 32

/* Later directories override files of the same name in earlier ones. */
#define POLICY_DIRS                                                   \
	{                                                             \
		"usr/share/sevgate/policy.d", "etc/sevgate/policy.d", \
			"run/sevgate/policy.d", NULL                  \
	}

enum attest { ATTEST_OFF, ATTEST_AFTER_START, ATTEST_BEFORE_BOOT };
enum on_mismatch { MISMATCH_DESTROY, MISMATCH_REPORT };
enum session_maker { SESSION_AS_GIVEN, SESSION_PER_LAUNCH, SESSION_OWNER };

/**
 * struct match - one <match>: every attribute that is there must fit
 * @launch_security:	words of "sev", "sev-snp", "none", or NULL
 * @name:		glob on the domain's name, or NULL
 * @uuid:		the domain's uuid, or NULL
 * @title:		glob on the domain's title, or NULL
 */
struct match {
	const char *launch_security, *name, *uuid, *title;
};

/**
 * struct wanted_launch - one <launch>: what kind of guest it has to be
 * @tech:		TECH_NONE: what the domain itself asks for
 * @has_policy:		@policy was given
 * @policy:		guest policy bits that have to be set
 * @kernel_hashes:	a direct kernel boot has to be measured
 * @session:		who makes the launch session: whoever wants to, the hook
 *			at each start, or the guest's owner
 * @firmware:		the image that rewriting puts in, or NULL
 */
struct wanted_launch {
	enum tech tech;
	bool has_policy, kernel_hashes;
	uint64_t policy;
	enum session_maker session;
	const char *firmware;
};

/**
 * struct wanted_secret - one <secret>: given to a guest before it boots
 * @guid:	a GUID, or "luks-key"
 * @file:	path; "%u" in it, once at most, stands for the domain's uuid
 */
struct wanted_secret {
	const char *guid, *file;
};

/**
 * struct rule_setting - one <rule>
 * @has_mode:	@mode was given
 * @value:	what the rule is set to, or NULL
 */
struct rule_setting {
	const struct rule *rule;
	bool has_mode;
	enum mode mode;
	const char *value;
};

/**
 * struct exemption - one <exempt>
 * @rule:	the rule that need not be kept
 * @domain:	glob on the domain's name, or NULL for all of the profile
 * @reason:	why
 * @until:	first second at which it no longer holds, 0: always holds
 */
struct exemption {
	const struct rule *rule;
	const char *domain, *reason;
	time_t until;
};

/**
 * struct profile - one <profile>
 * @name:		unique over all files
 * @file:		path of the file it stands in, or NULL when built in
 * @line:		line in it
 * @mode:		cap on the mode of every rule
 * @rewrite:		the agent may change definitions
 * @repair_start:	the agent starts a refused domain after mending it
 * @attest:		when a launch measurement is compared
 * @on_mismatch:	what follows when it differs
 * @secrets:		what a guest gets whose measurement is the expected one
 * @trusted:		SHA-256 digests of firmware; none means all are trusted
 *
 * Strings live as long as the policy.
 */
struct profile {
	const char *name, *file;
	int line;
	struct match *matches;
	size_t n_matches;
	enum mode mode;
	bool rewrite, repair_start;
	enum attest attest;
	enum on_mismatch on_mismatch;
	struct wanted_secret *secrets;
	size_t n_secrets;
	struct wanted_launch launch;
	struct rule_setting *rules;
	size_t n_rules;
	uint8_t (*trusted)[SHA256_SIZE];
	size_t n_trusted;
	struct exemption *exemptions;
	size_t n_exemptions;
};

/**
 * struct policy_file - one file, parsed
 * @path:	its name for messages, owned
 */
struct policy_file {
	char *path;
	struct xml *xml;
};

/**
 * struct policy - all profiles, in the order in which they are asked
 * @files:	what they were read from
 * @minimum:	of <platform>, for each enum firmware_interface: the highest of
 *		all files.  No decision over a domain goes by it
 */
struct policy {
	struct policy_file *files;
	size_t n_files;
	struct profile **profiles;
	size_t n_profiles;
	struct firmware_minimum minimum[FIRMWARE_INTERFACES];
};

/*
 * DOC: Reading in two steps
 *
 * policy_open() finds and parses the files; policy_read() holds them against
 * the schema and makes profiles.  The second step costs more than all else
 * that the hook does for a domain that is not ours, so between them
 * policy_concerns() asks, without believing a word of the files, whether any
 * of them could speak of the domain.  policy_load() does both steps.
 */

/**
 * policy_open() - find and parse the files in the three directories
 * @rootfd:	the directory that stands for "/"
 * @owner:	besides root, the user whose files are believed; 0: nobody's
 * @ret:	no profiles yet; release with policy_free()
 * @err:	"FILE: what is wrong; what is allowed"
 *
 * Files end in ".xml" and do not begin with a dot.  Files and directories
 * must be root's and writable by nobody else.  A directory that does not
 * exist is empty.
 *
 * Return: 0, or -1 when any file is wrong: half a policy is none.
 */
int policy_open(int rootfd, uid_t owner, struct policy **ret, struct err *err);

/**
 * policy_concerns() - could a profile in these files match the domain
 *
 * Return: true for every domain with a launchSecurity, and wherever a <match>
 * fits or is not understood.
 */
bool policy_concerns(const struct policy *policy, const struct domain *dom);

/**
 * policy_read() - hold opened files against the schema, make profiles
 * @err:	"FILE: line N: what is wrong; allowed: what is"
 *
 * Return: 0, or -1; the policy must not be asked then.
 */
int policy_read(struct policy *policy, struct err *err);

/**
 * policy_load() - policy_open() and policy_read()
 */
int policy_load(int rootfd, uid_t owner, struct policy **ret, struct err *err);

/**
 * policy_load_file() - read one file and nothing else
 * @dirfd:	@path is looked up here
 */
int policy_load_file(int dirfd, const char *path, uid_t owner,
		     struct policy **ret, struct err *err);

/**
 * policy_parse() - read one policy document from memory
 * @name:	stands for the file in messages
 */
int policy_parse(const char *text, size_t len, const char *name,
		 struct policy **ret, struct err *err);

/**
 * policy_builtin() - the policy that is used where none is installed: the
 *		      shipped profile "declared"
 */
int policy_builtin(struct policy **ret, struct err *err);

/**
 * policy_free() - release a policy
 * @policy:	may be NULL
 */
void policy_free(struct policy *policy);

static inline void policy_freep(struct policy **policy)
{
	policy_free(*policy);
}

/**
 * policy_match() - the profile that decides over a domain
 *
 * Return: the first that matches, NULL when the domain is nobody's business.
 */
const struct profile *policy_match(const struct policy *policy,
				   const struct domain *dom);

/**
 * policy_profile() - the profile of that name, or NULL
 */
const struct profile *policy_profile(const struct policy *policy,
				     const char *name);

/**
 * profile_setting() - what a profile says of a rule, or NULL
 */
const struct rule_setting *profile_setting(const struct profile *profile,
					   const struct rule *rule);

/**
 * profile_exemption() - the exemption that holds for a rule and a domain
 * @now:	the present time
 *
 * Return: the exemption, or NULL.
 */
const struct exemption *profile_exemption(const struct profile *profile,
					  const struct rule *rule,
					  const char *domain, time_t now);

#endif
