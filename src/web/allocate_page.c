#include "web/allocate_page.h"

#include "allocate/branch.h"
#include "allocate/compare_scenarios.h"
#include "allocate/frontier.h"
#include "allocate/pin.h"
#include "allocate/proposal.h"
#include "allocate/run_clash.h"
#include "base/arena.h"
#include "base/json.h"
#include "views.h"
#include "web/job_page.h"
#include "web/scenario_page.h"
#include "web/words.h"

enum { RUNS_LISTED = 50 }; /* run_list() gives no more */

static bool first_scenario(struct req *r, struct str *ret, struct rows *list, struct err *e)
{
    const struct scenario_row *s;

    if (!scenario_list(r->db, r->a, r->year, &r->session.actor, false, list, e))
        return false;
    s = list->p;
    *ret = r->seg[0].n ? r->seg[0] : list->n ? s[0].name : STR_NONE;
    for (size_t i = 0; !r->seg[0].n && i < list->n; i++) {
        if (str_eq(s[i].name, STR("main"))) /* what commands use when no name is given */
            *ret = s[i].name;
    }
    return true;
}

static bool find_scenario(struct allocate_page *page, const struct rows *list, struct req *r,
                          struct err *e)
{
    const struct scenario_row *s = list->p;
    struct scenario_link *link = ARENA_ARRAY(r->a, struct scenario_link, list->n);

    for (size_t i = 0; i < list->n; i++) {
        link[i] = (struct scenario_link){s[i].name, str_eq(s[i].name, page->name)};
        if (link[i].current) {
            page->has_scenario = true;
            page->note = s[i].note;
            page->scenario_id = s[i].id;
            page->shared = s[i].shared;
            page->parent = s[i].parent;
        }
    }
    page->scenario = link;
    page->scenario_n = list->n;
    if (r->seg[0].n && !page->has_scenario) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[0]));
        return false;
    }
    return true;
}

static void show_ceilings(struct req *r, struct allocate_page *page, struct rows rows)
{
    static const struct col cols[] = {
        {"name", COL_PLAIN, NULL, NULL, NULL},
        {"dim", COL_UNDER, "dim", NULL, NULL},
        {"max", COL_WHOLE, NULL, NULL, NULL},
        {"used", COL_WHOLE, NULL, NULL, NULL},
        {"left", COL_WHOLE, NULL, NULL, NULL},
        {"binding", COL_YES, NULL, NULL, NULL},
        {"price_text", COL_NUMBER, NULL, NULL, TR("คะแนนต่อ 1 ล้านบาท")},
        {"asked", COL_WHOLE, NULL, NULL, NULL}};
    const struct ceiling_row *c = rows.p;

    for (size_t i = 0; i < rows.n; i++) {
        page->binding += c[i].binding;
        if (str_eq(c[i].dim, STR("total")) && c[i].has_max) {
            page->ceiling = c[i].max;
            page->has_ceiling = true;
        }
    }
    page->ceilings = (int64_t)rows.n;
    page->table = (struct table_view){.type = &ceiling_row_type,
                                      .rows = rows.p,
                                      .n = rows.n,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .caption = tr(r->lang, TR("กรอบวงเงินและการใช้")),
                                      .empty = tr(r->lang, TR("ยังไม่มีกรอบวงเงินในฉากทัศน์นี้")),
                                      .remember = STR("ceilings")};
}

/* Was the newest run adopted? A confirmed resolution says so. */
static bool read_applied(struct req *r, struct allocate_page *page, struct err *e)
{
    const struct resolution_filter f = {
        .year = r->year, .stage = -1, .state = STR_INIT("confirmed"), .limit = 100};
    const struct resolution *row;
    struct rows rows;

    if (!resolution_list(r->db, r->a, &f, &rows, e))
        return false;
    row = rows.p;
    for (size_t i = 0; i < rows.n && !page->applied; i++) {
        if (!str_eq(row[i].run_code, page->run.code))
            continue;
        page->applied = true;
        page->applied_by = row[i].ended_by;
        page->applied_at = row[i].ended_at;
        page->resolution = row[i].number;
        page->resolution_code = row[i].code;
    }
    return true;
}

