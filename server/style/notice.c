#include "style/notice.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 0))) static void text_set(char text[NOTICE_BYTES_MAX], const char *format,
                                                           va_list arguments)
{
    vsnprintf(text, NOTICE_BYTES_MAX, format, arguments);
    text[utf8_whole(text, strlen(text))] = '\0';
}

/* The place of the next one; NULL when it is left out. */
static struct notice *notice_next(struct notices *notices, enum notice_kind kind)
{
    if (notices->count == NOTICES_MAX && kind != NOTICE_REFUSAL)
        return NULL;
    if (notices->count == NOTICES_MAX)
        notices->count--;
    struct notice *notice = &notices->items[notices->count++];
    notice->kind = kind;
    return notice;
}

bool notices_add(struct notices *notices, enum notice_kind kind, const char *fr, const char *en, ...)
{
    struct notice *notice = notice_next(notices, kind);
    if (notice == NULL)
        return false;
    va_list arguments;
    va_start(arguments, en);
    text_set(notice->fr, fr, arguments);
    va_end(arguments);
    va_start(arguments, en);
    text_set(notice->en, en, arguments);
    va_end(arguments);
    return false;
}

bool notices_add_text(struct notices *notices, enum notice_kind kind, const char *fr, const char *en)
{
    struct notice *notice = notice_next(notices, kind);
    if (notice == NULL)
        return false;
    snprintf(notice->fr, sizeof notice->fr, "%s", fr);
    snprintf(notice->en, sizeof notice->en, "%s", en);
    notice->fr[utf8_whole(notice->fr, strlen(notice->fr))] = '\0';
    notice->en[utf8_whole(notice->en, strlen(notice->en))] = '\0';
    return false;
}

bool notices_refuse(const struct notices *notices)
{
    for (size_t i = 0; i < notices->count; i++) {
        if (notices->items[i].kind == NOTICE_REFUSAL)
            return true;
    }
    return false;
}
