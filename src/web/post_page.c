#include "web/post_page.h"

#include "base/arena.h"
#include "city/agency.h"
#include "city/year.h"
#include "plan/price.h"
#include "plan/write.h"
#include "views.h"
#include "web/price_page.h"
#include "web/transfer.h"
#include "web/words.h"

/* ---- showing ---- */

static void make_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "number",
         .kind = FORM_TEXT,
         .label = TR("เลขที่ตำแหน่ง"),
         .required = true,
         .max = 30},
        {.name = "title", .kind = FORM_TEXT, .label = TR("ตำแหน่ง"), .required = true, .max = 200},
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ประเภท"), .required = true},
        {.name = "grade", .kind = FORM_TEXT, .label = TR("ระดับ"), .max = 200},
        {.name = "step", .kind = FORM_TEXT, .label = TR("ขั้น"), .max = 200},
        {.name = "salary",
         .kind = FORM_MONEY,
         .label = TR("เงินเดือนหรือค่าจ้างต่อเดือน"),
         .required = true,
         .max = 30},
        {.name = "position", .kind = FORM_MONEY, .label = TR("เงินประจำตำแหน่งต่อเดือน"), .max = 30},
        {.name = "monthly", .kind = FORM_MONEY, .label = TR("ค่าตอบแทนรายเดือน"), .max = 30},
        {.name = "living", .kind = FORM_MONEY, .label = TR("ค่าครองชีพต่อเดือน"), .max = 30},
        {.name = "born",
         .kind = FORM_TEXT,
         .label = TR("วันเกิดของผู้ครองตำแหน่ง"),
         .max = 40,
         .hint = TR("เช่น 1/10/2509 ใช้คำนวณปีเกษียณ คนนอกหน่วยงานไม่เห็น")},
        {.name = "vacant_from", .kind = FORM_TEXT, .label = TR("ว่างตั้งแต่วันที่"), .max = 40},
        {.name = "vacant_to", .kind = FORM_TEXT, .label = TR("บรรจุวันที่"), .max = 40},
        {.name = "shares",
         .kind = FORM_TEXT,
         .label = TR("ผลผลิตหรืองาน และร้อยละ"),
         .required = true,
         .max = 300,
         .hint = TR("เช่น 0503001:60 0503002:40 รวมกัน 100")},
        {.name = "version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
    };
    static const char *const kinds[] = {"official", "permanent", "temporary"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(kinds));

    *f = (struct form){.n = ARRAY_LEN(plain)};
    f->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        c[i] = (struct form_choice){str_from(kinds[i]),
                                    word_label("post_kind", str_from(kinds[i]), r->lang)};
    form_find(f, "kind")->choice = c;
    form_find(f, "kind")->choices = ARRAY_LEN(kinds);
}

static struct str day_text(struct arena *a, struct date d)
{
    struct sbuf b;

