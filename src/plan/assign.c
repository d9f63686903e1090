#include "plan/assign.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/user.h"
#include "plan/rollup.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { OPEN_MOST = 20000, REASON_LONGEST = 1000, DAY_MS = 86400000 };

static const struct field analyst_fields[] = {
    FIELD(struct analyst, user_name, FIELD_KEY, "ผู้ใช้", "User"),
    FIELD(struct analyst, full_name, 0, "นักวิเคราะห์", "Analyst"),
    FIELD(struct analyst, role, 0, "บทบาท", "Role"),
    FIELD(struct analyst, division, 0, "กอง", "Division"),
    FIELD(struct analyst, packages, FIELD_TOTAL, "ข้อเสนอที่เปิดอยู่", "Open packages"),
    FIELD(struct analyst, lines, FIELD_TOTAL, "รายการ", "Lines"),
    FIELD(struct analyst, asked, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct analyst, unseen, FIELD_TOTAL, "ยังไม่รับ", "Not accepted"),
    FIELD(struct analyst, recommended, FIELD_TOTAL, "เสนอความเห็นแล้ว", "Recommended"),
    FIELD(struct analyst, flags, FIELD_TOTAL, "ข้อสังเกตของเครื่อง", "Machine flags"),
    FIELD(struct analyst, questions, FIELD_TOTAL, "คำถามที่รอหน่วยงาน", "Questions open"),
    FIELD(struct analyst, late, FIELD_TOTAL, "เกินกำหนด", "Late"),
    FIELD(struct analyst, days, 0, "อายุเฉลี่ย (วัน)", "Average age (days)"),
    FIELD(struct analyst, settled, FIELD_TOTAL, "ตัดสินแล้ว", "Settled"),
};
const struct row_type analyst_type = ROW_TYPE(struct analyst, analyst_fields);

static const struct field assigned_fields[] = {
    COL(struct assigned_row, id),
    COL(struct assigned_row, version),
    FIELD(struct assigned_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct assigned_row, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct assigned_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct assigned_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct assigned_row, state, 0, "สถานะ", "State"),
    FIELD(struct assigned_row, user_name, 0, "ผู้วิเคราะห์", "Analyst"),
    FIELD(struct assigned_row, own, 0, "มอบเฉพาะเรื่อง", "By itself"),
    FIELD(struct assigned_row, since, 0, "ตั้งแต่", "Since"),
    FIELD(struct assigned_row, lines, 0, "รายการ", "Lines"),
    FIELD(struct assigned_row, asked, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct assigned_row, questions, 0, "คำถามที่รอหน่วยงาน", "Questions open"),
    FIELD(struct assigned_row, flags, 0, "ข้อสังเกตของเครื่อง", "Machine flags"),
    FIELD(struct assigned_row, begun, 0, "เริ่มแล้ว", "Begun"),
    FIELD(struct assigned_row, recommended, 0, "เสนอความเห็นแล้ว", "Recommended"),
};
const struct row_type assigned_row_type = ROW_TYPE(struct assigned_row, assigned_fields);

static const struct field agency_assign_fields[] = {
    COL(struct agency_assign, agency_id),
    COL(struct agency_assign, version),
    FIELD(struct agency_assign, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct agency_assign, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct agency_assign, packages, FIELD_TOTAL, "ข้อเสนอ", "Packages"),
    FIELD(struct agency_assign, user_name, 0, "ผู้วิเคราะห์", "Analyst"),
};
const struct row_type agency_assign_type = ROW_TYPE(struct agency_assign, agency_assign_fields);

static const struct field event_fields[] = {
    FIELD(struct assign_event_row, at, 0, "เวลา", "Time"),
    FIELD(struct assign_event_row, batch, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct assign_event_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct assign_event_row, package_code, 0, "รหัส", "Code"),
    FIELD(struct assign_event_row, package_title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct assign_event_row, from_user, 0, "จาก", "From"),
    FIELD(struct assign_event_row, to_user, 0, "ให้", "To"),
    FIELD(struct assign_event_row, by_user, 0, "ผู้มอบหมาย", "By"),
    FIELD(struct assign_event_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct assign_event_row, undone, 0, "เรียกคืนแล้ว", "Undone"),
};
const struct row_type assign_event_type = ROW_TYPE(struct assign_event_row, event_fields);

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

