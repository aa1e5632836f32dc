/* http/acceptor.h: the listening socket and the thread that accepts. It stands apart from libmicrohttpd, which stops
 * accepting at its limit and leaves people waiting: here the one too many is told "503, later" at once. */
#ifndef TERRIL_HTTP_ACCEPTOR_H
#define TERRIL_HTTP_ACCEPTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/error.h"

struct acceptor;

/* Takes the (non-blocking) descriptor over and returns true; false when there is no room, and it is told so. */
typedef bool acceptor_admit(void *payload, int descriptor, const struct sockaddr *peer, socklen_t peer_length);

/* `address`: a name or a number, IPv4 or IPv6. `port` 0: any free one. Listens at once, accepts from acceptor_start on. */
struct acceptor *acceptor_open(const char *address, uint16_t port, int backlog, struct error *err);
uint16_t acceptor_port(const struct acceptor *acceptor);
bool acceptor_start(struct acceptor *acceptor, acceptor_admit *admit, void *payload, struct error *err);
/* Admits those who are already in the kernel's queue, then closes the socket. */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_free(struct acceptor *acceptor); /* stops if need be; NULL is fine */

#endif
