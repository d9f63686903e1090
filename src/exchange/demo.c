/* demo.c - see demo.h. Three writes: the city; the run, applied; the difference to what is
 * published. Each looks first whether it was done, so a broken start goes on where it stopped. */
#include "exchange/demo.h"

#include "allocate/scenario.h"
#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "exchange/demo_accounts.h"
#include "exchange/demo_analysis.h"
#include "exchange/demo_city.h"
#include "exchange/demo_costing.h"
#include "exchange/demo_committee.h"
#include "exchange/demo_council.h"
#include "exchange/demo_cycle.h"
#include "exchange/demo_desk.h"
#include "exchange/demo_document.h"
#include "exchange/demo_fill.h"
#include "exchange/demo_goals.h"
#include "exchange/demo_house.h"
#include "exchange/demo_lineage.h"
#include "exchange/demo_money.h"
#include "exchange/demo_next.h"
#include "exchange/demo_notice.h"
#include "exchange/demo_front.h"
#include "exchange/demo_past.h"
#include "exchange/demo_rating.h"
#include "exchange/demo_results.h"
#include "exchange/demo_rules.h"
#include "exchange/demo_scenario.h"
#include "exchange/demo_tables.h"
#include "plan/cycle.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { SOLVE_SECONDS = 20 };
#define SCENARIO STR("main")
/* Gaps that are reached, and proved, in seconds: with a smaller one the clock would decide what the
 * demonstration shows. Fewer packages are larger lumps. */
#define DEMO_GAP       STR("0.0001")
#define DEMO_GAP_SMALL STR("0.0005")
/* The frame of FY2566: expenditure = revenue estimate (DOMAIN.md 1.3, 2.5). */
enum { YEAR_OF_FRAME = 2566 };
#define FRAME_2566 BAHT(INT64_C(79000000000))

struct demo_job {
    struct demo_city city;
    struct demo_accounts accounts;
    bool has_accounts; /* another year's demonstration made them */
    bool asked;        /* stop where every request is submitted */
    int64_t year, packages, now_ms;
    const struct actor *who;
    struct demo_filled filled;
    struct run_outcome *run;
    struct str resolution, balance_reason;
};

static struct act act_of(struct tx *tx, const struct demo_job *j)
{
    return (struct act){.tx = tx, .a = tx->a, .who = j->who, .today = date_of_ms(j->now_ms),
                        .now_ms = j->now_ms};
}

/* ---- ceilings ---- */

static bool set_max(struct act *by, const struct demo_job *j, struct str dim, struct str code,
                    int64_t satang, struct err *e)
{
    struct ceiling_row c = {.dim = dim, .code = code, .max = MONEY(satang), .has_max = true};

    return scenario_set_ceiling(by, j->year, SCENARIO, &c, e);
}

/* An agency's frame, in per cent of what it asked: three in ten are held well below, the others have
 * room; so 15 to 35 of all ceilings bind. Never below what must be funded. */
static int64_t agency_frame(struct chance *ch, int64_t asked, int64_t mandatory)
{
    bool tight = chance_between(ch, 1, 10) <= 3 && mandatory < asked / 100 * 55;
    int64_t percent = tight ? chance_between(ch, 60, 74) : chance_between(ch, 90, 105);
    int64_t frame = asked / 100 * percent, floor = mandatory + mandatory / 50;

    if (mandatory > asked / 100 * 75)
        frame = asked;
    frame = frame > floor ? frame : floor;
    return (frame + 9999999) / 10000000 * 10000000; /* whole hundred thousand baht */
}

