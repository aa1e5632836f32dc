/* load/report.h: what load has to say about sources and features, for people and for the snapshot's table. */
#ifndef TERRIL_LOAD_REPORT_H
#define TERRIL_LOAD_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "store/store.h"

enum severity { SEVERITY_NOTE, SEVERITY_REPAIRED, SEVERITY_REFUSED, SEVERITY_WARNING };

struct report;

struct report *report_new(void);
void report_free(struct report *report);

/* `source` is an id or NULL, `feature` a key or NULL; both copied. */
void report_add(struct report *report, const char *source, enum severity severity, const char *feature,
                const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Forgets what was said since `report_count` gave `count`: about a file that was given up. */
void report_cut(struct report *report, size_t count);
size_t report_count(const struct report *report);

/* The lines about one source (NULL: about none), appended; of each severity at most REPORT_SHOWN, then how many more. */
#define REPORT_SHOWN 10
void report_write(const struct report *report, const char *source, struct buffer *out);
bool report_store(const struct report *report, struct store *store, struct error *err);

#endif
