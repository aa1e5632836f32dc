#include "print/atlas.h"

#include "base/text.h"
#include "draw/text.h"
#include "print/words.h"

#include <stdlib.h>
#include <string.h>

/* What `atlas_list` has found so far. */
struct atlas_finding {
    enum atlas_level level;
    struct store *store;
    struct arena *arena;
    struct atlas_territory *list;
    size_t count;
    struct error *err;
};

static bool finding_add(struct atlas_finding *finding, const char *key, const char *name)
{
    for (size_t i = 0; i < finding->count; i++) {
        if (strcmp(finding->list[i].key, key) == 0)
            return true;
    }
    if (finding->count == ATLAS_TERRITORIES_MAX)
        return error_set(finding->err, ERROR_LIMIT, "an atlas has at most %u territories", ATLAS_TERRITORIES_MAX);
    finding->list[finding->count++] =
        (struct atlas_territory){arena_string(finding->arena, key), text_typographic(name, finding->arena)};
    return true;
}

/* Every row of a question with one parameter. */
static bool finding_rows(struct atlas_finding *finding, const char *sql, const char *parameter)
{
    struct statement *statement = store_statement(finding->store, sql, finding->err);
    if (statement == NULL)
        return false;
    statement_bind_text(statement, 1, parameter);
    int row;
    bool is_added = true;
    while (is_added && (row = statement_step(statement, finding->err)) == 1)
        is_added = finding_add(finding, statement_text(statement, 0), statement_text(statement, 1));
    statement_reset(statement);
    return is_added && row == 0;
}

static bool finding_all(struct atlas_finding *finding)
{
    return finding_rows(finding,
                        finding->level == ATLAS_EPCI
                            ? "SELECT siren, nom FROM epci WHERE ?1 IS NULL"
                            : "SELECT insee, nom FROM communes WHERE bassin = 1 AND ?1 IS NULL",
                        NULL);
}

static bool finding_key(struct atlas_finding *finding, const char *key)
{
    const char *name = territory_name(key, false, finding->store, finding->arena, finding->err);
    if (name == NULL)
        return false;
    if (strcmp(key, "total") == 0)
        return error_set(finding->err, ERROR_NOT_FOUND, "no territory \"total\": give a SIREN or an INSEE code");
    bool is_commune = territory_is_commune(key);
    if (finding->level == ATLAS_EPCI && is_commune)
        return error_set(finding->err, ERROR_INPUT, "%.20s is a commune: an atlas by EPCI wants the SIREN of one", key);
    if (finding->level == ATLAS_COMMUNE && !is_commune)
        return finding_rows(finding, "SELECT insee, nom FROM communes WHERE epci_siren = ?1", key);
    return finding_add(finding, key, name);
}

static int territory_compare(const void *left, const void *right)
{
    const struct atlas_territory *first = left, *second = right;
    struct buffer folded[2] = {BUFFER_INIT, BUFFER_INIT};
    text_fold(&folded[0], first->name);
    text_fold(&folded[1], second->name);
    int order = strcmp(folded[0].bytes != NULL ? folded[0].bytes : "", folded[1].bytes != NULL ? folded[1].bytes : "");
    buffer_free(&folded[0]);
    buffer_free(&folded[1]);
    return order != 0 ? order : strcmp(first->key, second->key);
}

bool atlas_list(enum atlas_level level, const char *chosen, struct store *store, struct arena *arena,
                struct atlas_territories *territories, struct error *err)
{
    struct atlas_finding finding = {.level = level, .store = store, .arena = arena, .err = err};
    finding.list = arena_array(arena, ATLAS_TERRITORIES_MAX, sizeof *finding.list);
    bool is_found = chosen != NULL || finding_all(&finding);
    while (is_found && chosen != NULL) {
        size_t length = strcspn(chosen, ",");
        is_found = finding_key(&finding, arena_copy(arena, chosen, length));
        chosen = chosen[length] == ',' ? chosen + length + 1 : NULL;
    }
    if (!is_found)
        return false;
    if (finding.count == 0)
        return error_set(err, ERROR_NOT_FOUND, "the snapshot has no %s to draw",
                         level == ATLAS_EPCI ? "EPCI" : "communes");
    qsort(finding.list, finding.count, sizeof *finding.list, territory_compare);
    *territories = (struct atlas_territories){finding.list, finding.count};
    return true;
}

const char *atlas_file_name(const char *theme, const struct atlas_territory *territory, struct arena *arena)
{
    struct buffer folded = BUFFER_INIT, name = BUFFER_INIT;
    text_fold(&folded, territory->name);
    buffer_printf(&name, "%s-%s-", theme, territory->key);
    for (size_t i = 0; i < folded.length; i++) {
        char letter = folded.bytes[i];
        bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (is_plain)
            buffer_putc(&name, letter);
        else if (name.bytes[name.length - 1] != '-')
            buffer_putc(&name, '-');
    }
    size_t length = name.length;
    while (length > 0 && name.bytes[length - 1] == '-')
        length--;
    const char *copy = arena_copy(arena, name.bytes, length);
    buffer_free(&folded);
    buffer_free(&name);
    return copy;
}
