/* What analyses say about rows of the tables that they read. */
#include "load/loading.h"

#include <string.h>

bool loading_verdicts_open(struct loading *loading, struct error *err)
{
    return store_script(loading->store,
                        "CREATE TEMP TABLE verdict (source TEXT NOT NULL, severity TEXT NOT NULL, feature TEXT, "
                        "message TEXT NOT NULL)",
                        "verdicts", err);
}

static enum severity severity_of(const char *name)
{
    if (strcmp(name, "refused") == 0)
        return SEVERITY_REFUSED;
    if (strcmp(name, "repaired") == 0)
        return SEVERITY_REPAIRED;
    return strcmp(name, "warning") == 0 ? SEVERITY_WARNING : SEVERITY_NOTE;
}

bool loading_verdicts_take(struct loading *loading, const char *script, struct error *err)
{
    struct statement *rows = statement_open(
        loading->store, "SELECT source, severity, feature, message FROM temp.verdict ORDER BY rowid", err);
    int step = -1;
    while (rows != NULL && (step = statement_step(rows, err)) == 1) {
        struct loading_source *source = loading_source_of(loading, statement_text(rows, 0));
        enum severity severity = severity_of(statement_text(rows, 1));
        if (source == NULL) {
            error_set(err, ERROR_INPUT, "%s: its verdict is about the source \"%s\", which is not in the catalogue",
                      script, statement_text(rows, 0));
            step = -1;
            break;
        }
        report_add(loading->report, source->source->id, severity, statement_text(rows, 2), "%s",
                   statement_text(rows, 3));
        source->refused += severity == SEVERITY_REFUSED;
        source->features -= severity == SEVERITY_REFUSED;
        source->repaired += severity == SEVERITY_REPAIRED;
        if (source->read != NULL && severity != SEVERITY_NOTE && !loading_describe_source(loading, source, err)) {
            step = -1;
            break;
        }
    }
    statement_close(rows);
    return step == 0 && store_script(loading->store, "DELETE FROM temp.verdict", script, err);
}
