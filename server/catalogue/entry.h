/* catalogue/entry.h: one entry of a catalogue file, its members read and checked. The error names file, entry and member. */
#ifndef TERRIL_CATALOGUE_ENTRY_H
#define TERRIL_CATALOGUE_ENTRY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "catalogue/catalogue.h"

#define ENTRY_ITEMS_MAX 1024 /* of any list in a catalogue */

/* Text and lists read from an entry are copied to the arena; the JSON may go. */
struct entry {
    const struct json_value *json;
    const char *file;  /* as it stands in error lines */
    const char *label; /* "source cites_erbm" */
    struct arena *arena;
};

/* Entry of `json`, an object; its label is `kind` and its member `id`, or its number when it has none. */
bool entry_open(struct entry *entry, const struct json_value *json, const struct entry *parent, const char *kind,
                size_t number, struct error *err);
/* "catalogue.json: source cites_erbm: " in front of the format's text. Returns false. */
bool entry_error(const struct entry *entry, struct error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
#ifdef __clang_analyzer__
#define entry_error(...) (entry_error(__VA_ARGS__), false) /* as in base/error.h */
#endif

/* False when the entry has a member that is not in the NULL-ended list; says which one may have been meant. */
bool entry_members(const struct entry *entry, const char *const *known, struct error *err);
/* NULL where the member is not given and not required. Empty text is refused. */
bool entry_text(const struct entry *entry, const char *member, bool required, const char **text, struct error *err);
/* As entry_text, and one of the NULL-ended list; `index` gets its place, 0 when it is not given. */
bool entry_choice(const struct entry *entry, const char *member, bool required, const char *const *choices, int *index,
                  struct error *err);
/* [a-z][a-z0-9_]* at most 63 bytes: fit to be a table's or a column's name. `hyphens` allows - too. */
bool entry_name(const struct entry *entry, const char *member, bool hyphens, const char **text, struct error *err);
/* A path below geodata/ that ends in .sql and climbs nowhere. */
bool entry_path(const struct entry *entry, const char *member, bool required, const char **path, struct error *err);
bool entry_title(const struct entry *entry, const char *member, struct catalogue_title *title, struct error *err);
bool entry_flag(const struct entry *entry, const char *member, bool *flag,
                struct error *err); /* false when not given */
bool entry_number(const struct entry *entry, const char *member, double otherwise, double *number, struct error *err);
/* NULL-ended; NULL when the member is not given. */
bool entry_list(const struct entry *entry, const char *member, const char *const **list, struct error *err);
/* [xmin, ymin, xmax, ymax]; BOX_EMPTY when not given. */
bool entry_box(const struct entry *entry, const char *member, bool required, struct box *box, struct error *err);
/* The member as an array of objects, at least `least`; `count` items stand at `array`. */
bool entry_array(const struct entry *entry, const char *member, size_t least, const struct json_value **array,
                 size_t *count, struct error *err);
bool entry_value_type(const struct entry *entry, enum value_type *type, struct error *err); /* member "type" */

bool name_is_safe(const char *name, bool hyphens);
bool path_is_safe(const char *path);

#endif
