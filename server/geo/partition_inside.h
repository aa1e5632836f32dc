/* geo/partition_inside.h: a cleaning at work, for the partition*.c files. */
#ifndef TERRIL_GEO_PARTITION_INSIDE_H
#define TERRIL_GEO_PARTITION_INSIDE_H

#include "base/buffer.h"
#include "geo/faces.h"
#include "geo/partition.h"
#include "geo/topology_inside.h"

#define NOBODY TOPOLOGY_OUTSIDE

/* How much border a face has with an area. */
struct share {
    uint32_t area;
    double length;
};

struct cleaning {
    const struct geometry *areas;
    uint32_t area_count;
    struct topology *topology;
    struct faces faces;
    struct arena *arena; /* given back with the cleaning */
    uint32_t *rank;      /* by area: its place among all, whatever their order */
    double *lengths;     /* by arc */
    uint32_t *arcs_end;  /* face i has arcs_at[arcs_end[i - 1] .. arcs_end[i]); of slivers and gaps alone */
    uint32_t *arcs_at;
    bool *is_sliver;        /* by face */
    int32_t *owner;         /* by face, of slivers: who has it now */
    struct buffer shares;   /* struct share, of one face */
    struct buffer findings; /* struct partition_finding */
    struct use *uses;       /* as in a topology, after settling */
    uint32_t *use_end;
};

/* Everything but ground of one area and the world around. */
bool partition_is_defect(const struct cleaning *cleaning, uint32_t face);
/* Fills `shares` with the areas that border on the face, as things stand; of an overlap only those that cover it. */
void partition_shares(struct cleaning *cleaning, uint32_t face);
/* Of `shares` the area with the longest border, but for one. NOBODY when there is no other. */
int32_t partition_longest(const struct cleaning *cleaning, int32_t but);

/* partition_tell.c: one face of a kind; then, when all is settled, the report. */
void partition_find(struct cleaning *cleaning, enum partition_kind kind, int32_t area, int32_t other, double size);
void partition_tell(struct cleaning *cleaning, struct arena *arena, struct partition_report *report);

#endif
