/* carry_flag_page.c - /carry/flags: money that a rate leaves out, and KPI 2 as it stands. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/carry_page.h"
#include "web/words.h"

enum { ROWS = 100 };

static const struct col flag_cols[] = {
    {"line_name", COL_LINK, "/carry/flags/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},           {"kind", COL_WORD, "flag_kind", NULL, NULL},
    {"base", COL_WORD, "flag_base", NULL, NULL},            {"amount", COL_WHOLE, NULL, NULL, NULL},
    {"state", COL_TAG, "flag_state", NULL, NULL},           {"made_by", COL_PLAIN, NULL, NULL, NULL},
    {"decided_by", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col sum_cols[] = {
    {"kind", COL_WORD, "flag_kind", NULL, NULL},     {"base", COL_WORD, "flag_base", NULL, NULL},
    {"confirmed", COL_PLAIN, NULL, NULL, NULL},      {"confirmed_sum", COL_WHOLE, NULL, NULL, NULL},
    {"proposed", COL_PLAIN, NULL, NULL, NULL},       {"proposed_sum", COL_WHOLE, NULL, NULL, NULL},
};
static const struct col hint_cols[] = {
    {"line_name", COL_LINK, "/carry/flags?line=", "line_code", NULL},
    {"line_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"kind", COL_WORD, "flag_kind", NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},
};
static const struct form_field add_fields[] = {
    {.name = "line", .kind = FORM_TEXT, .label = TR("รหัสรายการ"), .required = true, .max = 40},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("เหตุที่ไม่นับ"), .required = true},
    {.name = "amount", .kind = FORM_MONEY, .label = TR("จำนวนเงิน (บาท)"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("คำอธิบาย"), .required = true, .max = 2000},
    {.name = "evidence",
     .kind = FORM_TEXT,
     .label = TR("หลักฐาน"),
     .hint = TR("เลขที่หนังสือหรือเอกสาร แล้วแนบแฟ้มในหน้าถัดไป"),
     .required = true,
     .max = 500},
};

static struct money_section *section(struct req *r, struct money_page *p, const char *id, const char *title,
                                     const char *path, struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = tr(r->lang, title);
    s->path = str_from(path);
    s->unit = tr(r->lang, TR("บาท"));
    s->has_table = true;
    s->table = t;
    s->table.caption = s->title;
    return s;
}

static void put_kpi(struct req *r, struct money_page *p, const struct carry_kpi_base *b)
{
    struct str unit = tr(r->lang, TR("ล้านบาท"));

    p->lead = SAY(r,
                  TR("กันแบบไม่มีหนี้ผูกพัน {b} จากงบประมาณหลังปรับโอน {p} ล้านบาท เป็นร้อยละ {rate}{open}"),
                  {STR("{b}"), money_million_text(r, b->b)}, {STR("{p}"), money_million_text(r, b->p)},
                  {STR("{rate}"), money_share_text(r, b->rate.bp)},
                  {STR("{open}"), b->proposed ? SAY(r, TR(" ยังไม่ใช่ผลสุดท้าย รอยืนยัน {n} รายการ"),
                                                    {STR("{n}"), money_count_text(r, b->proposed)})
                                              : STR_NONE});
    money_fact(p, tr(r->lang, TR("กันทั้งหมด")), money_million_text(r, b->b_gross), unit);
    money_fact(p, tr(r->lang, TR("ไม่นับ")), money_million_text(r, b->b_excluded), unit);
    money_fact(p, tr(r->lang, TR("อัตรา (ตัวหารเต็ม)")), money_share_text(r, b->rate.bp), STR("%"));
    money_fact(p, tr(r->lang, TR("อัตรา (หักทั้งตัวตั้งและตัวหาร)")), money_share_text(r, b->rate_excluded.bp), STR("%"));
}

static bool flags_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret,
                       struct err *e)
{
    struct carry_flag_filter f = {.year = r->year, .limit = ROWS};
    struct money_page p = {.title = tr(r->lang, TR("เงินที่ไม่นับในตัวชี้วัด"))};
    struct rows rows, sums, hints;
    struct carry_kpi_base kpi;
    struct money_panel *x;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after, e) ||
        !carry_flag_rows(r->db, r->a, &f, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &carry_flag_type, rows.p, rows.n, NULL, STR_NONE, STR("carry-flags"), ret, e);
    if (!carry_flag_sums(r->db, r->a, r->year, &sums, e) || !carry_flag_hints(r->db, r->a, r->year, &hints, e) ||
        !carry_kpi_base(r->db, r->a, r->year, 0, &kpi, e))
        return false;
    put_kpi(r, &p, &kpi);
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("คำขอกันเงิน")), STR("/carry"), false};
    p.tab[p.tab_n++] = (struct money_link){p.title, STR("/carry/flags"), true};
    section(r, &p, "sums", TR("ตามเหตุ"), "/carry/flags/kinds",
            (struct table_view){.type = &carry_flag_sum_type,
                                .rows = sums.p,
                                .n = sums.n,
                                .cols = sum_cols,
                                .ncols = ARRAY_LEN(sum_cols),
                                .empty = tr(r->lang, TR("ยังไม่มีเงินที่ไม่นับ"))});
    section(r, &p, "flags", TR("รายการที่ไม่นับ"), "/carry/flags",
            (struct table_view){.type = &carry_flag_type,
                                .rows = rows.p,
                                .n = rows.n,
                                .cols = flag_cols,
                                .ncols = ARRAY_LEN(flag_cols),
                                .empty = tr(r->lang, TR("ยังไม่มีรายการ"))});
    section(r, &p, "hints", TR("รายการที่ที่มาของเงินเข้าเหตุ แต่ยังไม่มีใครเสนอ"), "/carry/flags/hints",
            (struct table_view){.type = &carry_flag_hint_type,
                                .rows = hints.p,
                                .n = hints.n,
                                .cols = hint_cols,
                                .ncols = ARRAY_LEN(hint_cols),
                                .empty = tr(r->lang, TR("ไม่มี"))});
    if (actor_may(&r->session.actor, PERM_SPEND) || actor_may(&r->session.actor, PERM_CARRY)) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("เสนอไม่นับ"));
        x->note = tr(r->lang, TR("ผู้เสนอหนึ่งคน ผู้ยืนยันอีกหนึ่งคน นับเมื่อยืนยันแล้วเท่านั้น"));
        x->action = STR("/carry/flags");
        x->submit = x->title;
        x->form = money_form(r, add_fields, ARRAY_LEN(add_fields));
        form_find(&x->form, "line")->value = r->method == METHOD_GET ? req_query(r, "line") : STR_NONE;
        money_words(r, "flag_kind", form_find(&x->form, "kind"));
    }
    if (wrong)
        money_words(r, "flag_kind", form_find(wrong, "kind"));
    money_refused(r, &p, wrong, which, "/carry/flags");
    return money_show(r, &p, "/carry", status, ret, e);
}

bool carry_flags_page(struct req *r, struct reply *ret, struct err *e)
{
    return flags_show(r, NULL, "", 200, ret, e);
}

bool carry_flag_sums_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/carry/flags"), ret);
        return true;
    }
    return carry_flag_sums(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &carry_flag_sum_type, rows.p, rows.n, NULL, STR_NONE, STR("carry-flag-kinds"), ret, e);
}

bool carry_flag_hints_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/carry/flags#hints"), ret);
        return true;
    }
    return carry_flag_hints(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &carry_flag_hint_type, rows.p, rows.n, NULL, STR_NONE, STR("carry-flag-hints"), ret, e);
}

struct flag_ctx {
    struct form form;
    struct carry_flag_new new;
    struct str code, event, note;
    int64_t version;
};

static bool flag_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct flag_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/carry/flags/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct flag_ctx *c = ctx;

    return carry_flag_add(by, &c->new, &c->code, e);
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct flag_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return flags_show(r, &c->form, "", err_http(e->code), ret, &again);
}

bool carry_flags_post(struct req *r, struct reply *ret, struct err *e)
{
    struct flag_ctx *c = ARENA_NEW(r->a, struct flag_ctx);

    c->form = money_form(r, add_fields, ARRAY_LEN(add_fields));
    money_words(r, "flag_kind", form_find(&c->form, "kind"));
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_money(&c->form, "amount", r, &c->new.amount);
    if (c->form.wrong)
        return flags_show(r, &c->form, "", 400, ret, e);
    c->new.line_code = form_value(&c->form, "line");
    c->new.kind = form_value(&c->form, "kind");
    c->new.reason = form_value(&c->form, "reason");
    c->new.evidence = form_value(&c->form, "evidence");
    r->refused = add_refused;
    return req_write(r, add_write, flag_done, c, ret, e);
}

/* ---- one flag ---- */

