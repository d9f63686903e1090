#include "city/circular.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/remind.h"
#include "city/text_check.h"
#include "city/year.h"
#include "sql_city.h"
#include "store/store.h"

enum { TITLE_MAX = 300, BODY_MAX = 20000, TO_MAX = 2000, REASON_MAX = 1000, NAMED_MAX = 200 };

static const struct field circular_fields[] = {
    COL(struct circular, id),
    FIELD(struct circular, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct circular, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct circular, title, 0, "เรื่อง", "Subject"),
    FIELD(struct circular, body, 0, "ข้อความ", "Text"),
    FIELD(struct circular, due, 0, "รับทราบภายใน", "Acknowledge by"),
    FIELD(struct circular, to_kind, 0, "ถึง", "To"),
    FIELD(struct circular, to_text, 0, "ถึง (ระบุ)", "To (named)"),
    FIELD(struct circular, state, 0, "สถานะ", "State"),
    FIELD(struct circular, receivers, 0, "ผู้รับ", "Receivers"),
    FIELD(struct circular, read, 0, "รับทราบแล้ว", "Acknowledged"),
    FIELD(struct circular, made_by, 0, "ผู้ออก", "By"),
    FIELD(struct circular, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct circular, made, 0, "ร่างเมื่อ", "Drafted"),
    FIELD(struct circular, sent, 0, "ส่งเมื่อ", "Sent"),
    FIELD(struct circular, replaces, 0, "แทนฉบับ", "Replaces"),
    FIELD(struct circular, replaced_by, 0, "แทนโดยฉบับ", "Replaced by"),
    FIELD(struct circular, ended_by, 0, "ผู้ถอน", "Withdrawn by"),
    FIELD(struct circular, ended, 0, "ถอนเมื่อ", "Withdrawn"),
    FIELD(struct circular, ended_why, 0, "เหตุผลที่ถอน", "Why withdrawn"),
    COL(struct circular, version),
    FIELD(struct circular, mine, 0, "ถึงหน่วยงานของท่าน", "To your office"),
    FIELD(struct circular, mine_read, 0, "ท่านรับทราบแล้ว", "You acknowledged"),
};
const struct row_type circular_type = ROW_TYPE(struct circular, circular_fields);

static const struct field receiver_fields[] = {
    FIELD(struct circular_receiver, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct circular_receiver, name, 0, "ผู้รับ", "Receiver"),
    FIELD(struct circular_receiver, kind, 0, "ประเภทผู้รับ", "Kind"),
    FIELD(struct circular_receiver, user_name, 0, "ชื่อผู้ใช้", "User"),
    FIELD(struct circular_receiver, full_name, 0, "ผู้รับทราบ", "Acknowledged by"),
    FIELD(struct circular_receiver, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct circular_receiver, at, 0, "รับทราบเมื่อ", "At"),
};
const struct row_type circular_receiver_type = ROW_TYPE(struct circular_receiver, receiver_fields);

struct place_row {
    struct str kind;
    int64_t ref_id;
};
static const struct field place_fields[] = {
    COL(struct place_row, kind),
    COL(struct place_row, ref_id),
};
static const struct row_type place_type = ROW_TYPE(struct place_row, place_fields);

struct near_row {
    int64_t id, year;
    struct str code;
    struct date due;
};
static const struct field near_fields[] = {
    COL(struct near_row, id),
    COL(struct near_row, code),
    COL(struct near_row, year),
    COL(struct near_row, due),
};
static const struct row_type near_type = ROW_TYPE(struct near_row, near_fields);

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

/* ---- reading ---- */

/* The reader's places as the queries take them: ,agency12,division3, */
static struct str places_of(struct arena *a, const struct actor *who)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    SB_LIT(&b, ",");
    for (int64_t i = 0; i < who->grants; i++) {
        const struct scope *s = &who->grant[i].scope;

        if (s->kind != SCOPE_CITY) {
            sbuf_printf(&b, "%s%lld,", s->kind == SCOPE_AGENCY ? "agency" : "division",
                        (long long)s->id);
        }
    }
    return sbuf_str(&b);
}

bool circular_list(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                   int64_t before_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CIRCULAR_LIST,
                   ARGS(V(places_of(a, who)), V(who->name),
                        V((int64_t)actor_may(who, PERM_CIRCULAR)), V(year), V(before_id)),
                   &circular_type, ret, e);
}

