/* lineage_write.c - a line's past or future is said: by hand, or by a file. */
#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "city/audit.h"
#include "plan/lineage_int.h"
#include "plan/section.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field face_fields[] = {
    COL(struct lineage_face_row, line_id),     COL(struct lineage_face_row, past_id),
    COL(struct lineage_face_row, year),        COL(struct lineage_face_row, package_id),
    COL(struct lineage_face_row, agency_id),   COL(struct lineage_face_row, agency_code),
    COL(struct lineage_face_row, output_code), COL(struct lineage_face_row, code),
    COL(struct lineage_face_row, name),
};
const struct row_type lineage_face_row_type = ROW_TYPE(struct lineage_face_row, face_fields);

/* ---- what a code names ---- */

static bool not_found(struct str code, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

bool lineage_find_line(struct db *db, struct arena *a, struct str code, struct str sight,
                       struct lineage_face_row *ret, struct err *e)
{
    bool found;

    return db_find(db, a, &Q_LINEAGE_LINE, ARGS(V(code), V(sight)), &lineage_face_row_type, ret,
                   &found, e) &&
           (found || not_found(code, e));
}

static bool find_later(struct act *by, struct str code, struct lineage_face_row *ret,
                       struct err *e)
{
    struct str sight;

    return sight_of(by->tx->db, by->a, by->who, &sight, e) &&
           lineage_find_line(by->tx->db, by->a, code, sight, ret, e);
}

/* An earlier end: a line, else a row of past_line of that year and agency. */
static bool find_earlier(struct act *by, const struct lineage_earlier *x,
                         struct lineage_face_row *ret, struct err *e)
{
    struct str sight;
    bool found;

    if (!sight_of(by->tx->db, by->a, by->who, &sight, e) ||
        !db_find(by->tx->db, by->a, &Q_LINEAGE_LINE, ARGS(V(x->code), V(sight)),
                 &lineage_face_row_type, ret, &found, e))
        return false;
    if (found)
        return true;
    return db_find(by->tx->db, by->a, &Q_LINEAGE_PAST_ROW, ARGS(V(x->year), V(x->agency), V(x->code)),
                   &lineage_face_row_type, ret, &found, e) &&
           (found || not_found(x->code, e));
}

struct str lineage_kind(struct arena *a, const struct lineage_face *from,
                        const struct lineage_face *to)
{
    if (from->agency_id != to->agency_id || !str_eq(from->output_code, to->output_code))
        return STR("moved");
    return str_eq(thai_fold(a, from->name), thai_fold(a, to->name)) ? STR("same") : STR("renamed");
}

/* ---- writing links ---- */

bool lineage_insert(struct act *by, const struct lineage_link *l, size_t n, struct str origin,
                    struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_LINEAGE_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!db_bulk_row(b,
                         ARGS(V(l[i].from_year), V_ID(l[i].from_line_id), V_ID(l[i].past_id),
                              V(l[i].to_year), V(l[i].to_line_id), V(l[i].kind), V(l[i].share_bp),
                              V(origin), V(l[i].reason), V(by->who->name), V(by->now_ms)),
                         e))
            return false;
    }
    return db_bulk_end(b, NULL, e);
}

/* The links that hold on one side of an end. */
static bool held(struct act *by, const struct lineage_face_row *x, enum lineage_side side,
                 struct rows *ret, struct err *e)
{
    struct db *db = by->tx->db;

    if (side == LINEAGE_PAST)
        return db_list(db, by->a, &Q_LINEAGE_INTO, ARGS(V(x->line_id)), &lineage_edge_type, ret, e);
    if (x->line_id)
        return db_list(db, by->a, &Q_LINEAGE_OUT_OF, ARGS(V(x->line_id)), &lineage_edge_type, ret,
                       e);
    return db_list(db, by->a, &Q_LINEAGE_OUT_OF_PAST, ARGS(V(x->past_id)), &lineage_edge_type, ret,
                   e);
}

static bool end_links(struct act *by, const struct rows *links, struct str reason, struct err *e)
{
    const struct lineage_edge *k = links->p;

    for (size_t i = 0; i < links->n; i++) {
        if (!db_exec(by->tx->db, &Q_LINEAGE_END,
                     ARGS(V(k[i].id), V(reason), V(by->who->name), V(by->now_ms)), NULL, e))
            return false;
    }
    return true;
}

/* ---- checks ---- */

static struct str percent(struct arena *a, int64_t bp)
{
    return bp % 100 ? str_format(a, "%lld.%02lld", (long long)(bp / 100), (long long)(bp % 100))
                    : str_format(a, "%lld", (long long)(bp / 100));
}

static bool bad_share(struct act *by, enum err_code code, struct str line, int64_t sum,
                      struct err *e)
{
    FAIL(e, code);
    err_arg(e, "code", V(line));
    err_arg(e, "sum", V(percent(by->a, sum)));
    return false;
}

