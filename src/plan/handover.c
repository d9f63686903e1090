#include "plan/handover.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/delegation.h"
#include "city/user.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TEXT_MAX = 1000, ORDER_MAX = 100 };

static const struct field handover_fields[] = {
    COL(struct handover, id),
    COL(struct handover, agency_id),
    COL(struct handover, division),
    FIELD(struct handover, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct handover, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct handover, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct handover, from_user, 0, "ผู้ส่งมอบ", "From"),
    FIELD(struct handover, from_name, 0, "ชื่อผู้ส่งมอบ", "From: name"),
    FIELD(struct handover, to_user, 0, "ผู้รับมอบ", "To"),
    FIELD(struct handover, to_name, 0, "ชื่อผู้รับมอบ", "To: name"),
    FIELD(struct handover, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct handover, order_no, 0, "คำสั่งเลขที่", "Order no."),
    FIELD(struct handover, order_on, 0, "ลงวันที่", "Dated"),
    FIELD(struct handover, state, 0, "สถานะ", "State"),
    FIELD(struct handover, made_by, 0, "ผู้ยืนยันคนที่หนึ่ง", "First confirmation"),
    FIELD(struct handover, made, 0, "เมื่อ", "At"),
    FIELD(struct handover, ended_by, 0, "ผู้ยืนยันคนที่สอง", "Second confirmation"),
    FIELD(struct handover, ended, 0, "เสร็จเมื่อ", "Done at"),
    FIELD(struct handover, ended_why, 0, "เหตุผลที่ยกเลิก", "Why cancelled"),
    FIELD(struct handover, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct handover, more, 0, "เรื่องอื่น", "Other things"),
    FIELD(struct handover, analysis, 0, "งานวิเคราะห์", "Analysis"),
};
const struct row_type handover_type = ROW_TYPE(struct handover, handover_fields);

static const struct field work_fields[] = {
    FIELD(struct open_work, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct open_work, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct open_work, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct open_work, state, 0, "สถานะ", "State"),
    FIELD(struct open_work, user_name, 0, "ผู้รับผิดชอบ", "Officer"),
    FIELD(struct open_work, requested, FIELD_TOTAL, "ขอ", "Requested"),
};
const struct row_type open_work_type = ROW_TYPE(struct open_work, work_fields);

static const struct field more_fields[] = {
    FIELD(struct open_more, kind, 0, "ชนิด", "Kind"),
    FIELD(struct open_more, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct open_more, title, 0, "เรื่อง", "About"),
};
const struct row_type open_more_type = ROW_TYPE(struct open_more, more_fields);

struct work_id {
    int64_t id;
    struct str state, from_user;
};
static const struct field work_id_fields[] = {
    COL(struct work_id, id),
    COL(struct work_id, state),
    COL(struct work_id, from_user),
};
static const struct row_type work_id_type = ROW_TYPE(struct work_id, work_id_fields);

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

/* ---- reading ---- */

bool open_work(struct db *db, struct arena *a, struct str user_name, struct rows *ret,
               struct err *e)
{
    return db_list(db, a, &Q_OPEN_WORK, ARGS(V(user_name)), &open_work_type, ret, e);
}

bool handover_items(struct db *db, struct arena *a, struct str code, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_HANDOVER_ITEMS, ARGS(V(code)), &open_work_type, ret, e);
}

bool open_more(struct db *db, struct arena *a, struct str user_name, struct rows *ret,
               struct err *e)
{
    return db_list(db, a, &Q_OPEN_MORE, ARGS(V(user_name), V(db_day(db))), &open_more_type, ret, e);
}

bool handover_more(struct db *db, struct arena *a, struct str code, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_HANDOVER_MORE_LIST, ARGS(V(code)), &open_more_type, ret, e);
}

bool handover_analysts(struct db *db, struct arena *a, int64_t division, struct rows *ret,
                       struct err *e)
{
    return db_list(db, a, &Q_HANDOVER_ANALYSTS, ARGS(V(division)), &user_row_type, ret, e);
}