static bool set_ceilings(struct act *by, struct demo_job *j, struct err *e)
{
    struct demo_city *c = &j->city;
    struct chance ch = {(uint64_t)j->year * 7};
    struct str note = demo_text(c, &ch, STR("note"));
    int64_t total = 0, id;

    if (!scenario_ensure(by, j->year, SCENARIO, c->by_agency ? STR_NONE : note, &id, e))
        return false;
    for (int t = 1; t < DEMO_TYPES; t++) {
        char digit = (char)('0' + t);
        total += c->by_type[t];
        if (!set_max(by, j, STR("type"), (struct str){&digit, 1}, c->by_type[t] * HUNDRED_BAHT, e))
            return false;
    }
    total = total * HUNDRED_BAHT + c->rest;
    if (!set_max(by, j, STR("total"), STR_NONE,
                 j->year != YEAR_OF_FRAME ? total : FRAME_2566.satang, e))
        return false;
    for (size_t i = 0; i < c->nagencies; i++) {
        int64_t frame = agency_frame(&ch, j->filled.asked[i], j->filled.mandatory[i]);
        if (c->by_agency)
            frame = c->exact[i];
        if (j->filled.asked[i] &&
            !set_max(by, j, STR("agency"), c->agencies[i].code, frame, e))
            return false;
    }
    return true;
}

/* ---- the first write ---- */

static bool walk_cycle(struct act *by, int64_t year, const char *until, struct err *e)
{
    for (size_t guard = 0; guard < cycle_table_n; guard++) {
        struct fiscal_year y;
        size_t i = 0;
        if (!year_get(by->tx->db, by->a, year, &y, e))
            return false;
        if (str_eq(y.stage, str_from(until)))
            return true;
        while (i < cycle_table_n && !str_eq(y.stage, str_from(cycle_table[i].from)))
            i++;
        if (i == cycle_table_n)
            break;
        if (!cycle_run(by, year, str_from(cycle_table[i].event), STR("demonstration"), e))
            return false;
    }
    FAIL(e, ERR_STAGE);
    err_arg(e, "stage", V(str_from(until)));
    return false;
}

/* The two committees, each in its stage. */
static bool review(struct act *by, const struct demo_job *j, struct err *e)
{
    return walk_cycle(by, j->year, "SUITABILITY", e) &&
           demo_review(by, j->year, STAGE_SUITABILITY, &j->filled, e) &&
           walk_cycle(by, j->year, "PERMSEC", e) &&
           demo_review(by, j->year, STAGE_PERMSEC, &j->filled, e) &&
           walk_cycle(by, j->year, "GOVERNOR", e);
}

static bool write_city(struct tx *tx, void *ctx, struct err *e)
{
    struct demo_job *j = ctx;
    struct act by = act_of(tx, j);

    return year_ensure(&by, j->year, e) && year_mark(&by, j->year, true, false, e) &&
           (j->year != YEAR_OF_FRAME || year_set_revenue(&by, j->year, FRAME_2566, e)) &&
           (j->has_accounts || demo_accounts_add(&by, &j->accounts, e)) &&
           demo_city_load(tx->db, tx->a, j->year, &j->city, e) &&
           walk_cycle(&by, j->year, "REQUEST", e) &&
           demo_fill(&by, &j->city, j->packages, j->asked, &j->filled, e) &&
           set_ceilings(&by, j, e) &&
           (j->year != YEAR_OF_FRAME || demo_rules(&by, j->year, SCENARIO, e)) &&
           demo_members(&by, j->year, e) &&
           (j->asked || (review(&by, j, e) && (j->year != YEAR_OF_FRAME || demo_rating(&by, j->year, e))));
}

/* ---- the second write: apply the run, then balance ---- */

struct slack_row {
    int64_t line_id, version;
    struct str code, key; /* key: the type's or agency's code */
    struct money now;
};
static const struct field slack_fields[] = {
    COL(struct slack_row, line_id), COL(struct slack_row, version), COL(struct slack_row, code),
    COL(struct slack_row, key),     COL(struct slack_row, now),
};
static const struct row_type slack_type = ROW_TYPE(struct slack_row, slack_fields);

/* The lines that make the sums the published ones. */
struct balance {
    struct resolution_amount *line;
    size_t n;
};

/* Adds to the largest funded line of a key what its sum lacks to the published total. */
static bool balance_key(struct act *by, const struct demo_job *j, const struct query *q,
                        struct str key, int64_t want, struct balance *b, struct err *e)
{
    struct slack_row top;
    int64_t sum;
    bool found;
    const struct query *total = q == &Q_DEMO_TOP_OF_TYPE ? &Q_DEMO_SUM_OF_TYPE
                                                         : &Q_DEMO_SUM_OF_AGENCY;

