#include "exchange/demo_notice.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/circular.h"
#include "city/consult.h"
#include "city/problem.h"
#include "city/survey.h"
#include "city/user.h"
#include "exchange/demo_table.h"
#include "store/store.h"

/* One row: what somebody does; `code` is the newest thing of its kind. */
struct notice_demo {
    struct str kind, who, to, more, text;
    int64_t days, year;
    struct str code;
};

static struct date day_of(const struct act *by, int64_t days)
{
    return date_add_days(by->today, (int32_t)days);
}

static bool do_circular(struct act *by, struct notice_demo *d, struct err *e)
{
    struct circular_new n = {.year = d->year,
                             .title = d->text,
                             .body = d->more,
                             .due = d->days ? day_of(by, d->days) : DATE_NONE,
                             .to_kind = d->to};

    return circular_draft(by, &n, &d->code, e) && circular_send(by, d->code, 1, e);
}

static bool do_read(struct act *by, struct notice_demo *d, struct err *e)
{
    return circular_acknowledge(by, d->code, e);
}

static bool do_ask(struct act *by, struct notice_demo *d, struct err *e)
{
    struct consult_new n = {.title = d->text, .body = d->more, .about = d->to};

    return consult_ask(by, &n, &d->code, e);
}

static bool do_answer(struct act *by, struct notice_demo *d, struct err *e)
{
    struct consult_answer n = {.version = 1,
                               .body = d->text,
                               .law = d->more,
                               .publish = true,
                               .hide = str_eq(d->to, STR("hide"))};

    return consult_answer(by, d->code, &n, e);
}

static bool do_survey(struct act *by, struct notice_demo *d, struct err *e)
{
    struct survey_new n = {.year = d->year,
                           .title = d->text,
                           .intro = d->more,
                           .to_kind = d->to,
                           .closes = day_of(by, d->days)};

    return survey_draft(by, &n, &d->code, e);
}

static bool do_question(struct act *by, struct notice_demo *d, struct err *e)
{
    struct survey_question q = {.kind = d->to,
                                .body = d->text,
                                .choices = str_replace(by->a, d->more, STR(";"), STR("\n"))};

    return survey_question_add(by, d->code, &q, e);
}

static bool do_open(struct act *by, struct notice_demo *d, struct err *e)
{
    struct survey s;

    return survey_get(by->tx->db, by->a, by->who, d->code, &s, e) &&
           survey_open(by, d->code, s.version, e);
}

static bool do_vote(struct act *by, struct notice_demo *d, struct err *e)
{
    struct survey_value v[SURVEY_QUESTIONS];
    struct str rest = d->text, one;
    size_t n = 0;

    while (n < SURVEY_QUESTIONS && str_split(&rest, ';', &one)) {
        v[n] = (struct survey_value){.number = (int64_t)n + 1, .value = one};
        n++;
    }
    return survey_answer(by, d->code, 0, v, n, e);
}

static bool do_problem(struct act *by, struct notice_demo *d, struct err *e)
{
    struct problem_new n = {.year = d->year,
                            .division = d->days / 10,
                            .agency_code = d->to,
                            .what = d->text,
                            .detail = d->more,
                            .weight = d->days % 10};

    return problem_add(by, &n, &d->code, e);
}

static bool do_solve(struct act *by, struct notice_demo *d, struct err *e)
{
    struct problem_change c = {.version = 1,
                               .weight = 3,
                               .state = d->to,
                               .action = d->text,
                               .owner = d->more,
                               .due = day_of(by, d->days)};

    return problem_change(by, d->code, &c, e);
}

static const struct {
    const char *kind;
    bool (*run)(struct act *by, struct notice_demo *d, struct err *e);
} steps[] = {
    {"circular", do_circular}, {"read", do_read},         {"ask", do_ask},   {"answer", do_answer},
    {"survey", do_survey},     {"question", do_question}, {"open", do_open}, {"vote", do_vote},
    {"problem", do_problem},   {"solve", do_solve},
};

static bool do_row(struct act *by, struct notice_demo *d, struct err *e)
{
    struct act as = *by;
    struct actor who;

    if (!actor_load(by->tx->db, by->a, d->who, &who, e)) {
        return false;
    }
    who.session_ref = STR_NONE;
    as.who = &who;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (str_eq(d->kind, str_from(steps[i].kind))) {
            return steps[i].run(&as, d, e);
        }
    }
    PANIC("an unknown kind in demo_notice.csv");
}

bool demo_notice(struct act *by, int64_t year, struct err *e)
{
    struct notice_demo d = {.year = year};
    struct demo_table t;
    struct rows rows;

    if (!circular_list(by->tx->db, by->a, by->who, year, 0, &rows, e)) {
        return false;
    }
    if (rows.n > 0) {
        return true;
    }
    if (!demo_table_read(by->a, "demo_notice.csv", &t, e)) {
        return false;
    }
    for (size_t i = 0; i < t.n; i++) {
        d.kind = demo_get(&t, i, "kind");
        d.who = demo_get(&t, i, "who");
        d.to = demo_get(&t, i, "to");
        d.more = demo_get(&t, i, "more");
        d.text = demo_get(&t, i, "text");
        d.days = demo_number(&t, i, "days");
        if (!do_row(by, &d, e)) {
            return false;
        }
    }
    return true;
}
