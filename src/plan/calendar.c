#include "plan/calendar.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/notice.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TEXT_MAX = 500, TEMPLATE_COLUMNS = 12 };

static const struct field calendar_step_fields[] = {
    COL(struct calendar_step, id),
    COL(struct calendar_step, year),
    COL(struct calendar_step, sort),
    COL(struct calendar_step, version),
    FIELD(struct calendar_step, step, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct calendar_step, name_th, 0, "ขั้นตอน", "Step (Thai)"),
    FIELD(struct calendar_step, name_en, 0, "ขั้นตอน (อังกฤษ)", "Step"),
    FIELD(struct calendar_step, from_date, 0, "แผน: ตั้งแต่", "Planned from"),
    FIELD(struct calendar_step, to_date, 0, "แผน: ถึง", "Planned to"),
    FIELD(struct calendar_step, actual_from, 0, "จริง: ตั้งแต่", "Actual from"),
    FIELD(struct calendar_step, actual_to, 0, "จริง: ถึง", "Actual to"),
    FIELD(struct calendar_step, deadline, 0, "เป็นกำหนดส่ง", "Deadline"),
    FIELD(struct calendar_step, responsible_th, 0, "ผู้รับผิดชอบ", "Responsible (Thai)"),
    FIELD(struct calendar_step, responsible_en, 0, "ผู้รับผิดชอบ (อังกฤษ)", "Responsible"),
    FIELD(struct calendar_step, source, 0, "ที่มาของแผน", "Source of the plan"),
    FIELD(struct calendar_step, begins, 0, "เริ่มด้วยเหตุการณ์", "Begun by"),
    FIELD(struct calendar_step, ends, 0, "จบด้วยเหตุการณ์", "Ended by"),
    FIELD(struct calendar_step, actual_source, 0, "ที่มาของวันจริง", "Source of the actual days"),
};
const struct row_type calendar_step_type = ROW_TYPE(struct calendar_step, calendar_step_fields);

/* ---- reading ---- */

bool calendar_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CALENDAR_LIST, ARGS(V(year), V(STR_NONE)), &calendar_step_type, ret, e);
}

bool calendar_get(struct db *db, struct arena *a, int64_t year, struct str step,
                  struct calendar_step *ret, struct err *e)
{
    bool found = false;

    if (step.n && !db_find(db, a, &Q_CALENDAR_LIST, ARGS(V(year), V(step)), &calendar_step_type, ret,
                           &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(step));
        return false;
    }
    return true;
}

struct due_row {
    struct date due;
};
static const struct field due_fields[] = {COL(struct due_row, due)};
static const struct row_type due_type = ROW_TYPE(struct due_row, due_fields);

bool calendar_due(struct db *db, int64_t year, struct str step, int64_t agency_id, struct date *ret,
                  struct err *e)
{
    struct arena *a = arena_new();
    struct due_row row = {0};
    bool found, ok;

    ok = db_find(db, a, &Q_CALENDAR_DUE, ARGS(V(year), V(step), V(agency_id)), &due_type, &row,
                 &found, e);
    arena_free(a);
    if (ok) {
        *ret = row.due;
    }
    return ok;
}

bool calendar_late(struct db *db, int64_t year, struct str step, int64_t agency_id, struct date day,
                   bool *ret, struct err *e)
{
    struct date due;

    if (!calendar_due(db, year, step, agency_id, &due, e)) {
        return false;
    }
    *ret = due.yyyymmdd && date_cmp(day, due) > 0;
    return true;
}

/* ---- the template ---- */

struct filling {
    struct act *by;
    int64_t year, added;
    size_t column[TEMPLATE_COLUMNS];
};

/* "-2 10-01": a day of the second calendar year before the one the fiscal year is named after. */
static struct date template_day(struct str s, int64_t year)
{
    struct str rest = s, offset, month;
    int32_t ce = fy_to_ce((int32_t)year), back, m, d;

    if (s.n < 7 || !str_split(&rest, ' ', &offset) || !str_split(&rest, '-', &month)) {
        return DATE_NONE;
    }
    back = offset.p[0] == '-' ? offset.p[1] - '0' : 0;
    m = (month.p[0] - '0') * 10 + month.p[1] - '0';
    d = (rest.p[0] - '0') * 10 + rest.p[1] - '0';
    return DATE((ce - back) * 10000 + m * 100 + d);
}

