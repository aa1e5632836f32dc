/* page/walk.h: every answer that links lead to, written as plain files whose links lead to each other. */
#ifndef TERRIL_PAGE_WALK_H
#define TERRIL_PAGE_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/folder.h"
#include "http/local.h"

/* More answers than this are no site but an endless walk. */
#define WALK_ANSWERS_MAX 50000u

/* What a host of files cannot do, by the route's pattern. Routes that no rule names become files. */
struct walk_rule {
    const char *pattern;
    /* The address that stands for it, a %s the first of the route's captures. NULL: only a server can answer, so a link to
     * it is taken out of JSON and is an error in HTML, whose sentences would lead nowhere. */
    const char *instead;
};

/* A link whose target is nobody's answer: a file that the caller writes, or a template of such files. */
struct walk_given {
    const char *target; /* "/tiles.pmtiles", "/ogc/fonts/{fontstack}/{range}.pbf" */
    const char *path;   /* relative to the folder, with the template's own names in braces */
    const char *scheme; /* stands in front of the link, "pmtiles://"; NULL: nothing */
};

struct walk_options {
    const struct local *local;
    const struct walk_rule *rules;
    size_t rule_count;
    const char *const *starts; /* targets to begin with, NULL-ended */
    const struct walk_given *given;
    size_t given_count;
    /* Where the folder will stand, "https://host/maps/": links in JSON begin with it. NULL: they are relative to the file that
     * they stand in, as links of pages always are. */
    const char *base;
    unsigned threads;      /* 0: 2 */
    bool is_precompressed; /* .gz and .br beside what compresses well, for hosts that look for them */
    void (*progress)(size_t done, size_t total); /* from any thread, one at a time; NULL: nobody asks */
};

struct walk_report {
    size_t answers;
    size_t bytes; /* without those of .gz and .br */
};

/* False with the first error: an answer that is not 200, a link to nothing, two addresses with one file name. The folder is then
 * half written. Deterministic: neither the order of work nor the number of threads shows in the files. */
bool walk_write(const struct walk_options *options, struct folder *folder, struct walk_report *report,
                struct error *err);

#endif
