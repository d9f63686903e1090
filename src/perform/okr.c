/* okr.c - the cascade of a year: loaded in a few statements, progress rolled up by stated shares. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/param.h"
#include "perform/key_result.h"
#include "perform/okr_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { ALL_BP = 10000 };
#define HUNDRED INT64_C(100000000) /* per cent in millionths */

static const struct field node_fields[] = {
    COL(struct okr_node, id),
    COL(struct okr_node, agency_id),
    COL(struct okr_node, division),
    FIELD(struct okr_node, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct okr_node, depth, 0, "ชั้น", "Depth"),
    FIELD(struct okr_node, level, 0, "ระดับ", "Level"),
    FIELD(struct okr_node, name_th, 0, "ข้อความ", "Wording (Thai)"),
    FIELD(struct okr_node, name_en, 0, "ข้อความ (อังกฤษ)", "Wording"),
    FIELD(struct okr_node, parent_code, 0, "อยู่ใต้", "Under"),
    FIELD(struct okr_node, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct okr_node, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct okr_node, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct okr_node, direction, 0, "ทิศทาง", "Direction"),
    FIELD(struct okr_node, base_value, 0, "ค่าฐาน", "Base value"),
    FIELD(struct okr_node, target, 0, "ค่าเป้าหมายของปี", "Target of the year"),
    FIELD(struct okr_node, value, 0, "ค่าล่าสุด", "Newest value"),
    FIELD(struct okr_node, value_on, 0, "ณ วันที่", "As of"),
    FIELD(struct okr_node, confidence, 0, "ความมั่นใจ (0-100)", "Confidence (0-100)"),
    FIELD(struct okr_node, light, 0, "แนวโน้ม", "Outlook"),
    FIELD(struct okr_node, known, 0, "คำนวณได้", "Known"),
    FIELD(struct okr_node, percent, 0, "ความก้าวหน้า (ร้อยละ)", "Progress (per cent)"),
    FIELD(struct okr_node, covered, 0, "น้ำหนักที่มีผล", "Weight covered"),
    FIELD(struct okr_node, why, 0, "เหตุที่ไม่มีผล", "Why there is none"),
    FIELD(struct okr_node, share, 0, "สัดส่วนในชั้นบน", "Share of the level above"),
    FIELD(struct okr_node, parts, 0, "จำนวนส่วน", "Parts"),
    FIELD(struct okr_node, no, 0, "สัดส่วนฉบับที่", "Shares, number"),
    FIELD(struct okr_node, mode, 0, "วิธีรวม", "Rolled up by"),
    COL(struct okr_node, kind),
    COL(struct okr_node, stated),
    FIELD(struct okr_node, late, 0, "ยังไม่รายงาน", "Late"),
    FIELD(struct okr_node, due, 0, "ครบกำหนดรายงาน", "Check-in due"),
};
const struct row_type okr_node_type = ROW_TYPE(struct okr_node, node_fields);

struct goal_row {
    int64_t id;
    struct str code, name_th, name_en;
    int64_t sort;
};
static const struct field goal_fields[] = {COL(struct goal_row, id), COL(struct goal_row, code),
                                           COL(struct goal_row, name_th), COL(struct goal_row, name_en),
                                           COL(struct goal_row, sort)};
static const struct row_type goal_type = ROW_TYPE(struct goal_row, goal_fields);

struct leaf {
    int64_t id;
    struct str code, level, name_th, name_en;
    int64_t objective_id, parent_id, agency_id, division;
    struct str agency_code, agency_name, unit_word, direction, base_value, target, value;
    struct date value_on;
    int64_t confidence;
    struct str light;
    struct date said_on, due;
};
static const struct field leaf_fields[] = {
    COL(struct leaf, id),          COL(struct leaf, code),       COL(struct leaf, level),
    COL(struct leaf, name_th),     COL(struct leaf, name_en),    COL(struct leaf, objective_id),
    COL(struct leaf, parent_id),   COL(struct leaf, agency_id),  COL(struct leaf, division),
    COL(struct leaf, agency_code), COL(struct leaf, agency_name), COL(struct leaf, unit_word),
    COL(struct leaf, direction),   COL(struct leaf, base_value), COL(struct leaf, target),
    COL(struct leaf, value),       COL(struct leaf, value_on),   COL(struct leaf, confidence),
    COL(struct leaf, light),       COL(struct leaf, said_on),    COL(struct leaf, due),
};
static const struct row_type leaf_type = ROW_TYPE(struct leaf, leaf_fields);

