/* strategy_check.c - what records of a plan say about each other; see strategy_file.h. */
#include "base/arena.h"
#include "base/err.h"
#include "exchange/strategy_file.h"
#include "perform/key_result.h"
#include "store/store.h"

static struct err why_value(enum err_code code, struct str value)
{
    struct err why;

    FAIL(&why, code);
    err_arg(&why, "value", V(value));
    return why;
}

bool strategy_stored(struct import *im, struct strategy *s, struct str ref,
                     const struct class_node **ret, struct err *e)
{
    struct str rest = ref, code = STR_NONE;
    size_t i = 0;

    *ret = NULL;
    if (!str_has(ref, STR(":")) || !str_split(&rest, ':', &code))
        return true;
    while (i < s->nstored && !str_eq(s->stored_code[i], code))
        i++;
    if (i == s->nstored) {
        struct tree_version v;
        struct err none;

        if (!tree_version_get(im->by->tx->db, im->a, STR("strategy"), code, &v, &none) &&
            !tree_version_get(im->by->tx->db, im->a, STR("policy"), code, &v, &none))
            return true;
        s->stored =
            arena_grow(im->a, s->stored, i * sizeof *s->stored, (i + 1) * sizeof *s->stored);
        s->stored_code = arena_grow(im->a, s->stored_code, i * sizeof *s->stored_code,
                                    (i + 1) * sizeof *s->stored_code);
        if (!tree_load(im->by->tx->db, im->a, v.id, &s->stored[i], e))
            return false;
        s->stored_code[i] = str_dup(im->a, code);
        s->nstored++;
    }
    *ret = class_by_code(&s->stored[i], rest);
    return true;
}

/* ---- ids and parents ---- */

static bool check_twice(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 1; i < s->n; i++) {
        struct rec *x = s->by_id[i];
        struct err why = why_value(ERR_DUPLICATE, x->cell[S_ID]);

        err_arg(&why, "field", V(STR("id")));
        if (str_eq(x->cell[S_ID], s->by_id[i - 1]->cell[S_ID]) &&
            !strategy_refuse(im, x, S_ID, &why, e))
            return false;
    }
    return true;
}

static bool find_parents(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        struct rec *x = s->rec[i];
        struct str id = x->cell[S_PARENT];
        struct err why = why_value(ERR_UNKNOWN_PARENT, id);
        bool needs = x->what == REC_LINK || x->what == REC_KEY_RESULT || x->what == REC_OKR;

        if (x->bad || (id.n == 0 && !needs))
            continue;
        x->parent = strategy_find(s, id);
        if (!x->parent && !strategy_stored(im, s, id, &x->up, e))
            return false;
        if (x->parent || (x->up && x->what != REC_NODE))
            continue;
        if (!strategy_refuse(im, x, S_PARENT, &why, e))
            return false;
    }
    return true;
}

static struct str circle(struct arena *a, const struct rec *x)
{
    const struct rec *at = x;
    struct sbuf b;

    sbuf_init(&b, a, 300);
    for (int i = 0; i < 8; i++) {
        sbuf_printf(&b, "%.*s → ", STR_FMT(at->cell[S_ID]));
        at = at->parent;
        if (at == x)
            break;
    }
    sbuf_add(&b, x->cell[S_ID]);
    return sbuf_str(&b);
}

static bool refuse_circle(struct import *im, struct rec *first, struct err *e)
{
    struct rec *x = first;

    do {
        struct err why = why_value(ERR_PARENT_CYCLE, circle(im->a, x));

        x->walk = -1;
        if (!strategy_refuse(im, x, S_PARENT, &why, e))
            return false;
        x = x->parent;
    } while (x != first);
    return true;
}

/* walk: 0 not seen, i + 1 seen from record i. Whoever comes back to where it began is in a circle. */
static bool check_circles(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        struct rec *at = s->rec[i];

        while (at && at->walk == 0) {
            at->walk = (int)i + 1;
            at = at->parent;
        }
        if (at && at->walk == (int)i + 1 && !refuse_circle(im, at, e))
            return false;
    }
    return true;
}

