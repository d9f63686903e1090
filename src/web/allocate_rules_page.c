#include "web/allocate_rules_page.h"

#include "allocate/branch.h"
#include "allocate/problem.h"
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/scenario_page.h"

enum { LIST_MAX = 20000, FILE_MAX = 60000 };

struct rules_ctx {
    struct allocate_rules_page page;
    struct rows rules;
    struct problem problem;
    bool has_problem;
    int status;
    struct scenario_rule_text text;
    int64_t version;
    struct str does, csv;
    struct scenario_rule_taken taken;
};

static void make_forms(struct req *r, struct allocate_rules_page *page)
{
    static const struct form_field rule[] = {
        {.name = "rule", .label = TR("รหัสกฎ"), .hint = TR("ตั้งเองสั้น ๆ a-z 0-9 - เช่น flood-one-of"), .required = true, .max = 60},
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิดของกฎ"), .required = true},
        {.name = "packages", .kind = FORM_LONG, .label = TR("ข้อเสนอ"), .hint = TR("รหัสข้อเสนอ คั่นด้วยช่องว่าง ลงท้ายด้วย * คือทุกข้อเสนอที่ขึ้นต้นอย่างนั้น"), .max = LIST_MAX},
        {.name = "others", .kind = FORM_LONG, .label = TR("ข้อเสนอที่เกี่ยวข้อง"), .hint = TR("ที่ต้องมีคู่กัน หรือทำพร้อมกันไม่ได้"), .max = LIST_MAX},
        {.name = "least", .label = TR("อย่างน้อย"), .hint = TR("จำนวนข้อเสนอ หรือจำนวนหน่วย"), .max = 20},
        {.name = "most", .label = TR("ไม่เกิน"), .hint = TR("ว่าง: ไม่จำกัด หรือเท่าที่ขอ"), .max = 20},
        {.name = "amount", .kind = FORM_TEXT, .label = TR("จำนวนเงิน (บาท)"), .hint = TR("ค่าใช้จ่ายร่วม หรือขั้นต่ำของเขต"), .max = 40},
        {.name = "share", .label = TR("ร้อยละไม่เกิน"), .hint = TR("ว่าง: ตามค่ากำหนดสัดส่วนบุคลากรของปี"), .max = 10},
        {.name = "target", .label = TR("ป้าย รายการ เขต หรือหน่วยงาน"), .hint = TR("ป้าย: คำที่ใช้เรียก · แบ่งเป็นหน่วย: รหัสรายการ ว่างคือรายการที่มีจำนวนมากที่สุด · ขั้นต่ำ: รหัสเขต ว่างคือทุกเขต · ค่าใช้จ่ายร่วม: รหัสหน่วยงานที่จ่าย"), .max = 120},
        {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 1000},
        {.name = "version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
    };
    static const struct form_field file[] = {
        {.name = "csv", .kind = FORM_LONG, .label = TR("กฎหลายข้อจากแฟ้ม CSV"), .hint = TR("แถวแรก: rule,kind,packages,others,least,most,amount,share,target,reason กฎที่รหัสมีอยู่แล้วถูกแก้ ผิดแถวเดียวไม่บันทึกเลย"), .required = true, .max = FILE_MAX},
    };
    struct form_choice *choice = ARENA_ARRAY(r->a, struct form_choice, RULE_KINDS);

    page->form.n = ARRAY_LEN(rule);
    page->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(rule));
    for (size_t i = 0; i < ARRAY_LEN(rule); i++)
        page->form.field[i] = rule[i];
    for (size_t k = 0; k < RULE_KINDS; k++)
        choice[k] = (struct form_choice){scenario_rule_word((enum scenario_rule_kind)k),
                                         scenario_rule_label((enum scenario_rule_kind)k, r->lang)};
    page->form.field[1].choice = choice;
    page->form.field[1].choices = RULE_KINDS;
    page->file.n = 1;
    page->file.again = 1;
    page->file.field = ARENA_ARRAY(r->a, struct form_field, 1);
    page->file.field[0] = file[0];
}

