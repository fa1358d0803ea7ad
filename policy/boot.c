/* SPDX-License-Identifier: GPL-2.0-or-later */
/* boot.c - the files that a guest is launched from, and those beside them */
#include "boot.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"

static int open_one(int rootfd, const char *path, int *ret_fd, struct err *err)
{
	if (path)
		*ret_fd = file_open(rootfd, path, NULL, err);
	return path && *ret_fd < 0 ? -1 : 0;
}

int boot_open(int rootfd, const struct boot_files *files, struct launch **ret,
	      struct err *err)
{
	_cleanup_close_ int firmware = -1;
	_cleanup_close_ int kernel = -1;
	_cleanup_close_ int initrd = -1;

	if (open_one(rootfd, files->firmware, &firmware, err) < 0 ||
	    open_one(rootfd, files->kernel, &kernel, err) < 0 ||
	    open_one(rootfd, files->initrd, &initrd, err) < 0)
		return -1;
	return launch_open(firmware, kernel, initrd, files->cmdline, ret, err);
}

/* --- neighbours ----------------------------------------------------------- */

/**
 * struct kind - one of the files
 * @label:	what it is called
 * @of:		where its path is
 */
static const struct kind {
	const char *label;
	size_t of;
} kinds[BOOT_KINDS] = {
	{ "firmware", offsetof(struct boot_files, firmware) },
	{ "kernel", offsetof(struct boot_files, kernel) },
	{ "initrd", offsetof(struct boot_files, initrd) },
};

static const char **path_of(struct boot_files *files, const struct kind *kind)
{
	return (const char **)((char *)files + kind->of);
}

/* The letters a name begins with: "OVMF", "vmlinuz", "initrd". */
static size_t stem(const char *name)
{
	size_t len = 0;

	while (isalpha((unsigned char)name[len]))
		len++;
	return len;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_free(char **names, size_t count)
{
	while (count)
		free(names[--count]);
	free(names);
}

/* Names in @dir that begin as @name does, sorted; @name itself is none. */
static char **neighbours(DIR *dir, const char *name, size_t *ret_count)
{
	const struct dirent *entry;
	char **names = NULL;
	size_t count = 0, len = stem(name);

	while (len && (entry = readdir(dir))) {
		char **grown;

		if (strncmp(entry->d_name, name, len) != 0 ||
		    !strcmp(entry->d_name, name))
			continue;
		grown = reallocarray(names, count + 1, sizeof(*names));
		if (!grown)
			break;
		names = grown;
		names[count] = strdup(entry->d_name);
		if (!names[count])
			break;
		count++;
	}
	if (count)
		qsort(names, count, sizeof(*names), by_name);
	*ret_count = count;
	return names;
}

static void add_other(int rootfd, const struct boot_files *files,
		      const struct kind *kind, const char *path,
		      struct boot_others *ret)
{
	struct launch_other *other = &ret->others[ret->count];
	struct boot_files changed = *files;
	struct launch *launch = NULL;
	char *label = NULL;

	*path_of(&changed, kind) = path;
	if (boot_open(rootfd, &changed, &launch, NULL) < 0)
		return;
	if (asprintf(&label, "%s %s", kind->label, path) < 0) {
		launch_free(launch);
		return;
	}
	*other = (struct launch_other){ .label = label, .launch = launch };
	ret->count++;
}

static DIR *open_dir(int rootfd, const char *path)
{
	int fd = openat(rootfd, rootfd == AT_FDCWD ? path : file_relative(path),
			O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

static void add_kind(int rootfd, const struct boot_files *files,
		     const struct kind *kind, struct boot_others *ret)
{
	struct boot_files copy = *files;
	const char *path = *path_of(&copy, kind);
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *name = slash ? slash + 1 : path;
	_cleanup_closedir_ DIR *dir = NULL;
	_cleanup_free_ char *parent = NULL;
	size_t count = 0, end = ret->count + BOOT_MAX_SIBLINGS, i;
	char **names;

	if (path)
		parent = strndup(path, (size_t)(name - path));
	if (parent)
		dir = open_dir(rootfd, *parent ? parent : ".");
	if (!dir)
		return;
	names = neighbours(dir, name, &count);
	for (i = 0; i < count && ret->count < end; i++) {
		_cleanup_free_ char *other = NULL;

		if (asprintf(&other, "%s%s", parent, names[i]) >= 0)
			add_other(rootfd, files, kind, other, ret);
	}
	names_free(names, count);
}

void boot_others_open(int rootfd, const struct boot_files *files,
		      struct boot_others *ret)
{
	size_t i;

	*ret = (struct boot_others){ .count = 0 };
	for (i = 0; i < BOOT_KINDS; i++)
		add_kind(rootfd, files, &kinds[i], ret);
}

void boot_others_clear(struct boot_others *others)
{
	while (others->count) {
		struct launch_other *other = &others->others[--others->count];

		free((char *)other->label);
		launch_free((struct launch *)other->launch);
	}
}
