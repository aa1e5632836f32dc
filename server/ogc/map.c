#include "ogc/map.h"

#include "base/clock.h"
#include "base/number.h"
#include "draw/map.h"
#include "ogc/choice.h"
#include "ogc/filtering.h"
#include "ogc/map_wish.h"
#include "ogc/resource.h"
#include "ogc/styles.h"
#include "print/sheet_file.h"
#include "store/selection.h"

#include <string.h>

/* Seconds after which a drawing is given up. */
#define MAP_SECONDS 6.0

/* Where EPSG:2154 may be used (EPSG's area 1096, France), CRS84. */
static const struct box lambert_area = {-9.86, 41.15, 10.38, 51.56};

static void map_headers(const struct request *request, const struct map_wish *wish, struct response *response)
{
    struct box box = wish->ground;
    if (wish->crs == CRS_EPSG4326)
        box = (struct box){box.ymin, box.xmin, box.ymax, box.xmax};
    const double sides[] = {box.xmin, box.ymin, box.xmax, box.ymax};
    struct buffer text = BUFFER_INIT;
    for (size_t i = 0; i < 4; i++) {
        if (i > 0)
            buffer_putc(&text, ',');
        number_write(&text, sides[i], wish->drawn_in == CRS_CRS84 ? 9 : 3);
    }
    response_header(response, "Content-Bbox", arena_copy(request->arena, text.bytes, text.length));
    response_header(response, "Content-Crs", arena_printf(request->arena, "<%s>", crs_uri(wish->crs)));
    buffer_free(&text);
}

/* ---- a filter: the map's features without those that it leaves out ---- */

struct chosen {
    struct map_features inner;
    const struct choice *choices;
    size_t count;
    struct arena *arena;
};

static bool chosen_open(void *payload, const char *collection, struct box box, double tolerance,
                        struct feature_stream *stream, struct error *err)
{
    const struct chosen *chosen = payload;
    if (!chosen->inner.open(chosen->inner.payload, collection, box, tolerance, stream, err))
        return false;
    for (size_t i = 0; i < chosen->count; i++)
        if (strcmp(chosen->choices[i].collection->id, collection) == 0)
            selection_narrow(chosen->choices[i].selection, stream, chosen->arena);
    return true;
}

/* The collections that the style draws, each once. */
static struct choice *choices_of(const struct style *style, const struct snapshot *snapshot, struct arena *arena,
                                 size_t *count)
{
    struct choice *choices = arena_array(arena, snapshot->collection_count, sizeof *choices);
    *count = 0;
    for (size_t i = 0; i < snapshot->collection_count; i++) {
        bool is_drawn = false;
        for (size_t at = 0; at < style->layer_count && !is_drawn; at++)
            is_drawn =
                style->layers[at].source != NULL && strcmp(style->layers[at].source, snapshot->collections[i].id) == 0;
        if (is_drawn)
            choices[(*count)++] = (struct choice){&snapshot->collections[i], NULL};
    }
    return choices;
}

static bool features_choose(const struct request *request, const struct style *style, struct store *store,
                            struct map_features *features, struct error *err)
{
    if (!resource_has_filter(request))
        return true;
    struct chosen *chosen = arena_alloc(request->arena, sizeof *chosen);
    size_t count;
    struct choice *choices = choices_of(style, resource_snapshot(request), request->arena, &count);
    *chosen = (struct chosen){*features, choices, count, request->arena};
    *features = (struct map_features){chosen, chosen_open};
    return choice_make(request, store, choices, count, err);
}

/* ---- the drawing ---- */

static bool map_marks(struct display *display, const struct request *asked, const struct map_wish *wish,
                      const struct style *style, struct store *store, struct error *err)
{
    struct map_projection projection = {.forth = wish->forth, .back = wish->back};
    struct crs_transform *area = NULL;
    if (wish->forth != NULL) {
        area = crs_transform_open(CRS_CRS84, wish->drawn_in, err);
        bool is_valid = area != NULL && crs_transform_box(area, lambert_area, &projection.valid, err);
        crs_transform_close(area);
        if (!is_valid)
            return false;
    }
    struct map_features features = sheet_features(store, resource_snapshot(asked), display->arena);
    if (!features_choose(asked, style, store, &features, err))
        return false;
    struct map_request request = {.style = style,
                                  .lang = "fr",
                                  .ground = wish->ground,
                                  .is_stretched = true,
                                  .projection = wish->forth != NULL ? &projection : NULL,
                                  .has_no_background = wish->is_transparent || wish->has_colour,
                                  .frame = {0, 0, display->width, display->height},
                                  .scale = 1,
                                  .deadline = clock_seconds() + MAP_SECONDS};
    struct map_report report;
    return map_draw(display, &request, &features, &report, err);
}

static bool map_answer(const struct request *request, const struct map_wish *wish, const struct style *style,
                       struct store *store, struct response *response, struct error *err)
{
    struct display *display = display_new(wish->width, wish->height);
    display->title = style->name_fr;
    display->is_transparent = wish->is_transparent;
    if (wish->has_colour && !wish->is_transparent)
        display_rectangle(display, 0, 0, display->width, display->height, &(struct paint){.fill = wish->colour});
    const struct paper paper = {wish->width, wish->height, true};
    bool is_done = map_marks(display, request, wish, style, store, err) &&
                   sheet_file(display, &paper, wish->form->word, 0, &response->body, err);
    display_free(display);
    response->media_type = wish->form->media_type;
    response->is_api = true;
    response->is_relative = true;
    map_headers(request, wish, response);
    return is_done;
}

