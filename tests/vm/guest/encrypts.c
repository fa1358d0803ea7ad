/* SPDX-License-Identifier: GPL-2.0-or-later */
/* encrypts.c - ask what sevgate leak-test asks of a platform */
#include "hook/client/encrypts.h"

#include <stdio.h>
#include <stdlib.h>

static int once(void)
{
	struct err err = { "" };
	int result = encrypts_test(&err);

	if (result < 0)
		puts(err.text);
	else
		puts(result ? "encrypts" : "does not encrypt");
	return result < 0 ? 1 : result ? 0 : 2;
}

/* As often as asked, in one process: what it does not give back is gone. */
int main(int argc, char **argv)
{
	unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	int status;

	do
		status = once();
	while (--n);
	return status;
}
