/* A small country near Lens, drawn on a grid whose unit is a kilometre: two communes that share a border, estates, a
 * station, a route. */
#ifndef TERRIL_TEST_DRAW_FIXTURE_H
#define TERRIL_TEST_DRAW_FIXTURE_H

#include "geo/grid.h"

#include <string.h>

#include "base/buffer.h"
#include "draw/display.h"
#include "draw/map.h"
#include "style/style.h"

#define COUNTRY_LEFT  680000.0
#define COUNTRY_LOWER 7030000.0
#define COUNTRY_BOX   ((struct box){680000, 7030000, 720000, 7050000})

static const struct field country_fields[] = {
    {"nom", VALUE_TEXT}, {"epci_siren", VALUE_TEXT}, {"rang", VALUE_INTEGER}, {"siren", VALUE_TEXT}};

struct country_feature {
    const char *collection;
    struct feature feature;
    struct value values[4];
};

struct country {
    struct arena *arena;
    struct country_feature features[64];
    size_t count;
};

/* Grid units become kilometres, 40 of them to the frame's width. */
static inline void country_add(struct country *country, const char *collection, const char *nom, const char *siren,
                               int rang, struct geometry geometry)
{
    struct country_feature *added = &country->features[country->count++];
    for (uint32_t i = 0; i < geometry.point_count; i++) {
        geometry.points[i].x = COUNTRY_LEFT + 1000 * geometry.points[i].x;
        geometry.points[i].y = COUNTRY_LOWER + 1000 * geometry.points[i].y;
    }
    added->collection = collection;
    added->values[0] = value_text(nom);
    added->values[1] = value_text(siren);
    added->values[2] = value_integer(rang);
    added->values[3] = value_text(siren);
    added->feature = (struct feature){(int64_t)country->count, country_fields, added->values, 4, geometry};
}

static inline struct country *country_new(struct arena *arena)
{
    static const char *const grid[] = {
        "a                  b                   c", "                                        ",
        "                                        ", "      x                                 ",
        "                                        ", "          mn                            ",
        "          po                            ", "                                        ",
        "    y                             z     ", "                                        ",
        "d                  e                   f", NULL};
    struct country *country = arena_alloc(arena, sizeof *country);
    country->arena = arena;
    country_add(country, "communes", "Lens", "1", 1, grid_geometry(grid, GEOMETRY_POLYGON, "adeba", arena));
    country_add(country, "communes", "Noyelles-sur-l'Escaut & <fils>", "2", 2,
                grid_geometry(grid, GEOMETRY_POLYGON, "befcb", arena));
    country_add(country, "estates", "Cité n° 1 </title>", "1", 1,
                grid_geometry(grid, GEOMETRY_POLYGON, "mponm", arena));
    country_add(country, "stations", "Gare", "1", 1, grid_geometry(grid, GEOMETRY_POINT, "x", arena));
    country_add(country, "routes", "EV5", "1", 1, grid_geometry(grid, GEOMETRY_LINE, "yz", arena));
    country_add(country, "epci", "CA", "1", 1, grid_geometry(grid, GEOMETRY_POLYGON, "adeba", arena));
    return country;
}

struct country_walk {
    struct country *country;
    const char *collection;
    struct box box;
    size_t at;
};

static inline int country_next(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    struct country_walk *walk = stream->payload;
    (void)err;
    while (walk->at < walk->country->count) {
        struct country_feature *next = &walk->country->features[walk->at++];
        if (strcmp(next->collection, walk->collection) == 0 &&
            box_meets(walk->box, geometry_box(&next->feature.geometry))) {
            *feature = next->feature;
            return 1;
        }
    }
    return 0;
}

static inline void country_close(struct feature_stream *stream)
{
    (void)stream;
}

static inline bool country_open(void *payload, const char *collection, struct box box, double tolerance,
                                struct feature_stream *stream, struct error *err)
{
    struct country *country = payload;
    struct country_walk *walk = arena_alloc(country->arena, sizeof *walk);
    (void)err;
    (void)tolerance;
    *walk = (struct country_walk){country, collection, box, 0};
    *stream = (struct feature_stream){walk, country_fields, 4, country_next, country_close};
    return true;
}

