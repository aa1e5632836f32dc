#include "base/arena.h"

#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define ARENA_GAP 16 /* poisoned bytes behind each piece, so that an overrun does not land in the next one */
#else
#define ASAN_POISON_MEMORY_REGION(start, size)   ((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#define ARENA_GAP                                0
#endif

#define ARENA_ALIGN _Alignof(max_align_t)
/* A request of the server asks for a few kB; each further block doubles up to the last size, so that a load
 * of millions of pieces asks malloc some hundred times. */
#define ARENA_FIRST_BLOCK ((size_t)16 * 1024)
#define ARENA_LAST_BLOCK  ((size_t)1024 * 1024)

struct block {
    struct block *previous;
    size_t size; /* of `bytes` */
    size_t used;
    _Alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *newest;
    size_t used;
};

static struct block *block_new(struct block *previous, size_t size)
{
    struct block *block = memory_alloc(memory_sum(sizeof *block, size));
    block->previous = previous;
    block->size = size;
    block->used = 0;
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
    return block;
}

static void block_free(struct block *block)
{
    ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
    free(block);
}

struct arena *arena_new(void)
{
    struct arena *arena = memory_alloc(sizeof *arena);
    arena->newest = block_new(NULL, ARENA_FIRST_BLOCK);
    arena->used = 0;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    arena_reset(arena);
    block_free(arena->newest);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    while (arena->newest->previous != NULL) {
        struct block *gone = arena->newest;
        arena->newest = gone->previous;
        block_free(gone);
    }
    arena->newest->used = 0;
    arena->used = 0;
    ASAN_POISON_MEMORY_REGION(arena->newest->bytes, arena->newest->size);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    /* at least one byte, so that every pointer is unique */
    size_t taken = memory_sum(size > 0 ? size : 1, ARENA_GAP + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    struct block *block = arena->newest;
    if (taken > block->size - block->used) {
        size_t next = block->size < ARENA_LAST_BLOCK ? block->size * 2 : ARENA_LAST_BLOCK;
        block = block_new(block, taken > next ? taken : next);
        arena->newest = block;
    }
    char *memory = block->bytes + block->used;
    block->used += taken;
    arena->used += size;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    memset(memory, 0, size);
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    return arena_alloc(arena, memory_product(count, size));
}

void *arena_room(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    assert(count <= *capacity);
    if (count < *capacity)
        return array;
    size_t wider = *capacity == 0 ? 16 : memory_product(*capacity, 2);
    void *moved = arena_array(arena, wider, size);
    if (count > 0)
        memcpy(moved, array, count * size);
    *capacity = wider;
    return moved;
}

char *arena_string(struct arena *arena, const char *text)
{
    return text != NULL ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    assert(bytes != NULL || length == 0);
    char *copy = arena_alloc(arena, memory_sum(length, 1));
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char room[256]; /* enough for most */
    int needed = vsnprintf(room, sizeof room, format, arguments);
    va_end(arguments);
    assert(needed >= 0);
    size_t size = needed >= 0 ? (size_t)needed + 1 : 1;
    char *text = arena_alloc(arena, size);
    if (size <= sizeof room)
        memcpy(text, room, size - 1);
    else
        vsnprintf(text, size, format, again);
    va_end(again);
    return text;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}
