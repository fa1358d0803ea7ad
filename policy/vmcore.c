/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vmcore.c - a memory dump's header: which bytes of it are which memory */
#include "vmcore.h"

#include <assert.h>
#include <elf.h>
#include <string.h>

static_assert(sizeof(Elf32_Ehdr) == 52 && sizeof(Elf64_Ehdr) == 64,
	      "ELF header");
static_assert(sizeof(Elf32_Phdr) == 32 && sizeof(Elf64_Phdr) == 56,
	      "program header");

/**
 * struct table - where the program headers are
 */
struct table {
	uint64_t offset;
	size_t n, entry_size;
	bool wide;
};

static int bad(struct err *err, const char *what)
{
	return err_set(err, "memory dump: %s", what);
}

static int read_ehdr32(const uint8_t *head, size_t len, struct table *ret,
		       uint16_t *ret_type)
{
	Elf32_Ehdr eh;

	if (len < sizeof(eh))
		return -1;
	memcpy(&eh, head, sizeof(eh));
	*ret = (struct table){ eh.e_phoff, eh.e_phnum, eh.e_phentsize, false };
	*ret_type = eh.e_type;
	return ret->entry_size == sizeof(Elf32_Phdr) ? 0 : -1;
}

static int read_ehdr64(const uint8_t *head, size_t len, struct table *ret,
		       uint16_t *ret_type)
{
	Elf64_Ehdr eh;

	if (len < sizeof(eh))
		return -1;
	memcpy(&eh, head, sizeof(eh));
	*ret = (struct table){ eh.e_phoff, eh.e_phnum, eh.e_phentsize, true };
	*ret_type = eh.e_type;
	return ret->entry_size == sizeof(Elf64_Phdr) ? 0 : -1;
}

static int find_table(const uint8_t *head, size_t len, struct table *ret,
		      struct err *err)
{
	uint16_t type = ET_NONE;
	int result;

	if (len < EI_NIDENT || memcmp(head, ELFMAG, SELFMAG) != 0)
		return bad(err, "not an ELF file");
	/* our own byte order: SEV is x86 */
	if (head[EI_DATA] != ELFDATA2LSB)
		return bad(err, "not of a little-endian guest");
	if (head[EI_CLASS] == ELFCLASS64)
		result = read_ehdr64(head, len, ret, &type);
	else
		result = read_ehdr32(head, len, ret, &type);
	if (result < 0 || type != ET_CORE)
		return bad(err, "its ELF header is not a core file's");
	if (!ret->n || ret->n > VMCORE_MAX_SEGMENTS)
		return err_set(err,
			       "memory dump: has %zu program headers, not 1 to "
			       "%d",
			       ret->n, VMCORE_MAX_SEGMENTS);
	if (ret->offset > len || ret->n * ret->entry_size > len - ret->offset)
		return err_set(err,
			       "memory dump: its program headers are not in "
			       "the first %zu bytes",
			       len);
	return 0;
}

static uint32_t read_phdr(const uint8_t *p, bool wide,
			  struct vmcore_segment *ret)
{
	Elf32_Phdr narrow;
	Elf64_Phdr ph;

	if (wide) {
		memcpy(&ph, p, sizeof(ph));
		*ret = (struct vmcore_segment){ ph.p_offset, ph.p_paddr,
						ph.p_filesz };
		return ph.p_type;
	}
	memcpy(&narrow, p, sizeof(narrow));
	*ret = (struct vmcore_segment){ narrow.p_offset, narrow.p_paddr,
					narrow.p_filesz };
	return narrow.p_type;
}

static int take_segment(struct vmcore *core, uint32_t type,
			const struct vmcore_segment *segment)
{
	uint64_t end;

	if (__builtin_add_overflow(segment->offset, segment->size, &end) ||
	    segment->address + segment->size < segment->address)
		return -1;
	if (end > core->size)
		core->size = end;
	if (type != PT_LOAD)
		return 0;
	core->segments[core->n_segments++] = *segment;
	return __builtin_add_overflow(core->memory, segment->size,
				      &core->memory)
		       ? -1
		       : 0;
}

int vmcore_parse(const uint8_t *head, size_t len, struct vmcore *ret,
		 struct err *err)
{
	struct table table = { 0 };
	size_t i;

	*ret = (struct vmcore){ 0 };
	if (find_table(head, len, &table, err) < 0)
		return -1;
	for (i = 0; i < table.n; i++) {
		struct vmcore_segment segment;
		uint32_t type =
			read_phdr(head + table.offset + i * table.entry_size,
				  table.wide, &segment);

		if (take_segment(ret, type, &segment) < 0)
			return err_set(err,
				       "memory dump: segment %zu is larger "
				       "than there can be",
				       i);
	}
	return ret->memory ? 0 : bad(err, "has no memory in it");
}

bool vmcore_address(const struct vmcore *core, uint64_t offset,
		    uint64_t *ret_address)
{
	size_t i;

	for (i = 0; i < core->n_segments; i++) {
		const struct vmcore_segment *s = &core->segments[i];

		if (offset < s->offset || offset - s->offset >= s->size)
			continue;
		*ret_address = s->address + (offset - s->offset);
		return true;
	}
	return false;
}
