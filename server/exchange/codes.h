/* exchange/codes.h: the INSEE codes of our communes, to keep what lies in them out of a national file. */
#ifndef TERRIL_EXCHANGE_CODES_H
#define TERRIL_EXCHANGE_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct codes;

/* The first column of facts/communes.csv beside the catalogue. */
struct codes *codes_open(const char *catalogue_path, struct error *err);
void codes_close(struct codes *codes);
size_t codes_count(const struct codes *codes);
bool codes_have(const struct codes *codes, const char *code);

/* Is `name` one of the words of `filter`, a list parted by spaces? */
bool codes_filter_names(const char *filter, const char *name);

#endif
