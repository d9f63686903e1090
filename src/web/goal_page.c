#include "web/goal_page.h"

#include "base/arena.h"
#include "city/agency.h"
#include "perform/indicator.h"
#include "perform/key_result.h"
#include "views.h"

static const struct field goal_row_fields[] = {
    FIELD(struct goal_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct goal_row, level, 0, "ระดับ", "Level"),
    FIELD(struct goal_row, depth, 0, "ชั้น", "Depth"),
    FIELD(struct goal_row, name, 0, "เป้าหมาย", "Goal"),
    FIELD(struct goal_row, packages, 0, "ข้อเสนอ", "Packages"),
    FIELD(struct goal_row, asked, 0, "ขอ", "Requested"),
    FIELD(struct goal_row, funded, 0, "ได้รับจัดสรร", "Funded"),
    FIELD(struct goal_row, enacted, 0, "ตามข้อบัญญัติ", "Enacted"),
    FIELD(struct goal_row, share, 0, "ร้อยละของที่ขอ", "Per cent of requests"),
    FIELD(struct goal_row, indicators, 0, "ตัวชี้วัด", "Indicators"),
    FIELD(struct goal_row, objectives, 0, "วัตถุประสงค์", "Objectives"),
};
const struct row_type goal_row_type = ROW_TYPE(struct goal_row, goal_row_fields);

static const struct field goal_package_fields[] = {
    FIELD(struct goal_package_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct goal_package_row, title, 0, "ข้อเสนอ", "Package"),
    FIELD(struct goal_package_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct goal_package_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct goal_package_row, state, 0, "สถานะ", "State"),
    FIELD(struct goal_package_row, weight, 0, "น้ำหนัก (ร้อยละ)", "Weight (per cent)"),
    FIELD(struct goal_package_row, asked, FIELD_TOTAL, "ขอ", "Requested"),
    FIELD(struct goal_package_row, funded, FIELD_TOTAL, "ได้รับจัดสรร", "Funded"),
};
const struct row_type goal_package_row_type =
    ROW_TYPE(struct goal_package_row, goal_package_fields);

/* ---- what these pages share ---- */

struct str goal_name(const struct req *r, struct str th, struct str en)
{
    return r->lang == LANG_EN && en.n ? en : th;
}

static bool find_agency(struct req *r, struct goal_ctx *c, struct err *e)
{
    struct str code = req_query(r, "agency");
    struct agency *a;

    if (!agency_list(r->db, r->a, r->year, &c->agencies, e))
        return false;
    if (code.n == 0)
        return true;
    a = ARENA_NEW(r->a, struct agency);
    c->agency = a;
    return agency_get(r->db, r->a, code, a, e);
}

bool goal_load(struct req *r, struct goal_ctx *c, struct err *e)
{
    struct goal_ask ask = {.year = r->year, .lang = r->lang};
    struct rows rows;

    if (!find_agency(r, c, e))
        return false;
    ask.agency_id = c->agency ? c->agency->id : 0;
    if (!goal_money_get(r->server->rollup, r->db, r->a, &ask, &c->money, e) ||
        !node_work(r->db, r->a, r->year, c->money.tree.version_id, &rows, e))
        return false;
    c->work = ARENA_ARRAY(r->a, struct node_work, c->money.tree.n + 1);
    for (size_t i = 0; i < rows.n && i < c->money.tree.n; i++)
        c->work[i] = ((const struct node_work *)rows.p)[i];
    return true;
}

struct str goal_agency_name(const struct req *r, const struct goal_ctx *c, int64_t agency_id)
{
    const struct agency *a = c->agencies.p;

    for (size_t i = 0; i < c->agencies.n; i++) {
        if (a[i].id == agency_id)
            return goal_name(r, a[i].name_th, a[i].name_en);
    }
    return STR_NONE;
}

struct form_field goal_agency_field(struct req *r, const struct goal_ctx *c)
{
    struct form_field f = {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ")};
    struct form_choice *x = ARENA_ARRAY(r->a, struct form_choice, c->agencies.n + 1);
    const struct agency *a = c->agencies.p;

