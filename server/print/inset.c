#include "print/sheet_layout.h"

#include "draw/mesh.h"
#include "print/words.h"

#include <math.h>
#include <string.h>

/* Room between the panel's edge and the basin, on A3. */
#define INSET_PAD 6.0

/* Where a point of the ground stands in the panel. */
struct inset {
    struct sheet *sheet;
    struct box ground;
    double metres;
    struct mesh *mesh;
};

static void inset_add(struct inset *inset, const struct geometry *geometry, struct arena *arena)
{
    struct geometry placed = geometry_copy(geometry, arena);
    double pad = INSET_PAD * inset->sheet->factor;
    for (uint32_t i = 0; i < placed.point_count; i++) {
        placed.points[i].x = inset->sheet->inset.xmin + pad + (placed.points[i].x - inset->ground.xmin) / inset->metres;
        placed.points[i].y = inset->sheet->inset.ymin + pad + (inset->ground.ymax - placed.points[i].y) / inset->metres;
    }
    mesh_add(inset->mesh, &placed);
}

/* The union of a collection's features, of the one with the key in the field when it is given, as a mark. */
static bool inset_area(struct inset *inset, const char *collection, const char *field, const char *key,
                       const struct paint *paint, struct error *err)
{
    struct sheet *sheet = inset->sheet;
    struct map_features features = sheet_features(sheet->store, sheet->snapshot, sheet->arena);
    struct feature_stream stream;
    if (!features.open(features.payload, collection, BOX_EMPTY, 0, &stream, err))
        return false;
    struct arena *arena = arena_new();
    struct feature feature;
    int more;
    inset->mesh = mesh_new(0.3 * sheet->factor, arena);
    while ((more = stream.next(&stream, &feature, err)) == 1) {
        const struct value *value = field != NULL ? feature_value(&feature, field) : NULL;
        if (field == NULL || (value != NULL && value->type == VALUE_TEXT && strcmp(value->text, key) == 0))
            inset_add(inset, &feature.geometry, arena);
    }
    stream.close(&stream);
    struct path path = mesh_fill(inset->mesh, path_builder_new(sheet->arena));
    arena_free(arena);
    struct mark *mark = display_add(sheet->display, MARK_PATH);
    mark->path = path;
    mark->paint = *paint;
    return more == 0;
}

void inset_measure(const struct sheet *sheet, double *width, double *height)
{
    *width = 150 * sheet->factor;
    *height = 78 * sheet->factor;
}

bool inset_draw(struct sheet *sheet, struct error *err)
{
    if (box_is_empty(sheet->inset))
        return true;
    struct inset inset = {.sheet = sheet};
    struct box epci;
    if (!sheet_ground(NULL, sheet->store, sheet->snapshot, &inset.ground, err) ||
        !sheet_ground(sheet->territory, sheet->store, sheet->snapshot, &epci, err))
        return false;
    inset.ground = box_join(inset.ground, epci);
    double pad = INSET_PAD * sheet->factor;
    double width = box_width(sheet->inset) - 2 * pad, height = box_height(sheet->inset) - 2 * pad;
    inset.metres = fmax(box_width(inset.ground) / width, box_height(inset.ground) / height);
    double spare_x = width * inset.metres - box_width(inset.ground),
           spare_y = height * inset.metres - box_height(inset.ground);
    inset.ground.xmin -= spare_x / 2;
    inset.ground.ymax += spare_y / 2;
    struct paint land = {.fill = sheet_hairline}, ink = {.fill = sheet_soft_ink};
    display_group_open(sheet->display, ROLE_INSET, "inset",
                       sheet->is_english ? "Where it is in the mining basin" : "Situation dans le Bassin minier");
    panel_draw(sheet, sheet->inset);
    bool is_commune = territory_is_commune(sheet->territory);
    bool is_drawn = inset_area(&inset, "basin", NULL, NULL, &land, err) &&
                    inset_area(&inset, is_commune ? "communes" : "epci", is_commune ? "insee" : "siren",
                               sheet->territory, &ink, err);
    display_group_close(sheet->display);
    return is_drawn;
}
