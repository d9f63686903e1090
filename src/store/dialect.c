/* dialect.c - the texts of dialect.def. */
#include "dialect.h"

const char *dialect_text(bool postgres, enum dialect d)
{
    static const char *const text[D_COUNT][2] = {
#define DIALECT(id, sqlite, pg) {sqlite, pg},
#include "store/dialect.def"
#undef DIALECT
    };

    return text[d][postgres];
}
