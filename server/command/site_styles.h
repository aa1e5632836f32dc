/* command/site_styles.h: what MapLibre GL loads beside the styles of a site of plain files: sprites, and the letters of its texts. */
#ifndef TERRIL_COMMAND_SITE_STYLES_H
#define TERRIL_COMMAND_SITE_STYLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "http/local.h"
#include "page/walk.h"
#include "style/style.h"

/* In the arena. */
struct site_styles {
    const char **targets; /* to answer as files: styles, sprites, ranges of letters */
    size_t target_count;
    struct walk_given *given; /* addresses in styles that are the beginning or the template of such files */
    size_t given_count;
};

/* Reads the styles as `local` answers them. Of each font that a text names, ranges of 256 letters (MapLibre GL, glyphs): those
 * that western Europe writes with, and every one that has a letter of a collection that is named on a map, or of a style. */
bool site_styles_read(const struct local *local, struct style *const *styles, struct arena *arena,
                      struct site_styles *read, struct error *err);

#endif