/* All that leaves an earlier end is at most all of it, and all of it when it was split. */
static bool check_out(struct act *by, const struct lineage_face_row *from, struct err *e)
{
    const struct lineage_edge *k;
    struct rows out;
    int64_t sum = 0;
    bool split = false;

    if (!held(by, from, LINEAGE_FUTURE, &out, e))
        return false;
    k = out.p;
    for (size_t i = 0; i < out.n; i++) {
        sum += k[i].share.bp;
        split = split || str_eq(k[i].kind, STR("split"));
    }
    if (sum > LINEAGE_WHOLE)
        return bad_share(by, ERR_LINEAGE_SHARE, from->code, sum, e);
    if (split && (out.n < 2 || sum != LINEAGE_WHOLE))
        return bad_share(by, ERR_LINEAGE_SPLIT, from->code, sum, e);
    if (out.n > LINEAGE_PARTS) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(from->code));
        err_arg(e, "limit", V((int64_t)LINEAGE_PARTS));
        return false;
    }
    return true;
}

static bool check_order(struct act *by, const struct lineage_face_row *from,
                        const struct lineage_face_row *to, struct err *e)
{
    if (from->year < to->year)
        return true;
    FAIL(e, ERR_LINEAGE_ORDER);
    err_arg(e, "from", V(str_dup(by->a, from->code)));
    err_arg(e, "from_year", V(from->year));
    err_arg(e, "to", V(str_dup(by->a, to->code)));
    err_arg(e, "to_year", V(to->year));
    return false;
}

static bool check_kind(struct str kind, struct err *e)
{
    static const char *const kinds[] = {"same", "renamed", "split", "merged", "moved"};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kind.n == 0 || str_eq(kind, str_from(kinds[i])))
            return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(kind));
    err_arg(e, "expected", V(STR("same renamed split merged moved")));
    return false;
}

/* ---- one side of one line ---- */

struct setting {
    struct act *by;
    const struct lineage_new *n;
    struct lineage_face_row self;
    const struct lineage_face_row *part;
    struct str kind, reason;
};

static struct lineage_face face(const struct lineage_face_row *x)
{
    return (struct lineage_face){x->agency_id, x->output_code, x->name};
}

static bool find_parts(struct setting *s, struct lineage_face_row *part, struct err *e)
{
    const struct lineage_new *n = s->n;

    for (size_t i = 0; i < n->n; i++) {
        const struct lineage_earlier x = {
            .code = str_trim(n->part[i].code),
            .agency = n->part[i].agency.n ? n->part[i].agency : s->self.agency_code,
            .year = n->from_year ? n->from_year : s->self.year - 1};

        if (!(n->side == LINEAGE_PAST
                  ? find_earlier(s->by, &x, &part[i], e)
                  : find_later(s->by, x.code, &part[i], e)) ||
            !check_order(s->by, n->side == LINEAGE_PAST ? &part[i] : &s->self,
                         n->side == LINEAGE_PAST ? &s->self : &part[i], e))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (part[k].line_id == part[i].line_id && part[k].past_id == part[i].past_id) {
                FAIL(e, ERR_DUPLICATE);
                err_arg(e, "field", V(STR("code")));
                err_arg(e, "value", V(part[i].code));
                return false;
            }
        }
    }
    s->part = part;
    return true;
}

/* The word of one link, when the act does not give it. */
static struct str kind_of(const struct setting *s, const struct lineage_face_row *other,
                          int64_t share)
{
    struct lineage_face self = face(&s->self), x = face(other);

    if (s->kind.n)
        return s->kind;
    if (s->n->n > 1)
        return s->n->side == LINEAGE_PAST ? STR("merged") : STR("split");
    if (share < LINEAGE_WHOLE && s->n->side == LINEAGE_FUTURE)
        return STR("moved"); /* a part of it went elsewhere */
    return s->n->side == LINEAGE_PAST ? lineage_kind(s->by->a, &x, &self)
                                      : lineage_kind(s->by->a, &self, &x);
}

/* No share given for any of several parts of one line: equal ones. */
static void share_out(const struct lineage_new *n, int64_t *share)
{
    int64_t weight[LINEAGE_PARTS];
    struct money part[LINEAGE_PARTS];
    bool given = false;

    for (size_t i = 0; i < n->n; i++) {
        share[i] = n->part[i].share_bp;
        given = given || share[i] != 0;
        weight[i] = 1;
    }
    if (n->side == LINEAGE_FUTURE && n->n > 1 && !given) {
        money_split(MONEY(LINEAGE_WHOLE), weight, n->n, part);
        for (size_t i = 0; i < n->n; i++)
            share[i] = part[i].satang;
    } else if (n->side == LINEAGE_PAST || n->n == 1) {
        for (size_t i = 0; i < n->n; i++)
            share[i] = share[i] ? share[i] : LINEAGE_WHOLE;
    }
}

