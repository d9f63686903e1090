/* warrant_form.c - the form of a warrant: of a contract's instalments, its advance or retention, direct, a refund. */
#include "base/arena.h"
#include "city/agency.h"
#include "views.h"
#include "web/money_parts.h"
#include "web/warrant_page.h"
#include "web/words.h"

enum { PARTS = 20, SPARE = 2, MICRO = 1000 };

struct warrant_form_ctx {
    struct agency g;
    struct contract c;
    struct warrant w, of; /* w: the draft that is written again; of: what is refunded */
    bool again;
    struct str kind, code;
    struct form form;
    struct warrant_form_page page;
    struct warrant_new new;
    struct warrant_claim claim[CONTRACT_INSTALMENTS_MAX];
    struct warrant_instalment inst[CONTRACT_INSTALMENTS_MAX];
    struct warrant_part part[PARTS];
    struct contract_in part_in[PARTS];
};

#define T(n, l, m)                                                                                 \
 {                                                                                                 \
  .name = (n), .kind = FORM_TEXT, .label = (l), .max = (m)                                         \
 }
#define M(n, l)                                                                                    \
 {                                                                                                 \
  .name = (n), .kind = FORM_MONEY, .label = (l)                                                    \
 }
static const struct form_field head_fields[] = {
    T("number", TR("เลขที่ฎีกา (ว่าง = ให้ระบบออกเลข)"), 60),
    {.name = "on_date", .kind = FORM_TEXT, .label = TR("ลงวันที่"), .required = true, .max = 40},
    T("title", TR("รายการที่เบิก"), 300),
    T("payee", TR("ผู้รับเงิน"), 200),
    T("tax_id", TR("เลขประจำตัวผู้เสียภาษี"), 13),
    T("control_no", TR("เลขคุม"), 60),
};
static const struct form_field gross_fields[] = {
    {.name = "gross", .kind = FORM_MONEY, .label = TR("จำนวนเงิน"), .required = true},
};
static const struct form_field instalment_fields[] = {
    M("advance_less", TR("หักเงินล่วงหน้าคืน")),
    M("retention_less", TR("หักประกันผลงาน")),
    {.name = "adjust",
     .kind = FORM_MONEY,
     .label = TR("เงินชดเชยค่า K (ติดลบได้)"),
     .hint = TR("เพิ่มเกินหนี้ที่ผูกพันไว้ไม่ได้ แก้ไขราคาสัญญาก่อน")},
    {.name = "k_value", .kind = FORM_NUMBER, .label = TR("ค่า K")},
    {.name = "penalty",
     .kind = FORM_MONEY,
     .label = TR("ค่าปรับ"),
     .hint = TR("เป็นรายได้ของกรุงเทพมหานคร ไม่คืนเข้ารายการงบประมาณ")},
    T("penalty_days", TR("ปรับ (วัน)"), 5),
};
static const struct form_field paid_fields[] = {
    M("tax", TR("ภาษีหัก ณ ที่จ่าย")),
    T("loan_no", TR("ล้างสัญญาการยืมเงินเลขที่"), 60),
    M("loan", TR("จำนวนเงินยืมที่ล้าง")),
};
static const struct form_field refund_fields[] = {
    {.name = "receipt_no",
     .kind = FORM_TEXT,
     .label = TR("ใบเสร็จรับเงินเลขที่"),
     .required = true,
     .max = 60},
    {.name = "receipt_on",
     .kind = FORM_TEXT,
     .label = TR("ใบเสร็จลงวันที่"),
     .required = true,
     .max = 40},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลที่คืน"), .required = true, .max = 1000},
};

static bool is(struct str word, const char *w)
{
    return str_eq(word, str_from(w));
}

/* ---- the form ---- */

static size_t take(struct form_field *to, size_t n, const struct form_field *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[n + i] = from[i];
    return n + count;
}

