/* draw/map_layer.h: one layer of a map. Only for the files of map. */
#ifndef TERRIL_DRAW_MAP_LAYER_H
#define TERRIL_DRAW_MAP_LAYER_H

#include "draw/label.h"
#include "draw/map.h"
#include "draw/occupancy.h"
#include "draw/paint.h"

/* A map being drawn. */
struct map {
    struct display *display;
    const struct map_request *request;
    const struct map_features *features;
    struct arena *arena; /* of the drawing; gone at its end */
    struct paint_scale scale;
    struct box ground, reach; /* shown; shown with the width of strokes around it. In the request's system */
    struct box asked;         /* the reach in EPSG:2154, for questions to the source */
    double unit_x, unit_y;    /* of the request's system in one unit of the display */
    double metres;            /* in one unit */
    double grid, tolerance;
    struct occupancy *occupancy;
    struct label *labels;
    size_t label_count, label_capacity;
    const char **drawn;
    size_t drawn_count;
};

/* The geometry cut to the map's reach, in the display's units; memory from `arena`. */
struct geometry map_project(const struct map *map, const struct geometry *geometry, struct arena *arena);
/* The layer's areas, lines and symbols as a group; its texts as labels that wait for their place. */
bool map_layer_draw(struct map *map, size_t layer, struct error *err);
/* The feature's text, if it has one, as a label that waits for its place; the geometry is in the display's units. */
void map_label_add(struct map *map, size_t layer, const struct feature *feature, const struct geometry *geometry);
void map_label_draw(struct map *map, const struct label *label);
/* Has the name, along another piece of its line, a place already? Then it is not missing. */
bool map_label_is_repeated(const struct map *map, const struct label *label);
/* Everything outside the EPCI under a veil. */
bool map_fade(struct map *map, struct error *err);
/* The labels that found room, a group a layer. */
void map_labels_draw(struct map *map, struct map_report *report);

#endif
