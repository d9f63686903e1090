/* book_apply.c - carrying a plan out, and the workbook that goes back. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/audit.h"
#include "city/year.h"
#include "exchange/book_plan.h"
#include "plan/package.h"
#include "sql_exchange.h"
#include "store/store.h"

/* ---- into the store ---- */

static bool keep_row(struct act *by, const struct book_work *w, size_t i, int64_t line_id,
                     struct err *e)
{
    const struct book_plan *p = w->p;
    struct str cells = str_join(by->a, p->mine.row[i].cell, BOOK_CELLS, STR(BOOK_PARTED));

    return w->row_key[i].n == 0 ||
           db_exec(by->tx->db, &Q_BOOK_ROW_PUT,
                   ARGS(V(p->agency_id), V(p->book->id), V(w->row_key[i]), V(line_id),
                        V(p->book->row[i].source), V(cells), V(by->now_ms)),
                   NULL, e);
}

static bool edit(struct act *by, const struct book_work *w, size_t i, struct err *e)
{
    const struct book_line *l = book_line_of(w->p, i);
    const struct str *cell = w->p->merged[i];
    struct book_numbers n;

    if (!book_numbers(by->a, cell, &n, e)) {
        return false;
    }
    return line_update(by,
                       &(struct line_edit){.line_code = l->code,
                                           .version = l->version,
                                           .quantity_milli = n.quantity_milli,
                                           .times = n.times,
                                           .months = n.months,
                                           .name = cell[BOOK_NAME],
                                           .unit_word = cell[BOOK_UNIT],
                                           .justification = cell[BOOK_WHY],
                                           .unit_price = n.price},
                       e) &&
           keep_row(by, w, i, l->id, e);
}

static bool add(struct act *by, struct book_work *w, size_t i, struct err *e)
{
    const struct str *cell = w->p->merged[i];
    const struct book_line *old = book_line_of(w->p, i);
    struct book_numbers n;
    struct str code;
    int64_t id;

    if (!book_numbers(by->a, cell, &n, e) ||
        !line_add(by,
                  &(struct line_new){.package_id = w->home[i].package_id,
                                     .item_id = w->home[i].item_id,
                                     .fund_id = w->home[i].fund_id,
                                     .quantity_milli = n.quantity_milli,
                                     .times = n.times,
                                     .months = n.months,
                                     .sort = w->p->book->row[i].sheet_row,
                                     .name = cell[BOOK_NAME],
                                     .unit_word = cell[BOOK_UNIT],
                                     .justification = cell[BOOK_WHY],
                                     .source_key = w->p->book->row[i].source,
                                     .unit_price = n.price,
                                     .requested = n.amount},
                  &id, &code, e)) {
        return false;
    }
    if (w->row_key[i].n == 0) { /* a line that comes back: its old row stands for the new line */
        w->row_key[i] = old ? old->code : w->p->book->row[i].source;
    }
    return keep_row(by, w, i, id, e);
}

static bool drop(struct act *by, const struct book_work *w, size_t i, struct err *e)
{
    const struct book_line *l = book_line_of(w->p, i);

    return line_remove(
        by, l->code, l->version,
        str_format(by->a, "%s (%.*s)", TR("ทำเครื่องหมายลบในแฟ้มคำขอ"), STR_FMT(w->p->book->id)), e);
}

static bool carry_out(struct act *by, struct book_work *w, struct err *e)
{
    for (size_t i = 0; i < w->p->mine.n; i++) {
        struct arena_mark m = arena_mark(by->a);
        bool ok = true;

        switch (w->p->out[i].kind) {
        case MERGE_ROW_EDIT:
            ok = edit(by, w, i, e);
            break;
        case MERGE_ROW_ADD:
        case MERGE_ROW_REVIVE:
            ok = add(by, w, i, e);
            break;
        case MERGE_ROW_DELETE:
            ok = drop(by, w, i, e);
            break;
        case MERGE_ROW_SAME:
        case MERGE_ROW_GONE:
        case MERGE_ROW_CONFLICT_GONE:
        case MERGE_ROW_CONFLICT_DELETE:
        case MERGE_ROW_UNKNOWN:
        case MERGE_ROW_TWICE:
            break;
        }
        if (!ok) {
            return false;
        }
        arena_rewind(by->a, m);
    }
    return true;
}

