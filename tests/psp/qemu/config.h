/* SPDX-License-Identifier: GPL-2.0-or-later */
/* config.h - where the stand-in finds its surroundings */
#ifndef PSP_QEMU_CONFIG_H
#define PSP_QEMU_CONFIG_H

/**
 * struct config - paths, each with a variable that overrides it
 * @qemu:	the real QEMU (SEV_PSP_QEMU)
 * @state:	the chip's state directory (SEV_PSP_STATE); when a user may
 *		not enter it, the same with "-UID" at its end
 * @faults:	the fault file (SEV_PSP_FAULTS)
 * @device:	/dev/sev (SEV_PSP_DEVICE)
 * @parameters:	of kvm_amd (SEV_PSP_PARAMETERS)
 *
 * libvirt passes no variables on: in a rig the built-in paths are used.
 */
struct config {
	const char *qemu, *state, *faults, *device, *parameters;
	char own_state[64];
};

/**
 * config_load() - find out the paths
 */
void config_load(struct config *config);

#endif
