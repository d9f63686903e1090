/* delta_new_page.c - finding a line, moving a cut, a restore or an amendment on it; one delta and what was done to it. */
#include "base/arena.h"
#include "city/search.h"
#include "plan/bill.h"
#include "plan/council_committee.h"
#include "plan/section.h"
#include "views.h"
#include "web/delta_page.h"
#include "web/words.h"

enum { REASON_MAX = 2000 };

struct moving_ctx {
    struct delta_new_page page;
    struct delta_new n;
    struct str code;
};

/* ---- the line ---- */

static bool is_code(struct str q)
{
    return q.n > 5 && q.p[4] == '-' && q.p[0] >= '0' && q.p[0] <= '9';
}

static bool find_lines(struct req *r, struct delta_new_page *p, struct rows *ret, struct err *e)
{
    struct delta_search q = {.year = p->year, .ordinance = p->ordinance};
    const struct search_hit *hit;
    struct rows hits;
    struct str sight;
    size_t n = 0;

    *ret = (struct rows){NULL, 0};
    if (p->q.n == 0)
        return true;
    if (is_code(p->q)) {
        q.code = p->q;
        return delta_find_lines(r->db, r->a, &q, ret, e);
    }
    if (!sight_of(r->db, r->a, &r->session.actor, &sight, e) ||
        !search_find(r->db, r->a, p->year, p->q, sight, &hits, e))
        return false;
    hit = hits.p;
    for (size_t i = 0; i < hits.n && n < DELTA_FOUND; i++) {
        if (str_eq(hit[i].kind, STR("package")))
            q.package_id[n++] = hit[i].id;
    }
    return n == 0 || delta_find_lines(r->db, r->a, &q, ret, e);
}

/* ---- the form ---- */

static bool mover_choices(struct req *r, struct delta_new_page *p, struct form_field *f, struct err *e)
{
    const struct council_committee *c;
    struct form_choice *choice;
    struct rows rows;
    size_t n = 0;

    if (!council_committees(r->db, r->a, p->year, p->ordinance, &rows, e))
        return false;
    c = rows.p;
    choice = ARENA_ARRAY(r->a, struct form_choice, rows.n + 3);
    choice[n++] = (struct form_choice){STR("committee"), tr(r->lang, TR("คณะกรรมการวิสามัญ (ตามรายงาน)"))};
    for (size_t i = 0; i < rows.n; i++)
        choice[n++] = (struct form_choice){str_format(r->a, "committee:%.*s", STR_FMT(c[i].code)), c[i].name};
    choice[n++] = (struct form_choice){STR("member"), tr(r->lang, TR("สมาชิก (ระบุรหัส)"))};
    choice[n++] = (struct form_choice){STR("agency"), tr(r->lang, TR("หน่วยงานเจ้าของรายการ (อุทธรณ์ขอคืน)"))};
    f->choice = choice;
    f->choices = n;
    return true;
}

static bool make_form(struct req *r, struct delta_new_page *p, struct err *e)
{
    static const char *const kinds[] = {"cut", "restore"};
    static const struct form_field plain[] = {
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
        {.name = "amount", .kind = FORM_MONEY, .label = TR("จำนวนเงินที่ปรับ"), .required = true, .max = 30,
         .hint = TR("บาท เฉพาะส่วนที่ลดหรือเพิ่ม ไม่ใช่ยอดคงเหลือ"), .focus = true},
        {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = REASON_MAX},
        {.name = "mover", .kind = FORM_CHOICE, .label = TR("ผู้เสนอ")},
        {.name = "member", .kind = FORM_TEXT, .label = TR("รหัสสมาชิกผู้เสนอ"), .max = 20, .hint = TR("เช่น M001")},
    };
    bool office = actor_may(&r->session.actor, PERM_COUNCIL);
    struct form_choice *kind = ARENA_ARRAY(r->a, struct form_choice, 2);
    struct form *f = &p->form;

    f->n = p->adding ? 3 : office ? 5 : 3;
    f->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < 2; i++)
        kind[i] = (struct form_choice){str_from(kinds[i]), word_label("delta", str_from(kinds[i]), r->lang)};
    f->field[0].choice = kind;
    f->field[0].choices = 2;
    if (p->adding || !office) { /* one kind only */
        f->field[0].kind = FORM_HIDDEN;
        f->field[0].value = p->adding ? STR("executive") : STR("cut");
    }
    return f->n < 5 || mover_choices(r, p, &f->field[3], e);
}

