/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host.h - what stands for QEMU's sev-guest object, KVM and /dev/sev */
#ifndef PSP_QEMU_HOST_H
#define PSP_QEMU_HOST_H

#include "args.h"
#include "config.h"
#include "fault_file.h"
#include "tests/psp/psp.h"

/**
 * enum sev_state - the state of a guest as QMP names it
 */
enum sev_state {
	SEV_UNINIT,
	SEV_LAUNCH_UPDATE,
	SEV_LAUNCH_SECRET,
	SEV_RUNNING,
};

/**
 * struct sev_host - one QEMU process's view of SEV
 * @config:	paths
 * @args:	its command line
 * @faults:	what goes wrong outside the firmware
 * @psp:	the firmware, open once a command needed it
 * @psp_open:	whether it is
 * @guest:	the launch context of SEV and SEV-ES
 * @state:	as query-sev tells; stays SEV_UNINIT without an SEV object
 * @firmware:	the image in the first flash or of -bios
 * @measurement:	valid from SEV_LAUNCH_SECRET on
 * @version:	of the real QEMU, 100 * major + minor, 0: not asked yet
 */
struct sev_host {
	struct config config;
	const struct qemu_args *args;
	struct host_faults faults;
	struct psp psp;
	bool psp_open;
	struct psp_guest guest;
	enum sev_state state;
	uint8_t *firmware;
	size_t firmware_len;
	struct psp_measurement measurement;
	unsigned int version;
};

/* sev-snp-guest came with this one, and renamed functions. */
#define QEMU_9_1 901

/**
 * host_prepare() - paths and faults
 * @args:	outlives the host; changed where something else is to be
 *		launched, see swap.h
 *
 * Return: 0, or -1 with @err filled.
 */
int host_prepare(struct sev_host *host, struct qemu_args *args,
		 struct err *err);

/**
 * host_update_faults() - read the fault file again
 *
 * A broken file leaves things as they are.
 */
void host_update_faults(struct sev_host *host);

/**
 * host_open_psp() - open the firmware as QEMU opens /dev/sev
 * @err:	the reason alone, "No such file or directory"
 *
 * Return: 0, or -1.
 */
int host_open_psp(struct sev_host *host, struct err *err);

/**
 * host_kvm_has() - is a parameter of kvm_amd on
 * @parameter:	"sev", "sev_es" or "sev_snp"; one that is not there is on
 */
bool host_kvm_has(const struct sev_host *host, const char *parameter);

/**
 * host_version() - the real QEMU's version, from its own mouth
 */
unsigned int host_version(struct sev_host *host);

/**
 * host_trace() - one line in the state directory's "trace" file
 */
void host_trace(const struct sev_host *host, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * host_close() - wipe and free
 */
void host_close(struct sev_host *host);

#endif