/* The division that this person assigns work in; 0 = none. */
static int64_t assigns_in(const struct actor *who)
{
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (g->scope.kind == SCOPE_DIVISION && (g->perms >> (unsigned)PERM_ASSIGN & 1)) {
            return g->scope.id;
        }
    }
    return 0;
}

/* The agency whose head this is; 0 = none. */
static int64_t heads_of(const struct actor *who)
{
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (g->scope.kind == SCOPE_AGENCY && (g->perms >> (unsigned)PERM_REQUEST_APPROVE & 1)) {
            return g->scope.id;
        }
    }
    return 0;
}

static bool read_list(struct db *db, struct arena *a, const struct actor *who, struct str code,
                      struct rows *ret, struct err *e)
{
    int64_t all = actor_may(who, PERM_AUDIT_READ) || actor_may(who, PERM_USER_ADMIN) ? 1 : 0;

    return db_list(db, a, &Q_HANDOVER_LIST, ARGS(V(who->name), V(all), V(heads_of(who)), V(code), V(assigns_in(who))),
                   &handover_type, ret, e);
}

bool handover_list(struct db *db, struct arena *a, const struct actor *who, struct rows *ret,
                   struct err *e)
{
    return read_list(db, a, who, STR_NONE, ret, e);
}

bool handover_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                  struct handover *ret, struct err *e)
{
    struct rows rows;

    if (!read_list(db, a, who, code, &rows, e)) {
        return false;
    }
    if (rows.n == 0 || code.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    *ret = *(const struct handover *)rows.p;
    return true;
}

bool handover_people(struct db *db, struct arena *a, int64_t agency_id, struct rows *ret,
                     struct err *e)
{
    return db_list(db, a, &Q_HANDOVER_PEOPLE, ARGS(V(agency_id)), &user_row_type, ret, e);
}

/* ---- the first confirmation ---- */

/* Where this person works; a disabled account too. */
struct bench {
    struct agency g;
    int64_t division; /* of an analyst; 0 = an agency's officer */
};

#define BUDGET_DEPARTMENT STR("20000000")

static bool first_id(struct act *by, const struct query *q, struct str name, int64_t *ret,
                     struct err *e)
{
    struct rows rows;

    if (!db_list(by->tx->db, by->a, q, ARGS(V(name)), &id_row_type, &rows, e)) {
        return false;
    }
    *ret = rows.n ? ((const struct id_row *)rows.p)->id : 0;
    return true;
}

/* An officer's or collector's agency, else an analyst's division; ERR_NOT_FOUND {what}. */
static bool bench_of(struct act *by, struct str name, struct bench *ret, struct err *e)
{
    int64_t agency_id;

    ret->division = 0;
    if (!first_id(by, &Q_HANDOVER_AGENCY_OF, name, &agency_id, e)) {
        return false;
    }
    if (agency_id) {
        return agency_by_id(by->tx->db, by->a, agency_id, &ret->g, e);
    }
    if (!first_id(by, &Q_HANDOVER_DIVISION_OF, name, &ret->division, e)) {
        return false;
    }
    if (ret->division == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(name));
        return false;
    }
    return agency_get(by->tx->db, by->a, BUDGET_DEPARTMENT, &ret->g, e);
}

/* The work itself, and giving it away for somebody else. */
static bool check_works(const struct actor *who, const struct bench *b, struct err *e)
{
    return b->division ? actor_check(who, PERM_ANALYSE, 0, b->division, e)
                       : actor_check(who, PERM_REQUEST_WRITE, b->g.id, b->g.division, e);
}

static bool check_leads(const struct actor *who, const struct bench *b, struct err *e)
{
    return b->division ? actor_check(who, PERM_ASSIGN, 0, b->division, e)
                       : actor_check(who, PERM_REQUEST_APPROVE, b->g.id, b->g.division, e);
}

/* The successor: another of that place who can sign in. */
static bool check_successor(struct act *by, struct str name, const struct bench *b, struct err *e)
{
    struct actor to;

    return actor_load(by->tx->db, by->a, name, &to, e) && check_works(&to, b, e);
}

