/* run.c - runs of a scenario: solve in a child, keep, read. */
#include <assert.h>

#include "allocate/branch_int.h"
#include "allocate/naming.h"
#include "allocate/compare_scenarios.h"
#include "allocate/pin.h"
#include "allocate/problem.h"
#include "allocate/run_clash.h"
#include "allocate/run_file.h"
#include "allocate/run_why.h"
#include "allocate/scenario.h"
#include "allocate/solve.h"
#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { MILLION_PLACES = 6, PRICE_PLACES_SHOWN = 4, WHY_LIMIT_MS = 30000 };

static const struct field run_fields[] = {
    COL(struct run_row, id),
    FIELD(struct run_row, code, FIELD_KEY, "รหัสการคำนวณ", "Run"),
    FIELD(struct run_row, scenario, 0, "ฉากทัศน์", "Scenario"),
    FIELD(struct run_row, mode, 0, "วิธี", "Mode"),
    FIELD(struct run_row, status, 0, "ผล", "Status"),
    FIELD(struct run_row, value_score, 0, "คะแนนรวม", "Total score"),
    FIELD(struct run_row, bound_score, 0, "คะแนนสูงสุดที่เป็นไปได้", "Bound"),
    FIELD(struct run_row, gap_text, 0, "ช่องว่าง", "Gap"),
    FIELD(struct run_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct run_row, packages, 0, "ข้อเสนอทั้งหมด", "Packages"),
    FIELD(struct run_row, used, 0, "วงเงินที่จัดสรร", "Allocated"),
    FIELD(struct run_row, asked, 0, "วงเงินที่ขอ", "Requested"),
    FIELD(struct run_row, solve_ms, 0, "เวลาในตัวคำนวณ (มิลลิวินาที)", "Solver time (ms)"),
    FIELD(struct run_row, total_ms, 0, "เวลาทั้งหมด (มิลลิวินาที)", "Total time (ms)"),
    FIELD(struct run_row, made_by, 0, "ผู้คำนวณ", "Made by"),
    FIELD(struct run_row, made_at, 0, "เมื่อ", "Made at"),
};
const struct row_type run_row_type = ROW_TYPE(struct run_row, run_fields);

static const struct field run_package_fields[] = {
    FIELD(struct run_package_row, cut_rank, 0, "ลำดับ", "Rank"),
    FIELD(struct run_package_row, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct run_package_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct run_package_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct run_package_row, level_kind, 0, "ระดับ", "Level"),
    FIELD(struct run_package_row, value_score, 0, "คะแนน", "Score"),
    FIELD(struct run_package_row, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct run_package_row, cumulative, 0, "วงเงินสะสม", "Cumulative"),
    FIELD(struct run_package_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct run_package_row, reason, 0, "รหัสเหตุผล", "Reason code"),
    FIELD(struct run_package_row, why_th, 0, "เหตุผล (ไทย)", "Reason (Thai)"),
    FIELD(struct run_package_row, why_en, 0, "เหตุผล (อังกฤษ)", "Reason (English)"),
    FIELD(struct run_package_row, value_lo, FIELD_OPTIONAL, "คะแนนเปลี่ยนน้อยกว่านี้ ผลไม่เปลี่ยน", "Score change below which nothing changes"),
    FIELD(struct run_package_row, value_hi, FIELD_OPTIONAL, "คะแนนเปลี่ยนตั้งแต่นี้ ผลเปลี่ยน", "Score change from which the result changes"),
    FIELD(struct run_package_row, robust, 0, "ความมั่นคง", "Robustness"),
};
const struct row_type run_package_row_type = ROW_TYPE(struct run_package_row, run_package_fields);

