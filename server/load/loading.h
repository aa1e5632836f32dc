/* load/loading.h: a load at work, shared by the files of this folder. */
#ifndef TERRIL_LOAD_LOADING_H
#define TERRIL_LOAD_LOADING_H

#include <stdint.h>

#include "base/arena.h"
#include "catalogue/catalogue.h"
#include "exchange/child.h"
#include "load/load.h"
#include "load/report.h"
#include "load/resolve.h"
#include "load/scales.h"
#include "store/builder.h"

/* A source of the catalogue on its way into the snapshot. */
struct loading_source {
    const struct catalogue_source *source;
    const struct candidate *candidates;
    size_t candidate_count;
    size_t next;                     /* the candidate to try next */
    const struct candidate *read;    /* the one whose rows stand in the raw table; NULL: the table is empty */
    struct exchange_import *started; /* a child ahead of its turn, reading candidates[next] */
    const char *stand_in;            /* id of the fact table that the schematic edition took instead; NULL: none */
    int64_t features, repaired, refused;
    uint64_t hash; /* of the file read */
};

struct loading {
    const struct load_options *options;
    struct arena *arena;
    const char *catalogue_path;
    struct catalogue *catalogue;
    struct builder *builder;
    struct store *store;   /* the builder's */
    struct scales *scales; /* being made while analyses run; NULL before */
    struct report *report;
    struct resolve resolve;
    struct loading_source *sources; /* as many, in the same order, as the catalogue's */
    size_t imported;                /* the first so many of them had their turn */
    double import_seconds;          /* of that */
    int64_t position;               /* of the last collection that stands */
    bool is_approximate;            /* one of them is drawn from fact tables */
    uint64_t generation;            /* hash, so far */
    size_t done;                    /* sources, collections and analyses, for the progress told */
};

/* One more is done. */
void loading_progress(struct loading *loading, const char *what);

/* import.c: sources into their raw tables. Looks for their files; a fact table that is not there is an error. */
bool loading_sources_open(struct loading *loading, struct error *err);
void loading_sources_close(struct loading *loading); /* ends children that nobody waits for */
/* Gives every source up to this one its turn, in the catalogue's order, so that what is read does not depend on who reads
 * faster; leaves children at work on the next ones. A file that is refused is reported and the next one tried; false only when
 * the load must end. */
bool loading_import(struct loading *loading, const struct loading_source *until, struct error *err);
/* The next candidate of a source whose present one did not do. False when there is none; the raw table is empty then. */
bool loading_import_next(struct loading *loading, struct loading_source *source, bool *has_rows, struct error *err);
/* Reports a file that was given up. */
void loading_refuse(struct loading *loading, const struct loading_source *source, const struct candidate *candidate,
                    const char *sentence);
struct loading_source *loading_source_of(struct loading *loading, const char *id);

/* partition.c: of a source that is meant to be a partition, slivers in the raw table go to a neighbour (geo/partition.h);
 * what was done, and what is left, is in the report. Nothing for other sources. */
bool loading_clean(struct loading *loading, struct loading_source *source, struct error *err);

/* collect.c: every collection of the catalogue, or an empty table in its place. */
bool loading_collect(struct loading *loading, struct error *err);

/* checks.c: the catalogue's checks of a collection that stands. False with the first sentence when one that is no mere warning
 * is broken; everything found is in the report. */
bool loading_check(struct loading *loading, const struct catalogue_collection *collection, const char *source,
                   struct error *err);
/* Fails when the present target has a collection better: twice the features, or true outlines where these are drawn from
 * fact tables. */
bool loading_compare(struct loading *loading, struct error *err);

/* verdicts.c: the table temp.verdict (source, severity, feature, message), into which an analysis says what it refused,
 * repaired or noted in a table that it read; taken into the report, and into the source's counts, after each script. */
bool loading_verdicts_open(struct loading *loading, struct error *err);
bool loading_verdicts_take(struct loading *loading, const char *script, struct error *err);

/* describe.c: rows of `source`, of `indicator`, and of `meta`. */
bool loading_describe_source(struct loading *loading, const struct loading_source *source, struct error *err);
bool loading_describe_indicators(struct loading *loading, struct error *err);
bool loading_describe_meta(struct loading *loading, struct error *err);

/* The text of a file below <home>/geodata, into the generation's hash too. Borrowed from the arena; NULL on failure. */
const char *loading_text(struct loading *loading, const char *name, struct error *err);

#endif
