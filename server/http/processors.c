#include "http/processors.h"

#include <sched.h>
#include <sys/socket.h>

unsigned processors_allowed(void)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return 1; /* a machine with more processors than a cpu_set_t has places */
    return (unsigned)CPU_COUNT(&allowed);
}

bool processors_keep_to(unsigned index)
{
    cpu_set_t allowed, one;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return false;
    for (int processor = 0; processor < CPU_SETSIZE; processor++) {
        if (!CPU_ISSET(processor, &allowed) || index-- > 0)
            continue;
        CPU_ZERO(&one);
        CPU_SET(processor, &one);
        return sched_setaffinity(0, sizeof one, &one) == 0;
    }
    return false;
}

int processors_incoming(int descriptor)
{
    int processor = -1;
    socklen_t length = sizeof processor;
    if (getsockopt(descriptor, SOL_SOCKET, SO_INCOMING_CPU, &processor, &length) != 0)
        return -1;
    return processor;
}

int processors_place_of(int processor)
{
    cpu_set_t allowed;
    int place = 0;
    if (processor < 0 || processor >= CPU_SETSIZE || sched_getaffinity(0, sizeof allowed, &allowed) != 0 ||
        !CPU_ISSET(processor, &allowed))
        return -1;
    for (int before = 0; before < processor; before++)
        place += CPU_ISSET(before, &allowed) != 0;
    return place;
}

unsigned processors_choose(const unsigned *connections, unsigned count, int near)
{
    unsigned least = 0;
    for (unsigned i = 1; i < count; i++)
        if (connections[i] < connections[least])
            least = i;
    if (near < 0 || (unsigned)near >= count || connections[near] >= connections[least] + PROCESSORS_LEAD)
        return least;
    return (unsigned)near;
}
