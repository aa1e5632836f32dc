/* ogc/parameters.h: what each parameter of the API takes. ogc/routes.c says which route has which. */
#ifndef TERRIL_OGC_PARAMETERS_H
#define TERRIL_OGC_PARAMETERS_H

#include "http/parameter.h"

/* Of items. */
extern const struct parameter parameter_limit, parameter_bbox, parameter_after, parameter_offset, parameter_simplify;
extern const struct parameter parameter_datetime, parameter_bbox_crs, parameter_crs, parameter_properties,
    parameter_sortby, parameter_skip_geometry;
/* Of web pages (f=html), and of the list of processes. */
extern const struct parameter parameter_lang, parameter_after_process;
/* A filter, wherever one is taken (OGC 19-079r2). */
extern const struct parameter parameter_filter, parameter_filter_lang, parameter_filter_crs;
/* Of tiles. */
extern const struct parameter parameter_collections;
/* Of maps (OGC 20-058). */
extern const struct parameter parameter_map_bbox, parameter_map_crs, parameter_width, parameter_height,
    parameter_scale_denominator, parameter_style, parameter_bgcolor, parameter_transparent;

/* Names in paths. */
extern const struct parameter place_font, place_range, place_glyph_form, place_collection, place_feature, place_style,
    place_matrix_set, place_matrix, place_row, place_column, place_process, place_job;

#endif