static const struct field edge_fields[] = {
    COL(struct okr_edge, no),         COL(struct okr_edge, mode),     COL(struct okr_edge, parent_kind),
    COL(struct okr_edge, parent_id),  COL(struct okr_edge, child_kind), COL(struct okr_edge, child_id),
    COL(struct okr_edge, share_bp),
};
static const struct row_type edge_type = ROW_TYPE(struct okr_edge, edge_fields);

/* ---- finding ---- */

static int kind_rank(struct str kind)
{
    return str_eq(kind, STR("goal")) ? 0 : str_eq(kind, STR("objective")) ? 1 : 2;
}

static int place_cmp(const void *x, const void *y)
{
    const struct okr_place *p = x, *q = y;

    if (p->rank != q->rank)
        return p->rank < q->rank ? -1 : 1;
    return p->id < q->id ? -1 : p->id > q->id;
}

size_t okr_at(const struct okr *o, struct str kind, int64_t id)
{
    struct okr_place want = {kind_rank(kind), id, 0};
    const struct okr_place *at =
        o->n ? bsearch(&want, o->place, o->n, sizeof *o->place, place_cmp) : NULL;

    return at ? at->at + 1 : 0;
}

size_t okr_by_code(const struct okr *o, struct str kind, struct str code)
{
    for (size_t i = 0; i < o->n; i++) {
        if (str_eq(o->item[i].n.kind, kind) && str_eq(o->item[i].n.code, code))
            return i + 1;
    }
    return 0;
}

size_t okr_parts(const struct okr *o, struct str kind, int64_t id, size_t *ret_n)
{
    size_t lo = 0, hi = o->edges, n = 0;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = str_cmp(o->edge[mid].parent_kind, kind);

        if (c < 0 || (c == 0 && o->edge[mid].parent_id < id))
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + n < o->edges && o->edge[lo + n].parent_id == id &&
           str_eq(o->edge[lo + n].parent_kind, kind))
        n++;
    *ret_n = n;
    return lo;
}

/* ---- loading ---- */

struct loading {
    struct db *db;
    struct arena *a;
    int64_t year;
    struct date as_of;
    struct rows goals, objectives, leaves, edges;
    struct date first_due; /* of what has never checked in */
};

static bool read_all(struct loading *l, struct err *e)
{
    struct objective_filter f = {.year = l->year};
    struct str cadence;

    if (!param_text(l->db, l->a, PARAM_CHECKIN_CADENCE, l->year, &cadence, e) ||
        !db_list(l->db, l->a, &Q_OKR_GOALS, ARGS(V(l->year)), &goal_type, &l->goals, e) ||
        !objective_list(l->db, l->a, &f, &l->objectives, e) ||
        !db_list(l->db, l->a, &Q_OKR_INDICATORS, ARGS(V(l->year), V((int64_t)l->as_of.yyyymmdd)),
                 &leaf_type, &l->leaves, e) ||
        !db_list(l->db, l->a, &Q_OKR_EDGES, ARGS(V(l->year)), &edge_type, &l->edges, e))
        return false;
    l->first_due = str_eq(cadence, STR("week")) ? date_add_days(fy_start((int32_t)l->year), 7)
                                                : okr_month_end(fy_start((int32_t)l->year));
    return true;
}

