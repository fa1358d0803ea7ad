/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vfio_user.c - a PCI device for a machine in another process */
#include "vfio_user.h"

#include <errno.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <string.h>

#include "policy/cleanup.h"

/* Takes a structure from the front of the payload. */
static bool take(const struct vfio_user_message *in, void *structure,
		 size_t size)
{
	if (in->len < size)
		return false;
	memcpy(structure, in->payload, size);
	return true;
}

static int answer(struct vfio_user_message *out, const void *data, size_t len)
{
	memcpy(out->payload, data, len);
	out->len = len;
	return 0;
}

/* Versions and, as text in JSON, what this side can do. */
static int version(struct device *device, struct vfio_user_message *in,
		   struct vfio_user_message *out)
{
	uint16_t number[2]; /* major, minor */
	int len;

	(void)device;
	if (!take(in, number, sizeof(number)) || number[0] != 0)
		return EINVAL;
	if (number[1] > 1)
		number[1] = 1;
	answer(out, number, sizeof(number));
	len = snprintf((char *)out->payload + sizeof(number),
		       sizeof(out->payload) - sizeof(number),
		       "{\"capabilities\":{\"max_msg_fds\":%d,"
		       "\"max_data_xfer_size\":%d}}",
		       VFIO_USER_FDS_MAX, VFIO_USER_DATA_MAX);
	out->len += (size_t)len + 1;
	return 0;
}

static int map(struct device *device, struct vfio_user_message *in,
	       struct vfio_user_message *out)
{
	struct vfio_user_dma_map arg;

	(void)out;
	if (!take(in, &arg, sizeof(arg)))
		return EINVAL;
	return dma_map(&device->mailbox.dma, arg.address, arg.size,
		       in->n_fds ? in->fd[0] : -1, arg.offset);
}

static int unmap(struct device *device, struct vfio_user_message *in,
		 struct vfio_user_message *out)
{
	struct vfio_user_dma_unmap arg;
	int error;

	if (!take(in, &arg, sizeof(arg)))
		return EINVAL;
	error = dma_unmap(&device->mailbox.dma, arg.address, arg.size);
	return error ? error : answer(out, &arg, sizeof(arg));
}

static int info(struct device *device, struct vfio_user_message *in,
		struct vfio_user_message *out)
{
	const uint32_t reply[4] = {
		sizeof(reply),
		VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI,
		VFIO_PCI_NUM_REGIONS,
		VFIO_PCI_NUM_IRQS,
	};

	(void)device;
	(void)in;
	return answer(out, reply, sizeof(reply));
}

static int region_info(struct device *device, struct vfio_user_message *in,
		       struct vfio_user_message *out)
{
	struct vfio_region_info arg;

	(void)device;
	if (!take(in, &arg, sizeof(arg)) || arg.index >= VFIO_PCI_NUM_REGIONS)
		return EINVAL;
	arg = (struct vfio_region_info){
		.argsz = sizeof(arg),
		.index = arg.index,
		.size = device_region_size(arg.index),
	};
	if (arg.size)
		arg.flags = VFIO_REGION_INFO_FLAG_READ |
			    VFIO_REGION_INFO_FLAG_WRITE;
	return answer(out, &arg, sizeof(arg));
}

static int irq_info(struct device *device, struct vfio_user_message *in,
		    struct vfio_user_message *out)
{
	struct vfio_irq_info arg;

	(void)device;
	if (!take(in, &arg, sizeof(arg)) || arg.index >= VFIO_PCI_NUM_IRQS)
		return EINVAL;
	arg = (struct vfio_irq_info){
		.argsz = sizeof(arg),
		.index = arg.index,
	};
	if (arg.index == VFIO_PCI_MSIX_IRQ_INDEX) {
		arg.flags = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE;
		arg.count = DEVICE_VECTORS;
	} else if (arg.index == VFIO_PCI_ERR_IRQ_INDEX) {
		/* QEMU complains of a device without; nothing is sent there */
		arg.flags = VFIO_IRQ_INFO_EVENTFD;
		arg.count = 1;
	}
	return answer(out, &arg, sizeof(arg));
}

