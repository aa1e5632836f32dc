#include "geo/box_tree.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>

#define CHILDREN   8u
#define LEVELS_MAX 12 /* 8^11 is more than a uint32_t counts */

/* Level 0 holds the entries along the curve; node i of a level covers nodes 8 i to 8 i + 7 of the level below. */
struct level {
    struct box *boxes;
    uint32_t *left; /* entries below that remain */
    uint32_t count;
};

struct box_tree {
    uint32_t *entry; /* by place along the curve */
    uint32_t *place; /* by entry */
    struct level levels[LEVELS_MAX];
    int height;
};

struct coded {
    uint32_t code, entry;
};

static int coded_compare(const void *left, const void *right)
{
    const struct coded *a = left, *b = right;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* 16 bits, a zero between every two. */
static uint32_t bits_spread(uint32_t bits)
{
    bits = (bits | bits << 8) & 0x00ff00ffu;
    bits = (bits | bits << 4) & 0x0f0f0f0fu;
    bits = (bits | bits << 2) & 0x33333333u;
    return (bits | bits << 1) & 0x55555555u;
}

static uint32_t step_of(double middle, double least, double width)
{
    return width > 0.0 ? (uint32_t)((middle - least) / width * 65535.0) : 0;
}

static void tree_order(struct box_tree *tree, const struct box *boxes, uint32_t count)
{
    struct box extent = BOX_EMPTY;
    for (uint32_t i = 0; i < count; i++)
        extent = box_join(extent, boxes[i]);
    struct coded *coded = memory_alloc(memory_product(count, sizeof *coded));
    for (uint32_t i = 0; i < count; i++) {
        double x = boxes[i].xmin + (boxes[i].xmax - boxes[i].xmin) / 2.0;
        double y = boxes[i].ymin + (boxes[i].ymax - boxes[i].ymin) / 2.0;
        coded[i].code = bits_spread(step_of(x, extent.xmin, box_width(extent))) |
                        bits_spread(step_of(y, extent.ymin, box_height(extent))) << 1;
        coded[i].entry = i;
    }
    qsort(coded, count, sizeof *coded, coded_compare);
    for (uint32_t i = 0; i < count; i++) {
        tree->entry[i] = coded[i].entry;
        tree->place[coded[i].entry] = i;
    }
    free(coded);
}

static struct level level_new(uint32_t count, struct arena *arena)
{
    return (struct level){
        .boxes = arena_array(arena, count, sizeof(struct box)),
        .left = arena_array(arena, count, sizeof(uint32_t)),
        .count = count,
    };
}

static struct level level_above(const struct level *below, struct arena *arena)
{
    struct level level = level_new((below->count + CHILDREN - 1) / CHILDREN, arena);
    for (uint32_t i = 0; i < level.count; i++)
        level.boxes[i] = BOX_EMPTY;
    for (uint32_t i = 0; i < below->count; i++) {
        level.boxes[i / CHILDREN] = box_join(level.boxes[i / CHILDREN], below->boxes[i]);
        level.left[i / CHILDREN] += below->left[i];
    }
    return level;
}

struct box_tree *box_tree_new(const struct box *boxes, uint32_t count, struct arena *arena)
{
    struct box_tree *tree = arena_alloc(arena, sizeof *tree);
    tree->entry = arena_array(arena, count, sizeof *tree->entry);
    tree->place = arena_array(arena, count, sizeof *tree->place);
    tree_order(tree, boxes, count);
    tree->levels[0] = level_new(count, arena);
    for (uint32_t i = 0; i < count; i++) {
        tree->levels[0].boxes[i] = boxes[tree->entry[i]];
        tree->levels[0].left[i] = 1;
    }
    tree->height = 1;
    while (tree->levels[tree->height - 1].count > 1) {
        tree->levels[tree->height] = level_above(&tree->levels[tree->height - 1], arena);
        tree->height++;
    }
    return tree;
}

void box_tree_remove(struct box_tree *tree, uint32_t entry)
{
    uint32_t node = tree->place[entry];
    assert(tree->levels[0].left[node] == 1);
    for (int i = 0; i < tree->height; i++, node /= CHILDREN)
        tree->levels[i].left[node]--;
}

struct search {
    const struct box_tree *tree;
    struct box box;
    bool (*visit)(void *payload, uint32_t entry);
    void *payload;
};

/* Neither is empty: a node with something left in it is not. */
static inline bool search_meets(const struct search *search, const struct level *level, uint32_t node)
{
    const struct box *box = &level->boxes[node];
    return level->left[node] > 0 && search->box.xmin <= box->xmax && box->xmin <= search->box.xmax &&
           search->box.ymin <= box->ymax && box->ymin <= search->box.ymax;
}

/* Below a node that meets the box; as deep as the tree is high. */
static bool search_node(const struct search *search, int height, uint32_t node)
{
    const struct level *level = &search->tree->levels[height - 1];
    uint32_t begin = node * CHILDREN, end = level->count - begin < CHILDREN ? level->count : begin + CHILDREN;
    for (uint32_t child = begin; child < end; child++) {
        if (!search_meets(search, level, child))
            continue;
        bool goes_on = height == 1 ? search->visit(search->payload, search->tree->entry[child])
                                   : search_node(search, height - 1, child);
        if (!goes_on)
            return false;
    }
    return true;
}

bool box_tree_search(const struct box_tree *tree, struct box box, bool (*visit)(void *payload, uint32_t entry),
                     void *payload)
{
    struct search search = {tree, box, visit, payload};
    if (tree->levels[0].count == 0 || box_is_empty(box) || !search_meets(&search, &tree->levels[tree->height - 1], 0))
        return true;
    return tree->height == 1 ? visit(payload, tree->entry[0]) : search_node(&search, tree->height - 1, 0);
}
