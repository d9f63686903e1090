#include "perform/past_evidence.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/year.h"
#include "sql_perform.h"
#include "store/store.h"

enum {
    PERCENT_OF_ONE = 100,    /* a score is of 100, x is of 1 */
    BP = 10000,
    SATANG_A_POINT = 100,    /* unscored: one point a million baht, as allocate/problem.c */
    LOOK_BACK = 8,           /* years in which the closed ones with results are looked for */
    SHOWN_FACTOR = 4,
    PLACES = 6,
};

static const struct field effect_fields[] = {
    COL(struct evidence_effect, package_id),
    FIELD(struct evidence_effect, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct evidence_effect, title, 0, "ชื่อ", "Title"),
    FIELD(struct evidence_effect, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct evidence_effect, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct evidence_effect, state, 0, "สถานะ", "State"),
    FIELD(struct evidence_effect, n, 0, "จำนวนผล", "Results"),
    FIELD(struct evidence_effect, average, 0, "ผลเฉลี่ยของข้อเสนอ", "Own average"),
    FIELD(struct evidence_effect, mean, 0, "ค่าเฉลี่ยทั้งเมือง", "City's mean"),
    FIELD(struct evidence_effect, posterior, 0, "ผลหลังถ่วงเข้าหาค่าเฉลี่ย", "Shrunk to the mean"),
    COL(struct evidence_effect, factor),
    FIELD(struct evidence_effect, factor_text, 0, "ตัวคูณ", "Factor"),
    FIELD(struct evidence_effect, base, FIELD_TOTAL, "คะแนนก่อนหลักฐาน", "Score before"),
    FIELD(struct evidence_effect, value, FIELD_TOTAL, "คะแนนหลังหลักฐาน", "Score after"),
    FIELD(struct evidence_effect, sum_text, 0, "ผลรวมของผล", "Sum of results"),
};
const struct row_type evidence_effect_type = ROW_TYPE(struct evidence_effect, effect_fields);

static const struct field result_fields[] = {
    COL(struct evidence_result, package_id),
    FIELD(struct evidence_result, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct evidence_result, kind, 0, "ชนิด", "Kind"),
    FIELD(struct evidence_result, name, 0, "ตัวชี้วัดหรือการประเมิน", "Indicator or evaluation"),
    FIELD(struct evidence_result, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct evidence_result, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct evidence_result, via, 0, "เชื่อมโดย", "Linked by"),
    FIELD(struct evidence_result, past_code, 0, "ข้อเสนอต้นทาง", "From package"),
    FIELD(struct evidence_result, percent, 0, "คะแนน (%)", "Score (%)"),
    FIELD(struct evidence_result, x, 0, "ผล 0 ถึง 1", "Result 0 to 1"),
    FIELD(struct evidence_result, path, 0, "หน้า", "Page"),
};
const struct row_type evidence_result_type = ROW_TYPE(struct evidence_result, result_fields);

struct year_row {
    int64_t year, n, total;
};
static const struct field year_fields[] = {COL(struct year_row, year), COL(struct year_row, n), COL(struct year_row, total)};
static const struct row_type year_type = ROW_TYPE(struct year_row, year_fields);

struct effect_raw {
    int64_t package_id, n, total;
    struct str code, title, agency_code, agency_name, state;
    struct score value_score;
    struct money amount;
};
static const struct field raw_fields[] = {
    COL(struct effect_raw, package_id),  COL(struct effect_raw, n),           COL(struct effect_raw, total),
    COL(struct effect_raw, code),        COL(struct effect_raw, title),       COL(struct effect_raw, agency_code),
    COL(struct effect_raw, agency_name), COL(struct effect_raw, state),       COL(struct effect_raw, value_score),
    COL(struct effect_raw, amount),
};
static const struct row_type raw_type = ROW_TYPE(struct effect_raw, raw_fields);

