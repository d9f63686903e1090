/* bill_town.h - a small city with a draft at the Governor, members of the Council, and what a test does as whom. */
#ifndef PBIS_TESTS_BILL_TOWN_H
#define PBIS_TESTS_BILL_TOWN_H

#include "plan_store.h"

#include "execute/invariant.h"
#include "plan/amount.h"
#include "plan/bill.h"
#include "plan/bill_section.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/package.h"
#include "plan/review.h"
#include "plan/vote.h"

enum { YEAR = 2568 };

/* What a write of the tests does: one of these, by whom. */
struct doing {
    enum {
        DO_STEP, DO_MEMBER, DO_MEMBER_END, DO_COMMITTEE, DO_SEAT, DO_REPORT, DO_INTEREST, DO_VOTE,
        DO_GAZETTE, DO_ADD, DO_EDIT, DO_AMOUNT, DO_SUBMIT,
    } what;
    int64_t number, version, line_id;
    const char *event, *reason, *code;
    struct council_member_new m;
    struct council_committee_new c;
    struct council_seat_new s;
    struct council_report r;
    struct council_interest_new i;
    struct vote_new v;
    struct gazette g;
    struct bill_new b;
    struct money amount;
    struct str ret;
};

static inline struct str word(const char *s)
{
    return s ? str_from(s) : STR_NONE;
}

static inline bool act_on(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    struct amount_set set = {.line_id = x->line_id, .amount = x->amount, .reason = STR("test")};

    switch (x->what) {
    case DO_STEP: return bill_run(by, YEAR, x->number, word(x->event), word(x->reason), e);
    case DO_MEMBER: return council_member_add(by, &x->m, &x->ret, e);
    case DO_MEMBER_END: return council_member_end(by, word(x->code), x->version, by->today, word(x->reason), e);
    case DO_COMMITTEE: return council_committee_add(by, &x->c, &x->ret, e);
    case DO_SEAT: return council_seat_add(by, &x->s, e);
    case DO_REPORT: return council_report_set(by, &x->r, e);
    case DO_INTEREST: return council_interest_declare(by, &x->i, e);
    case DO_VOTE: return vote_take(by, &x->v, &x->ret, e);
    case DO_GAZETTE: return gazette_set(by, YEAR, x->number, &x->g, e);
    case DO_ADD: return bill_add(by, YEAR, &x->b, &x->number, e);
    case DO_EDIT: return bill_edit(by, YEAR, x->number, x->version, &x->b, e);
    case DO_AMOUNT: return amounts_write(by, YEAR, STAGE_COMMITTEE, &set, 1, e);
    case DO_SUBMIT: return package_event(by, YEAR, word(x->code), word(x->event), x->version, word(x->reason), e);
    }
    return false;
}

static inline bool run(struct act *by, void *ctx, struct err *e)
{
    struct doing *x = ctx;
    bool ok = act_on(by, x, e);

    if (ok && x->ret.n) {
        x->ret = str_dup(city_arena(by), x->ret);
    }
    return ok;
}

static inline const struct actor *clerk(void)
{
    static struct actor a;

    a = plan_person("clerk", PERM_COUNCIL, SCOPE_CITY, 0);
    return &a;
}

static inline const struct actor *governor(void)
{
    static struct actor a;

    a = plan_person("governor", PERM_CYCLE, SCOPE_CITY, 0);
    return &a;
}

static inline void must(struct store *s, struct arena *a, const struct actor *who, struct doing *x)
{
    struct err e = {0};

    assert_ok(who ? city_write_as(s, a, who, run, x, &e) : city_write(s, a, run, x, &e), &e);
}

static inline void must_not(struct store *s, struct arena *a, const struct actor *who, struct doing *x,
                     enum err_code want)
{
    struct err e = {0};

    assert_err(who ? city_write_as(s, a, who, run, x, &e) : city_write(s, a, run, x, &e), &e, want);
}

static inline void step(struct store *s, struct arena *a, const struct actor *who, int64_t number,
                 const char *event)
{
    struct doing x = {.what = DO_STEP, .number = number, .event = event};

    must(s, a, who, &x);
}

static inline void refuse_step(struct store *s, struct arena *a, const struct actor *who,
                        const char *event, enum err_code want)
{
    struct doing x = {.what = DO_STEP, .event = event};

    must_not(s, a, who, &x, want);
}

static inline void invariants_hold(struct store *s, struct arena *a)
{
    const struct broken *b;
    struct db *db;
    struct err e = {0};
    size_t n, broken;

    assert_ok(store_reader(s, &db, &e), &e);
    assert_ok(invariants_check(db, a, &b, &n, &broken, &e), &e);
    if (n) {
        printf("%s: %s\n", b[0].invariant->name, str_cstr(a, b[0].problem));
    }
    assert_int_equal(broken, 0);
}

/* The day of every write of the tests. */
static inline struct date today(void)
{
    return date_of_ms(CITY_NOW);
}

static inline struct plan_city make_city(struct store *s, struct arena *a)
{
    struct plan_city c;
    struct plan_fill f = {.year = YEAR, .c = &c, .units = 1, .levels = 1, .lines = 4, .state = "SUBMITTED"};
    struct err e = {0};

    plan_make(s, a, YEAR, &c);
    f.agency_id = c.works.id;
    f.output_id = c.road;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    f.agency_id = c.drainage.id;
    f.output_id = c.water;
    assert_ok(city_write(s, a, plan_fill, &f, &e), &e);
    plan_reach(s, a, YEAR, "GOVERNOR");
    return c;
}

/* Five councillors and one executive. */
static inline void make_members(struct store *s, struct arena *a)
{
    for (int i = 1; i <= 6; i++) {
        struct doing x = {.what = DO_MEMBER,
                          .m = {.kind = i == 6 ? STR("executive") : STR("councillor"),
                                .full_name = str_format(a, "N%d", i),
                                .post = i == 6 ? STR("P") : STR_NONE,
                                .district = i == 6 ? STR_NONE : str_format(a, "D%d", i),
                                .from_date = DATE(20220501)}};

        must(s, a, clerk(), &x);
    }
}

static inline struct doing vote_on(const char *subject, int64_t yes, int64_t no)
{
    return (struct doing){.what = DO_VOTE,
                          .v = {.year = YEAR, .subject = str_from(subject), .on_date = today(), .yes = yes, .no = no}};
}

static inline void pass_vote_on(struct store *s, struct arena *a, const char *subject, struct date day)
{
    struct doing x = vote_on(subject, 3, 1);

    x.v.on_date = day;
    must(s, a, clerk(), &x);
}

static inline void pass_vote(struct store *s, struct arena *a, const char *subject)
{
    pass_vote_on(s, a, subject, today());
}

static inline struct db *reader(struct store *s)
{
    struct db *db;
    struct err e = {0};

    assert_ok(store_reader(s, &db, &e), &e);
    return db;
}

#endif
