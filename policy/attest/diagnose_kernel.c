/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diagnose_kernel.c - kernel, initrd and command line that were not expected */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "attest/diagnose.h"
#include "attest/launch_priv.h"
#include "cleanup.h"

bool trial_hashes(const struct trial *t)
{
	struct launch_shape shape = t->claim->shape;

	shape.kernel_hashes = !shape.kernel_hashes;
	if (!trial_fits(t, t->claim->launch, &shape))
		return false;
	return shape.kernel_hashes
		       ? FOUND(t, "the guest was launched with kernel hashes "
				  "(kernelHashes='yes'), not without")
		       : FOUND(t,
			       "the guest was launched without kernel hashes "
			       "(kernelHashes='yes'), not with them");
}

bool trial_initrd(const struct trial *t)
{
	struct launch other = *t->claim->launch;

	if (!t->claim->shape.kernel_hashes || !other.has_initrd ||
	    launch_hash("", 0, other.initrd, NULL) < 0)
		return false;
	return trial_fits(t, &other, &t->claim->shape) &&
	       FOUND(t, "the guest was launched without an initrd, not with "
			"the expected one");
}

static bool fits_cmdline(const struct trial *t, const char *text, size_t len)
{
	struct launch other = *t->claim->launch;

	return launch_hash(text, len, other.cmdline, NULL) == 0 &&
	       trial_fits(t, &other, &t->claim->shape);
}

/* What editors and "cat" do to the end of a line. */
static const struct {
	const char *before, *after, *what;
} line_edits[] = {
	{ "", "\n", "with a newline at its end" },
	{ "", "\r\n", "with a CR LF at its end" },
	{ "", " ", "with a blank at its end" },
	{ " ", "", "with a blank in front" },
};

static bool try_longer_line(const struct trial *t, const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(line_edits); i++) {
		_cleanup_free_ char *line = NULL;
		int len = asprintf(&line, "%s%s%s", line_edits[i].before, text,
				   line_edits[i].after);

		if (len >= 0 && fits_cmdline(t, line, (size_t)len + 1))
			return FOUND(t,
				     "the guest's kernel command line is the "
				     "expected one %s",
				     line_edits[i].what);
	}
	return false;
}

static bool fits_part(const struct trial *t, const char *text, size_t from,
		      size_t to)
{
	_cleanup_free_ char *line = strndup(text + from, to - from);

	return line && fits_cmdline(t, line, to - from + 1);
}

/* Without white space at one end or both: all of it, or one character. */
static bool fits_trimmed(const struct trial *t, const char *text)
{
	size_t len = strlen(text), from = 0, to = len;

	while (to && isspace((unsigned char)text[to - 1]))
		to--;
	while (from < to && isspace((unsigned char)text[from]))
		from++;
	return fits_part(t, text, from, to) || fits_part(t, text, 0, to) ||
	       fits_part(t, text, from, len) ||
	       (to < len && fits_part(t, text, 0, len - 1)) ||
	       (from && fits_part(t, text, 1, len));
}

static bool try_shorter_line(const struct trial *t, const char *text)
{
	if (fits_cmdline(t, text, strlen(text)))
		return FOUND(t, "the guest's kernel command line was hashed "
				"without its NUL: QEMU is too old");
	return fits_trimmed(t, text) &&
	       FOUND(t, "the guest's kernel command line is the expected one "
			"without white space at its ends");
}

bool trial_cmdline(const struct trial *t)
{
	const char *text = t->claim->launch->text;

	if (!t->claim->shape.kernel_hashes)
		return false;
	if (fits_cmdline(t, "", 1))
		return FOUND(t, "the guest was launched without a kernel "
				"command line, not with the expected one");
	return try_longer_line(t, text) || try_shorter_line(t, text);
}
