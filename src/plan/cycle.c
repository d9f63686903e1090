#include "plan/cycle.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "store/store.h"

const struct cycle_step cycle_table[] = {
#define STEP(from, event, to, perm) {from, event, to, perm},
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

bool cycle_run(struct act *by, int64_t year, struct str event, struct str reason, struct err *e)
{
    struct fiscal_year y;

    if (!year_get(by->tx->db, by->a, year, &y, e)) {
        return false;
    }
    for (size_t i = 0; i < cycle_table_n; i++) {
        const struct cycle_step *s = &cycle_table[i];

        if (!str_eq(event, str_from(s->event)) || !str_eq(y.stage, str_from(s->from))) {
            continue;
        }
        if (!actor_check_city(by->who, s->perm, e)) {
            return false;
        }
        if (str_eq(event, STR("reopen")) && str_trim(reason).n == 0) {
            FAIL(e, ERR_REASON_NEEDED);
            return false;
        }
        return year_move(by, year, event, y.stage, str_from(s->to), reason, e);
    }
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(y.stage));
    err_arg(e, "event", V(event));
    return false;
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
