/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_expect.c - domain XML to the files and the shape of its launch */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "fuzz.h"

/* An empty place, so that no file of this machine is opened. */
static int empty_root(void)
{
	static int fd = -1;
	char path[] = "/tmp/sevgate-fuzz-XXXXXX";

	if (fd >= 0)
		return fd;
	MUST(mkdtemp(path));
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	MUST(fd >= 0 && rmdir(path) == 0);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct boot_files files = { .firmware = NULL };
	struct launch_shape shape;
	struct launch *launch = NULL;
	struct domain *dom = NULL;
	struct err err = { "" };

	if (domain_parse((const char *)data, size, &dom, NULL) < 0)
		return 0;
	if (expect_files(dom, &files, &err) == 0)
		MUST(files.firmware && *files.firmware);
	else
		MUST(*err.text && !files.firmware);
	err.text[0] = '\0';
	MUST(expect_launch(dom, empty_root(), 0x00a00f11, &launch, &shape,
			   &err) < 0);
	MUST(*err.text && !strchr(err.text, '\n') && !launch);
	domain_free(dom);
	return 0;
}
