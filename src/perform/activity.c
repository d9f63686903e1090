/* activity.c - reading activity plans. */
#include "perform/activity.h"

#include "base/arena.h"
#include "base/err.h"
#include "perform/activity_int.h"
#include "sql_perform.h"
#include "store/store.h"

/* ---- rows ---- */

#define ACTIVITY_READ(m) COL(struct activity_read, m)
struct activity_read {
    int64_t id, year, agency_id, division, number, plan_no, open_no, shown_no, steps, version;
    struct str code, name, kind, work, unit, agency_code, agency_name;
    struct str goal_code, goal_name, indicator_code, indicator_name;
    int64_t goal_id, indicator_id, sources;
    struct money typed;
    struct str source, basis, state, change;
    struct share done, planned, unstated;
    struct date due;
    bool stop;
};
static const struct field read_fields[] = {
    ACTIVITY_READ(id), ACTIVITY_READ(year), ACTIVITY_READ(agency_id), ACTIVITY_READ(division),
    ACTIVITY_READ(number), ACTIVITY_READ(plan_no), ACTIVITY_READ(open_no), ACTIVITY_READ(shown_no),
    ACTIVITY_READ(steps), ACTIVITY_READ(version), ACTIVITY_READ(code), ACTIVITY_READ(name),
    ACTIVITY_READ(kind), ACTIVITY_READ(work), ACTIVITY_READ(unit), ACTIVITY_READ(agency_code),
    ACTIVITY_READ(agency_name), ACTIVITY_READ(goal_code), ACTIVITY_READ(goal_name),
    ACTIVITY_READ(indicator_code), ACTIVITY_READ(indicator_name), ACTIVITY_READ(goal_id),
    ACTIVITY_READ(indicator_id), ACTIVITY_READ(typed), ACTIVITY_READ(sources),
    ACTIVITY_READ(source), ACTIVITY_READ(basis), ACTIVITY_READ(state), ACTIVITY_READ(change),
    ACTIVITY_READ(done), ACTIVITY_READ(planned), ACTIVITY_READ(unstated), ACTIVITY_READ(due),
    ACTIVITY_READ(stop),
};
static const struct row_type read_type = ROW_TYPE(struct activity_read, read_fields);

static const struct field shown_fields[] = {
    FIELD(struct activity, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct activity, name, 0, "โครงการ/กิจกรรม", "Project or activity"),
    FIELD(struct activity, kind, 0, "ชนิด", "Kind"),
    FIELD(struct activity, work, 0, "ลักษณะงาน", "Kind of work"),
    FIELD(struct activity, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct activity, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct activity, unit, 0, "ส่วนราชการ", "Responsible unit"),
    FIELD(struct activity, goal_code, 0, "รหัสเป้าประสงค์/มาตรการ", "Goal or measure code"),
    FIELD(struct activity, goal_name, 0, "เป้าประสงค์/มาตรการ", "Goal or measure"),
    FIELD(struct activity, indicator_code, 0, "รหัสตัวชี้วัด", "Indicator code"),
    FIELD(struct activity, indicator_name, 0, "ตัวชี้วัดที่สนับสนุน", "Indicator supported"),
    FIELD(struct activity, amount, FIELD_TOTAL, "งบประมาณ", "Money"),
    FIELD(struct activity, source, 0, "ที่มาของเงิน", "Source of the money"),
    FIELD(struct activity, state, 0, "สถานะ", "State"),
    FIELD(struct activity, pace, 0, "ความก้าวหน้า", "Pace"),
    FIELD(struct activity, planned, 0, "ตามแผน (%)", "Planned (%)"),
    FIELD(struct activity, done, 0, "ทำได้จริง (%)", "Actual (%)"),
    FIELD(struct activity, slip, 0, "ต่างจากแผน (จุด)", "Slippage (points)"),
    FIELD(struct activity, due, 0, "ขั้นถัดไปครบกำหนด", "Next step due"),
    FIELD(struct activity, late_days, 0, "ช้า (วัน)", "Late (days)"),
    FIELD(struct activity, steps, 0, "จำนวนขั้นตอน", "Steps"),
};
const struct row_type activity_type = ROW_TYPE(struct activity, shown_fields);

