/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firmware_minimum.h - is the secure processor's firmware new enough */
#ifndef POLICY_FIRMWARE_MINIMUM_H
#define POLICY_FIRMWARE_MINIMUM_H

#include <stdbool.h>

/**
 * enum firmware_interface - who of the firmware is asked
 *
 * One firmware answers PLATFORM_STATUS of SEV and SNP_PLATFORM_STATUS of
 * SEV-SNP, each with a version of its own.
 */
enum firmware_interface { FIRMWARE_SEV, FIRMWARE_SNP, FIRMWARE_INTERFACES };

/**
 * struct firmware_minimum - the oldest firmware that will do
 * @set:	something is demanded; else the rest is 0
 * @api_major:	0 to 255, as all three
 * @build:	0: any build of that API
 */
struct firmware_minimum {
	bool set;
	unsigned int api_major, api_minor, build;
};

/**
 * firmware_interface_name() - "sev" or "snp"
 */
const char *firmware_interface_name(enum firmware_interface interface);

/**
 * firmware_minimum_met() - hold what the firmware says against what is demanded
 * @api_major:	what PLATFORM_STATUS or SNP_PLATFORM_STATUS said, with
 * @api_minor:	and @build
 *
 * A newer version of the API is newer whatever its build; builds tell apart
 * what has the same version.
 *
 * Source: SEV API (AMD 55766) 5.7, SNP ABI (AMD 56860) 8.3.
 *
 * Return: true where nothing is demanded.
 */
bool firmware_minimum_met(const struct firmware_minimum *minimum,
			  unsigned int api_major, unsigned int api_minor,
			  unsigned int build);

/**
 * firmware_minimum_raise() - demand what two demand
 * @minimum:	becomes the higher of the two
 */
void firmware_minimum_raise(struct firmware_minimum *minimum,
			    const struct firmware_minimum *other);

#endif
