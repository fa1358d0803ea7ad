/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pages.c - the pages of docs/rules, as bytes in the program */
#include <string.h>

#include "cleanup.h"
#include "hook/cli/cli.h"

/* made by the Makefile from rules/list.def: one PAGE(slug, "id") a rule */
#define PAGE(slug, id)                               \
	__asm__(".section .rodata\n"                 \
		"page_" #slug ":\n"                  \
		".incbin \"docs/rules/" id ".md\"\n" \
		"page_" #slug "_end:\n"              \
		".previous\n");                      \
	extern const char page_##slug[], page_##slug##_end[];
#include "pages.def"
#undef PAGE

static const struct {
	const char *id, *text, *end;
} pages[] = {
#define PAGE(slug, id) { id, page_##slug, page_##slug##_end },
#include "pages.def"
#undef PAGE
};

const char *page_text(const char *id, size_t *ret_len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		if (strcmp(pages[i].id, id) != 0)
			continue;
		*ret_len = (size_t)(pages[i].end - pages[i].text);
		return pages[i].text;
	}
	return NULL;
}
