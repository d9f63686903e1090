/* check_int.h - how machine checks are found: what is loaded for a range of packages, and what each
 * check adds. Internal to check.c and check_find.c. */
#ifndef PBIS_PLAN_CHECK_INT_H
#define PBIS_PLAN_CHECK_INT_H

#include "city/param.h"
#include "plan/check.h"

enum check_id {
#define CHECK(id, code, severity, figures, where, source, name_th, name_en, th, en) id,
#include "plan/check.def"
#undef CHECK
    CHECK_COUNT
};
struct check_kind {
    const char *code, *severity, *figures, *where, *source, *name_th, *name_en, *th, *en;
};
extern const struct check_kind check_kinds[CHECK_COUNT];

struct look_package {
    int64_t id;
    struct str code;
    int64_t unit_id, agency_id, output_id;
    struct str output_code, unit_kind;
    bool has_goal;
    int64_t text_key;
};
struct look_line {
    int64_t id, package_id;
    struct str code;
    int64_t quantity_milli, times, months;
    struct money unit_price;
    struct str item_code;
    struct money requested, standard;
    struct str price_reason;
    struct money tranche; /* of the line's year; MONEY_MISSING = none */
    bool running;
    int64_t text_key;
    int64_t peers, peer_agencies;
    struct money quarter, median, three;
};
struct look_overlap {
    int64_t package_id, likeness_bp, number;
    struct str other;
};
struct look_past {
    int64_t agency_id;
    struct str output_code;
    struct money had, obligated, paid, carried;
};
struct look_text { /* stands in more than one place */
    int64_t kind, text_key;
};
struct look_contracts {
    int64_t agency_id, contracts;
    struct money due;
};
struct look_clearance {
    int64_t package_id;
    struct str class, state;
    struct date due;
};

struct flag {
    int64_t package_id;
    enum check_id id;
    int64_t line_id, figure, compare;
    struct str detail;
};

/* Everything that the checks of the packages from..to need, each loaded once. */
struct look {
    struct db *db;
    struct arena *a;
    struct date today;
    int64_t year, from, to;
    struct rows packages, lines, overlaps, past, contracts, clearances;
    struct { /* what the agency's requests lack, loaded when its first package comes */
        int64_t agency_id;
        struct rows rows;
    } lacks[128];
    size_t lacks_n;
    struct rows texts; /* of the whole year; one package asks copied_texts */
    struct param_rows peer_items;
    int64_t peer_ratio, peer_least, paid_share;
    struct money running_from;
    size_t line_at, line_n; /* the lines of the package that is looked at */
    struct flag *flag;
    size_t n, cap;
};
MUST_CHECK bool look_load(struct look *x, struct err *e);
/* Looks at one package: its flags are added. Packages come in order of their ids. */
MUST_CHECK bool look_at(struct look *x, const struct look_package *p, struct err *e);

#endif
