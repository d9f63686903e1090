#include "perform/evaluation.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "sql_perform.h"
#include "store/store.h"

enum { RATIO_PLACES = 4, SCALE = 10000, MILLI_PLACES = 3, THOUSAND = 1000 };

static const struct field fields[] = {
    COL(struct evaluation, id),
    COL(struct evaluation, version),
    COL(struct evaluation, package_id),
    COL(struct evaluation, agency_id),
    FIELD(struct evaluation, code, FIELD_KEY, "เลขที่", "No."),
    FIELD(struct evaluation, year, 0, "ปีที่ประเมิน", "Evaluated in"),
    FIELD(struct evaluation, project_year, 0, "ปีของโครงการ", "Project's year"),
    FIELD(struct evaluation, package_code, 0, "รหัสข้อเสนอ", "Package"),
    FIELD(struct evaluation, title, 0, "โครงการ", "Project"),
    FIELD(struct evaluation, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct evaluation, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct evaluation, state, 0, "สถานะ", "State"),
    FIELD(struct evaluation, evaluator, 0, "ผู้ประเมิน", "Evaluator"),
    FIELD(struct evaluation, ended_on, 0, "สิ้นสุดจริง", "Ended"),
    FIELD(struct evaluation, planned_end, 0, "สิ้นสุดตามแผน", "Planned end"),
    FIELD(struct evaluation, plan_cost, FIELD_OPTIONAL, "เงินตามแผน", "Planned cost"),
    FIELD(struct evaluation, real_cost, FIELD_OPTIONAL, "เบิกจ่ายจริง", "Actual cost"),
    COL(struct evaluation, plan_output_milli),
    COL(struct evaluation, real_output_milli),
    COL(struct evaluation, plan_outcome_milli),
    COL(struct evaluation, real_outcome_milli),
    FIELD(struct evaluation, output_unit, 0, "หน่วยของผลผลิต", "Output unit"),
    FIELD(struct evaluation, outcome_unit, 0, "หน่วยของผลลัพธ์", "Outcome unit"),
    FIELD(struct evaluation, plan_benefit, FIELD_OPTIONAL, "ผลประโยชน์ตามแผน", "Planned benefit"),
    FIELD(struct evaluation, real_benefit, FIELD_OPTIONAL, "ผลประโยชน์จริง", "Actual benefit"),
    FIELD(struct evaluation, benefit_note, 0, "วิธีคิดผลประโยชน์", "How the benefit was found"),
    FIELD(struct evaluation, lessons, 0, "บทเรียน", "Lessons"),
    FIELD(struct evaluation, scored, 0, "ให้คะแนนครบ", "All scored"),
    FIELD(struct evaluation, total, 0, "คะแนนรวม (%)", "Total score (%)"),
    FIELD(struct evaluation, made_by, 0, "ผู้จัดทำ", "Made by"),
    FIELD(struct evaluation, reviewed_by, 0, "ผู้สอบทาน", "Reviewed by"),
    FIELD(struct evaluation, published_by, 0, "ผู้เผยแพร่", "Published by"),
    FIELD(struct evaluation, made, 0, "จัดทำเมื่อ", "Made"),
    FIELD(struct evaluation, reviewed, 0, "สอบทานเมื่อ", "Reviewed"),
    FIELD(struct evaluation, published, 0, "เผยแพร่เมื่อ", "Published"),
};
const struct row_type evaluation_type = ROW_TYPE(struct evaluation, fields);

static const struct field score_fields[] = {
    FIELD(struct evaluation_score, criterion, FIELD_KEY, "รหัสเกณฑ์", "Criterion"),
    FIELD(struct evaluation_score, name, 0, "เกณฑ์", "Name"),
    FIELD(struct evaluation_score, weight, 0, "น้ำหนัก (%)", "Weight (%)"),
    FIELD(struct evaluation_score, has, 0, "ให้คะแนนแล้ว", "Scored"),
    FIELD(struct evaluation_score, percent, 0, "คะแนน (%)", "Score (%)"),
    FIELD(struct evaluation_score, evidence, 0, "หลักฐาน", "Evidence"),
};
const struct row_type evaluation_score_type = ROW_TYPE(struct evaluation_score, score_fields);

