/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proxy.c - between libvirt's monitor and the real QEMU's */
#include "proxy.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "complain.h"
#include "policy/cleanup.h"
#include "stream.h"

/* A connection, and the id of a query-migrate that was passed on. */
struct session {
	struct stream client, qemu;
	json_t *migrate_id;
};

static void decrefp(json_t **json)
{
	json_decref(*json);
}

static void freep(char **text)
{
	free(*text);
}

#define _cleanup_json_ _cleanup_(decrefp)

/* Both ends of QMP end their lines with CR LF, and libvirt insists on it. */
static bool send_json(struct stream *to, const json_t *json)
{
	_cleanup_(freep) char *text = json_dumps(json, JSON_COMPACT);
	_cleanup_(freep) char *line = NULL;

	return text && asprintf(&line, "%s\r", text) > 0 &&
	       stream_send(to, line, NULL);
}

static void remember_query(struct session *session, json_t *request)
{
	json_decref(session->migrate_id);
	session->migrate_id = json_incref(json_object_get(request, "id"));
}

/* QEMU has printed its last words: it exits. */
static void end_qemu(const struct proxy *proxy)
{
	complain_wait();
	if (proxy->qemu && getppid() == proxy->qemu)
		kill(proxy->qemu, SIGKILL);
}

static bool from_client(const struct proxy *proxy, struct session *session,
			const char *line)
{
	_cleanup_json_ json_t *request = json_loads(line, 0, NULL);
	_cleanup_json_ json_t *reply = NULL;
	json_t *id = json_object_get(request, "id");
	const char *command =
		json_string_value(json_object_get(request, "execute"));
	bool dead = false;

	if (!command)
		return stream_send(&session->qemu, line, &session->client);
	reply = answer_command(proxy->host, command,
			       json_object_get(request, "arguments"), &dead);
	if (dead) {
		end_qemu(proxy);
		return false;
	}
	if (reply) {
		if (id)
			json_object_set(reply, "id", id);
		return send_json(&session->client, reply);
	}
	if (!strcmp(command, "query-migrate"))
		remember_query(session, request);
	if (answer_amend(proxy->host, command,
			 json_object_get(request, "arguments")))
		return send_json(&session->qemu, request);
	return stream_send(&session->qemu, line, &session->client);
}

static bool from_qemu(const struct proxy *proxy, struct session *session,
		      const char *line)
{
	_cleanup_json_ json_t *reply = NULL;

	if (!session->migrate_id || !strstr(line, "\"return\""))
		return stream_send(&session->client, line, &session->qemu);
	reply = json_loads(line, 0, NULL);
	if (!json_equal(json_object_get(reply, "id"), session->migrate_id))
		return stream_send(&session->client, line, &session->qemu);
	json_decref(session->migrate_id);
	session->migrate_id = NULL;
	if (!answer_blocked(proxy->host, reply))
		return stream_send(&session->client, line, &session->qemu);
	return send_json(&session->client, reply);
}

typedef bool (*line_fn)(const struct proxy *proxy, struct session *session,
			const char *line);

static bool pump(const struct proxy *proxy, struct session *session,
		 struct stream *from, line_fn handle)
{
	char *text;

	if (!stream_fill(from))
		return false;
	while (stream_line(from, &text)) {
		_cleanup_free_ char *line = text;

		if (!handle(proxy, session, line))
			return false;
	}
	return true;
}

static bool connect_inner(const struct proxy *proxy, struct stream *qemu)
{
	qemu->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return qemu->fd >= 0 &&
	       connect(qemu->fd, (const struct sockaddr *)&proxy->inner,
		       proxy->inner_len) == 0;
}

static void hang_up(struct session *session)
{
	stream_close(&session->client);
	stream_close(&session->qemu);
	json_decref(session->migrate_id);
	session->migrate_id = NULL;
}

static void take_call(const struct proxy *proxy, struct session *session)
{
	session->client.fd =
		accept4(proxy->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	if (session->client.fd >= 0 && !connect_inner(proxy, &session->qemu))
		hang_up(session);
}

static void serve(const struct proxy *proxy, struct session *session,
		  const struct pollfd *polled)
{
	const short any = POLLIN | POLLHUP | POLLERR;

	if (polled[0].revents & any)
		take_call(proxy, session);
	/* QEMU first: its last words may be an answer */
	else if ((polled[2].revents & any) &&
		 !pump(proxy, session, &session->qemu, from_qemu))
		hang_up(session);
	else if ((polled[1].revents & any) &&
		 !pump(proxy, session, &session->client, from_client))
		hang_up(session);
}

void proxy_run(struct proxy *proxy)
{
	struct session session = { .client.fd = -1, .qemu.fd = -1 };

	for (;;) {
		bool talking = session.client.fd >= 0;
		struct pollfd polled[] = {
			{ talking ? -1 : proxy->listen_fd, POLLIN, 0 },
			{ session.client.fd, POLLIN, 0 },
			{ session.qemu.fd, POLLIN, 0 },
			{ proxy->life_fd, POLLIN, 0 },
		};

		if (poll(polled, ARRAY_SIZE(polled), -1) < 0)
			continue; /* only signals interrupt */
		if (polled[0].revents || polled[1].revents || polled[2].revents)
			serve(proxy, &session, polled);
		else if (polled[3].revents)
			break;
	}
	hang_up(&session);
}