bool circular_get(struct db *db, struct arena *a, const struct actor *who, struct str code,
                  struct circular *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CIRCULAR_GET,
                 ARGS(V(places_of(a, who)), V(who->name), V((int64_t)actor_may(who, PERM_CIRCULAR)),
                      V(code)),
                 &circular_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

bool circular_receivers(struct db *db, struct arena *a, int64_t circular_id, struct rows *ret,
                        struct err *e)
{
    return db_list(db, a, &Q_CIRCULAR_RECEIVERS, ARGS(V(circular_id)), &circular_receiver_type, ret,
                   e);
}

bool circular_waiting(struct db *db, struct arena *a, const struct actor *who, int64_t *ret,
                      struct err *e)
{
    return db_int(db, &Q_CIRCULAR_WAITING, ARGS(V(places_of(a, who)), V(who->name)), ret, e);
}

/* ---- writing one ---- */

static bool note_circular(struct act *by, const char *action, struct str code, struct str value,
                          struct str reason, struct err *e)
{
    struct audit_note note = {.action = str_from(action), .new_value = value, .reason = reason};

    note.subject = str_format(by->a, "circular:%.*s", STR_FMT(code));
    return audit_add(by, &note, e);
}

static bool bad_state(struct err *e, struct str state, const char *event)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(str_from(event)));
    return false;
}

/* What it replaces must have been sent. */
static bool check_replaces(struct act *by, struct str code, struct err *e)
{
    struct circular old;

    if (code.n == 0) {
        return true;
    }
    return circular_get(by->tx->db, by->a, by->who, code, &old, e) &&
           (str_eq(old.state, STR("sent")) || bad_state(e, old.state, "replace"));
}

static bool check_named(struct act *by, struct str list, struct err *e)
{
    struct str code;
    struct agency g;
    int64_t n = 0;

    while (str_split(&list, ',', &code)) {
        if (++n > NAMED_MAX) {
            return text_check("to_text", list, true, 0, e);
        }
        if (!agency_get(by->tx->db, by->a, str_trim(code), &g, e)) {
            return false;
        }
    }
    return true;
}

static bool check_divisions(struct str list, struct err *e)
{
    struct str n;

    while (str_split(&list, ',', &n)) {
        if (!word_check("to_text", str_trim(n), "1 2 3 4 5 6", e)) {
            return false;
        }
    }
    return true;
}

static bool check_new(struct act *by, const struct circular_new *n, struct err *e)
{
    struct fiscal_year year;
    bool named = str_eq(n->to_kind, STR("named")), parts = str_eq(n->to_kind, STR("divisions"));

    return actor_check_city(by->who, PERM_CIRCULAR, e) &&
           year_get(by->tx->db, by->a, n->year, &year, e) &&
           text_check("title", n->title, true, TITLE_MAX, e) &&
           text_check("body", n->body, true, BODY_MAX, e) &&
           word_check("to_kind", n->to_kind, "all bureau district named divisions", e) &&
           text_check("to_text", n->to_text, named || parts, TO_MAX, e) &&
           (!named || check_named(by, n->to_text, e)) &&
           (!parts || check_divisions(n->to_text, e)) && check_replaces(by, n->replaces, e);
}

bool circular_draft(struct act *by, const struct circular_new *n, struct str *ret_code,
                    struct err *e)
{
    struct code_row code;
    int64_t id;

    if (!check_new(by, n, e) ||
        !db_int(by->tx->db, &Q_CIRCULAR_INSERT,
                ARGS(V(str_format(by->a, "%lld", (long long)n->year)), V(n->year), V(n->title),
                     V(n->body), V(n->due), V(n->to_kind), V(n->to_text), V(n->replaces),
                     V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                &id, e) ||
        !db_one(by->tx->db, by->a, &Q_CIRCULAR_CODE, ARGS(V(id)), &code_type, &code, e)) {
        return false;
    }
    *ret_code = code.code;
    return note_circular(by, "circular.draft", code.code, n->title, STR_NONE, e);
}

static bool changed_one(int64_t rows, struct err *e)
{
    if (rows != 1) {
        FAIL(e, ERR_STALE);
    }
    return rows == 1;
}

static bool find_draft(struct act *by, struct str code, const char *event, struct circular *ret,
                       struct err *e)
{
    return actor_check_city(by->who, PERM_CIRCULAR, e) &&
           circular_get(by->tx->db, by->a, by->who, code, ret, e) &&
           (str_eq(ret->state, STR("draft")) || bad_state(e, ret->state, event));
}

bool circular_edit(struct act *by, struct str code, int64_t version, const struct circular_new *n,
                   struct err *e)
{
    struct circular c;
    int64_t rows;

