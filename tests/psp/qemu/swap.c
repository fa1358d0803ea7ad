/* SPDX-License-Identifier: GPL-2.0-or-later */
/* swap.c - a host that launches something else than it was told */
#include "swap.h"

#include <stdlib.h>
#include <string.h>

#include "policy/cleanup.h"
#include "policy/text.h"

/* More than any machine type of QEMU has. */
#define CPUS_MAX 4096

static int take_text(char **text, const char *value, struct err *err)
{
	free(*text);
	*text = strdup(value);
	return *text ? 0 : err_set(err, "out of memory");
}

static int take_cpus(const char *value, struct swap *swap, struct err *err)
{
	uint64_t number;

	if (!text_to_u64(value, 10, CPUS_MAX, &number) || !number)
		return err_set(err, "needs a number from 1 to %d", CPUS_MAX);
	swap->cpus = (unsigned int)number;
	return 0;
}

static int take_policy(const char *value, struct swap *swap, struct err *err)
{
	uint64_t number;

	if (!text_to_u64(value, 16, UINT32_MAX, &number))
		return err_set(err, "needs a policy in hexadecimal");
	swap->has_policy = true;
	swap->policy = (uint32_t)number;
	return 0;
}

int swap_line(const char *line, struct swap *swap, bool *ret_known,
	      struct err *err)
{
	static const char word[] = "swap ";
	const struct {
		const char *name;
		char **text;
	} texts[] = {
		{ "firmware", &swap->firmware },
		{ "kernel", &swap->kernel },
		{ "initrd", &swap->initrd },
		{ "cmdline", &swap->cmdline },
	};
	_cleanup_free_ char *what = NULL;
	const char *value;
	size_t i;

	*ret_known = !strncmp(line, word, strlen(word));
	if (!*ret_known)
		return 0;
	line += strlen(word);
	value = strchr(line, ' ');
	if (!value)
		return err_set(err, "needs what is swapped, and for what");
	what = strndup(line, (size_t)(value++ - line));
	if (!what)
		return err_set(err, "out of memory");
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(what, texts[i].name))
			return take_text(texts[i].text, value, err);
	if (!strcmp(what, "cpus"))
		return take_cpus(value, swap, err);
	if (!strcmp(what, "policy"))
		return take_policy(value, swap, err);
	return err_set(err, "nothing that can be swapped");
}

static int replace(char **arg, const char *text, struct err *err)
{
	return text ? take_text(arg, text, err) : 0;
}

int swap_apply(const struct swap *swap, struct qemu_args *args, struct err *err)
{
	if (!args->sev.id)
		return 0; /* a probe, or not confidential */
	if (replace(&args->bios, swap->firmware, err) < 0 ||
	    replace(&args->kernel, swap->kernel, err) < 0 ||
	    replace(&args->initrd, swap->initrd, err) < 0 ||
	    replace(&args->append, swap->cmdline, err) < 0)
		return -1;
	if (swap->firmware) {
		/* what is in memory is measured when there is no flash */
		free(args->pflash);
		args->pflash = NULL;
	}
	if (swap->cpus)
		args->n_cpus = swap->cpus;
	if (swap->has_policy)
		args->sev.policy = swap->policy;
	return 0;
}

void swap_clear(struct swap *swap)
{
	free(swap->firmware);
	free(swap->kernel);
	free(swap->initrd);
	free(swap->cmdline);
	*swap = (struct swap){ 0 };
}