/* The scenario's newest run among those listed, which are the year's newest. */
static bool newest_of(const struct rows *runs, struct str scenario, struct run_row *ret)
{
    const struct run_row *x = runs->p;

    for (size_t i = 0; i < runs->n; i++) {
        if (str_eq(x[i].scenario, scenario)) {
            *ret = x[i];
            return true;
        }
    }
    return false;
}

static bool read_runs(struct req *r, struct allocate_page *page, struct err *e)
{
    static const struct col cols[] = {{"code", COL_LINK, "/allocation-runs/", NULL, NULL},
                                      {"scenario", COL_UNDER, NULL, NULL, NULL},
                                      {"mode", COL_WORD, "mode", NULL, NULL},
                                      {"status", COL_TAG, "status", NULL, NULL},
                                      {"value_score", COL_SCORE, NULL, NULL, NULL},
                                      {"bound_score", COL_SCORE, NULL, NULL, TR("สูงสุดที่เป็นไปได้")},
                                      {"gap_text", COL_NUMBER, NULL, NULL, NULL},
                                      {"funded", COL_PLAIN, NULL, NULL, NULL},
                                      {"used", COL_WHOLE, NULL, NULL, NULL},
                                      {"total_ms", COL_PLAIN, NULL, NULL, TR("เวลา (ms)")},
                                      {"made_at", COL_PLAIN, NULL, NULL, NULL},
                                      {"made_by", COL_UNDER, NULL, NULL, NULL}};
    struct rows rows;
    struct err none;

    if (!run_list(r->db, r->a, r->year, &r->session.actor, &rows, e))
        return false;
    page->runs = (struct table_view){.type = &run_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("การจัดสรรที่ผ่านมา")),
                                     .empty = tr(r->lang, TR("ยังไม่เคยจัดสรรปีนี้")),
                                     .remember = STR("runs")};
    if (!page->has_scenario)
        return true;
    page->has_run = newest_of(&rows, page->name, &page->run) ||
                    (rows.n >= RUNS_LISTED && run_newest(r->db, r->a, r->year, page->name, &page->run, &none));
    if (page->has_run) {
        page->unfunded = page->run.packages - page->run.funded;
        page->share.bp = money_share_bp(page->run.used, page->run.asked);
        page->proved = str_eq(page->run.status, STR("optimal"));
        page->refused = str_eq(page->run.status, STR("infeasible"));
        page->short_of.millionths = page->run.bound_score.millionths - page->run.value_score.millionths;
        page->near = str_eq(page->run.status, STR("feasible")) && page->short_of.millionths > 0 &&
                     str_eq(page->run.mode, STR("optimal"));
    }
    return !page->has_run || read_applied(r, page, e);
}

static void apply_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "run", .kind = FORM_HIDDEN, .label = TR("การจัดสรร")},
        {.name = "resolution",
         .kind = FORM_TEXT,
         .label = TR("เลขที่มติ"),
         .required = true,
         .max = 200,
         .hint = TR("เช่น คณะผู้บริหาร ครั้งที่ 12/2565 วันที่ 30 มิ.ย. 2565")},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

/* ---- what else is known of the newest run ---- */

static void add_fact(struct allocate_page *page, struct str text, struct str href, struct str link)
{
    if (page->fact_n < ARRAY_LEN(page->fact))
        page->fact[page->fact_n++] = (struct allocate_fact){text, href, link};
}

static bool know_ranking(struct req *r, struct allocate_page *page, struct err *e)
{
    const struct run_rank_row *k;
    struct rows rows;

    if (!run_ranks(r->db, r->a, page->run.id, &rows, e))
        return false;
    k = rows.p;
    if (rows.n == 2)
        add_fact(page,
                 SAY(r, TR("จัดลำดับแล้วตัดที่เส้นเสีย {strict} คะแนน ข้ามแล้วเติมต่อเสีย {fill} คะแนน"),
                     {STR("{strict}"), score_say(r, k[0].lost.millionths)},
                     {STR("{fill}"), score_say(r, k[1].lost.millionths)}),
                 scenario_at(r, page->name, "/ranking"), tr(r->lang, TR("ดูว่าต่างกันที่ใด")));
    return true;
}

