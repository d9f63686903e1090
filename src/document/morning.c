#include "document/morning.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "perform/procurement.h"
#include "sql_document.h"
#include "store/store.h"

static const struct field item_fields[] = {
    FIELD(struct morning_item, kind, FIELD_KEY, "เรื่อง", "Kind"),
    FIELD(struct morning_item, path, 0, "ที่อยู่", "Address"),
    FIELD(struct morning_item, title, 0, "ชื่อ", "Title"),
    FIELD(struct morning_item, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct morning_item, note, 0, "หมายเหตุ", "Note"),
    FIELD(struct morning_item, amount, 0, "จำนวนเงิน", "Amount"),
    FIELD(struct morning_item, day, 0, "วันที่", "Day"),
    FIELD(struct morning_item, days, 0, "เหลือ (วัน)", "Days left"),
    FIELD(struct morning_item, n, 0, "จำนวน", "Count"),
    FIELD(struct morning_item, late, 0, "เกินกำหนด", "Late"),
};
const struct row_type morning_item_type = ROW_TYPE(struct morning_item, item_fields);

static const struct field read_fields[] = {
    COL(struct morning_item, kind),        COL(struct morning_item, path),
    COL(struct morning_item, title),       COL(struct morning_item, agency_name),
    COL(struct morning_item, note),        COL(struct morning_item, amount),
    COL(struct morning_item, day),         COL(struct morning_item, n),
};
static const struct row_type read_type = ROW_TYPE(struct morning_item, read_fields);

/* ---- the items ---- */

static enum morning_part part_of(struct str kind)
{
    static const struct {
        const char *word;
        enum morning_part part;
    } of[] = {{"late", MORNING_LATE},         {"open", MORNING_OPEN},
              {"contract", MORNING_CONTRACT}, {"resolution", MORNING_RESOLUTION},
              {"problem", MORNING_PROBLEM},   {"order", MORNING_DESK},
              {"warrant", MORNING_DESK}};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        if (str_eq(kind, str_from(of[i].word)))
            return of[i].part;
    }
    return MORNING_PARTS;
}

static void finish(struct morning_item *it, struct date today)
{
    if (it->day.yyyymmdd == 0)
        return;
    it->days = date_days_between(today, it->day);
    it->late = it->days < 0;
}

static void put_rows(struct arena *a, struct morning *m, const struct rows *rows)
{
    const struct morning_item *x = rows->p;
    struct morning_item *out = ARENA_ARRAY(a, struct morning_item, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) {
        enum morning_part part = part_of(x[i].kind);

        if (part == MORNING_PARTS)
            continue;
        out[i] = x[i];
        if (part == MORNING_LATE) {
            int64_t step = x[i].note.n ? x[i].note.p[0] - '0' : 0;

            out[i].note = step >= 0 && step < PROC_STEPS
                              ? str_from(procurement_step_word((enum procurement_step)step))
                              : STR_NONE;
        }
        finish(&out[i], m->asked.today);
        if (m->n[part]++ == 0)
            m->item[part] = &out[i]; /* rows of a part stand together */
        if (part == MORNING_DESK)
            m->all[part] += x[i].n;
        else
            m->all[part] = x[i].n;
        m->decisions += (part == MORNING_RESOLUTION && out[i].days <= 0) ||
                        (part == MORNING_PROBLEM && out[i].day.yyyymmdd && out[i].days <= 0);
    }
}

static bool read_items(struct db *db, struct arena *a, struct morning *m, struct err *e)
{
    const struct morning_asked *q = &m->asked;
    struct rows rows;

    if (!db_list(db, a, &Q_MORNING_ITEMS,
                 ARGS(V(q->year), V(q->agency_id), V(q->today),
                      V(date_add_days(q->today, MORNING_ENDS_DAYS)), V(date_add_days(q->today, 7)),
                      V((int64_t)q->inside)),
                 &read_type, &rows, e))
        return false;
    put_rows(a, m, &rows);
    return true;
}

/* ---- what lapses when nothing is signed ---- */

struct unsigned_line {
    struct str code, name, agency_name, method;
    int64_t next_step;
    struct money left;
};
static const struct field unsigned_fields[] = {
    COL(struct unsigned_line, code),      COL(struct unsigned_line, name),
    COL(struct unsigned_line, agency_name), COL(struct unsigned_line, method),
    COL(struct unsigned_line, next_step), COL(struct unsigned_line, left),
};
static const struct row_type unsigned_type = ROW_TYPE(struct unsigned_line, unsigned_fields);

static int by_day(const void *x, const void *y)
{
    const struct morning_item *a = x, *b = y;
    int d = date_cmp(a->day, b->day);

    return d ? d : money_cmp(b->amount, a->amount);
}

