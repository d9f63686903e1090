/* bill_clock.c - until when the Council may work on a draft, and what follows; where it was published. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/param.h"
#include "plan/bill.h"
#include "plan/bill_step.h"
#include "plan/supplementary.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

/* When it began, and the parameters: empty where the default holds. */
struct begun_row {
    struct date voted_on;
    int64_t begun;
    struct str committee_days, amend_days, fallback, no_ordinance;
    struct str principle, final; /* the result of the vote that counts */
    int64_t deemed;
};
static const struct field begun_fields[] = {
    COL(struct begun_row, voted_on),       COL(struct begun_row, begun),
    COL(struct begun_row, committee_days), COL(struct begun_row, amend_days),
    COL(struct begun_row, fallback),       COL(struct begun_row, no_ordinance),
    COL(struct begun_row, principle),      COL(struct begun_row, final),
    COL(struct begun_row, deemed),
};
static const struct row_type begun_type = ROW_TYPE(struct begun_row, begun_fields);

static struct str held(struct arena *a, struct str value, enum param_id p)
{
    return value.n ? value : param_default(a, p);
}

static int64_t days_of(struct str s)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n && i < 6 && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

/* The limit of the committee, and whether anything follows when it is past. */
static bool limits(struct db *db, struct arena *a, const struct bill_key *k,
                   struct bill_clock *ret, struct err *e)
{
    struct begun_row b;

    if (!db_one(db, a, &Q_BILL_FIRST_READING, ARGS(V(k->year), V(k->number), V(db_day(db))),
                &begun_type, &b, e)) {
        return false;
    }
    ret->committee_days = days_of(held(a, b.committee_days, PARAM_COUNCIL_DAYS));
    ret->amend_days = days_of(held(a, b.amend_days, PARAM_COUNCIL_AMEND_DAYS));
    ret->fallback = str_eq(held(a, b.fallback, PARAM_COUNCIL_FALLBACK), STR("deemed"));
    ret->previous_holds = str_eq(held(a, b.no_ordinance, PARAM_COUNCIL_NO_ORDINANCE), STR("previous"));
    ret->principle_lost = str_eq(ret->stage, STR("READING1")) && str_eq(b.principle, STR("failed"));
    ret->final_lost = str_eq(ret->stage, STR("READING3")) && str_eq(b.final, STR("failed"));
    ret->deemed_on = b.begun && b.deemed > b.begun ? date_of_ms(b.deemed) : DATE_NONE;
    ret->first_reading = b.voted_on.yyyymmdd ? b.voted_on
                         : b.begun           ? date_of_ms(b.begun)
                                             : DATE_NONE;
    if (ret->first_reading.yyyymmdd) {
        ret->committee_due = date_add_days(ret->first_reading, (int32_t)ret->committee_days);
        ret->amend_due = date_add_days(ret->first_reading, (int32_t)ret->amend_days);
    }
    return true;
}

static bool before_vote(struct str stage)
{
    return str_eq(stage, STR("COMMITTEE")) || str_eq(stage, STR("AMENDMENT")) ||
           str_eq(stage, STR("READING2"));
}

bool bill_clock_of(struct db *db, struct arena *a, const struct bill *b, struct date today,
                   struct bill_clock *ret, struct err *e)
{
    struct bill_clock c = {.stage = b->stage, .in_force_due = fy_start((int32_t)b->year)};
    bool in_force = cycle_at_least(b->stage, STR("IN_FORCE"));

    if (!limits(db, a, &(struct bill_key){b->year, b->number}, &c, e)) {
        return false;
    }
    if (c.committee_due.yyyymmdd) {
        c.committee_left = date_days_between(today, c.committee_due);
        c.amend_left = date_days_between(today, c.amend_due);
    }
    c.in_force_left = date_days_between(today, c.in_force_due);
    c.deemed_open = before_vote(b->stage) && c.committee_due.yyyymmdd && c.committee_left < 0;
    c.previous_now = b->number == 0 && !in_force && c.in_force_left <= 0 && c.previous_holds;
    *ret = c;
    return true;
}

