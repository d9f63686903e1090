#include "document/allocation_paper.h"

#include "allocate/compare_scenarios.h"
#include "allocate/pin.h"
#include "allocate/proposed.h"
#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/year.h"
#include "document/digest.h"

enum { COUNT_W = 70, SCORE_W = 84, WAY_W = 60, TIE_W = 120 };

struct allocation_print {
    struct proposed p;
    struct proposed_sums sums;
};

bool allocation_paper_load(struct paper_job *j, struct err *e)
{
    struct allocation_print *d = ARENA_NEW(j->a, struct allocation_print);
    struct fiscal_year year;
    struct sha256_state st;

    if (!year_get(j->db, j->a, j->order->year, &year, e) ||
        !proposed_get(j->db, j->a,
                      &(struct proposed_ask){j->order->year, j->order->subject, j->who, LANG_TH}, &d->p,
                      e) ||
        !proposed_sums(j->db, j->a, d->p.run.id, &d->sums, e))
        return false;
    if (!d->p.answered) {
        FAIL(e, ERR_NO_ANSWER);
        return false;
    }
    j->data = d;
    j->demo = year.demo;
    j->partial = year.partial;
    j->draft = d->p.meeting_code.n == 0;
    j->subject_name = d->p.run.code;
    j->result = (struct document_result){.lines = d->p.run.packages,
                                         .agencies = (int64_t)d->p.agencies.n,
                                         .total = d->p.run.used};
    sha256_begin(&st);
    digest_rows(&st, &run_row_type, &d->p.run, 1);
    digest_rows(&st, &ceiling_row_type, d->p.ceilings.p, d->p.ceilings.n);
    digest_rows(&st, &proposed_part_type, d->p.agencies.p, d->p.agencies.n);
    digest_rows(&st, &proposed_part_type, d->p.types.p, d->p.types.n);
    digest_rows(&st, &run_pin_row_type, d->p.pins.p, d->p.pins.n);
    digest_rows(&st, &run_rank_row_type, d->p.ranks.p, d->p.ranks.n);
    digest_text(&st, d->p.instance_sha);
    digest_text(&st, d->p.result_sha);
    digest_text(&st, d->p.meeting_code);
    digest_text(&st, d->p.moved ? STR("moved") : STR_NONE);
    digest_text(&st, j->demo ? STR("demo") : STR_NONE);
    sha256_end(&st, j->sha);
    return true;
}

/* ---- words ---- */

enum { SCORE_SHOWN = 10000 }; /* millionths in a hundredth of a score */

/* With two decimals; what bounds is rounded away from the answer. */
static struct str score(struct arena *a, struct score s, bool up)
{
    int64_t half = up ? SCORE_SHOWN - 1 : SCORE_SHOWN / 2, m = s.millionths;

    return money_text(a, MONEY(m < 0 ? -((-m + SCORE_SHOWN / 2) / SCORE_SHOWN) : (m + half) / SCORE_SHOWN),
                      MONEY_COMMAS);
}

/* Kept with four decimals, shown with two. */
static struct str price(struct arena *a, struct str text)
{
    int64_t v;

    return exact_parse_decimal(text, 4, &v) ? score(a, (struct score){v * 100}, false) : text;
}

static void front(struct paper *p, const struct proposed *x)
{
    struct arena *a = paper_arena(p);
    const struct run_row *r = &x->run;

    paper_title(p, paper_word(PT_AL_TITLE));
    paper_line(p, TEXT_BODY, ALIGN_CENTER,
               paper_fill(a, PT_AL_RUN,
                          PAPER_WORDS({"run", r->code}, {"scenario", r->scenario},
                                      {"day", paper_day(a, date_of_ms(r->made_at.ms))},
                                      {"by", r->made_by})));
    if (x->meeting_code.n)
        paper_line(p, TEXT_BODY, ALIGN_CENTER,
                   paper_fill(a, PT_AL_MEETING,
                              PAPER_WORDS({"number", x->meeting_number},
                                          {"no", paper_count(a, x->item_no)})));
    paper_gap(p, 6);
    paper_text(p, paper_fill(a, PT_AL_LEAD,
                             PAPER_WORDS({"used", paper_money(a, r->used)},
                                         {"asked", paper_money(a, r->asked)},
                                         {"funded", paper_count(a, r->funded)},
                                         {"packages", paper_count(a, r->packages)},
                                         {"value", score(a, r->value_score, false)})));
}

