/* SPDX-License-Identifier: GPL-2.0-or-later */
/* connection.h - messages over a Unix socket */
#ifndef PSP_PCI_CONNECTION_H
#define PSP_PCI_CONNECTION_H

#include "policy/err.h"
#include "vfio_user.h"

/**
 * connection_listen() - make the socket
 * @path:	where; what is there is replaced when it is a socket
 *
 * Return: the listening descriptor, or -1 with @err filled.
 */
int connection_listen(const char *path, struct err *err);

/**
 * connection_receive() - wait for a whole message
 * @message:	descriptors in it are the caller's to close
 *
 * Return: 1, 0 when the other side has closed, -1 with @err filled: it speaks
 * another protocol.
 */
int connection_receive(int fd, struct vfio_user_message *message,
		       struct err *err);

/**
 * connection_send() - send a reply, unless @request wants none
 */
int connection_send(int fd, const struct vfio_user_message *request,
		    const struct vfio_user_message *reply, struct err *err);

#endif
