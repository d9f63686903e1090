/* ledger_town.h - a year in force with four lines of one agency and two of another, and the people who post, for unit
 * tests. Lines 1..4 of 11000000 hold 1, 2, 3, 4 thousand baht; 1 and 3 are salaries, 2 and 4 buildings. Lines 5, 6 of
 * 10000000 hold 1 and 2 thousand (salary, building). */
#ifndef PBIS_TESTS_LEDGER_TOWN_H
#define PBIS_TESTS_LEDGER_TOWN_H

#include "plan_store.h"

#include "city/user.h"
#include "execute/enact.h"
#include "execute/holding.h"
#include "execute/origin.h"
#include "execute/period.h"
#include "execute/posting.h"

enum { YEAR = 2566 };

struct town {
    struct store *s;
    struct arena *a;
    struct db *db;
    struct plan_city c;
    struct actor finance, head, permsec, officer;
};

static bool town_enact(struct act *by, void *ctx, struct err *e)
{
    struct enactment r;

    (void)ctx;
    return enact_year(by, YEAR, &r, e);
}

static bool town_user(struct act *by, void *ctx, struct err *e)
{
    return user_add(by, ctx, e);
}

static inline void town_person(struct town *t, const char *name, enum role role, const char *agency, struct actor *ret)
{
    struct user_new u = {.name = str_from(name),
                         .full_name = str_from(name),
                         .password_hash = STR("x"),
                         .role = role,
                         .agency_code = str_from(agency)};
    struct err e;

    assert_ok(city_write(t->s, t->a, town_user, &u, &e), &e);
    assert_ok(actor_load(t->db, t->a, str_from(name), ret, &e), &e);
}

static inline void town_make(struct store *s, struct arena *a, struct town *t)
{
    struct plan_fill f = {.year = YEAR, .c = &t->c, .units = 1, .levels = 1, .lines = 4, .state = "ANALYST_ACCEPTED"};
    struct err e;

    memset(t, 0, sizeof *t);
    t->s = s;
    t->a = a;
    f.c = &t->c;
    plan_make(s, a, YEAR, &t->c);
    f.agency_id = t->c.drainage.id;
    f.output_id = t->c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    f.agency_id = t->c.works.id;
    f.output_id = t->c.road;
    f.lines = 2;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    plan_reach(s, a, YEAR, "GOVERNOR");
    assert_ok(city_write(s, a, town_enact, NULL, &e), &e);
    assert_ok(store_reader(s, &t->db, &e), &e);
    town_person(t, "fin", ROLE_FINANCE, "", &t->finance);
    town_person(t, "head11", ROLE_HEAD, "11000000", &t->head);
    town_person(t, "ps", ROLE_PERMSEC, "", &t->permsec);
    town_person(t, "off11", ROLE_OFFICER, "11000000", &t->officer);
}

struct town_post {
    struct posting p;
    struct posted r;
};
static bool town_run(struct act *by, void *ctx, struct err *e)
{
    struct town_post *x = ctx;

    return posting_do(by, &x->p, &x->r, e);
}

/* By the finance department, approved by the permanent secretary. */
static inline bool town_post_as(struct town *t, const struct actor *who, struct posting p, struct posted *ret, struct err *e)
{
    struct town_post x = {.p = p};
    bool ok = city_write_as(t->s, t->a, who, town_run, &x, e);

    if (ok && ret) {
        *ret = x.r;
    }
    return ok;
}

/* KEY TYPE line to_line satang ref authority, on 15 October 2565 unless said. */
static inline struct posting town_posting(const char *key, const char *type, int64_t line, int64_t to, int64_t satang,
                                          const char *ref)
{
    return (struct posting){.key = str_from(key),
                            .on = DATE(20221015),
                            .type = str_from(type),
                            .line_id = line,
                            .to_line_id = to,
                            .amount = MONEY(satang),
                            .ref = str_from(ref),
                            .approved_by = STR("ps")};
}

#endif
