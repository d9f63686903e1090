/* demo_play_worth.c - what the money of a played year was worth: services, evaluations, what is named for the next year; and the
 * registers and key results of some agencies. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "exchange/demo_play_result.h"
#include "perform/checkin.h"
#include "perform/data_set.h"
#include "perform/evaluation.h"
#include "perform/indicator.h"
#include "perform/key_result.h"
#include "perform/paper_form.h"
#include "perform/past_evidence.h"
#include "perform/service_agreement.h"
#include "perform/service_cost.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { HUNDRED = 100, SATANG = 100, MILLI = 1000, EVALUATIONS = 5, KEYS = 2, FORMS = 3, SETS = 2, SET_FIELDS = 3, REGISTER_EACH = 4, KEYS_EACH = 6,
       POST_LOW = 420000, POST_HIGH = 690000 /* baht of a service for each of its people */ };

static struct str digit(struct arena *a, int64_t i)
{
    return str_format(a, "%lld", (long long)i);
}

/* ---- services and their cost ---- */

struct paid_row {
    struct str agency_code, output_code;
    struct money paid;
};
static const struct field paid_fields[] = {COL(struct paid_row, agency_code), COL(struct paid_row, output_code), COL(struct paid_row, paid)};
static const struct row_type paid_type = ROW_TYPE(struct paid_row, paid_fields);

static const struct result_agency *agency_of(const struct results *r, struct str code)
{
    for (size_t i = 0; i < r->n; i++) {
        if (str_eq(r->of[i].g.code, code))
            return &r->of[i];
    }
    return NULL;
}

/* The money of a district's output goes to the service; volume and posts so that a unit costs what is plausible. */
static bool serve(struct results *r, struct act *by, size_t row, const struct paid_row *p, struct err *e)
{
    const struct result_agency *x = agency_of(r, p->agency_code);
    struct chance ch = result_chance(r, x, 200 + (int64_t)row);
    int64_t unit = chance_between(&ch, demo_number(&r->t, row, "low"), demo_number(&r->t, row, "high"));
    struct cost_source_new s = {.year = r->year, .agency_code = p->agency_code, .output_code = p->output_code,
                                .service_code = demo_get(&r->t, row, "key")};
    struct service_volume_new v = {.year = r->year, .service_code = s.service_code, .agency_code = p->agency_code,
                                   .quantity_milli = p->paid.satang / SATANG / unit * MILLI};
    struct service_weight_new w = {.year = r->year, .service_code = s.service_code, .agency_code = p->agency_code,
                                   .posts_milli = p->paid.satang / SATANG / chance_between(&ch, POST_LOW, POST_HIGH) * MILLI, .area_milli = chance_between(&ch, 80, 900) * MILLI};

    return cost_source_set(by, &s, e) && service_volume_set(by, &v, e) && service_weight_set(by, &w, e);
}

/* What is shared by a district's services is split by the people who work in each. */
static bool share(struct results *r, struct act *by, size_t row, const struct paid_row *p, struct err *e)
{
    struct cost_source_new s = {.year = r->year, .agency_code = p->agency_code, .output_code = p->output_code,
                                .pool_code = demo_get(&r->t, row, "key")};

    return cost_source_set(by, &s, e);
}

static bool open_service(struct results *r, struct act *by, size_t row, struct err *e)
{
    struct cost_service s = {.code = demo_get(&r->t, row, "key"), .name_th = demo_get(&r->t, row, "th"),
                             .name_en = demo_get(&r->t, row, "en"), .unit_word = demo_get(&r->t, row, "unit")};
    struct err none;
    struct cost_service there;

    return cost_service_get(by->tx->db, by->a, s.code, LANG_TH, &there, &none) || cost_service_put(by, &s, e);
}

