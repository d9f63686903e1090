/* volume_revenue.c - document 1: the revenue estimate (ประมาณการรายรับ): what the adopted forecast holds by type and source,
 * beside what was received and estimated before; whether it balances the expenditure; how it was made. */
#include "document/volume_revenue.h"

#include "document/volume_front_int.h"

enum { BACK = 5 }; /* years of receipts */

static const struct {
    const char *word;
    enum volume_text_id name;
} groups[REVENUE_GROUPS] = {
    {"self", VF_REV_SELF}, {"others", VF_REV_OTHERS}, {"commerce", VF_REV_COMMERCE}};

static bool is_known(struct money m)
{
    return m.satang != MONEY_MISSING.satang;
}

static void sum_to(struct money *to, struct money m)
{
    if (is_known(m))
        *to = is_known(*to) ? money_add(*to, m) : m;
}

static void source_to(struct revenue_sum *to, const struct revenue_sum *s)
{
    sum_to(&to->received, s->received);
    sum_to(&to->prior, s->prior);
    sum_to(&to->amount, s->amount);
    sum_to(&to->change, s->change);
}

static int group_of(struct str word)
{
    int g = 0;

    while (g < REVENUE_GROUPS - 1 && !str_eq(word, str_from(groups[g].word)))
        g++;
    return g;
}

const char *revenue_group_word(int g)
{
    return groups[g].word;
}

struct str revenue_group_label(int g)
{
    return volume_word(groups[g].name);
}

struct money revenue_received(const struct revenue_estimate *r, int64_t year, int group)
{
    const struct revenue_actual_row *x = r->actuals.p;
    struct money sum = MONEY_MISSING;

    for (size_t i = 0; i < r->actuals.n; i++) {
        for (size_t s = 0; x[i].year == year && s < REVENUE_SOURCES; s++) {
            if (r->source[s].group == group && str_eq(x[i].source_code, r->source[s].code))
                sum_to(&sum, x[i].amount);
        }
    }
    return sum;
}

static struct revenue_sum nothing(void)
{
    return (struct revenue_sum){MONEY_MISSING, MONEY_MISSING, MONEY_MISSING, MONEY_MISSING};
}

