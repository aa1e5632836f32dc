/* ogc/processes.h: /ogc/processes and /ogc/processes/{id} (OGC 18-062r2, core and OGC process description), and what is left to
 * say of jobs. */
#ifndef TERRIL_OGC_PROCESSES_H
#define TERRIL_OGC_PROCESSES_H

#include "analysis/process.h"
#include "http/router.h"

route_handler processes_get, process_get;
/* /ogc/jobs/{id} and below: every process answers at once, so no job is ever kept (no-such-job, 7.12.2). */
route_handler job_get;

/* The process of the path's first capture; NULL when there is none: then the response is a problem document of the standard's
 * type (no-such-process, 7.10.2), and the handler is done. */
const struct process *process_find(const struct request *request, struct response *response);

#endif
