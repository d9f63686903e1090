#include "perform/coverage.h"

#include "base/arena.h"
#include "base/err.h"
#include "perform/indicator.h"
#include "perform/key_result.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field coverage_link_fields[] = {
    FIELD(struct coverage_link, word, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct coverage_link, name, 0, "ช่วงของสายเชื่อม", "Link of the chain"),
    FIELD(struct coverage_link, items, 0, "ที่ทราบ", "Known"),
    FIELD(struct coverage_link, published, 0, "ที่ประกาศ", "Published"),
    FIELD(struct coverage_link, mapped, 0, "เชื่อมแล้ว", "Mapped"),
    FIELD(struct coverage_link, unmapped, 0, "ยังไม่เชื่อม", "Unmapped"),
    FIELD(struct coverage_link, share, 0, "เชื่อมแล้วร้อยละ", "Mapped, per cent"),
    FIELD(struct coverage_link, unfunded, 0, "ไม่มีเงิน", "Unfunded"),
    FIELD(struct coverage_link, unowned, 0, "ไม่มีเจ้าภาพ", "Unowned"),
    FIELD(struct coverage_link, unmapped_asked, 0, "คำขอที่ยังไม่เชื่อม", "Asked, unmapped"),
    FIELD(struct coverage_link, item_name, 0, "นับเป็น", "Counted as"),
    FIELD(struct coverage_link, note, 0, "หมายเหตุ", "Note"),
};
const struct row_type coverage_link_type = ROW_TYPE(struct coverage_link, coverage_link_fields);

static const struct field coverage_row_fields[] = {
    FIELD(struct coverage_row, step, 0, "ช่วง", "Link"),
    FIELD(struct coverage_row, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct coverage_row, name, 0, "ชื่อ", "Name"),
    FIELD(struct coverage_row, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct coverage_row, targets, 0, "เชื่อมไปยัง (ข้อ)", "Mapped to (count)"),
    FIELD(struct coverage_row, to, 0, "เชื่อมไปยัง", "Mapped to"),
    FIELD(struct coverage_row, owners, 0, "เจ้าภาพ", "Owners"),
    FIELD(struct coverage_row, asked, FIELD_TOTAL, "คำขอ", "Requested"),
    FIELD(struct coverage_row, funded, FIELD_TOTAL, "ได้รับจัดสรร", "Funded"),
    FIELD(struct coverage_row, unmapped, 0, "ยังไม่เชื่อม", "Unmapped"),
    FIELD(struct coverage_row, unfunded, 0, "ไม่มีเงิน", "Unfunded"),
    FIELD(struct coverage_row, unowned, 0, "ไม่มีเจ้าภาพ", "Unowned"),
};
const struct row_type coverage_row_type = ROW_TYPE(struct coverage_row, coverage_row_fields);

static const struct field node_work_fields[] = {
    COL(struct node_work, node_id),
    COL(struct node_work, indicators),
    COL(struct node_work, objectives),
    COL(struct node_work, key_results),
};
const struct row_type node_work_type = ROW_TYPE(struct node_work, node_work_fields);

bool node_work(struct db *db, struct arena *a, int64_t year, int64_t version_id, struct rows *ret,
               struct err *e)
{
    return db_list(db, a, &Q_NODE_WORK, ARGS(V(year), V(version_id)), &node_work_type, ret, e);
}

static const struct {
    const char *word, *name, *item;
} steps[COVER_STEPS] = {
    [COVER_SIDE_TOP] = {"side-top", TR("ด้านของนโยบาย → มิติหรือยุทธศาสตร์"), TR("ด้านของนโยบาย")},
    [COVER_POLICY_GOAL] = {"policy-goal", TR("นโยบาย → เป้าหมายหรือประเด็น"), TR("นโยบาย")},
    [COVER_TOP_GOAL] = {"top-goal", TR("มิติหรือยุทธศาสตร์ → เป้าหมาย"), TR("มิติหรือยุทธศาสตร์")},
    [COVER_GOAL_OBJECTIVE] = {"goal-objective", TR("เป้าหมาย → วัตถุประสงค์ของหน่วยงาน"), TR("เป้าหมาย")},
    [COVER_OBJECTIVE_KR] = {"objective-kr", TR("วัตถุประสงค์ → ผลลัพธ์สำคัญ"), TR("วัตถุประสงค์")},
    [COVER_KR_KPI] = {"kr-kpi", TR("ผลลัพธ์สำคัญ → ตัวชี้วัดของหน่วยงาน"), TR("ผลลัพธ์สำคัญ")},
    [COVER_OBJECTIVE_REQUEST] = {"objective-request", TR("วัตถุประสงค์ → คำขอของหน่วยงาน"),
                                 TR("วัตถุประสงค์")},
    [COVER_REQUEST_GOAL] = {"request-goal", TR("คำขอ → เป้าหมาย"), TR("ข้อเสนอ")},
};

