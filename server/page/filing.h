/* page/filing.h: where an answer lies among plain files, for hosts that look at paths alone.
 *
 *     /                                          index.html
 *     /?theme=velo&epci=246200364&lang=en        velo/epci-246200364/en/index.html
 *     /carte/velo.pdf?paper=A3&epci=246200364    carte/velo-epci-246200364-A3.pdf
 *     /ogc/collections                           ogc/collections/index.json
 *     /ogc/collections?f=html&lang=en            ogc/collections/en/index.html
 *     /ogc/styles/velo                           ogc/styles/velo/style.json
 *     /ogc/tiles/WebMercatorQuad?f=tilejson      ogc/tiles/WebMercatorQuad/tiles.json
 *     /ogc/fonts/Inter%20Regular/0-255.pbf       ogc/fonts/Inter Regular/0-255.pbf
 *     /data/estates.geojson                      data/estates.geojson */
#ifndef TERRIL_PAGE_FILING_H
#define TERRIL_PAGE_FILING_H

#include "base/arena.h"
#include "base/error.h"
#include "http/request.h"

/* The target in the one form that all its spellings have: parameters in a fixed order. From the request's arena. */
const char *filing_target(const struct request *request);
/* The file, relative to the site's folder, in ASCII. A path without an ending becomes a folder with an index, whose ending says the
 * media type; ERROR_INTERNAL for a type without one. From the request's arena. */
const char *filing_path(const struct request *request, const char *media_type, struct error *err);
/* The link from one file to another, to stand in a document: "../../data/estates.geojson". Braces of a template stay. */
const char *filing_link(const char *from, const char *to, struct arena *arena);

#endif