    return find_draft(by, code, "edit", &c, e) && check_new(by, n, e) &&
           db_exec(by->tx->db, &Q_CIRCULAR_EDIT,
                   ARGS(V(code), V(version), V(n->title), V(n->body), V(n->due), V(n->to_kind),
                        V(n->to_text), V(n->replaces)),
                   &rows, e) &&
           changed_one(rows, e) && note_circular(by, "circular.edit", code, n->title, STR_NONE, e);
}

/* ---- sending ---- */

static bool put_receivers(struct act *by, const struct circular *c, struct err *e)
{
    bool named = str_eq(c->to_kind, STR("named"));
    struct str rest = c->to_text, one;

    if (!named && !str_eq(c->to_kind, STR("divisions"))) {
        return db_exec(by->tx->db, &Q_CIRCULAR_TO_ALL, ARGS(V(c->id), V(c->year), V(c->to_kind)),
                       NULL, e);
    }
    while (str_split(&rest, ',', &one)) {
        struct str word = str_trim(one);
        bool ok = named
                      ? db_exec(by->tx->db, &Q_CIRCULAR_TO_AGENCY, ARGS(V(c->id), V(word)), NULL, e)
                      : db_exec(by->tx->db, &Q_CIRCULAR_TO_DIVISION,
                                ARGS(V(c->id), V((int64_t)(word.p[0] - '0'))), NULL, e);

        if (!ok) {
            return false;
        }
    }
    return true;
}

/* Notices to the people of every receiver that has not read; *ret_n receivers. */
static bool tell_unread(struct act *by, int64_t id, struct str code, int64_t year,
                        enum notice_kind kind, int64_t *ret_n, struct err *e)
{
    struct notice_new n = {.kind = str_from(notice_word(kind)),
                           .subject = str_format(by->a, "circular:%.*s", STR_FMT(code)),
                           .path = str_format(by->a, "/circulars/%.*s", STR_FMT(code)),
                           .th = notice_sentence(NOTICE_CIRCULAR, LANG_TH),
                           .en = notice_sentence(NOTICE_CIRCULAR, LANG_EN),
                           .year = year};
    const struct place_row *p;
    struct rows rows;

    if (kind == NOTICE_DEADLINE) { /* reminded once a day */
        n.once = str_format(by->a, "circular:%.*s:%d", STR_FMT(code), by->today.yyyymmdd);
    }
    if (!db_list(by->tx->db, by->a, &Q_CIRCULAR_UNREAD, ARGS(V(id)), &place_type, &rows, e)) {
        return false;
    }
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        bool agency = str_eq(p[i].kind, STR("agency"));
        struct notice_place where = {PERM_SIGNED_IN, agency ? p[i].ref_id : 0,
                                     agency ? 0 : p[i].ref_id};

        if (!notice_add_role(by, where, &n, e)) {
            return false;
        }
    }
    *ret_n = (int64_t)rows.n;
    return true;
}

static bool check_due(const struct act *by, const struct circular *c, struct err *e)
{
    if (c->due.yyyymmdd == 0 || date_cmp(c->due, by->today) >= 0) {
        return true;
    }
    FAIL(e, ERR_DATE_PAST);
    err_arg(e, "field", V(STR("due")));
    err_arg(e, "date", V(c->due));
    return false;
}

static bool replace_old(struct act *by, const struct circular *c, struct err *e)
{
    int64_t rows;

    if (c->replaces.n == 0) {
        return true;
    }
    return check_replaces(by, c->replaces, e) &&
           db_exec(by->tx->db, &Q_CIRCULAR_END,
                   ARGS(V(c->replaces), V(INT64_C(0)), V(STR("replaced")), V(by->who->name),
                        V(by->now_ms), V(c->code)),
                   &rows, e) &&
           changed_one(rows, e);
}

bool circular_send(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct circular c;
    int64_t rows, to;

    if (!find_draft(by, code, "send", &c, e) || !check_due(by, &c, e) ||
        !db_exec(by->tx->db, &Q_CIRCULAR_SENT,
                 ARGS(V(code), V(version), V(by->now_ms), V(by->who->name), V(by->who->capacity)),
                 &rows, e) ||
        !changed_one(rows, e) || !replace_old(by, &c, e) || !put_receivers(by, &c, e) ||
        !tell_unread(by, c.id, code, c.year, NOTICE_CIRCULAR, &to, e)) {
        return false;
    }
    if (to == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(c.to_kind));
        return false;
    }
    return note_circular(by, "circular.send", code, str_format(by->a, "%lld", (long long)to),
                         STR_NONE, e);
}

