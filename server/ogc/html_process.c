/* Pages of processes: what each is asked with and what it gives, in words and not in JSON Schema. */
#include "ogc/html_page.h"

#include <string.h>

#define WORDS_SHOWN_MAX 12 /* more stand behind a line that opens */

/* ---- the list ---- */

void html_write_processes(const struct html_page *page)
{
    const struct json_value *processes = json_get(page->root, "processes");
    buffer_puts(page->out, "<p>");
    html_say(page, "about_processes");
    buffer_puts(page->out, "</p>\n<ul class=\"cards\">\n");
    for (size_t i = 0; i < json_length(processes); i++) {
        const struct json_value *process = json_at(processes, i);
        buffer_puts(page->out, "<li>");
        html_anchor(page, arena_printf(page->arena, "/ogc/processes/%s", json_text(json_get(process, "id"), "")));
        buffer_puts(page->out, "<span>");
        html_prose(page, json_text(json_get(process, "title"), ""));
        buffer_puts(page->out, "</span></a><p>");
        html_prose(page, json_text(json_get(process, "description"), ""));
        buffer_puts(page->out, "</p></li>\n");
    }
    buffer_puts(page->out, "</ul>\n");
}

/* ---- what an input may be ---- */

static void words_write(const struct html_page *page, const struct json_value *words)
{
    size_t count = json_length(words);
    if (count > WORDS_SHOWN_MAX) {
        buffer_puts(page->out, "<details><summary>");
        html_prose(page, html_word(page, "one_of"));
        html_number(page, (double)count, true);
        buffer_puts(page->out, "\u00a0");
        html_say(page, "words");
        buffer_puts(page->out, "</summary>");
    }
    for (size_t i = 0; i < count; i++) {
        buffer_puts(page->out, i > 0 ? ", <code>" : "<code>");
        buffer_xml(page->out, html_plain(page, json_at(words, i)));
        buffer_puts(page->out, "</code>");
    }
    if (count > WORDS_SHOWN_MAX)
        buffer_puts(page->out, "</details>");
}

/* "texte de 1 à 64 caractères": a sentence, two numbers and what they count; `unit` may be "". */
static void span_write(const struct html_page *page, const char *before, const struct json_value *least,
                       const struct json_value *most, const char *unit)
{
    html_say(page, before);
    html_number(page, json_double(least, 0), true);
    html_say(page, "up_to");
    html_number(page, json_double(most, 0), true);
    if (unit[0] != '\0') {
        buffer_puts(page->out, " ");
        html_say(page, unit);
    }
}

static void allowed_write(const struct html_page *page, const struct json_value *input)
{
    const struct json_value *schema = json_get(input, "schema");
    const char *type = json_text(json_get(schema, "type"), "");
    double most = json_double(json_get(input, "maxOccurs"), 1);
    if (json_get(schema, "enum") != NULL)
        words_write(page, json_get(schema, "enum"));
    else if (strcmp(type, "string") == 0)
        span_write(page, "text_from", json_get(schema, "minLength"), json_get(schema, "maxLength"), "characters");
    else if (strcmp(type, "integer") == 0)
        span_write(page, "whole_from", json_get(schema, "minimum"), json_get(schema, "maximum"), "");
    else
        buffer_puts(page->out, "<code>{\"type\":\"Point\", \"coordinates\":[longitude, latitude]}</code>");
    if (most > 1) {
        buffer_puts(page->out, json_length(json_get(schema, "enum")) > WORDS_SHOWN_MAX ? "" : "<br>");
        html_say(page, "several");
        html_number(page, most, true);
    }
}

/* ---- the table of inputs ---- */

static void cell_open(const struct html_page *page, const char *key)
{
    buffer_puts(page->out, "<td role=\"cell\" data-label=\"");
    html_say(page, key);
    buffer_puts(page->out, "\">");
}