static const struct field event_fields[] = {
    FIELD(struct evaluation_event, at, FIELD_KEY, "เมื่อ", "At"),
    FIELD(struct evaluation_event, event, 0, "เหตุการณ์", "Event"),
    FIELD(struct evaluation_event, to_state, 0, "สถานะ", "State"),
    FIELD(struct evaluation_event, by_user, 0, "โดย", "By"),
    FIELD(struct evaluation_event, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type evaluation_event_type = ROW_TYPE(struct evaluation_event, event_fields);

static const struct field ratio_fields[] = {
    FIELD(struct evaluation_ratio, name, FIELD_KEY, "เรื่อง", "Measure"),
    FIELD(struct evaluation_ratio, planned, 0, "ตามแผน", "Planned"),
    FIELD(struct evaluation_ratio, actual, 0, "จริง", "Actual"),
    FIELD(struct evaluation_ratio, unit, 0, "หน่วย", "Unit"),
    FIELD(struct evaluation_ratio, ratio, 0, "จริงต่อแผน", "Actual to planned"),
    FIELD(struct evaluation_ratio, why, 0, "เหตุที่ไม่มี", "Why there is none"),
};
const struct row_type evaluation_ratio_type = ROW_TYPE(struct evaluation_ratio, ratio_fields);

static const struct field next_fields[] = {
    FIELD(struct evaluation_next, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct evaluation_next, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct evaluation_next, title, 0, "ชื่อ", "Title"),
    FIELD(struct evaluation_next, state, 0, "สถานะ", "State"),
};
const struct row_type evaluation_next_type = ROW_TYPE(struct evaluation_next, next_fields);

static const struct field due_fields[] = {
    COL(struct evaluation_due, package_id),
    FIELD(struct evaluation_due, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct evaluation_due, title, 0, "โครงการ", "Project"),
    FIELD(struct evaluation_due, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct evaluation_due, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct evaluation_due, paid, FIELD_TOTAL, "เบิกจ่าย", "Disbursed"),
};
const struct row_type evaluation_due_type = ROW_TYPE(struct evaluation_due, due_fields);


static void put_late(struct evaluation *x)
{
    if (x->ended_on.yyyymmdd && x->planned_end.yyyymmdd) {
        int64_t d = date_days_between(x->planned_end, x->ended_on);

        x->late_days = d > 0 ? d : 0;
    }
}

bool evaluation_list(struct db *db, struct arena *a, const struct evaluation_filter *f, struct rows *ret, struct err *e)
{
    return f->package_id
               ? db_list(db, a, &Q_EVALUATION_OF_PACKAGE, ARGS(V(f->package_id)), &evaluation_type, ret, e)
               : db_list(db, a, &Q_EVALUATION_LIST, ARGS(V(f->year), V(f->agency_id), V(f->state), V(f->after)), &evaluation_type,
                         ret, e);
}

bool evaluation_get(struct db *db, struct arena *a, struct str code, struct evaluation *ret, struct err *e)
{
    struct evaluation x = {0};
    bool found;

    if (!db_find(db, a, &Q_EVALUATION_GET, ARGS(V(code)), &evaluation_type, &x, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    put_late(&x);
    *ret = x;
    return true;
}

bool evaluation_scores(struct db *db, struct arena *a, int64_t id, enum lang lang, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_EVALUATION_SCORES, ARGS(V(id), V(lang == LANG_EN ? STR("en") : STR("th"))), &evaluation_score_type, ret,
                   e);
}

bool evaluation_events(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_EVALUATION_EVENTS, ARGS(V(id)), &evaluation_event_type, ret, e);
}

bool evaluation_followers(struct db *db, struct arena *a, int64_t package_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_EVALUATION_FOLLOWERS, ARGS(V(package_id)), &evaluation_next_type, ret, e);
}

bool evaluation_candidates(struct db *db, struct arena *a, int64_t year, int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_EVALUATION_CANDIDATES, ARGS(V(year), V(limit)), &evaluation_due_type, ret, e);
}

/* ---- planned against actual ---- */

static struct str decimal(struct arena *a, int64_t v, unsigned places)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

struct side {
    int64_t value; /* EVALUATION_NONE: not known */
    struct str text;
};

static struct side of_money(struct arena *a, struct money m)
{
    bool none = m.satang == MONEY_MISSING.satang;

    return (struct side){none ? EVALUATION_NONE : m.satang, none ? STR_NONE : money_text(a, m, MONEY_COMMAS)};
}

static struct side of_milli(struct arena *a, int64_t v)
{
    return (struct side){v, v < 0 ? STR_NONE : decimal(a, v, MILLI_PLACES)};
}