bool circular_withdraw(struct act *by, struct str code, int64_t version, struct str reason,
                       struct err *e)
{
    struct circular c;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_CIRCULAR, e) ||
        !circular_get(by->tx->db, by->a, by->who, code, &c, e) ||
        !text_check("reason", reason, true, REASON_MAX, e)) {
        return false;
    }
    if (!str_eq(c.state, STR("draft")) && !str_eq(c.state, STR("sent"))) {
        return bad_state(e, c.state, "withdraw");
    }
    return db_exec(by->tx->db, &Q_CIRCULAR_END,
                   ARGS(V(code), V(version), V(STR("withdrawn")), V(by->who->name), V(by->now_ms),
                        V(reason)),
                   &rows, e) &&
           changed_one(rows, e) && note_circular(by, "circular.withdraw", code, c.title, reason, e);
}

bool circular_remind(struct act *by, struct str code, struct err *e)
{
    struct circular c;
    int64_t n;

    if (!actor_check_city(by->who, PERM_CIRCULAR, e) ||
        !circular_get(by->tx->db, by->a, by->who, code, &c, e)) {
        return false;
    }
    if (!str_eq(c.state, STR("sent"))) {
        return bad_state(e, c.state, "remind");
    }
    return tell_unread(by, c.id, code, c.year, NOTICE_DEADLINE, &n, e) &&
           note_circular(by, "circular.remind", code, str_format(by->a, "%lld", (long long)n),
                         STR_NONE, e);
}

/* ---- receivers ---- */

/* One place of the reader; *n counts receivers that were acknowledged by this. */
static bool acknowledge_at(struct act *by, const struct circular *c, const struct grant *g,
                           int64_t *n, struct err *e)
{
    struct str kind = g->scope.kind == SCOPE_AGENCY ? STR("agency") : STR("division");
    int64_t rows = 0;

    if (g->scope.kind == SCOPE_CITY) {
        return true;
    }
    if (!db_exec(by->tx->db, &Q_CIRCULAR_READ_INSERT,
                 ARGS(V(c->id), V(kind), V(g->scope.id), V(by->who->name), V(by->who->full_name),
                      V(g->on_behalf ? g->on_behalf->capacity : STR_NONE), V(by->now_ms)),
                 &rows, e)) {
        return false;
    }
    *n += rows;
    return true;
}

bool circular_acknowledge(struct act *by, struct str code, struct err *e)
{
    struct circular c;
    int64_t n = 0;

    if (!circular_get(by->tx->db, by->a, by->who, code, &c, e)) {
        return false;
    }
    if (!str_eq(c.state, STR("sent"))) {
        return bad_state(e, c.state, "acknowledge");
    }
    if (!c.mine) {
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(by->who->role_word));
        return false;
    }
    for (int64_t i = 0; i < by->who->grants; i++) {
        if (!acknowledge_at(by, &c, &by->who->grant[i], &n, e)) {
            return false;
        }
    }
    if (n == 0) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(code));
        return false;
    }
    return note_circular(by, "circular.acknowledge", code, by->who->name, by->who->capacity, e);
}

/* ---- reminders ---- */

bool circular_warn(struct act *by, struct err *e)
{
    struct remind_days days;
    const struct near_row *c;
    struct rows rows;

    if (!remind_days_read(by, &days, e) ||
        !db_list(by->tx->db, by->a, &Q_CIRCULAR_NEAR,
                 ARGS(V(date_add_days(by->today, -1)), V(date_add_days(by->today, days.most)),
                      V(date_start_ms(by->today))),
                 &near_type, &rows, e)) {
        return false;
    }
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        int32_t left = date_days_between(by->today, c[i].due);
        int64_t n;

        if (!db_exec(by->tx->db, &Q_CIRCULAR_REMINDED, ARGS(V(c[i].id), V(by->now_ms)), NULL, e)) {
            return false;
        }
        if (remind_on(&days, left) &&
            !tell_unread(
                by, c[i].id, c[i].code, c[i].year, NOTICE_DEADLINE, &n, e)) {
            return false;
        }
    }
    return true;
}
