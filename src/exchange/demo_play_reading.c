/* demo_play_reading.c - what the agencies of a played year report quarter by quarter, and the scores it makes. */
#include "base/arena.h"
#include "base/err.h"
#include "exchange/demo_play_result.h"
#include "perform/evidence.h"
#include "perform/reading.h"
#include "perform/reading_period.h"
#include "perform/score.h"
#include "store/store.h"

enum { HUNDRED = 100, YEAR_END_MONTHS = 12, MARK = 90, DONE = 10000, ENOUGH_BYTES = 240 };

enum fate { FATE_VERIFIED, FATE_SENT, FATE_DRAFT, FATE_MISSING };

/* One reading that is written. */
struct report {
    const struct result_agency *x;
    int slot;
    int64_t quarter, period;
    enum fate fate;
    bool late, flagged;
    struct date on;
};

static struct date quarter_end(const struct results *r, int64_t quarter)
{
    return play_day(r->year, quarter * 3 - 1, 31);
}

static enum fate fate_of(int64_t luck, int64_t quarter, const struct result_agency *x)
{
    if (x->at == 0) /* by it a quarter is known to be written */
        return FATE_VERIFIED;
    if (quarter < PLAY_QUARTERS)
        return luck <= 3 ? FATE_MISSING : FATE_VERIFIED;
    return luck <= 8 ? FATE_MISSING : luck <= 13 ? FATE_DRAFT : luck <= 33 ? FATE_SENT : FATE_VERIFIED;
}

static struct report report_of(const struct results *r, const struct result_agency *x, int slot, int64_t quarter)
{
    struct chance ch = result_chance(r, x, 100 + quarter * 10 + slot);
    struct report p = {.x = x, .slot = slot, .quarter = quarter, .period = quarter_end(r, quarter).yyyymmdd / HUNDRED};

    p.fate = fate_of(chance_between(&ch, 1, 100), quarter, x);
    p.late = chance_between(&ch, 1, 100) <= 9;
    p.flagged = slot == SLOT_VOLUME && x->at % 19 == 4 && quarter == PLAY_QUARTERS;
    p.on = date_add_days(quarter_end(r, quarter), (int32_t)chance_between(&ch, p.late ? 18 : 3, p.late ? 41 : 11));
    return p;
}

/* ---- volumes ---- */

/* What was done by the quarter's end, in per cent of the year's target. */
static int64_t reached(const struct results *r, const struct result_agency *x, int64_t quarter)
{
    static const int64_t whole[PLAY_QUARTERS] = {20, 44, 72, 100};
    struct chance ch = result_chance(r, x, 90);
    int64_t end = x->luck == LUCK_GOOD   ? chance_between(&ch, 100, 112)
                  : x->luck == LUCK_FAIR ? chance_between(&ch, 88, 101)
                                         : chance_between(&ch, 58, 84);

    return whole[quarter - 1] * end; /* of 10,000 */
}

static void put_volume(const struct results *r, const struct report *p, struct reading_new *n)
{
    int64_t value = p->x->target * reached(r, p->x, p->quarter) / DONE;

    n->kind = STR("value");
    n->has_value = true;
    n->value.millionths = value * MICRO;
    n->reported = str_format(r->office.a, "%lld", (long long)(p->flagged ? value + value / 8 + 1 : value));
    n->details = p->flagged ? RESULT_WORD(r, "flagged", NULL)
                            : RESULT_WORD(r, p->x->luck == LUCK_WEAK ? "detail_weak" : "detail", NULL);
}

/* ---- the five steps ---- */

/* Steps done by the end of the quarter. */
static int64_t steps_done(const struct result_agency *x, int64_t quarter)
{
    static const int64_t done[3][PLAY_QUARTERS] = {{1, 2, 4, 5}, {1, 2, 3, 4}, {0, 1, 2, 3}};

    return done[x->luck][quarter - 1];
}

static struct bytes paper(const struct results *r, const struct result_agency *x, int64_t step)
{
    struct sbuf b;
    struct str text;