static void take_leaf(const struct loading *l, const struct leaf *x, struct okr_item *ret)
{
    struct date due = x->due.yyyymmdd ? x->due : l->first_due;

    *ret = (struct okr_item){.own_check = true};
    ret->n = (struct okr_node){.id = x->id,
                               .agency_id = x->agency_id,
                               .division = x->division,
                               .kind = STR("indicator"),
                               .level = x->level,
                               .code = x->code,
                               .name_th = x->name_th,
                               .name_en = x->name_en,
                               .agency_code = x->agency_code,
                               .agency_name = x->agency_name,
                               .unit_word = x->unit_word,
                               .direction = x->direction,
                               .base_value = x->base_value,
                               .target = x->target,
                               .value = x->value,
                               .value_on = x->value_on,
                               .confidence = x->confidence,
                               .light = x->light,
                               .due = due};
    ret->n.late = date_cmp(due, l->as_of) < 0 && date_cmp(due, fy_end((int32_t)l->year)) <= 0;
}

static void take_items(const struct loading *l, struct okr *o)
{
    const struct goal_row *g = l->goals.p;
    const struct objective_row *j = l->objectives.p;
    const struct leaf *x = l->leaves.p;

    o->item = ARENA_ARRAY(l->a, struct okr_item, l->goals.n + l->objectives.n + l->leaves.n + 1);
    for (size_t i = 0; i < l->goals.n; i++) {
        struct okr_node *n = &o->item[o->n++].n;

        *n = (struct okr_node){.id = g[i].id, .kind = STR("goal"), .level = STR("goal")};
        n->code = g[i].code;
        n->name_th = g[i].name_th;
        n->name_en = g[i].name_en;
        n->confidence = -1;
    }
    for (size_t i = 0; i < l->objectives.n; i++) {
        struct okr_node *n = &o->item[o->n++].n;

        *n = (struct okr_node){.id = j[i].id, .kind = STR("objective"), .level = STR("objective")};
        n->agency_id = j[i].agency_id;
        n->agency_code = j[i].agency_code;
        n->agency_name = j[i].agency_name;
        n->code = j[i].code;
        n->name_th = j[i].name_th;
        n->name_en = j[i].name_en;
        n->confidence = -1;
    }
    for (size_t i = 0; i < l->leaves.n; i++)
        take_leaf(l, &x[i], &o->item[o->n++]);
    o->place = ARENA_ARRAY(l->a, struct okr_place, o->n + 1);
    for (size_t i = 0; i < o->n; i++)
        o->place[i] = (struct okr_place){kind_rank(o->item[i].n.kind), o->item[i].n.id, i};
    if (o->n > 0) {
        qsort(o->place, o->n, sizeof *o->place, place_cmp);
    }
}

/* Is `up` already below the item? Then showing the item under it would lose both. */
static bool is_below(const struct okr *o, size_t item, size_t up)
{
    for (size_t steps = 0; up && steps <= o->n; steps++) {
        if (up == item)
            return true;
        up = (size_t)o->item[up - 1].up;
    }
    return false;
}

static void put_under(struct okr *o, size_t item, size_t up)
{
    if (item && up && o->item[item - 1].up == 0 && !is_below(o, item, up))
        o->item[item - 1].up = (int64_t)up;
}

/* What stands under what: as it was made; what was made under nothing, where its share says. */
static void take_places(const struct loading *l, struct okr *o)
{
    const struct objective_row *j = l->objectives.p;
    const struct leaf *x = l->leaves.p;

    for (size_t i = 0; i < l->objectives.n; i++)
        put_under(o, l->goals.n + i + 1, okr_at(o, STR("goal"), j[i].node_id));
    for (size_t i = 0; i < l->leaves.n; i++) {
        size_t item = l->goals.n + l->objectives.n + i + 1;

        put_under(o, item, x[i].parent_id ? okr_at(o, STR("indicator"), x[i].parent_id)
                                          : okr_at(o, STR("objective"), x[i].objective_id));
    }
    for (size_t i = 0; i < o->edges; i++)
        put_under(o, okr_at(o, o->edge[i].child_kind, o->edge[i].child_id),
                  okr_at(o, o->edge[i].parent_kind, o->edge[i].parent_id));
}

