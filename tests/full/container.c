/* SPDX-License-Identifier: GPL-2.0-or-later */
/* container.c - all that runs in a container's VM */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	printf("container: process %d\n", (int)getpid());
	fflush(stdout);
	for (;;)
		pause();
}
