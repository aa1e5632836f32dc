/* exchange/geojson_text.h: a FeatureCollection's text taken apart feature by feature, whatever its size, without a
 * tree of the whole: to count, to filter and to join downloads as they were published, to the last digit. */
#ifndef TERRIL_EXCHANGE_GEOJSON_TEXT_H
#define TERRIL_EXCHANGE_GEOJSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct geojson_text;

/* A part of the file, borrowed until the close. */
struct slice {
    const char *bytes;
    size_t length;
};

/* `name` stands in error lines. */
struct geojson_text *geojson_text_open(const char *path, const char *name, struct error *err);
void geojson_text_close(struct geojson_text *text);

/* 1 with the text of the next feature, 0 behind the last, -1 with an error: not a FeatureCollection, cut short, something
 * behind the end, a service's exception in JSON. Brackets and strings are followed; what stands in a feature is for
 * its reader to judge. */
int geojson_text_next(struct geojson_text *text, struct slice *feature, struct error *err);

/* After the last feature: the member "crs" as it stands there, empty when there is none. */
struct slice geojson_text_crs(const struct geojson_text *text);
/* How many features the service says there are (numberMatched, totalFeatures); -1 when it does not. */
int64_t geojson_text_matched(const struct geojson_text *text);

#endif
