/* resolution_draft.c - a resolution's draft: who chose what, for which packages, by which rule. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/body_notice.h"
#include "plan/committee.h"
#include "plan/resolution_int.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

enum { TITLE_MAX = 500, REASON_MAX = 2000, NUMBER_MAX = 200, FEW = 64 };

static bool bad_choice(const char *field, struct str value, const char *expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static bool word_of(struct str s, const char *const *word, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(s, str_from(word[i]))) {
            return true;
        }
    }
    return false;
}

/* Does this kind write amounts? */
static bool writes(struct str kind)
{
    return !str_eq(kind, STR("reconsider")) && !str_eq(kind, STR("acknowledge"));
}

static bool check_new(const struct resolution_new *n, struct err *e)
{
    static const char *const kinds[] = {"approve", "conditional", "reject", "reconsider",
                                        "acknowledge"};
    bool explains = str_eq(n->kind, STR("reject")) || str_eq(n->kind, STR("reconsider")) ||
                    n->replaces.n > 0;

    if (!word_of(n->kind, kinds, ARRAY_LEN(kinds))) {
        return bad_choice("kind", n->kind, "approve conditional reject reconsider acknowledge", e);
    }
    if (explains && str_trim(n->reason).n == 0) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    return check_text("title", n->title, true, TITLE_MAX, e) &&
           check_text("number", n->number, false, NUMBER_MAX, e) &&
           check_text("reason", n->reason, false, REASON_MAX, e) &&
           check_text("condition", n->condition_text, str_eq(n->kind, STR("conditional")),
                      REASON_MAX, e);
}

/* The rows that the draft names. */
struct named {
    int64_t meeting, item, run, replaces;
};

struct meeting_at {
    int64_t id;
    struct str state;
};
static const struct field meeting_at_fields[] = {
    COL(struct meeting_at, id),
    COL(struct meeting_at, state),
};
static const struct row_type meeting_at_type = ROW_TYPE(struct meeting_at, meeting_at_fields);

static bool not_found(struct str what, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

static bool find_meeting(struct act *by, const struct resolution_new *n, struct named *ret,
                         struct err *e)
{
    struct str body = str_from(body_word(body_of_stage(n->stage)));
    struct meeting_at m;
    bool found;

    if (n->meeting_code.n == 0) {
        return true;
    }
    if (!db_find(by->tx->db, by->a, &Q_RESOLUTION_MEETING,
                 ARGS(V(n->year), V(n->meeting_code), V(body)), &meeting_at_type, &m, &found, e)) {
        return false;
    }
    if (!found) {
        return not_found(n->meeting_code, e);
    }
    ret->meeting = m.id;
    return n->item_no == 0 || db_int(by->tx->db, &Q_RESOLUTION_ITEM, ARGS(V(m.id), V(n->item_no)),
                                     &ret->item, e);
}

static bool find_named(struct act *by, const struct resolution_new *n, struct named *ret,
                       struct err *e)
{
    struct resolution old;

    *ret = (struct named){0};
    if (!find_meeting(by, n, ret, e) ||
        (n->run_code.n && !db_int(by->tx->db, &Q_RESOLUTION_RUN, ARGS(V(n->year), V(n->run_code)),
                                  &ret->run, e))) {
        return false;
    }
    if (n->replaces.n == 0) {
        return true;
    }
    if (!resolution_get(by->tx->db, by->a, n->year, n->replaces, &old, e)) {
        return false;
    }
    if (!str_eq(old.state, STR("confirmed")) ||
        !str_eq(old.stage_word, str_from(stage_word(n->stage)))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(str_format(by->a, "resolution_%.*s", STR_FMT(old.state))));
        err_arg(e, "event", V(STR("resolution_correct")));
        return false;
    }
    ret->replaces = old.id;
    return true;
}

