/* page/beside.h: what stands beside the answers where they are plain files: a text for who finds the folder, a page for a wrong
 * address. */
#ifndef TERRIL_PAGE_BESIDE_H
#define TERRIL_PAGE_BESIDE_H

#include "base/buffer.h"
#include "page/site.h"
#include "store/snapshot.h"

/* README.txt, in French and English: what this is, of which date, whose data, how it is served. */
void beside_write_readme(const struct snapshot *snapshot, bool has_tile_files, struct buffer *out);
/* 404.html, in both languages. Hosts hand it out at any depth, so it links to nothing. */
void beside_write_not_found(const struct site *site, struct buffer *out);

#endif
