/* rating_write.c - scores are given, sent, settled by a third, and become packages' scores. */
#include "allocate/rating.h"

#include "allocate/rating_int.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/text_check.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { TEXT_MAX = 2000, CODE_MAX = 200 };
#define KINDS "file indicator reading document form"

static bool may(struct act *by, const struct rating_sheet *x, struct err *e)
{
    if (actor_belongs(by->who, x->agency_id)) {
        FAIL(e, ERR_OWN_RATING);
        err_arg(e, "agency", V(x->agency_name));
        return false;
    }
    return actor_check(by->who, PERM_RATE, x->agency_id, x->division, e);
}

static bool audit(struct act *by, const struct rating_sheet *x, const char *action, struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_format(by->a, "rating.%s", action),
                           .subject = str_format(by->a, "package:%.*s", STR_FMT(x->code)),
                           .reason = reason,
                           .year = x->year};

    return audit_add(by, &n, e);
}

/* ---- evidence ---- */

static bool reading_there(struct act *by, int64_t package_id, struct str code, int64_t *ret, struct err *e)
{
    struct str name;
    size_t at = code.n;
    int64_t period;

    while (at > 0 && code.p[at - 1] != ':')
        at--;
    *ret = 0;
    if (at < 2 || !exact_parse_decimal((struct str){code.p + at, code.n - at}, 0, &period))
        return true;
    name = (struct str){code.p, at - 1};
    return db_int(by->tx->db, &Q_RATING_HAS_READING, ARGS(V(package_id), V(name), V(period)), ret, e);
}

/* justification, or q1 to q14 */
static bool form_there(struct act *by, int64_t package_id, struct str code, int64_t *ret, struct err *e)
{
    int64_t question;

    *ret = 0;
    if (str_eq(code, STR("justification")))
        return db_int(by->tx->db, &Q_RATING_HAS_WHY, ARGS(V(package_id)), ret, e);
    if (code.n < 2 || code.p[0] != 'q' || !exact_parse_decimal((struct str){code.p + 1, code.n - 1}, 0, &question))
        return true;
    return db_int(by->tx->db, &Q_RATING_HAS_ANSWER, ARGS(V(package_id), V(question)), ret, e);
}

static bool evidence_there(struct act *by, int64_t package_id, struct str kind, struct str code, int64_t *ret, struct err *e)
{
    if (str_eq(kind, STR("reading")))
        return reading_there(by, package_id, code, ret, e);
    if (str_eq(kind, STR("form")))
        return form_there(by, package_id, code, ret, e);
    if (str_eq(kind, STR("document")))
        return db_int(by->tx->db, &Q_RATING_HAS_DOCUMENT, ARGS(V(code)), ret, e);
    if (str_eq(kind, STR("file")))
        return db_int(by->tx->db, &Q_RATING_HAS_FILE, ARGS(V(package_id), V(code)), ret, e);
    *ret = 0;
    return !str_eq(kind, STR("indicator")) || db_int(by->tx->db, &Q_RATING_HAS_INDICATOR, ARGS(V(package_id), V(code)), ret, e);
}

static bool check_evidence(struct act *by, int64_t package_id, const struct rating_item *x, struct err *e)
{
    int64_t there;

    if (!text_check("note", x->note, false, TEXT_MAX, e) || !text_check("evidence", x->evidence, false, CODE_MAX, e) ||
        !evidence_there(by, package_id, x->evidence_kind, x->evidence, &there, e))
        return false;
    if (there == 0) {
        FAIL(e, ERR_RATING_EVIDENCE);
        err_arg(e, "field", V(str_format(by->a, "evidence_%.*s", STR_FMT(x->criterion))));
        err_arg(e, "kind", V(x->evidence_kind));
        err_arg(e, "value", V(x->evidence));
        err_arg(e, "expected", V(STR(KINDS)));
    }
    return there > 0;
}

/* ---- a sheet ---- */

