/* supplementary_one.c - one supplementary draft: its lines, its fiscal statement, what can be done with it now. */
#include "base/arena.h"
#include "base/json.h"
#include "city/issued.h"
#include "plan/bill.h"
#include "plan/cycle.h"
#include "perform/service_agreement.h"
#include "web/job_page.h"
#include "web/money_parts.h"
#include "web/supplementary_form.h"
#include "web/supplementary_page.h"
#include "web/words.h"

enum { LINES_SHOWN = 200 };

static const struct col line_cols[] = {
    {"name", COL_LINK, "/lineage/", "code", NULL},  {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},   {"output_name", COL_UNDER, NULL, NULL, NULL},
    {"item_name", COL_PLAIN, NULL, NULL, NULL},     {"reason", COL_PLAIN, NULL, NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, TR("เสนอ")},    {"now", COL_WHOLE, NULL, NULL, TR("ขณะนี้")},
};
static const struct col edit_cols[] = {
    {"name", COL_LINK, NULL, "code", NULL},         {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},   {"output_name", COL_UNDER, NULL, NULL, NULL},
    {"item_name", COL_PLAIN, NULL, NULL, NULL},     {"reason", COL_PLAIN, NULL, NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, TR("เสนอ")},    {"now", COL_WHOLE, NULL, NULL, TR("ขณะนี้")},
};
static const struct col statement_cols[] = {
    {"as_of", COL_PLAIN, NULL, NULL, NULL},      {"version", COL_PLAIN, NULL, NULL, NULL},
    {"cash", COL_WHOLE, NULL, NULL, NULL},       {"carried", COL_WHOLE, NULL, NULL, NULL},
    {"commitment", COL_WHOLE, NULL, NULL, NULL}, {"debt", COL_WHOLE, NULL, NULL, NULL},
    {"free", COL_WHOLE, NULL, NULL, NULL},       {"taken", COL_WHOLE, NULL, NULL, NULL},
    {"made_by", COL_PLAIN, NULL, NULL, NULL},
};

struct one {
    struct supplementary s;
    struct rows lines, statements;
    struct supplementary_revenue revenue; /* of a draft from the year's own revenue */
    bool draft, own;
};

static bool read_number(struct req *r, int64_t *ret, struct err *e)
{
    struct money m;
    struct err none = {0};

    if (r->seg[0].n <= 2 && money_parse(r->seg[0], &m, &none) && m.satang % 100 == 0 &&
        m.satang > 0) {
        *ret = m.satang / 100;
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(r->seg[0]));
    return false;
}

static bool read_one(struct req *r, struct one *v, struct err *e)
{
    struct supplementary_filter f = {.year = r->year, .limit = LINES_SHOWN, .lang = r->lang};

    if (!read_number(r, &f.number, e) ||
        !supplementary_get(r->db, r->a, r->year, f.number, &v->s, e) ||
        !supplementary_lines(r->db, r->a, &f, &v->lines, e) ||
        !supplementary_statements(r->db, r->a, r->year, f.number, &v->statements, e))
        return false;
    v->draft = str_eq(v->s.stage, STR("DRAFT"));
    v->own = str_eq(v->s.fund, STR("OWN"));
    return !v->own || supplementary_revenue(r->db, r->a, r->year, f.number, &v->revenue, e);
}

static struct money left_of(const struct one *v)
{
    const struct supplementary *s = &v->s;

    return money_sub(v->own ? v->revenue.surplus : money_sub(s->free, s->taken), s->now);
}

static bool stated(const struct supplementary *s)
{
    return s->free.satang != MONEY_MISSING.satang;
}

static struct str lead_of(struct req *r, const struct one *v)
{
    const struct supplementary *s = &v->s;

