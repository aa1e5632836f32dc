#include "exchange/address.h"

#include "base/buffer.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct block4 {
    uint32_t network;
    unsigned bits;
};

static const struct block4 blocks4[] = {
    {0x00000000, 8},  /* this network */
    {0x0A000000, 8},  /* private */
    {0x64400000, 10}, /* shared, carrier-grade NAT */
    {0x7F000000, 8},  /* loopback */
    {0xA9FE0000, 16}, /* link-local, with the metadata service of clouds */
    {0xAC100000, 12}, /* private */
    {0xC0000000, 24}, /* IETF protocols */
    {0xC0000200, 24}, /* documentation */
    {0xC0A80000, 16}, /* private */
    {0xC6120000, 15}, /* benchmarks */
    {0xC6336400, 24}, /* documentation */
    {0xCB007100, 24}, /* documentation */
    {0xE0000000, 4},  /* multicast */
    {0xF0000000, 4},  /* reserved, broadcast */
};

static bool address4_is_public(uint32_t host)
{
    for (size_t i = 0; i < sizeof blocks4 / sizeof blocks4[0]; i++)
        if ((host ^ blocks4[i].network) >> (32 - blocks4[i].bits) == 0)
            return false;
    return true;
}

/* The IPv4 address inside, at `offset`. */
static uint32_t address_inner4(const uint8_t *bytes, size_t offset)
{
    uint32_t inner;
    memcpy(&inner, bytes + offset, sizeof inner);
    return ntohl(inner);
}

/* Only 2000::/3 is given out to the public internet. */
static bool address6_is_public(const uint8_t bytes[16])
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    static const uint8_t translated[12] = {0, 0x64, 0xFF, 0x9B};
    if (memcmp(bytes, mapped, sizeof mapped) == 0 || memcmp(bytes, translated, sizeof translated) == 0)
        return address4_is_public(address_inner4(bytes, 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4 */
        return address4_is_public(address_inner4(bytes, 2));
    bool is_global = (bytes[0] & 0xE0) == 0x20;
    bool is_protocol = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02; /* 2001::/23, Teredo among it */
    bool is_documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8;
    return is_global && !is_protocol && !is_documentation;
}

bool address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return address4_is_public(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return address6_is_public(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    return false;
}

void address_write(const struct sockaddr *address, char text[ADDRESS_TEXT_MAX])
{
    const void *host = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
    if (address->sa_family == AF_INET6)
        host = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    if (inet_ntop(address->sa_family, host, text, ADDRESS_TEXT_MAX) == NULL)
        snprintf(text, ADDRESS_TEXT_MAX, "an unknown family");
}

char *address_at_mirror(const char *address, const char *origin)
{
    if (!text_starts_with(address, "https://") && !text_starts_with(address, "http://"))
        return NULL;
    const char *host = strstr(address, "://") + 3;
    struct buffer text = BUFFER_INIT;
    size_t size = strlen(origin);
    buffer_append(&text, origin, size > 0 && origin[size - 1] == '/' ? size - 1 : size);
    buffer_puts(&text, host + strcspn(host, "/?#"));
    return buffer_take(&text, NULL);
}
