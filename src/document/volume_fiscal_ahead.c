/* volume_fiscal_ahead.c - the fiscal report's look ahead: total personnel cost against its limit, the medium term. */
#include "document/volume_fiscal.h"

#include "plan/medium_term.h"
#include "plan/personnel_cost.h"

static struct str percent(const struct front *f, int64_t bp)
{
    return money_text(f->a, MONEY(bp), MONEY_PLAIN);
}

/* ---- personnel ---- */

static void personnel_table(const struct front *f, const struct personnel_row row[PERSONNEL_YEARS])
{
    struct front_grid g = {.n = 0};

    grid_code(&g, "year", volume_word(VF_FIS_YEAR));
    grid_money(&g, "type", volume_word(VF_FIS_PERSONNEL_TYPE));
    grid_money(&g, "central", volume_word(VF_FIS_PERSONNEL_CENTRAL));
    grid_money(&g, "hired", volume_word(VF_FIS_PERSONNEL_HIRED));
    grid_money(&g, "total", volume_word(VW_SUM));
    grid_share(&g, "share", volume_word(VF_FIS_PERSONNEL_SHARE));
    front_table(f, "personnel", VF_FIS_PERSONNEL_TABLE, &g);
    for (size_t i = 0; i < PERSONNEL_YEARS; i++)
        volume_row(f->v, &(struct volume_row){
                             .role = VOLUME_ITEM,
                             .tie = str_format(f->a, "personnel:%d", (int)row[i].year),
                             .cell = {VC_TEXT(front_year(f, row[i].year)), VC_MONEY(row[i].type),
                                      VC_MONEY(row[i].central), VC_MONEY(row[i].hired),
                                      VC_MONEY(row[i].total), VC_COUNT(row[i].share.bp)}});
    volume_table_end(f->v);
}

static bool say_personnel(const struct front *f, struct err *e)
{
    struct personnel_row row[PERSONNEL_YEARS];
    struct personnel_rates rates;
    struct personnel_base base;
    struct rows items;
    struct db *db = f->b->db;
    int64_t year = f->b->year.year;
    struct money frame = f->b->year.revenue.satang ? f->b->year.revenue : f->b->sum.amount;

    if (!personnel_items(db, f->a, year, &items, e) ||
        !personnel_base(db, f->a, year, items.p, items.n, &base, e) ||
        !personnel_rates(db, f->a, year, &rates, e) ||
        !personnel_ahead(year, &base, frame, &rates, row, e))
        return false;
    const struct volume_words w[] = {
        {STR("year"), front_year(f, year)},         {STR("total"), front_money(f, row[0].total)},
        {STR("frame"), front_money(f, frame)},      {STR("share"), percent(f, row[0].share.bp)},
        {STR("limit"), percent(f, rates.limit.bp)}, {STR("growth"), percent(f, rates.growth.bp)}};
    volume_chapter(f->v, volume_word(VF_FIS_PERSONNEL));
    personnel_table(f, row); /* on its side: the words stand with it */
    front_note(f, row[0].over ? VF_FIS_PERSONNEL_OVER : VF_FIS_PERSONNEL_TEXT, w, ARRAY_LEN(w));
    front_note(f, VF_FIS_PERSONNEL_NOTE, w, ARRAY_LEN(w));
    return true;
}

/* ---- medium term ---- */

/* The rows that tell the story; what stands below "left" is a look at what could be steered. */
static const enum medium_kind medium_rows[] = {
    MEDIUM_REVENUE,   MEDIUM_PERSONNEL, MEDIUM_TRANCHE, MEDIUM_RUNNING, MEDIUM_DEBT,
    MEDIUM_STATUTORY, MEDIUM_BASELINE,  MEDIUM_SPACE,   MEDIUM_POLICY,  MEDIUM_LEFT};

static void medium_table(const struct front *f, const struct medium_plan *p,
                         const struct medium_figures *x)
{
    struct front_grid g = {.n = 0};

    grid_text(&g, "name", volume_word(VW_ITEM), 1);
    for (int64_t k = 0; k < MEDIUM_YEARS; k++) {
        struct volume_words year = {STR("year"), front_year(f, p->base_year + k)};

        grid_money(&g, str_cstr(f->a, str_format(f->a, "year_%d", (int)(p->base_year + k))),
                   volume_fill(f->a, VW_AMOUNT, &year, 1));
    }
    front_table(f, "medium_term", VF_FIS_MEDIUM_TABLE, &g);
    for (size_t i = 0; i < ARRAY_LEN(medium_rows); i++) {
        struct volume_row r = {.role = VOLUME_ITEM,
                               .cell = {VC_TEXT(medium_label(medium_rows[i], LANG_TH))}};

        for (size_t k = 0; k < MEDIUM_YEARS; k++)
            r.cell[k + 1] = VC_MONEY(x->at[medium_rows[i]][k]);
        volume_row(f->v, &r);
    }
    volume_table_end(f->v);
}

static bool say_medium(const struct front *f, struct err *e)
{
    const struct medium_plan *p;
    struct medium_figures x;
    struct rows plans;

    volume_chapter(f->v, volume_word(VF_FIS_MEDIUM));
    if (!medium_plans(f->b->db, f->a, f->b->year.year, &plans, e))
        return false;
    p = plans.p;
    if (plans.n == 0) {
        front_para(f, VF_FIS_NO_MEDIUM, NULL, 0);
        return true;
    }
    if (!medium_figures(f->b->db, f->a, &p[0], &x, e))
        return false;
    medium_table(f, &p[0], &x);
    front_note(f, VF_FIS_MEDIUM_TEXT,
               VOLUME_WORDS({STR("code"), p[0].code},
                            {STR("date"), front_date(f, date_of_ms(p[0].made_at.ms))},
                            {STR("personnel"), percent(f, p[0].personnel_growth.bp)},
                            {STR("revenue"), percent(f, p[0].revenue_growth.bp)}));
    return true;
}

bool fiscal_say_ahead(const struct front *f, struct err *e)
{
    return say_personnel(f, e) && say_medium(f, e);
}
