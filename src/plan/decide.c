/* decide.c - amounts by stage: one (line_set_amount) or a resolution's whole list (decide_all). */
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "plan/amount.h"
#include "plan/analysis.h"
#include "plan/cycle.h"
#include "plan/maker.h"
#include "plan/resolution.h"
#include "plan/write.h"
#include "store/store.h"

static bool bad_state(struct str state, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(state));
    err_arg(e, "event", V(STR("decide")));
    return false;
}

/* Who may write this stage of this line, now? */
static bool check_deciding(struct act *by, const struct line_home *h, enum stage stage,
                           struct str code, struct err *e)
{
    enum perm perm = stage == STAGE_ANALYST ? PERM_ANALYSE : PERM_DECIDE;

    if (stage == STAGE_REQUESTED) {
        return actor_check(by->who, PERM_REQUEST_WRITE, h->agency_id, h->division, e) &&
               check_editable(h->state, h->cycle, e) && line_place_check(by, h, code, e);
    }
    if (stage == STAGE_ENACTED || cycle_open_stage(h->cycle) != stage) {
        FAIL(e, ERR_STAGE);
        err_arg(e, "stage", V(h->cycle));
        return false;
    }
    if (stage_by_resolution(stage)) { /* whoever it is */
        FAIL(e, ERR_NO_RESOLUTION);
        err_arg(e, "line", V(code));
        err_arg(e, "stage", V(str_from(stage_word(stage))));
        return false;
    }
    if (stage == STAGE_COMMITTEE || stage == STAGE_AMENDED) { /* by a delta (delta.h) alone */
        FAIL(e, ERR_COUNCIL_WAY);
        err_arg(e, "line", V(code));
        err_arg(e, "stage", V(stage_label(stage, LANG_TH)));
        return false;
    }
    if (!actor_check(by->who, perm, h->agency_id, h->division, e)) {
        return false;
    }
    if (by->who->user_id != 0 && actor_belongs(by->who, h->agency_id)) {
        FAIL(e, ERR_OWN_AGENCY);
        return false;
    }
    if (!maker_check_line(by, h->id, e)) {
        return false;
    }
    if (str_eq(h->state, STR("DRAFT")) || str_eq(h->state, STR("RETURNED")) ||
        str_eq(h->state, STR("WITHDRAWN")) || str_eq(h->state, STR("ENACTED"))) {
        return bad_state(h->state, e);
    }
    return true;
}

/* A decision has its reason, and from the suitability committee on its resolution. */
static bool check_reason(const struct decision *d, struct err *e)
{
    if (d->stage == STAGE_REQUESTED ||
        (str_trim(d->reason).n > 0 &&
         (d->stage == STAGE_ANALYST || str_trim(d->resolution).n > 0))) {
        return true;
    }
    FAIL(e, ERR_REASON_NEEDED);
    return false;
}

/* The analyst may cut, not add: more than was asked comes from a committee, or by a changed request. */
static bool check_above(struct act *by, const struct decision *d, const struct line_home *h,
                        struct err *e)
{
    if (d->stage != STAGE_ANALYST || h->asked.satang < 0 || money_cmp(d->amount, h->asked) <= 0) {
        return true;
    }
    FAIL(e, ERR_ABOVE_REQUEST);
    err_arg(e, "line", V(d->line_code));
    err_arg(e, "value", V(money_text(by->a, d->amount, MONEY_WHOLE)));
    err_arg(e, "requested", V(money_text(by->a, h->asked, MONEY_WHOLE)));
    return false;
}

static bool check_decision(struct act *by, const struct decision *d, int64_t year,
                           struct amount_set *ret, struct err *e)
{
    struct line_home h;

    if (!line_find(by, d->line_code, &h, e) || !check_deciding(by, &h, d->stage, d->line_code, e)) {
        return false;
    }
    if (year && h.year != year) {
        FAIL(e, ERR_YEAR_MISMATCH);
        err_arg(e, "value", V(h.year));
        err_arg(e, "expected", V(year));
        return false;
    }
    if ((d->stage == STAGE_REQUESTED && !check_requested(by->a, d->amount, e)) ||
        !check_above(by, d, &h, e)) {
        return false;
    }
    if (str_eq(h.state, STR("UNFUNDED")) && d->amount.satang > 0) { /* fund the package first */
        return bad_state(h.state, e);
    }
    if (!check_reason(d, e) || !check_text("reason", d->reason, false, 2000, e) ||
        !check_text("resolution", d->resolution, false, 200, e)) {
        return false;
    }
    *ret = (struct amount_set){.line_id = h.id,
                               .amount = d->amount,
                               .reason = d->reason,
                               .resolution = d->resolution};
    return true;
}

