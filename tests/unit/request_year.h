/* request_year.h - a year whose structure was drawn from the year before: two units of two levels of one
 * agency, each line still empty; what it lacks, by its word. */
#ifndef PBIS_TESTS_REQUEST_YEAR_H
#define PBIS_TESTS_REQUEST_YEAR_H

#include "plan_store.h"

#include "execute/enact.h"
#include "plan/draw.h"
#include "plan/justify.h"
#include "plan/question.h"
#include "plan/request.h"
#include "plan/review.h"
#include "plan/stopped.h"

enum { LAST = 2566, YEAR = 2567 };

struct ctx {
    struct plan_city c;
    struct draw_result drawn;
    struct str code, to, group, order[8], line[8];
    size_t n;
    int64_t version, number;
    struct money amount;
    struct answer_new answer[4];
    struct unit_option option;
    struct level_output output;
    struct disposition_new d;
    struct justify_group g;
    struct line_edit edit;
    struct package_edit text;
    struct sign sign;
    struct sign_item item[4];
    struct sign_result result[4];
    const char *event;
};

static inline bool enact(struct act *by, void *ctx, struct err *e)
{
    struct enactment r;

    (void)ctx;
    return enact_year(by, LAST, &r, e);
}

static inline bool draw(struct act *by, void *ctx, struct err *e)
{
    struct ctx *x = ctx;

    return draw_structure(by, YEAR, x->c.drainage.id, &x->drawn, e);
}

static inline size_t lacks(struct db *db, struct arena *a, struct str code, const char *what)
{
    const struct missing_row *m;
    struct package p;
    struct rows rows;
    struct err e;
    size_t n = 0;

    assert_ok(package_get(db, a, YEAR, code, &p, &e), &e);
    assert_ok(request_missing(db, a, p.id, &rows, &e), &e);
    m = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        n += !what || str_eq(m[i].code, str_from(what));
    }
    return n;
}

/* Two units of two levels last year, each line enacted; drawn into this year. */
static inline void begin(struct store *s, struct arena *a, struct ctx *x, struct actor *officer)
{
    struct plan_fill f = {
        .year = LAST, .c = &x->c, .units = 2, .levels = 2, .lines = 1, .state = "ANALYST_ACCEPTED"};
    struct err e;

    plan_make(s, a, LAST, &x->c);
    f.agency_id = x->c.drainage.id;
    f.output_id = x->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e); /* 1,000 2,000 3,000 4,000 baht */
    plan_reach(s, a, LAST, "GOVERNOR");
    assert_ok(city_write(s, a, enact, NULL, &e), &e);
    plan_make(s, a, YEAR, &x->c);
    plan_reach(s, a, YEAR, "REQUEST");
    *officer = plan_person("officer", PERM_REQUEST_WRITE, SCOPE_AGENCY, x->c.drainage.id);
    assert_ok(city_write_as(s, a, officer, draw, x, &e), &e);
}

#endif
