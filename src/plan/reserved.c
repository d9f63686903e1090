#include "plan/reserved.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/bill.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/delta_int.h"
#include "plan/vote.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 2000 };

static const struct field reserved_fields[] = {
    COL(struct reserved, id),
    COL(struct reserved, version),
    FIELD(struct reserved, code, FIELD_KEY, "เลขที่", "Number"),
    FIELD(struct reserved, kind, 0, "ชนิด", "Kind"),
    FIELD(struct reserved, state, 0, "สถานะ", "State"),
    FIELD(struct reserved, member, 0, "ผู้สงวน", "Member"),
    FIELD(struct reserved, member_code, 0, "รหัสสมาชิก", "Member's code"),
    FIELD(struct reserved, committee, 0, "คณะกรรมการ", "Committee"),
    FIELD(struct reserved, delta_code, 0, "คำแปรญัตติที่สงวน", "Amendment reserved"),
    FIELD(struct reserved, line_code, 0, "รหัสรายการ", "Line code"),
    FIELD(struct reserved, line_name, 0, "รายการ", "Line"),
    FIELD(struct reserved, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct reserved, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct reserved, stands, 0, "เมื่อสงวน", "When reserved"),
    FIELD(struct reserved, wanted, 0, "ให้เป็น", "Wanted"),
    FIELD(struct reserved, now, 0, "ปัจจุบัน", "Now"),
    FIELD(struct reserved, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct reserved, spoken_note, 0, "การอภิปราย", "Debate"),
    FIELD(struct reserved, vote_code, 0, "มติที่", "Vote"),
    FIELD(struct reserved, floor_code, 0, "ผลเป็นรายการแก้ไข", "Change made"),
    FIELD(struct reserved, settled_by, 0, "ผู้บันทึกผล", "Result recorded by"),
    FIELD(struct reserved, settled_why, 0, "เหตุผลของผล", "Why"),
    FIELD(struct reserved, made_by, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct reserved, made_at, 0, "เมื่อ", "At"),
    COL(struct reserved, year),
    COL(struct reserved, ordinance),
    COL(struct reserved, line_id),
    COL(struct reserved, agency_id),
};
const struct row_type reserved_type = ROW_TYPE(struct reserved, reserved_fields);

bool reserved_list(struct db *db, struct arena *a, const struct reserved_filter *f,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RESERVED_LIST,
                   ARGS(V(f->year), V(f->ordinance), V(f->kind), V(f->state), V(f->agency_code),
                        V(f->line_code), V(f->after_id), V(f->limit)),
                   &reserved_type, ret, e);
}

