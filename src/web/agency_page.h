/* agency_page.h - the spending agencies, and one agency: its totals, its packages. */
#ifndef PBIS_WEB_AGENCY_PAGE_H
#define PBIS_WEB_AGENCY_PAGE_H

#include "city/agency.h"
#include "web/overview.h"
#include "web/package_list.h"

struct agency_row {
    struct str code, name, kind;
    int64_t division, packages, lines;
    struct money requested, now, change;
    struct share share;
};
extern const struct row_type agency_row_type;

struct agencies_page {
    struct str title;
    int64_t year, n, bureaus, districts;
    struct table_view table;
};
struct agency_page {
    struct str title, code;
    struct agency agency;
    int64_t year;
    struct total_row total;
    struct share of_city;
    bool has_any, may_add;
    struct table_view types, plans;
    struct package_list_view list;
};
handler_fn agencies_page, agency_page, agency_types_page, agency_plans_page;

#endif