static const struct field reason_fields[] = {
    COL(struct package_reason, funded), COL(struct package_reason, scenario),
    COL(struct package_reason, run_code), COL(struct package_reason, reason),
    COL(struct package_reason, th), COL(struct package_reason, en),
    COL(struct package_reason, cut_rank), COL(struct package_reason, explained),
    FIELD(struct package_reason, value_lo, FIELD_OPTIONAL, "คะแนนเปลี่ยนน้อยกว่านี้ ผลไม่เปลี่ยน", "Score change below which nothing changes"),
    FIELD(struct package_reason, value_hi, FIELD_OPTIONAL, "คะแนนเปลี่ยนตั้งแต่นี้ ผลเปลี่ยน", "Score change from which the result changes"),
};
static const struct row_type reason_type = ROW_TYPE(struct package_reason, reason_fields);

struct run_outcome {
    struct problem problem;
    struct solve_result result;
    struct run_row row;
    struct str instance_json;
    struct run_parts *parts;
    struct pin_costs pins;
    struct run_why *explained; /* NULL: a ranking */
    struct reason_texts { struct str th, en; } *why; /* by package; NULL without an answer */
};

/* ---- solving ---- */

static bool gap_parse(struct str text, int64_t *ret, struct err *e)
{
    if (!text.n) {
        *ret = SOLVE_GAP_DEFAULT;
        return true;
    }
    if (exact_parse_decimal(text, GAP_PLACES, ret) && *ret >= 0)
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("gap")));
    err_arg(e, "value", V(text));
    return false;
}

static void summarise(struct arena *a, struct run_outcome *o, struct str scenario, bool rank)
{
    const struct problem *p = &o->problem;
    const struct solve_result *r = &o->result;
    struct sbuf gap;

    o->row = (struct run_row){.scenario = scenario,
                              .mode = rank ? STR("rank") : STR("optimal"),
                              .status = str_from(solve_status_word(r->status)),
                              .packages = (int64_t)p->given,
                              .asked = MONEY(p->asked_total),
                              .solve_ms = r->lp_ms + r->mip_ms,
                              .total_ms = r->total_ms};
    if (!solve_has_answer(r))
        return;
    sbuf_init(&gap, a, 64);
    exact_put_decimal(&gap, r->gap, GAP_PLACES, 0);
    o->row.gap_text = sbuf_str(&gap);
    o->row.value_score = (struct score){r->value};
    o->row.bound_score = (struct score){r->bound};
    for (size_t i = 0; i < p->in.npackage; i++) {
        if (!r->choice.on[i])
            continue;
        o->row.funded += i < p->given;
        o->row.used = money_add(o->row.used, MONEY(p->cost[i]));
    }
}

/* The sentences of the result JSON, with the ceilings' names instead of their ids; kept with the run
 * because they name its figures. */
static void put_reasons(struct arena *a, const struct naming *names, struct run_outcome *o)
{
    const struct problem *p = &o->problem;

    o->why = ARENA_ARRAY(a, struct reason_texts, p->in.npackage);
    for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
        struct instance named = p->in;
        struct choice choice = o->result.choice;

        choice.in = &named;
        named.resource = ARENA_ARRAY(a, struct alloc_resource, named.nresource);
        for (size_t r = 0; r < named.nresource; r++) {
            named.resource[r] = p->in.resource[r];
            named.resource[r].id = ceiling_name(names, &p->ceiling[r], (enum lang)lang);
        }
        for (size_t i = 0; i < named.npackage; i++) {
            struct str text = explain_text(a, &choice, (uint32_t)i, &o->result.reason[i],
                                           (enum lang)lang);
            struct str past = evidence_sentence(a, &p->effect[i], &p->evidence, (enum lang)lang);

            if (past.n)
                text = str_format(a, "%.*s · %.*s", STR_FMT(text), STR_FMT(past));
            if (lang == LANG_TH)
                o->why[i].th = text;
            else
                o->why[i].en = text;
        }
    }
}

enum { TOLD_READ = 10, TOLD_SOLVED = 75, TOLD_SUMMED = 90 };

static bool tell(const struct run_options *o, int per_cent)
{
    if (o->told)
        o->told(per_cent);
    return true;
}

