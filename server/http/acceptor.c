#include "http/acceptor.h"

#include "base/clock.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Refused sockets stay open for a moment: closing one with unread bytes in it resets it, and the 503 would be lost. */
#define REFUSED_KEPT    64
#define REFUSED_SECONDS 1.0
/* Out of descriptors: wait instead of spinning on a socket that stays readable. */
#define EXHAUSTED_MICROSECONDS 20000

struct acceptor {
    int listener, stop_event;
    uint16_t port;
    bool is_running;
    pthread_t thread;
    acceptor_admit *admit;
    void *payload;
    struct {
        int descriptor; /* -1: none */
        double since;
    } refused[REFUSED_KEPT];
    size_t refused_next;
};

static const char refusal[] = "HTTP/1.1 503 Service Unavailable\r\n"
                              "Content-Type: application/problem+json\r\n"
                              "Content-Length: 83\r\n"
                              "Retry-After: 2\r\n"
                              "Cache-Control: no-store\r\n"
                              "X-Content-Type-Options: nosniff\r\n"
                              "Content-Security-Policy: default-src 'none'\r\n"
                              "Connection: close\r\n"
                              "\r\n"
                              "{\"title\":\"Service Unavailable\",\"status\":503,"
                              "\"detail\":\"too many connections; later\"}";

static void refused_close(struct acceptor *acceptor, size_t i)
{
    char unread[4096];
    int descriptor = acceptor->refused[i].descriptor;
    if (descriptor < 0)
        return;
    while (recv(descriptor, unread, sizeof unread, MSG_DONTWAIT) > 0)
        ;
    close(descriptor);
    acceptor->refused[i].descriptor = -1;
}

static void refused_close_old(struct acceptor *acceptor, double age)
{
    double now = clock_seconds();
    for (size_t i = 0; i < REFUSED_KEPT; i++)
        if (acceptor->refused[i].descriptor >= 0 && now - acceptor->refused[i].since >= age)
            refused_close(acceptor, i);
}

static void refuse(struct acceptor *acceptor, int descriptor)
{
    size_t i = acceptor->refused_next++ % REFUSED_KEPT;
    refused_close(acceptor, i);
    if (send(descriptor, refusal, sizeof refusal - 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
        close(descriptor);
        return;
    }
    shutdown(descriptor, SHUT_WR);
    acceptor->refused[i].descriptor = descriptor;
    acceptor->refused[i].since = clock_seconds();
}

/* Empties the kernel's queue. */
static void accept_waiting(struct acceptor *acceptor)
{
    for (;;) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        int descriptor = accept4(acceptor->listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0) {
            if (!acceptor->admit(acceptor->payload, descriptor, (struct sockaddr *)&peer, length))
                refuse(acceptor, descriptor);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            refused_close_old(acceptor, 0);
            usleep(EXHAUSTED_MICROSECONDS);
            return;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return; /* EAGAIN: none left */
        }
    }
}

static void *acceptor_main(void *argument)
{
    struct acceptor *acceptor = argument;
    struct pollfd events[2] = {{.fd = acceptor->listener, .events = POLLIN},
                               {.fd = acceptor->stop_event, .events = POLLIN}};
    while (!(events[1].revents & POLLIN)) {
        poll(events, 2, (int)(REFUSED_SECONDS * 1000));
        if (events[0].revents)
            accept_waiting(acceptor);
        refused_close_old(acceptor, REFUSED_SECONDS);
    }
    accept_waiting(acceptor);
    return NULL;
}

static int socket_listen(const struct addrinfo *place, int backlog)
{
    int one = 1;
    int listener = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0)
        return -1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (bind(listener, place->ai_addr, place->ai_addrlen) == 0 && listen(listener, backlog) == 0)
        return listener;
    int cause = errno;
    close(listener);
    errno = cause;
    return -1;
}

static uint16_t socket_port(int listener)
{
    _Static_assert(offsetof(struct sockaddr_in, sin_port) == offsetof(struct sockaddr_in6, sin6_port), "one place");
    struct sockaddr_in6 place = {0}; /* or a sockaddr_in, whose port stands at the same place */
    socklen_t length = sizeof place;
    return getsockname(listener, (struct sockaddr *)&place, &length) == 0 ? ntohs(place.sin6_port) : 0;
}

static int listener_open(const char *address, uint16_t port, int backlog, struct error *err)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *places = NULL;
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    int failure = getaddrinfo(address, service, &hints, &places);
    if (failure) {
        error_set(err, ERROR_INPUT, "address %s: %s", address, gai_strerror(failure));
        return -1;
    }
    int listener = -1;
    for (const struct addrinfo *place = places; place && listener < 0; place = place->ai_next)
        listener = socket_listen(place, backlog);
    if (listener < 0)
        error_set(err, ERROR_INPUT, "%s port %u: %s", address, (unsigned)port, strerror(errno));
    freeaddrinfo(places);
    return listener;
}

struct acceptor *acceptor_open(const char *address, uint16_t port, int backlog, struct error *err)
{
    int listener = listener_open(address, port, backlog, err);
    if (listener < 0)
        return NULL;
    struct acceptor *acceptor = calloc(1, sizeof *acceptor);
    if (!acceptor)
        abort();
    acceptor->listener = listener;
    acceptor->port = socket_port(listener);
    acceptor->stop_event = eventfd(0, EFD_CLOEXEC);
    for (size_t i = 0; i < REFUSED_KEPT; i++)
        acceptor->refused[i].descriptor = -1;
    if (acceptor->stop_event < 0) {
        error_set(err, ERROR_INTERNAL, "eventfd: %s", strerror(errno));
        acceptor_free(acceptor);
        return NULL;
    }
    return acceptor;
}

uint16_t acceptor_port(const struct acceptor *acceptor)
{
    return acceptor->port;
}

bool acceptor_start(struct acceptor *acceptor, acceptor_admit *admit, void *payload, struct error *err)
{
    acceptor->admit = admit;
    acceptor->payload = payload;
    int failure = pthread_create(&acceptor->thread, NULL, acceptor_main, acceptor);
    if (failure)
        return error_set(err, ERROR_INTERNAL, "accepting thread: %s", strerror(failure));
    acceptor->is_running = true;
    return true;
}

void acceptor_stop(struct acceptor *acceptor)
{
    if (acceptor->is_running) {
        eventfd_write(acceptor->stop_event, 1);
        pthread_join(acceptor->thread, NULL);
        acceptor->is_running = false;
    }
    if (acceptor->listener >= 0)
        close(acceptor->listener);
    acceptor->listener = -1;
    refused_close_old(acceptor, 0);
}

void acceptor_free(struct acceptor *acceptor)
{
    if (!acceptor)
        return;
    acceptor_stop(acceptor);
    if (acceptor->stop_event >= 0)
        close(acceptor->stop_event);
    free(acceptor);
}
