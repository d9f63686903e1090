/* agreement_score.c - assessing an agreement from the scores that count now; appeals; the ranking of agencies. */
#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "city/text_check.h"
#include "perform/agreement_int.h"
#include "perform/score.h"
#include "sql_perform.h"
#include "store/store.h"

enum { REASON_MAX = 4000, EVIDENCE_MAX = 2000, ASKED_MAX = 40 };

static const struct field rank_fields[] = {
    COL(struct agreement_rank, agency_id),
    FIELD(struct agreement_rank, rank, 0, "อันดับ", "Rank"),
    FIELD(struct agreement_rank, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct agreement_rank, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct agreement_rank, code, 0, "คำรับรอง", "Agreement"),
    FIELD(struct agreement_rank, state, 0, "สถานะ", "State"),
    COL(struct agreement_rank, total),
    FIELD(struct agreement_rank, total_text, 0, "คะแนนรวม", "Total score"),
    FIELD(struct agreement_rank, why, 0, "เหตุที่ไม่จัดอันดับ", "Why not ranked"),
};
const struct row_type agreement_rank_type = ROW_TYPE(struct agreement_rank, rank_fields);

static const struct field rank_columns[] = {
    COL(struct agreement_rank, agency_id), COL(struct agreement_rank, agency_code), COL(struct agreement_rank, agency_name),
    COL(struct agreement_rank, code),      COL(struct agreement_rank, state),       COL(struct agreement_rank, total),
    COL(struct agreement_rank, why),
};
static const struct row_type rank_row_type = ROW_TYPE(struct agreement_rank, rank_columns);

static const struct field appeal_fields[] = {
    COL(struct agreement_appeal, id),
    COL(struct agreement_appeal, item_id),
    COL(struct agreement_appeal, version),
    FIELD(struct agreement_appeal, code, FIELD_KEY, "เลขที่อุทธรณ์", "Appeal"),
    FIELD(struct agreement_appeal, number, 0, "ลำดับที่", "No."),
    FIELD(struct agreement_appeal, name, 0, "ตัวชี้วัด", "Indicator"),
    FIELD(struct agreement_appeal, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct agreement_appeal, evidence, 0, "หลักฐาน", "Evidence"),
    FIELD(struct agreement_appeal, asked, 0, "คะแนนที่ขอ (ร้อยละ)", "Score asked (%)"),
    FIELD(struct agreement_appeal, state, 0, "สถานะ", "State"),
    FIELD(struct agreement_appeal, decision, 0, "คำวินิจฉัย", "Decision"),
    FIELD(struct agreement_appeal, decided_by, 0, "ผู้วินิจฉัย", "Decided by"),
    FIELD(struct agreement_appeal, capacity, 0, "ในฐานะ", "Capacity"),
    FIELD(struct agreement_appeal, decided, 0, "วินิจฉัยเมื่อ", "Decided at"),
    FIELD(struct agreement_appeal, made_by, 0, "ผู้อุทธรณ์", "Appealed by"),
    FIELD(struct agreement_appeal, made, 0, "อุทธรณ์เมื่อ", "Appealed at"),
};
const struct row_type agreement_appeal_type = ROW_TYPE(struct agreement_appeal, appeal_fields);

/* ---- an assessment ---- */

struct assessed {
    int64_t version_id, item_id, from_id;
    struct str name, kind, why, by_user;
    struct share weight;
    struct score percent, points;
};
static const struct field assessed_fields[] = {
    COL(struct assessed, version_id), COL(struct assessed, item_id), COL(struct assessed, from_id),
    COL(struct assessed, name),       COL(struct assessed, kind),    COL(struct assessed, why),
    COL(struct assessed, weight),     COL(struct assessed, percent), COL(struct assessed, points),
    COL(struct assessed, by_user),
};
static const struct row_type assessed_type = ROW_TYPE(struct assessed, assessed_fields);

enum standing { STANDS_SCORED, STANDS_ZERO, STANDS_NOT };

/* A final score that says no data or no evidence earns nothing, and says so, where the parameter says zero. */
static enum standing standing(const struct assessed *x, bool final, bool zero)
{
    bool settled = !final || str_eq(x->kind, STR("final")) || str_eq(x->kind, STR("given"));

    if (x->from_id == 0 || !settled)
        return STANDS_NOT;
    if (x->why.n == 0)
        return STANDS_SCORED;
    return final && zero && (str_eq(x->why, STR("no_data")) || str_eq(x->why, STR("no_evidence"))) ? STANDS_ZERO : STANDS_NOT;
}

struct assessment {
    const struct assessed *x;
    size_t n;
    int64_t scored, weight;
    struct score total;
    bool final, zero;
};

