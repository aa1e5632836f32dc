#include "exchange/verify.h"

#include "base/process.h"
#include "exchange/sandbox.h"
#include "geo/frame.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#define VERIFY_SECONDS 300.0
#define VERIFY_MEMORY  (SANDBOX_IS_BUILT_IN ? UINT64_C(2) << 30 : 0) /* sanitizers map terabytes */

static bool verify_count(struct process *process, const char *source_id, int64_t *features, struct error *err)
{
    struct frame_reader *reader = frame_reader_open(process_output(process), source_id, err);
    struct frame frame;
    int more = reader != NULL ? 1 : -1;
    *features = 0;
    while (more > 0 && (more = frame_read(reader, &frame, err)) > 0)
        *features += frame.type == FRAME_FEATURE ? 1 : 0;
    frame_reader_close(reader);
    return more == 0;
}

bool verify_file(const char *catalogue_path, const char *source_id, const char *file, int64_t *features,
                 struct error *err)
{
    char program[PATH_MAX];
    struct error broken = ERROR_INIT;
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return error_set(err, ERROR_INTERNAL, "/proc/self/exe does not say which program this is");
    program[length] = '\0';
    const char *const words[] = {program,  "import", "--catalogue", catalogue_path, "--source", source_id,
                                 "--file", file,     NULL};
    const struct process_limits limits = {VERIFY_MEMORY, 120, 0, 64};
    struct process *process = process_start(words, &limits, err);
    if (process == NULL)
        return false;
    bool is_counted = verify_count(process, source_id, features, &broken);
    bool is_done = process_wait(process, VERIFY_SECONDS, err); /* what the child says comes before what broke here */
    process_free(process);
    if (is_done && !is_counted)
        return error_set(err, broken.kind, "%s", broken.message);
    return is_done;
}
