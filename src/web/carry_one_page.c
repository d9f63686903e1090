/* carry_one_page.c - /carry/{code}: what is asked, what is there before and after, who has it and since when. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/carry_page.h"
#include "web/words.h"

enum { TEXT_MAX = 2000, DAY_MS = 86400000 };

static const struct form_field edit_fields[] = {
    {.name = "amount", .kind = FORM_MONEY, .label = TR("จำนวนเงินที่ขอกัน (บาท)"), .required = true},
    {.name = "reason",
     .kind = FORM_LONG,
     .label = TR("เหตุที่เบิกไม่ทันภายในปี"),
     .required = true,
     .max = TEXT_MAX},
    {.name = "status", .kind = FORM_TEXT, .label = TR("ความคืบหน้าการจัดซื้อจัดจ้าง"), .max = 500},
    {.name = "sign_on", .kind = FORM_TEXT, .label = TR("คาดว่าลงนามสัญญาวันที่"), .max = 40},
    {.name = "deliver_on", .kind = FORM_TEXT, .label = TR("คาดว่าส่งมอบวันที่"), .max = 40},
    {.name = "pay_on", .kind = FORM_TEXT, .label = TR("คาดว่าเบิกจ่ายวันที่"), .max = 40},
};
static const struct col event_cols[] = {
    {"event", COL_TAG, "carry_event", NULL, NULL}, {"to_state", COL_WORD, "carry", NULL, NULL},
    {"note", COL_PLAIN, NULL, NULL, NULL},         {"by_user", COL_PLAIN, NULL, NULL, NULL},
    {"at", COL_PLAIN, NULL, NULL, NULL},
};

void carry_fact(struct carry_one_page *p, struct str label, struct str text, struct str href)
{
    if (text.n && p->fact_n < CARRY_FACTS)
        p->fact[p->fact_n++] = (struct carry_fact){label, text, href};
}

struct carry_button *carry_button(struct carry_one_page *p, struct str event, struct str label)
{
    struct carry_button *b = &p->button[p->button_n < CARRY_BUTTONS - 1 ? p->button_n++ : CARRY_BUTTONS - 1];

    b->event = event;
    b->label = label;
    return b;
}

static struct str day_text(struct req *r, struct date d)
{
    return d.yyyymmdd ? money_day_text(r, d) : STR_NONE;
}

static void put_facts(struct req *r, struct carry_one_page *p, const struct carry *c, struct money left)
{
    struct money after = money_sub(left, str_eq(c->state, STR("approved")) ? c->approved : c->amount);
    bool open = !str_eq(c->state, STR("posted")) && !str_eq(c->state, STR("refused")) &&
                !str_eq(c->state, STR("withdrawn"));

    carry_fact(p, tr(r->lang, TR("รายการ")),
               str_format(r->a, "%.*s · %.*s", STR_FMT(c->line_code), STR_FMT(c->line_name)),
               str_format(r->a, "/position/lines/%.*s", STR_FMT(c->line_code)));
    carry_fact(p, tr(r->lang, TR("หน่วยรับงบประมาณ")), c->agency_name,
               str_format(r->a, "/carry?agency=%.*s", STR_FMT(c->agency_code)));
    carry_fact(p, tr(r->lang, TR("เลขที่สัญญาหรือหนี้ผูกพัน")), c->ref, STR_NONE);
    carry_fact(p, tr(r->lang, TR("ขอกัน (บาท)")), carry_money_text(r, c->amount), STR_NONE);
    if (open) {
        carry_fact(p, tr(r->lang, TR("คงเหลือตอนนี้ (บาท)")), carry_money_text(r, left), STR_NONE);
        carry_fact(p, tr(r->lang, TR("คงเหลือหลังกัน (บาท)")),
                   after.satang < 0 ? str_format(r->a, "%.*s: %.*s", STR_FMT(tr(r->lang, TR("ไม่พอ"))),
                                                 STR_FMT(carry_money_text(r, after)))
                                    : carry_money_text(r, after),
                   STR_NONE);
    }
    if (c->approved.satang)
        carry_fact(p, tr(r->lang, TR("อนุมัติ (บาท)")), carry_money_text(r, c->approved), STR_NONE);
    carry_fact(p, tr(r->lang, TR("เหตุผลของผู้พิจารณา")), c->decision, STR_NONE);
    carry_fact(p, tr(r->lang, TR("เหตุที่กันไม่ได้")), c->problem, STR_NONE);
    carry_fact(p, tr(r->lang, TR("เหตุที่เบิกไม่ทันภายในปี")), c->reason, STR_NONE);
    carry_fact(p, tr(r->lang, TR("ความคืบหน้าการจัดซื้อจัดจ้าง")), c->status, STR_NONE);
    carry_fact(p, tr(r->lang, TR("คาดว่าลงนามสัญญาวันที่")), day_text(r, c->sign_on), STR_NONE);
    carry_fact(p, tr(r->lang, TR("คาดว่าส่งมอบวันที่")), day_text(r, c->deliver_on), STR_NONE);
    carry_fact(p, tr(r->lang, TR("คาดว่าเบิกจ่ายวันที่")), day_text(r, c->pay_on), STR_NONE);
    carry_fact(p, tr(r->lang, TR("บัญชีเลขที่")), c->list_code,
               str_format(r->a, "/carry/lists/%.*s", STR_FMT(c->list_code)));
    carry_fact(p, tr(r->lang, TR("รายการของปีถัดไป")), c->next_line,
               str_format(r->a, "/position/lines/%.*s?year=%lld", STR_FMT(c->next_line), (long long)c->year + 1));
    carry_fact(p, tr(r->lang, TR("กันเมื่อ")), day_text(r, c->posted_on), STR_NONE);
    carry_fact(p, tr(r->lang, TR("ผู้จัดทำ")), c->made_by, STR_NONE);
    carry_fact(p, tr(r->lang, TR("ผู้เห็นชอบ")), c->sent_by, STR_NONE);
}

static bool may(struct req *r, const struct carry *c, enum perm perm)
{
    struct err no;

    return actor_check(&r->session.actor, perm, c->agency_id, c->division, &no);
}

static void words_for(struct req *r, struct carry_button *b, bool must)
{
    b->note = true;
    b->must = must;
    b->note_label = must ? tr(r->lang, TR("เหตุผล")) : tr(r->lang, TR("หมายเหตุ"));
}

static void put_buttons(struct req *r, struct carry_one_page *p, const struct carry *c)
{
    bool draft = str_eq(c->state, STR("draft")), submitted = str_eq(c->state, STR("submitted"));
    bool sent = str_eq(c->state, STR("sent")), approved = str_eq(c->state, STR("approved"));
    struct carry_button *b;

    if (draft && may(r, c, PERM_SPEND))
        carry_button(p, STR("submit"), tr(r->lang, TR("เสนอหัวหน้าหน่วยงาน")))->main = true;
    if (submitted && may(r, c, PERM_POST_APPROVE)) {
        b = carry_button(p, STR("approve"), tr(r->lang, TR("เห็นชอบและส่งสำนักงบประมาณ")));
        b->main = true;
        b->hint = tr(r->lang, TR("ผู้เห็นชอบต้องเป็นคนละคนกับผู้จัดทำ"));
    }
    if ((submitted && may(r, c, PERM_POST_APPROVE)) || (sent && may(r, c, PERM_CARRY)))
        words_for(r, carry_button(p, STR("return"), tr(r->lang, TR("ส่งคืนเพื่อแก้ไข"))), true);
    if (approved && may(r, c, PERM_CARRY)) {
        b = carry_button(p, STR("reduce"), tr(r->lang, TR("ลดจำนวนที่กัน")));
        b->hint = tr(r->lang, TR("เมื่อเบิกหรือก่อหนี้ไปแล้วบางส่วนหลังอนุมัติ"));
        b->amount = true;
        words_for(r, b, true);
        words_for(r, carry_button(p, STR("give_up"), tr(r->lang, TR("ไม่ต้องกันแล้ว"))), true);
    }
    if (str_eq(c->state, STR("listed")) && may(r, c, PERM_CARRY))
        carry_button(p, STR("unlist"), tr(r->lang, TR("เอาออกจากบัญชี")))->hint =
            tr(r->lang, TR("ทำได้ก่อนเสนอบัญชี"));
    if ((draft || submitted) && may(r, c, PERM_SPEND))
        words_for(r, carry_button(p, STR("withdraw"), tr(r->lang, TR("ถอนคำขอ"))), true);
    p->may_edit = draft && may(r, c, PERM_SPEND);
}

static struct str who_has(struct req *r, const struct carry *c)
{
    int64_t days = (r->now_ms - c->since.ms) / DAY_MS;
    struct str who = word_label("carry", c->state, r->lang);

    return SAY(r, TR("{kind} {amount} บาท · {state} มาแล้ว {days} วัน"),
               {STR("{kind}"), word_label("carry_kind", c->kind, r->lang)},
               {STR("{amount}"), carry_money_text(r, c->amount)}, {STR("{state}"), who},
               {STR("{days}"), money_count_text(r, days)});
}

static void fill_form(struct req *r, struct form *f, const struct carry *c)
{
    const struct date d[] = {c->sign_on, c->deliver_on, c->pay_on};

    *f = money_form(r, edit_fields, ARRAY_LEN(edit_fields));
    f->field[0].value = money_text(r->a, c->amount, MONEY_PLAIN);
    f->field[1].value = c->reason;
    f->field[2].value = c->status;
    for (size_t i = 0; i < ARRAY_LEN(d); i++)
        f->field[3 + i].value = day_text(r, d[i]);
}

static bool one_show(struct req *r, struct str code, const struct form *typed, struct str refused, int status,
                     struct reply *ret, struct err *e)
{
    struct carry_one_page page = {.csrf = r->session.csrf,
                                  .refused = refused,
                                  .state_kind = STR("carry"),
                                  .kind_kind = STR("carry_kind"),
                                  .has_events = true};
    struct param crumb = {tr(r->lang, TR("เงินกันเหลื่อมปี")), STR("/carry")};
    struct page_head head = {.nav = STR("/carry"), .crumb = &crumb, .ncrumb = 1};
    struct money left;
    struct rows rows;
    struct carry c;

    if (!carry_get(r->db, r->a, code, &c, e) || !carry_events(r->db, r->a, c.id, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &carry_event_type, rows.p, rows.n, NULL, STR_NONE, code, ret, e);
    page.action = str_format(r->a, "/carry/%.*s", STR_FMT(code));
    if (!carry_available(r->db, r->a, c.line_id, c.kind, c.ref, &left, e) ||
        !attach_part_read(r, str_format(r->a, "carry:%.*s", STR_FMT(code)),
                          str_format(r->a, "%.*s#papers", STR_FMT(page.action)), &page.attach, e))
        return false;
    page.title = head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("คำขอกันเงิน"))), STR_FMT(code));
    page.lead = who_has(r, &c);
    page.year = c.year;
    page.version = c.version;
    page.state = c.state;
    page.kind = c.kind;
    page.extension = c.extension;
    put_facts(r, &page, &c, left);
    put_buttons(r, &page, &c);
    if (typed)
        page.form = *typed;
    else
        fill_form(r, &page.form, &c);
    page.events = (struct table_view){.type = &carry_event_type,
                                      .rows = rows.p,
                                      .n = rows.n,
                                      .cols = event_cols,
                                      .ncols = ARRAY_LEN(event_cols),
                                      .caption = tr(r->lang, TR("การดำเนินการ"))};
    if (!REPLY_PAGE(r, &head, carry_one, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool carry_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

/* ---- posts ---- */

