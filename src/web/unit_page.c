/* unit_page.c - a unit against last year: what becomes of it, what it frees and where that goes; and the
 * city's register of reduced and stopped work. */
#include "base/arena.h"
#include "city/agency.h"
#include "plan/section.h"
#include "views.h"
#include "web/question_page.h"
#include "web/words.h"

struct unit_ctx {
    struct package p;
    bool edit;
    int64_t year;
    struct str refused;
    struct form form, give;
    struct disposition_new d;
    struct str to;
    struct money amount;
};

static struct form take(struct req *r, const struct form_field *plain, size_t n)
{
    struct form f = {.n = n, .field = ARENA_ARRAY(r->a, struct form_field, n)};

    for (size_t i = 0; i < n; i++)
        f.field[i] = plain[i];
    return f;
}

static void make_forms(struct req *r, struct unit_ctx *c)
{
    static const struct form_field review[] = {
        {.name = "version", .kind = FORM_HIDDEN, .label = TR("รุ่น")},
        {.name = "disposition", .kind = FORM_CHOICE, .label = TR("การทบทวน"), .required = true},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผล"),
         .max = 4000,
         .hint = TR("ต้องมีเมื่อปรับ ลด หรือเลิก: หลักฐานว่าเหตุใด และประชาชนจะกระทบอย่างไร")},
        {.name = "decided_by",
         .kind = FORM_TEXT,
         .label = TR("ผู้ตัดสินใจ"),
         .max = 200,
         .hint = TR("ต้องมีเมื่อลดหรือเลิก")},
        {.name = "resolution", .kind = FORM_TEXT, .label = TR("มติหรือหนังสือ"), .max = 200},
    };
    static const struct form_field give[] = {
        {.name = "to",
         .kind = FORM_TEXT,
         .label = TR("ไปยังข้อเสนอ (รหัส)"),
         .required = true,
         .max = 60},
        {.name = "amount",
         .kind = FORM_MONEY,
         .label = TR("จำนวนเงิน (บาท) 0 คือยกเลิก"),
         .required = true},
    };

    c->form = take(r, review, ARRAY_LEN(review));
    c->give = take(r, give, ARRAY_LEN(give));
}

static void choices(struct req *r, bool past, struct form_field *f)
{
    static const char *const words[] = {"continue", "change", "reduce", "stop", "new"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(words) + 1);
    size_t n = 0;

    c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ยังไม่ตัดสิน"))};
    for (size_t i = past ? 0 : ARRAY_LEN(words) - 1; i < ARRAY_LEN(words); i++)
        c[n++] = (struct form_choice){str_from(words[i]),
                                      word_label("disposition", str_from(words[i]), r->lang)};
    f->choice = c;
    f->choices = n;
}

