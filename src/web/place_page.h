/* place_page.h - money by place: the city's money by the district where it is spent. */
#ifndef PBIS_WEB_PLACE_PAGE_H
#define PBIS_WEB_PLACE_PAGE_H

#include "plan/place.h"
#include "web/req.h"
#include "web/table.h"

struct places_page {
    struct str title, lead_top;
    int64_t year, said; /* districts where bureaus say they spend */
    struct place_money total;
    struct money city, bureau;
    struct table_view places;
};
struct district_page {
    struct str title, csrf;
    int64_t year;
    struct place_money here;
    struct table_view lines;
};
handler_fn places_page, district_place_page;

#endif
