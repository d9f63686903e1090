/* spending_forecast.c - the forecast of a year: by agency and type, its picture, the lines that are running late. */
#include "perform/spending_forecast.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "perform/procurement.h"
#include "perform/spending_forecast_int.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field row_fields[] = {
    FIELD(struct forecast_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct forecast_row, name, 0, "ชื่อ", "Name"),
    FIELD(struct forecast_row, type, 0, "รหัสงบรายจ่าย", "Expenditure type code"),
    FIELD(struct forecast_row, type_name, 0, "งบรายจ่าย", "Expenditure type"),
    FIELD(struct forecast_row, current, FIELD_TOTAL, "งบประมาณหลังปรับโอน", "After transfers"),
    FIELD(struct forecast_row, paid, FIELD_TOTAL, "เบิกจ่ายแล้ว", "Disbursed to date"),
    FIELD(struct forecast_row, paid_mid, FIELD_TOTAL, "พยากรณ์เบิกจ่ายสิ้นปี", "Forecast disbursement"),
    FIELD(struct forecast_row, paid_low, FIELD_TOTAL, "เบิกจ่าย ช่วงล่าง", "Disbursement, low"),
    FIELD(struct forecast_row, paid_high, FIELD_TOTAL, "เบิกจ่าย ช่วงบน", "Disbursement, high"),
    FIELD(struct forecast_row, paid_naive, FIELD_OPTIONAL | FIELD_TOTAL, "เบิกจ่ายตามปีก่อน", "Disbursement, naive"),
    FIELD(struct forecast_row, paid_rate, 0, "พยากรณ์เบิกจ่าย ร้อยละ", "Forecast disbursement, %"),
    FIELD(struct forecast_row, taken, FIELD_TOTAL, "ก่อหนี้และเบิกจ่ายแล้ว", "Obligated to date"),
    FIELD(struct forecast_row, taken_mid, FIELD_TOTAL, "พยากรณ์ก่อหนี้และเบิกจ่ายสิ้นปี", "Forecast obligation"),
    FIELD(struct forecast_row, taken_low, FIELD_TOTAL, "ก่อหนี้ ช่วงล่าง", "Obligation, low"),
    FIELD(struct forecast_row, taken_high, FIELD_TOTAL, "ก่อหนี้ ช่วงบน", "Obligation, high"),
    FIELD(struct forecast_row, taken_naive, FIELD_OPTIONAL | FIELD_TOTAL, "ก่อหนี้ตามปีก่อน", "Obligation, naive"),
    FIELD(struct forecast_row, due, FIELD_TOTAL, "งวดงานที่ครบกำหนดถึง 30 กันยายน", "Instalments due by 30 September"),
    FIELD(struct forecast_row, unobligated, FIELD_TOTAL, "ยังไม่ก่อหนี้", "Not obligated"),
    FIELD(struct forecast_row, unsafe, FIELD_TOTAL, "เลยวันสุดท้ายที่ยังทัน", "Past its last safe date"),
    FIELD(struct forecast_row, said, FIELD_TOTAL, "ยังไม่ก่อหนี้ ส่วนที่บอกโอกาสได้", "Not obligated, of which a chance can be said"),
    FIELD(struct forecast_row, lapse, FIELD_OPTIONAL | FIELD_TOTAL, "คาดว่าพับตกไป", "Expected to lapse"),
    FIELD(struct forecast_row, lapse_chance, 0, "โอกาสพับตกไป (%)", "Chance of lapse (%)"),
    FIELD(struct forecast_row, carried_b, FIELD_OPTIONAL | FIELD_TOTAL, "คาดว่ากันเหลื่อมปีไม่มีหนี้", "Expected carry-over B"),
    FIELD(struct forecast_row, carry_chance, 0, "โอกาสกันเหลื่อมปีไม่มีหนี้ (%)", "Chance of carry-over B (%)"),
    FIELD(struct forecast_row, cases, 0, "กรณีในปีก่อน", "Cases in earlier years"),
    FIELD(struct forecast_row, basis, 0, "ฐานของพยากรณ์", "Basis"),
};
const struct row_type forecast_row_type = ROW_TYPE(struct forecast_row, row_fields);

static const struct field risk_fields[] = {
    FIELD(struct forecast_risk, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct forecast_risk, name, 0, "รายการ", "Line"),
    FIELD(struct forecast_risk, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct forecast_risk, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct forecast_risk, step, 0, "ขั้นถัดไป", "Next step"),
    FIELD(struct forecast_risk, last_safe, 0, "วันสุดท้ายที่ยังทัน", "Last safe date"),
    FIELD(struct forecast_risk, days, 0, "เหลือ (วัน)", "Days left"),
    FIELD(struct forecast_risk, left, FIELD_TOTAL, "ยังไม่ก่อหนี้", "Not obligated"),
    FIELD(struct forecast_risk, state, 0, "สถานะ", "State"),
};
const struct row_type forecast_risk_type = ROW_TYPE(struct forecast_risk, risk_fields);

