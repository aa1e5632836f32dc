/* store/snapshot.h: the snapshot as readers see it: collections, features, figures, sources. */
#ifndef TERRIL_STORE_SNAPSHOT_H
#define TERRIL_STORE_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "geo/box.h"
#include "geo/crs.h"
#include "geo/feature.h"
#include "store/store.h"
#include "tile/matrix.h"

struct snapshot_source {
    const char *id, *title_fr, *title_en, *publisher, *licence, *credit, *edition;
    const char *address, *date; /* may be NULL */
};

struct snapshot_field {
    const char *name, *title_fr, *title_en, *unit; /* unit may be NULL */
    enum value_type type;
    enum field_kind kind; /* of a text */
};

struct snapshot_collection {
    const char *id, *table, *title_fr, *title_en, *description_fr, *description_en;
    enum geometry_type geometry;
    const char *key, *label;
    const struct snapshot_source *source;
    const struct snapshot_field *fields;
    size_t field_count;
    int64_t position, features;
    struct box extent;                  /* CRS84 */
    const struct snapshot_field *date;  /* the field that says when a feature was as it is; NULL: none does */
    const char *date_first, *date_last; /* YYYY-MM-DD, of that field; NULL when no feature has one */
    bool is_approximate;
    bool shares_borders;    /* with each other and with those of every other such collection */
    unsigned tile_zoom_min; /* tiles of smaller zooms of WebMercatorQuad leave it out, and those of other sets that show
                               as much */
};

struct snapshot_indicator {
    const char *id, *theme, *title_fr, *title_en, *unit, *kind, *definition_fr, *definition_en, *source;
    const char *date; /* may be NULL */
    int decimals;
    bool is_geometric;
};

/* What a snapshot holds, read once; immutable and shared by threads. */
struct snapshot {
    const char *generation; /* 16 hex digits */
    bool is_schematic;
    const struct snapshot_source *sources;
    size_t source_count;
    const struct snapshot_collection *collections;
    size_t collection_count;
    const struct snapshot_indicator *indicators;
    size_t indicator_count;
};

/* Reads and tests it: format, names, tables, counts. `arena` owns everything. ERROR_STORAGE for what is not wholly right. */
struct snapshot *snapshot_read(struct store *store, struct arena *arena, struct error *err);
const struct snapshot_collection *snapshot_collection_of(const struct snapshot *snapshot, const char *id);
/* The text of a licence that the catalogue names ("Licence Ouverte 2.0", "ODbL 1.0"); NULL of another. */
const char *snapshot_licence_address(const char *licence);
const struct snapshot_indicator *snapshot_indicator_of(const struct snapshot *snapshot, const char *id);

/* ---- features ---- */

/* Outlines of lines and areas are prepared for these tolerances: outline_tolerance(1), .. (OUTLINE_LEVELS), those of the
 * tiles of zoom 14, 13, .. 3: no outline is farther from the whole geometry. */
#define OUTLINE_LEVELS 12
double outline_tolerance(unsigned level); /* metres: 2, 4, .. 128, 384, 768, .. 6144 */

/* Features of a collection in the order of fid, geometry in EPSG:2154, those whose box meets `box` (2154; empty
 * for all). `tolerance` in metres, 0 for the whole geometry: outlines may be that far off (geo/topology.h); the
 * largest prepared tolerance that is not greater is taken. The stream reads through `store` and must be closed before
 * the store. Memory of its own. */
bool snapshot_features(struct store *store, const struct snapshot_collection *collection, struct box box,
                       double tolerance, struct feature_stream *stream, struct error *err);
/* The values, not NULL, that a field of integers or text has, each once, ascending; texts from the arena. `values` has room for
 * `most` + 1: that many are found where there are more than `most`, and then any of them. `known`: how many features have
 * a value. */
bool snapshot_field_values(struct store *store, const struct snapshot_collection *collection,
                           const struct snapshot_field *field, size_t most, struct arena *arena, struct value *values,
                           size_t *count, int64_t *known, struct error *err);
