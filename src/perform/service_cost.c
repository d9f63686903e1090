#include "perform/service_cost.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "sql_perform.h"
#include "store/store.h"

enum { ONE = 1000000, MILLI = 1000, BP = 10000, QUARTERS = 4 };

static const struct field cost_service_fields[] = {
    COL(struct cost_service, id),
    COL(struct cost_service, version),
    FIELD(struct cost_service, code, FIELD_KEY, "รหัสบริการ", "Service"),
    FIELD(struct cost_service, name, 0, "บริการ", "Name"),
    COL(struct cost_service, name_th),
    COL(struct cost_service, name_en),
    FIELD(struct cost_service, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct cost_service, stable, 0, "ตัวชี้วัดที่นับปริมาณ", "Indicator that counts it"),
    FIELD(struct cost_service, readings, 0, "วิธีนับผล", "How readings count"),
    FIELD(struct cost_service, closed, 0, "เลิกใช้", "Closed"),
};
const struct row_type cost_service_type = ROW_TYPE(struct cost_service, cost_service_fields);

static const struct field cell_fields[] = {
    COL(struct service_cell, service_id),
    COL(struct service_cell, agency_id),
    COL(struct service_cell, key),
    FIELD(struct service_cell, service_code, FIELD_KEY, "รหัสบริการ", "Service"),
    FIELD(struct service_cell, service_name, 0, "บริการ", "Name"),
    FIELD(struct service_cell, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct service_cell, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct service_cell, direct, FIELD_TOTAL, "ต้นทุนตรง", "Direct"),
    FIELD(struct service_cell, shared, FIELD_TOTAL, "ต้นทุนร่วม", "Shared"),
    FIELD(struct service_cell, cost, FIELD_TOTAL, "ต้นทุนรวม", "Cost"),
    FIELD(struct service_cell, volume, 0, "ปริมาณ", "Volume"),
    FIELD(struct service_cell, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct service_cell, volume_from, 0, "ที่มาของปริมาณ", "Volume from"),
    FIELD(struct service_cell, unit_cost, FIELD_OPTIONAL, "ต้นทุนต่อหน่วย (บาท)", "Unit cost (baht)"),
    FIELD(struct service_cell, why, 0, "เหตุที่ไม่มีต้นทุนต่อหน่วย", "Why there is none"),
    FIELD(struct service_cell, to_median, 0, "เทียบมัธยฐาน (%)", "Of the median (%)"),
    FIELD(struct service_cell, has_median, 0, "เทียบได้", "Can be compared"),
};
const struct row_type service_cell_type = ROW_TYPE(struct service_cell, cell_fields);

static const struct field sum_fields[] = {
    COL(struct service_sum, service_id),
    FIELD(struct service_sum, code, FIELD_KEY, "รหัสบริการ", "Service"),
    FIELD(struct service_sum, name, 0, "บริการ", "Name"),
    FIELD(struct service_sum, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct service_sum, compared, 0, "เทียบกันได้", "Compared"),
    FIELD(struct service_sum, direct, FIELD_TOTAL, "ต้นทุนตรง", "Direct"),
    FIELD(struct service_sum, shared, FIELD_TOTAL, "ต้นทุนร่วม", "Shared"),
    FIELD(struct service_sum, cost, FIELD_TOTAL, "ต้นทุนรวม", "Cost"),
    FIELD(struct service_sum, volume, 0, "ปริมาณ", "Volume"),
    FIELD(struct service_sum, unit_word, 0, "หน่วยนับ", "Unit"),
    FIELD(struct service_sum, unit_cost, FIELD_OPTIONAL, "ต้นทุนต่อหน่วย (บาท)", "Unit cost (baht)"),
    FIELD(struct service_sum, least, FIELD_OPTIONAL, "ต่ำสุด", "Least"),
    FIELD(struct service_sum, quarter1, FIELD_OPTIONAL, "ควอร์ไทล์ 1", "Quartile 1"),
    FIELD(struct service_sum, median, FIELD_OPTIONAL, "มัธยฐาน", "Median"),
    FIELD(struct service_sum, quarter3, FIELD_OPTIONAL, "ควอร์ไทล์ 3", "Quartile 3"),
    FIELD(struct service_sum, most, FIELD_OPTIONAL, "สูงสุด", "Most"),
    FIELD(struct service_sum, why, 0, "เหตุที่ไม่มีต้นทุนต่อหน่วย", "Why there is none"),
};
const struct row_type service_sum_type = ROW_TYPE(struct service_sum, sum_fields);