static bool write_parts(struct setting *s, struct err *e)
{
    const struct lineage_new *n = s->n;
    struct lineage_link *l = ARENA_ARRAY(s->by->a, struct lineage_link, n->n);
    int64_t share[LINEAGE_PARTS];

    share_out(n, share);
    for (size_t i = 0; i < n->n; i++) {
        const struct lineage_face_row *from = n->side == LINEAGE_PAST ? &s->part[i] : &s->self;
        const struct lineage_face_row *to = n->side == LINEAGE_PAST ? &s->self : &s->part[i];

        if (share[i] < 1 || share[i] > LINEAGE_WHOLE)
            return bad_share(s->by, ERR_LINEAGE_SHARE, from->code, share[i], e);
        l[i] = (struct lineage_link){.from_year = from->year,
                                     .from_line_id = from->line_id,
                                     .past_id = from->past_id,
                                     .to_year = to->year,
                                     .to_line_id = to->line_id,
                                     .share_bp = share[i],
                                     .kind = kind_of(s, &s->part[i], share[i]),
                                     .reason = s->reason};
    }
    if (n->n && !lineage_insert(s->by, l, n->n, n->origin.n ? n->origin : STR("hand"), e))
        return false;
    for (size_t i = 0; i < n->n && n->side == LINEAGE_PAST; i++) {
        if (!check_out(s->by, &s->part[i], e))
            return false;
    }
    return n->side == LINEAGE_PAST || check_out(s->by, &s->self, e);
}

/* A line that loses a part of an earlier one that was split: the rest of the split must say so itself. */
static bool check_left(struct setting *s, const struct rows *ended, struct err *e)
{
    const struct lineage_edge *k = ended->p;

    for (size_t i = 0; i < ended->n && s->n->side == LINEAGE_PAST; i++) {
        struct lineage_face_row from = {.line_id = k[i].from_line_id, .past_id = k[i].past_id};
        struct lineage_root name;

        if (!db_one(s->by->tx->db, s->by->a, &Q_LINEAGE_CODE,
                    ARGS(V(from.line_id), V(from.past_id)), &lineage_root_type, &name, e))
            return false;
        from.code = name.code;
        if (!check_out(s->by, &from, e))
            return false;
    }
    return true;
}

static struct str part_words(const struct setting *s)
{
    struct sbuf b;

    sbuf_init(&b, s->by->a, 4000);
    for (size_t i = 0; i < s->n->n; i++) {
        if (i)
            sbuf_byte(&b, ' ');
        sbuf_add(&b, s->part[i].code);
    }
    return sbuf_str(&b);
}

static bool note_set(const struct setting *s, const struct rows *ended, struct err *e)
{
    struct audit_note note = {
        .action =
            s->n->side == LINEAGE_PAST ? STR("lineage.past") : STR("lineage.future"),
        .subject = str_format(s->by->a, "line:%.*s", STR_FMT(s->self.code)),
        .old_value = str_format(s->by->a, "%zu links", ended->n),
        .new_value = part_words(s),
        .reason = s->reason,
        .year = s->n->side == LINEAGE_PAST ? s->self.year : s->n->n ? s->part[0].year : 0};

    return audit_add(s->by, &note, e);
}

bool lineage_set(struct act *by, const struct lineage_new *n, struct err *e)
{
    struct setting s = {
        .by = by, .n = n, .kind = str_trim(n->kind), .reason = str_trim(n->reason)};
    const struct lineage_earlier self = {
        .code = str_trim(n->code), .agency = n->agency, .year = n->from_year};
    struct lineage_face_row *part = ARENA_ARRAY(by->a, struct lineage_face_row, n->n + 1);
    struct rows ended;

    if (!actor_check_city(by->who, PERM_BILL, e) || !check_kind(s.kind, e))
        return false;
    if (n->n > LINEAGE_PARTS) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(self.code));
        err_arg(e, "limit", V((int64_t)LINEAGE_PARTS));
        return false;
    }
    if (!check_text("reason", s.reason, true, 1000, e) ||
        !(n->side == LINEAGE_PAST ? find_later(by, self.code, &s.self, e)
                                  : find_earlier(by, &self, &s.self, e)) ||
        !find_parts(&s, part, e))
        return false;
    if (str_eq(s.kind, STR("split")) && n->n < 2)
        return bad_share(by, ERR_LINEAGE_SPLIT, s.self.code, n->n ? n->part[0].share_bp : 0, e);
    return held(by, &s.self, n->side, &ended, e) && end_links(by, &ended, s.reason, e) &&
           write_parts(&s, e) && check_left(&s, &ended, e) && note_set(&s, &ended, e);
}

