/* base/process.h: a child program with limits, whose output is read through a pipe. */
#ifndef TERRIL_BASE_PROCESS_H
#define TERRIL_BASE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct process_limits {
    uint64_t memory_bytes; /* RLIMIT_AS; 0 for none (sanitizers need it) */
    unsigned cpu_seconds;  /* RLIMIT_CPU; 0 for none */
    uint64_t file_bytes;   /* RLIMIT_FSIZE; 0 for none */
    unsigned open_files;   /* RLIMIT_NOFILE; 0 for none */
};

struct process; /* opaque; belongs to the thread that started it, and its child dies with that thread */

/* argv is NULL-ended, argv[0] the program's absolute path; `limits` may be NULL. The child's stdin is /dev/null, its
 * stdout the pipe, its stderr another pipe, which a thread of its own reads at all times and whose last line
 * process_wait hands over. The child dies with its parent (PR_SET_PDEATHSIG) and inherits no other descriptor, no
 * ignored signal and no core dump; it leads a process group, which dies with it. A limit above the one that we have
 * ourselves is lowered to that one. ERROR_NOT_FOUND when there is no such program. */
struct process *process_start(const char *const *argv, const struct process_limits *limits, struct error *err);
/* The same with `input` as the child's stdin; it stays the caller's, who closes it so that the child alone has it. */
struct process *process_start_reading(const char *const *argv, const struct process_limits *limits, int input,
                                      struct error *err);
/* Descriptor of the child's stdout, owned by the process. */
int process_output(const struct process *process);
/* Waits at most `seconds`, then kills; drains stderr meanwhile, and throws away what was not read from stdout (so read
 * that first, with poll and a limit of your own). True when it exited with 0. On failure the error is
 *   the child's last line on stderr, or "<program>: exit status 3"     ERROR_INPUT
 *   "<program>: killed by signal 11" (and " after: " its last line)    ERROR_INTERNAL, ERROR_LIMIT for a limit's signal
 *   "<program>: no answer for 60 s"                                    ERROR_LIMIT
 * Asked again it gives the same result without waiting. */
bool process_wait(struct process *process, double seconds, struct error *err);
void process_free(struct process *process); /* kills it if it still runs */

/* Absolute path of a program of ours that stands beside this one, in ../libexec/terril or in .. (where a test in the
 * build tree finds it). */
bool process_sibling(const char *name, char *path, size_t size, struct error *err);

#endif
