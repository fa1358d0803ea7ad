/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c - sevgate-metrics: metrics over HTTP, to one client */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "cleanup.h"
#include "hook/metrics/snapshot.h"

/*
 * DOC: One process, one client
 *
 * systemd listens and starts this program for each connection, which is its
 * standard input (Accept=yes).  So a client that is slow, or worse, costs one
 * process that ends soon, and nothing of ours listens.  What HTTP is the
 * library knows; ours is what is asked for and how long.
 */

/* Between two bytes of a client, and for all of them. */
#define IDLE_SECONDS 5
#define ALL_SECONDS  15
/* of a request, with its headers */
#define REQUEST_MAX 16384

#define TEXT_TYPE    "text/plain; charset=utf-8"
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/**
 * struct server - what the library's calls need
 * @done:	the connection is closed
 */
struct server {
	int rootfd;
	bool done;
};

static enum MHD_Result reply(struct MHD_Connection *connection,
			     unsigned int status, const char *type,
			     const char *allow, char *text, size_t len,
			     enum MHD_ResponseMemoryMode whose)
{
	struct MHD_Response *response =
		MHD_create_response_from_buffer(len, text, whose);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	if (allow)
		MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, allow);
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result say(struct MHD_Connection *connection,
			   unsigned int status, const char *allow,
			   const char *text)
{
	return reply(connection, status, TEXT_TYPE, allow, (char *)text,
		     strlen(text), MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result give_metrics(struct MHD_Connection *connection,
				    int rootfd)
{
	char *text;
	size_t len;

	if (metrics_text(rootfd, &text, &len) < 0)
		return say(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, NULL,
			   "out of memory\n");
	return reply(connection, MHD_HTTP_OK, METRICS_TYPE, NULL, text, len,
		     MHD_RESPMEM_MUST_FREE);
}

static enum MHD_Result answer(void *data, struct MHD_Connection *connection,
			      const char *url, const char *method,
			      const char *version, const char *body,
			      size_t *body_len, void **seen)
{
	const struct server *server = data;

	(void)version;
	(void)body;
	/* the first call is for the headers, those after it for a body */
	if (!*seen) {
		*seen = data;
		return MHD_YES;
	}
	if (*body_len) {
		*body_len = 0;
		return MHD_YES;
	}
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 &&
	    strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return say(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET, HEAD",
			   "only GET and HEAD\n");
	if (!strcmp(url, "/metrics"))
		return give_metrics(connection, server->rootfd);
	if (!strcmp(url, "/"))
		return say(connection, MHD_HTTP_OK, NULL,
			   "sevgate " VERSION ": see /metrics\n");
	return say(connection, MHD_HTTP_NOT_FOUND, NULL, "see /metrics\n");
}

static void on_connection(void *data, struct MHD_Connection *connection,
			  void **context,
			  enum MHD_ConnectionNotificationCode what)
{
	struct server *server = data;

	(void)connection;
	(void)context;
	server->done = what == MHD_CONNECTION_NOTIFY_CLOSED;
}

/* What the library has to complain about is about a client, not us. */
static void drop_complaint(void *data, const char *fmt, va_list ap)
{
	(void)data;
	(void)fmt;
	(void)ap;
}

static struct MHD_Daemon *start(struct server *server)
{
	return MHD_start_daemon(
		MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG, 0, NULL, NULL,
		answer, server, MHD_OPTION_EXTERNAL_LOGGER, drop_complaint,
		NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)REQUEST_MAX,
		MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
}

static int serve(struct server *server)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof(address);
	struct MHD_Daemon *daemon = start(server);

	if (!daemon) {
		fputs("sevgate-metrics: out of memory\n", stderr);
		return EXIT_FAILURE;
	}
	if (getpeername(STDIN_FILENO, (struct sockaddr *)&address, &len) < 0 ||
	    MHD_add_connection(daemon, dup(STDIN_FILENO),
			       (struct sockaddr *)&address, len) != MHD_YES) {
		fputs("sevgate-metrics: standard input is no connection; "
		      "systemd starts this program, see "
		      "sevgate-metrics(8)\n",
		      stderr);
		MHD_stop_daemon(daemon);
		return EXIT_FAILURE;
	}
	while (!server->done && MHD_run_wait(daemon, -1) == MHD_YES)
		;
	MHD_stop_daemon(daemon);
	return EXIT_SUCCESS;
}

static int show_help(void)
{
	puts("usage: sevgate-metrics [--root DIR]\n\n"
	     "Answers one HTTP client, which is its standard input, with "
	     "metrics; systemd\nstarts it, see sevgate-metrics(8).");
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "root", required_argument, NULL, 'R' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	struct server server = { -1, false };
	const char *root = "/";
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'R')
			root = optarg;
		else if (option == 'h')
			return show_help();
		else if (option == 'V')
			return puts("sevgate-metrics " VERSION), EXIT_SUCCESS;
		else
			return 2;
	}
	/* ends the process, whatever the client does */
	alarm(ALL_SECONDS);
	signal(SIGPIPE, SIG_IGN);
	server.rootfd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (server.rootfd < 0) {
		perror(root);
		return EXIT_FAILURE;
	}
	return serve(&server);
}
