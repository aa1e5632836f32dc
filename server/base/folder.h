/* base/folder.h: a folder of files that takes another's place at once: wholly old or wholly new, whatever fails. */
#ifndef TERRIL_BASE_FOLDER_H
#define TERRIL_BASE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Stands in every folder made here: what has it may be replaced, what has not is somebody else's. */
#define FOLDER_MARKER ".terril"

struct folder;

/* Begins `target`.part, beside the target and removed first if an earlier run died in it. The target may be missing, empty or
 * made here before; anything else is refused (ERROR_INPUT). ERROR_BUSY while another process makes the same. */
struct folder *folder_open(const char *target, struct error *err);
/* A new file; `name` is relative, its folders are made. A name that is there already is an error: two things cannot have
 * the same. From any thread. */
bool folder_write(struct folder *folder, const char *name, const void *bytes, size_t length, struct error *err);
/* To the disk, then in the target's place; the old one goes. Frees the folder either way; on failure the target is as it was. */
bool folder_publish(struct folder *folder, struct error *err);
void folder_abandon(struct folder *folder); /* removes what was written; NULL is fine */

#endif
