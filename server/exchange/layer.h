/* exchange/layer.h: the one layer of a stranger's file that a source means. */
#ifndef TERRIL_EXCHANGE_LAYER_H
#define TERRIL_EXCHANGE_LAYER_H

#include <gdal.h>
#include <ogr_api.h>

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "exchange/sniff.h"

struct layer {
    GDALDatasetH dataset;
    OGRLayerH handle;         /* the dataset's */
    enum sniff_format format; /* of the file that GDAL reads: never SNIFF_ZIP */
    const char *driver;       /* GDAL's name for it */
    const char *name;         /* the layer's own */
};

/* `path` as path_check gave it. Of several layers the one called as `source_id`. Needs driver_start. Text is borrowed
 * from the arena. */
bool layer_open(struct layer *layer, const char *path, const char *source_id, struct arena *arena, struct error *err);
void layer_close(struct layer *layer);

#endif
