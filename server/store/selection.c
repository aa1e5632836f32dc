#include "store/selection.h"

struct selection {
    size_t count;
    const int64_t *fids;
};

bool selection_has(const struct selection *selection, int64_t fid)
{
    size_t low = 0, high = selection->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (selection->fids[middle] < fid)
            low = middle + 1;
        else
            high = middle;
    }
    return low < selection->count && selection->fids[low] == fid;
}

size_t selection_count(const struct selection *selection)
{
    return selection->count;
}

const int64_t *selection_fids(const struct selection *selection)
{
    return selection->fids;
}
