/* exchange/verify.h: a download is good when the importer reads it, in its sandbox, as load will. */
#ifndef TERRIL_EXCHANGE_VERIFY_H
#define TERRIL_EXCHANGE_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* Runs this same program's import on the file as a child and counts the features that come. The error is the importer's
 * sentence. */
bool verify_file(const char *catalogue_path, const char *source_id, const char *file, int64_t *features,
                 struct error *err);

#endif