struct result_raw {
    int64_t id, year;
    struct str kind, via, past_code, code, name, agency_name;
    struct score percent;
};
static const struct field result_raw_fields[] = {
    COL(struct result_raw, id),        COL(struct result_raw, year), COL(struct result_raw, kind), COL(struct result_raw, via),
    COL(struct result_raw, past_code), COL(struct result_raw, code), COL(struct result_raw, name), COL(struct result_raw, agency_name),
    COL(struct result_raw, percent),
};
static const struct row_type result_raw_type = ROW_TYPE(struct result_raw, result_raw_fields);

/* ---- the formula ---- */

/* a / b, half up, for 0 <= a, b > 0. */
static int64_t divide(int64_t a, int64_t b)
{
    int64_t ret;

    if (!exact_mul_div(a, 1, b, ROUND_HALF_UP, &ret)) {
        PANIC("evidence: a quotient does not fit");
    }
    return ret;
}

static int64_t scale(int64_t a, int64_t b, int64_t d)
{
    int64_t ret;

    if (!exact_mul_div(a, b, d, ROUND_HALF_UP, &ret)) {
        PANIC("evidence: a product does not fit");
    }
    return ret;
}

struct score evidence_mean(struct evidence_sum all)
{
    return (struct score){all.n ? divide(all.sum.millionths, all.n) : 0};
}

void evidence_factor(const struct evidence_rule *u, struct evidence_sum own, struct score mean, struct score *ret_posterior,
                     struct score *ret_factor)
{
    int64_t low = u->low_bp * (EVIDENCE_ONE / BP), high = u->high_bp * (EVIDENCE_ONE / BP), f;

    *ret_posterior = mean;
    *ret_factor = (struct score){EVIDENCE_ONE};
    if (own.n == 0) {
        return;
    }
    ret_posterior->millionths = divide(own.sum.millionths + u->k * mean.millionths, own.n + u->k);
    f = EVIDENCE_ONE + scale(ret_posterior->millionths - mean.millionths, u->weight_bp, BP);
    ret_factor->millionths = f < low ? low : f > high ? high : f;
}

struct score evidence_value(struct score value, struct score factor)
{
    if (factor.millionths == EVIDENCE_ONE) {
        return value;
    }
    return (struct score){scale(value.millionths, factor.millionths, EVIDENCE_ONE)};
}

/* ---- the rule and the city ---- */

