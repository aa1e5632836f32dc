#include "analysis/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 3

/* ---- columns: in the form of indicators, so that the table's writers need not know ---- */

enum column { COLUMN_NUMBER, COLUMN_AMOUNT, COLUMN_SHARE };

static const struct snapshot_indicator number_column = {
    .id = "nombre",
    .title_fr = "Nombre",
    .title_en = "Number",
    .unit = "nombre",
    .kind = "stock",
    .definition_fr = "Objets, comptés une fois chacun, dans la commune qui en porte la plus grande part",
    .definition_en = "Features, each counted once, in the commune that holds its largest share",
};
static const struct snapshot_indicator area_columns[] = {
    {.id = "surface_ha",
     .title_fr = "Surface",
     .title_en = "Surface",
     .unit = "ha",
     .kind = "stock",
     .definition_fr = "Surface à l’intérieur du territoire, sur l’ellipsoïde",
     .definition_en = "Surface inside the territory, on the ellipsoid",
     .decimals = 1,
     .is_geometric = true},
    {.id = "part_pct",
     .title_fr = "Part du territoire",
     .title_en = "Share of the territory",
     .unit = "%",
     .kind = "ratio",
     .definition_fr = "Surface rapportée à celle du territoire",
     .definition_en = "Surface against that of the territory",
     .decimals = 2,
     .is_geometric = true},
};
static const struct snapshot_indicator line_column = {
    .id = "longueur_km",
    .title_fr = "Longueur",
    .title_en = "Length",
    .unit = "km",
    .kind = "stock",
    .definition_fr = "Longueur à l’intérieur du territoire, sur l’ellipsoïde",
    .definition_en = "Length inside the territory, on the ellipsoid",
    .decimals = 1,
    .is_geometric = true,
};

/* The snapshot with these columns for indicators. */
static const struct snapshot *columns_of(const struct snapshot *snapshot, const struct snapshot_collection *of,
                                         struct arena *arena)
{
    struct snapshot_indicator *columns = arena_array(arena, COLUMNS_MAX, sizeof *columns);
    size_t count = 0;
    columns[count++] = number_column;
    if (geometry_dimension(of->geometry) == 2) {
        columns[count++] = area_columns[0];
        columns[count++] = area_columns[1];
    } else if (geometry_dimension(of->geometry) == 1) {
        columns[count++] = line_column;
    }
    for (size_t i = 0; i < count; i++) {
        columns[i].theme = of->id;
        columns[i].source = of->source->id;
        columns[i].date = of->source->date;
    }
    struct snapshot *copy = arena_alloc(arena, sizeof *copy);
    *copy = *snapshot;
    copy->indicators = columns;
    copy->indicator_count = count;
    return copy;
}

/* ---- communes ---- */

struct place {
    const char *insee, *epci; /* epci NULL: none of the 8 */
    bool is_in_basin;
    double surface_ha;
    double number, amount; /* what was found */
};

struct tally {
    struct store *store;
    struct tally_query features;
    struct arena *arena;
    int dimension;
    struct place *places; /* ascending by insee */
    size_t count;
};

static bool places_read(struct tally *tally, struct error *err)
{
    int64_t count;
    if (!store_integer(tally->store, "SELECT count(*) FROM communes", &count, err))
        return false;
    struct statement *rows = store_statement(tally->store,
                                             "SELECT insee, CASE WHEN epci_erbm THEN epci_siren END, bassin, "
                                             "surface_km2 * 100 FROM communes ORDER BY insee",
                                             err);
    if (rows == NULL)
        return false;
    tally->places = arena_array(tally->arena, (size_t)count + 1, sizeof *tally->places);
    int step;
    while ((step = statement_step(rows, err)) == 1 && tally->count < (size_t)count) {
        const char *epci = statement_text(rows, 1);
        tally->places[tally->count++] = (struct place){.insee = arena_string(tally->arena, statement_text(rows, 0)),
                                                       .epci = epci != NULL ? arena_string(tally->arena, epci) : NULL,
                                                       .is_in_basin = statement_integer(rows, 2) != 0,
                                                       .surface_ha = statement_real(rows, 3)};
    }
    statement_reset(rows);
    return step >= 0;
}

static int place_order(const void *left, const void *right)
{
    return strcmp(((const struct place *)left)->insee, ((const struct place *)right)->insee);
}

static struct place *place_of(const struct tally *tally, const char *insee)
{
    const struct place wanted = {.insee = insee};
    return bsearch(&wanted, tally->places, tally->count, sizeof wanted, place_order);
}

