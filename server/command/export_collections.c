#include "command/export.h"

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/workshop.h"
#include "exchange/collection.h"
#include "store/selection.h"
#include "store/feature_text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct export_form export_forms[] = {
    {"gpkg", ".gpkg", "2154", false, true},       {"fgb", ".fgb", "2154", false, false},
    {"geojson", ".geojson", "4326", true, false}, {"csv", ".csv", "4326", true, false},
    {"postgresql", NULL, "2154", false, true},    {NULL, NULL, NULL, false, false},
};

const struct export_form *export_form_of(const char *name)
{
    for (const struct export_form *form = export_forms; form->name != NULL; form++)
        if (strcmp(form->name, name) == 0)
            return form;
    return NULL;
}

const struct export_form *export_form_by_ending(const char *path)
{
    for (const struct export_form *form = export_forms; form->name != NULL; form++)
        if (form->ending != NULL && text_ends_with(path, form->ending))
            return form;
    return NULL;
}

/* ---- stopping ---- */

static volatile sig_atomic_t is_stopped;

static void stop(int number)
{
    (void)number;
    is_stopped = 1;
}

void export_hear_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESETHAND}; /* the second time it ends at once */
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaction(numbers[i], &action, NULL);
    signal(SIGXFSZ, SIG_IGN); /* too large a file is a write that fails, and is said */
}

static bool stopped(struct error *err)
{
    return is_stopped != 0 && !error_set(err, ERROR_BUSY, "export: stopped");
}

/* ---- by ourselves: GeoJSON and CSV ---- */

static bool bytes_write(int fd, const char *name, const struct buffer *bytes, struct error *err)
{
    for (size_t sent = 0; sent < bytes->length;) {
        ssize_t count = write(fd, bytes->bytes + sent, bytes->length - sent);
        if (count < 0 && errno != EINTR)
            return error_set(err, ERROR_STORAGE, "%s: could not be written: %s", name, strerror(errno));
        sent += count > 0 ? (size_t)count : 0;
    }
    return true;
}

static int text_form(const struct export_order *order)
{
    return strcmp(order->form->name, "csv") == 0 ? FEATURE_CSV : FEATURE_GEOJSON;
}

static bool text_write(struct layer_text *text, int fd, const char *name, struct error *err)
{
    struct buffer piece = BUFFER_INIT;
    int step = 1;
    bool is_good = true;
    while (step == 1 && is_good) {
        buffer_clear(&piece);
        step = stopped(err) ? -1 : layer_text_next(text, &piece, err);
        is_good = step >= 0 && bytes_write(fd, name, &piece, err);
    }
    buffer_free(&piece);
    return is_good;
}

static bool text_write_file(struct layer_text *text, const char *path, const char *name, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", name, strerror(errno));
    bool is_done = text_write(text, fd, name, err);
    if (close(fd) != 0 && is_done)
        return error_set(err, ERROR_STORAGE, "%s: could not be written: %s", name, strerror(errno));
    return is_done;
}

/* ---- by terril-exchange: GeoPackage, FlatGeobuf, PostGIS ---- */

static bool layer_send(const struct export_order *order, const char *place, struct store *store,
                       const struct snapshot *snapshot, const struct snapshot_collection *collection,
                       struct arena *arena, struct error *err)
{
    const struct exchange_target target = {order->form->name, place, order->connection.schema, order->crs, 0};
    const struct choice choice = {collection, order->selection};
    return exchange_collection(&target, store, snapshot, &choice, stopped, arena, err);
}

/* ---- what is said ---- */

/* Public people-facing words are those of the source; these are for whoever runs the command. */
static void report(const struct export_order *order, const char *name, const struct snapshot_collection *collection)
{
    const struct snapshot_source *source = collection->source;
    bool is_csv = strcmp(order->form->name, "csv") == 0, is_fgb = strcmp(order->form->name, "fgb") == 0;
    const char *lost =
        is_csv && geometry_dimension(collection->geometry) > 0 ? "neither geometry nor credit" : "no credit";
    long long features = order->selection != NULL ? (long long)selection_count(order->selection) : collection->features;
    log_line("%s: %s, %lld features, EPSG:%s", name, collection->id, features, order->crs);
    if (is_csv || is_fgb)
        log_line("%s: holds %s; name with it: %s (%s)", name, lost, source->credit, source->licence);
}

