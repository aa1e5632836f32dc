/* exchange/fixture.h: a folder of our own, files of strangers in it, and what the importer makes of them. */
#ifndef TERRIL_TEST_EXCHANGE_FIXTURE_H
#define TERRIL_TEST_EXCHANGE_FIXTURE_H

#include "base/buffer.h"
#include "exchange/import.h"
#include "geo/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static char fixture_folder[64];

static inline int fixture_open(void **state)
{
    (void)state;
    strcpy(fixture_folder, "/tmp/terril-exchange-XXXXXX");
    return mkdtemp(fixture_folder) == NULL;
}

static inline int fixture_close(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf -- %s", fixture_folder);
    return system(command);
}

/* Borrowed until the eighth call behind. */
static inline const char *fixture_path(const char *name)
{
    static char paths[8][256];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", fixture_folder, name);
    return path;
}

static inline const char *fixture_bytes(const char *name, const void *bytes, size_t length)
{
    const char *path = fixture_path(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *fixture_file(const char *name, const char *text)
{
    return fixture_bytes(name, text, strlen(text));
}

/* A catalogue of four sources: "cites" (polygons), "gares" (points, kept by INSEE code), "notes" (a table) and "loin" (a table to
 * download). Extent: the basin's. */
static inline const char *fixture_catalogue(void)
{
#define TITLE "{\"fr\":\"x\",\"en\":\"x\"}"
#define ABOUT "\"title\":" TITLE ",\"publisher\":\"x\",\"licence\":\"x\",\"credit\":\"x\""
    if (access(fixture_path("catalogue.json"), F_OK) == 0)
        return fixture_path("catalogue.json");
    char facts[128];
    snprintf(facts, sizeof facts, "mkdir -p %s/facts", fixture_folder);
    assert_int_equal(system(facts), 0);
    fixture_file("facts/communes.csv", "insee,nom\n59002,Abscon\n62498,Lens\n");
    return fixture_file(
        "catalogue.json",
        "{\"extent\":[1.9,49.9,4.1,50.9],\"sources\":["
        "{\"id\":\"cites\"," ABOUT
        ",\"files\":[{\"name\":\"cites.geojson\"}],\"geometry\":true,\"crs\":\"EPSG:4326\",\"inputs\":["
        "{\"name\":\"id_lsm\",\"from\":[\"id_lsm\",\"ID_CITE\"],\"type\":\"text\",\"required\":true},"
        "{\"name\":\"nom\",\"type\":\"text\"},{\"name\":\"logements\",\"type\":\"integer\"},"
        "{\"name\":\"surface_hectares\",\"type\":\"real\"}]},"
        "{\"id\":\"gares\"," ABOUT ",\"files\":[{\"name\":\"gares.geojson\"}],\"geometry\":true,\"crs\":\"EPSG:4326\","
        "\"filter\":\"insee\",\"inputs\":[{\"name\":\"code_uic\",\"type\":\"text\",\"required\":true},"
        "{\"name\":\"insee\",\"type\":\"text\"}]},"
        "{\"id\":\"notes\"," ABOUT ",\"files\":[{\"name\":\"notes.csv\"}],\"inputs\":["
        "{\"name\":\"insee\",\"type\":\"text\",\"required\":true},{\"name\":\"nom\",\"type\":\"text\"},"
        "{\"name\":\"taux\",\"type\":\"real\"},{\"name\":\"total\",\"type\":\"integer\"}]},"
        "{\"id\":\"loin\"," ABOUT
        ",\"service\":\"file\",\"downloads\":[\"https://data.test/a.csv\"],\"files\":[{\"name\":\"loin.csv\"}],"
        "\"inputs\":[{\"name\":\"insee\",\"type\":\"text\",\"required\":true}]}],"
        "\"collections\":[{\"id\":\"cites\",\"title\":" TITLE ",\"description\":" TITLE
        ",\"geometry\":\"MultiPolygon\","
        "\"key\":\"id_lsm\",\"label\":\"id_lsm\",\"source\":\"cites\",\"select\":\"collections/x.sql\",\"fields\":["
        "{\"name\":\"id_lsm\",\"type\":\"text\",\"title\":" TITLE "}],\"checks\":[]}]}");
}

/* What came out of an import: the source's JSON, verdicts as "R1:reason" and "X2:reason" lines, and the features. */
struct fixture_result {
    bool is_done;
    struct error err;
    char source[4096];
    char verdicts[4096];
    char features[8192]; /* a line a feature: index|value|value|..|type of geometry, points, first point */
    size_t count;
};

static inline void fixture_value(char *text, size_t size, const struct value *value)
{
    if (value->type == VALUE_TEXT)
        snprintf(text, size, "%s", value->text);
    else if (value->type == VALUE_INTEGER)
        snprintf(text, size, "%lld", (long long)value->integer);
    else if (value->type == VALUE_REAL)
        snprintf(text, size, "%.6g", value->real);
    else
        snprintf(text, size, "-");
}

static inline void fixture_feature(struct fixture_result *result, const struct feature *feature)
{
    char line[1024], text[256];
    snprintf(line, sizeof line, "%lld", (long long)feature->id);
    for (size_t i = 0; i < feature->field_count; i++) {
        fixture_value(text, sizeof text, &feature->values[i]);
        strncat(line, "|", sizeof line - strlen(line) - 1);
        strncat(line, text, sizeof line - strlen(line) - 1);
    }
    const struct geometry *geometry = &feature->geometry;
    if (geometry->type != GEOMETRY_NONE) {
        snprintf(text, sizeof text, "|%s %u %.0f %.0f", geometry_type_name(geometry->type), geometry->point_count,
                 geometry->points[0].x, geometry->points[0].y);
        strncat(line, text, sizeof line - strlen(line) - 1);
    }
    strncat(line, "\n", sizeof line - strlen(line) - 1);
    strncat(result->features, line, sizeof result->features - strlen(result->features) - 1);
    result->count++;
}

static inline void fixture_verdict(struct fixture_result *result, const struct frame *frame)
{
    char line[1024];
    snprintf(line, sizeof line, "%c%s\n", frame->type, frame->json);
    strncat(result->verdicts, line, sizeof result->verdicts - strlen(result->verdicts) - 1);
}

/* Imports in this process, without the sandbox, and reads the frames back. */
static inline struct fixture_result fixture_import(const char *source, const char *file)
{
    struct fixture_result result = {.err = ERROR_INIT};
    int output = memfd_create("frames", MFD_CLOEXEC);
    const struct import_order order = {fixture_catalogue(), source, file, output, false};
    result.is_done = import_run(&order, &result.err);
    if (result.is_done) {
        lseek(output, 0, SEEK_SET);
        struct frame_reader *reader = frame_reader_open(output, source, &result.err);
        struct frame frame;
        int more = 1;
        assert_non_null(reader);
        snprintf(result.source, sizeof result.source, "%s", frame_reader_source(reader));
        while ((more = frame_read(reader, &frame, &result.err)) > 0)
            if (frame.type == FRAME_FEATURE)
                fixture_feature(&result, &frame.feature);
            else
                fixture_verdict(&result, &frame);
        assert_int_equal(more, 0);
        frame_reader_close(reader);
    }
    close(output);
    return result;
}

static inline void assert_says(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", text, part);
}

static inline void assert_refused(const struct fixture_result *result, const char *part)
{
    assert_false(result->is_done);
    assert_says(result->err.message, part);
}

/* GeoJSON of one estate with this geometry. */
#define ESTATE(properties, geometry) "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
/* Features follow each other with "," between. */
#define ESTATES(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
/* About 712 by 1112 m. */
#define SQUARE                                                                                                         \
    "{\"type\":\"Polygon\",\"coordinates\":[[[2.80,50.40],[2.81,50.40],[2.81,50.41],[2.80,50.41],[2.80,50.40]]]}"

#endif
