/* ogc/process_execution.h: POST /ogc/processes/{id}/execution (OGC 18-062r2, 7.11): synchronous, values inline or in data
 * URIs, no callback. */
#ifndef TERRIL_OGC_PROCESS_EXECUTION_H
#define TERRIL_OGC_PROCESS_EXECUTION_H

#include "analysis/process.h"
#include "http/router.h"

route_handler process_execution_post;

/* An execute request (execute.yaml), read and checked. */
struct execution {
    struct process_value values[PROCESS_INPUTS_MAX];
    enum process_form form;
    bool has_form;    /* it was asked for in the body */
    bool is_document; /* "response": "document"; else raw */
};

/* ERROR_INPUT or ERROR_LIMIT with a sentence for anything that is not exactly an execute request of the process `id`.
 * Memory from the arena. */
bool execution_read(const char *body, size_t length, const char *id, const struct process_input *inputs, size_t count,
                    struct arena *arena, struct execution *execution, struct error *err);

#endif
