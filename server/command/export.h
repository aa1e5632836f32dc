/* command/export.h: what terril export writes, apart from its options. */
#ifndef TERRIL_COMMAND_EXPORT_H
#define TERRIL_COMMAND_EXPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "command/connection.h"
#include "store/snapshot.h"

/* A form that collections are written in. */
struct export_form {
    const char *name, *ending; /* "gpkg", ".gpkg"; no ending for a database */
    const char *crs;           /* when none is asked for, as EPSG counts */
    bool is_text;              /* written by ourselves, longitude and latitude alone, the same bytes as /data */
    bool has_many_layers;      /* all collections go into one */
};

/* Ended by a NULL name. */
extern const struct export_form export_forms[];
/* NULL when there is none; `ending` is a file's name. */
const struct export_form *export_form_of(const char *name);
const struct export_form *export_form_by_ending(const char *path);

struct export_order {
    const struct export_form *form;
    const char *crs;
    const char *output;                     /* a file, a folder for all in one-layer forms, "-" for stdout */
    struct connection connection;           /* instead, for a database */
    const struct snapshot_collection *only; /* NULL for all */
    const struct selection *selection;      /* of `only`; NULL: all its features */
};

/* Writes the collections, saying on stderr what was written and what a form does not carry. A file is wholly old or wholly new;
 * a table too; of several files or tables those before an error are new. */
bool export_collections(const struct export_order *order, struct store *store, const struct snapshot *snapshot,
                        struct arena *arena, struct error *err);

/* SIGINT, SIGTERM and SIGHUP end an export from now on with an error, so that nothing is left lying. */
void export_hear_signals(void);

#endif
