/* volume_fiscal.c - document 4: the fiscal report (รายงานการคลัง): the fiscal position, receipts, commitments, debt, carried
 * money, personnel cost, the medium term; each figure with its source and day. */
#include "document/volume_fiscal.h"

#include "plan/committed.h"
#include "plan/medium_term.h"
#include "plan/personnel_cost.h"
#include "plan/position.h"

enum { AHEAD = 5, LARGEST = 30 };

static bool is_known(struct money m)
{
    return m.satang != MONEY_MISSING.satang;
}

static struct volume_cell money_cell(struct money m)
{
    return is_known(m) ? VC_MONEY(m) : VC_NONE;
}

struct str front_status(struct str word)
{
    return volume_word(str_eq(word, STR("published")) ? VF_STATUS_PUBLISHED
                       : str_eq(word, STR("office"))  ? VF_STATUS_OFFICE
                                                      : VF_STATUS_DEMO);
}

static struct str kind_label(struct str word)
{
    for (enum position_kind k = 0; k < POSITION_KINDS; k++) {
        if (str_eq(word, str_from(position_word(k))))
            return position_label(k, LANG_TH);
    }
    return word;
}

/* ---- the position ---- */

/* What is stated as of the day, each figure with where it is from. */
static void position_table(const struct front *f, const struct rows *items)
{
    const struct position_item *x = items->p;
    struct front_grid g = {.n = 0};

    grid_text(&g, "name", volume_word(VW_ITEM), 3);
    grid_money(&g, "value", volume_word(VF_FIS_AMOUNT));
    grid_text(&g, "source", volume_word(VF_FIS_SOURCE), 3);
    grid_text(&g, "status", volume_word(VF_FIS_STATUS), 2);
    front_table(f, "position", VF_FIS_POSITION_TABLE, &g);
    for (size_t i = 0; i < items->n; i++) {
        if (x[i].for_year == 0)
            volume_row(f->v,
                       &(struct volume_row){
                           .role = VOLUME_ITEM,
                           .tie = str_format(f->a, "position/%.*s", STR_FMT(x[i].kind)),
                           .cell = {VC_TEXT(kind_label(x[i].kind)), VC_MONEY(x[i].amount),
                                    VC_TEXT(x[i].source), VC_TEXT(front_status(x[i].status))}});
    }
    volume_table_end(f->v);
}

static struct money stated(const struct rows *items, enum position_kind k, int64_t year)
{
    const struct position_item *x = items->p;

    for (size_t i = 0; i < items->n; i++) {
        if (x[i].for_year == year && str_eq(x[i].kind, str_from(position_word(k))))
            return x[i].amount;
    }
    return MONEY_MISSING;
}

/* Each origin of the figures by year once, with its first and last year. */
static void year_origins(const struct front *f, const struct rows *items)
{
    const struct position_item *x = items->p;

    for (size_t i = 0; i < items->n; i++) {
        int64_t last = x[i].for_year;

        if (x[i].for_year == 0 || (i > 0 && str_eq(x[i - 1].kind, x[i].kind) && x[i - 1].for_year &&
                                   str_eq(x[i - 1].source, x[i].source)))
            continue;
        for (size_t k = i + 1;
             k < items->n && str_eq(x[k].kind, x[i].kind) && str_eq(x[k].source, x[i].source); k++)
            last = x[k].for_year;
        front_note(f, last == x[i].for_year ? VF_FIS_ORIGIN_YEAR : VF_FIS_ORIGIN,
                   VOLUME_WORDS({STR("name"), kind_label(x[i].kind)},
                                {STR("from"), front_year(f, x[i].for_year)},
                                {STR("to"), front_year(f, last)}, {STR("source"), x[i].source},
                                {STR("status"), front_status(x[i].status)}));
    }
}

/* Multi-year commitments and debt service as the position states them, year by year. */
static void years_table(const struct front *f, const struct rows *items)
{
    struct money sum[2] = {MONEY_ZERO, MONEY_ZERO};
    static const enum position_kind kind[2] = {POSITION_COMMITMENT, POSITION_DEBT_SERVICE};
    int64_t first = f->b->year.year - 5;
    struct front_grid g = {.n = 0};

    grid_text(&g, "year", volume_word(VF_FIS_YEAR), 1);
    for (size_t k = 0; k < ARRAY_LEN(kind); k++)
        grid_money(&g, position_word(kind[k]),
                   volume_fill(f->a, VF_FIS_BAHT,
                               VOLUME_WORDS({STR("name"), position_label(kind[k], LANG_TH)})));
    front_table(f, "position_by_year", VF_FIS_POSITION_YEARS, &g);
    for (int64_t year = first; year < first + 30; year++) {
        struct volume_row r = {.role = VOLUME_ITEM,
                               .tie = str_format(f->a, "position/year:%d", (int)year),
                               .cell = {VC_TEXT(front_year(f, year))}};
        bool any = false;

        for (size_t k = 0; k < ARRAY_LEN(kind); k++) {
            struct money m = stated(items, kind[k], year);

            r.cell[k + 1] = money_cell(m);
            any |= is_known(m);
            if (is_known(m))
                sum[k] = money_add(sum[k], m);
        }
        if (any)
            volume_row(f->v, &r);
    }
    volume_row(f->v, &(struct volume_row){.role = VOLUME_TOTAL,
                                          .cell = {VC_TEXT(volume_word(VW_TOTAL)), VC_MONEY(sum[0]),
                                                   VC_MONEY(sum[1])}});
    volume_table_end(f->v);
    year_origins(f, items);
}