static bool check_giver(struct act *by, const struct handover_new *n, const struct bench *b,
                        struct err *e)
{
    if (str_eq(by->who->name, n->from_user)) {
        return check_works(by->who, b, e);
    }
    return check_leads(by->who, b, e) && check_text("order_no", n->order_no, true, ORDER_MAX, e);
}

static bool note_handover(struct act *by, struct str code, const char *action, struct str old,
                          struct str value, struct str reason, struct err *e)
{
    struct audit_note note = {
        .action = str_from(action), .old_value = old, .new_value = value, .reason = reason};

    note.subject = str_format(by->a, "handover:%.*s", STR_FMT(code));
    return audit_add(by, &note, e);
}

static bool check_new(struct act *by, const struct handover_new *n, struct bench *ret,
                      struct err *e)
{
    if (!check_text("from_user", n->from_user, true, ORDER_MAX, e) ||
        !check_text("to_user", n->to_user, true, ORDER_MAX, e) ||
        !check_text("reason", n->reason, true, TEXT_MAX, e) ||
        !check_text("order_no", n->order_no, false, ORDER_MAX, e) ||
        !bench_of(by, n->from_user, ret, e)) {
        return false;
    }
    if (str_eq(n->from_user, n->to_user)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return check_giver(by, n, ret, e) && check_successor(by, n->to_user, ret, e);
}

bool handover_make(struct act *by, const struct handover_new *n, struct str *ret_code,
                   struct err *e)
{
    struct rows work, more, made;
    struct code_row code;
    struct bench b;

    if (!check_new(by, n, &b, e) ||
        !db_list(by->tx->db, by->a, &Q_OPEN_WORK_IDS, ARGS(V(n->from_user), V(b.g.id)),
                 &work_id_type, &work, e) ||
        !open_more(by->tx->db, by->a, n->from_user, &more, e)) {
        return false;
    }
    if (work.n + more.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(n->from_user));
        return false;
    }
    if (!db_list(by->tx->db, by->a, &Q_HANDOVER_INSERT,
                 ARGS(V(b.g.id), V(n->from_user), V(n->to_user), V(n->reason), V(n->order_no),
                      V(n->order_on), V(by->who->name), V(by->now_ms), V(b.division)),
                 &id_row_type, &made, e)) {
        return false;
    }
    if (made.n == 0) { /* one waits already */
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(n->from_user));
        return false;
    }
    if (!db_one(by->tx->db, by->a, &Q_HANDOVER_BY_ID, ARGS(V(((const struct id_row *)made.p)->id)),
                &code_type, &code, e)) {
        return false;
    }
    *ret_code = code.code;
    return note_handover(by, code.code, "handover.make", n->from_user, n->to_user, n->reason, e);
}

/* ---- the second, or the end ---- */

static bool find_waiting(struct act *by, struct str code, const char *event, struct handover *ret,
                         struct err *e)
{
    if (!handover_get(by->tx->db, by->a, by->who, code, ret, e)) {
        return false;
    }
    if (!str_eq(ret->state, STR("waiting"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(str_format(by->a, "handover_%.*s", STR_FMT(ret->state))));
        err_arg(e, "event", V(str_from(event)));
        return false;
    }
    return true;
}

static bool give_all(struct act *by, const struct handover *h, const struct rows *work,
                     struct err *e)
{
    const struct work_id *w = work->p;

    for (size_t i = 0; i < work->n; i++) {
        if (!db_exec(by->tx->db, &Q_HANDOVER_ITEM_INSERT,
                     ARGS(V(h->id), V(w[i].id), V(w[i].state), V(w[i].from_user)), NULL, e) ||
            !db_exec(by->tx->db, &Q_PACKAGE_OWNER_SET, ARGS(V(w[i].id), V(h->to_user), V(h->id)),
                     NULL, e)) {
            return false;
        }
    }
    return db_exec(by->tx->db, &Q_HANDOVER_SECTIONS_IN,
                   ARGS(V(h->from_user), V(h->agency_id), V(h->to_user)), NULL, e) &&
           db_exec(by->tx->db, &Q_HANDOVER_SECTIONS_OUT, ARGS(V(h->from_user), V(h->agency_id)),
                   NULL, e);
}

/* What was delegated to them ends; the same waits for the successor, and for a second person. */
static bool give_delegation(struct act *by, const struct handover *h, struct str code,
                            struct err *e)
{
    struct delegation_new n;
    struct delegation d;
    struct str made;
    struct err no;

