#include "allocate/triage.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/param.h"
#include "plan/rollup.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { PRICE_PLACES = 4, MILLI = 1000, BP = 10000, SCORES_A_BAHT = 1000000, SATANG_A_MILLIONTH = 100 };

static const struct field triage_fields[] = {
    COL(struct triage_row, id),
    FIELD(struct triage_row, code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct triage_row, title, 0, "ชื่อ", "Title"),
    FIELD(struct triage_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct triage_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct triage_row, division, 0, "กองวิเคราะห์", "Division"),
    FIELD(struct triage_row, state, 0, "สถานะ", "State"),
    FIELD(struct triage_row, level_kind, 0, "ระดับ", "Level"),
    FIELD(struct triage_row, type_code, 0, "งบรายจ่าย", "Expenditure type"),
    FIELD(struct triage_row, band, 0, "กลุ่ม", "Group"),
    FIELD(struct triage_row, urgency, 0, "ความเร่งด่วน (ต่อพัน)", "Urgency (thousandths)"),
    FIELD(struct triage_row, near, 0, "ใกล้เส้นวงเงิน (ต่อพัน)", "Near the line (thousandths)"),
    FIELD(struct triage_row, size, 0, "ขนาด (ต่อพัน)", "Size (thousandths)"),
    FIELD(struct triage_row, flags, 0, "ข้อสังเกต (ต่อพัน)", "Flags (thousandths)"),
    FIELD(struct triage_row, warnings, 0, "ข้อเตือน", "Warnings"),
    FIELD(struct triage_row, stops, 0, "ข้อที่ต้องแก้", "Stops"),
    FIELD(struct triage_row, clearances, 0, "รอตรวจรับรอง", "Clearances open"),
    FIELD(struct triage_row, questions, 0, "รอคำตอบ", "Questions open"),
    FIELD(struct triage_row, cut_rank, 0, "ลำดับในผลจัดสรร", "Rank in the run"),
    FIELD(struct triage_row, funded, 0, "ผลจัดสรรให้", "Funded by the run"),
    FIELD(struct triage_row, settled, 0, "มีความเห็นแล้ว", "Settled"),
    FIELD(struct triage_row, value_score, 0, "คะแนน", "Score"),
    FIELD(struct triage_row, amount, 0, "วงเงิน", "Amount"),
    FIELD(struct triage_row, distance, FIELD_OPTIONAL, "ห่างจากเส้นวงเงิน", "Distance to the line"),
    FIELD(struct triage_row, why1, 0, "เหตุที่อยู่ตรงนี้ 1", "Why here 1"),
    FIELD(struct triage_row, why2, 0, "เหตุที่อยู่ตรงนี้ 2", "Why here 2"),
    FIELD(struct triage_row, why3, 0, "เหตุที่อยู่ตรงนี้ 3", "Why here 3"),
};
const struct row_type triage_row_type = ROW_TYPE(struct triage_row, triage_fields);

static const char *const bands[TRIAGE_BANDS] = {"mandatory", "above", "near", "below"};

const char *triage_band_word(enum triage_band b)
{
    return bands[b];
}

/* ---- what is read ---- */

struct package_in {
    int64_t id;
    struct str code, title;
    int64_t agency_id;
    struct str agency_code, agency_th, agency_en, state, level_kind, reason;
    int64_t division, cut_rank, warns, stops, clearances, questions, amount_satang;
    bool mandatory, funded, settled;
    struct score value_score;
};
static const struct field package_fields[] = {
    COL(struct package_in, id),          COL(struct package_in, code),
    COL(struct package_in, title),       COL(struct package_in, agency_id),
    COL(struct package_in, agency_code), COL(struct package_in, agency_th),
    COL(struct package_in, agency_en),   COL(struct package_in, division),
    COL(struct package_in, state),       COL(struct package_in, level_kind),
    COL(struct package_in, mandatory),   COL(struct package_in, cut_rank),
    COL(struct package_in, funded),      COL(struct package_in, reason),
    COL(struct package_in, value_score), COL(struct package_in, amount_satang),
    COL(struct package_in, settled),     COL(struct package_in, warns),
    COL(struct package_in, stops),       COL(struct package_in, clearances),
    COL(struct package_in, questions),
};
static const struct row_type package_in_type = ROW_TYPE(struct package_in, package_fields);

