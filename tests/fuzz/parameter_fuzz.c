/* tests/fuzz/parameter_fuzz.c: one text as the value of every parameter that a visitor may give: numbers, limit, coordinate
 * systems, distances, points, paper. What is read lies in its bounds. (target_fuzz.c has those that a route checks, bbox among them.) */
#include "analysis/coverage.h"
#include "analysis/land.h"
#include "base/number.h"
#include "base/text.h"
#include "geo/crs.h"
#include "ogc/resource.h"
#include "print/sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check(bool condition)
{
    if (!condition)
        abort();
}

/* A number is written so that it reads back, shortest and with decimals. */
static void check_number(const char *text, size_t length)
{
    double value, again;
    int64_t integer;
    if (number_read(text, length, &value)) {
        struct buffer exact = BUFFER_INIT, rounded = BUFFER_INIT;
        check(isfinite(value) && value == strtod(text, NULL));
        number_write_exact(&exact, value);
        check(number_read(exact.bytes, exact.length, &again) && again == value);
        number_write(&rounded, value, 3);
        check(number_read(rounded.bytes, rounded.length, &again));
        buffer_free(&rounded);
        number_write_french(&rounded, value, 2);
        check(text_is_utf8(rounded.bytes, rounded.length));
        buffer_free(&rounded);
        buffer_free(&exact);
    }
    if (number_read_integer(text, length, -1000, INT64_MAX, &integer))
        check(integer >= -1000 && number_read(text, length, &value) && value == (double)integer);
}

static void check_resource(const char *text)
{
    struct request request = {.parameters = {{"limit", text}}, .parameter_count = 1};
    struct error err = ERROR_INIT;
    int64_t limit;
    if (resource_limit(&request, &limit, &err))
        check(limit >= 1 && limit <= ITEMS_LIMIT_MAX);
    else
        check(err.kind == ERROR_INPUT);
}

static void check_land(const char *text)
{
    struct land_query query = {0};
    struct error err = ERROR_INIT;
    if (land_point_read(text, &query, &err))
        check(fabs(query.at.x) <= 180 && fabs(query.at.y) <= 90);
    if (!land_distances_read(text, &query, &err))
        return;
    check(query.distance_count >= 1 && query.distance_count <= LAND_DISTANCES_MAX);
    for (size_t i = 0; i < query.distance_count; i++) {
        check(query.distances[i] >= 1 && query.distances[i] <= LAND_DISTANCE_MAX);
        check(i == 0 || query.distances[i - 1] < query.distances[i]);
    }
}

static void check_words(const char *text)
{
    enum crs crs;
    struct paper paper;
    enum perimeter perimeter;
    enum coverage_level level;
    struct error err = ERROR_INIT;
    if (crs_read(text, &crs))
        check(crs_uri(crs) != NULL);
    if (paper_read(text, &paper, &err))
        check(paper.width > 0 && paper.width <= SHEET_PX_MAX && paper.height > 0 && paper.height <= SHEET_PX_MAX);
    perimeter_read(text, &perimeter, &err);
    coverage_level_read(text, &level, &err);
    check(err.kind == ERROR_NONE || text_is_utf8(err.message, strlen(err.message)));
}

/* What is escaped is read back as it was. */
static void check_text(const char *text, size_t length)
{
    struct buffer escaped = BUFFER_INIT, decoded = BUFFER_INIT, folded = BUFFER_INIT, again = BUFFER_INIT;
    text_percent_encode(&escaped, text);
    if (text_percent_decode(&decoded, escaped.bytes != NULL ? escaped.bytes : "", escaped.length, true))
        check(decoded.length == length && (length == 0 || memcmp(decoded.bytes, text, length) == 0));
    text_fold(&folded, text);
    check(folded.length == 0 || text_is_utf8(folded.bytes, folded.length));
    text_fold(&again, folded.length > 0 ? folded.bytes : "");
    check(again.length == folded.length && (again.length == 0 || memcmp(again.bytes, folded.bytes, again.length) == 0));
    buffer_free(&again);
    buffer_free(&folded);
    buffer_free(&decoded);
    buffer_free(&escaped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, size > 0 ? (const char *)data : "", size);
    size_t length = strlen(text);
    check_number(text, length);
    check_resource(text);
    check_land(text);
    check_words(text);
    check_text(text, length);
    arena_free(arena);
    return 0;
}
