/* catalogue/catalogue.h: what there is to load and to compute, as geodata/catalogue.json says. */
#ifndef TERRIL_CATALOGUE_CATALOGUE_H
#define TERRIL_CATALOGUE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "geo/box.h"
#include "geo/feature.h"

/* Everything is borrowed from the catalogue; text is UTF-8; NULL where not given unless said otherwise. */

struct catalogue_title {
    const char *fr, *en; /* never NULL */
};

/* A column of a source as its files may spell it. Names are compared without regard to case. */
struct catalogue_input {
    const char *name;        /* ours */
    const char *const *from; /* NULL-ended list of spellings; the first one present is taken */
    enum value_type type;
    bool required; /* a file without it is refused */
};

struct catalogue_file {
    const char *name; /* in a folder of sources */
    const char *date; /* of the data in the file so named */
};

enum catalogue_service { SERVICE_NONE, SERVICE_FILE, SERVICE_WFS, SERVICE_API_GEO };

/* A published file or service. */
struct catalogue_source {
    const char *id;
    struct catalogue_title title;
    const char *publisher, *licence, *credit;
    const char *address; /* for people and for fetch */
    enum catalogue_service service;
    const char *const *downloads; /* NULL-ended list of addresses that fetch joins into files[0] */
    /* Names of inputs, a space between them: fetch and import keep features where one of them is one of our INSEE
     * codes. */
    const char *filter_field;
    const struct catalogue_file *files;
    size_t file_count;
    bool is_fact; /* a table of geodata/facts/; its id is "fact_..", and so is its SQL table */
    bool has_geometry;
    bool is_partition; /* its areas are meant to lie side by side: load gives slivers between them to a neighbour */
    const char *crs;   /* assumed when the file says none: "EPSG:4326" */
    const struct catalogue_input *inputs;
    size_t input_count;
};

struct catalogue_field {
    const char *name;
    enum value_type type;
    enum field_kind kind; /* VALUE_TEXT unless FIELD_PLAIN */
    struct catalogue_title title;
    const char *unit;
};

struct catalogue_check {
    long count_min, count_max; /* of features; -1 for none */
    struct box extent;         /* CRS84; every feature must meet it. Empty: none */
    const char *sql;           /* gives rows (feature key, sentence), one a failure */
    const char *what;          /* what the rule wants, for the report */
    bool is_warning;           /* the collection stands though the rule is broken; the report says so */
};

/* What a source becomes, or what is computed from other collections. */
struct catalogue_collection {
    const char *id, *table; /* "slag-heaps", "slag_heaps" */
    struct catalogue_title title, description;
    enum geometry_type geometry; /* multi types, or GEOMETRY_POINT */
    const char *key, *label;     /* field names */
    const char *source;          /* id: the one it is credited to */
    const char *const *also;     /* NULL-ended list of further source ids that `select` reads */
    /* Paths below geodata/. `select` is SQL over temp.raw_<source id> and the collections before it; it gives the fields
     * and `geometry`. `schematic` does so over the fact tables; NULL: left out of the schematic edition. */
    const char *select, *schematic;
    bool schematic_is_exact; /* the fact tables have the true places: not approximate in the schematic edition */
    bool is_derived;         /* `select` reads only collections: nothing of its own to import */
    bool is_required;        /* without it there is no snapshot */
    bool
        shares_borders; /* its areas have borders in common with each other and with the other collections that say so */
    const struct catalogue_field *fields;
    size_t field_count;
    const struct catalogue_check *checks;
    size_t check_count;
};

struct catalogue_indicator {
    const char *id, *theme;
    struct catalogue_title title, definition;
    const char *unit, *kind;
    int decimals;
    const char *numerator, *denominator; /* of a ratio */
    double factor;
    bool is_geometric;
    const char *const *sources; /* NULL-ended list of source ids */
};

struct catalogue {
    struct box extent; /* CRS84: where features of this territory can lie */
    const struct catalogue_source *sources;
    size_t source_count;
    const struct catalogue_collection *collections;
    size_t collection_count;
    const struct catalogue_indicator *indicators;
    size_t indicator_count;
    const char *const *analyses; /* NULL-ended list of paths below geodata/, in order */
};

/* Reads and checks the whole, indicators.json beside it included (none of them without that file): unique ids, known
 * references, no member that is not known, SQL-safe names ([a-z][a-z0-9_]*). The error names file, entry and member.
 * `path` is usually <home>/geodata/catalogue.json. */
struct catalogue *catalogue_open(const char *path, struct error *err);
void catalogue_close(struct catalogue *catalogue);

const struct catalogue_source *catalogue_source_of(const struct catalogue *catalogue, const char *id);
/* Of a source whose id may have been meant; NULL when none is near. */
const char *catalogue_source_near(const struct catalogue *catalogue, const char *id, struct arena *arena);
const struct catalogue_collection *catalogue_collection_of(const struct catalogue *catalogue, const char *id);

#endif
