#include "execute/record.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"

static const struct {
    const char *word;
    enum param_id param;
    const char *th, *en;
} kinds[RECORD_KINDS] = {
#define RECORD(id, word, param, th, en) [id] = {word, param, th, en},
#include "execute/records.def"
#undef RECORD
};

static const struct {
    const char *act;
    enum record_kind kind;
} acts[] = {
#define RECORD_ACT(act, id) {act, id},
#include "execute/records.def"
#undef RECORD_ACT
};

struct str record_word(enum record_kind k)
{
    return k < RECORD_KINDS ? str_from(kinds[k].word) : STR_NONE;
}

struct str record_label(enum record_kind k, enum lang lang)
{
    return k < RECORD_KINDS ? lang_pick(lang, kinds[k].th, kinds[k].en) : STR_NONE;
}

enum record_kind record_of_word(struct str word)
{
    enum record_kind k = 0;

    while (k < RECORD_KINDS && !str_eq(word, str_from(kinds[k].word)))
        k++;
    return k;
}

enum record_kind record_of_act(struct str act)
{
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        if (str_eq(act, str_from(acts[i].act)))
            return acts[i].kind;
    }
    return RECORD_KINDS;
}

/* Words that live as long as the program, whatever arena the parameter was read into. */
static bool read_system(struct db *db, struct arena *a, enum record_kind k, int64_t year, struct str *ret, struct err *e)
{
    struct str word;

    if (!param_text(db, a, kinds[k].param, year, &word, e))
        return false;
    *ret = str_eq(word, STR("mis2")) ? STR("mis2") : STR("pbis");
    return true;
}

bool record_year_get(struct db *db, struct arena *a, int64_t year, struct record_year *ret, struct err *e)
{
    ret->year = year;
    for (enum record_kind k = 0; k < RECORD_KINDS; k++) {
        if (!read_system(db, a, k, year, &ret->system[k], e))
            return false;
    }
    return true;
}

bool record_is_own(const struct record_year *y, enum record_kind k)
{
    return k >= RECORD_KINDS || str_eq(y->system[k], STR("pbis"));
}

static bool elsewhere(enum record_kind k, struct str system, int64_t year, struct err *e)
{
    FAIL(e, ERR_RECORD_ELSEWHERE);
    err_arg(e, "record", V(record_word(k)));
    err_arg(e, "system", V(str_eq(system, STR("mis2")) ? STR("MIS2") : STR("PBIS")));
    err_arg(e, "year", V(year));
    return false;
}

bool record_check(const struct record_year *y, struct str act, struct err *e)
{
    enum record_kind k = record_of_act(act);

    return record_is_own(y, k) || elsewhere(k, y->system[k], y->year, e);
}

bool record_check_known(struct db *db, struct arena *a, struct record_year *known, int64_t year, struct str act,
                        struct err *e)
{
    enum record_kind k = record_of_act(act);

    if (k == RECORD_KINDS)
        return true;
    if (known->year != year)
        *known = (struct record_year){.year = year};
    if (known->system[k].n == 0 && !read_system(db, a, k, year, &known->system[k], e))
        return false;
    return record_check(known, act, e);
}

bool record_check_own(struct db *db, struct arena *a, int64_t year, struct str act, struct err *e)
{
    struct record_year known = {.year = 0};

    return record_check_known(db, a, &known, year, act, e);
}
