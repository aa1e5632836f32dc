/* print/atlas.h: one sheet for each of many territories: bound as one PDF, as single files, or both. */
#ifndef TERRIL_PRINT_ATLAS_H
#define TERRIL_PRINT_ATLAS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "draw/book.h"
#include "print/sheet.h"
#include "store/snapshot.h"

enum atlas_level { ATLAS_EPCI, ATLAS_COMMUNE };

struct atlas_territory {
    const char *key;  /* SIREN or INSEE code */
    const char *name; /* as people read it */
};

struct atlas_territories {
    const struct atlas_territory *list;
    size_t count;
};

#define ATLAS_TERRITORIES_MAX 1000u

/* The eight EPCI, or the 250 communes, by name. `chosen` (keys with commas, NULL for all) takes some of them: an EPCI by
 * its SIREN, a commune by its INSEE code, all communes of an EPCI by its SIREN. A key that does not exist is
 * ERROR_NOT_FOUND. Memory from the arena. */
bool atlas_list(enum atlas_level level, const char *chosen, struct store *store, struct arena *arena,
                struct atlas_territories *territories, struct error *err);
/* "cites-246200364-ca-de-lens-lievin": readable, ASCII, without an ending. Memory from the arena. */
const char *atlas_file_name(const char *theme, const struct atlas_territory *territory, struct arena *arena);

enum atlas_form { ATLAS_PDF = 1, ATLAS_SVG = 2, ATLAS_PNG = 4 };

struct atlas_request {
    struct sheet_request sheet; /* of every sheet; which territory is set here, all else is passed on as it is */
    enum atlas_level level;
    struct atlas_territories territories;
    const char *book;        /* path of the bound PDF: contents, sheets, bookmarks; NULL for none */
    const char *folder;      /* of single files, there and writable; NULL for none */
    unsigned forms;          /* of single files: enum atlas_form, or-ed */
    double dpi;              /* of a PNG on paper */
    unsigned threads;        /* that draw, at least 1 */
    const atomic_bool *stop; /* set from outside: what is begun is ended, then ERROR_BUSY; NULL for never */
    void (*progress)(size_t done, size_t total); /* from the calling thread; may be NULL */
};

/* Draws each map once and writes it in every form. Each file is wholly old or wholly new. The same request on the same
 * snapshot gives the same bytes, whatever the threads. */
bool atlas_make(const struct atlas_request *request, struct generation *generation, struct error *err);

/* ---- the contents, for atlas_make ---- */

struct atlas_contents_page {
    struct display *display; /* the caller's to free */
    const struct book_link *links;
    size_t link_count;
};

struct atlas_contents {
    struct atlas_contents_page *pages;
    size_t count;
};

/* Title, and every territory's name with its page and a link there; as many pages as they take. Memory from the arena. */
void atlas_contents(const struct atlas_request *request, const struct snapshot *snapshot, struct arena *arena,
                    struct atlas_contents *contents);

#endif