struct step_ctx {
    struct str code, list_code;
    struct form form;
    struct carry_new new;
    struct carry_act act;
    struct money amount;
    bool edit;
};

static bool step_write(struct act *by, void *ctx, struct err *e)
{
    struct step_ctx *c = ctx;
    struct carry one;

    if (c->edit)
        return carry_edit(by, c->code, c->act.version, &c->new, e);
    if (str_eq(c->act.event, STR("reduce")))
        return carry_reduce(by, c->code, c->act.version, c->amount, c->act.note, e);
    if (str_eq(c->act.event, STR("unlist")))
        return carry_get(by->tx->db, by->a, c->code, &one, e) && carry_list_leave(by, one.list_code, c->code, e);
    return carry_step(by, &c->act, e);
}

static bool step_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct step_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/carry/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool step_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct step_ctx *c = ctx;
    struct err again = {0};
    struct str why = word_error(r->a, e, r->lang);

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->edit)
        form_refuse(&c->form, r, e);
    return one_show(r, c->code, c->edit ? &c->form : NULL, why, err_http(e->code), ret, &again);
}

bool carry_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct step_ctx *c = ARENA_NEW(r->a, struct step_ctx);

    c->code = r->seg[0];
    c->edit = true;
    c->form = money_form(r, edit_fields, ARRAY_LEN(edit_fields));
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_money(&c->form, "amount", r, &c->new.amount);
    form_date(&c->form, "sign_on", r, &c->new.sign_on);
    form_date(&c->form, "deliver_on", r, &c->new.deliver_on);
    form_date(&c->form, "pay_on", r, &c->new.pay_on);
    c->new.reason = form_value(&c->form, "reason");
    c->new.status = form_value(&c->form, "status");
    if (!req_int(r, "version", 0, INT64_MAX, -1, &c->act.version, e))
        return false;
    if (c->form.wrong)
        return one_show(r, c->code, &c->form, STR_NONE, 400, ret, e);
    r->refused = step_refused;
    return req_write(r, step_write, step_done, c, ret, e);
}

bool carry_step_post(struct req *r, struct reply *ret, struct err *e)
{
    struct step_ctx *c = ARENA_NEW(r->a, struct step_ctx);

    c->code = c->act.code = r->seg[0];
    c->act.event = req_field(r, "event");
    c->act.note = req_field(r, "note");
    if (!req_int(r, "version", 0, INT64_MAX, -1, &c->act.version, e) ||
        (str_eq(c->act.event, STR("reduce")) && !req_money(r, "amount", &c->amount, e)))
        return false;
    r->refused = step_refused;
    return req_write(r, step_write, step_done, c, ret, e);
}
