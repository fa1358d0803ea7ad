/* SPDX-License-Identifier: GPL-2.0-or-later */
/* minimal.c - the least that a hook in C with libxml2 can do: the limit */
#include <libxml/parser.h>
#include <stdio.h>

#define ROOM (1u << 20)

static char text[ROOM];

int main(void)
{
	size_t len = fread(text, 1, sizeof(text), stdin);
	xmlDoc *doc =
		xmlReadMemory(text, (int)len, NULL, NULL, XML_PARSE_NONET);

	xmlFreeDoc(doc);
	return doc == NULL;
}
