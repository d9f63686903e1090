/* book_plan.c - a workbook against the store now: the merge, and what a person should see of it. */
#include "exchange/book_plan.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/year.h"
#include "plan/write.h"
#include "sql_exchange.h"
#include "store/store.h"

static const struct field book_issue_fields[] = {
    FIELD(struct book_issue, cell, FIELD_KEY, "ช่อง", "Cell"),
    FIELD(struct book_issue, line, 0, "รหัสรายการ", "Line"),
    FIELD(struct book_issue, name, 0, "ชื่อรายการ", "Name"),
    COL(struct book_issue, field),
    FIELD(struct book_issue, label, 0, "คอลัมน์", "Column"),
    FIELD(struct book_issue, action, 0, "การกระทำ", "Action"),
    FIELD(struct book_issue, code, 0, "รหัส", "Code"),
    FIELD(struct book_issue, mine, 0, "ในแฟ้ม", "In the file"),
    FIELD(struct book_issue, theirs, 0, "ในระบบ", "In the store"),
    FIELD(struct book_issue, base, 0, "ตอนส่งแฟ้มออก", "When it was given out"),
    FIELD(struct book_issue, by_user, 0, "ผู้แก้ในระบบ", "Changed in the store by"),
    FIELD(struct book_issue, at, 0, "เวลา", "Time"),
    FIELD(struct book_issue, th, 0, "คำอธิบาย", "In Thai"),
    FIELD(struct book_issue, en, 0, "คำอธิบายภาษาอังกฤษ", "In words"),
    COL(struct book_issue, row),
    COL(struct book_issue, cell_no),
};
const struct row_type book_issue_type = ROW_TYPE(struct book_issue, book_issue_fields);

struct known_row { /* of book_row */
    struct str row_key, line_code, cells;
};
static const struct field known_fields[] = {
    COL(struct known_row, row_key),
    COL(struct known_row, line_code),
    COL(struct known_row, cells),
};
static const struct row_type known_type = ROW_TYPE(struct known_row, known_fields);

const struct book_line *book_line_of(const struct book_plan *p, size_t i)
{
    size_t at = p->out[i].theirs;

    return at == SIZE_MAX ? NULL : (const struct book_line *)p->lines.p + at;
}

static struct str where_of(struct book_work *w, size_t i, int cell)
{
    const struct request_book *b = w->ask->book;
    uint32_t col = cell >= 0 && cell < BOOK_CELLS ? b->column[cell] : UINT32_MAX;

    return col == UINT32_MAX ? b->row[i].source : sheet_cell_name(w->a, b->row[i].sheet_row, col);
}

/* "quantity: ..." as the person's column is called. */
static struct str words(struct book_work *w, const struct err *why, int cell, enum lang lang)
{
    struct str s = err_text(w->a, why, lang);
    struct str field = cell >= 0 && cell < BOOK_CELLS
                           ? str_from(request_book_field((enum book_cell)cell))
                           : STR_NONE;

    if (field.n == 0 || !str_starts(s, field) || s.n == field.n || s.p[field.n] != ':') {
        return s;
    }
    return str_format(w->a, "%.*s%.*s", STR_FMT(request_book_label((enum book_cell)cell, lang)),
                      STR_FMT(str_slice(s, field.n, s.n)));
}

struct book_issue *book_issue_add(struct book_work *w, size_t i, int cell, const char *action,
                                  const struct err *why)
{
    const struct book_line *l = i == SIZE_MAX ? NULL : book_line_of(w->p, i);
    const struct book_plan *p = w->p;
    struct book_issue *x;

    if (w->nissues == w->issue_cap) {
        size_t more = w->issue_cap ? w->issue_cap * 2 : 64;

        w->issue = arena_grow(w->a, w->issue, w->issue_cap * sizeof *x, more * sizeof *x);
        w->issue_cap = more;
    }
    x = &w->issue[w->nissues++];
    *x = (struct book_issue){.row = i == SIZE_MAX ? -1 : (int64_t)i, .cell_no = cell};
    x->action = str_from(action);
    x->code = str_from(err_word(why->code));
    x->th = words(w, why, cell, LANG_TH);
    x->en = words(w, why, cell, LANG_EN);
    if (i != SIZE_MAX) {
        x->cell = where_of(w, i, cell);
        x->line = l ? l->code : w->ask->book->row[i].line;
    }
    x->name = l ? l->name : i != SIZE_MAX ? w->ask->book->row[i].cell[BOOK_NAME] : STR_NONE;
    if (l) {
        x->by_user = l->by_user;
        x->at = l->at;
    }
    if (cell >= 0 && cell < BOOK_CELLS && i != SIZE_MAX) {
        x->field = str_from(request_book_field((enum book_cell)cell));
        x->label = request_book_label((enum book_cell)cell, LANG_TH);
        x->mine = w->ask->book->row[i].cell[cell];
        if (p->out[i].theirs != SIZE_MAX) {
            x->theirs = p->theirs.row[p->out[i].theirs].cell[cell];
        }
        if (p->out[i].base != SIZE_MAX) {
            x->base = p->base.row[p->out[i].base].cell[cell];
        }
    }
    return x;
}

