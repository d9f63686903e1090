#include "plan/extension.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/notice.h"
#include "plan/calendar.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { REASON_MAX = 1000 };

static const struct field extension_fields[] = {
    COL(struct extension, id),
    COL(struct extension, year),
    COL(struct extension, agency_id),
    FIELD(struct extension, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct extension, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct extension, agency_th, 0, "หน่วยงาน", "Agency (Thai)"),
    FIELD(struct extension, agency_en, 0, "หน่วยงาน (อังกฤษ)", "Agency"),
    FIELD(struct extension, division, 0, "กอง", "Division"),
    FIELD(struct extension, step, 0, "รหัสขั้นตอน", "Step code"),
    FIELD(struct extension, step_th, 0, "ขั้นตอน", "Step (Thai)"),
    FIELD(struct extension, step_en, 0, "ขั้นตอน (อังกฤษ)", "Step"),
    FIELD(struct extension, until, 0, "ขอถึงวันที่", "Until"),
    FIELD(struct extension, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct extension, asked_by, 0, "ผู้ขอ", "Asked by"),
    FIELD(struct extension, asked, 0, "ขอเมื่อ", "Asked"),
    FIELD(struct extension, state, 0, "สถานะ", "State"),
    FIELD(struct extension, decided_by, 0, "ผู้พิจารณา", "Decided by"),
    FIELD(struct extension, decided, 0, "พิจารณาเมื่อ", "Decided"),
    FIELD(struct extension, decided_why, 0, "เหตุผลของผู้พิจารณา", "Why"),
    COL(struct extension, version),
};
const struct row_type extension_type = ROW_TYPE(struct extension, extension_fields);

bool extension_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_EXTENSION_LIST, ARGS(V(year), V(agency_id)), &extension_type, ret, e);
}

bool extension_get(struct db *db, struct arena *a, struct str code, struct extension *ret,
                   struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_EXTENSION_GET, ARGS(V(code)), &extension_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

static bool note_extension(struct act *by, int64_t year, struct str code, struct audit_note n,
                           struct err *e)
{
    n.subject = str_format(by->a, "extension:%.*s", STR_FMT(code));
    n.year = year;
    return audit_add(by, &n, e);
}

static struct str day_text(struct arena *a, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, a, 40);
    date_put_iso(&b, d);
    return sbuf_str(&b);
}

/* The agency's head, or who gathers for it. */
static bool check_asker(struct act *by, const struct agency *g, struct err *e)
{
    struct err other;

    return actor_check(by->who, PERM_REQUEST_APPROVE, g->id, g->division, &other) ||
           actor_check(by->who, PERM_COLLECT, g->id, g->division, e);
}

/* There is a day, and the one asked for comes after it. */
static bool check_until(struct act *by, const struct extension_new *n, struct err *e)
{
    struct date due;

    if (!calendar_due(by->tx->db, n->year, n->step, n->agency_id, &due, e)) {
        return false;
    }
    if (!due.yyyymmdd) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(n->step));
        return false;
    }
    if (date_cmp(by->today, due) > 0) {
        due = by->today;
    }
    if (!date_valid(n->until) || date_cmp(n->until, due) <= 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(STR("until")));
        err_arg(e, "from", V(due));
        err_arg(e, "to", V(n->until));
        return false;
    }
    return true;
}

bool extension_ask(struct act *by, const struct extension_new *n, struct str *ret_code,
                   struct err *e)
{
    struct db *db = by->tx->db;
    struct agency g;
    int64_t count, rows;
    struct str code;
    struct notice_new say = {.kind = STR("deadline"), .year = n->year};

    if (!agency_by_id(db, by->a, n->agency_id, &g, e) || !check_asker(by, &g, e) ||
        !check_text("reason", n->reason, true, REASON_MAX, e) || !check_until(by, n, e) ||
        !db_int(db, &Q_EXTENSION_COUNT, ARGS(V(n->year)), &count, e)) {
        return false;
    }
    code = str_format(by->a, "X%lld-%03lld", (long long)n->year, (long long)count + 1);
    if (!db_exec(db, &Q_EXTENSION_INSERT,
                 ARGS(V(code), V(n->year), V(n->step), V(n->agency_id), V(n->until),
                      V(str_trim(n->reason)), V(by->who->name), V(by->now_ms)),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) { /* one at a time */
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(STR("extension")));
        return false;
    }
    say.subject = str_format(by->a, "extension:%.*s", STR_FMT(code));
    say.path = STR("/calendar#extensions");
    say.th = tr(LANG_TH, TR("มีหน่วยงานขอขยายเวลา รอการพิจารณา"));
    say.en = tr(LANG_EN, TR("มีหน่วยงานขอขยายเวลา รอการพิจารณา"));
    *ret_code = code;
    return notice_add_role(by, (struct notice_place){PERM_CYCLE, 0, 0}, &say, e) &&
           note_extension(by, n->year, code,
                          (struct audit_note){.action = STR("extension.ask"),
                                              .new_value = day_text(by->a, n->until),
                                              .reason = str_trim(n->reason)},
                          e);
}

