#include "ogc/html_page.h"

#include "base/number.h"
#include "base/text.h"
#include "draw/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NBSP   "\u00a0"
#define NARROW "\u202f"

const char *html_word_or(const struct html_page *page, const char *key, const char *otherwise)
{
    return json_text(json_get(page->words, key), otherwise);
}

const char *html_word(const struct html_page *page, const char *key)
{
    return html_word_or(page, key, key);
}

/* The space that stands in front of a mark, or behind an opening one, in French; NULL for any other place. */
static const char *french_space(const char *text, const char *at)
{
    switch (at[1]) {
    case ':':
    case '%':
        return NBSP;
    case ';':
    case '!':
    case '?':
        return NARROW;
    default:
        break;
    }
    bool is_behind = at - text >= 2 && memcmp(at - 2, "«", 2) == 0;
    return is_behind || strncmp(at + 1, "»", 2) == 0 ? NBSP : NULL;
}

const char *html_typographic(const struct html_page *page, const char *text)
{
    if (text == NULL || page->is_english)
        return text;
    struct buffer set = BUFFER_INIT;
    text = text_typographic(text, page->arena);
    buffer_puts(&set, "");
    for (const char *at = text; *at != '\0'; at++) {
        const char *space = *at == ' ' ? french_space(text, at) : NULL;
        if (space != NULL)
            buffer_puts(&set, space);
        else
            buffer_putc(&set, *at);
    }
    const char *copy = arena_copy(page->arena, set.bytes, set.length);
    buffer_free(&set);
    return copy;
}

void html_prose(const struct html_page *page, const char *text)
{
    if (text != NULL)
        buffer_xml(page->out, html_typographic(page, text));
}

void html_say(const struct html_page *page, const char *key)
{
    html_prose(page, html_word(page, key));
}

/* ---- figures and dates ---- */

/* Digits behind the point that say something: two of what is 1 or more, more of what is less. */
static int decimals_of(double value)
{
    struct buffer digits = BUFFER_INIT;
    double size = fabs(value);
    number_write(&digits, value, size >= 1 || size == 0 ? 2 : 4);
    const char *point = strchr(digits.bytes, '.');
    int decimals = point != NULL ? (int)strlen(point + 1) : 0;
    buffer_free(&digits);
    return decimals;
}

void html_number(const struct html_page *page, double value, bool is_measure)
{
    if (!isfinite(value)) {
        html_say(page, "unknown");
        return;
    }
    bool is_plain = !is_measure && value == floor(value) && fabs(value) < 10000;
    if (is_plain)
        number_write(page->out, value, 0);
    else
        (page->is_english ? number_write_english : number_write_french)(page->out, value, decimals_of(value));
}

static bool date_read(const char *text, int *year, int *month, int *day)
{
    return strlen(text) == 10 && strspn(text, "0123456789-") == 10 && text[4] == '-' && text[7] == '-' &&
           sscanf(text, "%4d-%2d-%2d", year, month, day) == 3 && *month >= 1 && *month <= 12;
}

void html_date(const struct html_page *page, const char *date)
{
    static const char *const names[2][12] = {{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
                                              "septembre", "octobre", "novembre", "décembre"},
                                             {"January", "February", "March", "April", "May", "June", "July", "August",
                                              "September", "October", "November", "December"}};
    int year, month, day;
    if (!date_read(date, &year, &month, &day)) {
        html_prose(page, date);
        return;
    }
    buffer_printf(page->out, "<time datetime=\"%s\">%d%s" NBSP "%s" NBSP "%d</time>", date, day,
                  day == 1 && !page->is_english ? "er" : "", names[page->is_english][month - 1], year);
}

static void text_value(const struct html_page *page, const char *text)
{
    int year, month, day;
    bool is_address = text_starts_with(text, "https://") || text_starts_with(text, "http://");
    if (date_read(text, &year, &month, &day)) {
        html_date(page, text);
    } else if (is_address && strpbrk(text, " \"<>") == NULL) {
        html_anchor(page, text);
        buffer_xml(page->out, text);
        buffer_puts(page->out, "</a>");
    } else {
        html_prose(page, text);
    }
}

static void list_value(const struct html_page *page, const struct json_value *value)
{
    for (size_t i = 0; i < json_length(value); i++) {
        buffer_puts(page->out, i > 0 ? ", " : "");
        html_value(page, json_at(value, i), NULL);
    }
}