/* The run stands in the list of imports like every other. */
static bool record(struct act *by, const struct book_plan *p, struct err *e)
{
    int64_t n;

    if (!db_int(by->tx->db, &Q_IMPORT_RUN_NEXT, NO_ARGS, &n, e)) {
        return false;
    }
    return db_exec(by->tx->db, &Q_IMPORT_RUN_INSERT,
                   ARGS(V(str_format(by->a, "IMP-%05lld", (long long)n)), V(STR("requests")),
                        V(p->book->sha256), V(p->year), V(p->read),
                        V(p->edited + p->added + p->deleted), V(p->unchanged), V(p->refused_rows),
                        V(INT64_C(0)), V(money_text(by->a, p->after, MONEY_PLAIN)),
                        V(request_book_json(by->a, p, true)), V(by->who->name), V(by->now_ms)),
                   NULL, e) &&
           audit_add(by,
                     &(struct audit_note){
                         .action = STR("import.requests"),
                         .subject = str_format(by->a, "agency:%.*s/%lld", STR_FMT(p->agency_code),
                                               (long long)p->year),
                         .old_value = money_text(by->a, p->before, MONEY_PLAIN),
                         .new_value = money_text(by->a, p->after, MONEY_PLAIN),
                         .reason = str_format(by->a, "sha256:%.*s", STR_FMT(p->book->sha256))},
                     e);
}

bool request_book_write(struct act *by, const struct book_ask *ask, struct book_plan *ret,
                        struct err *e)
{
    struct book_work w = {
        .db = by->tx->db, .a = ask->keep ? ask->keep : by->a, .ask = ask, .p = ret};

    if (!book_work_plan(&w, e)) {
        return false;
    }
    if (ret->edited + ret->added + ret->deleted == 0) {
        return true;
    }
    return carry_out(by, &w, e) && record(by, ret, e);
}

/* ---- back to the person ---- */

struct going_back {
    struct arena *a;
    const struct book_plan *p;
    struct book_out_row *row;
    size_t n;
    enum lang lang;
    size_t *of_line; /* row of mine + 1 by place of the line in p->lines */
    size_t at;       /* place in p->lines: lines come in the same order again, new ones between */
};

static void put_comment(struct arena *a, struct str *to, struct str text)
{
    *to = to->n ? str_format(a, "%.*s\n%.*s", STR_FMT(*to), STR_FMT(text)) : text;
}

static void comments(struct going_back *g, size_t i, struct book_out_row *r)
{
    const struct book_issue *x = g->p->issues.p;

    for (size_t k = 0; k < g->p->issues.n; k++) {
        if (x[k].row != (int64_t)i) {
            continue;
        }
        put_comment(g->a,
                    x[k].cell_no >= 0 && x[k].cell_no < BOOK_CELLS ? &r->comment[x[k].cell_no]
                                                                   : &r->row_comment,
                    g->lang == LANG_TH ? x[k].th : x[k].en);
    }
}

/* A line as it stands now, with what the person wrote where it was not taken. */
static void put_line(struct going_back *g, const struct book_line *l, size_t mine)
{
    struct str *cell = ARENA_ARRAY(g->a, struct str, BOOK_CELLS);
    struct str *base = ARENA_ARRAY(g->a, struct str, BOOK_CELLS);
    struct book_out_row *r = &g->row[g->n++];
    const struct merge_out *o = mine == SIZE_MAX ? NULL : &g->p->out[mine];
    bool whole = o && (o->kind == MERGE_ROW_CONFLICT_GONE || o->kind == MERGE_ROW_CONFLICT_DELETE);

    book_line_cells(g->a, l, cell);
    *r = (struct book_out_row){.line = l, .cell = cell, .base = base};
    for (int c = 0; c < BOOK_CELLS; c++) {
        bool open = whole || (o && (o->cell[c] == MERGE_CONFLICT || o->cell[c] == MERGE_BAD));

        base[c] = open && o->base != SIZE_MAX ? g->p->base.row[o->base].cell[c] : cell[c];
        cell[c] = open ? g->p->mine.row[mine].cell[c] : cell[c];
    }
    if (o) {
        comments(g, mine, r);
        r->marked = o->kind == MERGE_ROW_CONFLICT_DELETE;
    }
}