    if (s->enacted.satang != MONEY_MISSING.satang)
        return SAY(r, TR("มีผลใช้บังคับแล้ว {money} ล้านบาท จากที่เสนอ {asked} ล้านบาท"),
                   {STR("{money}"), money_million_text(r, s->enacted)},
                   {STR("{asked}"), money_million_text(r, s->asked)});
    if (!v->draft)
        return SAY(r, TR("อยู่ในสภา ขั้น{stage} ขณะนี้ {money} ล้านบาท จากที่เสนอ {asked} ล้านบาท"),
                   {STR("{stage}"), word_label("cycle", s->stage, r->lang)},
                   {STR("{money}"), money_million_text(r, s->now)},
                   {STR("{asked}"), money_million_text(r, s->asked)});
    if (s->lines == 0)
        return tr(r->lang, TR("ร่างนี้ยังไม่มีรายการ เพิ่มรายการ แสดงฐานะการคลัง แล้วเสนอสภา"));
    if (!stated(s))
        return SAY(r, TR("ร่าง {n} รายการ {money} ล้านบาท ยังไม่ได้แสดงฐานะการคลัง จึงยังเสนอสภาไม่ได้"),
                   {STR("{n}"), money_count_text(r, s->lines)},
                   {STR("{money}"), money_million_text(r, s->now)});
    if (v->own)
        return SAY(r, TR("ร่าง {n} รายการ {money} ล้านบาท ประมาณการรายรับที่ยังไม่ได้ตั้งจ่ายเหลือหลังร่างนี้ {left} ล้านบาท"),
                   {STR("{n}"), money_count_text(r, s->lines)},
                   {STR("{money}"), money_million_text(r, s->now)},
                   {STR("{left}"), money_million_text(r, left_of(v))});
    return SAY(r, TR("ร่าง {n} รายการ {money} ล้านบาท เงินสะสมปลอดภาระ ณ {day} เหลือหลังร่างนี้ {left} ล้านบาท"),
               {STR("{n}"), money_count_text(r, s->lines)},
               {STR("{money}"), money_million_text(r, s->now)},
               {STR("{day}"), money_day_text(r, s->as_of)},
               {STR("{left}"), money_million_text(r, left_of(v))});
}

static void put_facts(struct req *r, struct money_page *p, const struct one *v)
{
    struct str unit = tr(r->lang, TR("ล้านบาท"));
    const struct supplementary *s = &v->s;

    money_fact(p, tr(r->lang, TR("เสนอ")), money_million_text(r, s->asked), unit);
    money_fact(p, tr(r->lang, TR("ขณะนี้")), money_million_text(r, s->now), unit);
    if (v->own) {
        money_fact(p, tr(r->lang, TR("รายรับที่ยังไม่ได้ตั้งจ่าย")), money_million_text(r, v->revenue.surplus),
                   SAY(r, TR("ล้านบาท จากประมาณการ {revenue}"),
                       {STR("{revenue}"), money_million_text(r, v->revenue.revenue)}));
        money_fact(p, tr(r->lang, TR("เหลือหลังร่างนี้")), money_million_text(r, left_of(v)), unit);
        p->fact[3].stop = left_of(v).satang < 0;
        return;
    }
    if (!stated(s)) {
        money_fact(p, tr(r->lang, TR("เงินสะสมปลอดภาระ")), STR("–"),
                   tr(r->lang, TR("ยังไม่ได้แสดงฐานะการคลัง")));
        p->fact[2].warn = v->draft;
        return;
    }
    money_fact(p, tr(r->lang, TR("เงินสะสมปลอดภาระ")), money_million_text(r, s->free),
               SAY(r, TR("ล้านบาท ณ {day}"), {STR("{day}"), money_day_text(r, s->as_of)}));
    money_fact(p, tr(r->lang, TR("เหลือหลังร่างนี้")), money_million_text(r, left_of(v)), unit);
    p->fact[3].stop = left_of(v).satang < 0;
}

static void put_notes(struct req *r, struct money_page *p, const struct one *v)
{
    money_note(p,
               SAY(r, TR("เหตุผล: {reason} ที่มาของเงิน: {source}"), {STR("{reason}"), v->s.reason},
                   {STR("{source}"), v->s.source}),
               STR_NONE, STR_NONE);
    money_note(p, tr(r->lang, TR("การเสนอสภา วาระ มติ และการประกาศ ทำที่หน้าร่างข้อบัญญัติในสภา")),
               str_format(r->a, "/council?ordinance=%lld", (long long)v->s.number),
               tr(r->lang, TR("เปิดหน้าสภาของร่างนี้")));
}

