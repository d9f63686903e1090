/* carry_write.c - drafting a request to carry money, and its steps up to the list. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/notice.h"
#include "city/param.h"
#include "execute/carry_int.h"
#include "plan/cycle.h"
#include "plan/write.h"
#include "sql_execute.h"
#include "store/store.h"

enum { REASON_MAX = 2000, STATUS_MAX = 500, REF_MAX = 100 };

enum step_by { BY_SPEND, BY_HEAD, BY_CARRY };
static const struct carry_road {
    const char *event, *from, *to;
    enum step_by who;
    bool reason;
} roads[] = {
#define STEP(event, from, to, who, reason, th, en) {event, from, to, who, reason},
#include "execute/carry.def"
#undef STEP
};

static const struct field line_fields[] = {
    COL(struct carry_line, id),       COL(struct carry_line, year),
    COL(struct carry_line, agency_id), COL(struct carry_line, division),
    COL(struct carry_line, code),     COL(struct carry_line, agency_code),
    COL(struct carry_line, stage),    COL(struct carry_line, fund_code),
};
const struct row_type carry_line_type = ROW_TYPE(struct carry_line, line_fields);

/* ---- what the files share ---- */

bool carry_line_find(struct db *db, struct arena *a, struct str code, struct carry_line *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CARRY_LINE, ARGS(V(code)), &carry_line_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_UNKNOWN_LINE);
        err_arg(e, "value", V(code));
    }
    return found;
}

bool carry_event_add(struct act *by, int64_t carry_id, struct str event, struct str from, struct str to,
                     struct str note, struct err *e)
{
    return db_exec(by->tx->db, &Q_CARRY_EVENT_ADD,
                   ARGS(V(carry_id), V(event), V(from), V(to), V(reason_in_capacity(by, note)),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

bool carry_overdrawn(struct money need, struct money left, struct str holds, struct err *e)
{
    FAIL(e, ERR_OVERDRAWN);
    err_arg(e, "need", V(need));
    err_arg(e, "left", V(left));
    err_arg(e, "holds", V(holds));
    return false;
}

bool carry_bad_state(struct str state, struct str event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(event));
    return false;
}

bool carry_one_row(int64_t rows, struct err *e)
{
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

bool carry_stage_check(struct str stage, int64_t year, struct err *e)
{
    if (!cycle_at_least(stage, STR("IN_FORCE"))) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(stage));
        return false;
    }
    if (str_eq(stage, STR("CLOSED"))) {
        FAIL(e, ERR_YEAR_CLOSED);
        err_arg(e, "year", V(year));
        return false;
    }
    return true;
}

bool carry_papers_check(struct db *db, struct str subject, int64_t need, struct err *e)
{
    int64_t found;

    if (!db_int(db, &Q_CARRY_PAPERS, ARGS(V(subject)), &found, e))
        return false;
    if (found < need) {
        FAIL(e, ERR_NO_PAPERS);
        err_arg(e, "need", V(need));
        err_arg(e, "found", V(found));
        return false;
    }
    return true;
}

bool carry_other_person(const struct act *by, struct str did, struct err *e)
{
    if (by->who->user_id != 0 && str_eq(by->who->name, did)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return true;
}

bool carry_note(struct act *by, int64_t year, struct str subject, struct audit_note n, struct err *e)
{
    n.subject = subject;
    n.year = year;
    return audit_add(by, &n, e);
}

bool carry_tell(struct act *by, const struct notice_place *where, const struct carry_say *s, struct err *e)
{
    struct notice_new n = {.kind = STR("carry"),
                           .subject = s->subject,
                           .path = s->path,
                           .th = s->th,
                           .en = s->en,
                           .year = s->year,
                           .once = s->once};

    return notice_add_role(by, *where, &n, e);
}

static struct str subject_of(struct act *by, struct str code)
{
    return str_format(by->a, "carry:%.*s", STR_FMT(code));
}

/* ---- drafting ---- */

static bool check_dates(const struct carry_new *n, bool needed, struct err *e)
{
    const struct date d[] = {n->sign_on, n->deliver_on, n->pay_on};
    static const char *const name[] = {"sign_on", "deliver_on", "pay_on"};

    for (size_t i = 0; i < ARRAY_LEN(d); i++) {
        if (!d[i].yyyymmdd && needed) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(str_from(name[i])));
            return false;
        }
        if (d[i].yyyymmdd && !date_valid(d[i])) {
            FAIL(e, ERR_BAD_DATE);
            err_arg(e, "value", V((int64_t)d[i].yyyymmdd));
            return false;
        }
        if (i && d[i].yyyymmdd && d[i - 1].yyyymmdd && date_cmp(d[i], d[i - 1]) < 0) {
            FAIL(e, ERR_DATE_ORDER);
            err_arg(e, "field", V(str_from(name[i])));
            err_arg(e, "from", V(d[i - 1]));
            err_arg(e, "to", V(d[i]));
            return false;
        }
    }
    return true;
}

