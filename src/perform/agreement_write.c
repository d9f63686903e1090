/* agreement_write.c - making an agreement and negotiating its items: every change stays with both words and its reason. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/param.h"
#include "city/text_check.h"
#include "perform/agreement_int.h"
#include "perform/indicator.h"
#include "sql_perform.h"
#include "store/store.h"

enum { NUMBER_MAX = 20, NAME_MAX = 1000, TEXT_MAX = 20000, REASON_MAX = 4000, TITLE_MAX = 500, ITEMS_MAX = 60 };

struct name_row {
    struct str name;
};
static const struct field name_fields[] = {COL(struct name_row, name)};
static const struct row_type name_type = ROW_TYPE(struct name_row, name_fields);

struct key_row {
    int64_t id, version;
};
static const struct field key_fields[] = {COL(struct key_row, id), COL(struct key_row, version)};
static const struct row_type key_type = ROW_TYPE(struct key_row, key_fields);

/* ---- making ---- */

static const struct field frame_fields[] = {
    COL(struct agreement_component, component),
    COL(struct agreement_component, title),
    COL(struct agreement_component, weight),
};
static const struct row_type frame_type = ROW_TYPE(struct agreement_component, frame_fields);

/* The frame of the year before, else of the parameter. */
static bool frame(struct act *by, int64_t year, int64_t agency_id, struct agreement_component ret[AGREEMENT_COMPONENTS],
                  struct err *e)
{
    const struct agreement_component *past;
    struct param_rows t;
    struct rows rows;

    for (int64_t i = 0; i < AGREEMENT_COMPONENTS; i++)
        ret[i] = (struct agreement_component){.component = i + 1};
    if (!db_list(by->tx->db, by->a, &Q_AGREEMENT_COMPONENT_PAST, ARGS(V(agency_id), V(year)), &frame_type, &rows, e))
        return false;
    past = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (past[i].component >= 1 && past[i].component <= AGREEMENT_COMPONENTS)
            ret[past[i].component - 1] = past[i];
    }
    if (rows.n)
        return true;
    if (!param_table(by->tx->db, by->a, PARAM_AGREEMENT_COMPONENTS, year, &t, e))
        return false;
    for (size_t i = 0; i < t.rows; i++) {
        int64_t n = param_cell_int(&t, i, "component");

        if (n < 1 || n > AGREEMENT_COMPONENTS)
            continue;
        ret[n - 1].weight.bp = param_cell_int(&t, i, "weight");
        ret[n - 1].title = param_cell(&t, i, "title");
    }
    return true;
}

static bool add_row(struct act *by, int64_t year, const struct agency *g, struct str code, int64_t *ret, struct err *e)
{
    struct rows made;

    if (!db_list(by->tx->db, by->a, &Q_AGREEMENT_INSERT, ARGS(V(year), V(g->id), V(code), V(by->who->name), V(by->now_ms)),
                 &id_row_type, &made, e))
        return false;
    if (made.n == 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("agency")));
        err_arg(e, "value", V(g->name_th));
        return false;
    }
    *ret = ((const struct id_row *)made.p)->id;
    return true;
}

bool agreement_make(struct act *by, int64_t year, struct str agency_code, struct str *ret_code, struct err *e)
{
    struct agreement_component c[AGREEMENT_COMPONENTS];
    struct agreement x = {.year = year};
    struct agency g;
    int64_t id;

    if (!actor_check_city(by->who, PERM_AGREE, e) || !agency_get(by->tx->db, by->a, agency_code, &g, e))
        return false;
    x.code = agreement_code(by->a, year, g.code);
    x.agency_id = g.id;
    x.agency_name = g.name_th;
    if (!agreement_keeper(by, &x, PERM_AGREE, e) || !frame(by, year, g.id, c, e) || !add_row(by, year, &g, x.code, &id, e))
        return false;
    for (size_t i = 0; i < AGREEMENT_COMPONENTS; i++) {
        if (!db_exec(by->tx->db, &Q_AGREEMENT_COMPONENT_INSERT, ARGS(V(id), V(c[i].component), V(c[i].title), V(c[i].weight)),
                     NULL, e))
            return false;
    }
    if (!agreement_note(by, &x, "make", x.code, STR_NONE, e))
        return false;
    *ret_code = x.code;
    return true;
}

/* ---- turns ---- */

struct turn {
    int64_t item_id; /* 0: a component */
    const char *act, *field;
    struct str was, now, reason;
};

static bool add_turn(struct act *by, const struct agreement_write *w, const struct turn *t, struct err *e)
{
    return db_exec(by->tx->db, &Q_AGREEMENT_TURN_INSERT,
                   ARGS(V(w->g.id), V_ID(t->item_id), V(str_from(agreement_side_words[w->side])), V(str_from(t->act)),
                        V(str_from(t->field)), V(t->was), V(t->now), V(t->reason), V(by->who->name), V(w->capacity),
                        V(by->now_ms)),
                   NULL, e);
}