/* ---- loading ---- */

static bool wrong_file(struct book_work *w, const struct request_book *b, struct err *e)
{
    const struct book_ask *ask = w->ask;

    FAIL(e, ERR_BOOK_OTHER);
    err_arg(e, "found",
            V(str_format(w->a, "%.*s/%lld", STR_FMT(b->agency_code), (long long)b->year)));
    err_arg(e, "expected",
            V(str_format(w->a, "%.*s/%lld", STR_FMT(ask->agency_code), (long long)ask->year)));
    return false;
}

static bool find_agency(struct book_work *w, struct err *e)
{
    const struct request_book *b = w->ask->book;
    struct fiscal_year y;
    struct agency g;

    if ((w->ask->agency_code.n && !str_eq(w->ask->agency_code, b->agency_code)) ||
        (w->ask->year && w->ask->year != b->year)) {
        return wrong_file(w, b, e);
    }
    if (!agency_get(w->db, w->a, b->agency_code, &g, e) ||
        !actor_check(w->ask->who, PERM_REQUEST_WRITE, g.id, g.division, e) ||
        !year_get(w->db, w->a, b->year, &y, e) || !check_editable(STR("DRAFT"), y.stage, e) ||
        !sight_of(w->db, w->a, w->ask->who, &w->sight.sight, e)) {
        return false;
    }
    w->p->agency_id = g.id;
    w->sight.agency_id = g.id;
    w->p->agency_code = g.code;
    w->p->year = b->year;
    return true;
}

static bool load_theirs(struct book_work *w, struct err *e)
{
    struct book_plan *p = w->p;
    struct merge_row *row;

    if (!book_lines(w->db, w->a, p->year, &w->sight, &p->lines, e)) {
        return false;
    }
    row = ARENA_ARRAY(w->a, struct merge_row, p->lines.n);
    for (size_t i = 0; i < p->lines.n; i++) {
        const struct book_line *l = (const struct book_line *)p->lines.p + i;
        struct str *cell = ARENA_ARRAY(w->a, struct str, BOOK_CELLS);

        book_line_cells(w->a, l, cell);
        row[i] = (struct merge_row){.key = l->code, .cell = cell, .gone = l->removed};
        if (!l->removed && l->seen) {
            p->before = money_add(p->before, l->requested);
        }
    }
    p->theirs = (struct merge_side){row, p->lines.n};
    p->after = p->before;
    return true;
}