/* ---- one file, all files, tables ---- */

/* One collection into a new file at `path`, or one layer more there. */
static bool file_fill(const struct export_order *order, const char *path, const char *name, struct store *store,
                      const struct snapshot *snapshot, const struct snapshot_collection *collection,
                      struct arena *arena, struct error *err)
{
    struct layer_text text = {store, snapshot, collection, text_form(order), 0, order->selection};
    return order->form->is_text ? text_write_file(&text, path, name, err)
                                : layer_send(order, path, store, snapshot, collection, arena, err);
}

/* `count` collections into the file `target`, made beside it. */
static bool file_write(const struct export_order *order, const char *target, struct store *store,
                       const struct snapshot *snapshot, const struct snapshot_collection *collections, size_t count,
                       struct arena *arena, struct error *err)
{
    /* The target's own name, which errors give, with the ending that drivers expect. */
    const char *slash = strrchr(target, '/'), *own = slash != NULL ? slash + 1 : target;
    const char *name =
        arena_printf(arena, "%s%s", own, text_ends_with(own, order->form->ending) ? "" : order->form->ending);
    struct workshop *workshop = workshop_open(target, name, err);
    bool is_done = workshop != NULL;
    for (size_t i = 0; i < count && is_done; i++)
        is_done = file_fill(order, workshop_file(workshop), target, store, snapshot, &collections[i], arena, err);
    is_done = is_done && workshop_publish(workshop, err);
    workshop_close(workshop);
    for (size_t i = 0; i < count && is_done; i++)
        report(order, target, &collections[i]);
    return is_done;
}

static bool folder_write(const struct export_order *order, struct store *store, const struct snapshot *snapshot,
                         struct arena *arena, struct error *err)
{
    if (mkdir(order->output, 0777) != 0 && errno != EEXIST)
        return error_set(err, ERROR_STORAGE, "%s: %s", order->output, strerror(errno));
    if (!file_is_folder(order->output))
        return error_set(err, ERROR_INPUT, "%s: a file, where a folder is wanted", order->output);
    bool is_done = true;
    for (size_t i = 0; i < snapshot->collection_count && is_done; i++) {
        const struct snapshot_collection *collection = &snapshot->collections[i];
        const char *name = arena_printf(arena, "%s%s", collection->id, order->form->ending);
        is_done = file_write(order, file_join(arena, order->output, name), store, snapshot, collection, 1, arena, err);
    }
    return is_done;
}

static bool tables_write(const struct export_order *order, struct store *store, const struct snapshot *snapshot,
                         const struct snapshot_collection *collections, size_t count, struct arena *arena,
                         struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!layer_send(order, order->connection.place, store, snapshot, &collections[i], arena, err))
            return false;
        report(order, arena_printf(arena, "%s.%s", order->connection.schema, collections[i].table), &collections[i]);
    }
    return true;
}

bool export_collections(const struct export_order *order, struct store *store, const struct snapshot *snapshot,
                        struct arena *arena, struct error *err)
{
    const struct snapshot_collection *collections = order->only != NULL ? order->only : snapshot->collections;
    size_t count = order->only != NULL ? 1 : snapshot->collection_count;
    if (order->form->ending == NULL)
        return tables_write(order, store, snapshot, collections, count, arena, err);
    if (strcmp(order->output, "-") == 0) {
        struct layer_text text = {store, snapshot, collections, text_form(order), 0, order->selection};
        return text_write(&text, STDOUT_FILENO, "stdout", err);
    }
    if (order->only == NULL && !order->form->has_many_layers)
        return folder_write(order, store, snapshot, arena, err);
    return file_write(order, order->output, store, snapshot, collections, count, arena, err);
}
