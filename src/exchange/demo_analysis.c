#include "exchange/demo_analysis.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/param.h"
#include "plan/analysis.h"
#include "plan/analysis_form.h"
#include "plan/check.h"
#include "plan/clearance.h"
#include "sql_exchange.h"
#include "store/store.h"

enum { DAY_MS = 86400000, BEFORE = 24, FORMS_MAX = 60 };

struct demo_line {
    int64_t id, package_id;
    struct str package_code, agency_code;
    int64_t division;
    struct str item_code, unit_word;
    int64_t quantity_milli, times, months;
    struct money unit_price, asked, given;
    struct str reason;
};
static const struct field line_fields[] = {
    COL(struct demo_line, id),           COL(struct demo_line, package_id),
    COL(struct demo_line, package_code), COL(struct demo_line, agency_code),
    COL(struct demo_line, division),     COL(struct demo_line, item_code),
    COL(struct demo_line, unit_word),    COL(struct demo_line, quantity_milli),
    COL(struct demo_line, times),        COL(struct demo_line, months),
    COL(struct demo_line, unit_price),   COL(struct demo_line, asked),
    COL(struct demo_line, given),        COL(struct demo_line, reason),
};
static const struct row_type line_type = ROW_TYPE(struct demo_line, line_fields);

struct demo_clearance {
    struct str code;
    int64_t version, id;
};
static const struct field clearance_fields[] = {
    COL(struct demo_clearance, code),
    COL(struct demo_clearance, version),
    COL(struct demo_clearance, id),
};
static const struct row_type clearance_row = ROW_TYPE(struct demo_clearance, clearance_fields);

struct job {
    struct act *by;
    int64_t year;
    struct item_classes classes;
    struct param_rows reasons;
    struct db_bulk *bulk; /* one at a time */
    enum pass { PASS_RECOMMEND, PASS_EVENT, PASS_LINES, PASS_FORMS, PASS_COUNT } pass;
    int64_t forms;
};

static struct str reason_at(const struct job *j, int64_t n)
{
    return param_cell(&j->reasons, (size_t)n % j->reasons.rows, "reason");
}

static struct str analyst_of(const struct job *j, int64_t division)
{
    return division ? str_format(j->by->a, "analyst%lld", (long long)division) : STR("office");
}

static int64_t unit_of(const struct demo_line *l)
{
    int64_t milli, satang;

    if (!exact_mul_div(l->quantity_milli, l->times * l->months, 1, ROUND_HALF_UP, &milli) ||
        milli <= 0 || !exact_mul_div(l->given.satang, 1000, milli, ROUND_HALF_UP, &satang))
        return l->unit_price.satang;
    return satang;
}

/* The class with the most money among a package's lines. */
static struct str main_class(const struct job *j, const struct demo_line *l, size_t n)
{
    int64_t sum[ITEM_CLASSES] = {0};
    size_t best = 0;

    for (size_t i = 0; i < n; i++) {
        const struct item_class *c = item_class_of(&j->classes, l[i].item_code);

        if (c)
            sum[c - j->classes.class] += l[i].asked.satang;
    }
    for (size_t i = 1; i < j->classes.n; i++) {
        if (sum[i] > sum[best])
            best = i;
    }
    return j->classes.class[best].code;
}

static bool put_lines(struct job *j, const struct demo_line *l, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        const struct item_class *c = item_class_of(&j->classes, l[i].item_code);
        bool cut = money_cmp(l[i].given, l[i].asked) < 0;

        if (!db_bulk_row(j->bulk,
                         ARGS(V(l[i].id), V(j->year), V(l->package_id), V(l->division),
                              V(c ? c->code : STR_NONE), V(l[i].item_code), V(l[i].unit_word),
                              V(MONEY(unit_of(&l[i]))), V(l[i].asked), V(l[i].given),
                              V(cut ? reason_at(j, l[i].id * (l->division + 1)) : STR_NONE)),
                         e))
            return false;
    }
    return true;
}