static bool price_pins(struct db *db, struct arena *a, const struct run_options *o,
                       struct run_outcome *out, struct err *e)
{
    int64_t ms = o->pin_ms ? o->pin_ms : o->time_limit_s * 1000;

    return ms < 0 || pin_price(db, a, &out->problem, &out->result, ms, &out->pins, e);
}

static bool explain_all(struct arena *a, const struct run_options *o, const struct naming *names,
                        struct run_outcome *out, struct err *e)
{
    int64_t ms = o->why_ms ? o->why_ms : WHY_LIMIT_MS;

    return ms < 0 || run_why_make(a, &out->problem, &out->result, names, ms, &out->explained, e);
}

bool run_solve(struct db *db, struct arena *a, int64_t year, struct str scenario,
               const struct run_options *o, struct run_outcome **ret, struct err *e)
{
    struct run_outcome *out = ARENA_NEW(a, struct run_outcome);
    struct solve_options opt = {.mode = o->rank ? SOLVE_MODE_RANK : SOLVE_MODE_OPTIMAL,
                                .fill = o->fill,
                                .time_limit_ms = o->time_limit_s * 1000};
    struct naming names;
    struct sbuf b;

    if (!gap_parse(o->gap, &opt.gap, e) ||
        !problem_load(db, a, year, scenario, &out->problem, e) ||
        !naming_load(db, a, year, &names, e) || !tell(o, TOLD_READ) ||
        !allocate_solve_child(a, &out->problem.in, &opt, &out->result, e))
        return false;
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    instance_write(a, &b, &out->problem.in);
    out->instance_json = sbuf_str(&b);
    summarise(a, out, scenario, o->rank);
    *ret = out;
    if (!solve_has_answer(&out->result))
        return true;
    tell(o, TOLD_SOLVED);
    put_reasons(a, &names, out);
    return run_parts_make(db, a, year, &out->problem, &out->result, &out->parts, e) &&
           tell(o, TOLD_SUMMED) &&
           (o->rank || (price_pins(db, a, o, out, e) && explain_all(a, o, &names, out, e)));
}

struct str run_result_json(const struct run_outcome *r)
{
    return r->result.json;
}

struct str run_instance_json(const struct run_outcome *r)
{
    return r->instance_json;
}

void run_took(struct run_outcome *r, int64_t total_ms)
{
    r->row.total_ms = total_ms;
}

const struct run_row *run_summary(const struct run_outcome *r)
{
    return &r->row;
}

/* ---- keeping ---- */

struct ratio_rank {
    int64_t value, cost;
    uint32_t package;
};

/* More value per baht first; what costs nothing before everything; then the file's order. */
static int ratio_before(const struct ratio_rank *x, const struct ratio_rank *y)
{
    int c;

    if (!x->cost || !y->cost)
        c = (y->cost == 0) - (x->cost == 0);
    else
        c = exact_cmp_ratio(y->value, y->cost, x->value, x->cost);
    return c ? c : x->package < y->package ? -1 : 1;
}

static void ratio_sort(struct ratio_rank *v, struct ratio_rank *scratch, size_t n)
{
    size_t half = n / 2, i = 0, k = half, o = 0;

    if (n < 2)
        return;
    ratio_sort(v, scratch, half);
    ratio_sort(v + half, scratch, n - half);
    while (i < half || k < n) {
        bool left = k >= n || (i < half && ratio_before(&v[i], &v[k]) <= 0);
        scratch[o++] = left ? v[i++] : v[k++];
    }
    for (i = 0; i < n; i++)
        v[i] = scratch[i];
}

static struct str sha_text(struct arena *a, struct str s)
{
    uint8_t h[SHA256_BYTES];

    sha256(s, h);
    return hex_text(a, h, sizeof(h));
}

