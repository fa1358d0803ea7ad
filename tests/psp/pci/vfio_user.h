/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfio_user.h - a PCI device for a machine in another process */
#ifndef PSP_PCI_VFIO_USER_H
#define PSP_PCI_VFIO_USER_H

#include <assert.h>

#include "device.h"

/*
 * vfio-user protocol 0.1, docs/interop/vfio-user.rst of QEMU.  Where a message
 * carries a structure of the kernel's VFIO, that one is used.  Numbers have
 * the byte order of the machine that both ends run on.
 */

enum vfio_user_command {
	VFIO_USER_VERSION = 1,
	VFIO_USER_DMA_MAP = 2,
	VFIO_USER_DMA_UNMAP = 3,
	VFIO_USER_GET_INFO = 4,
	VFIO_USER_GET_REGION_INFO = 5,
	VFIO_USER_GET_IRQ_INFO = 7,
	VFIO_USER_SET_IRQS = 8,
	VFIO_USER_REGION_READ = 9,
	VFIO_USER_REGION_WRITE = 10,
	VFIO_USER_RESET = 13,
};

#define VFIO_USER_TYPE_MASK UINT32_C(0xf)
#define VFIO_USER_REPLY	    UINT32_C(1)
#define VFIO_USER_NO_REPLY  (UINT32_C(1) << 4)
#define VFIO_USER_ERROR	    (UINT32_C(1) << 5)

struct vfio_user_header {
	uint16_t id, command;
	uint32_t size; /* with the header */
	uint32_t flags, error;
};
static_assert(sizeof(struct vfio_user_header) == 16, "header");

struct vfio_user_dma_map {
	uint32_t argsz, flags;
	uint64_t offset, address, size;
};

struct vfio_user_dma_unmap {
	uint32_t argsz, flags;
	uint64_t address, size;
};

/* REGION_READ and its reply, REGION_WRITE; data follows. */
struct vfio_user_access {
	uint64_t offset;
	uint32_t region, count;
};

/* Registers are read and written by words; a page would be much. */
#define VFIO_USER_DATA_MAX    4096
#define VFIO_USER_PAYLOAD_MAX (VFIO_USER_DATA_MAX + 64)
#define VFIO_USER_FDS_MAX     8

/**
 * struct vfio_user_message - one message
 * @payload:	what follows the header, @len bytes
 * @fd:		descriptors that came with it; who takes one sets it to -1
 */
struct vfio_user_message {
	struct vfio_user_header header;
	uint8_t payload[VFIO_USER_PAYLOAD_MAX];
	size_t len;
	int fd[VFIO_USER_FDS_MAX];
	unsigned int n_fds;
};

/**
 * vfio_user_serve() - do what a message asks for
 * @in:		descriptors that nobody took are still in it
 * @out:	the reply: header and payload
 *
 * Nothing in the payload is trusted.  A message that is wrong gets an error
 * as its answer.
 */
void vfio_user_serve(struct device *device, struct vfio_user_message *in,
		     struct vfio_user_message *out);

#endif
