#include "geo/box_tree.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

#define BOXES 700

/* A box with corners on a lattice of 64, small ones and large ones. */
static struct box random_box(uint32_t *seed)
{
    uint32_t part[4];
    for (int i = 0; i < 4; i++) {
        *seed = *seed * 1664525u + 1013904223u; /* Numerical Recipes' generator */
        part[i] = *seed >> 26;
    }
    double width = part[2] % 8 == 0 ? part[2] : part[2] % 3;
    return (struct box){part[0], part[1], part[0] + width, part[1] + part[3] % 3};
}

static bool count_visit(void *payload, uint32_t entry)
{
    uint32_t *seen = payload;
    seen[entry]++;
    return true;
}

static bool stop_visit(void *payload, uint32_t entry)
{
    (void)entry;
    ++*(int *)payload;
    return false;
}

static void a_search_finds_what_a_walk_over_all_boxes_finds(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct box boxes[BOXES];
    bool is_gone[BOXES] = {false};
    uint32_t seed = 5;
    for (uint32_t count = 0; count <= BOXES; count = count * 3 + 1) {
        for (uint32_t i = 0; i < count; i++) {
            boxes[i] = random_box(&seed);
            is_gone[i] = false;
        }
        struct box_tree *tree = box_tree_new(boxes, count, arena);
        for (uint32_t round = 0; round < 50; round++) {
            struct box box = random_box(&seed);
            uint32_t seen[BOXES] = {0};
            assert_true(box_tree_search(tree, box, count_visit, seen));
            for (uint32_t i = 0; i < count; i++)
                assert_int_equal(seen[i], box_meets(box, boxes[i]) && !is_gone[i]);
            for (uint32_t i = round; i < count; i += 50) {
                box_tree_remove(tree, i);
                is_gone[i] = true;
            }
        }
    }
    arena_free(arena);
}

static void a_search_stops_when_it_is_told_to(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct box boxes[] = {{0, 0, 1, 1}, {0, 0, 2, 2}, {1, 1, 2, 2}};
    struct box_tree *tree = box_tree_new(boxes, 3, arena);
    int visits = 0;
    assert_false(box_tree_search(tree, boxes[1], stop_visit, &visits));
    assert_int_equal(visits, 1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_finds_what_a_walk_over_all_boxes_finds),
        cmocka_unit_test(a_search_stops_when_it_is_told_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
