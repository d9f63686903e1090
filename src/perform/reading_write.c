/* reading_write.c - reporting a result, sending, verifying and returning it. */
#include "perform/reading.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/text_check.h"
#include "perform/evidence.h"
#include "perform/indicator_year.h"
#include "perform/reading_fact.h"
#include "perform/reading_period.h"
#include "perform/rule_book.h"
#include "sql_perform.h"
#include "store/store.h"

enum { DETAILS_MAX = 8000, PROJECT_MAX = 500, REASON_MAX = 2000, NOTE_MAX = 4000, FULL_MARK = 100000000 };

static bool gives_money(struct money m)
{
    return m.satang != MONEY_MISSING.satang;
}

/* ---- what is checked ---- */

static bool check_kind(const struct indicator_year *p, const struct reading_new *n, struct err *e)
{
    if (!word_check("kind", n->kind, "value ratio steps no_data", e))
        return false;
    if (str_eq(n->kind, STR("no_data")) || str_eq(n->kind, p->collect))
        return true;
    FAIL(e, ERR_READING_KIND);
    err_arg(e, "code", V(p->code));
    err_arg(e, "kind", V(n->kind));
    err_arg(e, "collect", V(p->collect));
    return false;
}

static bool required(const char *field, struct err *e)
{
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(str_from(field)));
    return false;
}

static bool negative(const char *field, int64_t v, struct err *e)
{
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(v));
    return false;
}

static bool check_ratio(const struct reading_new *n, struct err *e)
{
    bool has_n = gives_money(n->numerator), has_d = gives_money(n->denominator);

    if (has_n && n->numerator.satang < 0)
        return negative("numerator", n->numerator.satang, e);
    if (has_d && n->denominator.satang < 0)
        return negative("denominator", n->denominator.satang, e);
    if (has_d && n->denominator.satang == 0) {
        FAIL(e, ERR_READING_BASE);
        err_arg(e, "field", V(STR("denominator")));
        return false;
    }
    if (has_d && !has_n)
        return required("numerator", e);
    return has_d || n->reported.n || required("denominator", e);
}

static bool check_content(const struct indicator_year *p, const struct reading_new *n, struct err *e)
{
    int64_t bp[RULE_STEPS];
    size_t steps;

    if (!check_kind(p, n, e))
        return false;
    if (str_eq(n->kind, STR("value")) && !n->has_value)
        return required("value", e);
    if (str_eq(n->kind, STR("ratio")) && !check_ratio(n, e))
        return false;
    if (str_eq(n->kind, STR("steps")) && !reading_steps_read(n->steps, bp, &steps)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("steps")));
        err_arg(e, "value", V(n->steps));
        return false;
    }
    /* no data says why */
    return text_check("details", n->details, str_eq(n->kind, STR("no_data")), DETAILS_MAX, e) &&
           text_check("project", n->project, false, PROJECT_MAX, e) &&
           text_check("reported", n->reported, false, 200, e);
}

static bool check_period(struct act *by, const struct indicator_year *p, int64_t period, struct err *e)
{
    struct date from = reading_period_start(p->cycle, period);

    if (date_cmp(from, by->today) <= 0)
        return true;
    FAIL(e, ERR_PERIOD_AHEAD);
    err_arg(e, "from", V(from));
    return false;
}