struct price_in {
    struct str stage, run_code, scenario, dim, code, price_text;
    int64_t run_id;
    struct when made_at;
};
static const struct field price_fields[] = {
    COL(struct price_in, stage),   COL(struct price_in, run_id), COL(struct price_in, run_code),
    COL(struct price_in, scenario), COL(struct price_in, made_at), COL(struct price_in, dim),
    COL(struct price_in, code),    COL(struct price_in, price_text),
};
static const struct row_type price_type = ROW_TYPE(struct price_in, price_fields);

/* What a package's lines ask, and the prices they fall under, each times its money. */
enum { TYPES = 10 };
struct money_of {
    struct money asked, type[TYPES], now;
    struct wide priced; /* satang x price */
};

struct looking {
    const struct triage_filter *f;
    struct db *db;
    struct arena *a, *scratch;
    bool has_run;
    const struct price_in *price;
    int64_t *price_e4; /* of each */
    size_t prices;
    const struct package_in *in;
    size_t n;
    struct money_of *money;
    int64_t reach_bp;
    struct money large;
};

static bool read_run(struct looking *x, struct err *e)
{
    struct rows rows;

    if (!db_list(x->db, x->a, &Q_TRIAGE_RUN, ARGS(V(x->f->year)), &price_type, &rows, e))
        return false;
    x->price = rows.p;
    x->prices = rows.n;
    x->has_run = rows.n > 0 && x->price[0].run_id != 0;
    x->price_e4 = ARENA_ARRAY(x->scratch, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (!exact_parse_decimal(x->price[i].price_text, PRICE_PLACES, &x->price_e4[i]))
            x->price_e4[i] = 0;
    }
    return true;
}

static bool read_rule(struct looking *x, struct err *e)
{
    struct param_rows t;

    if (!param_table(x->db, x->scratch, PARAM_TRIAGE, x->f->year, &t, e))
        return false;
    if (t.rows > 0) {
        x->reach_bp = param_cell_int(&t, 0, "reach");
        x->large = MONEY(param_cell_int(&t, 0, "large"));
    }
    return true;
}

static int64_t price_of(const struct looking *x, struct str dim, struct str code)
{
    for (size_t i = 0; i < x->prices; i++) {
        if (x->price_e4[i] && str_eq(x->price[i].dim, dim) && str_eq(x->price[i].code, code))
            return x->price_e4[i];
    }
    return 0;
}

