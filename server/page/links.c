#include "page/links.h"

#include "base/json.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char LINK_GONE[] = "";

/* ---- HTML ---- */

struct slice {
    const char *at;
    size_t length;
};

struct reader {
    const char *at, *end;
    const char *copied; /* up to here the document is in `out` */
    struct buffer *out;
    link_visitor *visit;
    void *payload;
    struct buffer link;
};

static bool slice_is(struct slice slice, const char *text)
{
    return slice.length == strlen(text) && strncasecmp(slice.at, text, slice.length) == 0;
}

/* The five entities that buffer_xml and people write; others stay as they are. */
static void entities_decode(struct slice text, struct buffer *out)
{
    static const struct {
        const char *entity;
        char byte;
    } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}};
    for (size_t i = 0; i < text.length;) {
        size_t taken = 0;
        for (size_t j = 0; j < sizeof entities / sizeof *entities && taken == 0; j++) {
            size_t length = strlen(entities[j].entity);
            if (length <= text.length - i && memcmp(text.at + i, entities[j].entity, length) == 0) {
                buffer_putc(out, entities[j].byte);
                taken = length;
            }
        }
        if (taken == 0)
            buffer_putc(out, text.at[i]);
        i += taken > 0 ? taken : 1;
    }
}

static void link_read(struct reader *reader, struct slice value)
{
    buffer_clear(&reader->link);
    buffer_puts(&reader->link, "");
    entities_decode(value, &reader->link);
    const char *instead = reader->visit(reader->payload, reader->link.bytes);
    if (instead == NULL || reader->out == NULL)
        return;
    buffer_append(reader->out, reader->copied, (size_t)(value.at - reader->copied));
    buffer_xml(reader->out, instead);
    reader->copied = value.at + value.length;
}

/* "a.png 1x, b.png 2x": addresses, each with what it is for. */
static void srcset_read(struct reader *reader, struct slice value)
{
    const char *at = value.at, *end = value.at + value.length;
    while (at < end) {
        while (at < end && strchr(" \t\r\n,", *at) != NULL)
            at++;
        const char *address = at;
        while (at < end && strchr(" \t\r\n", *at) == NULL)
            at++;
        if (at > address)
            link_read(reader, (struct slice){address, (size_t)(at - address)});
        while (at < end && *at != ',')
            at++;
    }
}

static void attribute_read(struct reader *reader, struct slice tag, struct slice name, struct slice value)
{
    static const char *const links[] = {"href", "xlink:href", "src", "poster", "action"};
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        if (slice_is(name, links[i])) {
            link_read(reader, value);
            return;
        }
    }
    bool is_address = value.length > 0 && (value.at[0] == '/' || memmem(value.at, value.length, "://", 3) != NULL);
    if (slice_is(name, "srcset"))
        srcset_read(reader, value);
    else if (slice_is(name, "content") && slice_is(tag, "meta") && is_address)
        link_read(reader, value);
}

static void skip(struct reader *reader, const char *characters)
{
    while (reader->at < reader->end && strchr(characters, *reader->at) != NULL && *reader->at != '\0')
        reader->at++;
}

static struct slice take_until(struct reader *reader, const char *characters)
{
    const char *start = reader->at;
    while (reader->at < reader->end && (strchr(characters, *reader->at) == NULL || *reader->at == '\0'))
        reader->at++;
    return (struct slice){start, (size_t)(reader->at - start)};
}

/* Behind the next occurrence of `text`; the end when there is none. */
static void skip_behind(struct reader *reader, const char *text)
{
    const char *found = memmem(reader->at, (size_t)(reader->end - reader->at), text, strlen(text));
    reader->at = found != NULL ? found + strlen(text) : reader->end;
}

static struct slice value_read(struct reader *reader)
{
    char quote = reader->at < reader->end ? *reader->at : '\0';
    if (quote != '"' && quote != '\'')
        return take_until(reader, " \t\r\n>");
    const char quotes[] = {quote, '\0'};
    reader->at++;
    struct slice value = take_until(reader, quotes);
    reader->at += reader->at < reader->end;
    return value;
}

/* Stands behind the '<' of a start tag. */
static void tag_read(struct reader *reader)
{
    struct slice tag = take_until(reader, " \t\r\n/>");
    for (;;) {
        skip(reader, " \t\r\n/");
        if (reader->at >= reader->end)
            return;
        if (*reader->at == '>')
            break;
        struct slice name = take_until(reader, " \t\r\n=/>");
        skip(reader, " \t\r\n");
        if (reader->at < reader->end && *reader->at == '=') {
            reader->at++;
            skip(reader, " \t\r\n");
            attribute_read(reader, tag, name, value_read(reader));
        }
    }
    if (slice_is(tag, "style"))
        skip_behind(reader, "</style");
    else if (slice_is(tag, "script"))
        skip_behind(reader, "</script");
}

