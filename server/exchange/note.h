/* exchange/note.h: what the reader of a source's report should know: sentences beside the features. */
#ifndef TERRIL_EXCHANGE_NOTE_H
#define TERRIL_EXCHANGE_NOTE_H

#include <stddef.h>

#include "base/arena.h"

#define NOTES_MAX 64

struct note_list {
    struct arena *arena; /* borrowed; holds the sentences */
    const char *sentences[NOTES_MAX];
    size_t count;
};

/* Beyond NOTES_MAX nothing more is noted. */
void note_add(struct note_list *notes, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
