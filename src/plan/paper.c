#include "plan/paper.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field need_fields[] = {
    COL(struct paper_need, package_id),
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
    struct str line_code, kind;
    struct date expires;
    struct when at;
};
static const struct field attached_fields[] = {
    COL(struct attached, line_code),
    COL(struct attached, kind),
    COL(struct attached, expires),
    COL(struct attached, at),
};
static const struct row_type attached_type = ROW_TYPE(struct attached, attached_fields);

struct line_name {
    struct str line_code, line_name;
    int64_t package_id;
};
static const struct field name_fields[] = {
    COL(struct line_name, line_code),
    COL(struct line_name, line_name),
    COL(struct line_name, package_id),
};
static const struct row_type name_type = ROW_TYPE(struct line_name, name_fields);

/* ---- one line ---- */

static void count_files(const struct rows *files, struct date today, struct paper_need *n)
{
    const struct attached *f = files->p;

    n->why = STR("missing");
    for (size_t i = 0; i < files->n; i++) {
        if (!str_eq(f[i].kind, n->paper) || !str_eq(f[i].line_code, n->line_code))
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

/* The rules, the attached files and the points are read once for all lines. */
struct facts {
    struct param_rows rules;
    struct rows files, points;
    struct date today;
    bool read;
};

static bool read_facts(struct db *db, struct arena *a, const int64_t key[3], struct facts *f,
                       struct err *e)
{
    f->read = true;
    return db_list(db, a, &Q_PAPER_ATTACHED, ARGS(V(key[0]), V(key[1]), V(key[2])), &attached_type,
                   &f->files, e) &&
           db_list(db, a, &Q_PAPER_POINTS, ARGS(V(key[0]), V(key[1]), V(key[2])), &name_type,
                   &f->points, e);
}

static bool has_point(const struct facts *f, struct str line_code)
{
    const struct line_name *p = f->points.p;

    for (size_t i = 0; i < f->points.n; i++) {
        if (str_eq(p[i].line_code, line_code))
            return true;
    }
    return false;
}

static bool applies(const struct facts *f, size_t i, const struct costing *c)
{
    return str_starts(c->item_code, param_cell(&f->rules, i, "item")) && c->requested.satang > 0 &&
           c->requested.satang >= param_cell_int(&f->rules, i, "from");
}

static void fill_need(const struct facts *f, size_t i, const struct costing *c,
                      struct paper_need *n)
{
    *n = (struct paper_need){.package_id = c->package_id,
                             .line_code = c->code,
                             .line_name = c->name,
                             .paper = param_cell(&f->rules, i, "paper"),
                             .need = param_cell_int(&f->rules, i, "least"),
                             .days = param_cell_int(&f->rules, i, "days")};
    if (str_eq(n->paper, STR("coordinates")))
        n->have = has_point(f, c->code) ? 1 : 0;
    else if (str_eq(n->paper, STR("engineer")))
        n->have = c->engineer.n > 0 ? 1 : 0;
    else
        count_files(&f->files, f->today, n);
    if (n->why.n == 0)
        n->why = n->have >= n->need ? STR("ok") : STR("missing");
}

/* The needs of one line; files and points are read when the first rule applies. */
static bool needs_of(struct db *db, struct arena *a, struct facts *f, const int64_t key[3],
                     const struct costing *c, struct rows *ret, struct err *e)
{
    struct paper_need *n = ARENA_ARRAY(a, struct paper_need, f->rules.rows);
    size_t count = 0;

    for (size_t i = 0; i < f->rules.rows; i++) {
        if (!applies(f, i, c))
            continue;
        if (!f->read && !read_facts(db, a, key, f, e))
            return false;
        fill_need(f, i, c, &n[count++]);
    }
    *ret = (struct rows){n, count};
    return true;
}

bool paper_needs(struct db *db, struct arena *a, const struct costing *c, struct rows *ret,
                 struct err *e)
{
    struct facts f = {.today = db_day(db)};
    const int64_t key[3] = {c->package_id, 0, 0};

    return param_table(db, a, PARAM_PAPERS, c->year, &f.rules, e) &&
           needs_of(db, a, &f, key, c, ret, e);
}

/* ---- packages ---- */

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

static bool put_line(struct db *db, struct gathering *g, struct facts *f, const int64_t key[3],
                     const struct costing *c, struct err *e)
{
    struct rows needs;
    const struct paper_need *n;

    if (costing_is_above(c) && c->price_reason.n == 0)
        put(g, &(struct paper_need){.package_id = c->package_id,
                                    .line_code = c->code,
                                    .line_name = c->name,
                                    .paper = STR("price_reason"),
                                    .need = 1,
                                    .why = STR("missing")});
    if (!needs_of(db, g->a, f, key, c, &needs, e))
        return false;
    n = needs.p;
    for (size_t i = 0; i < needs.n; i++) {
        if (!str_eq(n[i].why, STR("ok")))
            put(g, &n[i]);
    }
    return true;
}

static bool missing(struct db *db, struct arena *a, const int64_t key[3], struct rows *ret,
                    struct err *e)
{
    struct gathering g = {.a = a};
    struct facts f = {.today = db_day(db)};
    struct rows lines, years;
    const struct costing *c;
    const struct line_name *y;

    if (!costing_of_papers(db, a, key, &lines, e) ||
        !db_list(db, a, &Q_PAPER_TRANCHES, ARGS(V(key[0]), V(key[1]), V(key[2])), &name_type,
                 &years, e))
        return false;
    c = lines.p;
    if (lines.n && !param_table(db, a, PARAM_PAPERS, c[0].year, &f.rules, e))
        return false;
    for (size_t i = 0; i < lines.n; i++) {
        if (!put_line(db, &g, &f, key, &c[i], e))
            return false;
    }
    y = years.p;
    for (size_t i = 0; i < years.n; i++)
        put(&g, &(struct paper_need){.package_id = y[i].package_id,
                                     .line_code = y[i].line_code,
                                     .line_name = y[i].line_name,
                                     .paper = STR("tranche"),
                                     .need = 1,
                                     .why = STR("missing")});
    *ret = (struct rows){g.row, g.n};
    return true;
}

bool papers_missing(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                    struct err *e)
{
    return missing(db, a, (const int64_t[]){package_id, 0, 0}, ret, e);
}

bool papers_missing_agency(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                           struct rows *ret, struct err *e)
{
    return missing(db, a, (const int64_t[]){0, agency_id, year}, ret, e);
}

bool papers_missing_sent(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                         struct rows *ret, struct err *e)
{
    return missing(db, a, (const int64_t[]){-1, agency_id, year}, ret, e);
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