    sbuf_init(&b, r->office.a, ENOUGH_BYTES);
    sbuf_printf(&b, "agency,step,note\n%.*s,%lld,demonstration\n", STR_FMT(x->g.code), (long long)step);
    text = sbuf_str(&b);
    return (struct bytes){(const uint8_t *)text.p, text.n};
}

/* The papers of the steps that were finished in the quarter; some agencies owe that of the fourth. */
static bool add_papers(struct results *r, const struct report *p, struct err *e)
{
    int64_t before = p->quarter > 1 ? steps_done(p->x, p->quarter - 1) : 0;
    struct act officer = result_act(r, &p->x->officer, p->on);

    for (int64_t step = before + 1; step <= steps_done(p->x, p->quarter); step++) {
        struct evidence_new n = {.year = r->year, .step = step, .code = p->x->code[p->slot], .name = STR("evidence-demo.csv")};

        if (step == 1 || step == 3 || (step == 4 && p->x->at % 9 == 2)) /* they need none, or it is missing */
            continue;
        n.data = paper(r, p->x, step);
        if (!evidence_add(&officer, &n, e))
            return false;
    }
    return true;
}

static void put_steps(const struct results *r, const struct report *p, struct reading_new *n)
{
    int64_t done = steps_done(p->x, p->quarter);
    struct sbuf b;

    sbuf_init(&b, r->office.a, ENOUGH_BYTES);
    for (int64_t i = 1; i <= RESULT_STEPS; i++)
        sbuf_printf(&b, "%s%d", i > 1 ? "," : "", i <= done ? DONE : i == done + 1 ? DONE / 2 : 0);
    n->kind = STR("steps");
    n->steps = sbuf_str(&b);
    n->details = RESULT_WORD(r, p->x->luck == LUCK_WEAK ? "detail_weak" : "detail", NULL);
}

/* ---- from the officer to the verifier ---- */

static bool save(struct results *r, const struct report *p, int64_t *ret_version, struct err *e)
{
    struct act officer = result_act(r, &p->x->officer, p->on);
    struct reading_new n = {.numerator = MONEY_MISSING, .denominator = MONEY_MISSING, .ready = p->fate != FATE_DRAFT};
    struct reading now;

    if (p->slot == SLOT_VOLUME)
        put_volume(r, p, &n);
    else
        put_steps(r, p, &n);
    if (!reading_get(officer.tx->db, officer.a, &(struct reading_key){r->year, p->period, p->x->code[p->slot]}, p->on, &now, e))
        return false;
    n.version = now.version;
    *ret_version = now.version + 1;
    return reading_save(&officer, r->year, p->x->code[p->slot], p->period, &n, e);
}

static bool move(struct results *r, const struct report *p, const char *event, struct act *by, int64_t version, struct err *e)
{
    struct reading_act s = {.year = r->year, .period = p->period, .version = version, .code = p->x->code[p->slot],
                            .event = str_from(event)};

    if (str_eq(s.event, STR("verify"))) {
        s.mark21.millionths = s.mark22.millionths = (int64_t)(p->x->luck == LUCK_WEAK ? MARK - 15 : MARK) * MICRO;
        s.reason = RESULT_WORD(r, "verify", NULL);
    }
    return reading_step(by, &s, e);
}

static bool tell(struct results *r, const struct report *p, struct err *e)
{
    struct act head = result_act(r, &p->x->head, date_add_days(p->on, 1));
    struct act verifier = result_act(r, p->x->at % 2 ? &r->who[3] : &r->who[2], date_add_days(p->on, 9));
    int64_t version;

    if (p->fate == FATE_MISSING)
        return true;
    if (p->slot == SLOT_MILESTONE && !add_papers(r, p, e))
        return false;
    return save(r, p, &version, e) && (p->fate == FATE_DRAFT || move(r, p, "send", &head, version, e)) &&
           (p->fate != FATE_VERIFIED || move(r, p, "verify", &verifier, version + 1, e));
}

