#include "exchange/mis2_file.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/file.h"
#include "city/agency.h"
#include "exchange/import_errors.h"
#include "execute/record_lines.h"
#include "store/store.h"

struct run {
    const struct record_job *job;
    struct arena *a;
    struct db *db;
    struct str bytes;
    struct own_sheet sheet;
    struct sheet_map map;
    struct rec_lines lines;
    struct rows agencies;
    struct agency_names *names;
    struct record_year year;
    bool posts;
    struct outside_row *row;
    int64_t *row_no; /* of the file, for each of `row` */
    size_t n, cap, no_cap;
    struct import_issue *issue;
    size_t nissues, issue_cap, read_issues; /* read_issues: those of the reader */
    int64_t read_refused;
    struct record_result *ret;
    struct str sha;
    bool bad;          /* of the row at hand */
    bool rolled_back;
};

static void *grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 256;

    if (n < *cap)
        return p;
    p = arena_grow(a, p, *cap * size, more * size);
    *cap = more;
    return p;
}

/* ---- cells ---- */

static void add_issue(struct run *r, int64_t row, const char *field, const struct err *why)
{
    struct import_issue *x;

    r->issue = grow(r->a, r->issue, r->nissues, &r->issue_cap, sizeof *r->issue);
    x = &r->issue[r->nissues++];
    *x = (struct import_issue){.row = row - r->sheet.header_row, .line = row};
    x->field = str_from(field);
    x->code = str_from(err_word(why->code));
    x->action = STR("refuse");
    x->th = err_text(r->a, why, LANG_TH);
    x->en = err_text(r->a, why, LANG_EN);
}

static void refuse(struct run *r, const struct sheet_in_row *row, enum record_target t, const struct err *why)
{
    r->bad = true;
    add_issue(r, row->row, record_targets[t], why);
}

static const struct sheet_cell *cell_of(const struct run *r, const struct sheet_in_row *row, enum record_target t)
{
    return r->map.col[t] == UINT32_MAX ? NULL : sheet_in_find(row, r->map.col[t]);
}

static struct str text_of(struct run *r, const struct sheet_in_row *row, enum record_target t)
{
    const struct sheet_cell *c = cell_of(r, row, t);
    struct str s = c ? str_trim(c->text) : STR_NONE;

    return s.n ? s : r->map.fixed[t];
}

/* A code that a file writes with its name: "05 ครุภัณฑ์". */
static struct str code_of(struct run *r, const struct sheet_in_row *row, enum record_target t)
{
    struct str s = text_of(r, row, t);

    return str_slice(s, 0, str_find(s, STR(" "), 0));
}

static void refuse_required(struct run *r, const struct sheet_in_row *row, enum record_target t)
{
    struct err why;

    FAIL(&why, ERR_REQUIRED);
    err_arg(&why, "field", V(record_target_label(t, LANG_TH)));
    refuse(r, row, t, &why);
}

static struct money amount_of(struct run *r, const struct sheet_in_row *row, enum record_target t)
{
    const struct sheet_cell *c = cell_of(r, row, t);
    struct money m = MONEY_ZERO;
    struct err why;

    if (!c || (str_trim(c->text).n == 0 && !c->formula))
        return MONEY_ZERO;
    if (c->formula) {
        FAIL(&why, ERR_BOOK_FORMULA);
        err_arg(&why, "field", V(record_target_label(t, LANG_TH)));
        err_arg(&why, "cell", V(sheet_cell_name(r->a, c->row, c->col)));
        refuse(r, row, t, &why);
    } else if (!money_parse(c->text, &m, &why)) {
        refuse(r, row, t, &why);
        m = MONEY_ZERO;
    }
    return m;
}

static void read_amount(struct run *r, const struct sheet_in_row *row, struct outside_row *o)
{
    struct money m = amount_of(r, row, RT_AMOUNT), back = amount_of(r, row, RT_BACK);
    struct err why;

    o->amount = money_sub(m, back.satang < 0 ? money_neg(back) : back);
    if (!r->bad && o->amount.satang == 0) {
        FAIL(&why, ERR_BAD_AMOUNT);
        err_arg(&why, "value", V(text_of(r, row, RT_AMOUNT)));
        refuse(r, row, RT_AMOUNT, &why);
    }
}