/* ---- one feature, cut at the borders of communes ---- */

#define HECTARES(geometry)   "ST_Area(ST_Transform(" geometry ", 4171), 1) / 10000"
#define KILOMETRES(geometry) "ST_Length(ST_Transform(" geometry ", 4171), 1) / 1000"

/* ?1: fid. Columns: insee, amount in the commune and, of a line, amount in all. Between the two texts of a question stands the
 * collection's table, a name of the snapshot's own. */
struct question {
    const char *before, *behind;
};
#define PART_BEHIND                                                                                                    \
    " AS f CROSS JOIN idx_communes_geometry AS b ON b.xmin <= MbrMaxX(f.geometry) AND b.xmax >= MbrMinX(f.geometry) "  \
    "AND b.ymin <= MbrMaxY(f.geometry) AND b.ymax >= MbrMinY(f.geometry) CROSS JOIN communes AS c ON c.fid = b.pkid "  \
    "WHERE f.fid = ?1 AND ST_Intersects(c.geometry, f.geometry) ORDER BY c.insee"
#define PART_INSIDE(measure, dimension)                                                                                \
    "CASE WHEN ST_Covers(c.geometry, f.geometry) THEN " measure("f.geometry") " ELSE " measure(                        \
        "ST_CollectionExtract(ST_Intersection(c.geometry, f.geometry), " dimension ")") " END"

static const struct question parts[] = {
    {"SELECT c.insee, 1.0, 1.0 FROM ", PART_BEHIND " LIMIT 1"},
    {"SELECT c.insee, " PART_INSIDE(KILOMETRES, "2") ", " KILOMETRES("f.geometry") " FROM ", PART_BEHIND},
    {"SELECT c.insee, " PART_INSIDE(HECTARES, "3") ", 0.0 FROM ", PART_BEHIND}};

/* A line along a border lies in both communes: here each has what those with a lower code have not. */
static const struct question parts_along_borders = {
    "SELECT c.insee, " KILOMETRES(
        "ST_CollectionExtract(coalesce(ST_Difference(ST_Intersection(c.geometry, f.geometry), "
        "(SELECT ST_Collect(p.geometry) FROM idx_communes_geometry AS i CROSS JOIN communes AS p ON p.fid = i.pkid "
        "WHERE i.xmin <= MbrMaxX(f.geometry) AND i.xmax >= MbrMinX(f.geometry) AND i.ymin <= MbrMaxY(f.geometry) AND "
        "i.ymax >= MbrMinY(f.geometry) AND p.insee < c.insee AND ST_Intersects(p.geometry, f.geometry))), "
        "ST_Intersection(c.geometry, f.geometry)), 2)") ", 0.0 FROM ",
    PART_BEHIND};

struct part {
    struct place *place;
    double amount;
};

/* Parts that hold something; at most as many as there are communes. -1 with an error. */
static int parts_read(struct tally *tally, struct question question, int64_t fid, struct part *found, double *whole,
                      struct error *err)
{
    const char *sql = arena_printf(tally->arena, "%s%s%s", question.before, tally->features.of->table, question.behind);
    struct statement *rows = store_statement(tally->store, sql, err);
    if (rows == NULL)
        return -1;
    statement_bind_integer(rows, 1, fid);
    int step, count = 0;
    while ((step = statement_step(rows, err)) == 1) {
        struct place *place = place_of(tally, statement_text(rows, 0));
        double amount = statement_real(rows, 1); /* 0 where they only touch */
        *whole = statement_real(rows, 2);
        if (place != NULL && amount > 0)
            found[count++] = (struct part){place, amount};
    }
    statement_reset(rows);
    return step < 0 ? -1 : count;
}

/* A share: millimetres or less are the arithmetic's. */
#define SHARE_EPSILON 1e-6

static bool feature_add(struct tally *tally, int64_t fid, struct part *found, struct error *err)
{
    double whole = 0, sum = 0;
    int count = parts_read(tally, parts[tally->dimension], fid, found, &whole, err);
    for (int i = 0; i < count; i++)
        sum += found[i].amount;
    if (tally->dimension == 1 && sum > whole + SHARE_EPSILON)
        count = parts_read(tally, parts_along_borders, fid, found, &whole, err);
    struct part *largest = NULL;
    for (int i = 0; i < count; i++) {
        found[i].place->amount += found[i].amount;
        if (largest == NULL || found[i].amount > largest->amount)
            largest = &found[i];
    }
    if (largest != NULL)
        largest->place->number += 1;
    return count >= 0;
}

