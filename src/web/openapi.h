/* openapi.h - the route table for machines. */
#ifndef PBIS_WEB_OPENAPI_H
#define PBIS_WEB_OPENAPI_H

#include "base/str.h"

struct arena;

/* All rows of the route table as JSON: `pbis _routes`, for the permission test and the docs. */
struct str routes_json(struct arena *a);

#endif