static bool bad_rule(const char *column, int64_t value, const char *expected, struct arena *a, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_format(a, "evidence.rule %s", column)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

bool evidence_rule_get(struct db *db, struct arena *a, int64_t year, struct evidence_rule *ret, struct err *e)
{
    struct param_rows t;
    struct evidence_rule u;

    if (!param_table(db, a, PARAM_EVIDENCE_RULE, year, &t, e)) {
        return false;
    }
    if (t.rows != 1) {
        return bad_rule("rows", (int64_t)t.rows, "1", a, e);
    }
    u = (struct evidence_rule){.weight_bp = param_cell_int(&t, 0, "weight"),
                               .k = param_cell_int(&t, 0, "k"),
                               .years = param_cell_int(&t, 0, "years"),
                               .low_bp = param_cell_int(&t, 0, "low") * PERCENT_OF_ONE,
                               .high_bp = param_cell_int(&t, 0, "high") * PERCENT_OF_ONE};
    if (u.weight_bp < 0 || u.weight_bp > BP) {
        return bad_rule("weight", u.weight_bp, "0-100%", a, e);
    }
    if (u.k < 1 || u.k > BP) {
        return bad_rule("k", u.k, "1-10000", a, e);
    }
    if (u.years < 1 || u.years > EVIDENCE_YEARS) {
        return bad_rule("years", u.years, "1-4", a, e);
    }
    if (u.low_bp < 1 || u.low_bp > BP) {
        return bad_rule("low", u.low_bp, "1-100", a, e);
    }
    if (u.high_bp < BP || u.high_bp > 3 * BP) {
        return bad_rule("high", u.high_bp, "100-300", a, e);
    }
    *ret = u;
    return true;
}

/* The closed years that count, and the mean over them. Years that have not ended on the store's day do not count, whatever was
 * scored in them. */
static bool load_years(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    int64_t last = fy_of(db_day(db)) - 1;

    if (last > year - 1) {
        last = year - 1;
    }
    return db_list(db, a, &Q_EVIDENCE_YEARS, ARGS(V(year - LOOK_BACK), V(last)), &year_type, ret, e);
}

static bool count_city(struct db *db, struct arena *a, int64_t year, const struct rows *years, struct evidence_city *ret,
                       struct err *e)
{
    struct evidence_city c = {.year = year};
    struct evidence_sum all = {0};
    int64_t total = 0;
    const struct year_row *y = years->p;

    if (!evidence_rule_get(db, a, year, &c.rule, e)) {
        return false;
    }
    for (size_t i = 0; i < years->n && i < (size_t)c.rule.years; i++) {
        all.n += y[i].n;
        total += y[i].total;
        c.first_year = y[i].year;
        c.last_year = c.last_year ? c.last_year : y[i].year;
    }
    all.sum.millionths = total; /* still of 100 */
    c.n = all.n;
    c.mean.millionths = all.n ? divide(total, all.n * PERCENT_OF_ONE) : 0;
    *ret = c;
    return true;
}

static bool load_city(struct db *db, struct arena *a, int64_t year, struct evidence_city *ret, struct err *e)
{
    struct rows years;

    return load_years(db, a, year, &years, e) && count_city(db, a, year, &years, ret, e);
}

static struct str word_of(enum lang lang)
{
    return lang == LANG_EN ? STR("en") : STR("th");
}

static struct str plain_text(struct arena *a, int64_t v, unsigned places, unsigned least)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, v, places, least);
    return sbuf_str(&b);
}

/* total: the sum of the per cents, each cut to 0..100. The sum of x keeps its eight decimals in sum_text; the formula takes
 * it in millionths, half up. */
static void fill_effect(struct arena *a, const struct evidence_city *c, const struct effect_raw *r, struct evidence_effect *x)
{
    struct evidence_sum own = {r->n, {divide(r->total, PERCENT_OF_ONE)}};

    *x = (struct evidence_effect){.package_id = r->package_id,
                                  .n = r->n,
                                  .code = r->code,
                                  .title = r->title,
                                  .agency_code = r->agency_code,
                                  .agency_name = r->agency_name,
                                  .state = r->state,
                                  .mean = c->mean};
    x->average = evidence_mean(own);
    evidence_factor(&c->rule, own, c->mean, &x->posterior, &x->factor);
    x->base = r->value_score.millionths ? r->value_score : (struct score){r->amount.satang / SATANG_A_POINT};
    x->value = evidence_value(x->base, x->factor);
    x->factor_text = plain_text(a, x->factor.millionths, PLACES, 2);
    x->sum_text = plain_text(a, r->total, PLACES + 2, 0);
}

bool evidence_of_year(struct db *db, struct arena *a, int64_t year, enum lang lang, struct rows *ret, struct evidence_city *ret_city,
                      struct err *e)
{
    struct evidence_city c;
    struct evidence_effect *x;
    const struct effect_raw *raw;
    struct rows rows = {NULL, 0};

    if (!load_city(db, a, year, &c, e)) {
        return false;
    }
    if (c.n && !db_list(db, a, &Q_EVIDENCE_EFFECTS, ARGS(V(year), V(c.first_year), V(c.last_year), V(word_of(lang))), &raw_type, &rows, e)) {
        return false;
    }
    raw = rows.p;
    x = ARENA_ARRAY(a, struct evidence_effect, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        fill_effect(a, &c, &raw[i], &x[i]);
    }
    c.packages = (int64_t)rows.n;
    *ret = (struct rows){x, rows.n};
    *ret_city = c;
    return true;
}

