/* order_new_page.c - an order is prepared: typed rows, a file, or an allotment proposed for a quarter; and changed. */
#include "web/order_page.h"

#include "base/arena.h"
#include "city/agency.h"
#include "city/class.h"
#include "views.h"
#include "web/words.h"

enum { TYPED_ROWS = 8, EDIT_ROWS = 40, TEXT_MOST = 2000, NAME_MOST = 500, QUARTERS = 4 };

struct editing {
    struct order_new n;
    struct order_allot allot;
    struct form form;
    struct order_cell *cell;
    size_t cells;
    bool quarter;          /* proposed, not typed */
    struct str code;       /* made or changed */
    int64_t row;           /* the one that is refused */
    struct order_row_new *typed;
};

/* ---- the form's head ---- */

/* Agencies for which the reader prepares; of the city also none: lines of several. */
static bool agency_choices(struct req *r, struct form_field *f, bool all, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct form_choice *c;
    const struct agency *g;
    struct rows rows;
    struct err no;
    size_t n = 0;

    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    g = rows.p;
    if (actor_check_city(who, PERM_SPEND, &no))
        c[n++] = (struct form_choice){STR_NONE, tr(r->lang, all ? TR("ทั้งเมือง") : TR("หลายหน่วยงาน"))};
    for (size_t i = 0; i < rows.n; i++) {
        if (actor_check(who, PERM_SPEND, g[i].id, g[i].division, &no))
            c[n++] = (struct form_choice){g[i].code, r->lang == LANG_EN ? g[i].name_en : g[i].name_th};
    }
    f->choice = c;
    f->choices = n;
    if (n > 0 && f->value.n == 0)
        f->value = c[0].value;
    return true;
}

static bool type_choices(struct req *r, struct form_field *f, struct err *e)
{
    struct form_choice *c;
    struct class_tree t;
    size_t n = 1;

    if (!class_tree_load(r->db, r->a, r->year, STR("item"), &t, e))
        return false;
    c = ARENA_ARRAY(r->a, struct form_choice, t.n + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกประเภทรายจ่าย"))};
    for (size_t i = 0; i < t.n; i++) {
        if (str_eq(t.node[i].level, STR("type")))
            c[n++] = (struct form_choice){t.node[i].code, r->lang == LANG_EN ? t.node[i].name_en : t.node[i].name_th};
    }
    f->choice = c;
    f->choices = n;
    return true;
}

static void quarter_choices(struct req *r, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, QUARTERS);

    for (int q = 0; q < QUARTERS; q++)
        c[q] = (struct form_choice){str_format(r->a, "%d", q + 1),
                                    str_format(r->a, "%s %d", tr(r->lang, TR("ไตรมาสที่")).p, q + 1)};
    f->choice = c;
    f->choices = QUARTERS;
}

static bool make_form(struct req *r, bool quarter, struct form *f, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = NAME_MOST, .focus = true},
        {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ")},
        {.name = "on_date", .kind = FORM_TEXT, .label = TR("วันที่มีผล"), .hint = TR("เช่น 1/10/2565 ต้องอยู่ในปีงบประมาณ"), .required = true},
        {.name = "doc_no", .kind = FORM_TEXT, .label = TR("เลขที่หนังสือ"), .max = 100},
        {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .max = TEXT_MOST},
        {.name = "quarter", .kind = FORM_CHOICE, .label = TR("ไตรมาส"), .required = true},
        {.name = "type", .kind = FORM_CHOICE, .label = TR("ประเภทรายจ่าย")},
        {.name = "shares", .kind = FORM_TEXT, .label = TR("ร้อยละของสี่ไตรมาส"), .hint = TR("เช่น 25 25 25 25 เว้นว่างใช้ตามตารางค่ากำหนด"), .max = 60}};

    f->n = quarter ? ARRAY_LEN(plain) : 5;
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    if (!agency_choices(r, &f->field[1], quarter, e))
        return false;
    if (quarter) {
        quarter_choices(r, &f->field[5]);
        return type_choices(r, &f->field[6], e);
    }
    return true;
}