/* Which fields each kind takes, by their labels: the page's own manual. */
static void list_kinds(struct req *r, struct allocate_rules_page *page)
{
    static const char *const labels[] = {TR("ข้อเสนอ"),         TR("ข้อเสนอที่เกี่ยวข้อง"),
                                         TR("อย่างน้อย"),       TR("ไม่เกิน"),
                                         TR("จำนวนเงิน (บาท)"), TR("ร้อยละไม่เกิน"),
                                         TR("ป้าย รายการ เขต หรือหน่วยงาน")};
    struct rule_kind_view *v = ARENA_ARRAY(r->a, struct rule_kind_view, RULE_KINDS);

    for (size_t k = 0; k < RULE_KINDS; k++) {
        unsigned fields = scenario_rule_fields((enum scenario_rule_kind)k);
        struct sbuf b;

        sbuf_init(&b, r->a, 1000);
        for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
            if (!(fields >> i & 1))
                continue;
            if (b.n)
                SB_LIT(&b, " · ");
            sbuf_add(&b, tr(r->lang, labels[i]));
        }
        v[k] = (struct rule_kind_view){scenario_rule_word((enum scenario_rule_kind)k),
                                       scenario_rule_label((enum scenario_rule_kind)k, r->lang),
                                       sbuf_str(&b)};
    }
    page->kind = v;
    page->kind_n = RULE_KINDS;
}

static struct str kind_label(struct req *r, struct str word)
{
    for (size_t k = 0; k < RULE_KINDS; k++) {
        if (str_eq(scenario_rule_word((enum scenario_rule_kind)k), word))
            return scenario_rule_label((enum scenario_rule_kind)k, r->lang);
    }
    return word;
}

static struct str amount_text(struct req *r, struct money m, enum money_style style)
{
    struct sbuf b;

    if (m.satang == MONEY_MISSING.satang)
        return STR_NONE;
    sbuf_init(&b, r->a, 64);
    money_put(&b, m, style);
    return sbuf_str(&b);
}

static void list_rules(struct req *r, struct rules_ctx *c)
{
    const struct scenario_rule_row *row = c->rules.p;
    struct rule_line_view *v = ARENA_ARRAY(r->a, struct rule_line_view, c->rules.n);
    struct str editing = r->method == METHOD_POST ? STR_NONE : req_query(r, "rule");

    for (size_t i = 0; i < c->rules.n; i++) {
        v[i] = (struct rule_line_view){
            row[i].code,  kind_label(r, row[i].kind), str_slice(row[i].packages, 0, 400),
            row[i].others, row[i].least, row[i].most, amount_text(r, row[i].amount, MONEY_WHOLE),
            row[i].share, row[i].target, row[i].reason, row[i].made_by,
            str_format(r->a, "%.*s?rule=%.*s#edit", STR_FMT(c->page.action), STR_FMT(row[i].code)),
            row[i].made_at, row[i].version,
            str_eq(row[i].kind, STR("share")) && !row[i].share.n,
            str_eq(row[i].kind, STR("district")) && !row[i].target.n};
        if (!str_eq(row[i].code, editing))
            continue;
        c->page.editing = true;
        form_find(&c->page.form, "rule")->value = row[i].code;
        form_find(&c->page.form, "kind")->value = row[i].kind;
        form_find(&c->page.form, "packages")->value = row[i].packages;
        form_find(&c->page.form, "others")->value = row[i].others;
        form_find(&c->page.form, "least")->value = row[i].least;
        form_find(&c->page.form, "most")->value = row[i].most;
        form_find(&c->page.form, "amount")->value = amount_text(r, row[i].amount, MONEY_PLAIN);
        form_find(&c->page.form, "share")->value = row[i].share;
        form_find(&c->page.form, "target")->value = row[i].target;
        form_find(&c->page.form, "reason")->value = row[i].reason;
        form_find(&c->page.form, "version")->value =
            str_format(r->a, "%lld", (long long)row[i].version);
    }
    c->page.rule = v;
    c->page.rule_n = c->rules.n;
    c->page.n = (int64_t)c->rules.n;
}

/* The rules, and what the whole instance says of them: it reads every line of the year. */
static bool show_work(struct req *r, void *ctx, struct err *e)
{
    struct rules_ctx *c = ctx;
    struct scenario_row s;
    struct err none = {.code = ERR_NONE};

    if (!scenario_open(r->db, r->a, r->year, c->page.name, &r->session.actor, &s, e) ||
        !scenario_rule_list(r->db, r->a, s.id, &c->rules, e))
        return false;
    c->has_problem = problem_load(r->db, r->a, r->year, c->page.name, &c->problem, &none);
    if (!c->has_problem && none.code != ERR_NOTHING && !c->page.refused.n)
        c->page.refused = err_text(r->a, &none, r->lang);
    return true;
}

