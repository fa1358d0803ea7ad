/* SPDX-License-Identifier: GPL-2.0-or-later */
/* subject.c - where domains are from, and getting their documents */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "hook/cli/cli.h"

bool where_option(struct where *where, int option)
{
	switch (option) {
	case 'c':
		where->uri = optarg;
		return true;
	case 'p':
		where->policy_file = optarg;
		return true;
	case 'P':
		where->profile = optarg;
		return true;
	case 'N':
		where->no_host = true;
		return true;
	case 'R':
		where->root = optarg;
		return true;
	default:
		return false;
	}
}

/* --- documents ------------------------------------------------------------ */

static bool is_file_name(const char *name)
{
	size_t len = strlen(name);

	return strchr(name, '/') || access(name, F_OK) == 0 ||
	       (len > 4 && !strcmp(name + len - 4, ".xml"));
}

static int read_stdin(struct subject *subject, struct err *err)
{
	if (file_read(STDIN_FILENO, DOMAIN_XML_MAX, &subject->text,
		      &subject->len, err) < 0)
		return err_wrap(err, "standard input");
	return 0;
}

/* A path on the command line is the user's own, whatever --root says. */
static int read_file(struct subject *subject, struct err *err)
{
	return file_read_path(AT_FDCWD, subject->name, DOMAIN_XML_MAX,
			      &subject->text, &subject->len, err);
}

static int read_domain(struct judge *j, struct subject *subject,
		       struct err *err)
{
	if (judge_connect(j, err) < 0 ||
	    virt_get_xml(j->virt, subject->name, &subject->text, err) < 0)
		return -1;
	subject->is_domain = true;
	subject->len = strlen(subject->text);
	return 0;
}

int subject_read(struct judge *j, const char *name, struct subject *ret,
		 struct err *err)
{
	*ret = (struct subject){ .name = name };
	if (!strcmp(name, "-"))
		return read_stdin(ret, err);
	if (is_file_name(name))
		return read_file(ret, err);
	return read_domain(j, ret, err);
}

void subject_clear(struct subject *subject)
{
	free(subject->text);
}
