/* What a reading connection may not do. The values are ROBUST's and of the same order as those of SQLite's own advice,
 * https://www.sqlite.org/security.html. */
#include "store/connection.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Instructions of SQLite's machine between two looks at the clock. */
#define GUARD_STEPS 1000

static const struct {
    int id, most;
} guard_limits[] = {
    {SQLITE_LIMIT_LENGTH, 16 * 1024 * 1024},
    {SQLITE_LIMIT_SQL_LENGTH, 100 * 1000},
    {SQLITE_LIMIT_EXPR_DEPTH, 200}, /* a filter's 32 levels, each of up to log2(256) */
    {SQLITE_LIMIT_COMPOUND_SELECT, 5},
    {SQLITE_LIMIT_VDBE_OP, 25 * 1000},
    {SQLITE_LIMIT_FUNCTION_ARG, 8},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
    {SQLITE_LIMIT_VARIABLE_NUMBER, 1000}, /* a filter has 256 nodes; one of geometry has four sides besides */
};

static const struct {
    int option, value;
} guard_options[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
};

/* SQLite's functions that compute from their arguments alone. */
static const char guard_functions[] =
    " -> ->> abs acos asin atan atan2 avg ceil ceiling char coalesce cos count cume_dist date datetime degrees"
    " dense_rank exp first_value floor format glob group_concat hex ifnull iif instr json json_array"
    " json_array_length json_extract json_group_array json_group_object json_object json_quote json_type"
    " json_valid julianday lag last_value lead length like likelihood likely ln log log10 log2 lower ltrim max"
    " min mod nth_value ntile nullif percent_rank pi pow power printf quote radians rank replace round"
    " row_number rtrim sign sin sqlite_version sqrt strftime substr substring sum tan time total trim trunc"
    " typeof unicode unixepoch unlikely upper"
    /* ours: store/filter_function.c */
    " cql_accenti cql_array cql_casei cql_divide cql_like cql_power cql_quotient cql_rest ";

/* SpatiaLite's that measure, compare, make or read geometry, whole names and beginnings of families. The rest stays shut:
 * Zipfile_NumSHP and its kin open any path even without SPATIALITE_SECURITY, others run SQL or change tables. */
static const char guard_spatial[] =
    " area asbinary asgeojson astext aswkb aswkt azimuth boundary buffer centroid closestpoint collect contains"
    " convexhull coveredby covers crosses difference dimension disjoint distance envelope equals exteriorring"
    " extent geodesicarclength geodesiclength geometryn geometrytype glength greatcirclelength gunion"
    " interiorringn intersection intersects isempty issimple isvalid line_interpolate_point line_locate_point"
    " line_substring linemerge makeline makepoint makepolygon makevalid numgeometries numinteriorrings"
    " numpoints overlaps perimeter pointn pointonsurface ptdistwithin segmentize setsrid shortestline simplify"
    " simplifypreservetopology snaptogrid srid startpoint endpoint symdifference touches transform unaryunion"
    " within x y ";
static const char *const guard_families[] = {"st_",          "cast",     "mbr",        "geomfrom",
                                             "extractmulti", "buildmbr", "buildcircle"};

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

/* Is `name` one of the words of a list that stands between blanks? */
static bool guard_lists(const char *list, const char *name)
{
    char word[64];
    int length = snprintf(word, sizeof word, " %s ", name);
    return length < (int)sizeof word && strcasestr(list, word) != NULL;
}

static bool guard_knows_function(const struct store *store, const char *name)
{
    if (guard_lists(guard_functions, name))
        return true;
    if (!store->has_spatialite)
        return false;
    for (size_t i = 0; i < COUNT_OF(guard_families); i++)
        if (strncasecmp(guard_families[i], name, strlen(guard_families[i])) == 0)
            return true;
    return guard_lists(guard_spatial, name);
}

static int guard_authorize(void *payload, int action, const char *first, const char *second, const char *database,
                           const char *trigger)
{
    (void)first, (void)database, (void)trigger;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return guard_knows_function(payload, second) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

void guard_allow(struct store *store, bool everything)
{
    sqlite3_set_authorizer(store->db, everything ? NULL : guard_authorize, store);
}

/* The first statement that names an R*Tree makes it prepare changes of its own tables, and refused them it cannot be read
 * at all. So each is named once while the list of what is allowed does not stand. SQLite forgets them when it reads the
 * schema again. */
int guard_meet_indexes(struct store *store)
{
    sqlite3_stmt *names = NULL;
    guard_allow(store, true);
    int code =
        sqlite3_prepare_v2(store->db,
                           "SELECT printf('SELECT 1 FROM \"%w\"', name) FROM sqlite_schema WHERE type = 'table' AND "
                           "name LIKE 'idx\\_%' ESCAPE '\\' AND sql LIKE 'CREATE VIRTUAL TABLE % USING rtree%'",
                           -1, &names, NULL);
    while (code == SQLITE_OK && sqlite3_step(names) == SQLITE_ROW) {
        sqlite3_stmt *select = NULL;
        code = sqlite3_prepare_v2(store->db, (const char *)sqlite3_column_text(names, 0), -1, &select, NULL);
        sqlite3_finalize(select);
    }
    int ended = sqlite3_finalize(names);
    guard_allow(store, false);
    return code == SQLITE_OK ? ended : code;
}

bool guard_install(struct store *store, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(guard_options); i++)
        if (sqlite3_db_config(store->db, guard_options[i].option, guard_options[i].value, NULL) != SQLITE_OK)
            return error_set(err, ERROR_INTERNAL, "this SQLite lacks option %d, which a safe reader needs",
                             guard_options[i].option);
    /* Reads the header and the schema, so that what is no database is found now; big sorts stay in memory. */
    int code =
        sqlite3_exec(store->db, "SELECT count(*) FROM sqlite_schema; PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return store_error(store, code, err);
    for (size_t i = 0; i < COUNT_OF(guard_limits); i++)
        sqlite3_limit(store->db, guard_limits[i].id, guard_limits[i].most);
    guard_allow(store, false);
    return true;
}

bool store_integrity(struct store *store, struct error *err)
{
    sqlite3_stmt *check = NULL;
    guard_allow(store, true);
    int code = sqlite3_prepare_v2(store->db, "PRAGMA integrity_check(1)", -1, &check, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(check);
    const char *verdict = code == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : NULL;
    bool is_whole = verdict != NULL && strcmp(verdict, "ok") == 0;
    if (verdict == NULL)
        store_error(store, code, err);
    else if (!is_whole)
        error_set(err, ERROR_STORAGE, "%s: the file is damaged: %s", store->name, verdict);
    sqlite3_finalize(check);
    guard_allow(store, false);
    return is_whole;
}

static int guard_look_at_clock(void *payload)
{
    const struct store *store = payload;
    return clock_seconds() >= store->deadline;
}

void store_deadline(struct store *store, double seconds)
{
    store->deadline_seconds = seconds > 0 ? seconds : 0;
    store->deadline = clock_seconds() + store->deadline_seconds;
    bool has_one = store->deadline_seconds > 0;
    sqlite3_progress_handler(store->db, has_one ? GUARD_STEPS : 0, has_one ? guard_look_at_clock : NULL, store);
}