/* One package: what its lines' amounts say. Division 5 is slower than the others, for the report. */
static bool put_package(struct job *j, const struct demo_line *l, size_t n, struct err *e)
{
    struct money asked = MONEY_ZERO, given = MONEY_ZERO;
    struct str who = analyst_of(j, l->division), word, reason;
    int64_t days = 4 + l->package_id % 11 + (l->division == 5 ? 21 : 0);
    int64_t at = j->by->now_ms - DAY_MS * (l->package_id % 9);

    for (size_t i = 0; i < n; i++) {
        asked = money_add(asked, l[i].asked);
        given = money_add(given, l[i].given);
    }
    word = money_cmp(given, asked) == 0 ? STR("support")
           : given.satang == 0          ? STR("reject")
                                        : STR("reduce");
    reason = str_eq(word, STR("support")) ? STR_NONE : reason_at(j, l->package_id);
    if (j->pass == PASS_LINES)
        return put_lines(j, l, n, e);
    if (j->pass == PASS_EVENT)
        return db_bulk_row(
            j->bulk,
            ARGS(V(l->package_id), V(word), V(asked), V(given), V(reason), V(who), V(at)), e);
    return db_bulk_row(j->bulk,
                       ARGS(V(l->package_id), V(j->year), V(l->division), V(main_class(j, l, n)),
                            V(word), V(asked), V(given), V(reason), V(at - days * DAY_MS), V(who),
                            V(at)),
                       e);
}

/* ---- forms of three agencies ---- */

static struct str answer_of(const struct job *j, const struct form_question *q, int64_t key,
                            struct money asked)
{
    struct str rest = q->choices, piece = STR_NONE;

    if (str_eq(q->kind, STR("choice")) && str_split(&rest, '|', &piece))
        return piece;
    if (str_eq(q->kind, STR("yesno")))
        return key % 4 ? STR("yes") : STR("no");
    if (str_eq(q->kind, STR("number")))
        return str_format(j->by->a, "%lld", (long long)(1 + key % 40));
    if (str_eq(q->kind, STR("money")))
        return money_text(j->by->a, BAHT(asked.satang / 1000 * (key % 10)), MONEY_PLAIN);
    return reason_at(j, key);
}

static bool fill_form(struct job *j, const struct demo_line *l, const struct analysis_row *f,
                      struct err *e)
{
    struct analysis_form form;
    const struct form_question *q;
    struct rows questions;
    struct str who = analyst_of(j, l->division);
    struct db *db = j->by->tx->db;
    int64_t id;

    if (!analysis_form_at(db, j->by->a, f->class, 0, &form, &questions, e) ||
        !db_int(db, &Q_DEMO_ANALYSIS_FORM,
                ARGS(V(l->package_id), V(f->line_id), V(f->class), V(who), V(j->by->now_ms)), &id,
                e))
        return false;
    q = questions.p;
    for (size_t i = 0; i < questions.n; i++) {
        if (!db_exec(db, &Q_DEMO_ANALYSIS_ANSWER,
                     ARGS(V(id), V(q[i].n),
                          V(answer_of(j, &q[i], l->package_id + (int64_t)i, f->asked)), V(who),
                          V(j->by->now_ms)),
                     NULL, e))
            return false;
    }
    return true;
}

static bool is_deep(struct str agency)
{
    return str_eq(agency, STR("11000000")) || str_eq(agency, STR("07000000")) ||
           str_eq(agency, STR("50140000"));
}

static bool fill_forms(struct job *j, const struct demo_line *l, struct err *e)
{
    struct analysis_sheet sheet;
    const struct analysis_row *f;

    if (!is_deep(l->agency_code) || j->forms >= FORMS_MAX)
        return true;
    if (!analysis_sheet_get(j->by->tx->db, j->by->a, j->year, l->package_id, &sheet, e))
        return false;
    f = sheet.forms.p;
    for (size_t i = 0; i < sheet.forms.n; i++, j->forms++) {
        if (f[i].id == 0 && !fill_form(j, l, &f[i], e))
            return false;
    }
    return true;
}

