/* order_page.h - pages of orders of execution (execute/order.h). */
#ifndef PBIS_WEB_ORDER_PAGE_H
#define PBIS_WEB_ORDER_PAGE_H

#include "execute/order.h"
#include "web/form.h"
#include "web/table.h"

struct order_link {
    struct str href, label;
    bool here;
};
struct orders_page {
    struct str title, csrf;
    int64_t year;
    int64_t waiting_n, oldest; /* on the reader's desk; days of the oldest */
    int64_t open_n, open_flags;
    struct money open;
    struct table_view waiting, table, desks, extra;
    struct form_field kind, state, agency;
    const struct order_link *make;
    size_t make_n;
    struct str next, first, query;
    bool paged, may_make, has_extra;
};

/* A typed row: names of the fields end in its number. */
struct order_cell {
    int64_t n;
    struct str line, to_line, amount, agency, output, item, name, ref, note, error;
    struct str f_line, f_to_line, f_amount, f_agency, f_output, f_item, f_name, f_ref, f_note;
};
struct order_edit_page {
    struct str title, csrf, refused, action, back, code, kind, columns, cancel;
    int64_t year, version;
    bool quarter, to, central, held; /* which fields the rows have; quarter: none, they are proposed */
    struct form form;
    const struct order_cell *row;
    size_t row_n;
};

struct order_desk_view {
    struct str label, who;
    int64_t days;
    bool here;
};
struct order_one_page {
    struct str title, csrf, refused, path, kind, role, desk, done, on_date;
    int64_t year, row;
    struct order o;
    const struct order_desk_view *desk_row;
    size_t desk_row_n;
    const struct order_row *line;
    size_t line_n;
    bool to, short_of, posted, ended, may_send, may_approve, may_return, may_refuse, may_withdraw, may_post, may_edit, may_reverse;
    struct table_view events, flags;
    struct str next, first;
    bool paged, may_any;
};

struct order_flags_page {
    struct str title, csrf, next;
    int64_t year, days, open;
    struct table_view table;
    const struct order_link *tab;
    size_t tab_n;
};
struct order_flag_page {
    struct str title, csrf, refused, path, role;
    int64_t year;
    struct order_flag f;
    bool may, open;
    struct table_view parts;
};

struct order_register_page {
    struct str title, next, query, path;
    int64_t year;
    struct money had, given, left;
    struct table_view items, table;
    const struct order_link *tab;
    size_t tab_n;
    bool central, may_print;
};

/* The columns of a table of orders. */
void order_view(struct req *r, const struct rows *rows, struct table_view *ret);
struct str order_kind_label(struct str kind, enum lang lang);

handler_fn orders_page, order_new_page, order_new_post, order_edit_page, order_edit_post;
handler_fn order_one_page, order_one_post, order_flags_page, order_flag_page, order_flag_post;
handler_fn order_central_page, order_register_page;

#endif