static void proved(struct paper *p, const struct proposed *x)
{
    static const enum paper_text not_proved[] = {PT_AL_NOT_SCORES, PT_AL_NOT_MONEY, PT_AL_NOT_ASKED,
                                                 PT_AL_NOT_DECIDED};
    struct arena *a = paper_arena(p);

    paper_heading(p, 2, paper_word(PT_AL_PROVED));
    if (!x->proved)
        paper_text(p, paper_word(x->optimum ? PT_AL_WITHOUT : PT_AL_RANKED));
    else if (x->exact)
        paper_text(p, paper_word(PT_AL_BEST));
    else
        paper_text(p, paper_fill(a, PT_AL_NEAR,
                                 PAPER_WORDS({"bound", score(a, x->run.bound_score, true)},
                                             {"short", score(a, x->short_of, true)},
                                             {"gap", x->run.gap_text})));
    if (x->proved)
        paper_text(p, paper_word(PT_AL_HOW));
    paper_heading(p, 2, paper_word(PT_AL_UNPROVED));
    for (size_t i = 0; i < ARRAY_LEN(not_proved); i++)
        paper_text(p, str_format(a, "%zu) %.*s", i + 1, STR_FMT(paper_word(not_proved[i]))));
    if (x->moved)
        paper_text(p, paper_word(PT_AL_MOVED));
}

static void binding(struct paper *p, const struct proposed *x)
{
    struct arena *a = paper_arena(p);
    double amount = paper_amount_width(p, x->run.asked);
    const struct table_column column[] = {
        {paper_word(PT_AL_CEILING), PAGE_TEXT_W - 2 * amount - SCORE_W, COLUMN_TEXT},
        {paper_word(PT_AL_MAX), amount, COLUMN_FIGURES},
        {paper_word(PT_AL_USED), amount, COLUMN_FIGURES},
        {paper_word(PT_AL_PRICE), SCORE_W, COLUMN_FIGURES},
    };
    const struct ceiling_row *c = x->ceilings.p;

    paper_heading(p, 2, paper_fill(a, x->binding ? PT_AL_BINDING : PT_AL_NO_BINDING,
                                   PAPER_WORDS({"n", paper_count(a, x->binding)},
                                               {"all", paper_count(a, (int64_t)x->ceilings.n)})));
    if (x->binding == 0)
        return;
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < x->ceilings.n && c[i].binding; i++) {
        struct table_row r = {.kind = ROW_ITEM};

        r.cell[0] = c[i].name;
        r.cell[1] = paper_money(a, c[i].max);
        r.cell[2] = paper_money(a, c[i].used);
        r.cell[3] = price(a, c[i].price_text);
        paper_row(p, &r);
    }
    paper_table_end(p);
    paper_note(p, paper_word(PT_AL_PRICE_NOTE));
}

static struct str pin_cost(struct arena *a, const struct run_pin_row *x)
{
    if (!x->priced)
        return paper_word(PT_AL_PIN_NONE);
    if (x->spread.millionths == 0)
        return score(a, x->cost, false);
    return paper_fill(a, PT_AL_PIN_SPREAD,
                      PAPER_WORDS({"cost", score(a, x->cost, false)}, {"spread", score(a, x->spread, true)}));
}

static void pins(struct paper *p, const struct proposed *x)
{
    struct arena *a = paper_arena(p);
    const struct table_column column[] = {
        {paper_word(PT_AL_PIN), PAGE_TEXT_W - WAY_W - 2 * SCORE_W, COLUMN_TEXT},
        {paper_word(PT_AL_PIN_WAY), WAY_W, COLUMN_TEXT},
        {paper_word(PT_AL_PIN_COST), 2 * SCORE_W, COLUMN_TEXT},
    };
    const struct run_pin_row *pin = x->pins.p;

    paper_heading(p, 2, paper_fill(a, x->pins.n ? PT_AL_PINS : PT_AL_NO_PINS,
                                   PAPER_WORDS({"n", paper_count(a, (int64_t)x->pins.n)})));
    if (x->pins.n == 0)
        return;
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < x->pins.n; i++) {
        struct table_row r = {.kind = ROW_ITEM, .open = true};
        struct table_row why = {.kind = ROW_ITEM, .level = 1, .wide = true, .cell = {pin[i].reason}};

        r.cell[0] = str_format(a, "%.*s %.*s", STR_FMT(pin[i].package_code), STR_FMT(pin[i].title));
        r.cell[1] = paper_word(str_eq(pin[i].way, STR("in")) ? PT_AL_PIN_IN : PT_AL_PIN_OUT);
        r.cell[2] = pin_cost(a, &pin[i]);
        paper_row(p, &r);
        paper_row(p, &why);
    }
    paper_table_end(p);
}

