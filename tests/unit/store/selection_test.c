#include "store/fixture.h"

#include "store/connection.h"
#include "store/filter_sql.h"
#include "store/selection.h"

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

static struct arena *arena;

/* A filter of the collection in the arena; geometry in `crs`. */
static const struct filter *filter_of(const struct snapshot_collection *collection, const char *text, enum crs crs)
{
    const struct queryable *queryables;
    struct error err = ERROR_INIT;
    size_t count = collection_queryables(collection, arena, &queryables);
    const struct filter *filter = filter_read_text(text, strlen(text), queryables, count, crs, arena, &err);
    if (filter == NULL)
        fail_msg("%s: %.200s", err.message, text);
    return filter;
}

static struct selection *select_in(const struct snapshot_collection *collection, const char *text, enum crs crs)
{
    struct error err = ERROR_INIT;
    struct selection *selection =
        selection_make(reading.store, collection, filter_of(collection, text, crs), arena, &err);
    if (selection == NULL)
        fail_msg("%s: %.200s", err.message, text);
    return selection;
}

static size_t count_in(const char *id, const char *text)
{
    return selection_count(select_in(snapshot_collection_of(reading.snapshot, id), text, CRS_LAMBERT93));
}

static void the_fids_are_sorted_and_found(void **state)
{
    (void)state;
    struct selection *selection =
        select_in(snapshot_collection_of(reading.snapshot, "cells"), "rang IN (7, 3, 99, 50)", CRS_CRS84);
    static const int64_t fids[] = {4, 8, 51, 100};
    assert_int_equal(selection_count(selection), 4);
    assert_memory_equal(selection_fids(selection), fids, sizeof fids);
    for (int64_t fid = 0; fid < 102; fid++)
        assert_int_equal(selection_has(selection, fid), fid == 4 || fid == 8 || fid == 51 || fid == 100);
    assert_true(selection_has(NULL, 7));
    assert_false(selection_has(selection_of(NULL, 0, arena), 7));
}

static void queryables_are_the_fields_and_the_geometry(void **state)
{
    (void)state;
    const struct queryable *queryables;
    struct snapshot_collection cells = *snapshot_collection_of(reading.snapshot, "cells");
    struct snapshot_field fields[8];
    memcpy(fields, cells.fields, cells.field_count * sizeof *fields);
    fields[0].kind = FIELD_DATE;
    fields[1].kind = FIELD_LIST;
    cells.fields = fields;
    assert_int_equal(collection_queryables(&cells, arena, &queryables), 5);
    static const enum filter_type types[] = {FILTER_DATE, FILTER_LIST, FILTER_NUMBER, FILTER_NUMBER, FILTER_GEOMETRY};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(queryables[i].type, types[i]);
    assert_string_equal(queryables[3].name, "part");
    assert_string_equal(queryables[4].name, "geometry");
}

/* part is rang / 8, unknown for every seventh: of 0..99 those are 15. */
static void what_is_unknown_is_neither_true_nor_false(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"TRUE", 100},
        {"FALSE", 0},
        {"part IS NULL", 15},
        {"part IS NOT NULL", 85},
        {"part >= 0", 85},
        {"NOT part >= 0", 0},
        {"NOT (NOT part >= 0)", 85},
        {"part < 1 OR part >= 1", 85},
        {"part < 1 OR TRUE", 100},
        {"part < 1 AND FALSE", 0},
        {"NOT (part < 1 AND FALSE)", 100},
        {"part = part", 85},
        {"part <> part", 0},
        {"part IN (0.125, 0.25)", 2},
        {"part NOT IN (0.125, 0.25)", 83},
        {"rang NOT IN (0, part)", 85}, /* 7, 14, .. know no part; 0 is equal to 0 */
        {"part NOT BETWEEN 1 AND 2", 77},
        {"part BETWEEN 2 AND 1", 0},
        {"(part > 1) IS NULL", 15},
        {"(part > 1) = TRUE OR TRUE", 100},
        {"CASEI(nom) LIKE 'cité%' AND part / 0 IS NULL", 100},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (count_in("cells", cases[i].text) != cases[i].count)
            fail_msg("%s: %zu, not %zu", cases[i].text, count_in("cells", cases[i].text), cases[i].count);
}