static void read_date(struct run *r, const struct sheet_in_row *row, struct outside_row *o)
{
    const struct sheet_cell *c = cell_of(r, row, RT_DATE);
    struct str s = text_of(r, row, RT_DATE);
    struct err why, iso;

    if (c && c->type == CELL_DATE) {
        o->on = c->date;
    } else if (s.n == 0) {
        refuse_required(r, row, RT_DATE);
        return;
    } else if (!date_parse_th(s, &o->on, &why) && !date_parse_iso(s, &o->on, &iso)) {
        refuse(r, row, RT_DATE, &why);
        return;
    }
    if (fy_of(o->on) != r->job->year) {
        FAIL(&why, ERR_YEAR_MISMATCH);
        err_arg(&why, "value", V(s));
        err_arg(&why, "expected", V(r->job->year));
        refuse(r, row, RT_DATE, &why);
    }
}

/* ---- where the money is ---- */

static void refuse_code(struct run *r, const struct sheet_in_row *row, enum record_target t, struct str value)
{
    struct err why;

    FAIL(&why, ERR_UNKNOWN_CODE);
    err_arg(&why, "field", V(record_target_label(t, LANG_TH)));
    err_arg(&why, "value", V(value));
    err_arg(&why, "year", V(r->job->year));
    refuse(r, row, t, &why);
}

static int64_t agency_of(struct run *r, const struct sheet_in_row *row)
{
    struct str s = text_of(r, row, RT_AGENCY), code = code_of(r, row, RT_AGENCY);
    const struct agency *g = r->agencies.p, *named;

    if (s.n == 0)
        return 0;
    for (size_t i = 0; i < r->agencies.n; i++) {
        if (str_eq(code, g[i].code))
            return g[i].id;
    }
    if (agency_match(r->names, r->a, s, &named) <= AGENCY_ALIAS)
        return named->id;
    refuse_code(r, row, RT_AGENCY, s);
    return 0;
}

static struct str node_of(struct run *r, const struct sheet_in_row *row, enum record_target t, const struct class_tree *tree,
                          const struct class_node **ret)
{
    struct str s = code_of(r, row, t);
    const struct class_node *n;

    *ret = NULL;
    if (s.n == 0)
        return STR_NONE;
    n = class_by_code(tree, s);
    if (!n) /* a spreadsheet took the leading zero */
        n = class_by_code(tree, str_format(r->a, "0%.*s", STR_FMT(s)));
    if (!n) {
        refuse_code(r, row, t, s);
        return STR_NONE;
    }
    *ret = n;
    return n->code;
}

static void differs(struct run *r, const struct sheet_in_row *row, enum record_target t, struct str said,
                    const struct rec_line *l, struct str of)
{
    struct err why;

    if (said.n == 0 || str_eq(said, of))
        return;
    FAIL(&why, ERR_RECORD_DIFFERS);
    err_arg(&why, "field", V(record_target_label(t, LANG_TH)));
    err_arg(&why, "value", V(said));
    err_arg(&why, "line", V(l->code));
    err_arg(&why, "expected", V(of));
    refuse(r, row, t, &why);
}

static void take_line(struct run *r, const struct rec_line *l, struct outside_row *o)
{
    (void)r;
    o->line_id = l->id;
    o->agency_id = l->agency_id;
    o->output_code = l->output_code;
    o->group_code = l->group_code;
    o->fund_code = l->fund_code;
}

static void refuse_line(struct run *r, const struct sheet_in_row *row, const struct rec_place *p, size_t lines)
{
    struct err why;

    FAIL(&why, ERR_RECORD_LINE);
    err_arg(&why, "agency", V(text_of(r, row, RT_AGENCY)));
    err_arg(&why, "output", V(p->output_code));
    err_arg(&why, "group", V(p->group_code));
    err_arg(&why, "fund", V(p->fund_code));
    err_arg(&why, "lines", V((int64_t)lines));
    refuse(r, row, RT_LINE, &why);
}

/* The place that the row's own codes say; every code is needed but for e-GP, which knows the agency alone. */
static void read_place(struct run *r, const struct sheet_in_row *row, struct rec_place *p)
{
    const struct class_node *output, *item, *fund, *group;
    bool egp = str_eq(r->job->system, STR("egp"));

    p->agency_id = agency_of(r, row);
    p->output_code = node_of(r, row, RT_OUTPUT, &r->lines.programme, &output);
    p->item_code = node_of(r, row, RT_ITEM, &r->lines.item, &item);
    p->fund_code = node_of(r, row, RT_FUND, &r->lines.fund, &fund);
    group = item ? class_up(&r->lines.item, item, STR("group")) : NULL;
    p->group_code = group ? group->code : p->item_code;
    if (item && !str_eq(item->level, STR("item")))
        p->item_code = STR_NONE;
    if (r->bad)
        return;
    if (p->agency_id == 0)
        refuse_required(r, row, RT_AGENCY);
    if (!egp && !output)
        refuse_required(r, row, RT_OUTPUT);
    if (!egp && !item)
        refuse_required(r, row, RT_ITEM);
    if (!egp && !fund)
        refuse_required(r, row, RT_FUND);
}

