/* view_pages.h - the structs of the views in tests/unit/views. */
#ifndef PBIS_TESTS_VIEW_PAGES_H
#define PBIS_TESTS_VIEW_PAGES_H

#include "web/html.h"

enum leaf_kind { LEAF_SMALL, LEAF_LARGE };
struct leaf {
    struct str code;
    enum leaf_kind kind;
};
struct branch {
    struct str name;
    struct money left;
    const struct leaf *children;
    size_t children_n;
};
struct tree_page {
    struct {
        struct str title;
    } frame;
    struct str name, link;
    int64_t year;
    struct money total;
    bool is_open;
    const struct branch *rows;
    size_t rows_n;
};

void tree_chart(struct html *h, struct money total, struct str label, int size);

#endif
