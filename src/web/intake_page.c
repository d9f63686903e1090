#include "web/intake_page.h"

#include "base/arena.h"
#include "city/param.h"
#include "city/year.h"
#include "plan/analysis.h"
#include "plan/assign.h"
#include "plan/cycle.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 100, LOOK_ROWS = 200, RECOMMEND_MOST = 500 };

/* ---- reading ---- */

/* The division that the person analyses in; 0 = every one. */
static int64_t division_of(const struct req *r)
{
    const struct actor *who = &r->session.actor;

    for (int64_t i = 0; i < who->grants; i++) {
        if (who->grant[i].perms >> (unsigned)PERM_ANALYSE & 1)
            return who->grant[i].scope.kind == SCOPE_DIVISION ? who->grant[i].scope.id : 0;
    }
    return 0;
}

static struct str said(const struct req *r, const char *name)
{
    struct str s = req_field(r, name);

    return s.n ? s : req_query(r, name);
}

static struct intake_filter read_filter(const struct req *r)
{
    bool silent = str_eq(said(r, "show"), STR("silent"));

    return (struct intake_filter){.year = r->year,
                                  .division = division_of(r),
                                  .agency_code = said(r, "agency"),
                                  .show = silent ? STR("silent") : STR("submitted"),
                                  .user_name = str_eq(said(r, "whose"), STR("mine"))
                                                   ? r->session.actor.name
                                                   : STR_NONE};
}

static bool in_analysis(struct req *r, bool *ret, struct err *e)
{
    struct fiscal_year y;

    if (!year_get(r->db, r->a, r->year, &y, e))
        return false;
    *ret = cycle_open_stage(y.stage) == STAGE_ANALYST;
    return true;
}

/* ---- the list ---- */

static bool make_filter(struct req *r, const struct intake_filter *f, struct intake_page *p,
                        struct err *e)
{
    struct form_choice *show = ARENA_ARRAY(r->a, struct form_choice, 2);
    struct form_choice *whose = ARENA_ARRAY(r->a, struct form_choice, 2);
    const struct agency_assign *g;
    struct form_choice *c;
    struct rows rows;

    if (!agency_assign_list(r->db, r->a, r->year, f->division, &rows, e))
        return false;
    show[0] = (struct form_choice){STR("submitted"), tr(r->lang, TR("ส่งแล้ว รอรับไว้วิเคราะห์"))};
    show[1] = (struct form_choice){STR("silent"), tr(r->lang, TR("ยังไม่มีความเห็น"))};
    whose[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทั้งกอง"))};
    whose[1] = (struct form_choice){STR("mine"), tr(r->lang, TR("ที่มอบหมายให้ท่าน"))};
    g = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกหน่วยงาน"))};
    for (size_t i = 0; i < rows.n; i++)
        c[i + 1] = (struct form_choice){g[i].agency_code, g[i].agency_name};
    p->show = (struct form_field){"show", FORM_CHOICE, TR("แสดง"), NULL, .value = f->show, .choice = show, .choices = 2};
    p->agency = (struct form_field){"agency", FORM_CHOICE, TR("หน่วยรับงบประมาณ"), NULL, .value = f->agency_code,
                                    .choice = c, .choices = rows.n + 1};
    p->whose = (struct form_field){"whose", FORM_CHOICE, TR("มอบหมายให้"), NULL, .value = said(r, "whose"),
                                   .choice = whose, .choices = 2};
    return true;
}

static bool picked(const struct req *r, struct str code)
{
    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("pick")) && str_eq(r->form[i].value, code))
            return true;
    }
    return false;
}

static struct str address(struct req *r, const struct intake_filter *f)
{
    struct str whose = f->user_name.n ? STR("mine") : STR_NONE;

    return str_format(r->a, "/inbox/packages?year=%lld&show=%.*s&agency=%.*s&whose=%.*s",
                      (long long)r->year, STR_FMT(f->show), STR_FMT(f->agency_code), STR_FMT(whose));
}