static void put_one(struct req *r, struct carry_one_page *p, const struct carry_flag *x)
{
    struct carry_button *b;
    bool proposed = str_eq(x->state, STR("proposed"));
    bool keeps = actor_may(&r->session.actor, PERM_CARRY), mine = str_eq(x->made_by, r->session.actor.name);

    carry_fact(p, tr(r->lang, TR("รายการ")),
               str_format(r->a, "%.*s · %.*s", STR_FMT(x->line_code), STR_FMT(x->line_name)),
               str_format(r->a, "/position/lines/%.*s", STR_FMT(x->line_code)));
    carry_fact(p, tr(r->lang, TR("หน่วยรับงบประมาณ")), x->agency_name, STR_NONE);
    carry_fact(p, tr(r->lang, TR("ใช้กับ")), word_label("flag_base", x->base, r->lang), STR_NONE);
    carry_fact(p, tr(r->lang, TR("จำนวนเงิน (บาท)")), carry_money_text(r, x->amount), STR_NONE);
    carry_fact(p, tr(r->lang, TR("คำอธิบาย")), x->reason, STR_NONE);
    carry_fact(p, tr(r->lang, TR("หลักฐาน")), x->evidence, STR_NONE);
    carry_fact(p, tr(r->lang, TR("ผู้เสนอ")), x->made_by, STR_NONE);
    carry_fact(p, tr(r->lang, TR("ผู้ยืนยัน")), x->decided_by, STR_NONE);
    carry_fact(p, tr(r->lang, TR("เหตุผล")), x->decided_why, STR_NONE);
    if (proposed && keeps && !mine) {
        b = carry_button(p, STR("confirm"), tr(r->lang, TR("ยืนยันว่าไม่นับ")));
        b->main = true;
        b->hint = tr(r->lang, TR("ต้องมีเอกสารหลักฐานแนบแล้ว"));
        b = carry_button(p, STR("refuse"), tr(r->lang, TR("ไม่ยืนยัน")));
        b->note = b->must = true;
        b->note_label = tr(r->lang, TR("เหตุผล"));
    }
    if ((proposed && mine) || (keeps && (proposed || str_eq(x->state, STR("confirmed"))))) {
        b = carry_button(p, STR("withdraw"), tr(r->lang, TR("ถอน")));
        b->note = b->must = true;
        b->note_label = tr(r->lang, TR("เหตุผล"));
    }
}

