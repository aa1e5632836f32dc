#include "http/cork.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

void cork_set(int descriptor, bool is_held)
{
    int value = is_held;
    setsockopt(descriptor, IPPROTO_TCP, TCP_CORK, &value, sizeof value);
}
