/* book_check.c - what the merge would do, held against the rules: states, keys of new rows, amounts. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "exchange/book_plan.h"
#include "plan/write.h"
#include "sql_exchange.h"
#include "store/store.h"

bool book_numbers(struct arena *a, const struct str cell[BOOK_CELLS], struct book_numbers *ret,
                  struct err *e)
{
    struct book_numbers n;
    struct line_sum sum;

    if (!exact_parse_decimal(cell[BOOK_QUANTITY], 3, &n.quantity_milli) ||
        !exact_parse_decimal(cell[BOOK_PRICE], 2, &n.price.satang) ||
        !exact_parse_decimal(cell[BOOK_TIMES], 0, &n.times) ||
        !exact_parse_decimal(cell[BOOK_MONTHS], 0, &n.months)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(STR("quantity")));
        err_arg(e, "value", V(cell[BOOK_QUANTITY]));
        return false;
    }
    sum = (struct line_sum){
        .quantity_milli = n.quantity_milli, .times = n.times, .months = n.months, .price = n.price};
    if (!line_product(a, &sum, &n.amount, e) || !check_requested(a, n.amount, e)) {
        return false;
    }
    *ret = n;
    return true;
}

static void refuse(struct book_work *w, size_t i, int cell, const struct err *why)
{
    book_issue_add(w, i, cell, "refuse", why);
    w->p->refused[i] = true;
}

/* The row stays as it is in the store. */
static void drop_row(struct book_work *w, size_t i)
{
    w->p->out[i].kind = MERGE_ROW_SAME;
    for (int c = 0; c < BOOK_CELLS; c++) {
        if (w->p->out[i].cell[c] == MERGE_MINE) {
            w->p->out[i].cell[c] = MERGE_BAD;
        }
    }
}

/* ---- rows that become lines ---- */

static bool load_lists(struct book_work *w, struct err *e)
{
    if (w->trees) {
        return true;
    }
    w->trees = true;
    return class_tree_load(w->db, w->a, w->p->year, STR("item"), &w->items, e) &&
           class_tree_load(w->db, w->a, w->p->year, STR("fund"), &w->funds, e) &&
           book_packages_all(w->db, w->a, w->p->year, w->p->agency_id, &w->packages, e);
}

static void required(struct book_work *w, size_t i, const char *field)
{
    struct err why;

    FAIL(&why, ERR_REQUIRED);
    err_arg(&why, "field", V(str_from(field)));
    refuse(w, i, -1, &why);
}

static void unknown(struct book_work *w, size_t i, const char *field, struct str value)
{
    struct err why;

    if (value.n == 0) {
        required(w, i, field);
        return;
    }
    FAIL(&why, ERR_UNKNOWN_CODE);
    err_arg(&why, "field", V(str_from(field)));
    err_arg(&why, "value", V(value));
    err_arg(&why, "year", V(w->p->year));
    refuse(w, i, -1, &why);
}

static int64_t node_id(const struct class_tree *t, struct str code)
{
    const struct class_node *n = code.n ? class_by_code(t, code) : NULL;

    for (size_t k = 0; n && k < t->n; k++) {
        if (t->node[k].parent_id == n->id) {
            n = NULL; /* a group is no item */
        }
    }
    return n ? n->id : 0;
}

/* Why nobody, or not this person, writes there. */
static void closed(struct str state, struct str place, struct err *why)
{
    if (str_eq(state, STR("DRAFT")) || str_eq(state, STR("RETURNED"))) {
        FAIL(why, ERR_PLACE);
        err_arg(why, "place", V(place));
    } else {
        FAIL(why, ERR_STATE);
        err_arg(why, "state", V(state));
    }
    err_arg(why, "event", V(STR("edit")));
}

static void find_package(struct book_work *w, size_t i, struct str code)
{
    const struct book_package *p = w->packages.p;
    struct err why;

    for (size_t k = 0; k < w->packages.n; k++) {
        if (str_eq(p[k].code, code)) {
            if (book_may(&w->sight, p[k].state, p[k].place, p[k].section_id)) {
                w->home[i].package_id = p[k].id;
                return;
            }
            closed(p[k].state, p[k].place, &why);
            refuse(w, i, -1, &why);
            return;
        }
    }
    unknown(w, i, "package", code);
}