static void numbers_are_reckoned_as_the_standard_says(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_true;
    } cases[] = {
        {"7 / 2 = 3.5", true},
        {"7 DIV 2 = 3", true},
        {"-7 DIV 2 = -3", true},
        {"7.5 DIV 2 = 3", true},
        {"7 % 2 = 1", true},
        {"-7 % 2 = -1", true},
        {"7.5 % 2 = 1.5", true},
        {"2 ^ 10 = 1024", true},
        {"2 ^ -1 = 0.5", true},
        {"2 * 3 ^ 2 = 18", true},
        {"2 + 3 * 4 = 14", true},
        {"9 - 3 - 2 = 4", true},
        {"1 / 0 IS NULL", true},
        {"1 % 0 IS NULL", true},
        {"1 DIV 0 IS NULL", true},
        {"0 ^ -1 IS NULL", true},
        {"(-8) ^ 0.5 IS NULL", true},
        {"9007199254740993 = 9007199254740992", false},
        {"9007199254740993 - 1 = 9007199254740992", true},
        {"-9223372036854775808 DIV -1 > 0", true},
        {"-9223372036854775808 % -1 = 0", true},
        {"0.1 + 0.2 = 0.3", false},
        {"1 = 1.0", true},
        {"TRUE = TRUE", true},
        {"TRUE <> FALSE", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (count_in("cells", cases[i].text) != (cases[i].is_true ? 100u : 0u))
            fail_msg("%s", cases[i].text);
}

static void like_minds_case_and_escapes(void **state)
{
    (void)state;
    static const struct {
        const char *text, *pattern;
        bool is_like;
    } cases[] = {
        {"Lens", "Lens", true},
        {"Lens", "lens", false},
        {"Lens", "L%", true},
        {"Lens", "%s", true},
        {"Lens", "%en%", true},
        {"Lens", "%", true},
        {"", "%", true},
        {"", "", true},
        {"", "_", false},
        {"Lens", "____", true},
        {"Lens", "___", false},
        {"Éleu", "_leu", true},
        {"œuvre", "_uvre", true},
        {"中国", "__", true},
        {"50%", "50\\%", true},
        {"505", "50\\%", false},
        {"a_b", "a\\_b", true},
        {"axb", "a\\_b", false},
        {"a\\b", "a\\\\b", true},
        {"a\\", "a\\", true},
        {"aab", "a%ab", true},
        {"mississippi", "m%iss%pi", true},
        {"mississippi", "m%iss%ip", false},
        {"abc", "%%%c", true},
        {"abc", "a%b%c%d", false},
        {"aaaa", "%a_", true},
        {"é", "_", true},
        {"Lens", "Len", false},
        {"Len", "Lens", false},
        {"a%c", "a\\%c", true},
        {"É", "%É", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (filter_like(cases[i].text, strlen(cases[i].text), cases[i].pattern, strlen(cases[i].pattern)) !=
            cases[i].is_like)
            fail_msg("'%s' LIKE '%s'", cases[i].text, cases[i].pattern);
}

/* ---- days and lists: spots whose name is made one ---- */

static void reading_change(const char *sql)
{
    struct error err = ERROR_INIT;
    const char *path = fixture_path("changed.sqlite");
    remove(path);
    fixture_copy(fixture_path("reading.sqlite"), path);
    fixture_spoil(path, sql);
    store_close(reading.store);
    reading.store = store_open(path, STORE_READ, &err);
    assert_non_null(reading.store);
}

static struct snapshot_collection spots_of(enum field_kind kind, struct snapshot_field fields[2])
{
    struct snapshot_collection spots = *snapshot_collection_of(reading.snapshot, "spots");
    memcpy(fields, spots.fields, 2 * sizeof *fields);
    fields[1].kind = kind;
    spots.fields = fields;
    return spots;
}

static void counts_are(const struct snapshot_collection *collection, const char *const *texts, const size_t *counts,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t found = selection_count(select_in(collection, texts[i], CRS_LAMBERT93));
        if (found != counts[i])
            fail_msg("%s: %zu, not %zu", texts[i], found, counts[i]);
    }
}

/* 199 days from 2026-01-01 to 2026-07-18, one of them unknown instead (the tenth). */
static void days_are_compared_in_the_order_of_time(void **state)
{
    (void)state;
    struct snapshot_field fields[2];
    reading_change(
        "UPDATE spots SET nom = CASE number WHEN 9 THEN NULL ELSE date('2026-01-01', number || ' days') END");
    struct snapshot_collection spots = spots_of(FIELD_DATE, fields);
    static const char *const texts[] = {
        "nom = DATE('2026-01-02')",
        "nom < DATE('2026-01-11')",
        "nom IS NULL",
        "nom BETWEEN DATE('2026-01-09') AND DATE('2026-01-12')",
        "nom IN (DATE('2026-01-10'), DATE('2026-01-11'))",
        "T_AFTER(nom, DATE('2026-07-17'))",
        "T_BEFORE(nom, DATE('2026-01-03'))",
        "T_EQUALS(nom, DATE('2026-01-03'))",
        "T_INTERSECTS(nom, INTERVAL('2026-01-01', '2026-01-31'))",
        "T_DISJOINT(nom, INTERVAL('2026-01-01', '2026-01-31'))",
        "T_INTERSECTS(nom, INTERVAL('..', '2026-01-31'))",
        "T_INTERSECTS(nom, INTERVAL('2026-01-31', '..'))",
        "T_INTERSECTS(nom, INTERVAL('..', '..'))",
        "T_DURING(nom, INTERVAL('2026-01-01', '2026-01-31'))",
        "T_CONTAINS(INTERVAL('2026-01-01', '2026-01-31'), nom)",
        "T_AFTER(nom, INTERVAL('2026-01-01', '2026-07-17'))",
        "T_MEETS(INTERVAL('2025-01-01', '2026-01-05'), INTERVAL(nom, '..'))",
        "T_METBY(INTERVAL(nom, '..'), INTERVAL('2025-01-01', '2026-01-05'))",
        "T_STARTS(INTERVAL(nom, '2026-01-20'), INTERVAL('2026-01-05', '2026-02-01'))",
        "T_STARTEDBY(INTERVAL('2026-01-05', '2026-02-01'), INTERVAL(nom, '2026-01-20'))",
        "T_FINISHES(INTERVAL(nom, '2026-02-01'), INTERVAL('2026-01-05', '2026-02-01'))",
        "T_FINISHEDBY(INTERVAL('2026-01-05', '2026-02-01'), INTERVAL(nom, '2026-02-01'))",
        "T_OVERLAPS(INTERVAL('2025-12-01', '2026-01-15'), INTERVAL(nom, '2026-12-31'))",
        "T_OVERLAPPEDBY(INTERVAL(nom, '2026-12-31'), INTERVAL('2025-12-01', '2026-01-15'))",
        "T_EQUALS(INTERVAL(nom, nom), INTERVAL('2026-01-03', '2026-01-03'))",
        "T_EQUALS(INTERVAL(nom, '..'), INTERVAL('2026-01-03', '..'))",
    };
    /* 200 spots: number 0 to 199; 2026-01-01 to 2026-07-19; January is 31 of them, 30 known */
    static const size_t counts[] = {
        1,  9,  1, 3, 1, 2, 2, 1,   30,  169, 30, 170, 199,
        28, 28, 2, 1, 1, 1, 1, 194, 194, 13,  13, 1,   1}; /* an interval may end before it begins */
    assert_int_equal(COUNT_OF(texts), COUNT_OF(counts));
    counts_are(&spots, texts, counts, COUNT_OF(counts));
}

static void lists_are_sets_of_words(void **state)
{
    (void)state;
    struct snapshot_field fields[2];
    reading_change("UPDATE spots SET nom = CASE number % 5 WHEN 0 THEN 'a b c' WHEN 1 THEN 'c a' WHEN 2 THEN 'abc' "
                   "WHEN 3 THEN '' END");
    struct snapshot_collection spots = spots_of(FIELD_LIST, fields);
    static const char *const texts[] = {
        "A_CONTAINS(nom, ('a'))",
        "A_CONTAINS(nom, ('a', 'b'))",
        "A_CONTAINS(nom, ('c', 'a', 'a'))",
        "A_CONTAINS(nom, ())",
        "A_CONTAINEDBY(nom, ('a', 'b', 'c'))",
        "A_CONTAINEDBY(nom, ())",
        "A_EQUALS(nom, ('a', 'c'))",
        "A_EQUALS(nom, ('b', 'a', 'c'))",
        "A_EQUALS(('abc'), nom)",
        "A_OVERLAPS(nom, ('b', 'abc'))",
        "NOT A_OVERLAPS(nom, ('b', 'abc'))",
        "A_OVERLAPS(nom, nom)",
        "A_EQUALS(nom, nom)",
        "A_CONTAINS(nom, ('a b'))",
        "A_CONTAINS(nom, ('A'))",
        "A_CONTAINS(nom, (1))",
        "nom IS NULL",
        "A_EQUALS((1, 2, 'a', TRUE), ('a', TRUE, 2.0, 1))",
        "A_EQUALS((1), ('1'))",
        "A_OVERLAPS((DATE('2026-01-01')), ('2026-01-01'))",
        "A_CONTAINS(('a', ''), (''))",
        "A_CONTAINS(('a'), (''))",
    };
    static const size_t counts[] = {80,  40,  80, 160, 120, 40, 40,  40, 40, 80,  80,
                                    120, 160, 0,  0,   0,   40, 200, 0,  0,  200, 0};
    assert_int_equal(COUNT_OF(texts), COUNT_OF(counts));
    counts_are(&spots, texts, counts, COUNT_OF(counts));
}

/* ---- geometry: cells are squares of 1 km from 680,000 7,030,000 on; every fifth has a hole ---- */

static void squares_relate_as_one_sees(void **state)
{
    (void)state;
    /* cell 44: 684000 7034000, whole, with neighbours on all sides */
#define CELL "POLYGON((684000 7034000, 685000 7034000, 685000 7035000, 684000 7035000, 684000 7034000))"
#define HALF "POLYGON((684500 7034500, 685500 7034500, 685500 7035500, 684500 7035500, 684500 7034500))"
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"S_EQUALS(geometry, " CELL ")", 1},
        {"S_EQUALS(geometry, BBOX(684000,7034000,685000,7035000))", 1},
        {"S_TOUCHES(geometry, " CELL ")", 8},
        {"S_INTERSECTS(geometry, " CELL ")", 9},
        {"S_DISJOINT(geometry, " CELL ")", 91},
        {"NOT S_INTERSECTS(geometry, " CELL ")", 91},
        {"S_WITHIN(geometry, " CELL ")", 1},
        {"S_WITHIN(geometry, BBOX(683000,7033000,686000,7036000))", 9},
        {"S_CONTAINS(BBOX(683000,7033000,686000,7036000), geometry)", 9},
        {"S_CONTAINS(geometry, " CELL ")", 1},
        {"S_CONTAINS(geometry, POINT(684500 7034500))", 1},
        {"S_CONTAINS(geometry, POINT(684000 7034000))", 0},
        {"S_INTERSECTS(geometry, POINT(684000 7034000))", 4},
        {"S_TOUCHES(geometry, POINT(684000 7034000))", 4},
        {"S_OVERLAPS(geometry, " HALF ")", 4},
        {"S_OVERLAPS(geometry, " CELL ")", 0},
        {"S_CROSSES(geometry, LINESTRING(684500 7034500, 686500 7034500))", 3},
        {"S_CROSSES(LINESTRING(684500 7034500, 686500 7034500), geometry)", 3},
        {"S_WITHIN(LINESTRING(684500 7034500, 684600 7034500), geometry)", 1},
        {"S_INTERSECTS(geometry, POINT(680500 7030500))", 0}, /* in the hole of the first */
        {"S_INTERSECTS(geometry, MULTIPOINT((684500 7034500), (681500 7031500)))", 2},
        {"S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(684500 7034500), POLYGON((681100 7031100, 681200 7031100, "
         "681200 "
         "7031200, 681100 7031100)), POLYGON((681100 7031100, 682200 7031100, 681200 7031200, 681100 7031100))))",
         3},
        {"S_DISJOINT(geometry, GEOMETRYCOLLECTION(POINT(684500 7034500), POLYGON((681100 7031100, 681200 7031100, "
         "681200 "
         "7031200, 681100 7031100)), POLYGON((681100 7031100, 682200 7031100, 681200 7031200, 681100 7031100))))",
         97},
        {"S_WITHIN(geometry, GEOMETRYCOLLECTION(" CELL "))", 1},
        {"S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(0 0), " CELL "))", 1},
        {"S_WITHIN(geometry, GEOMETRYCOLLECTION(POINT(0 0), LINESTRING(0 0, 1 1)))", 0},
        {"S_CONTAINS(geometry, GEOMETRYCOLLECTION(POINT(684500 7034500), " CELL "))", 1},
        {"S_CONTAINS(geometry, GEOMETRYCOLLECTION(POINT(0 0), " CELL "))", 0},
        {"S_EQUALS(geometry, GEOMETRYCOLLECTION(POINT(684500 7034500), " CELL "))", 1},
        {"S_TOUCHES(geometry, GEOMETRYCOLLECTION(POINT(684000 7034000), LINESTRING(683500 7034000, 684000 7034000)))",
         4},
        {"S_CROSSES(geometry, GEOMETRYCOLLECTION(POINT(0 0), LINESTRING(684500 7034500, 686500 7034500)))", 3},
        {"S_OVERLAPS(geometry, GEOMETRYCOLLECTION(POINT(0 0), " HALF "))", 4},
        {"S_INTERSECTS(POINT(0 0), GEOMETRYCOLLECTION(POINT(0 0), LINESTRING(0 0, 1 1)))", 100},
        {"S_DISJOINT(GEOMETRYCOLLECTION(POINT(0 0), LINESTRING(5 5, 6 6)), GEOMETRYCOLLECTION(POINT(1 0), LINESTRING(0 "
         "2, 1 1)))",
         100},
        {"S_INTERSECTS(geometry, BBOX(0,0,1,1))", 0},
        {"S_DISJOINT(geometry, BBOX(0,0,1,1))", 100},
        {"S_INTERSECTS(geometry, BBOX(684500,7034500,684500,7034500))", 1},
        {"S_INTERSECTS(geometry, BBOX(684500,7034500,685500,7034500))", 2},
        {"S_INTERSECTS(geometry, geometry)", 100},
        {"S_TOUCHES(geometry, geometry)", 0},
        {"S_INTERSECTS(POINT(1 1), POINT(1 1))", 100},
        {"S_WITHIN(BBOX(0,0,1,1), BBOX(0,0,2,2))", 100},
        {"S_WITHIN(BBOX(0,0,2,2), BBOX(0,0,1,1))", 0},
        {"S_INTERSECTS(geometry, " CELL ") AND rang < 44", 4},
        {"S_INTERSECTS(geometry, " CELL ") OR rang < 2", 11},
        {"S_INTERSECTS(geometry, " CELL ") AND NOT S_INTERSECTS(geometry, " HALF ")", 5},
        {"geometry IS NULL", 0},
        {"geometry IS NOT NULL", 100},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (count_in("cells", cases[i].text) != cases[i].count)
            fail_msg("%s: %zu, not %zu", cases[i].text, count_in("cells", cases[i].text), cases[i].count);
    assert_int_equal(count_in("void", "S_INTERSECTS(geometry, BBOX(0,0,1,1)) OR S_DISJOINT(geometry, POINT(0 0))"), 0);
}

/* The world, its ends and its far side are boxes too, in every system. */
static void boxes_of_the_whole_world_choose_everything(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum crs crs;
        size_t count;
    } cases[] = {
        {"S_INTERSECTS(geometry, BBOX(-180,-90,180,90))", CRS_CRS84, 100},
        {"S_INTERSECTS(geometry, BBOX(-90,-180,90,180))", CRS_EPSG4326, 100},
        {"S_WITHIN(geometry, BBOX(-2e7,-2e7,2e7,2e7))", CRS_WEBMERCATOR, 100},
        {"S_INTERSECTS(geometry, BBOX(170,-80,-170,80))", CRS_CRS84, 0},
        {"S_INTERSECTS(geometry, BBOX(2,50,1,51))", CRS_CRS84, 100}, /* all but a strip: over the antimeridian */
        {"S_DISJOINT(geometry, BBOX(3,50,2,51))", CRS_CRS84, 100},
        {"S_INTERSECTS(geometry, POLYGON((-180 -85, 180 -85, 180 85, -180 85, -180 -85)))", CRS_CRS84, 100},
        {"S_INTERSECTS(geometry, POINT(-120 -40))", CRS_CRS84, 0},
        {"S_DISJOINT(geometry, POINT(-120 -40))", CRS_CRS84, 100},
        {"S_CROSSES(geometry, LINESTRING(-170 50.4, 170 50.4))", CRS_CRS84, 10},
    };
    const struct snapshot_collection *cells = snapshot_collection_of(reading.snapshot, "cells");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t found = selection_count(select_in(cells, cases[i].text, cases[i].crs));
        /* a parallel crosses one row of ten, or two */
        bool is_right = cases[i].count == 10 ? found >= 10 && found <= 20 : found == cases[i].count;
        if (!is_right)
            fail_msg("%s: %zu, not %zu", cases[i].text, found, cases[i].count);
    }
}