static bool list_show(struct req *r, struct str refused, int status, struct reply *ret,
                      struct err *e)
{
    struct intake_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused, .most = INTAKE_MOST};
    struct param crumb = {tr(r->lang, TR("กล่องงานวิเคราะห์")), STR("/inbox")};
    struct page_head head = {.nav = STR("/inbox"), .crumb = &crumb, .ncrumb = 1, .table_path = STR("/inbox/packages")};
    struct intake_filter f = read_filter(r);
    struct intake_view *v;
    struct rows rows;

    f.limit = r->format == FORMAT_HTML ? PAGE_ROWS : INTAKE_MOST;
    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after_id, e) ||
        !intake_list(r->db, r->a, r->server->rollup, &r->session.actor, &f, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &intake_row_type, rows.p, rows.n, NULL, STR_NONE, STR("intake"), ret, e);
    if (!intake_count(r->db, &f, &page.n, e) || !make_filter(r, &f, &page, e) ||
        !in_analysis(r, &page.may_recommend, e) ||
        !req_int(r, "n", 0, INTAKE_MOST, 0, &page.done_n, e))
        return false;
    v = ARENA_ARRAY(r->a, struct intake_view, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].p = ((const struct intake_row *)rows.p)[i];
        v[i].picked = picked(r, v[i].p.code);
    }
    page.row = v;
    page.row_n = rows.n;
    page.shown = (int64_t)rows.n;
    page.paged = f.after_id > 0;
    page.accepting = str_eq(f.show, STR("submitted"));
    page.first = address(r, &f);
    if (rows.n == PAGE_ROWS)
        page.next = str_format(r->a, "%.*s&after=%lld", STR_FMT(page.first), (long long)v[rows.n - 1].p.id);
    page.all = req_has(r, "all");
    page.done = page.done_n ? req_query(r, "done") : STR_NONE;
    page.word = req_field(r, "word");
    page.cut = req_field(r, "cut");
    page.reason = req_field(r, "reason");
    page.title = head.title = tr(r->lang, TR("รับและเสนอความเห็นเป็นกลุ่ม"));
    if (!REPLY_PAGE(r, &head, intake, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool intake_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, STR_NONE, 200, ret, e);
}

/* ---- what is chosen ---- */

struct choice {
    bool accept, all, capped, stale; /* stale: not what was looked at */
    struct recommend_many many;
    struct intake_filter f;
    struct intake_row *row; /* those that may */
    struct intake_out *left;
    struct intake_pick *pick;
    struct str *code;
    size_t n, left_n, at; /* at: of the one that was refused */
    struct money sum;
};

static void leave(struct choice *c, const struct intake_row *p, struct str why)
{
    c->left[c->left_n++] = (struct intake_out){p->code, p->title, why};
}

/* One row to those that may, or to those that are left alone, with the reason. */
static void take(struct req *r, struct choice *c, const struct intake_row *p, struct money forms_from)
{
    struct err why;

    if (!intake_check(&r->session.actor, p, &why)) {
        leave(c, p, word_error(r->a, &why, r->lang));
    } else if (!c->accept && p->recommended) {
        leave(c, p, tr(r->lang, TR("มีความเห็นแล้ว")));
    } else if (!c->accept && money_cmp(p->asked, forms_from) >= 0) {
        leave(c, p, tr(r->lang, TR("วงเงินถึงเกณฑ์ต้องกรอกแบบวิเคราะห์ เสนอความเห็นทีละข้อเสนอ")));
    } else {
        c->pick[c->n] = (struct intake_pick){p->id, p->version};
        c->code[c->n] = p->code;
        c->sum = money_add(c->sum, p->asked);
        c->row[c->n++] = *p;
    }
}

static bool read_chosen(struct req *r, struct choice *c, struct err *e)
{
    size_t most = c->accept ? INTAKE_MOST : RECOMMEND_MOST;
    const struct intake_row *p;
    struct money forms_from;
    struct rows rows;

    c->f.limit = INTAKE_MOST * 10;
    if (!param_money(r->db, PARAM_FORMS_FROM, r->year, &forms_from, e) ||
        !intake_list(r->db, r->a, r->server->rollup, &r->session.actor, &c->f, &rows, e))
        return false;
    p = rows.p;
    c->row = ARENA_ARRAY(r->a, struct intake_row, rows.n);
    c->left = ARENA_ARRAY(r->a, struct intake_out, rows.n);
    c->pick = ARENA_ARRAY(r->a, struct intake_pick, rows.n);
    c->code = ARENA_ARRAY(r->a, struct str, rows.n);
    for (size_t i = 0; i < rows.n && !c->capped; i++) {
        if (!c->all && !picked(r, p[i].code))
            continue;
        c->capped = c->n == most;
        if (!c->capped)
            take(r, c, &p[i], forms_from);
    }
    if (c->n + c->left_n == 0 && !str_eq(req_field(r, "confirm"), STR("1"))) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(r->lang, TR("เลือกข้อเสนออย่างน้อยหนึ่งรายการก่อน"))));
        return false;
    }
    return true;
}

/* What was shown is what is done: the same packages in the same versions. */
static struct str seen_of(struct req *r, const struct choice *c)
{
    struct sbuf b;

    sbuf_init(&b, r->a, c->n * 44 + 8);
    for (size_t i = 0; i < c->n; i++)
        sbuf_printf(&b, "%lld:%lld ", (long long)c->pick[i].id, (long long)c->pick[i].version);
    return str_format(r->a, "%llx", (unsigned long long)str_hash(sbuf_str(&b)));
}

