/* contract_form.c - the form of a new contract, of its draft again, and of a change. */
#include "base/arena.h"
#include "city/agency.h"
#include "sql_web.h"
#include "store/store.h"
#include "views.h"
#include "web/contract_page.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { PARTS = 20, INSTALMENTS = 60, TRANCHES = 6, SPARE = 2, BP = 10 };

/* What a form is about: the agency and, unless new, the contract and the change it begins from. */
struct form_of {
    struct agency g;
    struct contract c;
    struct contract_change x;
    struct str ref; /* a reference without particulars that is to get them */
    bool change, fresh;
};
struct contract_form_ctx {
    struct form_of of;
    struct form form;
    struct contract_form_page page;
    struct contract_new new;
    struct contract_part part[PARTS];
    struct contract_year year[TRANCHES];
    struct contract_instalment inst[INSTALMENTS];
    struct contract_in part_in[PARTS], inst_in[INSTALMENTS], year_in[TRANCHES];
};

static const struct form_field all_fields[] = {
    {.name = "change_kind", .kind = FORM_CHOICE, .label = TR("เรื่องที่แก้ไข"), .required = true},
    {.name = "on_date", .kind = FORM_TEXT, .label = TR("แก้ไขลงวันที่"), .required = true, .max = 40},
    {.name = "days", .kind = FORM_TEXT, .label = TR("ขยายเวลา (วัน)"), .max = 5},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 1000},
    {.name = "ref",
     .kind = FORM_TEXT,
     .label = TR("เลขที่สัญญาหรือใบสั่ง"),
     .hint = TR("ตามที่พิมพ์ในสัญญา ใช้เป็นเลขอ้างอิงเมื่อก่อหนี้และเบิกจ่าย"),
     .required = true,
     .max = 100},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
    {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = 300},
    {.name = "vendor", .kind = FORM_TEXT, .label = TR("คู่สัญญา"), .required = true, .max = 200},
    {.name = "tax_id", .kind = FORM_TEXT, .label = TR("เลขประจำตัวผู้เสียภาษี"), .max = 13},
    {.name = "egp_no", .kind = FORM_TEXT, .label = TR("เลขที่โครงการ e-GP"), .max = 40},
    {.name = "doc_no", .kind = FORM_TEXT, .label = TR("เลขที่หนังสืออนุมัติ"), .max = 100},
    {.name = "signed_on",
     .kind = FORM_TEXT,
     .label = TR("วันลงนาม"),
     .hint = TR("เว้นไว้ได้จนกว่าจะลงนาม ลงนามได้ตั้งแต่ 1 ตุลาคมของปีงบประมาณ"),
     .max = 40},
    {.name = "starts_on", .kind = FORM_TEXT, .label = TR("เริ่มสัญญา"), .max = 40},
    {.name = "ends_on", .kind = FORM_TEXT, .label = TR("สิ้นสุดสัญญา"), .max = 40},
    {.name = "total", .kind = FORM_MONEY, .label = TR("วงเงินตามสัญญา"), .required = true},
    {.name = "advance", .kind = FORM_MONEY, .label = TR("เงินล่วงหน้า")},
    {.name = "advance_rate", .kind = FORM_NUMBER, .label = TR("หักเงินล่วงหน้าคืนงวดละ (ร้อยละ)")},
    {.name = "retention_rate", .kind = FORM_NUMBER, .label = TR("หักประกันผลงานงวดละ (ร้อยละ)")},
    {.name = "penalty_day", .kind = FORM_MONEY, .label = TR("ค่าปรับวันละ")},
    {.name = "k_formula",
     .kind = FORM_TEXT,
     .label = TR("สูตรปรับราคา (ค่า K)"),
     .hint = TR("เว้นว่างเมื่อสัญญาปรับราคาไม่ได้"),
     .max = 100},
};
enum { CHANGE_FIELDS = 4 };

