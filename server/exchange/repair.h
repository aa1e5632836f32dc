/* exchange/repair.h: invalid geometry made valid, or refused when that would change what it says. */
#ifndef TERRIL_EXCHANGE_REPAIR_H
#define TERRIL_EXCHANGE_REPAIR_H

#include "base/buffer.h"
#include "geo/geometry.h"

enum repair_verdict { REPAIR_NONE, REPAIR_DONE, REPAIR_REFUSED };

#define REPAIR_REASON_MAX 512

/* Share of the area that a repair may add or take. Real files move by 1e-6; a lost ring by far more. */
#define REPAIR_AREA_CHANGE 0.01

/* `geometry` is in metres. `wkb` gets the geometry as it is to be kept: as given when it is valid (OGC 06-103r4, by GEOS),
 * else what GEOS makes of it ("structure" method: rings are made simple, shells united, holes cut), of which only the
 * parts of the same dimension stay. `reason`, a sentence, is filled unless the verdict is REPAIR_NONE.
 *
 * Refused: nothing of the dimension remains; or the area changes by more than REPAIR_AREA_CHANGE. One growth is
 * allowed: a ring that crosses itself (a bow-tie) has lobes of opposite turn that cancel out in its signed area,
 * which then means nothing; the repaired area is the sum of the lobes. A loss is refused for it as for any other. */
enum repair_verdict repair_geometry(const struct geometry *geometry, struct buffer *wkb,
                                    char reason[REPAIR_REASON_MAX]);

#endif
