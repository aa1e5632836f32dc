/* exchange/address.h: which hosts a download may talk to. */
#ifndef TERRIL_EXCHANGE_ADDRESS_H
#define TERRIL_EXCHANGE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* A host of the public internet: not loopback, private, link-local (cloud metadata), shared, multicast or reserved, also where
 * an IPv6 address only wraps such an IPv4 one. Asked of the address that is connected to, behind names and redirects.
 * Source: IANA special-purpose address registries (RFC 6890 and its updates). */
bool address_is_public(const struct sockaddr *address);

#define ADDRESS_TEXT_MAX 64
/* "192.0.2.1", "2001:db8::1", for people. */
void address_write(const struct sockaddr *address, char text[ADDRESS_TEXT_MAX]);

/* `address` with scheme, host and port of `origin` ("http://127.0.0.1:8080"); NULL when it is no http(s) address. To be
 * freed with free(). */
char *address_at_mirror(const char *address, const char *origin);

#endif
