/* cycle_trail.c - what a step of the cycle asks for, and what it leaves behind. */
#include "plan/cycle_trail.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_plan.h"
#include "store/store.h"

/* Who may pass over what a guard finds open. */
enum over { OVER_NONE, OVER_REASON, OVER_SYSTEM };

static const struct {
    const char *name;
    const struct query *count;
    const char *path;
    enum over over;
    bool bill; /* it asks for the draft's number too */
    const char *th, *en, *met_th, *met_en; /* what is missing, and the same once it is done */
} guards[] = {
#define GUARD(name, count, path, over, th, en, met_th, met_en)                                     \
    {name, &(count), path, over, false, th, en, met_th, met_en},
#define BILL_GUARD(name, count, path, over, th, en, met_th, met_en)                                \
    {name, &(count), path, over, true, th, en, met_th, met_en},
#include "plan/cycle.def"
#undef GUARD
#undef BILL_GUARD
};

static const struct field cycle_event_row_fields[] = {
    COL(struct cycle_event_row, id),
    FIELD(struct cycle_event_row, at, 0, "เวลา", "Time"),
    FIELD(struct cycle_event_row, event, FIELD_KEY, "เหตุการณ์", "Event"),
    FIELD(struct cycle_event_row, from_stage, 0, "จากขั้น", "From"),
    FIELD(struct cycle_event_row, to_stage, 0, "ไปขั้น", "To"),
    FIELD(struct cycle_event_row, by_user, 0, "ผู้ทำ", "By"),
    FIELD(struct cycle_event_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct cycle_event_row, open_count, 0, "เรื่องที่ยังค้าง", "Still open"),
    FIELD(struct cycle_event_row, guard, 0, "เงื่อนไขที่ข้าม", "Guard passed over"),
    FIELD(struct cycle_event_row, reopening, 0, "เปิดอีกครั้งที่", "Reopening no."),
};
const struct row_type cycle_event_row_type =
    ROW_TYPE(struct cycle_event_row, cycle_event_row_fields);

static const struct field reopening_fields[] = {
    FIELD(struct reopening, number, FIELD_KEY, "ครั้งที่", "No."),
    FIELD(struct reopening, opened, 0, "เปิดเมื่อ", "Opened"),
    FIELD(struct reopening, by_user, 0, "ผู้เปิด", "By"),
    FIELD(struct reopening, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct reopening, from_stage, 0, "จากขั้น", "From"),
    FIELD(struct reopening, to_stage, 0, "เปิดขั้น", "Opened stage"),
    COL(struct reopening, stage),
    FIELD(struct reopening, lines, 0, "รายการที่ล็อกไว้", "Lines locked then"),
    FIELD(struct reopening, total, 0, "ยอดเมื่อเปิด", "Total when opened"),
    FIELD(struct reopening, total_then, FIELD_OPTIONAL, "ยอดเมื่อปิดอีกครั้ง", "Total when closed again"),
    FIELD(struct reopening, closed, 0, "ปิดอีกครั้งเมื่อ", "Closed again"),
    FIELD(struct reopening, closed_by, 0, "ผู้ปิด", "Closed by"),
    COL(struct reopening, first_change),
    COL(struct reopening, last_change),
};
const struct row_type reopening_type = ROW_TYPE(struct reopening, reopening_fields);

static const struct field reopening_change_fields[] = {
    COL(struct reopening_change, id),
    FIELD(struct reopening_change, at, 0, "เวลา", "Time"),
    FIELD(struct reopening_change, line_code, FIELD_KEY, "รายการ", "Line"),
    FIELD(struct reopening_change, line_name, 0, "ชื่อรายการ", "Name"),
    FIELD(struct reopening_change, package_code, 0, "ข้อเสนอ", "Package"),
    COL(struct reopening_change, stage),
    FIELD(struct reopening_change, stage_word, 0, "ขั้น", "Stage"),
    FIELD(struct reopening_change, old, FIELD_OPTIONAL, "เดิม", "Before"),
    FIELD(struct reopening_change, new, 0, "ใหม่", "After"),
    FIELD(struct reopening_change, by_user, 0, "ผู้แก้", "By"),
    FIELD(struct reopening_change, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct reopening_change, resolution, 0, "มติ", "Resolution"),
};
const struct row_type reopening_change_type =
    ROW_TYPE(struct reopening_change, reopening_change_fields);

/* ---- guards ---- */

struct str cycle_guard_label(struct str guard, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(guards); i++) {
        if (str_eq(guard, str_from(guards[i].name))) {
            return lang_pick(lang, guards[i].th, guards[i].en);
        }
    }
    return STR_NONE;
}

struct str cycle_guard_met(struct str guard, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(guards); i++) {
        if (str_eq(guard, str_from(guards[i].name))) {
            return lang_pick(lang, guards[i].met_th, guards[i].met_en);
        }
    }
    return STR_NONE;
}

static size_t guard_of(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(guards); i++) {
        if (str_eq(name, str_from(guards[i].name))) {
            return i;
        }
    }
    PANIC("cycle.def: a step names a guard that there is not");
}

static bool count_open(struct db *db, size_t guard, const struct bill_key *k, int64_t stage,
                       int64_t *ret, struct err *e)
{
    return guards[guard].bill
               ? db_int(db, guards[guard].count, ARGS(V(k->year), V(stage), V(k->number)), ret, e)
               : db_int(db, guards[guard].count, ARGS(V(k->year), V(stage)), ret, e);
}