static const struct field month_fields[] = {
    FIELD(struct forecast_month, month, FIELD_KEY, "เดือน", "Month"),
    FIELD(struct forecast_month, paid, FIELD_OPTIONAL, "เบิกจ่ายสะสม", "Disbursed, cumulative"),
    FIELD(struct forecast_month, mid, FIELD_OPTIONAL, "พยากรณ์", "Forecast"),
    FIELD(struct forecast_month, low, FIELD_OPTIONAL, "ช่วงล่าง", "Low"),
    FIELD(struct forecast_month, high, FIELD_OPTIONAL, "ช่วงบน", "High"),
    FIELD(struct forecast_month, naive, FIELD_OPTIONAL, "ตามปีก่อน", "Naive"),
};
const struct row_type forecast_month_type = ROW_TYPE(struct forecast_month, month_fields);

/* ---- what else is known of the year's lines ---- */

struct known_row { /* method empty: instalments of a contract; else a procurement plan */
    int64_t line_id;
    struct str method;
    int64_t next_step;
    struct str code, name, agency_code, name_th, name_en;
    struct money left;
};
static const struct field known_fields[] = {
    COL(struct known_row, line_id),     COL(struct known_row, method),  COL(struct known_row, next_step),
    COL(struct known_row, code),        COL(struct known_row, name),    COL(struct known_row, agency_code),
    COL(struct known_row, name_th),     COL(struct known_row, name_en), COL(struct known_row, left),
};
static const struct row_type known_type = ROW_TYPE(struct known_row, known_fields);

struct line_kind {
    int64_t line_id;
    unsigned type;
};
struct kinds {
    struct arena *a;
    struct line_kind *v; /* by id */
    size_t n, cap;
};
struct extra {
    const struct known_row *known;
    size_t n;
    struct kinds kinds;
    bool *unsafe; /* of each: a plan whose last safe date is past */
};

static void put_kind(void *ctx, const struct position_line *l)
{
    struct kinds *k = ctx;

    if (k->n == k->cap) {
        struct line_kind *more = ARENA_ARRAY(k->a, struct line_kind, k->cap * 2 + 1024);

        if (k->n) {
            memcpy(more, k->v, k->n * sizeof *more);
        }
        k->v = more;
        k->cap = k->cap * 2 + 1024;
    }
    k->v[k->n++] = (struct line_kind){
        l->line_id, l->type.n && l->type.p[0] >= '0' && l->type.p[0] <= '9' ? (unsigned)(l->type.p[0] - '0') : 0};
}

static int by_line(const void *x, const void *y)
{
    const struct line_kind *p = x, *q = y;

    return p->line_id < q->line_id ? -1 : p->line_id > q->line_id;
}

static bool kind_of(const struct kinds *k, int64_t line, unsigned *ret)
{
    const struct line_kind want = {line, 0};
    const struct line_kind *found = k->n ? bsearch(&want, k->v, k->n, sizeof *k->v, by_line) : NULL;

    *ret = found ? found->type : 0;
    return found != NULL;
}

static int by_day(const void *x, const void *y)
{
    const struct forecast_risk *p = x, *q = y;

    if (p->last_safe.yyyymmdd != q->last_safe.yyyymmdd) {
        return p->last_safe.yyyymmdd < q->last_safe.yyyymmdd ? -1 : 1;
    }
    return str_cmp(p->code, q->code);
}

static void risks(struct arena *a, const struct procurement_usual *u, struct extra *x, enum lang lang,
                  struct spending_forecast *f)
{
    f->risk = ARENA_ARRAY(a, struct forecast_risk, x->n + 1);
    x->unsafe = ARENA_ARRAY(a, bool, x->n + 1);
    for (size_t i = 0; i < x->n; i++) {
        const struct known_row *p = &x->known[i];
        struct date last = p->method.n ? procurement_last_safe(u, p->method, f->year, (enum procurement_step)p->next_step)
                                       : DATE_NONE;
        int64_t days = last.yyyymmdd ? date_days_between(f->as_of, last) : f->rules.near_days + 1;

        if (p->method.n == 0 || days > f->rules.near_days) {
            continue;
        }
        x->unsafe[i] = days < 0;
        f->past += days < 0;
        f->past_left = days < 0 ? money_add(f->past_left, p->left) : f->past_left;
        f->risk[f->risks++] = (struct forecast_risk){
            .code = p->code,
            .name = p->name,
            .agency_code = p->agency_code,
            .agency_name = lang == LANG_EN && p->name_en.n ? p->name_en : p->name_th,
            .step = procurement_step_name((enum procurement_step)p->next_step, lang),
            .last_safe = last,
            .days = days,
            .left = p->left,
            .state = days < 0 ? STR("past") : STR("near")};
    }
    if (f->risks) {
        qsort(f->risk, f->risks, sizeof *f->risk, by_day);
    }
}

