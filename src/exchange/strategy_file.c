/* strategy_file.c - pbis import strategy: a plan with its goals, indicators, objectives and links. */
#include "exchange/strategy_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "store/store.h"

enum { MAX_BYTES = 32 * 1024 * 1024, RECORDS_MAX = 20000 };

static const struct csv_column columns[S_COUNT] = {
    {"id", false},        {"level", false},   {"parent_id", false}, {"name_th", false},
    {"name_en", true},    {"status", true},   {"source", true},     {"version", true},
    {"label_th", true},   {"label_en", true}, {"share", true},      {"agency", true},
    {"kind", true},       {"unit", true},     {"direction", true},  {"base", true},
    {"first_year", true}, {"target1", true},  {"target2", true},    {"target3", true},
    {"from_date", true},
};

/* The level words of the file, and what they are. The long ones are those of the reference file. */
static const struct strategy_level levels[] = {
    {"side", REC_NODE, "strategy", "side"},
    {"dimension", REC_NODE, "strategy", "dimension"},
    {"strategy", REC_NODE, "strategy", "strategy"},
    {"substrategy", REC_NODE, "strategy", "substrategy"},
    {"issue", REC_NODE, "strategy", "issue"},
    {"goal", REC_NODE, "strategy", "goal"},
    {"measure", REC_NODE, "strategy", "measure"},
    {"project", REC_NODE, "strategy", "project"},
    {"activity", REC_NODE, "strategy", "activity"},
    {"policy_side", REC_NODE, "policy", "side"},
    {"policy", REC_NODE, "policy", "policy"},
    {"plan_side", REC_NODE, "strategy", "side"},
    {"development_issue", REC_NODE, "strategy", "issue"},
    {"plan20_dimension", REC_NODE, "strategy", "dimension"},
    {"plan20_substrategy", REC_NODE, "strategy", "substrategy"},
    {"plan20rev_strategy", REC_NODE, "strategy", "strategy"},
    {"plan20rev_substrategy", REC_NODE, "strategy", "substrategy"},
    {"plan20rev_goal", REC_NODE, "strategy", "goal"},
    {"campaign_side", REC_NODE, "policy", "side"},
    {"policy216", REC_NODE, "policy", "policy"},
    {"crosswalk", REC_LINK, "", ""},
    {"side_crosswalk", REC_LINK, "", ""},
    {"indicator", REC_INDICATOR, "", ""},
    {"kpi", REC_INDICATOR, "", ""},
    {"objective", REC_OBJECTIVE, "", ""},
    {"key_result", REC_KEY_RESULT, "", ""},
    {"okr_example", REC_OKR, "", ""},
};

/* ---- one record ---- */

static const struct strategy_level *find_level(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        if (str_eq(word, str_from(levels[i].word)))
            return &levels[i];
    }
    return NULL;
}

/* The record and its cells, for the checks at the end of the file. */
static struct rec *keep(struct import *im, struct strategy *s)
{
    struct rec *x = ARENA_NEW(im->a, struct rec);
    struct csv_row *row = ARENA_NEW(im->a, struct csv_row);
    struct str *cell = ARENA_ARRAY(im->a, struct str, im->rec->n);

    for (size_t i = 0; i < im->rec->n; i++)
        cell[i] = str_dup(im->a, im->rec->cell[i]);
    *row = (struct csv_row){im->rec->row, im->rec->line, cell, im->rec->n};
    x->row = row;
    for (size_t i = 0; i < S_COUNT; i++) {
        if (im->column[i] != SIZE_MAX)
            x->cell[i] = str_dup(im->a, import_cell(im, i));
    }
    if (s->n == s->cap) {
        size_t more = s->cap ? s->cap * 2 : 256;

        s->rec = (struct rec **)arena_grow(im->a, s->rec, s->cap * sizeof(void *),
                                           more * sizeof(void *));
        s->cap = more;
    }
    s->rec[s->n++] = x;
    return x;
}

/* "sourced (28 issues; ...)" is sourced; what follows goes to the source. */
static void split_status(struct import *im, struct rec *x)
{
    struct str s = x->cell[S_STATUS];
    size_t end = 0;

    while (end < s.n && s.p[end] != ' ' && s.p[end] != ';' && s.p[end] != '(' && s.p[end] != ',')
        end++;
    x->cell[S_STATUS] = str_slice(s, 0, end);
    if (end < s.n)
        x->cell[S_SOURCE] =
            str_format(im->a, "%.*s%s%.*s", STR_FMT(x->cell[S_SOURCE]),
                       x->cell[S_SOURCE].n ? "; " : "", STR_FMT(str_slice(s, end, s.n)));
}

static void bad_number(struct import *im, size_t column, struct str value)
{
    struct err why;

    FAIL(&why, ERR_BAD_NUMBER);
    err_arg(&why, "field", V(str_from(columns[column].name)));
    err_arg(&why, "value", V(value));
    import_refuse(im, column, &why);
}

static void read_numbers(struct import *im, struct rec *x)
{
    static const size_t number[] = {S_BASE, S_TARGET1, S_TARGET2, S_TARGET3};
    int64_t v;

    for (size_t i = 0; i < ARRAY_LEN(number); i++) {
        struct str s = x->cell[number[i]];

        if (s.n && !exact_parse_decimal(s, 6, &v))
            bad_number(im, number[i], s);
    }
    if (x->cell[S_SHARE].n && (!exact_parse_decimal(x->cell[S_SHARE], 2, &x->share_bp) ||
                               x->share_bp <= 0 || x->share_bp > WEIGHTS_SUM))
        bad_number(im, S_SHARE, x->cell[S_SHARE]);
}

