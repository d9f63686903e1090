/* carry_book_page.c - /carry/lists: lists of requests, their motion, decision and posting. */
#include "base/arena.h"
#include "base/err.h"
#include "execute/carry_list.h"
#include "web/carry_page.h"
#include "web/council_question_page.h"
#include "web/words.h"

enum { TEXT_MAX = 2000 };

static const struct col list_cols[] = {
    {"title", COL_LINK, "/carry/lists/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_TAG, "carry_kind", NULL, NULL},        {"extension", COL_YES, NULL, NULL, NULL},
    {"authority", COL_WORD, "authority", NULL, NULL},   {"state", COL_TAG, "carry_list", NULL, NULL},
    {"requests", COL_PLAIN, NULL, NULL, NULL},          {"amount", COL_MILLION, NULL, NULL, NULL},
    {"approved", COL_MILLION, NULL, NULL, NULL},        {"posted", COL_MILLION, NULL, NULL, NULL},
    {"problems", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col part_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},    {"items", COL_PLAIN, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},  {"approved", COL_WHOLE, NULL, NULL, NULL},
    {"posted", COL_WHOLE, NULL, NULL, NULL},
};
static const struct col item_cols[] = {
    {"line_name", COL_LINK, "/carry/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},     {"ref", COL_UNDER, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},          {"approved", COL_WHOLE, NULL, NULL, NULL},
    {"state", COL_TAG, "carry", NULL, NULL},          {"problem", COL_UNDER, NULL, NULL, NULL},
    {"decision", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field add_fields[] = {
    {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = 300},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("แบบ"), .required = true},
    {.name = "extension",
     .kind = FORM_CHECK,
     .label = TR("ขยายเวลาเงินกันของปีก่อน"),
     .hint = TR("เงินที่กันมาแล้วและยังเบิกไม่หมด ต้องขออีกครั้ง")},
};
static const struct form_field move_fields[] = {
    {.name = "no", .kind = FORM_TEXT, .label = TR("ญัตติหรือหนังสือเลขที่"), .required = true, .max = 100},
    {.name = "on", .kind = FORM_TEXT, .label = TR("ลงวันที่"), .required = true, .max = 40},
    {.name = "note", .kind = FORM_LONG, .label = TR("หลักการและเหตุผล"), .max = TEXT_MAX},
};
static const struct form_field decide_fields[] = {
    {.name = "no", .kind = FORM_TEXT, .label = TR("มติหรือหนังสืออนุมัติเลขที่"), .required = true, .max = 100},
    {.name = "on", .kind = FORM_TEXT, .label = TR("วันที่มีมติ"), .required = true, .max = 40},
    {.name = "less",
     .kind = FORM_LONG,
     .label = TR("คำขอที่ไม่อนุมัติเต็มจำนวน"),
     .hint = TR("บรรทัดละคำขอ: เลขที่ จำนวนเงินที่อนุมัติ เหตุผล เช่น 2566-B-1100-00003 500,000 ลดตามสภา (0 คือไม่อนุมัติ) ที่ไม่เขียนคือ"
                "อนุมัติเต็ม"),
     .max = 20000},
    {.name = "note", .kind = FORM_LONG, .label = TR("หมายเหตุ"), .max = TEXT_MAX},
};
static const struct form_field post_fields[] = {
    {.name = "on",
     .kind = FORM_TEXT,
     .label = TR("ลงวันที่"),
     .hint = TR("เว้นว่างคือ 30 กันยายน"),
     .max = 40},
};

static const struct form_field print_fields[] = {
    {.name = "format", .kind = FORM_CHOICE, .label = TR("รูปแบบแฟ้ม"), .required = true},
};
static const struct form_choice formats[] = {
    {STR_INIT("pdf"), STR_INIT("PDF")}, {STR_INIT("docx"), STR_INIT("DOCX")}, {STR_INIT("xlsx"), STR_INIT("XLSX")}};

/* ---- the lists ---- */

static bool lists_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret,
                       struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("บัญชีและญัตติขอกันเงิน"))};
    int64_t a, b, more_a, more_b, open = 0;
    const struct carry_list *k;
    struct money_section *s;
    struct money_panel *x;
    struct rows rows;

    if (!carry_lists(r->db, r->a, r->year, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &carry_list_type, rows.p, rows.n, NULL, STR_NONE, STR("carry-lists"), ret, e);
    if (!carry_waiting(r->db, r->year, STR("A"), false, &a, e) ||
        !carry_waiting(r->db, r->year, STR("B"), false, &b, e) ||
        !carry_waiting(r->db, r->year, STR("A"), true, &more_a, e) ||
        !carry_waiting(r->db, r->year, STR("B"), true, &more_b, e))
        return false;
    k = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        open += str_eq(k[i].state, STR("draft")) || str_eq(k[i].state, STR("moved"));
    p.lead = SAY(r, TR("รอใส่บัญชี {a} คำขอแบบมีหนี้ผูกพัน {b} แบบไม่มีหนี้ผูกพัน {more} ขยายเวลา · บัญชีที่ยังไม่มีมติ {open} บัญชี"),
                 {STR("{a}"), money_count_text(r, a)}, {STR("{b}"), money_count_text(r, b)},
                 {STR("{more}"), money_count_text(r, more_a + more_b)}, {STR("{open}"), money_count_text(r, open)});
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("คำขอกันเงิน")), STR("/carry"), false};
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("บัญชีและญัตติ")), STR("/carry/lists"), true};
    s = money_section(&p);
    s->id = STR("lists");
    s->title = tr(r->lang, TR("บัญชี"));
    s->path = STR("/carry/lists");
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->has_table = true;
    s->table = (struct table_view){.type = &carry_list_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = list_cols,
                                   .ncols = ARRAY_LEN(list_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีบัญชีขอกันเงิน"))};
    if (actor_may(&r->session.actor, PERM_CARRY)) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("เริ่มบัญชี"));
        x->action = STR("/carry/lists");
        x->submit = tr(r->lang, TR("เริ่มบัญชี"));
        x->form = money_form(r, add_fields, ARRAY_LEN(add_fields));
        money_words(r, "carry_kind", form_find(&x->form, "kind"));
    }
    if (wrong)
        money_words(r, "carry_kind", form_find(wrong, "kind"));
    money_refused(r, &p, wrong, which, "/carry/lists");
    return money_show(r, &p, "/carry", status, ret, e);
}