static bool find_adopted(struct db *db, struct arena *a, struct revenue_estimate *r, struct err *e)
{
    const struct revenue_forecast_row *p;
    struct rows rows;

    if (!revenue_forecasts(db, a, r->year, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n && !r->adopted; i++) {
        if (str_eq(p[i].state, STR("adopted"))) {
            r->forecast = p[i];
            r->adopted = true;
        }
    }
    return true;
}

bool revenue_estimate(struct db *db, struct arena *a, int64_t year, struct revenue_estimate *ret,
                      struct err *e)
{
    struct revenue_estimate r = {.year = year, .total = nothing()};
    const struct revenue_row *now, *before;
    struct rows rows, earlier;

    if (!revenue_table(db, a, year, &r.actuals, &rows, e) ||
        !revenue_table(db, a, year - 1, NULL, &earlier, e) || !find_adopted(db, a, &r, e))
        return false;
    now = rows.p;
    before = earlier.p;
    for (size_t g = 0; g < REVENUE_GROUPS; g++)
        r.group[g] = nothing();
    for (size_t i = 0; i < rows.n; i++) { /* both tables hold every source, in one order */
        struct revenue_sum s = {now[i].y2, before[i].adopted, now[i].adopted, MONEY_MISSING};

        if (is_known(s.prior) && is_known(s.amount))
            s.change = money_sub(s.amount, s.prior);
        r.source[i] =
            (struct revenue_source_sum){now[i].code, now[i].name, group_of(now[i].group), s};
        source_to(&r.group[r.source[i].group], &s);
        source_to(&r.total, &s);
    }
    *ret = r;
    return true;
}

/* ---- the table: years of which nothing is known have no column ---- */

static struct volume_cell money_cell(struct money m)
{
    return is_known(m) ? VC_MONEY(m) : VC_NONE;
}

static void put_row(const struct front *f, const struct revenue_estimate *r, struct volume_row row,
                    const struct revenue_sum *s)
{
    bool head = row.role == VOLUME_HEAD;
    size_t n = 1;

    if (is_known(r->total.received))
        row.cell[n++] = head ? VC_NONE : money_cell(s->received);
    if (is_known(r->total.prior))
        row.cell[n++] = head ? VC_NONE : money_cell(s->prior);
    row.cell[n++] = head ? VC_NONE : money_cell(s->amount);
    if (is_known(r->total.change))
        row.cell[n++] = head ? VC_NONE : money_cell(s->change);
    row.cell[n] = !head && is_known(s->amount) && is_known(r->total.amount)
                      ? VC_COUNT(money_share_bp(s->amount, r->total.amount))
                      : VC_NONE;
    volume_row(f->v, &row);
}

static void put_group(const struct front *f, const struct revenue_estimate *r, int g,
                      bool with_sources)
{
    struct str name = volume_word(groups[g].name);
    struct str tie = str_format(f->a, "revenue/group:%s", groups[g].word);

    if (!with_sources) {
        put_row(f, r, (struct volume_row){.role = VOLUME_ITEM, .tie = tie, .cell = {VC_TEXT(name)}},
                &r->group[g]);
        return;
    }
    put_row(f, r, (struct volume_row){.role = VOLUME_HEAD, .cell = {VC_TEXT(name)}}, &r->group[g]);
    for (size_t i = 0; i < REVENUE_SOURCES; i++) {
        if (r->source[i].group == g)
            put_row(f, r,
                    (struct volume_row){
                        .role = VOLUME_ITEM,
                        .level = 1,
                        .tie = str_format(f->a, "revenue/%.*s", STR_FMT(r->source[i].code)),
                        .cell = {VC_TEXT(r->source[i].name)}},
                    &r->source[i].sum);
    }
    name = volume_fill(f->a, VW_SUM_OF, VOLUME_WORDS({STR("name"), name}));
    put_row(f, r, (struct volume_row){.role = VOLUME_SUBTOTAL, .tie = tie, .cell = {VC_TEXT(name)}},
            &r->group[g]);
}

void revenue_say_table(const struct front *f, const struct revenue_estimate *r, bool with_sources)
{
    struct volume_words year = {STR("year"), front_year(f, r->year)};
    struct volume_words before = {STR("year"), front_year(f, r->year - 1)};
    struct volume_words earlier = {STR("year"), front_year(f, r->year - 2)};
    struct front_grid g = {.n = 0};

    grid_text(&g, "name", volume_word(VF_REV_SOURCE), 1);
    if (is_known(r->total.received))
        grid_money(&g, "received", volume_fill(f->a, VF_REV_RECEIVED, &earlier, 1));
    if (is_known(r->total.prior))
        grid_money(&g, "prior", volume_fill(f->a, VF_REV_ESTIMATE, &before, 1));
    grid_money(&g, "amount", volume_fill(f->a, VF_REV_ESTIMATE, &year, 1));
    if (is_known(r->total.change))
        grid_money(&g, "change", volume_word(VW_CHANGE));
    grid_share(&g, "share", volume_word(VW_SHARE));
    front_table(f, with_sources ? "revenue_by_source" : "revenue_by_group",
                with_sources ? VF_REV_BY_SOURCE : VF_REV_BY_GROUP, &g);
    for (int k = 0; k < REVENUE_GROUPS; k++)
        put_group(f, r, k, with_sources);
    put_row(f, r,
            (struct volume_row){.role = VOLUME_TOTAL,
                                .tie = STR("revenue/total"),
                                .cell = {VC_TEXT(volume_word(VW_TOTAL))}},
            &r->total);
    volume_table_end(f->v);
}

/* ---- the book ---- */

/* "งบประมาณสมดุล", or by how much it is not. */
void revenue_say_balance(const struct front *f, const struct revenue_estimate *r)
{
    struct money revenue = is_known(r->total.amount) ? r->total.amount : f->b->year.revenue;
    struct money difference = money_sub(revenue, f->b->sum.amount);
    struct money size = difference.satang < 0 ? money_neg(difference) : difference;
    const struct volume_words w[] = {{STR("year"), front_year(f, r->year)},
                                     {STR("revenue"), front_baht(f, revenue)},
                                     {STR("expenditure"), front_baht(f, f->b->sum.amount)},
                                     {STR("difference"), front_baht(f, size)}};

    front_para(f,
               difference.satang == 0  ? VF_BALANCED
               : difference.satang > 0 ? VF_REVENUE_MORE
                                       : VF_REVENUE_LESS,
               w, ARRAY_LEN(w));
}

static void say_method(const struct front *f, const struct revenue_estimate *r)
{
    const struct revenue_forecast_row *p = &r->forecast;
    static const struct {
        const char *word;
        enum volume_text_id text;
    } method[] = {{"growth", VF_METHOD_GROWTH},
                  {"average", VF_METHOD_AVERAGE},
                  {"trend", VF_METHOD_TREND},
                  {"manual", VF_METHOD_MANUAL}};
    size_t m = 0;

    volume_chapter(f->v, volume_word(VF_REV_METHOD));
    if (!r->adopted) {
        front_para(f, VF_REV_NOT_ADOPTED, NULL, 0);
        return;
    }
    while (m < ARRAY_LEN(method) - 1 && !str_eq(p->method, str_from(method[m].word)))
        m++;
    volume_item(f->v, volume_word(VF_REV_NAME), p->name);
    volume_item(f->v, volume_word(VF_REV_HOW), volume_word(method[m].text));
    volume_item(f->v, volume_word(VF_REV_BASIS), p->basis);
    volume_item(f->v, volume_word(VF_REV_ADOPTED),
                volume_fill(f->a, VF_REV_ADOPTED_BY,
                            VOLUME_WORDS({STR("who"), p->adopted_by},
                                         {STR("date"), front_date(f, date_of_ms(p->adopted_at.ms))},
                                         {STR("reason"), p->adopted_reason})));
}

/* Receipts of the five years before, by source: what is not known stays empty. */
static void say_receipts(const struct front *f, const struct revenue_estimate *r)
{
    const struct revenue_actual_row *x = r->actuals.p;
    struct money total[BACK];
    struct front_grid g = {.n = 0};

    grid_text(&g, "name", volume_word(VF_REV_SOURCE), 1);
    for (int64_t k = 0; k < BACK; k++) {
        struct volume_words year = {STR("year"), front_year(f, r->year - BACK + k)};

        total[k] = MONEY_MISSING;
        grid_money(&g, str_cstr(f->a, str_format(f->a, "received_%d", (int)(r->year - BACK + k))),
                   volume_fill(f->a, VW_AMOUNT, &year, 1));
    }
    front_table(f, "receipts", VF_RECEIPTS, &g);
    for (size_t s = 0; s < REVENUE_SOURCES; s++) {
        struct volume_row row = {.role = VOLUME_ITEM, .cell = {VC_TEXT(r->source[s].name)}};

        for (int64_t k = 0; k < BACK; k++) {
            struct money m = MONEY_MISSING;

            for (size_t i = 0; i < r->actuals.n; i++) {
                if (x[i].year == r->year - BACK + k && str_eq(x[i].source_code, r->source[s].code))
                    m = x[i].amount;
            }
            sum_to(&total[k], m);
            row.cell[k + 1] = money_cell(m);
        }
        volume_row(f->v, &row);
    }
    struct volume_row sum = {.role = VOLUME_TOTAL,
                             .tie = STR("revenue/received"),
                             .cell = {VC_TEXT(volume_word(VW_TOTAL))}};
    for (int64_t k = 0; k < BACK; k++)
        sum.cell[k + 1] = money_cell(total[k]);
    volume_row(f->v, &sum);
    volume_table_end(f->v);
}

/* Where the receipts come from: each origin once, with its years. */
void revenue_say_origins(const struct front *f, const struct revenue_estimate *r, int64_t back)
{
    const struct revenue_actual_row *x = r->actuals.p;

    for (size_t i = 0; i < r->actuals.n; i++) {
        int64_t first = x[i].year, last = x[i].year;
        bool seen = false;

        for (size_t k = 0; k < i && !seen; k++)
            seen = x[k].year >= r->year - back && str_eq(x[k].source, x[i].source) &&
                   str_eq(x[k].status, x[i].status);
        if (seen || x[i].year < r->year - back)
            continue;
        for (size_t k = i; k < r->actuals.n; k++) {
            if (str_eq(x[k].source, x[i].source) && str_eq(x[k].status, x[i].status) &&
                x[k].year > last)
                last = x[k].year;
        }
        front_note(f, first == last ? VF_ORIGIN_YEAR : VF_ORIGIN_YEARS,
                   VOLUME_WORDS({STR("from"), front_year(f, first)},
                                {STR("to"), front_year(f, last)}, {STR("source"), x[i].source},
                                {STR("status"), front_status(x[i].status)}));
    }
}

bool volume_revenue_say(struct volume *v, void *ctx, struct err *e)
{
    struct front f = front_of(v, ctx);
    struct revenue_estimate r;

    if (!revenue_estimate(f.b->db, f.a, f.b->year.year, &r, e))
        return false;
    volume_chapter(v, volume_word(VF_REV_SUMMARY));
    revenue_say_balance(&f, &r);
    front_para(&f, VF_REV_KINDS, NULL, 0);
    revenue_say_table(&f, &r, false);
    volume_chapter(v, volume_word(VF_REV_DETAIL));
    front_para(&f, VF_REV_DETAIL_TEXT, NULL, 0);
    revenue_say_table(&f, &r, true);
    volume_chapter(v, volume_word(VF_REV_PAST));
    say_receipts(&f, &r);
    revenue_say_origins(&f, &r, BACK);
    say_method(&f, &r);
    return true;
}
