/* delta_move.c - deltas are moved, confirmed, withdrawn. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/bill.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/delta_int.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 2000 };

static bool is_kind(const struct delta_new *n, const char *kind)
{
    return str_eq(n->kind, str_from(kind));
}

static bool bad_choice(const char *field, struct str value, const char *expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

/* ---- who may ---- */

/* Councillors only cut: whoever may amend adds, and the committee gives back. */
static bool check_person(struct act *by, const struct delta_new *n, struct err *e)
{
    bool office = actor_may(by->who, PERM_COUNCIL), amends = actor_may(by->who, PERM_AMEND);

    if (is_kind(n, "cut")) {
        return office || actor_check_city(by->who, PERM_COUNCILLOR, e);
    }
    if (!is_kind(n, "restore") && !is_kind(n, "executive")) {
        return bad_choice("kind", n->kind, "cut restore executive", e);
    }
    if (!amends && !(office && is_kind(n, "restore")) && actor_may(by->who, PERM_COUNCILLOR)) {
        FAIL(e, ERR_ONLY_CUT);
        err_arg(e, "line", V(n->line_code));
        return false;
    }
    return (office && is_kind(n, "restore")) || actor_check_city(by->who, PERM_AMEND, e);
}

/* Who moves it, as a row keeps it. */
struct mover {
    struct str kind, name;
    int64_t member_id, committee_id, agency_id;
};

static bool mover_member(struct act *by, const struct delta_new *n, const struct delta_line *l,
                         struct mover *ret, struct err *e)
{
    struct council_member m;
    bool found = true, own = !actor_may(by->who, PERM_COUNCIL);

    if (!is_kind(n, "cut")) {
        FAIL(e, ERR_ONLY_CUT);
        err_arg(e, "line", V(l->code));
        return false;
    }
    if (n->mover_code.n && !own) {
        if (!council_member_get(by->tx->db, by->a, str_trim(n->mover_code), by->today, &m, e)) {
            return false;
        }
        found = m.now;
    } else if (!council_member_of_user(by->tx->db, by->a, by->who->name, by->today, &m, &found,
                                       e)) {
        return false;
    }
    if (!found || (own && n->mover_code.n && !str_eq(str_trim(n->mover_code), m.code))) {
        FAIL(e, ERR_NOT_COUNCIL);
        err_arg(e, "member", V(n->mover_code.n ? n->mover_code : by->who->name));
        err_arg(e, "body", V(bill_code(by->a, n->year, n->ordinance)));
        return false;
    }
    *ret = (struct mover){.kind = STR("member"), .name = m.full_name, .member_id = m.id};
    return delta_check_interest(by, m.id, m.full_name, l->agency_id, l->id, e);
}

static bool mover_committee(struct act *by, const struct delta_new *n, const struct delta_line *l,
                            struct mover *ret, struct err *e)
{
    struct council_committee c;
    bool covers;

    if (!council_committee_get(by->tx->db, by->a, str_trim(n->mover_code), &c, e) ||
        !council_committee_covers(by->tx->db, c.id, l->agency_id, &covers, e)) {
        return false;
    }
    if (!covers || c.year != n->year || c.ordinance != n->ordinance) {
        FAIL(e, ERR_OUT_OF_SCOPE);
        err_arg(e, "line", V(l->code));
        err_arg(e, "committee", V(c.name));
        return false;
    }
    *ret = (struct mover){.kind = STR("committee"), .name = c.name, .committee_id = c.id};
    return true;
}

static bool mover_agency(struct act *by, const struct delta_new *n, const struct delta_line *l,
                         struct mover *ret, struct err *e)
{
    if (n->mover_code.n && !str_eq(str_trim(n->mover_code), l->agency_code)) {
        return bad_choice("mover", n->mover_code, str_cstr(by->a, l->agency_code), e);
    }
    *ret = (struct mover){.kind = STR("agency"), .name = l->agency_code, .agency_id = l->agency_id};
    return true;
}

static bool find_mover(struct act *by, const struct delta_new *n, const struct delta_line *l,
                       struct mover *ret, struct err *e)
{
    struct str kind = n->mover_kind;
    bool executive = is_kind(n, "executive");

