/* load/load.h: sources to a snapshot: read, checked, computed, published in one step. */
#ifndef TERRIL_LOAD_LOAD_H
#define TERRIL_LOAD_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

struct load_options {
    const char *home;    /* the folder that holds geodata/ */
    const char *target;  /* the snapshot */
    const char *sources; /* a folder of sources, looked in first; NULL for none named. It must be there */
    bool is_schematic;   /* fact tables alone */
    bool is_strict;      /* a refused source, or a collection that fails its checks, is a failure */
    bool is_forced;      /* publish though a collection has less than half of the features that it has in the target */
    bool is_dry;         /* everything but the publication: the target is not touched and need not be there */
    bool has_timings;    /* tell what each step took */
    /* Told of each source, collection and analysis that is done, and of how many there are; NULL: nobody. */
    void (*progress)(const char *what, size_t done, size_t total);
};

/* `report` gets, for people, what was read, repaired, refused and why, whatever becomes of the load. False when no snapshot
 * was published (or, dry, could not have been); the target is then what it was. */
bool load_run(const struct load_options *options, struct buffer *report, struct error *err);

#endif
