#include "style/text_case.h"

#include "base/utf8.h"

#include <string.h>

/* Capitals from `first` to `last`; the small letter of each is `apart` further. `apart` 1: capitals and small letters take turns. */
struct letters {
    uint32_t first, last, apart;
};

static const struct letters blocks[] = {
    {'A', 'Z', 32},       {0x00C0, 0x00D6, 32}, {0x00D8, 0x00DE, 32}, {0x0100, 0x012E, 1},
    {0x0132, 0x0136, 1},  {0x0139, 0x0147, 1},  {0x014A, 0x0176, 1},  {0x0179, 0x017D, 1},
    {0x0391, 0x03A1, 32}, {0x03A3, 0x03AB, 32}, {0x0400, 0x040F, 80}, {0x0410, 0x042F, 32},
};

static uint32_t letter_upper(uint32_t letter)
{
    if (letter == 0x00FF)
        return 0x0178;
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        uint32_t apart = blocks[i].apart, capital = letter - apart;
        bool is_inside = letter >= blocks[i].first + apart && capital <= blocks[i].last;
        if (is_inside && (apart > 1 || (capital - blocks[i].first) % 2 == 0))
            return capital;
    }
    return letter == 0x03C2 ? 0x03A3 : letter; /* the final sigma */
}

static uint32_t letter_lower(uint32_t letter)
{
    if (letter == 0x0178)
        return 0x00FF;
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        bool is_inside = letter >= blocks[i].first && letter <= blocks[i].last;
        if (is_inside && (blocks[i].apart > 1 || (letter - blocks[i].first) % 2 == 0))
            return letter + blocks[i].apart;
    }
    return letter;
}

void text_case_write(const char *text, bool is_upper, struct buffer *out)
{
    size_t length = strlen(text);
    buffer_puts(out, "");
    while (length > 0) {
        uint32_t letter;
        size_t size = utf8_read(text, length, &letter);
        char bytes[4];
        if (size == 0) {
            buffer_putc(out, *text);
            size = 1;
        } else if (is_upper && letter == 0x00DF) {
            buffer_puts(out, "SS");
        } else {
            buffer_append(out, bytes, utf8_write(bytes, is_upper ? letter_upper(letter) : letter_lower(letter)));
        }
        text += size;
        length -= size;
    }
}