/* ---- components ---- */

static bool check_weight(struct share w, struct err *e)
{
    if (w.bp >= 0 && w.bp <= AGREEMENT_WHOLE)
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("weight")));
    err_arg(e, "value", V(w));
    return false;
}

bool agreement_component_set(struct act *by, struct str code, int64_t version, const struct agreement_component *c,
                             struct str reason, struct err *e)
{
    struct turn t = {.act = "component", .field = "component", .reason = reason};
    const struct agreement_component *was;
    struct agreement_write w;
    struct rows rows;
    int64_t n;

    if (!agreement_speak(by, code, version, "drafted", &w, e) || !check_weight(c->weight, e) ||
        !text_check("title", c->title, false, TITLE_MAX, e) || !text_check("reason", reason, true, REASON_MAX, e) ||
        !agreement_components(by->tx->db, by->a, w.g.id, 0, &rows, e))
        return false;
    was = rows.p;
    if (c->component < 1 || c->component > (int64_t)rows.n) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->component));
        return false;
    }
    was += c->component - 1;
    t.was = str_format(by->a, "%lld · %.*s · %.*s", (long long)c->component, STR_FMT(percent_text(by->a, was->weight)),
                       STR_FMT(was->title));
    t.now = str_format(by->a, "%lld · %.*s · %.*s", (long long)c->component, STR_FMT(percent_text(by->a, c->weight)),
                       STR_FMT(c->title));
    if (str_eq(t.was, t.now)) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    return db_exec(by->tx->db, &Q_AGREEMENT_COMPONENT_UPDATE, ARGS(V(w.g.id), V(c->component), V(c->title), V(c->weight)), NULL,
                   e) &&
           db_exec(by->tx->db, &Q_AGREEMENT_MOVE, ARGS(V(w.g.id), V(w.g.version), V(w.g.state), V(w.g.number)), &n, e) &&
           one_row_changed(n, e) && add_turn(by, &w, &t, e) && agreement_note(by, &w.g, "component", t.now, reason, e);
}

/* ---- items ---- */

static bool check_item(const struct agreement_item_text *t, struct str reason, struct err *e)
{
    if (t->component < 1 || t->component > AGREEMENT_COMPONENTS || t->tables < 1 || t->tables > 15) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(t->tables < 1 || t->tables > 15 ? STR("tables") : STR("component")));
        err_arg(e, "value", V(t->component));
        err_arg(e, "expected", V(STR("1 2 3 4 5")));
        return false;
    }
    return check_weight(t->weight, e) && text_check("number", t->number, true, NUMBER_MAX, e) &&
           text_check("name", t->name, true, NAME_MAX, e) && text_check("target", t->target, false, NAME_MAX, e) &&
           text_check("definition", t->definition, false, TEXT_MAX, e) && text_check("method", t->method, false, TEXT_MAX, e) &&
           text_check("evidence", t->evidence, false, TEXT_MAX, e) && text_check("measure", t->measure, false, NAME_MAX, e) &&
           text_check("project", t->project, false, TEXT_MAX, e) && text_check("unit_name", t->unit_name, false, NAME_MAX, e) &&
           text_check("reason", reason, true, REASON_MAX, e);
}

/* The same indicator, or another id of the same one (its stable name), stands in it already. */
static bool check_once(struct act *by, const struct agreement *g, int64_t indicator_id, struct err *e)
{
    struct name_row name;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_AGREEMENT_TWICE, ARGS(V(g->id), V(indicator_id)), &name_type, &name, &found, e))
        return false;
    if (!found)
        return true;
    FAIL(e, ERR_AGREEMENT_TWICE);
    err_arg(e, "name", V(name.name));
    return false;
}

static bool update_item(struct act *by, enum agreement_side side, const struct key_row *k, const struct agreement_item_text *t,
                        struct err *e)
{
    bool agency = side == SIDE_AGENCY;
    int64_t n;

    return db_exec(by->tx->db, &Q_AGREEMENT_ITEM_WRITE,
                   ARGS(V(k->id), V(k->version), V(t->component), V(t->tables), V(t->number), V(t->name), V(t->weight),
                        V(t->target), V(t->definition), V(t->method), V(t->evidence), V(t->measure), V(t->project),
                        V(t->unit_name), V(agency), V((bool)!agency)),
                   &n, e) &&
           one_row_changed(n, e);
}