static bool check_texts(const struct carry_new *n, struct err *e)
{
    bool a = str_eq(n->kind, STR("A"));

    if (!a && !str_eq(n->kind, STR("B"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(n->kind));
        err_arg(e, "expected", V(STR("A B")));
        return false;
    }
    if (n->amount.satang <= 0 || n->amount.satang > MONEY_MAX) {
        FAIL(e, n->amount.satang > 0 ? ERR_AMOUNT_RANGE : ERR_BAD_AMOUNT);
        err_arg(e, "field", V(STR("amount")));
        err_arg(e, "value", V(n->amount));
        return false;
    }
    return check_text("reason", n->reason, true, REASON_MAX, e) &&
           check_text("status", n->status, !a, STATUS_MAX, e) &&
           check_text("ref", n->ref, a, REF_MAX, e) && check_dates(n, !a, e);
}

/* Is the amount there, beside what other requests ask of the same money? */
static bool check_left(struct act *by, const struct carry *c, struct money need, struct err *e)
{
    struct money left;
    int64_t asked;

    if (!carry_available(by->tx->db, by->a, c->line_id, c->kind, c->ref, &left, e) ||
        !db_int(by->tx->db, &Q_CARRY_ASKED, ARGS(V(c->line_id), V(c->kind), V(c->ref), V(c->id)), &asked, e))
        return false;
    if (str_eq(c->kind, STR("A")) && left.satang == 0) {
        FAIL(e, ERR_NO_OBLIGATION);
        err_arg(e, "value", V(c->ref));
        return false;
    }
    left = money_sub(left, MONEY(asked));
    if (need.satang > left.satang)
        return carry_overdrawn(need, left.satang > 0 ? left : MONEY_ZERO,
                               str_format(by->a, "%.*s %.*s", STR_FMT(tr(LANG_TH, TR("คำขอกันเงินอื่น"))),
                                          STR_FMT(money_text(by->a, MONEY(asked), MONEY_WHOLE))),
                               e);
    return true;
}

static bool insert(struct act *by, const struct carry_new *n, const struct carry_line *l, const struct carry *c,
                   int64_t *ret_id, struct err *e)
{
    return db_int(by->tx->db, &Q_CARRY_INSERT,
                  ARGS(V(c->code), V(l->year), V(n->kind), V(c->extension), V(l->agency_id), V(l->id), V(c->ref),
                       V(n->amount), V(str_trim(n->reason)), V(str_trim(n->status)), V(n->sign_on),
                       V(n->deliver_on), V(n->pay_on), V(by->who->name), V(by->now_ms)),
                  ret_id, e);
}

bool carry_add(struct act *by, const struct carry_new *n, struct str *ret_code, struct err *e)
{
    struct carry c = {.kind = n->kind};
    struct carry_line l;
    int64_t number;
    struct str prefix;

    if (!carry_line_find(by->tx->db, by->a, n->line_code, &l, e) ||
        !actor_check(by->who, PERM_SPEND, l.agency_id, l.division, e) || !check_texts(n, e) ||
        !carry_stage_check(l.stage, l.year, e))
        return false;
    c.line_id = l.id;
    c.ref = str_eq(n->kind, STR("A")) ? str_trim(n->ref) : STR_NONE;
    c.extension = str_eq(l.fund_code, STR("CARRY_A")) || str_eq(l.fund_code, STR("CARRY_B"));
    if (!check_left(by, &c, n->amount, e))
        return false;
    prefix = agency_prefix(l.agency_code);
    if (!number_take(by, l.year, 0, str_format(by->a, "carry:%.*s:%.*s", STR_FMT(n->kind), STR_FMT(prefix)), 1,
                     &number, e))
        return false;
    c.code = str_format(by->a, "%lld-%.*s-%.*s-%05lld", (long long)l.year, STR_FMT(n->kind), STR_FMT(prefix),
                        (long long)number);
    if (!insert(by, n, &l, &c, &c.id, e) ||
        !carry_event_add(by, c.id, STR("make"), STR_NONE, STR("draft"), STR_NONE, e))
        return false;
    *ret_code = c.code;
    return carry_note(by, l.year, subject_of(by, c.code),
                      (struct audit_note){.action = STR("carry.add"),
                                          .new_value = str_format(by->a, "%.*s %.*s", STR_FMT(l.code),
                                                                  STR_FMT(money_text(by->a, n->amount, MONEY_PLAIN))),
                                          .reason = str_trim(n->reason)},
                      e);
}

static bool get_for(struct act *by, struct str code, int64_t version, enum perm p, struct carry *c, struct err *e)
{
    if (!carry_get(by->tx->db, by->a, code, c, e) || !actor_check(by->who, p, c->agency_id, c->division, e))
        return false;
    if (version >= 0 && version != c->version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool carry_edit(struct act *by, struct str code, int64_t version, const struct carry_new *n, struct err *e)
{
    struct carry_new same = *n;
    struct carry c;
    int64_t rows;

    if (!get_for(by, code, version, PERM_SPEND, &c, e))
        return false;
    same.kind = c.kind;
    same.ref = c.ref;
    if (!str_eq(c.state, STR("draft")))
        return carry_bad_state(c.state, STR("edit"), e);
    if (!check_texts(&same, e) || !check_left(by, &c, n->amount, e) ||
        !db_exec(by->tx->db, &Q_CARRY_SET,
                 ARGS(V(c.id), V(c.version), V(n->amount), V(str_trim(n->reason)), V(str_trim(n->status)),
                      V(n->sign_on), V(n->deliver_on), V(n->pay_on)),
                 &rows, e) ||
        !carry_one_row(rows, e) || !carry_event_add(by, c.id, STR("edit"), c.state, c.state, STR_NONE, e))
        return false;
    return carry_note(by, c.year, subject_of(by, code),
                      (struct audit_note){.action = STR("carry.edit"),
                                          .old_value = money_text(by->a, c.amount, MONEY_PLAIN),
                                          .new_value = money_text(by->a, n->amount, MONEY_PLAIN)},
                      e);
}

/* ---- steps ---- */

static const struct carry_road *road_find(struct str state, struct str event)
{
    for (size_t i = 0; i < ARRAY_LEN(roads); i++) {
        if (str_eq(state, str_from(roads[i].from)) && str_eq(event, str_from(roads[i].event)))
            return &roads[i];
    }
    return NULL;
}

static enum perm perm_of(enum step_by who)
{
    return who == BY_SPEND ? PERM_SPEND : who == BY_HEAD ? PERM_POST_APPROVE : PERM_CARRY;
}

/* How many papers a request of this kind needs. */
static bool papers_of(struct db *db, struct arena *a, int64_t year, struct str kind, int64_t *ret, struct err *e)
{
    struct param_rows t;

    if (!param_table(db, a, PARAM_CARRY_PAPERS, year, &t, e))
        return false;
    *ret = 0;
    for (size_t i = 0; i < t.rows; i++) {
        if (str_eq(param_cell(&t, i, "kind"), kind))
            *ret = param_cell_int(&t, i, "least");
    }
    return true;
}

/* Approved by a person who neither made nor changed it. */
static bool check_approve(struct act *by, const struct carry *c, struct err *e)
{
    int64_t acted, papers;

    if (by->who->user_id != 0) {
        if (!db_int(by->tx->db, &Q_CARRY_ACTED, ARGS(V(c->id), V(by->who->name)), &acted, e))
            return false;
        if (acted > 0) {
            FAIL(e, ERR_SAME_PERSON);
            return false;
        }
    }
    return papers_of(by->tx->db, by->a, c->year, c->kind, &papers, e) &&
           carry_papers_check(by->tx->db, subject_of(by, c->code), papers, e) && check_left(by, c, c->amount, e);
}

/* Who has it next hears of it. */
static bool tell_next(struct act *by, const struct carry *c, const struct carry_road *r, struct err *e)
{
    struct notice_place where = {PERM_SPEND, c->agency_id, 0};
    struct carry_say s = {.subject = subject_of(by, c->code),
                          .path = str_format(by->a, "/carry/%.*s", STR_FMT(c->code)),
                          .year = c->year};

    if (str_eq(str_from(r->to), STR("draft"))) {
        s.th = tr(LANG_TH, TR("คำขอกันเงินเหลื่อมปีถูกส่งคืนเพื่อแก้ไข"));
        s.en = tr(LANG_EN, TR("คำขอกันเงินเหลื่อมปีถูกส่งคืนเพื่อแก้ไข"));
    } else if (str_eq(str_from(r->to), STR("submitted"))) {
        where.perm = PERM_POST_APPROVE;
        s.th = tr(LANG_TH, TR("มีคำขอกันเงินเหลื่อมปีรอหัวหน้าหน่วยงานเห็นชอบ"));
        s.en = tr(LANG_EN, TR("มีคำขอกันเงินเหลื่อมปีรอหัวหน้าหน่วยงานเห็นชอบ"));
    } else {
        return true;
    }
    return carry_tell(by, &where, &s, e);
}

bool carry_step(struct act *by, const struct carry_act *x, struct err *e)
{
    struct str note = str_trim(x->note);
    const struct carry_road *r;
    struct carry c;
    int64_t rows;

    if (!carry_get(by->tx->db, by->a, x->code, &c, e))
        return false;
    r = road_find(c.state, x->event);
    if (!r)
        return carry_bad_state(c.state, x->event, e);
    if (!actor_check(by->who, perm_of(r->who), c.agency_id, c.division, e) ||
        !check_text("note", note, false, REASON_MAX, e))
        return false;
    if (r->reason && !note.n) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("note")));
        return false;
    }
    if (x->version >= 0 && x->version != c.version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if ((str_eq(x->event, STR("approve")) && !check_approve(by, &c, e)) ||
        (str_eq(x->event, STR("submit")) && !check_left(by, &c, c.amount, e)))
        return false;
    if (!db_exec(by->tx->db, &Q_CARRY_MOVE,
                 ARGS(V(c.id), V(c.version), V(str_from(r->to)),
                      V(str_eq(x->event, STR("approve")) ? by->who->name : c.sent_by)),
                 &rows, e) ||
        !carry_one_row(rows, e) || !carry_event_add(by, c.id, x->event, c.state, str_from(r->to), note, e) ||
        !tell_next(by, &c, r, e))
        return false;
    return carry_note(by, c.year, subject_of(by, x->code),
                      (struct audit_note){.action = str_format(by->a, "carry.%.*s", STR_FMT(x->event)),
                                          .old_value = c.state,
                                          .new_value = str_from(r->to),
                                          .reason = note},
                      e);
}

bool carry_reduce(struct act *by, struct str code, int64_t version, struct money amount, struct str reason,
                  struct err *e)
{
    struct carry c;
    int64_t rows;

    if (!get_for(by, code, version, PERM_CARRY, &c, e) || !check_text("reason", reason, true, REASON_MAX, e))
        return false;
    if (!str_eq(c.state, STR("approved")))
        return carry_bad_state(c.state, STR("reduce"), e);
    if (amount.satang <= 0 || amount.satang >= c.approved.satang) {
        FAIL(e, ERR_ABOVE_APPROVED);
        err_arg(e, "need", V(amount));
        err_arg(e, "left", V(c.approved));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_CARRY_CUT, ARGS(V(c.id), V(c.version), V(amount)), &rows, e) ||
        !carry_one_row(rows, e) || !carry_event_add(by, c.id, STR("reduce"), c.state, c.state, str_trim(reason), e))
        return false;
    return carry_note(by, c.year, subject_of(by, code),
                      (struct audit_note){.action = STR("carry.reduce"),
                                          .old_value = money_text(by->a, c.approved, MONEY_PLAIN),
                                          .new_value = money_text(by->a, amount, MONEY_PLAIN),
                                          .reason = str_trim(reason)},
                      e);
}