static bool begin(struct req *r, struct delta_new_page *p, struct err *e)
{
    struct str kind = req_field(r, "kind").n ? req_field(r, "kind") : req_query(r, "kind");

    *p = (struct delta_new_page){.year = r->year, .csrf = r->session.csrf, .q = str_trim(req_query(r, "q"))};
    if (!delta_ordinance(r, &p->ordinance, e))
        return false;
    p->kind = kind;
    p->adding = str_eq(kind, STR("executive"));
    p->path = p->adding ? STR("/council/amendments") : STR("/council/cuts");
    p->bill = bill_code(r->a, p->year, p->ordinance);
    p->may = actor_may(&r->session.actor, p->adding ? PERM_AMEND : PERM_COUNCILLOR) ||
             (!p->adding && (actor_may(&r->session.actor, PERM_COUNCIL) || actor_may(&r->session.actor, PERM_AMEND)));
    return make_form(r, p, e);
}

static bool choose_line(struct req *r, struct delta_new_page *p, struct str line, struct err *e)
{
    const struct delta_search q = {.year = p->year, .ordinance = p->ordinance, .code = line};
    struct rows rows;

    if (line.n == 0)
        return true;
    if (!delta_find_lines(r->db, r->a, &q, &rows, e))
        return false;
    p->chosen = rows.n > 0 && str_eq(((const struct delta_found *)rows.p)->code, line);
    if (p->chosen)
        p->line = *(const struct delta_found *)rows.p;
    else
        p->q = line;
    return true;
}

static bool new_show(struct req *r, struct delta_new_page *p, int status, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"name", COL_LINK, NULL, "code", NULL},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"package_title", COL_PLAIN, NULL, NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"tabled", COL_WHOLE, NULL, NULL, NULL},
                                      {"now", COL_WHOLE, NULL, NULL, NULL}};
    struct col *own = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(cols));
    struct param crumb = {tr(r->lang, p->adding ? TR("คำแปรญัตติของฝ่ายบริหาร") : TR("การปรับลดของสภา")), p->path};
    struct page_head head = {.nav = STR("/council/cuts"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows;

    if (!find_lines(r, p, &rows, e))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(cols); i++)
        own[i] = cols[i];
    own[0].more = str_cstr(r->a, str_format(r->a, "/council/cuts/new?year=%lld&ordinance=%lld&kind=%.*s&line=",
                                            (long long)p->year, (long long)p->ordinance, STR_FMT(p->kind)));
    p->asked = p->q.n > 0;
    p->found = (struct table_view){.type = &delta_found_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = own,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = tr(r->lang, TR("รายการที่พบ")),
                                   .empty = tr(r->lang, TR("ไม่พบรายการในร่างนี้ ลองใช้รหัส หรือคำในชื่อข้อเสนออย่างน้อยสามตัวอักษร"))};
    p->title = head.title = tr(r->lang, p->adding ? TR("เสนอคำแปรญัตติ") : TR("เสนอปรับลด"));
    if (!REPLY_PAGE(r, &head, delta_new, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool delta_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct delta_new_page p;

    return begin(r, &p, e) && choose_line(r, &p, str_trim(req_query(r, "line")), e) && new_show(r, &p, 200, ret, e);
}

static bool move_write(struct act *by, void *ctx, struct err *e)
{
    struct moving_ctx *c = ctx;

    return delta_propose(by, &c->n, &c->code, e);
}

static bool move_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct moving_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/cuts/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool move_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct moving_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->page.form, r, e);
    return new_show(r, &c->page, err_http(e->code), ret, &again);
}

