#include "exchange/collection.h"

#include "store/selection.h"

#include <string.h>

/* A stream that may be told to stop. */
struct stoppable {
    struct feature_stream *inner;
    bool (*is_stopped)(struct error *err);
};

static int stoppable_next(struct feature_stream *stream, struct feature *feature, struct error *err)
{
    const struct stoppable *stoppable = stream->payload;
    if (stoppable->is_stopped != NULL && stoppable->is_stopped(err))
        return -1;
    return stoppable->inner->next(stoppable->inner, feature, err);
}

static const char *description_of(const struct snapshot *snapshot, const struct snapshot_collection *collection,
                                  struct arena *arena)
{
    const struct snapshot_source *source = collection->source;
    return arena_printf(
        arena, "%s Source\302\240: %s. Licence\302\240: %s.%s%s%s%s terril " TERRIL_VERSION ", génération %s.",
        collection->description_fr, source->credit, source->licence, source->date != NULL ? " Données\302\240: " : "",
        source->date != NULL ? source->date : "", source->date != NULL ? "." : "",
        collection->is_approximate ? " Édition schématique." : "", snapshot->generation);
}

/* What a spreadsheet's second sheet says, in French: whose the data are, and what each column means. */
static const char *const (*sheet_lines(const struct snapshot *snapshot, const struct snapshot_collection *collection,
                                       struct arena *arena))[2]
{
    const struct snapshot_source *source = collection->source;
    const char *const head[][2] = {{"Titre", collection->title_fr},
                                   {"Description", collection->description_fr},
                                   {"Source", source->credit},
                                   {"Producteur", source->publisher},
                                   {"Licence", source->licence},
                                   {"Données du", source->date},
                                   {"Adresse d’origine", source->address},
                                   {"Édition", collection->is_approximate ? "schématique" : "officielle"},
                                   {"Génération", snapshot->generation},
                                   {"Logiciel", "terril " TERRIL_VERSION}};
    size_t count = sizeof head / sizeof head[0];
    const char *(*lines)[2] = arena_array(arena, count + collection->field_count + 1, sizeof *lines);
    memcpy(lines, head, sizeof head);
    for (size_t i = 0; i < collection->field_count; i++, count++) {
        const struct snapshot_field *field = &collection->fields[i];
        lines[count][0] = arena_printf(arena, "Colonne %s", field->name);
        lines[count][1] =
            field->unit != NULL ? arena_printf(arena, "%s (%s)", field->title_fr, field->unit) : field->title_fr;
    }
    lines[count][0] = lines[count][1] = NULL;
    return (const char *const(*)[2])lines;
}

bool exchange_collection(const struct exchange_target *target, struct store *store, const struct snapshot *snapshot,
                         const struct choice *choice, bool (*is_stopped)(struct error *err), struct arena *arena,
                         struct error *err)
{
    const struct snapshot_collection *collection = choice->collection;
    const struct snapshot_source *source = collection->source;
    const char *const metadata[][2] = {{"TITLE", collection->title_fr},
                                       {"TITLE_EN", collection->title_en},
                                       {"PUBLISHER", source->publisher},
                                       {"CREDIT", source->credit},
                                       {"LICENCE", source->licence},
                                       {"SOURCE", source->address},
                                       {"DATE", source->date},
                                       {"EDITION", collection->is_approximate ? "schematic" : "official"},
                                       {"GENERATION", snapshot->generation},
                                       {"SOFTWARE", "terril " TERRIL_VERSION},
                                       {NULL, NULL}};
    bool is_sheet = strcmp(target->form, "ods") == 0 || strcmp(target->form, "xlsx") == 0;
    const struct exchange_layer layer = {.name = collection->table,
                                         .title = collection->title_fr,
                                         .description = description_of(snapshot, collection, arena),
                                         .date = source->date,
                                         .metadata = is_sheet ? sheet_lines(snapshot, collection, arena) : metadata,
                                         .geometry = collection->geometry};
    struct feature_stream inner;
    uint64_t count;
    if (!snapshot_features(store, collection, BOX_EMPTY, 0, &inner, err))
        return false;
    selection_narrow(choice->selection, &inner, arena);
    struct stoppable stoppable = {&inner, is_stopped};
    struct feature_stream stream = {&stoppable, inner.fields, inner.field_count, stoppable_next, NULL};
    bool is_done = exchange_send(target, &layer, &stream, &count, err);
    inner.close(&inner);
    return is_done;
}