/* The statements of the year side by side, newest first: how the position came to be what it is. */
enum { STATEMENTS = 3 };
static void statements_table(const struct front *f, const struct rows *list)
{
    const struct position_row *p = list->p;
    size_t n = list->n < STATEMENTS ? list->n : STATEMENTS;
    struct front_grid g = {.n = 0};
    struct volume_row r[5] = {
        {.cell = {VC_TEXT(position_label(POSITION_CASH, LANG_TH))}},
        {.cell = {VC_TEXT(position_label(POSITION_FREE, LANG_TH))}},
        {.cell = {VC_TEXT(volume_word(VF_FIS_CARRIED))}},
        {.cell = {VC_TEXT(position_label(POSITION_COMMITMENT, LANG_TH))}},
        {.cell = {VC_TEXT(position_label(POSITION_DEBT, LANG_TH))}},
    };

    grid_text(&g, "name", volume_word(VW_ITEM), 1);
    for (size_t i = 0; i < n; i++) {
        const struct money value[] = {p[i].cash, p[i].free, p[i].carried, p[i].commitment,
                                      p[i].debt};

        grid_money(&g, str_cstr(f->a, str_format(f->a, "statement_%zu", i + 1)),
                   volume_fill(f->a, VF_FIS_ON,
                               VOLUME_WORDS({STR("date"), front_date_short(f, p[i].as_of)})));
        for (size_t k = 0; k < ARRAY_LEN(value); k++)
            r[k].cell[i + 1] = money_cell(value[k]);
    }
    front_table(f, "statements", VF_FIS_STATEMENTS, &g);
    for (size_t k = 0; k < ARRAY_LEN(r); k++)
        volume_row(f->v, &r[k]);
    volume_table_end(f->v);
}

static bool say_position(const struct front *f, struct err *e)
{
    struct position_row p;
    struct rows items, list;
    bool found;

    volume_chapter(f->v, volume_word(VF_FIS_POSITION));
    if (!position_newest(f->b->db, f->a, f->b->year.year, &p, &found, e))
        return false;
    if (!found) {
        front_para(f, VF_FIS_NO_POSITION, NULL, 0);
        return true;
    }
    if (!position_items(f->b->db, f->a, p.id, &items, e) ||
        !position_list(f->b->db, f->a, f->b->year.year, &list, e))
        return false;
    const struct volume_words w[] = {
        {STR("date"), front_date(f, p.as_of)},
        {STR("code"), p.code},
        {STR("cash"), is_known(p.cash) ? front_money(f, p.cash) : volume_word(VW_UNKNOWN)},
        {STR("free"), is_known(p.free) ? front_money(f, p.free) : volume_word(VW_UNKNOWN)}};
    front_para(f, VF_FIS_POSITION_TEXT, w, ARRAY_LEN(w));
    position_table(f, &items);
    if (list.n > 1)
        statements_table(f, &list);
    volume_chapter(f->v, volume_word(VF_FIS_BURDEN));
    years_table(f, &items);
    return true;
}

/* ---- receipts ---- */

static bool say_receipts(const struct front *f, struct err *e)
{
    struct revenue_estimate r;
    struct front_grid g = {.n = 0};

    volume_chapter(f->v, volume_word(VF_FIS_RECEIPTS));
    if (!revenue_estimate(f->b->db, f->a, f->b->year.year, &r, e))
        return false;
    front_para(f, VF_FIS_RECEIPTS_TEXT, NULL, 0);
    grid_code(&g, "year", volume_word(VF_FIS_YEAR));
    for (int k = 0; k < REVENUE_GROUPS; k++)
        grid_money(&g, revenue_group_word(k), revenue_group_label(k));
    grid_money(&g, "received", volume_word(VW_SUM));
    front_table(f, "receipts_by_year", VF_FIS_RECEIPTS_TABLE, &g);
    for (int64_t year = r.year - 10; year < r.year; year++) {
        struct volume_row row = {.role = VOLUME_ITEM, .cell = {VC_TEXT(front_year(f, year))}};
        struct money sum = MONEY_MISSING;

        row.tie = str_format(f->a, "revenue/received:%d", (int)year);
        for (int k = 0; k < REVENUE_GROUPS; k++) {
            struct money m = revenue_received(&r, year, k);

            row.cell[k + 1] = money_cell(m);
            if (is_known(m))
                sum = is_known(sum) ? money_add(sum, m) : m;
        }
        row.cell[REVENUE_GROUPS + 1] = money_cell(sum);
        if (is_known(sum))
            volume_row(f->v, &row);
    }
    volume_table_end(f->v);
    revenue_say_origins(f, &r, 10);
    return true;
}

/* ---- commitments ---- */

