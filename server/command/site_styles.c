#include "command/site_styles.h"

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

#define RANGE      256u
#define RANGES     256u /* MapLibre GL asks for letters up to U+FFFF */
#define FONTS_MAX  16u
#define NAMES_END  "-labels" /* of a tile's layer of names (ogc/styles.c) */
#define FONTS_PATH "ogc/fonts/{fontstack}/{range}.pbf"

struct reading {
    const struct local *local;
    struct arena *arena;
    struct site_styles *read;
    size_t target_room, given_room;
    const char *fonts[FONTS_MAX]; /* as MapLibre GL asks for them: a stack's names with commas */
    size_t font_count;
    const char **collections; /* that a text is written about */
    size_t collection_count, collection_room;
    bool is_needed[RANGES];
};

static void target_add(struct reading *reading, const char *target)
{
    struct site_styles *read = reading->read;
    read->targets =
        arena_room(reading->arena, read->targets, read->target_count, &reading->target_room, sizeof *read->targets);
    read->targets[read->target_count++] = target;
}

static void given_add(struct reading *reading, const char *path)
{
    struct site_styles *read = reading->read;
    read->given = arena_room(reading->arena, read->given, read->given_count, &reading->given_room, sizeof *read->given);
    read->given[read->given_count++] = (struct walk_given){arena_printf(reading->arena, "/%s", path), path, NULL};
}

static bool has_word(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

/* The answer at an address, into `text`. */
static bool answer_read(const struct reading *reading, const char *target, struct buffer *text, struct error *err)
{
    struct request request;
    struct response response;
    const struct route *route = local_find(reading->local, target, reading->arena, &request, err);
    if (route == NULL)
        return false;
    response_init(&response);
    bool is_done = local_get(route, &request, &response, err);
    if (is_done)
        buffer_append(text, response.body.bytes, response.body.length);
    response_free(&response);
    return is_done;
}

static void letters_note(struct reading *reading, const struct buffer *text)
{
    for (size_t at = 0; at < text->length;) {
        uint32_t letter = (unsigned char)text->bytes[at];
        size_t size = letter < 0x80 ? 1 : utf8_read(text->bytes + at, text->length - at, &letter);
        if (size > 0 && letter / RANGE < RANGES)
            reading->is_needed[letter / RANGE] = true;
        at += size > 0 ? size : 1;
    }
}

static bool font_note(struct reading *reading, const struct json_value *stack, struct error *err)
{
    struct buffer names = BUFFER_INIT;
    for (size_t i = 0; i < json_length(stack); i++)
        buffer_printf(&names, "%s%s", i > 0 ? "," : "", json_text(json_at(stack, i), ""));
    const char *font = arena_string(reading->arena, names.bytes != NULL ? names.bytes : "");
    buffer_free(&names);
    if (has_word(reading->fonts, reading->font_count, font))
        return true;
    if (reading->font_count == FONTS_MAX)
        return error_set(err, ERROR_LIMIT, "%s: styles name more than %u fonts", font, FONTS_MAX);
    reading->fonts[reading->font_count++] = font;
    return true;
}

static void collection_note(struct reading *reading, const char *layer)
{
    size_t length = strlen(layer), end = sizeof NAMES_END - 1;
    const char *id = text_ends_with(layer, NAMES_END) ? arena_copy(reading->arena, layer, length - end)
                                                      : arena_string(reading->arena, layer);
    if (has_word(reading->collections, reading->collection_count, id))
        return;
    reading->collections = arena_room(reading->arena, reading->collections, reading->collection_count,
                                      &reading->collection_room, sizeof *reading->collections);
    reading->collections[reading->collection_count++] = id;
}

static bool layers_read(struct reading *reading, const struct json_value *layers, struct error *err)
{
    for (size_t i = 0; i < json_length(layers); i++) {
        const struct json_value *layer = json_at(layers, i), *layout = json_get(layer, "layout");
        if (json_get(layout, "text-field") == NULL)
            continue;
        if (!font_note(reading, json_get(layout, "text-font"), err))
            return false;
        collection_note(reading, json_text(json_get(layer, "source-layer"), ""));
    }
    return true;
}

static bool style_read_one(struct reading *reading, const char *id, struct error *err)
{
    static const char *const ends[] = {".json", ".png", "@2x.json", "@2x.png"};
    struct arena *arena = reading->arena;
    const char *target = arena_printf(arena, "/ogc/styles/%s", id);
    struct buffer text = BUFFER_INIT;
    struct json_document *style = NULL;
    if (answer_read(reading, target, &text, err))
        style = json_read(text.bytes, text.length, target, err);
    bool is_done = style != NULL && layers_read(reading, json_get(json_root(style), "layers"), err);
    if (is_done) {
        target_add(reading, target);
        letters_note(reading, &text);
        if (json_get(json_root(style), "sprite") != NULL) {
            given_add(reading, arena_printf(arena, "ogc/styles/%s/sprite", id));
            for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
                target_add(reading, arena_printf(arena, "%s/sprite%s", target, ends[i]));
        }
    }
    json_free(style);
    buffer_free(&text);
    return is_done;
}

static bool collections_read(struct reading *reading, struct error *err)
{
    bool is_done = true;
    for (size_t i = 0; i < reading->collection_count && is_done; i++) {
        struct buffer text = BUFFER_INIT;
        is_done =
            answer_read(reading, arena_printf(reading->arena, "/data/%s.geojson", reading->collections[i]), &text, err);
        letters_note(reading, &text);
        buffer_free(&text);
    }
    return is_done;
}

static void fonts_add(struct reading *reading)
{
    for (size_t i = 0; i < reading->font_count; i++) {
        struct buffer font = BUFFER_INIT;
        text_percent_encode(&font, reading->fonts[i]);
        for (unsigned range = 0; range < RANGES; range++)
            if (reading->is_needed[range])
                target_add(reading, arena_printf(reading->arena, "/ogc/fonts/%s/%u-%u.pbf", font.bytes, range * RANGE,
                                                 range * RANGE + RANGE - 1));
        buffer_free(&font);
    }
}

bool site_styles_read(const struct local *local, struct style *const *styles, struct arena *arena,
                      struct site_styles *read, struct error *err)
{
    /* Basic Latin and Latin-1, Latin Extended-A, General Punctuation: a page's own layers may want more than our names do. */
    static const unsigned always[] = {0x0000, 0x0100, 0x2000};
    struct reading reading = {.local = local, .arena = arena, .read = read};
    *read = (struct site_styles){0};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        reading.is_needed[always[i] / RANGE] = true;
    for (; *styles != NULL; styles++)
        if (!style_read_one(&reading, (*styles)->id, err))
            return false;
    if (!collections_read(&reading, err))
        return false;
    given_add(&reading, FONTS_PATH);
    fonts_add(&reading);
    return true;
}
