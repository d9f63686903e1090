#include "web/attach_page.h"

#include "base/arena.h"
#include "base/crypto.h"
#include "views.h"
#include "web/words.h"

/* ---- showing ---- */

static const struct form_field plain_form[] = {
    {.name = "subject", .kind = FORM_HIDDEN, .label = TR("เรื่อง")},
    {.name = "back", .kind = FORM_HIDDEN, .label = TR("กลับ")},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ประเภทเอกสาร"), .required = true},
    {.name = "file",
     .kind = FORM_FILE,
     .label = TR("แฟ้ม"),
     .required = true,
     .hint = TR("PDF, JPEG, PNG, XLSX, DOCX หรือ CSV ไม่เกิน 20 MB ต่อแฟ้ม")},
    {.name = "expires",
     .kind = FORM_TEXT,
     .label = TR("ใช้ได้ถึงวันที่"),
     .max = 40,
     .hint = TR("เช่น 30/9/2569 สำหรับใบเสนอราคาและหนังสืออนุญาต เว้นว่างเมื่อไม่หมดอายุ")},
};

static void make_form(struct req *r, struct form *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, word_rows_n);
    size_t n = 0;

    *f = (struct form){.n = ARRAY_LEN(plain_form)};
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain_form[i];
    for (size_t i = 0; i < word_rows_n; i++) {
        const struct word_row *w = &word_rows[i];

        if (str_eq(str_from(w->kind), STR("paper")))
            c[n++] = (struct form_choice){str_from(w->word),
                                          str_from(r->lang == LANG_EN ? w->en : w->th)};
    }
    form_find(f, "kind")->choice = c;
    form_find(f, "kind")->choices = n;
}

static struct str size_text(struct arena *a, int64_t bytes)
{
    if (bytes < 1024)
        return str_format(a, "%lld B", (long long)bytes);
    if (bytes < 1024 * 1024)
        return str_format(a, "%lld kB", (long long)((bytes + 512) / 1024));
    return str_format(a, "%lld.%lld MB", (long long)(bytes / 1048576),
                      (long long)(bytes % 1048576 * 10 / 1048576));
}

/* Only an address of this site goes into a link or a redirect. */
static struct str local_path(struct str path)
{
    return path.n && path.p[0] == '/' && !(path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\'))
               ? path
               : STR_NONE;
}

bool attach_part_read(struct req *r, struct str subject, struct str back, struct attach_part *ret,
                      struct err *e)
{
    const struct attach_row *row;
    struct attach_view *v;
    struct rows rows;
    bool may_add;