static bool features_add(struct tally *tally, struct error *err)
{
    struct part *room = arena_array(tally->arena, tally->count + 1, sizeof *room);
    const struct selection *selection = tally->features.selection;
    size_t count = selection != NULL ? selection_count(selection) : (size_t)tally->features.of->features;
    for (size_t i = 0; i < count; i++)
        /* fids are 1 to the number of features, without a gap */
        if (!feature_add(tally, selection != NULL ? selection_fids(selection)[i] : (int64_t)i + 1, room, err))
            return false;
    return true;
}

/* ---- rows ---- */

static bool place_counts(const struct place *place, const struct coverage_query *query, const struct coverage_row *row)
{
    if (query->perimeter == PERIMETER_BASSIN ? !place->is_in_basin : place->epci == NULL)
        return false;
    if (strcmp(row->level, "total") == 0)
        return true;
    if (strcmp(row->level, "hors") == 0)
        return place->epci == NULL;
    return strcmp(row->territory, query->level == COVERAGE_BY_COMMUNE ? place->insee
                                  : place->epci != NULL               ? place->epci
                                                                      : "") == 0;
}

static void row_fill(const struct tally *tally, const struct coverage_query *query, struct coverage_row *row)
{
    double number = 0, amount = 0, surface = 0;
    for (size_t i = 0; i < tally->count; i++) {
        const struct place *place = &tally->places[i];
        if (!place_counts(place, query, row))
            continue;
        number += place->number;
        amount += place->amount;
        surface += place->surface_ha;
    }
    double *values = arena_array(tally->arena, COLUMNS_MAX, sizeof *values);
    values[COLUMN_NUMBER] = number;
    values[COLUMN_AMOUNT] = amount;
    values[COLUMN_SHARE] = surface > 0 ? 100 * amount / surface : NAN;
    row->values = values;
}

bool tally_coverage(struct store *store, const struct snapshot *snapshot, struct coverage_query query,
                    struct tally_query features, struct arena *arena, struct coverage *coverage, struct error *err)
{
    struct tally tally = {
        .store = store, .features = features, .arena = arena, .dimension = geometry_dimension(features.of->geometry)};
    struct coverage made;
    if (snapshot_collection_of(snapshot, "communes") == NULL)
        return error_set(err, ERROR_NOT_FOUND, "the communes were not loaded: there is no territory to count by");
    if (!coverage_read(store, snapshot, query, arena, &made, err) || !store_spatialite(store, err) ||
        !places_read(&tally, err) || !features_add(&tally, err))
        return false;
    struct coverage_row *rows = arena_array(arena, made.row_count, sizeof *rows);
    for (size_t i = 0; i < made.row_count; i++) {
        rows[i] = made.rows[i];
        row_fill(&tally, &query, &rows[i]);
    }
    made.rows = rows;
    made.snapshot = columns_of(snapshot, features.of, arena);
    *coverage = made;
    return true;
}

/* ---- around a place ---- */

/* ?1 and ?2: x and y, EPSG:2154; ?3: metres. The disc and the distance are those of geodata/analyses/land.sql, which says why. */
#define DISC_BEFORE(amount)                                                                                            \
    "WITH centre AS MATERIALIZED (SELECT MakePoint(?1, ?2, 2154) AS point, "                                           \
    "1000 / ST_Distance(ST_Transform(MakePoint(?1 - 500, ?2, 2154), 4171), "                                           \
    "ST_Transform(MakePoint(?1 + 500, ?2, 2154), 4171), 1) AS k), "                                                    \
    "ring AS MATERIALIZED (SELECT point, k, ST_Buffer(point, ?3 * k * sqrt(pi() / 64 / sin(pi() / 64)), 32) AS disc, " \
    "?3 * k * 1.001 + 1 AS reach FROM centre) SELECT f.fid, " amount " FROM ring AS r CROSS JOIN "
#define DISC_PART(dimension) "ST_CollectionExtract(ST_Intersection(r.disc, f.geometry), " dimension ")"
#define DISC_REACHES         "ST_Distance(r.point, f.geometry) <= ?3 * r.k"

