#include "plan/paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field need_fields[] = {
    FIELD(struct paper_need, line_code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct paper_need, line_name, 0, "รายการ", "Name"),
    FIELD(struct paper_need, paper, 0, "ประเภทเอกสาร", "Paper"),
    FIELD(struct paper_need, need, 0, "ต้องมี", "Needed"),
    FIELD(struct paper_need, have, 0, "มีแล้ว", "There"),
    FIELD(struct paper_need, why, 0, "ผลตรวจ", "Result"),
    FIELD(struct paper_need, expired, 0, "หมดอายุเมื่อ", "Expired on"),
    FIELD(struct paper_need, days, 0, "อายุไม่เกิน (วัน)", "At most days old"),
};
const struct row_type paper_need_type = ROW_TYPE(struct paper_need, need_fields);

struct attached {
    struct str kind;
    struct date expires;
    struct when at;
};
static const struct field attached_fields[] = {
    COL(struct attached, kind), COL(struct attached, expires), COL(struct attached, at)};
static const struct row_type attached_type = ROW_TYPE(struct attached, attached_fields);

struct line_name {
    struct str line_code, line_name;
};
static const struct field name_fields[] = {COL(struct line_name, line_code),
                                           COL(struct line_name, line_name)};
static const struct row_type name_type = ROW_TYPE(struct line_name, name_fields);

/* ---- one line ---- */

static void count_files(const struct rows *files, struct date today, struct paper_need *n)
{
    const struct attached *f = files->p;

    n->why = STR("missing");
    for (size_t i = 0; i < files->n; i++) {
        if (!str_eq(f[i].kind, n->paper))
            continue;
        if (f[i].expires.yyyymmdd && date_cmp(f[i].expires, today) < 0) {
            if (n->expired.yyyymmdd == 0)
                n->expired = f[i].expires;
            n->why = STR("expired");
        } else if (n->days && date_days_between(date_of_ms(f[i].at.ms), today) > n->days) {
            n->why = STR("old");
        } else {
            n->have++;
        }
    }
    if (n->have >= n->need)
        n->why = STR("ok");
}

/* The rules, the attached files and the points are read once. */
struct facts {
    struct param_rows rules;
    struct rows files;
    int64_t points;
};

static bool applies(const struct facts *f, size_t i, const struct costing *c)
{
    return str_starts(c->item_code, param_cell(&f->rules, i, "item")) && c->requested.satang > 0 &&
           c->requested.satang >= param_cell_int(&f->rules, i, "from");
}

static void fill_need(const struct facts *f, size_t i, const struct costing *c, struct date today,
                      struct paper_need *n)
{
    *n = (struct paper_need){.line_code = c->code,
                             .line_name = c->name,
                             .paper = param_cell(&f->rules, i, "paper"),
                             .need = param_cell_int(&f->rules, i, "least"),
                             .days = param_cell_int(&f->rules, i, "days")};
    if (str_eq(n->paper, STR("coordinates")))
        n->have = f->points > 0 ? 1 : 0;
    else if (str_eq(n->paper, STR("engineer")))
        n->have = c->engineer.n > 0 ? 1 : 0;
    else
        count_files(&f->files, today, n);
    if (n->why.n == 0)
        n->why = n->have >= n->need ? STR("ok") : STR("missing");
}

static bool needs_of(struct db *db, struct arena *a, const struct param_rows *rules,
                     const struct costing *c, struct date today, struct rows *ret, struct err *e)
{
    struct facts f = {.rules = *rules};
    struct paper_need *n = ARENA_ARRAY(a, struct paper_need, rules->rows);
    size_t count = 0;
    bool read = false;

    for (size_t i = 0; i < rules->rows; i++) {
        if (!applies(&f, i, c))
            continue;
        if (!read &&
            (!db_list(db, a, &Q_PAPER_ATTACHED, ARGS(V(c->code)), &attached_type, &f.files, e) ||
             !db_int(db, &Q_PAPER_POINTS, ARGS(V(c->id)), &f.points, e)))
            return false;
        read = true;
        fill_need(&f, i, c, today, &n[count++]);
    }
    *ret = (struct rows){n, count};
    return true;
}

bool paper_needs(struct db *db, struct arena *a, const struct costing *c, struct rows *ret,
                 struct err *e)
{
    struct param_rows rules;

    return param_table(db, a, PARAM_PAPERS, c->year, &rules, e) &&
           needs_of(db, a, &rules, c, db_day(db), ret, e);
}

/* ---- a package ---- */

struct gathering {
    struct arena *a;
    struct paper_need *row;
    size_t n, cap;
};

static void put(struct gathering *g, const struct paper_need *x)
{
    if (g->n == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 16;

        g->row = arena_grow(g->a, g->row, g->cap * sizeof *g->row, cap * sizeof *g->row);
        g->cap = cap;
    }
    g->row[g->n++] = *x;
}

static bool put_line(struct db *db, struct gathering *g, const struct param_rows *rules,
                     const struct costing *c, struct date today, struct err *e)
{
    struct rows needs;
    const struct paper_need *n;

    if (costing_is_above(c) && c->price_reason.n == 0)
        put(g, &(struct paper_need){.line_code = c->code,
                                    .line_name = c->name,
                                    .paper = STR("price_reason"),
                                    .need = 1,
                                    .why = STR("missing")});
    if (!needs_of(db, g->a, rules, c, today, &needs, e))
        return false;
    n = needs.p;
    for (size_t i = 0; i < needs.n; i++) {
        if (!str_eq(n[i].why, STR("ok")))
            put(g, &n[i]);
    }
    return true;
}

bool papers_missing(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                    struct err *e)
{
    struct gathering g = {.a = a};
    struct param_rows rules = {0};
    struct rows lines, years;
    const struct costing *c;
    const struct line_name *y;

    if (!costing_list(db, a, package_id, &lines, e) ||
        !db_list(db, a, &Q_PAPER_TRANCHES, ARGS(V(package_id)), &name_type, &years, e))
        return false;
    c = lines.p;
    if (lines.n && !param_table(db, a, PARAM_PAPERS, c[0].year, &rules, e))
        return false;
    for (size_t i = 0; i < lines.n; i++) {
        if (!put_line(db, &g, &rules, &c[i], db_day(db), e))
            return false;
    }
    y = years.p;
    for (size_t i = 0; i < years.n; i++)
        put(&g, &(struct paper_need){.line_code = y[i].line_code,
                                     .line_name = y[i].line_name,
                                     .paper = STR("tranche"),
                                     .need = 1,
                                     .why = STR("missing")});
    *ret = (struct rows){g.row, g.n};
    return true;
}

/* ---- the frame ---- */

bool frame_of_line(struct db *db, struct arena *a, const struct costing *c, int64_t replaced,
                   struct frame_room *ret, struct err *e)
{
    struct param_rows t;
    struct frame_room r = {.asked = c->quantity_milli / 1000 - replaced};

    if (!param_table(db, a, PARAM_ASSET_FRAME, c->year, &t, e))
        return false;
    for (size_t i = 0; i < t.rows; i++) {
        if (str_eq(param_cell(&t, i, "agency"), c->agency_code) &&
            str_starts(c->item_code, param_cell(&t, i, "item"))) {
            r.frame = param_cell_int(&t, i, "frame");
            r.in_use = param_cell_int(&t, i, "in_use");
        }
    }
    if (r.asked < 0)
        r.asked = 0;
    if (r.frame && r.in_use + r.asked > r.frame)
        r.over = r.in_use + r.asked - r.frame;
    *ret = r;
    return true;
}