const struct evidence_effect *evidence_find(const struct rows *effects, int64_t package_id)
{
    const struct evidence_effect *x = effects->p;
    size_t lo = 0, hi = effects->n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;

        if (x[mid].package_id < package_id) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < effects->n && x[lo].package_id == package_id ? &x[lo] : NULL;
}

static struct str result_path(struct arena *a, const struct result_raw *r)
{
    if (str_eq(r->kind, STR("evaluation"))) {
        return str_format(a, "/evaluations/%.*s", STR_FMT(r->code));
    }
    return str_format(a, "/indicators/%.*s?year=%lld", STR_FMT(r->code), (long long)r->year);
}

static int64_t cut(int64_t percent)
{
    const int64_t most = (int64_t)PERCENT_OF_ONE * EVIDENCE_ONE;

    return percent < 0 ? 0 : percent > most ? most : percent;
}

bool evidence_of_package(struct db *db, struct arena *a, int64_t package_id, int64_t year, enum lang lang, struct evidence_own *ret,
                         struct err *e)
{
    struct evidence_city c;
    struct effect_raw own;
    const struct result_raw *r;
    struct evidence_result *x;
    struct rows years, rows = {NULL, 0};

    c = (struct evidence_city){.year = year};
    if (!load_years(db, a, year, &years, e) || (years.n > 0 && !count_city(db, a, year, &years, &c, e))) {
        return false;
    }
    if (c.n == 0) { /* nothing was scored: one statement */
        *ret = (struct evidence_own){.effect = {.package_id = package_id, .factor = {EVIDENCE_ONE}}, .city = c};
        ret->effect.factor_text = STR("1.00");
        return true;
    }
    if (!db_one(db, a, &Q_EVIDENCE_PACKAGE, ARGS(V(package_id), V(word_of(lang))), &raw_type, &own, e) ||
        !db_list(db, a, &Q_EVIDENCE_RESULTS, ARGS(V(package_id), V(c.first_year), V(c.last_year), V(word_of(lang))),
                 &result_raw_type, &rows, e)) {
        return false;
    }
    r = rows.p;
    x = ARENA_ARRAY(a, struct evidence_result, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        x[i] = (struct evidence_result){.package_id = package_id,
                                        .code = r[i].code,
                                        .kind = r[i].kind,
                                        .name = r[i].name,
                                        .agency_name = r[i].agency_name,
                                        .year = r[i].year,
                                        .via = r[i].via,
                                        .past_code = r[i].past_code,
                                        .percent = r[i].percent,
                                        .path = result_path(a, &r[i])};
        x[i].x.millionths = divide(cut(r[i].percent.millionths), PERCENT_OF_ONE);
        own.n++;
        own.total += cut(r[i].percent.millionths);
    }
    fill_effect(a, &c, &own, &ret->effect);
    ret->results = (struct rows){x, rows.n};
    ret->city = c;
    return true;
}

/* ---- in words ---- */

static struct str rounded(struct arena *a, struct score s, unsigned places)
{
    int64_t unit = 1;

    for (unsigned i = places; i < PLACES; i++) {
        unit *= 10;
    }
    return plain_text(a, scale(s.millionths, 1, unit), places, places);
}

static struct str put(struct arena *a, struct str text, const char *name, struct str value)
{
    return str_replace(a, text, str_from(name), value);
}

struct str evidence_sentence(struct arena *a, const struct evidence_effect *x, const struct evidence_city *c, enum lang lang)
{
    struct str s;

