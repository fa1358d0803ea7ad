/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dma.c - the guest's memory, as far as the device may reach it */
#include "dma.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

static bool overlaps(const struct dma_region *region, uint64_t address,
		     uint64_t size)
{
	return region->size && address < region->address + region->size &&
	       region->address < address + size;
}

static struct dma_region *find_room(struct dma *dma, uint64_t address,
				    uint64_t size, int *ret_errno)
{
	struct dma_region *room = NULL;
	unsigned int i;

	*ret_errno = ENOSPC;
	for (i = 0; i < DMA_REGIONS; i++) {
		if (overlaps(&dma->region[i], address, size)) {
			*ret_errno = EEXIST;
			return NULL;
		}
		if (!dma->region[i].size)
			room = &dma->region[i];
	}
	return room;
}

int dma_map(struct dma *dma, uint64_t address, uint64_t size, int fd,
	    uint64_t offset)
{
	struct dma_region *region;
	void *memory = NULL;
	int error;

	if (size == 0 || size > SIZE_MAX || address + size < address ||
	    offset > INT64_MAX - size)
		return EINVAL;
	region = find_room(dma, address, size, &error);
	if (!region)
		return error;
	if (fd >= 0)
		memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			      fd, (off_t)offset);
	if (memory == MAP_FAILED)
		return errno;
	*region = (struct dma_region){ address, size, memory };
	return 0;
}

static void drop(struct dma_region *region)
{
	if (region->memory)
		munmap(region->memory, region->size);
	memset(region, 0, sizeof(*region));
}

int dma_unmap(struct dma *dma, uint64_t address, uint64_t size)
{
	unsigned int i;

	for (i = 0; i < DMA_REGIONS; i++) {
		struct dma_region *region = &dma->region[i];

		if (!size || region->address != address || region->size != size)
			continue;
		drop(region);
		return 0;
	}
	return ENOENT;
}

void *dma_at(const struct dma *dma, uint64_t address, uint64_t len)
{
	unsigned int i;

	for (i = 0; i < DMA_REGIONS; i++) {
		const struct dma_region *region = &dma->region[i];
		uint64_t offset = address - region->address;

		if (region->memory && address >= region->address && len > 0 &&
		    offset < region->size && len <= region->size - offset)
			return region->memory + offset;
	}
	return NULL;
}

void dma_clear(struct dma *dma)
{
	unsigned int i;

	for (i = 0; i < DMA_REGIONS; i++)
		drop(&dma->region[i]);
}