/* Word, share and reason of a recommendation, before anybody looks at a list. */
static bool read_word(struct req *r, struct choice *c, struct err *e)
{
    struct str word = req_field(r, "word"), cut = req_field(r, "cut");
    bool reduce = str_eq(word, STR("reduce")), support = str_eq(word, STR("support"));
    int64_t milli = 0;

    if (!reduce && !support && !str_eq(word, STR("reject"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(tr(r->lang, TR("ความเห็น"))));
        err_arg(e, "value", V(word));
        err_arg(e, "expected", V(STR("support reduce reject")));
        return false;
    }
    if (reduce && (!milli_parse(cut, &milli) || milli % 10 || milli < 10 || milli >= 100000)) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(tr(r->lang, TR("ปรับลดร้อยละ"))));
        err_arg(e, "value", V(cut));
        return false;
    }
    c->many = (struct recommend_many){
        .year = r->year, .cut_bp = milli / 10, .word = word, .reason = str_trim(req_field(r, "reason"))};
    if (!support && !c->many.reason.n) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(tr(r->lang, TR("เหตุผล"))));
        return false;
    }
    return true;
}

/* ---- a look ---- */

static bool look(struct req *r, const struct choice *c, struct reply *ret, struct err *e)
{
    struct intake_check_page page = {.year = r->year,
                                     .csrf = r->session.csrf,
                                     .seen = seen_of(r, c),
                                     .act = c->accept ? STR("accept") : STR("recommend"),
                                     .word = c->many.word,
                                     .cut = req_field(r, "cut"),
                                     .reason = c->many.reason,
                                     .show = c->f.show,
                                     .agency = c->f.agency_code,
                                     .whose = c->f.user_name.n ? STR("mine") : STR_NONE,
                                     .n = (int64_t)c->n,
                                     .out = (int64_t)c->left_n,
                                     .sum = c->sum,
                                     .all = c->all,
                                     .accepting = c->accept,
                                     .cutting = str_eq(c->many.word, STR("reduce")),
                                     .capped = c->capped,
                                     .most = c->accept ? INTAKE_MOST : RECOMMEND_MOST,
                                     .row = c->row,
                                     .pick = c->row,
                                     .left = c->left};
    struct param crumb = {tr(r->lang, TR("รับและเสนอความเห็นเป็นกลุ่ม")), STR("/inbox/packages")};
    struct page_head head = {.nav = STR("/inbox"), .crumb = &crumb, .ncrumb = 1};

    page.row_n = c->n < LOOK_ROWS ? c->n : LOOK_ROWS;
    page.left_n = c->left_n < LOOK_ROWS ? c->left_n : LOOK_ROWS;
    page.pick_n = c->all ? 0 : c->n;
    page.more = (int64_t)(c->n - page.row_n);
    page.title = head.title = tr(r->lang, c->accept ? TR("ตรวจก่อนรับไว้วิเคราะห์") : TR("ตรวจก่อนเสนอความเห็น"));
    return REPLY_PAGE(r, &head, intake_check, &page, ret, e);
}

/* ---- the act ---- */

static bool intake_write(struct act *by, void *ctx, struct err *e)
{
    struct choice *c = ctx;

    if (c->stale) { /* asked here, so that a form that is sent twice gets its first answer */
        FAIL(e, ERR_STALE);
        return false;
    }
    if (c->accept)
        return packages_accept(by, c->f.year, c->pick, c->n, &c->at, e);
    return recommend_bulk(by, &c->many, &c->at, e);
}

static bool intake_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct choice *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "%.*s&done=%s&n=%lld", STR_FMT(address(r, &c->f)),
                             c->accept ? "accept" : "recommend", (long long)c->n),
               ret);
    return true;
}

static bool intake_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct choice *c = ctx;
    struct str why = word_error(r->a, e, r->lang);
    struct err again = {0};

    if (c->at < c->n)
        why = str_format(r->a, "%.*s: %.*s", STR_FMT(c->code[c->at]), STR_FMT(why));
    return list_show(r, why, err_http(e->code), ret, &again);
}

bool intake_post(struct req *r, struct reply *ret, struct err *e)
{
    struct choice *c = ARENA_NEW(r->a, struct choice);

    c->accept = !str_eq(req_field(r, "act"), STR("recommend"));
    c->all = req_has(r, "all");
    c->f = read_filter(r);
    if ((!c->accept && !read_word(r, c, e)) || !read_chosen(r, c, e))
        return intake_refused(r, c, ret, e);
    c->at = c->n;
    if (!str_eq(req_field(r, "confirm"), STR("1")))
        return look(r, c, ret, e);
    c->stale = !str_eq(req_field(r, "seen"), seen_of(r, c));
    c->many.code = c->code;
    c->many.n = c->n;
    r->refused = intake_refused;
    return req_write(r, intake_write, intake_done, c, ret, e);
}
