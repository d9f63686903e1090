/* class_version.h - looking up a version of a classification by kind and code; city room only. */
#ifndef PBIS_CITY_CLASS_VERSION_H
#define PBIS_CITY_CLASS_VERSION_H

#include "base/row.h"
#include "city/actor.h"

struct class_version {
    int64_t id;
    bool published;
};
extern const struct row_type class_version_type;
MUST_CHECK bool class_version_find(struct db *db, struct arena *a, struct str kind, struct str code,
                                   struct class_version *ret, bool *ret_found, struct err *e);

#endif