/* The collection's index and table stand between the two texts. */
static const struct question discs[] = {
    {DISC_BEFORE("1.0"),
     " AS f ON f.fid = b.pkid WHERE ST_Distance(ST_Transform(r.point, 4171), ST_Transform(f.geometry, 4171), 1) <= ?3"},
    {DISC_BEFORE(KILOMETRES(DISC_PART("2"))), " AS f ON f.fid = b.pkid WHERE " DISC_REACHES},
    {DISC_BEFORE(HECTARES(DISC_PART("3"))), " AS f ON f.fid = b.pkid WHERE " DISC_REACHES}};

static const char *disc_sql(const struct tally *tally)
{
    const struct question *question = &discs[tally->dimension];
    const char *table = tally->features.of->table;
    return arena_printf(tally->arena,
                        "%sidx_%s_geometry AS b ON b.xmin <= ?1 + r.reach AND b.xmax >= ?1 - r.reach AND "
                        "b.ymin <= ?2 + r.reach AND b.ymax >= ?2 - r.reach CROSS JOIN %s%s",
                        question->before, table, table, question->behind);
}

static bool disc_count(const struct tally *tally, struct point at, int distance, double *number, double *amount,
                       struct error *err)
{
    struct statement *rows = store_statement(tally->store, disc_sql(tally), err);
    if (rows == NULL)
        return false;
    statement_bind_real(rows, 1, at.x);
    statement_bind_real(rows, 2, at.y);
    statement_bind_integer(rows, 3, distance);
    int step;
    while ((step = statement_step(rows, err)) == 1) {
        const struct selection *selection = tally->features.selection;
        if (selection != NULL && !selection_has(selection, statement_integer(rows, 0)))
            continue;
        *number += 1;
        *amount += statement_real(rows, 1);
    }
    statement_reset(rows);
    return step == 0;
}

static bool row_count(const struct tally *tally, const struct snapshot *columns, struct point at, struct land_row *row,
                      struct error *err)
{
    double found[COLUMNS_MAX] = {0};
    if (!disc_count(tally, at, row->distance_m, &found[COLUMN_NUMBER], &found[COLUMN_AMOUNT], err))
        return false;
    row->field_count = tally->dimension == 0 ? COLUMN_AMOUNT : COLUMN_SHARE;
    struct field *fields = arena_array(tally->arena, row->field_count, sizeof *fields);
    struct value *values = arena_array(tally->arena, row->field_count, sizeof *values);
    for (size_t i = 0; i < row->field_count; i++) {
        fields[i] = (struct field){columns->indicators[i].id, VALUE_REAL};
        values[i] = value_real(found[i]);
    }
    row->fields = fields;
    row->values = values;
    row->sites = NULL;
    row->site_count = 0;
    return true;
}

/* Titles and units of the columns, where the land table looks for them. */
static const struct snapshot_collection *columns_as_fields(const struct snapshot *columns, struct arena *arena)
{
    struct snapshot_field *fields = arena_array(arena, columns->indicator_count, sizeof *fields);
    for (size_t i = 0; i < columns->indicator_count; i++) {
        const struct snapshot_indicator *column = &columns->indicators[i];
        fields[i] = (struct snapshot_field){.name = column->id,
                                            .title_fr = column->title_fr,
                                            .title_en = column->title_en,
                                            .unit = i == COLUMN_NUMBER ? NULL : column->unit,
                                            .type = i == COLUMN_NUMBER ? VALUE_INTEGER : VALUE_REAL};
    }
    struct snapshot_collection *made = arena_alloc(arena, sizeof *made);
    *made = (struct snapshot_collection){.fields = fields, .field_count = columns->indicator_count};
    return made;
}

bool tally_land(struct store *store, const struct snapshot *snapshot, const struct land_query *query,
                struct tally_query features, struct arena *arena, struct land *land, struct error *err)
{
    const struct tally tally = {
        .store = store, .features = features, .arena = arena, .dimension = geometry_dimension(features.of->geometry)};
    struct land made;
    struct point at;
    if (!land_read(store, snapshot, query, arena, &made, err) ||
        !land_centre(store, snapshot, query, arena, &at, err) || !store_spatialite(store, err))
        return false;
    const struct snapshot *columns = columns_of(snapshot, features.of, arena);
    struct land_row *rows = arena_array(arena, made.row_count, sizeof *rows);
    for (size_t i = 0; i < made.row_count; i++) {
        rows[i] = made.rows[i];
        if (!row_count(&tally, columns, at, &rows[i], err))
            return false;
    }
    made.rows = rows;
    made.areas = columns_as_fields(columns, arena);
    made.has_sites = false;
    *land = made;
    return true;
}
