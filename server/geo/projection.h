/* geo/projection.h: PROJ, loaded when it is first asked for. For crs.c and measure.c.
 *
 * libproj brings 27 libraries that nothing else here needs (ldap, krb5, ..). Linked, they cost every start of terril 8 ms
 * of 15, measured with `terril --version`, and a server 8 MB; a server needs PROJ for the first box in degrees that it is
 * asked for. */
#ifndef TERRIL_GEO_PROJECTION_H
#define TERRIL_GEO_PROJECTION_H

#include <geodesic.h>
#include <proj.h>

#include "base/error.h"

/* What is called, with the types of PROJ's own headers. */
#define PROJECTION_FUNCTIONS(each)                                                                                     \
    each(proj_context_create) each(proj_context_destroy) each(proj_context_errno) each(proj_context_errno_string)      \
        each(proj_context_set_enable_network) each(proj_context_set_search_paths) each(proj_create) each(proj_destroy) \
            each(proj_log_func) each(proj_trans_generic) each(geod_init) each(geod_inverse)                            \
                each(geod_polygon_addpoint) each(geod_polygon_compute) each(geod_polygon_init)

struct projection {
#define PROJECTION_MEMBER(name) __typeof__(&name) name;
    PROJECTION_FUNCTIONS(PROJECTION_MEMBER)
#undef PROJECTION_MEMBER
};

/* The same for every thread and for good. NULL when the library is missing or is another; the next call looks again. */
const struct projection *projection_load(struct error *err);

#endif
