#include "web/class_page.h"

#include "base/arena.h"
#include "views.h"
#include "web/price_page.h"
#include "web/transfer.h"
#include "web/words.h"

enum { TEXT_MAX = 500 };
#define HERE STR("/settings/classes")

static struct param crumbs(struct req *r)
{
    return (struct param){tr(r->lang, TR("ตารางตั้งค่า")), STR("/settings")};
}

/* ---- the list and the form of a new version ---- */

struct class_ctx {
    struct form form;
    struct class_draft_new new;
    struct class_file file;
    const char *path;
    struct str refused, kind, code, reason;
};

static bool make_form(struct req *r, struct form *f, const struct rows *versions)
{
    static const struct form_field plain[] = {
        {.name = "base", .kind = FORM_CHOICE, .label = TR("ทำจากรุ่น"), .required = true},
        {.name = "code", .kind = FORM_TEXT, .label = TR("รหัสรุ่นใหม่"), .required = true, .max = 40},
        {.name = "label_th", .kind = FORM_TEXT, .label = TR("ชื่อรุ่น (ไทย)"), .required = true, .max = TEXT_MAX},
        {.name = "label_en", .kind = FORM_TEXT, .label = TR("ชื่อรุ่น (อังกฤษ)"), .required = true, .max = TEXT_MAX},
        {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = TEXT_MAX},
        {.name = "source", .kind = FORM_TEXT, .label = TR("อ้างอิงกฎหมาย ระเบียบ หรือมติ"), .max = TEXT_MAX},
    };
    const struct class_version_row *v = versions->p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, versions->n);

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    f->field[0].choice = c;
    for (size_t i = 0; i < versions->n; i++) {
        if (str_eq(v[i].state, STR("published")))
            c[f->field[0].choices++] = (struct form_choice){
                str_format(r->a, "%.*s/%.*s", STR_FMT(v[i].kind), STR_FMT(v[i].code)),
                r->lang == LANG_EN ? v[i].label_en : v[i].label_th};
    }
    return true;
}

static bool list_show(struct req *r, const struct class_ctx *said, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {
        {"label_th", COL_PLAIN, NULL, NULL, NULL},  {"code", COL_LINK, "/settings/classes/", "ref", NULL},
        {"kind", COL_WORD, "class_kind", NULL, NULL},      {"state", COL_WORD, "class_version", NULL, NULL},
        {"nodes", COL_PLAIN, NULL, NULL, NULL},     {"years", COL_PLAIN, NULL, NULL, NULL},
        {"base", COL_PLAIN, NULL, NULL, NULL},      {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"by_user", COL_PLAIN, NULL, NULL, NULL},   {"published_by", COL_UNDER, NULL, NULL, NULL}};
    struct param crumb = crumbs(r);
    struct page_head head = {.nav = STR("/settings"), .table_path = HERE, .crumb = &crumb, .ncrumb = 1};
    struct classes_page page = {.year = r->year, .csrf = r->session.csrf, .refused = said->refused};
    const struct class_version_row *v;
    struct rows rows;

    if (!class_versions(r->db, r->a, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &class_version_row_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("classes"), ret, e);
    v = rows.p;
    page.n = (int64_t)rows.n;
    for (size_t i = 0; i < rows.n; i++)
        page.drafts += str_eq(v[i].state, STR("draft"));
    page.title = head.title = tr(r->lang, TR("รุ่นของโครงสร้างและรหัส"));
    page.may = actor_may(&r->session.actor, PERM_PARAM);
    page.form = said->form;
    if (!page.form.n && !make_form(r, &page.form, &rows))
        return false;
    page.table = (struct table_view){.type = &class_version_row_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .remember = STR("classes")};
    if (!REPLY_PAGE(r, &head, classes, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool classes_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, &(struct class_ctx){.reason = STR_NONE}, 200, ret, e);
}

static bool list_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct class_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    c->refused = word_error(r->a, e, r->lang);
    return list_show(r, c, err_http(e->code), ret, &again);
}

static bool file_work(struct req *r, void *ctx, struct err *e)
{
    struct class_ctx *c = ctx;
    struct rows base;

    return class_lines(r->db, r->a, c->new.kind, c->new.base, &base, e) &&
           class_file_read(r->a, c->path, base.p, base.n, &c->file, e);
}

static bool draft_write(struct act *by, void *ctx, struct err *e)
{
    const struct class_ctx *c = ctx;

    return class_draft_make(by, &c->new, c->file.line, c->file.n, e);
}

static bool drafted(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct class_ctx *c = ctx;

    (void)e;
    reply_done(r,
               str_format(r->a, "/settings/classes/%.*s/%.*s", STR_FMT(c->new.kind),
                          STR_FMT(c->new.code)),
               ret);
    return true;
}

static bool file_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct class_ctx *c = ctx;

    if (c->file.issues)
        return file_issues_show(r, c->file.issue, c->file.issues, HERE, ret, e);
    r->refused = list_refused;
    return req_write(r, draft_write, drafted, c, ret, e);
}