static struct str day_typed(struct req *r, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 64);
    date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

/* Today when it is in the year, else its nearer end. */
static struct date day_of_year(const struct req *r)
{
    struct date first = fy_start((int32_t)r->year), last = fy_end((int32_t)r->year);

    return date_cmp(r->today, first) < 0 ? first : date_cmp(r->today, last) > 0 ? last : r->today;
}

/* ---- rows ---- */

static struct str named(struct req *r, const char *name, size_t n)
{
    return str_format(r->a, "%s-%zu", name, n + 1);
}

static void make_cells(struct req *r, struct editing *x, size_t n)
{
    x->cells = n;
    x->cell = ARENA_ARRAY(r->a, struct order_cell, n + 1);
    for (size_t i = 0; i < n; i++) {
        x->cell[i] = (struct order_cell){.n = (int64_t)i + 1,
                                         .f_line = named(r, "line", i),
                                         .f_to_line = named(r, "to_line", i),
                                         .f_amount = named(r, "amount", i),
                                         .f_agency = named(r, "agency", i),
                                         .f_output = named(r, "output", i),
                                         .f_item = named(r, "item", i),
                                         .f_name = named(r, "name", i),
                                         .f_ref = named(r, "ref", i),
                                         .f_note = named(r, "note", i)};
    }
}

static struct str typed(struct req *r, struct str field)
{
    return str_trim(req_field(r, str_cstr(r->a, field)));
}

/* The rows that were typed; a row without line and amount is none. False: one cannot be read, and says so. */
static bool read_cells(struct req *r, struct editing *x)
{
    bool ok = true;

    make_cells(r, x, EDIT_ROWS);
    x->typed = ARENA_ARRAY(r->a, struct order_row_new, EDIT_ROWS);
    for (size_t i = 0; i < x->cells; i++) {
        struct order_cell *c = &x->cell[i];
        struct order_row_new *n = &x->typed[x->n.n];
        struct err e = {0};

        c->line = typed(r, c->f_line);
        c->to_line = typed(r, c->f_to_line);
        c->amount = typed(r, c->f_amount);
        c->agency = typed(r, c->f_agency);
        c->output = typed(r, c->f_output);
        c->item = typed(r, c->f_item);
        c->name = typed(r, c->f_name);
        c->ref = typed(r, c->f_ref);
        c->note = typed(r, c->f_note);
        if (c->line.n == 0 && c->amount.n == 0)
            continue;
        *n = (struct order_row_new){.line = c->line, .to_line = c->to_line, .agency = c->agency, .output = c->output,
                                    .item = c->item, .name = c->name, .ref = c->ref, .note = c->note};
        if (!money_parse(c->amount, &n->amount, &e)) {
            c->error = word_error(r->a, &e, r->lang);
            ok = false;
        }
        c->n = (int64_t)++x->n.n;
    }
    x->n.row = x->typed;
    while (x->cells > TYPED_ROWS && x->cell[x->cells - 1].line.n == 0 && x->cell[x->cells - 1].amount.n == 0)
        x->cells--;
    return ok;
}

static bool cells_of_order(struct req *r, const struct order *o, struct editing *x, struct err *e)
{
    const struct order_row *row;
    struct rows rows;

    if (o->row_count > EDIT_ROWS) {
        make_cells(r, x, 0);
        return true;
    }
    if (!order_rows(r->db, r->a, o, &(struct order_rows_page){.order_id = o->id, .limit = EDIT_ROWS}, &rows, e))
        return false;
    make_cells(r, x, rows.n + 2);
    row = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        struct order_cell *c = &x->cell[i];

        c->line = row[i].line;
        c->to_line = row[i].to_line;
        c->amount = money_text(r->a, row[i].amount, MONEY_WHOLE);
        c->agency = row[i].agency;
        c->output = row[i].output;
        c->item = row[i].item;
        c->name = row[i].name;
        c->ref = row[i].ref;
        c->note = row[i].note;
    }
    return true;
}