static bool open_pool(struct results *r, struct act *by, size_t row, struct err *e)
{
    struct cost_pool_new n = {.year = r->year, .code = demo_get(&r->t, row, "key"), .name = demo_get(&r->t, row, "th")};
    struct act decider = result_act(r, &r->who[3], by->today);
    const struct cost_pool_key *k;
    struct rows rows;

    if (!cost_pool_add(by, &n, e) || !cost_pool_propose(by, r->year, n.code, STR("posts"), RESULT_WORD(r, "split", NULL), e) ||
        !cost_pool_keys(by->tx->db, by->a, r->year, &rows, e))
        return false;
    k = rows.p;
    return rows.n == 0 || cost_pool_decide(&decider, k[0].id, true, STR_NONE, e);
}

static bool services(struct results *r, struct act *by, struct err *e)
{
    const struct paid_row *p;
    struct rows rows;

    if (!db_list(by->tx->db, by->a, &Q_DEMO_PLAY_PAID, ARGS(V(r->year)), &paid_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t row = 0; row < r->t.n; row++) {
        bool pool = demo_is(&r->t, row, "kind", STR("pool"));

        if (!pool && !demo_is(&r->t, row, "kind", STR("service")))
            continue;
        if (!(pool ? open_pool : open_service)(r, by, row, e))
            return false;
        for (size_t i = 0; i < rows.n; i++) {
            if (p[i].paid.satang > 0 && demo_is(&r->t, row, "note", p[i].output_code) && !(pool ? share : serve)(r, by, row, &p[i], e))
                return false;
        }
    }
    return true;
}

/* ---- what is named for packages ---- */

struct named_row {
    int64_t year;
    struct str agency_code, output_code, code;
};
static const struct field named_fields[] = {COL(struct named_row, year), COL(struct named_row, agency_code),
                                            COL(struct named_row, output_code), COL(struct named_row, code)};
static const struct row_type named_type = ROW_TYPE(struct named_row, named_fields);

/* The volume's indicator counts for a package of the same output, this year's and those that ask for money now. */
static bool name_evidence(struct results *r, struct act *by, struct err *e)
{
    const struct named_row *p;
    struct rows rows;

    if (!db_list(by->tx->db, by->a, &Q_DEMO_PLAY_PACKAGES, ARGS(V(r->year), V(r->year + 2)), &named_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        const struct result_agency *x = agency_of(r, p[i].agency_code);

        if (x && x->output && str_eq(x->output->code, p[i].output_code) &&
            !evidence_name(by, p[i].year, p[i].code, x->code[SLOT_VOLUME], r->year, true, e))
            return false;
    }
    return true;
}

/* ---- evaluations ---- */

struct project_row {
    struct str code, agency_code;
    int64_t goes_on;
    struct money paid;
};
static const struct field project_fields[] = {COL(struct project_row, code), COL(struct project_row, agency_code),
                                              COL(struct project_row, goes_on), COL(struct project_row, paid)};
static const struct row_type project_type = ROW_TYPE(struct project_row, project_fields);

static bool judge(struct results *r, struct act *by, struct str code, const char *key, struct err *e)
{
    static const int64_t more[] = {3, 0, -4, 2, -6};
    struct evaluation_change c = {.plan_outcome_milli = EVALUATION_NONE, .real_outcome_milli = EVALUATION_NONE,
                                  .plan_benefit = MONEY_MISSING, .real_benefit = MONEY_MISSING,
                                  .lessons = result_text(r, "evaluate", key, "note", NULL)};
    int64_t percent = result_number(r, "evaluate", key, "low");
    const struct evaluation_score *s;
    struct evaluation x;
    struct rows rows;

    if (!evaluation_get(by->tx->db, by->a, code, &x, e) ||
        !evaluation_scores(by->tx->db, by->a, x.id, LANG_TH, &rows, e))
        return false;
    s = rows.p;
    c.version = x.version;
    c.evaluator = x.evaluator;
    c.planned_end = play_day(r->year, 8, 30);
    c.ended_on = play_day(r->year, percent < 60 ? 10 : 8, 20);
    c.plan_output_milli = x.plan_output_milli;
    c.real_output_milli = x.plan_output_milli < 0 ? EVALUATION_NONE : x.plan_output_milli / HUNDRED * percent;
    c.output_unit = x.output_unit;
    for (size_t i = 0; i < rows.n && i < EVALUATION_CRITERIA; i++) {
        c.score[i].criterion = s[i].criterion;
        c.score[i].has = true;
        c.score[i].percent.millionths = (percent + more[i % ARRAY_LEN(more)]) * MICRO;
        c.score[i].evidence = result_text(r, "evaluate", key, "th", NULL);
    }
    c.scores = rows.n;
    return evaluation_save(by, code, &c, e);
}

/* Four are published, the last waits in draft. */
static bool evaluate(struct results *r, struct act *by, struct str package, int64_t nth, struct err *e)
{
    struct act reviewer = result_act(r, &r->who[3], date_add_days(by->today, 12)), office = result_act(r, &r->who[0], date_add_days(by->today, 20));
    static const char *const key[EVALUATIONS] = {"1", "2", "3", "4", "5"};
    struct evaluation_move m = {.event = STR("review")};
    struct evaluation x;
    struct str code;

    if (!evaluation_open(by, r->year, r->year, package, &code, e) || !judge(r, by, code, key[nth], e))
        return false;
    if (nth == EVALUATIONS - 1)
        return true;
    if (!evaluation_get(by->tx->db, by->a, code, &x, e))
        return false;
    m.version = x.version;
    if (!evaluation_move(&reviewer, code, &m, e) || !evaluation_get(by->tx->db, by->a, code, &x, e))
        return false;
    m = (struct evaluation_move){.event = STR("publish"), .version = x.version};
    return evaluation_move(&office, code, &m, e);
}

static bool evaluations(struct results *r, struct act *by, struct err *e)
{
    const struct project_row *p;
    struct str seen[EVALUATIONS];
    struct rows rows;
    size_t n = 0;

    if (!db_list(by->tx->db, by->a, &Q_DEMO_PLAY_PROJECTS, ARGS(V(r->year)), &project_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n && n < EVALUATIONS; i++) {
        bool again = !agency_of(r, p[i].agency_code);

        for (size_t k = 0; k < n; k++)
            again |= str_eq(seen[k], p[i].agency_code);
        if (again)
            continue;
        seen[n] = p[i].agency_code;
        if (!evaluate(r, by, p[i].code, (int64_t)n++, e))
            return false;
    }
    return true;
}

/* ---- service delivery agreements answer money that moved ---- */

static bool rebase(struct results *r, struct act *by, struct err *e)
{
    struct service_filter f = {.year = r->year, .moved = true, .limit = 3};
    const struct service_agreement *s;
    struct rows rows;

    if (!service_list(by->tx->db, by->a, &f, &rows, e))
        return false;
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!service_rebase(by, s[i].code, s[i].version, NULL, 0, RESULT_WORD(r, "rebase", NULL), e))
            return false;
    }
    return true;
}

bool play_result_worth(struct results *r, struct err *e)
{
    struct act strategy = result_act(r, &r->who[2], date_add_days(fy_end((int32_t)r->year), 50));

    return services(r, &strategy, e) && name_evidence(r, &strategy, e) && evaluations(r, &strategy, e) && rebase(r, &strategy, e);
}

/* ---- data sets and paper forms ---- */

static bool add_set(struct results *r, const struct result_agency *x, int64_t nth, struct err *e)
{
    struct act officer = result_act(r, &x->officer, play_day(r->year, 1, 10)), head = result_act(r, &x->head, play_day(r->year, 1, 20));
    const char *key = nth == 1 ? "1" : "2";
    struct data_set_new n = {.agency_id = x->g.id, .title = result_text(r, "set", key, "th", x), .unit = RESULT_WORD(r, "unit", x),
                             .data_type = nth == 1 ? STR("record") : STR("statistic"), .contact = RESULT_WORD(r, "unit", x),
                             .email = STR("demo@example.org"), .keywords = STR("demo"), .description = result_text(r, "set", key, "note", x),
                             .purpose = result_text(r, "set", key, "note", x), .cycle_unit = nth == 1 ? STR("month") : STR("year"), .cycle_count = 1,
                             .place = STR("district"), .source = RESULT_WORD(r, "unit", x), .format = STR("CSV"),
                             .category = nth == 1 ? STR("internal") : STR("public"), .licence = STR("Open Government"),
                             .access = nth == 1 ? STR("internal") : STR("open")};
    struct data_set_field f[SET_FIELDS];
    static const char *const field[SET_FIELDS] = {"case_no", "on_date", "amount"};
    struct data_set_load load = {.on_date = play_day(r->year, 1, 18)};
    struct data_set now;
    struct rows fields = {f, SET_FIELDS};
    struct str code;

    for (int i = 0; i < SET_FIELDS; i++)
        f[i] = (struct data_set_field){.no = i + 1, .name = str_from(field[i]), .type = result_text(r, "field", field[i], "unit", NULL),
                                       .meaning = result_text(r, "field", field[i], "th", NULL), .personal = STR("no"),
                                       .example = result_text(r, "field", field[i], "note", NULL), .needed = true, .is_key = i == 0};
    if (nth == 2 && x->at % (REGISTER_EACH * 2) == 0)
        n.licence = STR_NONE; /* some lack a field */
    if (!data_set_add(&officer, &n, &code, e) || !data_set_get(officer.tx->db, officer.a, code, &now, e) ||
        !data_set_dictionary(&officer, code, now.version, &fields, e) || !data_set_get(officer.tx->db, officer.a, code, &now, e))
        return false;
    load.version = now.version;
    load.records = 1200 + (int64_t)x->at * 37;
    officer = result_act(r, &x->officer, load.on_date);
    if (!data_set_loaded(&officer, code, &load, e) || !data_set_get(officer.tx->db, officer.a, code, &now, e))
        return false;
    return nth == 2 || data_set_approve(&head, code, now.version, e);
}

static bool add_form(struct results *r, const struct result_agency *x, int64_t nth, struct str *into, struct err *e)
{
    static const char *const keys[FORMS] = {"1", "2", "3"};
    static const char *const decision[FORMS] = {"kept", "replaced", "merged"};
    struct act officer = result_act(r, &x->officer, play_day(r->year, 2, 3));
    const char *key = keys[nth - 1];
    struct chance ch = result_chance(r, x, 300 + nth);
    struct paper_form_new n = {.agency_id = x->g.id, .number = digit(officer.a, nth), .name = result_text(r, "form", key, "th", x),
                               .used_for = RESULT_WORD(r, "method", x), .used_by = RESULT_WORD(r, "unit", x),
                               .copies = chance_between(&ch, result_number(r, "form", key, "low"), result_number(r, "form", key, "high"))};
    struct paper_form_choice c = {.decision = str_from(decision[nth - 1]), .reason = RESULT_WORD(r, "mark", x)};
    struct paper_form now;
    struct str code;

    if (!paper_form_add(&officer, &n, &code, e) || !paper_form_get(officer.tx->db, officer.a, code, &now, e))
        return false;
    if (nth == 1)
        *into = code;
    c.version = now.version;
    c.into_code = nth == 3 ? *into : STR_NONE;
    c.page = nth == 2 ? STR("/indicators") : STR_NONE;
    return (nth == 3 && x->at % (REGISTER_EACH * 2) == 0) || paper_form_decide(&officer, code, &c, e); /* some are not decided */
}

bool play_result_registers(struct results *r, struct err *e)
{
    for (size_t i = 0; i < r->n; i += REGISTER_EACH) {
        struct str into = STR_NONE;

        for (int64_t k = 1; k <= SETS; k++) {
            if (!add_set(r, &r->of[i], k, e))
                return false;
        }
        for (int64_t k = 1; k <= FORMS; k++) {
            if (!add_form(r, &r->of[i], k, &into, e))
                return false;
        }
    }
    return true;
}

/* ---- key results ---- */

static struct str key_code(struct arena *a, const struct result_agency *x, int64_t nth)
{
    return str_format(a, "KR-%.*s-%lld", STR_FMT(str_slice(x->g.code, 0, 4)), (long long)nth);
}

static bool add_key(struct results *r, const struct result_agency *x, int64_t objective, int64_t nth, struct err *e)
{
    const char *key = nth == 1 ? "1" : "2";
    struct act strategy = r->strategy;
    struct indicator_new n = {.year = r->year, .code = key_code(strategy.a, x, nth), .level = STR("key_result"), .kind = STR("outcome"),
                              .agency_id = x->g.id, .objective_id = objective, .status = STR("published"),
                              .resolution = RESULT_WORD(r, "mark", x)};
    int64_t id;

    n.text = (struct indicator_text){.from_date = fy_start((int32_t)r->year), .name_th = result_text(r, "key", key, "th", x),
                                     .name_en = result_text(r, "key", key, "en", x), .unit_word = result_text(r, "key", key, "unit", x),
                                     .direction = nth == 1 ? STR("up") : STR("down"), .first_year = r->year,
                                     .base_value = digit(strategy.a, result_number(r, "key", key, "low")),
                                     .target1 = digit(strategy.a, result_number(r, "key", key, "high")),
                                     .source = RESULT_WORD(r, "mark", x)};
    return indicator_add(&strategy, &n, &id, e);
}

bool play_result_keys(struct results *r, struct err *e)
{
    struct act strategy = r->strategy;

    for (size_t i = 0; i < r->n; i += KEYS_EACH) {
        const struct result_agency *x = &r->of[i];
        struct str code = str_format(strategy.a, "O-%.*s", STR_FMT(str_slice(x->g.code, 0, 4)));
        struct objective_new o = {.year = r->year, .agency_id = x->g.id, .code = code, .name_th = result_text(r, "objective", "1", "th", x),
                                  .name_en = result_text(r, "objective", "1", "en", x), .status = STR("published")};
        struct rollup_part part[KEYS] = {{STR("indicator"), key_code(strategy.a, x, 1), 6000}, {STR("indicator"), key_code(strategy.a, x, 2), 4000}};
        struct rollup_new roll = {.year = r->year, .parent_kind = STR("objective"), .parent_code = code, .mode = STR("progress"),
                                  .reason = RESULT_WORD(r, "mark", x), .part = part, .parts = KEYS};
        int64_t id;

        if (!objective_add(&strategy, &o, &id, e) || !add_key(r, x, id, 1, e) || !add_key(r, x, id, 2, e) || !rollup_set(&strategy, &roll, e))
            return false;
    }
    return true;
}

/* A check-in of each key result at the quarter's end. */
bool play_result_checkins(struct results *r, int64_t quarter, struct err *e)
{
    static const char *const light[] = {"on_track", "at_risk", "off_track"};
    static const int64_t way[3][PLAY_QUARTERS] = {{26, 55, 80, 104}, {20, 44, 68, 88}, {8, 21, 38, 55}}; /* per cent of the way */

    for (size_t i = 0; i < r->n; i += KEYS_EACH) {
        const struct result_agency *x = &r->of[i];
        struct act officer = result_act(r, &x->officer, play_day(r->year, quarter * 3 - 1, 29));

        for (int64_t k = 1; k <= KEYS; k++) {
            const char *key = k == 1 ? "1" : "2";
            int64_t from = result_number(r, "key", key, "low"), to = result_number(r, "key", key, "high"), done = way[x->luck][quarter - 1];
            struct checkin_new n = {.key = {.year = r->year, .code = key_code(officer.a, x, k)}, .on_date = officer.today,
                                    .value = digit(officer.a, from + (to - from) * done / HUNDRED),
                                    .confidence = digit(officer.a, done > 95 ? 95 : done + (HUNDRED - done) / 3),
                                    .light = str_from(light[x->luck])};

            if (x->luck == LUCK_WEAK)
                n.note = result_text(r, "light", "off_track", "th", NULL);
            if (!checkin_add(&officer, &n, e))
                return false;
        }
    }
    return true;
}