static bool insert(struct act *by, const struct resolution_new *n, struct str rule, int64_t cut_bp,
                   int64_t *ret_id, struct str *ret_code, struct err *e)
{
    struct named named;
    int64_t count;
    struct str code;

    if (!actor_check_city(by->who, PERM_COMMITTEE, e) || !check_new(n, e) ||
        !resolution_stage_open(by, n->year, n->stage, e) || !find_named(by, n, &named, e) ||
        !db_int(by->tx->db, &Q_RESOLUTION_COUNT, ARGS(V(n->year)), &count, e)) {
        return false;
    }
    code = str_format(by->a, "%lld-M%05lld", (long long)n->year, (long long)count + 1);
    *ret_code = code;
    return db_int(by->tx->db, &Q_RESOLUTION_INSERT,
                  ARGS(V(n->year), V(code), V(n->number.n ? n->number : code),
                       V(str_from(body_word(body_of_stage(n->stage)))), V((int64_t)n->stage),
                       V(n->kind), V(rule), V(cut_bp), V(n->title), V(n->reason),
                       V(n->condition_text), V_ID(named.meeting), V_ID(named.item),
                       V_ID(named.run), V(value_flag(n->corrects || n->replaces.n > 0).u.i),
                       V_ID(named.replaces), V(by->who->name), V(by->now_ms)),
                  ret_id, e);
}

/* It is kept in the record, and who may confirm it is told. */
static bool drafted(struct act *by, const struct resolution_new *n, struct str code, struct err *e)
{
    struct str body = str_from(body_word(body_of_stage(n->stage)));

    return resolution_note(by, code, "resolution.draft", n->kind, n->title, e) &&
           resolution_tell_chair(by, n->year, body, code, e);
}

/* ---- by rule ---- */

static bool choose_named(struct act *by, int64_t id, int64_t year, const struct resolution_choice *c,
                         struct err *e)
{
    struct db_bulk *b;
    int64_t rows, known;

    if (!db_bulk_begin(by->tx, &Q_RESOLUTION_PACKAGE_NAMED, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < c->n; i++) {
        if (!db_bulk_row(b, ARGS(V(id), V(year), V(c->package[i])), e)) {
            return false;
        }
    }
    if (!db_bulk_end(b, &rows, e)) {
        return false;
    }
    for (size_t i = 0; rows != (int64_t)c->n && i < c->n; i++) {
        if (!db_int(by->tx->db, &Q_RESOLUTION_PACKAGE_KNOWN, ARGS(V(year), V(c->package[i])),
                    &known, e)) {
            return false;
        }
        if (known == 0) {
            return not_found(c->package[i], e);
        }
    }
    return true;
}

static bool choose(struct act *by, int64_t id, const struct resolution_new *n,
                   const struct resolution_choice *c, struct err *e)
{
    int64_t again = n->corrects || n->replaces.n > 0 ? 1 : 0;
    int64_t rows;

    if (c->n) {
        return choose_named(by, id, n->year, c, e);
    }
    if (!db_exec(by->tx->db, &Q_RESOLUTION_PACKAGE_FILTERED,
                 ARGS(V(id), V(n->year), V(c->agency_id), V(c->state), V(c->output_code),
                      V(c->level_kind), V((int64_t)n->stage), V(again)),
                 &rows, e)) {
        return false;
    }
    if (rows == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("decide")));
        return false;
    }
    return true;
}

bool resolution_draft(struct act *by, const struct resolution_new *n,
                      const struct resolution_choice *c, struct str *ret_code, struct err *e)
{
    static const char *const rules[] = {"analyst", "previous", "none", "cut"};
    struct working w = {.by = by,
                        .year = n->year,
                        .stage = n->stage,
                        .kind = n->kind,
                        .rule = str_eq(n->kind, STR("reject")) ? STR("none") : c->rule,
                        .reason = n->reason,
                        .cut_bp = c->cut_bp,
                        .corrects = n->corrects || n->replaces.n > 0};

    if (!writes(n->kind)) {
        w.rule = STR("previous");
    }
    if (!word_of(w.rule, rules, ARRAY_LEN(rules))) {
        return bad_choice("rule", w.rule, "analyst previous none cut", e);
    }
    if (str_eq(w.rule, STR("cut")) ? (c->cut_bp <= 0 || c->cut_bp > 10000) : c->cut_bp != 0) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("cut")));
        err_arg(e, "value", V(c->cut_bp));
        return false;
    }
    return insert(by, n, w.rule, w.cut_bp, &w.id, ret_code, e) && choose(by, w.id, n, c, e) &&
           resolution_work(&w, e) &&
           drafted(by, n, *ret_code, e);
}

/* ---- line by line ---- */

struct coded {
    int64_t line_id, package_id, year;
    struct str code;
};
static const struct field coded_fields[] = {
    COL(struct coded, line_id),
    COL(struct coded, package_id),
    COL(struct coded, year),
    COL(struct coded, code),
};
static const struct row_type coded_type = ROW_TYPE(struct coded, coded_fields);

