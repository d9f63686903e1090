/* score_write.c - a run of scores, and a score that the owner gives. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "perform/score_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { SOURCE_MAX = 1000, PART_NAME_MAX = 300, PLACE_FINAL = 1, PLACE_GIVEN = 2, PLACE_INTERIM = 3 };
#define HUNDRED INT64_C(100000000) /* millionths */

static bool store_rows(struct act *by, int64_t run_id, const struct rows *rows, struct err *e)
{
    const struct score_row *r = rows->p;
    struct db_bulk *b;
    bool ok = true;

    if (!db_bulk_begin(by->tx, &Q_SCORE_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < rows->n && ok; i++) {
        const struct score_row *x = &r[i];

        ok = db_bulk_row(b,
                         ARGS(V(run_id), V(x->indicator_id), V(x->year), V_ID(x->agency_id), V(x->as_of), V(x->kind),
                              V(x->basis.n > 0 ? x->basis : STR("none")), V(x->value), V(x->level), V(x->percent), V(x->points),
                              V(x->fact), V(x->numerator), V(x->denominator), V(x->steps), V(x->measure), V(x->rule_version),
                              V_ID(x->reading_id), V(x->why), V(x->has_other), V(x->other_base), V(x->other_value),
                              V(x->other_level), V(x->other_points), V(x->no_rule), V(x->source), V(by->who->name),
                              V(by->now_ms)),
                         e);
    }
    return db_bulk_end(b, NULL, e) && ok;
}

/* The run, its rows, what counts from now on and the record of it. */
static bool store_run(struct act *by, struct score_run *run, int64_t agency_id, const struct rows *rows, struct err *e)
{
    bool final = str_eq(run->kind, STR("final")), given = str_eq(run->kind, STR("given"));
    int64_t n, place = final ? PLACE_FINAL : given ? PLACE_GIVEN : PLACE_INTERIM;
    const struct on_behalf *order = actor_behalf(by->who, PERM_SCORE, 0, 0);
    struct audit_note note = {.action = given ? STR("score.give") : STR("score.run")};

    if (!db_int(by->tx->db, &Q_SCORE_RUN_NEXT, ARGS(V(run->year)), &n, e) ||
        !db_int(by->tx->db, &Q_SCORE_ENTRY_SEQ, NO_ARGS, &run->entry_seq, e))
        return false;
    run->code = str_format(by->a, "%lld-S-%05lld", (long long)run->year, (long long)n);
    run->by_user = by->who->name;
    run->capacity = order ? order->capacity : STR_NONE;
    run->at = (struct when){by->now_ms};
    if (!db_int(by->tx->db, &Q_SCORE_RUN_INSERT,
                ARGS(V(run->code), V(run->year), V_ID(agency_id), V(run->as_of), V(run->kind), V(run->scored), V(run->unscored),
                     V(run->kept), V(run->entry_seq), V(run->by_user), V(run->capacity), V(by->now_ms)),
                &run->id, e) ||
        !store_rows(by, run->id, rows, e) ||
        !db_exec(by->tx->db, &Q_SCORE_NEWEST_SET, ARGS(V(run->id), V(place)), NULL, e))
        return false;
    /* Scores come after a year is closed: the record belongs to no open year. */
    note.subject = str_format(by->a, "score:%.*s", STR_FMT(run->code));
    note.new_value = str_format(by->a, "%.*s scored=%lld unscored=%lld kept=%lld entry=%lld", STR_FMT(run->kind),
                                (long long)run->scored, (long long)run->unscored, (long long)run->kept,
                                (long long)run->entry_seq);
    return audit_add(by, &note, e);
}

/* ---- a run ---- */

static bool nothing_open(struct act *by, int64_t year, struct err *e)
{
    static const char *const field[] = {"difference", "flag", "period"}, *const name[] = {"differences", "flags", "periods"};
    const struct score_open *o;
    struct rows open;

    if (!score_open_rows(by->tx->db, by->a, year, LANG_TH, &open, e))
        return false;
    if (open.n == 0)
        return true;
    o = open.p;
    FAIL(e, ERR_SCORE_OPEN);
    err_arg(e, "year", V(year));
    for (size_t k = 0; k < ARRAY_LEN(field); k++) {
        int64_t n = 0;

        for (size_t i = 0; i < open.n; i++)
            n += str_eq(o[i].what, str_from(field[k])) ? o[i].n : 0;
        err_arg(e, name[k], V(n));
    }
    return false;
}

bool score_run_do(struct act *by, const struct score_asked *asked, struct score_run *ret, struct err *e)
{
    struct score_asked q = *asked;
    struct score_run run = {.year = q.year, .kind = q.kind == SCORE_FINAL ? STR("final") : STR("interim")};
    const struct score_row *r;
    struct rows rows;

    if (!actor_check_city(by->who, PERM_SCORE, e))
        return false;
    if (q.kind == SCORE_FINAL && !nothing_open(by, q.year, e))
        return false;
    if (q.as_of.yyyymmdd == 0)
        q.as_of = by->today;
    if (!score_compute(by->tx->db, by->a, &q, &rows, &run.kept, e))
        return false;
    if (rows.n == 0 && run.kept == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(str_format(by->a, "%lld", (long long)q.year)));
        return false;
    }
    r = rows.p;
    run.as_of = rows.n > 0 ? r[0].as_of : q.as_of;
    for (size_t i = 0; i < rows.n; i++) {
        run.scored += r[i].why.n == 0;
        run.unscored += r[i].why.n > 0;
    }
    if (!store_run(by, &run, q.agency_id, &rows, e))
        return false;
    *ret = run;
    return true;
}

