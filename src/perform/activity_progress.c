/* activity_progress.c - recording how far steps are: append-only, many at once. */
#include "perform/activity_int.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "sql_perform.h"
#include "store/store.h"

enum { EVIDENCE_MAX = 300 };

static const struct field note_fields[] = {
    COL(struct activity_note, id),
    COL(struct activity_note, step_key),
    FIELD(struct activity_note, on_day, FIELD_KEY, "ณ วันที่", "On"),
    FIELD(struct activity_note, step, 0, "ขั้นตอน", "Step"),
    FIELD(struct activity_note, done, 0, "ทำแล้ว (%)", "Done (%)"),
    FIELD(struct activity_note, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct activity_note, evidence, 0, "หลักฐาน", "Evidence"),
    FIELD(struct activity_note, by_user, 0, "ผู้บันทึก", "By"),
    FIELD(struct activity_note, capacity, 0, "ฐานะ", "Capacity"),
    FIELD(struct activity_note, at, 0, "เวลา", "Time"),
};
const struct row_type activity_note_type = ROW_TYPE(struct activity_note, note_fields);

bool activity_notes(struct db *db, struct arena *a, const struct activity *x, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_ACTIVITY_NOTES, ARGS(V(x->id)), &activity_note_type, ret, e);
}

bool activity_settle(struct act *by, const struct activity *x, int64_t plan_no, struct err *e)
{
    const struct activity_step *s;
    struct date due = DATE(ACTIVITY_NEVER_DUE);
    struct rows rows;

    if (!activity_steps(by->tx->db, by->a, x, plan_no, by->today, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (s[i].done.bp < ACTIVITY_WHOLE && date_cmp(s[i].due, due) < 0)
            due = s[i].due;
    }
    return db_exec(by->tx->db, &Q_ACTIVITY_SETTLE,
                   ARGS(V(x->id), V(activity_done(s, rows.n).bp), V(due)), NULL, e);
}

/* An activity that the batch touches, read once. */
struct touched {
    struct activity x;
    struct rows steps;
    bool changed;
};

static bool load(struct act *by, int64_t year, struct str code, struct touched *ret, struct err *e)
{
    struct db *db = by->tx->db;

    *ret = (struct touched){0};
    if (!activity_get(db, by->a, code, by->today, &ret->x, e))
        return false;
    if (ret->x.year != year) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    if (!actor_check(by->who, PERM_RESULT, ret->x.agency_id, ret->x.division, e))
        return false;
    if (!str_eq(ret->x.state, STR("approved"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(ret->x.state));
        err_arg(e, "event", V(STR("activity.progress")));
        return false;
    }
    return activity_steps(db, by->a, &ret->x, ret->x.plan_no, by->today, &ret->steps, e);
}

static const struct activity_step *step_of(const struct touched *t, int64_t key)
{
    const struct activity_step *s = t->steps.p;

    for (size_t i = 0; i < t->steps.n; i++) {
        if (s[i].step_key == key)
            return &s[i];
    }
    return NULL;
}

static bool bad_progress(struct act *by, const struct activity_step *s, int64_t bp, struct err *e)
{
    struct sbuf b;

    sbuf_init(&b, by->a, 40);
    exact_put_decimal(&b, bp, 2, 0);
    FAIL(e, ERR_ACTIVITY_PROGRESS);
    err_arg(e, "step", V(s->name));
    err_arg(e, "value", V(sbuf_str(&b)));
    return false;
}

static bool check_one(struct act *by, const struct touched *t, const struct activity_step *s,
                      const struct activity_progress_new *p, struct date day, struct err *e)
{
    if (p->done_bp < 0 || p->done_bp > ACTIVITY_WHOLE)
        return bad_progress(by, s, p->done_bp, e);
    if (date_cmp(day, by->today) > 0) {
        FAIL(e, ERR_REAL_AHEAD);
        err_arg(e, "value", V(day));
        return false;
    }
    if (date_cmp(day, fy_start((int32_t)t->x.year)) < 0) {
        FAIL(e, ERR_ACTIVITY_DAY);
        err_arg(e, "value", V(day));
        err_arg(e, "year", V(t->x.year));
        return false;
    }
    /* Going back, or writing about a day before the one that is known, says why. */
    return text_check("note", p->note,
                      p->done_bp < s->done.bp || (s->done_on.yyyymmdd && date_cmp(day, s->done_on) < 0),
                      ACTIVITY_TEXT_MAX, e) &&
           text_check("evidence", p->evidence, false, EVIDENCE_MAX, e);
}

/* The evidence that was named stands until another is. */
static bool write_one(struct act *by, const struct touched *t, const struct activity_step *s,
                      const struct activity_progress_new *p, struct date day, struct err *e)
{
    return db_exec(by->tx->db, &Q_ACTIVITY_PROGRESS_INSERT,
                   ARGS(V(t->x.id), V(p->step_key), V(day), V(p->done_bp), V(p->note),
                        V(p->evidence.n ? p->evidence : s->evidence), V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                   NULL, e);
}

static bool same(const struct activity_step *s, const struct activity_progress_new *p)
{
    return s->done.bp == p->done_bp && (p->note.n == 0 || str_eq(s->note, p->note)) &&
           (p->evidence.n == 0 || str_eq(s->evidence, p->evidence));
}

static bool one(struct act *by, struct touched *t, const struct activity_progress_new *p,
                struct err *e)
{
    const struct activity_step *s = step_of(t, p->step_key);
    struct date day = p->on_day.yyyymmdd ? p->on_day : by->today;

    if (!s) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "%.*s step %lld", STR_FMT(p->code),
                                        (long long)p->step_key)));
        return false;
    }
    if (same(s, p))
        return true;
    t->changed = true;
    return check_one(by, t, s, p, day, e) && write_one(by, t, s, p, day, e);
}

bool activity_progress_set(struct act *by, int64_t year, const struct activity_progress_new *p,
                           size_t n, int64_t *ret_changed, struct err *e)
{
    struct audit_note note = {.action = STR("activity.progress"), .year = year};
    int64_t changed = 0, activities = 0;
    struct touched t;

    if (n > ACTIVITY_PROGRESS) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("rows")));
        err_arg(e, "limit", V((int64_t)ACTIVITY_PROGRESS));
        return false;
    }
    for (size_t i = 0; i < n;) {
        struct str code = p[i].code;

        if (!load(by, year, code, &t, e))
            return false;
        for (; i < n && str_eq(p[i].code, code); i++) {
            bool before = t.changed;

            t.changed = false;
            if (!one(by, &t, &p[i], e))
                return false;
            changed += t.changed;
            t.changed |= before;
        }
        if (t.changed && !activity_settle(by, &t.x, t.x.plan_no, e))
            return false;
        activities += t.changed;
        if (t.changed)
            note.subject = str_format(by->a, "activity:%.*s", STR_FMT(code));
    }
    *ret_changed = changed;
    if (changed == 0)
        return true;
    if (activities > 1)
        note.subject = str_format(by->a, "activity:%lld", (long long)year);
    note.new_value = str_format(by->a, "%lld", (long long)changed);
    return audit_add(by, &note, e);
}