    x[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทั้งเมือง"))};
    for (size_t i = 0; i < c->agencies.n; i++)
        x[i + 1] = (struct form_choice){a[i].code, goal_name(r, a[i].name_th, a[i].name_en)};
    f.choice = x;
    f.choices = c->agencies.n + 1;
    f.value = c->agency ? c->agency->code : STR_NONE;
    return f;
}

struct goal_row goal_row_of(const struct req *r, const struct goal_ctx *c,
                            const struct class_node *n)
{
    size_t k = goal_index(&c->money.tree, n);
    const struct goal_sum *sum = &c->money.all[k];
    struct goal_row row = {.code = n->code,
                           .level = n->level,
                           .name = goal_name(r, n->name_th, n->name_en),
                           .packages = sum->packages,
                           .asked = sum->asked,
                           .funded = sum->funded,
                           .enacted = sum->enacted,
                           .indicators = c->work[k].indicators,
                           .objectives = c->work[k].objectives};

    row.share.bp = money_share_bp(sum->asked, c->money.whole.asked);
    while (n->parent_id && row.depth < 16) {
        n = class_by_id(&c->money.tree, n->parent_id);
        row.depth++;
    }
    return row;
}

static bool under(const struct class_tree *t, int64_t id, const struct class_node *top)
{
    const struct class_node *n = class_by_id(t, id);

    for (int depth = 0; n && depth < 16; depth++) {
        if (n == top)
            return true;
        n = n->parent_id ? class_by_id(t, n->parent_id) : NULL;
    }
    return false;
}

static void part_of(const struct goal_ctx *c, const struct package_money *p,
                    const struct class_node *node, struct goal_package_row *x)
{
    int64_t weight[2] = {0, WEIGHTS_SUM};
    struct money asked[2], funded[2];

    for (size_t i = 0; i < p->links; i++) {
        if (under(&c->money.tree, p->link[i].node_id, node))
            weight[0] += p->link[i].share_bp;
    }
    weight[1] -= weight[0];
    money_split(p->sum.asked, weight, 2, asked);
    money_split(p->sum.funded, weight, 2, funded);
    x->weight.bp = weight[0];
    x->asked = asked[0];
    x->funded = funded[0];
}

struct goal_package_row *goal_packages(struct req *r, const struct goal_ctx *c,
                                       const struct class_node *node, size_t *ret_n,
                                       struct goal_package_row *ret_total)
{
    struct goal_package_row *row =
        ARENA_ARRAY(r->a, struct goal_package_row, c->money.packages + 1);
    size_t n = 0;

