/* http/transaction.h: one request and its answer, from the request line to the last byte. Driven by libmicrohttpd's
 * callbacks: begin (request line), advance (headers are there; nothing more to come; resumed), take_body between the first two of
 * these, end. */
#ifndef TERRIL_HTTP_TRANSACTION_H
#define TERRIL_HTTP_TRANSACTION_H

#include <microhttpd.h>

#include "http/service.h"

/* Seconds between the end of an answer and the next request's line on its connection. */
#define KEEP_ALIVE_SECONDS 15u

struct transaction;

/* The request line has come; `target` is its raw target in libmicrohttpd's buffer. */
struct transaction *transaction_begin(struct service *service, struct MHD_Connection *connection, const char *target);
/* A piece of the request's body has come. */
void transaction_take_body(struct transaction *transaction, const char *bytes, size_t length);
enum MHD_Result transaction_advance(struct transaction *transaction, const char *method, const char *version);
void transaction_end(struct transaction *transaction);
void transaction_free_spare(struct lane *lane);

#endif