/* The quarter is written already when the first agency's reading is more than due. */
static bool quarter_written(struct results *r, int64_t quarter, bool *ret, struct err *e)
{
    struct report p = report_of(r, &r->of[0], SLOT_VOLUME, quarter);
    struct reading now;

    if (!reading_get(r->office.tx->db, r->office.a, &(struct reading_key){r->year, p.period, p.x->code[p.slot]}, p.on, &now, e))
        return false;
    *ret = !str_eq(now.state, STR("due"));
    return true;
}

bool play_result_quarter(struct results *r, int64_t quarter, bool *ret_new, struct err *e)
{
    bool written;

    if (!quarter_written(r, quarter, &written, e))
        return false;
    *ret_new = !written;
    for (size_t i = 0; i < r->n && !written; i++) {
        struct arena_mark m = arena_mark(r->office.a);

        for (int s = SLOT_VOLUME; s <= SLOT_MILESTONE; s++) {
            struct report p = report_of(r, &r->of[i], s, quarter);

            if (!tell(r, &p, e))
                return false;
        }
        if (!play_result_progress(r, &r->of[i], quarter, e))
            return false;
        arena_rewind(r->office.a, m);
    }
    return true;
}

/* ---- scores ---- */

static bool give(struct results *r, const struct result_agency *x, struct err *e)
{
    struct act csc = result_act(r, &r->who[3], date_add_days(fy_end((int32_t)r->year), 30));
    struct chance ch = result_chance(r, x, 60);
    struct score_given g = {.indicator_id = x->indicator[SLOT_SATISFIED], .year = r->year, .as_of = fy_end((int32_t)r->year),
                            .no_rule = true, .source = RESULT_WORD(r, "given", NULL)};
    int64_t id;

    g.percent.millionths = chance_between(&ch, x->luck == LUCK_WEAK ? 5500 : 7600, x->luck == LUCK_GOOD ? 9950 : 9000) * (MICRO / HUNDRED);
    return x->at % 12 == 5 || score_give(&csc, &g, &id, e);
}

bool play_result_scores(struct results *r, int64_t months, struct err *e)
{
    struct date as_of = play_day(r->year, months - 1, 31);
    struct act office = result_act(r, &r->who[0], date_add_days(as_of, 45));
    struct score_asked q = {.year = r->year, .as_of = as_of, .kind = SCORE_INTERIM};
    struct score_run run;

    for (size_t i = 0; months == YEAR_END_MONTHS && i < r->n; i++) {
        if (!give(r, &r->of[i], e))
            return false;
    }
    return score_run_do(&office, &q, &run, e);
}

/* What waited is verified before the year is closed. */
bool play_result_verify(struct results *r, struct err *e)
{
    struct date on = date_add_days(fy_end((int32_t)r->year), 60);
    struct act verifier = result_act(r, &r->who[2], on);

    for (size_t i = 0; i < r->n; i++) {
        for (int s = SLOT_VOLUME; s <= SLOT_MILESTONE; s++) {
            struct report p = report_of(r, &r->of[i], s, PLAY_QUARTERS);
            struct reading now;

            if (p.fate != FATE_SENT)
                continue;
            if (!reading_get(verifier.tx->db, verifier.a, &(struct reading_key){r->year, p.period, p.x->code[s]}, on, &now, e) ||
                (str_eq(now.state, STR("sent")) && !move(r, &p, "verify", &verifier, now.version, e)))
                return false;
        }
    }
    return true;
}

/* What can be final is, unless something is open. */
bool play_result_final(struct results *r, struct err *e)
{
    struct act office = result_act(r, &r->who[0], date_add_days(fy_end((int32_t)r->year), 60));
    struct score_asked q = {.year = r->year, .as_of = fy_end((int32_t)r->year), .kind = SCORE_FINAL};
    struct score_run run;
    struct rows open;

    if (!score_open_rows(office.tx->db, office.a, r->year, LANG_TH, &open, e))
        return false;
    return open.n > 0 || score_run_do(&office, &q, &run, e);
}