static const char country_style[] =
    "{\"version\": 8, \"metadata\": {\"terril:images\": {\"gare\": {\"kind\": \"square\", \"size\": 6, \"fill\": "
    "\"#ffffff\", \"stroke\": \"#1d3557\"}, \"hatch\": {\"kind\": \"hatch\", \"fill\": \"#a63a1f\"}},\n"
    "\"terril:legend\": [{\"layer\": \"estates\", \"text\": \"cité\", \"sample\": {}}, {\"layer\": \"routes\", "
    "\"text\": \"route\"}, {\"layer\": \"stations\", \"text\": \"gare\"}]},\n"
    "\"sources\": {\"communes\": {}, \"estates\": {}, \"stations\": {}, \"routes\": {}, \"void\": {}},\n"
    "\"layers\": [{\"id\": \"ground\", \"type\": \"background\", \"paint\": {\"background-color\": \"#eef0ee\"}},\n"
    " {\"id\": \"communes\", \"type\": \"fill\", \"source\": \"communes\", \"paint\": {\"fill-color\": \"#fdfcf8\"}},\n"
    " {\"id\": \"borders\", \"type\": \"line\", \"source\": \"communes\", \"paint\": {\"line-color\": \"#cfccc2\"}},\n"
    " {\"id\": \"void\", \"type\": \"line\", \"source\": \"void\"},\n"
    " {\"id\": \"routes\", \"type\": \"line\", \"source\": \"routes\", \"paint\": {\"line-color\": \"#00778a\", "
    "\"line-width\": 2.4, \"line-dasharray\": [2, 1]}, \"metadata\": {\"terril:keep-clear\": true}},\n"
    " {\"id\": \"estates\", \"type\": \"fill\", \"source\": \"estates\", \"paint\": {\"fill-pattern\": \"hatch\"},\n"
    "  \"metadata\": {\"terril:feature-title\": [\"get\", \"nom\"], \"terril:feature-key\": [\"get\", \"rang\"], "
    "\"terril:keep-clear\": true}},\n"
    " {\"id\": \"stations\", \"type\": \"symbol\", \"source\": \"stations\", \"layout\": {\"icon-image\": \"gare\"},\n"
    "  \"metadata\": {\"terril:feature-title\": [\"get\", \"nom\"]}},\n"
    " {\"id\": \"names\", \"type\": \"symbol\", \"source\": \"communes\", \"metadata\": {\"terril:rank\": 1, "
    "\"terril:title\": {\"fr\": \"Noms\", \"en\": \"Names\"}},\n"
    "  \"layout\": {\"text-field\": [\"get\", \"nom\"], \"text-size\": 15, \"text-max-width\": 30, \"text-font\": "
    "[\"Inter SemiBold\"], "
    "\"symbol-sort-key\": [\"get\", \"rang\"]},\n"
    "  \"paint\": {\"text-color\": \"#23211c\", \"text-halo-color\": \"#fdfcf8\", \"text-halo-width\": 1.7}}]}";

static inline struct style *country_style_read(struct arena *arena)
{
    struct error err = ERROR_INIT;
    struct style *style = style_read(country_style, strlen(country_style), "country.json", arena, &err);
    if (style == NULL)
        fail_msg("%s", err.message);
    return style;
}

/* 1000 x 500 units, 40 m to the unit; `report` may be NULL. */
static inline struct display *country_draw(struct country *country, const struct style *style, const char *fade_but,
                                           struct map_report *report)
{
    struct error err = ERROR_INIT;
    struct display *display = display_new(1000, 500);
    struct map_features features = {country, country_open};
    struct map_request request = {.style = style,
                                  .lang = "fr",
                                  .ground = COUNTRY_BOX,
                                  .frame = {0, 0, 1000, 500},
                                  .scale = 1,
                                  .fade_but = fade_but,
                                  .has_titles = true};
    if (!map_draw(display, &request, &features, report, &err))
        fail_msg("%s", err.message);
    return display;
}

static inline int country_setup(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int country_teardown(void **state)
{
    arena_free(*state);
    return 0;
}

#endif
