/* tests/unit/http/client.h: a client that sends bytes as they are and reads answers one by one. 127.0.0.1 only. */
#ifndef TERRIL_TESTS_HTTP_CLIENT_H
#define TERRIL_TESTS_HTTP_CLIENT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENT_SECONDS 10 /* after which a test gives up waiting */

struct client {
    int descriptor;
    char *bytes; /* read but not taken yet */
    size_t length, capacity;
};

struct reply {
    int status; /* 0: the connection ended without one */
    char head[8192];
    char *body;
    size_t length;
};

static inline struct client client_connect(uint16_t port, int receive_buffer)
{
    struct client client = {.descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(port)};
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (receive_buffer)
        setsockopt(client.descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (connect(client.descriptor, (struct sockaddr *)&place, sizeof place) != 0) {
        close(client.descriptor);
        client.descriptor = -1;
    }
    return client;
}

static inline bool client_send_bytes(struct client *client, const void *bytes, size_t length)
{
    return send(client->descriptor, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static inline bool client_send(struct client *client, const char *text)
{
    return client_send_bytes(client, text, strlen(text));
}

/* Reads some more. False at the end of the connection or of patience. */
static inline bool client_fill(struct client *client, double seconds)
{
    struct pollfd event = {.fd = client->descriptor, .events = POLLIN};
    if (poll(&event, 1, (int)(seconds * 1000)) != 1)
        return false;
    if (client->capacity - client->length < 65536) {
        client->capacity = client->capacity * 2 + 65536;
        client->bytes = realloc(client->bytes, client->capacity + 1);
    }
    ssize_t got = recv(client->descriptor, client->bytes + client->length, client->capacity - client->length, 0);
    if (got <= 0)
        return false;
    client->length += (size_t)got;
    client->bytes[client->length] = '\0';
    return true;
}

/* The field's value, copied into a buffer of this thread; NULL when it is not there. */
static inline const char *reply_field(const struct reply *reply, const char *name)
{
    static _Thread_local char value[2048];
    size_t length = strlen(name);
    for (const char *line = strstr(reply->head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *start = line + length + 1 + strspn(line + length + 1, " ");
            snprintf(value, sizeof value, "%.*s", (int)strcspn(start, "\r"), start);
            return value;
        }
    }
    return NULL;
}

/* The next answer; `is_head`: to a HEAD, which has no body. Free with reply_free. */
static inline struct reply client_read(struct client *client, bool is_head)
{
    struct reply reply = {0};
    const char *end;
    while (!client->bytes || !(end = strstr(client->bytes, "\r\n\r\n")))
        if (!client_fill(client, CLIENT_SECONDS))
            return reply;
    size_t head = (size_t)(end - client->bytes) + 4;
    snprintf(reply.head, sizeof reply.head, "%.*s", (int)head, client->bytes);
    reply.status = atoi(reply.head + sizeof "HTTP/1.1 " - 1);
    const char *length = reply_field(&reply, "Content-Length");
    bool has_body = !is_head && reply.status != 304 && reply.status != 204;
    reply.length = has_body && length ? strtoul(length, NULL, 10) : 0;
    while (client->length < head + reply.length)
        if (!client_fill(client, CLIENT_SECONDS)) {
            reply.status = 0;
            reply.length = 0;
            return reply;
        }
    reply.body = malloc(reply.length + 1);
    memcpy(reply.body, client->bytes + head, reply.length);
    reply.body[reply.length] = '\0';
    client->length -= head + reply.length;
    memmove(client->bytes, client->bytes + head + reply.length, client->length + 1);
    return reply;
}

static inline void reply_free(struct reply *reply)
{
    free(reply->body);
    reply->body = NULL;
}

/* Does the other side close within `seconds`, with nothing more to read? */
static inline bool client_is_closed(struct client *client, double seconds)
{
    struct pollfd event = {.fd = client->descriptor, .events = POLLIN};
    char byte;
    return client->length == 0 && poll(&event, 1, (int)(seconds * 1000)) == 1 &&
           recv(client->descriptor, &byte, 1, 0) <= 0;
}

static inline void client_close(struct client *client)
{
    if (client->descriptor >= 0)
        close(client->descriptor);
    free(client->bytes);
}

/* One request on a connection of its own: method, target, further header lines (each with CRLF). */
static inline struct reply client_ask(uint16_t port, const char *method, const char *target, const char *fields)
{
    char *request = NULL;
    struct client client = client_connect(port, 0);
    if (asprintf(&request, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%sConnection: close\r\n\r\n", method, target,
                 (unsigned)port, fields) < 0)
        abort();
    client_send(&client, request);
    free(request);
    struct reply reply = client_read(&client, strcmp(method, "HEAD") == 0);
    client_close(&client);
    return reply;
}

#endif
