#include "city/year.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/reference.h"
#include "sql_city.h"
#include "store/store.h"

static const struct field fiscal_year_fields[] = {
    FIELD(struct fiscal_year, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct fiscal_year, stage, 0, "ขั้นตอน", "Stage"),
    FIELD(struct fiscal_year, demo, 0, "สาธิต", "Demonstration"),
    FIELD(struct fiscal_year, partial, 0, "บางส่วน", "Partial"),
    FIELD(struct fiscal_year, revenue, 0, "ประมาณการรายรับ", "Revenue estimate"),
    FIELD(struct fiscal_year, note_th, 0, "หมายเหตุ", "Note (Thai)"),
    FIELD(struct fiscal_year, note_en, 0, "หมายเหตุภาษาอังกฤษ", "Note"),
    COL(struct fiscal_year, version),
};
const struct row_type fiscal_year_type = ROW_TYPE(struct fiscal_year, fiscal_year_fields);

bool year_get(struct db *db, struct arena *a, int64_t year, struct fiscal_year *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_YEAR_GET, ARGS(V(year)), &fiscal_year_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_YEAR_MISSING);
        err_arg(e, "year", V(year));
        return false;
    }
    return true;
}

bool year_list(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_YEAR_LIST, NO_ARGS, &fiscal_year_type, ret, e);
}

/* Those who import or move the cycle may make and mark years. */
static bool check_keeper(const struct act *by, struct err *e)
{
    struct err other;

    return actor_check_city(by->who, PERM_CYCLE, &other) ||
           actor_check_city(by->who, PERM_IMPORT, e);
}

static bool note_year(struct act *by, int64_t year, const char *action, struct str value,
                      struct err *e)
{
    struct audit_note note = {0};

    note.action = str_from(action);
    note.subject = str_format(by->a, "year:%lld", (long long)year);
    note.new_value = value;
    note.year = year;
    return audit_add(by, &note, e);
}

bool year_ensure(struct act *by, int64_t year, struct err *e)
{
    int64_t made;

    if (!check_keeper(by, e)) {
        return false;
    }
    if (!fy_valid(year)) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(str_format(by->a, "%lld", (long long)year)));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_YEAR_INSERT, ARGS(V(year)), &made, e) ||
        !reference_year(by, year, e)) {
        return false;
    }
    return made == 0 || note_year(by, year, "year.make", STR("SETUP"), e);
}

/* Runs an update of one year and records it. */
static bool changed_one(struct act *by, int64_t year, int64_t rows, const char *action,
                        struct str value, struct err *e)
{
    if (rows != 1) {
        FAIL(e, ERR_YEAR_MISSING);
        err_arg(e, "year", V(year));
        return false;
    }
    return note_year(by, year, action, value, e);
}

bool year_mark(struct act *by, int64_t year, bool demo, bool partial, struct err *e)
{
    int64_t rows;

    return check_keeper(by, e) &&
           db_exec(by->tx->db, &Q_YEAR_MARK, ARGS(V(year), V(demo), V(partial)), &rows, e) &&
           changed_one(by, year, rows, "year.mark",
                       str_format(by->a, "demo=%d partial=%d", demo ? 1 : 0, partial ? 1 : 0), e);
}

bool year_set_revenue(struct act *by, int64_t year, struct money revenue, struct err *e)
{
    int64_t rows;
    struct err other;

    return (actor_check_city(by->who, PERM_FISCAL, &other) || check_keeper(by, e)) &&
           db_exec(by->tx->db, &Q_YEAR_REVENUE, ARGS(V(year), V(revenue)), &rows, e) &&
           changed_one(by, year, rows, "year.revenue", money_text(by->a, revenue, MONEY_PLAIN), e);
}

bool year_move(struct act *by, int64_t year, const struct year_step *s, struct str reason,
               int64_t *ret_event_id, struct err *e)
{
    int64_t rows;
    struct audit_note note = {0};

    if (!db_exec(by->tx->db, &Q_YEAR_MOVE, ARGS(V(year), V(s->from), V(s->to)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!db_int(
            by->tx->db, &Q_YEAR_EVENT,
            ARGS(V(year), V(s->event), V(s->from), V(s->to), V(by->who->name), V(by->now_ms), V(reason)),
            ret_event_id, e)) {
        return false;
    }
    note.action = str_format(by->a, "cycle.%.*s", STR_FMT(s->event));
    note.subject = str_format(by->a, "year:%lld", (long long)year);
    note.old_value = s->from;
    note.new_value = s->to;
    note.reason = reason;
    return audit_add(by, &note, e);
}

bool year_check_open(struct act *by, int64_t year, struct err *e)
{
    int64_t closed;

    if (!db_int(by->tx->db, &Q_YEAR_CLOSED, ARGS(V(year)), &closed, e)) {
        return false;
    }
    if (closed) {
        FAIL(e, ERR_YEAR_CLOSED);
        err_arg(e, "year", V(year));
        return false;
    }
    return true;
}

bool year_any_demo(struct db *db, bool *ret, struct err *e)
{
    int64_t n;

    if (!db_int(db, &Q_YEAR_DEMO_COUNT, NO_ARGS, &n, e)) {
        return false;
    }
    *ret = n > 0;
    return true;
}