static const struct rating_score_row *row_of(const struct rows *rows, struct str word)
{
    const struct rating_score_row *r = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        if (str_eq(r[i].criterion, word))
            return &r[i];
    }
    return NULL;
}

static bool check_item(struct act *by, const struct rating_sheet *x, const struct rating_item *i, struct err *e)
{
    const struct rating_score_row *r = row_of(&x->rows, i->criterion);

    if (!r) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(i->criterion));
        return false;
    }
    if (i->score == RATING_NONE)
        return true;
    if (!r->has_data) {
        FAIL(e, ERR_RATING_NO_DATA);
        err_arg(e, "field", V(r->name));
        return false;
    }
    if (i->score < 0 || i->score > WEIGH_SCALE) {
        FAIL(e, ERR_RATING_SCORE);
        err_arg(e, "field", V(str_format(by->a, "score_%.*s", STR_FMT(i->criterion))));
        err_arg(e, "value", V(i->score));
        err_arg(e, "expected", V(STR("0-4")));
        return false;
    }
    return check_evidence(by, x->package_id, i, e);
}

static bool open_sheet(struct act *by, int64_t year, struct str code, struct rating_sheet *x, struct err *e)
{
    if (!rating_sheet(by->tx->db, by->a, &(struct rating_ask){by->who, year, code, LANG_TH}, x, e) || !may(by, x, e))
        return false;
    if (by->today.yyyymmdd < x->set.opens_on.yyyymmdd) {
        FAIL(e, ERR_RATING_EARLY);
        err_arg(e, "from", V(x->set.opens_on));
        return false;
    }
    return true;
}

/* The own sheet's id, made when there is none. */
static bool seat(struct act *by, const struct rating_sheet *x, int64_t *ret_id, struct err *e)
{
    int64_t no;
    struct value own[] = {V(x->set.id), V(x->package_id), V(by->who->name)};

    if (str_eq(x->mine, STR("sent")) || (!x->mine.n && x->seats >= 2)) {
        FAIL(e, x->mine.n ? ERR_RATING_SENT : ERR_RATING_SEATS);
        err_arg(e, "code", V(x->code));
        return false;
    }
    if (!x->mine.n) {
        if (!db_int(by->tx->db, &Q_RATING_FREE_SEAT, ARGS(V(x->set.id), V(x->package_id)), &no, e) ||
            !db_exec(by->tx->db, &Q_RATING_ADD, ARGS(V(x->set.id), V(x->package_id), V(no), V(by->who->name), V(by->now_ms)), NULL, e))
            return false;
    }
    return db_int(by->tx->db, &Q_RATING_OWN, own, ARRAY_LEN(own), ret_id, e);
}

static bool put_items(struct act *by, int64_t id, const struct rating_change *c, struct err *e)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct rating_item *x = &c->item[i];
        bool ok = x->score == RATING_NONE
                      ? db_exec(by->tx->db, &Q_RATING_SCORE_DROP, ARGS(V(id), V(x->criterion)), NULL, e)
                      : db_exec(by->tx->db, &Q_RATING_SCORE_PUT,
                                ARGS(V(id), V(x->criterion), V(x->score), V(x->evidence_kind), V(x->evidence), V(x->note)), NULL, e);

        if (!ok)
            return false;
    }
    return true;
}

/* Every criterion with data has a score: of this change, or kept from before. */
static bool check_all(struct act *by, const struct rating_sheet *x, const struct rating_change *c, struct err *e)
{
    const struct rating_score_row *r = x->rows.p;

    for (size_t i = 0; i < x->rows.n; i++) {
        int64_t score = r[i].mine;

        for (size_t k = 0; k < c->n; k++) {
            if (str_eq(c->item[k].criterion, r[i].criterion))
                score = c->item[k].score;
        }
        if (r[i].has_data && score < 0) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(str_format(by->a, "score_%.*s", STR_FMT(r[i].criterion))));
            return false;
        }
    }
    return true;
}

