#include "store/seal.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define SEAL_OFFSET 60
#define SEAL_BYTES  4
#define SEAL_LANES  4
#define SEAL_PIECE  ((size_t)64 * 1024)          /* on the stack, and near the processor */
#define SEAL_PRIME  UINT64_C(0x9e3779b97f4a7c15) /* odd: 2^64 over the golden ratio, so multiplying loses nothing */

/* Four chains side by side, so that one multiplication need not wait for the last. Each step can be undone for a given
 * word, so a single changed word always changes its lane; 32 of the 64 bits are kept. */
struct sum {
    uint64_t lanes[SEAL_LANES];
    uint64_t length;
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
    sum->length += length;
}

static uint32_t sum_end(const struct sum *sum)
{
    uint64_t whole = sum->length;
    for (size_t lane = 0; lane < SEAL_LANES; lane++) {
        whole = (whole ^ sum->lanes[lane]) * SEAL_PRIME;
        whole ^= whole >> 32;
    }
    uint32_t seal = (uint32_t)(whole ^ whole >> 32);
    return seal != 0 ? seal : 1; /* 0 is an unsealed file */
}

static ssize_t piece_read(int fd, unsigned char *bytes, off_t offset)
{
    size_t got = 0;
    while (got < SEAL_PIECE) {
        ssize_t more = pread(fd, bytes + got, SEAL_PIECE - got, offset + (off_t)got);
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

/* The sum of the file with its seal taken as zeros, and the seal that it has. */
static bool file_sum(int fd, const char *name, uint32_t *found, uint32_t *wanted, struct error *err)
{
    struct sum sum = {{1, 2, 3, 4}, 0};
    _Alignas(8) unsigned char bytes[SEAL_PIECE];
    off_t offset = 0;
    ssize_t got;
    *found = 0;
    while ((got = piece_read(fd, bytes, offset)) > 0) {
        if (offset == 0 && got < SEAL_OFFSET + SEAL_BYTES)
            break;
        if (offset == 0) {
            const unsigned char *seal = bytes + SEAL_OFFSET;
            *found = (uint32_t)seal[0] << 24 | (uint32_t)seal[1] << 16 | (uint32_t)seal[2] << 8 | seal[3];
            memset(bytes + SEAL_OFFSET, 0, SEAL_BYTES);
        }
        sum_add(&sum, bytes, (size_t)got);
        offset += got;
    }
    if (got < 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", name, strerror(errno));
    if (offset == 0)
        return error_set(err, ERROR_STORAGE, "%s: too short to be a snapshot", name);
    *wanted = sum_end(&sum);
    return true;
}

bool seal_read(int fd, const char *name, enum seal *seal, struct error *err)
{
    uint32_t found, wanted;
    if (!file_sum(fd, name, &found, &wanted, err))
        return false;
    *seal = found == 0 ? SEAL_NONE : found == wanted ? SEAL_WHOLE : SEAL_BROKEN;
    return true;
}

bool seal_write(const char *path, struct error *err)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, ERROR_STORAGE, "%s: %s", path, strerror(errno));
    uint32_t found, wanted;
    bool done = file_sum(fd, path, &found, &wanted, err);
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
