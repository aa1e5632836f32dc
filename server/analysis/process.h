/* analysis/process.h: analyses as processes (OGC 18-062r2): what each wants, what is given checked against exactly that, and what
 * comes out. Knows no HTTP. */
#ifndef TERRIL_ANALYSIS_PROCESS_H
#define TERRIL_ANALYSIS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/json.h"
#include "store/snapshot.h"

#define PROCESS_VALUES_MAX 512 /* of one input; there are 336 communes */
#define PROCESS_TEXT_MAX   64  /* characters of a text, unless its input says otherwise */
#define PROCESS_INPUTS_MAX 10

enum process_kind {
    PROCESS_WORD,  /* one of `words` */
    PROCESS_TEXT,  /* 1 to `maximum` characters; 0: PROCESS_TEXT_MAX */
    PROCESS_WHOLE, /* a whole number: one of `numbers` where there are some, else from `minimum` to `maximum` */
    PROCESS_POINT  /* a GeoJSON Point, CRS84 */
};

/* None is wanted always: what is not given has a default, or stands for another one that is given. */
struct process_input {
    const char *id, *title, *description; /* French */
    enum process_kind kind;
    size_t most;              /* values; above 1 they come as an array, or one of them alone */
    const char *const *words; /* NULL-ended */
    const int *numbers;
    size_t number_count;
    int minimum, maximum;
    const char *otherwise; /* the default as JSON; NULL: none */
};

struct process_value {
    size_t count;            /* 0: not given */
    const char *const *text; /* of words and texts */
    const int *number;
    struct point at; /* degrees */
};

/* The forms of the one output that every process has, PROCESS_OUTPUT. */
enum process_form { PROCESS_JSON, PROCESS_GEOJSON, PROCESS_CSV, PROCESS_FORMS };
#define PROCESS_OUTPUT "table"
const char *process_media_type(enum process_form form); /* without parameters */

struct process {
    const char *id, *title, *description, *version; /* French */
    const char *output_title, *output_description;
    const char *row_schema; /* JSON schema of a row of PROCESS_JSON */
    /* What this snapshot lets be asked; memory from the arena. */
    size_t (*inputs)(const struct snapshot *snapshot, struct arena *arena, struct process_input *inputs);
    /* Appends the output. `values` in the order of the inputs, as process_read gave them. ERROR_INPUT or ERROR_NOT_FOUND for
     * what only the data could tell. */
    bool (*run)(struct store *store, const struct snapshot *snapshot, const struct process_value *values,
                enum process_form form, struct arena *arena, struct buffer *out, struct error *err);
};

/* The registry, in the order in which processes are listed. */
extern const struct process *const processes[];
extern const size_t process_count;
const struct process *process_of(const char *id); /* NULL when there is none */

extern const struct process process_coverage, process_land;

/* What processes share: `of`, the id of a collection, and `filter`, CQL2 text. */
struct process_input process_of_input(const struct snapshot *snapshot, struct arena *arena);
struct process_input process_filter_input(const char *description);

/* Checks `given` (the member "inputs" of an execute request; NULL: nothing given) and fills one value for each input. A value is
 * given inline, as itself or qualified as {"value":..,"mediaType":..}, or by reference, as a link whose href is a data URI
 * (RFC 2397); other addresses are refused, since nothing is fetched. ERROR_INPUT or ERROR_LIMIT names the input and what it
 * may be. Memory from the arena. */
bool process_read(const struct process_input *inputs, size_t count, const struct json_value *given, struct arena *arena,
                  struct process_value *values, struct error *err);
/* Characters that a text may have. */
int process_text_most(const struct process_input *input);
/* One value of the input as JSON schema (in the subset of 18-062r2, schema.yaml). */
void process_schema_write(const struct process_input *input, struct json_writer *json);

#endif
