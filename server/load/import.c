#include "load/loading.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"

#include <string.h>

/* At once, counted from the source whose turn it is: while rows go in and collections are computed here, the next files are
 * parsed there. Two cores are busy with 4; measured with 2: 15 % slower. */
#define CHILDREN_MAX 4

struct loading_source *loading_source_of(struct loading *loading, const char *id)
{
    for (size_t i = 0; i < loading->catalogue->source_count; i++)
        if (strcmp(loading->sources[i].source->id, id) == 0)
            return &loading->sources[i];
    return NULL;
}

/* What the child says about the file as a whole. */
static void notes_report(struct loading *loading, const char *source, const char *json)
{
    struct json_document *document = json_read(json, strlen(json), source, NULL);
    const struct json_value *notes = json_get(json_root(document), "notes");
    for (size_t i = 0; i < json_length(notes); i++)
        report_add(loading->report, source, SEVERITY_NOTE, NULL, "%s", json_text(json_at(notes, i), ""));
    json_free(document);
}

/* What it says about one feature: its key where it has one, else its number in the file. */
static void feature_report(struct loading *loading, const char *source, enum severity severity,
                           const struct frame *frame)
{
    struct json_document *document = json_read(frame->json, frame->json_length, source, NULL);
    const struct json_value *root = json_root(document);
    const char *key = json_text(json_get(root, "key"), NULL);
    if (key == NULL || key[0] == '\0')
        key = arena_printf(loading->arena, "feature %.0f", json_double(json_get(root, "feature"), 0));
    report_add(loading->report, source, severity, key, "%s", json_text(json_get(root, "reason"), "no reason given"));
    json_free(document);
}

static bool frames_read(struct loading *loading, struct loading_source *source, struct exchange_import *import,
                        struct error *err)
{
    struct frame frame;
    int more;
    struct frame_reader *reader = exchange_import_reader(import);
    notes_report(loading, source->source->id, frame_reader_source(reader));
    while ((more = frame_read(reader, &frame, err)) == 1) {
        if (frame.type == FRAME_FEATURE) {
            source->features++;
            if (!builder_raw_add(loading->builder, source->source, &frame, err))
                return false;
        } else if (frame.type == FRAME_REPAIRED) {
            source->repaired++;
            feature_report(loading, source->source->id, SEVERITY_REPAIRED, &frame);
        } else if (frame.type == FRAME_REFUSED) {
            source->refused++;
            feature_report(loading, source->source->id, SEVERITY_REFUSED, &frame);
        }
    }
    return more == 0;
}

static struct exchange_import *child_start(struct loading *loading, struct loading_source *source, struct error *err)
{
    const struct candidate *candidate = &source->candidates[source->next];
    return exchange_import_start(loading->catalogue_path, source->source->id, candidate->path, err);
}

/* candidates[next] into the raw table, which is emptied first. */
static bool candidate_import(struct loading *loading, struct loading_source *source, struct error *err)
{
    const struct candidate *candidate = &source->candidates[source->next];
    struct exchange_import *import = source->started;
    source->started = NULL;
    source->features = source->repaired = source->refused = 0;
    bool done = false;
    if (!builder_raw(loading->builder, source->source, err))
        goto finished;
    if (import == NULL)
        import = child_start(loading, source, err);
    if (import == NULL)
        goto finished;
    /* A child that ends badly knows better than its reader what was wrong. */
    struct error cause = ERROR_INIT, end = ERROR_INIT;
    bool is_read = exchange_import_open(import, &cause) && frames_read(loading, source, import, &cause);
    bool has_ended = exchange_import_finish(import, &end);
    if (!is_read || !has_ended) {
        const struct error *first = !has_ended && cause.kind != ERROR_STORAGE ? &end : &cause;
        error_set(err, first->kind, "%s", first->message);
        goto finished;
    }
    done = file_hash(candidate->path, HASH_SEED, &source->hash, err) && loading_clean(loading, source, err);
    source->read = candidate;

finished:
    exchange_import_free(import);
    return done;
}