static bool read_risk(struct db *db, struct arena *a, struct morning *m, struct err *e)
{
    const struct morning_asked *q = &m->asked;
    const struct unsigned_line *x;
    struct procurement_usual u;
    struct morning_item *out;
    struct rows rows;
    size_t n = 0;

    if (!procurement_usual_get(db, a, q->year, &u, e) ||
        !db_list(db, a, &Q_MORNING_UNSIGNED, ARGS(V(q->year), V(q->agency_id)), &unsigned_type,
                 &rows, e))
        return false;
    x = rows.p;
    out = ARENA_ARRAY(a, struct morning_item, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        struct morning_item it = {.kind = STR("risk"),
                                  .title = x[i].name,
                                  .agency_name = x[i].agency_name,
                                  .amount = x[i].left};

        it.day = procurement_last_safe(&u, x[i].method, q->year,
                                       (enum procurement_step)x[i].next_step);
        if (it.day.yyyymmdd == 0 || date_days_between(q->today, it.day) > MORNING_ENDS_DAYS)
            continue;
        it.path = str_format(a, "/procurement/%.*s", STR_FMT(x[i].code));
        it.note = str_from(procurement_step_word((enum procurement_step)x[i].next_step));
        finish(&it, q->today);
        out[n++] = it;
    }
    qsort(out, n, sizeof *out, by_day);
    m->item[MORNING_RISK] = out;
    m->all[MORNING_RISK] = (int64_t)n;
    m->n[MORNING_RISK] = n < MORNING_ITEMS ? n : MORNING_ITEMS;
    return true;
}

/* ---- figures ---- */

static bool read_position(struct position *p, struct db *db, struct arena *a, struct morning *m,
                          struct err *e)
{
    const struct morning_asked *q = &m->asked;
    static const enum pos_dim agency[] = {POS_DIM_AGENCY};
    const struct position_where own = {POS_DIM_AGENCY, m->agency_code};
    struct position_filter f = {.year = q->year, .agency_id = q->agency_id};
    struct position_table t;

    if (own.code.n) { /* its code is known already: the mirror need not ask for it */
        f.agency_id = 0;
        f.where = &own;
        f.nwhere = 1;
    }

    if (!position_get(p, db, a, &f, POSITION_BY(agency, 1, q->lang), &t, e))
        return false;
    m->now = t.total;
    if (q->agency_id && t.n)
        m->agency_name = t.row[0].name[0];
    m->since = date_add_days(q->today, -1);
    f.known_at.ms = date_start_ms(m->since) - 1;
    if (!position_get(p, db, a, &f, POSITION_BY(NULL, 0, q->lang), &t, e))
        return false;
    m->before = t.total;
    m->taken = money_add(m->now.obligated, m->now.disbursed);
    m->lapses = money_add(money_add(m->now.unallotted, m->now.free), m->now.reserved);
    m->days_left = date_days_between(q->today, fy_end((int32_t)q->year));
    m->moved[0] = money_sub(m->now.allotted, m->before.allotted);
    m->moved[1] = money_sub(m->taken, money_add(m->before.obligated, m->before.disbursed));
    m->moved[2] = money_sub(m->now.disbursed, m->before.disbursed);
    m->moved[3] = money_sub(m->now.current, m->before.current);
    return true;
}

static int by_rate(const void *x, const void *y)
{
    const struct acceleration_row *a = x, *b = y;

    return a->rate.bp != b->rate.bp ? (a->rate.bp < b->rate.bp ? -1 : 1)
                                    : money_cmp(b->base, a->base);
}

static bool read_behind(struct db *db, struct arena *a, struct morning *m, struct err *e)
{
    struct acceleration_asked q = {
        .year = m->asked.year, .agency_id = m->asked.agency_id, .as_of = m->asked.today};
    struct acceleration_rules rules;
    const struct acceleration_row *x;
    struct acceleration_row *out;
    struct rows rows;
    size_t n = 0;

    q.quarter = fy_of(q.as_of) == q.year ? fiscal_quarter(q.as_of) : fy_of(q.as_of) > q.year ? 4 : 1;
    if (!acceleration_checks_get(db, a, q.year, &rules, e) ||
        !acceleration_rates(db, a, &rules, &q, &rows, e))
        return false;
    x = rows.p;
    out = ARENA_ARRAY(a, struct acceleration_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        bool all = str_eq(x[i].class, STR("all"));

        m->checked += all;
        if (all && x[i].behind)
            out[n++] = x[i];
    }
    qsort(out, n, sizeof *out, by_rate);
    if (q.agency_id && rows.n)
        m->agency_code = x[0].agency_code;
    m->quarter = q.quarter;
    m->goal_bp = rules.goal_bp[q.quarter];
    m->behind = out;
    m->behind_all = (int64_t)n;
    m->behind_n = n < MORNING_ITEMS ? n : MORNING_ITEMS;
    return true;
}

bool morning_load(struct position *p, struct db *db, struct arena *a, const struct morning_asked *q,
                  struct morning *ret, struct err *e)
{
    struct morning *m = ARENA_NEW(a, struct morning);

    m->asked = *q;
    if (!read_behind(db, a, m, e) || !read_position(p, db, a, m, e) || !read_items(db, a, m, e) ||
        !read_risk(db, a, m, e))
        return false;
    *ret = *m;
    return true;
}
