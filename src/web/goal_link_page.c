/* goal_link_page.c - links with weights: a policy to the goals it serves, a package to its goals. */
#include "base/arena.h"
#include "base/exact.h"
#include "city/goal.h"
#include "plan/section.h"
#include "views.h"
#include "web/goal_page.h"
#include "web/words.h"

/* ---- weights as text ---- */

struct str goal_weights_text(struct arena *a, const struct class_tree *t,
                             const struct node_weight *w, size_t n)
{
    struct sbuf b;
    size_t put = 0;

    sbuf_init(&b, a, 8000);
    for (size_t i = 0; i < n; i++) {
        const struct class_node *node = class_by_id(t, w[i].node_id);

        if (!node)
            continue;
        sbuf_printf(&b, "%s%.*s", put++ ? ", " : "", STR_FMT(node->code));
        if (n == 1) /* all of it: another one added shares it equally */
            continue;
        SB_LIT(&b, " ");
        exact_put_decimal(&b, w[i].share_bp, 2, 0);
    }
    return sbuf_str(&b);
}

static bool weight_wrong(struct req *r, struct form *f, const char *field, enum err_code code,
                         struct str value)
{
    struct err e;

    FAIL(&e, code);
    err_arg(&e, "field", V(str_from(field)));
    err_arg(&e, "value", V(value));
    err_arg(&e, "year", V(r->year));
    form_wrong(f, field, word_error(r->a, &e, r->lang));
    return false;
}

static bool read_piece(struct req *r, struct form *f, const char *field, struct str piece,
                       const struct class_tree *t, struct node_weight *ret)
{
    const struct class_node *n;
    struct str code = STR_NONE, percent;

    piece = str_trim(piece);
    if (!str_split(&piece, ' ', &code))
        return true;
    percent = str_trim(piece);
    n = class_by_code(t, code);
    if (!n)
        return weight_wrong(r, f, field, ERR_UNKNOWN_CODE, code);
    ret->node_id = n->id;
    ret->share_bp = 0;
    if (percent.n && (!exact_parse_decimal(percent, 2, &ret->share_bp) || ret->share_bp <= 0))
        return weight_wrong(r, f, field, ERR_BAD_NUMBER, percent);
    return true;
}

bool goal_weights_read(struct req *r, struct form *f, const char *field, const struct class_tree *t,
                       struct node_weights *ret)
{
    struct str rest = str_replace(r->a, form_value(f, field), STR("\n"), STR(",")), piece;
    size_t most = 1;

    for (size_t i = 0; i < rest.n; i++)
        most += rest.p[i] == ',';
    ret->w = ARENA_ARRAY(r->a, struct node_weight, most);
    ret->n = 0;
    while (str_split(&rest, ',', &piece)) {
        if (str_trim(piece).n == 0)
            continue;
        if (!read_piece(r, f, field, piece, t, &ret->w[ret->n++]))
            return false;
    }
    return true;
}

/* ---- a policy ---- */

struct policy_ctx {
    struct class_tree policy, strategy;
    struct class_node node;
    struct form form;
    struct node_weights weights;
};

static const struct form_field policy_plain[] = {
    {.name = "goals",
     .kind = FORM_LONG,
     .label = TR("เป้าหมายหรือประเด็นที่นโยบายนี้รับใช้"),
     .hint = TR("รหัส เว้นวรรค แล้วน้ำหนักร้อยละ คั่นด้วยจุลภาค เช่น 2.1 60, 2.2 40 เว้นน้ำหนักทั้งหมดเพื่อแบ่งเท่ากัน "
                "เว้นว่างเพื่อยกเลิก"),
     .max = 2000},
};

static bool policy_load(struct req *r, struct policy_ctx *c, struct err *e)
{
    const struct class_node *n;

    if (!class_tree_load(r->db, r->a, r->year, STR("policy"), &c->policy, e) ||
        !class_tree_load(r->db, r->a, r->year, STR("strategy"), &c->strategy, e))
        return false;
    n = class_by_code(&c->policy, r->seg[0]);
    if (!n) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[0]));
        return false;
    }
    c->node = *n;
    c->form.n = ARRAY_LEN(policy_plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(policy_plain));
    for (size_t i = 0; i < ARRAY_LEN(policy_plain); i++)
        c->form.field[i] = policy_plain[i];
    return true;
}

static bool policy_show(struct req *r, struct policy_ctx *c, int status, struct reply *ret,
                        struct err *e)
{
    struct param crumb[] = {
        {tr(r->lang, TR("ความเชื่อมโยงจากนโยบายถึงเงิน")), STR("/goals/coverage?link=policy-goal")}};
    struct page_head head = {.nav = STR("/goals/coverage"), .crumb = crumb, .ncrumb = 1};
    struct node_link_page page = {
        .year = r->year,
        .csrf = r->session.csrf,
        .form = c->form,
        .answered = c->form.wrong,
        .may_edit = true,
        .back = STR("/goals/coverage?link=policy-goal"),
        .action = str_format(r->a, "/goals/policy/%.*s", STR_FMT(c->node.code))};