static void put_ratio(struct arena *a, struct evaluation_ratio *x, struct side planned, struct side actual)
{
    int64_t q;

    x->planned = planned.text;
    x->actual = actual.text;
    if (planned.value < 0) {
        x->why = STR("no_plan");
    } else if (actual.value < 0) {
        x->why = STR("no_actual");
    } else if (planned.value == 0 || !exact_mul_div(actual.value, SCALE, planned.value, ROUND_HALF_UP, &q)) {
        x->why = STR("zero");
    } else {
        x->ratio = decimal(a, q, RATIO_PLACES);
    }
}

/* Money for one unit: satang * 1000 / thousandths. */
static struct side per_unit(struct arena *a, struct money m, int64_t milli)
{
    struct money one;

    if (m.satang == MONEY_MISSING.satang || milli <= 0 || !money_ratio(m, THOUSAND, milli, ROUND_HALF_UP, &one)) {
        return (struct side){EVALUATION_NONE, STR_NONE};
    }
    return of_money(a, one);
}

/* Benefit for each baht of cost, planned and actual; the ratio column is the actual one. */
static struct str benefit_cost(struct arena *a, struct money benefit, struct money cost, struct str *ret_why)
{
    int64_t q;

    if (benefit.satang == MONEY_MISSING.satang) {
        *ret_why = STR("no_benefit");
    } else if (cost.satang == MONEY_MISSING.satang) {
        *ret_why = STR("no_cost");
    } else if (cost.satang == 0 || !exact_mul_div(benefit.satang, SCALE, cost.satang, ROUND_HALF_UP, &q)) {
        *ret_why = STR("zero");
    } else {
        return decimal(a, q, RATIO_PLACES);
    }
    return STR_NONE;
}

static struct side day_side(struct arena *a, struct date d, enum lang lang)
{
    struct sbuf b;

    if (!d.yyyymmdd) {
        return (struct side){EVALUATION_NONE, STR_NONE};
    }
    sbuf_init(&b, a, 64);
    date_put(&b, d, DATE_SHORT, lang);
    return (struct side){1, sbuf_str(&b)};
}

bool evaluation_ratios(struct arena *a, const struct evaluation *x, enum lang lang, struct rows *ret, struct err *e)
{
    enum { COST, TIME, OUTPUT, OUTCOME, UNIT, BENEFIT, RATIOS };
    struct evaluation_ratio *r = ARENA_ARRAY(a, struct evaluation_ratio, RATIOS);
    struct side planned = day_side(a, x->planned_end, lang), ended = day_side(a, x->ended_on, lang);
    struct str why = STR_NONE;

    (void)e;
    r[COST].name = tr(lang, TR("ค่าใช้จ่าย"));
    r[COST].unit = r[UNIT].unit = tr(lang, TR("บาท"));
    put_ratio(a, &r[COST], of_money(a, x->plan_cost), of_money(a, x->real_cost));
    r[TIME] = (struct evaluation_ratio){.name = tr(lang, TR("เวลา")),
                                        .planned = planned.text,
                                        .actual = ended.text,
                                        .unit = tr(lang, TR("วันที่ช้า")),
                                        .why = planned.value < 0 ? STR("no_plan") : ended.value < 0 ? STR("no_actual") : STR_NONE};
    if (r[TIME].why.n == 0) {
        r[TIME].ratio = str_format(a, "%lld", (long long)x->late_days);
    }
    r[OUTPUT].name = tr(lang, TR("ผลผลิต"));
    r[OUTPUT].unit = x->output_unit;
    put_ratio(a, &r[OUTPUT], of_milli(a, x->plan_output_milli), of_milli(a, x->real_output_milli));
    r[OUTCOME].name = tr(lang, TR("ผลลัพธ์"));
    r[OUTCOME].unit = x->outcome_unit;
    put_ratio(a, &r[OUTCOME], of_milli(a, x->plan_outcome_milli), of_milli(a, x->real_outcome_milli));
    r[UNIT].name = tr(lang, TR("ค่าใช้จ่ายต่อหน่วยผลผลิต"));
    put_ratio(a, &r[UNIT], per_unit(a, x->plan_cost, x->plan_output_milli), per_unit(a, x->real_cost, x->real_output_milli));
    r[BENEFIT].name = tr(lang, TR("ผลประโยชน์ต่อค่าใช้จ่าย 1 บาท"));
    r[BENEFIT].planned = benefit_cost(a, x->plan_benefit, x->plan_cost, &why);
    why = STR_NONE;
    r[BENEFIT].actual = r[BENEFIT].ratio = benefit_cost(a, x->real_benefit, x->real_cost, &why);
    r[BENEFIT].why = why;
    *ret = (struct rows){r, RATIOS};
    return true;
}