/* The sentence may begin with the file's name already; the path says in which folder. */
void loading_refuse(struct loading *loading, const struct loading_source *source, const struct candidate *candidate,
                    const char *sentence)
{
    size_t length = strlen(candidate->file->name);
    if (strncmp(sentence, candidate->file->name, length) == 0 && sentence[length] == ':')
        sentence += length + 1 + (sentence[length + 1] == ' ');
    report_add(loading->report, source->source->id, SEVERITY_REFUSED, NULL, "%s: %s", candidate->path, sentence);
}

bool loading_import_next(struct loading *loading, struct loading_source *source, bool *has_rows, struct error *err)
{
    source->read = NULL;
    for (; source->next < source->candidate_count; source->next++) {
        struct error cause = ERROR_INIT;
        size_t said = report_count(loading->report);
        if (candidate_import(loading, source, &cause)) {
            source->next++;
            *has_rows = true;
            return loading_describe_source(loading, source, err);
        }
        if (loading->options->is_strict || source->source->is_fact)
            return error_set(err, cause.kind, "%s: %s", source->source->id, cause.message);
        report_cut(loading->report, said);
        loading_refuse(loading, source, &source->candidates[source->next], cause.message);
    }
    *has_rows = false;
    source->features = source->repaired = source->refused = 0;
    return builder_raw(loading->builder, source->source, err);
}

/* Children for this source and those behind it, as many as may run at once. One that does not start is told in its turn. */
static void children_start(struct loading *loading, size_t from)
{
    size_t running = 0;
    for (size_t i = from; i < loading->catalogue->source_count && running < CHILDREN_MAX; i++) {
        struct loading_source *source = &loading->sources[i];
        if (source->candidate_count == 0)
            continue;
        if (source->started == NULL)
            source->started = child_start(loading, source, NULL);
        running++;
    }
}

static bool source_import(struct loading *loading, struct loading_source *source, struct error *err)
{
    bool has_rows;
    if (!loading_import_next(loading, source, &has_rows, err))
        return false;
    if (has_rows || loading->options->is_schematic)
        return true;
    if (source->candidate_count == 0)
        report_add(loading->report, source->source->id, SEVERITY_NOTE, NULL, "no file %s in the folders of sources",
                   source->source->files[0].name);
    return true;
}

bool loading_sources_open(struct loading *loading, struct error *err)
{
    size_t count = loading->catalogue->source_count;
    loading->sources = arena_array(loading->arena, count, sizeof *loading->sources);
    for (size_t i = 0; i < count; i++) {
        struct loading_source *source = &loading->sources[i];
        source->source = &loading->catalogue->sources[i];
        source->candidates = resolve_files(&loading->resolve, source->source, loading->arena, &source->candidate_count);
        if (source->source->is_fact && source->candidate_count == 0)
            return error_set(err, ERROR_NOT_FOUND, "%s/%s: the fact table is not there", loading->resolve.facts,
                             source->source->files[0].name);
    }
    return true;
}

void loading_sources_close(struct loading *loading)
{
    for (size_t i = 0; loading->sources != NULL && i < loading->catalogue->source_count; i++) {
        exchange_import_free(loading->sources[i].started);
        loading->sources[i].started = NULL;
    }
}

bool loading_import(struct loading *loading, const struct loading_source *until, struct error *err)
{
    double start = clock_seconds();
    bool done = true;
    while (done && loading->imported < loading->catalogue->source_count &&
           &loading->sources[loading->imported] <= until) {
        children_start(loading, loading->imported);
        done = source_import(loading, &loading->sources[loading->imported], err);
        loading_progress(loading, loading->sources[loading->imported].source->id);
        loading->imported++;
    }
    if (done)
        children_start(loading, loading->imported);
    loading->import_seconds += clock_seconds() - start;
    return done;
}