/* ---- the page ---- */

static bool show(struct req *r, const struct editing *x, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct param crumb = {tr(r->lang, TR("เงินประจำงวดและการโอน")), STR("/orders")};
    struct page_head head = {.nav = STR("/orders"), .crumb = &crumb, .ncrumb = 1};
    struct str word = str_from(order_kinds[x->n.kind].word);
    struct order_edit_page page = {.year = x->n.year, .csrf = r->session.csrf, .refused = refused, .code = x->n.code,
                                   .version = x->n.version, .kind = word, .form = x->form, .row = x->cell, .row_n = x->cells,
                                   .quarter = x->quarter, .to = x->n.kind == ORDER_TRANSFER || x->n.kind == ORDER_CENTRAL,
                                   .central = x->n.kind == ORDER_CENTRAL, .held = x->n.kind >= ORDER_RESERVE};

    page.action = x->n.code.n ? str_format(r->a, "/orders/%.*s/edit", STR_FMT(x->n.code)) : STR("/orders/new");
    page.cancel = x->n.code.n ? str_format(r->a, "/orders/%.*s", STR_FMT(x->n.code))
                              : str_format(r->a, "/orders?year=%lld", (long long)x->n.year);
    page.columns = page.central ? STR("line,amount,to_line,agency,output,item,name,note")
                   : page.to    ? STR("line,amount,to_line,note")
                   : page.held  ? STR("line,amount,ref,note")
                                : STR("line,amount,note");
    page.title = head.title = x->n.code.n ? str_format(r->a, "%s %.*s", tr(r->lang, TR("แก้คำสั่ง")).p, STR_FMT(x->n.code))
                                          : order_kind_label(word, r->lang);
    if (!REPLY_PAGE(r, &head, order_edit, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

/* As the form says it, else as its address does. */
static struct str asked(const struct req *r, const char *name)
{
    struct str s = req_field(r, name);

    return s.n ? s : req_query(r, name);
}

static bool begin(struct req *r, struct editing *x, struct err *e)
{
    struct str by = asked(r, "by"), kind = asked(r, "kind");

    *x = (struct editing){.n = {.year = r->year}};
    if (!order_kind_parse(kind.n || r->method != METHOD_GET ? kind : STR("allot"), &x->n.kind, e))
        return false;
    x->quarter = x->n.kind == ORDER_ALLOT && !str_eq(by, STR("rows"));
    return make_form(r, x->quarter, &x->form, e);
}

bool order_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct editing x;

    if (!begin(r, &x, e))
        return false;
    form_find(&x.form, "on_date")->value = day_typed(r, day_of_year(r));
    make_cells(r, &x, x.quarter ? 0 : TYPED_ROWS);
    return show(r, &x, STR_NONE, 200, ret, e);
}

bool order_edit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct editing x = {.n = {.code = r->seg[0]}};
    struct order o;

    if (!order_get(r->db, r->a, r->seg[0], &o, e))
        return false;
    x.n.year = r->year = o.year;
    x.n.version = o.version;
    if (!order_kind_parse(o.kind, &x.n.kind, e) || !make_form(r, false, &x.form, e) || !cells_of_order(r, &o, &x, e))
        return false;
    form_find(&x.form, "title")->value = o.title;
    form_find(&x.form, "agency")->value = o.agency_code;
    form_find(&x.form, "on_date")->value = day_typed(r, o.on_date);
    form_find(&x.form, "doc_no")->value = o.doc_no;
    form_find(&x.form, "reason")->value = o.reason;
    return show(r, &x, STR_NONE, 200, ret, e);
}

/* ---- saving ---- */

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    struct editing *x = ctx;

    return x->quarter ? order_allot(by, &x->allot, &x->code, e) : order_save(by, &x->n, &x->code, &x->row, e);
}

