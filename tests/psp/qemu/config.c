/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config.c - where the stand-in finds its surroundings */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *path(const char *variable, const char *usual)
{
	const char *value = getenv(variable);

	return value ? value : usual;
}

void config_load(struct config *config)
{
	config->qemu = path("SEV_PSP_QEMU", "/usr/bin/qemu-system-x86_64.real");
	config->faults = path("SEV_PSP_FAULTS", "/etc/sev-psp/faults");
	config->device = path("SEV_PSP_DEVICE", "/dev/sev");
	config->parameters =
		path("SEV_PSP_PARAMETERS", "/sys/module/kvm_amd/parameters");
	config->state = path("SEV_PSP_STATE", "/var/lib/sev-psp");
	/* with the rights to open files, which a probe has more of */
	if (eaccess(config->state, R_OK | W_OK | X_OK) == 0)
		return;
	snprintf(config->own_state, sizeof(config->own_state), "%s-%u",
		 config->state, geteuid());
	config->state = config->own_state;
}
