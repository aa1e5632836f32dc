/* command/theme_check.h: does a theme fit a snapshot? */
#ifndef TERRIL_COMMAND_THEME_CHECK_H
#define TERRIL_COMMAND_THEME_CHECK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "store/snapshot.h"
#include "style/style.h"

/* False with an error when the theme asks one of the snapshot's collections for a field that it has not; a collection that the
 * snapshot does not hold is not looked at. What is drawn otherwise than in a browser is said on stderr. */
bool theme_check(const struct style *style, const struct snapshot *snapshot, struct arena *arena, struct error *err);

#endif