const char *coverage_word(enum coverage_step s)
{
    return steps[s].word;
}

/* What the steps are computed from. */
struct cover {
    struct db *db;
    struct arena *a;
    const struct coverage_ask *ask;
    struct coverage *ret;
    struct goal_money money;
    const struct class_tree *tree; /* the year's strategy */
    struct class_tree policy;      /* n = 0: the year has none */
    struct str goal_level;
    const struct node_link *link; /* policy -> strategy */
    size_t links;
    const struct objective_row *objective;
    size_t objectives;
    const struct indicator_row *kr;
    size_t krs;
    const struct tree_count *count; /* of both trees */
    size_t counts;
    size_t cap;
};

static struct str name_of(const struct cover *c, struct str th, struct str en)
{
    return c->ask->lang == LANG_EN && en.n ? en : th;
}

static struct coverage_row *put(struct cover *c, enum coverage_step s)
{
    struct coverage *r = c->ret;

    if (r->rows == c->cap) {
        size_t more = c->cap ? c->cap * 2 : 256;

        r->row = arena_grow(c->a, r->row, c->cap * sizeof *r->row, more * sizeof *r->row);
        c->cap = more;
    }
    r->row[r->rows] = (struct coverage_row){.step = str_from(steps[s].word)};
    return &r->row[r->rows++];
}

/* Adds the row to its step's figures. */
static void tally(struct cover *c, enum coverage_step s, struct coverage_row *x)
{
    struct coverage_link *l = &c->ret->link[s];

    x->unmapped = x->targets == 0;
    l->items++;
    l->mapped += !x->unmapped;
    l->unmapped += x->unmapped;
    l->unfunded += x->unfunded;
    l->unowned += x->unowned;
    if (x->unmapped)
        l->unmapped_asked = money_add(l->unmapped_asked, x->asked);
}

static void put_node(struct cover *c, struct coverage_row *x, const struct class_node *n)
{
    x->code = n->code;
    x->name = name_of(c, n->name_th, n->name_en);
}

static void put_sum(struct coverage_row *x, const struct goal_sum *sum)
{
    x->asked = sum->asked;
    x->funded = sum->funded;
    x->unfunded = sum->funded.satang == 0 && sum->enacted.satang == 0;
}

/* ---- policies ---- */

static struct str join_targets(struct cover *c, const struct class_node *from, int64_t *ret_n)
{
    struct sbuf b;

    sbuf_init(&b, c->a, 2000);
    for (size_t i = 0; i < c->links; i++) {
        const struct class_node *to = class_by_id(c->tree, c->link[i].to_id);

        if (c->link[i].from_id != from->id || !to)
            continue;
        sbuf_printf(&b, "%s%.*s", *ret_n ? " " : "", STR_FMT(to->code));
        ++*ret_n;
    }
    return sbuf_str(&b);
}

static void cover_policies(struct cover *c)
{
    for (size_t i = 0; i < c->policy.n; i++) {
        const struct class_node *n = &c->policy.node[i];
        enum coverage_step s = n->parent_id ? COVER_POLICY_GOAL : COVER_SIDE_TOP;
        struct coverage_row *x = put(c, s);

        put_node(c, x, n);
        x->to = join_targets(c, n, &x->targets);
        for (size_t k = 0; k < c->links; k++) {
            const struct class_node *to = class_by_id(c->tree, c->link[k].to_id);

            if (c->link[k].from_id == n->id && to) {
                const struct goal_sum *sum = &c->money.all[goal_index(c->tree, to)];

                x->asked = money_add(x->asked, sum->asked);
                x->funded = money_add(x->funded, sum->funded);
            }
        }
        x->unfunded = x->funded.satang == 0;
        tally(c, s, x);
    }
}

/* ---- goals ---- */

static bool below(const struct cover *c, const struct class_node *n, int64_t top)
{
    for (int depth = 0; n && depth < 16; depth++) {
        if (n->id == top)
            return true;
        n = n->parent_id ? class_by_id(c->tree, n->parent_id) : NULL;
    }
    return false;
}

