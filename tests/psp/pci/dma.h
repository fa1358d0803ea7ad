/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dma.h - the guest's memory, as far as the device may reach it */
#ifndef PSP_PCI_DMA_H
#define PSP_PCI_DMA_H

#include <stddef.h>
#include <stdint.h>

/* QEMU maps a handful: low memory, what is behind ROMs, high memory. */
#define DMA_REGIONS 64

/**
 * struct dma - what was mapped; starts zeroed
 * @region:	@size 0: free; @memory NULL: known, but not mapped
 */
struct dma {
	struct dma_region {
		uint64_t address, size;
		uint8_t *memory;
	} region[DMA_REGIONS];
};

/**
 * dma_map() - a range of guest memory may be reached
 * @address:	where the device sees it
 * @size:	bytes
 * @fd:		of the memory, stays the caller's; -1: it can not be mapped,
 *		and what is there can not be reached
 * @offset:	in @fd
 *
 * Return: 0, or an errno: EINVAL for a range that is none, EEXIST when it
 * overlaps one that is there, ENOSPC, or what mmap() says.
 */
int dma_map(struct dma *dma, uint64_t address, uint64_t size, int fd,
	    uint64_t offset);

/**
 * dma_unmap() - take exactly that range back
 *
 * Return: 0, or ENOENT.
 */
int dma_unmap(struct dma *dma, uint64_t address, uint64_t size);

/**
 * dma_at() - the memory at @address
 *
 * Return: NULL unless all of @len bytes, at least one, are in one region.
 */
void *dma_at(const struct dma *dma, uint64_t address, uint64_t len);

/**
 * dma_clear() - take everything back
 */
void dma_clear(struct dma *dma);

#endif