/* ---- clearances ---- */

static bool open_clearances(struct job *j, const struct demo_line *l, struct err *e)
{
    struct act early = *j->by;

    if (!is_deep(l->agency_code))
        return true;
    if (l->package_id % 2 == 0) { /* some are late by now */
        early.today = date_add_days(early.today, -BEFORE);
        early.now_ms -= (int64_t)BEFORE * DAY_MS;
    }
    return clearance_submitted(&early, j->year, l->package_id, NULL, e);
}

static bool answer_clearances(struct job *j, struct err *e)
{
    static const char *const state[] = {"cleared", "condition", "cleared", "refused", "cleared"};
    const struct demo_clearance *c;
    struct rows rows;

    if (!db_list(j->by->tx->db, j->by->a, &Q_DEMO_CLEARANCES, ARGS(V(j->year)), &clearance_row,
                 &rows, e))
        return false;
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct clearance_answer x = {.code = c[i].code,
                                     .version = c[i].version,
                                     .state = str_from(state[i % ARRAY_LEN(state)]),
                                     .words = reason_at(j, 2)};

        if (i % 2 == 0 && !clearance_answer(j->by, &x, e))
            return false;
    }
    return true;
}

static bool add_people(struct act *by, struct err *e)
{
    return clearance_person_set(by, STR("ict"), STR("ict"), true, e) &&
           clearance_person_set(by, STR("construction"), STR("works"), true, e) &&
           clearance_person_set(by, STR("posts"), STR("posts"), true, e) &&
           clearance_person_set(by, STR("other"), STR("works"), true, e);
}

/* ---- ---- */

static bool each_package(struct job *j, const struct rows *rows, bool asked, struct err *e)
{
    const struct demo_line *l = rows->p;

    for (size_t i = 0, n; i < rows->n; i += n) {
        for (n = 1; i + n < rows->n && l[i + n].package_id == l[i].package_id; n++)
            ;
        if (j->pass != PASS_FORMS ? !put_package(j, &l[i], n, e)
                                  : (!asked && !fill_forms(j, &l[i], e)) ||
                                        !open_clearances(j, &l[i], e))
            return false;
    }
    return true;
}

static bool each_pass(struct job *j, const struct rows *rows, bool asked, struct err *e)
{
    static const struct query *const q[PASS_COUNT] = {
        [PASS_RECOMMEND] = &Q_DEMO_RECOMMENDATION,
        [PASS_EVENT] = &Q_DEMO_RECOMMENDATION_EVENT,
        [PASS_LINES] = &Q_DEMO_ANALYSED_LINE};

    for (j->pass = asked ? PASS_FORMS : PASS_RECOMMEND; j->pass < PASS_COUNT; j->pass++) {
        if ((q[j->pass] && !db_bulk_begin(j->by->tx, q[j->pass], &j->bulk, e)) ||
            !each_package(j, rows, asked, e) || (q[j->pass] && !db_bulk_end(j->bulk, NULL, e)))
            return false;
    }
    return true;
}

bool demo_analysis(struct act *by, int64_t year, bool asked, struct err *e)
{
    struct job j = {.by = by, .year = year};
    struct check_result done;
    struct db *db = by->tx->db;
    struct rows rows;
    int64_t n;

    if (!db_int(db, &Q_DEMO_ANALYSIS_DONE, ARGS(V(year)), &n, e))
        return false;
    if (n)
        return true;
    return item_classes_load(db, by->a, year, &j.classes, e) &&
           param_table(db, by->a, PARAM_CUT_REASONS, year, &j.reasons, e) && add_people(by, e) &&
           db_list(db, by->a, &Q_DEMO_ANALYSIS_LINES, ARGS(V(year)), &line_type, &rows, e) &&
           each_pass(&j, &rows, asked, e) &&
           (asked || answer_clearances(&j, e)) && checks_refresh(by, year, &done, e);
}