/* Price per extra million baht, to PRICE_PLACES_SHOWN decimals. */
static struct str price_text(struct arena *a, const struct solve_result *r, size_t i)
{
    struct sbuf b;
    int64_t v = r->price ? r->price[i] : 0;
    unsigned places = r->price_places;

    sbuf_init(&b, a, 64);
    if (places > MILLION_PLACES) {
        places -= MILLION_PLACES;
    } else {
        for (; places < MILLION_PLACES; places++)
            v *= 10;
        places = 0;
    }
    for (; places > PRICE_PLACES_SHOWN; places--)
        v = (v + 5) / 10;
    exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

static bool store_ceilings(struct act *by, const struct run_outcome *o, int64_t run_id,
                           struct err *e)
{
    const struct problem *p = &o->problem;

    for (size_t i = 0; i < p->nceiling; i++) {
        const struct ceiling_row *c = &p->ceiling[i];
        struct money used = MONEY(o->result.choice.used[i]);
        if (!db_exec(by->tx->db, &Q_RUN_CEILING_ADD,
                     ARGS(V(run_id), V(c->dim), V(c->code), c->has_max ? V(c->max) : V_NULL,
                          c->has_min ? V(c->min) : V_NULL, V(used), V(MONEY(p->asked[i])),
                          V(price_text(by->a, &o->result, i))),
                     NULL, e))
            return false;
    }
    return true;
}

static struct str resource_list(struct arena *a, const struct instance *in,
                                const struct reason *why)
{
    struct sbuf b;

    sbuf_init(&b, a, 4096);
    for (size_t i = 0; i < why->nresource; i++) {
        if (i)
            SB_LIT(&b, ",");
        sbuf_add(&b, in->resource[why->resource[i]].id);
    }
    return sbuf_str(&b);
}

static bool store_packages(struct act *by, const struct run_outcome *o, int64_t run_id,
                           struct err *e)
{
    const struct problem *p = &o->problem;
    size_t n = p->given;
    struct ratio_rank *order = ARENA_ARRAY(by->a, struct ratio_rank, n);
    struct ratio_rank *scratch = ARENA_ARRAY(by->a, struct ratio_rank, n);
    struct money cumulative = MONEY_ZERO;
    struct db_bulk *bulk;