/* What the analyst recommended for a package keeps to its lines' amounts of the analyst stage. */
static bool follow(struct act *by, const struct decision *d, size_t n, struct err *e)
{
    for (size_t i = 0; i < n && d[i].stage == STAGE_ANALYST; i++) {
        struct line_home h;

        if (!line_find(by, d[i].line_code, &h, e) ||
            !recommendation_follow(by, h.year, h.package_id, d[i].reason, e)) {
            return false;
        }
    }
    return true;
}

bool line_set_amount(struct act *by, struct str code, enum stage stage, struct money amount,
                     struct str reason, struct str resolution, struct err *e)
{
    struct decision d = {code, stage, amount, reason, resolution};
    struct line_home h;
    struct amount_set set;
    struct audit_note note = {0};

    if (!line_find(by, code, &h, e) || !check_decision(by, &d, h.year, &set, e) ||
        !resolution_record(by, h.year, stage, resolution, &set, 1, e) ||
        !amounts_write(by, h.year, stage, &set, 1, e) || !follow(by, &d, 1, e)) {
        return false;
    }
    note.action = str_format(by->a, "line.%s", stage_word(stage));
    note.subject = str_format(by->a, "line:%.*s", STR_FMT(code));
    note.year = line_code_year(code);
    note.new_value = money_text(by->a, amount, MONEY_PLAIN);
    note.reason = reason;
    return audit_add(by, &note, e);
}

struct decided {
    int64_t line_id;
    size_t row;
};

static int by_line(const void *x, const void *y)
{
    const struct decided *p = x, *q = y;

    if (p->line_id != q->line_id) {
        return p->line_id < q->line_id ? -1 : 1;
    }
    return p->row < q->row ? -1 : p->row > q->row;
}

static bool check_once(struct act *by, const struct decision *d, const struct amount_set *set,
                       size_t n, size_t *ret_row, struct err *e)
{
    struct decided *all = ARENA_ARRAY(by->a, struct decided, n);

    for (size_t i = 0; i < n; i++) {
        all[i].line_id = set[i].line_id;
        all[i].row = i;
    }
    qsort(all, n, sizeof *all, by_line);
    for (size_t i = 1; i < n; i++) {
        if (all[i].line_id == all[i - 1].line_id) {
            *ret_row = all[i].row;
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("line")));
            err_arg(e, "value", V(d[all[i].row].line_code));
            return false;
        }
    }
    return true;
}

static bool add_total(struct act *by, struct money *total, struct money m, struct err *e)
{
    if (money_try_add(*total, m, total)) {
        return true;
    }
    FAIL(e, ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(money_text(by->a, m, MONEY_WHOLE)));
    return false;
}

static bool other_stage(const struct decision *d, const struct decision *first, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("stage")));
    err_arg(e, "value", V(str_from(stage_word(d->stage))));
    err_arg(e, "expected", V(str_from(stage_word(first->stage))));
    return false;
}

/* ---- the three bodies: each text of a resolution in the file becomes one ---- */

struct grouped {
    struct str key; /* the resolution, or the line */
    size_t row;
};

static int by_key(const void *x, const void *y)
{
    const struct grouped *p = x, *q = y;
    int c = str_cmp(p->key, q->key);

    return c ? c : p->row < q->row ? -1 : p->row > q->row;
}

/* Who drafts, who confirms, of which file. */
struct resolving {
    struct act *by, *approver;
    int64_t year;
    const struct decision *d;
};

/* One resolution of the file's rows g[0..n): drafted by the one, confirmed by the other. */
static bool resolve_group(const struct resolving *x, const struct grouped *g, size_t n,
                          size_t *ret_row, struct err *e)
{
    struct resolution_amount *l = ARENA_ARRAY(x->by->a, struct resolution_amount, n);
    struct resolution_new r = {.year = x->year,
                               .stage = x->d[g[0].row].stage,
                               .kind = STR("approve"),
                               .number = g[0].key,
                               .title = g[0].key,
                               .corrects = true};
    size_t row = n;
    struct str code;
    bool ok;

    for (size_t i = 0; i < n; i++) {
        const struct decision *d = &x->d[g[i].row];

        l[i] = (struct resolution_amount){d->line_code, d->amount, d->reason};
    }
    ok = resolution_draft_lines(x->by, &r, l, n, &row, &code, e);
    *ret_row = ok ? SIZE_MAX : g[row < n ? row : 0].row; /* of all of them: the first */
    return ok && resolution_confirm(x->approver, x->year, code, 1, e);
}

