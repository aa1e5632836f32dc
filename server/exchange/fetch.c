#include "exchange/fetch.h"

#include "base/clock.h"
#include "base/file.h"
#include "catalogue/catalogue.h"
#include "exchange/address.h"
#include "exchange/assemble.h"
#include "exchange/codes.h"
#include "exchange/download.h"
#include "exchange/meta.h"
#include "exchange/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A server that gives no validator is not asked again within a day. */
#define FRESH_SECONDS (24 * 3600)

struct fetch {
    const struct fetch_order *order;
    struct arena *arena;
    struct catalogue *catalogue;
    const struct catalogue_source *source;
    struct codes *codes;
    const char *target;  /* folder/file */
    const char *staging; /* folder/<id>.part */
    const char *staged;  /* staging/file */
    int lock;            /* descriptor of `staging` */
    const char *addresses[META_DOWNLOADS_MAX];
    const char *parts[META_DOWNLOADS_MAX];
    struct download downloads[META_DOWNLOADS_MAX];
    size_t count;
    struct meta known; /* of what is there; no downloads when nothing is */
};

/* ---- before the first request ---- */

static bool fetch_find_source(struct fetch *fetch, struct error *err)
{
    const struct fetch_order *order = fetch->order;
    fetch->catalogue = catalogue_open(order->catalogue_path, err);
    if (fetch->catalogue == NULL)
        return false;
    fetch->source = catalogue_source_of(fetch->catalogue, order->source_id);
    if (fetch->source == NULL)
        return error_set(err, ERROR_NOT_FOUND, "%s: no source \"%s\"", order->catalogue_path, order->source_id);
    if (fetch->source->downloads == NULL || fetch->source->downloads[0] == NULL || fetch->source->file_count == 0)
        return error_set(err, ERROR_INPUT, "%s: the catalogue has no address to download it from", order->source_id);
    if (fetch->source->filter_field != NULL && (fetch->codes = codes_open(order->catalogue_path, err)) == NULL)
        return false;
    return true;
}

static bool fetch_name_parts(struct fetch *fetch, struct error *err)
{
    const struct fetch_order *order = fetch->order;
    for (const char *const *at = fetch->source->downloads; *at != NULL; at++, fetch->count++) {
        if (fetch->count == META_DOWNLOADS_MAX)
            return error_set(err, ERROR_LIMIT, "%s: more than %d downloads", order->source_id, META_DOWNLOADS_MAX);
        char *address = order->mirror != NULL ? address_at_mirror(*at, order->mirror) : NULL;
        fetch->addresses[fetch->count] = arena_string(fetch->arena, address != NULL ? address : *at);
        free(address);
        fetch->parts[fetch->count] = arena_printf(fetch->arena, "%s/%zu.part", fetch->staging, fetch->count + 1);
    }
    return true;
}