static int by_code(const void *x, const void *y)
{
    return str_cmp(((const struct coded *)x)->code, ((const struct coded *)y)->code);
}

static int by_line(const void *x, const void *y)
{
    const struct given *p = x, *q = y;

    if (p->line_id != q->line_id) {
        return p->line_id < q->line_id ? -1 : 1;
    }
    return p->row < q->row ? -1 : p->row > q->row;
}

static int by_number(const void *x, const void *y)
{
    const int64_t *p = x, *q = y;

    return *p < *q ? -1 : *p > *q;
}

/* Every line of the year by its code. */
static bool load_codes(struct act *by, int64_t year, struct coded **ret, size_t *ret_n,
                       struct err *e)
{
    const struct coded *c;
    struct rows rows;

    if (!db_list(by->tx->db, by->a, &Q_RESOLUTION_LINE_CODES, ARGS(V(year)), &coded_type, &rows,
                 e)) {
        return false;
    }
    c = rows.p;
    *ret = ARENA_ARRAY(by->a, struct coded, rows.n);
    *ret_n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        (*ret)[i] = c[i];
    }
    qsort(*ret, rows.n, sizeof **ret, by_code);
    return true;
}

/* A line by its code: of this year, or the refusal says which year it is of. */
struct codes {
    struct coded *line;
    size_t n;
};

static bool find_line(struct act *by, const struct codes *all, int64_t year, struct str code,
                      struct coded *ret, struct err *e)
{
    const struct coded key = {.code = code}, *known = NULL;
    bool found = true;

    if (all->n) {
        known = bsearch(&key, all->line, all->n, sizeof key, by_code);
    }
    if (known) {
        *ret = *known;
        return true;
    }
    if (!db_find(by->tx->db, by->a, &Q_RESOLUTION_LINE_CODE, ARGS(V(code)), &coded_type, ret,
                 &found, e)) {
        return false;
    }
    if (!found) {
        return not_found(code, e);
    }
    if (ret->year != year) {
        FAIL(e, ERR_LINE_YEAR);
        err_arg(e, "line", V(code));
        err_arg(e, "value", V(ret->year));
        err_arg(e, "expected", V(year));
        return false;
    }
    return true;
}

static bool check_given(struct act *by, const struct resolution_amount *l, struct err *e)
{
    if (l->amount.satang < 0 || l->amount.satang > MONEY_MAX) {
        FAIL(e, l->amount.satang < 0 ? ERR_AMOUNT_NEGATIVE : ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(money_text(by->a, l->amount, MONEY_WHOLE)));
        return false;
    }
    return check_text("reason", l->reason, false, REASON_MAX, e);
}

/* The lines that are given, by id and each once, and their packages; row: the refused one. */
struct taking {
    const struct resolution_amount *l;
    size_t count, row;
    struct given *given;
    int64_t *package;
};

static bool take_given(struct act *by, int64_t year, struct taking *t, struct err *e)
{
    const struct resolution_amount *l = t->l;
    struct given *ret = t->given;
    size_t count = t->count;
    struct codes all = {NULL, 0};

    if (count > FEW && !load_codes(by, year, &all.line, &all.n, e)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct coded at;

        t->row = i;
        if (!check_given(by, &l[i], e) || !find_line(by, &all, year, l[i].line_code, &at, e)) {
            return false;
        }
        ret[i] = (struct given){at.line_id, l[i].amount, l[i].reason, i};
        t->package[i] = at.package_id;
    }
    qsort(ret, count, sizeof *ret, by_line);
    for (size_t i = 1; i < count; i++) {
        if (ret[i].line_id == ret[i - 1].line_id) {
            t->row = ret[i].row;
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("line")));
            err_arg(e, "value", V(l[ret[i].row].line_code));
            return false;
        }
    }
    t->row = count;
    return true;
}

static bool choose_packages(struct act *by, int64_t id, int64_t *package, size_t n, struct err *e)
{
    struct db_bulk *b;

    qsort(package, n, sizeof *package, by_number);
    if (!db_bulk_begin(by->tx, &Q_RESOLUTION_PACKAGE_ID, &b, e)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if ((i == 0 || package[i] != package[i - 1]) &&
            !db_bulk_row(b, ARGS(V(id), V(package[i])), e)) {
            return false;
        }
    }
    return db_bulk_end(b, NULL, e);
}