    page.title = head.title = goal_name(r, c->node.name_th, c->node.name_en);
    page.lead = tr(r->lang, TR("น้ำหนักบอกว่านโยบายนี้ส่งผลไปที่เป้าหมายใดเท่าใด รวมกันเป็นร้อยละ 100"));
    page.submit = tr(r->lang, TR("บันทึกการเชื่อมโยง"));
    if (!REPLY_PAGE(r, &head, node_link, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool policy_page(struct req *r, struct reply *ret, struct err *e)
{
    struct policy_ctx *c = ARENA_NEW(r->a, struct policy_ctx);
    const struct node_link *l;
    struct node_weight *w;
    struct rows rows;
    size_t n = 0;

    if (!policy_load(r, c, e) ||
        !node_links(r->db, r->a, c->policy.version_id, c->strategy.version_id, &rows, e))
        return false;
    l = rows.p;
    w = ARENA_ARRAY(r->a, struct node_weight, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (l[i].from_id == c->node.id)
            w[n++] = (struct node_weight){l[i].to_id, l[i].share_bp};
    }
    c->form.field[0].value = goal_weights_text(r->a, &c->strategy, w, n);
    return policy_show(r, c, 200, ret, e);
}

static bool policy_write(struct act *by, void *ctx, struct err *e)
{
    struct policy_ctx *c = ctx;

    return node_links_set(by, c->node.id, c->strategy.version_id, c->weights.w, c->weights.n,
                          STR("office"), e);
}

static bool policy_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/goals/coverage?link=policy-goal"), ret);
    return true;
}

static bool policy_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct policy_ctx *c = ctx;
    struct err again = {0};

    form_wrong(&c->form, "goals", word_error(r->a, e, r->lang));
    return policy_show(r, c, err_http(e->code), ret, &again);
}

bool policy_post(struct req *r, struct reply *ret, struct err *e)
{
    struct policy_ctx *c = ARENA_NEW(r->a, struct policy_ctx);

    if (!policy_load(r, c, e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (c->form.wrong || !goal_weights_read(r, &c->form, "goals", &c->strategy, &c->weights))
        return policy_show(r, c, 400, ret, e);
    r->refused = policy_refused;
    return req_write(r, policy_write, policy_written, c, ret, e);
}

/* ---- a package ---- */

struct package_goals_ctx {
    struct package package;
    struct class_tree strategy;
    struct rows goals; /* those that stand */
    bool may_edit;
    struct form form;
    struct node_weights weights;
    struct package_goals_edit edit;
};

static const struct form_field package_plain[] = {
    {.name = "goals",
     .kind = FORM_LONG,
     .label = TR("เป้าหมายของข้อเสนอและน้ำหนัก"),
     .hint = TR("รหัส เว้นวรรค แล้วน้ำหนักร้อยละ คั่นด้วยจุลภาค เช่น 2.1.2 60, 1.3.1 40 รวมกัน 100 "
                "เว้นน้ำหนักทั้งหมดเพื่อแบ่งเท่ากัน ข้อที่หนักที่สุดเป็นเป้าหมายหลัก"),
     .max = 2000},
    {.name = "add", .kind = FORM_CHOICE, .label = TR("เพิ่มเป้าหมายจากแผนของปี")},
    {.name = "reason", .kind = FORM_TEXT, .label = TR("เหตุผล"), .max = 500},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
};

static void goal_choices(struct req *r, const struct class_tree *t, struct form_field *f)
{
    struct form_choice *x = ARENA_ARRAY(r->a, struct form_choice, t->n + 1);

    x[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ไม่เพิ่ม"))};
    for (size_t i = 0; i < t->n; i++)
        x[i + 1] = (struct form_choice){
            t->node[i].code,
            str_format(r->a, "%.*s %.*s", STR_FMT(t->node[i].code),
                       STR_FMT(goal_name(r, t->node[i].name_th, t->node[i].name_en)))};
    f->choice = x;
    f->choices = t->n + 1;
}

static bool package_goals_load(struct req *r, struct package_goals_ctx *c, struct err *e)
{
    struct err no;

    if (!package_see(r->db, r->a, &r->session.actor, r->year, r->seg[0], &c->package, e) ||
        !class_tree_load(r->db, r->a, r->year, STR("strategy"), &c->strategy, e) ||
        !package_goals(r->db, r->a, c->package.id, &c->goals, e))
        return false;
    c->may_edit = actor_check_city(&r->session.actor, PERM_GOAL, &no) ||
                  actor_check(&r->session.actor, PERM_REQUEST_WRITE, c->package.agency_id,
                              c->package.division, &no);
    c->form.n = ARRAY_LEN(package_plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(package_plain));
    for (size_t i = 0; i < ARRAY_LEN(package_plain); i++)
        c->form.field[i] = package_plain[i];
    goal_choices(r, &c->strategy, form_find(&c->form, "add"));
    return true;
}

static const struct col package_goal_cols[] = {
    {"name_th", COL_LINK, "/goals/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"level", COL_WORD, "plan_level", NULL, NULL},
    {"weight", COL_BAR, NULL, NULL, NULL},
    {"main", COL_YES, NULL, NULL, NULL},
};

static bool package_goals_show(struct req *r, struct package_goals_ctx *c, int status,
                               struct reply *ret, struct err *e)
{
    struct str path = str_format(r->a, "/packages/%.*s", STR_FMT(c->package.code));
    struct param crumb[] = {{tr(r->lang, TR("คำขอตั้งงบประมาณ")), STR("/packages")},
                            {c->package.title, path}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb, .ncrumb = 2};
    struct node_link_page page = {.year = r->year,
                                  .csrf = r->session.csrf,
                                  .form = c->form,
                                  .answered = c->form.wrong,
                                  .may_edit = c->may_edit,
                                  .has_table = true,
                                  .back = path,
                                  .action = str_format(r->a, "%.*s/goals", STR_FMT(path))};

    page.title = head.title = tr(r->lang, TR("เป้าหมายของข้อเสนอ"));
    page.lead = c->package.title;
    page.submit = tr(r->lang, TR("บันทึกเป้าหมาย"));
    page.table = (struct table_view){.type = &package_goal_type,
                                     .rows = c->goals.p,
                                     .n = c->goals.n,
                                     .cols = package_goal_cols,
                                     .ncols = ARRAY_LEN(package_goal_cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ข้อเสนอนี้ยังไม่ผูกกับเป้าหมายใด"))};
    if (!REPLY_PAGE(r, &head, node_link, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool package_goals_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package_goals_ctx *c = ARENA_NEW(r->a, struct package_goals_ctx);
    const struct package_goal *g;
    struct node_weight *w;

    if (!package_goals_load(r, c, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &package_goal_type, c->goals.p, c->goals.n, NULL, STR_NONE,
                           str_format(r->a, "%.*s-goals", STR_FMT(c->package.code)), ret, e);
    g = c->goals.p;
    w = ARENA_ARRAY(r->a, struct node_weight, c->goals.n + 1);
    for (size_t i = 0; i < c->goals.n; i++)
        w[i] = (struct node_weight){g[i].node_id, g[i].weight.bp};
    c->form.field[0].value = goal_weights_text(r->a, &c->strategy, w, c->goals.n);
    form_find(&c->form, "version")->value = str_format(r->a, "%lld", (long long)c->package.version);
    return package_goals_show(r, c, 200, ret, e);
}

static bool package_goals_write(struct act *by, void *ctx, struct err *e)
{
    struct package_goals_ctx *c = ctx;

    return package_goals_set(by, &c->edit, e);
}

static bool package_goals_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct package_goals_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s", STR_FMT(c->package.code)), ret);
    return true;
}

static bool package_goals_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct package_goals_ctx *c = ctx;
    struct err again = {0};

    form_wrong(&c->form, "goals", word_error(r->a, e, r->lang));
    return package_goals_show(r, c, err_http(e->code), ret, &again);
}

bool package_goals_post(struct req *r, struct reply *ret, struct err *e)
{
    struct package_goals_ctx *c = ARENA_NEW(r->a, struct package_goals_ctx);
    struct str more;
    int64_t version;

    if (!package_goals_load(r, c, e))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    more = form_value(&c->form, "add");
    if (more.n) { /* joins what is written; as the last one of equal weights */
        struct form_field *f = form_find(&c->form, "goals");

        f->value = str_trim(f->value).n
                       ? str_format(r->a, "%.*s, %.*s", STR_FMT(f->value), STR_FMT(more))
                       : more;
        form_find(&c->form, "add")->value = STR_NONE;
    }
    if (!req_int(r, "version", 1, INT64_MAX, 0, &version, e))
        return false;
    if (c->form.wrong || !goal_weights_read(r, &c->form, "goals", &c->strategy, &c->weights))
        return package_goals_show(r, c, 400, ret, e);
    c->edit = (struct package_goals_edit){.year = r->year,
                                          .version = version,
                                          .code = c->package.code,
                                          .weight = c->weights.w,
                                          .n = c->weights.n,
                                          .reason = form_value(&c->form, "reason")};
    r->refused = package_goals_refused;
    return req_write(r, package_goals_write, package_goals_written, c, ret, e);
}
