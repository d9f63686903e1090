/* rollup_set.c - stating of what a progress is made: shares that add up, no circle, no unlike units. */
#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/text_check.h"
#include "perform/okr_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { ALL_BP = 10000, PARTS_MAX = 100, REASON_MAX = 1000, WAY_MAX = 200 };

static const struct field rollup_fields[] = {
    FIELD(struct rollup_share, no, FIELD_KEY, "ฉบับที่", "Number"),
    FIELD(struct rollup_share, mode, 0, "วิธีรวม", "Rolled up by"),
    FIELD(struct rollup_share, child_kind, 0, "ชนิด", "Kind"),
    FIELD(struct rollup_share, child_code, 0, "รหัส", "Code"),
    FIELD(struct rollup_share, child_name, 0, "ข้อความ", "Wording"),
    FIELD(struct rollup_share, share, 0, "สัดส่วน", "Share"),
    FIELD(struct rollup_share, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct rollup_share, by_user, 0, "ผู้ทำรายการ", "By"),
    FIELD(struct rollup_share, at, 0, "เวลา", "Time"),
};
const struct row_type rollup_share_type = ROW_TYPE(struct rollup_share, rollup_fields);

bool rollup_history(struct db *db, struct arena *a, int64_t year, struct str kind, int64_t id,
                    struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_ROLLUP_HISTORY, ARGS(V(year), V(kind), V(id)), &rollup_share_type, ret,
                   e);
}

struct stating {
    struct act *by;
    const struct rollup_new *n;
    struct okr o;
    size_t whole;   /* index of the parent */
    size_t *part;   /* indexes */
    size_t *way;    /* of the circle */
    size_t ways;
    bool *seen;
};

