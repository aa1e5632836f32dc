/* geo/grid_inside.h: borders on their way to the grid, for the grid_*.c files. */
#ifndef TERRIL_GEO_GRID_INSIDE_H
#define TERRIL_GEO_GRID_INSIDE_H

#include "geo/grid_noding.h"

#define HALF (GRID_PARTS / 2)

/* In parts of a grid step. A hot point's is the grid point's own, the middle of its square. */
struct place {
    int32_t x, y;
};

/* `from` lies west of `to`, or south of it. */
struct piece {
    struct place from, to;
};

struct stretch {
    struct piece piece;
    uint32_t area;
    int32_t net; /* as in struct border */
};

/* A piece passes the square of a hot point. */
struct hit {
    uint32_t piece, hot;
};

/* A piece that a sweep line has met, with what is asked most often beside it. */
struct active {
    int32_t ymin, ymax, xmax;
    uint32_t piece;
};

/* The ground cut in strips from south to north, so that a piece is compared with those of its own height alone. */
struct strips {
    int64_t south; /* of the first: half a step below a grid point, so that no hot point's square lies in two */
    unsigned shift;
    uint32_t count;        /* each is 2^shift high */
    uint32_t *end, *at;    /* pieces of strip i, from west to east: at[end[i - 1]] .. at[end[i]) */
    struct active *active; /* room for every piece */
};

struct grid {
    struct arena *arena;
    struct stretch *stretches;
    size_t stretch_count, stretch_room;
    struct piece *pieces; /* different ones, by `from` */
    uint32_t *piece_end;  /* border i of piece j: piece_end[j - 1] <= i < piece_end[j] */
    uint32_t piece_count;
    struct strips strips; /* of these pieces */
    struct place *hot;    /* different ones, by x, then y */
    bool *is_cold;        /* by hot point: no border has it any longer */
    uint32_t hot_count;
    bool is_open; /* all ends are on the grid and nothing crosses: squares do without their lower left corner, which
                     else would draw a step from (0, 1) to (1, 0) to the point (1, 1) */
    struct buffer crossings, hits; /* struct place, struct hit */
    struct noding_report report;
};

/* The grid point in whose square the place lies. */
static inline struct place place_round(struct place place)
{
    const int32_t whole = ~(GRID_PARTS - 1); /* two's complement: towards minus infinity */
    return (struct place){(place.x + HALF) & whole, (place.y + HALF) & whole};
}

/* grid_sweep.c. The pieces to strips; then what comes to `crossings` where two of them cross; then, in any order, what comes to
 * `hits` where one of them passes a hot point that is not cold. */
void grid_strips(struct grid *grid);
void grid_cross(struct grid *grid);
void grid_hit(struct grid *grid);

#endif
