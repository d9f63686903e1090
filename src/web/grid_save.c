/* grid_save.c - the cells of the grid written line by line in one write, and answered as JSON. */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "city/class.h"
#include "sql_web.h"
#include "web/grid.h"
#include "web/once.h"
#include "web/words.h"

enum { ANSWER_MAX = 16 * 1024 * 1024 };

static const struct field line_fields[] = {
    COL(struct grid_line, id),
    COL(struct grid_line, version),
    COL(struct grid_line, package_id),
    COL(struct grid_line, quantity_milli),
    COL(struct grid_line, times),
    COL(struct grid_line, months),
    COL(struct grid_line, code),
    COL(struct grid_line, name),
    COL(struct grid_line, unit_word),
    COL(struct grid_line, justification),
    COL(struct grid_line, item_code),
    COL(struct grid_line, fund_code),
    COL(struct grid_line, unit_price),
    COL(struct grid_line, requested),
    COL(struct grid_line, removed),
    COL(struct grid_line, by_user),
    COL(struct grid_line, at),
};
static const struct row_type line_type = ROW_TYPE(struct grid_line, line_fields);

static const struct field total_fields[] = {
    COL(struct grid_total, lines),
    COL(struct grid_total, requested),
};
static const struct row_type total_type = ROW_TYPE(struct grid_total, total_fields);

/* ---- the write ---- */

struct trees {
    bool read;
    struct class_tree item, fund;
};

static bool look(struct act *by, struct grid_change *c, struct err *e)
{
    struct grid_line *l = &c->now;

    if (!db_find(by->tx->db, by->a, &Q_GRID_LINE, ARGS(V(c->line)), &line_type, l, &c->has_now, e))
        return false;
    if (c->has_now)
        grid_price(l);
    return true;
}

/* The field a refusal is about: the one it names, the price for amounts, else the line's name. */
static enum grid_field field_of(const struct err *e)
{
    enum grid_field f;

    for (size_t i = 0; i < e->nargs; i++) {
        struct value v = err_arg_value(&e->args[i]);

        if (!strcmp(e->args[i].name, "field") && v.type == VT_TEXT && grid_field_parse(v.u.s, &f))
            return f;
    }
    return e->code == ERR_WHOLE_BAHT || e->code == ERR_AMOUNT_RANGE ||
                   e->code == ERR_AMOUNT_NEGATIVE
               ? GRID_UNIT_PRICE
               : GRID_NAME;
}

/* A refusal before anything was changed is the line's own; any other undoes the whole batch. */
static bool refuse(struct act *by, struct grid_change *c, int64_t before, struct err *e)
{
    if (err_http(e->code) >= 500 || db_changes(by->tx->db) != before)
        return false;
    c->result = e->code == ERR_STALE ? GRID_STALE : GRID_REFUSED;
    grid_fault(by->a, c, field_of(e), e);
    return true;
}

static void fail_line(struct act *by, struct grid_change *c, const struct err *e)
{
    c->result = e->code == ERR_STALE ? GRID_STALE : GRID_REFUSED;
    grid_fault(by->a, c, GRID_NAME, e);
}

/* Is the line there, and of this package? */
static bool found(struct act *by, const struct grid_batch *b, struct grid_change *c)
{
    struct err e = {0};

    if (c->has_now && c->now.package_id == b->in.id)
        return true;
    FAIL(&e, ERR_NOT_FOUND);
    err_arg(&e, "what", V(c->line));
    c->has_now = false;
    fail_line(by, c, &e);
    return false;
}

/* Is it as the person saw it? */
static bool current(struct act *by, struct grid_change *c)
{
    struct err e = {0};

    if (!c->now.removed && c->now.version == c->version && !c->undecided)
        return true;
    FAIL(&e, ERR_STALE);
    err_arg(&e, "version", V(c->now.version));
    fail_line(by, c, &e);
    return false;
}

/* The line as it is, and what was typed over it. */
static struct line_edit typed(const struct grid_change *c)
{
    const struct grid_line *l = &c->now;
    const bool *given = c->given;

