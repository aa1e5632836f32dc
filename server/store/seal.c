#include "store/seal.h"

#include "base/memory.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEAL_OFFSET 60
#define SEAL_BYTES  4
#define SEAL_LANES  4
#define SEAL_PIECE  ((size_t)64 * 1024)          /* on the stack, and near the processor */
#define SEAL_BLOCK  (4 * SEAL_PIECE)             /* has a sum of its own: 0.1 ms */
#define SEAL_HANDS  3u                           /* threads beside the one that wants to know */
#define SEAL_PRIME  UINT64_C(0x9e3779b97f4a7c15) /* odd: 2^64 over the golden ratio, so multiplying loses nothing */

/* Four chains side by side, so that one multiplication need not wait for the last. Each step can be undone for a given
 * word, so a single changed word always changes its lane; 32 of the 64 bits are kept. */
struct sum {
    uint64_t lanes[SEAL_LANES];
};

static uint64_t word_of(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return le64toh(word); /* the same seal on every machine */
}

/* `length` is a multiple of 32 in every piece but the last. */
static void sum_add(struct sum *sum, const unsigned char *bytes, size_t length)
{
    size_t at = 0;
    for (; at + 8 * SEAL_LANES <= length; at += 8 * SEAL_LANES)
        for (size_t lane = 0; lane < SEAL_LANES; lane++) {
            uint64_t mixed = (sum->lanes[lane] ^ word_of(bytes + at + 8 * lane)) * SEAL_PRIME;
            sum->lanes[lane] = mixed ^ mixed >> 29;
        }
    for (; at < length; at++)
        sum->lanes[0] = (sum->lanes[0] ^ bytes[at]) * SEAL_PRIME;
}

/* Each step can be undone for a given word, too. */
static uint64_t word_mix(uint64_t whole, uint64_t word)
{
    whole = (whole ^ word) * SEAL_PRIME;
    return whole ^ whole >> 32;
}

static uint64_t sum_end(const struct sum *sum)
{
    uint64_t whole = 0;
    for (size_t lane = 0; lane < SEAL_LANES; lane++)
        whole = word_mix(whole, sum->lanes[lane]);
    return whole;
}

/* ---- the file, block by block ---- */

/* Held by the reader and by each thread; the last one gives it back. */
struct seal_reading {
    atomic_uint holders;
    int fd; /* its own */
    uint64_t length;
    size_t block_count;
    atomic_size_t next;       /* block that nobody has begun */
    atomic_int failure;       /* errno of what could not be read; 0 */
    _Atomic uint64_t *blocks; /* their sums; 0: not there yet */
    const char *name;         /* the reader's, for the reader alone */
};

static void reading_release(struct seal_reading *reading)
{
    if (atomic_fetch_sub(&reading->holders, 1) != 1)
        return;
    close(reading->fd);
    free((void *)reading->blocks);
    free(reading);
}

/* Less than `length` where the file ends before. */
static ssize_t piece_read(int fd, unsigned char *bytes, size_t length, off_t offset)
{
    size_t got = 0;
    while (got < length) {
        ssize_t more = pread(fd, bytes + got, length - got, offset + (off_t)got);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return -1;
        if (more == 0)
            break;
        got += (size_t)more;
    }
    return (ssize_t)got;
}

/* The seal itself counts as zeros. A block that has become shorter meanwhile has another sum. */
static void block_sum(struct seal_reading *reading, size_t block)
{
    struct sum sum = {{1, 2, 3, 4}};
    _Alignas(8) unsigned char bytes[SEAL_PIECE];
    uint64_t at = (uint64_t)block * SEAL_BLOCK, end = at + SEAL_BLOCK;
    for (end = end < reading->length ? end : reading->length; at < end; at += SEAL_PIECE) {
        size_t length = end - at < SEAL_PIECE ? (size_t)(end - at) : SEAL_PIECE;
        ssize_t got = piece_read(reading->fd, bytes, length, (off_t)at);
        if (got < 0)
            atomic_store(&reading->failure, errno);
        if (got <= 0)
            break;
        if (at == 0)
            memset(bytes + SEAL_OFFSET, 0, SEAL_BYTES);
        sum_add(&sum, bytes, (size_t)got);
    }
    uint64_t whole = sum_end(&sum);
    atomic_store(&reading->blocks[block], whole != 0 ? whole : 1);
}

static void blocks_sum(struct seal_reading *reading)
{
    size_t block;
    while ((block = atomic_fetch_add(&reading->next, 1)) < reading->block_count)
        block_sum(reading, block);
}