static void read_where(struct run *r, const struct sheet_in_row *row, struct outside_row *o)
{
    struct str code = code_of(r, row, RT_LINE);
    struct rec_place p = {.agency_id = 0};
    const struct rec_line *l = code.n ? rec_line_by_code(&r->lines, code) : NULL;
    size_t lines;

    if (code.n && !l) {
        refuse_code(r, row, RT_LINE, code);
        return;
    }
    if (l) {
        take_line(r, l, o);
        differs(r, row, RT_OUTPUT, code_of(r, row, RT_OUTPUT), l, l->output_code);
        differs(r, row, RT_FUND, code_of(r, row, RT_FUND), l, l->fund_code);
        return;
    }
    read_place(r, row, &p);
    if (r->bad)
        return;
    lines = rec_lines_at(&r->lines, &p, &l);
    if (lines == 1) {
        take_line(r, l, o);
    } else if (r->posts) {
        refuse_line(r, row, &p, lines);
    } else {
        o->agency_id = p.agency_id;
        o->output_code = str_dup(r->a, p.output_code);
        o->group_code = p.group_code;
        o->fund_code = str_dup(r->a, p.fund_code);
    }
}

/* ---- rows ---- */

static void keep(struct run *r, int64_t row, const struct outside_row *o)
{
    r->row = grow(r->a, r->row, r->n, &r->cap, sizeof *r->row);
    r->row_no = grow(r->a, r->row_no, r->n, &r->no_cap, sizeof *r->row_no);
    r->row[r->n] = *o;
    r->row_no[r->n++] = row;
}

/* A transfer is two documents' parts: less on its line, more on the other. */
static void keep_transfer(struct run *r, const struct sheet_in_row *row, struct outside_row *o, const struct rec_line *to)
{
    struct outside_row other = *o;
    const struct rec_line *from = NULL;

    for (size_t i = 0; i < r->lines.n && !from; i++)
        from = r->lines.line[i].id == o->line_id ? &r->lines.line[i] : NULL;
    o->to_line_id = to->id;
    o->central = from && from->central && !to->central;
    take_line(r, to, &other);
    other.follows = true;
    other.part = str_format(r->a, "%.*s/to", STR_FMT(o->part));
    if (o->amount.satang > 0)
        o->amount = money_neg(o->amount);
    else
        other.amount = money_neg(other.amount);
    keep(r, row->row, o);
    keep(r, row->row, &other);
}

static void read_texts(struct run *r, const struct sheet_in_row *row, struct outside_row *o)
{
    o->doc = str_dup(r->a, text_of(r, row, RT_DOC));
    o->part = str_dup(r->a, text_of(r, row, RT_PART));
    o->ref = str_dup(r->a, text_of(r, row, RT_REF));
    o->payee = str_dup(r->a, text_of(r, row, RT_PAYEE));
    o->authority = str_dup(r->a, text_of(r, row, RT_AUTHORITY));
    if (o->doc.n == 0)
        refuse_required(r, row, RT_DOC);
}

static bool on_row(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct run *r = ctx;
    struct outside_row o = {.line_id = 0};
    const struct rec_line *to = NULL;
    struct str to_code;

    (void)e;
    if (row->row <= r->sheet.header_row)
        return true;
    r->ret->report.read++;
    r->bad = false;
    read_texts(r, row, &o);
    read_date(r, row, &o);
    read_amount(r, row, &o);
    read_where(r, row, &o);
    to_code = code_of(r, row, RT_TO_LINE);
    if (to_code.n) {
        to = rec_line_by_code(&r->lines, to_code);
        if (!to || to->id == o.line_id || r->job->kind != RECORD_APPROPRIATION)
            refuse_code(r, row, RT_TO_LINE, to_code);
    }
    if (r->bad)
        r->read_refused++;
    else if (to)
        keep_transfer(r, row, &o, to);
    else
        keep(r, row->row, &o);
    return true;
}