/* A record under a refused one has no parent either. */
static bool drop_orphans(struct import *im, struct strategy *s, struct err *e)
{
    bool again = true;

    while (again) {
        again = false;
        for (size_t i = 0; i < s->n; i++) {
            struct rec *x = s->rec[i];
            struct err why = why_value(ERR_UNKNOWN_PARENT, x->cell[S_PARENT]);

            if (x->bad || !x->parent || !x->parent->bad)
                continue;
            again = true;
            if (!strategy_refuse(im, x, S_PARENT, &why, e))
                return false;
        }
    }
    return true;
}

/* ---- what stands under what ---- */

static bool refuse_level(struct import *im, struct rec *x, const char *expected, struct err *e)
{
    struct err why = why_value(ERR_BAD_CHOICE, x->cell[S_LEVEL]);

    err_arg(&why, "field", V(STR("level")));
    err_arg(&why, "expected", V(str_from(expected)));
    return strategy_refuse(im, x, S_LEVEL, &why, e);
}

static bool check_place(struct import *im, struct rec *x, struct err *e)
{
    const struct rec *p = x->parent;
    bool node = x->up || (p && p->what == REC_NODE);

    if (x->what == REC_OKR)
        x->what = node ? REC_OBJECTIVE : REC_KEY_RESULT;
    switch (x->what) {
    case REC_NODE:
        return !p || (p->what == REC_NODE &&
                      str_eq(str_from(p->level->kind), str_from(x->level->kind)))
                   ? true
                   : refuse_level(im, x, "a node under a node of the same kind", e);
    case REC_LINK:
    case REC_OBJECTIVE:
        return node || (!p && x->what == REC_OBJECTIVE) ? true
                                                        : refuse_level(im, x, "under a node", e);
    case REC_KEY_RESULT:
        return p && p->level->what != REC_NODE && p->what != REC_LINK
                   ? true
                   : refuse_level(im, x, "under an objective", e);
    case REC_INDICATOR:
        return node || !p || p->what == REC_KEY_RESULT || p->level->what == REC_OKR ||
                       p->what == REC_OBJECTIVE
                   ? true
                   : refuse_level(im, x, "under a node, an objective or a key result", e);
    case REC_OKR:
        break;
    }
    return true;
}

/* ---- trees ---- */

static struct str tree_word(struct arena *a, const struct rec *root)
{
    struct str id = root->cell[S_ID], prefix = STR_NONE;

    if (root->cell[S_VERSION].n)
        return root->cell[S_VERSION];
    if (str_has(id, STR("-")) && str_split(&id, '-', &prefix))
        return prefix;
    return str_format(a, "%.*s", STR_FMT(root->cell[S_ID]));
}

static struct tree *tree_of(struct import *im, struct strategy *s, const struct rec *root)
{
    struct str word = tree_word(im->a, root), kind = str_from(root->level->kind);
    struct tree *t;

    for (size_t i = 0; i < s->trees; i++) {
        if (str_eq(s->tree[i]->code, word) && str_eq(s->tree[i]->kind, kind))
            return s->tree[i];
    }
    t = ARENA_NEW(im->a, struct tree);
    *t = (struct tree){.kind = kind,
                       .code = word,
                       .label_th = root->cell[S_LABEL_TH].n ? root->cell[S_LABEL_TH] : word,
                       .label_en = root->cell[S_LABEL_EN].n ? root->cell[S_LABEL_EN] : word,
                       .source = root->cell[S_SOURCE]};
    s->tree = (struct tree **)arena_grow(im->a, s->tree, s->trees * sizeof(void *),
                                         (s->trees + 1) * sizeof(void *));
    s->tree[s->trees++] = t;
    return t;
}

static void put_trees(struct import *im, struct strategy *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct rec *x = s->rec[i], *root = x;
        struct str prefix;

        if (x->bad || x->what != REC_NODE)
            continue;
        while (root->parent)
            root = root->parent;
        x->tree = tree_of(im, s, root);
        prefix = str_format(im->a, "%.*s-", STR_FMT(x->tree->code));
        x->code = str_starts(x->cell[S_ID], prefix)
                      ? str_slice(x->cell[S_ID], prefix.n, x->cell[S_ID].n)
                      : x->cell[S_ID];
    }
}

static bool same_code(const struct rec *x, const struct rec *y)
{
    return x->tree == y->tree && str_eq(x->code, y->code);
}

