#include "http/loans.h"

#include <assert.h>

size_t loans_count(const struct loans *loans)
{
    return loans->list.length / sizeof(struct loan);
}

const struct loan *loans_list(const struct loans *loans)
{
    return (const struct loan *)(const void *)loans->list.bytes;
}

void loans_free(struct loans *loans)
{
    buffer_free(&loans->list);
    if (loans->release)
        loans->release(loans->owner);
    *loans = (struct loans){.list = BUFFER_INIT};
}

/* What is still to be left out and to be taken, and where it goes. */
struct cutting {
    size_t skip, rest, count;
    struct loan_slice *slices;
};

static void cutting_add(struct cutting *cutting, const char *bytes, size_t length)
{
    size_t skipped = cutting->skip < length ? cutting->skip : length;
    size_t taken = length - skipped < cutting->rest ? length - skipped : cutting->rest;
    cutting->skip -= skipped;
    cutting->rest -= taken;
    if (taken > 0)
        cutting->slices[cutting->count++] = (struct loan_slice){bytes + skipped, taken};
}

size_t loans_slices(const struct loans *loans, const char *own, size_t own_length, size_t first, size_t length,
                    struct loan_slice slices[LOAN_SLICES_MAX])
{
    struct cutting cutting = {first, length, 0, slices};
    const struct loan *list = loans_list(loans);
    size_t count = loans_count(loans), done = 0;
    assert(count <= LOANS_MAX);
    for (size_t i = 0; i < count; i++) {
        cutting_add(&cutting, own + done, list[i].at - done);
        cutting_add(&cutting, list[i].bytes, list[i].length);
        done = list[i].at;
    }
    cutting_add(&cutting, own + done, own_length - done);
    return cutting.count;
}
