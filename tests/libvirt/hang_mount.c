/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hang_mount.c - mount a file system that never answers: a dead file server */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

/* usage: hang-mount DIRECTORY   until it is killed */
int main(int argc, char **argv)
{
	int fd = open("/dev/fuse", O_RDWR);
	char options[128];

	if (argc != 2 || fd < 0) {
		perror("/dev/fuse");
		return 1;
	}
	snprintf(options, sizeof(options),
		 "fd=%d,rootmode=40755,user_id=0,group_id=0", fd);
	if (mount("hang", argv[1], "fuse", MS_NOSUID | MS_NODEV, options) < 0) {
		perror(argv[1]);
		return 1;
	}
	/* FUSE_INIT is never answered, so everybody waits for it */
	for (;;)
		pause();
}
