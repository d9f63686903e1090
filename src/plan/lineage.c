/* lineage.c - the road of a line across the years, and what earlier years had of it. */
#include "plan/lineage.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "plan/lineage_int.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field edge_fields[] = {
    COL(struct lineage_edge, id),           COL(struct lineage_edge, from_year),
    COL(struct lineage_edge, from_line_id), COL(struct lineage_edge, past_id),
    COL(struct lineage_edge, to_year),      COL(struct lineage_edge, to_line_id),
    COL(struct lineage_edge, kind),         COL(struct lineage_edge, share),
    COL(struct lineage_edge, origin),       COL(struct lineage_edge, reason),
    COL(struct lineage_edge, by_user),      COL(struct lineage_edge, at),
};
const struct row_type lineage_edge_type = ROW_TYPE(struct lineage_edge, edge_fields);

/* A line or a row of past_line on the road, with what it had. */
struct end_row {
    int64_t line_id, past_id, year;
    struct str code, name, agency_code, agency_name, output_code, output_name, item_code;
    struct money asked, enacted, after_transfers, paid;
};
static const struct field end_fields[] = {
    COL(struct end_row, line_id),
    COL(struct end_row, past_id),
    COL(struct end_row, year),
    COL(struct end_row, code),
    COL(struct end_row, name),
    COL(struct end_row, agency_code),
    COL(struct end_row, agency_name),
    COL(struct end_row, output_code),
    COL(struct end_row, output_name),
    COL(struct end_row, item_code),
    FIELD(struct end_row, asked, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct end_row, enacted, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct end_row, after_transfers, FIELD_OPTIONAL, NULL, NULL),
    FIELD(struct end_row, paid, FIELD_OPTIONAL, NULL, NULL),
};
static const struct row_type end_type = ROW_TYPE(struct end_row, end_fields);

static const struct field root_fields[] = {
    FIELD(struct lineage_root, id, 0, NULL, NULL),
    FIELD(struct lineage_root, code, 0, NULL, NULL),
};
const struct row_type lineage_root_type = ROW_TYPE(struct lineage_root, root_fields);

static const struct field lineage_fields[] = {
    COL(struct lineage_row, link_id),
    FIELD(struct lineage_row, year, FIELD_KEY, "ปีงบประมาณ", "Fiscal year"),
    COL(struct lineage_row, level),
    FIELD(struct lineage_row, code, 0, "รหัสรายการ", "Line"),
    FIELD(struct lineage_row, name, 0, "รายการ", "Name"),
    FIELD(struct lineage_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct lineage_row, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct lineage_row, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct lineage_row, output_name, 0, "ผลผลิต/งาน", "Output or work"),
    FIELD(struct lineage_row, kind, 0, "ความเชื่อมโยง", "Link"),
    FIELD(struct lineage_row, share, 0, "ส่วน", "Share"),
    FIELD(struct lineage_row, asked, FIELD_OPTIONAL, "ขอ", "Asked"),
    FIELD(struct lineage_row, enacted, FIELD_OPTIONAL, "ข้อบัญญัติ", "Enacted"),
    FIELD(struct lineage_row, paid, FIELD_OPTIONAL, "เบิกจ่าย", "Paid"),
    FIELD(struct lineage_row, part, FIELD_OPTIONAL, "ส่วนของรายการนี้", "This line's part"),
    FIELD(struct lineage_row, origin, 0, "ที่มาของการเชื่อม", "How it was linked"),
    FIELD(struct lineage_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct lineage_row, by_user, 0, "ผู้บันทึก", "Recorded by"),
    FIELD(struct lineage_row, at, 0, "เมื่อ", "At"),
    FIELD(struct lineage_row, living, 0, "อยู่ใน PBIS", "In PBIS"),
};
const struct row_type lineage_row_type = ROW_TYPE(struct lineage_row, lineage_fields);

/* ---- parting amounts ---- */

struct road {
    struct arena *a;
    const struct lineage_edge *edge;
    size_t edges;
    const struct end_row *end;
    size_t ends;
};

static bool same_from(const struct lineage_edge *x, const struct lineage_edge *y)
{
    return x->from_line_id == y->from_line_id && x->past_id == y->past_id;
}

static bool known(struct money m)
{
    return m.satang != MONEY_MISSING.satang;
}

/* What of `m` goes along edge e when the earlier line's amount is parted over all that came of it; what no
 * link takes is the last part. */
static struct money part_of(const struct road *r, const struct lineage_edge *e, struct money m)
{
    int64_t weight[LINEAGE_PARTS + 1], left = LINEAGE_WHOLE;
    struct money part[LINEAGE_PARTS + 1];
    size_t n = 0, mine = 0;

    if (!known(m))
        return m;
    for (size_t i = 0; i < r->edges && n < LINEAGE_PARTS; i++) {
        if (!same_from(&r->edge[i], e))
            continue;
        if (r->edge[i].id == e->id)
            mine = n;
        weight[n++] = r->edge[i].share.bp;
        left -= r->edge[i].share.bp;
    }
    weight[n] = left > 0 ? left : 0;
    money_split(m, weight, n + 1, part);
    return part[mine];
}

