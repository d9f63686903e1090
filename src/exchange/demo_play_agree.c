/* demo_play_agree.c - agreements and activity plans of a played year. */
#include "base/arena.h"
#include "base/err.h"
#include "exchange/demo_play_result.h"
#include "perform/activity.h"
#include "perform/agreement.h"
#include "store/store.h"

enum { ACTS = 2, ACT_STEPS = 4, HUNDRED = 100, TALKED_EACH = 9, UNSIGNED_EACH = 13, CLOSING = 70 };

/* ---- agreements ---- */

/* Some are negotiated still when the year is over, some are not signed by the city. */
static bool talked(const struct result_agency *x)
{
    return x->at % TALKED_EACH == 4;
}

static bool half_signed(const struct result_agency *x)
{
    return x->at % UNSIGNED_EACH == 7;
}

static bool add_item(struct results *r, const struct result_agency *x, struct str code, int slot, struct err *e)
{
    static const struct {
        int64_t component, tables;
    } place[RESULT_SLOTS] = {{1, TABLE_K | TABLE_KH}, {1, TABLE_K}, {4, TABLE_NGO}, {5, TABLE_NGO}, {5, TABLE_NGO}};
    static const char *const key[RESULT_SLOTS] = {"volume", "milestone", "satisfied", "paid", "bound"};
    struct act strategy = result_act(r, &r->who[2], play_day(r->year, 0, 12));
    struct agreement_item_text t = {.number = str_format(strategy.a, "%d", slot + 1),
                                    .name = slot == SLOT_VOLUME ? x->name : result_text(r, "indicator", key[slot], "th", x),
                                    .target = str_format(strategy.a, "%lld", (long long)(slot == SLOT_VOLUME ? x->target : slot == SLOT_MILESTONE ? 5 : slot == SLOT_PAID ? 96 : slot == SLOT_BOUND ? 90 : 100)),
                                    .definition = RESULT_WORD(r, "define", NULL),
                                    .method = RESULT_WORD(r, "method", NULL),
                                    .evidence = RESULT_WORD(r, "papers", NULL),
                                    .unit_name = RESULT_WORD(r, "unit", NULL),
                                    .component = place[slot].component,
                                    .tables = place[slot].tables,
                                    .weight = {result_weight(x, slot) * HUNDRED}};
    int64_t id;

    return agreement_item_add(&strategy, code, x->indicator[slot], &t, RESULT_WORD(r, "mark", NULL), &id, e);
}

/* The agency asks for another word at its first item; the city has not answered. */
static bool propose(struct results *r, const struct result_agency *x, struct str code, struct err *e)
{
    struct act officer = result_act(r, &x->officer, play_day(r->year, 0, 19));
    struct agreement_item_text t;
    const struct agreement_item *item;
    struct agreement g;
    struct rows rows;

    if (!agreement_get(officer.tx->db, officer.a, code, &g, e) ||
        !agreement_items(officer.tx->db, officer.a, g.id, &rows, e))
        return false;
    item = rows.p;
    t = (struct agreement_item_text){.number = item->number, .name = item->name, .target = RESULT_WORD(r, "proposed", NULL),
                                     .definition = item->definition, .method = item->method, .evidence = item->evidence,
                                     .measure = item->measure, .project = item->project, .unit_name = item->unit_name,
                                     .component = item->component, .tables = item->tables, .weight = item->weight};
    return agreement_propose(&officer, code, item->id, item->version, &t, RESULT_WORD(r, "propose", NULL), e);
}

static bool sign(struct results *r, const struct result_agency *x, struct str code, struct err *e)
{
    struct act strategy = result_act(r, &r->who[2], play_day(r->year, 0, 25));
    struct act head = result_act(r, &x->head, play_day(r->year, 0, 25));
    struct act permsec = result_act(r, &r->who[4], play_day(r->year, 0, 29));
    struct db *db = head.tx->db;
    struct agreement g;

    if (!agreement_get(db, head.a, code, &g, e) || !agreement_agree(&head, code, 0, g.version, e) ||
        !agreement_get(db, head.a, code, &g, e) || !agreement_conclude(&strategy, code, g.version, e) ||
        !agreement_get(db, head.a, code, &g, e) || !agreement_sign(&head, code, g.version, e))
        return false;
    return half_signed(x) || (agreement_get(db, head.a, code, &g, e) && agreement_sign(&permsec, code, g.version, e));
}

bool play_result_agreements(struct results *r, struct err *e)
{
    struct act strategy = result_act(r, &r->who[2], play_day(r->year, 0, 8));

    for (size_t i = 0; i < r->n; i++) {
        const struct result_agency *x = &r->of[i];
        struct arena_mark m = arena_mark(r->office.a);
        struct str code;

        if (!agreement_make(&strategy, r->year, x->g.code, &code, e))
            return false;
        for (int s = 0; s < RESULT_SLOTS; s++) {
            if (result_has(x, s) && !add_item(r, x, code, s, e))
                return false;
        }
        if (talked(x) ? !propose(r, x, code, e) : !sign(r, x, code, e))
            return false;
        arena_rewind(r->office.a, m);
    }
    return true;
}