bool step_needs(struct db *db, struct arena *a, const struct bill_key *k,
                const struct cycle_step *s, const struct cycle_need **ret, size_t *ret_n,
                struct err *e)
{
    struct cycle_need *need = ARENA_ARRAY(a, struct cycle_need, ARRAY_LEN(guards));
    struct str rest = str_from(s->guards), name;
    int64_t stage = cycle_open_stage(str_from(s->from));
    size_t n = 0;

    while (rest.n && str_split(&rest, ' ', &name)) {
        size_t i = guard_of(name);

        need[n].guard = str_from(guards[i].name);
        need[n].path = str_from(guards[i].path);
        need[n].may_override = guards[i].over == OVER_REASON;
        need[n].system_may = guards[i].over != OVER_NONE;
        if (!count_open(db, i, k, stage, &need[n].count, e)) {
            return false;
        }
        n++;
    }
    *ret = need;
    *ret_n = n;
    return true;
}

bool cycle_needs(struct db *db, struct arena *a, int64_t year, const struct cycle_step *s,
                 const struct cycle_need **ret, size_t *ret_n, struct err *e)
{
    return step_needs(db, a, &(struct bill_key){year, 0}, s, ret, ret_n, e);
}

bool step_check(const struct act *by, const struct cycle_step *s, const struct cycle_need *need,
                size_t n, struct str reason, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        bool over = (need[i].may_override && reason.n) ||
                    (need[i].system_may && by->who->user_id == 0);

        if (need[i].count == 0 || over) {
            continue;
        }
        FAIL(e, need[i].may_override ? ERR_GUARD : ERR_GUARD_FIXED);
        err_arg(e, "event", V(str_from(s->event)));
        err_arg(e, "guard", V(need[i].guard));
        err_arg(e, "count", V(need[i].count));
        err_arg(e, "path", V(need[i].path));
        return false;
    }
    return true;
}

bool cycle_open_write(struct act *by, int64_t event_id, const struct cycle_need *need, size_t n,
                      struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (need[i].count && !db_exec(by->tx->db, &Q_CYCLE_OPEN_INSERT,
                                      ARGS(V(event_id), V(need[i].guard), V(need[i].count)), NULL,
                                      e)) {
            return false;
        }
    }
    return true;
}

bool cycle_trail(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CYCLE_TRAIL, ARGS(V(year)), &cycle_event_row_type, ret, e);
}

/* ---- stages opened again ---- */

struct locked_row {
    int64_t lines, change_id;
    struct money total;
};
static const struct field locked_fields[] = {COL(struct locked_row, lines),
                                             COL(struct locked_row, total),
                                             COL(struct locked_row, change_id)};
static const struct row_type locked_type = ROW_TYPE(struct locked_row, locked_fields);

static bool locked_now(struct act *by, int64_t year, enum stage stage, struct locked_row *ret,
                       struct err *e)
{
    return db_one(by->tx->db, by->a, &Q_REOPENING_LOCKED, ARGS(V(year), V((int64_t)stage)),
                  &locked_type, ret, e);
}

bool reopening_begin(struct act *by, int64_t year, int64_t event_id, const struct cycle_step *s,
                     struct err *e)
{
    enum stage stage = cycle_open_stage(str_from(s->to));
    struct locked_row l;

    return stage == STAGE_COUNT || /* no amounts were locked there */
           (locked_now(by, year, stage, &l, e) &&
            db_exec(by->tx->db, &Q_REOPENING_INSERT,
                   ARGS(V(event_id), V(year), V((int64_t)stage), V(l.lines), V(l.total),
                        V(l.change_id)),
                   NULL, e));
}

bool reopening_close(struct act *by, int64_t year, int64_t event_id, const struct cycle_step *s,
                     struct err *e)
{
    struct locked_row l;
    int64_t open;

    if (!db_int(by->tx->db, &Q_REOPENING_OPEN_COUNT, ARGS(V(year), V(str_from(s->from))), &open,
                e)) {
        return false;
    }
    return open == 0 ||
           (locked_now(by, year, cycle_open_stage(str_from(s->from)), &l, e) &&
            db_exec(by->tx->db, &Q_REOPENING_CLOSE,
                    ARGS(V(year), V(event_id), V(str_from(s->from)), V(l.total), V(l.change_id)),
                    NULL, e));
}

bool reopening_list(struct db *db, struct arena *a, int64_t year, int64_t number, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_REOPENING_LIST, ARGS(V(year), V(number)), &reopening_type, ret, e);
}

bool reopening_changes(struct db *db, struct arena *a, int64_t year, const struct reopening *r,
                       int64_t after_id, struct rows *ret, struct err *e)
{
    int64_t last = r->closed.ms ? r->last_change : INT64_MAX;

    return db_list(db, a, &Q_REOPENING_CHANGES,
                   ARGS(V(year), V(r->first_change), V(last), V(after_id),
                        V((int64_t)REOPENING_CHANGES)),
                   &reopening_change_type, ret, e);
}

bool reopening_changed(struct db *db, int64_t year, const struct reopening *r, int64_t *ret_lines,
                       struct err *e)
{
    int64_t last = r->closed.ms ? r->last_change : INT64_MAX;

    return db_int(db, &Q_REOPENING_CHANGED, ARGS(V(year), V(r->first_change), V(last)), ret_lines,
                  e);
}