static const struct end_row *end_of(const struct road *r, int64_t line_id, int64_t past_id)
{
    for (size_t i = 0; i < r->ends; i++) {
        if (r->end[i].line_id == line_id && r->end[i].past_id == past_id)
            return &r->end[i];
    }
    return NULL;
}

/* A way from an earlier end to the line: its edges, the newest first. */
struct way {
    const struct lineage_edge *edge[LINEAGE_DEPTH];
    size_t n;
};

static struct money along(const struct road *r, const struct way *w, struct money m)
{
    for (size_t i = w->n; i-- > 0;)
        m = part_of(r, w->edge[i], m);
    return m;
}

typedef void way_fn(void *ctx, const struct road *r, const struct way *w);

/* Every way that ends in line_id, the shortest first along each branch. */
static void ways_into(const struct road *r, int64_t line_id, struct way *w, way_fn *fn, void *ctx)
{
    for (size_t i = 0; i < r->edges && w->n < LINEAGE_DEPTH; i++) {
        const struct lineage_edge *e = &r->edge[i];

        if (e->to_line_id != line_id)
            continue;
        w->edge[w->n++] = e;
        fn(ctx, r, w);
        if (e->from_line_id)
            ways_into(r, e->from_line_id, w, fn, ctx);
        w->n--;
    }
}

/* ---- earlier years of lines ---- */

struct gathering {
    struct lineage_past *row;
    size_t n, cap, first; /* first: of the line being gathered */
    struct str line_code;
    struct arena *a;
};

static void add_known(struct money *to, struct money m)
{
    if (known(m))
        *to = known(*to) ? money_add(*to, m) : m;
}

static struct lineage_past *year_row(struct gathering *g, int64_t year)
{
    struct lineage_past *p;

    for (size_t i = g->first; i < g->n; i++) {
        if (g->row[i].year == year)
            return &g->row[i];
    }
    if (g->n == g->cap) {
        size_t more = g->cap ? 2 * g->cap : 64;

        g->row = arena_grow(g->a, g->row, g->cap * sizeof *g->row, more * sizeof *g->row);
        g->cap = more;
    }
    p = &g->row[g->n++];
    *p = (struct lineage_past){.line_code = g->line_code,
                               .year = year,
                               .most = MONEY_MISSING,
                               .asked = MONEY_MISSING,
                               .enacted = MONEY_MISSING,
                               .after_transfers = MONEY_MISSING,
                               .paid = MONEY_MISSING};
    return p;
}

static void gather(void *ctx, const struct road *r, const struct way *w)
{
    struct gathering *g = ctx;
    const struct lineage_edge *first = w->edge[w->n - 1];
    const struct end_row *x = end_of(r, first->from_line_id, first->past_id);
    struct lineage_past *p;
    struct money part;

    if (!x)
        return;
    p = year_row(g, x->year);
    part = along(r, w, known(x->enacted) ? x->enacted : x->asked);
    if (p->lines++ == 0 || (known(part) && (!known(p->most) || part.satang > p->most.satang))) {
        p->most = part;
        p->code = x->code;
        p->name = x->name;
        p->output_code = x->output_code;
        p->item_code = x->item_code;
    }
    add_known(&p->asked, along(r, w, x->asked));
    add_known(&p->enacted, along(r, w, x->enacted));
    add_known(&p->after_transfers, along(r, w, x->after_transfers));
    add_known(&p->paid, along(r, w, x->paid));
}

static bool load_road(struct db *db, struct road *r, const struct lineage_which *of,
                      struct err *e)
{
    struct rows edges, ends = {0};

    if (!db_list(db, r->a, &Q_LINEAGE_EDGES, ARGS(V(of->package_id), V(of->line_id)),
                 &lineage_edge_type, &edges, e))
        return false;
    if ((edges.n || of->line_id) &&
        !db_list(db, r->a, &Q_LINEAGE_ENDS,
                 ARGS(V(of->package_id), V(of->line_id),
                      V(of->lang == LANG_EN ? STR("en") : STR("th"))),
                 &end_type, &ends, e))
        return false;
    r->edge = edges.p;
    r->edges = edges.n;
    r->end = ends.p;
    r->ends = ends.n;
    return true;
}

bool lineage_past_of(struct db *db, struct arena *a, int64_t package_id, int64_t line_id,
                     struct rows *ret, struct err *e)
{
    struct lineage_which of = {.package_id = package_id, .line_id = line_id};
    struct road r = {.a = a};
    struct gathering g = {.a = a};
    const struct lineage_root *root;
    struct rows roots;