    if (kind.n == 0) {
        kind = executive                                                        ? STR("executive")
               : is_kind(n, "restore")                                          ? STR("agency")
               : by->who->user_id == 0 || actor_may(by->who, PERM_COUNCIL) ? STR("committee")
                                                                                : STR("member");
    }
    if (str_eq(kind, STR("member"))) {
        return mover_member(by, n, l, ret, e);
    }
    if (executive || str_eq(kind, STR("executive"))) {
        *ret = (struct mover){.kind = STR("executive"), .name = by->who->name};
        return executive || bad_choice("mover", kind, "member committee agency", e);
    }
    if (str_eq(kind, STR("agency"))) {
        return is_kind(n, "cut") ? bad_choice("mover", kind, "member committee", e)
                                 : mover_agency(by, n, l, ret, e);
    }
    if (!str_eq(kind, STR("committee"))) {
        return bad_choice("mover", kind, "member committee agency", e);
    }
    if (!actor_check_city(by->who, PERM_COUNCIL, e)) { /* what a committee moves is the clerk's to write */
        return false;
    }
    if (n->mover_code.n == 0) { /* the committee itself: its report says so */
        *ret = (struct mover){.kind = STR("committee")};
        return true;
    }
    return mover_committee(by, n, l, ret, e);
}

/* ---- moving ---- */

static bool check_period(struct act *by, const struct delta_new *n, struct err *e)
{
    struct bill_clock c;

    if (!is_kind(n, "executive")) {
        return true;
    }
    if (!bill_clock(by->tx->db, by->a, n->year, n->ordinance, by->today, &c, e)) {
        return false;
    }
    if (c.first_reading.yyyymmdd == 0 || date_cmp(by->today, c.amend_due) <= 0) {
        return true;
    }
    FAIL(e, ERR_AMEND_LATE);
    err_arg(e, "due", V(c.amend_due));
    err_arg(e, "days", V(c.amend_days));
    return false;
}

static bool check_amount(struct act *by, struct money m, struct err *e)
{
    if (m.satang > 0 && m.satang <= MONEY_MAX) {
        return true;
    }
    FAIL(e, m.satang < 0 ? ERR_AMOUNT_NEGATIVE : m.satang ? ERR_AMOUNT_RANGE : ERR_NOTHING);
    err_arg(e, m.satang ? "value" : "what", V(money_text(by->a, m, MONEY_WHOLE)));
    return false;
}

/* One mover has one open delta of a kind on a line. */
static bool check_once(struct act *by, const struct delta_new *n, const struct delta_line *l,
                       const struct mover *m, struct err *e)
{
    struct rows rows;
    struct code_row {
        struct str code;
    };
    static const struct field fields[] = {COL(struct code_row, code)};
    static const struct row_type type = ROW_TYPE(struct code_row, fields);

    if (!db_list(by->tx->db, by->a, &Q_DELTA_OPEN_OF_MOVER,
                 ARGS(V(l->id), V(n->kind), V(m->kind), V(m->member_id), V(m->committee_id),
                      V(m->agency_id)),
                 &type, &rows, e)) {
        return false;
    }
    if (rows.n > 0) {
        FAIL(e, ERR_DELTA_THERE);
        err_arg(e, "line", V(l->code));
        err_arg(e, "code", V(((const struct code_row *)rows.p)->code));
    }
    return rows.n == 0;
}

static bool note(struct act *by, struct str code, int64_t year, const char *action,
                 struct str value, struct str reason, struct err *e)
{
    const struct audit_note n = {.action = str_from(action),
                                 .subject = str_format(by->a, "delta:%.*s", STR_FMT(code)),
                                 .new_value = value,
                                 .reason = reason,
                                 .year = year};

    return audit_add(by, &n, e);
}

