#include "perform/value.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/audit.h"
#include "city/class.h"
#include "city/param.h"
#include "city/text_check.h"
#include "sql_perform.h"
#include "store/store.h"

enum { YEARS = 6, BP = 10000, ONE = 1000000, WORD_MAX = 60 };

static const struct field cost_fields[] = {
    FIELD(struct value_cost, key, FIELD_KEY, "รหัส", "Key"),
    FIELD(struct value_cost, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct value_cost, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct value_cost, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct value_cost, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct value_cost, output_name, 0, "ผลผลิตหรืองาน", "Output or work"),
    FIELD(struct value_cost, kind, 0, "นับ", "Counts"),
    FIELD(struct value_cost, current, FIELD_OPTIONAL, "งบหลังปรับโอน", "After transfers"),
    FIELD(struct value_cost, paid, FIELD_OPTIONAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct value_cost, quantity, 0, "ปริมาณ", "Quantity"),
    FIELD(struct value_cost, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct value_cost, unit_cost, FIELD_OPTIONAL, "ต้นทุนต่อหน่วย (บาท)", "Unit cost (baht)"),
    FIELD(struct value_cost, why, 0, "เหตุที่ไม่มีต้นทุนต่อหน่วย", "Why there is none"),
    FIELD(struct value_cost, money_from, 0, "ที่มาของเงิน", "Money from"),
    FIELD(struct value_cost, quantity_from, 0, "ที่มาของปริมาณ", "Quantity from"),
    FIELD(struct value_cost, change, 0, "เปลี่ยนจากปีก่อน (%)", "Change on the year before (%)"),
    FIELD(struct value_cost, has_change, 0, "เทียบปีก่อนได้", "Can be compared"),
};
const struct row_type value_cost_type = ROW_TYPE(struct value_cost, cost_fields);

