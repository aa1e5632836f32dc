/* style/notice.h: what somebody who makes a map is told about their choice: a warning or a refusal, in French and English. */
#ifndef TERRIL_STYLE_NOTICE_H
#define TERRIL_STYLE_NOTICE_H

#include <stdbool.h>
#include <stddef.h>

enum notice_kind {
    NOTICE_WARNING, /* the map is made, and this should be known */
    NOTICE_REFUSAL  /* the map would mislead, or cannot be made; the sentence says what to choose */
};

#define NOTICE_BYTES_MAX 512
#define NOTICES_MAX      12

/* One or two sentences without markup, UTF-8, French spacing and apostrophes in the French ones. */
struct notice {
    enum notice_kind kind;
    char fr[NOTICE_BYTES_MAX], en[NOTICE_BYTES_MAX];
};

struct notices {
    struct notice items[NOTICES_MAX];
    size_t count;
};

#define NOTICES_INIT                                                                                                   \
    {                                                                                                                  \
        .count = 0                                                                                                     \
    }

/* Both formats take the same arguments in the same order. A text too long is cut whole at a character; what comes after
 * NOTICES_MAX is left out, unless it is a refusal, which then takes the last place. Returns false, so that a predicate
 * can end with it. */
bool notices_add(struct notices *notices, enum notice_kind kind, const char *fr, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* Texts that are not formats, cut in the same way. */
bool notices_add_text(struct notices *notices, enum notice_kind kind, const char *fr, const char *en);
/* Whether one of them is a refusal. */
bool notices_refuse(const struct notices *notices);

#endif
