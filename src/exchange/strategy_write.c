/* strategy_write.c - the records of a plan into the store; see strategy_file.h. */
#include "base/arena.h"
#include "base/err.h"
#include "exchange/strategy_file.h"
#include "perform/key_result.h"
#include "store/store.h"

static bool wanted(const struct rec *x, enum rec_what what)
{
    return !x->bad && !x->unchanged && x->what == what;
}

/* ---- nodes ---- */

static bool make_version(struct import *im, struct tree *t, struct err *e)
{
    struct class_version_new v = {t->kind, t->code, t->label_th, t->label_en, t->source};

    return t->version_id || class_version_add(im->by, &v, &t->version_id, e);
}

/* Parents first: a node waits until its parent has its id. */
static bool write_node(struct import *im, struct rec *x, struct err *e)
{
    struct class_node n = {.code = x->code,
                           .level = str_from(x->level->level),
                           .name_th = x->cell[S_NAME_TH],
                           .name_en = x->cell[S_NAME_EN]};

    if (x->id)
        return true;
    if (x->parent && !x->parent->id && !write_node(im, x->parent, e))
        return false;
    if (!make_version(im, x->tree, e))
        return false;
    n.version_id = x->tree->version_id;
    n.parent_id = x->parent ? x->parent->id : 0;
    n.sort = ++x->tree->sort;
    return class_node_add(im->by, &n, x->cell[S_STATUS], &x->id, e);
}

static bool write_nodes(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        if (wanted(s->rec[i], REC_NODE) && !write_node(im, s->rec[i], e))
            return false;
    }
    for (size_t i = 0; i < s->trees; i++) {
        if (!s->tree[i]->known && s->tree[i]->version_id &&
            !class_publish(im->by, s->tree[i]->version_id, e))
            return false;
    }
    return true;
}

/* ---- links ---- */

static int64_t from_of(const struct rec *x)
{
    return x->up ? x->up->id : x->parent->id;
}

static int64_t version_of(const struct rec *x)
{
    return x->to_up ? x->to_up->version_id : x->to->tree->version_id;
}

static bool write_bundle(struct import *im, struct strategy *s, size_t first, struct err *e)
{
    struct rec *x = s->rec[first];
    struct node_weight w[64];
    size_t n = 0;

    for (size_t i = first; i < s->n && n < ARRAY_LEN(w); i++) {
        struct rec *y = s->rec[i];

        if (y->bad || y->what != REC_LINK || from_of(y) != from_of(x) ||
            version_of(y) != version_of(x))
            continue;
        w[n++] = (struct node_weight){y->to_up ? y->to_up->id : y->to->id, y->share_bp};
        y->walk = -3; /* written */
    }
    return node_links_set(im->by, from_of(x), version_of(x), w, n, x->cell[S_STATUS], e);
}

static bool write_links(struct import *im, struct strategy *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        if (wanted(s->rec[i], REC_LINK) && s->rec[i]->walk != -3 && !write_bundle(im, s, i, e))
            return false;
    }
    return true;
}

/* ---- objectives and indicators ---- */

static bool write_objective(struct import *im, struct rec *x, struct err *e)
{
    struct objective_new o = {.year = im->year,
                              .agency_id = x->agency_id,
                              .node_id = x->up       ? x->up->id
                                         : x->parent ? x->parent->id
                                                     : 0,
                              .code = x->cell[S_ID],
                              .name_th = x->cell[S_NAME_TH],
                              .name_en = x->cell[S_NAME_EN],
                              .status = x->cell[S_STATUS]};

    return objective_add(im->by, &o, &x->id, e);
}

static bool write_indicator(struct import *im, struct rec *x, struct err *e)
{
    struct indicator_new n = {.year = im->year,
                              .code = x->cell[S_ID],
                              .level = STR("kpi"),
                              .agency_id = x->agency_id,
                              .kind = x->cell[S_KIND],
                              .status = x->cell[S_STATUS],
                              .text = x->text,
                              .resolution = STR("import strategy")};

    if (x->what == REC_KEY_RESULT) {
        n.level = STR("key_result");
        n.objective_id = x->parent->id;
        n.agency_id = x->agency_id ? x->agency_id : x->parent->agency_id;
    } else if (x->up || (x->parent && x->parent->what == REC_NODE)) {
        n.level = STR("plan");
        n.node_id = x->up ? x->up->id : x->parent->id;
        n.version_id = x->up ? x->up->version_id : x->parent->tree->version_id;
        n.year = 0;
    } else if (x->parent && x->parent->what == REC_KEY_RESULT) {
        n.parent_id = x->parent->id;
    } else if (x->parent) {
        n.objective_id = x->parent->id;
    }
    if (n.kind.n == 0)
        n.kind = x->what == REC_KEY_RESULT ? STR("outcome") : STR("output");
    return indicator_add(im->by, &n, &x->id, e);
}

bool strategy_write(struct import *im, struct strategy *s, struct err *e)
{
    static const enum rec_what order[] = {REC_OBJECTIVE, REC_KEY_RESULT, REC_INDICATOR};

    if (!write_nodes(im, s, e) || !write_links(im, s, e))
        return false;
    for (size_t k = 0; k < ARRAY_LEN(order); k++) {
        for (size_t i = 0; i < s->n; i++) {
            struct rec *x = s->rec[i];

            if (!wanted(x, order[k]))
                continue;
            if (!(order[k] == REC_OBJECTIVE ? write_objective(im, x, e)
                                            : write_indicator(im, x, e)))
                return false;
        }
    }
    return true;
}
