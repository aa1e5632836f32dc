#include "page/site.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "http/negotiate.h"

#include <stdlib.h>
#include <string.h>

#define SITE_FILE_MAX (1u << 20)

static struct json_document *sentences_read(struct site *site, const char *home, const char *name, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    struct json_document *document = NULL;
    if (file_read(file_join(site->arena, home, name), SITE_FILE_MAX, &text, err)) {
        document = json_read(text.bytes, text.length, name, err);
    }
    buffer_free(&text);
    return document;
}

struct site *site_open(const char *home, struct error *err)
{
    struct arena *arena = arena_new();
    struct site *site = arena_alloc(arena, sizeof *site);
    site->arena = arena;
    struct buffer css = BUFFER_INIT, more = BUFFER_INIT;
    site->styles = styles_open(file_join(arena, home, "styles"), arena, err);
    if (site->styles == NULL || !file_read(file_join(arena, home, "web/page.css"), SITE_FILE_MAX, &css, err) ||
        !file_read(file_join(arena, home, "web/api.css"), SITE_FILE_MAX, &more, err)) {
        goto failed;
    }
    site->css = arena_copy(arena, css.bytes, css.length);
    site->css_more = arena_copy(arena, more.bytes, more.length);
    site->text_fr = sentences_read(site, home, "web/text/fr.json", err);
    if (site->text_fr == NULL) {
        goto failed;
    }
    site->text_en = sentences_read(site, home, "web/text/en.json", err);
    if (site->text_en == NULL) {
        goto failed;
    }
    buffer_free(&css);
    buffer_free(&more);
    return site;

failed:
    buffer_free(&css);
    buffer_free(&more);
    site_close(site);
    return NULL;
}

void site_close(struct site *site)
{
    if (site == NULL) {
        return;
    }
    json_free(site->text_fr);
    json_free(site->text_en);
    arena_free(site->arena);
}

const char *site_text(const struct site *site, const char *lang, const char *key)
{
    const struct json_document *text = strcmp(lang, "en") == 0 ? site->text_en : site->text_fr;
    return json_text(json_get(json_root(text), key), key);
}

const char *site_language(const struct request *request, struct error *err)
{
    return request_parameter(request, "lang") != NULL ? negotiate_language(request, err) : "fr";
}

const struct style *site_theme(const struct site *site, const char *id, struct error *err)
{
    return styles_need(site->styles, id, err);
}
