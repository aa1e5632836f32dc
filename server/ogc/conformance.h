/* ogc/conformance.h: the conformance declaration (OGC 17-069r4, 7.4): one list, for the address and for STANDARDS.md. */
#ifndef TERRIL_OGC_CONFORMANCE_H
#define TERRIL_OGC_CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "http/router.h"

struct conformance_class {
    const char *uri;
    const char *standard; /* its name and number */
    const char *test;     /* where the proof stands: "wire/tiles" */
};

extern const struct conformance_class conformance_classes[];
extern const size_t conformance_class_count;

route_handler conformance_get;
/* The declaration of a folder of plain files (terril export --site): those classes alone that a host which knows nothing but paths
 * keeps. `has_tile_files`: tiles lie there one by one. */
void conformance_write_filed(bool has_tile_files, struct buffer *out);
/* The list as STANDARDS.md has it, a Markdown table. */
void conformance_table(struct buffer *out);

#endif