static const struct field pool_fields[] = {
    COL(struct service_pool, id),
    COL(struct service_pool, version),
    COL(struct service_pool, agency_id),
    FIELD(struct service_pool, code, FIELD_KEY, "รหัส", "Pool"),
    FIELD(struct service_pool, name, 0, "ต้นทุนร่วม", "Name"),
    FIELD(struct service_pool, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct service_pool, split_key, 0, "เกณฑ์ปันส่วน", "Key"),
    FIELD(struct service_pool, amount, FIELD_TOTAL, "เงินในกลุ่ม", "Amount"),
    FIELD(struct service_pool, split, FIELD_TOTAL, "ปันส่วนแล้ว", "Split"),
    FIELD(struct service_pool, why, 0, "เหตุที่ไม่ได้ปันส่วน", "Why not"),
    FIELD(struct service_pool, waiting, 0, "รออนุมัติ", "Waiting"),
};
const struct row_type service_pool_type = ROW_TYPE(struct service_pool, pool_fields);

static const struct field part_fields[] = {
    FIELD(struct cost_part, pool_code, FIELD_KEY, "รหัสต้นทุนร่วม", "Pool"),
    FIELD(struct cost_part, pool_name, 0, "ต้นทุนร่วม", "Name"),
    FIELD(struct cost_part, split_key, 0, "เกณฑ์ปันส่วน", "Key"),
    FIELD(struct cost_part, service_code, 0, "รหัสบริการ", "Service"),
    FIELD(struct cost_part, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct cost_part, weight, 0, "น้ำหนัก", "Weight"),
    FIELD(struct cost_part, weights, 0, "น้ำหนักรวม", "Of"),
    FIELD(struct cost_part, amount, FIELD_TOTAL, "ปันส่วน", "Part"),
};
const struct row_type cost_part_type = ROW_TYPE(struct cost_part, part_fields);

static const struct field source_fields[] = {
    COL(struct cost_source, id),
    COL(struct cost_source, version),
    COL(struct cost_source, key),
    FIELD(struct cost_source, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct cost_source, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct cost_source, output_code, FIELD_KEY, "รหัสผลผลิต", "Output code"),
    FIELD(struct cost_source, output_name, 0, "ผลผลิตหรืองาน", "Output or work"),
    FIELD(struct cost_source, line_code, 0, "รหัสรายการ", "Line code"),
    FIELD(struct cost_source, line_name, 0, "รายการ", "Line"),
    FIELD(struct cost_source, service_code, 0, "บริการ", "Service"),
    FIELD(struct cost_source, pool_code, 0, "ต้นทุนร่วม", "Pool"),
    FIELD(struct cost_source, target, 0, "ไปที่", "Goes to"),
    FIELD(struct cost_source, paid, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
};
const struct row_type cost_source_type = ROW_TYPE(struct cost_source, source_fields);

/* ---- rows as the store has them ---- */

struct paid_row {
    int64_t agency_id, line_id;
    struct str agency_code, agency_name, output_code, output_name, line_code, line_name;
    struct money paid;
};
static const struct field paid_fields[] = {
    COL(struct paid_row, agency_id),   COL(struct paid_row, line_id),     COL(struct paid_row, agency_code),
    COL(struct paid_row, agency_name), COL(struct paid_row, output_code), COL(struct paid_row, output_name),
    COL(struct paid_row, line_code),   COL(struct paid_row, line_name),   COL(struct paid_row, paid),
};
static const struct row_type paid_type = ROW_TYPE(struct paid_row, paid_fields);

struct goes_row {
    int64_t id, agency_id, line_id, service_id, pool_id, version;
    struct str output_code;
};
static const struct field goes_fields[] = {
    COL(struct goes_row, id),         COL(struct goes_row, agency_id), COL(struct goes_row, line_id),
    COL(struct goes_row, service_id), COL(struct goes_row, pool_id),   COL(struct goes_row, version),
    COL(struct goes_row, output_code),
};
static const struct row_type goes_type = ROW_TYPE(struct goes_row, goes_fields);

struct measure_row {
    int64_t service_id, agency_id, number, area, version;
    struct str kind; /* typed, reading: a volume; weight: posts and area */
};
static const struct field measure_fields[] = {COL(struct measure_row, service_id), COL(struct measure_row, agency_id), COL(struct measure_row, kind),
                                              COL(struct measure_row, number), COL(struct measure_row, area), COL(struct measure_row, version)};
static const struct row_type measure_type = ROW_TYPE(struct measure_row, measure_fields);
static const struct field pool_raw_fields[] = {
    COL(struct service_pool, id),   COL(struct service_pool, version), COL(struct service_pool, agency_id),
    COL(struct service_pool, code), COL(struct service_pool, name),    COL(struct service_pool, agency_name),
    COL(struct service_pool, split_key), COL(struct service_pool, waiting),
};
static const struct row_type pool_raw_type = ROW_TYPE(struct service_pool, pool_raw_fields);
static const struct field agency_fields[] = {COL(struct service_agency, id), COL(struct service_agency, code), COL(struct service_agency, name)};
static const struct row_type agency_type_of = ROW_TYPE(struct service_agency, agency_fields);

struct loaded {
    struct arena *a;
    struct rows paid, goes, services, measures, pools, agencies;
    struct service_cell *cell;
    struct service_pool *pool;
    struct cost_part *part;
    size_t cells, parts, room;
};

/* ---- reading ---- */

static struct str lang_word(enum lang lang)
{
    return lang == LANG_EN ? STR("en") : STR("th");
}

bool cost_service_list(struct db *db, struct arena *a, enum lang lang, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_COST_SERVICE_LIST, ARGS(V(lang_word(lang))), &cost_service_type, ret, e);
}