static void set_vectors(struct device *device, struct vfio_user_message *in,
			const struct vfio_irq_set *set)
{
	uint32_t i;

	for (i = 0; i < set->count; i++) {
		int fd = -1;

		if (i < in->n_fds)
			fd = TAKE_FD(in->fd[i]);
		device_set_vector(device, set->start + i, fd);
	}
}

static int set_irqs(struct device *device, struct vfio_user_message *in,
		    struct vfio_user_message *out)
{
	struct vfio_irq_set set;
	unsigned int i;

	(void)out;
	if (!take(in, &set, sizeof(set)))
		return EINVAL;
	if (set.index == VFIO_PCI_ERR_IRQ_INDEX)
		return 0;
	/* other kinds of interrupts are there to be switched off */
	if (set.index != VFIO_PCI_MSIX_IRQ_INDEX)
		return set.count ? EINVAL : 0;
	if (set.start > DEVICE_VECTORS ||
	    set.count > DEVICE_VECTORS - set.start)
		return EINVAL;
	if ((set.flags & VFIO_IRQ_SET_DATA_NONE) && set.count == 0)
		for (i = 0; i < DEVICE_VECTORS; i++)
			device_set_vector(device, i, -1);
	else if (set.flags & VFIO_IRQ_SET_DATA_EVENTFD)
		set_vectors(device, in, &set);
	return 0;
}

static int region_read(struct device *device, struct vfio_user_message *in,
		       struct vfio_user_message *out)
{
	struct vfio_user_access arg;

	if (!take(in, &arg, sizeof(arg)) || arg.count > VFIO_USER_DATA_MAX ||
	    !device_read(device, arg.region, arg.offset,
			 out->payload + sizeof(arg), arg.count))
		return EINVAL;
	answer(out, &arg, sizeof(arg));
	out->len += arg.count;
	return 0;
}

static int region_write(struct device *device, struct vfio_user_message *in,
			struct vfio_user_message *out)
{
	struct vfio_user_access arg;

	if (!take(in, &arg, sizeof(arg)) ||
	    arg.count != in->len - sizeof(arg) ||
	    !device_write(device, arg.region, arg.offset,
			  in->payload + sizeof(arg), arg.count))
		return EINVAL;
	return answer(out, &arg, sizeof(arg));
}

static int reset(struct device *device, struct vfio_user_message *in,
		 struct vfio_user_message *out)
{
	(void)in;
	(void)out;
	device_reset(device);
	return 0;
}

static int serve(struct device *device, struct vfio_user_message *in,
		 struct vfio_user_message *out)
{
	switch (in->header.command) {
	case VFIO_USER_VERSION:
		return version(device, in, out);
	case VFIO_USER_DMA_MAP:
		return map(device, in, out);
	case VFIO_USER_DMA_UNMAP:
		return unmap(device, in, out);
	case VFIO_USER_GET_INFO:
		return info(device, in, out);
	case VFIO_USER_GET_REGION_INFO:
		return region_info(device, in, out);
	case VFIO_USER_GET_IRQ_INFO:
		return irq_info(device, in, out);
	case VFIO_USER_SET_IRQS:
		return set_irqs(device, in, out);
	case VFIO_USER_REGION_READ:
		return region_read(device, in, out);
	case VFIO_USER_REGION_WRITE:
		return region_write(device, in, out);
	case VFIO_USER_RESET:
		return reset(device, in, out);
	default:
		return EOPNOTSUPP;
	}
}

void vfio_user_serve(struct device *device, struct vfio_user_message *in,
		     struct vfio_user_message *out)
{
	int error;

	out->len = 0;
	out->n_fds = 0;
	error = serve(device, in, out);
	if (error)
		out->len = 0;
	out->header = (struct vfio_user_header){
		.id = in->header.id,
		.command = in->header.command,
		.size = (uint32_t)(sizeof(out->header) + out->len),
		.flags = VFIO_USER_REPLY | (error ? VFIO_USER_ERROR : 0),
		.error = (uint32_t)error,
	};
}