static bool know_pins(struct req *r, struct allocate_page *page, struct err *e)
{
    const struct run_pin_row *k;
    int64_t cost = 0;
    struct rows rows;

    if (!run_pins(r->db, r->a, page->run.id, &rows, e))
        return false;
    k = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        cost += k[i].cost.millionths;
    if (rows.n)
        add_fact(page,
                 SAY(r, TR("กำหนดด้วยมือ {n} ข้อเสนอ ทำให้เสียราว {cost} คะแนน"),
                     {STR("{n}"), money_count_text(r, (int64_t)rows.n)},
                     {STR("{cost}"), score_say(r, cost)}),
                 scenario_at(r, page->name, "/pins"), tr(r->lang, TR("ดูเหตุผลและราคาของแต่ละข้อ")));
    return true;
}

static bool know_frontier(struct req *r, struct allocate_page *page, int64_t scenario_id,
                          struct err *e)
{
    struct str path = scenario_at(r, page->name, "/frontier");
    struct frontier_row f;
    bool found;

    if (!frontier_newest(r->db, r->a, scenario_id, &f, &found, e))
        return false;
    if (found)
        add_fact(page,
                 SAY(r, TR("คำนวณไว้แล้ว {n} วงเงิน เลื่อนดูได้ทันทีว่าเมืองเปลี่ยนอย่างไร"),
                     {STR("{n}"), money_count_text(r, f.points)}),
                 path, tr(r->lang, TR("เลื่อนวงเงินรวม")));
    else
        add_fact(page, tr(r->lang, TR("ยังไม่ได้คำนวณว่าวงเงินรวมอื่นให้คะแนนเท่าใด")), path,
                 tr(r->lang, TR("คำนวณเส้นคุ้มค่า")));
    return true;
}

/* What each side of the city gets of what it asked; the title names the least. */
static bool show_sides(struct req *r, struct allocate_page *page, struct err *e)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"asked", COL_MILLION, NULL, NULL, TR("ขอ (ล้านบาท)")},
                                      {"used", COL_MILLION, NULL, NULL, TR("จัดสรร (ล้านบาท)")},
                                      {"share", COL_BAR, NULL, NULL, NULL},
                                      {"funded", COL_PLAIN, NULL, NULL, NULL},
                                      {"value_score", COL_SCORE, NULL, NULL, NULL}};
    const struct run_part_row *x, *least = NULL;
    struct money_section sec = {.id = STR("sides-picture")};
    struct chart_item *item;
    struct rows rows;

    if (!run_parts(r->db, r->a,
                   &(struct compare_ask){
                       .year = r->year, .run_id = &page->run.id, .n = 1, .dim = STR_INIT("side"), .lang = r->lang},
                   &rows, e))
        return false;
    x = rows.p;
    if (!rows.n)
        return true;
    item = ARENA_ARRAY(r->a, struct chart_item, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        item[i] = (struct chart_item){
            .label = x[i].name,
            .value_text = str_format(r->a, "%.*s · %.*s%%", STR_FMT(money_million_text(r, x[i].used)),
                                     STR_FMT(money_share_text(r, x[i].share.bp))),
            .value = x[i].used.satang};
        if (x[i].asked.satang && (!least || x[i].share.bp < least->share.bp))
            least = &x[i];
    }
    page->finding = least ? SAY(r, TR("{side} ได้ร้อยละ {share} ของที่ขอ น้อยที่สุดในทุกด้าน"),
                                {STR("{side}"), least->name},
                                {STR("{share}"), money_share_text(r, least->share.bp)})
                          : tr(r->lang, TR("จัดสรรตามด้าน"));
    sec.title = page->finding;
    money_bars(r, &sec, item, rows.n);
    page->picture = sec.picture;
    page->picture_small = sec.picture_small;
    page->has_picture = true;
    page->sides = (struct table_view){.type = &run_part_row_type,
                                      .rows = rows.p,
                                      .n = rows.n,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .caption = page->finding};
    return true;
}