static void put_tables(struct req *r, struct money_page *p, const struct one *v, struct col *cols)
{
    struct money_section *s = money_section(p);
    struct supplementary_line *sum = ARENA_NEW(r->a, struct supplementary_line);

    sum->asked = v->s.asked;
    sum->now = v->s.now;
    s->id = STR("lines");
    s->title = tr(r->lang, TR("รายการของร่าง"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = str_format(r->a, "/supplementary/%lld", (long long)v->s.number);
    if (v->s.lines > (int64_t)v->lines.n)
        s->note = SAY(r, TR("แสดง {n} รายการแรก ทั้งหมดอยู่ในแฟ้มส่งออก"),
                      {STR("{n}"), money_count_text(r, (int64_t)v->lines.n)});
    s->has_table = true;
    s->table = (struct table_view){.type = &supplementary_line_type,
                                   .rows = v->lines.p,
                                   .n = v->lines.n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(line_cols),
                                   .total = v->lines.n ? sum : NULL,
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีรายการ"))};
    if (v->statements.n == 0)
        return;
    s = money_section(p);
    s->id = STR("statement");
    s->title = tr(r->lang, TR("ฐานะการคลังประกอบร่าง"));
    s->unit = tr(r->lang, TR("บาท"));
    s->note = tr(r->lang, TR("ฉบับล่าสุดใช้กับร่างนี้ เมื่อเสนอสภาแล้วไม่เปลี่ยนอีก"));
    s->path = str_format(r->a, "/supplementary/%lld/statements", (long long)v->s.number);
    s->has_table = true;
    s->table = (struct table_view){.type = &fiscal_statement_type,
                                   .rows = v->statements.p,
                                   .n = v->statements.n,
                                   .cols = statement_cols,
                                   .ncols = ARRAY_LEN(statement_cols),
                                   .caption = s->title};
}

/* ---- what can be done now ---- */

static struct str under(struct req *r, const struct one *v, const char *what)
{
    return str_format(r->a, "/supplementary/%lld/%s", (long long)v->s.number, what);
}

static bool put_draft_work(struct req *r, struct money_page *p, const struct one *v, struct err *e)
{
    struct money_panel *x = money_panel(p);

    x->title = tr(r->lang, TR("เพิ่มรายการ"));
    x->action = under(r, v, "line");
    x->submit = tr(r->lang, TR("เพิ่มรายการ"));
    if (!supplementary_line_form(r, &x->form, e))
        return false;
    x = money_panel(p);
    x->title = tr(r->lang, TR("แสดงฐานะการคลัง"));
    x->note = tr(r->lang, v->own ? TR("คัดลอกจากฐานะการคลังที่บันทึกไว้ ยอดร่างต้องไม่เกินประมาณการรายรับที่ยังไม่ได้ตั้งจ่าย")
                                : TR("คัดลอกจากฐานะการคลังที่บันทึกไว้ ยอดร่างต้องไม่เกินเงินสะสมปลอดภาระ"));
    x->action = under(r, v, "statement");
    x->submit = tr(r->lang, TR("แสดงฐานะการคลัง"));
    x->second = true;
    if (!supplementary_state_form(r, &x->form, e))
        return false;
    x = money_act(p);
    x->title = tr(r->lang, TR("นำเข้ารายการจากแฟ้ม"));
    x->note = tr(r->lang, TR("คอลัมน์ agency, output, item, project, name, unit, amount, reason"));
    x->action = under(r, v, "file");
    x->submit = tr(r->lang, TR("ดูตัวอย่างก่อนนำเข้า"));
    x->file = true;
    x->form = supplementary_file_form(r);
    x = money_act(p);
    x->title = tr(r->lang, TR("แก้ชื่อ เหตุผล และที่มาของเงิน"));
    x->action = under(r, v, "edit");
    x->submit = tr(r->lang, TR("บันทึกร่าง"));
    x->form = supplementary_form(r, &v->s);
    return true;
}

static void put_other_work(struct req *r, struct money_page *p, const struct one *v)
{
    static const struct form_field format[] = {
        {.name = "format", .kind = FORM_CHOICE, .label = TR("รูปแบบแฟ้ม"), .required = true}};
    struct money_panel *x;

    if (actor_may(&r->session.actor, PERM_ENACT) && str_eq(v->s.stage, STR("GAZETTED"))) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("ตราเป็นข้อบัญญัติ"));
        x->note = tr(r->lang, TR("ตั้งงบประมาณทุกรายการในบัญชี ยอดของปีเพิ่มขึ้นทันที ทำได้ครั้งเดียว"));
        x->action = under(r, v, "enact");
        x->submit = tr(r->lang, TR("ตราเป็นข้อบัญญัติ"));
    }
    if (actor_may(&r->session.actor, PERM_DOCUMENT) && v->statements.n) {
        x = money_act(p);
        x->title = tr(r->lang, TR("พิมพ์ฐานะการคลังประกอบร่าง"));
        x->action = under(r, v, "print");
        x->submit = tr(r->lang, TR("ออกเอกสาร"));
        x->second = true;
        x->form = money_form(r, format, ARRAY_LEN(format));
        money_words(r, "paper_format", &x->form.field[0]);
    }
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status,
                     struct reply *ret, struct err *e)
{
    struct one *v = ARENA_NEW(r->a, struct one);
    struct col *cols = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(line_cols));
    struct money_page p = {.csrf = r->session.csrf};
    bool may;

    if (!read_one(r, v, e))
        return false;
    may = v->draft && actor_may(&r->session.actor, PERM_BILL);
    p.title = SAY(r, TR("เพิ่มเติมฉบับที่ {n}: {title}"), {STR("{n}"), money_count_text(r, v->s.number)},
                  {STR("{title}"), v->s.title});
    p.lead = lead_of(r, v);
    put_facts(r, &p, v);
    put_notes(r, &p, v);
    for (size_t i = 0; i < ARRAY_LEN(line_cols); i++)
        cols[i] = may ? edit_cols[i] : line_cols[i];
    if (may)
        cols[0].more = str_cstr(r->a, under(r, v, "lines/"));
    put_tables(r, &p, v, cols);
    if (may && !put_draft_work(r, &p, v, e))
        return false;
    put_other_work(r, &p, v);
    if (wrong && str_eq(str_from(which), STR("line"))) { /* its lists are the page's own */
        for (size_t i = 0; may && i < 3; i++) {
            wrong->field[i].choice = p.panel[0].form.field[i].choice;
            wrong->field[i].choices = p.panel[0].form.field[i].choices;
        }
    }
    money_refused(r, &p, wrong, which, str_cstr(r->a, under(r, v, "")));
    return money_show(r, &p, "/supplementary", status, ret, e);
}

