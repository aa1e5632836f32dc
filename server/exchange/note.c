#include "exchange/note.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

#define NOTE_BYTES 512 /* of a sentence */

void note_add(struct note_list *notes, const char *format, ...)
{
    char sentence[NOTE_BYTES];
    if (notes->count == NOTES_MAX)
        return;
    va_list arguments;
    va_start(arguments, format);
    int needed = vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (needed >= (int)sizeof sentence)
        sentence[utf8_whole(sentence, sizeof sentence - 1)] = '\0';
    notes->sentences[notes->count++] = arena_string(notes->arena, sentence);
}