bool cost_service_get(struct db *db, struct arena *a, struct str code, enum lang lang, struct cost_service *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_COST_SERVICE_GET, ARGS(V(code), V(lang_word(lang))), &cost_service_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
    }
    return found;
}

struct money service_quartile(const struct money *rising, size_t n, int64_t quarter)
{
    size_t at = (n - 1) * (size_t)quarter;
    int64_t rest = (int64_t)(at % QUARTERS);
    struct money low = rising[at / QUARTERS], step;

    if (rest == 0) {
        return low;
    }
    if (!money_ratio(money_sub(rising[at / QUARTERS + 1], low), rest, QUARTERS, ROUND_HALF_UP, &step)) {
        PANIC("service: a quartile does not fit");
    }
    return money_add(low, step);
}

static bool load_rows(struct db *db, struct loaded *l, int64_t year, enum lang lang, struct err *e)
{
    return db_list(db, l->a, &Q_COST_PAID, ARGS(V(year)), &paid_type, &l->paid, e) &&
           db_list(db, l->a, &Q_COST_SOURCES, ARGS(V(year)), &goes_type, &l->goes, e) &&
           cost_service_list(db, l->a, lang, &l->services, e) &&
           db_list(db, l->a, &Q_COST_SERVICE_MEASURES, ARGS(V(year)), &measure_type, &l->measures, e) &&
           db_list(db, l->a, &Q_COST_POOLS, ARGS(V(year)), &pool_raw_type, &l->pools, e) &&
           db_list(db, l->a, &Q_COST_SERVICE_AGENCIES, NO_ARGS, &agency_type_of, &l->agencies, e);
}

static const struct cost_service *cost_service_by_id(const struct loaded *l, int64_t id)
{
    const struct cost_service *s = l->services.p;

    for (size_t i = 0; i < l->services.n; i++) {
        if (s[i].id == id) {
            return &s[i];
        }
    }
    return NULL;
}

static struct service_cell *cell_of(struct loaded *l, int64_t service_id, int64_t agency_id)
{
    const struct cost_service *s = cost_service_by_id(l, service_id);
    const struct service_agency *g = l->agencies.p;
    struct service_cell *x;

    for (size_t i = 0; i < l->cells; i++) {
        if (l->cell[i].service_id == service_id && l->cell[i].agency_id == agency_id) {
            return &l->cell[i];
        }
    }
    if (!s || l->cells == l->room) {
        PANIC("service: a cell of no service");
    }
    x = &l->cell[l->cells++];
    *x = (struct service_cell){.service_id = service_id,
                               .agency_id = agency_id,
                               .service_code = s->code,
                               .service_name = s->name,
                               .unit_word = s->unit_word,
                               .volume_from = STR("none")};
    for (size_t i = 0; i < l->agencies.n; i++) {
        if (g[i].id == agency_id) {
            x->agency_code = g[i].code;
            x->agency_name = g[i].name;
            x->key = str_format(l->a, "%.*s.%.*s", STR_FMT(s->code), STR_FMT(g[i].code));
        }
    }
    return x;
}