static bool not_found(struct str what, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

static bool find_all(struct stating *s, struct err *e)
{
    const struct rollup_new *n = s->n;
    size_t at = okr_by_code(&s->o, n->parent_kind, n->parent_code);

    if (at == 0)
        return not_found(n->parent_code, e);
    s->whole = at - 1;
    for (size_t i = 0; i < n->parts; i++) {
        at = okr_by_code(&s->o, n->part[i].kind, n->part[i].code);
        if (at == 0)
            return not_found(n->part[i].code, e);
        s->part[i] = at - 1;
        for (size_t k = 0; k < i; k++) {
            if (s->part[k] != s->part[i])
                continue;
            FAIL(e, ERR_DUPLICATE);
            err_arg(e, "field", V(STR("part")));
            err_arg(e, "value", V(n->part[i].code));
            return false;
        }
    }
    return true;
}

static bool check_right(const struct stating *s, struct err *e)
{
    const struct okr_node *p = &s->o.item[s->whole].n;
    const struct actor *who = s->by->who;
    struct err no;

    if (actor_check_city(who, PERM_GOAL, &no) || actor_check_city(who, PERM_VERIFY, &no))
        return true;
    if (str_eq(p->kind, STR("goal")) || p->agency_id == 0) {
        *e = no;
        return false;
    }
    return actor_check(who, PERM_RESULT_APPROVE, p->agency_id, p->division, e);
}

static bool check_shares(const struct rollup_new *n, struct err *e)
{
    int64_t sum = 0;
    bool ok = n->parts > 0 && n->parts <= PARTS_MAX;

    for (size_t i = 0; i < n->parts && i < PARTS_MAX; i++) {
        ok &= n->part[i].share_bp > 0 && n->part[i].share_bp <= ALL_BP;
        sum += n->part[i].share_bp > 0 && n->part[i].share_bp <= ALL_BP ? n->part[i].share_bp : 0;
    }
    if (ok && sum == ALL_BP)
        return true;
    FAIL(e, ERR_ROLLUP_WEIGHTS);
    err_arg(e, "value", V((struct share){sum}));
    return false;
}

/* What may be a part of what. */
static bool check_edges(const struct stating *s, struct err *e)
{
    const struct okr_node *p = &s->o.item[s->whole].n;

    for (size_t i = 0; i < s->n->parts; i++) {
        const struct okr_node *c = &s->o.item[s->part[i]].n;
        bool ok = str_eq(p->kind, STR("goal")) ? !str_eq(c->kind, STR("indicator"))
                                               : !str_eq(c->kind, STR("goal"));

        if (ok)
            continue;
        FAIL(e, ERR_ROLLUP_EDGE);
        err_arg(e, "what", V(c->code));
        err_arg(e, "value", V(p->code));
        return false;
    }
    return true;
}

static bool unlike(const struct okr_node *part, const struct okr_node *whole, struct err *e)
{
    FAIL(e, ERR_UNLIKE_UNITS);
    err_arg(e, "what", V(part->code));
    err_arg(e, "value", V(part->unit_word));
    err_arg(e, "expected", V(whole->unit_word));
    return false;
}

static bool check_units(const struct stating *s, struct err *e)
{
    const struct okr_node *p = &s->o.item[s->whole].n;

    if (!str_eq(s->n->mode, STR("value")))
        return true;
    for (size_t i = 0; i < s->n->parts; i++) {
        const struct okr_node *c = &s->o.item[s->part[i]].n;

        if (!str_eq(c->kind, STR("indicator")) || !str_eq(p->kind, STR("indicator")) ||
            p->unit_word.n == 0 || !str_eq(c->unit_word, p->unit_word))
            return unlike(c, p, e);
    }
    return true;
}

/* Does a way by stated shares lead from the item to the whole? The way stays in s->way. */
static bool leads_back(struct stating *s, size_t at)
{
    size_t first, parts;

    if (s->ways < WAY_MAX)
        s->way[s->ways++] = at;
    if (at == s->whole)
        return true;
    if (!s->seen[at]) {
        s->seen[at] = true;
        first = okr_parts(&s->o, s->o.item[at].n.kind, s->o.item[at].n.id, &parts);
        for (size_t k = first; k < first + parts; k++) {
            size_t c = okr_at(&s->o, s->o.edge[k].child_kind, s->o.edge[k].child_id);

            if (c && leads_back(s, c - 1))
                return true;
        }
    }
    s->ways -= s->ways > 0;
    return false;
}

static bool check_circle(struct stating *s, struct err *e)
{
    struct str path = s->o.item[s->whole].n.code;

    for (size_t i = 0; i < s->n->parts; i++) {
        s->ways = 0;
        if (!leads_back(s, s->part[i]))
            continue;
        for (size_t k = 0; k < s->ways; k++)
            path = str_format(s->by->a, "%.*s -> %.*s", STR_FMT(path),
                              STR_FMT(s->o.item[s->way[k]].n.code));
        FAIL(e, ERR_ROLLUP_CYCLE);
        err_arg(e, "path", V(path));
        return false;
    }
    return true;
}

static bool put(struct stating *s, struct err *e)
{
    const struct rollup_new *n = s->n;
    const struct okr_node *p = &s->o.item[s->whole].n;
    struct act *by = s->by;
    int64_t newest, set;

    if (!db_int(by->tx->db, &Q_ROLLUP_SET_NEWEST, ARGS(V(n->year), V(p->kind), V(p->id)), &newest, e))
        return false;
    if (newest != n->no) {
        FAIL(e, ERR_STALE);
        return false;
    }
    if (!db_int(by->tx->db, &Q_ROLLUP_SET_INSERT,
                ARGS(V(n->year), V(p->kind), V(p->id), V(newest + 1), V(n->mode), V(n->reason),
                     V(by->who->name), V(by->who->capacity), V(by->now_ms)),
                &set, e))
        return false;
    for (size_t i = 0; i < n->parts; i++) {
        const struct okr_node *c = &s->o.item[s->part[i]].n;

        if (!db_exec(by->tx->db, &Q_ROLLUP_SHARE_INSERT,
                     ARGS(V(set), V(c->kind), V(c->id), V(n->part[i].share_bp)), NULL, e))
            return false;
    }
    return true;
}

static bool is_kind(struct str kind, const char *field, struct err *e)
{
    return word_check(field, kind, "goal objective indicator", e);
}

bool rollup_set(struct act *by, const struct rollup_new *n, struct err *e)
{
    struct stating s = {.by = by, .n = n};
    struct audit_note note = {.action = STR("rollup.set"), .reason = n->reason, .year = n->year};

    if (!is_kind(n->parent_kind, "parent_kind", e) || !check_shares(n, e) ||
        !word_check("mode", n->mode, "progress value", e) ||
        !okr_load(by->tx->db, by->a, n->year, by->today, &s.o, e))
        return false;
    for (size_t i = 0; i < n->parts; i++) {
        if (!is_kind(n->part[i].kind, "kind", e))
            return false;
    }
    s.part = ARENA_ARRAY(by->a, size_t, n->parts + 1);
    s.way = ARENA_ARRAY(by->a, size_t, WAY_MAX);
    s.seen = ARENA_ARRAY(by->a, bool, s.o.n + 1);
    if (!find_all(&s, e) || !check_right(&s, e) ||
        !text_check("reason", n->reason, true, REASON_MAX, e) || !check_edges(&s, e) ||
        !check_circle(&s, e) || !check_units(&s, e) || !put(&s, e))
        return false;
    note.subject = str_format(by->a, "rollup:%lld:%.*s", (long long)n->year, STR_FMT(n->parent_code));
    note.new_value = str_format(by->a, "%zu", n->parts);
    return audit_add(by, &note, e);
}
