#include "exchange/sandbox.h"

#include <linux/landlock.h>
#include <seccomp.h>

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY_MAX   (UINT64_C(2) << 30)
#define CPU_SECONDS  120u /* the national file of cycle facilities takes some 30 */
#define WALL_SECONDS 300u

void sandbox_limit(void)
{
    const struct rlimit none = {0, 0}, cpu = {CPU_SECONDS, CPU_SECONDS + 5};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_CPU, &cpu); /* fails, rightly, where the parent allowed less */
    if (SANDBOX_IS_BUILT_IN) {   /* sanitizers map terabytes */
        const struct rlimit memory = {MEMORY_MAX, MEMORY_MAX};
        setrlimit(RLIMIT_AS, &memory);
    }
    alarm(WALL_SECONDS);
}

/* ---- Landlock (Linux 5.13; its calls have no wrappers in glibc) ---- */

/* Every right of the first version of the interface, the later ones where the kernel has them. */
static uint64_t landlock_rights(long version)
{
    uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    if (version >= 2)
        rights |= UINT64_C(1) << 13; /* LANDLOCK_ACCESS_FS_REFER */
    if (version >= 3)
        rights |= UINT64_C(1) << 14; /* LANDLOCK_ACCESS_FS_TRUNCATE */
    return rights;
}

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* `rights` as the ruleset's version knows them. */
static bool landlock_allow(int ruleset, const char *folder, uint64_t rights)
{
    struct landlock_path_beneath_attr rule = {
        .allowed_access = rights,
        .parent_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC),
    };
    if (rule.parent_fd < 0)
        return true;
    long failed = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    return failed == 0;
}

/* Files alone: no folders, links or devices. */
static uint64_t landlock_workshop(uint64_t known)
{
    const uint64_t truncate = UINT64_C(1) << 14;
    return READING | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE |
           (known & truncate);
}

/* `workshop` may be NULL. */
static bool landlock_enter(const char *const *folders, const char *workshop, unsigned *got, struct error *err)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return true; /* not built in, or switched off at boot */
    struct landlock_ruleset_attr attributes = {.handled_access_fs = landlock_rights(version)};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
    bool is_good = ruleset >= 0;
    for (; is_good && *folders != NULL; folders++)
        is_good = landlock_allow(ruleset, *folders, READING);
    if (is_good && workshop != NULL)
        is_good = landlock_allow(ruleset, workshop, landlock_workshop(attributes.handled_access_fs));
    is_good = is_good && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    int number = errno;
    if (ruleset >= 0)
        close(ruleset);
    if (!is_good)
        return error_set(err, ERROR_INTERNAL, "sandbox: Landlock: %s", strerror(number));
    *got |= SANDBOX_LANDLOCK;
    return true;
}

/* ---- seccomp: a list of what is allowed; anything else fails with EPERM ---- */

static const int calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(preadv),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(fadvise64),
    SCMP_SYS(fcntl),
    SCMP_SYS(flock),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getrandom),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(getrlimit),
    SCMP_SYS(restart_syscall),
};

/* Calls that are allowed with some arguments: files for reading, memory that holds no code, signals to ourselves. */
static int seccomp_add_conditions(scmp_filter_ctx filter)
{
    const uint64_t writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
    const struct scmp_arg_cmp no_write_at = SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
    const struct scmp_arg_cmp no_write = SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY);
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp ourselves = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
    int failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, &no_write_at);
    if (failed == 0)
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, &no_write);
    if (failed == 0)
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &no_code);
    if (failed == 0)
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &no_code);
    if (failed == 0)
        failed = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &ourselves);
    return failed;
}

/* What SQLite and GDAL's virtual files ask for to write. */
static const int calls_workshop[] = {
    SCMP_SYS(openat),   SCMP_SYS(open),      SCMP_SYS(pwrite64), SCMP_SYS(pwritev),  SCMP_SYS(ftruncate),
    SCMP_SYS(fsync),    SCMP_SYS(fdatasync), SCMP_SYS(unlink),   SCMP_SYS(unlinkat), SCMP_SYS(rename),
    SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(fchmod),   SCMP_SYS(fchown),   SCMP_SYS(fallocate),
    SCMP_SYS(getppid),  SCMP_SYS(umask),
};

/* What libpq asks for, once connected; the signals are its guard against SIGPIPE. */
static const int calls_connected[] = {
    SCMP_SYS(sendto),      SCMP_SYS(recvfrom),      SCMP_SYS(sendmsg),         SCMP_SYS(recvmsg),
    SCMP_SYS(poll),        SCMP_SYS(ppoll),         SCMP_SYS(select),          SCMP_SYS(pselect6),
    SCMP_SYS(shutdown),    SCMP_SYS(getsockopt),    SCMP_SYS(setsockopt),      SCMP_SYS(getsockname),
    SCMP_SYS(getpeername), SCMP_SYS(rt_sigpending), SCMP_SYS(rt_sigtimedwait),
};

/* A list of system calls allowed on top of the others. */
struct extra {
    const int *calls;
    size_t count;
};

static bool seccomp_enter(struct extra extra, unsigned *got, struct error *err)
{
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        return true; /* a kernel built without */
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int failed = filter == NULL ? -ENOMEM : seccomp_add_conditions(filter);
    for (size_t i = 0; failed == 0 && i < sizeof calls / sizeof calls[0]; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    for (size_t i = 0; failed == 0 && i < extra.count; i++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, extra.calls[i], 0);
    if (failed == 0)
        failed = seccomp_load(filter);
    seccomp_release(filter);
    if (failed != 0)
        return error_set(err, ERROR_INTERNAL, "sandbox: seccomp: %s", strerror(-failed));
    *got |= SANDBOX_SECCOMP;
    return true;
}

static bool sandbox_close(const char *const *folders, const char *workshop, struct extra extra, unsigned *got,
                          struct error *err)
{
    *got = 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return error_set(err, ERROR_INTERNAL, "sandbox: %s", strerror(errno));
    return landlock_enter(folders, workshop, got, err) && seccomp_enter(extra, got, err);
}

bool sandbox_enter(const char *const *folders, unsigned *got, struct error *err)
{
    return sandbox_close(folders, NULL, (struct extra){NULL, 0}, got, err);
}

bool sandbox_enter_workshop(const char *const *folders, const char *workshop, unsigned *got, struct error *err)
{
    const struct extra extra = {calls_workshop, sizeof calls_workshop / sizeof calls_workshop[0]};
    return sandbox_close(folders, workshop, extra, got, err);
}

bool sandbox_enter_connected(const char *const *folders, unsigned *got, struct error *err)
{
    const struct extra extra = {calls_connected, sizeof calls_connected / sizeof calls_connected[0]};
    return sandbox_close(folders, NULL, extra, got, err);
}