static bool load_extra(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                       struct extra *x, struct spending_forecast *f, struct err *e)
{
    const struct position_filter filter = {.year = f->year};
    struct procurement_usual u;
    struct rows known;

    *x = (struct extra){.kinds = {.a = a}};
    if (!procurement_usual_get(db, a, f->year, &u, e) ||
        !db_list(db, a, &Q_FORECAST_KNOWN, ARGS(V(f->year), V(fy_end((int32_t)f->year))), &known_type, &known, e) ||
        !position_each(p, db, a, &filter, put_kind, &x->kinds, e)) {
        return false;
    }
    if (x->kinds.n) {
        qsort(x->kinds.v, x->kinds.n, sizeof *x->kinds.v, by_line);
    }
    x->known = known.p;
    x->n = known.n;
    risks(a, &u, x, q->lang, f);
    return true;
}

static void extra_of(const struct extra *x, struct forecast_now *now)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct known_row *k = &x->known[i];
        unsigned type;

        if (k->left.satang <= 0 || !str_eq(k->agency_code, now->agency) || !kind_of(&x->kinds, k->line_id, &type) ||
            type != now->type) {
            continue;
        }
        if (k->method.n == 0) {
            now->due = money_add(now->due, k->left);
        } else if (x->unsafe[i]) {
            now->unsafe = money_add(now->unsafe, k->left);
        }
    }
}

/* ---- rows and their sums ---- */

static struct str basis_word(enum forecast_basis b)
{
    static const char *const word[] = {"", "agency", "type", "plan", "mixed"};

    return str_from(word[b]);
}

static struct money plus(struct money x, struct money y) /* what is missing adds nothing */
{
    return y.satang == MONEY_MISSING.satang ? x : x.satang == MONEY_MISSING.satang ? y : money_add(x, y);
}

static struct str chance(struct arena *a, struct money part, struct money whole)
{
    int64_t bp = part.satang == MONEY_MISSING.satang || whole.satang <= 0 ? -1 : money_share_bp(part, whole);

    return bp < 0 ? STR_NONE : str_format(a, "%lld.%lld", (long long)(bp / 100), (long long)(bp % 100 / 10));
}

static void finish(struct arena *a, struct forecast_row *r)
{
    r->paid_rate.bp = money_share_bp(r->paid_mid, r->current);
    r->lapse_chance = chance(a, r->lapse, r->said);
    r->carry_chance = chance(a, r->carried_b, r->said);
}

/* Chances of a sum are those of the part of it of which something can be said. */
static void gather(struct forecast_row *to, const struct forecast_row *r)
{
    bool first = to->basis.n == 0;

    to->current = money_add(to->current, r->current);
    to->paid = money_add(to->paid, r->paid);
    to->paid_mid = money_add(to->paid_mid, r->paid_mid);
    to->paid_low = money_add(to->paid_low, r->paid_low);
    to->paid_high = money_add(to->paid_high, r->paid_high);
    to->taken = money_add(to->taken, r->taken);
    to->taken_mid = money_add(to->taken_mid, r->taken_mid);
    to->taken_low = money_add(to->taken_low, r->taken_low);
    to->taken_high = money_add(to->taken_high, r->taken_high);
    to->due = money_add(to->due, r->due);
    to->unobligated = money_add(to->unobligated, r->unobligated);
    to->unsafe = money_add(to->unsafe, r->unsafe);
    to->cases = r->cases > to->cases ? r->cases : to->cases;
    to->paid_naive = first ? r->paid_naive : plus(to->paid_naive, r->paid_naive);
    to->taken_naive = first ? r->taken_naive : plus(to->taken_naive, r->taken_naive);
    to->lapse = first ? r->lapse : plus(to->lapse, r->lapse);
    to->carried_b = first ? r->carried_b : plus(to->carried_b, r->carried_b);
    to->said = money_add(to->said, r->said);
    to->basis = first || str_eq(to->basis, r->basis) ? r->basis : basis_word(BASIS_MIXED);
}