static int64_t number(struct str s)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && n < 100000; i++) {
        n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

static bool template_row(void *ctx, const struct csv_row *r, struct err *e)
{
    static const struct csv_column want[TEMPLATE_COLUMNS] = {
        {"step", false},           {"sort", false},    {"deadline", false},
        {"begins", false},         {"ends", false},    {"from", false},
        {"to", false},             {"name_th", false}, {"name_en", false},
        {"responsible_th", false}, {"responsible_en", false}, {"source", false}};
    struct filling *f = ctx;
    struct str cell[TEMPLATE_COLUMNS];
    int64_t rows;

    if (r->row == 0) {
        return csv_columns(r, want, TEMPLATE_COLUMNS, f->column, e);
    }
    for (size_t i = 0; i < TEMPLATE_COLUMNS; i++) {
        cell[i] = f->column[i] < r->n ? r->cell[f->column[i]] : STR_NONE;
    }
    if (!db_exec(f->by->tx->db, &Q_CALENDAR_INSERT,
                 ARGS(V(f->year), V(cell[0]), V(number(cell[1])), V(cell[7]), V(cell[8]),
                      V(cell[9]), V(cell[10]), V(cell[11]), V(cell[3]), V(cell[4]),
                      value_flag(number(cell[2]) == 1), V(template_day(cell[5], f->year)),
                      V(template_day(cell[6], f->year))),
                 &rows, e)) {
        return false;
    }
    f->added += rows;
    return true;
}

static bool note_step(struct act *by, int64_t year, struct str step, struct audit_note n,
                      struct err *e)
{
    n.subject = str_format(by->a, "calendar:%lld%s%.*s", (long long)year, step.n ? ":" : "",
                           STR_FMT(step));
    n.year = year;
    return audit_add(by, &n, e);
}

bool calendar_fill(struct act *by, int64_t year, int64_t *ret_added, struct err *e)
{
    struct filling f = {.by = by, .year = year};
    struct fiscal_year y;

    if (!actor_check_city(by->who, PERM_CYCLE, e) || !year_get(by->tx->db, by->a, year, &y, e) ||
        !csv_read_str(data_file_get("calendar.csv"), template_row, &f, e)) {
        return false;
    }
    *ret_added = f.added;
    return f.added == 0 ||
           note_step(by, year, STR_NONE,
                     (struct audit_note){
                         .action = STR("calendar.fill"),
                         .new_value = str_format(by->a, "%lld", (long long)f.added)},
                     e);
}

/* ---- writing ---- */

static bool check_days(struct date from, struct date to, struct err *e)
{
    if (from.yyyymmdd && to.yyyymmdd && date_cmp(to, from) < 0) {
        FAIL(e, ERR_DATE_ORDER);
        err_arg(e, "field", V(STR("to_date")));
        err_arg(e, "from", V(from));
        err_arg(e, "to", V(to));
        return false;
    }
    return true;
}

static struct str days_text(struct arena *a, struct date from, struct date to)
{
    struct sbuf b;

    sbuf_init(&b, a, 80);
    if (from.yyyymmdd) {
        date_put_iso(&b, from);
    }
    SB_LIT(&b, " - ");
    if (to.yyyymmdd) {
        date_put_iso(&b, to);
    }
    return sbuf_str(&b);
}

bool calendar_plan_put(struct act *by, const struct calendar_plan *p, struct err *e)
{
    struct calendar_step s;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_CYCLE, e) ||
        !calendar_get(by->tx->db, by->a, p->year, p->step, &s, e) ||
        !check_text("responsible", p->responsible, false, TEXT_MAX, e) ||
        !check_text("source", p->source, true, TEXT_MAX, e) ||
        !check_days(p->from_date, p->to_date, e)) {
        return false;
    }
    if (s.deadline && !p->to_date.yyyymmdd) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("to_date")));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_CALENDAR_UPDATE,
                 ARGS(V(s.id), V(p->version), V(p->from_date), V(p->to_date),
                      V(str_trim(p->responsible)), V(str_trim(p->source))),
                 &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return note_step(by, p->year, p->step,
                     (struct audit_note){.action = STR("calendar.plan"),
                                         .old_value = days_text(by->a, s.from_date, s.to_date),
                                         .new_value = days_text(by->a, p->from_date, p->to_date),
                                         .reason = str_trim(p->source)},
                     e);
}

static bool write_actual(struct act *by, const struct calendar_step *s, struct str event,
                         struct date from, struct date to, struct str source, struct err *e)
{
    return db_exec(by->tx->db, &Q_CALENDAR_ACTUAL_INSERT,
                   ARGS(V(s->id), V(event), V(from), V(to), V(source), V(by->who->name),
                        V(by->now_ms)),
                   NULL, e);
}

bool calendar_real_put(struct act *by, const struct calendar_real *r, struct err *e)
{
    struct calendar_step s;
    struct date last = r->to_date.yyyymmdd ? r->to_date : r->from_date;

    if (!actor_check_city(by->who, PERM_CYCLE, e) ||
        !calendar_get(by->tx->db, by->a, r->year, r->step, &s, e) ||
        !check_text("source", r->source, true, TEXT_MAX, e) ||
        !check_days(r->from_date, r->to_date, e)) {
        return false;
    }
    if (!r->from_date.yyyymmdd) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("from_date")));
        return false;
    }
    if (date_cmp(last, by->today) > 0) {
        struct sbuf b;

        sbuf_init(&b, by->a, 40);
        date_put_iso(&b, last);
        FAIL(e, ERR_REAL_AHEAD);
        err_arg(e, "value", V(sbuf_str(&b)));
        return false;
    }
    return write_actual(by, &s, STR("by_hand"), r->from_date, r->to_date, str_trim(r->source), e) &&
           note_step(by, r->year, r->step,
                     (struct audit_note){.action = STR("calendar.real"),
                                         .old_value = days_text(by->a, s.actual_from, s.actual_to),
                                         .new_value = days_text(by->a, r->from_date, r->to_date),
                                         .reason = str_trim(r->source)},
                     e);
}