static bool fill(struct req *r, const struct unit_ctx *c, struct unit_page *page, struct err *e)
{
    const struct freed_row *f;
    struct freed_view *went;
    struct rows rows;
    bool found;

    if (!unit_review_get(r->db, r->a, c->p.unit_id, &page->review, &found, e) ||
        !freed_list(r->db, r->a, c->p.unit_id, 0, &rows, e))
        return false;
    f = rows.p;
    went = ARENA_ARRAY(r->a, struct freed_view, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        went[i] = (struct freed_view){f[i].package_code, f[i].package_title, f[i].amount};
    page->went = went;
    page->went_n = rows.n;
    page->has_past = page->review.past_code.n > 0;
    page->past_year = page->review.past_year;
    page->freed = unit_freed(&page->review);
    page->left = money_sub(page->freed, page->review.moved);
    page->frees = page->freed.satang > 0 || page->went_n > 0;
    page->disposition_word = word_label("disposition", page->review.disposition, r->lang);
    page->form = c->form;
    page->give = c->give;
    choices(r, page->has_past, form_find(&page->form, "disposition"));
    if (!c->form.wrong && !c->refused.n) {
        form_find(&page->form, "version")->value =
            str_format(r->a, "%lld", (long long)page->review.version);
        form_find(&page->form, "disposition")->value = page->review.disposition;
        form_find(&page->form, "reason")->value = page->review.reason;
        form_find(&page->form, "decided_by")->value = page->review.decided_by;
        form_find(&page->form, "resolution")->value = page->review.resolution;
    }
    return true;
}

static bool unit_show(struct req *r, const struct unit_ctx *c, int status, struct reply *ret,
                      struct err *e)
{
    struct unit_page page = {.csrf = r->session.csrf,
                             .year = r->year,
                             .refused = c->refused,
                             .may_edit = c->edit,
                             .package_title = c->p.title,
                             .code = c->p.code,
                             .unit_code = c->p.unit_code};
    struct param crumb[2] = {
        {tr(r->lang, TR("โต๊ะคำขอ")), str_format(r->a, "/requests/%.*s", STR_FMT(c->p.agency_code))},
        {c->p.title, str_format(r->a, "/packages/%.*s", STR_FMT(c->p.code))}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 2};

    if (!fill(r, c, &page, e))
        return false;
    page.back = crumb[1].value;
    page.action = head.table_path = str_format(r->a, "/packages/%.*s/unit", STR_FMT(c->p.code));
    page.title = head.title = tr(r->lang, TR("ทบทวนงานปีก่อน"));
    if (!REPLY_PAGE(r, &head, unit, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool begin(struct req *r, struct unit_ctx **ret, struct err *e)
{
    struct unit_ctx *c = ARENA_NEW(r->a, struct unit_ctx);

    c->year = r->year;
    make_forms(r, c);
    *ret = c;
    return seen_package(r, &c->p, &c->edit, e);
}

bool unit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct unit_ctx *c;
    struct rows rows;

    if (!begin(r, &c, e))
        return false;
    if (r->format == FORMAT_HTML)
        return unit_show(r, c, 200, ret, e);
    return freed_list(r->db, r->a, c->p.unit_id, 0, &rows, e) &&
           reply_table(r, &freed_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-freed", STR_FMT(c->p.unit_code)), ret, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct unit_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/packages/%.*s/unit", STR_FMT(c->p.code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct unit_ctx *c = ctx;
    struct err again = {0};

    if (r->format == FORMAT_JSON) {
        reply_error(r, e, ret);
        return true;
    }
    form_refuse(&c->form, r, e);
    c->form.error = STR_NONE; /* said above the page */
    c->refused = word_error(r->a, e, r->lang);
    return unit_show(r, c, err_http(e->code), ret, &again);
}

static bool unit_write(struct act *by, void *ctx, struct err *e)
{
    const struct unit_ctx *c = ctx;

    return disposition_set(by, &c->d, e);
}

bool unit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct unit_ctx *c;

    if (!begin(r, &c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->d.version, e))
        return false;
    form_read(&c->form, r);
    choices(r, true, form_find(&c->form, "disposition"));
    if (!form_check(&c->form, r))
        return unit_show(r, c, 400, ret, e);
    c->d.year = r->year;
    c->d.code = c->p.code;
    c->d.disposition = form_value(&c->form, "disposition");
    c->d.reason = form_value(&c->form, "reason");
    c->d.decided_by = form_value(&c->form, "decided_by");
    c->d.resolution = form_value(&c->form, "resolution");
    r->refused = refused;
    return req_write(r, unit_write, done, c, ret, e);
}

static bool give_write(struct act *by, void *ctx, struct err *e)
{
    const struct unit_ctx *c = ctx;

    return freed_give(by, c->year, c->p.code, c->to, c->amount, e);
}

static bool give_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct unit_ctx *c = ctx;
    struct err again = {0};

    if (r->format == FORMAT_JSON) {
        reply_error(r, e, ret);
        return true;
    }
    form_wrong(&c->give, e->code == ERR_NOT_FOUND ? "to" : "amount", word_error(r->a, e, r->lang));
    return unit_show(r, c, err_http(e->code), ret, &again);
}

bool freed_post(struct req *r, struct reply *ret, struct err *e)
{
    struct unit_ctx *c;

    if (!begin(r, &c, e))
        return false;
    form_read(&c->give, r);
    form_check(&c->give, r);
    form_money(&c->give, "amount", r, &c->amount);
    if (c->give.wrong)
        return unit_show(r, c, 400, ret, e);
    c->to = form_value(&c->give, "to");
    r->refused = give_refused;
    return req_write(r, give_write, done, c, ret, e);
}

/* ---- the register ---- */

static const struct col stopped_cols[] = {
    {"title", COL_LINK, "/packages/", "package_code", NULL},
    {"unit_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_LINK, "/requests/", "agency_code", NULL},
    {"disposition", COL_TAG, "disposition", NULL, NULL},
    {"last", COL_WHOLE, NULL, NULL, TR("ได้รับครั้งก่อน (บาท)")},
    {"asked", COL_WHOLE, NULL, NULL, TR("ขอครั้งนี้ (บาท)")},
    {"freed", COL_WHOLE, NULL, NULL, TR("ปลดได้ (บาท)")},
    {"moved", COL_WHOLE, NULL, NULL, TR("นำไปใช้แล้ว (บาท)")},
    {"left", COL_WHOLE, NULL, NULL, TR("ยังไม่ระบุที่ไป (บาท)")},
    {"reason", COL_PLAIN, NULL, NULL, NULL},
    {"decided_by", COL_PLAIN, NULL, NULL, NULL},
    {"resolution", COL_UNDER, NULL, NULL, NULL},
};

bool stopped_page(struct req *r, struct reply *ret, struct err *e)
{
    struct stopped_page page = {.year = r->year};
    struct page_head head = {.nav = STR("/stopped"), .table_path = STR("/stopped")};
    struct stopped_row *sum = ARENA_NEW(r->a, struct stopped_row);
    struct str of = req_query(r, "agency"), sight;
    struct agency g = {0};
    struct rows rows;

    if ((of.n && !agency_get(r->db, r->a, of, &g, e)) ||
        !sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !stopped_list(r->db, r->a, r->year, g.id, sight, &rows, e))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const struct stopped_row *x = (const struct stopped_row *)rows.p + i;

        sum->last = money_add(sum->last, x->last);
        sum->asked = money_add(sum->asked, x->asked);
        sum->freed = money_add(sum->freed, x->freed);
        sum->moved = money_add(sum->moved, x->moved);
        sum->left = money_add(sum->left, x->left);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &stopped_row_type, rows.p, rows.n, sum, STR_NONE,
                           str_format(r->a, "stopped-%lld", (long long)r->year), ret, e);
    page.title = head.title = tr(r->lang, TR("งานที่ลดหรือยกเลิก"));
    page.agency_name = r->lang == LANG_EN && g.name_en.n ? g.name_en : g.name_th;
    page.query = of.n ? str_format(r->a, "agency=%.*s", STR_FMT(g.code)) : STR_NONE;
    page.n = (int64_t)rows.n;
    page.freed = sum->freed;
    page.moved = sum->moved;
    page.left = sum->left;
    page.table = (struct table_view){
        .type = &stopped_row_type,
        .rows = rows.p,
        .n = rows.n,
        .cols = stopped_cols,
        .ncols = ARRAY_LEN(stopped_cols),
        .total = rows.n ? sum : NULL,
        .caption = page.title,
        .empty =
            tr(r->lang, TR("ยังไม่มีงานที่ลดหรือเลิกในคำขอที่ส่งแล้ว การทบทวนทำที่หน้าข้อเสนอ ปุ่มทบทวนงานปีก่อน")),
        .remember = STR("stopped")};
    return REPLY_PAGE(r, &head, stopped, &page, ret, e);
}