/* A job of this scenario that is still going. */
static bool find_job(struct req *r, struct allocate_page *page, struct err *e)
{
    const struct job *j;
    struct rows rows;

    if (!job_list(r->db, r->a, &rows, e))
        return false;
    j = rows.p;
    for (size_t i = 0; i < rows.n && !page->going; i++) {
        const struct jr *args;
        struct err none = {0};

        if ((!str_eq(j[i].state, STR("queued")) && !str_eq(j[i].state, STR("running"))) ||
            (!str_eq(j[i].kind, STR("allocate")) && !str_eq(j[i].kind, STR("frontier")) && !str_eq(j[i].kind, STR("weights"))) ||
            !json_parse(r->a, j[i].args, &args, &none) ||
            jr_int(jr_get(args, "year"), 0) != r->year ||
            !str_eq(jr_str(jr_get(args, "scenario"), STR_NONE), page->name))
            continue;
        page->going = true;
        page->progress = j[i].progress;
        page->job_path = str_format(r->a, "/jobs/%.*s", STR_FMT(j[i].code));
    }
    return true;
}

static bool know_clash(struct req *r, struct allocate_page *page, int64_t scenario_id, struct err *e)
{
    const struct scenario_clash_row *row;
    bool th = r->lang == LANG_TH;
    struct rows rows;

    if (!scenario_clash_list(r->db, r->a, scenario_id, &rows, e))
        return false;
    row = rows.p;
    page->clash = ARENA_ARRAY(r->a, struct allocate_clash, rows.n);
    page->clash_n = rows.n;
    page->clash_smallest = rows.n && row[0].smallest;
    for (size_t i = 0; i < rows.n; i++)
        page->clash[i] = (struct allocate_clash){th ? row[i].th : row[i].en, row[i].href,
                                                 th ? row[i].enough_th : row[i].enough_en};
    return true;
}

static bool know_more(struct req *r, struct allocate_page *page, struct err *e)
{
    if (!page->has_scenario)
        return true;
    page->tab_n = scenario_tabs(r, page->name, "", page->tab);
    if (!find_job(r, page, e) || !know_clash(r, page, page->scenario_id, e))
        return false;
    return !page->has_run ||
           (show_sides(r, page, e) && know_ranking(r, page, e) && know_pins(r, page, e) &&
            know_frontier(r, page, page->scenario_id, e));
}

/* What was asked under each ceiling is a sum over the year's lines: a worker makes it. */
struct show_ctx {
    struct allocate_page page;
    const struct form *tried; /* an apply form that was refused */
    int status;
    struct rows ceilings;
};

static bool show_work(struct req *r, void *ctx, struct err *e)
{
    struct show_ctx *c = ctx;

    return !c->page.has_scenario ||
           scenario_ceilings(r->db, r->a, r->year, c->page.name, r->lang, &c->ceilings, e);
}

static bool show_page(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct show_ctx *c = ctx;
    struct allocate_page *page = &c->page;
    struct page_head head = {.nav = STR("/allocation")};

    if (r->format != FORMAT_HTML)
        return reply_table(r, &ceiling_row_type, c->ceilings.p, c->ceilings.n, NULL, STR_NONE,
                           page->name, ret, e);
    show_ceilings(r, page, c->ceilings);
    table_sort(r, &page->table);
    if (!read_runs(r, page, e) || !know_more(r, page, e))
        return false;
    page->title = head.title = tr(r->lang, TR("จัดสรรภายใต้กรอบ"));
    page->path = head.table_path = str_format(r->a, "/allocation/%.*s", STR_FMT(page->name));
    page->cut_path = str_format(r->a, "%.*s/packages", STR_FMT(page->path));
    page->may_run = actor_may(&r->session.actor, PERM_ALLOCATE);
    page->may_apply = actor_may(&r->session.actor, PERM_COMMITTEE) && page->has_run && !page->refused;
    apply_form(r, &page->apply);
    if (c->tried)
        page->apply = *c->tried;
    form_find(&page->apply, "run")->value = page->run.code;
    if (!REPLY_PAGE(r, &head, allocate, page, ret, e))
        return false;
    ret->status = c->status;
    return true;
}