    if (x->n == 0) {
        return STR_NONE;
    }
    s = tr(lang, TR("คะแนน {value} = {base} × {factor} จาก {n} ผลของปี {first}-{last} เฉลี่ย {own} ถ่วงเข้าหาค่าเฉลี่ยทั้งเมือง {mean} เหลือ {post}"));
    s = put(a, s, "{value}", rounded(a, x->value, 2));
    s = put(a, s, "{base}", rounded(a, x->base, 2));
    s = put(a, s, "{factor}", rounded(a, x->factor, SHOWN_FACTOR));
    s = put(a, s, "{n}", str_format(a, "%lld", (long long)x->n));
    s = put(a, s, "{first}", str_format(a, "%lld", (long long)c->first_year));
    s = put(a, s, "{last}", str_format(a, "%lld", (long long)c->last_year));
    s = put(a, s, "{own}", rounded(a, x->average, SHOWN_FACTOR));
    s = put(a, s, "{mean}", rounded(a, c->mean, SHOWN_FACTOR));
    return put(a, s, "{post}", rounded(a, x->posterior, SHOWN_FACTOR));
}

/* ---- named by hand ---- */

struct place {
    int64_t id, year, agency_id, division;
    struct str state;
};
static const struct field place_fields[] = {COL(struct place, id), COL(struct place, year), COL(struct place, agency_id),
                                            COL(struct place, division), COL(struct place, state)};
static const struct row_type place_type = ROW_TYPE(struct place, place_fields);

static bool may_name(const struct act *by, const struct place *p, struct err *e)
{
    struct err no;

    if (actor_check_city(by->who, PERM_VERIFY, &no)) {
        return true;
    }
    if (!actor_check(by->who, PERM_REQUEST_WRITE, p->agency_id, p->division, e)) {
        return false;
    }
    if (str_eq(p->state, STR("DRAFT")) || str_eq(p->state, STR("RETURNED"))) {
        return true;
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(p->state));
    err_arg(e, "event", V(STR("evidence")));
    return false;
}

/* An agency names only what is its own; the city's verifiers name any. */
static bool own_or_city(struct act *by, const struct place *p, int64_t indicator_id, int64_t year, struct str code, struct err *e)
{
    int64_t agency;
    struct err no;

    if (actor_check_city(by->who, PERM_VERIFY, &no)) {
        return true;
    }
    if (!db_int(by->tx->db, &Q_EVIDENCE_INDICATOR_AGENCY, ARGS(V(indicator_id), V(year)), &agency, e)) {
        return false;
    }
    if (agency != p->agency_id) {
        FAIL(e, ERR_SCOPE);
        err_arg(e, "scope", V(code));
    }
    return agency == p->agency_id;
}

bool evidence_name(struct act *by, int64_t year, struct str package_code, struct str indicator_code, int64_t indicator_year, bool on,
                   struct err *e)
{
    struct audit_note n = {.action = on ? STR("evidence.name") : STR("evidence.unname"), .new_value = indicator_code};
    struct place p;
    int64_t id, rows;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_EVIDENCE_PLACE, ARGS(V(year), V(package_code)), &place_type, &p, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(package_code));
        return false;
    }
    if (!may_name(by, &p, e) ||
        !db_int(by->tx->db, &Q_EVIDENCE_INDICATOR, ARGS(V(indicator_code), V(indicator_year)), &id, e)) {
        return false;
    }
    if (id == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(indicator_code));
        return false;
    }
    if (on && !own_or_city(by, &p, id, indicator_year, indicator_code, e)) {
        return false;
    }
    if (on ? !db_exec(by->tx->db, &Q_EVIDENCE_NAME_PUT, ARGS(V(p.id), V(id), V(by->who->name), V(by->now_ms)), &rows, e)
           : !db_exec(by->tx->db, &Q_EVIDENCE_NAME_DROP, ARGS(V(p.id), V(id)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, on ? ERR_DUPLICATE : ERR_NOT_FOUND);
        err_arg(e, "field", V(STR("indicator")));
        err_arg(e, "value", V(indicator_code));
        err_arg(e, "what", V(indicator_code));
        return false;
    }
    n.subject = str_format(by->a, "package:%.*s", STR_FMT(package_code));
    n.year = p.year;
    return audit_add(by, &n, e);
}