static void make_form(struct req *r, struct warrant_form_ctx *c)
{
    struct form_field f[24];
    bool inst = is(c->kind, "instalment"), refund = is(c->kind, "refund");
    size_t n = take(f, 0, head_fields, ARRAY_LEN(head_fields));

    if (!inst)
        n = take(f, n, gross_fields, ARRAY_LEN(gross_fields));
    if (inst)
        n = take(f, n, instalment_fields, ARRAY_LEN(instalment_fields));
    n = refund ? take(f, n, refund_fields, ARRAY_LEN(refund_fields))
               : take(f, n, paid_fields, ARRAY_LEN(paid_fields));
    c->form = money_form(r, f, n);
}

/* What may be claimed of each instalment; as typed, or (fresh) the accepted ones whole. */
static bool make_claims(struct req *r, struct warrant_form_ctx *c, bool fresh, struct err *e)
{
    const struct contract_instalment *x;
    const struct warrant_instalment *own = NULL;
    struct rows rows, mine = {NULL, 0};

    if (!contract_instalments(r->db, r->a, c->c.id, c->c.current_id, r->today, &rows, e) ||
        (c->again && !warrant_instalments(r->db, r->a, c->w.id, &mine, e)))
        return false;
    x = rows.p;
    own = mine.p;
    for (size_t i = 0; i < rows.n && i < CONTRACT_INSTALMENTS_MAX; i++) {
        struct warrant_claim k = {.i = x[i], .left = money_sub(x[i].amount, x[i].claimed)};

        for (size_t j = 0; j < mine.n; j++) {
            if (own[j].number == x[i].number) {
                k.left = money_add(k.left, own[j].amount);
                k.amount = fresh ? money_text(r->a, own[j].amount, MONEY_WHOLE) : STR_NONE;
            }
        }
        if (k.left.satang <= 0)
            continue;
        k.ready = x[i].accepted_on.yyyymmdd != 0;
        if (fresh && !c->again && k.ready && c->page.claim_n == 0)
            k.amount = money_text(r->a, k.left, MONEY_WHOLE);
        c->claim[c->page.claim_n++] = k;
    }
    c->page.claim = c->claim;
    return true;
}

/* The parts of advance and retention that the contract's rates say, of what is claimed at first. */
static bool propose(struct req *r, struct warrant_form_ctx *c, struct err *e)
{
    struct contract_change x;
    struct money part;

    if (!contract_change_get(r->db, r->a, c->c.current_id, &x, e))
        return false;
    for (size_t i = 0; i < c->page.claim_n; i++) {
        if (c->claim[i].amount.n == 0)
            continue;
        if (x.advance_rate.bp &&
            money_ratio(c->claim[i].left, x.advance_rate.bp, 10000, ROUND_HALF_UP, &part))
            form_fill(&c->form, "advance_less", money_field(r->a, part));
        if (x.retention_rate.bp &&
            money_ratio(c->claim[i].left, x.retention_rate.bp, 10000, ROUND_HALF_UP, &part))
            form_fill(&c->form, "retention_less", money_field(r->a, part));
    }
    form_fill(&c->form, "title", x.title);
    form_fill(&c->form, "payee", x.vendor);
    form_fill(&c->form, "tax_id", x.tax_id);
    return true;
}

