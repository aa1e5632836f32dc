#include "ogc/glyphs.h"

#include "draw/glyphs.h"
#include "tile/protobuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANGE    256u
#define CODE_MAX 65535u
/* Pixels from the baseline up to the line that `top` is counted from: MapLibre lets a text's middle lie 17 pixels below the line, so
 * that capitals of Inter, 17.5 pixels high, lie about their anchor as high as deep. */
#define LINE 26

static const struct font {
    const char *name;
    enum text_weight weight;
} fonts[] = {{GLYPHS_FONT, WEIGHT_REGULAR}, {"Inter Medium", WEIGHT_MEDIUM}, {"Inter SemiBold", WEIGHT_SEMIBOLD}};

static const struct font *font_asked(const char *stack)
{
    while (*stack != '\0') {
        size_t length = strcspn(stack, ",");
        for (size_t i = 0; i < sizeof fonts / sizeof fonts[0]; i++)
            if (strlen(fonts[i].name) == length && strncmp(fonts[i].name, stack, length) == 0)
                return &fonts[i];
        stack += length;
        stack += strspn(stack, ", ");
    }
    return NULL;
}

/* "256-511": as it would be written. */
static bool range_read(const char *text, unsigned *first)
{
    char written[24];
    unsigned long code = strtoul(text, NULL, 10);
    if (code > CODE_MAX || code % RANGE != 0)
        return false;
    snprintf(written, sizeof written, "%lu-%lu", code, code + RANGE - 1);
    *first = (unsigned)code;
    return strcmp(written, text) == 0;
}

/* Message "glyph" of MapLibre's glyphs.proto. */
static void glyph_put(struct buffer *stack, const struct glyph *glyph)
{
    struct buffer message = BUFFER_INIT;
    protobuf_put_number(&message, 1, glyph->code);
    if (glyph->distances != NULL)
        protobuf_put_bytes(&message, 2, glyph->distances,
                           (size_t)(glyph->width + 2 * GLYPH_MARGIN) * (glyph->height + 2 * GLYPH_MARGIN));
    protobuf_put_number(&message, 3, glyph->width);
    protobuf_put_number(&message, 4, glyph->height);
    protobuf_put_number(&message, 5, protobuf_zigzag(glyph->left));
    protobuf_put_number(&message, 6, protobuf_zigzag(glyph->distances != NULL ? glyph->top - LINE : 0));
    protobuf_put_number(&message, 7, glyph->advance);
    protobuf_put_bytes(stack, 3, message.bytes, message.length);
    buffer_free(&message);
}

bool glyphs_get(const struct request *request, struct response *response, struct error *err)
{
    const char *name = request->captures[0], *range = request->captures[1];
    const struct font *font = font_asked(name);
    struct glyph *glyphs;
    size_t count;
    unsigned first;
    if (strcmp(request->captures[2], "pbf") != 0)
        return error_set(err, ERROR_NOT_FOUND, "glyphs are served as .pbf, not as .%.20s", request->captures[2]);
    if (font == NULL)
        return error_set(err, ERROR_NOT_FOUND,
                         "there is no font \"%.60s\": Inter Regular, Inter Medium or Inter SemiBold", name);
    if (!range_read(range, &first))
        return error_set(err, ERROR_NOT_FOUND,
                         "there is no range \"%.20s\": 0-255, 256-511 and so on, up to 65280-65535", range);
    if (!glyphs_make(font->weight, first, RANGE, request->arena, &glyphs, &count, err))
        return false;
    struct buffer stack = BUFFER_INIT;
    protobuf_put_bytes(&stack, 1, name, strlen(name));
    protobuf_put_bytes(&stack, 2, range, strlen(range));
    for (size_t i = 0; i < count; i++)
        glyph_put(&stack, &glyphs[i]);
    protobuf_put_bytes(&response->body, 1, stack.bytes, stack.length);
    buffer_free(&stack);
    response->media_type = "application/x-protobuf";
    response->is_api = true;
    response->is_relative = true;
    return true;
}
