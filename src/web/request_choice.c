#include "web/request_choice.h"

#include "base/arena.h"
#include "city/class.h"
#include "store/store.h"

static bool has_child(const struct class_tree *t, int64_t id)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->node[i].parent_id == id)
            return true;
    }
    return false;
}

/* The leaves of a classification, in print order. */
bool class_choices(struct req *r, const char *kind, bool optional, struct form_field *f,
                   struct err *e)
{
    struct class_tree t;
    struct form_choice *c;
    size_t n = 0;

    if (!class_tree_load(r->db, r->a, r->year, str_from(kind), &t, e))
        return false;
    c = ARENA_ARRAY(r->a, struct form_choice, t.n + 1);
    if (optional)
        c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ยังไม่เลือก"))};
    for (size_t i = 0; i < t.n; i++) {
        const struct class_node *x = &t.node[i];

        if (has_child(&t, x->id))
            continue;
        c[n++] = (struct form_choice){
            x->code,
            str_format(r->a, "%.*s %.*s", STR_FMT(x->code),
                       STR_FMT(r->lang == LANG_EN && x->name_en.n ? x->name_en : x->name_th))};
    }
    f->choice = c;
    f->choices = n;
    return true;
}

bool class_id(struct act *by, int64_t year, const char *kind, struct str code, int64_t *ret,
              struct err *e)
{
    struct class_tree t;
    const struct class_node *x;

    if (!class_tree_load(by->tx->db, by->a, year, str_from(kind), &t, e))
        return false;
    x = class_by_code(&t, code);
    if (!x) {
        FAIL(e, ERR_UNKNOWN_CODE);
        err_arg(e, "field", V(str_from(kind)));
        err_arg(e, "value", V(code));
        err_arg(e, "year", V(year));
        return false;
    }
    *ret = x->id;
    return true;
}