    sbuf_init(&b, a, 40);
    if (d.yyyymmdd)
        date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

static struct str month_text(struct arena *a, struct money m)
{
    return m.satang ? money_text(a, m, MONEY_WHOLE) : STR_NONE;
}

static void fill_form(struct req *r, struct form *f, const struct post_row *p)
{
    form_find(f, "number")->value = p->number;
    form_find(f, "title")->value = p->title;
    form_find(f, "kind")->value = p->kind;
    form_find(f, "grade")->value = p->grade;
    form_find(f, "step")->value = p->step;
    form_find(f, "salary")->value = month_text(r->a, p->salary);
    form_find(f, "position")->value = month_text(r->a, p->position);
    form_find(f, "monthly")->value = month_text(r->a, p->monthly);
    form_find(f, "living")->value = month_text(r->a, p->living);
    form_find(f, "born")->value = day_text(r->a, p->born);
    form_find(f, "vacant_from")->value = day_text(r->a, p->vacant_from);
    form_find(f, "vacant_to")->value = day_text(r->a, p->vacant_to);
    form_find(f, "shares")->value = p->shares;
    form_find(f, "version")->value = str_format(r->a, "%lld", (long long)p->version);
}

struct posts_ctx {
    struct posts_page page;
    struct agency agency;
    struct post_set one;
    const struct post_set *p;
    size_t n, row;
    struct post_file file;
    const char *path;
    struct str number;
    int64_t done;
    struct rows rows, lines;
};

static bool find_agency(struct req *r, struct posts_ctx *c, struct err *e)
{
    struct fiscal_year year;
    struct err no;

    if (!agency_get(r->db, r->a, r->seg[0], &c->agency, e) ||
        !year_get(r->db, r->a, r->year, &year, e))
        return false;
    c->page.code = c->agency.code;
    c->page.year = r->year;
    c->page.before = r->year - 1;
    c->page.csrf = r->session.csrf;
    c->page.agency_name =
        r->lang == LANG_EN && c->agency.name_en.n ? c->agency.name_en : c->agency.name_th;
    c->page.may_edit =
        actor_check(&r->session.actor, PERM_REQUEST_WRITE, c->agency.id, c->agency.division, &no) &&
        check_editable(STR("DRAFT"), year.stage, &no);
    return true;
}

/* Days of birth are for the agency's own people; others see when a post's holder retires. */
static void hide_births(struct req *r, struct posts_ctx *c)
{
    struct post_row *p = ARENA_ARRAY(r->a, struct post_row, c->rows.n);

    if (actor_belongs(&r->session.actor, c->agency.id))
        return;
    for (size_t i = 0; i < c->rows.n; i++) {
        p[i] = ((const struct post_row *)c->rows.p)[i];
        p[i].born = (struct date){0};
    }
    c->rows.p = p;
}

static bool read_posts(struct req *r, struct posts_ctx *c, struct err *e)
{
    struct posts_page *p = &c->page;
    struct post_plan plan = {.year = r->year, .agency_id = c->agency.id};
    const struct post_line *l;
    struct sbuf b;

    if (!post_list(r->db, r->a, r->year, c->agency.id, &plan.posts, &plan.counts, e) ||
        !post_lines_of(r->db, r->a, &plan, &c->lines, &p->computed, e))
        return false;
    c->rows = plan.posts;
    p->counts = plan.counts;
    hide_births(r, c);
    l = c->lines.p;
    for (size_t i = 0; i < c->lines.n; i++) {
        p->requested = money_add(p->requested, l[i].requested);
        p->may_take = p->may_take || l[i].may_take;
    }
    p->may_take = p->may_take && p->may_edit;
    p->over = money_cmp(p->computed, p->requested) != 0;
    sbuf_init(&b, r->a, 40);
    value_put_text(&b, V(((struct share){p->counts.step_bp})), r->lang);
    p->step = sbuf_str(&b);
    p->line = l;
    p->line_n = c->lines.n;
    p->none = c->rows.n == 0;
    return true;
}

/* The post that the reader wants to change comes into the form. */
static void edit_one(struct req *r, struct posts_ctx *c)
{
    const struct post_row *p = c->rows.p;

    for (size_t i = 0; c->number.n && i < c->rows.n; i++) {
        if (str_eq(p[i].number, c->number)) {
            fill_form(r, &c->page.form, &p[i]);
            c->page.editing = p[i].number;
        }
    }
}

/* Where the view puts them. */
static void place_fields(struct posts_page *p)
{
    p->number = *form_find(&p->form, "number");
    p->title_field = *form_find(&p->form, "title");
    p->kind = *form_find(&p->form, "kind");
    p->grade = *form_find(&p->form, "grade");
    p->step_field = *form_find(&p->form, "step");
    p->salary = *form_find(&p->form, "salary");
    p->position = *form_find(&p->form, "position");
    p->monthly = *form_find(&p->form, "monthly");
    p->living = *form_find(&p->form, "living");
    p->born = *form_find(&p->form, "born");
    p->vacant_from = *form_find(&p->form, "vacant_from");
    p->vacant_to = *form_find(&p->form, "vacant_to");
    p->shares = *form_find(&p->form, "shares");
    p->version_field = *form_find(&p->form, "version");
}

static bool posts_show(struct req *r, struct posts_ctx *c, int status, struct reply *ret,
                       struct err *e)
{
    static const struct col cols[] = {
        {"number", COL_LINK, "?edit=", "number", NULL}, {"title", COL_PLAIN, NULL, NULL, NULL},
        {"grade", COL_UNDER, NULL, NULL, NULL},         {"kind", COL_WORD, "post_kind", NULL, NULL},
        {"step", COL_PLAIN, NULL, NULL, NULL},          {"salary", COL_WHOLE, NULL, NULL, NULL},
        {"position", COL_WHOLE, NULL, NULL, NULL},      {"monthly", COL_WHOLE, NULL, NULL, NULL},
        {"living", COL_WHOLE, NULL, NULL, NULL},        {"state", COL_TAG, "post", NULL, NULL},
        {"paid_months", COL_PLAIN, NULL, NULL, NULL},   {"retires", COL_PLAIN, NULL, NULL, NULL},
        {"shares", COL_PLAIN, NULL, NULL, NULL},        {"year_cost", COL_WHOLE, NULL, NULL, NULL}};
    struct posts_page *p = &c->page;
    struct param crumb[] = {{p->agency_name, str_format(r->a, "/agencies/%.*s", STR_FMT(p->code))}};
    struct page_head head = {.nav = STR("/posts"), .crumb = crumb, .ncrumb = 1};
    struct post_row total = {.year_cost = MONEY_ZERO};

