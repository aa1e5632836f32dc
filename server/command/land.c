#include "command/command.h"

#include "analysis/land.h"
#include "analysis/tally.h"
#include "base/arena.h"
#include "command/chosen.h"
#include "store/snapshot.h"

#include <stdio.h>
#include <string.h>

static const char help[] = "terril land: the land around a station or a point\n"
                           "\n"
                           "  terril land --station 87345215                    Sallaumines, 3 distances\n"
                           "  terril land --station 87345215 --distance 2000    another distance\n"
                           "  terril land --at 2.8337,50.4279 --format geojson  around any point\n"
                           "  terril land --station 87345215 --of slag-heaps    of one collection\n"
                           "\n"
                           "  --station UIC          UIC code of a station\n"
                           "  --at LON,LAT           a point instead, in degrees\n"
                           "  --distance M,M..       metres as the crow flies, 1 to 8 of them, 50 to 5000\n"
                           "                         (500,800,1000)\n"
                           "  --of COLLECTION        instead of indicators: how many of its features, and\n"
                           "                         how much of them, lie within each distance\n"
                           "  --filter CQL2          of those features the ones it chooses\n"
                           "  --format FORM          text, csv, json or geojson (text)\n"
                           "  --snapshot FILE        snapshot to read (" SNAPSHOT_DEFAULT ")\n";

struct wishes {
    const char *station, *at, *distance, *format, *snapshot;
    struct chosen_wish chosen;
};

static bool wishes_check(const struct wishes *wishes, struct land_query *query, struct error *err)
{
    static const char *const forms[] = {"text", "csv", "json", "geojson", NULL};
    size_t form = 0;
    while (forms[form] != NULL && strcmp(forms[form], wishes->format) != 0)
        form++;
    if (forms[form] == NULL)
        return error_set(err, ERROR_INPUT, "land: format \"%s\": allowed are text, csv, json and geojson",
                         wishes->format);
    if ((wishes->station == NULL) == (wishes->at == NULL))
        return error_set(err, ERROR_INPUT, "land: one of --station UIC and --at LON,LAT is needed");
    if (!land_distances_read(wishes->distance, query, err))
        return false;
    query->uic = wishes->station;
    return wishes->at == NULL || land_point_read(wishes->at, query, err);
}

static bool land_print(const struct land *land, const char *format, struct error *err)
{
    struct buffer out = BUFFER_INIT;
    if (strcmp(format, "csv") == 0)
        land_write_csv(land, &out);
    else if (strcmp(format, "json") == 0)
        land_write_json(land, &out);
    else if (strcmp(format, "geojson") == 0)
        land_write_geojson(land, &out);
    else
        land_write_text(land, &out);
    bool done = command_print(&out, err);
    buffer_free(&out);
    return done;
}

static int land_make(struct store *store, const struct snapshot *snapshot, const struct wishes *wishes,
                     const struct land_query *query, struct arena *arena, struct error *err)
{
    struct tally_query features;
    struct land land;
    if (!chosen_read(&wishes->chosen, store, snapshot, arena, &features, err))
        return err->kind == ERROR_INPUT ? command_misuse(err) : command_failed(err);
    bool is_read = features.of == NULL ? land_read(store, snapshot, query, arena, &land, err)
                                       : tally_land(store, snapshot, query, features, arena, &land, err);
    return is_read && land_print(&land, wishes->format, err) ? EXIT_DONE : command_failed(err);
}

int command_land(int argc, char **argv)
{
    struct wishes wishes = {NULL, NULL, "500,800,1000", "text", SNAPSHOT_DEFAULT, {NULL, NULL}};
    const struct option options[] = {{"--station", &wishes.station, NULL},   {"--at", &wishes.at, NULL},
                                     {"--distance", &wishes.distance, NULL}, {"--format", &wishes.format, NULL},
                                     {"--of", &wishes.chosen.of, NULL},      {"--filter", &wishes.chosen.filter, NULL},
                                     {"--snapshot", &wishes.snapshot, NULL}, {NULL, NULL, NULL}};
    const struct command_line line = {help, options, NULL};
    enum command_next next = command_read(&line, argc, argv);
    if (next != COMMAND_GO)
        return next == COMMAND_LEAVE_DONE ? EXIT_DONE : EXIT_MISUSE;
    struct error err = ERROR_INIT;
    struct land_query query = {0};
    if (!wishes_check(&wishes, &query, &err))
        return command_misuse(&err);
    struct arena *arena = arena_new();
    struct store *store =
        command_has_snapshot(wishes.snapshot, &err) ? store_open(wishes.snapshot, STORE_READ, &err) : NULL;
    struct snapshot *snapshot = store != NULL ? snapshot_read(store, arena, &err) : NULL;
    int status = snapshot == NULL ? command_failed(&err) : land_make(store, snapshot, &wishes, &query, arena, &err);
    store_close(store);
    arena_free(arena);
    return status;
}