    if (!attach_may(r->db, r->a, &r->session.actor, subject, &may_add, e) ||
        !attach_list(r->db, r->a, subject, &rows, e))
        return false;
    *ret = (struct attach_part){
        .subject = subject, .back = local_path(back), .csrf = r->session.csrf, .may_add = may_add};
    make_form(r, &ret->form);
    form_find(&ret->form, "subject")->value = subject;
    form_find(&ret->form, "back")->value = ret->back;
    row = rows.p;
    v = ARENA_ARRAY(r->a, struct attach_view, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct attach_view){.row = row[i],
                                    .size = size_text(r->a, row[i].size_bytes),
                                    .digest = str_slice(row[i].sha256, 0, 12),
                                    .expired = row[i].expires.yyyymmdd &&
                                               date_cmp(row[i].expires, r->today) < 0,
                                    .may_withdraw = ret->may_add && !row[i].withdrawn};
    ret->file = v;
    ret->file_n = rows.n;
    return true;
}

/* line:CODE and package:YEAR:CODE by their own pages; other subjects as they are. */
static struct str subject_path(struct req *r, struct str subject)
{
    if (str_starts(subject, STR("line:")))
        return str_format(r->a, "/lines/%.*s/papers", STR_FMT(str_slice(subject, 5, subject.n)));
    if (str_starts(subject, STR("package:")))
        return str_format(r->a, "/packages/%.*s", STR_FMT(str_slice(subject, 13, subject.n)));
    return STR_NONE;
}

static bool attach_show(struct req *r, struct str subject, struct str back,
                        const struct form *typed, int status, struct reply *ret, struct err *e)
{
    struct attach_page page = {.year = r->year, .csrf = r->session.csrf};
    struct param crumb[1] = {{tr(r->lang, TR("กลับ")), STR_NONE}};
    struct page_head head = {.nav = STR("/packages"), .crumb = crumb};

    if (!attach_part_read(r, subject, back.n ? back : subject_path(r, subject), &page.attach, e))
        return false;
    if (typed) {
        page.attach.form = *typed;
        page.attach.may_add = true;
    }
    page.title = head.title = tr(r->lang, TR("เอกสารแนบ"));
    page.lead = str_format(r->a, "%.*s", STR_FMT(subject));
    crumb[0].value = page.attach.back;
    head.ncrumb = page.attach.back.n ? 1 : 0;
    if (!REPLY_PAGE(r, &head, attach, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool attach_page(struct req *r, struct reply *ret, struct err *e)
{
    struct str subject = req_query(r, "subject");
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        if (subject.n)
            return attach_show(r, subject, req_query(r, "back"), NULL, 200, ret, e);
        reply_redirect(r, STR("/work"), ret);
        return true;
    }
    if (subject.n == 0)
        return reply_table(r, &attach_row_type, NULL, 0, NULL, STR_NONE, STR("attachments"), ret,
                           e);
    return attach_may_read(r->db, r->a, &r->session.actor, subject, e) &&
           attach_list(r->db, r->a, subject, &rows, e) &&
           reply_table(r, &attach_row_type, rows.p, rows.n, NULL, STR_NONE, STR("attachments"), ret,
                       e);
}

/* ---- adding ---- */

struct attach_ctx {
    struct form form;
    struct attach_new n;
    struct str code, back, reason;
};

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct attach_ctx *c = ctx;
    struct str code;

    return attach_add(by, &c->n, &code, e);
}

static bool go_back(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct attach_ctx *c = ctx;

    (void)e;
    reply_done(r,
               c->back.n ? c->back
                         : str_format(r->a, "/attachments?subject=%.*s", STR_FMT(c->n.subject)),
               ret);
    return true;
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct attach_ctx *c = ctx;
    struct err again = {0};
    struct str why = word_error(r->a, e, r->lang);

    switch ((int)e->code) {
    case ERR_FILE_KIND:
    case ERR_FILE_DIFFERS:
    case ERR_FILE_EMPTY:
    case ERR_FILE_TOO_LARGE:
        form_wrong(&c->form, "file", why);
        break;
    case ERR_NOT_FOUND:
    case ERR_SCOPE:
        return false;
    default:
        form_refuse(&c->form, r, e);
    }
    return attach_show(r, c->n.subject, c->back, &c->form, err_http(e->code), ret, &again);
}

bool attach_post(struct req *r, struct reply *ret, struct err *e)
{
    struct attach_ctx *c = ARENA_NEW(r->a, struct attach_ctx);
    const struct upload *u = r->upload;

    make_form(r, &c->form);
    form_read(&c->form, r);
    c->n.subject = form_value(&c->form, "subject");
    c->n.kind = form_value(&c->form, "kind");
    c->back = local_path(form_value(&c->form, "back"));
    if (!attach_may_write(r->db, r->a, &r->session.actor, c->n.subject, e))
        return false;
    form_check(&c->form, r);
    (void)form_date(&c->form, "expires", r, &c->n.expires);
    if (!u || !str_eq(u->field, STR("file"))) {
        struct err no = {0};

        FAIL(&no, ERR_REQUIRED);
        err_arg(&no, "field", V(tr(r->lang, TR("แฟ้ม"))));
        form_wrong(&c->form, "file", word_error(r->a, &no, r->lang));
    } else if (u->bytes > ATTACH_MAX) { /* the writer's time is everybody's */
        struct err no = {0};

        FAIL(&no, ERR_FILE_TOO_LARGE);
        err_arg(&no, "limit", V((int64_t)ATTACH_MAX));
        form_wrong(&c->form, "file", word_error(r->a, &no, r->lang));
        return attach_show(r, c->n.subject, c->back, &c->form, 413, ret, e);
    }
    if (c->form.wrong)
        return attach_show(r, c->n.subject, c->back, &c->form, 400, ret, e);
    c->n.name = u->filename;
    c->n.path = u->path;
    r->refused = add_refused;
    return req_write(r, add_write, go_back, c, ret, e);
}

/* ---- taking back ---- */

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    const struct attach_ctx *c = ctx;

    return attach_withdraw(by, c->code, c->reason, e);
}

bool attach_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    struct attach_ctx *c = ARENA_NEW(r->a, struct attach_ctx);
    struct attach_row f;

    if (!attach_get(r->db, r->a, r->seg[0], &f, e))
        return false;
    c->code = f.code;
    c->n.subject = f.subject;
    c->reason = req_field(r, "reason");
    c->back = local_path(req_field(r, "back"));
    return req_write(r, withdraw_write, go_back, c, ret, e);
}

/* ---- reading ---- */

struct file_ctx {
    struct attach_row f;
    int fd;
    int64_t bytes;
};

static bool file_work(struct req *r, void *ctx, struct err *e)
{
    struct file_ctx *c = ctx;

    return attach_open(r->db, r->a, &c->f, &c->fd, &c->bytes, e);
}

static bool file_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct file_ctx *c = ctx;

    (void)r;
    (void)e;
    ret->status = 200;
    ret->type = c->f.media;
    ret->filename = c->f.name;
    ret->fd = c->fd;
    ret->fd_bytes = c->bytes;
    return true;
}

bool attach_file_get(struct req *r, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ARENA_NEW(r->a, struct file_ctx);

    if (!attach_get(r->db, r->a, r->seg[0], &c->f, e))
        return false;
    if (!attach_may_read(r->db, r->a, &r->session.actor, c->f.subject, e)) {
        if (e->code != ERR_NOT_FOUND)
            return false;
        FAIL(e, ERR_NOT_FOUND); /* what it is attached to is not told */
        err_arg(e, "what", V(r->seg[0]));
        return false;
    }
    return req_offload(r, file_work, file_answer, c, ret, e);
}