bool carry_lists_page(struct req *r, struct reply *ret, struct err *e)
{
    return lists_show(r, NULL, "", 200, ret, e);
}

struct list_ctx {
    struct form form;
    struct carry_list_new new;
    struct carry_paper paper;
    struct carry_decision *less;
    size_t n;
    struct str code, what;
    struct date on;
    int64_t year;
};

static bool list_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct list_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/carry/lists/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;

    return carry_list_add(by, &c->new, &c->code, e);
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return lists_show(r, &c->form, "", err_http(e->code), ret, &again);
}

bool carry_lists_post(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    c->form = money_form(r, add_fields, ARRAY_LEN(add_fields));
    money_words(r, "carry_kind", form_find(&c->form, "kind"));
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return lists_show(r, &c->form, "", 400, ret, e);
    c->new = (struct carry_list_new){.year = r->year,
                                     .kind = form_value(&c->form, "kind"),
                                     .title = form_value(&c->form, "title"),
                                     .extension = form_value(&c->form, "extension").n > 0};
    r->refused = add_refused;
    return req_write(r, add_write, list_done, c, ret, e);
}

/* ---- one list ---- */

static struct money_panel *panel(struct req *r, struct money_page *p, const struct carry_list *k, const char *what,
                                 const char *title)
{
    struct money_panel *x = money_panel(p);

    x->title = tr(r->lang, title);
    x->submit = x->title;
    x->action = str_format(r->a, "/carry/lists/%.*s?do=%s", STR_FMT(k->code), what);
    return x;
}

