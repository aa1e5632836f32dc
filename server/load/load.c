#include "load/loading.h"

#include "load/inspect.h"
#include "load/scales.h"

#include "base/clock.h"
#include "base/file.h"

#include <inttypes.h>
#include <string.h>

#define TEXT_BYTES_MAX (8u * 1024u * 1024u)

const char *loading_text(struct loading *loading, const char *name, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    const char *path = arena_printf(loading->arena, "%s/geodata/%s", loading->options->home, name);
    const char *copy = NULL;
    if (file_read(path, TEXT_BYTES_MAX, &text, err)) {
        copy = arena_copy(loading->arena, text.bytes != NULL ? text.bytes : "", text.length);
        loading->generation = hash_bytes(loading->generation, copy, text.length);
    }
    buffer_free(&text);
    return copy;
}

/* ---- steps ---- */

/* Fact tables; the other sources have their turn as collections ask for them, while children read ahead. */
void loading_progress(struct loading *loading, const char *what)
{
    const struct catalogue *catalogue = loading->catalogue;
    size_t total = catalogue->source_count + catalogue->collection_count;
    for (const char *const *name = catalogue->analyses; *name != NULL; name++)
        total++;
    loading->done++;
    if (loading->options->progress != NULL)
        loading->options->progress(what, loading->done, total);
}

static bool step_sources(struct loading *loading, struct error *err)
{
    if (!loading_sources_open(loading, err))
        return false;
    const struct loading_source *last = loading->sources;
    for (size_t i = 0; i < loading->catalogue->source_count; i++)
        if (loading->sources[i].source->is_fact)
            last = &loading->sources[i];
    return loading_import(loading, last, err);
}

static bool step_collections(struct loading *loading, struct error *err)
{
    size_t count = loading->catalogue->source_count;
    if (!loading_collect(loading, err) || !loading_import(loading, &loading->sources[count - 1], err))
        return false;
    loading->scales = scales_start(loading->builder, loading->catalogue, loading->options->target, err);
    return loading->scales != NULL;
}

static bool step_analyses(struct loading *loading, struct error *err)
{
    if (!loading_describe_indicators(loading, err) || !loading_verdicts_open(loading, err))
        return false;
    for (const char *const *name = loading->catalogue->analyses; *name != NULL; name++) {
        const char *sql = loading_text(loading, *name, err);
        if (sql == NULL || !store_script(loading->store, sql, *name, err) ||
            !loading_verdicts_take(loading, *name, err))
            return false;
        loading_progress(loading, *name);
    }
    return true;
}

static bool step_renditions(struct loading *loading, struct error *err)
{
    return builder_renditions(loading->builder, err);
}

/* What the threads are not done with yet is waited for. */
static bool step_scales(struct loading *loading, struct error *err)
{
    return scales_finish(loading->scales, loading->builder, err);
}

/* Takes the builder, which is gone afterwards. */
static bool step_publish(struct loading *loading, struct error *err)
{
    if (!loading_describe_meta(loading, err) || !report_store(loading->report, loading->store, err) ||
        !inspect_sums(loading->store, err))
        return false;
    if (loading->options->is_dry)
        return true;
    if (!loading->options->is_schematic && !loading_compare(loading, err))
        return false;
    struct builder *builder = loading->builder;
    loading->builder = NULL;
    loading->store = NULL;
    return builder_publish(builder, err);
}

static const struct {
    const char *name;
    bool (*run)(struct loading *loading, struct error *err);
} steps[] = {{"sources", step_sources},       {"collections", step_collections}, {"analyses", step_analyses},
             {"renditions", step_renditions}, {"scales", step_scales},           {"publish", step_publish}};

/* ---- what is said ---- */

static void source_tell(const struct loading *loading, const struct loading_source *source, struct buffer *out)
{
    const struct catalogue_source *about = source->source;
    if (source->read != NULL) {
        const char *date = source->read->file->date;
        buffer_printf(out, "%s: %" PRId64 " read, %" PRId64 " repaired, %" PRId64 " refused (%s: %s%s%s, %s)\n",
                      about->id, source->features + source->refused, source->repaired, source->refused,
                      about->is_fact ? "facts" : "official", source->read->file->name, date != NULL ? ", " : "",
                      date != NULL ? date : "", about->licence);
    } else if (!loading->options->is_schematic) {
        buffer_printf(out, "%s: not loaded\n", about->id);
    }
    report_write(loading->report, about->id, out);
}

static void sources_tell(const struct loading *loading, struct buffer *out)
{
    for (size_t i = 0; i < loading->imported; i++)
        source_tell(loading, &loading->sources[i], out);
}

/* ---- the whole ---- */

static bool loading_open(struct loading *loading, const struct load_options *options, struct error *err)
{
    *loading =
        (struct loading){.options = options, .arena = arena_new(), .report = report_new(), .generation = HASH_SEED};
    loading->catalogue_path = file_join(loading->arena, options->home, "geodata/catalogue.json");
    if (!resolve_open(&loading->resolve, options->home, options->sources, options->is_schematic, loading->arena, err))
        return false;
    loading->catalogue = catalogue_open(loading->catalogue_path, err);
    if (loading->catalogue == NULL || loading_text(loading, "catalogue.json", err) == NULL ||
        loading_text(loading, "schema.sql", err) == NULL)
        return false;
    loading->builder =
        builder_open(options->target, file_join(loading->arena, options->home, "geodata/schema.sql"), err);
    if (loading->builder == NULL)
        return false;
    loading->store = builder_store(loading->builder);
    return true;
}

static void loading_close(struct loading *loading)
{
    loading_sources_close(loading);
    scales_free(loading->scales);
    builder_abandon(loading->builder);
    catalogue_close(loading->catalogue);
    report_free(loading->report);
    arena_free(loading->arena);
}

/* Time spent with sources during another step is theirs. */
static bool steps_run(struct loading *loading, struct buffer *out, struct error *err)
{
    bool done = true;
    double seconds[sizeof steps / sizeof *steps] = {0};
    size_t count = sizeof steps / sizeof *steps;
    for (size_t i = 0; i < count && done; i++) {
        double start = clock_seconds(), imported = loading->import_seconds;
        done = steps[i].run(loading, err);
        imported = i == 0 ? 0 : loading->import_seconds - imported;
        seconds[i] += clock_seconds() - start - imported;
        seconds[0] += imported;
    }
    for (size_t i = 0; i < count && loading->options->has_timings; i++)
        buffer_printf(out, "%-12s %.3f s\n", steps[i].name, seconds[i]);
    return done;
}

bool load_run(const struct load_options *options, struct buffer *report, struct error *err)
{
    struct loading loading;
    double start = clock_seconds();
    bool done = loading_open(&loading, options, err) && steps_run(&loading, report, err);
    if (options->has_timings)
        buffer_printf(report, "%-12s %.3f s\n", "in all", clock_seconds() - start);
    sources_tell(&loading, report);
    loading_close(&loading);
    return done;
}
