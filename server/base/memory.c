#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void memory_end(void)
{
    static const char line[] = "terril: out of memory\n";
    /* write(2), because stdio may want memory; nothing is left to do if even this fails */
    ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
    (void)ignored;
    _exit(1);
}

void *memory_alloc(size_t size)
{
    return memory_resize(NULL, size);
}

void *memory_resize(void *memory, size_t size)
{
    void *resized = realloc(memory, size > 0 ? size : 1);
    if (resized == NULL)
        memory_end();
    return resized;
}

size_t memory_sum(size_t left, size_t right)
{
    if (left > SIZE_MAX - right)
        memory_end();
    return left + right;
}

size_t memory_product(size_t left, size_t right)
{
    if (right != 0 && left > SIZE_MAX / right)
        memory_end();
    return left * right;
}
