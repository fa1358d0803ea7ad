/* SPDX-License-Identifier: GPL-2.0-or-later */
/* measure.h - what sevgate measure was asked for */
#ifndef HOOK_CLI_MEASURE_H
#define HOOK_CLI_MEASURE_H

#include "domain.h"
#include "hook/cli/launch_args.h"

/**
 * enum given - options that were there, a bit each
 */
enum given {
	GIVEN_TYPE = 1 << 0,
	GIVEN_CPU = 1 << 1,
	GIVEN_FAMILY = 1 << 2,
	GIVEN_MODEL = 1 << 3,
	GIVEN_STEPPING = 1 << 4,
	GIVEN_MAJOR = 1 << 5,
	GIVEN_MINOR = 1 << 6,
	GIVEN_BUILD = 1 << 7,
	GIVEN_POLICY = 1 << 8,
	GIVEN_VCPUS = 1 << 9,
	GIVEN_VMSA = 1 << 10,
	GIVEN_NONCE = 1 << 11,
	GIVEN_VERIFY = 1 << 12,
};

#define GIVEN_FMS (GIVEN_FAMILY | GIVEN_MODEL | GIVEN_STEPPING)
#define GIVEN_API (GIVEN_MAJOR | GIVEN_MINOR | GIVEN_BUILD)

/**
 * struct measure_args - the command line
 * @given:	enum given
 * @domain:	file, "-" or domain, NULL: explicit inputs
 * @launch:	its connection is where @domain is, its files are explicit inputs
 * @root:	where @domain's files are
 * @shape:	explicit inputs; of a domain the VMSAs' form counts
 * @family, @model, @stepping: of the CPU
 * @claim:	API, build, policy
 * @m:		nonce, or all of the measurement
 */
struct measure_args {
	unsigned int given;
	struct launch_args launch;
	const char *domain, *root;
	struct launch_shape shape;
	unsigned int family, model, stepping;
	struct claim claim;
	struct measurement m;
	bool json;
};

/**
 * measure_parse() - read the command line
 *
 * Return: 0, or the exit status after a usage error.
 */
int measure_parse(const struct command *self, int argc, char **argv,
		  struct measure_args *ret);

/**
 * struct measure_source - the launch to be measured
 * @rootfd:	the directory that @files are below, or AT_FDCWD
 * @dom:	owns the strings in @files, NULL for explicit inputs
 */
struct measure_source {
	int rootfd;
	struct domain *dom;
	struct boot_files files;
	struct launch *launch;
	struct launch_shape shape;
};

/**
 * measure_source_open() - the files and the shape
 * @ret:	released with measure_source_close(), also on failure
 *
 * Return: 0, or -1.
 */
int measure_source_open(const struct measure_args *args,
			struct measure_source *ret, struct err *err);

void measure_source_close(struct measure_source *source);

#endif