static void geometry_that_cannot_be_asked_of_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        enum crs crs;
    } cases[] = {
        {"S_WITHIN(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "a polygon is not valid", CRS_LAMBERT93},
        {"S_INTERSECTS(geometry, MULTIPOLYGON(((0 0, 2 0, 2 2, 0 0)), ((0 0, 2 0, 2 2, 0 0))))",
         "a polygon is not valid", CRS_LAMBERT93},
    };
    const struct snapshot_collection *cells = snapshot_collection_of(reading.snapshot, "cells");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = ERROR_INIT;
        assert_null(selection_make(reading.store, cells, filter_of(cells, cases[i].text, cases[i].crs), arena, &err));
        assert_int_equal(err.kind, ERROR_INPUT);
        if (strstr(err.message, cases[i].says) == NULL)
            fail_msg("%s: \"%s\" lacks \"%s\"", cases[i].text, err.message, cases[i].says);
    }
}

/* ---- limits: what the readers let through, SQLite bears ---- */

static void chain(struct buffer *text, const char *piece, const char *between, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buffer_printf(text, "%s%s", i == 0 ? "" : between, piece);
}

/* 31 levels, each with as many others as the nodes allow. */
static void ladder(struct buffer *text, int level)
{
    if (level == 0) {
        buffer_puts(text, "1=1");
        return;
    }
    buffer_puts(text, level % 2 ? "(TRUE AND TRUE AND TRUE AND TRUE AND TRUE AND TRUE AND "
                                : "(FALSE OR FALSE OR FALSE OR FALSE OR FALSE OR ");
    ladder(text, level - 1);
    buffer_puts(text, ")");
}

