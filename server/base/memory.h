/* base/memory.h: allocation for base/ itself. Running out of memory ends the program with a line
 * on stderr, because nobody above could recover from it. */
#ifndef TERRIL_BASE_MEMORY_H
#define TERRIL_BASE_MEMORY_H

#include <stddef.h>

/* malloc and realloc that never return NULL; given back with free(). `size` 0 gives a unique pointer. */
void *memory_alloc(size_t size);
void *memory_resize(void *memory, size_t size);
/* `left + right` and `left * right`; a result that no size_t holds is memory that does not exist. */
size_t memory_sum(size_t left, size_t right);
size_t memory_product(size_t left, size_t right);
_Noreturn void memory_end(void);

#endif
