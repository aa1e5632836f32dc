/* geo/faces.h: the faces into which the arcs of a topology cut the plane, and the areas that cover each. */
#ifndef TERRIL_GEO_FACES_H
#define TERRIL_GEO_FACES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "geo/topology.h"

#define FACES_OUTSIDE 0 /* the face without end */

/* `winding` is how often the area's border runs round the face counter-clockwise: 1 for a sound area, never 0. */
struct cover {
    uint32_t area;
    int32_t winding;
};

struct face {
    double size;                /* square metres; of the face without end less than 0: what lies in it, taken away */
    double perimeter;           /* metres, islands within included */
    const struct cover *covers; /* by number of area; one in a sound partition, none in a gap */
    uint32_t cover_count;
};

/* On which side of an arc which face lies, seen along its points. */
struct face_sides {
    uint32_t left, right;
};

struct faces {
    const struct face *faces;
    uint32_t count;
    const struct face_sides *sides; /* by arc of the topology */
};

/* Of a topology whose borders are settled (topology_report); of another the faces mean little. Numbers depend on the
 * arcs only, not on the order of areas. A ring that runs along the same arc twice the same way counts once. O(n log n)
 * for n points and as much memory again as the topology has, plus a cover for each area over each face.
 * Source: the walk of half-edges in de Berg et al. (2008), Computational Geometry, 2.2 and 2.3. */
struct faces faces_build(const struct topology *topology, struct arena *arena);

#endif