/* ---- rolling up ---- */

static bool work_out(struct arena *a, struct okr *o, size_t i, struct err *e);

/* Its own check-in. */
static bool own_progress(struct okr_item *x, struct err *e)
{
    struct progress p;

    if (!x->own_check) {
        x->n.why = STR("no_weights");
        return true;
    }
    if (!progress_of(x->n.direction, x->n.base_value, x->n.target, x->n.value, &p, e))
        return false;
    x->has_value = x->n.value.n > 0 && okr_decimal("value", x->n.value, &x->value, e);
    x->n.known = p.known;
    x->n.percent = p.percent;
    x->n.why = p.why;
    x->n.covered.bp = p.known ? ALL_BP : 0;
    return true;
}

struct sum {
    int64_t weight, points, covered; /* of parts with progress; weight x per cent; basis points squared */
    int64_t value;                   /* millionths x basis points, of values */
    int64_t values;                  /* the weight that has one */
    bool unlike, cycle, too_big;
};

static int64_t clipped(int64_t percent)
{
    return percent < 0 ? 0 : percent > HUNDRED ? HUNDRED : percent;
}

static void add_part(struct sum *s, const struct okr_item *whole, const struct okr_item *part,
                     int64_t share)
{
    int64_t product;

    s->cycle |= part->state == OKR_WALKING;
    if (part->state != OKR_DONE)
        return;
    if (!str_eq(part->n.unit_word, whole->n.unit_word))
        s->unlike = true;
    if (part->n.known) {
        s->weight += share;
        s->points += share * clipped(part->n.percent.millionths);
        s->covered += share * part->n.covered.bp;
    }
    if (!part->has_value)
        return;
    s->values += share;
    s->too_big |= __builtin_mul_overflow(part->value, share, &product) ||
                  __builtin_add_overflow(s->value, product, &s->value);
}

/* The value of the whole from values of its parts, all of one unit and all there. */
static bool value_progress(struct arena *a, struct okr_item *x, const struct sum *s, struct err *e)
{
    struct progress p;
    struct sbuf b;

    if (s->unlike || s->too_big) {
        x->n.why = STR("unlike_units");
        return true;
    }
    x->n.covered.bp = s->values;
    if (s->values < ALL_BP) {
        x->n.why = STR("no_checkin");
        return true;
    }
    if (!exact_mul_div(s->value, 1, ALL_BP, ROUND_HALF_UP, &x->value))
        return true;
    x->has_value = true;
    sbuf_init(&b, a, 60);
    exact_put_decimal(&b, x->value, 6, 0);
    x->n.value = sbuf_str(&b);
    x->n.value_on = DATE_NONE;
    if (!progress_of(x->n.direction, x->n.base_value, x->n.target, x->n.value, &p, e))
        return false;
    x->n.known = p.known;
    x->n.percent = p.percent;
    x->n.why = p.why;
    return true;
}

static bool rolled_up(struct arena *a, struct okr *o, size_t i, size_t first, size_t parts,
                      struct err *e)
{
    struct okr_item *x = &o->item[i];
    struct sum s = {0};

    x->n.parts = (int64_t)parts;
    x->n.no = o->edge[first].no;
    x->n.mode = o->edge[first].mode;
    x->n.late = false; /* its parts check in */
    for (size_t k = first; k < first + parts; k++) {
        size_t c = okr_at(o, o->edge[k].child_kind, o->edge[k].child_id);

        x->n.stated.bp += o->edge[k].share_bp;
        if (c == 0)
            continue;
        if (!work_out(a, o, c - 1, e))
            return false;
        if ((size_t)o->item[c - 1].up == i + 1)
            o->item[c - 1].n.share.bp = o->edge[k].share_bp;
        add_part(&s, x, &o->item[c - 1], o->edge[k].share_bp);
    }
    if (s.cycle) {
        x->n.why = STR("cycle");
        return true;
    }
    if (str_eq(x->n.mode, STR("value")))
        return value_progress(a, x, &s, e);
    x->n.known = s.weight > 0;
    x->n.why = s.weight > 0 ? STR_NONE : STR("no_checkin");
    if (s.weight > 0 && !exact_mul_div(s.points, 1, s.weight, ROUND_HALF_UP, &x->n.percent.millionths))
        PANIC("a mean of per cents does not fit");
    x->n.covered.bp = s.covered / ALL_BP; /* rounded down: 100 only when all is covered */
    return true;
}