/* An agreement with an item that nothing scores stays interim. */
static bool assess(struct act *by, struct str code, bool final, struct err *e)
{
    struct agreement g;
    struct err why;

    if (!agreement_get(by->tx->db, by->a, code, &g, e))
        return false;
    if (!str_eq(g.state, STR("signed")) && !str_eq(g.state, STR("interim")))
        return true;
    if (!final)
        return agreement_interim(by, code, g.version, e);
    if (agreement_final(by, code, g.version, &why) || why.code == ERR_UNSCORED)
        return true;
    *e = why;
    return false;
}

bool play_result_assess(struct results *r, bool final, struct err *e)
{
    struct act strategy = result_act(r, &r->who[2], date_add_days(fy_end((int32_t)r->year), CLOSING));

    for (size_t i = 0; i < r->n; i++) {
        struct arena_mark m = arena_mark(r->office.a);

        if (!assess(&strategy, agreement_code(strategy.a, r->year, r->of[i].g.code), final, e))
            return false;
        arena_rewind(r->office.a, m);
    }
    return true;
}

/* ---- activity plans ---- */

static bool add_activity(struct results *r, const struct result_agency *x, int64_t number, struct err *e)
{
    static const int64_t weight[ACTS][ACT_STEPS] = {{1000, 2500, 4500, 2000}, {2000, 2000, 5000, 1000}};
    static const int64_t months[ACT_STEPS] = {07, 070, 0700, 07000}; /* one quarter each */
    struct act officer = result_act(r, &x->officer, play_day(r->year, 0, 18)), head = result_act(r, &x->head, play_day(r->year, 0, 22));
    bool project = number == 2;
    struct activity_step_new step[ACT_STEPS];
    struct activity_new n = {.year = r->year, .number = number, .agency = x->g.code, .kind = project ? STR("project") : STR("activity")};
    struct activity now;
    struct str code;

    for (int i = 0; i < ACT_STEPS; i++) {
        const char *key[] = {"1", "2", "3", "4"};

        step[i] = (struct activity_step_new){.name = result_text(r, "act", key[i], "th", NULL), .weight_bp = weight[number - 1][i],
                                             .months = months[i]};
    }
    n.text = (struct activity_text){.name = RESULT_WORD(r, project ? "project" : "steps", x), .unit = RESULT_WORD(r, "unit", NULL),
                                    .work = STR("strategic"), .indicator = x->code[project ? SLOT_VOLUME : SLOT_MILESTONE],
                                    .source = RESULT_WORD(r, "mark", NULL), .step = step, .steps = ACT_STEPS,
                                    .money = &x->line, .moneys = project && x->line.n ? 1 : 0};
    return activity_add(&officer, &n, &code, e) && activity_get(officer.tx->db, officer.a, code, officer.today, &now, e) &&
           activity_send(&officer, code, now.version, e) &&
           activity_get(officer.tx->db, officer.a, code, officer.today, &now, e) &&
           activity_decide(&head, code, now.version, STR("approve"), STR_NONE, e);
}

bool play_result_activities(struct results *r, struct err *e)
{
    for (size_t i = 0; i < r->n; i++) {
        for (int64_t number = 1; number <= ACTS; number++) {
            struct arena_mark m = arena_mark(r->office.a);

            if ((number == 1 || r->of[i].line.n) && !add_activity(r, &r->of[i], number, e))
                return false;
            arena_rewind(r->office.a, m);
        }
    }
    return true;
}

/* Done of a step at a quarter's end, basis points: who is weak is a quarter late and ends with a rest. */
static int64_t done_of(const struct result_agency *x, int64_t step, int64_t quarter, bool project)
{
    bool slow = x->luck == LUCK_WEAK || (x->luck == LUCK_FAIR && project);

    if (step < quarter || (step == quarter && !slow))
        return slow && step == quarter - 1 && step == ACT_STEPS - 1 ? 8500 : BP_OF_ALL;
    return step == quarter ? 5500 : 0;
}

bool play_result_progress(struct results *r, const struct result_agency *x, int64_t quarter, struct err *e)
{
    struct date on = play_day(r->year, quarter * 3 - 1, 28);
    struct act officer = result_act(r, &x->officer, date_add_days(on, 8));
    struct activity_progress_new *p;
    const struct activity_step *s;
    struct rows rows;
    int64_t changed;
    size_t n = 0;

    if (!activity_steps_of(officer.tx->db, officer.a, r->year, x->g.id, on, &rows, e))
        return false;
    s = rows.p;
    p = ARENA_ARRAY(officer.a, struct activity_progress_new, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        bool project = str_ends(s[i].code, STR("002"));
        int64_t done = done_of(x, s[i].n, quarter, project);

        if (done <= s[i].done.bp)
            continue;
        p[n++] = (struct activity_progress_new){.code = s[i].code, .step_key = s[i].step_key, .done_bp = done, .on_day = on,
                                                .note = done < BP_OF_ALL ? RESULT_WORD(r, "slip", NULL) : STR_NONE};
    }
    return n == 0 || activity_progress_set(&officer, r->year, p, n, &changed, e);
}
