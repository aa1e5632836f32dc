/* The parsers that a stranger's request line and header fields meet first. The input is lines: target, Accept,
 * Accept-Encoding, Accept-Language, If-None-Match, Host, Range; missing ones are empty. */
#include "http/negotiate.h"
#include "http/range.h"
#include "http/router.h"
#include "http/target.h"

#include "base/number.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LINES  7
#define LENGTH 1000u /* bytes of the body that a range is cut from */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct route routes[] = {
    {.pattern = "/"},
    {.pattern = "/ogc/collections/{id}/items/{fid}"},
    {.pattern = "/ogc/collections/{id}/tiles/{tms}/{z}/{row}/{col}"},
    {.pattern = "/carte/{theme}.{format}"},
    {.pattern = "/carte/{theme}.pdf"},
    {.pattern = "/data/{collection}"},
};
static const struct form forms[] = {{"json", "application/geo+json"}, {"html", "text/html"}};
static const char *const words[] = {"fr", "en", NULL};
static const struct parameter lang = {.name = "lang", .kind = PARAMETER_WORD, .words = words},
                              limit = {.name = "limit",
                                       .kind = PARAMETER_INTEGER,
                                       .least = 1,
                                       .most = 10000,
                                       .is_clamped = true},
                              bbox = {.name = "bbox", .kind = PARAMETER_NUMBERS, .few = 4, .many = 6},
                              clear = {.name = "transparent", .kind = PARAMETER_BOOLEAN},
                              title = {.name = "title", .bytes = 20};
static const struct parameter *const takes[] = {&lang, &limit, &bbox, &clear, &title, NULL};
static const struct route_form answers[] = {
    {"json", "application/json", "a"}, {"html", "text/html", "b"}, {NULL, NULL, NULL}};
static const struct route checked = {.pattern = "/", .parameters = takes, .forms = answers};

/* What must hold of every address that was read. */
static void check_request(const struct request *request)
{
    if (!text_is_utf8(request->path, strlen(request->path)) || request->parameter_count > REQUEST_PARAMETERS_MAX)
        abort();
    for (size_t i = 0; i < request->parameter_count; i++)
        if (!*request->parameters[i].name ||
            !text_is_utf8(request->parameters[i].value, strlen(request->parameters[i].value)))
            abort();
    if (strpbrk(request->target, "\"<>\r\n\t ")) /* it stands in Link header fields */
        abort();
}

static void check_captures(const struct request *request)
{
    for (size_t i = 0; i <= REQUEST_CAPTURES_MAX && request->captures[i]; i++)
        if (!*request->captures[i] || strcmp(request->captures[i], "..") == 0 || i == REQUEST_CAPTURES_MAX)
            abort();
}

/* A handler trusts what a route has let through. */
static void check_values(const struct request *request)
{
    struct error err = ERROR_INIT;
    if (!route_check(&checked, request, &err)) {
        if (err.kind != ERROR_INPUT || !text_is_utf8(err.message, strlen(err.message)))
            abort();
        return;
    }
    const char *number = request_parameter(request, "limit"), *text = request_parameter(request, "title");
    int64_t value;
    if (number && (!number_read_integer(number, strlen(number), INT64_MIN, INT64_MAX, &value) || value < 1))
        abort();
    if (text && (!*text || strlen(text) > 20))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct error err = ERROR_INIT;
    char *text = arena_copy(arena, size ? (const char *)data : "", size);
    const char *lines[LINES];
    for (size_t i = 0; i < LINES; i++) {
        lines[i] = text ? text : "";
        text = text ? strchr(text, '\n') : NULL;
        if (text)
            *text++ = '\0';
    }
    struct request request = {
        .arena = arena, .accept = lines[1], .accept_language = lines[3], .path = "/", .target = "/"};
    if (target_read(&request, lines[0], &err)) {
        check_request(&request);
        if (router_find(routes, sizeof routes / sizeof *routes, &request))
            check_captures(&request);
        check_values(&request);
    }
    if (!negotiate_form(&request, forms, 2, &err) && !request_parameter(&request, "f"))
        abort();
    if (!negotiate_language(&request, &err) && !request_parameter(&request, "lang"))
        abort();
    if (negotiate_coding(lines[2]) >= CODING_COUNT)
        abort();
    negotiate_none_match(lines[4], "\"1f-00\"");
    size_t first, last;
    if (range_read(lines[6], LENGTH, &first, &last) == RANGE_PART && (first > last || last >= LENGTH))
        abort();
    target_authority_is_sound(lines[5], strlen(lines[5]));
    arena_free(arena);
    return 0;
}