    return (struct line_edit){
        .line_code = c->line,
        .version = c->version,
        .quantity_milli = given[GRID_QUANTITY] ? c->quantity_milli : l->quantity_milli,
        .times = given[GRID_TIMES] ? c->times : l->times,
        .months = given[GRID_MONTHS] ? c->months : l->months,
        .name = given[GRID_NAME] ? c->text[GRID_NAME] : l->name,
        .unit_word = given[GRID_UNIT_WORD] ? c->text[GRID_UNIT_WORD] : l->unit_word,
        .justification = given[GRID_JUSTIFICATION] ? c->text[GRID_JUSTIFICATION] : l->justification,
        .unit_price = given[GRID_UNIT_PRICE] ? c->unit_price : l->unit_price};
}

static bool edit(struct act *by, const struct grid_batch *b, struct grid_change *c, struct err *e)
{
    const struct grid_line *l = &c->now;
    int64_t before = db_changes(by->tx->db);
    struct line_edit n;

    if (!look(by, c, e))
        return false;
    if (!found(by, b, c))
        return true;
    n = typed(c);
    if (!l->removed && n.quantity_milli == l->quantity_milli && n.times == l->times &&
        n.months == l->months && n.unit_price.satang == l->unit_price.satang &&
        str_eq(n.name, l->name) && str_eq(n.unit_word, l->unit_word) &&
        str_eq(n.justification, l->justification)) {
        c->result = GRID_UNCHANGED; /* also when the same was sent twice */
        return true;
    }
    if (!current(by, c))
        return true;
    if (!line_update(by, &n, e))
        return refuse(by, c, before, e);
    c->result = GRID_SAVED;
    return look(by, c, e);
}

static bool node(struct act *by, struct grid_change *c, enum grid_field f,
                 const struct class_tree *t, int64_t *ret)
{
    const struct class_node *x = class_by_code(t, c->text[f]);
    struct err e = {0};

    if (x) {
        *ret = x->id;
        return true;
    }
    FAIL(&e, ERR_UNKNOWN_CODE);
    err_arg(&e, "field", V(str_from(grid_cols[f].name)));
    err_arg(&e, "value", V(c->text[f]));
    err_arg(&e, "year", V(INT64_C(0)));
    grid_fault(by->a, c, f, &e);
    c->result = GRID_REFUSED;
    return false;
}

static bool add(struct act *by, const struct grid_batch *b, struct grid_change *c, struct trees *t,
                struct err *e)
{
    struct line_new n = {.package_id = b->in.id,
                         .quantity_milli = c->given[GRID_QUANTITY] ? c->quantity_milli : 1000,
                         .times = c->given[GRID_TIMES] ? c->times : 1,
                         .months = c->given[GRID_MONTHS] ? c->months : 1,
                         .name = c->text[GRID_NAME],
                         .unit_word = c->text[GRID_UNIT_WORD],
                         .justification = c->text[GRID_JUSTIFICATION],
                         .unit_price = c->unit_price};
    int64_t before = db_changes(by->tx->db), id;
    struct str made = STR_NONE;

    if (c->key.n && !once_find(by, c->key, &made, e))
        return false;
    c->line = made;
    if (!made.n) {
        if (!t->read &&
            (!class_tree_load(by->tx->db, by->a, b->year, STR("item"), &t->item, e) ||
             !class_tree_load(by->tx->db, by->a, b->year, STR("fund"), &t->fund, e)))
            return false;
        t->read = true;
        if (!node(by, c, GRID_ITEM, &t->item, &n.item_id) ||
            !node(by, c, GRID_FUND, &t->fund, &n.fund_id))
            return true;
        if (!line_add(by, &n, &id, &c->line, e))
            return refuse(by, c, before, e);
        if (c->key.n && !once_keep(by, c->key, c->line, e))
            return false;
    }
    c->result = GRID_ADDED;
    return look(by, c, e);
}

static bool take_out(struct act *by, const struct grid_batch *b, struct grid_change *c,
                     struct err *e)
{
    int64_t before = db_changes(by->tx->db);

    if (!look(by, c, e))
        return false;
    if (!found(by, b, c) || !current(by, c))
        return true;
    if (!line_remove(by, c->line, c->version, c->reason, e))
        return refuse(by, c, before, e);
    c->result = GRID_REMOVED;
    return look(by, c, e);
}

