/* import_tidy.h - the text of a cell as the importers use it. */
#ifndef PBIS_EXCHANGE_IMPORT_TIDY_H
#define PBIS_EXCHANGE_IMPORT_TIDY_H

#include <stdbool.h>

#include "base/str.h"

/* Trimmed, cleaned as by str_clean; runs of blanks become one, and then `ret_changed` is true. The encoding was checked. */
struct str import_tidy(struct arena *a, struct str s, bool *ret_changed);

#endif