static void read_text(struct import *im, struct rec *x)
{
    struct indicator_text *t = &x->text;
    int32_t year = (int32_t)im->year;
    struct err why;

    *t = (struct indicator_text){.from_date = fy_start(year),
                                 .name_th = x->cell[S_NAME_TH],
                                 .name_en = x->cell[S_NAME_EN],
                                 .unit_word = x->cell[S_UNIT],
                                 .direction = x->cell[S_DIRECTION],
                                 .base_value = x->cell[S_BASE],
                                 .target1 = x->cell[S_TARGET1],
                                 .target2 = x->cell[S_TARGET2],
                                 .target3 = x->cell[S_TARGET3],
                                 .first_year = year,
                                 .source = x->cell[S_SOURCE]};
    if (t->direction.n == 0)
        t->direction = STR("up");
    if (!str_has(STR(" up down zero done "),
                 str_format(im->row_a, " %.*s ", STR_FMT(t->direction))))
        import_refuse_choice(im, S_DIRECTION, t->direction, STR("up down zero done"));
    if (x->cell[S_KIND].n && !str_eq(x->cell[S_KIND], STR("outcome")) &&
        !str_eq(x->cell[S_KIND], STR("output")))
        import_refuse_choice(im, S_KIND, x->cell[S_KIND], STR("outcome output"));
    if (x->cell[S_FIRST_YEAR].n) {
        if (fy_parse(x->cell[S_FIRST_YEAR], &year, &why))
            t->first_year = year;
        else
            import_refuse(im, S_FIRST_YEAR, &why);
    }
    if (x->cell[S_FROM].n && !date_parse_iso(x->cell[S_FROM], &t->from_date, &why))
        import_refuse(im, S_FROM, &why);
}

static bool read_agency(struct import *im, struct rec *x)
{
    struct agency g;
    struct err why;

    if (x->cell[S_AGENCY].n == 0)
        return true;
    if (agency_get(im->by->tx->db, im->row_a, x->cell[S_AGENCY], &g, &why)) {
        x->agency_id = g.id;
        return true;
    }
    import_refuse_code(im, S_AGENCY, x->cell[S_AGENCY]);
    return false;
}

static void too_long(struct import *im, size_t column, struct str s, size_t limit)
{
    struct err why;

    if (s.n <= limit || str_count_cp(s) <= limit)
        return;
    FAIL(&why, ERR_TOO_LONG);
    err_arg(&why, "field", V(str_from(columns[column].name)));
    err_arg(&why, "limit", V((int64_t)limit));
    import_refuse(im, column, &why);
}

static bool row(struct import *im, struct err *e)
{
    struct strategy *s = im->state;
    struct rec *x = keep(im, s);

    if (s->n > RECORDS_MAX) {
        FAIL(e, ERR_FILE_TOO_LARGE);
        err_arg(e, "limit", V((int64_t)RECORDS_MAX));
        return false;
    }
    x->level = find_level(x->cell[S_LEVEL]);
    if (!x->level) {
        import_refuse_choice(im, S_LEVEL, x->cell[S_LEVEL],
                             STR("side dimension strategy substrategy issue goal measure project "
                                 "activity policy_side policy crosswalk indicator objective "
                                 "key_result"));
        x->bad = true;
        return true;
    }
    x->what = x->level->what;
    if (x->cell[S_ID].n == 0)
        import_refuse_required(im, S_ID);
    if (x->cell[S_NAME_TH].n == 0)
        import_refuse_required(im, S_NAME_TH);
    too_long(im, S_ID, x->cell[S_ID], 60);
    too_long(im, S_NAME_TH, x->cell[S_NAME_TH], 1000);
    split_status(im, x);
    read_numbers(im, x);
    read_text(im, x);
    read_agency(im, x);
    x->bad = import_is_bad(im);
    return true;
}

/* ---- the file ---- */

static bool begin(struct import *im, struct err *e)
{
    (void)e;
    im->state = ARENA_NEW(im->a, struct strategy);
    return true;
}

static int by_id(const void *a, const void *b)
{
    const struct rec *const *x = a, *const *y = b;
    int c = str_cmp((*x)->cell[S_ID], (*y)->cell[S_ID]);

    return c ? c : ((*x)->row->row < (*y)->row->row ? -1 : (*x)->row->row > (*y)->row->row);
}

struct rec *strategy_find(const struct strategy *s, struct str id)
{
    size_t lo = 0, hi = s->n;

    while (lo < hi) { /* the first of equal ids */
        size_t mid = lo + (hi - lo) / 2;

        if (str_cmp(s->by_id[mid]->cell[S_ID], id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < s->n && str_eq(s->by_id[lo]->cell[S_ID], id) ? s->by_id[lo] : NULL;
}

bool strategy_refuse(struct import *im, struct rec *x, size_t column, const struct err *why,
                     struct err *e)
{
    if (x->bad)
        return true;
    x->bad = true;
    return import_refuse_late(im, x->row, column, why, e);
}

static bool end(struct import *im, struct err *e)
{
    struct strategy *s = im->state;

    s->by_id = (struct rec **)ARENA_ARRAY(im->a, void *, s->n + 1);
    if (s->n)
        memcpy(s->by_id, s->rec, s->n * sizeof(void *));
    if (s->n > 1)
        qsort(s->by_id, s->n, sizeof(void *), by_id);
    if (!strategy_check(im, s, e))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        if (s->rec[i]->unchanged && !s->rec[i]->bad)
            import_unchanged_late(im);
    }
    return !im->writing || strategy_write(im, s, e);
}

const struct import_kind strategy_kind = {
    .word = "strategy",
    .columns = columns,
    .ncolumns = S_COUNT,
    .max_bytes = MAX_BYTES,
    .needs_year = true,
    .sheets = true,
    .begin = begin,
    .row = row,
    .end = end,
};