bool delta_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct moving_ctx *c = ARENA_NEW(r->a, struct moving_ctx);
    struct delta_new_page *p = &c->page;
    struct str mover;

    if (!begin(r, p, e) || !choose_line(r, p, str_trim(req_field(r, "line")), e))
        return false;
    form_read(&p->form, r);
    form_check(&p->form, r);
    form_money(&p->form, "amount", r, &c->n.amount);
    if (p->form.wrong)
        return new_show(r, p, 400, ret, e);
    c->n.year = p->year;
    c->n.ordinance = p->ordinance;
    c->n.kind = form_value(&p->form, "kind");
    c->n.line_code = str_trim(req_field(r, "line"));
    c->n.reason = form_value(&p->form, "reason");
    if (p->form.n == 5) {
        mover = form_value(&p->form, "mover");
        (void)str_split(&mover, ':', &c->n.mover_kind);
        c->n.mover_code = str_eq(c->n.mover_kind, STR("member")) ? form_value(&p->form, "member") : mover;
    }
    r->refused = move_refused;
    return req_write(r, move_write, move_done, c, ret, e);
}

/* ---- one delta ---- */

static void events_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"to_state", COL_TAG, "delta_state", NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"basis", COL_UNDER, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &delta_event_row_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("ประวัติ"))};
}

static bool one_show(struct req *r, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct delta_one_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("การปรับลดของสภา")), STR("/council/cuts")};
    struct page_head head = {.nav = STR("/council/cuts"), .crumb = &crumb, .ncrumb = 1};
    const struct actor *who = &r->session.actor;
    struct rows events;
    bool open, executive;

    if (!delta_get(r->db, r->a, r->seg[0], &page.d, e) || !delta_events(r->db, r->a, page.d.id, &events, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &delta_event_row_type, events.p, events.n, NULL, STR_NONE, page.d.code, ret, e);
    r->year = page.year = page.d.year;
    page.ordinance = page.d.ordinance;
    page.bill = bill_code(r->a, page.year, page.ordinance);
    page.path = str_format(r->a, "/council/cuts/%.*s", STR_FMT(page.d.code));
    open = str_eq(page.d.state, STR("proposed")) || str_eq(page.d.state, STR("confirmed"));
    executive = str_eq(page.d.kind, STR("executive"));
    page.decided = page.d.decided_by.n > 0;
    page.confirmed = page.d.confirmed_by.n > 0;
    page.may_confirm = executive && str_eq(page.d.state, STR("proposed")) && actor_may(who, PERM_AMEND) &&
                       !str_eq(page.d.made_by, who->name);
    page.may_withdraw = open && (str_eq(page.d.made_by, who->name) || actor_may(who, executive ? PERM_AMEND : PERM_COUNCIL));
    page.may_reserve = page.decided && (actor_may(who, PERM_COUNCIL) || actor_may(who, PERM_COUNCILLOR));
    if (executive)
        crumb = (struct param){tr(r->lang, TR("คำแปรญัตติของฝ่ายบริหาร")), STR("/council/amendments")};
    page.title = head.title = page.d.code;
    head.table_path = page.path;
    events_table(r, &events, &page.events);
    if (!REPLY_PAGE(r, &head, delta_one, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool delta_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, STR_NONE, 200, ret, e);
}

struct one_ctx {
    struct str code, reason;
    int64_t version;
    bool confirm;
};

static bool one_write(struct act *by, void *ctx, struct err *e)
{
    const struct one_ctx *c = ctx;

    return c->confirm ? delta_confirm(by, c->code, c->version, e)
                      : delta_withdraw(by, c->code, c->version, c->reason, e);
}

static bool one_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct one_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/cuts/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool one_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool delta_one_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);

    *c = (struct one_ctx){.code = r->seg[0],
                          .reason = str_trim(req_field(r, "reason")),
                          .confirm = str_eq(req_field(r, "act"), STR("confirm"))};
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = one_refused;
    return req_write(r, one_write, one_done, c, ret, e);
}