static bool check_decider(struct act *by, const struct extension *x, struct err *e)
{
    if (!actor_check_city(by->who, PERM_CYCLE, e)) {
        return false;
    }
    if (str_eq(x->asked_by, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (by->who->user_id && actor_belongs(by->who, x->agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    return true;
}

bool extension_decide(struct act *by, struct str code, int64_t version, bool allow,
                      struct str reason, struct err *e)
{
    struct str state = allow ? STR("allowed") : STR("refused");
    struct notice_new say = {.kind = STR("deadline")};
    struct extension x;
    int64_t rows;

    if (!extension_get(by->tx->db, by->a, code, &x, e) || !check_decider(by, &x, e) ||
        !check_text("reason", reason, true, REASON_MAX, e)) {
        return false;
    }
    if (!str_eq(x.state, STR("asked"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(x.state));
        err_arg(e, "event", V(state));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_EXTENSION_DECIDE,
                 ARGS(V(x.id), V(version), V(state), V(by->who->name), V(by->now_ms),
                      V(str_trim(reason))),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    say.year = x.year;
    say.subject = str_format(by->a, "extension:%.*s", STR_FMT(code));
    say.path = str_format(by->a, "/requests/%.*s", STR_FMT(x.agency_code));
    say.th = tr(LANG_TH, TR("มีผลการพิจารณาคำขอขยายเวลาแล้ว"));
    say.en = tr(LANG_EN, TR("มีผลการพิจารณาคำขอขยายเวลาแล้ว"));
    return notice_add_role(by, (struct notice_place){PERM_SIGNED_IN, x.agency_id, 0}, &say, e) &&
           note_extension(by, x.year, code,
                          (struct audit_note){.action = allow ? STR("extension.allow")
                                                              : STR("extension.refuse"),
                                              .old_value = day_text(by->a, x.until),
                                              .new_value = state,
                                              .reason = str_trim(reason)},
                          e);
}

/* ---- agencies and packages that are late ---- */

bool agency_mark_put(struct act *by, int64_t year, int64_t agency_id, struct str mark,
                     struct str reason, struct err *e)
{
    struct agency g;
    struct audit_note n = {.action = STR("agency.mark"), .new_value = mark, .year = year};

    if (!actor_check_city(by->who, PERM_CYCLE, e) ||
        !agency_by_id(by->tx->db, by->a, agency_id, &g, e) ||
        !check_text("reason", reason, true, REASON_MAX, e)) {
        return false;
    }
    if (!str_eq(mark, STR("late")) && !str_eq(mark, STR("excused")) && !str_eq(mark, STR("none"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("mark")));
        err_arg(e, "value", V(mark));
        err_arg(e, "expected", V(STR("late, excused, none")));
        return false;
    }
    n.subject = str_format(by->a, "request:%lld:%.*s", (long long)year, STR_FMT(g.code));
    n.reason = str_trim(reason);
    return db_exec(by->tx->db, &Q_AGENCY_MARK_INSERT,
                   ARGS(V(year), V(agency_id), V(mark), V(str_trim(reason)), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e) &&
           audit_add(by, &n, e);
}

bool late_mark(struct act *by, int64_t year, int64_t package_id, int64_t agency_id, struct err *e)
{
    struct date due;

    if (!calendar_due(by->tx->db, year, STEP_REQUEST, agency_id, &due, e)) {
        return false;
    }
    if (!due.yyyymmdd || date_cmp(by->today, due) <= 0) {
        return true;
    }
    return db_exec(by->tx->db, &Q_LATE_INSERT,
                   ARGS(V(package_id), V(due), V(by->today),
                        V((int64_t)date_days_between(due, by->today)), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e);
}

bool late_days(struct db *db, int64_t package_id, int64_t *ret, struct err *e)
{
    return db_int(db, &Q_LATE_DAYS, ARGS(V(package_id)), ret, e);
}