/* Where a row of paid money goes: its line's own source, else its output's. */
static const struct goes_row *goes_of(const struct loaded *l, const struct paid_row *p)
{
    const struct goes_row *g = l->goes.p;

    for (size_t i = 0; i < l->goes.n; i++) {
        if (p->line_id ? g[i].line_id == p->line_id
                       : g[i].line_id == 0 && g[i].agency_id == p->agency_id && str_eq(g[i].output_code, p->output_code)) {
            return &g[i];
        }
    }
    return NULL;
}

static void put_money(struct loaded *l, struct service_year *y)
{
    const struct paid_row *p = l->paid.p;

    for (size_t i = 0; i < l->paid.n; i++) {
        const struct goes_row *g = goes_of(l, &p[i]);

        y->disbursed = money_add(y->disbursed, p[i].paid);
        if (!g) {
            y->uncovered = money_add(y->uncovered, p[i].paid);
            continue;
        }
        y->covered = money_add(y->covered, p[i].paid);
        if (g->service_id) {
            struct service_cell *x = cell_of(l, g->service_id, p[i].agency_id);

            x->direct = money_add(x->direct, p[i].paid);
            y->direct = money_add(y->direct, p[i].paid);
            continue;
        }
        for (size_t k = 0; k < l->pools.n; k++) {
            if (l->pool[k].id == g->pool_id) {
                l->pool[k].amount = money_add(l->pool[k].amount, p[i].paid);
            }
        }
    }
}

static void put_measures(struct loaded *l)
{
    const struct measure_row *m = l->measures.p;

    for (size_t i = 0; i < l->measures.n; i++) {
        struct service_cell *x = cell_of(l, m[i].service_id, m[i].agency_id);

        if (str_eq(m[i].kind, STR("weight"))) {
            x->posts = m[i].number;
            x->area = m[i].area;
            x->weight_version = m[i].version;
        } else {
            x->volume.millionths = str_eq(m[i].kind, STR("typed")) ? m[i].number * MILLI : m[i].number;
            x->volume_from = m[i].kind;
        }
    }
}

/* ---- splitting ---- */

static int64_t key_weight(const struct service_cell *x, struct str key)
{
    int64_t w = str_eq(key, STR("posts"))    ? x->posts
                : str_eq(key, STR("area"))   ? x->area
                : str_eq(key, STR("direct")) ? x->direct.satang
                                             : x->volume.millionths;

    return w > 0 ? w : 0;
}

/* The weights of the cells that a pool serves; false with *ret_why when it cannot be split. */
static bool pool_weights(const struct loaded *l, const struct service_pool *o, int64_t *weight, int64_t *ret_sum, struct str *ret_why)
{
    const struct service_cell *first = NULL;
    bool volume = str_eq(o->split_key, STR("volume"));

    *ret_sum = 0;
    *ret_why = STR("no_service");
    for (size_t i = 0; i < l->cells; i++) {
        const struct service_cell *x = &l->cell[i];

        weight[i] = 0;
        if (o->agency_id && x->agency_id != o->agency_id) {
            continue;
        }
        if (volume && first && !str_eq(first->unit_word, x->unit_word)) {
            *ret_why = STR("unlike_units");
            return false;
        }
        first = x;
        weight[i] = key_weight(x, o->split_key);
        if (__builtin_add_overflow(*ret_sum, weight[i], ret_sum)) {
            PANIC("service: weights do not fit");
        }
    }
    if (!first) {
        return false;
    }
    *ret_why = o->split_key.n == 0 ? STR("no_key") : *ret_sum == 0 ? STR("no_weight") : STR_NONE;
    return ret_why->n == 0;
}

