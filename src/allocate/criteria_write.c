/* criteria_write.c - criteria are drafted, weighed, compared, published by another person. */
#include "allocate/criteria.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "city/param.h"
#include "city/text_check.h"
#include "city/year.h"
#include "sql_allocate.h"
#include "store/store.h"

enum { NAME_MAX = 200, TEXT_MAX = 4000, WORD_MAX = 30, REASON_MAX = 2000, BP_TO_MILLIONTHS = 100 };

#define SOURCES "result mandate demand reach evidence urgency equity voice other"

static bool say_state(const struct criteria_set *s, struct str event, struct err *e)
{
    FAIL(e, ERR_STATE);
    err_arg(e, "state", V(s->state));
    err_arg(e, "event", V(event));
    return false;
}

static bool add_event(struct act *by, const struct criteria_set *s, struct str event, struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_format(by->a, "criteria.%.*s", STR_FMT(event)),
                           .subject = str_format(by->a, "criteria:%lld/%lld", (long long)s->year, (long long)s->number),
                           .old_value = s->state,
                           .new_value = event,
                           .reason = reason,
                           .year = s->year};

    return db_exec(by->tx->db, &Q_CRITERIA_EVENT_ADD,
                   ARGS(V(s->id), V(event), V(by->who->name), V(by->now_ms), V(reason_in_capacity(by, reason))), NULL, e) &&
           audit_add(by, &n, e);
}

/* ---- the usual eight ---- */

enum { USUAL_WORD, USUAL_SOURCE, USUAL_DIRECTION, USUAL_WEIGHT, USUAL_TH, USUAL_EN, USUAL_ANCHOR, USUAL_COLUMNS = 16 };

struct usual {
    struct act *by;
    int64_t set_id, sort;
};

static struct str join_lines(struct arena *a, const struct str *cell)
{
    return str_format(a, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s", STR_FMT(cell[0]), STR_FMT(cell[1]), STR_FMT(cell[2]), STR_FMT(cell[3]),
                      STR_FMT(cell[4]));
}

static bool usual_row(void *ctx, const struct csv_row *row, struct err *e)
{
    struct usual *u = ctx;
    struct arena *a = u->by->a;
    bool voice = str_eq(row->cell[USUAL_SOURCE], STR("voice"));
    int64_t weight;

    if (row->row == 0)
        return true;
    if (row->n != USUAL_COLUMNS || !exact_parse_decimal(row->cell[USUAL_WEIGHT], 0, &weight))
        PANIC("data/criteria.csv");
    return db_exec(u->by->tx->db, &Q_CRITERION_PUT,
                   ARGS(V(u->set_id), V(row->cell[USUAL_WORD]), V(u->sort++), V(row->cell[USUAL_SOURCE]), V(row->cell[USUAL_DIRECTION]),
                        V((bool)!voice), V(voice ? tr(LANG_TH, TR("ยังไม่มีแหล่งข้อมูลเสียงของประชาชนในระบบ")) : STR_NONE),
                        V(row->cell[USUAL_TH]), V(row->cell[USUAL_EN]), V(join_lines(a, &row->cell[USUAL_ANCHOR])),
                        V(join_lines(a, &row->cell[USUAL_ANCHOR + CRITERIA_ANCHORS])), V(weight)),
                   NULL, e);
}

bool criteria_draft(struct act *by, const struct criteria_new *n, int64_t *ret_number, struct err *e)
{
    struct criteria_set s = {.year = n->year, .state = STR_NONE};
    struct usual u = {.by = by};
    struct fiscal_year y;
    int64_t open, model;

    if (!actor_check_city(by->who, PERM_CRITERIA, e) || !text_check("reason", n->reason, true, REASON_MAX, e))
        return false;
    if (!n->opens_on.yyyymmdd) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("opens_on")));
        return false;
    }
    if (!year_get(by->tx->db, by->a, n->year, &y, e) || !db_int(by->tx->db, &Q_CRITERIA_DRAFT_COUNT, ARGS(V(n->year)), &open, e))
        return false;
    if (open > 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("criteria")));
        err_arg(e, "value", V(n->year));
        return false;
    }
    if (!db_int(by->tx->db, &Q_CRITERIA_NUMBER, ARGS(V(n->year)), &s.number, e) ||
        !db_int(by->tx->db, &Q_CRITERIA_SET_MODEL, ARGS(V(n->year)), &model, e) ||
        !db_int(by->tx->db, &Q_CRITERIA_SET_ADD,
                ARGS(V(n->year), V(s.number), V(n->reason), V(n->opens_on), V(by->who->name), V(by->now_ms)), &s.id, e))
        return false;
    u.set_id = s.id;
    if (model && !db_exec(by->tx->db, &Q_CRITERIA_COPY, ARGS(V(s.id), V(model)), NULL, e))
        return false;
    if (!model && n->usual && !csv_read_str(data_file_get("criteria.csv"), usual_row, &u, e))
        return false;
    *ret_number = s.number;
    return add_event(by, &s, STR("draft"), n->reason, e);
}