static bool allocate_show(struct req *r, const struct form *tried, int status, struct reply *ret,
                          struct err *e)
{
    struct show_ctx *c = ARENA_NEW(r->a, struct show_ctx);
    struct rows list;

    *c = (struct show_ctx){
        .page = {.year = r->year, .csrf = r->session.csrf}, .tried = tried, .status = status};
    if (!first_scenario(r, &c->page.name, &list, e) || !find_scenario(&c->page, &list, r, e))
        return false;
    return req_offload(r, show_work, show_page, c, ret, e);
}

bool allocate_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows list;

    if (r->format == FORMAT_HTML || r->seg[0].n)
        return allocate_show(r, NULL, 200, ret, e);
    return scenario_list(r->db, r->a, r->year, &r->session.actor, false, &list, e) &&
           reply_table(r, &scenario_row_type, list.p, list.n, NULL, STR_NONE, STR("scenarios"), ret,
                       e);
}

bool allocate_runs_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/allocation#runs"), ret);
        return true;
    }
    return run_list(r->db, r->a, r->year, &r->session.actor, &rows, e) &&
           reply_table(r, &run_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "runs-%lld", (long long)r->year), ret, e);
}

/* ---- a run, as a job ---- */

bool allocate_run_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str mode = req_field(r, "mode");
    struct scenario_row s;
    struct sbuf b;
    struct jw w;

    if (!actor_check_city(&r->session.actor, PERM_ALLOCATE, e) || !scenario_of(r, &s, e))
        return false;
    sbuf_init(&b, r->a, 4096);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "scenario", r->seg[0]);
    J(&w, "mode", str_eq(mode, STR("rank")) ? STR("rank") : STR("optimal"));
    J(&w, "fill", (bool)(req_field(r, "fill").n > 0));
    jw_end_object(&w);
    return job_start(r, "allocate", sbuf_str(&b), ret, e);
}

/* ---- a new scenario ---- */

static bool new_write(struct act *by, void *ctx, struct err *e)
{
    const struct req *r = ctx;
    int64_t id;

    return scenario_ensure(by, r->year, str_trim(req_field(r, "name")),
                           str_trim(req_field(r, "note")), &id, e);
}

static bool new_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(
        r, str_format(r->a, "/allocation/%.*s/ceilings", STR_FMT(str_trim(req_field(r, "name")))),
        ret);
    return true;
}

static bool plain_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return s.n > 0 && s.n <= 40;
}

bool allocate_new_post(struct req *r, struct reply *ret, struct err *e)
{
    if (!plain_name(str_trim(req_field(r, "name")))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(tr(r->lang, TR("ชื่อฉากทัศน์"))));
        err_arg(e, "value", V(req_field(r, "name")));
        err_arg(e, "expected", V(STR("a-z 0-9 -")));
        return false;
    }
    return req_write(r, new_write, new_done, r, ret, e);
}

/* ---- proposal to decision ---- */

struct apply_ctx {
    struct form form;
    struct str code;
    int64_t year;
};

static bool apply_write(struct act *by, void *ctx, struct err *e)
{
    struct apply_ctx *c = ctx;

    struct resolution_new n = {.kind = STR("approve"),
                               .number = form_value(&c->form, "resolution")};

    return proposal_draft(by, c->year, form_value(&c->form, "run"), &n, &c->code, e);
}

static bool applied(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct apply_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/resolutions/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool apply_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct apply_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return allocate_show(r, &c->form, err_http(e->code), ret, &again);
}

bool allocate_apply_post(struct req *r, struct reply *ret, struct err *e)
{
    struct apply_ctx *c = ARENA_NEW(r->a, struct apply_ctx);

    struct scenario_row s;

    if (!scenario_of(r, &s, e))
        return false;
    apply_form(r, &c->form);
    form_read(&c->form, r);
    c->year = r->year;
    if (!form_check(&c->form, r))
        return allocate_show(r, &c->form, 400, ret, e);
    r->refused = apply_refused;
    return req_write(r, apply_write, applied, c, ret, e);
}