static const struct field step_fields[] = {
    COL(struct activity_step, activity_id), COL(struct activity_step, plan_no),
    COL(struct activity_step, n),           COL(struct activity_step, step_key),
    COL(struct activity_step, months),      COL(struct activity_step, code),
    COL(struct activity_step, name),        COL(struct activity_step, weight),
    COL(struct activity_step, from_day),    COL(struct activity_step, to_day),
    COL(struct activity_step, due),         COL(struct activity_step, done),
    COL(struct activity_step, done_on),     COL(struct activity_step, note),
    COL(struct activity_step, evidence),    COL(struct activity_step, by_user),
    COL(struct activity_step, files),
};
static const struct row_type step_read_type = ROW_TYPE(struct activity_step, step_fields);

static const struct field step_shown_fields[] = {
    FIELD(struct activity_step, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct activity_step, n, 0, "ขั้นที่", "Step"),
    FIELD(struct activity_step, name, 0, "ขั้นตอน", "Step name"),
    FIELD(struct activity_step, weight, 0, "เนื้องานรายขั้นตอน (%)", "Weight (%)"),
    FIELD(struct activity_step, cumulative, 0, "สะสม (%)", "Cumulative (%)"),
    FIELD(struct activity_step, from_day, 0, "เริ่ม", "From"),
    FIELD(struct activity_step, to_day, 0, "ถึง", "To"),
    FIELD(struct activity_step, done, 0, "ทำแล้ว (%)", "Done (%)"),
    FIELD(struct activity_step, done_on, 0, "ณ วันที่", "On"),
    FIELD(struct activity_step, late_days, 0, "ช้า (วัน)", "Late (days)"),
    FIELD(struct activity_step, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct activity_step, evidence, 0, "หลักฐาน", "Evidence"),
    FIELD(struct activity_step, files, 0, "แฟ้มหลักฐาน", "Files"),
};
const struct row_type activity_step_type = ROW_TYPE(struct activity_step, step_shown_fields);

static const struct field source_fields[] = {
    COL(struct activity_source, n),
    FIELD(struct activity_source, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct activity_source, kind, 0, "ชนิด", "Kind"),
    FIELD(struct activity_source, name, 0, "รายการ", "Line"),
    FIELD(struct activity_source, amount, FIELD_TOTAL, "งบประมาณ", "Money"),
    FIELD(struct activity_source, paid, FIELD_TOTAL, "เบิกจ่าย", "Paid"),
};
const struct row_type activity_source_type = ROW_TYPE(struct activity_source, source_fields);

static const struct field plan_fields[] = {
    COL(struct activity_plan, id),
    COL(struct activity_plan, version),
    FIELD(struct activity_plan, no, FIELD_KEY, "แผนฉบับที่", "Plan no."),
    FIELD(struct activity_plan, state, 0, "สถานะ", "State"),
    FIELD(struct activity_plan, name, 0, "โครงการ/กิจกรรม", "Project or activity"),
    FIELD(struct activity_plan, unit, 0, "ส่วนราชการ", "Responsible unit"),
    FIELD(struct activity_plan, work, 0, "ลักษณะงาน", "Kind of work"),
    FIELD(struct activity_plan, amount, 0, "งบประมาณ", "Money"),
    FIELD(struct activity_plan, source, 0, "ที่มาของเงิน", "Source of the money"),
    FIELD(struct activity_plan, basis, 0, "หนังสืออ้างอิง", "Basis"),
    FIELD(struct activity_plan, steps, 0, "จำนวนขั้นตอน", "Steps"),
    FIELD(struct activity_plan, stop, 0, "ยุติ", "Stops"),
    FIELD(struct activity_plan, reason, 0, "เหตุผลที่แก้แผน", "Why it changed"),
    FIELD(struct activity_plan, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct activity_plan, made, 0, "เมื่อ", "At"),
    FIELD(struct activity_plan, sent_by, 0, "ผู้ส่ง", "Sent by"),
    FIELD(struct activity_plan, decided_by, 0, "ผู้พิจารณา", "Decided by"),
    FIELD(struct activity_plan, decided, 0, "พิจารณาเมื่อ", "Decided at"),
    FIELD(struct activity_plan, decided_on, 0, "มีผลตั้งแต่", "In force from"),
    FIELD(struct activity_plan, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct activity_plan, answer, 0, "ความเห็น", "Answer"),
};
const struct row_type activity_plan_type = ROW_TYPE(struct activity_plan, plan_fields);

