/* exchange/child.h: terril-exchange as terril calls it: a child process, one for each source. */
#ifndef TERRIL_EXCHANGE_CHILD_H
#define TERRIL_EXCHANGE_CHILD_H

#include <stdbool.h>

#include "base/error.h"
#include "geo/frame.h"

struct exchange_import;

/* Starts reading `file` as the catalogue's source `source_id` and returns at once; frames come as geo/frame.h
 * says. The child has limits on memory (2 GB), time (60 s), files, and no network. */
struct exchange_import *exchange_import_start(const char *catalogue_path, const char *source_id, const char *file,
                                              struct error *err);
/* Reads the head; to be called before the first exchange_import_next. Waits for the child. */
bool exchange_import_open(struct exchange_import *import, struct error *err);
struct frame_reader *exchange_import_reader(struct exchange_import *import);
/* After the last frame: did the child end well? Its last sentence is the error otherwise. */
bool exchange_import_finish(struct exchange_import *import, struct error *err);
void exchange_import_free(struct exchange_import *import);

/* Downloads the source into `folder` (resumed, verified, moved into place only when whole). Progress on the terminal is
 * the child's own. */
bool exchange_fetch(const char *catalogue_path, const char *source_id, const char *folder, struct error *err);

#endif