static void the_widest_and_deepest_filters_run(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT;
    buffer_puts(&text, "rang IN (");
    chain(&text, "7", ",", 254);
    buffer_puts(&text, ")");
    assert_int_equal(count_in("cells", text.bytes), 1);
    buffer_clear(&text);
    chain(&text, "rang = 7", " OR ", 85);
    assert_int_equal(count_in("cells", text.bytes), 1);
    buffer_clear(&text);
    chain(&text, "TRUE", " AND ", 255);
    assert_int_equal(count_in("cells", text.bytes), 100);
    buffer_clear(&text);
    chain(&text, "S_INTERSECTS(geometry,BBOX(0,0,1,1))", " OR ", 85);
    assert_int_equal(count_in("cells", text.bytes), 0);
    buffer_clear(&text);
    buffer_puts(&text, "S_INTERSECTS(geometry,GEOMETRYCOLLECTION(");
    chain(&text, "POLYGON((0 0,0 1,1 1,0 0))", ",", 290);
    buffer_puts(&text, "))");
    assert_int_equal(count_in("cells", text.bytes), 0);
    buffer_clear(&text);
    ladder(&text, 30);
    assert_int_equal(count_in("cells", text.bytes), 100);
    buffer_clear(&text);
    ladder(&text, 29);
    buffer_puts(&text, " AND rang < 7");
    assert_int_equal(count_in("cells", text.bytes), 7);
    static const struct {
        const char *before, *behind;
    } nests[] = {{"0 DIV (", ")"}, {"0 - (", ")"}, {"0 * (1 ^ (", "))"}, {"(", " + 0)"}};
    for (size_t i = 0; i < COUNT_OF(nests); i++) {
        size_t levels = strchr(nests[i].before, '*') != NULL ? 14 : 29;
        buffer_clear(&text);
        buffer_puts(&text, "rang = ");
        chain(&text, nests[i].before, "", levels);
        buffer_puts(&text, "1");
        chain(&text, nests[i].behind, "", levels);
        count_in("cells", text.bytes);
    }
    buffer_clear(&text);
    chain(&text, "TRUE IN (FALSE, (", "", 15);
    buffer_puts(&text, "TRUE");
    chain(&text, "))", "", 15);
    assert_int_equal(count_in("cells", text.bytes), 100);
    buffer_free(&text);
}