    if (!read_posts(r, c, e))
        return false;
    if (r->method == METHOD_GET)
        edit_one(r, c);
    place_fields(p);
    total.year_cost = p->counts.year_cost;
    p->title = head.title = tr(r->lang, TR("แผนอัตรากำลัง"));
    head.table_path = str_format(r->a, "/posts/%.*s", STR_FMT(p->code));
    p->posts = (struct table_view){.type = &post_row_type,
                                   .rows = c->rows.p,
                                   .n = c->rows.n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .total = &total,
                                   .caption = p->title,
                                   .remember = STR("posts")};
    if (!REPLY_PAGE(r, &head, posts, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

/* Everybody's way in: an agency's people go to their own posts. */
bool posts_home(struct req *r, struct reply *ret, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct agency g;

    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].scope.kind != SCOPE_AGENCY)
            continue;
        if (!agency_by_id(r->db, r->a, who->grant[i].scope.id, &g, e))
            return false;
        reply_redirect(r, str_format(r->a, "/posts/%.*s", STR_FMT(g.code)), ret);
        return true;
    }
    reply_redirect(r, STR("/agencies"), ret);
    return true;
}

bool posts_page(struct req *r, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ARENA_NEW(r->a, struct posts_ctx);

    make_form(r, &c->page.form);
    if (!find_agency(r, c, e))
        return false;
    c->number = req_query(r, "edit");
    if (r->format == FORMAT_HTML)
        return posts_show(r, c, 200, ret, e);
    if (!post_list(r->db, r->a, r->year, c->agency.id, &c->rows, &c->page.counts, e))
        return false;
    hide_births(r, c);
    return reply_table(
        r, &post_row_type, c->rows.p, c->rows.n, NULL, STR_NONE,
        str_format(r->a, "posts-%.*s-%lld", STR_FMT(c->agency.code), (long long)r->year), ret, e);
}

bool posts_lines_page(struct req *r, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ARENA_NEW(r->a, struct posts_ctx);

    if (!find_agency(r, c, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/posts/%.*s#lines", STR_FMT(c->agency.code)), ret);
        return true;
    }
    return post_lines(r->db, r->a, r->year, c->agency.id, &c->lines, &c->page.computed, e) &&
           reply_table(r, &post_line_type, c->lines.p, c->lines.n, NULL, STR_NONE,
                       str_format(r->a, "posts-lines-%.*s", STR_FMT(c->agency.code)), ret, e);
}

/* ---- saving ---- */

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    struct posts_ctx *c = ctx;

    return post_save(by, c->page.year, c->agency.id, c->p, c->n, &c->row, e);
}

static bool back_to_posts(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct posts_ctx *c = ctx;

    (void)e;
    reply_done(
        r,
        str_format(r->a, "/posts/%.*s?year=%lld", STR_FMT(c->agency.code), (long long)c->page.year),
        ret);
    return true;
}

static bool save_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->page.form, r, e);
    return posts_show(r, c, err_http(e->code), ret, &again);
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ctx;
    struct err again = {0};

    c->page.refused = word_error(r->a, e, r->lang);
    return posts_show(r, c, err_http(e->code), ret, &again);
}

