#include "plan/cycle.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "plan/bill_step.h"
#include "plan/calendar.h"
#include "store/store.h"

const struct cycle_step cycle_table[] = {
#define STEP(from, event, to, perm, guards, th, en) {from, event, to, perm, guards, th, en},
#include "plan/cycle.def"
#undef STEP
};
const size_t cycle_table_n = ARRAY_LEN(cycle_table);

/* Where a year stands, in order. */
static const struct {
    const char *code;
    enum stage open;
    const char *th, *en;
} stands[] = {
#define STAND(code, open, th, en) {code, open, th, en},
#include "plan/cycle.def"
#undef STAND
};

static size_t stand_of(struct str cycle_stage)
{
    for (size_t i = 0; i < ARRAY_LEN(stands); i++) {
        if (str_eq(cycle_stage, str_from(stands[i].code))) {
            return i;
        }
    }
    return 0;
}

const struct cycle_step *cycle_find(struct str cycle_stage, struct str event)
{
    for (size_t i = 0; i < cycle_table_n; i++) {
        if (str_eq(event, str_from(cycle_table[i].event)) &&
            str_eq(cycle_stage, str_from(cycle_table[i].from))) {
            return &cycle_table[i];
        }
    }
    return NULL;
}

struct str cycle_event_label(struct str event, enum lang lang)
{
    for (size_t i = 0; i < cycle_table_n; i++) {
        if (str_eq(event, str_from(cycle_table[i].event))) {
            return lang_pick(lang, cycle_table[i].th, cycle_table[i].en);
        }
    }
    return STR_NONE;
}

/* The forward event that led from `to` to `from`, which a reopening undoes. */
static struct str undone_by(const struct cycle_step *back)
{
    for (size_t i = 0; i < cycle_table_n; i++) {
        if (!strcmp(cycle_table[i].from, back->to) && !strcmp(cycle_table[i].to, back->from)) {
            return str_from(cycle_table[i].event);
        }
    }
    return STR_NONE;
}

bool cycle_run(struct act *by, int64_t year, struct str event, struct str reason, struct err *e)
{
    bool back = str_eq(event, STR("reopen"));
    const struct bill_key k = {year, 0};
    const struct cycle_step *s;
    const struct cycle_need *need;
    struct fiscal_year y;
    int64_t event_id;
    size_t n;

    reason = str_trim(reason);
    if (!year_get(by->tx->db, by->a, year, &y, e)) {
        return false;
    }
    s = cycle_find(y.stage, event);
    if (!s) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(y.stage));
        err_arg(e, "event", V(event));
        return false;
    }
    if (!actor_check_city(by->who, s->perm, e)) {
        return false;
    }
    if (back && reason.n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    return cycle_needs(by->tx->db, by->a, year, s, &need, &n, e) &&
           step_check(by, s, need, n, reason, e) &&
           bill_before(by, &k, s, e) && year_move(by, year, &(struct year_step){event, y.stage, str_from(s->to)}, reason,
                     &event_id, e) &&
           cycle_open_write(by, event_id, need, n, e) &&
           (back ? reopening_begin(by, year, event_id, s, e)
                 : reopening_close(by, year, event_id, s, e)) &&
           calendar_event(by, year, event, back ? undone_by(s) : STR_NONE, e) &&
           bill_after(by, &k, s, reason, e);
}

bool cycle_reach(struct act *by, int64_t year, struct str to, struct str reason, struct err *e)
{
    struct fiscal_year y;
    size_t goal = stand_of(to), at;

    if (!year_get(by->tx->db, by->a, year, &y, e)) {
        return false;
    }
    for (at = stand_of(y.stage); at < goal; at++) {
        const struct cycle_step *next = NULL;

        for (size_t i = 0; i < cycle_table_n && !next; i++) {
            if (!strcmp(cycle_table[i].from, stands[at].code) &&
                !strcmp(cycle_table[i].to, stands[at + 1].code)) {
                next = &cycle_table[i];
            }
        }
        if (!next || !cycle_run(by, year, str_from(next->event), reason, e)) {
            return false;
        }
    }
    return true;
}

bool cycle_at_least(struct str cycle_stage, struct str other)
{
    return stand_of(cycle_stage) >= stand_of(other);
}

enum stage cycle_open_stage(struct str cycle_stage)
{
    return stands[stand_of(cycle_stage)].open;
}

bool cycle_known(struct str cycle_stage)
{
    return str_eq(cycle_stage, str_from(stands[stand_of(cycle_stage)].code));
}

struct str cycle_label(struct str cycle_stage, enum lang lang)
{
    size_t i = stand_of(cycle_stage);

    return lang_pick(lang, stands[i].th, stands[i].en);
}

size_t cycle_marks(struct arena *a, struct str cycle_stage, enum lang lang,
                   const struct cycle_mark **ret)
{
    struct cycle_mark *m = ARENA_ARRAY(a, struct cycle_mark, ARRAY_LEN(stands));
    size_t now = stand_of(cycle_stage);

    for (size_t i = 0; i < ARRAY_LEN(stands); i++) {
        m[i].code = str_from(stands[i].code);
        m[i].label = lang_pick(lang, stands[i].th, stands[i].en);
        m[i].done = i < now;
        m[i].now = i == now;
    }
    *ret = m;
    return ARRAY_LEN(stands);
}
