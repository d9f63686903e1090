/* volume_summary.c - document 5: the budget in brief (งบประมาณโดยสังเขป): receipts and expenditure side by side, by type, side
 * and agency, what changed from the year before; pictures beside their tables. */
#include <stdlib.h>

#include "base/thai.h"
#include "document/chart.h"
#include "document/volume_front_int.h"
#include "document/volume_revenue.h"

enum { LARGEST = 12, BARS = 7, PICTURE_W = 760 };

/* ---- both sides of the budget ---- */

static void side_row(const struct front *f, enum volume_role role, struct str tie, struct str name,
                     struct money m, struct money whole)
{
    struct volume_row r = {.role = role, .tie = tie, .cell = {VC_TEXT(name)}};

    r.cell[1] = role == VOLUME_HEAD ? VC_NONE : VC_MONEY(m);
    r.cell[2] = role == VOLUME_HEAD ? VC_NONE : VC_COUNT(money_share_bp(m, whole));
    volume_row(f->v, &r);
}

static void receipts_side(const struct front *f, const struct revenue_estimate *r)
{
    struct money total = r->total.amount;

    side_row(f, VOLUME_HEAD, STR_NONE, volume_word(VF_RECEIPTS_SIDE), MONEY_ZERO, MONEY_ZERO);
    if (total.satang == MONEY_MISSING.satang) { /* not adopted: the year's own figure */
        total = f->b->year.revenue;
        side_row(f, VOLUME_ITEM, STR_NONE, volume_word(VF_REV_NOT_SPLIT), total, total);
    }
    for (int g = 0; g < REVENUE_GROUPS && r->total.amount.satang != MONEY_MISSING.satang; g++) {
        if (r->group[g].amount.satang != MONEY_MISSING.satang)
            side_row(f, VOLUME_ITEM, str_format(f->a, "revenue/group:%s", revenue_group_word(g)),
                     revenue_group_label(g), r->group[g].amount, total);
    }
    side_row(
        f, VOLUME_SUBTOTAL, STR("revenue/total"),
        volume_fill(f->a, VW_SUM_OF, VOLUME_WORDS({STR("name"), volume_word(VF_RECEIPTS_SIDE)})),
        total, total);
}

static void say_sides(const struct front *f, const struct revenue_estimate *r)
{
    const struct budget *b = f->b;
    struct volume_words year = {STR("year"), front_year(f, b->year.year)};
    struct front_grid g = {.n = 0};

    grid_text(&g, "name", volume_word(VW_ITEM), 1);
    grid_money(&g, "amount", volume_fill(f->a, VW_AMOUNT, &year, 1));
    grid_share(&g, "share", volume_word(VW_SHARE));
    front_table(f, "both_sides", VF_BOTH_SIDES, &g);
    receipts_side(f, r);
    side_row(f, VOLUME_HEAD, STR_NONE, volume_word(VF_SPENDING_SIDE), MONEY_ZERO, MONEY_ZERO);
    for (size_t t = 0; t < b->types; t++) {
        if (b->type[t].sum.amount.satang)
            side_row(f, VOLUME_ITEM, budget_tie(b, f->a, cut_of('t', t)), b->type[t].name,
                     b->type[t].sum.amount, b->sum.amount);
    }
    side_row(
        f, VOLUME_SUBTOTAL, STR("city/total"),
        volume_fill(f->a, VW_SUM_OF, VOLUME_WORDS({STR("name"), volume_word(VF_SPENDING_SIDE)})),
        b->sum.amount, b->sum.amount);
    volume_table_end(f->v);
}

/* ---- pictures ---- */

/* "17,410.00 ล้านบาท · 22.04%", in the digits of paper. */
static struct chart_item picture_item(const struct front *f, struct str name, struct money m,
                                      int colour)
{
    struct str share = money_text(f->a, MONEY(money_share_bp(m, f->b->sum.amount)), MONEY_PLAIN);

    return (struct chart_item){
        .label = thai_digits(f->a, name),
        .value_text =
            thai_digits(f->a, volume_fill(f->a, VF_PICTURE_VALUE,
                                          VOLUME_WORDS({STR("million"), front_million(f, m)},
                                                       {STR("share"), share}))),
        .value = m.satang,
        .colour = colour};
}

