/* base/arena.h: memory that lives as long as one piece of work and is given back at once. */
#ifndef TERRIL_BASE_ARENA_H
#define TERRIL_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* Never NULL: running out of memory ends the program with a line on stderr (as do all
 * allocations of base/, which nobody could recover from). */
struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* Gives everything back but keeps the first block (16 KiB), so that a loop over small work does not allocate.
 * Under AddressSanitizer the returned and the never-handed-out memory is poisoned. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type; borrowed from the arena until it is reset. `size` 0 gives a unique pointer. */
void *arena_alloc(struct arena *arena, size_t size);
/* `count * size`, checked for overflow (which ends the program). */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Room for one more behind `count` things of `size`: gives the array, moved into twice the room (and *capacity raised) when it
 * was full. NULL and 0 to begin with. What it leaves stays with the arena. */
void *arena_room(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);
char *arena_string(struct arena *arena, const char *text);               /* NULL gives NULL */
char *arena_copy(struct arena *arena, const char *bytes, size_t length); /* adds a NUL */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *arena);

#endif