static void put_loose(struct going_back *g, size_t i)
{
    const struct book_in_row *x = &g->p->book->row[i];
    struct book_out_row *r = &g->row[g->n++];

    *r = (struct book_out_row){.key = x->line,
                               .package = x->package,
                               .item = x->item,
                               .fund = x->fund,
                               .cell = x->cell,
                               .marked = x->marked};
    comments(g, i, r);
}

static void index_lines(struct going_back *g)
{
    g->of_line = ARENA_ARRAY(g->a, size_t, g->p->lines.n + 1);
    for (size_t i = 0; i < g->p->mine.n; i++) {
        const struct merge_out *o = &g->p->out[i];
        bool stands = o->kind != MERGE_ROW_UNKNOWN && o->kind != MERGE_ROW_TWICE;

        if (o->theirs != SIZE_MAX && stands) {
            g->of_line[o->theirs] = i + 1;
        }
    }
}

static size_t mine_of(struct going_back *g, const struct book_line *l)
{
    const struct book_line *then = g->p->lines.p;

    if (g->at < g->p->lines.n && then[g->at].id == l->id) {
        return g->of_line[g->at++] - 1;
    }
    return SIZE_MAX;
}

static size_t fresh_number(const struct book_plan *p)
{
    int64_t most = 0, v;

    for (size_t i = 0; i < p->mine.n; i++) {
        struct str s = p->book->row[i].line;

        if (s.n > 1 && s.p[0] == '+' && exact_parse_decimal(str_slice(s, 1, s.n), 0, &v) &&
            v > most && v < 1000000) {
            most = v;
        }
    }
    return (size_t)most + 1;
}

bool request_book_return(struct db *db, struct arena *a, const struct book_plan *p,
                         const struct request_book_want *w, struct err *e)
{
    struct going_back g = {.a = a, .p = p, .lang = w->lang};
    struct book_out o = {.year = p->year, .id = p->book->id, .by = w->who->name};
    struct rows now;

    o.made = (struct when){w->now_ms};
    if (!agency_get(db, a, p->agency_code, &o.agency, e) ||
        !sight_of(db, a, w->who, &o.sight.sight, e)) {
        return false;
    }
    o.sight.agency_id = p->agency_id;
    if (!book_lines(db, a, p->year, &o.sight, &now, e)) {
        return false;
    }
    g.row = ARENA_ARRAY(a, struct book_out_row, now.n + p->mine.n);
    index_lines(&g);
    for (size_t i = 0; i < now.n; i++) {
        const struct book_line *l = (const struct book_line *)now.p + i;
        size_t mine = mine_of(&g, l);
        bool back = mine != SIZE_MAX && p->out[mine].kind == MERGE_ROW_CONFLICT_GONE;

        if ((!l->removed && l->seen) || back) {
            put_line(&g, l, mine);
        }
    }
    for (size_t i = 0; i < p->mine.n; i++) {
        if (p->refused[i] && (p->out[i].theirs == SIZE_MAX || p->out[i].kind == MERGE_ROW_TWICE ||
                              p->out[i].kind == MERGE_ROW_UNKNOWN)) {
            put_loose(&g, i);
        }
    }
    o.row = g.row;
    o.n = g.n;
    o.fresh = fresh_number(p);
    return book_out_write(db, a, w, &o, e);
}