/* The ground of a map whose request names none, EPSG:2154: of a box in degrees, or of the basin when that is empty. */
static bool map_whole(struct box extent, struct store *store, const struct snapshot *snapshot, struct box *whole,
                      struct error *err)
{
    if (box_is_empty(extent))
        return sheet_ground(NULL, store, snapshot, whole, err);
    struct crs_transform *transform = crs_transform_open(CRS_CRS84, CRS_LAMBERT93, err);
    bool is_done = transform != NULL && crs_transform_box(transform, extent, whole, err);
    crs_transform_close(transform);
    /* one point is no ground: a little around it */
    *whole = is_done ? box_grow(*whole, 0.03 * (box_width(*whole) + box_height(*whole)) + 100) : BOX_EMPTY;
    return is_done;
}

/* A map in the style, of `extent` (CRS84) when the request names no other ground; empty for the whole basin's. */
static bool map_make(const struct request *request, const struct style *style, struct box extent,
                     struct response *response, struct error *err)
{
    struct store *store = generation_borrow(request->generation, err);
    if (store == NULL)
        return false;
    /* the drawing looks at the clock itself; this is for one question that gives no row */
    store_deadline(store, MAP_SECONDS + 4);
    struct map_wish wish = {0};
    struct box whole;
    bool is_done = map_whole(extent, store, resource_snapshot(request), &whole, err) &&
                   map_wish_read(request, whole, &wish, err) && map_answer(request, &wish, style, store, response, err);
    map_wish_close(&wish);
    generation_return(request->generation, store);
    return is_done;
}

bool map_get(const struct request *request, struct response *response, struct error *err)
{
    const char *id = request_parameter(request, "style");
    const struct style *style = styles_asked(request, id, err);
    return style != NULL && map_make(request, style, BOX_EMPTY, response, err);
}

bool style_map_get(const struct request *request, struct response *response, struct error *err)
{
    const struct style *style = styles_asked(request, request->captures[0], err);
    return style != NULL && map_make(request, style, BOX_EMPTY, response, err);
}

/* ---- one collection ---- */

/* The theme's layers that draw the collection, nothing else. NULL when there is none. */
static const struct style *style_part(const struct style *style, const char *collection, struct arena *arena)
{
    struct style_layer *layers = arena_array(arena, style->layer_count, sizeof *layers);
    struct style *part = arena_alloc(arena, sizeof *part);
    *part = *style;
    part->layers = layers;
    part->layer_count = 0;
    for (size_t i = 0; i < style->layer_count; i++) {
        if (style->layers[i].source != NULL && strcmp(style->layers[i].source, collection) == 0)
            layers[part->layer_count++] = style->layers[i];
    }
    return part->layer_count > 0 ? part : NULL;
}

/* For a collection that no theme draws. */
static const struct style *style_plain(const struct snapshot_collection *collection, struct arena *arena,
                                       struct error *err)
{
    static const char *const layers[] = {
        "{\"type\":\"circle\",\"paint\":{\"circle-radius\":3.5,\"circle-color\":\"#3d5a73\",\"circle-stroke-color\":"
        "\"#ffffff\",\"circle-stroke-width\":1",
        "{\"type\":\"line\",\"paint\":{\"line-color\":\"#3d5a73\",\"line-width\":1.6",
        "{\"type\":\"fill\",\"paint\":{\"fill-color\":\"#3d5a73\",\"fill-opacity\":0.55,\"fill-outline-color\":"
        "\"#1d3557\""};
    int dimension = geometry_dimension(collection->geometry);
    const char *text = arena_printf(arena,
                                    "{\"version\":8,\"name\":\"%s\",\"sources\":{\"%s\":{\"type\":\"geojson\",\"data\":"
                                    "\"/data/%s.geojson\"}},\"layers\":[%s},\"id\":\"%s\",\"source\":\"%s\"}]}",
                                    collection->id, collection->id, collection->id,
                                    layers[dimension > 0 ? dimension : 0], collection->id, collection->id);
    return style_read(text, strlen(text), "plain.json", arena, err);
}

bool collection_map_get(const struct request *request, struct response *response, struct error *err)
{
    const struct snapshot_collection *collection = resource_collection(request, err);
    if (collection == NULL)
        return false;
    const char *id = request_parameter(request, "style");
    const struct style *style = NULL;
    struct style *const *all = request->context;
    if (id != NULL) {
        const struct style *asked = styles_asked(request, id, err);
        if (asked == NULL)
            return false;
        style = style_part(asked, collection->id, request->arena);
        if (style == NULL)
            return error_set(err, ERROR_INPUT, "style=%.40s does not draw %s", id, collection->id);
    }
    for (; style == NULL && *all != NULL; all++)
        style = style_part(*all, collection->id, request->arena);
    if (style == NULL)
        style = style_plain(collection, request->arena, err);
    return style != NULL && map_make(request, style, collection->extent, response, err);
}