static void picture_types(const struct front *f)
{
    const struct budget *b = f->b;
    struct chart_item *item = ARENA_ARRAY(f->a, struct chart_item, b->types + 1);
    struct scene s;
    size_t n = 0;

    for (size_t t = 0; t < b->types; t++) {
        if (b->type[t].sum.amount.satang > 0)
            item[n++] = picture_item(f, b->type[t].name, b->type[t].sum.amount, (int)(t % 8) + 1);
    }
    chart_bar(f->a, item, n, PICTURE_W, &s);
    volume_scene(f->v, &s);
}

static void picture_sides(const struct front *f)
{
    const struct budget *b = f->b;
    struct chart_item *item = ARENA_ARRAY(f->a, struct chart_item, b->sides + 1);
    struct scene s;
    size_t n = 0;

    for (size_t i = 0; i < b->sides; i++) {
        if (b->side[i].sum.amount.satang > 0)
            item[n++] = picture_item(f, b->side[i].name, b->side[i].sum.amount, (int)(i % 8) + 1);
    }
    chart_treemap(f->a, item, n, PICTURE_W, 250, &s);
    volume_scene(f->v, &s);
}

/* What each type gained or lost, as long as it is much: of the agencies whose year before is known. */
static void picture_change(const struct front *f)
{
    enum { GAIN = 1, LOSS = 4 };
    const struct budget *b = f->b;
    struct chart_item *item = ARENA_ARRAY(f->a, struct chart_item, b->types + 1);
    struct scene s;
    size_t n = 0;

    for (size_t t = 0; t < b->types; t++) {
        struct budget_sum x = front_known(b, cut_of('t', t));
        struct money change = money_sub(x.amount, x.prior);
        struct money size = change.satang < 0 ? money_neg(change) : change;
        const struct volume_words w[] = {
            {STR("sign"), change.satang < 0 ? STR("\xE2\x88\x92") : STR("+")},
            {STR("million"), front_million(f, size)},
            {STR("share"), money_text(f->a, MONEY(money_share_bp(size, x.prior)), MONEY_PLAIN)}};

        if (change.satang == 0)
            continue;
        item[n++] = (struct chart_item){
            .label = b->type[t].name,
            .value_text = thai_digits(
                f->a, volume_fill(f->a, x.prior.satang ? VF_PICTURE_CHANGE : VF_PICTURE_NEW, w,
                                  ARRAY_LEN(w))),
            .value = size.satang,
            .colour = change.satang < 0 ? LOSS : GAIN};
    }
    chart_bar(f->a, item, n, PICTURE_W, &s);
    volume_scene(f->v, &s);
}

/* ---- tables ---- */

static void say_types(const struct front *f)
{
    struct front_sums s = sums_begin(f, "types", VF_SUMMARY_TYPES, VW_TYPE, 0);

    for (size_t t = 0; t < f->b->types; t++) {
        if (!budget_is_zero(&f->b->type[t].sum))
            sums_row(&s, VOLUME_ITEM, 0, cut_of('t', t), STR_NONE, f->b->type[t].name);
    }
    sums_end(&s);
}

static void say_sides_table(const struct front *f)
{
    struct front_sums s = sums_begin(f, "sides", VF_SUMMARY_SIDES, VW_SIDE, 0);

    for (size_t i = 0; i < f->b->sides; i++) {
        if (!budget_is_zero(&f->b->side[i].sum))
            sums_row(&s, VOLUME_ITEM, 0, cut_of('s', i), STR_NONE, f->b->side[i].name);
    }
    sums_end(&s);
}

struct ranked {
    size_t agency;
    int64_t satang;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *p = x, *q = y;

    if (p->satang != q->satang)
        return p->satang < q->satang ? 1 : -1;
    return p->agency < q->agency ? -1 : 1;
}

/* The rest as one row, so that the table adds up to the whole. */
static void rest_row(const struct front_sums *s, const struct ranked *rank, size_t n)
{
    const struct budget *b = s->f->b;
    struct volume_words rest = {STR("n"), front_count(s->f, (int64_t)(n - LARGEST))};
    struct front_figures x = {.prior = false};

    for (size_t i = LARGEST; i < n; i++) {
        budget_add(&x.sum, &b->agency[rank[i].agency].sum);
        if (b->agency[rank[i].agency].prior_from != PRIOR_NONE) {
            budget_add(&x.known, &b->agency[rank[i].agency].sum);
            x.prior = true;
        }
    }
    sums_put(s, (struct volume_row){.role = VOLUME_ITEM}, STR_NONE,
             volume_fill(s->f->a, VF_SUMMARY_REST, &rest, 1), &x);
}

