#include "base/error.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* In brackets: clang-tidy has a macro of this name. */
bool(error_set)(struct error *err, enum error_kind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_set_va(err, kind, format, arguments);
    va_end(arguments);
    return false;
}

bool error_set_va(struct error *err, enum error_kind kind, const char *format, va_list arguments)
{
    if (err == NULL)
        return false;
    /* apart from err->message, which may be one of the arguments */
    char message[sizeof err->message];
    int needed = vsnprintf(message, sizeof message, format, arguments);
    if (needed < 0)
        message[0] = '\0';
    else if ((size_t)needed >= sizeof message)
        message[utf8_whole(message, sizeof message - 1)] = '\0';
    utf8_one_line(message);
    memcpy(err->message, message, sizeof message);
    err->kind = kind;
    return false;
}