    if (!delegation_hand(by, code, h->reason, &d, e)) {
        return false;
    }
    n = (struct delegation_new){.kind = d.kind,
                                .from_user = d.from_user,
                                .to_user = h->to_user,
                                .role = d.role,
                                .scope_kind = d.scope_kind,
                                .scope_id = d.scope_id,
                                .order_no = d.order_no,
                                .reason = d.reason,
                                .order_on = d.order_on,
                                .from_date = d.from_date,
                                .to_date = d.to_date};
    if (!delegation_propose(by, &n, h->from_user, &made, &no) && no.code == ERR_STORE) {
        *e = no;
        return false;
    }
    return true; /* one that the successor may not have is only ended */
}

static bool give_more(struct act *by, const struct handover *h, const struct rows *more,
                      struct err *e)
{
    static const struct query *const moves[] = {&Q_HANDOVER_AGENCIES, &Q_HANDOVER_PACKAGES,
                                                &Q_HANDOVER_QUESTIONS, &Q_HANDOVER_MENTIONS};
    const struct open_more *m = more->p;

    for (size_t i = 0; i < more->n; i++) {
        if (!db_exec(by->tx->db, &Q_HANDOVER_MORE_INSERT,
                     ARGS(V(h->id), V(m[i].kind), V(m[i].code)), NULL, e) ||
            (str_eq(m[i].kind, STR("delegation")) && !give_delegation(by, h, m[i].code, e))) {
            return false;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
        if (!db_exec(by->tx->db, moves[i], ARGS(V(h->from_user), V(h->to_user)), NULL, e)) {
            return false;
        }
    }
    return db_exec(by->tx->db, &Q_HANDOVER_MENTIONS_SEEN, ARGS(V(h->from_user)), NULL, e);
}

static bool end(struct act *by, const struct handover *h, const char *state, struct str why,
                struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_HANDOVER_END,
                 ARGS(V(h->id), V(str_from(state)), V(by->who->name), V(by->now_ms), V(why)), &rows,
                 e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool handover_take(struct act *by, struct str code, int64_t *ret_n, struct err *e)
{
    struct handover h;
    struct rows work, more;
    struct bench b;

    if (!find_waiting(by, code, "handover_take", &h, e)) {
        return false;
    }
    if (!str_eq(h.to_user, by->who->name)) { /* the successor, nobody else */
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    b = (struct bench){.g = {.id = h.agency_id, .division = h.division},
                       .division = h.analysis ? h.division : 0};
    if (!check_works(by->who, &b, e) ||
        !db_list(by->tx->db, by->a, &Q_OPEN_WORK_IDS, ARGS(V(h.from_user), V(h.agency_id)),
                 &work_id_type, &work, e) ||
        !open_more(by->tx->db, by->a, h.from_user, &more, e) || !give_all(by, &h, &work, e) ||
        !give_more(by, &h, &more, e) || !end(by, &h, "done", STR_NONE, e)) {
        return false;
    }
    *ret_n = (int64_t)(work.n + more.n);
    return note_handover(by, code, "handover.take", h.from_user,
                         str_format(by->a, "%.*s: %zu + %zu", STR_FMT(h.to_user), work.n, more.n),
                         h.reason, e);
}

bool handover_cancel(struct act *by, struct str code, struct str reason, struct err *e)
{
    struct handover h;
    struct bench b;

    if (!check_text("reason", reason, true, TEXT_MAX, e) ||
        !find_waiting(by, code, "handover_cancel", &h, e)) {
        return false;
    }
    b = (struct bench){.g = {.id = h.agency_id, .division = h.division},
                       .division = h.analysis ? h.division : 0};
    if (!str_eq(by->who->name, h.from_user) && !str_eq(by->who->name, h.to_user) &&
        !check_leads(by->who, &b, e)) {
        return false;
    }
    return end(by, &h, "cancelled", reason, e) &&
           note_handover(by, code, "handover.cancel", h.from_user, h.to_user, reason, e);
}