/* ROBUST V13: many % and a text that almost fits. */
static void a_dear_pattern_is_cheap(void **state)
{
    (void)state;
    struct buffer text = BUFFER_INIT, pattern = BUFFER_INIT;
    chain(&text, "a", "", 2000);
    chain(&pattern, "%a", "", 1000);
    buffer_puts(&pattern, "%b");
    assert_false(filter_like(text.bytes, text.length, pattern.bytes, pattern.length));
    buffer_free(&text);
    buffer_free(&pattern);
}

/* ---- no byte of a value in any statement (ROBUST V1) ---- */

static struct buffer traced;

static int trace(unsigned kind, void *payload, void *statement, void *text)
{
    (void)kind, (void)payload, (void)text;
    buffer_puts(&traced, sqlite3_sql(statement));
    buffer_putc(&traced, '\n');
    return 0;
}

static const char *const payloads[] = {
    "x''y",
    "*'' OR ''1''=''1",
    "'' OR 1=1 --",
    "''; DROP TABLE cells; --",
    "''); DELETE FROM cells; --",
    "'' UNION SELECT name FROM sqlite_schema --",
    "?1",
    "?99",
    ":a @b $c",
    "\"",
    "]",
    "`",
    "/* */ --",
    "%s%n%x%d",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "../../etc/passwd",
    "load_extension(''x'')",
    "char(0)",
    "x'00'",
    "NULL",
    "1e400",
    "\\",
    "Œ中\xF0\x9F\x98\x80",
    "\r\n\t",
    "zeroblob(999999999)",
    "a'' AND nom LIKE ''%",
    "\\'' OR \\''1\\''=\\''1",
};