static void ranks(struct paper *p, const struct proposed *x)
{
    struct arena *a = paper_arena(p);
    double amount = paper_amount_width(p, x->run.asked);
    const struct table_column column[] = {
        {paper_word(PT_AL_RANK), PAGE_TEXT_W - amount - 2 * SCORE_W - COUNT_W, COLUMN_TEXT},
        {paper_word(PT_AL_USED), amount, COLUMN_FIGURES},
        {paper_word(PT_AL_RANK_VALUE), SCORE_W, COLUMN_FIGURES},
        {paper_word(PT_AL_RANK_LOST), SCORE_W, COLUMN_FIGURES},
        {paper_word(PT_AL_RANK_DIFFER), COUNT_W, COLUMN_FIGURES},
    };
    const struct run_rank_row *k = x->ranks.p;

    if (x->ranks.n == 0)
        return;
    paper_heading(p, 2, paper_word(PT_AL_RANKS));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < x->ranks.n; i++) {
        struct table_row r = {.kind = ROW_ITEM};

        r.cell[0] = paper_word(str_eq(k[i].mode, STR("strict")) ? PT_AL_RANK_STRICT : PT_AL_RANK_FILL);
        r.cell[1] = paper_money(a, k[i].used);
        r.cell[2] = score(a, k[i].value_score, false);
        r.cell[3] = score(a, k[i].lost, false);
        r.cell[4] = paper_count(a, k[i].differ);
        paper_row(p, &r);
    }
    paper_table_end(p);
}

/* ---- who gets what ---- */

static struct proposed_part sum_of(const struct rows *rows)
{
    const struct proposed_part *x = rows->p;
    struct proposed_part sum = {0};

    for (size_t i = 0; i < rows->n; i++) {
        sum.asked = money_add(sum.asked, x[i].asked);
        sum.used = money_add(sum.used, x[i].used);
        sum.packages += x[i].packages;
        sum.funded += x[i].funded;
        sum.share.bp += x[i].cut.satang > 0; /* how many are cut */
    }
    return sum;
}

static struct str percent(struct arena *a, struct money part, struct money of)
{
    int64_t bp = of.satang ? money_share_bp(part, of) : 0;

    return str_format(a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100));
}

static void part_row(struct paper *p, const struct proposed_part *x, struct str name, bool counts,
                     enum row_kind kind)
{
    struct arena *a = paper_arena(p);
    struct table_row r = {.kind = kind};

    r.cell[0] = name;
    r.cell[1] = paper_money(a, x->asked);
    r.cell[2] = paper_money(a, x->used);
    r.cell[3] = percent(a, x->used, x->asked);
    if (counts)
        r.cell[4] = str_format(a, "%.*s / %.*s", STR_FMT(paper_count(a, x->funded)),
                               STR_FMT(paper_count(a, x->packages)));
    paper_row(p, &r);
}

static void parts(struct paper *p, const struct proposed *x, bool agencies)
{
    struct arena *a = paper_arena(p);
    double amount = paper_amount_width(p, x->run.asked);
    double rest = 2 * amount + (agencies ? 2 * COUNT_W : COUNT_W);
    const struct table_column column[] = {
        {paper_word(agencies ? PT_ACC_AGENCY : PT_COL_TYPE), PAGE_TEXT_W - rest, COLUMN_TEXT},
        {paper_word(PT_COL_ASKED), amount, COLUMN_FIGURES},
        {paper_word(PT_AL_USED), amount, COLUMN_FIGURES},
        {paper_word(PT_COL_SHARE), COUNT_W, COLUMN_FIGURES},
        {paper_word(PT_AL_FUNDED), COUNT_W, COLUMN_FIGURES},
    };
    const struct rows *rows = agencies ? &x->agencies : &x->types;
    const struct proposed_part *part = rows->p;
    struct proposed_part sum = sum_of(rows);

    paper_heading(p, 2, paper_fill(a, agencies ? PT_AL_AGENCIES : PT_AL_TYPES,
                                   PAPER_WORDS({"n", paper_count(a, (int64_t)rows->n)},
                                               {"cut", paper_count(a, sum.share.bp)})));
    paper_table(p, column, agencies ? ARRAY_LEN(column) : ARRAY_LEN(column) - 1);
    for (size_t i = 0; i < rows->n; i++)
        part_row(p, &part[i], part[i].name, agencies, ROW_ITEM);
    part_row(p, &sum, paper_word(PT_SUM), agencies, ROW_TOTAL);
    paper_table_end(p);
}

