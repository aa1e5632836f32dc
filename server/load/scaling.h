/* load/scaling.h: scales being made, shared by the files that make them. */
#ifndef TERRIL_LOAD_SCALING_H
#define TERRIL_LOAD_SCALING_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "load/scales.h"
#include "load/tile_file.h"
#include "store/snapshot.h"

/* Outlines of large data are most of what a load holds, so none is held twice. */
struct scaled_feature {
    int64_t fid;
    const struct value *values; /* one a field of the collection */
    struct geometry whole;      /* EPSG:2154 */
    /* Those that differ, from fine to coarse: outlines[outline_of[k]] is that for outline_tolerance(k), k from 1. The
     * first one is the whole geometry, with its arrays, when nothing was left out at level 1. */
    const struct geometry *outlines;
    const struct box *boxes; /* of each */
    const struct box
        *projected_boxes; /* of each in WebMercatorQuad's system; points are projected when they are asked for */
    struct point label, label_projected;
    uint8_t outline_of[OUTLINE_LEVELS + 1]; /* [0] is not used */
    uint8_t outline_count;
    bool has_label;
};

/* The outline for outline_tolerance(level), level from 1. */
static inline const struct geometry *scaled_outline(const struct scaled_feature *feature, unsigned level)
{
    return &feature->outlines[feature->outline_of[level]];
}

struct scaled_collection {
    const struct catalogue_collection *about;
    const struct field *fields;
    int64_t position;
    struct scaled_feature *features;
    size_t count;
    unsigned zoom_min; /* tiles of smaller zooms leave it out: it has too many features there */
};

/* A tile, and, once it is made, where its bytes, gzip, stand in the file of tiles. */
struct scaled_tile {
    const struct tile_matrix_set *set;
    struct tile tile;
    uint32_t length; /* 0: nothing in it */
    uint64_t offset;
};

struct scales {
    struct arena *arena;        /* of everything but what the tile threads make */
    struct arena *arena_beside; /* outlines that a second thread makes */
    struct scaled_collection *collections;
    size_t collection_count;
    struct tile_file *file; /* the bytes of tiles */
    struct buffer
        tiles;   /* struct scaled_tile: those that some feature's box meets, by set, in the order of their numbers */
    size_t next; /* the tile to make next; under the lock */
    atomic_bool is_cancelled;
    pthread_t thread;
    bool is_running;
    struct error error; /* of the first thing that failed, kind 0 when nothing did; read when the thread has ended */
    pthread_mutex_t lock;
};

/* outlines.c: fills `outlines` and `label` of every feature. */
bool scales_outline(struct scales *scales, struct error *err);
/* tiling.c: boxes, then every tile of every set, of zoom 0 to snapshot_tile_zoom_max, on two threads. */
bool scales_tile(struct scales *scales, struct error *err);

#endif
