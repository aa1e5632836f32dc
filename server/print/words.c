#include "print/sheet.h"

#include "base/text.h"
#include "draw/text.h"
#include "print/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool territory_is_commune(const char *territory)
{
    return strlen(territory) == 5 && strcmp(territory, "total") != 0;
}

const char *territory_name(const char *territory, bool is_english, struct store *store, struct arena *arena,
                           struct error *err)
{
    if (strcmp(territory, "total") == 0)
        return is_english ? "Mining basin of Nord and Pas-de-Calais" : "Bassin minier du Nord et du Pas-de-Calais";
    bool is_commune = territory_is_commune(territory);
    struct statement *statement = store_statement(
        store, is_commune ? "SELECT nom FROM communes WHERE insee = ?1" : "SELECT nom FROM epci WHERE siren = ?1", err);
    if (statement == NULL)
        return NULL;
    statement_bind_text(statement, 1, territory);
    int row = statement_step(statement, err);
    const char *name = row == 1 ? text_typographic(statement_text(statement, 0), arena) : NULL;
    statement_reset(statement);
    if (row == 0)
        error_set(err, ERROR_NOT_FOUND,
                  is_commune ? "no commune \"%.40s\": give the INSEE code of one that the snapshot has"
                             : "no EPCI \"%.40s\": give the SIREN of one of the eight",
                  territory);
    return name;
}

const char *month_name(const char *date, bool is_english, struct arena *arena)
{
    static const char *const names[2][12] = {{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
                                              "septembre", "octobre", "novembre", "décembre"},
                                             {"January", "February", "March", "April", "May", "June", "July", "August",
                                              "September", "October", "November", "December"}};
    int year = 0, month = 0;
    if (date == NULL)
        return is_english ? "date not known" : "date non renseignée";
    if (sscanf(date, "%4d-%2d", &year, &month) != 2 || month < 1 || month > 12)
        return arena_copy(arena, date, strcspn(date, "-"));
    return arena_printf(arena, "%s %d", names[is_english][month - 1], year);
}

/* What is being filled in. */
struct filling {
    const char *territory, *lang;
    bool is_english;
    struct store *store;
    const struct snapshot *snapshot;
    struct arena *arena;
    struct error *err;
};

/* "cites|cité|cités": the first word for fewer than two in French, for one in English. */
static const char *filling_word(struct filling *filling, char *name)
{
    char *one = strchr(name, '|'), *many = strchr(one + 1, '|');
    *one++ = '\0';
    if (many == NULL)
        return one;
    *many++ = '\0';
    double value;
    if (sheet_figure(name, filling->territory, filling->lang, filling->store, filling->snapshot, &value, filling->arena,
                     filling->err) == NULL)
        return NULL;
    bool is_one = filling->is_english ? value == 1 : fabs(value) < 2;
    return is_one ? one : many;
}

/* "cycle-facilities?, facilities in %": the words where the collection was loaded, with its month for %; else none. */
static const char *filling_where_loaded(struct filling *filling, char *name)
{
    char *words = strchr(name, '?'), *month = strchr(words, '%');
    *words++ = '\0';
    const struct snapshot_collection *collection = snapshot_collection_of(filling->snapshot, name);
    if (collection == NULL || collection->features == 0)
        return "";
    if (month == NULL)
        return words;
    *month = '\0';
    const char *date = collection->source != NULL ? collection->source->date : NULL;
    return arena_printf(filling->arena, "%s%s%s", words, month_name(date, filling->is_english, filling->arena),
                        month + 1);
}

static const char *filling_of(struct filling *filling, char *name)
{
    if (strchr(name, '?') != NULL)
        return filling_where_loaded(filling, name);
    if (strcmp(name, "territory") == 0)
        return territory_name(filling->territory, filling->is_english, filling->store, filling->arena, filling->err);
    if (strchr(name, '|') != NULL)
        return filling_word(filling, name);
    if (text_ends_with(name, ".date")) {
        name[strlen(name) - strlen(".date")] = '\0';
        const struct snapshot_collection *collection = snapshot_collection_of(filling->snapshot, name);
        const struct snapshot_source *source = collection != NULL ? collection->source : NULL;
        return month_name(source != NULL ? source->date : NULL, filling->is_english, filling->arena);
    }
    return sheet_figure(name, filling->territory, filling->lang, filling->store, filling->snapshot, NULL,
                        filling->arena, filling->err);
}

const char *sheet_text(const char *pattern, const char *territory, const char *lang, struct store *store,
                       const struct snapshot *snapshot, struct arena *arena, struct error *err)
{
    struct filling filling = {territory, lang, strcmp(lang, "en") == 0, store, snapshot, arena, err};
    struct buffer text = BUFFER_INIT;
    const char *filled = "";
    buffer_puts(&text, "");
    while (*pattern != '\0' && filled != NULL) {
        size_t plain = strcspn(pattern, "{");
        const char *end = strchr(pattern + plain, '}');
        if (end == NULL)
            plain = strlen(pattern);
        buffer_append(&text, pattern, plain);
        pattern += plain;
        if (*pattern == '\0')
            break;
        filled = filling_of(&filling, arena_copy(arena, pattern + 1, (size_t)(end - pattern - 1)));
        buffer_puts(&text, filled != NULL ? filled : "");
        pattern = end + 1;
    }
    const char *copy = filled != NULL ? arena_copy(arena, text.bytes, text.length) : NULL;
    buffer_free(&text);
    return copy;
}

const char *sheet_title(const struct style *style, const char *territory, const char *lang, struct store *store,
                        const struct snapshot *snapshot, struct arena *arena, struct error *err)
{
    bool is_english = strcmp(lang, "en") == 0;
    const char *title = is_english ? style->title_en : style->title_fr;
    const char *none = is_english ? style->none_en : style->none_fr;
    double value = NAN;
    if (none[0] != '\0' && snapshot_indicator_of(snapshot, style->indicator) != NULL &&
        sheet_figure(style->indicator, territory, lang, store, snapshot, &value, arena, err) == NULL)
        return NULL;
    return sheet_text(value == 0 ? none : title, territory, lang, store, snapshot, arena, err);
}
