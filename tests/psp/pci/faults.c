/* SPDX-License-Identifier: GPL-2.0-or-later */
/* faults.c - a mailbox that misbehaves on demand */
#include "faults.h"

#include <string.h>

#include "policy/cleanup.h"
#include "tests/psp/readfile.h"

#define FAULTS_MAX 65536

/* What is behind "WORD ", or NULL. */
static const char *after(const char *line, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(line, word, len) && line[len] == ' ' ? line + len + 1
							     : NULL;
}

static int hang_line(const char *name, struct mailbox_faults *mailbox,
		     struct err *err)
{
	enum psp_cmd cmd;

	if (!psp_cmd_find(name, &cmd))
		return err_set(err, "no such firmware command");
	mailbox->hang[cmd] = true;
	return 0;
}

static int length_line(const char *rest, struct mailbox_faults *mailbox,
		       struct err *err)
{
	enum psp_cmd cmd;
	uint64_t number;

	if (psp_faults_number(rest, UINT32_MAX, &cmd, &number, err) < 0)
		return -1;
	mailbox->length[cmd] = (struct psp_untruth){ true, (uint32_t)number };
	return 0;
}

static int scramble_line(const char *rest, struct mailbox_faults *mailbox,
			 struct err *err)
{
	enum psp_cmd cmd;
	uint64_t number;

	if (psp_faults_number(rest, UINT32_MAX, &cmd, &number, err) < 0)
		return -1;
	if (cmd != PSP_CMD_LAUNCH_UPDATE_DATA &&
	    cmd != PSP_CMD_LAUNCH_UPDATE_VMSA)
		return err_set(err, "a command that loads nothing");
	mailbox->scramble[cmd] = (uint32_t)number;
	return 0;
}

static int one_line(const char *line, struct psp_faults *firmware,
		    struct mailbox_faults *mailbox, struct err *err)
{
	const char *rest;
	bool known;

	if (!*line || *line == '#')
		return 0;
	if (!strcmp(line, "dead")) {
		mailbox->dead = true;
		return 0;
	}
	rest = after(line, "hang");
	if (rest)
		return hang_line(rest, mailbox, err);
	rest = after(line, "length");
	if (rest)
		return length_line(rest, mailbox, err);
	rest = after(line, "scramble");
	if (rest)
		return scramble_line(rest, mailbox, err);
	if (psp_faults_line(line, firmware, &known, err) < 0)
		return -1;
	return known ? 0 : err_set(err, "unknown directive");
}

int faults_read(const char *path, struct psp_faults *firmware,
		struct mailbox_faults *mailbox, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	char *line, *rest;
	unsigned int number = 0;
	size_t len;

	memset(firmware, 0, sizeof(*firmware));
	memset(mailbox, 0, sizeof(*mailbox));
	if (access(path, F_OK) < 0)
		return 0;
	if (psp_read_file(path, FAULTS_MAX, &text, &len, err) < 0)
		return -1;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		if (one_line(line, firmware, mailbox, err) < 0)
			return err_wrap(err, "%s: line %u", path, number);
	}
	return 0;
}