    *ret_total = (struct goal_package_row){0};
    for (size_t i = 0; i < c->money.packages; i++) {
        const struct package_money *p = &c->money.package[i];
        struct goal_package_row x = {.asked = p->sum.asked, .funded = p->sum.funded};

        if (node)
            part_of(c, p, node, &x);
        if (node ? x.weight.bp == 0 : p->links > 0)
            continue;
        x.code = p->link->code;
        x.title = p->title;
        x.state = p->link->state;
        x.agency_name = goal_agency_name(r, c, p->link->agency_id);
        for (size_t k = 0; k < c->agencies.n; k++) {
            const struct agency *a = &((const struct agency *)c->agencies.p)[k];

            if (a->id == p->link->agency_id)
                x.agency_code = a->code;
        }
        ret_total->asked = money_add(ret_total->asked, x.asked);
        ret_total->funded = money_add(ret_total->funded, x.funded);
        row[n++] = x;
    }
    *ret_n = n;
    return row;
}

/* ---- the tree ---- */

struct goals_ctx {
    struct goal_ctx g;
    struct rows versions, counts;
    struct goal_row *row;
    int64_t goals, linked;
};

static const struct col version_cols[] = {
    {"label_th", COL_PLAIN, NULL, NULL, TR("แผน")},   {"code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_WORD, "plan_kind", NULL, NULL},      {"nodes", COL_PLAIN, NULL, NULL, NULL},
    {"first_year", COL_YEAR, NULL, NULL, NULL},       {"last_year", COL_YEAR, NULL, NULL, NULL},
    {"source", COL_PLAIN, NULL, NULL, TR("แหล่งที่มา")},
};
static const struct col count_cols_th[] = {
    {"level", COL_WORD, "plan_level", NULL, NULL}, {"known", COL_PLAIN, NULL, NULL, NULL},
    {"published", COL_PLAIN, NULL, NULL, NULL},    {"sourced", COL_PLAIN, NULL, NULL, NULL},
    {"note_th", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col count_cols_en[] = {
    {"level", COL_WORD, "plan_level", NULL, NULL}, {"known", COL_PLAIN, NULL, NULL, NULL},
    {"published", COL_PLAIN, NULL, NULL, NULL},    {"sourced", COL_PLAIN, NULL, NULL, NULL},
    {"note_en", COL_PLAIN, NULL, NULL, NULL},
};

static bool goals_work(struct req *r, void *ctx, struct err *e)
{
    struct goals_ctx *c = ctx;
    const struct class_tree *t = &c->g.money.tree;
    int64_t policy = 0;
    struct str level;

    if (!goal_load(r, &c->g, e) || !tree_versions(r->db, r->a, STR_NONE, &c->versions, e))
        return false;
    level = tree_goal_level(t);
    c->row = ARENA_ARRAY(r->a, struct goal_row, t->n + 1);
    for (size_t i = 0; i < t->n; i++) {
        c->row[i] = goal_row_of(r, &c->g, &t->node[i]);
        if (!str_eq(t->node[i].level, level))
            continue;
        c->goals++;
        c->linked += c->row[i].packages > 0;
    }
    for (size_t i = 0; i < c->versions.n; i++) {
        const struct tree_version *v = &((const struct tree_version *)c->versions.p)[i];

        if (v->id == t->version_id)
            c->g.version = *v;
        if (str_eq(v->kind, STR("policy")) && v->first_year && v->first_year <= r->year &&
            v->last_year >= r->year)
            policy = v->id;
    }
    return tree_counts(r->db, r->a, t->version_id, policy, &c->counts, e);
}

static bool goals_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct goals_ctx *c = ctx;
    struct goal_money *m = &c->g.money;
    struct page_head head = {.nav = STR("/goals"), .table_path = STR("/goals")};
    struct goals_page page = {.year = r->year,
                              .goals = c->goals,
                              .linked_goals = c->linked,
                              .whole = m->whole,
                              .linked = m->linked,
                              .unlinked = m->unlinked,
                              .row = c->row,
                              .row_n = m->tree.n,
                              .has_money = m->whole.asked.satang > 0};

    if (r->format != FORMAT_HTML)
        return reply_table(r, &goal_row_type, c->row, m->tree.n, NULL, STR_NONE,
                           str_format(r->a, "goals-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("แผนและเป้าหมาย"));
    page.strategy = goal_name(r, c->g.version.label_th, c->g.version.label_en);
    page.version_code = c->g.version.code;
    page.share.bp = money_share_bp(m->linked.asked, m->whole.asked);
    page.agency = goal_agency_field(r, &c->g);
    page.filtered = c->g.agency != NULL;
    if (c->g.agency) {
        page.agency_name = goal_name(r, c->g.agency->name_th, c->g.agency->name_en);
        page.query = str_format(r->a, "agency=%.*s", STR_FMT(c->g.agency->code));
    }
    page.may_relink = actor_may(&r->session.actor, PERM_GOAL);
    page.counts = (struct table_view){.type = &tree_count_type,
                                      .rows = c->counts.p,
                                      .n = c->counts.n,
                                      .cols = r->lang == LANG_EN ? count_cols_en : count_cols_th,
                                      .ncols = ARRAY_LEN(count_cols_th),
                                      .caption = tr(r->lang, TR("ที่ทราบเทียบกับที่ประกาศ"))};
    page.versions = (struct table_view){.type = &tree_version_type,
                                        .rows = c->versions.p,
                                        .n = c->versions.n,
                                        .cols = version_cols,
                                        .ncols = ARRAY_LEN(version_cols),
                                        .caption = tr(r->lang, TR("แผนทุกรุ่น"))};
    return REPLY_PAGE(r, &head, goals, &page, ret, e);
}

bool goals_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, goals_work, goals_shown, ARENA_NEW(r->a, struct goals_ctx), ret, e);
}

/* ---- one goal ---- */

static const struct col indicator_cols[] = {
    {"name_th", COL_PLAIN, NULL, NULL, NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"kind", COL_WORD, "indicator_kind", NULL, NULL},
    {"unit_word", COL_PLAIN, NULL, NULL, NULL},
    {"base_value", COL_NUMBER, NULL, NULL, NULL},
    {"first_year", COL_YEAR, NULL, NULL, TR("ปีแรก")},
    {"target1", COL_NUMBER, NULL, NULL, NULL},
    {"target2", COL_NUMBER, NULL, NULL, NULL},
    {"target3", COL_NUMBER, NULL, NULL, NULL},
};
static const struct col objective_cols[] = {
    {"name_th", COL_PLAIN, NULL, NULL, NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_LINK, "/key-results?agency=", "agency_code", NULL},
    {"key_results", COL_PLAIN, NULL, NULL, NULL},
    {"kpis", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col package_cols[] = {
    {"title", COL_LINK, "/packages/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"state", COL_TAG, "state", NULL, NULL},
    {"weight", COL_PLAIN, NULL, NULL, NULL},
    {"asked", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
    {"funded", COL_WHOLE, NULL, NULL, TR("ได้รับจัดสรร (บาท)")},
};

struct policy_row { /* a policy that serves the goal */
    struct str code, name, status;
    struct share weight;
};
static const struct field policy_row_fields[] = {
    FIELD(struct policy_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct policy_row, name, 0, "นโยบาย", "Policy"),
    FIELD(struct policy_row, weight, 0, "น้ำหนักของนโยบาย (ร้อยละ)",
          "Weight of the policy (per cent)"),
    FIELD(struct policy_row, status, 0, "สถานะของข้อมูล", "Standing of the data"),
};
static const struct row_type policy_row_type = ROW_TYPE(struct policy_row, policy_row_fields);
static const struct col policy_cols[] = {
    {"name", COL_LINK, "/goals/policy/", "code", NULL},
    {"weight", COL_PLAIN, NULL, NULL, NULL},
    {"status", COL_WORD, "data_status", NULL, NULL},
};

static bool read_one(struct req *r, struct goal_ctx *c, struct err *e)
{
    struct indicator_filter i = {.as_of = r->today};
    struct objective_filter o = {.year = r->year};
    struct err none;

    if (!goal_load(r, c, e))
        return false;
    c->node = class_by_code(&c->money.tree, r->seg[0]);
    if (!c->node) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[0]));
        return false;
    }
    if (r->format != FORMAT_HTML)
        return true;
    i.node_id = o.node_id = c->node->id;
    i.version_id = c->money.tree.version_id;
    if (!indicator_list(r->db, r->a, &i, &c->indicators, e) ||
        !objective_list(r->db, r->a, &o, &c->objectives, e))
        return false;
    if (!class_tree_load(r->db, r->a, r->year, STR("policy"), &c->policy, &none))
        return true; /* the year has no policies */
    return node_links(r->db, r->a, c->policy.version_id, c->money.tree.version_id, &c->links, e);
}

static bool one_work(struct req *r, void *ctx, struct err *e)
{
    return read_one(r, ctx, e);
}

static void put_policies(struct req *r, const struct goal_ctx *c, struct table_view *t)
{
    struct policy_row *row = ARENA_ARRAY(r->a, struct policy_row, c->links.n + 1);
    const struct node_link *l = c->links.p;
    size_t n = 0;

    for (size_t i = 0; i < c->links.n; i++) {
        const struct class_node *p = class_by_id(&c->policy, l[i].from_id);

        if (l[i].to_id == c->node->id && p)
            row[n++] = (struct policy_row){
                p->code, goal_name(r, p->name_th, p->name_en), l[i].status, {l[i].share_bp}};
    }
    *t = (struct table_view){.type = &policy_row_type,
                             .rows = row,
                             .n = n,
                             .cols = policy_cols,
                             .ncols = ARRAY_LEN(policy_cols),
                             .caption = tr(r->lang, TR("นโยบายที่เป้าหมายนี้รับใช้")),
                             .empty = tr(r->lang, TR("ยังไม่มีนโยบายที่เชื่อมมาถึงเป้าหมายนี้"))};
}

static void put_tables(struct req *r, const struct goal_ctx *c, struct goal_one_page *page)
{
    page->indicators = (struct table_view){
        .type = &indicator_row_type,
        .rows = c->indicators.p,
        .n = c->indicators.n,
        .cols = indicator_cols,
        .ncols = ARRAY_LEN(indicator_cols),
        .caption = tr(r->lang, TR("ตัวชี้วัดของเป้าหมาย")),
        .empty = tr(r->lang, TR("ยังไม่มีตัวชี้วัดที่เป้าหมายนี้ นำเข้าได้ด้วย pbis import strategy"))};
    page->objectives =
        (struct table_view){.type = &objective_row_type,
                            .rows = c->objectives.p,
                            .n = c->objectives.n,
                            .cols = objective_cols,
                            .ncols = ARRAY_LEN(objective_cols),
                            .caption = tr(r->lang, TR("วัตถุประสงค์ของหน่วยงาน (OKR)")),
                            .empty = tr(r->lang, TR("ยังไม่มีหน่วยงานใดเป็นเจ้าภาพของเป้าหมายนี้"))};
    put_policies(r, c, &page->policies);
}

static void put_children(struct req *r, const struct goal_ctx *c, struct goal_one_page *page)
{
    const struct class_tree *t = &c->money.tree;
    struct goal_row *row = ARENA_ARRAY(r->a, struct goal_row, t->n);

    for (size_t i = 0; i < t->n; i++) {
        if (t->node[i].parent_id == c->node->id)
            row[page->child_n++] = goal_row_of(r, c, &t->node[i]);
    }
    page->child = row;
}

static bool one_shown(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct goal_ctx *c = ctx;
    struct goal_one_page page = {.year = r->year, .csrf = r->session.csrf};
    struct goal_package_row *total = ARENA_NEW(r->a, struct goal_package_row), *row;
    struct param crumb[5] = {{tr(r->lang, TR("แผนและเป้าหมาย")), STR("/goals")}};
    struct page_head head = {.nav = STR("/goals"), .crumb = crumb, .ncrumb = 1};
    const struct class_node *up = c->node;
    const struct class_node *path[4];
    size_t n, depth = 0;

    row = goal_packages(r, c, c->node, &n, total);
    if (r->format != FORMAT_HTML)
        return reply_table(
            r, &goal_package_row_type, row, n, total, STR_NONE,
            str_format(r->a, "goal-%.*s-%lld", STR_FMT(c->node->code), (long long)r->year), ret, e);
    while (up->parent_id && depth < ARRAY_LEN(path))
        path[depth++] = up = class_by_id(&c->money.tree, up->parent_id);
    while (depth-- > 0)
        crumb[head.ncrumb++] =
            (struct param){goal_name(r, path[depth]->name_th, path[depth]->name_en),
                           str_format(r->a, "/goals/%.*s", STR_FMT(path[depth]->code))};
    page.row = goal_row_of(r, c, c->node);
    page.title = head.title = page.row.name;
    page.code = c->node->code;
    page.level = c->node->level;
    head.table_path = str_format(r->a, "/goals/%.*s", STR_FMT(c->node->code));
    put_children(r, c, &page);
    put_tables(r, c, &page);
    page.unfunded = page.row.funded.satang == 0 && page.row.enacted.satang == 0;
    page.unowned = c->objectives.n == 0;
    page.unmeasured = c->indicators.n == 0;
    page.packages = (struct table_view){.type = &goal_package_row_type,
                                        .rows = row,
                                        .n = n < 300 ? n : 300,
                                        .cols = package_cols,
                                        .ncols = ARRAY_LEN(package_cols),
                                        .total = n ? total : NULL,
                                        .caption = tr(r->lang, TR("คำขอที่ผูกกับเป้าหมายนี้")),
                                        .empty = tr(r->lang, TR("ยังไม่มีคำขอใดผูกกับเป้าหมายนี้")),
                                        .remember = STR("goal-packages")};
    return REPLY_PAGE(r, &head, goal, &page, ret, e);
}

bool goal_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, one_work, one_shown, ARENA_NEW(r->a, struct goal_ctx), ret, e);
}