static struct str name_of(const struct forecast_data *d, struct str code)
{
    for (size_t i = 0; i < d->names; i++) {
        if (str_eq(d->name[i].code, code)) {
            return d->name[i].name;
        }
    }
    return code;
}

static struct forecast_row cell_row(const struct forecast_data *d, const struct forecast_now *n,
                                    const struct forecast_result *x, struct arena *a)
{
    return (struct forecast_row){.code = n->agency,
                                 .name = name_of(d, n->agency),
                                 .type = str_format(a, "%u", n->type),
                                 .type_name = d->type_name[n->type],
                                 .current = n->current,
                                 .paid = n->paid,
                                 .paid_mid = x->paid.mid,
                                 .paid_low = x->paid.low,
                                 .paid_high = x->paid.high,
                                 .paid_naive = x->paid_naive,
                                 .taken = n->taken,
                                 .taken_mid = x->taken.mid,
                                 .taken_low = x->taken.low,
                                 .taken_high = x->taken.high,
                                 .taken_naive = x->taken_naive,
                                 .due = n->due,
                                 .unobligated = x->unobligated,
                                 .unsafe = x->unsafe,
                                 .said = x->lapse.satang == MONEY_MISSING.satang ? MONEY_ZERO : x->unobligated,
                                 .lapse = x->lapse,
                                 .carried_b = x->carried_b,
                                 .cases = x->cases,
                                 .basis = basis_word(x->basis)};
}

static void cells(struct arena *a, const struct forecast_data *d, const struct extra *x, struct spending_forecast *f)
{
    const struct forecast_past past = {d->past, d->npast, &d->rules};
    struct forecast_pool *pool = NULL;
    unsigned type = FORECAST_TYPES;

    f->cell = ARENA_ARRAY(a, struct forecast_row, d->n + 1);
    for (size_t i = 0; i < d->n; i++) {
        const struct forecast_curve *c = &d->curve[i];
        const size_t end = FORECAST_MONTHS - 1;
        struct forecast_now now = {.agency = c->agency, .type = c->type, .current = c->current[end],
                                   .paid = c->paid[end], .taken = c->taken[end]};
        struct forecast_result r;

        if (c->year != f->year) {
            continue;
        }
        if (c->type != type) {
            type = c->type;
            pool = forecast_pool_make(a, &past, type, f->year, f->at);
        }
        extra_of(x, &now);
        forecast_one(pool, &now, &r);
        f->cell[f->cells] = cell_row(d, &now, &r, a);
        finish(a, &f->cell[f->cells++]);
    }
}

static int by_code(const void *x, const void *y)
{
    const struct forecast_row *p = x, *q = y;

    return str_cmp(p->code, q->code);
}

static void sums(struct arena *a, struct spending_forecast *f)
{
    f->agency = ARENA_ARRAY(a, struct forecast_row, f->cells + 1);
    f->type = ARENA_ARRAY(a, struct forecast_row, FORECAST_TYPES);
    f->total = (struct forecast_row){.code = STR_NONE};
    for (size_t i = 0; i < f->cells; i++) { /* cells are by type, then agency */
        const struct forecast_row *c = &f->cell[i];
        size_t at = 0;

        if (f->types == 0 || !str_eq(f->type[f->types - 1].code, c->type)) {
            f->type[f->types++] = (struct forecast_row){.code = c->type, .name = c->type_name};
        }
        gather(&f->type[f->types - 1], c);
        while (at < f->agencies && !str_eq(f->agency[at].code, c->code)) {
            at++;
        }
        if (at == f->agencies) {
            f->agency[f->agencies++] = (struct forecast_row){.code = c->code, .name = c->name};
        }
        gather(&f->agency[at], c);
        gather(&f->total, c);
    }
    for (size_t i = 0; i < f->types; i++) {
        finish(a, &f->type[i]);
    }
    for (size_t i = 0; i < f->agencies; i++) {
        finish(a, &f->agency[i]);
    }
    finish(a, &f->total);
    if (f->agencies) {
        qsort(f->agency, f->agencies, sizeof *f->agency, by_code);
    }
}

/* ---- the picture ---- */

/* From what is paid now to the forecast, in step with what earlier years (else the plan's months) paid from here on. */
static struct money way(struct money now, struct money then, const int64_t w[FORECAST_MONTHS], size_t from, size_t to)
{
    int64_t part = 0, all = 0;
    struct money r = then;