/* ---- one and many ---- */

struct activity_sum {
    int64_t activity_id;
    struct money amount;
};
static const struct field sum_fields[] = {
    COL(struct activity_sum, activity_id),
    COL(struct activity_sum, amount),
};
static const struct row_type sum_type = ROW_TYPE(struct activity_sum, sum_fields);

static struct activity work_out(const struct activity_read *r, struct date as_of)
{
    bool force = str_eq(r->state, STR("approved"));
    struct activity x = {
        .id = r->id, .year = r->year, .agency_id = r->agency_id, .division = r->division,
        .number = r->number, .plan_no = r->plan_no, .open_no = r->open_no,
        .shown_no = r->shown_no, .steps = r->steps, .version = r->version, .code = r->code,
        .name = r->name, .kind = r->kind, .work = r->work, .unit = r->unit,
        .agency_code = r->agency_code, .agency_name = r->agency_name, .goal_code = r->goal_code,
        .goal_name = r->goal_name, .indicator_code = r->indicator_code,
        .indicator_name = r->indicator_name, .goal_id = r->goal_id,
        .indicator_id = r->indicator_id, .typed = r->typed, .amount = r->typed,
        .from_lines = r->sources > 0, .source = r->source, .basis = r->basis, .state = r->state,
        .change = r->change, .done = r->done, .planned = r->planned, .unstated = r->unstated,
        .stop = r->stop,
    };

    x.pace = r->state;
    x.slip.bp = x.done.bp - x.planned.bp;
    if (r->due.yyyymmdd < ACTIVITY_NEVER_DUE)
        x.due = r->due;
    if (!force)
        x.slip.bp = 0;
    else if (x.done.bp == ACTIVITY_WHOLE)
        x.pace = STR("done");
    else if (x.due.yyyymmdd && date_cmp(x.due, as_of) < 0)
        x.pace = STR("late");
    else
        x.pace = x.unstated.bp == ACTIVITY_WHOLE ? STR("unstated") : STR("ontime");
    if (str_eq(x.pace, STR("late")))
        x.late_days = date_days_between(x.due, as_of);
    return x;
}

