/* The land around a station or a point as a process. */
#include "analysis/land.h"
#include "analysis/process.h"
#include "analysis/tally.h"

enum { INPUT_STATION, INPUT_POINT, INPUT_DISTANCES, INPUT_OF, INPUT_FILTER, INPUTS };

static size_t land_inputs(const struct snapshot *snapshot, struct arena *arena, struct process_input *inputs)
{
    inputs[INPUT_STATION] = (struct process_input){.id = "station",
                                                   .title = "Gare",
                                                   .description = "Code UIC d’une gare ; ou bien un point",
                                                   .kind = PROCESS_TEXT,
                                                   .most = 1};
    inputs[INPUT_POINT] = (struct process_input){.id = "point",
                                                 .title = "Point",
                                                 .description = "Point GeoJSON du territoire, en degrés (CRS84) ; ou "
                                                                "bien une gare",
                                                 .kind = PROCESS_POINT,
                                                 .most = 1};
    inputs[INPUT_DISTANCES] = (struct process_input){.id = "distances",
                                                     .title = "Distances",
                                                     .description = "Mètres à vol d’oiseau ; 500, 800 et 1 000 par "
                                                                    "défaut",
                                                     .kind = PROCESS_WHOLE,
                                                     .most = LAND_DISTANCES_MAX,
                                                     .minimum = LAND_DISTANCE_MIN,
                                                     .maximum = LAND_DISTANCE_MAX};
    inputs[INPUT_OF] = process_of_input(snapshot, arena);
    inputs[INPUT_FILTER] =
        process_filter_input("CQL2 en texte, avec « of » : les objets à compter, par les champs de leur collection");
    return INPUTS;
}

/* In the words of land_distances_read, which sorts and drops doubles. */
static const char *distances_text(const struct process_value *value, struct arena *arena)
{
    const char *text = value->count == 0 ? "500,800,1000" : "";
    for (size_t i = 0; i < value->count; i++)
        text = arena_printf(arena, "%s%s%d", text, i == 0 ? "" : ",", value->number[i]);
    return text;
}

static bool land_make(struct store *store, const struct snapshot *snapshot, const struct process_value *values,
                      const struct land_query *query, struct arena *arena, struct land *land, struct error *err)
{
    const struct selection_wish wish = {.filter = values[INPUT_FILTER].count > 0 ? values[INPUT_FILTER].text[0] : NULL};
    if (values[INPUT_OF].count == 0 && wish.filter != NULL)
        return error_set(err, ERROR_INPUT,
                         "input \"filter\" chooses features of a collection: say which one with \"of\"");
    if (values[INPUT_OF].count == 0)
        return land_read(store, snapshot, query, arena, land, err);
    struct tally_query features = {.of = snapshot_collection_of(snapshot, values[INPUT_OF].text[0])};
    return selection_read(&wish, features.of, store, arena, &features.selection, err) &&
           tally_land(store, snapshot, query, features, arena, land, err);
}

static bool land_run(struct store *store, const struct snapshot *snapshot, const struct process_value *values,
                     enum process_form form, struct arena *arena, struct buffer *out, struct error *err)
{
    struct land_query query = {.at = values[INPUT_POINT].at};
    struct land land;
    if ((values[INPUT_STATION].count > 0) == (values[INPUT_POINT].count > 0))
        return error_set(err, ERROR_INPUT, "one of the inputs \"station\" and \"point\" is wanted, and only one");
    if (values[INPUT_STATION].count > 0)
        query.uic = values[INPUT_STATION].text[0];
    if (!land_distances_read(distances_text(&values[INPUT_DISTANCES], arena), &query, err) ||
        !land_make(store, snapshot, values, &query, arena, &land, err))
        return false;
    (form == PROCESS_GEOJSON ? land_write_geojson : form == PROCESS_CSV ? land_write_csv : land_write_json)(&land, out);
    return true;
}

const struct process process_land = {
    .id = "land",
    .title = "Foncier autour d’une gare ou d’un point",
    .description =
        "Surface, cités minières, friches et leur liste, réseau cyclable, à chaque distance d’une gare ou d’un "
        "point quelconque du territoire.",
    .version = "1.0.0",
    .output_title = "Tableau",
    .output_description =
        "Une ligne par distance : code_uic, nom, distance_m, les indicateurs, puis la liste des friches",
    .row_schema =
        "{\"type\":\"object\",\"required\":[\"code_uic\",\"nom\",\"distance_m\"],\"properties\":{"
        "\"code_uic\":{\"type\":\"string\",\"nullable\":true},\"nom\":{\"type\":\"string\"},\"distance_m\":{\"type\":"
        "\"integer\"},\"friches_liste\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"id\":{"
        "\"type\":\"string\"},\"nom\":{\"type\":\"string\",\"nullable\":true},\"statut\":{\"type\":\"string\","
        "\"nullable\":true},\"verifie\":{\"type\":\"boolean\"},\"surface_m2\":{\"type\":\"number\",\"nullable\":true}}}"
        "}},\"additionalProperties\":{\"type\":\"number\",\"nullable\":true}}",
    .inputs = land_inputs,
    .run = land_run,
};