/* A filter of every operator, with one text, number and place in it. */
static const char *const shapes[] = {
    "nom = '%s'",
    "nom <> '%s' AND rang > %u",
    "nom IN ('%s', '%s')",
    "nom LIKE '%s'",
    "CASEI(nom) LIKE CASEI('%%%s%%')",
    "ACCENTI(nom) >= ACCENTI('%s')",
    "NOT ('%s' < code) OR part BETWEEN %u AND %u",
    "A_OVERLAPS(('%s', %u), ('%s'))",
    "rang + %u * 2 > part ^ %u OR rang %% %u = 1 AND rang DIV %u = 2",
    "S_INTERSECTS(geometry, POINT(%u %u)) OR nom = '%s'",
    "S_WITHIN(geometry, BBOX(%u, 1, 99999999, %u))",
    "S_DISJOINT(GEOMETRYCOLLECTION(POINT(%u 1), LINESTRING(%u 1, 2 2)), geometry)",
    "T_AFTER(DATE('20%02u-01-01'), INTERVAL('..', '20%02u-01-01'))",
};

/* %s and %u of a shape filled in. */
static const char *filled(const char *shape, const char *text, unsigned number)
{
    struct buffer out = BUFFER_INIT;
    for (; *shape != '\0'; shape++) {
        if (*shape != '%') {
            buffer_putc(&out, *shape);
            continue;
        }
        shape++;
        if (*shape == 's')
            buffer_puts(&out, text);
        else if (*shape == '%')
            buffer_putc(&out, '%');
        else
            buffer_printf(&out, "%02u", number);
        if (*shape == '0')
            shape += 2;
    }
    const char *copy = arena_copy(arena, out.bytes, out.length);
    buffer_free(&out);
    return copy;
}