static struct str rate(struct arena *a, struct share s)
{
    return s.bp ? milli_text(a, s.bp * BP) : STR_NONE;
}

/* ---- what the form shows at first ---- */

static bool fill_rows(struct req *r, struct contract_form_ctx *c, struct err *e)
{
    const struct form_of *of = &c->of;
    const struct contract_part *p;
    const struct contract_year *y;
    const struct contract_instalment *x;
    struct rows rows = {NULL, 0};

    if (of->fresh ? of->ref.n && !contract_bare_parts(r->db, r->a, r->year, of->g.id, of->ref, &rows, e)
                  : !contract_parts(r->db, r->a, of->x.id, of->c.ref, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n && i < PARTS; i++) {
        struct money held = money_add(p[i].obligated, p[i].paid);

        c->part_in[i] = (struct contract_in){
            .line = p[i].line_code,
            .name = p[i].line_name,
            .free = p[i].free,
            .amount = money_text(r->a, of->change ? held : p[i].amount, MONEY_WHOLE)};
    }
    c->page.part_n = rows.n < PARTS ? rows.n : PARTS;
    if (of->fresh) {
        c->part_in[0].line = c->part_in[0].line.n ? c->part_in[0].line : field_or_query(r, "line");
        return true;
    }
    if (!contract_years(r->db, r->a, of->x.id, &rows, e))
        return false;
    y = rows.p;
    for (size_t i = 0; rows.n > 1 && i < rows.n && i < TRANCHES; i++) {
        c->year_in[i].year = str_format(r->a, "%lld", (long long)y[i].year);
        c->year_in[i].amount = money_text(r->a, y[i].amount, MONEY_WHOLE);
        c->page.tranche_n = i + 1;
    }
    if (!contract_instalments(r->db, r->a, of->c.id, of->x.id, r->today, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n && i < INSTALMENTS; i++) {
        c->inst_in[i] = (struct contract_in){.due = address_day(r->a, x[i].due_on),
                                             .amount = money_text(r->a, x[i].amount, MONEY_WHOLE),
                                             .what = x[i].delivers,
                                             .accepted = address_day(r->a, x[i].accepted_on)};
        c->page.inst_n = i + 1;
    }
    return true;
}

static void fill_fields(struct req *r, struct contract_form_ctx *c)
{
    const struct contract_change *x = &c->of.x;
    struct form *f = &c->form;

    form_fill(f, "ref", c->of.fresh ? c->of.ref : c->of.c.ref);
    if (c->of.fresh)
        return;
    if (c->of.change && x->id == c->of.c.open_id) {
        form_fill(f, "change_kind", x->change_kind);
        form_fill(f, "on_date", address_day(r->a, x->on_date));
        form_fill(f, "days", x->days ? str_format(r->a, "%lld", (long long)x->days) : STR_NONE);
        form_fill(f, "reason", x->reason);
    }
    form_fill(f, "kind", x->kind);
    form_fill(f, "title", x->title);
    form_fill(f, "vendor", x->vendor);
    form_fill(f, "tax_id", x->tax_id);
    form_fill(f, "egp_no", x->egp_no);
    form_fill(f, "doc_no", c->of.change && x->id != c->of.c.open_id ? STR_NONE : x->doc_no);
    form_fill(f, "signed_on", address_day(r->a, x->signed_on));
    form_fill(f, "starts_on", address_day(r->a, x->starts_on));
    form_fill(f, "ends_on", address_day(r->a, x->ends_on));
    form_fill(f, "total", money_field(r->a, x->total));
    form_fill(f, "advance", money_field(r->a, x->advance));
    form_fill(f, "advance_rate", rate(r->a, x->advance_rate));
    form_fill(f, "retention_rate", rate(r->a, x->retention_rate));
    form_fill(f, "penalty_day", money_field(r->a, x->penalty_day));
    form_fill(f, "k_formula", x->k_formula);
}

static void make_form(struct req *r, struct contract_form_ctx *c)
{
    size_t from = c->of.change ? 0 : CHANGE_FIELDS;

    c->form = money_form(r, all_fields + from, ARRAY_LEN(all_fields) - from);
    choice_words(r, "contract_kind", NULL, form_find(&c->form, "kind"));
    if (c->of.change)
        choice_words(r, "contract_change_kind", NULL, form_find(&c->form, "change_kind"));
}

/* ---- what was typed ---- */

static void row_wrong(struct req *r, struct form *f, const char *what, size_t i, const struct err *why)
{
    if (f->error.n == 0)
        f->error = str_format(r->a, "%.*s %zu: %.*s", STR_FMT(tr(r->lang, what)), i + 1,
                              STR_FMT(word_error(r->a, why, r->lang)));
    f->wrong = true;
}

static void read_money(struct req *r, struct form *f, const char *what, size_t i, struct str s,
                       struct money *ret)
{
    struct err why = {0};

    if (s.n && !money_parse(s, ret, &why))
        row_wrong(r, f, what, i, &why);
}

static void read_day(struct req *r, struct form *f, const char *what, size_t i, struct str s,
                     struct date *ret)
{
    struct err why = {0}, iso = {0};

    if (s.n && !date_parse_th(s, ret, &why) && !date_parse_iso(s, ret, &iso))
        row_wrong(r, f, what, i, &why);
}

static void read_parts(struct req *r, struct contract_form_ctx *c)
{
    struct str line[PARTS], amount[PARTS] = {{0}};
    size_t n = form_values(r, "part_line", line, PARTS), k = 0;

    (void)form_values(r, "part_amount", amount, PARTS);
    for (size_t i = 0; i < n; i++) {
        c->part_in[i].line = line[i];
        c->part_in[i].amount = amount[i];
        if (line[i].n == 0 && amount[i].n == 0)
            continue;
        c->part[k].line_code = line[i];
        read_money(r, &c->form, TR("รายการงบประมาณ"), i, amount[i], &c->part[k++].amount);
    }
    c->page.part_n = n;
    c->new.text.part = c->part;
    c->new.text.parts = k;
}

static void read_instalments(struct req *r, struct contract_form_ctx *c)
{
    struct str due[INSTALMENTS] = {{0}}, amount[INSTALMENTS], what[INSTALMENTS] = {{0}};
    size_t n = form_values(r, "inst_amount", amount, INSTALMENTS), k = 0;

    (void)form_values(r, "inst_due", due, INSTALMENTS);
    (void)form_values(r, "inst_what", what, INSTALMENTS);
    for (size_t i = 0; i < n; i++) {
        c->inst_in[i] = (struct contract_in){.due = due[i], .amount = amount[i], .what = what[i]};
        if (due[i].n == 0 && amount[i].n == 0 && what[i].n == 0)
            continue;
        read_money(r, &c->form, TR("งวดที่"), i, amount[i], &c->inst[k].amount);
        read_day(r, &c->form, TR("งวดที่"), i, due[i], &c->inst[k].due_on);
        c->inst[k++].delivers = what[i];
    }
    c->page.inst_n = n;
    c->new.text.instalment = c->inst;
    c->new.text.instalments = k;
}

static void read_years(struct req *r, struct contract_form_ctx *c)
{
    struct str year[TRANCHES], amount[TRANCHES] = {{0}};
    size_t n = form_values(r, "year_year", year, TRANCHES), k = 0;

    (void)form_values(r, "year_amount", amount, TRANCHES);
    for (size_t i = 0; i < n; i++) {
        struct err why = {0};
        int32_t y = 0;

        c->year_in[i].year = year[i];
        c->year_in[i].amount = amount[i];
        if (year[i].n == 0 && amount[i].n == 0)
            continue;
        if (!fy_parse(year[i], &y, &why))
            row_wrong(r, &c->form, TR("ปีที่ผูกพัน"), i, &why);
        c->year[k].year = y;
        read_money(r, &c->form, TR("ปีที่ผูกพัน"), i, amount[i], &c->year[k++].amount);
    }
    c->page.tranche_n = n;
    c->new.text.year = c->year;
    c->new.text.years = k;
}

static void read_rate(struct form *f, const char *name, const struct req *r, int64_t *ret)
{
    int64_t milli = 0;

    if (form_value(f, name).n && form_milli(f, name, r, &milli))
        *ret = milli / BP;
}

static void read_form(struct req *r, struct contract_form_ctx *c)
{
    struct contract_text *t = &c->new.text;
    struct form *f = &c->form;
    struct date old_end = c->of.x.ends_on;

    form_read(f, r);
    (void)form_check(f, r);
    t->kind = form_value(f, "kind");
    t->title = form_value(f, "title");
    t->vendor = form_value(f, "vendor");
    t->tax_id = form_value(f, "tax_id");
    t->egp_no = form_value(f, "egp_no");
    t->doc_no = form_value(f, "doc_no");
    t->k_formula = form_value(f, "k_formula");
    (void)money_day(f, "signed_on", r, &t->signed_on);
    (void)money_day(f, "starts_on", r, &t->starts_on);
    (void)money_day(f, "ends_on", r, &t->ends_on);
    (void)form_money_or(f, "total", r, &t->total);
    (void)form_money_or(f, "advance", r, &t->advance);
    (void)form_money_or(f, "penalty_day", r, &t->penalty_day);
    read_rate(f, "advance_rate", r, &t->advance_bp);
    read_rate(f, "retention_rate", r, &t->retention_bp);
    if (c->of.change) {
        t->change_kind = form_value(f, "change_kind");
        t->reason = form_value(f, "reason");
        (void)money_day(f, "on_date", r, &t->on_date);
        if (form_value(f, "days").n)
            (void)form_int(f, "days", r, 0, 3650, &t->days);
        /* Days more move the end, unless the end was moved by hand. */
        if (t->days && old_end.yyyymmdd && date_cmp(old_end, t->ends_on) == 0)
            t->ends_on = date_add_days(old_end, (int32_t)t->days);
    }
    c->new.ref = form_value(f, "ref");
    read_parts(r, c);
    read_instalments(r, c);
    read_years(r, c);
}

/* ---- showing it ---- */

static bool show(struct req *r, struct contract_form_ctx *c, int status, struct reply *ret,
                 struct err *e)
{
    struct contract_form_page *p = &c->page;
    struct param crumb = {tr(r->lang, TR("สัญญาและหนี้ผูกพัน")), STR("/contracts")};
    struct page_head head = {.nav = STR("/contracts"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows;

    if (!free_lines(r, c->of.g.id, &rows, e))
        return false;
    p->choice = rows.p;
    p->choice_n = rows.n;
    p->csrf = r->session.csrf;
    p->year = c->of.fresh ? r->year : c->of.c.year;
    p->change = c->of.change;
    p->fresh = c->of.fresh;
    p->version = c->of.c.version;
    p->code = c->of.g.code;
    p->form = c->form;
    p->part = c->part_in;
    p->inst = c->inst_in;
    p->tranche = c->year_in;
    p->part_n = p->part_n + SPARE < PARTS ? p->part_n + SPARE : PARTS;
    p->inst_n = p->inst_n + SPARE + 1 < INSTALMENTS ? p->inst_n + SPARE + 1 : INSTALMENTS;
    p->tranche_n = p->tranche_n + SPARE < TRANCHES ? p->tranche_n + SPARE : TRANCHES;
    p->action = c->of.fresh ? STR("/contracts/new")
                            : str_format(r->a, "/contracts/%.*s/edit", STR_FMT(c->of.c.code));
    p->back = c->of.fresh ? STR("/contracts")
                          : str_format(r->a, "/contracts/%.*s", STR_FMT(c->of.c.code));
    p->lead = c->of.g.name_th;
    p->title = head.title = c->of.fresh    ? tr(r->lang, TR("บันทึกสัญญาใหม่"))
                            : c->of.change ? str_format(r->a, "%.*s %.*s",
                                                        STR_FMT(tr(r->lang, TR("แก้ไขสัญญา"))),
                                                        STR_FMT(c->of.c.ref))
                                           : str_format(r->a, "%.*s %.*s",
                                                        STR_FMT(tr(r->lang, TR("ร่างสัญญา"))),
                                                        STR_FMT(c->of.c.ref));
    if (!REPLY_PAGE(r, &head, contract_form, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool begin(struct req *r, bool fresh, struct contract_form_ctx **ret, struct err *e)
{
    struct contract_form_ctx *c = ARENA_NEW(r->a, struct contract_form_ctx);
    struct form_of *of = &c->of;

    of->fresh = fresh;
    if (fresh) {
        if (!spend_agency(r, &of->g, e))
            return false;
        of->ref = req_query(r, "ref");
    } else {
        if (!contract_get(r->db, r->a, r->seg[0], r->today, &of->c, e) ||
            !agency_by_id(r->db, r->a, of->c.agency_id, &of->g, e) ||
            !contract_change_get(r->db, r->a, of->c.open_id ? of->c.open_id : of->c.current_id,
                                 &of->x, e))
            return false;
        of->change = of->c.current_id != 0;
    }
    make_form(r, c);
    *ret = c;
    return true;
}

/* An agency is chosen first by those of the whole city. */
static bool choose_agency(struct req *r, struct contract_form_ctx *c, struct reply *ret, struct err *e)
{
    struct form_field *f = ARENA_ARRAY(r->a, struct form_field, 1);
    int64_t id;

    if (!agency_choice(r, STR_NONE, f, &id, e))
        return false;
    c->form = (struct form){.field = f, .n = 1};
    return show(r, c, 200, ret, e);
}

bool contract_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct contract_form_ctx *c;

    if (!begin(r, true, &c, e))
        return false;
    if (c->of.g.id == 0)
        return choose_agency(r, c, ret, e);
    fill_fields(r, c);
    return fill_rows(r, c, e) && show(r, c, 200, ret, e);
}

bool contract_edit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct contract_form_ctx *c;

    if (!begin(r, false, &c, e))
        return false;
    fill_fields(r, c);
    return fill_rows(r, c, e) && show(r, c, 200, ret, e);
}

/* ---- posting it ---- */

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    struct contract_form_ctx *c = ctx;

    if (c->of.change)
        return contract_change_save(by, c->of.c.code, c->page.version, &c->new.text, e);
    return contract_save(by, &c->new, c->of.c.code, c->page.version, &c->of.c.code, e);
}

static bool saved(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct contract_form_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/contracts/%.*s?done=save", STR_FMT(c->of.c.code)), ret);
    return true;
}

static bool save_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct contract_form_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return show(r, c, err_http(e->code), ret, &again);
}

static bool post_form(struct req *r, bool fresh, struct reply *ret, struct err *e)
{
    struct contract_form_ctx *c;

    if (!begin(r, fresh, &c, e))
        return false;
    if (c->of.g.id == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("agency")));
        return false;
    }
    read_form(r, c);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->page.version, e))
        return false;
    c->of.c.version = c->page.version;
    if (c->form.wrong)
        return show(r, c, 400, ret, e);
    c->new.year = fresh ? r->year : c->of.c.year;
    c->new.agency_id = c->of.g.id;
    r->refused = save_refused;
    return req_write(r, save_write, saved, c, ret, e);
}

bool contract_new_post(struct req *r, struct reply *ret, struct err *e)
{
    return post_form(r, true, ret, e);
}

bool contract_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    return post_form(r, false, ret, e);
}