bool delta_propose(struct act *by, const struct delta_new *n, struct str *ret_code, struct err *e)
{
    struct delta_insert row = {.kind = n->kind, .reason = n->reason, .amount = n->amount};
    struct delta_book *b;
    struct delta_line l;
    struct mover m;
    enum stage stage;
    int64_t id;

    if (!check_person(by, n, e) || !check_text("reason", n->reason, true, REASON_MAX, e) ||
        !check_amount(by, n->amount, e) ||
        !delta_stage(by, n->year, n->ordinance, n->kind, false, &stage, e) ||
        !delta_line_find(by, str_trim(n->line_code), n->year, n->ordinance, &l, e) ||
        !find_mover(by, n, &l, &m, e) || !delta_check_actor(by, l.agency_id, l.id, e) ||
        !check_period(by, n, e) || !check_once(by, n, &l, &m, e) ||
        !delta_book_open(by, n->year, n->ordinance, &b, e) ||
        !delta_allows(by, b, &l, n->kind, n->amount, true, e)) {
        return false;
    }
    row.line = &l;
    row.mover_kind = m.kind;
    row.member_id = m.member_id;
    row.committee_id = m.committee_id;
    row.agency_id = m.agency_id;
    return delta_insert(by, &row, &id, ret_code, e) &&
           note(by, *ret_code, n->year, "delta.propose",
                str_format(by->a, "%.*s %.*s %.*s", STR_FMT(n->kind), STR_FMT(l.code),
                           STR_FMT(money_text(by->a, n->amount, MONEY_PLAIN))),
                n->reason, e);
}

/* ---- confirming, withdrawing ---- */

static bool bad_state(const struct delta *d, const char *event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(d->state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

static bool stale(const struct delta *d, int64_t version, int64_t rows, struct err *e)
{
    if (d->version == version && rows == 1) {
        return false;
    }
    FAIL(e, ERR_STALE);
    return true;
}

bool delta_confirm(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct delta_move m = {.event = "confirm", .from = STR("proposed"), .to = STR("confirmed")};
    enum stage stage;
    struct delta d;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_AMEND, e) ||
        !delta_get(by->tx->db, by->a, code, &d, e) ||
        !delta_stage(by, d.year, d.ordinance, d.kind, false, &stage, e)) {
        return false;
    }
    if (!str_eq(d.kind, STR("executive")) || !str_eq(d.state, STR("proposed"))) {
        return bad_state(&d, "confirm", e);
    }
    if (by->who->user_id != 0 && str_eq(by->who->name, d.made_by)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    m.id = d.id;
    m.amount = d.amount;
    if (!delta_check_actor(by, d.agency_id, d.line_id, e) ||
        !db_exec(by->tx->db, &Q_DELTA_CONFIRM,
                 ARGS(V(d.id), V(version), V(by->who->name), V(by->now_ms)), &rows, e) ||
        stale(&d, version, rows, e)) {
        return false;
    }
    return delta_event(by, &m, e) &&
           note(by, code, d.year, "delta.confirm", STR_NONE, STR_NONE, e);
}

static bool check_mover(struct act *by, const struct delta *d, struct err *e)
{
    bool executive = str_eq(d->kind, STR("executive"));

    if (str_eq(by->who->name, d->made_by)) {
        return true;
    }
    return actor_check_city(by->who, executive ? PERM_AMEND : PERM_COUNCIL, e);
}

bool delta_withdraw(struct act *by, struct str code, int64_t version, struct str reason,
                    struct err *e)
{
    struct delta_move m = {.event = "withdraw", .to = STR("withdrawn"), .reason = reason};
    struct delta d;
    int64_t rows;

    if (!delta_get(by->tx->db, by->a, code, &d, e) || !check_mover(by, &d, e) ||
        !check_text("reason", reason, true, REASON_MAX, e)) {
        return false;
    }
    if (!str_eq(d.state, STR("proposed")) && !str_eq(d.state, STR("confirmed"))) {
        return bad_state(&d, "withdraw", e);
    }
    m.id = d.id;
    m.from = d.state;
    m.amount = d.amount;
    if (!db_exec(by->tx->db, &Q_DELTA_WITHDRAW,
                 ARGS(V(d.id), V(version), V(by->who->name), V(by->now_ms), V(reason)), &rows, e) ||
        stale(&d, version, rows, e)) {
        return false;
    }
    return delta_event(by, &m, e) &&
           note(by, code, d.year, "delta.withdraw", STR_NONE, reason, e);
}