static bool check_codes(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        struct rec *x = s->rec[i];
        struct err why = why_value(ERR_DUPLICATE, x->code);
        struct rec *other = x->tree ? strategy_find(s, x->code) : NULL;

        err_arg(&why, "field", V(STR("id")));
        if (!x->bad && other && other != x && !other->bad && other->tree && same_code(x, other) &&
            !strategy_refuse(im, x, S_ID, &why, e))
            return false;
    }
    return true;
}

/* ---- what is in the store already ---- */

static bool load_old(struct import *im, struct tree *t, struct err *e)
{
    struct tree_version v;
    struct err none;

    if (!tree_version_get(im->by->tx->db, im->a, t->kind, t->code, &v, &none))
        return true;
    t->known = true;
    t->version_id = v.id;
    return tree_load(im->by->tx->db, im->a, v.id, &t->old, e);
}

static bool is_same(const struct rec *x, const struct class_node *n)
{
    const struct class_node *up = n->parent_id ? class_by_id(&x->tree->old, n->parent_id) : NULL;
    struct str code = x->parent ? x->parent->code : STR_NONE;

    return str_eq(n->level, str_from(x->level->level)) && str_eq(n->name_th, x->cell[S_NAME_TH]) &&
           str_eq(n->name_en, x->cell[S_NAME_EN]) && str_eq(up ? up->code : STR_NONE, code);
}

/* A published version never changes: each of its records is as it was, or is refused. */
static bool compare_nodes(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->trees; i++) {
        if (!load_old(im, s->tree[i], e))
            return false;
    }
    for (size_t i = 0; i < s->n; i++) {
        struct rec *x = s->rec[i];
        const struct class_node *n;
        struct err why;

        if (x->bad || x->what != REC_NODE || !x->tree->known)
            continue;
        n = class_by_code(&x->tree->old, x->code);
        why = why_value(ERR_TREE_FIXED, x->tree->code);
        if (!n || !is_same(x, n)) {
            if (!strategy_refuse(im, x, SIZE_MAX, &why, e))
                return false;
            continue;
        }
        x->id = n->id;
        x->unchanged = true;
    }
    return true;
}

static bool compare_indicator(struct import *im, struct rec *x, struct err *e)
{
    struct indicator_key key = {.year = im->year, .code = x->cell[S_ID]};
    struct indicator_row r;
    struct err none, why = why_value(ERR_DUPLICATE, x->cell[S_ID]);

    if (x->what == REC_INDICATOR && x->parent && x->parent->what == REC_NODE) {
        key.version_id = x->parent->tree->version_id;
        key.year = 0;
        if (!key.version_id)
            return true;
    } else if (x->what == REC_INDICATOR && x->up) {
        key = (struct indicator_key){.version_id = x->up->version_id, .code = x->cell[S_ID]};
    }
    if (!indicator_get(im->by->tx->db, im->a, &key, x->text.from_date, &r, &none))
        return true;
    x->id = r.id;
    x->unchanged = str_eq(r.name_th, x->text.name_th) && str_eq(r.target1, x->text.target1);
    err_arg(&why, "field", V(STR("id")));
    return x->unchanged || strategy_refuse(im, x, S_ID, &why, e);
}

static bool compare_objective(struct import *im, struct rec *x, struct err *e)
{
    struct objective_row o;
    struct err none, why = why_value(ERR_DUPLICATE, x->cell[S_ID]);

    if (!objective_get(im->by->tx->db, im->a, im->year, x->cell[S_ID], &o, &none))
        return true;
    x->id = o.id;
    x->unchanged = str_eq(o.name_th, x->cell[S_NAME_TH]) && o.agency_id == x->agency_id;
    err_arg(&why, "field", V(STR("id")));
    return x->unchanged || strategy_refuse(im, x, S_ID, &why, e);
}

static bool compare_others(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        struct rec *x = s->rec[i];

        if (x->bad)
            continue;
        if (x->what == REC_OBJECTIVE && !compare_objective(im, x, e))
            return false;
        if ((x->what == REC_INDICATOR || x->what == REC_KEY_RESULT) && !compare_indicator(im, x, e))
            return false;
    }
    return true;
}

/* ---- links ---- */