static const char *trace_of(const struct snapshot_collection *collection, const char *text)
{
    const struct queryable *queryables;
    struct error err = ERROR_INIT;
    size_t count = collection_queryables(collection, arena, &queryables);
    const struct filter *filter = filter_read_text(text, strlen(text), queryables, count, CRS_LAMBERT93, arena, &err);
    buffer_clear(&traced);
    buffer_append(&traced, "", 0);
    if (filter == NULL) { /* one that is no filter: then nothing is asked at all */
        assert_int_equal(err.kind, ERROR_INPUT);
        return NULL;
    }
    if (selection_make(reading.store, collection, filter, arena, &err) == NULL)
        fail_msg("%s: %s", text, err.message);
    return arena_string(arena, traced.bytes);
}

static void statements_do_not_depend_on_any_value(void **state)
{
    (void)state;
    const struct snapshot_collection *cells = snapshot_collection_of(reading.snapshot, "cells");
    sqlite3_trace_v2(reading.store->db, SQLITE_TRACE_STMT, trace, NULL);
    size_t compared = 0;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        const char *plain = trace_of(cells, filled(shapes[i], "plain", 11));
        assert_non_null(plain);
        assert_non_null(strstr(plain, "SELECT fid FROM \"cells\" WHERE "));
        assert_null(strstr(plain, "plain"));
        assert_null(strstr(plain, "11"));
        for (size_t j = 0; j < COUNT_OF(payloads); j++) {
            const char *traces = trace_of(cells, filled(shapes[i], payloads[j], 22 + (unsigned)j));
            if (traces == NULL)
                continue;
            if (strcmp(traces, plain) != 0)
                fail_msg("%s: %s", filled(shapes[i], payloads[j], 22 + (unsigned)j), traces);
            compared++;
        }
    }
    sqlite3_trace_v2(reading.store->db, 0, NULL, NULL);
    buffer_free(&traced);
    assert_true(compared > 300);
}