static bool fetch_prepare(struct fetch *fetch, struct error *err)
{
    const struct fetch_order *order = fetch->order;
    if (!fetch_find_source(fetch, err))
        return false;
    const char *file = fetch->source->files[0].name;
    fetch->target = file_join(fetch->arena, order->folder, file);
    fetch->staging = arena_printf(fetch->arena, "%s/%s.part", order->folder, fetch->source->id);
    fetch->staged = file_join(fetch->arena, fetch->staging, file);
    if (!fetch_name_parts(fetch, err) || !file_make_folder(fetch->staging, err))
        return false;
    fetch->lock = open(fetch->staging, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fetch->lock < 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", fetch->staging, strerror(errno));
    if (flock(fetch->lock, LOCK_EX | LOCK_NB) != 0)
        return error_set(err, ERROR_BUSY, "%s: another fetch is downloading it", order->source_id);
    return true;
}

/* Leaves what can be continued; without it the folder goes too. */
static void fetch_clean(struct fetch *fetch)
{
    struct stat status;
    unlink(fetch->staged);
    for (size_t i = 0; i < fetch->count; i++) /* a part without a byte is nothing to continue */
        if (lstat(fetch->parts[i], &status) == 0 && status.st_size == 0)
            unlink(fetch->parts[i]);
    rmdir(fetch->staging);
}

static void fetch_forget_parts(struct fetch *fetch)
{
    for (size_t i = 0; i < fetch->count; i++) {
        unlink(fetch->parts[i]);
        unlink(arena_printf(fetch->arena, "%s.json", fetch->parts[i]));
    }
}

/* ---- downloading ---- */

/* Is what is there made of these addresses? */
static bool fetch_knows(struct fetch *fetch)
{
    if (!meta_read(fetch->target, &fetch->known, fetch->arena) || fetch->known.count != fetch->count) {
        fetch->known.count = 0;
        return false;
    }
    for (size_t i = 0; i < fetch->count; i++)
        if (strcmp(fetch->known.downloads[i].address, fetch->addresses[i]) != 0) {
            fetch->known.count = 0;
            return false;
        }
    return true;
}

static bool validator_is_given(const struct validator *validator)
{
    return validator->etag[0] != '\0' || validator->last_modified[0] != '\0';
}

static bool fetch_get(struct fetch *fetch, size_t index, bool is_conditional, struct error *err)
{
    struct download_order order = {.address = fetch->addresses[index],
                                   .part = fetch->parts[index],
                                   .title = fetch->source->id,
                                   .patience = fetch->order->patience,
                                   .tries = fetch->order->tries,
                                   .is_private_allowed = fetch->order->is_private_allowed,
                                   .progress = fetch->order->progress};
    if (is_conditional)
        order.known = fetch->known.downloads[index].validator;
    return download_get(&order, &fetch->downloads[index], err);
}

/* A joined file is unchanged when each of its downloads is; when one is not, the others are needed too. */
static bool fetch_get_all(struct fetch *fetch, bool *is_unchanged, struct error *err)
{
    bool is_known = fetch->known.count > 0;
    size_t unchanged = 0;
    for (size_t i = 0; i < fetch->count; i++) {
        bool is_conditional = is_known && validator_is_given(&fetch->known.downloads[i].validator);
        if (!fetch_get(fetch, i, is_conditional, err))
            return false;
        unchanged += fetch->downloads[i].is_unchanged ? 1 : 0;
    }
    *is_unchanged = unchanged == fetch->count;
    for (size_t i = 0; i < fetch->count && !*is_unchanged; i++)
        if (fetch->downloads[i].is_unchanged && !fetch_get(fetch, i, false, err))
            return false;
    return true;
}

/* ---- putting it in place ---- */

static void fetch_describe(const struct fetch *fetch, struct meta *meta)
{
    int64_t newest = -1;
    char date[21];
    meta->address = fetch->source->address != NULL ? fetch->source->address : fetch->addresses[0];
    meta->count = fetch->count;
    for (size_t i = 0; i < fetch->count; i++) {
        meta->downloads[i] = (struct meta_download){fetch->addresses[i], fetch->downloads[i].validator};
        int64_t modified = download_date(fetch->downloads[i].validator.last_modified);
        newest = modified > newest ? modified : newest;
    }
    clock_rfc3339(newest >= 0 ? newest : clock_date(), date);
    snprintf(meta->date, sizeof meta->date, "%.10s", date);
}

static bool fetch_publish(struct fetch *fetch, struct meta *meta, struct error *err)
{
    struct stat status;
    int file = open(fetch->staged, O_RDONLY | O_CLOEXEC);
    bool is_safe = file >= 0 && fstat(file, &status) == 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    if (!is_safe || rename(fetch->staged, fetch->target) != 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", fetch->target, strerror(errno));
    meta->bytes = (int64_t)status.st_size;
    return file_sync_folder_of(fetch->target, err) && meta_write(fetch->target, meta, err);
}

static bool fetch_settle(struct fetch *fetch, struct fetch_report *report, struct error *err)
{
    struct meta *meta = arena_alloc(fetch->arena, sizeof *meta);
    fetch_describe(fetch, meta);
    bool is_good =
        assemble(fetch->source, fetch->parts, fetch->addresses, fetch->count, fetch->codes, fetch->staged, err) &&
        verify_file(fetch->order->catalogue_path, fetch->source->id, fetch->staged, &meta->features, err) &&
        fetch_publish(fetch, meta, err);
    fetch_forget_parts(fetch); /* good or bad, they are not to be continued */
    report->features = meta->features;
    report->bytes = meta->bytes;
    return is_good;
}

static bool fetch_is_fresh(const struct fetch *fetch)
{
    int64_t age = meta_age(fetch->target);
    for (size_t i = 0; i < fetch->known.count; i++)
        if (validator_is_given(&fetch->known.downloads[i].validator))
            return false; /* it costs little to ask */
    return age >= 0 && age < FRESH_SECONDS;
}

static bool fetch_do(struct fetch *fetch, struct fetch_report *report, struct error *err)
{
    if (!fetch_prepare(fetch, err))
        return false;
    report->is_unchanged = fetch_knows(fetch) && fetch_is_fresh(fetch);
    bool is_good = report->is_unchanged || (fetch_get_all(fetch, &report->is_unchanged, err) &&
                                            (report->is_unchanged || fetch_settle(fetch, report, err)));
    fetch_clean(fetch);
    return is_good;
}

bool fetch_run(const struct fetch_order *order, struct fetch_report *report, struct error *err)
{
    struct fetch *fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return error_set(err, ERROR_INTERNAL, "no memory");
    memset(report, 0, sizeof *report);
    fetch->order = order;
    fetch->arena = arena_new();
    fetch->lock = -1;
    bool is_good = fetch_do(fetch, report, err);
    if (fetch->lock >= 0)
        close(fetch->lock);
    codes_close(fetch->codes);
    catalogue_close(fetch->catalogue);
    arena_free(fetch->arena);
    free(fetch);
    return is_good;
}