/* ---- writing in a draft ---- */

static bool open_draft(struct act *by, int64_t year, int64_t number, struct str event, struct criteria_set *ret, struct err *e)
{
    if (!actor_check_city(by->who, PERM_CRITERIA, e) || !criteria_get(by->tx->db, by->a, year, number, ret, e))
        return false;
    return str_eq(ret->state, STR("draft")) || say_state(ret, event, e);
}

static bool touch(struct act *by, const struct criteria_set *s, int64_t version, struct str method, struct value ratio, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_CRITERIA_TOUCH, ARGS(V(s->id), V(version), V(method), ratio), &rows, e))
        return false;
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

static bool check_anchors(const char *field, struct str lines, bool required, struct err *e)
{
    struct str rest = lines, piece;
    int64_t n = 0;

    if (!lines.n && !required)
        return true;
    while (str_split(&rest, '\n', &piece))
        n += str_trim(piece).n > 0;
    if (n != CRITERIA_ANCHORS) {
        FAIL(e, ERR_CRITERIA_ANCHORS);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "value", V(n));
    }
    return n == CRITERIA_ANCHORS;
}

/* Lower-case letters and digits: it is a column's and a form field's name. */
static bool check_word(struct str w, struct err *e)
{
    bool ok = w.n > 0 && w.n <= WORD_MAX;

    for (size_t i = 0; i < w.n; i++)
        ok = ok && ((w.p[i] >= 'a' && w.p[i] <= 'z') || (w.p[i] >= '0' && w.p[i] <= '9') || w.p[i] == '_');
    if (!ok) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("word")));
        err_arg(e, "value", V(w));
        err_arg(e, "expected", V(STR("a-z 0-9 _")));
    }
    return ok;
}

static bool check_edit(const struct criterion_edit *c, struct err *e)
{
    return check_word(c->word, e) && text_check("name_th", c->name_th, true, NAME_MAX, e) &&
           text_check("name_en", c->name_en, false, NAME_MAX, e) && word_check("source", c->source, SOURCES, e) &&
           word_check("direction", c->direction, "up down", e) && text_check("anchors_th", c->anchors_th, true, TEXT_MAX, e) &&
           text_check("anchors_en", c->anchors_en, false, TEXT_MAX, e) && check_anchors("anchors_th", c->anchors_th, true, e) &&
           check_anchors("anchors_en", c->anchors_en, false, e) &&
           text_check("no_data_why", c->no_data_why, !c->has_data, REASON_MAX, e);
}

bool criterion_put(struct act *by, int64_t year, int64_t number, const struct criterion_edit *c, struct err *e)
{
    struct criteria_set s;
    const struct criterion *had;
    struct rows rows;
    bool there = false;

    if (!open_draft(by, year, number, STR("put"), &s, e) || !check_edit(c, e) ||
        !criteria_of(by->tx->db, by->a, s.id, LANG_TH, &rows, e))
        return false;
    had = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        there = there || str_eq(had[i].word, c->word);
    if (!there && rows.n >= CRITERIA_MAX) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(STR("criteria")));
        err_arg(e, "limit", V((int64_t)CRITERIA_MAX));
        return false;
    }
    /* another criterion makes the comparison incomplete */
    if (!there && !db_exec(by->tx->db, &Q_CRITERIA_PAIRS_DROP, ARGS(V(s.id)), NULL, e))
        return false;
    return touch(by, &s, c->version, there ? s.method : STR("direct"), there && s.has_ratio ? V(s.ratio.millionths) : V_NULL, e) &&
           db_exec(by->tx->db, &Q_CRITERION_PUT,
                   ARGS(V(s.id), V(c->word), V((int64_t)rows.n), V(c->source), V(c->direction), V(c->has_data), V(c->no_data_why),
                        V(c->name_th), V(c->name_en), V(c->anchors_th), V(c->anchors_en), V((int64_t)0)),
                   NULL, e) &&
           add_event(by, &s, STR("put"), c->word, e);
}