/* ---- the file ---- */

static bool need(const struct run *r, enum record_target t, struct err *e)
{
    if (r->map.col[t] != UINT32_MAX || r->map.fixed[t].n)
        return true;
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(record_target_label(t, LANG_TH)));
    return false;
}

static bool choose_map(struct run *r, struct err *e)
{
    struct record_map m = {
        .system = r->job->system, .kind = record_word(r->job->kind), .fingerprint = r->sheet.fingerprint};
    struct str text = r->job->map;

    if (text.n == 0 && !record_map_find(r->db, r->a, &m, &text, e))
        return false;
    if (text.n == 0)
        record_map_guess(&r->sheet, &r->map);
    else if (!sheet_map_parse(r->a, text, record_targets, &r->map, e))
        return false;
    r->ret->map = sheet_map_text(r->a, &r->map, record_targets);
    if (!need(r, RT_DOC, e) || !need(r, RT_DATE, e) || !need(r, RT_AMOUNT, e))
        return false;
    return r->map.col[RT_LINE] != UINT32_MAX || need(r, RT_AGENCY, e);
}

static bool read_all(struct run *r, struct err *e)
{
    struct sheet_source src = {.path = NULL};
    uint8_t sum[SHA256_BYTES];
    struct str sheet;

    r->bytes = r->job->src.bytes;
    if (r->job->src.path && !file_read(r->a, r->job->src.path, BOOK_BYTES_MAX, &r->bytes, e))
        return false;
    src.bytes = r->bytes;
    sha256(r->bytes, sum);
    r->sha = hex_text(r->a, sum, sizeof sum);
    r->ret->report.sha256 = r->sha;
    if (!own_sheet_look(r->a, &src, &r->sheet, e) || !choose_map(r, e) ||
        !sheet_rows_each(r->a, &src, on_row, r, &sheet, e))
        return false;
    if (r->ret->report.read == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        return false;
    }
    r->read_issues = r->nissues;
    return true;
}

static bool remember(struct act *by, struct run *r, struct err *e)
{
    struct str *label = ARENA_ARRAY(by->a, struct str, r->sheet.n);
    struct record_map m = {.system = r->job->system,
                           .kind = record_word(r->job->kind),
                           .fingerprint = r->sheet.fingerprint,
                           .columns = r->ret->map};

    for (size_t i = 0; i < r->sheet.n; i++)
        label[i] = r->sheet.header[i].label;
    m.headers = str_join(by->a, label, r->sheet.n, STR("\x1f"));
    return !r->job->remember || record_map_save(by, &m, e);
}

static void take_result(struct run *r, const struct record_taken *t)
{
    struct record_result *ret = r->ret;

    r->nissues = r->read_issues; /* a write may run again */
    ret->report.refused = r->read_refused + t->refused;
    ret->report.accepted = t->fresh;
    ret->report.unchanged = t->known;
    ret->report.total_baht = money_text(r->a, t->total, MONEY_PLAIN);
    ret->posted = t->posted;
    ret->waiting = t->waiting;
    ret->file_code = str_dup(r->a, t->code);
    for (size_t i = 0; i < r->n; i++) {
        if (t->done[i].result == OUTSIDE_REFUSED && !r->row[i].follows)
            add_issue(r, r->row_no[i], t->done[i].why.code == ERR_RECORD_CHANGED ? "doc" : "line", &t->done[i].why);
    }
    ret->report.issues = (struct rows){r->issue, r->nissues};
}

static bool put(struct tx *tx, void *ctx, struct err *e)
{
    struct run *r = ctx;
    const struct record_job *j = r->job;
    struct act by = {.tx = tx, .a = tx->a, .who = j->who, .today = date_of_ms(j->now_ms), .now_ms = j->now_ms};
    struct record_take t = {.year = j->year,
                            .system = j->system,
                            .sha256 = r->sha,
                            .filename = j->filename,
                            .kind = j->kind,
                            .row = r->row,
                            .n = r->n,
                            .rows_read = r->ret->report.read,
                            .refused = r->read_refused,
                            .keep = j->keep};
    struct record_taken taken;

    r->rolled_back = false;
    if (!record_take(&by, &t, &taken, e))
        return false;
    take_result(r, &taken);
    if (j->dry_run || (r->ret->report.refused > 0 && !j->keep)) {
        r->rolled_back = true;
        FAIL(e, ERR_IMPORT_REFUSED);
        err_arg(e, "refused", V(r->ret->report.refused));
        err_arg(e, "read", V(r->ret->report.read));
        return false;
    }
    return remember(&by, r, e);
}