    *ret = (struct rows){NULL, 0};
    if (!load_road(db, &r, &of, e))
        return false;
    if (r.edges == 0)
        return true;
    if (!db_list(db, a, &Q_LINEAGE_ROOTS, ARGS(V(package_id), V(line_id)), &lineage_root_type, &roots, e))
        return false;
    root = roots.p;
    for (size_t i = 0; i < roots.n; i++) {
        struct way w = {.n = 0};

        g.first = g.n;
        g.line_code = root[i].code;
        ways_into(&r, root[i].id, &w, gather, &g);
    }
    *ret = (struct rows){g.row, g.n};
    return true;
}

/* ---- one line's road ---- */

struct showing {
    struct lineage_row *row;
    size_t n, cap;
    int64_t year;
    struct arena *a;
};

static struct lineage_row *new_row(struct showing *s)
{
    if (s->n == s->cap) {
        size_t more = s->cap ? 2 * s->cap : 16;

        s->row = arena_grow(s->a, s->row, s->cap * sizeof *s->row, more * sizeof *s->row);
        s->cap = more;
    }
    return &s->row[s->n++];
}

static void show_end(struct showing *s, const struct end_row *x, const struct lineage_edge *by,
                     struct money part)
{
    struct lineage_row *row = new_row(s);

    *row = (struct lineage_row){.year = x->year,
                                .level = x->year - s->year,
                                .code = x->code,
                                .name = x->name,
                                .agency_code = x->agency_code,
                                .agency_name = x->agency_name,
                                .output_code = x->output_code,
                                .output_name = x->output_name,
                                .asked = x->asked,
                                .enacted = x->enacted,
                                .paid = x->paid,
                                .part = part,
                                .living = x->line_id != 0};
    if (by) {
        row->link_id = by->id;
        row->kind = by->kind;
        row->share = by->share;
        row->origin = by->origin;
        row->reason = by->reason;
        row->by_user = by->by_user;
        row->at = by->at;
    }
}

static void show_way(void *ctx, const struct road *r, const struct way *w)
{
    const struct lineage_edge *first = w->edge[w->n - 1];
    const struct end_row *x = end_of(r, first->from_line_id, first->past_id);

    if (x)
        show_end(ctx, x, first, along(r, w, x->enacted));
}

/* What came of the line: `m` is what of its enacted amount reached this far. */
static void show_later(struct showing *s, const struct road *r, int64_t line_id, struct money m,
                       size_t depth)
{
    for (size_t i = 0; i < r->edges && depth < LINEAGE_DEPTH; i++) {
        const struct lineage_edge *e = &r->edge[i];
        const struct end_row *x;
        struct money part;

        if (e->from_line_id != line_id)
            continue;
        part = part_of(r, e, m);
        x = end_of(r, e->to_line_id, 0);
        if (x)
            show_end(s, x, e, part);
        show_later(s, r, e->to_line_id, part, depth + 1);
    }
}

static int by_year(const void *p, const void *q)
{
    const struct lineage_row *x = p, *y = q;
    int order;

    if (x->year != y->year)
        return x->year < y->year ? -1 : 1;
    order = str_cmp(x->code, y->code);
    return order ? order : x->link_id < y->link_id ? -1 : x->link_id > y->link_id;
}

static bool load_later(struct db *db, struct road *r, int64_t line_id,
                       const struct lineage_eye *eye, struct err *e)
{
    struct rows edges, ends = {0};

    if (!db_list(db, r->a, &Q_LINEAGE_LATER, ARGS(V(line_id)), &lineage_edge_type, &edges, e))
        return false;
    if (edges.n && !db_list(db, r->a, &Q_LINEAGE_LATER_ENDS,
                            ARGS(V(line_id), V(eye->lang == LANG_EN ? STR("en") : STR("th")),
                                 V(eye->sight)), &end_type,
                            &ends, e))
        return false;
    r->edge = edges.p;
    r->edges = edges.n;
    r->end = ends.p;
    r->ends = ends.n;
    return true;
}

bool lineage_of(struct db *db, struct arena *a, struct str line_code, const struct lineage_eye *eye,
                struct rows *ret, struct err *e)
{
    struct road back = {.a = a}, later = {.a = a};
    struct lineage_which of = {.lang = eye->lang};
    struct showing s = {.a = a};
    const struct end_row *self;
    struct way w = {.n = 0};
    struct lineage_face_row at;

    if (!lineage_find_line(db, a, line_code, eye->sight, &at, e))
        return false;
    of.package_id = at.package_id;
    of.line_id = at.line_id;
    s.year = at.year;
    if (!load_road(db, &back, &of, e) || !load_later(db, &later, at.line_id, eye, e))
        return false;
    ways_into(&back, at.line_id, &w, show_way, &s);
    self = end_of(&back, at.line_id, 0);
    if (self) {
        show_end(&s, self, NULL, self->enacted);
        show_later(&s, &later, at.line_id, self->enacted, 0);
    }
    if (s.n > 1)
        qsort(s.row, s.n, sizeof *s.row, by_year);
    *ret = (struct rows){s.row, s.n};
    return true;
}