    if (!db_int(by->tx->db, total, ARGS(V(j->year), V(key)), &sum, e))
        return false;
    if (sum == want)
        return true;
    if (!db_find(by->tx->db, by->a, q, ARGS(V(j->year), V(key)), &slack_type, &top, &found, e))
        return false;
    if (!found || top.now.satang + want - sum < 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(key));
        return false;
    }
    b->line[b->n++] = (struct resolution_amount){top.code, MONEY(top.now.satang + want - sum),
                                                 j->balance_reason};
    return true;
}

static bool balance(struct act *by, const struct demo_job *j, struct balance *b, struct err *e)
{
    const struct demo_city *c = &j->city;

    b->line = ARENA_ARRAY(by->a, struct resolution_amount, c->nagencies + DEMO_TYPES);

    for (size_t i = 0; c->by_agency && i < c->nagencies; i++) {
        if (c->exact[i] &&
            !balance_key(by, j, &Q_DEMO_TOP_OF_AGENCY, c->agencies[i].code, c->exact[i], b,
                         e))
            return false;
    }
    for (int t = 1; !c->by_agency && t < DEMO_TYPES; t++) {
        char digit = (char)('0' + t);
        if (!balance_key(by, j, &Q_DEMO_TOP_OF_TYPE, (struct str){&digit, 1},
                         c->by_type[t] * HUNDRED_BAHT + (t == DEMO_TYPES - 1 ? c->rest : 0), b, e))
            return false;
    }
    return true;
}

static bool write_run(struct tx *tx, void *ctx, struct err *e)
{
    struct demo_job *j = ctx;
    struct act by = act_of(tx, j);
    struct balance b = {NULL, 0};
    struct str code, resolution;

    return run_store(&by, j->run, &code, e) &&
           demo_adopt(&by, j->year, code, j->resolution, &resolution, e) &&
           balance(&by, j, &b, e) &&
           demo_correct(&by, j->year, resolution, j->resolution, b.line, b.n, e);
}

static bool write_money(struct tx *tx, void *ctx, struct err *e)
{
    struct demo_job *j = ctx;
    struct act by = act_of(tx, j);

    return demo_money(&by, j->year, e);
}

/* The agencies that are written out, and the empty year in which they ask. */
static bool write_deep(struct tx *tx, void *ctx, struct err *e)
{
    struct demo_job *j = ctx;
    struct act by = act_of(tx, j);

    return demo_sections(&by, j->year, e) && demo_past(&by, j->year, e) &&
           demo_front(&by, j->year, e) &&
           demo_tables(&by, j->year, e) && demo_costing(&by, j->year, e) &&
           (j->year != YEAR_OF_FRAME || demo_house(&by, j->year, e)) &&
           (j->year != YEAR_OF_FRAME || demo_next_year(&by, j->year + 1, e)) &&
           (j->year != YEAR_OF_FRAME || demo_cycle(&by, j->year, e)) &&
           demo_goals(&by, j->year, e) && demo_goals(&by, j->year + 1, e) &&
           demo_analysis(&by, j->year, j->asked, e) &&
           (j->year != YEAR_OF_FRAME || demo_notice(&by, j->year, e)) &&
           (j->year != YEAR_OF_FRAME || demo_council(&by, j->year, e)) &&
           (j->year != YEAR_OF_FRAME || demo_lineage(&by, j->year, e)) &&
           (j->year != YEAR_OF_FRAME || demo_desk(&by, j->year, e));
}

static bool write_results(struct tx *tx, void *ctx, struct err *e)
{
    struct act by = act_of(tx, ctx);

    return demo_results(&by, e);
}

/* ---- ---- */

/* A city that was left where it asked stays there. */
static bool city_is_made(struct db *db, struct arena *a, struct demo_job *j, bool *ret,
                         struct err *e)
{
    struct fiscal_year y;
    int64_t lines;

    if (!db_int(db, &Q_DEMO_COUNT_LINES, ARGS(V(j->year)), &lines, e))
        return false;
    *ret = lines > 0;
    if (!*ret)
        return true;
    if (!year_get(db, a, j->year, &y, e))
        return false;
    j->asked = !cycle_at_least(y.stage, STR("GOVERNOR"));
    if (!y.demo) {
        FAIL(e, ERR_STORE_KIND);
        return false;
    }
    return true;
}