bool bill_clock(struct db *db, struct arena *a, int64_t year, int64_t number, struct date today,
                struct bill_clock *ret, struct err *e)
{
    struct bill b;

    return bill_get(db, a, year, number, &b, e) && bill_clock_of(db, a, &b, today, ret, e);
}

bool bill_before(struct act *by, const struct bill_key *k, const struct cycle_step *s,
                 struct err *e)
{
    struct bill_clock c = {0};

    if (k->number > 0 && !strcmp(s->event, "table")) {
        return supplementary_check(by->tx->db, by->a, k->year, k->number, e);
    }
    if (strcmp(s->event, "deemed")) {
        return true;
    }
    if (!limits(by->tx->db, by->a, k, &c, e)) {
        return false;
    }
    if (!c.fallback) {
        FAIL(e, ERR_NO_FALLBACK);
        err_arg(e, "parameter", V(param_name(PARAM_COUNCIL_FALLBACK, LANG_TH)));
        return false;
    }
    if (!c.committee_due.yyyymmdd || date_cmp(by->today, c.committee_due) <= 0) {
        FAIL(e, ERR_NOT_DUE);
        err_arg(e, "due", V(c.committee_due));
        err_arg(e, "days", V(c.committee_days));
        return false;
    }
    return true;
}

/* ---- gazette ---- */

enum { WORD_MAX = 60 };

static const struct field gazette_fields[] = {
    FIELD(struct gazette, volume, FIELD_KEY, "เล่ม", "Volume"),
    FIELD(struct gazette, part, 0, "ตอน", "Part"),
    FIELD(struct gazette, page, 0, "หน้า", "Page"),
    FIELD(struct gazette, on_date, 0, "ประกาศเมื่อ", "Published"),
    FIELD(struct gazette, by_user, 0, "ผู้บันทึก", "By"),
    FIELD(struct gazette, at, 0, "บันทึกเมื่อ", "Recorded"),
};
const struct row_type gazette_type = ROW_TYPE(struct gazette, gazette_fields);

static bool check_gazette(const struct act *by, const struct gazette *g, struct err *e)
{
    if (!check_text("volume", g->volume, true, WORD_MAX, e) ||
        !check_text("part", g->part, true, WORD_MAX, e) ||
        !check_text("page", g->page, true, WORD_MAX, e)) {
        return false;
    }
    if (!date_valid(g->on_date) || date_cmp(g->on_date, by->today) > 0) {
        FAIL(e, ERR_BAD_DATE);
        err_arg(e, "value", V(g->on_date));
        return false;
    }
    return true;
}

bool gazette_set(struct act *by, int64_t year, int64_t number, const struct gazette *g,
                 struct err *e)
{
    struct audit_note note = {.action = STR("bill.gazette"), .year = year};
    struct str stage;

    if (!actor_check_city(by->who, PERM_CYCLE, e) || !check_gazette(by, g, e) ||
        !bill_stage(by->tx->db, by->a, year, number, &stage, e)) {
        return false;
    }
    if (!cycle_at_least(stage, STR("SIGNED"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(stage));
        return false;
    }
    note.subject = str_format(by->a, "bill:%.*s", STR_FMT(bill_code(by->a, year, number)));
    note.new_value = str_format(by->a, "%.*s %.*s %.*s %d", STR_FMT(g->volume), STR_FMT(g->part),
                                STR_FMT(g->page), g->on_date.yyyymmdd);
    return db_exec(by->tx->db, &Q_GAZETTE_INSERT,
                   ARGS(V(year), V(number), V(g->volume), V(g->part), V(g->page), V(g->on_date),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &note, e);
}

bool gazette_find(struct db *db, struct arena *a, int64_t year, int64_t number,
                  struct gazette *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_GAZETTE_FIND, ARGS(V(year), V(number)), &gazette_type, ret, ret_found,
                   e);
}
