/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay.c - run a fuzz target over the files it is given, in TAP */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "file.h"
#include "fuzz.h"

#define INPUT_MAX (64u << 20)

static unsigned int count;

static void run_file(const char *path)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { "" };
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len;

	count++;
	if (fd < 0 || file_read(fd, INPUT_MAX, &text, &len, &err) < 0) {
		printf("not ok %u - %s: cannot be read\n", count, path);
		exit(1);
	}
	/* what does not hold aborts, and the runner sees that */
	LLVMFuzzerTestOneInput((uint8_t *)text, len);
	printf("ok %u - %s\n", count, path);
}

static int not_hidden(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void run(const char *path)
{
	struct dirent **entries;
	struct stat st;
	int n, i;

	if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode)) {
		run_file(path);
		return;
	}
	n = scandir(path, &entries, not_hidden, alphasort);
	for (i = 0; i < n; i++) {
		char inner[PATH_MAX];

		snprintf(inner, sizeof(inner), "%s/%s", path,
			 entries[i]->d_name);
		run_file(inner);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		run(argv[i]);
	printf("1..%u\n", count);
	return 0;
}