/* The rows as they are shown; `where` says which lines' money is needed. */
static bool finish(struct db *db, struct arena *a, const struct activity_filter *where,
                   int64_t id, const struct rows *in, struct rows *ret, struct err *e)
{
    const struct activity_read *r = in->p;
    struct activity *x = ARENA_ARRAY(a, struct activity, in->n + 1);
    const struct activity_sum *sum;
    bool lines = false;
    struct rows sums = {0};

    for (size_t i = 0; i < in->n; i++) {
        x[i] = work_out(&r[i], where->as_of);
        lines |= x[i].from_lines;
    }
    if (lines && !(id ? db_list(db, a, &Q_ACTIVITY_LINE_SUM, ARGS(V(id)), &sum_type, &sums, e)
                      : db_list(db, a, &Q_ACTIVITY_LINE_SUMS,
                                ARGS(V(where->year), V(where->agency_id)), &sum_type, &sums, e)))
        return false;
    sum = sums.p;
    for (size_t i = 0; i < in->n && lines; i++) {
        size_t lo = 0, hi = sums.n;

        while (lo < hi) {
            size_t mid = (lo + hi) / 2;

            if (sum[mid].activity_id < x[i].id)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (x[i].from_lines)
            x[i].amount = lo < sums.n && sum[lo].activity_id == x[i].id ? sum[lo].amount : MONEY_ZERO;
    }
    *ret = (struct rows){x, in->n};
    return true;
}

bool activity_list(struct db *db, struct arena *a, const struct activity_filter *f,
                   struct rows *ret, struct err *e)
{
    struct str show = f->show.n ? f->show : STR("all");
    struct rows rows;

    return db_list(db, a, &Q_ACTIVITY_LIST,
                   ARGS(V(f->year), V(f->agency_id), V(show), V((int64_t)f->drafts), V(f->as_of),
                        V((int64_t)f->after_due.yyyymmdd), V(f->after)),
                   &read_type, &rows, e) &&
           finish(db, a, f, 0, &rows, ret, e);
}

bool activity_of_agency(struct db *db, struct arena *a, const struct activity_filter *f,
                        struct rows *ret, struct err *e)
{
    struct rows rows;

    return db_list(db, a, &Q_ACTIVITY_OF_AGENCY,
                   ARGS(V(f->year), V(f->agency_id), V((int64_t)f->drafts), V(f->as_of)),
                   &read_type, &rows, e) &&
           finish(db, a, f, 0, &rows, ret, e);
}

bool activity_get(struct db *db, struct arena *a, struct str code, struct date as_of,
                  struct activity *ret, struct err *e)
{
    struct activity_read r = {0};
    struct activity_filter f = {.as_of = as_of};
    struct rows one = {&r, 1}, rows;
    bool found;

    if (!db_find(db, a, &Q_ACTIVITY_GET, ARGS(V(code), V(as_of)), &read_type, &r, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    f.year = r.year;
    f.agency_id = r.agency_id;
    if (!finish(db, a, &f, r.id, &one, &rows, e))
        return false;
    *ret = *(const struct activity *)rows.p;
    return true;
}

struct code_row {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_row, code)};
static const struct row_type code_type = ROW_TYPE(struct code_row, code_fields);

bool activity_find(struct db *db, struct arena *a, const struct activity_key *key,
                   struct date as_of, struct activity *ret, struct err *e)
{
    struct code_row r;
    bool found;

    *ret = (struct activity){0};
    if (!db_find(db, a, &Q_ACTIVITY_BY_NUMBER, ARGS(V(key->agency), V(key->year), V(key->number)),
                 &code_type, &r, &found, e))
        return false;
    return !found || activity_get(db, a, r.code, as_of, ret, e);
}

bool activity_may_write(const struct actor *who, const struct activity *x)
{
    struct err no;

    return actor_check(who, PERM_RESULT, x->agency_id, x->division, &no);
}

bool activity_may_approve(const struct actor *who, const struct activity *x)
{
    struct err no;

    return actor_check(who, PERM_RESULT_APPROVE, x->agency_id, x->division, &no);
}

bool activity_may_see(const struct actor *who, const struct activity *x)
{
    return (!str_eq(x->state, STR("draft")) && !str_eq(x->state, STR("returned")) &&
            !str_eq(x->state, STR("dropped"))) ||
           activity_may_write(who, x) || actor_belongs(who, x->agency_id);
}

/* ---- what belongs to one ---- */

static void finish_steps(struct arena *a, struct rows *rows, struct date as_of)
{
    struct activity_step *s = ARENA_ARRAY(a, struct activity_step, rows->n + 1);
    int64_t sum = 0;

    for (size_t i = 0; i < rows->n; i++) {
        s[i] = ((const struct activity_step *)rows->p)[i];
        sum = i && s[i].activity_id == s[i - 1].activity_id ? sum + s[i].weight.bp : s[i].weight.bp;
        s[i].cumulative.bp = sum;
        s[i].late = s[i].done.bp < ACTIVITY_WHOLE && date_cmp(s[i].due, as_of) < 0;
        s[i].late_days = s[i].late ? date_days_between(s[i].due, as_of) : 0;
    }
    rows->p = s;
}

bool activity_steps(struct db *db, struct arena *a, const struct activity *x, int64_t plan_no,
                    struct date as_of, struct rows *ret, struct err *e)
{
    if (!db_list(db, a, &Q_ACTIVITY_STEPS, ARGS(V(x->id), V(plan_no), V(as_of)), &step_read_type,
                 ret, e))
        return false;
    finish_steps(a, ret, as_of);
    return true;
}

bool activity_steps_of(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                       struct date as_of, struct rows *ret, struct err *e)
{
    if (!db_list(db, a, &Q_ACTIVITY_STEPS_OF, ARGS(V(year), V(agency_id), V(as_of)),
                 &step_read_type, ret, e))
        return false;
    finish_steps(a, ret, as_of);
    return true;
}

bool activity_sources(struct db *db, struct arena *a, const struct activity *x, int64_t plan_no,
                      struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ACTIVITY_SOURCES, ARGS(V(x->id), V(plan_no)), &activity_source_type,
                   ret, e);
}

bool activity_plans(struct db *db, struct arena *a, int64_t activity_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_ACTIVITY_PLANS, ARGS(V(activity_id)), &activity_plan_type, ret, e);
}