static bool write_one(struct act *by, const struct grid_batch *b, struct grid_change *c,
                      struct trees *t, struct err *e)
{
    c->result = c->bad ? GRID_REFUSED : GRID_UNCHANGED;
    c->has_now = false;
    if (c->skip || c->bad)
        return c->act == GRID_ADD || look(by, c, e);
    memset(c->fault, 0, sizeof c->fault);
    switch (c->act) {
    case GRID_EDIT:
        return edit(by, b, c, e);
    case GRID_ADD:
        return add(by, b, c, t, e);
    case GRID_REMOVE:
        break;
    }
    return take_out(by, b, c, e);
}

bool grid_write(struct act *by, void *batch, struct err *e)
{
    struct grid_batch *b = batch;
    struct trees t = {.read = false};

    for (size_t i = 0; i < b->n; i++) {
        if (!write_one(by, b, &b->change[i], &t, e))
            return false;
    }
    return db_one(by->tx->db, by->a, &Q_GRID_TOTAL, ARGS(V(b->in.id)), &total_type, &b->total, e);
}

/* ---- the answer ---- */

int grid_status(const struct grid_batch *b)
{
    int status = 200;

    for (size_t i = 0; i < b->n && status != 409; i++) {
        if (b->change[i].result == GRID_STALE)
            status = 409;
        else if (b->change[i].result == GRID_REFUSED)
            status = 422;
    }
    return status;
}

static void put_texts(struct req *r, struct jw *w, const char *key, const struct grid_line *l)
{
    struct str text[GRID_FIELDS];

    grid_texts(r->a, l, text);
    jw_object(w, key);
    for (enum grid_field f = 0; f < GRID_FIELDS; f++)
        J(w, grid_cols[f].name, text[f]);
    jw_end_object(w);
}

static void put_faults(struct req *r, struct jw *w, const struct grid_change *c)
{
    jw_array(w, "errors");
    for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
        if (!c->fault[f])
            continue;
        jw_object(w, NULL);
        J(w, "field", str_from(grid_cols[f].name));
        J(w, "code", str_from(err_word(c->fault[f]->code)));
        J(w, "th", word_error(r->a, c->fault[f], LANG_TH));
        J(w, "en", word_error(r->a, c->fault[f], LANG_EN));
        J(w, "expected", tr(r->lang, grid_cols[f].expected));
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_change(struct req *r, struct jw *w, const struct grid_change *c)
{
    static const char *const word[] = {"unchanged", "saved", "added", "removed", "stale", "refused"};

    jw_object(w, NULL);
    J(w, "line", c->line);
    if (c->key.n)
        J(w, "key", c->key);
    J(w, "result", str_from(word[c->result]));
    if (c->has_now) {
        J(w, "version", c->now.version);
        J(w, "requested_satang", c->now.requested.satang);
        J(w, "by", c->now.by_user);
        J(w, "at_ms", c->now.at.ms);
        J(w, "removed", c->now.removed);
        put_texts(r, w, c->result == GRID_STALE ? "newer" : "fields", &c->now);
    }
    if (c->result == GRID_STALE || c->result == GRID_REFUSED)
        put_faults(r, w, c);
    jw_end_object(w);
}

void grid_answer(struct req *r, const struct grid_batch *b, struct reply *ret)
{
    struct sbuf out;
    struct jw w;
    int status = grid_status(b);

    sbuf_init(&out, r->a, ANSWER_MAX);
    jw_init(&w, &out, false);
    jw_object(&w, NULL);
    J(&w, "ok", (bool)(status == 200));
    J(&w, "package", b->in.code);
    J(&w, "year", b->year);
    jw_array(&w, "lines");
    for (size_t i = 0; i < b->n; i++)
        put_change(r, &w, &b->change[i]);
    jw_end_array(&w);
    jw_object(&w, "total");
    J(&w, "lines", b->total.lines);
    J(&w, "requested_satang", b->total.requested.satang);
    jw_end_object(&w);
    jw_end_object(&w);
    reply_json(r, status, sbuf_str(&out), ret);
}
