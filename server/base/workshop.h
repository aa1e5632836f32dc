/* base/workshop.h: a folder beside a file, in which the file's next version is made by somebody who may write nowhere else.
 *
 * The target is wholly old or wholly new, and what lies in the workshop when it is closed is swept away. */
#ifndef TERRIL_BASE_WORKSHOP_H
#define TERRIL_BASE_WORKSHOP_H

#include <stdbool.h>

#include "base/error.h"

struct workshop;

/* `target` is a file that may be there; `name` is what the new one is called until it is published (no slash). ERROR_INPUT
 * when `target` is no file, ERROR_NOT_FOUND when its folder is not there, ERROR_STORAGE when nothing may be made there. */
struct workshop *workshop_open(const char *target, const char *name, struct error *err);
/* Absolute paths without symbolic links, borrowed. */
const char *workshop_folder(const struct workshop *workshop);
const char *workshop_file(const struct workshop *workshop);
/* The new file, synced, takes the target's place; a symbolic link of that name is replaced, not followed. */
bool workshop_publish(struct workshop *workshop, struct error *err);
void workshop_close(struct workshop *workshop); /* NULL is fine */

#endif
