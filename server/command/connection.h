/* command/connection.h: a partner's database as the command line names it. */
#ifndef TERRIL_COMMAND_CONNECTION_H
#define TERRIL_COMMAND_CONNECTION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

struct connection {
    const char *place;  /* what libpq takes: an address, or words such as "dbname=sig host=db" */
    const char *schema; /* [A-Za-z_][A-Za-z0-9_]*, "public" when none was named */
};

/* "postgresql://..", "postgres://.." or "PG:.."? */
bool connection_is(const char *text);
/* Takes `schema` out of it, which libpq does not know. A password in it is refused, because everybody on the machine can read the
 * command line: libpq has PGPASSWORD and ~/.pgpass. No error repeats the text. From the arena. */
bool connection_read(const char *text, struct arena *arena, struct connection *connection, struct error *err);

#endif