bool reserved_get(struct db *db, struct arena *a, struct str code, struct reserved *ret,
                  struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_RESERVED_GET, ARGS(V(code)), &reserved_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

/* ---- writing ---- */

static bool note(struct act *by, struct str code, int64_t year, const char *action,
                 struct str value, struct str reason, struct err *e)
{
    const struct audit_note n = {.action = str_from(action),
                                 .subject = str_format(by->a, "reserved:%.*s", STR_FMT(code)),
                                 .new_value = value,
                                 .reason = reason,
                                 .year = year};

    return audit_add(by, &n, e);
}

struct reserved_move {
    int64_t id;
    const char *event;
    struct str from, to, reason;
};

static bool event(struct act *by, const struct reserved_move *m, struct err *e)
{
    return db_exec(by->tx->db, &Q_RESERVED_EVENT,
                   ARGS(V(m->id), V(str_from(m->event)), V(m->from), V(m->to), V(by->who->name),
                        V(by->now_ms), V(m->reason)),
                   NULL, e);
}

static bool check_stage(struct act *by, int64_t year, int64_t ordinance, const char *allowed,
                        struct err *e)
{
    struct str stage, rest = str_from(allowed), word;

    if (!bill_stage(by->tx->db, by->a, year, ordinance, &stage, e)) {
        return false;
    }
    while (str_split(&rest, ' ', &word)) {
        if (str_eq(word, stage)) {
            return true;
        }
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(stage));
    return false;
}

static bool not_council(struct str member, struct str body, struct err *e)
{
    FAIL(e, ERR_NOT_COUNCIL);
    err_arg(e, "member", V(member));
    err_arg(e, "body", V(body));
    return false;
}

/* The member who reserves: the councillor who acts, or whom the clerk names. */
static bool find_member(struct act *by, const struct reserved_new *n, struct council_member *ret,
                        struct err *e)
{
    struct str body = bill_code(by->a, n->year, n->ordinance);
    bool found, office = actor_may(by->who, PERM_COUNCIL);

    if (!office && !actor_check_city(by->who, PERM_COUNCILLOR, e)) {
        return false;
    }
    if (office && n->member_code.n) {
        return council_member_get(by->tx->db, by->a, str_trim(n->member_code), by->today, ret, e) &&
               (ret->now || not_council(ret->full_name, body, e));
    }
    if (!council_member_of_user(by->tx->db, by->a, by->who->name, by->today, ret, &found, e)) {
        return false;
    }
    if (!found || (n->member_code.n && !str_eq(str_trim(n->member_code), ret->code))) {
        return not_council(n->member_code.n ? n->member_code : by->who->name, body, e);
    }
    return true;
}

/* A vote's choice against what it decided. */
struct cast {
    struct str choice, result;
};
static const struct field cast_fields[] = {COL(struct cast, choice), COL(struct cast, result)};
static const struct row_type cast_type = ROW_TYPE(struct cast, cast_fields);

/* An opinion is against the majority: who voted with it has none to reserve. */
static bool check_minority(struct act *by, const struct council_member *m, const struct delta *d,
                           struct err *e)
{
    struct cast c;
    bool found;

    if (d->vote_code.n == 0) {
        return true;
    }
    if (!db_find(by->tx->db, by->a, &Q_RESERVED_BALLOT, ARGS(V(d->vote_code), V(m->id)), &cast_type,
                 &c, &found, e)) {
        return false;
    }
    if (found && str_eq(c.choice, str_eq(c.result, STR("passed")) ? STR("yes") : STR("no"))) {
        FAIL(e, ERR_RESERVE_MAJORITY);
        err_arg(e, "member", V(m->full_name));
        err_arg(e, "vote", V(d->vote_code));
        return false;
    }
    return true;
}

static bool check_opinion(struct act *by, const struct reserved_new *n,
                          const struct council_member *m, const struct delta *d,
                          int64_t *ret_committee, struct err *e)
{
    struct council_committee c;
    struct council_seat seat;
    bool found;

    if (str_trim(n->committee_code).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("committee")));
        return false;
    }
    if (!council_committee_get(by->tx->db, by->a, str_trim(n->committee_code), &c, e) ||
        !council_seat_of(by->tx->db, by->a, &(struct council_seat_ask){c.id, m->id, by->today}, &seat, &found, e)) {
        return false;
    }
    *ret_committee = c.id;
    return (found || not_council(m->full_name, c.name, e)) &&
           (d->id == 0 || check_minority(by, m, d, e));
}

static bool check_amendment(const struct council_member *m, const struct delta *d, struct err *e)
{
    bool less = str_eq(d->state, STR("accepted")) && money_cmp(d->accepted, d->amount) < 0;

    if (d->id == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("delta")));
        return false;
    }
    if (d->member_id != m->id) {
        FAIL(e, ERR_NOT_MOVER);
        err_arg(e, "member", V(m->full_name));
        err_arg(e, "delta", V(d->code));
        return false;
    }
    if (!less && !str_eq(d->state, STR("rejected"))) {
        FAIL(e, ERR_RESERVE_STATE);
        err_arg(e, "delta", V(d->code));
        err_arg(e, "state", V(d->state));
        return false;
    }
    return true;
}

/* The wanted amount as a change of the line; none: ERR_RESERVE_SAME. */
static bool change_of(struct act *by, const struct delta_line *l, struct money wanted,
                      struct str *ret_kind, struct money *ret_amount, struct err *e)
{
    int c = money_cmp(wanted, l->now);

    if (wanted.satang < 0 || wanted.satang > MONEY_MAX) {
        FAIL(e, wanted.satang < 0 ? ERR_AMOUNT_NEGATIVE : ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(money_text(by->a, wanted, MONEY_WHOLE)));
        return false;
    }
    if (c == 0) {
        FAIL(e, ERR_RESERVE_SAME);
        err_arg(e, "line", V(l->code));
        err_arg(e, "value", V(wanted));
        return false;
    }
    *ret_kind = c < 0 ? STR("floor_cut") : STR("floor_restore");
    *ret_amount = c < 0 ? money_sub(l->now, wanted) : money_sub(wanted, l->now);
    return true;
}