/* ---- refused rows as a file ---- */

struct refusing {
    struct run *r;
    struct import_errors *x;
    size_t at;
};

static int cmp_issue(const void *x, const void *y)
{
    int64_t l = ((const struct import_issue *)x)->line, m = ((const struct import_issue *)y)->line;

    return l < m ? -1 : l > m;
}

static bool on_refused(void *ctx, const struct sheet_in_row *row, struct err *e)
{
    struct refusing *f = ctx;
    struct run *r = f->r;
    struct str *cell = ARENA_ARRAY(r->a, struct str, r->sheet.n);
    struct csv_row out = {.row = row->row - r->sheet.header_row, .line = row->row, .cell = cell, .n = r->sheet.n};
    struct sbuf why;

    if (f->at >= r->nissues || r->issue[f->at].line != row->row)
        return true;
    sbuf_init(&why, r->a, SBUF_NO_LIMIT);
    for (; f->at < r->nissues && r->issue[f->at].line == row->row; f->at++)
        sbuf_printf(&why, "%s%.*s / %.*s", sbuf_str(&why).n ? " | " : "", STR_FMT(r->issue[f->at].th),
                    STR_FMT(r->issue[f->at].en));
    for (size_t i = 0; i < r->sheet.n; i++) {
        const struct sheet_cell *c = sheet_in_find(row, r->sheet.header[i].col);

        cell[i] = c ? c->text : STR_NONE;
    }
    return import_errors_row(f->x, &out, sbuf_str(&why), e);
}

static bool write_refused(struct run *r, struct err *e)
{
    struct sheet_source src = {.bytes = r->bytes};
    struct str *label = ARENA_ARRAY(r->a, struct str, r->sheet.n);
    struct csv_row head = {.cell = label, .n = r->sheet.n};
    struct refusing f = {.r = r};
    struct str sheet;

    for (size_t i = 0; i < r->sheet.n; i++)
        label[i] = r->sheet.header[i].label;
    qsort(r->issue, r->nissues, sizeof *r->issue, cmp_issue);
    return import_errors_open(r->a, r->job->errors_path, &f.x, e) && import_errors_restart(f.x, e) &&
           import_errors_header(f.x, &head, e) && sheet_rows_each(r->a, &src, on_refused, &f, &sheet, e) &&
           import_errors_commit(f.x, e);
}

static bool check_job(const struct record_job *j, struct err *e)
{
    if (j->kind < RECORD_KINDS && (str_eq(j->system, STR("mis2")) ||
                                   (str_eq(j->system, STR("egp")) && j->kind >= RECORD_ORDERS)))
        return actor_check_city(j->who, PERM_RECONCILE, e);
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(j->kind < RECORD_KINDS ? record_word(j->kind) : STR_NONE));
    err_arg(e, "expected", V(STR("mis2: appropriation allotment orders payments; egp: orders payments")));
    return false;
}

bool record_import(struct store *s, struct arena *a, const struct record_job *job, struct record_result *ret,
                   struct err *e)
{
    struct run *r = ARENA_NEW(a, struct run);

    *ret = (struct record_result){.posted = 0};
    r->job = job;
    r->a = a;
    r->ret = ret;
    if (!check_job(job, e) || !store_reader(s, &r->db, e) ||
        !record_year_get(r->db, a, job->year, &r->year, e) || !rec_lines_load(r->db, a, job->year, &r->lines, e) ||
        !agency_list(r->db, a, job->year, &r->agencies, e) || !agency_names_load(r->db, a, job->year, &r->names, e))
        return false;
    ret->report.kind = str_format(a, "%.*s-%.*s", STR_FMT(job->system), STR_FMT(record_word(job->kind)));
    ret->report.year = job->year;
    r->posts = ret->posts = str_eq(r->year.system[job->kind], job->system);
    if (job->kind == RECORD_APPROPRIATION)
        r->posts = false; /* the ordinance appropriates; a transfer names its lines */
    if (!read_all(r, e))
        return false;
    if (!store_write(s, put, r, e) && !r->rolled_back)
        return false;
    ret->report.written = !r->rolled_back && ret->report.accepted > 0;
    if (r->rolled_back)
        ret->file_code = STR_NONE;
    return !job->errors_path || job->dry_run || ret->report.refused == 0 || write_refused(r, e);
}
