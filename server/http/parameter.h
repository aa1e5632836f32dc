/* http/parameter.h: what one query parameter takes: said once, to check what comes and to document it. */
#ifndef TERRIL_HTTP_PARAMETER_H
#define TERRIL_HTTP_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/json.h"

enum parameter_kind {
    PARAMETER_TEXT,
    PARAMETER_INTEGER,
    PARAMETER_NUMBER,
    PARAMETER_NUMBERS, /* between commas */
    PARAMETER_WORD,    /* one of `words` */
    PARAMETER_WORDS,   /* some, between commas; any when `words` is NULL */
    PARAMETER_BOOLEAN  /* true or false */
};

/* Bytes of a value unless the parameter says otherwise. */
#define PARAMETER_TEXT_MAX   300u
#define PARAMETER_NUMBER_MAX 40u

struct parameter {
    const char *name;
    enum parameter_kind kind;
    const char *description; /* French, for the API's description */
    const char *example;     /* a value that is good in general; NULL when none is */
    const char *otherwise;   /* what is taken when it is not given; NULL when nothing is */
    /* English: what stands behind "name=value: " when the value is refused. NULL: made from what follows. */
    const char *wanted;
    const char *const *words; /* NULL-ended */
    double least, most;       /* of each number; both 0: any */
    unsigned few, many;       /* of NUMBERS and WORDS: how many there may be; 0: any number of them */
    size_t bytes;             /* longest value; 0: PARAMETER_TEXT_MAX, of numbers PARAMETER_NUMBER_MAX each */
    bool may_be_empty;        /* as not given: forms of pages send it so */
    bool is_clamped;          /* a number above `most` is taken as `most`, not refused */
    bool is_above;            /* `least` itself is too little */
    bool is_addressed;        /* stands in the path, for the description alone; always required */
};

/* Does the value have the form that is wanted? False with ERROR_INPUT and one sentence that names the parameter, what
 * came and what is allowed. What depends on data is the handler's to say. */
bool parameter_check(const struct parameter *parameter, const char *value, struct error *err);
/* What is wanted, in English: "a whole number from 1 to 10000 is wanted". */
void parameter_wanted(const struct parameter *parameter, struct buffer *out);
/* The value's JSON Schema, of OpenAPI 3.0. */
void parameter_schema(const struct parameter *parameter, struct json_writer *json);

#endif
