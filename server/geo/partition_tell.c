#include "geo/partition_inside.h"

#include <math.h>
#include <stdlib.h>

void partition_find(struct cleaning *cleaning, enum partition_kind kind, int32_t area, int32_t other, double size)
{
    struct partition_finding finding = {kind, (uint32_t)area, other, 1, size};
    buffer_append(&cleaning->findings, &finding, sizeof finding);
}

static int finding_compare(const void *left, const void *right)
{
    const struct partition_finding *a = left, *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

static void left_tell(struct cleaning *cleaning)
{
    for (uint32_t i = 0; i < cleaning->faces.count; i++) {
        const struct face *face = &cleaning->faces.faces[i];
        if (!partition_is_defect(cleaning, i) || cleaning->is_sliver[i])
            continue;
        if (face->cover_count == 0) {
            partition_shares(cleaning, i);
            int32_t area = partition_longest(cleaning, NOBODY);
            partition_find(cleaning, PARTITION_GAP_LEFT, area, partition_longest(cleaning, area), face->size);
        }
        for (uint32_t j = 1; j < face->cover_count; j++)
            partition_find(cleaning, PARTITION_OVERLAP_LEFT, (int32_t)face->covers[0].area,
                           (int32_t)face->covers[j].area, face->size);
    }
}

static void sums_tell(const struct cleaning *cleaning, struct partition_report *report)
{
    for (uint32_t i = 0; i < cleaning->faces.count; i++) {
        if (!partition_is_defect(cleaning, i))
            continue;
        bool is_gap = cleaning->faces.faces[i].cover_count == 0;
        enum partition_kind kind = is_gap ? PARTITION_GAP_LEFT : PARTITION_OVERLAP_LEFT;
        if (cleaning->is_sliver[i])
            kind = is_gap ? PARTITION_GAP_CLOSED : PARTITION_OVERLAP_SETTLED;
        struct partition_sum *sum = &report->sums[kind];
        sum->count++;
        sum->size += cleaning->faces.faces[i].size;
        sum->largest = fmax(sum->largest, cleaning->faces.faces[i].size);
    }
}

static void findings_tell(struct cleaning *cleaning, struct arena *arena, struct partition_report *report)
{
    struct partition_finding *all = (struct partition_finding *)(void *)cleaning->findings.bytes;
    size_t count = cleaning->findings.length / sizeof *all, kept = 0;
    if (count > 0)
        qsort(all, count, sizeof *all, finding_compare);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && finding_compare(&all[kept - 1], &all[i]) == 0) {
            all[kept - 1].count++;
            all[kept - 1].size += all[i].size;
        } else {
            all[kept++] = all[i];
        }
    }
    struct partition_finding *findings = arena_array(arena, kept, sizeof *findings);
    for (size_t i = 0; i < kept; i++)
        findings[i] = all[i];
    report->findings = findings;
    report->finding_count = kept;
}

void partition_tell(struct cleaning *cleaning, struct arena *arena, struct partition_report *report)
{
    left_tell(cleaning);
    sums_tell(cleaning, report);
    findings_tell(cleaning, arena, report);
}