bool resolution_draft_lines(struct act *by, const struct resolution_new *n,
                            const struct resolution_amount *l, size_t count, size_t *ret_row,
                            struct str *ret_code, struct err *e)
{
    struct given *given = ARENA_ARRAY(by->a, struct given, count);
    int64_t *package = ARENA_ARRAY(by->a, int64_t, count);
    struct working w = {.by = by,
                        .year = n->year,
                        .stage = n->stage,
                        .kind = n->kind,
                        .rule = n->run_code.n ? STR("scenario") : STR("lines"),
                        .reason = n->reason,
                        .corrects = n->corrects || n->replaces.n > 0,
                        .given = given,
                        .givens = count,
                        .failed = SIZE_MAX};
    struct taking t = {l, count, count, given, package};
    bool ok;

    *ret_row = count;
    if (count == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("decide")));
        return false;
    }
    ok = insert(by, n, w.rule, 0, &w.id, ret_code, e) && take_given(by, n->year, &t, e) &&
         choose_packages(by, w.id, package, count, e);
    *ret_row = t.row;
    if (!ok) {
        return false;
    }
    ok = resolution_work(&w, e);
    if (!ok && w.failed < count) {
        *ret_row = w.failed;
    }
    return ok && drafted(by, n, *ret_code, e);
}

/* ---- a draft changed ---- */

struct kept {
    int64_t line_id, package_id;
    struct money amount;
    struct str reason;
};
static const struct field kept_fields[] = {
    COL(struct kept, line_id),
    COL(struct kept, package_id),
    COL(struct kept, amount),
    COL(struct kept, reason),
};
static const struct row_type kept_type = ROW_TYPE(struct kept, kept_fields);

/* What the draft has, with the new amounts in their places. */
static bool merge_given(struct act *by, int64_t id, const struct given *new, size_t n,
                        struct given **ret, size_t *ret_n, struct err *e)
{
    const struct kept *k;
    struct given *all;
    struct rows rows;
    size_t count = 0, at = 0;

    if (!db_list(by->tx->db, by->a, &Q_RESOLUTION_LINE_GIVEN, ARGS(V(id)), &kept_type, &rows, e)) {
        return false;
    }
    k = rows.p;
    all = ARENA_ARRAY(by->a, struct given, rows.n + n);
    for (size_t i = 0; i < rows.n; i++) {
        while (at < n && new[at].line_id < k[i].line_id) {
            all[count++] = new[at++];
        }
        if (at < n && new[at].line_id == k[i].line_id) {
            all[count++] = new[at++];
        } else {
            all[count++] = (struct given){k[i].line_id, k[i].amount, k[i].reason, SIZE_MAX};
        }
    }
    while (at < n) {
        all[count++] = new[at++];
    }
    *ret = all;
    *ret_n = count;
    return true;
}

bool resolution_set_lines(struct act *by, int64_t year, struct str code, int64_t version,
                          const struct resolution_amount *l, size_t count, struct err *e)
{
    struct given *given = ARENA_ARRAY(by->a, struct given, count);
    int64_t *package = ARENA_ARRAY(by->a, int64_t, count), rows;
    struct working w = {.by = by, .year = year};
    struct taking t = {l, count, count, given, package};
    struct resolution r;

    if (!actor_check_city(by->who, PERM_COMMITTEE, e) ||
        !resolution_draft_find(by, &(struct draft_key){year, version, code, "edit"}, &r, &w.stage, e) ||
        !take_given(by, year, &t, e) ||
        !choose_packages(by, r.id, package, count, e) ||
        !merge_given(by, r.id, given, count, &given, &w.givens, e) ||
        !db_exec(by->tx->db, &Q_RESOLUTION_LINE_DROP, ARGS(V(r.id)), NULL, e) ||
        !db_exec(by->tx->db, &Q_RESOLUTION_TOUCH, ARGS(V(r.id), V(version)), &rows, e)) {
        return false;
    }
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    w.id = r.id;
    w.kind = r.kind;
    w.rule = r.rule;
    w.reason = r.reason;
    w.corrects = r.corrects;
    w.given = given;
    return resolution_work(&w, e) &&
           resolution_note(by, code, "resolution.edit",
                           str_format(by->a, "lines=%zu", count), STR_NONE, e);
}