static const struct known_row *find_known(const struct rows *rows, struct str key)
{
    const struct known_row *k = rows->p;
    size_t lo = 0, hi = rows->n;

    while (lo < hi) { /* sorted by bytes on both stores */
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(k[mid].row_key, key);

        if (c == 0) {
            return &k[mid];
        }
        if (c < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return NULL;
}

static void known_base(struct book_work *w, const struct known_row *k, struct merge_row *ret)
{
    struct str *cell = ARENA_ARRAY(w->a, struct str, BOOK_CELLS);
    struct str rest = k->cells, piece;

    for (int i = 0; i < BOOK_CELLS && str_split(&rest, BOOK_PARTED[0], &piece); i++) {
        cell[i] = piece;
    }
    *ret = (struct merge_row){.key = k->line_code, .cell = cell};
}

/* Rows without a line: one that became a line before is that line, and what it said then its base. */
static bool load_mine(struct book_work *w, struct err *e)
{
    const struct request_book *b = w->ask->book;
    struct merge_row *mine = ARENA_ARRAY(w->a, struct merge_row, b->n);
    struct merge_row *base = ARENA_ARRAY(w->a, struct merge_row, b->nbase + b->n);
    size_t nbase = b->nbase;
    struct rows known;

    if (!db_list(w->db, w->a, &Q_BOOK_ROWS, ARGS(V(w->p->agency_id), V(b->id)), &known_type, &known,
                 e)) {
        return false;
    }
    for (size_t i = 0; i < nbase; i++) {
        base[i] = b->base[i];
    }
    w->row_key = ARENA_ARRAY(w->a, struct str, b->n);
    for (size_t i = 0; i < b->n; i++) {
        const struct book_in_row *x = &b->row[i];
        const struct known_row *k;

        mine[i] =
            (struct merge_row){.key = x->line, .cell = x->cell, .gone = x->marked, .bad = x->bad};
        k = find_known(&known, x->line.n ? x->line : x->source);
        if (k || x->line.n == 0 || x->line.p[0] == '+') {
            w->row_key[i] = x->line.n ? x->line : x->source;
            mine[i].key = k ? k->line_code : STR_NONE;
        }
        if (k) {
            known_base(w, k, &base[nbase++]);
        }
    }
    w->p->mine = (struct merge_side){mine, b->n};
    w->p->base = (struct merge_side){base, nbase};
    return true;
}

static uint8_t *load_choices(struct book_work *w)
{
    const struct book_choices *c = &w->ask->choices;
    size_t rows = w->p->mine.n, cells = BOOK_CELLS + 1;
    uint8_t *ret = ARENA_ARRAY(w->a, uint8_t, rows * cells + 1);

    for (size_t i = 0; i < rows * cells; i++) {
        ret[i] = (uint8_t)c->others;
    }
    for (size_t k = 0; k < c->n; k++) {
        for (size_t i = 0; i < rows && c->one[k].cell >= 0 && c->one[k].cell <= BOOK_CELLS; i++) {
            if (str_eq(w->p->mine.row[i].key, c->one[k].line)) {
                ret[i * cells + (size_t)c->one[k].cell] = (uint8_t)c->one[k].choice;
            }
        }
    }
    return ret;
}

/* ---- what a person should see ---- */

static void conflict_issue(struct book_work *w, size_t i, int cell, enum err_code code)
{
    const struct book_line *l = book_line_of(w->p, i);
    struct err why;

    FAIL(&why, code);
    if (code == ERR_BOOK_CONFLICT) {
        err_arg(&why, "field", V(str_from(request_book_field((enum book_cell)cell))));
        err_arg(&why, "mine", V(w->ask->book->row[i].cell[cell]));
        err_arg(&why, "theirs", V(w->p->theirs.row[w->p->out[i].theirs].cell[cell]));
    } else {
        err_arg(&why, "line", V(w->p->mine.row[i].key));
    }
    if (code != ERR_BOOK_UNKNOWN && code != ERR_BOOK_TWICE) {
        err_arg(&why, "by", V(l && l->by_user.n ? l->by_user : STR("?")));
    }
    book_issue_add(w, i, cell,
                   code == ERR_BOOK_UNKNOWN || code == ERR_BOOK_TWICE ? "refuse" : "conflict",
                   &why);
}

static void row_issues(struct book_work *w, size_t i)
{
    const struct merge_out *o = &w->p->out[i];

    switch (o->kind) {
    case MERGE_ROW_UNKNOWN:
        conflict_issue(w, i, BOOK_CELLS, ERR_BOOK_UNKNOWN);
        break;
    case MERGE_ROW_TWICE:
        conflict_issue(w, i, BOOK_CELLS, ERR_BOOK_TWICE);
        break;
    case MERGE_ROW_CONFLICT_GONE:
        conflict_issue(w, i, BOOK_CELLS, ERR_BOOK_GONE);
        break;
    case MERGE_ROW_CONFLICT_DELETE:
        conflict_issue(w, i, BOOK_CELLS, ERR_BOOK_DELETE);
        break;
    case MERGE_ROW_SAME:
    case MERGE_ROW_EDIT:
        for (int c = 0; c < BOOK_CELLS; c++) {
            if (o->cell[c] == MERGE_CONFLICT) {
                conflict_issue(w, i, c, ERR_BOOK_CONFLICT);
            }
        }
        break;
    case MERGE_ROW_ADD:
    case MERGE_ROW_DELETE:
    case MERGE_ROW_GONE:
    case MERGE_ROW_REVIVE:
        break;
    }
    w->p->conflicts += (int64_t)o->conflicts;
    w->p->refused[i] = o->kind == MERGE_ROW_UNKNOWN || o->kind == MERGE_ROW_TWICE;
}

static void read_issues(struct book_work *w)
{
    const struct request_book *b = w->ask->book;

    for (size_t k = 0; k < b->nissues; k++) {
        const struct book_in_issue *in = &b->issue[k];
        struct book_issue *x;

        if (w->p->out[in->row].kind == MERGE_ROW_GONE) {
            continue;
        }
        x = book_issue_add(w, in->row, in->cell, "refuse", &in->why);
        x->cell = in->where;
        x->field = in->field;
        x->mine = in->value;
        w->p->refused[in->row] = true;
    }
}

static void missing_issues(struct book_work *w, const bool *missing)
{
    for (size_t i = 0; i < w->ask->book->nbase && !w->ask->book->own; i++) {
        struct book_issue *x;
        struct err why;

        if (!missing[i]) {
            continue;
        }
        FAIL(&why, ERR_BOOK_MISSING);
        err_arg(&why, "line", V(w->p->base.row[i].key));
        x = book_issue_add(w, SIZE_MAX, BOOK_CELLS, "missing", &why);
        x->line = w->p->base.row[i].key;
        x->name = w->p->base.row[i].cell[BOOK_NAME];
        w->p->missing++;
    }
}

/* What each line becomes: mine where mine goes in, else what the store says. */
static void make_merged(struct book_work *w)
{
    struct book_plan *p = w->p;

    p->merged = arena_array(w->a, p->mine.n, sizeof *p->merged);
    for (size_t i = 0; i < p->mine.n; i++) {
        const struct merge_out *o = &p->out[i];
        bool whole = o->kind == MERGE_ROW_ADD || o->kind == MERGE_ROW_REVIVE;

        for (int c = 0; c < BOOK_CELLS; c++) {
            p->merged[i][c] = whole || o->theirs == SIZE_MAX || o->cell[c] == MERGE_MINE
                                  ? p->mine.row[i].cell[c]
                                  : p->theirs.row[o->theirs].cell[c];
        }
    }
}

static void count(struct book_work *w)
{
    struct book_plan *p = w->p;

    p->read = (int64_t)p->mine.n;
    for (size_t i = 0; i < p->mine.n; i++) {
        const struct merge_out *o = &p->out[i];

        p->refused_rows += p->refused[i];
        p->edited += o->kind == MERGE_ROW_EDIT;
        p->added += o->kind == MERGE_ROW_ADD || o->kind == MERGE_ROW_REVIVE;
        p->deleted += o->kind == MERGE_ROW_DELETE;
        p->unchanged += (o->kind == MERGE_ROW_SAME || o->kind == MERGE_ROW_GONE) &&
                        !p->refused[i] && !o->conflicts;
        for (int c = 0; c < BOOK_CELLS; c++) {
            p->cells += o->kind == MERGE_ROW_EDIT && o->cell[c] == MERGE_MINE;
        }
    }
    p->issues = (struct rows){w->issue, w->nissues};
}

bool book_work_plan(struct book_work *w, struct err *e)
{
    struct book_plan *p = w->p;
    bool *missing;

    *p = (struct book_plan){.book = w->ask->book};
    if (!find_agency(w, e) || !load_theirs(w, e) || !load_mine(w, e)) {
        return false;
    }
    merge_rows(w->a,
               &(struct merge_in){.cells = BOOK_CELLS,
                                  .base = p->base,
                                  .theirs = p->theirs,
                                  .mine = p->mine,
                                  .choice = load_choices(w)},
               &p->out, &missing);
    p->refused = ARENA_ARRAY(w->a, bool, p->mine.n);
    w->home = ARENA_ARRAY(w->a, struct book_home, p->mine.n);
    make_merged(w);
    for (size_t i = 0; i < p->mine.n; i++) {
        row_issues(w, i);
    }
    read_issues(w);
    if (!book_check_rows(w, e)) {
        return false;
    }
    missing_issues(w, missing);
    count(w);
    return true;
}

bool request_book_plan(struct db *db, struct arena *a, const struct book_ask *ask,
                       struct book_plan *ret, struct err *e)
{
    struct book_work w = {.db = db, .a = a, .ask = ask, .p = ret};

    return book_work_plan(&w, e);
}