static void month(struct req *r, struct form *f, const char *name, struct money *ret)
{
    if (form_value(f, name).n)
        (void)form_money(f, name, r, ret);
}

bool post_save_post(struct req *r, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ARENA_NEW(r->a, struct posts_ctx);
    struct form *f = &c->page.form;
    struct post_set *p = &c->one;

    make_form(r, f);
    if (!find_agency(r, c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &p->version, e))
        return false;
    form_read(f, r);
    if (form_check(f, r)) {
        month(r, f, "salary", &p->salary);
        month(r, f, "position", &p->position);
        month(r, f, "monthly", &p->monthly);
        month(r, f, "living", &p->living);
        (void)form_date(f, "born", r, &p->born);
        (void)form_date(f, "vacant_from", r, &p->vacant_from);
        (void)form_date(f, "vacant_to", r, &p->vacant_to);
    }
    if (f->wrong)
        return posts_show(r, c, 400, ret, e);
    p->number = form_value(f, "number");
    p->title = form_value(f, "title");
    p->kind = form_value(f, "kind");
    p->grade = form_value(f, "grade");
    p->step = form_value(f, "step");
    p->shares = form_value(f, "shares");
    c->p = p;
    c->n = 1;
    r->refused = save_refused;
    return req_write(r, save_write, back_to_posts, c, ret, e);
}

/* ---- a file ---- */

static bool file_work(struct req *r, void *ctx, struct err *e)
{
    struct posts_ctx *c = ctx;

    return post_file_read(r->a, c->path, &c->file, e);
}

static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ctx;
    struct err again = {0};
    struct file_issue issue = {
        .field = STR("number"), .th = err_text(r->a, e, LANG_TH), .en = err_text(r->a, e, LANG_EN)};

    if (c->row >= c->file.n)
        return act_refused(r, ctx, ret, e);
    issue.row = (int64_t)c->row + 1;
    issue.value = c->file.row[c->row].number;
    return file_issues_show(r, &issue, 1, str_format(r->a, "/posts/%.*s", STR_FMT(c->agency.code)),
                            ret, &again);
}

static bool file_read_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ctx;

    if (c->file.issues)
        return file_issues_show(r, c->file.issue, c->file.issues,
                                str_format(r->a, "/posts/%.*s", STR_FMT(c->agency.code)), ret, e);
    c->p = c->file.row;
    c->n = c->file.n;
    r->refused = file_refused;
    return req_write(r, save_write, back_to_posts, c, ret, e);
}

bool post_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ARENA_NEW(r->a, struct posts_ctx);

    make_form(r, &c->page.form);
    if (!find_agency(r, c, e))
        return false;
    if (!upload_required(r, e))
        return act_refused(r, c, ret, e);
    c->path = r->upload->path;
    r->refused = act_refused;
    return req_offload(r, file_work, file_read_done, c, ret, e);
}

/* ---- acts ---- */

static bool remove_write(struct act *by, void *ctx, struct err *e)
{
    const struct posts_ctx *c = ctx;

    return post_remove(by, c->page.year, c->agency.id, c->number, e);
}

static bool draw_write(struct act *by, void *ctx, struct err *e)
{
    struct posts_ctx *c = ctx;

    return post_draw_in(by, c->page.year, c->agency.id, &c->done, e);
}

static bool take_write(struct act *by, void *ctx, struct err *e)
{
    struct posts_ctx *c = ctx;

    return post_plan_take(by, c->page.year, c->agency.id, &c->done, e);
}

static bool act_on(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct posts_ctx *c = ARENA_NEW(r->a, struct posts_ctx);

    make_form(r, &c->page.form);
    if (!find_agency(r, c, e))
        return false;
    c->number = req_field(r, "number");
    r->refused = act_refused;
    return req_write(r, fn, back_to_posts, c, ret, e);
}

bool post_remove_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_on(r, remove_write, ret, e);
}

bool post_draw_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_on(r, draw_write, ret, e);
}

bool post_take_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_on(r, take_write, ret, e);
}
