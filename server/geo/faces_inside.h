/* geo/faces_inside.h: for the faces*.c files. */
#ifndef TERRIL_GEO_FACES_INSIDE_H
#define TERRIL_GEO_FACES_INSIDE_H

#include "geo/faces.h"

/* faces_cover.c: fills in the covers of the faces, which have none, from the outside inward. Memory from the arena. */
void faces_cover(const struct topology *topology, const struct face_sides *sides, struct face *faces, uint32_t count,
                 struct arena *arena);

#endif