    for (size_t m = from + 1; m < FORECAST_MONTHS; m++) {
        all += w[m];
        part += m <= to ? w[m] : 0;
    }
    if (all > 0 && to < FORECAST_MONTHS - 1 && !money_ratio(money_sub(then, now), part, all, ROUND_HALF_UP, &r)) {
        return then;
    }
    return all > 0 && to < FORECAST_MONTHS - 1 ? money_add(now, r) : then;
}

static void picture(struct arena *a, const struct forecast_data *d, struct spending_forecast *f)
{
    int64_t w[FORECAST_MONTHS] = {0};
    struct money paid[FORECAST_MONTHS] = {{0}}, last[FORECAST_MONTHS] = {{0}};

    for (size_t i = 0; i < d->n; i++) {
        for (size_t m = 0; m < FORECAST_MONTHS && d->curve[i].year == f->year; m++) {
            paid[m] = money_add(paid[m], d->curve[i].paid[m]);
        }
    }
    for (size_t i = 0; i < d->npast; i++) {
        const struct forecast_curve *c = &d->past[i];

        for (size_t m = 0; m < FORECAST_MONTHS; m++) {
            w[m] += (c->paid[m].satang - (m ? c->paid[m - 1].satang : 0)) / 100;
            last[m] = c->year == f->naive_year ? money_add(last[m], c->paid[m]) : last[m];
        }
    }
    for (size_t m = 0; m < FORECAST_MONTHS; m++) {
        struct forecast_month *o = &f->month[m];
        bool past = m <= f->at.month, ahead = m >= f->at.month;

        w[m] = d->npast ? (w[m] > 0 ? w[m] : 0) : 1;
        *o = (struct forecast_month){forecast_month_key(a, f->year, m), MONEY_MISSING, MONEY_MISSING,
                                     MONEY_MISSING, MONEY_MISSING, MONEY_MISSING};
        o->paid = past ? paid[m] : MONEY_MISSING;
        if (ahead) {
            o->mid = o->low = o->high = f->total.paid;
        }
        if (f->naive_year && last[FORECAST_MONTHS - 1].satang > 0 &&
            !money_ratio(f->total.paid_naive, last[m].satang, last[FORECAST_MONTHS - 1].satang, ROUND_HALF_UP, &o->naive)) {
            o->naive = MONEY_MISSING;
        }
    }
    for (size_t m = f->at.month + 1; m < FORECAST_MONTHS; m++) {
        f->month[m].mid = way(f->total.paid, f->total.paid_mid, w, f->at.month, m);
        f->month[m].low = way(f->total.paid, f->total.paid_low, w, f->at.month, m);
        f->month[m].high = way(f->total.paid, f->total.paid_high, w, f->at.month, m);
    }
}

/* ---- together ---- */

/* Of a year that is over: the last day of its newest month with entries; the mirror is asked once more. */
static bool load_to(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                    struct forecast_data *d, struct date *ret, struct err *e)
{
    struct date end = fy_end((int32_t)q->year);

    if (!forecast_load(p, db, a, q, d, e)) {
        return false;
    }
    *ret = q->as_of.yyyymmdd ? q->as_of : q->today;
    if (q->as_of.yyyymmdd == 0 && ret->yyyymmdd > end.yyyymmdd && d->last_entry.yyyymmdd) {
        struct date next = date_add_days(d->last_entry, 31);

        next = date_add_days(DATE(next.yyyymmdd / 100 * 100 + 1), -1);
        *ret = next.yyyymmdd > end.yyyymmdd ? end : next;
    }
    return true;
}

bool spending_forecast_get(struct position *p, struct db *db, struct arena *a, const struct forecast_asked *q,
                           struct spending_forecast *ret, struct err *e)
{
    struct spending_forecast f = {.year = q->year};
    struct forecast_data d;
    struct extra x;

    if (!load_to(p, db, a, q, &d, &f.as_of, e)) {
        return false;
    }
    f.at = forecast_moment_of(q->year, f.as_of);
    f.ended = f.as_of.yyyymmdd >= fy_end((int32_t)q->year).yyyymmdd;
    f.rules = d.rules;
    f.seq = d.seq;
    for (size_t i = 0; i < d.years; i++) {
        f.years += d.year[i].executed;
        f.real += d.year[i].executed && !d.year[i].demo;
        f.naive_year = d.year[i].executed && d.year[i].year == q->year - 1 ? d.year[i].year : f.naive_year;
    }
    f.tested = f.real >= FORECAST_TESTED_YEARS;
    if (!load_extra(p, db, a, q, &x, &f, e)) {
        return false;
    }
    cells(a, &d, &x, &f);
    sums(a, &f);
    picture(a, &d, &f);
    *ret = f;
    return true;
}