static bool show_page(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct rules_ctx *c = ctx;
    struct allocate_rules_page *page = &c->page;
    struct param crumb[] = {{tr(r->lang, TR("จัดสรรภายใต้กรอบ")), page->back}};
    struct page_head head = {.nav = STR("/allocation"), .crumb = crumb, .ncrumb = 1};

    if (r->format != FORMAT_HTML)
        return reply_table(r, &scenario_rule_row_type, c->rules.p, c->rules.n, NULL, STR_NONE,
                           str_format(r->a, "rules-%.*s", STR_FMT(page->name)), ret, e);
    list_kinds(r, page);
    list_rules(r, c);
    page->title = head.title = tr(r->lang, TR("กฎของฉากทัศน์"));
    page->tab_n = scenario_tabs(r, page->name, "/rules", page->tab);
    head.table_path = page->action;
    page->may = actor_may(&r->session.actor, PERM_ALLOCATE);
    if (c->has_problem) {
        page->idle = (int64_t)c->problem.idle_rules;
        page->ahead = (int64_t)c->problem.without_forward;
        for (size_t i = 0; i < c->problem.nceiling; i++) {
            struct str code = c->problem.ceiling[i].code;

            page->has_ahead |= str_find(code, STR("@"), 0) < code.n;
        }
    }
    if (!REPLY_PAGE(r, &head, allocate_rules, page, ret, e))
        return false;
    ret->status = c->status;
    return true;
}

static struct rules_ctx *make_ctx(struct req *r)
{
    struct rules_ctx *c = ARENA_NEW(r->a, struct rules_ctx);

    c->status = 200;
    c->page = (struct allocate_rules_page){.year = r->year, .csrf = r->session.csrf, .name = r->seg[0]};
    c->page.back = str_format(r->a, "/allocation/%.*s", STR_FMT(r->seg[0]));
    c->page.action = str_format(r->a, "%.*s/rules", STR_FMT(c->page.back));
    make_forms(r, &c->page);
    return c;
}

bool allocate_rules_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, show_work, show_page, make_ctx(r), ret, e);
}

/* ---- writing ---- */

static bool rules_write(struct act *by, void *ctx, struct err *e)
{
    struct rules_ctx *c = ctx;
    struct str name = c->page.name;

    if (str_eq(c->does, STR("import")))
        return scenario_rule_import(by, c->page.year, name, c->csv, &c->taken, e);
    if (str_eq(c->does, STR("drop")))
        return scenario_rule_drop(by, c->page.year, name, c->text.code, c->version, e);
    if (c->version > 0)
        return scenario_rule_change(by, c->page.year, name, &c->text, c->version, e);
    return scenario_rule_add(by, c->page.year, name, &c->text, e);
}

static bool rules_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct rules_ctx *c = ctx;

    (void)e;
    reply_done(r, c->page.action, ret);
    return true;
}

static bool rules_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct rules_ctx *c = ctx;
    struct err again = {0};

    c->status = err_http(e->code);
    if (str_eq(c->does, STR("drop")))
        c->page.refused = err_text(r->a, e, r->lang);
    else if (str_eq(c->does, STR("import")))
        form_wrong(&c->page.file, "csv", err_text(r->a, e, r->lang));
    else
        form_refuse(&c->page.form, r, e);
    c->page.editing = c->version > 0;
    return req_offload(r, show_work, show_page, c, ret, &again);
}

bool allocate_rules_post(struct req *r, struct reply *ret, struct err *e)
{
    struct rules_ctx *c = make_ctx(r);
    struct form *f = &c->page.form;
    int64_t version = 0;

    c->does = req_field(r, "do");
    form_read(str_eq(c->does, STR("import")) ? &c->page.file : f, r);
    for (size_t i = 0; req_field(r, "version").n && i < req_field(r, "version").n; i++) {
        char digit = req_field(r, "version").p[i];

        if (digit < '0' || digit > '9' || version > 1000000000)
            break;
        version = version * 10 + (digit - '0');
    }
    c->version = version;
    c->csv = req_field(r, "csv");
    c->text = (struct scenario_rule_text){
        .code = req_field(r, "rule"),     .kind = req_field(r, "kind"),
        .packages = req_field(r, "packages"), .others = req_field(r, "others"),
        .least = req_field(r, "least"),   .most = req_field(r, "most"),
        .amount = req_field(r, "amount"), .share = req_field(r, "share"),
        .target = req_field(r, "target"), .reason = req_field(r, "reason")};
    r->refused = rules_refused;
    return req_write(r, rules_write, rules_done, c, ret, e);
}