static size_t find_package(const struct looking *x, int64_t id)
{
    size_t lo = 0, hi = x->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (x->in[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < x->n && x->in[lo].id == id ? lo : x->n;
}

static void take_line(void *ctx, const struct rollup_line *l)
{
    struct looking *x = ctx;
    size_t i = find_package(x, l->package_id);
    struct money_of *m = &x->money[i];
    size_t type = l->type.n == 1 ? (size_t)(l->type.p[0] - '0') % TYPES : 0;
    int64_t price;

    if (i == x->n)
        return;
    price = price_of(x, STR("type"), l->type) + price_of(x, STR("fund"), l->fund) +
            price_of(x, STR("side"), l->side);
    m->asked = money_add(m->asked, l->requested);
    m->now = money_add(m->now, l->now);
    m->type[type] = money_add(m->type[type], l->requested);
    m->priced = wide_add_mul(m->priced, l->requested.satang, price);
}

static bool read_all(struct looking *x, struct rollup *r, struct err *e)
{
    int64_t year = x->f->year;
    struct rows rows;

    if (!read_run(x, e) || !read_rule(x, e) ||
        !db_list(x->db, x->a, &Q_TRIAGE_PACKAGES,
                 ARGS(V(year), V(x->prices ? x->price[0].run_id : INT64_C(0))), &package_in_type,
                 &rows, e))
        return false;
    x->in = rows.p;
    x->n = rows.n;
    x->money = ARENA_ARRAY(x->scratch, struct money_of, x->n + 1);
    return rollup_lines(r, x->db, year, take_line, x, e);
}

/* ---- the formula ---- */

/* num / den of 1000, at most 1000; den > 0. */
static int64_t thousandths(int64_t num, int64_t den)
{
    int64_t t;

    if (num >= den)
        return MILLI;
    return exact_mul_div(num, MILLI, den, ROUND_DOWN, &t) ? t : MILLI;
}

/* What a package pays a million baht: ten-thousandths of a score. */
static int64_t price_e4(const struct looking *x, const struct package_in *in,
                        const struct money_of *m)
{
    int64_t priced = 0, p = price_of(x, STR("total"), STR_NONE) +
                            price_of(x, STR("agency"), in->agency_code);
    struct wide w = m->priced;

    if (m->asked.satang > 0 && w.hi == 0 && w.lo <= INT64_MAX)
        priced = (int64_t)w.lo / m->asked.satang;
    return p + priced;
}

static int64_t cost_of(int64_t price, struct money amount)
{
    int64_t cost;

    return exact_mul_div(price, amount.satang, SCORES_A_BAHT, ROUND_HALF_UP, &cost) ? cost
                                                                                   : INT64_MAX / 2;
}

/* The package has been decided against its worth: its neighbours decide. */
static bool against(const struct package_in *in, int64_t margin)
{
    if (in->funded)
        return margin < 0;
    return margin > 0 && str_eq(in->reason, STR("ceiling"));
}

/* Its score, or one point a million baht while nobody has scored it (as in a run). */
static int64_t score_of(const struct package_in *in, struct money amount)
{
    return in->cut_rank || in->value_score.millionths ? in->value_score.millionths
                                                      : amount.satang / SATANG_A_MILLIONTH;
}

/* Sets near and distance; true: worth its money. */
static bool measure(const struct looking *x, const struct package_in *in, const struct money_of *m,
                    struct triage_row *row)
{
    int64_t price = price_e4(x, in, m), score = score_of(in, row->amount), worth, gap;
    int64_t cost = cost_of(price, row->amount), most = score > cost ? score : cost;

    row->distance = MONEY_MISSING;
    if (price > 0 && exact_mul_div(score, SCORES_A_BAHT, price, ROUND_HALF_UP, &worth))
        row->distance = MONEY((worth - row->amount.satang) / 100 * 100); /* whole baht, towards 0 */
    if (in->mandatory || !x->has_run)
        return true;
    if (in->cut_rank && against(in, score - cost)) {
        row->near = MILLI;
        return in->funded;
    }
    gap = llabs(score - cost);
    if (price > 0 && most > 0 && x->reach_bp > 0 &&
        exact_mul_div(gap, BP, x->reach_bp, ROUND_HALF_UP, &gap))
        row->near = MILLI - thousandths(gap, most);
    return in->cut_rank ? in->funded : score >= cost;
}

static enum triage_band band_of(const struct looking *x, const struct package_in *in,
                                const struct triage_row *row, bool worth)
{
    if (in->mandatory)
        return TRIAGE_MANDATORY;
    if (row->near > 0 || !x->has_run)
        return TRIAGE_NEAR;
    return worth ? TRIAGE_ABOVE : TRIAGE_BELOW;
}

static enum triage_band make_row(const struct looking *x, size_t i, struct triage_row *row)
{
    static const char digits[] = "0123456789";
    const struct package_in *in = &x->in[i];
    const struct money_of *m = &x->money[i];
    enum triage_band band;
    size_t type = 0;
    bool worth;

    *row = (struct triage_row){.id = in->id,
                               .code = in->code,
                               .title = in->title,
                               .agency_code = in->agency_code,
                               .agency_name = x->f->lang == LANG_EN ? in->agency_en : in->agency_th,
                               .state = in->state,
                               .level_kind = in->level_kind,
                               .division = in->division,
                               .cut_rank = in->cut_rank,
                               .warnings = in->warns,
                               .stops = in->stops,
                               .funded = in->funded,
                               .settled = in->settled,
                               .value_score = in->value_score};
    row->amount = in->amount_satang >= 0 ? MONEY(in->amount_satang) : m->now;
    row->clearances = in->clearances;
    row->questions = in->questions;
    for (size_t t = 1; t < TYPES; t++) {
        if (m->type[t].satang > m->type[type].satang)
            type = t;
    }
    row->type_code = (struct str){&digits[type], 1};
    worth = measure(x, in, m, row);
    row->size = x->large.satang > 0 ? thousandths(row->amount.satang, x->large.satang) : 0;
    row->flags = 250 * (row->warnings + row->clearances + row->questions) + 500 * row->stops;
    if (row->flags > MILLI)
        row->flags = MILLI;
    row->urgency = (6 * row->near + 2 * row->size + 2 * row->flags) / 10;
    band = band_of(x, in, row, worth);
    row->band = str_from(bands[band]);
    return band;
}

/* ---- why here ---- */

static struct str with_money(struct arena *a, struct str text, const char *name, struct money m)
{
    return str_replace(a, text, str_from(name), money_text(a, m, MONEY_WHOLE));
}

static struct str why_distance(const struct looking *x, const struct package_in *in,
                               const struct triage_row *row)
{
    enum lang lang = x->f->lang;

    if (in->mandatory)
        return tr(lang, TR("ต้องตั้งตามกฎหมายหรือข้อผูกพัน ไม่ใช่ทางเลือก"));
    if (!x->has_run)
        return tr(lang, TR("ยังไม่มีผลจัดสรร จึงยังไม่มีเส้นวงเงิน"));
    if (row->distance.satang == MONEY_MISSING.satang)
        return tr(lang, TR("ไม่มีกรอบใดตึงสำหรับเงินก้อนนี้"));
    if (row->distance.satang >= 0)
        return with_money(x->a, tr(lang, TR("เหนือเส้น: แพงขึ้นได้อีก {baht} บาทจึงหลุด")), "{baht}",
                          row->distance);
    return with_money(x->a, tr(lang, TR("ใต้เส้น: ต้องถูกลง {baht} บาทจึงเข้า")), "{baht}",
                      money_neg(row->distance));
}

static struct str why_size(const struct looking *x, const struct triage_row *row)
{
    struct str text = tr(x->f->lang, TR("{baht} บาท คะแนน {score}"));
    struct sbuf b;

    sbuf_init(&b, x->a, 64);
    value_put_text(&b, V(row->value_score), x->f->lang);
    return str_replace(x->a, with_money(x->a, text, "{baht}", row->amount), STR("{score}"),
                       sbuf_str(&b));
}

static struct str why_rest(const struct looking *x, const struct package_in *in,
                           const struct triage_row *row)
{
    enum lang lang = x->f->lang;

    if (row->stops || row->warnings || row->clearances || row->questions) {
        struct str text = tr(lang, TR("ต้องแก้ {stops} เตือน {warns} รอรับรอง {clear} รอคำตอบ {asks}"));

        text = str_replace(x->a, text, STR("{stops}"),
                           str_format(x->a, "%lld", (long long)row->stops));
        text = str_replace(x->a, text, STR("{warns}"),
                           str_format(x->a, "%lld", (long long)row->warnings));
        text = str_replace(x->a, text, STR("{asks}"),
                           str_format(x->a, "%lld", (long long)row->questions));
        return str_replace(x->a, text, STR("{clear}"),
                           str_format(x->a, "%lld", (long long)row->clearances));
    }
    if (x->has_run && !in->mandatory && in->cut_rank == 0)
        return tr(lang, TR("ยังไม่อยู่ในผลจัดสรรครั้งล่าสุด วัดด้วยราคาของครั้งนั้น"));
    if (str_eq(in->reason, STR("level_below")))
        return tr(lang, TR("ระดับล่างของงานเดียวกันยังไม่ได้"));
    if (!in->mandatory && x->has_run && row->near == MILLI && in->cut_rank)
        return tr(lang, TR("ผลจัดสรรสวนทางกับความคุ้ม เพราะวงเงินที่เหลือไม่พอดี"));
    return tr(lang, TR("ไม่มีข้อสังเกตค้าง"));
}

/* ---- choosing ---- */

static bool passes(const struct triage_filter *f, const struct triage_row *row)
{
    return (!f->division || row->division == f->division) &&
           (!f->agency_code.n || str_eq(row->agency_code, f->agency_code)) &&
           (!f->type_code.n || str_eq(row->type_code, f->type_code)) &&
           (!f->state.n || str_eq(row->state, f->state));
}

static void add_sum(struct triage_sum *s, const struct triage_row *row)
{
    s->packages++;
    s->flagged += row->stops > 0;
    s->settled += row->settled;
    s->amount = money_add(s->amount, row->amount);
    if (row->distance.satang != MONEY_MISSING.satang &&
        (s->nearest.satang == MONEY_MISSING.satang ||
         llabs(row->distance.satang) < llabs(s->nearest.satang)))
        s->nearest = row->distance;
}

static bool can_settle(const struct triage_filter *f, const struct triage_row *row)
{
    return !row->settled && !row->stops && !row->clearances &&
           (f->below.satang == 0 || row->amount.satang < f->below.satang);
}

struct chosen {
    struct triage_row row;
    size_t at;
};

static int by_urgency(const void *p, const void *q)
{
    const struct chosen *x = p, *y = q;

    if (x->row.urgency != y->row.urgency)
        return x->row.urgency > y->row.urgency ? -1 : 1;
    return x->row.id < y->row.id ? -1 : x->row.id > y->row.id;
}

static bool put_page(const struct looking *x, struct chosen *c, size_t n, struct triage *ret,
                     struct err *e)
{
    const struct triage_filter *f = x->f;
    struct triage_row *row;
    size_t first = 0, k = 0;

    if (n > 1)
        qsort(c, n, sizeof(*c), by_urgency);
    for (size_t i = 0; f->after.n && i < n && !first; i++)
        first = str_eq(c[i].row.code, f->after) ? i + 1 : 0;
    if (f->after.n && !first) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(f->after));
        return false;
    }
    row = ARENA_ARRAY(x->a, struct triage_row, f->limit + 1);
    for (size_t i = first; i < n && k < f->limit; i++, k++) {
        const struct package_in *in = &x->in[c[i].at];

        row[k] = c[i].row;
        row[k].why1 = why_distance(x, in, &row[k]);
        row[k].why2 = why_size(x, &row[k]);
        row[k].why3 = why_rest(x, in, &row[k]);
    }
    ret->rows = (struct rows){row, k};
    ret->next = first + k < n && k ? row[k - 1].code : STR_NONE;
    return true;
}

