#include "base/utf8.h"

#include <assert.h>
#include <string.h>

/* RFC 3629 clause 4: the second byte's range depends on the first, which rules out overlong forms and surrogates. */
static size_t lead_size(unsigned char lead, unsigned char *low, unsigned char *high)
{
    *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4)
        return 4;
    return 0;
}

size_t utf8_size(const char *bytes, size_t length)
{
    if (length == 0)
        return 0;
    const unsigned char *at = (const unsigned char *)bytes;
    unsigned char low, high;
    size_t size = lead_size(at[0], &low, &high);
    if (size == 1)
        return 1;
    if (size == 0 || size > length || at[1] < low || at[1] > high)
        return 0;
    for (size_t i = 2; i < size; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    return size;
}

size_t utf8_read(const char *bytes, size_t length, uint32_t *character)
{
    size_t size = utf8_size(bytes, length);
    if (size == 0)
        return 0;
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    assert(size < sizeof lead_bits);
    uint32_t read = (unsigned char)bytes[0] & lead_bits[size];
    for (size_t i = 1; i < size; i++)
        read = read << 6 | ((unsigned char)bytes[i] & 0x3F);
    *character = read;
    return size;
}

size_t utf8_write(char bytes[4], uint32_t character)
{
    assert(character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF));
    if (character < 0x80) {
        bytes[0] = (char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    bytes[0] = (char)(leads[size] | character);
    return size;
}

void utf8_one_line(char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        uint32_t character;
        size_t size = utf8_read(text + i, length - i, &character);
        if (size == 0) {
            text[i++] = '?';
            continue;
        }
        if (character < 0x20 || (character >= 0x7F && character <= 0x9F))
            memset(text + i, ' ', size);
        i += size;
    }
}

size_t utf8_whole(const char *bytes, size_t length)
{
    /* the lead of an unfinished character stands at most 3 bytes from the end */
    for (size_t back = 1; back <= 3 && back <= length; back++) {
        unsigned char byte = (unsigned char)bytes[length - back];
        if ((byte & 0xC0) == 0x80)
            continue;
        unsigned char low, high;
        return lead_size(byte, &low, &high) > back ? length - back : length;
    }
    return length;
}
