#include "print/sheet.h"

#include "base/number.h"
#include "print/words.h"

#include <math.h>
#include <string.h>

const char *figure_text(double value, int decimals, bool is_english, struct arena *arena)
{
    struct buffer text = BUFFER_INIT;
    (is_english ? number_write_english : number_write_french)(&text, value, value == 0 ? 0 : decimals);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

const char *figure_text_with_unit(double value, const struct snapshot_indicator *indicator, bool is_english,
                                  struct arena *arena)
{
    const char *text = figure_text(value, indicator->decimals, is_english, arena);
    if (isnan(value) || strcmp(indicator->unit, "nombre") == 0 || indicator->unit[0] == '\0')
        return text;
    bool is_tight = is_english && strcmp(indicator->unit, "%") == 0;
    return arena_printf(arena, is_tight ? "%s%s" : "%s\u00a0%s", text, indicator->unit);
}

const char *sheet_figure(const char *indicator, const char *territory, const char *lang, struct store *store,
                         const struct snapshot *snapshot, double *value, struct arena *arena, struct error *err)
{
    const struct snapshot_indicator *known = snapshot_indicator_of(snapshot, indicator);
    if (known == NULL) {
        error_set(err, ERROR_NOT_FOUND, "no indicator \"%.60s\" in the snapshot", indicator);
        return NULL;
    }
    bool is_total = strcmp(territory, "total") == 0;
    struct statement *statement =
        store_statement(store,
                        "SELECT value FROM figure WHERE perimeter IN (?1, ?4) AND territory = ?2 AND indicator = ?3 "
                        "ORDER BY perimeter, level",
                        err);
    if (statement == NULL)
        return NULL;
    statement_bind_text(statement, 1, is_total ? "bassin" : "epci");
    statement_bind_text(statement, 2, territory);
    statement_bind_text(statement, 3, indicator);
    /* a commune's is the same in both perimeters, and stands in the one or the other or both */
    statement_bind_text(statement, 4, territory_is_commune(territory) ? "bassin" : NULL);
    int row = statement_step(statement, err);
    double read = row == 1 && !statement_is_null(statement, 0) ? statement_real(statement, 0) : NAN;
    statement_reset(statement);
    if (row < 0)
        return NULL;
    if (value != NULL)
        *value = read;
    return figure_text(read, known->decimals, strcmp(lang, "en") == 0, arena);
}
