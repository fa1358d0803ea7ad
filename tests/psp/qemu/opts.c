/* SPDX-License-Identifier: GPL-2.0-or-later */
/* opts.c - option strings of QEMU: "first,key=value,key=value" */
#include "opts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool opt_next(const char **at, struct opt *ret_opt)
{
	const char *p = *at;

	if (!*p)
		return false;
	ret_opt->text = p;
	for (; *p; p++) {
		if (*p != ',')
			continue;
		if (p[1] != ',')
			break;
		p++;
	}
	ret_opt->len = (size_t)(p - ret_opt->text);
	*at = *p ? p + 1 : p;
	return true;
}

bool opt_is(const struct opt *opt, const char *key)
{
	size_t len = strlen(key);

	return opt->len > len && !strncmp(opt->text, key, len) &&
	       opt->text[len] == '=';
}

/* A copy in which doubled commas are single again. */
static char *unescape(const char *text, size_t len)
{
	char *copy = malloc(len + 1), *out = copy;
	size_t i;

	for (i = 0; copy && i < len; i++) {
		*out++ = text[i];
		if (text[i] == ',' && i + 1 < len && text[i + 1] == ',')
			i++;
	}
	if (copy)
		*out = '\0';
	return copy;
}

char *opt_get(const char *opts, const char *key)
{
	size_t skip = strlen(key) + 1;
	char *value = NULL;
	struct opt opt;

	while (opt_next(&opts, &opt)) {
		if (!opt_is(&opt, key))
			continue;
		free(value);
		value = unescape(opt.text + skip, opt.len - skip);
	}
	return value;
}

char *opt_first(const char *opts)
{
	struct opt opt = { opts, 0 };

	opt_next(&opts, &opt);
	return unescape(opt.text, opt.len);
}

static bool is_one_of(const struct opt *opt, const char *const *keys)
{
	for (; *keys; keys++)
		if (opt_is(opt, *keys))
			return true;
	return false;
}

char *opt_without(const char *opts, const char *const *keys)
{
	char *copy = malloc(strlen(opts) + 1), *out = copy;
	struct opt opt;

	while (copy && opt_next(&opts, &opt)) {
		if (is_one_of(&opt, keys))
			continue;
		if (out != copy)
			*out++ = ',';
		memcpy(out, opt.text, opt.len);
		out += opt.len;
	}
	if (copy)
		*out = '\0';
	return copy;
}