/* ---- seven sums that were made apart ---- */

struct tie_row {
    enum paper_text text;
    int64_t left, right;
    bool money;
};

static bool ties(struct paper *p, const struct allocation_print *d, struct err *e)
{
    struct arena *a = paper_arena(p);
    const struct proposed *x = &d->p;
    const struct ceiling_row *c = x->ceilings.p;
    struct proposed_part agency = sum_of(&x->agencies), type = sum_of(&x->types);
    int64_t broken = 0;
    const struct table_column column[] = {
        {paper_word(PT_AL_TIE), PAGE_TEXT_W - 2 * TIE_W, COLUMN_TEXT},
        {paper_word(PT_AL_TIE_LEFT), TIE_W, COLUMN_FIGURES},
        {paper_word(PT_AL_TIE_RIGHT), TIE_W, COLUMN_FIGURES},
    };

    for (size_t i = 0; i < x->ceilings.n; i++)
        broken += (c[i].has_max && c[i].used.satang > c[i].max.satang) ||
                  (c[i].has_min && c[i].used.satang < c[i].min.satang);
    const struct tie_row row[] = {
        {PT_AL_TIE_1, x->run.used.satang, d->sums.used.satang, true},
        {PT_AL_TIE_2, x->run.used.satang, agency.used.satang, true},
        {PT_AL_TIE_3, x->run.used.satang, type.used.satang, true},
        {PT_AL_TIE_4, x->run.funded, agency.funded, false},
        {PT_AL_TIE_5, x->run.value_score.millionths, d->sums.value.millionths, false},
        {PT_AL_TIE_6, x->run.asked.satang, agency.asked.satang, true},
        {PT_AL_TIE_7, broken, 0, false},
    };

    paper_heading(p, 2, paper_word(PT_AL_TIES));
    paper_table(p, column, ARRAY_LEN(column));
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        struct table_row r = {.kind = ROW_ITEM};
        bool of_score = row[i].text == PT_AL_TIE_5;

        r.cell[0] = str_format(a, "%zu) %.*s", i + 1, STR_FMT(paper_word(row[i].text)));
        for (size_t k = 0; k < 2; k++) {
            int64_t v = k ? row[i].right : row[i].left;

            r.cell[1 + k] = of_score       ? score(a, (struct score){v}, false)
                            : row[i].money ? paper_money(a, MONEY(v))
                                           : paper_count(a, v);
        }
        paper_row(p, &r);
        if (row[i].left != row[i].right) {
            FAIL(e, ERR_DOCUMENT_SUM);
            err_arg(e, "what", V(paper_word(row[i].text)));
            return false;
        }
    }
    paper_table_end(p);
    return true;
}

bool allocation_paper_say(struct paper *p, void *ctx, struct err *e)
{
    const struct paper_job *j = ctx;
    const struct allocation_print *d = j->data;
    struct arena *a = paper_arena(p);

    front(p, &d->p);
    proved(p, &d->p);
    binding(p, &d->p);
    pins(p, &d->p);
    ranks(p, &d->p);
    parts(p, &d->p, false);
    parts(p, &d->p, true);
    if (!ties(p, d, e))
        return false;
    paper_heading(p, 2, paper_word(PT_AL_CHECK));
    paper_typed(p, paper_fill(a, PT_AL_CHECK_1, PAPER_WORDS({"run", d->p.run.code})));
    paper_text(p, paper_word(PT_AL_CHECK_2));
    paper_typed(p, paper_word(PT_AL_CHECK_CMD));
    paper_typed(p, paper_fill(a, PT_AL_SHA_INSTANCE, PAPER_WORDS({"sha", d->p.instance_sha})));
    paper_typed(p, paper_fill(a, PT_AL_SHA_RESULT, PAPER_WORDS({"sha", d->p.result_sha})));
    paper_gap(p, 8);
    paper_stamp(p);
    return true;
}