void links_html(const char *html, size_t length, link_visitor *visit, void *payload, struct buffer *out)
{
    struct reader reader = {html, html + length, html, out, visit, payload, BUFFER_INIT};
    while (reader.at < reader.end) {
        const char *open = memchr(reader.at, '<', (size_t)(reader.end - reader.at));
        if (open == NULL)
            break;
        reader.at = open + 1;
        if (reader.end - reader.at >= 3 && memcmp(reader.at, "!--", 3) == 0)
            skip_behind(&reader, "-->");
        else if (reader.at < reader.end && (*reader.at == '!' || *reader.at == '/' || *reader.at == '?'))
            skip_behind(&reader, ">");
        else
            tag_read(&reader);
    }
    if (out != NULL)
        buffer_append(out, reader.copied, (size_t)(reader.end - reader.copied));
    buffer_free(&reader.link);
}

/* ---- JSON ---- */

struct rewriting {
    struct json_writer writer;
    enum links_kind kind;
    bool is_in_sources; /* of a style: its "url" is an address, and no field's name as in TileJSON */
    link_visitor *visit;
    void *payload;
};

static void value_write(struct rewriting *rewriting, const struct json_value *value);

static void scalar_write(struct rewriting *rewriting, const struct json_value *value)
{
    struct buffer text = BUFFER_INIT;
    json_print(value, &text);
    json_raw(&rewriting->writer, text.bytes, text.length);
    buffer_free(&text);
}

static const char *href_of(const struct rewriting *rewriting, const struct json_value *object)
{
    bool may_go = rewriting->kind == LINKS_HREF && json_type(object) == JSON_OBJECT;
    return may_go ? json_text(json_get(object, "href"), NULL) : NULL;
}

static bool key_is_link(const struct rewriting *rewriting, const char *key)
{
    if (rewriting->kind == LINKS_HREF)
        return strcmp(key, "href") == 0;
    if (rewriting->writer.depth == 1)
        return strcmp(key, "sprite") == 0 || strcmp(key, "glyphs") == 0;
    return rewriting->is_in_sources && rewriting->writer.depth == 3 && strcmp(key, "url") == 0;
}

static void link_write(struct rewriting *rewriting, const struct json_value *value)
{
    const char *link = json_text(value, NULL);
    const char *instead = link != NULL ? rewriting->visit(rewriting->payload, link) : NULL;
    if (instead != NULL)
        json_string(&rewriting->writer, instead);
    else
        value_write(rewriting, value);
}

static void addresses_write(struct rewriting *rewriting, const struct json_value *addresses)
{
    json_array_open(&rewriting->writer);
    for (size_t i = 0; i < json_length(addresses); i++)
        link_write(rewriting, json_at(addresses, i));
    json_array_close(&rewriting->writer);
}

static void array_write(struct rewriting *rewriting, const struct json_value *array)
{
    json_array_open(&rewriting->writer);
    for (size_t i = 0; i < json_length(array); i++) {
        const struct json_value *value = json_at(array, i);
        const char *href = href_of(rewriting, value);
        if (href == NULL || rewriting->visit(rewriting->payload, href) != LINK_GONE)
            value_write(rewriting, value);
    }
    json_array_close(&rewriting->writer);
}

static void object_write(struct rewriting *rewriting, const struct json_value *object)
{
    struct json_iterator members = json_members(object);
    const char *key;
    const struct json_value *value;
    json_object_open(&rewriting->writer);
    while (json_next(&members, &key, &value)) {
        bool is_root = rewriting->kind == LINKS_MAP && rewriting->writer.depth == 1;
        bool has_addresses = is_root && strcmp(key, "tiles") == 0;
        if (is_root)
            rewriting->is_in_sources = strcmp(key, "sources") == 0;
        json_key(&rewriting->writer, key);
        if (has_addresses && json_type(value) == JSON_ARRAY)
            addresses_write(rewriting, value);
        else if (key_is_link(rewriting, key))
            link_write(rewriting, value);
        else
            value_write(rewriting, value);
    }
    json_object_close(&rewriting->writer);
}

static void value_write(struct rewriting *rewriting, const struct json_value *value)
{
    switch (json_type(value)) {
    case JSON_ARRAY:
        array_write(rewriting, value);
        return;
    case JSON_OBJECT:
        object_write(rewriting, value);
        return;
    default:
        scalar_write(rewriting, value);
    }
}

bool links_json(const char *json, size_t length, const char *name, enum links_kind kind, link_visitor *visit,
                void *payload, struct buffer *out, struct error *err)
{
    struct json_document *document = json_read(json, length, name, err);
    if (document == NULL)
        return false;
    struct buffer unwanted = BUFFER_INIT;
    struct rewriting rewriting = {.kind = kind, .visit = visit, .payload = payload};
    json_writer_init(&rewriting.writer, out != NULL ? out : &unwanted);
    value_write(&rewriting, json_root(document));
    buffer_free(&unwanted);
    json_free(document);
    return true;
}