static bool check_wanted(struct act *by, const struct reserved_new *n, const struct delta_line *l,
                         const struct delta *d, struct err *e)
{
    struct delta_book *b;
    struct money amount;
    struct str kind;

    if (!change_of(by, l, n->wanted, &kind, &amount, e)) {
        return false;
    }
    if (str_eq(n->kind, STR("amendment")) &&
        (!delta_takes(kind) ||
         money_cmp(amount, money_sub(d->amount, d->accepted)) > 0)) { /* not more than was moved */
        FAIL(e, ERR_RESERVE_BELOW);
        err_arg(e, "line", V(l->code));
        err_arg(e, "value", V(n->wanted));
        err_arg(e, "least", V(money_sub(l->now, money_sub(d->amount, d->accepted))));
        return false;
    }
    return delta_book_open(by, n->year, n->ordinance, &b, e) &&
           delta_allows(by, b, l, kind, amount, false, e);
}

static bool check_once(struct act *by, const struct reserved_new *n, int64_t line_id,
                       int64_t member_id, struct err *e)
{
    int64_t open;

    if (!db_int(by->tx->db, &Q_RESERVED_OPEN_OF, ARGS(V(line_id), V(member_id), V(n->kind)), &open,
                e)) {
        return false;
    }
    if (open > 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(n->line_code));
    }
    return open == 0;
}

static bool check_kind(const struct reserved_new *n, struct err *e)
{
    if (str_eq(n->kind, STR("opinion")) || str_eq(n->kind, STR("amendment"))) {
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(n->kind));
    err_arg(e, "expected", V(STR("opinion amendment")));
    return false;
}

/* The delta that it is against, and the line: the delta's, or the one named. */
static bool find_subject(struct act *by, const struct reserved_new *n, struct delta *d,
                         struct delta_line *l, struct err *e)
{
    struct str line = str_trim(n->line_code), delta = str_trim(n->delta_code);

    *d = (struct delta){0};
    if (delta.n && !delta_get(by->tx->db, by->a, delta, d, e)) {
        return false;
    }
    if (delta.n && line.n && !str_eq(line, d->line_code)) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("line")));
        err_arg(e, "value", V(line));
        err_arg(e, "expected", V(d->line_code));
        return false;
    }
    return delta_line_find(by, delta.n ? d->line_code : line, n->year, n->ordinance, l, e);
}

bool reserved_add(struct act *by, const struct reserved_new *n, struct str *ret_code,
                  struct err *e)
{
    struct db *db = by->tx->db;
    struct council_member m;
    struct delta_line l;
    struct delta d;
    int64_t count, id, committee = 0;
    struct str code;

    if (!check_kind(n, e) || !find_member(by, n, &m, e) ||
        !check_text("reason", n->reason, true, REASON_MAX, e) ||
        !check_stage(by, n->year, n->ordinance, "COMMITTEE AMENDMENT", e) ||
        !find_subject(by, n, &d, &l, e) ||
        !delta_check_interest(by, m.id, m.full_name, l.agency_id, l.id, e) ||
        !(str_eq(n->kind, STR("opinion")) ? check_opinion(by, n, &m, &d, &committee, e)
                                          : check_amendment(&m, &d, e)) ||
        !check_wanted(by, n, &l, &d, e) || !check_once(by, n, l.id, m.id, e) ||
        !db_int(db, &Q_RESERVED_COUNT, ARGS(V(n->year), V(n->ordinance)), &count, e)) {
        return false;
    }
    code = str_format(by->a, "R-%lld-%lld-%04lld", (long long)n->year, (long long)n->ordinance,
                      (long long)count + 1);
    if (!db_int(db, &Q_RESERVED_INSERT,
                ARGS(V(n->year), V(n->ordinance), V(code), V(n->kind), V(l.id), V(l.agency_id),
                     V_ID(d.id), V(m.id), V_ID(committee), V(l.now), V(n->wanted), V(n->reason),
                     V(by->who->name), V(by->now_ms)),
                &id, e)) {
        return false;
    }
    *ret_code = code;
    return event(by,
                 &(const struct reserved_move){
                     .id = id, .event = "register", .to = STR("registered"), .reason = n->reason},
                 e) &&
           note(by, code, n->year, "reserved.add",
                str_format(by->a, "%.*s %.*s %.*s", STR_FMT(n->kind), STR_FMT(l.code),
                           STR_FMT(money_text(by->a, n->wanted, MONEY_PLAIN))),
                n->reason, e);
}

/* ---- in the second reading ---- */