bool carry_remind(struct act *by, int64_t year, int64_t *ret, struct err *e)
{
    const struct id_row *g;
    struct rows rows;

    if (!actor_check_city(by->who, PERM_CARRY, e) ||
        !db_list(by->tx->db, by->a, &Q_CARRY_SILENT, ARGS(V(year)), &id_row_type, &rows, e))
        return false;
    g = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct notice_place where = {PERM_SPEND, g[i].id, 0};
        struct carry_say s = {
            .path = STR("/carry/new"),
            .year = year,
            .th = tr(LANG_TH, TR("หน่วยงานของท่านยังมีเงินเหลือและยังไม่ได้ขอกันเงินเหลื่อมปี")),
            .en = tr(LANG_EN, TR("หน่วยงานของท่านยังมีเงินเหลือและยังไม่ได้ขอกันเงินเหลื่อมปี")),
            .once = str_format(by->a, "carry:%lld:%lld:%lld", (long long)year, (long long)g[i].id,
                               (long long)by->today.yyyymmdd)};

        if (!carry_tell(by, &where, &s, e))
            return false;
    }
    *ret = (int64_t)rows.n;
    return carry_note(by, year, str_format(by->a, "year:%lld", (long long)year),
                      (struct audit_note){.action = STR("carry.remind"),
                                          .new_value = str_format(by->a, "%zu", rows.n)},
                      e);
}