/* ---- reading ---- */

static bool one_code(struct db *db, struct arena *a, const struct query *q, struct value x,
                     struct value y, struct str *ret, struct err *e)
{
    struct rows rows;
    bool ok = y.type == VT_NULL ? db_list(db, a, q, ARGS(x), &code_type, &rows, e)
                                : db_list(db, a, q, ARGS(x, y), &code_type, &rows, e);

    if (!ok) {
        return false;
    }
    *ret = rows.n ? ((const struct code_row *)rows.p)->code : STR_NONE;
    return true;
}

bool assignee_of(struct db *db, struct arena *a, int64_t package_id, struct str *ret, struct err *e)
{
    return one_code(db, a, &Q_ASSIGNEE_OF, V(package_id), V_NULL, ret, e);
}

bool assigned_list(struct db *db, struct arena *a, struct rollup *sums,
                   const struct assigned_filter *f, struct rows *ret, struct err *e)
{
    struct assigned_row *row;
    struct package_sum *s;
    struct rows rows;

    if (!db_list(db, a, &Q_ASSIGNED_LIST,
                 ARGS(V(f->year), V(f->division), V(f->user_name), V(f->agency_id),
                      V(f->after_id), V(f->limit)),
                 &assigned_row_type, &rows, e)) {
        return false;
    }
    row = ARENA_ARRAY(a, struct assigned_row, rows.n);
    s = ARENA_ARRAY(a, struct package_sum, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct assigned_row *)rows.p)[i];
        s[i].id = row[i].id;
    }
    if (sums && rows.n && !rollup_packages(sums, db, f->year, s, rows.n, e)) {
        return false;
    }
    for (size_t i = 0; i < rows.n; i++) {
        row[i].lines = s[i].lines;
        row[i].asked = s[i].requested;
    }
    *ret = (struct rows){row, rows.n};
    return true;
}

static void load_add(struct analyst *to, const struct assigned_row *p, int64_t now_day)
{
    to->packages++;
    to->lines += p->lines;
    to->asked = money_add(to->asked, p->asked);
    to->unseen += str_eq(p->state, STR("SUBMITTED"));
    to->recommended += p->recommended;
    to->flags += p->flags;
    if (p->since.ms && p->since.ms / DAY_MS < now_day) {
        to->days.millionths += now_day - p->since.ms / DAY_MS; /* days, averaged below */
    }
}

bool workload(struct db *db, struct arena *a, struct rollup *sums, int64_t year, int64_t division,
              struct rows *ret, struct err *e)
{
    struct assigned_filter f = {.year = year, .division = division, .limit = OPEN_MOST};
    const struct assigned_row *p;
    struct analyst *who;
    struct rows people, open;
    struct date today = db_day(db);
    int64_t now_day = date_days_between(DATE(19700101), today);
    size_t n;

    if (!db_list(db, a, &Q_WORKLOAD_PEOPLE, ARGS(V(year), V(division), V(today)), &analyst_type,
                 &people, e) ||
        !assigned_list(db, a, sums, &f, &open, e)) {
        return false;
    }
    n = people.n;
    who = ARENA_ARRAY(a, struct analyst, n + 1);
    for (size_t i = 0; i < n; i++) {
        who[i] = ((const struct analyst *)people.p)[i];
    }
    p = open.p;
    for (size_t i = 0; i < open.n; i++) {
        size_t at = 0;

        while (at < n && !str_eq(who[at].user_name, p[i].user_name)) {
            at++; /* somebody who has no role here any more: nobody */
        }
        load_add(&who[at], &p[i], now_day);
    }
    for (size_t i = 0; i <= n; i++) {
        if (who[i].packages) {
            who[i].days.millionths = who[i].days.millionths * 1000000 / who[i].packages;
        }
    }
    *ret = (struct rows){who, n + 1};
    return true;
}