static bool read_scores(struct act *by, const struct agreement *g, struct assessment *s, struct err *e)
{
    struct str word;
    struct rows rows;

    if (!param_text(by->tx->db, by->a, PARAM_AGREEMENT_UNSCORED, g->year, &word, e) ||
        !db_list(by->tx->db, by->a, &Q_AGREEMENT_SCORES_NOW, ARGS(V(g->id), V(g->number), V(g->year)), &assessed_type, &rows, e))
        return false;
    s->zero = str_eq(word, STR("zero"));
    s->x = rows.p;
    s->n = rows.n;
    for (size_t i = 0; i < s->n; i++) {
        enum standing k = standing(&s->x[i], s->final, s->zero);

        s->weight += s->x[i].weight.bp;
        s->scored += k != STANDS_NOT;
        if (k == STANDS_SCORED)
            s->total.millionths += score_weighted(s->x[i].percent, s->x[i].points, s->x[i].weight.bp).millionths;
    }
    return true;
}

/* A final assessment has a settled score of each item. */
static bool all_settled(const struct assessment *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        if (standing(&s->x[i], true, s->zero) != STANDS_NOT)
            continue;
        FAIL(e, ERR_UNSCORED);
        err_arg(e, "count", V((int64_t)s->n - s->scored));
        err_arg(e, "name", V(s->x[i].name));
        return false;
    }
    return true;
}

static bool write_scores(struct act *by, const struct agreement *g, const struct assessment *s, struct str reason, struct err *e)
{
    int64_t id;

    if (!db_int(by->tx->db, &Q_AGREEMENT_SCORE_INSERT,
                ARGS(V(g->id), V(s->x[0].version_id), V(s->final ? STR("final") : STR("interim")), V((int64_t)s->n), V(s->scored),
                     V(s->total), V(s->weight), V(reason), V(by->who->name), V(by->now_ms)),
                &id, e))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        const struct assessed *x = &s->x[i];
        enum standing k = standing(x, s->final, s->zero);
        struct score w = k == STANDS_SCORED ? score_weighted(x->percent, x->points, x->weight.bp) : (struct score){0};

        if (!db_exec(by->tx->db, &Q_AGREEMENT_SCORE_ITEM_INSERT,
                     ARGS(V(id), V(x->item_id), V_ID(x->from_id), V(x->kind), k == STANDS_SCORED ? V(x->percent) : V_NULL,
                          k == STANDS_SCORED ? V(x->points) : V_NULL, k == STANDS_NOT ? V_NULL : V(w),
                          V(k == STANDS_NOT && x->why.n == 0 ? STR("not_final") : x->why)),
                     NULL, e))
            return false;
    }
    return true;
}

static struct str total_text(struct arena *a, const struct assessment *s)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    value_put_plain(&b, V(s->total));
    return str_format(a, "%.*s (%lld/%zu)", STR_FMT(sbuf_str(&b)), (long long)s->scored, s->n);
}

/* A rule that was published after the signing gives other points than the weight that was signed: no total of it. */
static bool points_fit(struct act *by, const struct agreement *g, struct err *e)
{
    const struct agreement_finding *f;
    struct rows items, components, rows;

    if (!agreement_frozen(by->tx->db, by->a, g->id, g->number, &items, e) ||
        !agreement_components(by->tx->db, by->a, g->id, g->number, &components, e) ||
        !agreement_lint_of(by->tx->db, by->a, g, &items, &components, &rows, e))
        return false;
    f = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!str_eq(f[i].word, STR("points")))
            continue;
        FAIL(e, ERR_AGREEMENT_LINT);
        err_arg(e, "count", V(INT64_C(1)));
        err_arg(e, "finding", V(agreement_finding_text(by->a, &f[i], LANG_TH)));
        return false;
    }
    return true;
}

static bool assess(struct act *by, const struct agreement *g, struct assessment *s, struct str reason, struct err *e)
{
    if (!points_fit(by, g, e) || !read_scores(by, g, s, e))
        return false;
    if (s->n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(g->code));
        return false;
    }
    return (!s->final || all_settled(s, e)) && write_scores(by, g, s, reason, e);
}

/* Nothing is final while a difference with the book of record is open or an amount waits to be left out: scores that were final
 * before it opened, and those that an owner gave, stand on the same money. */
static bool nothing_open(struct act *by, int64_t year, struct err *e)
{
    const struct score_open *o;
    int64_t differences = 0, flags = 0;
    struct rows rows;

    if (!score_open_rows(by->tx->db, by->a, year, LANG_TH, &rows, e))
        return false;
    o = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        differences += str_eq(o[i].what, STR("difference")) ? o[i].n : 0;
        flags += str_eq(o[i].what, STR("flag")) ? o[i].n : 0;
    }
    if (differences + flags == 0)
        return true;
    FAIL(e, ERR_SCORE_OPEN);
    err_arg(e, "year", V(year));
    err_arg(e, "differences", V(differences));
    err_arg(e, "flags", V(flags));
    err_arg(e, "periods", V(INT64_C(0)));
    return false;
}