bool supplementary_one_page(struct req *r, struct reply *ret, struct err *e)
{
    struct supplementary_filter f = {.year = r->year, .limit = SUPPLEMENTARY_MOST, .lang = r->lang};
    struct supplementary s;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return one_show(r, NULL, "", 200, ret, e);
    return read_number(r, &f.number, e) &&
           supplementary_get(r->db, r->a, r->year, f.number, &s, e) &&
           supplementary_lines(r->db, r->a, &f, &rows, e) &&
           reply_table(r, &supplementary_line_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "supplementary-%.*s",
                                  STR_FMT(bill_code(r->a, r->year, f.number))),
                       ret, e);
}

bool supplementary_statements_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;
    int64_t number;

    if (!read_number(r, &number, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/supplementary/%lld#statement", (long long)number), ret);
        return true;
    }
    return supplementary_statements(r->db, r->a, r->year, number, &rows, e) &&
           reply_table(r, &fiscal_statement_type, rows.p, rows.n, NULL, STR_NONE,
                       STR("fiscal-statement"), ret, e);
}

/* ---- posts ---- */

struct one_post {
    struct money_post post; /* first */
    struct supplementary_new n;
    struct supplementary_line_new line;
    struct supplementary_line_edit edit;
    struct enactment done;
    int64_t number;
};

static struct one_post *post_of(struct req *r, req_write_fn *write, const char *which,
                                struct err *e)
{
    struct one_post *x = ARENA_NEW(r->a, struct one_post);

    if (!read_number(r, &x->number, e))
        return NULL;
    x->post.page.show = one_show;
    x->post.page.which = which;
    x->post.page.path =
        str_cstr(r->a, str_format(r->a, "/supplementary/%lld", (long long)x->number));
    x->post.write = write;
    return x;
}

static bool edit_write(struct act *by, void *ctx, struct err *e)
{
    const struct one_post *x = ctx;

    return supplementary_edit(by, &x->n, e);
}

bool supplementary_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_post *x = post_of(r, edit_write, "edit", e);

    if (!x)
        return false;
    x->post.form = supplementary_form(r, NULL);
    if (supplementary_form_read(r, &x->post.form, &x->n))
        x->n.number = x->number;
    return money_post(r, &x->post, ret, e);
}

static bool line_write(struct act *by, void *ctx, struct err *e)
{
    const struct one_post *x = ctx;
    struct supplementary_batch b = {x->post.year, x->number, &x->line, 1};
    size_t row;

    return supplementary_lines_add(by, &b, NULL, &row, e);
}

bool supplementary_line_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_post *x = post_of(r, line_write, "line", e);

    if (!x || !supplementary_line_form(r, &x->post.form, e))
        return false;
    if (!supplementary_line_form_read(r, &x->post.form, &x->line))
        x->post.form.wrong = true;
    return money_post(r, &x->post, ret, e);
}

static bool state_write(struct act *by, void *ctx, struct err *e)
{
    const struct one_post *x = ctx;

    return supplementary_state(by, x->post.year, x->number,
                               form_value(&x->post.form, "position"), e);
}

bool supplementary_state_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_post *x = post_of(r, state_write, "statement", e);

    if (!x || !supplementary_state_form(r, &x->post.form, e))
        return false;
    form_read(&x->post.form, r);
    if (!form_check(&x->post.form, r))
        x->post.form.wrong = true;
    return money_post(r, &x->post, ret, e);
}