static void *hand_run(void *argument)
{
    blocks_sum(argument);
    reading_release(argument);
    return NULL;
}

/* Threads of which nobody waits for the end. */
static void hands_start(struct seal_reading *reading)
{
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    for (unsigned i = 0; i < SEAL_HANDS && i + 1 < reading->block_count; i++) {
        pthread_t hand;
        atomic_fetch_add(&reading->holders, 1);
        if (pthread_create(&hand, &detached, hand_run, reading) != 0)
            atomic_fetch_sub(&reading->holders, 1);
    }
    pthread_attr_destroy(&detached);
}

static struct seal_reading *reading_open(int fd, const char *name, struct error *err)
{
    struct stat about;
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (own < 0 || fstat(own, &about) != 0) {
        error_set(err, ERROR_STORAGE, "%s: %s", name, strerror(errno));
        if (own >= 0)
            close(own);
        return NULL;
    }
    if (about.st_size < SEAL_OFFSET + SEAL_BYTES) {
        close(own);
        error_set(err, ERROR_STORAGE, "%s: too short to be a snapshot", name);
        return NULL;
    }
    struct seal_reading *reading = memory_alloc(sizeof *reading);
    memset(reading, 0, sizeof *reading);
    reading->fd = own;
    reading->name = name;
    reading->length = (uint64_t)about.st_size;
    reading->block_count = (size_t)((reading->length + SEAL_BLOCK - 1) / SEAL_BLOCK);
    reading->blocks = memory_alloc(memory_product(reading->block_count, sizeof *reading->blocks));
    for (size_t i = 0; i < reading->block_count; i++)
        atomic_init(&reading->blocks[i], 0);
    atomic_init(&reading->holders, 1);
    return reading;
}

/* What the seal ought to be. A block that another thread has begun and not ended is read once more: that thread may be
 * waiting for its turn on a processor for longer than its block takes. */
static bool reading_finish(struct seal_reading *reading, uint32_t *wanted, struct error *err)
{
    blocks_sum(reading);
    for (size_t i = 0; i < reading->block_count; i++)
        if (atomic_load(&reading->blocks[i]) == 0)
            block_sum(reading, i);
    if (atomic_load(&reading->failure) != 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", reading->name, strerror(atomic_load(&reading->failure)));
    uint64_t whole = reading->length;
    for (size_t i = 0; i < reading->block_count; i++)
        whole = word_mix(whole, atomic_load(&reading->blocks[i]));
    uint32_t seal = (uint32_t)(whole ^ whole >> 32);
    *wanted = seal != 0 ? seal : 1; /* 0 is an unsealed file */
    return true;
}

/* ---- the seal ---- */

struct seal_reading *seal_begin(int fd, const char *name, struct error *err)
{
    struct seal_reading *reading = reading_open(fd, name, err);
    if (reading != NULL)
        hands_start(reading);
    return reading;
}

bool seal_end(struct seal_reading *reading, enum seal *seal, struct error *err)
{
    uint32_t wanted;
    unsigned char found[SEAL_BYTES];
    bool done = reading_finish(reading, &wanted, err);
    if (done && piece_read(reading->fd, found, SEAL_BYTES, SEAL_OFFSET) != SEAL_BYTES)
        done = error_set(err, ERROR_STORAGE, "%s: too short to be a snapshot", reading->name);
    reading_release(reading);
    if (!done)
        return false;
    uint32_t is = (uint32_t)found[0] << 24 | (uint32_t)found[1] << 16 | (uint32_t)found[2] << 8 | found[3];
    *seal = is == 0 ? SEAL_NONE : is == wanted ? SEAL_WHOLE : SEAL_BROKEN;
    return true;
}

void seal_leave(struct seal_reading *reading)
{
    if (reading == NULL)
        return;
    atomic_store(&reading->next, reading->block_count);
    reading_release(reading);
}

bool seal_write(const char *path, struct error *err)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    uint32_t wanted = 0;
    struct seal_reading *reading = seal_begin(fd, path, err);
    bool done = reading != NULL && reading_finish(reading, &wanted, err);
    if (reading != NULL)
        reading_release(reading);
    if (done) {
        const unsigned char seal[SEAL_BYTES] = {(unsigned char)(wanted >> 24), (unsigned char)(wanted >> 16),
                                                (unsigned char)(wanted >> 8), (unsigned char)wanted};
        done = pwrite(fd, seal, sizeof seal, SEAL_OFFSET) == SEAL_BYTES ||
               error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    }
    if (close(fd) != 0 && done)
        done = error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    return done;
}