static void cover_top(struct cover *c, const struct class_node *top)
{
    struct coverage_row *x = put(c, COVER_TOP_GOAL);

    put_node(c, x, top);
    for (size_t i = 0; i < c->tree->n; i++) {
        const struct class_node *n = &c->tree->node[i];

        x->targets += str_eq(n->level, c->goal_level) && n != top && below(c, n, top->id);
    }
    put_sum(x, &c->money.all[goal_index(c->tree, top)]);
    tally(c, COVER_TOP_GOAL, x);
}

static void cover_goal(struct cover *c, const struct class_node *n)
{
    struct coverage_row *x = put(c, COVER_GOAL_OBJECTIVE);
    struct sbuf b;

    put_node(c, x, n);
    sbuf_init(&b, c->a, 4000);
    for (size_t i = 0; i < c->objectives; i++) {
        const struct objective_row *o = &c->objective[i];

        if (o->node_id != n->id)
            continue;
        sbuf_printf(&b, "%s%.*s", x->targets ? " " : "", STR_FMT(o->code));
        x->targets++;
        x->owners += o->agency_id != 0;
    }
    x->to = sbuf_str(&b);
    x->unowned = x->owners == 0;
    put_sum(x, &c->money.all[goal_index(c->tree, n)]);
    tally(c, COVER_GOAL_OBJECTIVE, x);
}

static void cover_goals(struct cover *c)
{
    for (size_t i = 0; i < c->tree->n; i++) {
        if (!c->tree->node[i].parent_id)
            cover_top(c, &c->tree->node[i]);
    }
    for (size_t i = 0; i < c->tree->n; i++) {
        if (str_eq(c->tree->node[i].level, c->goal_level))
            cover_goal(c, &c->tree->node[i]);
    }
}

/* ---- objectives and key results ---- */

/* What an agency asks for an objective's goal or anything below it. */
static void sum_requests(const struct cover *c, const struct objective_row *o,
                         struct coverage_row *x)
{
    for (size_t i = 0; o->agency_id && o->node_id && i < c->money.packages; i++) {
        const struct package_money *p = &c->money.package[i];
        bool hit = false;

        if (p->link->agency_id != o->agency_id)
            continue;
        for (size_t k = 0; k < p->links && !hit; k++)
            hit = below(c, class_by_id(c->tree, p->link[k].node_id), o->node_id);
        if (!hit)
            continue;
        x->targets++;
        x->asked = money_add(x->asked, p->sum.asked);
        x->funded = money_add(x->funded, p->sum.funded);
    }
}

static void put_objective(const struct cover *c, struct coverage_row *x,
                          const struct objective_row *o)
{
    x->code = o->code;
    x->name = name_of(c, o->name_th, o->name_en);
    x->agency_name = o->agency_name;
    x->owners = o->agency_id != 0;
    x->unowned = !o->agency_id;
}

static void cover_objectives(struct cover *c)
{
    for (size_t i = 0; i < c->objectives; i++) {
        struct coverage_row *x = put(c, COVER_OBJECTIVE_KR);

        put_objective(c, x, &c->objective[i]);
        x->targets = c->objective[i].key_results;
        tally(c, COVER_OBJECTIVE_KR, x);
    }
    for (size_t i = 0; i < c->krs; i++) {
        struct coverage_row *x = put(c, COVER_KR_KPI);

        x->code = c->kr[i].code;
        x->name = name_of(c, c->kr[i].name_th, c->kr[i].name_en);
        x->agency_name = c->kr[i].agency_name;
        x->owners = c->kr[i].agency_id != 0;
        x->unowned = !x->owners;
        x->targets = c->kr[i].kpis;
        tally(c, COVER_KR_KPI, x);
    }
    for (size_t i = 0; i < c->objectives; i++) {
        struct coverage_row *x = put(c, COVER_OBJECTIVE_REQUEST);

        put_objective(c, x, &c->objective[i]);
        x->to = c->objective[i].node_code;
        sum_requests(c, &c->objective[i], x);
        x->unfunded = x->funded.satang == 0;
        tally(c, COVER_OBJECTIVE_REQUEST, x);
    }
}