void html_value(const struct html_page *page, const struct json_value *value, const struct snapshot_field *field)
{
    const char *unit = field != NULL ? field->unit : NULL;
    switch (json_type(value)) {
    case JSON_NUMBER:
        html_number(page, json_double(value, 0), unit != NULL || (field != NULL && field->type == VALUE_REAL));
        if (unit != NULL) {
            buffer_puts(page->out, page->is_english && strcmp(unit, "%") == 0 ? "" : NBSP);
            html_prose(page, unit);
        }
        return;
    case JSON_STRING:
        text_value(page, json_text(value, ""));
        return;
    case JSON_BOOL:
        html_say(page, json_is_true(value) ? "yes" : "no");
        return;
    case JSON_ARRAY:
        list_value(page, value);
        return;
    case JSON_NULL:
    case JSON_OBJECT:
        break;
    }
    buffer_puts(page->out, "<span class=\"unknown\">");
    html_say(page, "unknown");
    buffer_puts(page->out, "</span>");
}

const char *html_plain(const struct html_page *page, const struct json_value *value)
{
    if (json_type(value) == JSON_STRING)
        return json_text(value, "");
    if (value == NULL || json_type(value) == JSON_NULL)
        return "";
    struct buffer text = BUFFER_INIT;
    json_print(value, &text);
    const char *copy = arena_copy(page->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

/* ---- titles ---- */

const char *html_title_of(const struct html_page *page, const struct snapshot_collection *collection)
{
    return page->is_english ? collection->title_en : collection->title_fr;
}

const char *html_description_of(const struct html_page *page, const struct snapshot_collection *collection)
{
    return page->is_english ? collection->description_en : collection->description_fr;
}

const char *html_field_title(const struct html_page *page, const struct snapshot_field *field)
{
    return page->is_english ? field->title_en : field->title_fr;
}

const struct snapshot_field *html_field(const struct html_page *page, const char *name)
{
    for (size_t i = 0; page->collection != NULL && i < page->collection->field_count; i++)
        if (strcmp(page->collection->fields[i].name, name) == 0)
            return &page->collection->fields[i];
    return NULL;
}

/* ---- addresses ---- */

/* Tiles, maps, sprites and letters know neither lang nor f=html. */
static bool is_page_of_api(const char *path)
{
    size_t length = strcspn(path, "?#");
    bool is_ogc = strncmp(path, "/ogc", 4) == 0 && (path[4] == '/' || path[4] == '\0' || path[4] == '?');
    bool is_map = length >= 4 && strncmp(path + length - 4, "/map", 4) == 0;
    bool is_template = strchr(path, '{') != NULL;
    return is_ogc && !is_map && !is_template && strstr(path, "/sprite") == NULL;
}

/* Is there a parameter of that name in the query? */
static bool query_has(const char *address, const char *name)
{
    const char *at = strchr(address, '?');
    size_t length = strlen(name);
    while (at != NULL) {
        if (strncmp(at + 1, name, length) == 0 && at[1 + length] == '=')
            return true;
        at = strchr(at + 1, '&');
    }
    return false;
}

const char *html_address(const struct html_page *page, const char *href)
{
    size_t base = strlen(page->request->base);
    if (strncmp(href, page->request->base, base) == 0)
        href = href[base] == '/' ? href + base : href[base] == '\0' ? "/" : href;
    if (!is_page_of_api(href))
        return href;
    const struct {
        const char *name, *value;
        bool is_wanted;
    } kept[] = {{"f", "html", request_parameter(page->request, "f") != NULL}, {"lang", "en", page->is_english}};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (kept[i].is_wanted && !query_has(href, kept[i].name))
            href = arena_printf(page->arena, "%s%c%s=%s", href, strchr(href, '?') != NULL ? '&' : '?', kept[i].name,
                                kept[i].value);
    return href;
}

const char *html_link(const struct html_page *page, const char *rel)
{
    const struct json_value *links = json_get(page->root, "links");
    for (size_t i = 0; i < json_length(links); i++)
        if (strcmp(json_text(json_get(json_at(links, i), "rel"), ""), rel) == 0)
            return json_text(json_get(json_at(links, i), "href"), NULL);
    return NULL;
}

const char *html_segment(const struct html_page *page)
{
    const char *path = page->request->path;
    size_t end = strlen(path), begin;
    while (end > 0 && path[end - 1] == '/')
        end--;
    for (begin = end; begin > 0 && path[begin - 1] != '/'; begin--)
        continue;
    return arena_copy(page->arena, path + begin, end - begin);
}

void html_anchor(const struct html_page *page, const char *href)
{
    buffer_puts(page->out, "<a href=\"");
    buffer_xml(page->out, html_address(page, href));
    buffer_puts(page->out, "\">");
}