/* ---- the owner's own ---- */

struct owned_row {
    int64_t indicator_id, agency_id;
    struct str collect, measure, owner, agency_name;
    bool given, ruled;
};
static const struct field owned_fields[] = {
    COL(struct owned_row, indicator_id), COL(struct owned_row, agency_id), COL(struct owned_row, collect),
    COL(struct owned_row, measure),      COL(struct owned_row, owner),     COL(struct owned_row, given),
    COL(struct owned_row, agency_name),  COL(struct owned_row, ruled),
};
static const struct row_type owned_type = ROW_TYPE(struct owned_row, owned_fields);

bool score_may_give(const struct actor *who, struct str owner)
{
    if (who->user_id == 0)
        return true;
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (g->scope.kind == SCOPE_CITY && str_eq(g->role, owner) && (g->perms >> PERM_SCORE & 1) != 0)
            return true;
    }
    return false;
}

static bool in_range(struct score s, const char *field, struct arena *a, struct err *e)
{
    if (s.millionths >= 0 && s.millionths <= HUNDRED)
        return true;
    FAIL(e, ERR_SCORE_RANGE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(score_decimal(a, s, 0)));
    return false;
}

/* Its percent: the sum of the parts where there are any. */
static bool given_check(struct act *by, const struct score_given *g, struct score *ret_percent, struct err *e)
{
    struct score sum = {0};

    if (str_trim(g->source).n == 0 || str_trim(g->source).n > SOURCE_MAX) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("source")));
        return false;
    }
    for (size_t i = 0; i < g->parts; i++) {
        if (str_trim(g->part[i].name).n == 0 || g->part[i].name.n > PART_NAME_MAX) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(str_format(by->a, "part%zu", i + 1)));
            return false;
        }
        if (!in_range(g->part[i].amount, "part", by->a, e))
            return false;
        sum.millionths += g->part[i].amount.millionths;
    }
    *ret_percent = g->parts > 0 ? sum : g->percent;
    return in_range(*ret_percent, "percent", by->a, e);
}

static bool store_parts(struct act *by, int64_t run_id, const struct score_given *g, int64_t *ret_id, struct err *e)
{
    if (!db_int(by->tx->db, &Q_SCORE_OF_RUN, ARGS(V(run_id)), ret_id, e))
        return false;
    for (size_t i = 0; i < g->parts; i++) {
        if (!db_exec(by->tx->db, &Q_SCORE_PART_INSERT,
                     ARGS(V(*ret_id), V((int64_t)i + 1), V(str_trim(g->part[i].name)), V(g->part[i].amount)), NULL, e))
            return false;
    }
    return true;
}

bool score_give(struct act *by, const struct score_given *g, int64_t *ret_id, struct err *e)
{
    struct owned_row x;
    struct score percent;
    struct score_row r;
    struct score_run run = {.year = g->year, .kind = STR("given"), .scored = 1};
    struct rows rows = {&r, 1};
    bool found;

    if (!actor_check_city(by->who, PERM_SCORE, e) ||
        !db_find(by->tx->db, by->a, &Q_SCORE_ONE, ARGS(V(g->year), V(g->indicator_id)), &owned_type, &x, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "%lld/%lld", (long long)g->year, (long long)g->indicator_id)));
        return false;
    }
    if (!score_may_give(by->who, x.owner)) {
        FAIL(e, ERR_SCORE_OWNER);
        err_arg(e, "owner", V(x.owner));
        return false;
    }
    if (actor_belongs(by->who, x.agency_id)) {
        FAIL(e, ERR_OWN_RESULT);
        err_arg(e, "agency", V(x.agency_name));
        return false;
    }
    if (x.ruled && (str_eq(x.collect, STR("steps")) || str_eq(x.collect, STR("value")) || str_eq(x.collect, STR("ratio")))) {
        FAIL(e, ERR_SCORE_RULED); /* its readings and their evidence are scored by the rule */
        return false;
    }
    if (!given_check(by, g, &percent, e))
        return false;
    run.as_of = g->as_of.yyyymmdd ? g->as_of : fy_end((int32_t)g->year);
    r = (struct score_row){.indicator_id = x.indicator_id,
                           .year = g->year,
                           .agency_id = x.agency_id,
                           .kind = STR("given"),
                           .basis = STR("given"),
                           .as_of = run.as_of,
                           .measure = x.measure,
                           .value = g->has_value ? g->value : (struct score){0},
                           .percent = percent,
                           .no_rule = g->no_rule,
                           .source = str_trim(g->source)};
    return store_run(by, &run, x.agency_id, &rows, e) && store_parts(by, run.id, g, ret_id, e);
}