static struct str lead_of(struct req *r, const struct carry_list *k)
{
    struct param n = {STR("{n}"), money_count_text(r, k->requests)};
    struct param sum = {STR("{sum}"), money_million_text(r, k->amount)};
    struct param agencies = {STR("{agencies}"), money_count_text(r, k->agencies)};

    if (str_eq(k->state, STR("decided")))
        return SAY(r, TR("มีมติแล้ว: อนุมัติ {ok} จาก {n} รายการ {approved} จาก {sum} ล้านบาท กันแล้ว {posted} ล้านบาท"), n, sum,
                   {STR("{ok}"), money_count_text(r, k->approved_n)},
                   {STR("{approved}"), money_million_text(r, k->approved)},
                   {STR("{posted}"), money_million_text(r, k->posted)});
    return SAY(r, TR("{agencies} หน่วยงานขอกัน {n} รายการ {sum} ล้านบาท"), n, sum, agencies);
}

static void put_panels(struct req *r, struct money_page *p, const struct carry_list *k)
{
    const struct actor *who = &r->session.actor;
    bool council = str_eq(k->authority, STR("COUNCIL"));
    struct money_panel *x;

    if (str_eq(k->state, STR("draft")) && actor_may(who, PERM_CARRY)) {
        x = panel(r, p, k, "take", TR("ใส่คำขอที่ส่งแล้วทั้งหมด"));
        x->second = k->requests > 0;
        if (k->requests > 0) {
            x = panel(r, p, k, "move", TR("เสนอผู้มีอำนาจ"));
            x->form = money_form(r, move_fields, ARRAY_LEN(move_fields));
        } else {
            x = panel(r, p, k, "drop", TR("ยกเลิกบัญชี"));
            x->second = true;
        }
    }
    if (str_eq(k->state, STR("moved")) && actor_may(who, council ? PERM_COUNCIL : PERM_POST_APPROVE)) {
        x = panel(r, p, k, "decide", TR("บันทึกมติ"));
        x->form = money_form(r, decide_fields, ARRAY_LEN(decide_fields));
    }
    if (str_eq(k->state, STR("decided")) && k->approved_n > k->posted_n && actor_may(who, PERM_POST)) {
        x = panel(r, p, k, "post", TR("บันทึกบัญชีกันเงิน"));
        x->note = tr(r->lang, TR("ย้ายเงินเข้าบัญชีของปีถัดไป ที่ทำไม่ได้จะบอกเหตุผลทีละรายการ รายการอื่นไม่ติดไปด้วย"));
        x->form = money_form(r, post_fields, ARRAY_LEN(post_fields));
    }
    if (actor_may(who, PERM_DOCUMENT) && k->requests > 0) {
        x = panel(r, p, k, "print", TR("พิมพ์บัญชีประกอบญัตติ"));
        x->form = money_form(r, print_fields, ARRAY_LEN(print_fields));
        x->form.field[0].choice = formats;
        x->form.field[0].choices = ARRAY_LEN(formats);
        x->second = true;
    }
}

static struct money_section *part_section(struct req *r, struct money_page *p, const struct carry_list *k,
                                          enum carry_by by, const char *title, struct err *e)
{
    struct money_section *s = money_section(p);
    struct rows rows;

    if (!carry_list_parts(r->db, r->a, k->id, by, &rows, e))
        return NULL;
    s->id = by == CARRY_BY_AGENCY ? STR("agencies") : STR("groups");
    s->title = tr(r->lang, title);
    s->unit = tr(r->lang, TR("บาท"));
    s->path = str_format(r->a, "/carry/lists/%.*s/parts", STR_FMT(k->code));
    s->query = by == CARRY_BY_AGENCY ? STR("by=agency") : STR_NONE;
    s->has_table = true;
    s->table = (struct table_view){.type = &carry_part_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = part_cols,
                                   .ncols = ARRAY_LEN(part_cols),
                                   .caption = s->title};
    return s;
}