/* Where the name of an area stands, EPSG:2154. False with ERROR_NOT_FOUND when the feature is none. */
bool snapshot_label_point(struct store *store, const struct snapshot_collection *collection, int64_t fid,
                          struct point *at, struct error *err);

/* Ground on which there is something, in the set's own system; empty when there is nothing. */
bool snapshot_tile_extent(struct store *store, const struct tile_matrix_set *set, struct box *extent,
                          struct error *err);
/* Prepared tiles: zoom 0 to this in WebMercatorQuad, and in every set to that which shows as much. */
#define SNAPSHOT_TILE_ZOOM_MAX 14
unsigned snapshot_tile_zoom_max(const struct tile_matrix_set *set);
/* Appends the gzip bytes of the tile of all collections; nothing, and true, for an empty one. */
bool snapshot_tile(struct store *store, const struct tile_matrix_set *set, struct tile tile, struct buffer *gzip,
                   struct error *err);
/* Features of one collection; `selection` (store/selection.h) NULL: all of them. */
struct selection;
struct choice {
    const struct snapshot_collection *collection;
    const struct selection *selection;
};
/* Appends a tile made now, any set and zoom, not coded: a layer for each of the choices in the order given and, for areas,
 * one of their names. The same as the prepared one where there is one and nothing is left out. ERROR_LIMIT when the tile
 * would be too large. */
bool snapshot_tile_make(struct store *store, const struct choice *choices, size_t count,
                        const struct tile_matrix_set *set, struct tile tile, struct buffer *out, struct error *err);

/* Hands over every prepared tile of WebMercatorQuad in the order of tile_number; the bytes last until `visit` returns. False
 * when `visit` says so, with its error. */
typedef bool tile_visitor(void *payload, struct tile tile, const void *gzip, size_t length, struct error *err);
bool snapshot_tiles(struct store *store, tile_visitor *visit, void *payload, struct error *err);

/* What a feature's field must be; of a list: a word that must be in it. */
struct items_condition {
    const struct snapshot_field *field;
    struct value value; /* of the field's type; never VALUE_NULL */
};
#define ITEMS_CONDITIONS_MAX 32

/* Smaller values first, text by its bytes in UTF-8; features without a value last, either way. */
struct items_key {
    const struct snapshot_field *field;
    bool is_descending;
};
#define ITEMS_KEYS_MAX 8

struct feature_text; /* store/feature_text.h */

/* What is zero or NULL does not count. */
struct items_query {
    struct box box;                           /* empty for all. Geometry is tested exactly, in the system of the box */
    struct box beyond;                        /* a second box, of which the same is said */
    bool has_beyond;                          /* there is one: what lies over the antimeridian */
    enum crs box_crs;                         /* of both; 0: CRS84. x is the longitude for EPSG:4326 too */
    const struct items_condition *conditions; /* all must hold */
    size_t condition_count;                   /* at most ITEMS_CONDITIONS_MAX */
    const char *date_first, *date_last;       /* YYYY-MM-DD, both counted; features without a date match */
    const struct selection *selection;        /* only these; NULL for all */
    const struct items_key *sort;             /* the fid comes last; by fid alone when there is none */
    size_t sort_count;                        /* at most ITEMS_KEYS_MAX */
    const struct value *after_keys;           /* of the feature `after`, one for each of `sort` */
    int64_t after;                            /* only features behind this one in their order; 0 from the start */
    int64_t skip;                             /* of what then matches, so many are left out first */
    int64_t limit;
    double tolerance; /* metres, as snapshot_features has it; 0 for the whole geometry */
    const char *key;  /* only the feature with this key (text form: "7" finds 7, "07" does not); NULL for all */
    const struct feature_text *text; /* how they are written; NULL: as they are prepared, GeoJSON in CRS84 */
};
struct items_result {
    int64_t matched; /* whole number that the query matches, whatever limit, skip and after */
    int64_t returned;
    int64_t last;  /* fid of the last one written; 0 when there is none */
    bool has_more; /* features that match stand behind the last one written */
};
/* Appends the matching features in their order, between them what their form wants (a comma in JSON); nothing on failure.
 * ERROR_STORAGE; ERROR_LIMIT behind a deadline. */
