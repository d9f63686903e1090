/* dialect.h - private to the room: the texts of dialect.def by name and store. */
#ifndef PBIS_STORE_DIALECT_H
#define PBIS_STORE_DIALECT_H

#include <stdbool.h>

enum dialect {
#define DIALECT(id, sqlite, postgres) D_##id,
#include "store/dialect.def"
#undef DIALECT
    D_COUNT
};

const char *dialect_text(bool postgres, enum dialect d);

#endif