bool agency_assign_list(struct db *db, struct arena *a, int64_t year, int64_t division,
                        struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AGENCY_ASSIGN_LIST, ARGS(V(year), V(division)), &agency_assign_type,
                   ret, e);
}

bool assign_history(struct db *db, struct arena *a, int64_t year, int64_t division, int64_t limit,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ASSIGN_HISTORY, ARGS(V(year), V(division), V(limit)),
                   &assign_event_type, ret, e);
}

/* ---- moving ---- */

struct place { /* a package, or an agency's default, and whose it is */
    int64_t id, agency_id, division;
    struct str code, state, user_name;
    bool own;
};
static const struct field place_fields[] = {
    COL(struct place, id),    COL(struct place, agency_id), COL(struct place, division),
    COL(struct place, code),  COL(struct place, state),     COL(struct place, user_name),
    COL(struct place, own),
};
static const struct row_type place_type = ROW_TYPE(struct place, place_fields);

/* Somebody who analyses there, and not their own agency's. */
static bool check_receiver(struct act *by, struct str name, int64_t agency_id, int64_t division,
                           struct err *e)
{
    struct actor to;

    if (name.n == 0) {
        return true;
    }
    if (!actor_load(by->tx->db, by->a, name, &to, e) ||
        !actor_check(&to, PERM_ANALYSE, agency_id, division, e)) {
        return false;
    }
    if (to.user_id == 0 || actor_belongs(&to, agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    return true;
}

struct batch_made {
    int64_t id;
    struct str code;
};

static bool batch_add(struct act *by, int64_t year, int64_t division, struct str to_user,
                      struct str reason, struct batch_made *ret, struct err *e)
{
    struct rows made;

    if (!db_list(by->tx->db, by->a, &Q_ASSIGN_BATCH_INSERT,
                 ARGS(V(year), V(division), V(to_user), V(reason), V(by->who->name),
                      V(by->now_ms)),
                 &id_row_type, &made, e)) {
        return false;
    }
    ret->id = ((const struct id_row *)made.p)->id;
    return one_code(by->tx->db, by->a, &Q_ASSIGN_BATCH_CODE, V(ret->id), V_NULL, &ret->code, e);
}

static bool event_add(struct act *by, int64_t batch, int64_t number, const struct place *p,
                      struct str to_user, struct err *e)
{
    return db_exec(by->tx->db, &Q_ASSIGN_EVENT_INSERT,
                   ARGS(V(batch), V(number), V(p->agency_id), V_ID(p->id), V(p->own),
                        V(p->user_name), V(to_user), V(by->now_ms)),
                   NULL, e);
}

/* One notice a receiver, whatever was moved. */
static bool tell(struct act *by, int64_t year, struct str to_user, struct str batch, struct err *e)
{
    struct notice_new n = {.kind = STR("assigned"),
                           .to_user = to_user,
                           .path = STR("/inbox"),
                           .th = tr(LANG_TH, TR("มีข้อเสนอที่มอบหมายให้ท่านวิเคราะห์")),
                           .en = tr(LANG_EN, TR("มีข้อเสนอที่มอบหมายให้ท่านวิเคราะห์")),
                           .year = year,
                           .once = str_format(by->a, "assign:%.*s", STR_FMT(batch))};

    return to_user.n == 0 || str_eq(to_user, by->who->name) || notice_add(by, &n, e);
}

static bool note(struct act *by, int64_t year, const char *action, struct str batch,
                 struct str value, struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action),
                           .subject = str_format(by->a, "assign:%lld:%.*s", (long long)year,
                                                 STR_FMT(batch)),
                           .year = year,
                           .new_value = value,
                           .reason = reason};

    return audit_add(by, &n, e);
}

