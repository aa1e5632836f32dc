#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "page/links.h"

#include <stdio.h>
#include <string.h>

static struct buffer seen;

/* Notes each link; "/gone" goes, other local ones get a mark. */
static const char *visit(void *payload, const char *link)
{
    static char instead[64];
    (void)payload;
    buffer_printf(&seen, "%s\n", link);
    if (strcmp(link, "/gone") == 0)
        return LINK_GONE;
    if (link[0] != '/')
        return NULL;
    snprintf(instead, sizeof instead, "to%s", link);
    return instead;
}

static int tear_down(void **state)
{
    (void)state;
    buffer_free(&seen);
    return 0;
}

static void html_is(const char *html, const char *links, const char *rewritten)
{
    struct buffer out = BUFFER_INIT;
    buffer_clear(&seen);
    buffer_puts(&seen, "");
    links_html(html, strlen(html), visit, NULL, &out);
    assert_string_equal(seen.bytes, links);
    assert_string_equal(out.bytes, rewritten);
    buffer_clear(&seen);
    buffer_puts(&seen, "");
    links_html(html, strlen(html), visit, NULL, NULL);
    assert_string_equal(seen.bytes, links);
    buffer_free(&out);
}

static void links_of_html_are_found_and_replaced(void **state)
{
    (void)state;
    html_is("<a href=\"/x?a=1&amp;b=2\">x</a>", "/x?a=1&b=2\n", "<a href=\"to/x?a=1&amp;b=2\">x</a>");
    html_is("<A HREF='/x' class=y>", "/x\n", "<A HREF='to/x' class=y>");
    html_is("<a href=/x>", "/x\n", "<a href=to/x>");
    html_is("<a\n  href = \"/x\"\n>", "/x\n", "<a\n  href = \"to/x\"\n>");
    html_is("<img src=\"/a.png\" alt=\"a > b\"><use xlink:href=\"#c\"/>", "/a.png\n#c\n",
            "<img src=\"to/a.png\" alt=\"a > b\"><use xlink:href=\"#c\"/>");
    html_is("<img srcset=\"/a.png 1x, /b.png 2x,/c.png\">", "/a.png\n/b.png\n/c.png\n",
            "<img srcset=\"to/a.png 1x, to/b.png 2x,to/c.png\">");
    html_is("<meta name=\"viewport\" content=\"width=device-width\"><meta content=\"/c.png\" property=\"og:image\">",
            "/c.png\n",
            "<meta name=\"viewport\" content=\"width=device-width\"><meta content=\"to/c.png\" property=\"og:image\">");
    html_is("<form action=\"/search\"><input disabled></form>", "/search\n",
            "<form action=\"to/search\"><input disabled></form>");
}

static void what_is_no_link_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "href=\"/x\" is how a link is written",
        "<!-- <a href=\"/x\"> --><p data-href=\"/x\">",
        "<style>a { background: url(/x) } <a href=\"/x\"></style><p>",
        "<script>'<a href=\"/x\">'</script><p>",
        "</a href=\"/x\"><!DOCTYPE html>",
        "<",
        "<a",
        "<a href",
        "<a href=",
        "<!-- never closed",
        "<style> never closed <a href=\"/x\">",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buffer out = BUFFER_INIT;
        buffer_clear(&seen);
        links_html(texts[i], strlen(texts[i]), visit, NULL, &out);
        if (seen.length > 1 || (seen.length == 1 && strcmp(texts[i], "<a href=") != 0))
            fail_msg("%s: %s", texts[i], seen.bytes);
        assert_string_equal(out.bytes, texts[i]);
        buffer_free(&out);
    }
    html_is("<a href=\"/never closed", "/never closed\n", "<a href=\"to/never closed");
}

static void links_of_json_are_replaced_or_leave_their_list(void **state)
{
    (void)state;
    static const char json[] = "{\"n\":1.5,\"links\":[{\"href\":\"/a\",\"rel\":\"self\"},{\"href\":\"/gone\"},"
                               "{\"href\":\"http://x.fr/\"}],\"t\":[true,null,\"/b\",{\"c\":{\"href\":\"/d\"}}]}";
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    assert_true(links_json(json, strlen(json), "a", LINKS_HREF, visit, NULL, &out, &err));
    assert_string_equal(out.bytes,
                        "{\"n\":1.5,\"links\":[{\"href\":\"to/a\",\"rel\":\"self\"},{\"href\":\"http://x.fr/\"}],"
                        "\"t\":[true,null,\"/b\",{\"c\":{\"href\":\"to/d\"}}]}");
    buffer_free(&out);
    assert_true(links_json(json, strlen(json), "a", LINKS_HREF, visit, NULL, NULL, &err));
    assert_false(links_json("{", 1, "that file", LINKS_HREF, visit, NULL, NULL, &err));
    assert_non_null(strstr(err.message, "that file"));
}

static void map_is(const char *json, const char *links, const char *rewritten)
{
    struct error err = ERROR_INIT;
    struct buffer out = BUFFER_INIT;
    buffer_clear(&seen);
    buffer_puts(&seen, "");
    if (!links_json(json, strlen(json), "a", LINKS_MAP, visit, NULL, &out, &err))
        fail_msg("%s", err.message);
    assert_string_equal(seen.bytes, links);
    assert_string_equal(out.bytes, rewritten);
    buffer_free(&out);
}

static void links_of_styles_and_of_tilejson_are_replaced_and_fields_of_the_same_names_are_not(void **state)
{
    (void)state;
    map_is(
        "{\"metadata\":{\"a\":{\"url\":\"/m\"}},\"sources\":{\"s\":{\"url\":\"/s?f=tilejson\",\"x\":{\"url\":\"/n\"}}},"
        "\"sprite\":\"/sprite\",\"glyphs\":\"/{fontstack}/{range}\",\"layers\":[{\"sprite\":\"/l\",\"href\":\"/"
        "gone\"}]}",
        "/s?f=tilejson\n/sprite\n/{fontstack}/{range}\n",
        "{\"metadata\":{\"a\":{\"url\":\"/m\"}},\"sources\":{\"s\":{\"url\":\"to/s?f=tilejson\",\"x\":{\"url\":\"/"
        "n\"}}},"
        "\"sprite\":\"to/sprite\",\"glyphs\":\"to/{fontstack}/{range}\",\"layers\":[{\"sprite\":\"/l\",\"href\":\"/"
        "gone\"}]}");
    map_is(
        "{\"tiles\":[\"/{z}\",\"http://x/{z}\"],\"vector_layers\":[{\"fields\":{\"url\":\"/a\",\"tiles\":\"/b\"}}]}",
        "/{z}\nhttp://x/{z}\n",
        "{\"tiles\":[\"to/{z}\",\"http://x/{z}\"],\"vector_layers\":[{\"fields\":{\"url\":\"/a\",\"tiles\":\"/b\"}}]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_of_html_are_found_and_replaced),
        cmocka_unit_test(what_is_no_link_stays),
        cmocka_unit_test(links_of_json_are_replaced_or_leave_their_list),
        cmocka_unit_test(links_of_styles_and_of_tilejson_are_replaced_and_fields_of_the_same_names_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