static void split_pool(struct loaded *l, struct service_pool *o, struct service_year *y)
{
    int64_t *weight = ARENA_ARRAY(l->a, int64_t, l->cells + 1);
    struct money *part = ARENA_ARRAY(l->a, struct money, l->cells + 1);
    bool direct = str_eq(o->split_key, STR("direct"));
    int64_t scale = direct ? ONE / 100 : str_eq(o->split_key, STR("volume")) ? 1 : MILLI, sum;

    if (!pool_weights(l, o, weight, &sum, &o->why)) {
        y->unsplit = money_add(y->unsplit, o->amount);
        return;
    }
    money_split(o->amount, weight, l->cells, part);
    for (size_t i = 0; i < l->cells; i++) {
        if (weight[i] == 0) {
            continue;
        }
        l->cell[i].shared = money_add(l->cell[i].shared, part[i]);
        o->split = money_add(o->split, part[i]);
        y->shared = money_add(y->shared, part[i]);
        l->part[l->parts++] = (struct cost_part){.pool_code = o->code,
                                                    .pool_name = o->name,
                                                    .split_key = o->split_key,
                                                    .service_code = l->cell[i].service_code,
                                                    .agency_code = l->cell[i].agency_code,
                                                    .weight = {weight[i] * scale},
                                                    .weights = {sum * scale},
                                                    .amount = part[i]};
    }
}

/* ---- unit costs ---- */

static void put_unit(struct service_cell *x)
{
    x->cost = money_add(x->direct, x->shared);
    x->unit_cost = MONEY_MISSING;
    if (str_eq(x->volume_from, STR("none"))) {
        x->why = STR("no_volume");
    } else if (x->cost.satang == 0) {
        x->why = STR("no_money");
    } else if (x->volume.millionths <= 0 || !money_ratio(x->cost, ONE, x->volume.millionths, ROUND_HALF_UP, &x->unit_cost)) {
        x->unit_cost = MONEY_MISSING;
        x->why = STR("zero_volume");
    }
}

static int cell_order(const void *p, const void *q)
{
    const struct service_cell *x = p, *y = q;
    int c = str_cmp(x->service_code, y->service_code);

    return c ? c : str_cmp(x->agency_code, y->agency_code);
}

static int money_order(const void *p, const void *q)
{
    return money_cmp(*(const struct money *)p, *(const struct money *)q);
}

/* The cells [from, to) are of one service. */
static void put_sum(struct loaded *l, size_t from, size_t to, struct service_sum *s)
{
    struct money *v = ARENA_ARRAY(l->a, struct money, to - from + 1);
    struct money cost = MONEY_ZERO;
    size_t n = 0;

    *s = (struct service_sum){.service_id = l->cell[from].service_id,
                              .code = l->cell[from].service_code,
                              .name = l->cell[from].service_name,
                              .unit_word = l->cell[from].unit_word,
                              .agencies = (int64_t)(to - from)};
    s->unit_cost = s->least = s->quarter1 = s->median = s->quarter3 = s->most = MONEY_MISSING;
    for (size_t i = from; i < to; i++) {
        const struct service_cell *x = &l->cell[i];

        s->direct = money_add(s->direct, x->direct);
        s->shared = money_add(s->shared, x->shared);
        s->cost = money_add(s->cost, x->cost);
        if (x->unit_cost.satang == MONEY_MISSING.satang) {
            continue;
        }
        v[n++] = x->unit_cost;
        cost = money_add(cost, x->cost);
        s->volume.millionths += x->volume.millionths;
    }
    s->compared = (int64_t)n;
    if (n == 0) {
        s->why = to - from == 1 ? l->cell[from].why : STR("no_volume");
        return;
    }
    if (n > 0) {
        qsort(v, n, sizeof *v, money_order);
    }
    s->least = v[0];
    s->quarter1 = service_quartile(v, n, 1);
    s->median = service_quartile(v, n, 2);
    s->quarter3 = service_quartile(v, n, 3);
    s->most = v[n - 1];
    if (!money_ratio(cost, ONE, s->volume.millionths, ROUND_HALF_UP, &s->unit_cost)) {
        s->unit_cost = MONEY_MISSING;
    }
    for (size_t i = from; i < to; i++) {
        struct service_cell *x = &l->cell[i];

        if (x->unit_cost.satang != MONEY_MISSING.satang && s->median.satang > 0 && n > 1) {
            x->has_median = exact_mul_div(x->unit_cost.satang, BP, s->median.satang, ROUND_HALF_UP, &x->to_median.bp);
        }
    }
}

