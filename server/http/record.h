/* http/record.h: a prepared answer as bytes, on its way from the process that makes it to the server that sends it. */
#ifndef TERRIL_HTTP_RECORD_H
#define TERRIL_HTTP_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/response.h"

/* Bytes of strings and of body that a record may have; the reader refuses more. */
#define RECORD_FIELDS_MAX 16384u
#define RECORD_BODY_MAX   ((uint64_t)16 << 20)

struct record {
    const char *tag;    /* of the generation that it was made from */
    const char *target; /* as it comes in a request line */
    unsigned codings;   /* of struct wish */
    unsigned vary;      /* enum request_vary that the handler used */
    /* Status 200; the body as it is sent, named in a field Content-Encoding where it is coded. */
    struct response response;
};

/* What stands before the strings, which stand before the body. Both ends are the same program on the same machine. */
struct record_head {
    uint32_t magic, fields; /* bytes of strings */
    uint64_t body;          /* bytes */
    uint32_t codings, vary, flags, headers;
};

/* False when the reader is gone, or when the record is larger than a reader takes. */
bool record_write(int descriptor, const struct record *record);
/* Is this the head of a record that may be read on? */
bool record_head_is_sound(const struct record_head *head);
/* Fills `record`, whose strings lie in `fields`, of head->fields bytes; its body is left empty. False for what
 * record_write does not write. */
bool record_open(const struct record_head *head, const char *fields, struct record *record);

#endif