/* ---- what a payload finds is what strcmp finds ---- */

static void payloads_find_what_plain_comparison_finds(void **state)
{
    (void)state;
    sqlite3 *db;
    sqlite3_stmt *update;
    reading_change("SELECT 1");
    assert_int_equal(sqlite3_open(fixture_path("changed.sqlite"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "UPDATE spots SET nom = ?2 WHERE fid = ?1", -1, &update, NULL), SQLITE_OK);
    const struct snapshot_collection *spots = snapshot_collection_of(reading.snapshot, "spots");
    const struct queryable *queryables;
    struct error err = ERROR_INIT;
    size_t count = collection_queryables(spots, arena, &queryables);
    for (size_t i = 0; i < COUNT_OF(payloads); i++) {
        sqlite3_bind_int64(update, 1, (int64_t)i + 1);
        sqlite3_bind_text(update, 2, payloads[i], -1, SQLITE_STATIC);
        assert_int_equal(sqlite3_step(update), SQLITE_DONE);
        sqlite3_reset(update);
    }
    sqlite3_finalize(update);
    sqlite3_close(db);
    store_close(reading.store);
    reading.store = store_open(fixture_path("changed.sqlite"), STORE_READ, &err);
    static const char *const forms[] = {"{\"op\":\"=\",\"args\":[{\"property\":\"nom\"},%s]}",
                                        "{\"op\":\"in\",\"args\":[{\"property\":\"nom\"},[%s]]}",
                                        "{\"op\":\"between\",\"args\":[{\"property\":\"nom\"},%s,%s]}",
                                        "{\"op\":\"=\",\"args\":[{\"op\":\"casei\",\"args\":[{\"property\":\"nom\"}]},{"
                                        "\"op\":\"casei\",\"args\":[%s]}]}"};
    for (size_t i = 0; i < COUNT_OF(payloads); i++)
        for (size_t form = 0; form < COUNT_OF(forms); form++) {
            struct buffer json = BUFFER_INIT, text = BUFFER_INIT;
            struct json_writer writer;
            json_writer_init(&writer, &json);
            json_string(&writer, payloads[i]);
            for (const char *at = forms[form]; *at != '\0'; at++)
                if (*at == '%')
                    buffer_puts(&text, json.bytes), at++;
                else
                    buffer_putc(&text, *at);
            const struct filter *filter =
                filter_read_json(text.bytes, text.length, queryables, count, CRS_CRS84, arena, &err);
            if (filter == NULL)
                fail_msg("%s: %s", text.bytes, err.message);
            struct selection *selection = selection_make(reading.store, spots, filter, arena, &err);
            assert_non_null(selection);
            if (selection_count(selection) != 1 || selection_fids(selection)[0] != (int64_t)i + 1)
                fail_msg("%s finds %zu", text.bytes, selection_count(selection));
            buffer_free(&json);
            buffer_free(&text);
        }
}

/* A deadline that was there before is there after. */
static void the_deadline_of_the_connection_stays(void **state)
{
    (void)state;
    store_deadline(reading.store, 30);
    assert_int_equal(count_in("cells", "TRUE"), 100);
    assert_true(reading.store->deadline_seconds == 30);
    store_deadline(reading.store, 0);
    assert_int_equal(count_in("cells", "TRUE"), 100);
    assert_true(reading.store->deadline_seconds == 0);
}

static int each_setup(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int each_teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

#define test(name) cmocka_unit_test_setup_teardown(name, each_setup, each_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(the_fids_are_sorted_and_found),
        test(queryables_are_the_fields_and_the_geometry),
        test(what_is_unknown_is_neither_true_nor_false),
        test(numbers_are_reckoned_as_the_standard_says),
        test(like_minds_case_and_escapes),
        test(squares_relate_as_one_sees),
        test(boxes_of_the_whole_world_choose_everything),
        test(geometry_that_cannot_be_asked_of_is_refused),
        test(the_widest_and_deepest_filters_run),
        test(a_dear_pattern_is_cheap),
        test(statements_do_not_depend_on_any_value),
        test(the_deadline_of_the_connection_stays),
        test(days_are_compared_in_the_order_of_time),
        test(lists_are_sets_of_words),
        test(payloads_find_what_plain_comparison_finds),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
