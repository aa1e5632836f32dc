#include "exchange/child.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/process.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* AddressSanitizer maps terabytes. */
#if defined(__SANITIZE_ADDRESS__)
#define IMPORT_MEMORY 0
#else
#define IMPORT_MEMORY (UINT64_C(2) << 30)
#endif

#define IMPORT_SECONDS     60.0
#define IMPORT_CPU_SECONDS 120u /* the national file of cycle facilities takes some 30 */
#define IMPORT_FILE_BYTES  1u   /* it writes to its pipe only */
#define IMPORT_OPEN_FILES  64u
#define FETCH_SECONDS      7200.0 /* hundreds of megabytes over a country line */
#define PROGRAM_PATH_MAX   4096

struct exchange_import {
    struct process *process;
    struct frame_reader *reader;
    struct arena *arena;
    const char *name; /* of the source, for error lines */
};

struct exchange_import *exchange_import_start(const char *catalogue_path, const char *source_id, const char *file,
                                              struct error *err)
{
    char program[PROGRAM_PATH_MAX];
    if (!process_sibling("terril-exchange", program, sizeof program, err))
        return NULL;
    const char *const words[] = {program,  "import", "--catalogue", catalogue_path, "--source", source_id,
                                 "--file", file,     NULL};
    const struct process_limits limits = {IMPORT_MEMORY, IMPORT_CPU_SECONDS, IMPORT_FILE_BYTES, IMPORT_OPEN_FILES};
    struct process *process = process_start(words, &limits, err);
    if (process == NULL)
        return NULL;
    struct exchange_import *import = calloc(1, sizeof *import);
    if (import == NULL) {
        process_free(process);
        error_set(err, ERROR_INTERNAL, "%s: no memory", source_id);
        return NULL;
    }
    import->process = process;
    import->arena = arena_new();
    import->name = arena_string(import->arena, source_id);
    return import;
}

bool exchange_import_open(struct exchange_import *import, struct error *err)
{
    struct error broken = ERROR_INIT;
    import->reader = frame_reader_open(process_output(import->process), import->name, &broken);
    if (import->reader != NULL)
        return true;
    /* A child that refuses the file says why; only one that ends well without frames leaves us our own words. */
    if (process_wait(import->process, IMPORT_SECONDS, err))
        error_set(err, broken.kind, "%s", broken.message);
    return false;
}

struct frame_reader *exchange_import_reader(struct exchange_import *import)
{
    return import->reader;
}

bool exchange_import_finish(struct exchange_import *import, struct error *err)
{
    return process_wait(import->process, IMPORT_SECONDS, err);
}

void exchange_import_free(struct exchange_import *import)
{
    if (import == NULL)
        return;
    frame_reader_close(import->reader);
    process_free(import->process);
    arena_free(import->arena);
    free(import);
}

/* The child's stderr is kept for its last sentence, so its progress comes as lines on stdout: "progress 1024 65536". */
static void fetch_follow(int output, const char *source_id)
{
    unsigned long long done, total;
    char line[LINE_MAX];
    FILE *lines = fdopen(dup(output), "r");
    while (lines != NULL && fgets(line, sizeof line, lines) != NULL)
        if (sscanf(line, "progress %llu %llu", &done, &total) == 2)
            log_progress(source_id, (size_t)done, (size_t)total);
    if (lines != NULL)
        fclose(lines);
    log_progress_end();
}

bool exchange_fetch(const char *catalogue_path, const char *source_id, const char *folder, struct error *err)
{
    char program[PROGRAM_PATH_MAX];
    if (!process_sibling("terril-exchange", program, sizeof program, err))
        return false;
    const char *const words[] = {program,    "fetch", "--catalogue", catalogue_path, "--source", source_id,
                                 "--folder", folder,  NULL};
    const struct process_limits none = {0, 0, 0, 0};
    struct process *process = process_start(words, &none, err);
    if (process == NULL)
        return false;
    fetch_follow(process_output(process), source_id);
    bool is_done = process_wait(process, FETCH_SECONDS, err);
    process_free(process);
    return is_done;
}
