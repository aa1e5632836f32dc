/* draw/mesh.h: areas and lines on an integer grid, so that a border shared by two areas is one border. */
#ifndef TERRIL_DRAW_MESH_H
#define TERRIL_DRAW_MESH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "draw/display.h"
#include "geo/geometry.h"

/* Points that fall on the same grid point are the same point, so that whatever two features share in the data they share
 * in the drawing, and no scale shows a gap or an overlap. */
struct mesh;

/* `grid` is the distance between grid points, in the display's units. Memory from the arena. */
struct mesh *mesh_new(double grid, struct arena *arena);
/* Adds polygons or lines whose coordinates are in the display's units, points between grid points moved to the nearest. */
void mesh_add(struct mesh *mesh, const struct geometry *geometry);
/* The union of what was added, for filling by the nonzero rule: an edge between two areas is in neither. Empty when all areas
 * are smaller than the grid. */
struct path mesh_fill(const struct mesh *mesh, struct path_builder *builder);
/* Every edge once, in as few lines as a walk finds. */
struct path mesh_stroke(const struct mesh *mesh, struct path_builder *builder);

#endif