    for (size_t i = 0; i < n; i++)
        order[i] = (struct ratio_rank){p->in.package[i].value, p->cost[i], (uint32_t)i};
    ratio_sort(order, scratch, n);
    if (!db_bulk_begin(by->tx, &Q_RUN_PACKAGE_ADD, &bulk, e))
        return false;
    for (size_t k = 0; k < n; k++) {
        struct arena_mark mark = arena_mark(by->a);
        uint32_t i = order[k].package;
        const struct reason *why = &o->result.reason[i];
        struct str resources = resource_list(by->a, &p->in, why);
        struct money amount = MONEY(p->cost[i]);
        int64_t units;
        bool ok;

        if (o->result.choice.on[i])
            problem_granted(p, i, o->result.choice.on, &amount, &units);
        cumulative = money_add(cumulative, amount);
        ok = db_bulk_row(bulk,
                         ARGS(V(run_id), V(p->package[i].id), V(o->result.choice.on[i]),
                              V(str_from(reason_word(why->code))), V(resources),
                              V(o->why[i].th), V(o->why[i].en), V((int64_t)k + 1),
                              V(problem_worth(p, i, o->result.choice.on)), V(amount), V(cumulative)),
                         e);
        arena_rewind(by->a, mark);
        if (!ok)
            return false;
    }
    return db_bulk_end(bulk, NULL, e);
}

/* Divisible packages: how many units this answer gives. */
static bool store_units(struct act *by, const struct run_outcome *o, int64_t run_id, struct err *e)
{
    const struct problem *p = &o->problem;

    for (size_t k = 0; k < p->nunit; k++) {
        const struct problem_unit *u = &p->unit[k];

        if (!db_exec(by->tx->db, &Q_RUN_UNITS_ADD,
                     ARGS(V(run_id), V(p->package[u->package].id), V(u->line_id),
                          V(instance_units_on(&p->in, k, o->result.choice.on)), V(u->quantity),
                          V(MONEY(u->price))),
                     NULL, e))
            return false;
    }
    return true;
}

bool run_store_clash(struct act *by, int64_t year, const struct run_outcome *o, struct err *e)
{
    return scenario_clash_put(by, year, o->row.scenario, &o->problem, &o->result.clash, e);
}

bool run_store(struct act *by, const struct run_outcome *o, struct str *ret_code, struct err *e)
{
    const struct run_row *r = &o->row;
    struct audit_note n = {.action = STR("run.add"), .new_value = r->status};
    int64_t id, count;
    struct str code;

    if (!actor_check_city(by->who, PERM_ALLOCATE, e))
        return false;
    if (!solve_has_answer(&o->result)) {
        FAIL(e, ERR_INFEASIBLE);
        err_arg(e, "why", V(r->status));
        return false;
    }
    if (!db_int(by->tx->db, &Q_RUN_COUNT, NO_ARGS, &count, e))
        return false;
    code = str_format(by->a, "R%05lld", (long long)count + 1);
    if (!db_int(by->tx->db, &Q_RUN_ADD,
                ARGS(V(o->problem.scenario_id), V(code), V(r->mode), V(r->status),
                     V(r->value_score.millionths), V(r->bound_score.millionths), V(r->gap_text),
                     V(r->funded), V(r->packages), V(r->used), V(r->asked), V(r->solve_ms),
                     V(r->total_ms), V(sha_text(by->a, o->instance_json)),
                     V(sha_text(by->a, o->result.json)), V(o->problem.change_id),
                     V(by->who->name), V(by->now_ms), V(o->result.bound_proved)),
                &id, e) ||
        !store_ceilings(by, o, id, e) || !store_packages(by, o, id, e) ||
        !run_file_put(by, id, RUN_INSTANCE, o->instance_json, e) ||
        !run_file_put(by, id, RUN_RESULT, o->result.json, e) ||
        !scenario_clash_drop(by, o->problem.scenario_id, e) || !store_units(by, o, id, e) || !run_parts_store(by, id, o->parts, e) ||
        !pin_costs_store(by, id, &o->pins, e) || !run_why_store(by, id, o->explained, e))
        return false;
    n.subject = str_format(by->a, "run:%.*s", STR_FMT(code));
    *ret_code = code;
    return audit_add(by, &n, e);
}

/* ---- reading ---- */

bool run_newest(struct db *db, struct arena *a, int64_t year, struct str scenario,
                struct run_row *ret, struct err *e)
{
    return db_one(db, a, &Q_RUN_NEWEST, ARGS(V(year), V(scenario)), &run_row_type, ret, e);
}

bool run_get(struct db *db, struct arena *a, int64_t year, struct str code, struct run_row *ret,
             struct err *e)
{
    return db_one(db, a, &Q_RUN_BY_CODE, ARGS(V(year), V(code)), &run_row_type, ret, e);
}

bool run_list(struct db *db, struct arena *a, int64_t year, const struct actor *who,
              struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_LIST,
                   ARGS(V(year), V(who ? who->name : STR_NONE), V(scenario_reader(a, who))),
                   &run_row_type, ret, e);
}

bool run_packages(struct db *db, struct arena *a, int64_t run_id, int64_t after_rank,
                  int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RUN_PACKAGES, ARGS(V(run_id), V(after_rank), V(limit)),
                   &run_package_row_type, ret, e);
}

bool run_package_reason(struct db *db, struct arena *a, int64_t package_id,
                        struct package_reason *ret, bool *ret_found, struct err *e)
{
    return db_find(db, a, &Q_RUN_PACKAGE_REASON, ARGS(V(package_id)), &reason_type, ret,
                   ret_found, e);
}