bool criterion_drop(struct act *by, int64_t year, int64_t number, int64_t version, struct str word, struct err *e)
{
    struct criteria_set s;
    int64_t rows;

    if (!open_draft(by, year, number, STR("take"), &s, e) || !touch(by, &s, version, STR("direct"), V_NULL, e) ||
        !db_exec(by->tx->db, &Q_CRITERIA_PAIRS_DROP, ARGS(V(s.id)), NULL, e) ||
        !db_exec(by->tx->db, &Q_CRITERION_DROP, ARGS(V(s.id), V(word)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(word));
        return false;
    }
    return add_event(by, &s, STR("take"), word, e);
}

static bool say_weights(int64_t sum, struct err *e)
{
    FAIL(e, ERR_CRITERIA_WEIGHTS);
    err_arg(e, "field", V(STR("weights")));
    err_arg(e, "value", V((struct share){sum}));
    err_arg(e, "expected", V((struct share){WEIGH_FULL}));
    return false;
}

static bool put_weights(struct act *by, const struct criteria_set *s, const struct rows *criteria, const int64_t *bp, struct err *e)
{
    const struct criterion *c = criteria->p;

    for (size_t i = 0; i < criteria->n; i++) {
        if (!db_exec(by->tx->db, &Q_CRITERION_WEIGH, ARGS(V(s->id), V(c[i].word), V(bp[i])), NULL, e))
            return false;
    }
    return true;
}

bool criteria_weigh(struct act *by, int64_t year, int64_t number, int64_t version, const struct share *weight, size_t n,
                    struct err *e)
{
    int64_t bp[CRITERIA_MAX], sum = 0;
    struct criteria_set s;
    struct rows rows;
    bool possible = n > 0;

    if (!open_draft(by, year, number, STR("weigh"), &s, e) || !criteria_of(by->tx->db, by->a, s.id, LANG_TH, &rows, e))
        return false;
    for (size_t i = 0; i < n && i < CRITERIA_MAX; i++) {
        possible = possible && weight[i].bp >= 0 && weight[i].bp <= WEIGH_FULL;
        bp[i] = weight[i].bp;
        sum += possible ? bp[i] : 0;
    }
    if (!possible || n != rows.n || sum != WEIGH_FULL)
        return say_weights(sum, e);
    return touch(by, &s, version, STR("direct"), V_NULL, e) &&
           db_exec(by->tx->db, &Q_CRITERIA_PAIRS_DROP, ARGS(V(s.id)), NULL, e) && put_weights(by, &s, &rows, bp, e) &&
           add_event(by, &s, STR("weigh"), STR_NONE, e);
}

/* ---- comparing ---- */

static size_t place_of(const struct rows *rows, struct str word)
{
    const struct criterion *c = rows->p;
    size_t i = 0;

    while (i < rows->n && !str_eq(c[i].word, word))
        i++;
    return i;
}

static bool say_pair(struct act *by, const struct rows *rows, size_t i, size_t j, struct err *e)
{
    const struct criterion *c = rows->p;

    FAIL(e, ERR_CRITERIA_PAIR);
    err_arg(e, "field", V(str_format(by->a, "pair_%.*s_%.*s", STR_FMT(c[i].word), STR_FMT(c[j].word))));
    err_arg(e, "one", V(c[i].name));
    err_arg(e, "other", V(c[j].name));
    return false;
}

static struct str ratio_text(struct arena *a, int64_t num, int64_t den)
{
    int64_t g = num, h = den;

    while (h) {
        int64_t t = g % h;

        g = h;
        h = t;
    }
    return den / g == 1 ? str_format(a, "%lld", (long long)(num / g))
                        : str_format(a, "%lld/%lld", (long long)(num / g), (long long)(den / g));
}

static bool say_ratio(struct act *by, const struct rows *rows, const struct weigh_pairs *p, const struct weighing *w, int64_t most,
                      struct err *e)
{
    const struct criterion *c = rows->p;
    int64_t said = p->strength[w->worst[0]][w->worst[2]], num = said > 0 ? said : 1, den = said > 0 ? 1 : -said;

    FAIL(e, ERR_CRITERIA_RATIO);
    err_arg(e, "value", V((struct score){w->ratio}));
    err_arg(e, "expected", V((struct score){most * BP_TO_MILLIONTHS}));
    err_arg(e, "one", V(c[w->worst[0]].name));
    err_arg(e, "other", V(c[w->worst[1]].name));
    err_arg(e, "third", V(c[w->worst[2]].name));
    err_arg(e, "found", V(ratio_text(by->a, w->worst_num * num, w->worst_den * den)));
    err_arg(e, "said", V(ratio_text(by->a, num, den)));
    return false;
}

static bool read_pairs(struct act *by, const struct rows *rows, const struct criteria_pair *pair, size_t n, struct weigh_pairs *p,
                       struct err *e)
{
    size_t i, j;

    p->n = rows->n;
    for (size_t k = 0; k < n; k++) {
        i = place_of(rows, pair[k].one);
        j = place_of(rows, pair[k].other);
        if (i >= rows->n || j >= rows->n || i == j) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(i >= rows->n ? pair[k].one : pair[k].other));
            return false;
        }
        if (i < j)
            p->strength[i][j] = pair[k].strength;
        else
            p->strength[j][i] = pair[k].strength == 1 ? 1 : -pair[k].strength;
    }
    return !weigh_missing(p, &i, &j) || say_pair(by, rows, i, j, e);
}