/* ---- many links at once ---- */

struct giving {
    struct act *by;
    const struct lineage_given *g;
    size_t n;
    struct lineage_face_row *from, *to;
    struct lineage_link *link;
};

static bool same_end(const struct lineage_face_row *x, const struct lineage_face_row *y)
{
    return x->line_id == y->line_id && x->past_id == y->past_id;
}

static size_t count_same(const struct lineage_face_row *rows, size_t n, size_t at)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += same_end(&rows[i], &rows[at]);
    return count;
}

static bool find_given(struct giving *v, size_t i, struct err *e)
{
    const struct lineage_given *g = &v->g[i];
    struct lineage_earlier x = {
        .code = str_trim(g->from), .agency = str_trim(g->agency), .year = g->from_year};

    if (!check_kind(str_trim(g->kind), e) ||
        !check_text("reason", str_trim(g->reason), true, 1000, e) ||
        !find_later(v->by, str_trim(g->to), &v->to[i], e))
        return false;
    x.agency = x.agency.n ? x.agency : v->to[i].agency_code;
    x.year = x.year ? x.year : v->to[i].year - 1;
    if (!find_earlier(v->by, &x, &v->from[i], e) ||
        !check_order(v->by, &v->from[i], &v->to[i], e))
        return false;
    for (size_t k = 0; k < i; k++) {
        if (same_end(&v->from[k], &v->from[i]) && same_end(&v->to[k], &v->to[i])) {
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("to")));
            err_arg(e, "value", V(v->to[i].code));
            return false;
        }
    }
    if (g->share_bp >= 0 && g->share_bp <= LINEAGE_WHOLE)
        return true;
    return bad_share(v->by, ERR_LINEAGE_SHARE, v->from[i].code, g->share_bp, e);
}

/* What the file speaks of is said anew: the past of each later line, the future of each earlier one. */
static bool end_given(struct giving *v, size_t i, struct err *e)
{
    struct str reason = str_trim(v->g[i].reason);
    struct rows held_now;

    return held(v->by, &v->to[i], LINEAGE_PAST, &held_now, e) &&
           end_links(v->by, &held_now, reason, e) &&
           held(v->by, &v->from[i], LINEAGE_FUTURE, &held_now, e) &&
           end_links(v->by, &held_now, reason, e);
}

static void make_link(struct giving *v, size_t i)
{
    const struct lineage_face_row *f = &v->from[i], *t = &v->to[i];
    struct lineage_face was = face(f), is = face(t);
    struct str kind = str_trim(v->g[i].kind);

    v->link[i] = (struct lineage_link){.from_year = f->year,
                                       .from_line_id = f->line_id,
                                       .past_id = f->past_id,
                                       .to_year = t->year,
                                       .to_line_id = t->line_id,
                                       .share_bp =
                                           v->g[i].share_bp ? v->g[i].share_bp : LINEAGE_WHOLE,
                                       .kind = kind.n                             ? kind
                                               : count_same(v->from, v->n, i) > 1 ? STR("split")
                                               : count_same(v->to, v->n, i) > 1
                                                   ? STR("merged")
                                                   : lineage_kind(v->by->a, &was, &is),
                                       .reason = str_trim(v->g[i].reason)};
}

bool lineage_put(struct act *by, const struct lineage_given *g, size_t n, size_t *ret_row,
                 struct err *e)
{
    struct giving v = {.by = by,
                       .g = g,
                       .n = n,
                       .from = ARENA_ARRAY(by->a, struct lineage_face_row, n + 1),
                       .to = ARENA_ARRAY(by->a, struct lineage_face_row, n + 1),
                       .link = ARENA_ARRAY(by->a, struct lineage_link, n + 1)};
    struct audit_note note = {.action = STR("lineage.file"), .subject = STR("lineage")};

    *ret_row = n;
    if (!actor_check_city(by->who, PERM_BILL, e))
        return false;
    if (n == 0 || n > LINEAGE_FILE_ROWS) {
        FAIL(e, n ? ERR_LIMIT : ERR_NOTHING);
        err_arg(e, "what", V(STR("lineage")));
        err_arg(e, "limit", V((int64_t)LINEAGE_FILE_ROWS));
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        *ret_row = i;
        if (!find_given(&v, i, e))
            return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!end_given(&v, i, e))
            return false;
        make_link(&v, i);
    }
    if (!lineage_insert(by, v.link, n, STR("file"), e))
        return false;
    for (size_t i = 0; i < n; i++) {
        *ret_row = i;
        if (!check_out(by, &v.from[i], e))
            return false;
    }
    *ret_row = n;
    note.year = v.to[0].year;
    note.new_value = str_format(by->a, "links=%zu", n);
    return audit_add(by, &note, e);
}