static bool find_target(struct import *im, struct strategy *s, struct rec *x, struct err *e)
{
    struct err why = why_value(ERR_UNKNOWN_PARENT, x->cell[S_NAME_TH]);

    x->to = strategy_find(s, x->cell[S_NAME_TH]);
    if (!x->to && !strategy_stored(im, s, x->cell[S_NAME_TH], &x->to_up, e))
        return false;
    if ((x->to && x->to->what == REC_NODE && !x->to->bad) || x->to_up)
        return true;
    return strategy_refuse(im, x, S_NAME_TH, &why, e);
}

/* Links from the same node into the same tree. */
static bool same_bundle(const struct rec *x, const struct rec *y)
{
    const void *tx = x->to ? (const void *)x->to->tree : NULL;
    const void *ty = y->to ? (const void *)y->to->tree : NULL;
    int64_t vx = x->to_up ? x->to_up->version_id : 0, vy = y->to_up ? y->to_up->version_id : 0;

    return y->what == REC_LINK && !y->bad && x->parent == y->parent && x->up == y->up && tx == ty &&
           vx == vy;
}

/* Weights of a bundle: all given and adding up, or none given and equal. */
static bool check_bundle(struct import *im, struct strategy *s, size_t first, struct err *e)
{
    struct rec *x = s->rec[first];
    struct node_weight w[64];
    struct rec *member[64];
    size_t n = 0;
    struct err why;

    for (size_t i = first; i < s->n && n < ARRAY_LEN(w); i++) {
        if (same_bundle(x, s->rec[i])) {
            member[n] = s->rec[i];
            w[n] = (struct node_weight){(int64_t)n + 1, s->rec[i]->share_bp};
            n++;
        }
    }
    for (size_t i = 0; i < n; i++)
        member[i]->walk = -2; /* seen */
    if (weights_check(w, n, &why)) {
        for (size_t i = 0; i < n; i++)
            member[i]->share_bp = w[i].share_bp;
        return true;
    }
    for (size_t i = 0; i < n; i++) {
        if (!strategy_refuse(im, member[i], S_SHARE, &why, e))
            return false;
    }
    return true;
}

static bool check_links(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        if (!s->rec[i]->bad && s->rec[i]->what == REC_LINK && !find_target(im, s, s->rec[i], e))
            return false;
    }
    for (size_t i = 0; i < s->n; i++) {
        if (!s->rec[i]->bad && s->rec[i]->what == REC_LINK && s->rec[i]->walk != -2 &&
            !check_bundle(im, s, i, e))
            return false;
    }
    return true;
}

/* Ids of nodes are known where both ends were in the store before. */
static bool compare_links(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        struct rec *x = s->rec[i];
        int64_t from = x->up ? x->up->id : x->parent ? x->parent->id : 0;
        int64_t to = x->to_up ? x->to_up->id : x->to ? x->to->id : 0;
        int64_t from_v = x->up                          ? x->up->version_id
                         : x->parent && x->parent->tree ? x->parent->tree->version_id
                                                        : 0;
        int64_t to_v = x->to_up               ? x->to_up->version_id
                       : x->to && x->to->tree ? x->to->tree->version_id
                                              : 0;
        const struct node_link *l;
        struct rows rows;

        if (x->bad || x->what != REC_LINK || !from || !to)
            continue;
        if (!node_links(im->by->tx->db, im->a, from_v, to_v, &rows, e))
            return false;
        l = rows.p;
        for (size_t k = 0; k < rows.n; k++)
            x->unchanged = x->unchanged || (l[k].from_id == from && l[k].to_id == to &&
                                            l[k].share_bp == x->share_bp);
    }
    return true;
}

bool strategy_check(struct import *im, struct strategy *s, struct err *e)
{
    if (!check_twice(im, s, e) || !find_parents(im, s, e) || !check_circles(im, s, e) ||
        !drop_orphans(im, s, e))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        if (!s->rec[i]->bad && !check_place(im, s->rec[i], e))
            return false;
    }
    if (!drop_orphans(im, s, e))
        return false;
    put_trees(im, s);
    return check_codes(im, s, e) && compare_nodes(im, s, e) && drop_orphans(im, s, e) &&
           compare_others(im, s, e) && check_links(im, s, e) && compare_links(im, s, e);
}
