/* load/scaling.h: scales being made, shared by the files that make them. */
#ifndef TERRIL_LOAD_SCALING_H
#define TERRIL_LOAD_SCALING_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "load/scales.h"
#include "store/snapshot.h"

struct scaled_feature {
    int64_t fid;
    const struct value *values; /* one a field of the collection */
    /* EPSG:2154. outlines[0] is the whole geometry, outlines[k] that for outline_tolerance(k); a level with as many points as the one
     * before shares its arrays. */
    struct geometry outlines[OUTLINE_LEVELS + 1];
    /* The same in WebMercatorQuad's system, from level 1 on; projected[0] is not used. */
    struct geometry projected[OUTLINE_LEVELS + 1];
    struct box box, projected_box; /* of outlines[1] and projected[1] */
    struct point label, label_projected;
    bool has_label;
};

struct scaled_collection {
    const struct catalogue_collection *about;
    const struct field *fields;
    int64_t position;
    struct scaled_feature *features;
    size_t count;
    unsigned zoom_min; /* tiles of smaller zooms leave it out: it has too many features there */
};

/* A tile, and, once it is made, its bytes, gzip. */
struct scaled_tile {
    const struct tile_matrix_set *set;
    struct tile tile;
    char *bytes; /* freed with free() */
    size_t length;
};

struct scales {
    struct arena *arena;        /* of everything but what the tile threads make */
    struct arena *arena_beside; /* outlines that a second thread makes */
    struct scaled_collection *collections;
    size_t collection_count;
    struct scaled_tile *tiles; /* those that some feature's box meets, by set, in the order of their numbers */
    size_t tile_count;
    size_t next; /* the tile to make next; under the lock */
    atomic_bool is_cancelled;
    pthread_t thread;
    bool is_running;
    struct error error; /* of the first thing that failed, kind 0 when nothing did; read when the thread has ended */
    pthread_mutex_t lock;
};

/* outlines.c: fills `outlines` and `label` of every feature. */
bool scales_outline(struct scales *scales, struct error *err);
/* tiling.c: `projected`, then every tile of every set, of zoom 0 to snapshot_tile_zoom_max, on two threads. */
bool scales_tile(struct scales *scales, struct error *err);

#endif