static bool assessed(struct act *by, struct str code, int64_t version, bool final, struct err *e)
{
    const char *event = final ? "final" : "interim";
    struct agreement_step step = {.event = event, .to = str_from(event)};
    struct assessment s = {.final = final};
    struct agreement g;

    if (!agreement_find(by, code, version, "signed interim", &g, e) || !agreement_keeper(by, &g, PERM_AGREE, e) ||
        (final && !nothing_open(by, g.year, e)) || !assess(by, &g, &s, STR_NONE, e))
        return false;
    step.number = g.number;
    step.value = total_text(by->a, &s);
    return agreement_step(by, &g, &step, e);
}

bool agreement_interim(struct act *by, struct str code, int64_t version, struct err *e)
{
    return assessed(by, code, version, false, e);
}

bool agreement_final(struct act *by, struct str code, int64_t version, struct err *e)
{
    return assessed(by, code, version, true, e);
}

bool agreement_close(struct act *by, struct str code, int64_t version, struct err *e)
{
    struct agreement_step step = {.event = "close", .to = STR("closed")};
    struct agreement g;

    if (!agreement_find(by, code, version, "final", &g, e) || !agreement_keeper(by, &g, PERM_AGREE, e))
        return false;
    step.number = g.number;
    return agreement_step(by, &g, &step, e);
}

/* ---- appeals ---- */

struct appeal_found {
    int64_t id, agreement_id, item_id, version;
    struct str state, made_by, code;
};
static const struct field found_fields[] = {
    COL(struct appeal_found, id),      COL(struct appeal_found, agreement_id), COL(struct appeal_found, item_id),
    COL(struct appeal_found, version), COL(struct appeal_found, state),        COL(struct appeal_found, made_by),
    COL(struct appeal_found, code),
};
static const struct row_type found_type = ROW_TYPE(struct appeal_found, found_fields);

struct item_assessed {
    int64_t from_id;
    struct str by_user, scored_by;
};
static const struct field item_assessed_fields[] = {COL(struct item_assessed, from_id), COL(struct item_assessed, by_user),
                                                    COL(struct item_assessed, scored_by)};
static const struct row_type item_assessed_type = ROW_TYPE(struct item_assessed, item_assessed_fields);

bool agreement_appeals(struct db *db, struct arena *a, int64_t agreement_id, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AGREEMENT_APPEALS, ARGS(V(agreement_id)), &agreement_appeal_type, ret, e);
}

static bool agency_head(struct act *by, const struct agreement *g, struct err *e)
{
    if (!actor_check(by->who, PERM_RESULT_APPROVE, g->agency_id, g->division, e))
        return false;
    if (actor_belongs(by->who, g->agency_id))
        return true;
    FAIL(e, ERR_SCOPE);
    err_arg(e, "scope", V(by->who->role_word));
    return false;
}

static bool plea_check(struct act *by, const struct agreement *g, const struct agreement_plea *p, struct err *e)
{
    struct item_assessed was;
    int64_t open;
    bool found;

    if (!text_check("reason", p->reason, true, REASON_MAX, e) || !text_check("evidence", p->evidence, true, EVIDENCE_MAX, e) ||
        !text_check("asked", p->asked, false, ASKED_MAX, e) ||
        !db_find(by->tx->db, by->a, &Q_AGREEMENT_ASSESSED, ARGS(V(g->id), V(p->item_id)), &item_assessed_type, &was, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(p->item_id));
        return false;
    }
    if (!db_int(by->tx->db, &Q_AGREEMENT_APPEAL_OPEN, ARGS(V(g->id), V(p->item_id)), &open, e))
        return false;
    if (open == 0)
        return true;
    FAIL(e, ERR_ALREADY);
    err_arg(e, "what", V(g->code));
    return false;
}

bool agreement_appeal(struct act *by, struct str code, int64_t version, const struct agreement_plea *p, struct str *ret_code,
                      struct err *e)
{
    struct agreement_step step = {.event = "appeal", .to = STR("appealed"), .reason = p->reason};
    struct agreement g;
    int64_t n;

