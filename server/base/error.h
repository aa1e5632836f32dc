/* base/error.h: what went wrong, in one line for people and one kind for programs. */
#ifndef TERRIL_BASE_ERROR_H
#define TERRIL_BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>

enum error_kind {
    ERROR_NONE = 0,
    ERROR_INPUT,     /* a stranger's file, style or parameter is wrong: the line says what is allowed */
    ERROR_NOT_FOUND, /* the thing named does not exist */
    ERROR_LIMIT,     /* larger than a named maximum */
    ERROR_STORAGE,   /* the snapshot or a file could not be read or written */
    ERROR_BUSY,      /* try again later */
    ERROR_INTERNAL   /* our own fault or the machine's (memory, threads) */
};

/* Filled by the function that knows the cause; never rewritten on the way up. A function that
 * fails returns NULL or false and fills its last parameter; `err` may be NULL where the caller
 * does not care. Outputs are untouched on failure. */
struct error {
    enum error_kind kind;
    char message[512]; /* one line of UTF-8 that names the file, field or value; cut whole at a character */
};

#define ERROR_INIT                                                                                                     \
    {                                                                                                                  \
        ERROR_NONE, ""                                                                                                 \
    }

/* Sets kind and line; does nothing when `err` is NULL. Returns false, so that a predicate can
 * end with `return error_set(...)`. Control characters in the result become spaces,
 * bytes that are not UTF-8 question marks; err->message may be one of the arguments. */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

bool error_set_va(struct error *err, enum error_kind kind, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

#ifdef __clang_analyzer__
/* clang-tidy sees one file at a time, and would follow a way on which error_set returned true. */
#define error_set(...) (error_set(__VA_ARGS__), false)
#endif

#endif