static void cover_requests(struct cover *c)
{
    struct coverage_link *l = &c->ret->link[COVER_REQUEST_GOAL];

    for (size_t i = 0; i < c->money.packages; i++) {
        const struct package_money *p = &c->money.package[i];
        struct coverage_row *x;

        if (p->links || !c->ask->packages) {
            l->items++;
            l->mapped += p->links > 0;
            l->unmapped += p->links == 0;
            if (p->links == 0)
                l->unmapped_asked = money_add(l->unmapped_asked, p->sum.asked);
            continue;
        }
        x = put(c, COVER_REQUEST_GOAL);
        x->code = p->link->code;
        x->name = p->title;
        x->asked = p->sum.asked;
        x->funded = p->sum.funded;
        tally(c, COVER_REQUEST_GOAL, x);
    }
}

/* ---- reading, the whole ---- */

static bool read_policy(struct cover *c, struct err *e)
{
    struct err none;
    struct rows rows;

    if (!class_tree_load(c->db, c->a, c->ask->year, STR("policy"), &c->policy, &none)) {
        c->policy = (struct class_tree){0};
        return true;
    }
    if (!node_links(c->db, c->a, c->policy.version_id, c->tree->version_id, &rows, e))
        return false;
    c->link = rows.p;
    c->links = rows.n;
    return true;
}

static bool read_okr(struct cover *c, struct err *e)
{
    const struct coverage_ask *ask = c->ask;
    struct objective_filter o = {.year = ask->year, .agency_id = ask->agency_id};
    struct indicator_filter k = {.year = ask->year,
                                 .agency_id = ask->agency_id,
                                 .level = STR("key_result"),
                                 .as_of = ask->as_of};
    struct rows rows;

    if (!objective_list(c->db, c->a, &o, &rows, e))
        return false;
    c->objective = rows.p;
    c->objectives = rows.n;
    if (!indicator_list(c->db, c->a, &k, &rows, e))
        return false;
    c->kr = rows.p;
    c->krs = rows.n;
    return true;
}

/* How many there should be, and what is said about it. */
static void put_counts(struct cover *c, int64_t version_id, struct str level,
                       enum coverage_step step)
{
    for (size_t i = 0; i < c->counts; i++) {
        const struct tree_count *t = &c->count[i];

        if (t->version_id != version_id || !str_eq(t->level, level))
            continue;
        c->ret->link[step].published = t->published;
        c->ret->link[step].note = name_of(c, t->note_th, t->note_en);
    }
}

static bool read_counts(struct cover *c, struct err *e)
{
    struct str top = c->tree->n ? c->tree->node[0].level : STR_NONE;
    struct rows rows;

    if (!tree_counts(c->db, c->a, c->policy.version_id, c->tree->version_id, &rows, e))
        return false;
    c->count = rows.p;
    c->counts = rows.n;
    put_counts(c, c->policy.version_id, STR("side"), COVER_SIDE_TOP);
    put_counts(c, c->policy.version_id, STR("policy"), COVER_POLICY_GOAL);
    put_counts(c, c->tree->version_id, top, COVER_TOP_GOAL);
    put_counts(c, c->tree->version_id, c->goal_level, COVER_GOAL_OBJECTIVE);
    return true;
}

static void finish(struct cover *c)
{
    for (size_t i = 0; i < COVER_STEPS; i++) {
        struct coverage_link *l = &c->ret->link[i];

        l->word = str_from(steps[i].word);
        l->name = tr(c->ask->lang, steps[i].name);
        l->item_name = tr(c->ask->lang, steps[i].item);
        l->share.bp = money_share_bp(MONEY(l->mapped), MONEY(l->items));
        if (l->published == 0)
            l->published = l->items;
    }
    c->ret->links = COVER_STEPS;
}

bool coverage_get(struct rollup *r, struct db *db, struct arena *a, const struct coverage_ask *ask,
                  struct coverage *ret, struct err *e)
{
    struct goal_ask money = {.year = ask->year, .agency_id = ask->agency_id, .lang = ask->lang};
    struct cover c = {.db = db, .a = a, .ask = ask, .ret = ret};

    *ret = (struct coverage){0};
    if (!goal_money_get(r, db, a, &money, &c.money, e))
        return false;
    c.tree = &c.money.tree;
    c.goal_level = tree_goal_level(c.tree);
    if (!read_policy(&c, e) || !read_okr(&c, e) || !read_counts(&c, e))
        return false;
    cover_policies(&c);
    cover_goals(&c);
    cover_objectives(&c);
    cover_requests(&c);
    finish(&c);
    return true;
}