static bool choose(const struct looking *x, struct triage *ret, struct err *e)
{
    const struct triage_filter *f = x->f;
    struct chosen *c = ARENA_ARRAY(x->scratch, struct chosen, x->n + 1);
    size_t n = 0;

    for (size_t b = 0; b < TRIAGE_BANDS; b++)
        ret->band[b].nearest = MONEY_MISSING;
    ret->all.nearest = ret->settle.nearest = MONEY_MISSING;
    ret->settle_code = ARENA_ARRAY(x->a, struct str, TRIAGE_SETTLE_MOST);
    for (size_t i = 0; i < x->n; i++) {
        struct triage_row *row = &c[n].row;
        enum triage_band band = make_row(x, i, row);

        ret->packages++;
        ret->can_change += band == TRIAGE_NEAR;
        ret->unseen += x->has_run && x->in[i].cut_rank == 0;
        ret->unaccepted += str_eq(row->state, STR("SUBMITTED"));
        if (!passes(f, row))
            continue;
        add_sum(&ret->band[band], row);
        add_sum(&ret->all, row);
        if ((int)band == f->band && can_settle(f, row) &&
            ret->settle.packages < TRIAGE_SETTLE_MOST) {
            ret->settle_code[ret->settle.packages] = row->code;
            add_sum(&ret->settle, row);
        }
        if (f->band == TRIAGE_BANDS || (int)band == f->band)
            c[n++].at = i;
    }
    return put_page(x, c, n, ret, e);
}

bool triage_get(struct rollup *r, struct db *db, struct arena *a, const struct triage_filter *f,
                struct triage *ret, struct err *e)
{
    struct arena *scratch = arena_new();
    struct looking x = {.f = f, .db = db, .a = a, .scratch = scratch};
    bool ok;

    *ret = (struct triage){.packages = 0};
    ok = read_all(&x, r, e) && choose(&x, ret, e);
    arena_free(scratch);
    if (!ok)
        return false;
    ret->reach_bp = x.reach_bp;
    ret->large = x.large;
    if (x.prices) {
        ret->stage = x.price[0].stage;
        ret->scenario = x.price[0].scenario;
        ret->run_code = x.price[0].run_code;
        ret->run_at = x.price[0].made_at;
    }
    return true;
}