static bool fill_again(struct req *r, struct warrant_form_ctx *c, struct err *e)
{
    const struct warrant *w = &c->w;
    const struct warrant_part *p;
    struct form *f = &c->form;
    struct rows rows;

    form_fill(f, "number", w->number);
    form_fill(f, "on_date", address_day(r->a, w->on_date));
    form_fill(f, "title", w->title);
    form_fill(f, "payee", w->payee);
    form_fill(f, "tax_id", w->tax_id);
    form_fill(f, "control_no", w->control_no);
    form_fill(f, "gross", money_field(r->a, w->gross));
    form_fill(f, "advance_less", money_field(r->a, w->advance_less));
    form_fill(f, "retention_less", money_field(r->a, w->retention_less));
    form_fill(f, "adjust", money_field(r->a, w->adjust));
    form_fill(f, "k_value", w->k_value.millionths ? milli_text(r->a, w->k_value.millionths / MICRO)
                                                  : STR_NONE);
    form_fill(f, "penalty", money_field(r->a, w->penalty));
    form_fill(f, "penalty_days",
              w->penalty_days ? str_format(r->a, "%lld", (long long)w->penalty_days) : STR_NONE);
    form_fill(f, "tax", money_field(r->a, w->tax));
    form_fill(f, "loan_no", w->loan_no);
    form_fill(f, "loan", money_field(r->a, w->loan));
    form_fill(f, "receipt_no", w->receipt_no);
    form_fill(f, "receipt_on", address_day(r->a, w->receipt_on));
    form_fill(f, "reason", w->reason);
    if (!warrant_parts(r->db, r->a, w, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; c->page.has_lines && i < rows.n && i < PARTS; i++) {
        c->part_in[i] = (struct contract_in){.line = p[i].line_code,
                                             .name = p[i].line_name,
                                             .amount = money_text(r->a, p[i].amount, MONEY_WHOLE)};
        c->page.part_n = i + 1;
    }
    return true;
}

static bool fill_fresh(struct req *r, struct warrant_form_ctx *c, struct err *e)
{
    form_fill(&c->form, "on_date",
              fy_of(r->today) == r->year ? address_day(r->a, r->today) : STR_NONE);
    if (c->c.id)
        return propose(r, c, e);
    c->part_in[0].line = field_or_query(r, "line");
    if (c->of.id) {
        form_fill(&c->form, "title", c->of.title);
        form_fill(&c->form, "payee", c->of.payee);
    }
    return true;
}

/* ---- what it is about ---- */

static bool begin_new(struct req *r, struct warrant_form_ctx *c, struct err *e)
{
    struct str contract = field_or_query(r, "contract"), of = field_or_query(r, "refund_of");

    c->kind = field_or_query(r, "kind");
    if (of.n) {
        c->kind = STR("refund");
        return warrant_get(r->db, r->a, of, &c->of, e) &&
               agency_by_id(r->db, r->a, c->of.agency_id, &c->g, e);
    }
    if (contract.n) {
        if (!is(c->kind, "advance") && !is(c->kind, "retention"))
            c->kind = STR("instalment");
        return contract_get(r->db, r->a, contract, r->today, &c->c, e) &&
               agency_by_id(r->db, r->a, c->c.agency_id, &c->g, e);
    }
    c->kind = STR("direct");
    return spend_agency(r, &c->g, e);
}

static bool begin_again(struct req *r, struct warrant_form_ctx *c, struct err *e)
{
    c->again = true;
    if (!warrant_get(r->db, r->a, r->seg[0], &c->w, e) ||
        !agency_by_id(r->db, r->a, c->w.agency_id, &c->g, e))
        return false;
    c->kind = c->w.kind;
    c->code = c->w.code;
    if (c->w.refund_of.n)
        return warrant_get(r->db, r->a, c->w.refund_of, &c->of, e);
    return c->w.contract_code.n == 0 ||
           contract_get(r->db, r->a, c->w.contract_code, r->today, &c->c, e);
}

static bool begin(struct req *r, bool again, bool fresh, struct warrant_form_ctx **ret, struct err *e)
{
    struct warrant_form_ctx *c = ARENA_NEW(r->a, struct warrant_form_ctx);

    if (!(again ? begin_again(r, c, e) : begin_new(r, c, e)))
        return false;
    make_form(r, c);
    c->page.of_contract = c->c.id != 0;
    c->page.of_instalments = is(c->kind, "instalment");
    c->page.has_lines = is(c->kind, "direct");
    c->page.pick = c->g.id == 0;
    *ret = c;
    return !c->page.of_instalments || make_claims(r, c, fresh, e);
}

/* ---- showing it ---- */

static bool show(struct req *r, struct warrant_form_ctx *c, int status, struct reply *ret,
                 struct err *e)
{
    struct warrant_form_page *p = &c->page;
    struct param crumb = {tr(r->lang, TR("ฎีกาเบิกจ่าย")), STR("/warrants")};
    struct page_head head = {.nav = STR("/warrants"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows = {NULL, 0};

    if (p->has_lines && !free_lines(r, c->g.id, &rows, e))
        return false;
    p->choice = rows.p;
    p->choice_n = rows.n;
    p->csrf = r->session.csrf;
    p->year = c->again ? c->w.year : r->year;
    p->version = c->w.version;
    p->code = c->g.code;
    p->kind = c->kind;
    p->contract = c->c.code;
    p->refund_of = c->of.code;
    p->lead = c->of.id   ? str_format(r->a, "%.*s · %.*s", STR_FMT(c->of.number), STR_FMT(c->of.payee))
              : c->c.id ? str_format(r->a, "%.*s · %.*s", STR_FMT(c->c.ref), STR_FMT(c->c.vendor))
                        : c->g.name_th;
    p->form = c->form;
    p->part = c->part_in;
    p->part_n = p->part_n + SPARE < PARTS ? p->part_n + SPARE : PARTS;
    p->action = c->again ? str_format(r->a, "/warrants/%.*s/edit", STR_FMT(c->code))
                         : STR("/warrants/new");
    p->back = c->again   ? str_format(r->a, "/warrants/%.*s", STR_FMT(c->code))
              : c->c.id ? str_format(r->a, "/contracts/%.*s", STR_FMT(c->c.code))
                        : STR("/warrants");
    p->title = head.title =
        str_format(r->a, "%.*s: %.*s",
                   STR_FMT(c->again ? tr(r->lang, TR("แก้ร่างฎีกา")) : tr(r->lang, TR("ตั้งฎีกา"))),
                   STR_FMT(word_label("warrant_kind", c->kind, r->lang)));
    if (!REPLY_PAGE(r, &head, warrant_form, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool choose_agency(struct req *r, struct warrant_form_ctx *c, struct reply *ret, struct err *e)
{
    struct form_field *f = ARENA_ARRAY(r->a, struct form_field, 1);
    int64_t id;

    if (!agency_choice(r, STR_NONE, f, &id, e))
        return false;
    c->form = (struct form){.field = f, .n = 1};
    return show(r, c, 200, ret, e);
}

bool warrant_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct warrant_form_ctx *c;

    if (!begin(r, false, true, &c, e))
        return false;
    if (c->g.id == 0)
        return choose_agency(r, c, ret, e);
    return fill_fresh(r, c, e) && show(r, c, 200, ret, e);
}

bool warrant_edit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct warrant_form_ctx *c;

    return begin(r, true, true, &c, e) && fill_again(r, c, e) && show(r, c, 200, ret, e);
}

/* ---- what was typed ---- */

static void row_wrong(struct req *r, struct form *f, size_t i, const struct err *why)
{
    if (f->error.n == 0)
        f->error = str_format(r->a, "%zu: %.*s", i + 1, STR_FMT(word_error(r->a, why, r->lang)));
    f->wrong = true;
}

static void read_claims(struct req *r, struct warrant_form_ctx *c)
{
    struct str amount[CONTRACT_INSTALMENTS_MAX];
    size_t n = form_values(r, "claim", amount, CONTRACT_INSTALMENTS_MAX), k = 0;

    for (size_t i = 0; i < n && i < c->page.claim_n; i++) {
        struct err why = {0};

        c->claim[i].amount = amount[i];
        if (amount[i].n == 0)
            continue;
        c->inst[k].number = c->claim[i].i.number;
        if (!money_parse(amount[i], &c->inst[k].amount, &why))
            row_wrong(r, &c->form, i, &why);
        k++;
    }
    c->new.instalment = c->inst;
    c->new.instalments = k;
}

static void read_parts(struct req *r, struct warrant_form_ctx *c)
{
    struct str line[PARTS], amount[PARTS] = {{0}};
    size_t n = form_values(r, "part_line", line, PARTS), k = 0;

    (void)form_values(r, "part_amount", amount, PARTS);
    for (size_t i = 0; i < n; i++) {
        struct err why = {0};

        c->part_in[i].line = line[i];
        c->part_in[i].amount = amount[i];
        if (line[i].n == 0 && amount[i].n == 0)
            continue;
        c->part[k].line_code = line[i];
        if (amount[i].n && !money_parse(amount[i], &c->part[k].amount, &why))
            row_wrong(r, &c->form, i, &why);
        k++;
    }
    c->page.part_n = n;
    c->new.part = c->part;
    c->new.parts = k;
}

static void read_form(struct req *r, struct warrant_form_ctx *c)
{
    struct warrant_new *n = &c->new;
    struct form *f = &c->form;
    int64_t milli = 0;

    form_read(f, r);
    (void)form_check(f, r);
    n->kind = c->kind;
    n->agency_id = c->g.id;
    n->year = c->again ? c->w.year : r->year;
    n->contract_code = c->c.code;
    n->refund_of = c->of.code;
    n->number = form_value(f, "number");
    n->title = form_value(f, "title");
    n->payee = form_value(f, "payee");
    n->tax_id = form_value(f, "tax_id");
    n->control_no = form_value(f, "control_no");
    n->loan_no = form_value(f, "loan_no");
    n->receipt_no = form_value(f, "receipt_no");
    n->reason = form_value(f, "reason");
    (void)money_day(f, "on_date", r, &n->on_date);
    (void)form_money_or(f, "gross", r, &n->gross);
    (void)form_money_or(f, "advance_less", r, &n->advance_less);
    (void)form_money_or(f, "retention_less", r, &n->retention_less);
    (void)form_money_or(f, "adjust", r, &n->adjust);
    (void)form_money_or(f, "penalty", r, &n->penalty);
    (void)form_money_or(f, "tax", r, &n->tax);
    (void)form_money_or(f, "loan", r, &n->loan);
    if (form_find(f, "receipt_on"))
        (void)money_day(f, "receipt_on", r, &n->receipt_on);
    if (form_value(f, "penalty_days").n)
        (void)form_int(f, "penalty_days", r, 0, 3650, &n->penalty_days);
    if (form_value(f, "k_value").n && form_milli(f, "k_value", r, &milli))
        n->k_value.millionths = milli * MICRO;
    if (c->page.of_instalments)
        read_claims(r, c);
    if (c->page.has_lines)
        read_parts(r, c);
}

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    struct warrant_form_ctx *c = ctx;
    struct str code;

    if (!warrant_save(by, &c->new, c->again ? c->w.code : STR_NONE, c->w.version, &code, e))
        return false;
    c->code = code;
    return true;
}

static bool saved(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct warrant_form_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/warrants/%.*s?done=save", STR_FMT(c->code)), ret);
    return true;
}

static bool save_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct warrant_form_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return show(r, c, err_http(e->code), ret, &again);
}

static bool post_form(struct req *r, bool again, struct reply *ret, struct err *e)
{
    struct warrant_form_ctx *c;

    if (!begin(r, again, false, &c, e))
        return false;
    if (c->g.id == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("agency")));
        return false;
    }
    read_form(r, c);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->w.version, e))
        return false;
    if (c->form.wrong)
        return show(r, c, 400, ret, e);
    r->refused = save_refused;
    return req_write(r, save_write, saved, c, ret, e);
}

bool warrant_new_post(struct req *r, struct reply *ret, struct err *e)
{
    return post_form(r, false, ret, e);
}

bool warrant_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    return post_form(r, true, ret, e);
}