static void commitments_by_year(const struct front *f, const struct rows *sums)
{
    const struct committed_sum *s = sums->p;
    struct committed_sum all = {0};
    struct front_grid g = {.n = 0};

    grid_code(&g, "year", volume_word(VF_FIS_YEAR));
    grid_money(&g, "tranche", volume_word(VF_FIS_TRANCHE));
    grid_money(&g, "contract", volume_word(VF_FIS_CONTRACT));
    grid_money(&g, "running", volume_word(VF_FIS_RUNNING));
    grid_money(&g, "value", volume_word(VW_SUM));
    front_table(f, "commitments_by_year", VF_FIS_COMMITTED_TABLE, &g);
    for (size_t i = 0; i <= sums->n; i++) {
        const struct committed_sum *x = i < sums->n ? &s[i] : &all;
        bool total = i == sums->n;

        volume_row(
            f->v,
            &(struct volume_row){
                .role = total ? VOLUME_TOTAL : VOLUME_ITEM,
                .tie = total ? STR_NONE : str_format(f->a, "committed:%d", (int)x->year),
                .cell = {VC_TEXT(total ? volume_word(VW_TOTAL) : front_year(f, x->year)),
                         VC_MONEY(x->tranche), VC_MONEY(x->contract), VC_MONEY(x->running),
                         VC_MONEY(money_add(money_add(x->tranche, x->contract), x->running))}});
        if (total)
            break;
        all.tranche = money_add(all.tranche, x->tranche);
        all.contract = money_add(all.contract, x->contract);
        all.running = money_add(all.running, x->running);
    }
    volume_table_end(f->v);
}

/* The largest that fall due in the year one by one, the rest as one row, so that the table adds up. */
static void commitments_list(const struct front *f, const struct rows *list)
{
    const struct committed_row *c = list->p;
    struct money sum = MONEY_ZERO, whole = MONEY_ZERO, rest = MONEY_ZERO, rest_whole = MONEY_ZERO;
    struct volume_words year = {STR("year"), front_year(f, f->b->year.year)};
    struct volume_words left = {STR("n"), front_count(f, (int64_t)list->n - LARGEST)};
    struct front_grid g = {.n = 0};

    grid_text(&g, "name", volume_word(VW_ITEM), 1);
    grid_code(&g, "years", volume_word(VF_FIS_YEARS));
    grid_money(&g, "whole", volume_word(VF_FIS_WHOLE));
    grid_money(&g, "due", volume_fill(f->a, VW_AMOUNT, &year, 1));
    front_table(f, "commitments", VF_FIS_LARGEST, &g);
    for (size_t i = 0; i < list->n; i++) {
        struct str years = front_year(f, c[i].first_year);
        struct volume_words name[] = {{STR("title"), c[i].title},
                                      {STR("agency"), c[i].agency_name}};

        sum = money_add(sum, c[i].amount);
        whole = money_add(whole, c[i].total);
        if (i >= LARGEST) {
            rest = money_add(rest, c[i].amount);
            rest_whole = money_add(rest_whole, c[i].total);
            continue;
        }
        if (c[i].last_year != c[i].first_year)
            years = str_format(f->a, "%d-%d", (int)c[i].first_year, (int)c[i].last_year);
        volume_row(
            f->v,
            &(struct volume_row){
                .role = VOLUME_ITEM,
                .tie = str_format(f->a, "commitment:%.*s", STR_FMT(c[i].code)),
                .cell = {VC_TEXT(volume_fill(f->a, VF_FIS_COMMITTED_NAME, name, ARRAY_LEN(name))),
                         VC_TEXT(years), VC_MONEY(c[i].total), VC_MONEY(c[i].amount)}});
    }
    if (list->n > LARGEST)
        volume_row(f->v,
                   &(struct volume_row){.role = VOLUME_ITEM,
                                        .cell = {VC_TEXT(volume_fill(f->a, VF_FIS_REST, &left, 1)),
                                                 VC_NONE, VC_MONEY(rest_whole), VC_MONEY(rest)}});
    volume_row(f->v, &(struct volume_row){.role = VOLUME_TOTAL,
                                          .cell = {VC_TEXT(volume_word(VW_TOTAL)), VC_NONE,
                                                   VC_MONEY(whole), VC_MONEY(sum)}});
    volume_table_end(f->v);
}

static bool say_commitments(const struct front *f, struct err *e)
{
    int64_t year = f->b->year.year;
    struct rows sums, list;

    volume_chapter(f->v, volume_word(VF_FIS_COMMITTED));
    if (!committed_sums(f->b->db, f->a, year, year + AHEAD - 1, &sums, e) ||
        !committed_list(f->b->db, f->a, year, 0, &list, e))
        return false;
    front_para(f, VF_FIS_COMMITTED_TEXT, NULL, 0);
    commitments_by_year(f, &sums);
    if (list.n > 0)
        commitments_list(f, &list);
    return true;
}

bool volume_fiscal_say(struct volume *v, void *ctx, struct err *e)
{
    struct front f = front_of(v, ctx);

    return say_position(&f, e) && say_receipts(&f, e) && say_commitments(&f, e) &&
           fiscal_say_ahead(&f, e);
}