/* A line stands in one row of the file, whatever the resolution. */
static bool check_lines_once(const struct decision *d, size_t n, struct grouped *g, size_t *ret_row,
                             struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        g[i] = (struct grouped){d[i].line_code, i};
    }
    qsort(g, n, sizeof *g, by_key);
    for (size_t i = 1; i < n; i++) {
        if (str_eq(g[i].key, g[i - 1].key)) {
            *ret_row = g[i].row;
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("line")));
            err_arg(e, "value", V(g[i].key));
            return false;
        }
    }
    return true;
}

/* Every row has its reason and its resolution and is of one stage. */
static bool check_rows(const struct decision *d, size_t n, struct grouped *g, size_t *ret_row,
                       struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        *ret_row = i;
        if (d[i].stage != d[0].stage) {
            return other_stage(&d[i], &d[0], e);
        }
        if (str_trim(d[i].resolution).n == 0) {
            FAIL(e, ERR_NO_RESOLUTION);
            err_arg(e, "line", V(d[i].line_code));
            err_arg(e, "stage", V(str_from(stage_word(d[i].stage))));
            return false;
        }
        if (!check_reason(&d[i], e) || !check_text("reason", d[i].reason, false, 2000, e) ||
            !check_text("resolution", d[i].resolution, false, 200, e)) {
            return false;
        }
        g[i] = (struct grouped){str_trim(d[i].resolution), i};
    }
    return true;
}

static bool resolve_all(struct act *by, const struct actor *approver, int64_t year,
                        const struct decision *d, size_t n, size_t *ret_row, struct err *e)
{
    struct grouped *g = ARENA_ARRAY(by->a, struct grouped, n);
    struct grouped *once = ARENA_ARRAY(by->a, struct grouped, n);
    struct act second = *by;
    const struct resolving x = {by, &second, year, d};

    if (approver) {
        second.who = approver;
    }
    if (!check_rows(d, n, g, ret_row, e) || !check_lines_once(d, n, once, ret_row, e)) {
        return false;
    }
    qsort(g, n, sizeof *g, by_key);
    for (size_t i = 0, end; i < n; i = end) {
        size_t row = SIZE_MAX;

        for (end = i; end < n && str_eq(g[end].key, g[i].key); end++) {
        }
        if (!resolve_group(&x, &g[i], end - i, &row, e)) {
            *ret_row = row == SIZE_MAX ? n : row;
            return false;
        }
    }
    *ret_row = n;
    return true;
}

bool decide_all(struct act *by, const struct actor *approver, int64_t year,
                const struct decision *d, size_t n, size_t *ret_row, struct err *e)
{
    struct amount_set *set = ARENA_ARRAY(by->a, struct amount_set, n);
    struct money total = MONEY_ZERO;
    struct audit_note note = {0};

    *ret_row = n;
    if (n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("decide")));
        return false;
    }
    if (stage_by_resolution(d[0].stage)) {
        return resolve_all(by, approver, year, d, n, ret_row, e);
    }
    for (size_t i = 0; i < n; i++) {
        *ret_row = i;
        if (d[i].stage != d[0].stage) {
            return other_stage(&d[i], &d[0], e);
        }
        if (!check_decision(by, &d[i], year, &set[i], e) ||
            !add_total(by, &total, d[i].amount, e)) {
            return false;
        }
    }
    if (!check_once(by, d, set, n, ret_row, e)) {
        return false;
    }
    *ret_row = n;
    note.action = STR("decide");
    note.subject = str_format(by->a, "year:%lld", (long long)year);
    note.year = year;
    note.new_value = str_format(by->a, "%s lines=%zu total=%.*s", stage_word(d[0].stage), n,
                                STR_FMT(money_text(by->a, total, MONEY_PLAIN)));
    note.reason = d[0].resolution;
    return resolution_record(by, year, d[0].stage, d[0].resolution, set, n, e) &&
           amounts_write(by, year, d[0].stage, set, n, e) && follow(by, d, n, e) &&
           audit_add(by, &note, e);
}
