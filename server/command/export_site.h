/* command/export_site.h: the whole of it as plain files for any host: pages, sheets, layers, catalogue, tiles. */
#ifndef TERRIL_COMMAND_EXPORT_SITE_H
#define TERRIL_COMMAND_EXPORT_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct export_site_options {
    /* Where the folder will stand, "https://host/maps": links in JSON are whole then. NULL: they are relative, and the folder may
     * stand anywhere. */
    const char *base;
    bool has_tile_files;                         /* tiles/{z}/{x}/{y}.pbf too, uncoded, for hosts that know no ranges */
    bool is_precompressed;                       /* .gz and .br beside what compresses well */
    unsigned threads;                            /* 0: 2 */
    void (*progress)(size_t done, size_t total); /* NULL: nobody asks */
};

/* Is it an address that a folder can stand at: http or https, a host, no query? */
bool export_site_check(const char *base, struct error *err);
/* `folder` is missing, empty or made by this function before; it is wholly old or wholly new, whatever fails. The same
 * snapshot gives the same bytes. Needs the home folder (base/file.h) for themes and sentences. */
bool export_site(const char *snapshot, const char *folder, const struct export_site_options *options,
                 struct error *err);

#endif