static bool keep_pairs(struct act *by, const struct criteria_set *s, const struct rows *rows, const struct weigh_pairs *p, struct err *e)
{
    const struct criterion *c = rows->p;

    if (!db_exec(by->tx->db, &Q_CRITERIA_PAIRS_DROP, ARGS(V(s->id)), NULL, e))
        return false;
    for (size_t i = 0; i < p->n; i++) {
        for (size_t j = i + 1; j < p->n; j++) {
            if (!db_exec(by->tx->db, &Q_CRITERIA_PAIR_ADD, ARGS(V(s->id), V(c[i].word), V(c[j].word), V(p->strength[i][j])), NULL, e))
                return false;
        }
    }
    return true;
}

bool criteria_compare(struct act *by, int64_t year, int64_t number, int64_t version, const struct criteria_pair *pair, size_t n,
                      struct err *e)
{
    struct weigh_pairs p = {0};
    struct criteria_set s;
    struct weighing w;
    struct rows rows;
    int64_t most;

    if (!open_draft(by, year, number, STR("compare"), &s, e) || !criteria_of(by->tx->db, by->a, s.id, LANG_TH, &rows, e) ||
        !param_int(by->tx->db, PARAM_CRITERIA_RATIO, year, &most, e))
        return false;
    if (rows.n < 2) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(STR("criteria")));
        return false;
    }
    if (!read_pairs(by, &rows, pair, n, &p, e))
        return false;
    weigh(&p, &w);
    if (w.ratio > most * BP_TO_MILLIONTHS)
        return say_ratio(by, &rows, &p, &w, most, e);
    return touch(by, &s, version, STR("pairwise"), V(w.ratio), e) && keep_pairs(by, &s, &rows, &p, e) &&
           put_weights(by, &s, &rows, w.weight, e) && add_event(by, &s, STR("compare"), STR_NONE, e);
}

/* ---- publishing ---- */

static bool check_publish(struct act *by, const struct criteria_set *s, struct err *e)
{
    const struct criterion *c;
    struct rows rows;
    int64_t wrote, sum = 0, known = 0;

    if (!db_int(by->tx->db, &Q_CRITERIA_WROTE, ARGS(V(s->id), V(by->who->name)), &wrote, e) ||
        !criteria_of(by->tx->db, by->a, s->id, LANG_TH, &rows, e))
        return false;
    if (wrote > 0) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        sum += c[i].weight.bp;
        known += c[i].has_data ? c[i].weight.bp : 0;
    }
    return (sum == WEIGH_FULL && known > 0) || say_weights(sum, e);
}

static bool retire(struct act *by, int64_t year, struct err *e)
{
    struct criteria_set old;
    int64_t rows;
    bool found;

    if (!criteria_find(by->tx->db, by->a, year, &old, &found, e))
        return false;
    if (!found)
        return true;
    if (old.sent > 0) {
        FAIL(e, ERR_CRITERIA_USED);
        err_arg(e, "number", V(old.number));
        err_arg(e, "year", V(year));
        err_arg(e, "count", V(old.sent));
        return false;
    }
    if (!db_exec(by->tx->db, &Q_CRITERIA_RETIRE, ARGS(V(year), V(old.version)), &rows, e))
        return false;
    if (rows != 1)
        FAIL(e, ERR_STALE);
    return rows == 1;
}

bool criteria_move(struct act *by, int64_t year, int64_t number, int64_t version, struct str event, struct str reason, struct err *e)
{
    bool publish = str_eq(event, STR("publish"));
    struct criteria_set s;
    int64_t rows;

    if (!word_check("event", event, "publish drop", e) || !text_check("reason", reason, true, REASON_MAX, e) ||
        !open_draft(by, year, number, event, &s, e) || (publish && (!check_publish(by, &s, e) || !retire(by, year, e))) ||
        !db_exec(by->tx->db, &Q_CRITERIA_MOVE,
                 ARGS(V(s.id), V(version), V(publish ? STR("published") : STR("dropped")), V(by->who->name), V(by->now_ms)), &rows, e))
        return false;
    if (rows != 1) {
        FAIL(e, ERR_STALE);
        return false;
    }
    return add_event(by, &s, event, reason, e);
}