static bool prepare_accounts(struct db *db, struct arena *a, struct demo_job *j, struct err *e)
{
    int64_t n;

    if (!db_int(db, &Q_DEMO_COUNT_ACCOUNTS, NO_ARGS, &n, e))
        return false;
    j->has_accounts = n > 0;
    return j->has_accounts || demo_accounts_prepare(a, &j->accounts, e);
}

static bool summary(struct db *db, struct arena *a, struct demo_job *j, struct demo_result *ret,
                    struct err *e)
{
    static const struct field fields[] = {
        COL(struct demo_result, made),   COL(struct demo_result, packages),
        COL(struct demo_result, lines),  COL(struct demo_result, funded),
        COL(struct demo_result, asked),  COL(struct demo_result, ceiling),
        COL(struct demo_result, now),
    };
    static const struct row_type type = ROW_TYPE(struct demo_result, fields);

    return db_one(db, a, &Q_DEMO_SUMMARY, ARGS(V(j->year)), &type, ret, e);
}

/* The agency that comes first in a branch: the Education Department. */
#define FIRST STR("09000000")

static bool make_scenarios(struct store *s, struct arena *a, const struct demo_job *j,
                           const struct demo_options *o, struct err *e)
{
    struct chance ch = {(uint64_t)j->year};
    struct demo_scenario d = {.year = j->year,
                              .now_ms = j->now_ms,
                              .who = j->who,
                              .parent = SCENARIO,
                              .first = FIRST,
                              .note_total = demo_text(&j->city, &ch, STR("scenario_total")),
                              .note_first = demo_text(&j->city, &ch, STR("scenario_first")),
                              .pin_reason = demo_text(&j->city, &ch, STR("scenario_pin")),
                              .clock_ms = o->clock_ms};

    return demo_scenario(s, a, &d, e);
}

bool demo_make(struct store *s, struct arena *a, const struct demo_options *options,
               struct demo_result *ret, struct err *e)
{
    struct demo_job *j = ARENA_NEW(a, struct demo_job);
    struct run_options o = {.time_limit_s = SOLVE_SECONDS, .gap = options->packages ? DEMO_GAP_SMALL : DEMO_GAP};
    int64_t year = options->year;
    struct run_row newest;
    struct err ignored;
    struct db *db;
    bool made;

    *j = (struct demo_job){.year = year, .packages = options->packages,
                           .asked = options->asked, .now_ms = options->now_ms, .who = options->who};
    if (!store_reader(s, &db, e) || !city_is_made(db, a, j, &made, e))
        return false;
    if (!made && (!prepare_accounts(db, a, j, e) || !store_write(s, write_city, j, e)))
        return false;
    /* The city's texts and targets live in the write's scratch: read them again for the rest. */
    if (!demo_city_load(db, a, year, &j->city, e))
        return false;
    struct chance ch = {(uint64_t)year};
    j->resolution = demo_text(&j->city, &ch, STR("resolution"));
    j->balance_reason = demo_text(&j->city, &ch, STR("balance"));
    if (!j->asked && !run_newest(db, a, year, SCENARIO, &newest, &ignored)) {
        int64_t began = options->clock_ms();
        o.rank = o.fill = year < YEAR_OF_FRAME; /* the year before only has to be there: no proof, no wait */
        if (!run_solve(db, a, year, SCENARIO, &o, &j->run, e))
            return false;
        run_took(j->run, options->clock_ms() - began);
        if (year == YEAR_OF_FRAME && !make_scenarios(s, a, j, options, e))
            return false;
        if (!store_write(s, write_run, j, e))
            return false;
        made = false;
    }
    if (year >= YEAR_OF_FRAME &&
        (!store_write(s, write_money, j, e) || !store_write(s, write_deep, j, e) ||
         !demo_document(s, a, year, j->now_ms, e)))
        return false;
    if (year == DEMO_RESULTS_YEAR && !store_write(s, write_results, j, e))
        return false;
    if (!summary(db, a, j, ret, e))
        return false;
    ret->made = !made;
    return true;
}
