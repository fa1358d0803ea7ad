/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fault_file.c - what a test wants to go wrong */
#include "fault_file.h"

#include <fcntl.h>
#include <string.h>

#include "tests/psp/readfile.h"
#include "policy/text.h"

#define FAULT_FILE_MAX QMP_FAULT_TEXT_MAX

/* The number behind "WORD ". */
static bool number_after(const char *line, const char *word, uint64_t max,
			 uint64_t *ret_number)
{
	size_t len = strlen(word);

	return !strncmp(line, word, len) && line[len] == ' ' &&
	       text_to_u64(line + len + 1, 10, max, ret_number);
}

static bool host_line(const char *line, struct host_faults *host)
{
	uint64_t number;

	if (number_after(line, "cbitpos", 63, &number))
		host->cbitpos = (unsigned int)number;
	else if (number_after(line, "kvm-init", 4095, &number))
		host->kvm_init = -(int)number;
	else if (!strcmp(line, "no-es"))
		host->no_es = true;
	else if (!strcmp(line, "allow-migration"))
		host->allow_migration = true;
	else
		return false;
	return true;
}

static int one_line(const char *line, struct psp_faults *firmware,
		    struct host_faults *host, struct err *err)
{
	bool known;

	if (!*line || *line == '#' || host_line(line, host))
		return 0;
	if (psp_faults_line(line, firmware, &known, err) < 0)
		return -1;
	if (!known && swap_line(line, &host->swap, &known, err) < 0)
		return -1;
	if (!known && qmp_faults_line(line, &host->qmp, &known, err) < 0)
		return -1;
	return known ? 0 : err_set(err, "unknown directive");
}

int fault_file_read(const char *path, struct psp_faults *firmware,
		    struct host_faults *host, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	char *line, *rest;
	unsigned int number = 0;
	size_t len;

	*firmware = (struct psp_faults){ 0 };
	*host = (struct host_faults){ .cbitpos = HOST_CBITPOS };
	if (access(path, F_OK) < 0)
		return 0;
	if (psp_read_file(path, FAULT_FILE_MAX, &text, &len, err) < 0)
		return -1;
	rest = text;
	while ((line = strsep(&rest, "\n"))) {
		number++;
		if (one_line(line, firmware, host, err) < 0)
			return err_wrap(err, "%s: line %u", path, number);
	}
	return 0;
}

void host_faults_clear(struct host_faults *host)
{
	swap_clear(&host->swap);
	qmp_faults_clear(&host->qmp);
}