    if (!agreement_find(by, code, version, "final appealed", &g, e) || !agency_head(by, &g, e) || !plea_check(by, &g, p, e) ||
        !db_int(by->tx->db, &Q_AGREEMENT_APPEAL_COUNT, ARGS(V(g.id)), &n, e))
        return false;
    step.number = g.number;
    step.value = str_format(by->a, "%.*s-%lld", STR_FMT(g.code), (long long)n + 1);
    if (!db_exec(by->tx->db, &Q_AGREEMENT_APPEAL_INSERT,
                 ARGS(V(g.id), V(p->item_id), V(step.value), V(p->reason), V(p->evidence), V(p->asked), V(by->who->name),
                      V(by->now_ms)),
                 NULL, e) ||
        !agreement_step(by, &g, &step, e))
        return false;
    *ret_code = step.value;
    return true;
}

/* Another person than who appealed, assessed or gave the score; when upheld, a score newer than the one that was assessed, made by
 * somebody else too. */
static bool decider(struct act *by, const struct agreement *g, const struct appeal_found *p, struct item_assessed *was, struct err *e)
{
    bool found;

    if (!agreement_keeper(by, g, PERM_AGREE, e) ||
        !db_find(by->tx->db, by->a, &Q_AGREEMENT_ASSESSED, ARGS(V(g->id), V(p->item_id)), &item_assessed_type, was, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(p->item_id));
        return false;
    }
    if (!str_eq(by->who->name, p->made_by) && !str_eq(by->who->name, was->by_user) && !str_eq(by->who->name, was->scored_by))
        return true;
    FAIL(e, ERR_SAME_PERSON);
    return false;
}

static bool newer_score(const struct act *by, const struct assessment *s, int64_t item_id, int64_t was, int64_t *ret, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->x[i].item_id != item_id || s->x[i].from_id <= was)
            continue;
        *ret = s->x[i].from_id;
        if (!str_eq(s->x[i].by_user, by->who->name))
            return true;
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    FAIL(e, ERR_NO_NEW_SCORE);
    return false;
}

static bool appeal_find(struct act *by, struct str code, int64_t version, struct appeal_found *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_AGREEMENT_APPEAL_FIND, ARGS(V(code)), &found_type, ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    if (ret->version != version) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (str_eq(ret->state, STR("open")))
        return true;
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(ret->state));
    err_arg(e, "event", V(STR("appeal")));
    return false;
}

bool agreement_decide(struct act *by, struct str appeal, int64_t version, bool upheld, struct str decision, struct err *e)
{
    struct agreement_step step = {.event = upheld ? "uphold" : "refuse", .to = STR("final"), .reason = decision};
    const struct on_behalf *b = actor_behalf(by->who, PERM_AGREE, 0, 0);
    struct assessment s = {.final = true};
    struct item_assessed was;
    struct appeal_found p;
    int64_t score_id = 0, n;
    struct agreement g;

    if (!appeal_find(by, appeal, version, &p, e) || !agreement_find(by, p.code, -1, "appealed", &g, e) ||
        !decider(by, &g, &p, &was, e) || !text_check("decision", decision, true, REASON_MAX, e))
        return false;
    if (upheld && (!nothing_open(by, g.year, e) || !points_fit(by, &g, e) || !read_scores(by, &g, &s, e) || !newer_score(by, &s, p.item_id, was.from_id, &score_id, e) || !all_settled(&s, e) ||
                   !write_scores(by, &g, &s, appeal, e)))
        return false;
    if (!db_exec(by->tx->db, &Q_AGREEMENT_APPEAL_DECIDE,
                 ARGS(V(p.id), V(p.version), V(upheld ? STR("upheld") : STR("refused")), V(decision), V(by->who->name),
                      V(b ? b->capacity : STR_NONE), V(by->now_ms), V_ID(score_id)),
                 &n, e) ||
        !one_row_changed(n, e) || !db_int(by->tx->db, &Q_AGREEMENT_APPEAL_OPEN, ARGS(V(g.id), V(INT64_C(0))), &n, e))
        return false;
    step.number = g.number;
    step.value = appeal;
    if (n > 0)
        step.to = STR("appealed");
    return agreement_step(by, &g, &step, e);
}

/* ---- ranking ---- */

bool agreement_ranking(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    struct agreement_rank *x;
    struct rows rows;

    if (!db_list(db, a, &Q_AGREEMENT_RANKING, ARGS(V(year)), &rank_row_type, &rows, e))
        return false;
    x = ARENA_ARRAY(a, struct agreement_rank, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        x[i] = ((const struct agreement_rank *)rows.p)[i];
        x[i].rank = 0;
        x[i].total_text = agreement_points(a, x[i].total, x[i].why.n == 0);
        if (x[i].why.n)
            x[i].total.millionths = 0;
        else
            x[i].rank = i > 0 && x[i - 1].rank && x[i - 1].total.millionths == x[i].total.millionths ? x[i - 1].rank : (int64_t)i + 1;
    }
    *ret = (struct rows){x, rows.n};
    return true;
}