bool class_post(struct req *r, struct reply *ret, struct err *e)
{
    struct class_ctx *c = ARENA_NEW(r->a, struct class_ctx);
    struct rows versions;
    struct str base;

    if (!class_versions(r->db, r->a, &versions, e) || !make_form(r, &c->form, &versions))
        return false;
    form_read(&c->form, r);
    form_check(&c->form, r);
    base = form_value(&c->form, "base");
    if (c->form.wrong)
        return list_show(r, c, 400, ret, e);
    (void)str_split(&base, '/', &c->new.kind);
    c->new.base = base;
    c->new.code = form_value(&c->form, "code");
    c->new.label_th = form_value(&c->form, "label_th");
    c->new.label_en = form_value(&c->form, "label_en");
    c->new.reason = form_value(&c->form, "reason");
    c->new.source = form_value(&c->form, "source");
    if (!upload_required(r, e))
        return list_refused(r, c, ret, e);
    c->path = r->upload->path;
    r->refused = list_refused;
    return req_offload(r, file_work, file_done, c, ret, e);
}

/* ---- one version ---- */

static bool find_version(struct req *r, struct class_version_row *ret, struct err *e)
{
    const struct class_version_row *v;
    struct rows rows;

    if (!class_versions(r->db, r->a, &rows, e))
        return false;
    v = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(v[i].kind, r->seg[0]) && str_eq(v[i].code, r->seg[1])) {
            *ret = v[i];
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(r->seg[1]));
    return false;
}

static bool one_show(struct req *r, struct str refused, int status, struct reply *ret,
                     struct err *e)
{
    static const struct col cols[] = {{"code", COL_PLAIN, NULL, NULL, NULL},
                                      {"parent", COL_PLAIN, NULL, NULL, NULL},
                                      {"level", COL_PLAIN, NULL, NULL, NULL},
                                      {"name_th", COL_PLAIN, NULL, NULL, NULL},
                                      {"name_en", COL_UNDER, NULL, NULL, NULL}};
    static const struct col diff_cols[] = {{"what", COL_WORD, "class_diff", NULL, NULL},
                                           {"code", COL_PLAIN, NULL, NULL, NULL},
                                           {"before", COL_PLAIN, NULL, NULL, NULL},
                                           {"after", COL_PLAIN, NULL, NULL, NULL}};
    struct param crumb[] = {crumbs(r), {tr(r->lang, TR("รุ่นของโครงสร้างและรหัส")), HERE}};
    struct page_head head = {.nav = STR("/settings"), .crumb = crumb, .ncrumb = 2};
    struct class_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused};
    struct rows rows, differs;

    if (!find_version(r, &page.v, e) ||
        !class_lines(r->db, r->a, r->seg[0], r->seg[1], &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &class_line_type, rows.p, rows.n, NULL, STR_NONE, page.v.code, ret,
                           e);
    page.action = str_format(r->a, "/settings/classes/%.*s/%.*s", STR_FMT(page.v.kind),
                             STR_FMT(page.v.code));
    head.table_path = page.action;
    page.title = head.title = r->lang == LANG_EN ? page.v.label_en : page.v.label_th;
    page.n = (int64_t)rows.n;
    page.draft = str_eq(page.v.state, STR("draft"));
    page.may = actor_may(&r->session.actor, PERM_PARAM);
    page.own = str_eq(page.v.by_user, r->session.actor.name);
    page.has_diff = page.v.base.n > 0;
    if (page.has_diff) {
        if (!class_draft_diff(r->db, r->a, r->seg[0], r->seg[1], &differs, e))
            return false;
        page.changes = (int64_t)differs.n;
        page.diff = (struct table_view){.type = &class_diff_type,
                                        .rows = differs.p,
                                        .n = differs.n,
                                        .cols = diff_cols,
                                        .ncols = ARRAY_LEN(diff_cols),
                                        .caption = tr(r->lang, TR("สิ่งที่ต่างจากรุ่นเดิม"))};
    }
    page.table = (struct table_view){.type = &class_line_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .remember = STR("class-lines")};
    if (!REPLY_PAGE(r, &head, class, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool class_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, STR_NONE, 200, ret, e);
}

static bool publish_write(struct act *by, void *ctx, struct err *e)
{
    const struct class_ctx *c = ctx;

    return class_draft_publish(by, c->kind, c->code, e);
}

static bool drop_write(struct act *by, void *ctx, struct err *e)
{
    const struct class_ctx *c = ctx;

    return class_draft_drop(by, c->kind, c->code, c->reason, e);
}

static bool decided(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, HERE, ret);
    return true;
}

static bool decide_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool decide(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct class_ctx *c = ARENA_NEW(r->a, struct class_ctx);

    c->kind = r->seg[0];
    c->code = r->seg[1];
    c->reason = req_field(r, "reason");
    r->refused = decide_refused;
    return req_write(r, fn, decided, c, ret, e);
}

bool class_publish_post(struct req *r, struct reply *ret, struct err *e)
{
    return decide(r, publish_write, ret, e);
}

bool class_drop_post(struct req *r, struct reply *ret, struct err *e)
{
    return decide(r, drop_write, ret, e);
}