bool calendar_event(struct act *by, int64_t year, struct str event, struct str undone,
                    struct err *e)
{
    const struct calendar_step *s;
    struct rows rows;

    if (!calendar_list(by->tx->db, by->a, year, &rows, e)) {
        return false;
    }
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct date begun = s[i].actual_from, done = s[i].actual_to;

        if (undone.n) { /* what it had ended goes on, what it had begun has not */
            if (s[i].ends.n && str_eq(s[i].ends, undone) && done.yyyymmdd) {
                done = DATE_NONE;
            } else if (s[i].begins.n && str_eq(s[i].begins, undone) && begun.yyyymmdd) {
                begun = done = DATE_NONE;
            } else {
                continue;
            }
        } else {
            bool begins = str_eq(s[i].begins, event) && !begun.yyyymmdd;
            bool ends = str_eq(s[i].ends, event);

            if (!begins && !ends) {
                continue;
            }
            begun = begun.yyyymmdd ? begun : by->today;
            done = ends ? by->today : done;
        }
        if (!write_actual(by, &s[i], event, begun, done, STR_NONE, e)) {
            return false;
        }
    }
    return true;
}

/* ---- warnings ---- */

struct unsent_row {
    int64_t agency_id;
    struct str agency_code;
};
static const struct field unsent_fields[] = {COL(struct unsent_row, agency_id),
                                             COL(struct unsent_row, agency_code)};
static const struct row_type unsent_type = ROW_TYPE(struct unsent_row, unsent_fields);

struct asking_row {
    int64_t year;
};
static const struct field asking_fields[] = {COL(struct asking_row, year)};
static const struct row_type asking_type = ROW_TYPE(struct asking_row, asking_fields);

static bool warn_agency(struct act *by, int64_t year, const struct unsent_row *u, struct date due,
                        int32_t left, struct err *e)
{
    const struct notice_new n = {
        .kind = STR("deadline"),
        .subject = str_format(by->a, "request:%lld:%.*s", (long long)year, STR_FMT(u->agency_code)),
        .path = str_format(by->a, "/requests/%.*s", STR_FMT(u->agency_code)),
        .th = tr(LANG_TH, TR("ใกล้ถึงกำหนดส่งคำขอ ยังมีคำขอที่ไม่ได้ส่ง")),
        .en = tr(LANG_EN, TR("ใกล้ถึงกำหนดส่งคำขอ ยังมีคำขอที่ไม่ได้ส่ง")),
        .year = year,
        .once = str_format(by->a, "request:%lld:%d:%d", (long long)year, (int)due.yyyymmdd, left)};

    return notice_add_role(by, (struct notice_place){PERM_SIGNED_IN, u->agency_id, 0}, &n, e);
}

static bool warn_year(struct act *by, int64_t year, int64_t *ret, struct err *e)
{
    const struct unsent_row *u;
    struct param_rows days;
    struct rows rows;

    if (!param_table(by->tx->db, by->a, PARAM_WARN_DAYS, year, &days, e) ||
        !db_list(by->tx->db, by->a, &Q_UNSENT_AGENCIES, ARGS(V(year)), &unsent_type, &rows, e)) {
        return false;
    }
    u = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct date due;
        int32_t left;

        if (!calendar_due(by->tx->db, year, STEP_REQUEST, u[i].agency_id, &due, e)) {
            return false;
        }
        left = due.yyyymmdd ? date_days_between(by->today, due) : -1;
        for (size_t k = 0; left >= 0 && k < days.rows; k++) {
            if (param_cell_int(&days, k, "days") != left) {
                continue;
            }
            if (!warn_agency(by, year, &u[i], due, left, e)) {
                return false;
            }
            (*ret)++;
        }
    }
    return true;
}

bool calendar_warn(struct act *by, int64_t *ret, struct err *e)
{
    const struct asking_row *y;
    struct rows rows;
    int64_t n = 0;

    if (!actor_check_city(by->who, PERM_CYCLE, e) ||
        !db_list(by->tx->db, by->a, &Q_YEARS_ASKING, NO_ARGS, &asking_type, &rows, e)) {
        return false;
    }
    y = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!warn_year(by, y[i].year, &n, e)) {
            return false;
        }
    }
    *ret = n;
    return true;
}