static void input_write(const struct html_page *page, const char *id, const struct json_value *input)
{
    const struct json_value *otherwise = json_get(json_get(input, "schema"), "default");
    buffer_puts(page->out, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">");
    html_prose(page, json_text(json_get(input, "title"), id));
    buffer_puts(page->out, "<br><code>");
    buffer_xml(page->out, id);
    buffer_puts(page->out, "</code></th>");
    cell_open(page, "meaning");
    html_prose(page, json_text(json_get(input, "description"), ""));
    buffer_puts(page->out, "</td>");
    cell_open(page, "allowed");
    allowed_write(page, input);
    buffer_puts(page->out, "</td>");
    cell_open(page, "needed");
    html_say(page, json_double(json_get(input, "minOccurs"), 1) > 0 ? "yes" : "no");
    buffer_puts(page->out, "</td>");
    cell_open(page, "default");
    if (otherwise != NULL) {
        buffer_puts(page->out, "<code>");
        buffer_xml(page->out, html_plain(page, otherwise));
        buffer_puts(page->out, "</code>");
    } else {
        buffer_puts(page->out, "–");
    }
    buffer_puts(page->out, "</td></tr>\n");
}

static void inputs_write(const struct html_page *page)
{
    static const char *const heads[] = {"name", "meaning", "allowed", "needed", "default"};
    struct json_iterator inputs = json_members(json_get(page->root, "inputs"));
    const char *id;
    const struct json_value *input;
    buffer_puts(page->out, "<h2>");
    html_say(page, "inputs");
    buffer_puts(page->out, "</h2>\n<div class=\"table inputs\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_say(page, "inputs");
    /* rows become blocks on a phone; the roles say that they are rows all the same */
    buffer_puts(page->out, "\">\n<table role=\"table\">\n<thead role=\"rowgroup\"><tr role=\"row\">");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        buffer_puts(page->out, "<th scope=\"col\" role=\"columnheader\">");
        html_say(page, heads[i]);
        buffer_puts(page->out, "</th>");
    }
    buffer_puts(page->out, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
    while (json_next(&inputs, &id, &input))
        input_write(page, id, input);
    buffer_puts(page->out, "</tbody>\n</table>\n</div>\n");
}

/* ---- what comes of it, and how it is asked ---- */

static void outputs_write(const struct html_page *page)
{
    struct json_iterator outputs = json_members(json_get(page->root, "outputs"));
    const char *id;
    const struct json_value *output;
    buffer_puts(page->out, "<h2>");
    html_say(page, "outputs");
    buffer_puts(page->out, "</h2>\n");
    while (json_next(&outputs, &id, &output)) {
        const struct json_value *forms = json_get(json_get(output, "schema"), "oneOf");
        buffer_puts(page->out, "<p>");
        html_prose(page, json_text(json_get(output, "description"), ""));
        buffer_puts(page->out, ".</p>\n<p>");
        html_say(page, "in_forms");
        for (size_t i = 0; i < json_length(forms); i++) {
            buffer_puts(page->out, i > 0 ? ", <code>" : "<code>");
            buffer_xml(page->out, json_text(json_get(json_at(forms, i), "contentMediaType"), ""));
            buffer_puts(page->out, "</code>");
        }
        buffer_puts(page->out, ".</p>\n");
    }
}

static void asking_write(const struct html_page *page)
{
    const char *address = html_link(page, "http://www.opengis.net/def/rel/ogc/1.0/execute");
    if (address == NULL) /* a page that became a file */
        return;
    buffer_puts(page->out, "<h2>");
    html_say(page, "how_to_ask");
    buffer_puts(page->out, "</h2>\n<p>");
    html_say(page, "how_to_ask_about");
    buffer_puts(
        page->out,
        "</p>\n<pre tabindex=\"0\"><code>curl -H 'Content-Type: application/json' \\\n  -d '{\"inputs\":{}}' \\\n  ");
    buffer_xml(page->out, address);
    buffer_puts(page->out, "</code></pre>\n");
}

void html_write_process(const struct html_page *page)
{
    buffer_puts(page->out, "<p>");
    html_prose(page, json_text(json_get(page->root, "description"), ""));
    buffer_puts(page->out, "</p>\n");
    inputs_write(page);
    outputs_write(page);
    asking_write(page);
}
