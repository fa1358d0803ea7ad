/* SPDX-License-Identifier: GPL-2.0-or-later */
/* descriptors.h - which firmware images the host offers */
#ifndef HOOK_CLIENT_DESCRIPTORS_H
#define HOOK_CLIENT_DESCRIPTORS_H

#include "host.h"

/**
 * descriptors_read() - read QEMU's firmware descriptors
 * @rootfd:	the directory that stands for "/"
 * @host:	gets the images, best first; release with descriptors_clear()
 *
 * Reads usr/share/qemu/firmware, then etc/qemu/firmware, where a file of the
 * same name counts instead.  An image is taken when its descriptor names an
 * amd-sev feature, does not require SMM or enrolled keys, is for q35 on
 * x86_64, and the file can do what the descriptor says.  An unreadable
 * descriptor is passed over: the host has then one choice less.
 *
 * Source: QEMU, docs/interop/firmware.json.
 */
void descriptors_read(int rootfd, struct host *host);

/**
 * descriptors_clear() - release what descriptors_read() made
 */
void descriptors_clear(struct host *host);

#endif