/* A new row, or the one that was taken out earlier. */
static bool put_item(struct act *by, const struct agreement_write *w, int64_t indicator_id, const struct agreement_item_text *t,
                     int64_t *ret, struct err *e)
{
    bool agency = w->side == SIDE_AGENCY, back;
    struct key_row gone;
    struct rows made;

    if (!db_find(by->tx->db, by->a, &Q_AGREEMENT_ITEM_GONE, ARGS(V(w->g.id), V(indicator_id)), &key_type, &gone, &back, e))
        return false;
    *ret = gone.id;
    if (back)
        return update_item(by, w->side, &gone, t, e);
    if (!db_list(by->tx->db, by->a, &Q_AGREEMENT_ITEM_INSERT,
                 ARGS(V(w->g.id), V(indicator_id), V(t->component), V(t->tables), V(t->number), V(t->name), V(t->weight),
                      V(t->target), V(t->definition), V(t->method), V(t->evidence), V(t->measure), V(t->project),
                      V(t->unit_name), V(agency), V((bool)!agency)),
                 &id_row_type, &made, e))
        return false;
    if (made.n == 0) {
        FAIL(e, ERR_STALE);
        return false;
    }
    *ret = ((const struct id_row *)made.p)->id;
    return true;
}

static bool room_for_one(const struct agreement *g, struct err *e)
{
    if (g->items < ITEMS_MAX)
        return true;
    FAIL(e, ERR_TOO_LONG);
    err_arg(e, "field", V(STR("item")));
    err_arg(e, "limit", V((int64_t)ITEMS_MAX));
    return false;
}

bool agreement_item_add(struct act *by, struct str code, int64_t indicator_id, const struct agreement_item_text *t,
                        struct str reason, int64_t *ret_id, struct err *e)
{
    struct turn turn = {.act = "add", .field = "item", .reason = reason};
    struct agreement_write w;
    int64_t id;

    if (!agreement_speak(by, code, -1, "drafted", &w, e) || !check_item(t, reason, e) || !room_for_one(&w.g, e) ||
        !check_once(by, &w.g, indicator_id, e) || !put_item(by, &w, indicator_id, t, &id, e))
        return false;
    turn.item_id = id;
    turn.now = str_format(by->a, "%.*s %.*s · %.*s", STR_FMT(t->number), STR_FMT(t->name), STR_FMT(percent_text(by->a, t->weight)));
    if (!add_turn(by, &w, &turn, e) || !agreement_note(by, &w.g, "add", turn.now, reason, e))
        return false;
    *ret_id = id;
    return true;
}

/* The item by id, of this agreement, in the version that was seen. */
static bool item_find(struct act *by, const struct agreement *g, int64_t item_id, int64_t version, struct agreement_item *ret,
                      struct err *e)
{
    const struct agreement_item *x;
    struct rows rows;

    if (!agreement_items(by->tx->db, by->a, g->id, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (x[i].id != item_id)
            continue;
        *ret = x[i];
        if (version < 0 || x[i].version == version)
            return true;
        FAIL(e, ERR_STALE);
        return false;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(item_id));
    return false;
}

struct change {
    const char *field;
    struct str was, now;
};

static size_t changes(struct arena *a, const struct agreement_item *x, const struct agreement_item_text *t, struct change ret[12])
{
    const struct change all[] = {
        {"component", str_format(a, "%lld", (long long)x->component), str_format(a, "%lld", (long long)t->component)},
        {"tables", agreement_places(a, x->tables), agreement_places(a, t->tables)},
        {"number", x->number, t->number},
        {"name", x->name, t->name},
        {"weight", percent_text(a, x->weight), percent_text(a, t->weight)},
        {"target", x->target, t->target},
        {"definition", x->definition, t->definition},
        {"method", x->method, t->method},
        {"evidence", x->evidence, t->evidence},
        {"measure", x->measure, t->measure},
        {"project", x->project, t->project},
        {"unit_name", x->unit_name, t->unit_name},
    };
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (!str_eq(all[i].was, all[i].now))
            ret[n++] = all[i];
    }
    return n;
}

bool agreement_propose(struct act *by, struct str code, int64_t item_id, int64_t version, const struct agreement_item_text *t,
                       struct str reason, struct err *e)
{
    struct agreement_write w;
    struct agreement_item x;
    struct change c[12];
    size_t n;

    if (!agreement_speak(by, code, -1, "drafted", &w, e) || !item_find(by, &w.g, item_id, version, &x, e) ||
        !check_item(t, reason, e))
        return false;
    n = changes(by->a, &x, t, c);
    if (n == 0 && !x.removed) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(x.name));
        return false;
    }
    if (n == 0) /* it stays after all */
        c[n++] = (struct change){"item", STR_NONE, x.name};
    for (size_t i = 0; i < n; i++) {
        const struct turn turn = {item_id, "change", c[i].field, c[i].was, c[i].now, reason};

        if (!add_turn(by, &w, &turn, e))
            return false;
    }
    return update_item(by, w.side, &(struct key_row){x.id, x.version}, t, e) &&
           agreement_note(by, &w.g, "propose",
                          str_format(by->a, "%.*s %s=%.*s", STR_FMT(x.number), c[0].field, STR_FMT(str_slice(c[0].now, 0, 200))),
                          reason, e);
}