static void put_paper(struct req *r, struct money_page *p, const struct carry_list *k)
{
    if (k->moved_no.n)
        money_note(p,
                   SAY(r, TR("เสนอ{authority} {no} ลงวันที่ {on}"),
                       {STR("{authority}"), word_label("authority", k->authority, r->lang)},
                       {STR("{no}"), k->moved_no}, {STR("{on}"), money_day_text(r, k->moved_on)}),
                   STR_NONE, STR_NONE);
    if (k->decided_no.n)
        money_note(p,
                   SAY(r, TR("มติ {no} วันที่ {on} บันทึกโดย {who}"), {STR("{no}"), k->decided_no},
                       {STR("{on}"), money_day_text(r, k->decided_on)}, {STR("{who}"), k->decided_by}),
                   STR_NONE, STR_NONE);
    if (k->problems > 0) {
        money_note(p, SAY(r, TR("กันไม่ได้ {n} รายการ เพราะเงินเปลี่ยนไปหลังอนุมัติ ดูเหตุผลในตาราง ลดจำนวนหรือเลิกกันที่หน้าคำขอ"),
                          {STR("{n}"), money_count_text(r, k->problems)}),
                   STR("#items"), tr(r->lang, TR("ดูรายการ")));
        p->note[p->note_n - 1].warn = true;
    }
}

static bool book_show(struct req *r, struct str code, struct form *wrong, struct str what, int status,
                      struct reply *ret, struct err *e)
{
    struct money_page p = {.lead = STR_NONE};
    struct money_section *s;
    struct carry_list k;
    struct rows items;