bool snapshot_items(struct store *store, const struct snapshot *snapshot, const struct snapshot_collection *collection,
                    const struct items_query *query, struct buffer *out, struct items_result *result,
                    struct error *err);
/* The same in two steps, so that what counts them can stand first: their fids, int64_t, appended; then their text. */
bool snapshot_items_find(struct store *store, const struct snapshot_collection *collection,
                         const struct items_query *query, struct buffer *fids, struct items_result *result,
                         struct error *err);
bool snapshot_items_write(struct store *store, const struct snapshot_collection *collection,
                          const struct items_query *query, const struct buffer *fids, struct buffer *out,
                          struct error *err);
/* The text that snapshot_items_write would append, lent: appends struct resident_slice (store/resident.h), a run of features each,
 * and returns what they lie in, to be released. NULL when it has to be written. */
struct resident_text;
struct resident_text *snapshot_items_lend(struct store *store, const struct snapshot_collection *collection,
                                          const struct items_query *query, const struct buffer *fids,
                                          struct buffer *slices);
/* The values of a feature that the query sorts by, one for each key, text in the arena. */
bool snapshot_items_keys(struct store *store, const struct snapshot_collection *collection,
                         const struct items_query *query, int64_t fid, struct arena *arena, struct value *values,
                         struct error *err);
/* A whole collection as text, piece by piece: what /data answers and terril export writes, the same bytes. CRS84, but Lambert-93
 * in JSON-FG; GeoJSON and JSON-FG begin with credit, licence, date, edition and generation. */
struct layer_text {
    struct store *store;
    const struct snapshot *snapshot;
    const struct snapshot_collection *collection;
    int form;                          /* enum feature_form (store/feature_text.h) */
    int64_t after;                     /* 0 to begin with */
    const struct selection *selection; /* only these; NULL for all */
};
/* Appends the next piece, some hundred features. 1 when there is more, 0 behind the last one, -1 with an error. */
int layer_text_next(struct layer_text *text, struct buffer *out, struct error *err);

/* ---- one snapshot, many threads, one swap ---- */

/* A generation is an open snapshot file with as many connections as are asked for at once. Reference-counted. */
struct generation;

/* Opens the file by descriptor (so that a rename cannot mix two), reads it, runs the self-test: its seal (store/seal.h) or,
 * unsealed, SQLite's integrity_check, snapshot_read, the first feature of each collection. */
struct generation *generation_open(const char *path, struct error *err);
struct generation *generation_ref(struct generation *generation);
void generation_unref(struct generation *generation); /* NULL is fine */
const struct snapshot *generation_snapshot(const struct generation *generation);
/* What it keeps of its collections in memory: store/resident.h. */
struct residents;
struct residents *generation_residents(const struct generation *generation);
/* A connection for the calling thread until given back, before its reference is. NULL with an error when none can be
 * opened. Given back, it has no deadline. */
struct store *generation_borrow(struct generation *generation, struct error *err);
void generation_return(struct generation *generation, struct store *store);

/* The generation in service. `swap` opens `path` beside it, and exchanges only if all is well. */
struct generations;
struct generations *generations_open(const char *path, struct error *err);
void generations_close(struct generations *generations);
struct generation *generations_pin(struct generations *generations); /* a reference */
/* Name of the generation in service (snapshot->generation), without a lock and without a reference. Equal generations
 * have the same address; all of them live until generations_close. */
const char *generations_current(const struct generations *generations);
/* True when a new snapshot is live or when the file has the generation already in service. */
bool generations_swap(struct generations *generations, struct error *err);

#endif