static bool find_open(struct act *by, struct str code, int64_t version, const char *what,
                      struct reserved *ret, struct err *e)
{
    if (!reserved_get(by->tx->db, by->a, code, ret, e)) {
        return false;
    }
    if (!str_eq(ret->state, STR("registered")) && !str_eq(ret->state, STR("spoken"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(ret->state));
        err_arg(e, "event", V(str_from(what)));
        return false;
    }
    if (ret->version != version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool reserved_speak(struct act *by, struct str code, int64_t version, struct str text,
                    struct err *e)
{
    struct reserved r;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !check_text("note", text, true, REASON_MAX, e) ||
        !find_open(by, code, version, "speak", &r, e) ||
        !check_stage(by, r.year, r.ordinance, "READING2", e) ||
        !db_exec(by->tx->db, &Q_RESERVED_SPEAK, ARGS(V(r.id), V(version), V(text), V(by->now_ms)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return event(by,
                 &(const struct reserved_move){.id = r.id,
                                               .event = "speak",
                                               .from = r.state,
                                               .to = STR("spoken"),
                                               .reason = text},
                 e) &&
           note(by, code, r.year, "reserved.speak", STR_NONE, text, e);
}

/* How one ends. */
struct ending {
    const char *event;
    struct str state, vote_code, why;
    int64_t floor_delta_id;
};

static bool end(struct act *by, const struct reserved *r, const struct ending *x, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_RESERVED_END,
                 ARGS(V(r->id), V(r->version), V(x->state), V(x->vote_code), V_ID(x->floor_delta_id),
                      V(by->who->name), V(by->now_ms), V(x->why)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return event(by,
                 &(const struct reserved_move){.id = r->id,
                                               .event = x->event,
                                               .from = r->state,
                                               .to = x->state,
                                               .reason = x->why},
                 e) &&
           note(by, r->code, r->year,
                str_cstr(by->a, str_format(by->a, "reserved.%s", x->event)), x->vote_code, x->why,
                e);
}

static bool check_own(struct act *by, const struct reserved *r, struct err *e)
{
    struct council_member m;
    bool found;

    if (actor_may(by->who, PERM_COUNCIL)) {
        return true;
    }
    if (!actor_check_city(by->who, PERM_COUNCILLOR, e) ||
        !council_member_of_user(by->tx->db, by->a, by->who->name, by->today, &m, &found, e)) {
        return false;
    }
    return (found && str_eq(m.code, r->member_code)) || not_council(by->who->name, r->code, e);
}

bool reserved_withdraw(struct act *by, struct str code, int64_t version, struct str reason,
                       struct err *e)
{
    const struct ending x = {.event = "withdraw", .state = STR("withdrawn"), .why = reason};
    struct reserved r;

    return reserved_get(by->tx->db, by->a, code, &r, e) && check_own(by, &r, e) &&
           check_text("reason", reason, true, REASON_MAX, e) &&
           find_open(by, code, version, "withdraw", &r, e) && end(by, &r, &x, e);
}

static bool adopt(struct act *by, const struct reserved *r, struct str vote_code, int64_t member_id,
                  int64_t *ret_delta, struct err *e)
{
    struct delta_line l;
    struct delta_floor f = {
        .line = &l, .reason = r->reason, .vote_code = vote_code, .member_id = member_id};

    return delta_line_find(by, r->line_code, r->year, r->ordinance, &l, e) &&
           change_of(by, &l, r->wanted, &f.kind, &f.amount, e) &&
           delta_from_floor(by, &f, ret_delta, e);
}

bool reserved_settle(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct str subject = str_format(by->a, "reserved:%.*s", STR_FMT(code));
    struct ending x = {.event = "lose", .state = STR("lost")};
    struct council_member m;
    struct reserved r;
    struct vote v;
    bool found;

    if (!actor_check_city(by->who, PERM_COUNCIL, e) ||
        !find_open(by, code, version, "settle", &r, e) ||
        !check_stage(by, r.year, r.ordinance, "READING2", e) ||
        !vote_find(by->tx->db, by->a, &(struct bill_key){r.year, r.ordinance}, subject, &v, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_BASIS_NEEDED);
        return false;
    }
    x.vote_code = v.code;
    if (str_eq(v.result, STR("passed"))) {
        x.event = "adopt";
        x.state = STR("adopted");
        if (!council_member_get(by->tx->db, by->a, r.member_code, by->today, &m, e) ||
            !adopt(by, &r, v.code, m.id, &x.floor_delta_id, e)) {
            return false;
        }
    }
    return end(by, &r, &x, e);
}