/* ---- both together ---- */

struct pair_row {
    struct str criterion, source, direction;
    struct share weight;
    int64_t first, second, settled;
};
static const struct field pair_fields[] = {
    COL(struct pair_row, criterion), COL(struct pair_row, source), COL(struct pair_row, direction), COL(struct pair_row, weight),
    COL(struct pair_row, first),     COL(struct pair_row, second), COL(struct pair_row, settled),
};
static const struct row_type pair_type = ROW_TYPE(struct pair_row, pair_fields);

struct together {
    int64_t differing, points, spread, mandate; /* points of what was decided */
    bool settled;
};

static bool join(struct act *by, const struct rating_sheet *x, struct together *ret, struct err *e)
{
    struct weighed_score both[CRITERIA_MAX], apart[CRITERIA_MAX];
    struct together t = {.settled = true};
    const struct pair_row *p;
    struct rows rows;
    int64_t limit;

    if (!param_int(by->tx->db, PARAM_RATING_DIFFERENCE, x->year, &limit, e) ||
        !db_list(by->tx->db, by->a, &Q_RATING_PAIRS, ARGS(V(x->set.id), V(x->package_id)), &pair_type, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n && i < CRITERIA_MAX; i++) {
        int64_t far = rating_apart(p[i].first, p[i].second);
        bool decided = p[i].settled >= 0;

        t.differing += far >= limit;
        t.settled = t.settled && (far < limit || decided);
        both[i] = (struct weighed_score){p[i].weight.bp, rating_both(p[i].direction, p[i].first, p[i].second, p[i].settled)};
        apart[i] = (struct weighed_score){p[i].weight.bp, decided ? 0 : far};
        if (str_eq(p[i].source, STR("mandate")))
            t.mandate += both[i].both;
    }
    t.points = weighed_points(both, rows.n);
    t.spread = weighed_points(apart, rows.n);
    *ret = t;
    return true;
}

static struct value points_or_null(const struct together *t)
{
    return t->settled ? V(t->points) : V_NULL;
}

static bool finish(struct act *by, const struct rating_sheet *x, struct err *e)
{
    struct together t;

    return join(by, x, &t, e) &&
           db_exec(by->tx->db, &Q_RATING_FINAL_PUT,
                   ARGS(V(x->set.id), V(x->package_id), V(t.settled ? STR("settled") : STR("disagreed")), V(t.differing),
                        points_or_null(&t), V(t.spread), V(t.mandate), t.settled ? V(by->now_ms) : V_NULL),
                   NULL, e);
}

bool rating_save(struct act *by, int64_t year, struct str code, const struct rating_change *c, struct err *e)
{
    struct rating_sheet x;
    int64_t id, rows, version;

    if (!open_sheet(by, year, code, &x, e))
        return false;
    for (size_t i = 0; i < c->n; i++) {
        if (!check_item(by, &x, &c->item[i], e))
            return false;
    }
    if ((c->send && !check_all(by, &x, c, e)) || !seat(by, &x, &id, e))
        return false;
    version = x.mine.n ? c->version : c->version + 1; /* a new sheet is its version 1 */
    if (!db_exec(by->tx->db, &Q_RATING_TOUCH,
                 ARGS(V(id), V(version), V(c->send ? STR("sent") : STR("draft")), c->send ? V(by->now_ms) : V_NULL), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return put_items(by, id, c, e) && (!c->send || x.sent == 0 || finish(by, &x, e)) &&
           audit(by, &x, c->send ? "send" : "save", STR_NONE, e);
}

/* ---- the third ---- */

static bool check_decision(struct act *by, const struct rating_sheet *x, const struct rating_decision *d, struct err *e)
{
    const struct rating_score_row *r = x->rows.p;

    for (size_t i = 0; i < x->rows.n; i++) {
        const struct rating_item *item = NULL;

        for (size_t k = 0; k < d->n; k++) {
            if (str_eq(d->item[k].criterion, r[i].criterion))
                item = &d->item[k];
        }
        if (!r[i].differs)
            continue;
        if (!item || item->score < 0 || item->score > WEIGH_SCALE) {
            FAIL(e, ERR_RATING_SCORE);
            err_arg(e, "field", V(str_format(by->a, "score_%.*s", STR_FMT(r[i].criterion))));
            err_arg(e, "value", V(item ? item->score : (int64_t)RATING_NONE));
            return false;
        }
        if (!text_check(str_format(by->a, "note_%.*s%c", STR_FMT(r[i].criterion), 0).p, item->note, true, TEXT_MAX, e))
            return false;
    }
    return true;
}

static bool put_decision(struct act *by, const struct rating_sheet *x, const struct rating_decision *d, struct err *e)
{
    for (size_t k = 0; k < d->n; k++) {
        const struct rating_item *i = &d->item[k];
        const struct rating_score_row *r = row_of(&x->rows, i->criterion);

        if (r && r->differs &&
            !db_exec(by->tx->db, &Q_RATING_SETTLE_ADD,
                     ARGS(V(x->set.id), V(x->package_id), V(i->criterion), V(i->score), V(reason_in_capacity(by, i->note)),
                          V(by->who->name), V(by->now_ms)),
                     NULL, e))
            return false;
    }
    return true;
}

bool rating_settle(struct act *by, int64_t year, struct str code, const struct rating_decision *d, struct err *e)
{
    struct rating_sheet x;
    struct together t;
    int64_t scored, rows;

    if (!open_sheet(by, year, code, &x, e))
        return false;
    if (!str_eq(x.final_state, STR("disagreed"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(x.final_state.n ? x.final_state : STR("open")));
        err_arg(e, "event", V(STR("settle")));
        return false;
    }
    if (!db_int(by->tx->db, &Q_RATING_SCORED_BY, ARGS(V(x.set.id), V(x.package_id), V(by->who->name)), &scored, e))
        return false;
    if (scored > 0) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    if (!check_decision(by, &x, d, e) || !put_decision(by, &x, d, e) || !join(by, &x, &t, e) ||
        !db_exec(by->tx->db, &Q_RATING_FINAL_SETTLE,
                 ARGS(V(x.set.id), V(x.package_id), V(d->version), V(STR("settled")), points_or_null(&t), V(t.spread), V(t.mandate),
                      V(by->now_ms)),
                 &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return audit(by, &x, "settle", d->n ? d->item[0].note : STR_NONE, e);
}

/* ---- in use ---- */

bool rating_apply(struct act *by, int64_t year, struct str reason, int64_t *ret_packages, struct err *e)
{
    struct audit_note n = {.action = STR("rating.apply"), .reason = reason, .year = year};
    struct criteria_set s;
    int64_t kept, rows, done;

    if (!actor_check_city(by->who, PERM_CRITERIA, e) || !text_check("reason", reason, true, TEXT_MAX, e) ||
        !criteria_get(by->tx->db, by->a, year, 0, &s, e) ||
        !db_exec(by->tx->db, &Q_RATING_APPLY_KEEP, ARGS(V(s.id)), &kept, e))
        return false;
    if (kept == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(LANG_TH, TR("คะแนนที่ตกลงกันแล้วและยังไม่ได้ใช้"))));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_RATING_APPLY_PACKAGE, ARGS(V(s.id)), &rows, e) ||
        !db_exec(by->tx->db, &Q_RATING_APPLY_DONE, ARGS(V(s.id)), &done, e))
        return false;
    if (rows != kept || done != kept)
        PANIC("rating_apply");
    n.subject = str_format(by->a, "criteria:%lld/%lld", (long long)year, (long long)s.number);
    n.new_value = str_format(by->a, "%lld", (long long)rows);
    *ret_packages = rows;
    return audit_add(by, &n, e);
}