    if (!carry_list_get(r->db, r->a, code, &k, e) || !carry_list_items(r->db, r->a, k.id, &items, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &carry_type, items.p, items.n, NULL, STR_NONE, code, ret, e);
    p.title = str_format(r->a, "%.*s %.*s", STR_FMT(code), STR_FMT(k.title));
    p.lead = lead_of(r, &k);
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("บัญชีและญัตติ")), STR("/carry/lists"), false};
    put_paper(r, &p, &k);
    put_panels(r, &p, &k);
    if (!part_section(r, &p, &k, CARRY_BY_GROUP, TR("ตามงบรายจ่าย"), e) ||
        !part_section(r, &p, &k, CARRY_BY_AGENCY, TR("ตามหน่วยงาน"), e))
        return false;
    s = money_section(&p);
    s->id = STR("items");
    s->title = tr(r->lang, TR("รายการในบัญชี"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = str_format(r->a, "/carry/lists/%.*s", STR_FMT(code));
    s->has_table = true;
    s->table = (struct table_view){.type = &carry_type,
                                   .rows = items.p,
                                   .n = items.n,
                                   .cols = item_cols,
                                   .ncols = ARRAY_LEN(item_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีคำขอในบัญชีนี้"))};
    money_refused(r, &p, wrong, str_cstr(r->a, str_format(r->a, "?do=%.*s", STR_FMT(what))),
                  str_cstr(r->a, str_format(r->a, "/carry/lists/%.*s", STR_FMT(code))));
    return money_show(r, &p, "/carry", status, ret, e);
}

bool carry_book_page(struct req *r, struct reply *ret, struct err *e)
{
    return book_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

bool carry_parts_page(struct req *r, struct reply *ret, struct err *e)
{
    bool agency = str_eq(req_query(r, "by"), STR("agency"));
    struct carry_list k;
    struct rows rows;

    if (!carry_list_get(r->db, r->a, r->seg[0], &k, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/carry/lists/%.*s", STR_FMT(r->seg[0])), ret);
        return true;
    }
    return carry_list_parts(r->db, r->a, k.id, agency ? CARRY_BY_AGENCY : CARRY_BY_GROUP, &rows, e) &&
           reply_table(r, &carry_part_type, rows.p, rows.n, NULL, STR_NONE, r->seg[0], ret, e);
}

/* ---- posts ---- */

static bool book_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;
    struct carry_posted posted;
    int64_t n;

    if (str_eq(c->what, STR("take")))
        return carry_list_take(by, c->code, NULL, 0, &n, e);
    if (str_eq(c->what, STR("drop")))
        return carry_list_drop(by, c->code, -1, e);
    if (str_eq(c->what, STR("move")))
        return carry_list_move(by, c->code, &c->paper, e);
    if (str_eq(c->what, STR("decide")))
        return carry_list_decide(by, c->code, &c->paper, c->less, c->n, e);
    return carry_list_post(by, c->code, c->on, &posted, e);
}

static bool book_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND && c->form.n == 0)
        return false;
    form_refuse(&c->form, r, e);
    return book_show(r, c->code, &c->form, c->what, err_http(e->code), ret, &again);
}

/* "CODE AMOUNT why": one a line. */
static bool read_less(struct req *r, struct list_ctx *c)
{
    struct str text = form_value(&c->form, "less"), line, word;
    size_t most = 1;

    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '\n';
    c->less = ARENA_ARRAY(r->a, struct carry_decision, most + 1);
    while (text.n) {
        struct carry_decision *d = &c->less[c->n];
        struct err why = {0};

        if (!str_split(&text, '\n', &line)) {
            line = text;
            text = STR_NONE;
        }
        line = str_trim(line);
        if (!line.n)
            continue;
        *d = (struct carry_decision){.request = line};
        if (!str_split(&line, ' ', &d->request)) {
            form_wrong(&c->form, "less", tr(r->lang, TR("แต่ละบรรทัดต้องมีเลขที่ จำนวนเงิน และเหตุผล")));
            return false;
        }
        line = str_trim(line);
        if (!str_split(&line, ' ', &word)) {
            word = line;
            line = STR_NONE;
        }
        if (!money_parse(word, &d->amount, &why)) {
            form_wrong(&c->form, "less", word_error(r->a, &why, r->lang));
            return false;
        }
        d->why = str_trim(line);
        c->n++;
    }
    return true;
}

static void read_form(struct req *r, struct list_ctx *c)
{
    if (str_eq(c->what, STR("move")))
        c->form = money_form(r, move_fields, ARRAY_LEN(move_fields));
    else if (str_eq(c->what, STR("decide")))
        c->form = money_form(r, decide_fields, ARRAY_LEN(decide_fields));
    else if (str_eq(c->what, STR("post")))
        c->form = money_form(r, post_fields, ARRAY_LEN(post_fields));
    else
        return;
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (form_date(&c->form, "on", r, &c->on))
        c->paper.on = c->on;
    c->paper.no = form_find(&c->form, "no") ? form_value(&c->form, "no") : STR_NONE;
    c->paper.note = form_find(&c->form, "note") ? form_value(&c->form, "note") : STR_NONE;
    c->paper.version = -1;
    if (str_eq(c->what, STR("decide")) && !c->form.wrong)
        (void)read_less(r, c);
}

bool carry_book_post(struct req *r, struct reply *ret, struct err *e)
{
    static const char *const doing[] = {"take", "drop", "move", "decide", "post", "print"};
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);
    bool known = false;

    c->code = r->seg[0];
    c->what = req_query(r, "do").n ? req_query(r, "do") : req_field(r, "do");
    for (size_t i = 0; i < ARRAY_LEN(doing); i++)
        known = known || str_eq(c->what, str_from(doing[i]));
    if (!known) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("do")));
        err_arg(e, "value", V(c->what));
        err_arg(e, "expected", V(STR("take drop move decide post print")));
        return false;
    }
    if (str_eq(c->what, STR("print")))
        return council_print(r, "carry_list", c->code, r->year, ret, e);
    read_form(r, c);
    if (c->form.wrong)
        return book_show(r, c->code, &c->form, c->what, 400, ret, e);
    r->refused = book_refused;
    return req_write(r, book_write, list_done, c, ret, e);
}