static bool save_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct editing *x = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/orders/%.*s", STR_FMT(x->code)), ret);
    return true;
}

/* The sentence, with the row that it is about; a typed row says it too. */
static bool save_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct editing *x = ctx;
    struct str why = word_error(r->a, e, r->lang);
    struct err again = {0};

    form_refuse(&x->form, r, e);
    for (size_t i = 0; i < x->cells && x->row > 0; i++) {
        if (x->cell[i].n == x->row && x->cell[i].line.n)
            x->cell[i].error = why;
    }
    if (x->row > 0)
        why = str_format(r->a, "%s %lld: %.*s", tr(r->lang, TR("แถวที่")).p, (long long)x->row, STR_FMT(why));
    return show(r, x, why, err_http(e->code), ret, &again);
}

/* "25 25 25 25": four shares in per cent; nothing: by the table. */
static bool read_shares(struct req *r, struct editing *x, struct err *e)
{
    struct str rest = str_replace(r->a, form_value(&x->form, "shares"), STR("/"), STR(" ")), piece;
    int q = 0;

    while (str_split(&rest, ' ', &piece)) {
        struct money m; /* two decimals of a per cent are basis points */

        if (piece.n == 0)
            continue;
        if (q == QUARTERS || !money_parse(piece, &m, e)) {
            FAIL(e, ERR_BAD_NUMBER);
            err_arg(e, "field", V(STR("shares")));
            err_arg(e, "value", V(piece));
            return false;
        }
        x->allot.share_bp[q++] = m.satang;
        x->allot.typed = true;
    }
    return true;
}

static bool read_allot(struct req *r, struct editing *x, struct err *e)
{
    if (!form_int(&x->form, "quarter", r, 1, QUARTERS, &x->allot.quarter))
        return false;
    x->allot.year = x->n.year;
    x->allot.agency = x->n.agency;
    x->allot.type = form_value(&x->form, "type");
    x->allot.title = x->n.title;
    x->allot.reason = x->n.reason;
    x->allot.doc_no = x->n.doc_no;
    x->allot.on_date = x->n.on_date;
    if (read_shares(r, x, e))
        return true;
    form_refuse(&x->form, r, e);
    return false;
}

static bool read_rows(struct req *r, struct editing *x, struct err *e)
{
    if (!r->upload || r->upload->bytes == 0)
        return true;
    return order_file_read(r->a, r->upload->path, &x->n.row, &x->n.n, &x->row, e);
}

static bool save(struct req *r, struct editing *x, struct reply *ret, struct err *e)
{
    bool cells, form;

    form_read(&x->form, r);
    cells = x->quarter || read_cells(r, x);
    form = form_check(&x->form, r);
    x->n.title = form_value(&x->form, "title");
    x->n.agency = form_value(&x->form, "agency");
    x->n.reason = form_value(&x->form, "reason");
    x->n.doc_no = form_value(&x->form, "doc_no");
    if (!form || !form_date(&x->form, "on_date", r, &x->n.on_date) || !cells || (x->quarter && !read_allot(r, x, e)))
        return show(r, x, STR_NONE, 400, ret, e);
    if (!read_rows(r, x, e))
        return save_refused(r, x, ret, e);
    r->refused = save_refused;
    return req_write(r, save_write, save_done, x, ret, e);
}

bool order_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct editing *x = ARENA_NEW(r->a, struct editing);

    return begin(r, x, e) && save(r, x, ret, e);
}

bool order_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct editing *x = ARENA_NEW(r->a, struct editing);
    struct order o;

    if (!order_get(r->db, r->a, r->seg[0], &o, e))
        return false;
    *x = (struct editing){.n = {.code = o.code, .year = o.year, .quarter = o.quarter}};
    r->year = o.year;
    return req_int(r, "version", 0, INT64_MAX, 0, &x->n.version, e) && order_kind_parse(o.kind, &x->n.kind, e) &&
           make_form(r, false, &x->form, e) && save(r, x, ret, e);
}