static void say_agencies(const struct front *f)
{
    const struct budget *b = f->b;
    struct ranked *rank = ARENA_ARRAY(f->a, struct ranked, b->agencies + 1);
    struct chart_item item[BARS];
    struct front_sums s;
    struct scene picture;
    size_t n = b->agencies < BARS ? b->agencies : BARS;

    for (size_t i = 0; i < b->agencies; i++)
        rank[i] = (struct ranked){i, b->agency[i].sum.amount.satang};
    qsort(rank, b->agencies, sizeof(*rank), by_rank);
    for (size_t i = 0; i < n; i++)
        item[i] = picture_item(f, b->agency[rank[i].agency].name,
                               b->agency[rank[i].agency].sum.amount, 1);
    chart_bar(f->a, item, n, PICTURE_W, &picture);
    volume_scene(f->v, &picture);
    s = sums_begin(f, "largest_agencies", VF_SUMMARY_AGENCIES, VW_AGENCY, 0);
    for (size_t i = 0; i < b->agencies && i < LARGEST; i++)
        sums_row(&s, VOLUME_ITEM, 0, cut_of('a', rank[i].agency), STR_NONE,
                 b->agency[rank[i].agency].name);
    if (b->agencies > LARGEST)
        rest_row(&s, rank, b->agencies);
    sums_end(&s);
}

/* ---- the book ---- */

static void say_first(const struct front *f)
{
    const struct budget *b = f->b;
    struct budget_sum commerce = front_city(b, true), city = front_city(b, false),
                      known = front_known(b, BUDGET_ALL);
    struct money change = money_sub(known.amount, known.prior);
    const struct volume_words w[] = {
        {STR("year"), front_year(f, b->year.year)},
        {STR("prior"), front_year(f, b->year.year - 1)},
        {STR("total"), front_baht(f, b->sum.amount)},
        {STR("city"), front_money(f, city.amount)},
        {STR("commerce"), front_money(f, commerce.amount)},
        {STR("regular"), front_money(f, b->sum.regular)},
        {STR("special"), front_money(f, b->sum.special)},
        {STR("agencies"), front_count(f, (int64_t)b->agencies)},
        {STR("lines"), front_count(f, b->sum.lines)},
        {STR("change"), front_money(f, change.satang < 0 ? money_neg(change) : change)},
        {STR("share"), money_text(f->a,
                                  MONEY(money_share_bp(
                                      change.satang < 0 ? money_neg(change) : change, known.prior)),
                                  MONEY_PLAIN)}};

    front_para(f, VF_SUMMARY_FIRST, w, ARRAY_LEN(w));
    if (b->prior_known == b->agencies)
        front_para(f, change.satang < 0 ? VF_SUMMARY_LESS : VF_SUMMARY_MORE, w, ARRAY_LEN(w));
}

bool volume_summary_say(struct volume *v, void *ctx, struct err *e)
{
    struct front f = front_of(v, ctx);
    struct revenue_estimate r;

    if (!revenue_estimate(f.b->db, f.a, f.b->year.year, &r, e))
        return false;
    volume_chapter(v, volume_word(VF_SUMMARY_WHOLE));
    say_first(&f);
    revenue_say_balance(&f, &r);
    say_sides(&f, &r);
    volume_chapter(v, volume_word(VF_SUMMARY_BY_TYPE));
    picture_types(&f);
    say_types(&f);
    front_prior_note(&f);
    volume_chapter(v, volume_word(VF_SUMMARY_BY_SIDE));
    picture_sides(&f);
    say_sides_table(&f);
    volume_chapter(v, volume_word(VF_SUMMARY_BY_AGENCY));
    say_agencies(&f);
    if (f.b->prior_known > 0) {
        volume_chapter(v, volume_word(VF_SUMMARY_CHANGE));
        front_para(&f, VF_SUMMARY_CHANGE_TEXT,
                   VOLUME_WORDS({STR("prior"), front_year(&f, f.b->year.year - 1)},
                                {STR("year"), front_year(&f, f.b->year.year)},
                                {STR("known"), front_count(&f, (int64_t)f.b->prior_known)}));
        picture_change(&f);
    }
    return true;
}
