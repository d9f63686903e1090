#include "perform/evidence.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/attach.h"
#include "city/issued.h"
#include "perform/indicator_year.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct source_def {
    const char *word, *arg, *th, *en;
} defs[EVIDENCE_SOURCES] = {
#define EVIDENCE(id, word, arg, th, en) [id] = {word, arg, th, en},
#include "perform/evidence.def"
#undef EVIDENCE
};

static const struct field evidence_fields[] = {
    FIELD(struct evidence, step, FIELD_KEY, "ขั้น (0 = หลักฐานของงวด)", "Step (0 = a period's paper)"),
    FIELD(struct evidence, period, 0, "งวด", "Period"),
    FIELD(struct evidence, source, 0, "ที่มา", "Source"),
    FIELD(struct evidence, code, 0, "รหัสเอกสาร", "Document"),
    FIELD(struct evidence, title, 0, "ชื่อ", "Title"),
    FIELD(struct evidence, path, 0, "ที่อยู่", "Address"),
    FIELD(struct evidence, on_date, 0, "ลงวันที่", "Dated"),
    FIELD(struct evidence, by_user, 0, "โดย", "By"),
    FIELD(struct evidence, withdrawn, 0, "ถอนแล้ว", "Withdrawn"),
};
const struct row_type evidence_type = ROW_TYPE(struct evidence, evidence_fields);

const char *evidence_source_word(enum evidence_source s)
{
    return defs[s].word;
}

struct str evidence_source_name(struct str word, enum lang lang)
{
    for (size_t i = 0; i < EVIDENCE_SOURCES; i++) {
        if (str_eq(str_from(defs[i].word), word))
            return lang_pick(lang, defs[i].th, defs[i].en);
    }
    return word;
}

static bool bad(struct err *e, const char *field, struct str value, struct str expected)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(expected));
    return false;
}

bool evidence_source_parse(struct arena *a, struct str word, struct str arg,
                           enum evidence_source *ret, struct err *e)
{
    struct str all[EVIDENCE_SOURCES];
    enum issued_kind kind;
    int64_t step;

    for (size_t i = 0; i < EVIDENCE_SOURCES; i++) {
        struct str takes = str_from(defs[i].arg);

        all[i] = str_from(defs[i].word);
        if (!str_eq(all[i], word))
            continue;
        *ret = (enum evidence_source)i;
        if (str_eq(takes, STR("none")))
            return arg.n == 0 || bad(e, "arg", arg, STR("-"));
        if (str_eq(takes, STR("step")))
            return (exact_parse_decimal(arg, 0, &step) && arg.n == 1 && step >= 1 && step <= 5) ||
                   bad(e, "arg", arg, STR("1 2 3 4 5"));
        if (str_eq(takes, STR("kind")))
            return issued_kind_of(a, arg, &kind, e);
        if (str_trim(arg).n == 0) { /* no word would be every title */
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(STR("arg")));
            return false;
        }
        return (!str_has(arg, STR("%")) && !str_has(arg, STR("_")) && arg.n <= 200) ||
               bad(e, "arg", arg, STR("-"));
    }
    return bad(e, "source", word, str_join(a, all, EVIDENCE_SOURCES, STR(" ")));
}

struct str evidence_subject(struct arena *a, int64_t year, struct str code, int64_t step, int64_t period)
{
    if (step == 0)
        return str_format(a, "reading:%lld:%.*s:step0:%lld", (long long)year, STR_FMT(code), (long long)period);
    return str_format(a, "reading:%lld:%.*s:step%lld", (long long)year, STR_FMT(code), (long long)step);
}

bool evidence_list(struct db *db, struct arena *a, int64_t indicator_id, int64_t year,
                   struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_EVIDENCE_LIST, ARGS(V(indicator_id), V(year)), &evidence_type, ret, e);
}

static bool find(struct act *by, int64_t year, struct str code, struct indicator_year *ret,
                 struct err *e)
{
    return indicator_year_get(by->tx->db, by->a, year, code, by->today, ret, e) &&
           (actor_check_city(by->who, PERM_VERIFY, e) ||
            actor_check(by->who, PERM_RESULT, ret->agency_id, ret->division, e));
}

bool evidence_add(struct act *by, const struct evidence_new *n, struct err *e)
{
    struct indicator_year p;
    struct attach_new file = {.kind = STR("evidence"), .name = n->name, .data = n->data};
    struct rows steps;
    struct str code;

    if (!find(by, n->year, n->code, &p, e) ||
        !indicator_steps(by->tx->db, by->a, p.indicator_id, n->year, &steps, e))
        return false;
    if (n->step < 0 || n->step > (int64_t)steps.n) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("step")));
        err_arg(e, "value", V(n->step));
        return false;
    }
    file.subject = evidence_subject(by->a, n->year, n->code, n->step, n->period);
    return attach_add(by, &file, &code, e);
}