static void finish(struct loaded *l, struct service_year *y)
{
    struct service_sum *s = ARENA_ARRAY(l->a, struct service_sum, l->cells + 1);
    size_t n = 0;

    for (size_t i = 0; i < l->cells; i++) {
        put_unit(&l->cell[i]);
    }
    if (l->cells > 0) {
        qsort(l->cell, l->cells, sizeof *l->cell, cell_order);
    }
    for (size_t from = 0; from < l->cells;) {
        size_t to = from;

        while (to < l->cells && l->cell[to].service_id == l->cell[from].service_id) {
            to++;
        }
        put_sum(l, from, to, &s[n++]);
        from = to;
    }
    y->cells = (struct rows){l->cell, l->cells};
    y->sums = (struct rows){s, n};
    y->pools = (struct rows){l->pool, l->pools.n};
    y->parts = (struct rows){l->part, l->parts};
    if (money_cmp(money_add(money_add(y->direct, y->shared), y->unsplit), y->covered) != 0 ||
        money_cmp(money_add(y->covered, y->uncovered), y->disbursed) != 0) {
        PANIC("service: the parts do not add up");
    }
}

/* ---- sources ---- */

static struct rows list_sources(const struct loaded *l, const struct cost_source_filter *f)
{
    const struct paid_row *p = l->paid.p;
    const struct service_pool *o = l->pools.p;
    struct cost_source *x = ARENA_ARRAY(l->a, struct cost_source, l->paid.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < l->paid.n; i++) {
        const struct goes_row *g = goes_of(l, &p[i]);
        const struct cost_service *s = g && g->service_id ? cost_service_by_id(l, g->service_id) : NULL;

        if ((f->open && g) || (f->agency_code.n && !str_eq(f->agency_code, p[i].agency_code))) {
            continue;
        }
        x[n] = (struct cost_source){.id = g ? g->id : 0,
                                    .version = g ? g->version : 0,
                                    .agency_code = p[i].agency_code,
                                    .agency_name = p[i].agency_name,
                                    .output_code = p[i].output_code,
                                    .output_name = p[i].output_name,
                                    .line_code = p[i].line_code,
                                    .line_name = p[i].line_name,
                                    .service_code = s ? s->code : STR_NONE,
                                    .target = s ? s->name : STR_NONE,
                                    .paid = p[i].paid};
        x[n].key = str_format(l->a, "%.*s.%.*s.%.*s", STR_FMT(p[i].agency_code), STR_FMT(p[i].output_code), STR_FMT(p[i].line_code));
        for (size_t k = 0; g && k < l->pools.n; k++) {
            if (o[k].id == g->pool_id) {
                x[n].pool_code = o[k].code;
                x[n].target = o[k].name;
            }
        }
        n++;
    }
    return (struct rows){x, n};
}

bool cost_sources(struct db *db, struct arena *a, const struct cost_source_filter *f, struct rows *ret, struct err *e)
{
    struct loaded l = {.a = a};

    if (!db_list(db, a, &Q_COST_PAID, ARGS(V(f->year)), &paid_type, &l.paid, e) ||
        !db_list(db, a, &Q_COST_SOURCES, ARGS(V(f->year)), &goes_type, &l.goes, e) || !cost_service_list(db, a, f->lang, &l.services, e) ||
        !db_list(db, a, &Q_COST_POOLS, ARGS(V(f->year)), &pool_raw_type, &l.pools, e)) {
        return false;
    }
    *ret = list_sources(&l, f);
    return true;
}

/* ---- the year ---- */

bool service_year_load(struct db *db, struct arena *a, int64_t year, enum lang lang, struct service_year *ret, struct err *e)
{
    struct service_year y = {.year = year};
    struct loaded l = {.a = a};
    const struct service_pool *o;

    if (!load_rows(db, &l, year, lang, e)) {
        return false;
    }
    l.room = l.paid.n + l.measures.n;
    l.cell = ARENA_ARRAY(a, struct service_cell, l.room + 1);
    l.pool = ARENA_ARRAY(a, struct service_pool, l.pools.n + 1);
    o = l.pools.p;
    for (size_t i = 0; i < l.pools.n; i++) {
        l.pool[i] = o[i];
    }
    put_money(&l, &y);
    put_measures(&l);
    l.part = ARENA_ARRAY(a, struct cost_part, l.pools.n * l.cells + 1);
    for (size_t i = 0; i < l.pools.n; i++) {
        split_pool(&l, &l.pool[i], &y);
    }
    finish(&l, &y);
    y.services = l.services;
    y.agencies = l.agencies;
    y.sources = list_sources(&l, &(struct cost_source_filter){.open = false});
    y.open = list_sources(&l, &(struct cost_source_filter){.open = true});
    *ret = y;
    return true;
}
