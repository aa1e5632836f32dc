/* exchange/sandbox.h: what a process that parses strangers' bytes may still do: read one folder and PROJ's data, compute, and
 * write to what is already open; one that writes a file or to a database may do that as well, and no more. */
#ifndef TERRIL_EXCHANGE_SANDBOX_H
#define TERRIL_EXCHANGE_SANDBOX_H

#include <stdbool.h>

#include "base/error.h"

/* AddressSanitizer maps memory and looks around in ways that the filter forbids, and its leak check starts a process. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_IS_BUILT_IN false
#else
#define SANDBOX_IS_BUILT_IN true
#endif

enum sandbox_part { SANDBOX_LANDLOCK = 1, SANDBOX_SECCOMP = 2 };

/* `folders` is a NULL-ended list of what may be read; folders that do not exist are passed over. There is no way back.
 * `got` gets the parts that the kernel has. False only when it has a part and refuses our use of it. */
bool sandbox_enter(const char *const *folders, unsigned *got, struct error *err);

/* The same for who makes a file: it may also make, write and remove files in the folder `workshop`, no folders. Without Landlock
 * nothing keeps it to that folder. */
bool sandbox_enter_workshop(const char *const *folders, const char *workshop, unsigned *got, struct error *err);
/* The same for who writes to a server: it may go on speaking on the connections that are open, and open none. */
bool sandbox_enter_connected(const char *const *folders, unsigned *got, struct error *err);

/* Memory and processor time, also where nobody set limits before; a deadline by the wall clock; no core file. */
void sandbox_limit(void);

#endif
