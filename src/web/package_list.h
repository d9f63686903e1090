/* package_list.h - lists of decision packages, paged by key, with their filters; used by the list
 * of all packages, an agency's page and a person's own work. */
#ifndef PBIS_WEB_PACKAGE_LIST_H
#define PBIS_WEB_PACKAGE_LIST_H

#include "plan/package.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct package_list_view {
    struct str action; /* where the filter form goes */
    struct form_field state, output, level;
    struct table_view table;
    struct str query; /* of the filters, for exports and the next page */
    struct str next;  /* address of the next page; empty = the last */
    int64_t count;                /* of all pages, when filtered */
    bool filtered, paged;
};
enum { PACKAGES_A_PAGE = 50 };

/* Reads ?state=, ?output=, ?level=, ?after= and the rows. `agency_id` 0 = all. */
MUST_CHECK bool package_list_read(struct req *r, int64_t agency_id, struct str action,
                                  struct rows *ret_rows, struct package_list_view *ret,
                                  struct err *e);
/* The rows as a file; all pages at once, up to 20,000. */
MUST_CHECK bool package_list_file(struct req *r, int64_t agency_id, struct reply *ret,
                                  struct err *e);

struct packages_page {
    struct str title;
    int64_t year;
    int64_t total;
    struct package_list_view list;
    bool may_add;
};
handler_fn packages_page;

#endif