static bool state_in(const struct reading *r, const char *states, const char *event, struct err *e)
{
    struct str rest = str_from(states), one;

    while (rest.n && str_split(&rest, ' ', &one)) {
        if (str_eq(one, r->state))
            return true;
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(r->state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

/* ---- flags ---- */

static bool paper_there(const struct rows *evidence, int64_t period)
{
    for (size_t i = 0; i < evidence->n; i++) {
        const struct evidence *v = (const struct evidence *)evidence->p + i;

        if (v->step == 0 && v->period == period && !v->withdrawn)
            return true;
    }
    return false;
}

/* The result and flags of these figures, with the evidence there is now. */
static bool sum_up(struct act *by, const struct indicator_year *p, int64_t period,
                   const struct reading_said *said, struct str reported, struct reading_sum *ret, struct err *e)
{
    struct reading_check c = {.said = *said,
                              .reported = reported,
                              .target_in = p->target_in,
                              .collect = p->collect};
    struct db *db = by->tx->db;
    struct rows steps, evidence = {0};
    struct rule *rule = ARENA_NEW(by->a, struct rule);
    bool found;

    if (!indicator_steps(db, by->a, p->indicator_id, p->year, &steps, e) ||
        (p->paper && !evidence_list(db, by->a, p->indicator_id, p->year, &evidence, e)) ||
        !rule_of(db, by->a, p->indicator_id, p->year, rule, &found, e))
        return false;
    for (size_t i = 0; i < steps.n; i++) {
        const struct indicator_step *s = (const struct indicator_step *)steps.p + i;

        if (s->proved)
            c.said.proved |= INT64_C(1) << (s->step - 1);
    }
    c.said.paper_missing = p->paper && !paper_there(&evidence, period);
    c.rule = found ? rule : NULL;
    return reading_check(by->a, &c, ret, e);
}

/* ---- the record ---- */

/* "steps 100,100,50": per cent done of each. */
static void put_steps(struct sbuf *b, struct str steps)
{
    int64_t bp[RULE_STEPS];
    size_t n;

    if (!reading_steps_read(steps, bp, &n))
        return;
    for (size_t i = 0; i < n; i++) {
        sbuf_byte(b, i ? ',' : ' ');
        exact_put_decimal(b, bp[i], 2, 0);
    }
}

static struct str content_of(struct arena *a, const struct reading_said *s)
{
    struct sbuf b;

    sbuf_init(&b, a, 400);
    sbuf_add(&b, s->kind);
    if (str_eq(s->kind, STR("value"))) {
        sbuf_byte(&b, ' ');
        exact_put_decimal(&b, s->value.millionths, 6, 0);
    }
    if (str_eq(s->kind, STR("steps")))
        put_steps(&b, s->steps);
    if (str_eq(s->kind, STR("ratio")) && gives_money(s->numerator) && gives_money(s->denominator)) {
        sbuf_byte(&b, ' ');
        money_put(&b, s->numerator, MONEY_PLAIN);
        sbuf_byte(&b, '/');
        money_put(&b, s->denominator, MONEY_PLAIN);
    }
    return sbuf_str(&b);
}

struct happening {
    const struct reading *r;
    const char *event, *state;
    struct str reported, content, flags, reason, was;
    struct score mark21, mark22;
};

static bool record(struct act *by, const struct happening *h, struct err *e)
{
    const struct reading *r = h->r;
    struct audit_note note = {.action = str_format(by->a, "reading.%s", h->event),
                              .subject = str_format(by->a, "reading:%lld:%.*s:%lld", (long long)r->year,
                                                    STR_FMT(r->code), (long long)r->period),
                              .old_value = h->was,
                              .new_value = h->content,
                              .reason = h->reason,
                              .year = r->year};

    return audit_add(by, &note, e) &&
           db_exec(by->tx->db, &Q_READING_EVENT_INSERT,
                   ARGS(V(r->id), V(str_from(h->event)), V(str_from(h->state)), V(h->reported),
                        V(h->content), V(h->flags), V(h->mark21), V(h->mark22), V(h->reason),
                        V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                   NULL, e);
}

static bool tell(struct act *by, const struct reading *r, enum perm perm, struct str to_user,
                 const char *what, struct err *e)
{
    struct notice_new n = {.kind = STR("result"),
                           .to_user = to_user,
                           .subject = str_format(by->a, "indicator:%lld:%.*s", (long long)r->year,
                                                 STR_FMT(r->code)),
                           .path = str_format(by->a, "/indicators/%.*s/readings/%lld?year=%lld",
                                              STR_FMT(r->code), (long long)r->period, (long long)r->year),
                           .th = tr(LANG_TH, what),
                           .en = tr(LANG_EN, what),
                           .year = r->year};

    if (to_user.n)
        return str_eq(to_user, by->who->name) || notice_add(by, &n, e);
    return notice_add_role(by, (struct notice_place){.perm = perm, .agency_id = r->agency_id}, &n, e);
}

/* ---- saving ---- */

static struct reading_said said_of(const struct reading_new *n)
{
    struct reading_said s = {.kind = n->kind, .numerator = MONEY_MISSING, .denominator = MONEY_MISSING};

    if (str_eq(n->kind, STR("value")))
        s.value = n->value;
    if (str_eq(n->kind, STR("steps")))
        s.steps = n->steps;
    if (str_eq(n->kind, STR("ratio"))) {
        s.numerator = n->numerator;
        s.denominator = n->denominator;
    }
    return s;
}

static bool write_saved(struct act *by, const struct reading *r, const struct reading_new *n,
                        const struct reading_said *s, const struct reading_sum *sum, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_READING_SAVE,
                 ARGS(V(r->id), V(n->version), V(n->ready ? STR("ready") : STR("draft")), V(n->kind),
                      V(s->value), gives_money(s->numerator) ? V(s->numerator) : V_NULL,
                      gives_money(s->denominator) ? V(s->denominator) : V_NULL, V(s->steps),
                      V(n->reported), V(sum->reported_in), V(sum->has_result), V(sum->result),
                      V(sum->flags), V(sum->converted), V(n->details), V(n->project),
                      V(by->who->name), V(by->now_ms)),
                 &rows, e))
        return false;
    return rows == 1 || stale(e);
}

bool reading_save(struct act *by, int64_t year, struct str code, int64_t period,
                  const struct reading_new *n, struct err *e)
{
    struct happening h = {.event = "save", .state = n->ready ? "ready" : "draft"};
    struct reading_said said = said_of(n);
    struct indicator_year p;
    struct reading_sum sum;
    struct reading r;

    if (!reading_get(by->tx->db, by->a, &(struct reading_key){year, period, code}, by->today, &r, e) ||
        (!actor_check_city(by->who, PERM_IMPORT, e) && !actor_check(by->who, PERM_RESULT, r.agency_id, r.division, e)) ||
        !indicator_year_get(by->tx->db, by->a, year, code, by->today, &p, e) ||
        !state_in(&r, "due draft ready returned", "save", e) || !check_period(by, &p, period, e) ||
        !check_content(&p, n, e))
        return false;
    if (r.version != n->version)
        return stale(e);
    if (!sum_up(by, &p, period, &said, n->reported, &sum, e) || !write_saved(by, &r, n, &said, &sum, e))
        return false;
    h.r = &r;
    h.was = r.reported;
    h.reported = n->reported;
    h.content = content_of(by->a, &said);
    h.flags = sum.flags;
    return record(by, &h, e) &&
           (!n->ready || tell(by, &r, PERM_RESULT_APPROVE, STR_NONE, TR("มีผลการดำเนินงานรอท่านรับรอง"), e));
}

/* ---- steps ---- */

static struct reading_said said_now(const struct reading *r)
{
    return (struct reading_said){.kind = r->kind,
                                 .steps = r->steps,
                                 .value = r->value,
                                 .numerator = r->numerator,
                                 .denominator = r->denominator};
}

static bool not_they(const struct act *by, struct str one, struct str other, struct err *e)
{
    if (!str_eq(by->who->name, one) && !str_eq(by->who->name, other))
        return true;
    FAIL(e, ERR_SAME_PERSON);
    return false;
}

static bool send(struct act *by, const struct reading *r, struct happening *h, struct err *e)
{
    struct reading_said said = said_now(r);
    struct indicator_year p;
    struct reading_sum sum;
    struct date first = r->first_sent.yyyymmdd ? r->first_sent : by->today;
    int64_t late = r->first_sent.yyyymmdd || date_cmp(r->due, by->today) >= 0
                       ? (r->first_sent.yyyymmdd ? r->late_days : 0)
                       : date_days_between(r->due, by->today);
    int64_t rows;

    if (!actor_check(by->who, PERM_RESULT_APPROVE, r->agency_id, r->division, e) ||
        !state_in(r, "ready", "send", e) || !not_they(by, r->made_by, STR_NONE, e) ||
        !indicator_year_get(by->tx->db, by->a, r->year, r->code, by->today, &p, e) ||
        !sum_up(by, &p, r->period, &said, r->reported, &sum, e) ||
        !db_exec(by->tx->db, &Q_READING_SEND,
                 ARGS(V(r->id), V(r->version), V(by->who->name), V(by->now_ms), V(sum.flags), V(late),
                      V(first)),
                 &rows, e))
        return false;
    h->state = "sent";
    h->flags = sum.flags;
    return rows == 1 || stale(e);
}

static bool back(struct act *by, const struct reading *r, struct happening *h, struct err *e)
{
    int64_t rows;

    if (!actor_check(by->who, PERM_RESULT_APPROVE, r->agency_id, r->division, e) ||
        !state_in(r, "ready", "back", e) || !text_check("reason", str_trim(h->reason), true, REASON_MAX, e) ||
        !db_exec(by->tx->db, &Q_READING_BACK, ARGS(V(r->id), V(r->version), V(STR("returned"))), &rows, e))
        return false;
    h->state = "returned";
    if (rows != 1)
        return stale(e);
    return tell(by, r, PERM_RESULT, r->made_by, TR("ผลการดำเนินงานของท่านถูกส่งคืนให้แก้ไข"), e);
}

static bool mark_fits(const char *field, struct score m, struct err *e)
{
    return (m.millionths >= 0 && m.millionths <= FULL_MARK) || negative(field, m.millionths / 1000000, e);
}

/* Nobody verifies what their own agency reports. */
static bool not_own(const struct act *by, const struct reading *r, struct err *e)
{
    if (!actor_belongs(by->who, r->agency_id))
        return true;
    FAIL(e, ERR_OWN_RESULT);
    err_arg(e, "agency", V(r->agency_name));
    return false;
}

static bool verify(struct act *by, const struct reading *r, const struct reading_act *n, struct happening *h,
                   struct err *e)
{
    bool returned = str_eq(n->event, STR("return"));
    struct reading_said said = said_now(r);
    struct indicator_year p;
    struct reading_sum sum; /* evidence may have come since it was sent */
    int64_t rows;

    if (!actor_check_city(by->who, PERM_VERIFY, e) ||
        !state_in(r, returned ? "sent verified" : "sent", h->event, e) ||
        !not_they(by, r->made_by, r->sent_by, e) || !not_own(by, r, e) ||
        !text_check("reason", str_trim(n->reason), returned, REASON_MAX, e) ||
        !mark_fits("mark21", n->mark21, e) || !mark_fits("mark22", n->mark22, e) ||
        !indicator_year_get(by->tx->db, by->a, r->year, r->code, by->today, &p, e) ||
        !sum_up(by, &p, r->period, &said, r->reported, &sum, e))
        return false;
    h->state = returned ? "returned" : "verified";
    h->flags = sum.flags;
    h->mark21 = n->mark21;
    h->mark22 = n->mark22;
    if (!db_exec(by->tx->db, &Q_READING_VERIFY,
                 ARGS(V(r->id), V(r->version), V(str_from(h->state)), V(by->who->name), V(by->now_ms),
                      V(n->mark21), V(n->mark22), V(n->reason), V(sum.flags)),
                 &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    return !returned || tell(by, r, PERM_RESULT, r->made_by, TR("ผลการดำเนินงานของท่านถูกส่งคืนให้แก้ไข"), e);
}

bool reading_step(struct act *by, const struct reading_act *n, struct err *e)
{
    static const char *const events[] = {"send", "back", "verify", "return"};
    struct happening h = {.reason = n->reason};
    struct reading_said said;
    struct reading r;
    bool ok;

    if (!word_check("event", n->event, "send back verify return", e) ||
        !reading_get(by->tx->db, by->a, &(struct reading_key){n->year, n->period, n->code}, by->today, &r, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        if (str_eq(n->event, str_from(events[i])))
            h.event = events[i];
    }
    if (r.version != n->version)
        return stale(e);
    h.r = &r;
    h.was = r.state;
    h.flags = r.flags;
    h.reported = r.reported;
    said = said_now(&r);
    h.content = content_of(by->a, &said);
    if (str_eq(n->event, STR("send")))
        ok = send(by, &r, &h, e);
    else if (str_eq(n->event, STR("back")))
        ok = back(by, &r, &h, e);
    else
        ok = verify(by, &r, n, &h, e);
    return ok && record(by, &h, e);
}

bool reading_note_add(struct act *by, int64_t year, struct str code, int64_t period, struct str body,
                      struct err *e)
{
    struct audit_note note = {.action = STR("reading.note"), .new_value = body, .year = year};
    struct indicator_year p;

    if (!indicator_year_get(by->tx->db, by->a, year, code, by->today, &p, e) ||
        (!actor_check_city(by->who, PERM_VERIFY, e) &&
         !actor_check(by->who, PERM_RESULT, p.agency_id, p.division, e)) ||
        !text_check("body", str_trim(body), true, NOTE_MAX, e))
        return false;
    if (!reading_period_in(year, period)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("period")));
        err_arg(e, "value", V(period));
        return false;
    }
    note.subject = str_format(by->a, "indicator:%lld:%.*s", (long long)year, STR_FMT(code));
    return audit_add(by, &note, e) &&
           db_exec(by->tx->db, &Q_READING_NOTE_INSERT,
                   ARGS(V(p.indicator_id), V(year), V(period), V(str_trim(body)), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e);
}