static bool flag_show(struct req *r, struct str code, struct str refused, int status, struct reply *ret,
                      struct err *e)
{
    struct carry_one_page page = {.csrf = r->session.csrf,
                                  .refused = refused,
                                  .state_kind = STR("flag_state"),
                                  .kind_kind = STR("flag_kind")};
    struct param crumb = {tr(r->lang, TR("เงินที่ไม่นับในตัวชี้วัด")), STR("/carry/flags")};
    struct page_head head = {.nav = STR("/carry"), .crumb = &crumb, .ncrumb = 1};
    struct carry_flag x;

    if (!carry_flag_get(r->db, r->a, code, &x, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &carry_flag_type, &x, 1, NULL, STR_NONE, code, ret, e);
    page.action = str_format(r->a, "/carry/flags/%.*s", STR_FMT(code));
    if (!attach_part_read(r, str_format(r->a, "carry_flag:%.*s", STR_FMT(code)),
                          str_format(r->a, "%.*s#papers", STR_FMT(page.action)), &page.attach, e))
        return false;
    page.title = head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("เงินที่ไม่นับ"))), STR_FMT(code));
    page.lead = SAY(r, TR("{amount} บาท ไม่นับเพราะ{why}"), {STR("{amount}"), carry_money_text(r, x.amount)},
                    {STR("{why}"), word_label("flag_kind", x.kind, r->lang)});
    page.year = x.year;
    page.version = x.version;
    page.state = x.state;
    page.kind = x.kind;
    put_one(r, &page, &x);
    if (!REPLY_PAGE(r, &head, carry_one, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool carry_flag_page(struct req *r, struct reply *ret, struct err *e)
{
    return flag_show(r, r->seg[0], STR_NONE, 200, ret, e);
}

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    struct flag_ctx *c = ctx;

    return carry_flag_decide(by, c->code, c->version, c->event, c->note, e);
}

static bool decide_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct flag_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    return flag_show(r, c->code, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool carry_flag_post(struct req *r, struct reply *ret, struct err *e)
{
    struct flag_ctx *c = ARENA_NEW(r->a, struct flag_ctx);

    c->code = r->seg[0];
    c->event = req_field(r, "event");
    c->note = req_field(r, "note");
    if (!req_int(r, "version", 0, INT64_MAX, -1, &c->version, e))
        return false;
    r->refused = decide_refused;
    return req_write(r, decide_write, flag_done, c, ret, e);
}
