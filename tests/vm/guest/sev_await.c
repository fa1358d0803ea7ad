/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sev_await.c - what the kernel tells of a sysfs file while a command runs */
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS 60000
#define PREFIX	"SEVSTAT_"

static void fail(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* Reading is what arms poll(). */
static int open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char value[64];

	if (fd < 0 || read(fd, value, sizeof(value)) < 0)
		fail(path);
	return fd;
}

static int open_uevents(void)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC,
			NETLINK_KOBJECT_UEVENT);

	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		fail("uevents");
	return fd;
}

static bool put_file(int fd)
{
	char value[64];
	ssize_t n = pread(fd, value, sizeof(value) - 1, 0);

	if (n < 0)
		fail("pread");
	value[n] = '\0';
	printf("poll %s", value);
	return true;
}

/* One message is ACTION@PATH and variables, each ended by a NUL. */
static bool put_uevent(int fd, const char *variable)
{
	char text[8192];
	ssize_t n = recv(fd, text, sizeof(text) - 1, 0), i;
	bool ours = false;

	if (n < 0)
		fail("recv");
	text[n] = '\0';
	for (i = 0; i < n; i += (ssize_t)strlen(text + i) + 1) {
		if (strncmp(text + i, PREFIX, strlen(PREFIX)) != 0)
			continue;
		printf("uevent %s\n", text + i);
		ours |= !strncmp(text + i, variable, strlen(variable));
	}
	return ours;
}

static bool await(int file, int uevents, const char *variable)
{
	struct pollfd fds[] = { { .fd = file, .events = POLLPRI },
				{ .fd = uevents, .events = POLLIN } };
	bool polled = false, told = false;

	while (!polled || !told) {
		if (poll(fds, 2, WAIT_MS) <= 0)
			return false;
		if (!polled && (fds[0].revents & POLLPRI))
			polled = put_file(file);
		if (fds[1].revents & POLLIN)
			told |= put_uevent(uevents, variable);
		fds[0].fd = polled ? -1 : file;
	}
	return true;
}

int main(int argc, char **argv)
{
	int file, uevents, status;
	bool good;
	pid_t pid;

	if (argc < 5 || strcmp(argv[3], "--") != 0) {
		fprintf(stderr,
			"usage: sev-await FILE VARIABLE -- COMMAND...\n"
			"Prints what poll() on FILE, and uevents until "
			"one has VARIABLE, tell of what COMMAND causes.\n");
		return 2;
	}
	file = open_file(argv[1]);
	uevents = open_uevents();
	pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		execvp(argv[4], argv + 4);
		fail(argv[4]);
	}
	good = await(file, uevents, argv[2]);
	if (waitpid(pid, &status, 0) < 0)
		fail("waitpid");
	if (!good)
		puts("nothing more");
	return good && !status ? EXIT_SUCCESS : EXIT_FAILURE;
}
