/* geo/box_tree.h: a packed tree of boxes that finds what meets a box, and forgets what is gone. */
#ifndef TERRIL_GEO_BOX_TREE_H
#define TERRIL_GEO_BOX_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "geo/box.h"

/* Entries are numbered as in the array they came from. Built once in O(n log n) along a Z-order curve (Morton 1966),
 * eight children a node; removal and a search that finds little are O(log n). */
struct box_tree;

/* Copies the boxes (none empty, all finite); memory from the arena. */
struct box_tree *box_tree_new(const struct box *boxes, uint32_t count, struct arena *arena);
/* An entry is removed once. */
void box_tree_remove(struct box_tree *tree, uint32_t entry);
/* Hands over every remaining entry that meets the box (borders count), in an order that depends on the boxes only.
 * `visit` returns false to stop; then the search returns false too. */
bool box_tree_search(const struct box_tree *tree, struct box box, bool (*visit)(void *payload, uint32_t entry),
                     void *payload);

#endif