static bool item_state(struct act *by, const struct agreement_item *x, const bool ok[2], bool removed, struct err *e)
{
    int64_t n;

    return db_exec(by->tx->db, &Q_AGREEMENT_ITEM_OK, ARGS(V(x->id), V(x->version), V(ok[0]), V(ok[1]), V(removed)), &n, e) &&
           one_row_changed(n, e);
}

bool agreement_item_remove(struct act *by, struct str code, int64_t item_id, int64_t version, struct str reason, struct err *e)
{
    struct turn turn = {item_id, "remove", "item", STR_NONE, STR_NONE, reason};
    struct agreement_write w;
    struct agreement_item x;
    bool ok[2] = {false, false};

    if (!agreement_speak(by, code, -1, "drafted", &w, e) || !item_find(by, &w.g, item_id, version, &x, e) ||
        !text_check("reason", reason, true, REASON_MAX, e))
        return false;
    if (x.removed) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(x.name));
        return false;
    }
    ok[w.side] = true;
    turn.was = x.name;
    return item_state(by, &x, ok, true, e) && add_turn(by, &w, &turn, e) && agreement_note(by, &w.g, "remove", x.name, reason, e);
}

static bool agree_one(struct act *by, const struct agreement_write *w, const struct agreement_item *x, struct err *e)
{
    const struct turn turn = {.item_id = x->id, .act = "agree", .field = "item", .now = x->name};
    bool ok[2] = {x->agency_ok, x->city_ok};

    ok[w->side] = true;
    return item_state(by, x, ok, x->removed, e) && add_turn(by, w, &turn, e);
}

bool agreement_agree(struct act *by, struct str code, int64_t item_id, int64_t version, struct err *e)
{
    const struct agreement_item *x;
    struct agreement_write w;
    struct rows rows;
    int64_t done = 0;

    if (!agreement_speak(by, code, -1, "drafted", &w, e) || !agreement_items(by->tx->db, by->a, w.g.id, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if ((item_id && x[i].id != item_id) || (w.side == SIDE_AGENCY ? x[i].agency_ok : x[i].city_ok))
            continue;
        if (item_id && x[i].version != version) {
            FAIL(e, ERR_STALE);
            return false;
        }
        if (!agree_one(by, &w, &x[i], e))
            return false;
        done++;
    }
    if (done == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    return agreement_note(by, &w.g, "agree", str_format(by->a, "%lld", (long long)done), STR_NONE, e);
}

/* ---- from the year before ---- */

struct past_item {
    int64_t indicator_id, component, tables;
    struct str code, number, name, target, definition, method, evidence, measure, project, unit_name;
    struct share weight;
};
static const struct field past_fields[] = {
    COL(struct past_item, indicator_id), COL(struct past_item, component), COL(struct past_item, tables),
    COL(struct past_item, code),         COL(struct past_item, number),    COL(struct past_item, name),
    COL(struct past_item, target),       COL(struct past_item, definition), COL(struct past_item, method),
    COL(struct past_item, evidence),     COL(struct past_item, measure),   COL(struct past_item, project),
    COL(struct past_item, unit_name),    COL(struct past_item, weight),
};
static const struct row_type past_type = ROW_TYPE(struct past_item, past_fields);

bool agreement_copy(struct act *by, struct str code, int64_t *ret, struct err *e)
{
    const struct past_item *p;
    struct agreement_write w;
    struct rows rows;

    if (!agreement_speak(by, code, -1, "drafted", &w, e) ||
        !db_list(by->tx->db, by->a, &Q_AGREEMENT_PAST_ITEMS, ARGS(V(w.g.id), V(w.g.agency_id), V(w.g.year)), &past_type, &rows, e))
        return false;
    p = rows.p;
    if (rows.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(code));
        return false;
    }
    for (size_t i = 0; i < rows.n; i++) {
        const struct agreement_item_text t = {p[i].number,   p[i].name,    p[i].target,    p[i].definition, p[i].method, p[i].evidence,
                                              p[i].measure,  p[i].project, p[i].unit_name, p[i].component,  p[i].tables, p[i].weight};
        struct turn turn = {.act = "add", .field = "item", .now = p[i].name, .reason = p[i].code};

        if (!put_item(by, &w, p[i].indicator_id, &t, &turn.item_id, e) || !add_turn(by, &w, &turn, e))
            return false;
    }
    *ret = (int64_t)rows.n;
    return agreement_note(by, &w.g, "copy", p[0].code, STR_NONE, e);
}
