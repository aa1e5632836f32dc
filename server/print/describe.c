#include "print/sheet.h"

#include "print/ranking.h"
#include "print/words.h"

#include <math.h>
#include <string.h>

/* What is being told. */
struct description {
    const struct style *style;
    const struct snapshot_indicator *indicator; /* the theme's; NULL: it has none */
    const char *territory, *lang;
    bool is_english;
    struct store *store;
    const struct snapshot *snapshot;
    struct arena *arena;
    struct buffer text;
};

/* Territories that are named at each end of a ranking; all of them when there are no more than twice as many. */
#define ENDS 5

static const char *describe_value(const struct description *description, double value)
{
    return figure_text_with_unit(value, description->indicator, description->is_english, description->arena);
}

/* Territory's own figure, NAN when there is none. */
static double describe_figure(const struct description *description, const char *indicator)
{
    struct error ignored = ERROR_INIT;
    double value;
    if (snapshot_indicator_of(description->snapshot, indicator) == NULL ||
        sheet_figure(indicator, description->territory, description->lang, description->store, description->snapshot,
                     &value, description->arena, &ignored) == NULL)
        return NAN;
    return value;
}

static void describe_names(struct description *description, const struct ranked *ranked, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_printf(&description->text, "%s%s (%s)", i > 0 ? ", " : "", ranked[i].name,
                      describe_value(description, ranked[i].value));
}

/* "; the highest: A (98), B (97); the lowest: .." */
static void describe_ends(struct description *description, const struct ranked *ranked, size_t count)
{
    struct buffer *text = &description->text;
    bool is_english = description->is_english;
    double lowest = ranked[count - 1].value;
    size_t high = 0, at_lowest = 0;
    while (high < ENDS && ranked[high].value > lowest)
        high++;
    while (at_lowest < count && ranked[count - 1 - at_lowest].value == lowest)
        at_lowest++;
    buffer_puts(text, is_english ? "; the highest: " : "\u202f; les plus élevées\u00a0: ");
    describe_names(description, ranked, high);
    if (at_lowest > ENDS) {
        buffer_printf(text, is_english ? "; %zu at %s" : "\u202f; %zu à %s", at_lowest,
                      describe_value(description, lowest));
    } else {
        buffer_puts(text, is_english ? "; the lowest: " : "\u202f; les plus faibles\u00a0: ");
        describe_names(description, ranked + count - ENDS, ENDS);
    }
}

/* "A (15), B (14) .." for few; "from 12 to 98; the highest: ..; the lowest: .." for many. */
static void describe_ranking(struct description *description, const struct ranking *ranking)
{
    const struct ranked *ranked = ranking->ranked;
    size_t count = ranking->count, unknown = ranking->unknown;
    struct buffer *text = &description->text;
    bool is_english = description->is_english;
    if (count > 0 && ranked[0].value == ranked[count - 1].value) {
        buffer_printf(text, is_english ? "%s everywhere" : "%s partout", describe_value(description, ranked[0].value));
    } else if (count <= 2 * ENDS) {
        describe_names(description, ranked, count);
    } else {
        buffer_printf(text, is_english ? "from %s to %s" : "de %s à %s",
                      describe_value(description, ranked[count - 1].value),
                      describe_value(description, ranked[0].value));
        describe_ends(description, ranked, count);
    }
    if (unknown > 0)
        buffer_printf(text, is_english ? "%snot known for %zu" : "%snon renseigné pour %zu",
                      count == 0   ? ""
                      : is_english ? "; "
                                   : "\u202f; ",
                      unknown);
    buffer_putc(text, '.');
}

static bool describe_epci(struct description *description, struct error *err)
{
    struct ranking ranking;
    const struct snapshot_indicator *indicator = description->indicator;
    if (!ranking_read(RANKING_EPCI, indicator->id, NULL, description->store, &ranking, description->arena, err))
        return false;
    if (ranking.count + ranking.unknown == 0)
        return true;
    buffer_printf(&description->text,
                  description->is_english ? " %s, from the highest EPCI to the lowest: "
                                          : " %s, de la plus haute intercommunalité à la plus basse\u00a0: ",
                  description->is_english ? indicator->title_en : indicator->title_fr);
    describe_ranking(description, &ranking);
    return true;
}