static bool enact_write(struct act *by, void *ctx, struct err *e)
{
    struct one_post *x = ctx;
    int64_t made;

    return enact_ordinance(by, x->post.year, x->number, &x->done, e) && service_make_year(by, x->post.year, &made, e);
}

/* On a page an ordinance is enacted once the gazette has it; scripts may do it before (enact.h). */
bool supplementary_enact_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_post *x = post_of(r, enact_write, "enact", e);
    struct str stage;

    if (!x || !bill_stage(r->db, r->a, r->year, x->number, &stage, e))
        return false;
    if (!cycle_at_least(stage, STR("GAZETTED"))) {
        FAIL(e, ERR_STATE);
        err_arg(e, "state", V(word_label("cycle", stage, r->lang)));
        err_arg(e, "event", V(tr(r->lang, TR("ตราเป็นข้อบัญญัติ"))));
        form_refuse(&x->post.form, r, e);
        return one_show(r, &x->post.form, "enact", err_http(e->code), ret, e);
    }
    return money_post(r, &x->post, ret, e);
}

/* ---- one line of the draft ---- */

static bool find_line(struct req *r, struct supplementary_line *ret, struct err *e)
{
    struct supplementary_filter f = {.year = r->year, .limit = SUPPLEMENTARY_MOST, .lang = r->lang};
    const struct supplementary_line *l;
    struct rows rows;

    if (!read_number(r, &f.number, e) || !supplementary_lines(r->db, r->a, &f, &rows, e))
        return false;
    l = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(l[i].code, r->seg[1])) {
            *ret = l[i];
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(r->seg[1]));
    return false;
}

static bool line_show(struct req *r, struct form *wrong, const char *which, int status,
                      struct reply *ret, struct err *e)
{
    struct money_page p = {.csrf = r->session.csrf};
    struct supplementary_line l;
    struct money_panel *x;
    struct str path;

    (void)which;
    if (!find_line(r, &l, e))
        return false;
    path = str_format(r->a, "/supplementary/%.*s/lines/%.*s", STR_FMT(r->seg[0]), STR_FMT(l.code));
    p.title = l.name;
    p.lead = SAY(r, TR("{code} ของ{agency} เสนอ {money} บาท"), {STR("{code}"), l.code},
                 {STR("{agency}"), l.agency_name},
                 {STR("{money}"), money_text(r->a, l.asked, MONEY_WHOLE)});
    money_note(&p, tr(r->lang, TR("แก้ได้จนกว่าร่างจะเสนอสภา")),
               str_format(r->a, "/supplementary/%.*s", STR_FMT(r->seg[0])),
               tr(r->lang, TR("กลับไปที่ร่าง")));
    if (actor_may(&r->session.actor, PERM_BILL)) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("แก้รายการ"));
        x->action = path;
        x->submit = tr(r->lang, TR("บันทึกรายการ"));
        x->form = wrong ? *wrong : supplementary_edit_form(r, &l);
    }
    return money_show(r, &p, "/supplementary", status, ret, e);
}

bool supplementary_line_page(struct req *r, struct reply *ret, struct err *e)
{
    return line_show(r, NULL, "", 200, ret, e);
}

static bool set_write(struct act *by, void *ctx, struct err *e)
{
    const struct one_post *x = ctx;

    return supplementary_line_set(by, &x->edit, e);
}

bool supplementary_line_set_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_post *x = post_of(r, set_write, "", e);

    if (!x)
        return false;
    x->post.page.show = line_show;
    x->post.form = supplementary_edit_form(r, NULL);
    form_read(&x->post.form, r);
    if (!form_check(&x->post.form, r) ||
        !form_money(&x->post.form, "amount", r, &x->edit.amount))
        x->post.form.wrong = true;
    x->edit.code = r->seg[1];
    x->edit.reason = form_value(&x->post.form, "reason");
    if (!req_int(r, "version", 0, INT64_MAX, 0, &x->edit.version, e))
        return false;
    return money_post(r, &x->post, ret, e);
}

/* ---- its paper ---- */

bool supplementary_print_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str format = req_field(r, "format");
    int64_t number;
    struct sbuf b;
    struct jw w;

    if (!read_number(r, &number, e) ||
        !issued_may_make(&r->session.actor, ISSUED_FISCAL_STATEMENT, 0, 0, e))
        return false;
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "document", STR("fiscal_statement"));
    J(&w, "format", format.n ? format : STR("pdf"));
    J(&w, "subject", str_format(r->a, "%lld", (long long)number));
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}
