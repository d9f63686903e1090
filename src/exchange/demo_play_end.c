/* demo_play_end.c - the end of a played year: what is bound goes to list A, a part of what is not to list B; both are decided
 * and posted; the rest is proposed to lapse, and on demand lapses and the year is closed. */
#include "base/arena.h"
#include "base/err.h"
#include "city/attach.h"
#include "city/user.h"
#include "exchange/demo_play_int.h"
#include "execute/carry_list.h"
#include "execute/period.h"
#include "execute/year_end.h"
#include "plan/cycle.h"
#include "store/store.h"

enum { LAST_MONTH = 11, LIST_B_EACH = 3 };
#define PLAY_REASON STR("demonstration")

struct ending {
    struct play *p;
    struct actor clerk;
    struct act office, permsec, finance, council;
};

static bool begin(struct act *by, struct play *p, struct ending *x, struct err *e)
{
    int64_t year = p->plan->year;

    *x = (struct ending){.p = p};
    if (!actor_load(by->tx->db, by->a, STR("clerk"), &x->clerk, e))
        return false;
    x->office = play_act(by, &p->people.office, play_day(year, LAST_MONTH, 20));
    x->permsec = play_act(by, &p->people.permsec, play_day(year, LAST_MONTH, 26));
    x->council = play_act(by, &x->clerk, play_day(year, LAST_MONTH, 27));
    x->finance = play_act(by, &p->people.finance, play_day(year, LAST_MONTH, 30));
    return true;
}

static bool evidence(struct act *by, struct str code, struct err *e)
{
    static const char text[] = "step,planned\nTOR,2022-10-15\nsigning,2022-12-20\n";
    struct attach_new n = {.subject = str_format(by->a, "carry:%.*s", STR_FMT(code)),
                           .kind = STR("plan"),
                           .name = STR("procurement-plan-demo.csv"),
                           .data = {(const uint8_t *)text, sizeof text - 1}};
    struct str attached;

    return attach_add(by, &n, &attached, e);
}

static bool ask(struct ending *x, const struct carry_new *n, bool papers, struct err *e)
{
    struct carry_act step = {.event = STR("submit"), .version = -1};

    if (!carry_add(&x->office, n, &step.code, e) || (papers && !evidence(&x->office, step.code, e)) ||
        !carry_step(&x->office, &step, e))
        return false;
    step.event = STR("approve");
    return carry_step(&x->permsec, &step, e);
}

/* What an agency's contracts still bind. */
static bool ask_bound(struct ending *x, int64_t agency_id, struct err *e)
{
    struct rows rows;
    const struct carry_choice *c;

    if (!carry_choices(x->office.tx->db, x->office.a, x->p->plan->year, agency_id, &rows, e))
        return false;
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct carry_new n = {.line_code = c[i].line_code, .kind = STR("A"), .ref = c[i].ref, .amount = c[i].left,
                              .reason = PLAY_REASON, .status = PLAY_REASON};

        if (str_eq(c[i].kind, STR("A")) && c[i].left.satang > 0 && !ask(x, &n, false, e))
            return false;
    }
    return true;
}

/* Capital lines that nobody signed for: every third is asked for, the others will lapse. */
static bool ask_free(struct ending *x, struct err *e)
{
    const struct play_plan *plan = x->p->plan;
    int64_t next = plan->year + 1, seen = 0;

    for (size_t i = 0; i < plan->n; i++) {
        const struct play_line *l = &plan->line[i];
        struct carry_new n = {.line_code = l->code, .kind = STR("B"), .reason = PLAY_REASON, .status = PLAY_REASON,
                              .sign_on = play_day(next, 2, 20), .deliver_on = play_day(next, 7, 20),
                              .pay_on = play_day(next, 8, 20)};

        if (l->group < 0 || plan->group[l->group].type != PLAY_CAPITAL || plan->group[l->group].sign != PLAY_NEVER ||
            seen++ % LIST_B_EACH)
            continue;
        if (!carry_available(x->office.tx->db, x->office.a, l->id, n.kind, STR_NONE, &n.amount, e) ||
            (n.amount.satang > 0 && !ask(x, &n, true, e)))
            return false;
    }
    return true;
}

static bool list(struct ending *x, const char *kind, struct str title, struct act *decides, struct err *e)
{
    int64_t year = x->p->plan->year, n;
    struct carry_list_new fresh = {.year = year, .kind = str_from(kind), .title = title};
    struct carry_list l;
    struct carry_posted posted;
    struct carry_paper paper = {.no = str_format(x->office.a, "DEMO-%s-1", kind), .on = play_day(year, LAST_MONTH, 27)};
    struct db *db = x->office.tx->db;
    struct str code;
    int64_t waiting;

    if (!carry_waiting(db, year, fresh.kind, false, &waiting, e))
        return false;
    if (!waiting)
        return true;
    if (!carry_list_add(&x->office, &fresh, &code, e) || !carry_list_take(&x->office, code, NULL, 0, &n, e) ||
        !carry_list_get(db, x->office.a, code, &l, e))
        return false;
    paper.version = l.version;
    if (!carry_list_move(&x->office, code, &paper, e) || !carry_list_get(db, x->office.a, code, &l, e))
        return false;
    paper.version = l.version;
    return carry_list_decide(decides, code, &paper, NULL, 0, e) &&
           carry_list_post(&x->finance, code, play_day(year, LAST_MONTH, 30), &posted, e);
}

bool play_end(struct act *by, struct play *p, struct err *e)
{
    struct ending x;
    int64_t agency = 0, run;
    struct act system = play_act(by, by->who, play_day(p->plan->year, LAST_MONTH, 30));

    if (!begin(by, p, &x, e))
        return false;
    for (size_t i = 0; i < p->plan->n; i++) {
        struct arena_mark m = arena_mark(by->a);

        if (p->plan->line[i].agency_id != agency && !ask_bound(&x, p->plan->line[i].agency_id, e))
            return false;
        agency = p->plan->line[i].agency_id;
        arena_rewind(by->a, m);
    }
    return ask_free(&x, e) && list(&x, "A", STR("บัญชีกันเงินแบบมีหนี้ผูกพัน (สาธิต)"), &x.permsec, e) && /* FIELD( */
           list(&x, "B", STR("ญัตติกันเงินแบบไม่มีหนี้ผูกพัน (สาธิต)"), &x.council, e) && /* FIELD( */
           cycle_run(&system, p->plan->year, STR("year_end"), PLAY_REASON, e) &&
           lapse_propose(&x.office, p->plan->year, PLAY_REASON, &run, e);
}

bool play_close(struct act *by, struct play *p, struct err *e)
{
    int64_t year = p->plan->year, period = play_day(year, LAST_MONTH, 1).yyyymmdd / 100;
    struct act system = play_act(by, by->who, play_day(year, LAST_MONTH, 30));
    struct rows rows;
    struct ending x;
    const struct lapse *l;

    if (!begin(by, p, &x, e) || !lapse_list(by->tx->db, by->a, year, &rows, e))
        return false;
    l = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(l[i].state, STR("proposed")) &&
            (!lapse_approve(&x.permsec, year, l[i].run, l[i].version, STR("DEMO-LAPSE-1"), e) ||
             !lapse_post(&x.finance, year, l[i].run, play_day(year, LAST_MONTH, 30), e)))
            return false;
    }
    return period_close(&x.finance, year, period, PLAY_REASON, e) && year_end_close(&system, year, PLAY_REASON, e);
}