/* Of the territory: where the map colours communes by a rate, and on the map of one EPCI. */
static bool describe_communes(struct description *description, struct error *err)
{
    bool is_total = strcmp(description->territory, "total") == 0;
    if (is_total && strcmp(description->indicator->kind, "ratio") != 0)
        return true;
    struct ranking ranking;
    if (!ranking_read(is_total ? RANKING_COMMUNES_OF_BASIN : RANKING_COMMUNES_OF_EPCI, description->indicator->id,
                      description->territory, description->store, &ranking, description->arena, err))
        return false;
    if (ranking.count + ranking.unknown == 0)
        return true;
    buffer_puts(&description->text, description->is_english ? " By commune: " : " Par commune\u00a0: ");
    describe_ranking(description, &ranking);
    return true;
}

/* "Cités prioritaires : 59, dont 28 inscrites .." where the theme draws estates and each state has a figure. */
static void describe_estates(struct description *description)
{
    static const struct {
        const char *indicator, *one_fr, *many_fr, *english;
    } states[] = {
        {"cites_unesco_inscrit", "inscrite au patrimoine mondial", "inscrites au patrimoine mondial",
         "on the World Heritage List"},
        {"cites_unesco_partiel", "inscrite en partie", "inscrites en partie", "inscribed in part"},
        {"cites_unesco_tampon", "en zone tampon", "en zone tampon", "in the buffer zone"},
        {"cites_unesco_hors", "hors périmètre Unesco", "hors périmètre Unesco", "outside the Unesco perimeter"},
    };
    bool is_english = description->is_english, draws_estates = false;
    for (size_t i = 0; i < description->style->layer_count; i++)
        draws_estates = draws_estates || (description->style->layers[i].source != NULL &&
                                          strcmp(description->style->layers[i].source, "estates") == 0);
    double all = describe_figure(description, "cites");
    if (!draws_estates || !(all > 0))
        return;
    buffer_printf(&description->text, is_english ? " Priority estates: %s" : " Cités prioritaires\u00a0: %s",
                  figure_text(all, 0, is_english, description->arena));
    bool is_first = true;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        double value = describe_figure(description, states[i].indicator);
        if (!(value > 0))
            continue;
        buffer_printf(&description->text, "%s%s %s", is_first ? (is_english ? ", of which " : ", dont ") : ", ",
                      figure_text(value, 0, is_english, description->arena),
                      is_english  ? states[i].english
                      : value < 2 ? states[i].one_fr
                                  : states[i].many_fr);
        is_first = false;
    }
    buffer_putc(&description->text, '.');
}

/* "Bassin minier .. : 250 communes, 1 184 821 habitants." */
static bool describe_place(struct description *description, struct error *err)
{
    const char *place =
        territory_name(description->territory, description->is_english, description->store, description->arena, err);
    if (place == NULL)
        return false;
    buffer_printf(&description->text, " %s", place);
    double communes = describe_figure(description, "communes"), population = describe_figure(description, "population");
    bool is_english = description->is_english;
    if (communes > 0 && population > 0)
        buffer_printf(&description->text,
                      is_english ? ": %s communes, %s inhabitants" : "\u00a0: %s communes, %s\u00a0habitants",
                      figure_text(communes, 0, is_english, description->arena),
                      figure_text(population, 0, is_english, description->arena));
    buffer_putc(&description->text, '.');
    return true;
}

static bool describe(struct description *description, const char *title, struct error *err)
{
    bool is_english = description->is_english;
    buffer_printf(&description->text, is_english ? "Map: %s." : "Carte\u00a0: %s.", title);
    if (!describe_place(description, err))
        return false;
    describe_estates(description);
    const struct snapshot_indicator *indicator = description->indicator;
    if (indicator != NULL && (!describe_epci(description, err) || !describe_communes(description, err)))
        return false;
    if (indicator != NULL && indicator->date != NULL)
        buffer_printf(&description->text, is_english ? " Data of %s." : " Données\u00a0: %s.",
                      month_name(indicator->date, is_english, description->arena));
    if (description->snapshot->is_schematic)
        buffer_puts(&description->text, is_english ? " Schematic edition: outlines are approximate."
                                                   : " Édition schématique\u00a0: contours approchés.");
    return true;
}

const char *sheet_description(const struct style *style, const char *title, const char *territory, const char *lang,
                              struct store *store, const struct snapshot *snapshot, struct arena *arena,
                              struct error *err)
{
    struct description description = {style,
                                      snapshot_indicator_of(snapshot, style->indicator),
                                      territory,
                                      lang,
                                      strcmp(lang, "en") == 0,
                                      store,
                                      snapshot,
                                      arena,
                                      BUFFER_INIT};
    bool is_done = describe(&description, title, err);
    const char *copy = is_done ? arena_copy(arena, description.text.bytes, description.text.length) : NULL;
    buffer_free(&description.text);
    return copy;
}
