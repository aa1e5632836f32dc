/* catalogue/part.h: the parts of a catalogue, each read from its entry. For catalogue.c. */
#ifndef TERRIL_CATALOGUE_PART_H
#define TERRIL_CATALOGUE_PART_H

#include "catalogue/catalogue.h"
#include "catalogue/entry.h"

bool source_read(const struct entry *entry, struct catalogue_source *source, struct error *err);
bool collection_read(const struct entry *entry, struct catalogue_collection *collection, struct error *err);
bool indicator_read(const struct entry *entry, struct catalogue_indicator *indicator, struct error *err);

#endif