static bool agency_set(struct act *by, int64_t year, const struct place *p, struct str to_user,
                       int64_t version, struct err *e)
{
    struct rows made;
    int64_t rows = 0;

    if (version == 0) {
        if (!db_list(by->tx->db, by->a, &Q_ASSIGN_AGENCY_INSERT,
                     ARGS(V(year), V(p->agency_id), V(to_user)), &id_row_type, &made, e)) {
            return false;
        }
        rows = (int64_t)made.n;
    } else if (!db_exec(by->tx->db, &Q_ASSIGN_AGENCY_UPDATE,
                        ARGS(V(year), V(p->agency_id), V(to_user), V(version)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return true;
}

bool assign_agency(struct act *by, int64_t year, struct str agency_code, struct str to_user,
                   int64_t version, struct str reason, struct err *e)
{
    struct place p = {.own = false};
    struct batch_made batch;
    struct agency g;

    if (!check_text("reason", reason, false, REASON_LONGEST, e) ||
        !agency_get(by->tx->db, by->a, agency_code, &g, e) ||
        !actor_check(by->who, PERM_ASSIGN, g.id, g.division, e) ||
        !check_receiver(by, to_user, g.id, g.division, e) ||
        !one_code(by->tx->db, by->a, &Q_ASSIGN_AGENCY_NOW, V(year), V(g.id), &p.user_name, e)) {
        return false;
    }
    p.agency_id = g.id;
    if (str_eq(p.user_name, to_user)) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(agency_code));
        return false;
    }
    return agency_set(by, year, &p, to_user, version, e) &&
           batch_add(by, year, g.division, to_user, reason, &batch, e) &&
           event_add(by, batch.id, 1, &p, to_user, e) && tell(by, year, to_user, batch.code, e) &&
           note(by, year, "assign.agency", batch.code,
                str_format(by->a, "%.*s → %.*s", STR_FMT(agency_code), STR_FMT(to_user)), reason,
                e);
}

static bool find_place(struct act *by, int64_t year, const struct assign_move *m,
                       struct place *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_ASSIGN_PACKAGE, ARGS(V(year), V(m->code)), &place_type, ret,
                 &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(m->code));
        return false;
    }
    if (!actor_check(by->who, PERM_ASSIGN, ret->agency_id, ret->division, e) ||
        !check_receiver(by, m->to_user, ret->agency_id, ret->division, e)) {
        return false;
    }
    if (!str_eq(ret->state, STR("SUBMITTED")) && !str_eq(ret->state, STR("ANALYST_ACCEPTED"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(ret->state));
        err_arg(e, "event", V(STR("assign")));
        return false;
    }
    return true;
}

static bool check_moves(struct act *by, const struct assign_move *m, size_t n, struct str reason,
                        struct err *e)
{
    (void)by;
    if (n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("packages")));
        return false;
    }
    if (n > ASSIGN_MOST) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(m[0].code));
        err_arg(e, "limit", V((int64_t)ASSIGN_MOST));
        return false;
    }
    return check_text("reason", reason, true, REASON_LONGEST, e);
}

/* Each receiver of the moves once. */
static bool tell_all(struct act *by, int64_t year, const struct assign_move *m, size_t n,
                     struct str batch, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        bool told = false;

        for (size_t k = 0; k < i && !told; k++) {
            told = str_eq(m[k].to_user, m[i].to_user);
        }
        if (!told && !tell(by, year, m[i].to_user, batch, e)) {
            return false;
        }
    }
    return true;
}

bool assign_packages(struct act *by, int64_t year, const struct assign_move *m, size_t n,
                     struct str reason, struct str *ret_code, struct err *e)
{
    struct place *p = ARENA_ARRAY(by->a, struct place, n);
    struct batch_made batch;
    int64_t moved = 0;

    if (!check_moves(by, m, n, reason, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!find_place(by, year, &m[i], &p[i], e)) {
            return false;
        }
        moved += !str_eq(p[i].user_name, m[i].to_user);
    }
    if (moved == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(m[0].code));
        return false;
    }
    if (!batch_add(by, year, p[0].division, m[0].to_user, reason, &batch, e)) {
        return false;
    }
    for (size_t i = 0, number = 0; i < n; i++) {
        if (str_eq(p[i].user_name, m[i].to_user)) {
            continue;
        }
        if (!event_add(by, batch.id, (int64_t)++number, &p[i], m[i].to_user, e) ||
            !db_exec(by->tx->db, &Q_ASSIGN_OWN_PUT, ARGS(V(p[i].id), V(m[i].to_user)), NULL, e)) {
            return false;
        }
    }
    *ret_code = batch.code;
    return tell_all(by, year, m, n, batch.code, e) &&
           note(by, year, "assign.packages", batch.code,
                str_format(by->a, "%lld → %.*s", (long long)moved, STR_FMT(m[0].to_user)), reason,
                e);
}