static bool work_out(struct arena *a, struct okr *o, size_t i, struct err *e)
{
    struct okr_item *x = &o->item[i];
    size_t first, parts;
    bool ok;

    if (x->state != OKR_NEW)
        return true;
    x->state = OKR_WALKING;
    first = okr_parts(o, x->n.kind, x->n.id, &parts);
    ok = parts ? rolled_up(a, o, i, first, parts, e) : own_progress(x, e);
    x->state = OKR_DONE;
    return ok;
}

bool okr_load(struct db *db, struct arena *a, int64_t year, struct date as_of, struct okr *ret,
              struct err *e)
{
    struct loading l = {.db = db, .a = a, .year = year, .as_of = as_of};

    *ret = (struct okr){0};
    if (!read_all(&l, e))
        return false;
    ret->edge = l.edges.p;
    ret->edges = l.edges.n;
    take_items(&l, ret);
    take_places(&l, ret);
    for (size_t i = 0; i < ret->n; i++) {
        if (!work_out(a, ret, i, e))
            return false;
    }
    return true;
}

/* ---- the tree in its order ---- */

struct tree {
    struct okr *o;
    const int64_t *first, *next; /* children: index + 1 */
    struct okr_node *out;
    size_t n;
};

static void walk(struct tree *t, int64_t at, int64_t depth)
{
    for (; at; at = t->next[at - 1]) {
        struct okr_item *x = &t->o->item[at - 1];

        x->n.depth = depth;
        if (x->up)
            x->n.parent_code = t->o->item[x->up - 1].n.code;
        t->out[t->n++] = x->n;
        walk(t, t->first[at - 1], depth + 1);
    }
}

/* Keeps an agency's nodes and those above them: walked from the end, `level` is the depth still looked for. */
static size_t keep_agency(struct okr_node *n, size_t count, int64_t agency_id, bool *wanted)
{
    int64_t level = -1;
    size_t out = 0;

    for (size_t i = count; i > 0; i--) {
        bool above = level >= 0 && n[i - 1].depth < level;

        wanted[i - 1] = above || n[i - 1].agency_id == agency_id;
        if (wanted[i - 1])
            level = n[i - 1].depth > 0 ? n[i - 1].depth : -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (wanted[i])
            n[out++] = n[i];
    }
    return out;
}

bool okr_tree(struct db *db, struct arena *a, const struct okr_filter *f, struct rows *ret,
              struct err *e)
{
    int64_t *first, *next, top = 0;
    struct tree t = {0};
    struct okr o;

    if (!okr_load(db, a, f->year, f->as_of, &o, e))
        return false;
    first = ARENA_ARRAY(a, int64_t, o.n + 1);
    next = ARENA_ARRAY(a, int64_t, o.n + 1);
    for (size_t i = o.n; i > 0; i--) {
        int64_t up = o.item[i - 1].up, *head = up ? &first[up - 1] : &top;

        next[i - 1] = *head;
        *head = (int64_t)i;
    }
    t.o = &o;
    t.first = first;
    t.next = next;
    t.out = ARENA_ARRAY(a, struct okr_node, o.n + 1);
    walk(&t, top, 0);
    if (f->agency_id)
        t.n = keep_agency(t.out, t.n, f->agency_id, ARENA_ARRAY(a, bool, o.n + 1));
    *ret = (struct rows){t.out, t.n};
    return true;
}
