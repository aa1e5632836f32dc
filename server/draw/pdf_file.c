#include "draw/pdf_file.h"

#include "base/file.h"
#include "base/memory.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

/* Of an A3 map, level 6 takes twice the time (50 ms) of level 5 for 1.5 % less. */
#define DEFLATE_LEVEL 5

void pdf_file_begin(struct pdf_file *file, struct buffer *out)
{
    memset(file, 0, sizeof *file);
    file->out = out;
    file->begin = out->length;
    /* Four bytes above 127: this is no text file (7.5.2). */
    buffer_puts(out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
}

unsigned pdf_file_number(struct pdf_file *file)
{
    if (++file->count >= file->capacity) {
        file->capacity = file->capacity == 0 ? 128 : 2 * file->capacity;
        file->offsets = memory_resize(file->offsets, memory_product(file->capacity, sizeof *file->offsets));
    }
    file->offsets[file->count] = 0;
    return file->count;
}

void pdf_file_free(struct pdf_file *file)
{
    free(file->offsets);
}

void pdf_object_open(struct pdf_file *file, unsigned number)
{
    assert(number > 0 && number <= file->count && file->offsets[number] == 0);
    file->offsets[number] = file->out->length - file->begin;
    buffer_printf(file->out, "%u 0 obj\n", number);
}

void pdf_object_close(struct pdf_file *file)
{
    buffer_puts(file->out, "\nendobj\n");
}

bool pdf_stream(struct pdf_file *file, unsigned number, const char *entries, const void *bytes, size_t length,
                bool is_plain, struct error *err)
{
    uLongf packed_length = compressBound(length);
    struct buffer packed = BUFFER_INIT;
    if (!is_plain) {
        int status =
            compress2((Bytef *)buffer_reserve(&packed, packed_length), &packed_length, bytes, length, DEFLATE_LEVEL);
        if (status != Z_OK) {
            buffer_free(&packed);
            return error_set(err, ERROR_INTERNAL, "PDF: deflate failed (%d)", status);
        }
        bytes = packed.bytes;
        length = packed_length;
    }
    pdf_object_open(file, number);
    buffer_printf(file->out, "<<%s%s/Length %zu>>\nstream\n", entries, is_plain ? "" : "/Filter/FlateDecode", length);
    buffer_append(file->out, bytes, length);
    buffer_puts(file->out, "\nendstream");
    pdf_object_close(file);
    buffer_free(&packed);
    return true;
}

void pdf_file_end(struct pdf_file *file, unsigned catalog, unsigned information)
{
    struct buffer *out = file->out;
    size_t table = out->length - file->begin;
    /* Of what was written, so that the same content has the same identifier (14.4). */
    uint64_t hash = hash_bytes(HASH_SEED, out->bytes + file->begin, table), again = hash_bytes(hash, "terril", 6);
    buffer_printf(out, "xref\n0 %u\n0000000000 65535 f \n", file->count + 1);
    for (unsigned i = 1; i <= file->count; i++) {
        assert(file->offsets[i] != 0);
        buffer_printf(out, "%010zu 00000 n \n", file->offsets[i]);
    }
    buffer_printf(out, "trailer\n<</Size %u/Root %u 0 R/Info %u 0 R", file->count + 1, catalog, information);
    buffer_puts(out, "/ID[");
    for (int i = 0; i < 2; i++)
        buffer_printf(out, "<%016" PRIx64 "%016" PRIx64 ">", hash, again);
    buffer_printf(out, "]>>\nstartxref\n%zu\n%%%%EOF\n", table);
}

/* The code point at `text`, which is checked UTF-8, and where the next one is. */
static const char *pdf_code_point(const char *text, uint32_t *code)
{
    const unsigned char *byte = (const unsigned char *)text;
    int more = byte[0] >= 0xf0 ? 3 : byte[0] >= 0xe0 ? 2 : byte[0] >= 0xc0 ? 1 : 0;
    *code = more == 0 ? byte[0] : byte[0] & (0x3fu >> more);
    for (int i = 1; i <= more && byte[i] != 0; i++)
        *code = *code << 6 | (byte[i] & 0x3fu);
    for (int i = 0; i <= more && *text != '\0'; i++)
        text++;
    return text;
}

void pdf_utf16(struct buffer *out, const char *text)
{
    while (*text != '\0') {
        uint32_t code;
        text = pdf_code_point(text, &code);
        if (code >= 0x10000)
            buffer_printf(out, "%04X%04X", 0xd7c0u + (code >> 10), 0xdc00u | (code & 0x3ff));
        else
            buffer_printf(out, "%04X", code);
    }
}

void pdf_text(struct buffer *out, const char *text)
{
    for (const char *byte = text; *byte != '\0'; byte++) {
        if ((unsigned char)*byte < ' ' || (unsigned char)*byte > '~') {
            buffer_puts(out, "<FEFF");
            pdf_utf16(out, text);
            buffer_putc(out, '>');
            return;
        }
    }
    buffer_putc(out, '(');
    for (; *text != '\0'; text++) {
        if (strchr("()\\", *text) != NULL)
            buffer_putc(out, '\\');
        buffer_putc(out, *text);
    }
    buffer_putc(out, ')');
}

void pdf_date(struct buffer *out, int64_t seconds)
{
    time_t time = (time_t)seconds;
    struct tm date;
    char text[32];
    gmtime_r(&time, &date);
    strftime(text, sizeof text, "(D:%Y%m%d%H%M%SZ)", &date);
    buffer_puts(out, text);
}