/* ---- taking back ---- */

struct batch {
    int64_t id, year, division;
    struct str by_user;
    struct when at;
    bool undone;
};
static const struct field batch_fields[] = {
    COL(struct batch, id),      COL(struct batch, year), COL(struct batch, division),
    COL(struct batch, by_user), COL(struct batch, at),   COL(struct batch, undone),
};
static const struct row_type batch_type = ROW_TYPE(struct batch, batch_fields);

struct item {
    int64_t agency_id, package_id;
    bool had_own, begun;
    struct str from_user, to_user, code;
};
static const struct field item_fields[] = {
    COL(struct item, agency_id), COL(struct item, package_id), COL(struct item, had_own),
    COL(struct item, begun),     COL(struct item, from_user),  COL(struct item, to_user),
    COL(struct item, code),
};
static const struct row_type item_type = ROW_TYPE(struct item, item_fields);

static bool batch_items(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    const struct item *it;

    if (!db_list(db, a, &Q_ASSIGN_BATCH_ITEMS, ARGS(V(id)), &item_type, ret, e)) {
        return false;
    }
    it = ret->p;
    for (size_t i = 0; i < ret->n; i++) {
        if (it[i].begun) {
            FAIL(e, ERR_UNDO_LATE);
            err_arg(e, "what", V(it[i].code));
            return false;
        }
    }
    return true;
}

static bool item_back(struct act *by, const struct batch *b, const struct item *it, struct err *e)
{
    struct db *db = by->tx->db;

    if (it->package_id == 0) {
        return db_exec(db, &Q_ASSIGN_AGENCY_PUT,
                       ARGS(V(b->year), V(it->agency_id), V(it->from_user)), NULL, e);
    }
    if (!it->had_own) {
        return db_exec(db, &Q_ASSIGN_OWN_DROP, ARGS(V(it->package_id)), NULL, e);
    }
    return db_exec(db, &Q_ASSIGN_OWN_PUT, ARGS(V(it->package_id), V(it->from_user)), NULL, e);
}

bool assign_undo(struct act *by, struct str batch_code, struct err *e)
{
    struct batch b;
    struct rows items;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_ASSIGN_BATCH_GET, ARGS(V(batch_code)), &batch_type, &b,
                 &found, e)) {
        return false;
    }
    if (!found || !actor_check(by->who, PERM_ASSIGN, 0, b.division, e)) {
        if (!found) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(batch_code));
        }
        return false;
    }
    if (b.undone) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(batch_code));
        return false;
    }
    if (!batch_items(by->tx->db, by->a, b.id, &items, e)) {
        return false;
    }
    for (size_t i = items.n; i > 0; i--) {
        if (!item_back(by, &b, (const struct item *)items.p + (i - 1), e)) {
            return false;
        }
    }
    return db_exec(by->tx->db, &Q_ASSIGN_BATCH_UNDO, ARGS(V(b.id), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           note(by, b.year, "assign.undo", batch_code, STR_NONE, STR_NONE, e);
}

bool assign_undoable(struct db *db, struct arena *a, int64_t year, struct str by_user,
                     struct str *ret, struct err *e)
{
    const struct id_row *id;
    struct rows newest, items;
    struct err late;

    *ret = STR_NONE;
    if (!db_list(db, a, &Q_ASSIGN_NEWEST, ARGS(V(year), V(by_user)), &id_row_type, &newest, e)) {
        return false;
    }
    id = newest.p;
    if (newest.n && batch_items(db, a, id->id, &items, &late)) {
        *ret = str_format(a, "A%lld", (long long)id->id);
    }
    return true;
}