static bool check_new(struct book_work *w, size_t i, struct err *e)
{
    const struct book_in_row *x = &w->ask->book->row[i];
    const struct book_line *l = book_line_of(w->p, i); /* one that comes back */
    struct book_numbers n;
    struct err why;

    if (!load_lists(w, e)) {
        return false;
    }
    find_package(w, i, x->package.n || !l ? x->package : l->package_code);
    w->home[i].item_id = node_id(&w->items, x->item.n || !l ? x->item : l->item_code);
    w->home[i].fund_id = node_id(&w->funds, x->fund.n || !l ? x->fund : l->fund_code);
    if (!w->home[i].item_id) {
        unknown(w, i, "item", x->item);
    }
    if (!w->home[i].fund_id) {
        unknown(w, i, "fund", x->fund);
    }
    if (!x->bad && !book_numbers(w->a, w->p->merged[i], &n, &why)) {
        refuse(w, i, BOOK_PRICE, &why);
    }
    if (w->p->refused[i] || x->bad) {
        w->p->refused[i] = true;
        w->p->out[i].kind = MERGE_ROW_SAME;
    } else {
        w->p->after = money_add(w->p->after, n.amount);
    }
    return true;
}

/* ---- lines that are there ---- */

static bool check_state(struct book_work *w, size_t i, const struct book_line *l)
{
    struct err why;

    if (book_may(&w->sight, l->state, l->place, l->section_id)) {
        return true;
    }
    closed(l->state, l->place, &why);
    refuse(w, i, BOOK_CELLS, &why);
    drop_row(w, i);
    return false;
}

/* A line's place, item and fund are not changed by a file. */
static void check_keys(struct book_work *w, size_t i, const struct book_line *l)
{
    const struct book_in_row *x = &w->ask->book->row[i];
    const struct {
        const char *field;
        struct str mine, theirs;
    } key[] = {{"package", x->package, l->package_code},
               {"item", x->item, l->item_code},
               {"fund", x->fund, l->fund_code}};

    for (size_t k = 0; x->has_keys && k < ARRAY_LEN(key); k++) {
        struct err why;

        if (str_eq(key[k].mine, key[k].theirs)) {
            continue;
        }
        FAIL(&why, ERR_BOOK_LOCKED);
        err_arg(&why, "field", V(str_from(key[k].field)));
        err_arg(&why, "expected", V(key[k].theirs));
        refuse(w, i, -1, &why);
    }
}

/* Numbers of both sides together must make a possible amount; else mine stay out. */
static void check_amount(struct book_work *w, size_t i, const struct book_line *l)
{
    static const enum book_cell numbers[] = {BOOK_PRICE, BOOK_QUANTITY, BOOK_TIMES, BOOK_MONTHS};
    struct merge_out *o = &w->p->out[i];
    struct book_numbers n;
    struct err why;
    int at = -1;

    if (book_numbers(w->a, w->p->merged[i], &n, &why)) {
        w->p->after = money_add(w->p->after, money_sub(n.amount, l->requested));
        return;
    }
    for (size_t k = 0; k < ARRAY_LEN(numbers); k++) {
        enum book_cell c = numbers[k];

        if (o->cell[c] == MERGE_MINE) {
            at = at < 0 ? (int)c : at;
            o->cell[c] = MERGE_BAD;
            w->p->merged[i][c] = w->p->theirs.row[o->theirs].cell[c];
        }
    }
    refuse(w, i, at < 0 ? BOOK_CELLS : at, &why);
    o->kind = MERGE_ROW_SAME;
    for (int c = 0; c < BOOK_CELLS; c++) {
        o->kind = o->cell[c] == MERGE_MINE ? MERGE_ROW_EDIT : o->kind;
    }
    if (at < 0) {
        drop_row(w, i);
    }
}

bool book_check_rows(struct book_work *w, struct err *e)
{
    for (size_t i = 0; i < w->p->mine.n; i++) {
        const struct merge_out *o = &w->p->out[i];
        const struct book_line *l = book_line_of(w->p, i);

        if (o->kind == MERGE_ROW_ADD || o->kind == MERGE_ROW_REVIVE) {
            if (!check_new(w, i, e)) {
                return false;
            }
        } else if (o->kind == MERGE_ROW_DELETE) {
            if (check_state(w, i, l)) {
                w->p->after = money_sub(w->p->after, l->requested);
            }
        } else if (o->kind == MERGE_ROW_EDIT) {
            if (check_state(w, i, l)) {
                check_amount(w, i, l);
                check_keys(w, i, l);
            }
        } else if (o->kind == MERGE_ROW_SAME && l && o->base != SIZE_MAX) {
            check_keys(w, i, l);
        }
    }
    return true;
}