static const struct field point_fields[] = {
    FIELD(struct value_point, dim, 0, "มิติ", "Dimension"),
    FIELD(struct value_point, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct value_point, name, 0, "ชื่อ", "Name"),
    FIELD(struct value_point, current, FIELD_TOTAL, "งบหลังปรับโอน", "After transfers"),
    FIELD(struct value_point, paid, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
    FIELD(struct value_point, money_share, 0, "สัดส่วนเงิน (%)", "Share of money (%)"),
    FIELD(struct value_point, results, 0, "ตัวชี้วัดที่มีคะแนน", "Indicators scored"),
    FIELD(struct value_point, percent, 0, "ผลเฉลี่ย (%)", "Mean result (%)"),
    FIELD(struct value_point, quadrant, 0, "กลุ่ม", "Quadrant"),
    FIELD(struct value_point, interim, 0, "มีคะแนนระหว่างปี", "Some are interim"),
};
const struct row_type value_point_type = ROW_TYPE(struct value_point, point_fields);

static const struct field package_fields[] = {
    COL(struct value_package, id),
    FIELD(struct value_package, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct value_package, title, 0, "ชื่อ", "Title"),
    FIELD(struct value_package, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct value_package, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct value_package, output_code, 0, "รหัสผลผลิต", "Output code"),
    FIELD(struct value_package, lines, 0, "รายการ", "Lines"),
    FIELD(struct value_package, current, FIELD_TOTAL, "งบหลังปรับโอน", "After transfers"),
    FIELD(struct value_package, paid, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
};
const struct row_type value_package_type = ROW_TYPE(struct value_package, package_fields);

static const struct field result_fields[] = {
    COL(struct value_result, indicator_id),
    FIELD(struct value_result, code, FIELD_KEY, "รหัสตัวชี้วัด", "Indicator"),
    FIELD(struct value_result, name, 0, "ตัวชี้วัด", "Name"),
    FIELD(struct value_result, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct value_result, kind, 0, "ระดับ", "Level"),
    FIELD(struct value_result, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct value_result, percent, 0, "คะแนน (%)", "Score (%)"),
    FIELD(struct value_result, score_kind, 0, "ชนิดคะแนน", "Kind of score"),
    FIELD(struct value_result, via, 0, "เชื่อมโดย", "Linked by"),
};
const struct row_type value_result_type = ROW_TYPE(struct value_result, result_fields);

/* ---- rows as the store has them ---- */

struct money_row {
    struct str agency_code, agency_name, output_code, source;
    int64_t sort, year;
    struct money current, paid;
};
static const struct field money_fields[] = {
    COL(struct money_row, agency_code), COL(struct money_row, agency_name),
    COL(struct money_row, output_code), COL(struct money_row, source),
    COL(struct money_row, sort),        COL(struct money_row, year),
    {"current", VT_MONEY, FIELD_HIDDEN | FIELD_OPTIONAL, offsetof(struct money_row, current), NULL, NULL},
    {"paid", VT_MONEY, FIELD_HIDDEN | FIELD_OPTIONAL, offsetof(struct money_row, paid), NULL, NULL},
};
static const struct row_type money_type = ROW_TYPE(struct money_row, money_fields);

struct quantity_row {
    struct str agency_code, output_code, kind, unit_word;
    int64_t year, quantity;
};
static const struct field quantity_fields[] = {
    COL(struct quantity_row, agency_code), COL(struct quantity_row, output_code), COL(struct quantity_row, kind),
    COL(struct quantity_row, unit_word),   COL(struct quantity_row, year),        COL(struct quantity_row, quantity),
};
static const struct row_type quantity_type = ROW_TYPE(struct quantity_row, quantity_fields);

struct measure_row {
    struct str agency_code, output_code, kind, stable;
    int64_t version;
};
static const struct field measure_fields[] = {
    COL(struct measure_row, agency_code), COL(struct measure_row, output_code), COL(struct measure_row, kind),
    COL(struct measure_row, stable),      COL(struct measure_row, version),
};
static const struct row_type measure_type = ROW_TYPE(struct measure_row, measure_fields);

struct linked_row {
    struct str code, kind;
    int64_t indicator_id;
    struct score percent;
};
static const struct field linked_fields[] = {COL(struct linked_row, code), COL(struct linked_row, kind),
                                             COL(struct linked_row, indicator_id), COL(struct linked_row, percent)};
static const struct row_type linked_type = ROW_TYPE(struct linked_row, linked_fields);

static struct str node_name(const struct class_node *n, enum lang lang)
{
    return lang == LANG_EN && n->name_en.n ? n->name_en : n->name_th;
}

static bool missing(struct money m)
{
    return m.satang == MONEY_MISSING.satang;
}

/* ---- cost per output and outcome ---- */

struct costing {
    struct arena *a;
    const struct quantity_row *plan, *read;
    const struct measure_row *measure;
    size_t plans, reads, measures;
    struct class_tree programme;
    enum lang lang;
    struct value_cost *row;
    size_t n;
};

static bool same_output(const struct money_row *m, struct str agency, struct str output)
{
    return str_eq(m->agency_code, agency) && str_eq(m->output_code, output);
}

static void take_quantity(struct value_cost *x, const struct quantity_row *q, const char *from)
{
    x->quantity.millionths = q->quantity;
    x->unit_word = q->unit_word;
    x->quantity_from = str_from(from);
}

/* A reading of the indicator that counts it, else the funded levels (outputs only). Two units of the levels are no sum. */
static void find_quantity(const struct costing *c, const struct money_row *m, bool measured, struct value_cost *x)
{
    size_t found = 0;

    x->quantity_from = STR("none");
    x->why = STR("no_quantity");
    for (size_t i = 0; i < c->reads; i++) {
        const struct quantity_row *q = &c->read[i];

        if (q->year == m->year && str_eq(q->kind, x->kind) && same_output(m, q->agency_code, q->output_code)) {
            take_quantity(x, q, "reading");
            x->why = STR_NONE;
            return;
        }
    }
    if (measured || !str_eq(x->kind, STR("output"))) {
        return;
    }
    for (size_t i = 0; i < c->plans; i++) {
        const struct quantity_row *q = &c->plan[i];

        if (q->year != m->year || !same_output(m, q->agency_code, q->output_code)) {
            continue;
        }
        take_quantity(x, q, "plan");
        x->why = ++found > 1 ? STR("unlike_units") : STR_NONE;
    }
    if (found > 1) {
        x->quantity.millionths = 0;
        x->unit_word = STR_NONE;
    }
}

static void divide(struct value_cost *x)
{
    x->unit_cost = MONEY_MISSING;
    if (x->why.n) {
        return;
    }
    if (missing(x->paid)) {
        x->why = STR("no_money");
    } else if (x->quantity.millionths <= 0 || !money_ratio(x->paid, ONE, x->quantity.millionths, ROUND_HALF_UP, &x->unit_cost)) {
        x->unit_cost = MONEY_MISSING;
        x->why = STR("zero_quantity");
    } else if (x->paid.satang == 0) {
        x->unit_cost = MONEY_MISSING;
        x->why = STR("no_money");
    }
}

static const struct measure_row *measure_of(const struct costing *c, const struct money_row *m, struct str kind)
{
    for (size_t i = 0; i < c->measures; i++) {
        if (str_eq(c->measure[i].kind, kind) && same_output(m, c->measure[i].agency_code, c->measure[i].output_code)) {
            return &c->measure[i];
        }
    }
    return NULL;
}

static void put_cost(struct costing *c, const struct money_row *m, struct str kind)
{
    struct value_cost *x = &c->row[c->n++];
    const struct class_node *n = class_by_code(&c->programme, m->output_code);
    const struct measure_row *measure = measure_of(c, m, kind);

    *x = (struct value_cost){.year = m->year,
                             .agency_code = m->agency_code,
                             .agency_name = m->agency_name,
                             .output_code = m->output_code,
                             .output_name = n ? node_name(n, c->lang) : m->output_code,
                             .kind = kind,
                             .current = m->current,
                             .paid = m->paid,
                             .money_from = m->source};
    x->key = str_format(c->a, "%.*s.%.*s.%.*s.%lld", STR_FMT(m->agency_code), STR_FMT(m->output_code), STR_FMT(kind), (long long)m->year);
    x->stable = measure ? measure->stable : STR_NONE;
    x->measure_version = measure ? measure->version : 0;
    find_quantity(c, m, measure != NULL, x);
    divide(x);
}

/* Against the year before, when both have a unit cost in the same unit. Rows of a pair follow one another by kind and year. */
static void put_change(struct value_cost *x, const struct value_cost *before)
{
    int64_t now, d;

    if (before->year != x->year - 1 || missing(x->unit_cost) || missing(before->unit_cost) || before->unit_cost.satang == 0 ||
        !str_eq(before->unit_word, x->unit_word) || !str_eq(before->kind, x->kind) ||
        !str_eq(before->agency_code, x->agency_code) || !str_eq(before->output_code, x->output_code)) {
        return;
    }
    d = x->unit_cost.satang - before->unit_cost.satang;
    if (exact_mul_div(d, BP, before->unit_cost.satang, ROUND_HALF_UP, &now)) {
        x->change.bp = now;
        x->has_change = true;
    }
}

static bool read_costing(struct db *db, struct arena *a, const struct value_cost_filter *f, struct costing *c, struct rows *money,
                         struct err *e)
{
    struct rows plan, read, measures;

    if (!db_list(db, a, &Q_VALUE_MONEY, ARGS(V(f->from_year), V(f->to_year), V(f->agency_code)), &money_type, money, e) ||
        !db_list(db, a, &Q_VALUE_PLANNED, ARGS(V(f->from_year), V(f->to_year), V(f->agency_code)), &quantity_type, &plan, e) ||
        !db_list(db, a, &Q_VALUE_READ, ARGS(V(f->from_year), V(f->to_year), V(f->agency_code)), &quantity_type, &read, e) ||
        !db_list(db, a, &Q_VALUE_MEASURES, ARGS(V(f->agency_code)), &measure_type, &measures, e) ||
        !class_tree_load(db, a, f->to_year, STR("programme"), &c->programme, e)) {
        return false;
    }
    c->a = a;
    c->lang = f->lang;
    c->plan = plan.p;
    c->plans = plan.n;
    c->read = read.p;
    c->reads = read.n;
    c->measure = measures.p;
    c->measures = measures.n;
    return true;
}

/* Is this pair on the page that begins after f->after? Pairs come in the order of print order, agency, output. */
static bool on_page(struct arena *a, const struct value_cost_filter *f, const struct money_row *m, const struct money_row *before, bool *begun,
                    int64_t *pairs)
{
    bool fresh = !before || !str_eq(before->agency_code, m->agency_code) || !str_eq(before->output_code, m->output_code);

    if (f->output_code.n && !str_eq(f->output_code, m->output_code)) {
        return false;
    }
    if (!*begun) {
        if (fresh && before) {
            *begun = str_eq(f->after, str_format(a, "%.*s.%.*s", STR_FMT(before->agency_code), STR_FMT(before->output_code)));
        }
        if (!*begun) {
            return false;
        }
    }
    *pairs += fresh || *pairs == 0;
    return f->limit == 0 || *pairs <= f->limit;
}

bool value_costs(struct db *db, struct arena *a, const struct value_cost_filter *f, struct rows *ret, struct err *e)
{
    static const char *const kinds[] = {"output", "outcome"};
    struct costing c = {0};
    const struct money_row *m;
    struct rows money;
    bool begun = f->after.n == 0;
    int64_t pairs = 0;

    if (f->to_year - f->from_year >= YEARS || f->to_year < f->from_year) {
        FAIL(e, ERR_BAD_YEAR);
        err_arg(e, "value", V(f->from_year));
        return false;
    }
    if (!read_costing(db, a, f, &c, &money, e)) {
        return false;
    }
    m = money.p;
    c.row = ARENA_ARRAY(a, struct value_cost, 2 * money.n + 1);
    for (size_t i = 0; i < money.n;) {
        size_t end = i;

        while (end < money.n && same_output(&m[i], m[end].agency_code, m[end].output_code)) {
            end++;
        }
        if (on_page(a, f, &m[i], i ? &m[i - 1] : NULL, &begun, &pairs)) {
            for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
                for (size_t j = i; j < end && (k == 0 || measure_of(&c, &m[i], STR("outcome"))); j++) {
                    put_cost(&c, &m[j], str_from(kinds[k]));
                    if (c.n > 1) {
                        put_change(&c.row[c.n - 1], &c.row[c.n - 2]);
                    }
                }
            }
        }
        i = end;
    }
    *ret = (struct rows){c.row, c.n};
    return true;
}

/* ---- what counts an output ---- */

static bool not_found(struct str what, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

static bool check_measure(struct act *by, const struct value_measure_new *n, struct agency *g, struct err *e)
{
    int64_t known;

    if (!actor_check_city(by->who, PERM_VERIFY, e) || !agency_get(by->tx->db, by->a, n->agency_code, g, e) ||
        !word_check("kind", n->kind, "output outcome", e) || !text_check("stable", n->stable, false, WORD_MAX, e) ||
        !db_int(by->tx->db, &Q_VALUE_OUTPUT_KNOWN, ARGS(V(n->output_code)), &known, e)) {
        return false;
    }
    if (known == 0) {
        return not_found(n->output_code, e);
    }
    if (n->stable.n == 0) {
        return true;
    }
    if (!db_int(by->tx->db, &Q_VALUE_STABLE_KNOWN, ARGS(V(n->stable), V(g->id)), &known, e)) {
        return false;
    }
    return known > 0 || not_found(n->stable, e);
}

bool value_measure_set(struct act *by, const struct value_measure_new *n, struct err *e)
{
    struct audit_note note = {.action = STR("value.measure"), .new_value = n->stable};
    struct agency g;
    int64_t rows;

    if (!check_measure(by, n, &g, e)) {
        return false;
    }
    if (n->stable.n ? !db_exec(by->tx->db, &Q_VALUE_MEASURE_PUT, ARGS(V(g.id), V(n->output_code), V(n->kind), V(n->stable), V(n->version)), &rows, e)
                    : !db_exec(by->tx->db, &Q_VALUE_MEASURE_DROP, ARGS(V(g.id), V(n->output_code), V(n->kind), V(n->version)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    note.subject = str_format(by->a, "agency:%.*s", STR_FMT(n->agency_code));
    note.old_value = str_format(by->a, "%.*s %.*s", STR_FMT(n->output_code), STR_FMT(n->kind));
    return audit_add(by, &note, e);
}

/* ---- the quadrant ---- */

struct points {
    struct arena *a;
    struct str dim;
    enum lang lang;
    struct class_tree programme;
    struct value_point *row;
    struct score *sum;
    size_t n, room;
};

static const struct class_node *plan_of(const struct points *p, struct str output)
{
    const struct class_node *n = class_by_code(&p->programme, output);

    return n ? class_up(&p->programme, n, STR("plan")) : NULL;
}

static size_t point_at(struct points *p, struct str code, struct str name)
{
    for (size_t i = 0; i < p->n; i++) {
        if (str_eq(p->row[i].code, code)) {
            return i;
        }
    }
    if (p->n == p->room) {
        struct value_point *more = ARENA_ARRAY(p->a, struct value_point, 2 * p->room + 64);
        struct score *sum = ARENA_ARRAY(p->a, struct score, 2 * p->room + 64);

        for (size_t i = 0; i < p->n; i++) {
            more[i] = p->row[i];
            sum[i] = p->sum[i];
        }
        p->row = more;
        p->sum = sum;
        p->room = 2 * p->room + 64;
    }
    p->row[p->n] = (struct value_point){.dim = p->dim, .code = code, .name = name};
    return p->n++;
}

/* The row that an agency's output belongs to. */
static size_t point_of(struct points *p, struct str agency_code, struct str agency_name, struct str output)
{
    const struct class_node *n;

    if (str_eq(p->dim, STR("agency"))) {
        return point_at(p, agency_code, agency_name);
    }
    n = str_eq(p->dim, STR("plan")) ? plan_of(p, output) : class_by_code(&p->programme, output);
    if (!n) {
        return point_at(p, output, output);
    }
    return point_at(p, n->code, node_name(n, p->lang));
}

struct counted {
    size_t row;
    int64_t indicator_id, percent;
    bool interim;
};

static int counted_order(const void *x, const void *y)
{
    const struct counted *p = x, *q = y;

    if (p->row != q->row) {
        return p->row < q->row ? -1 : 1;
    }
    return (p->indicator_id > q->indicator_id) - (p->indicator_id < q->indicator_id);
}

/* Each indicator once a row. */
static void add_results(struct points *p, const struct rows *linked)
{
    const struct linked_row *x = linked->p;
    struct counted *c = ARENA_ARRAY(p->a, struct counted, linked->n + 1);

    for (size_t i = 0; i < linked->n; i++) {
        size_t at = str_eq(p->dim, STR("agency")) ? point_at(p, x[i].code, x[i].code) : point_of(p, STR_NONE, STR_NONE, x[i].code);

        c[i] = (struct counted){at, x[i].indicator_id, x[i].percent.millionths, str_eq(x[i].kind, STR("interim"))};
    }
    if (linked->n > 0) {
        qsort(c, linked->n, sizeof *c, counted_order);
    }
    for (size_t i = 0; i < linked->n; i++) {
        if (i && c[i].row == c[i - 1].row && c[i].indicator_id == c[i - 1].indicator_id) {
            continue;
        }
        p->row[c[i].row].results++;
        p->row[c[i].row].interim = p->row[c[i].row].interim || c[i].interim;
        p->sum[c[i].row].millionths += c[i].percent;
    }
}

static int by_money(const void *x, const void *y)
{
    const struct value_point *p = x, *q = y;

    if (p->paid.satang != q->paid.satang) {
        return p->paid.satang > q->paid.satang ? -1 : 1;
    }
    return str_cmp(p->code, q->code);
}

static struct str quadrant_of(const struct value_point *x, const struct value_line_marks *m)
{
    bool much = x->paid.satang >= m->money.satang;
    bool good = x->percent.millionths >= m->percent.millionths;

    if (x->results == 0) {
        return STR("no_result");
    }
    if (x->paid.satang == 0) {
        return STR("no_money");
    }
    if (much) {
        return good ? STR("much_good") : STR("much_weak");
    }
    return good ? STR("little_good") : STR("little_weak");
}

/* Means, shares and places; `row` sorted by money. The median is of rows with money. */
static void finish_points(struct points *p, struct value_point *total, struct value_line_marks *m)
{
    size_t with = 0;

    for (size_t i = 0; i < p->n; i++) {
        struct value_point *x = &p->row[i];
        int64_t mean = 0;

        if (x->results && !exact_mul_div(p->sum[i].millionths, 1, x->results, ROUND_HALF_UP, &mean)) {
            PANIC("value: a mean does not fit");
        }
        x->percent.millionths = mean;
        total->current = money_add(total->current, x->current);
        total->paid = money_add(total->paid, x->paid);
    }
    if (p->n > 0) {
        qsort(p->row, p->n, sizeof *p->row, by_money);
    }
    while (with < p->n && p->row[with].paid.satang > 0) {
        with++;
    }
    if (with) {
        m->money = p->row[with / 2].paid;
    }
    m->share.bp = money_share_bp(m->money, total->paid);
    for (size_t i = 0; i < p->n; i++) {
        p->row[i].money_share.bp = money_share_bp(p->row[i].paid, total->paid);
        p->row[i].quadrant = quadrant_of(&p->row[i], m);
    }
    total->dim = p->dim;
    total->money_share.bp = total->paid.satang ? BP : 0;
}

bool value_points(struct db *db, struct arena *a, const struct value_asked *q, struct value_points *ret, struct err *e)
{
    struct points p = {.a = a, .dim = q->dim, .lang = q->lang};
    bool agencies = str_eq(q->dim, STR("agency"));
    struct value_points v = {.marks = {.money = MONEY_ZERO}};
    int64_t year = q->year;
    const struct money_row *m;
    struct rows money, linked;
    int64_t good;

    if (!word_check("dim", q->dim, "agency plan output", e) || !param_int(db, PARAM_VALUE_GOOD, year, &good, e) ||
        !class_tree_load(db, a, year, STR("programme"), &p.programme, e) ||
        !db_list(db, a, &Q_VALUE_MONEY, ARGS(V(year), V(year), V(STR_NONE)), &money_type, &money, e) ||
        !db_list(db, a, agencies ? &Q_VALUE_AGENCY_RESULTS : &Q_VALUE_OUTPUT_RESULTS, ARGS(V(year)), &linked_type, &linked, e)) {
        return false;
    }
    m = money.p;
    for (size_t i = 0; i < money.n; i++) {
        size_t at = point_of(&p, m[i].agency_code, m[i].agency_name, m[i].output_code);
        struct value_point *x = &p.row[at];

        x->current = missing(m[i].current) ? x->current : money_add(x->current, m[i].current);
        x->paid = missing(m[i].paid) ? x->paid : money_add(x->paid, m[i].paid);
    }
    add_results(&p, &linked);
    v.marks.percent.millionths = good * (ONE / 100);
    finish_points(&p, &v.total, &v.marks);
    v.rows = (struct rows){p.row, p.n};
    *ret = v;
    return true;
}

/* ---- down ---- */

bool value_packages(struct db *db, struct arena *a, const struct value_part *of, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_VALUE_PACKAGES, ARGS(V(of->year), V(of->dim), V(of->code), V(of->after), V(of->limit)),
                   &value_package_type, ret, e);
}

bool value_results(struct db *db, struct arena *a, const struct value_part *of, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_VALUE_RESULTS, ARGS(V(of->year), V(of->dim), V(of->code)), &value_result_type, ret, e);
}
