/* council_committee_page.c - the extraordinary committee of a draft and its sub-committees. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/bill_page.h"
#include "web/meeting_page.h"
#include "web/words.h"

enum { CODES_MAX = 200, REPORT_MAX = 20000 };

static void take(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    *f = (struct form){.field = ARENA_ARRAY(r->a, struct form_field, n), .n = n};
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

/* ---- the list ---- */

static void committee_form(struct req *r, bool has_main, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อคณะ"), .required = true, .max = 300},
        {.name = "order_no", .kind = FORM_TEXT, .label = TR("คำสั่ง"), .required = true, .max = 300},
        {.name = "from_date", .kind = FORM_TEXT, .label = TR("ตั้งแต่"), .required = true, .max = 40},
        {.name = "due_date", .kind = FORM_TEXT, .label = TR("ให้เสร็จภายใน"), .max = 40},
        {.name = "agencies",
         .kind = FORM_LONG,
         .label = TR("ขอบเขต: รหัสหน่วยงาน"),
         .hint = TR("คั่นด้วยช่องว่างหรือขึ้นบรรทัดใหม่ ว่างไว้คือทุกหน่วยงาน"),
         .max = 4000}};

    take(r, plain, has_main ? ARRAY_LEN(plain) : ARRAY_LEN(plain) - 1, f);
}

static bool list_show(struct req *r, const struct form *form, int status, struct reply *ret,
                      struct err *e)
{
    static const struct col cols[] = {{"name", COL_LINK, "/council/committees/", "code", NULL},
                                      {"order_no", COL_UNDER, NULL, NULL, NULL},
                                      {"kind", COL_TAG, "committeekind", NULL, NULL},
                                      {"chair", COL_PLAIN, NULL, NULL, NULL},
                                      {"seats", COL_PLAIN, NULL, NULL, NULL},
                                      {"agencies", COL_YEAR, NULL, NULL, NULL},
                                      {"due_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"report_date", COL_PLAIN, NULL, NULL, NULL}};
    struct council_committees_page page = {0};
    struct param crumb = {tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")};
    struct page_head head = {.nav = STR("/council/committees"),
                             .table_path = STR("/council/committees"),
                             .crumb = &crumb,
                             .ncrumb = 1};
    const struct council_committee *c;
    struct rows rows;

    if (!bill_head_read(r, &page.head, e) ||
        !council_committees(r->db, r->a, r->year, page.head.ordinance, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &council_committee_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("council-committees"), ret, e);
    c = rows.p;
    page.has_main = rows.n > 0;
    if (page.has_main) {
        page.main_name = c[0].name;
        page.reported = c[0].report_date.yyyymmdd != 0;
        page.main_path = str_format(r->a, "/council/committees/%.*s", STR_FMT(c[0].code));
        page.subs = (int64_t)rows.n - 1;
    }
    page.title = head.title = tr(r->lang, TR("คณะกรรมการวิสามัญและอนุกรรมการ"));
    page.may = actor_may(&r->session.actor, PERM_COUNCIL);
    page.list = (struct table_view){.type = &council_committee_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .cols = cols,
                                    .ncols = ARRAY_LEN(cols),
                                    .caption = page.title,
                                    .empty = tr(r->lang, TR("ยังไม่ได้ตั้งคณะกรรมการวิสามัญของร่างนี้"))};
    if (form)
        page.form = *form;
    else if (page.may)
        committee_form(r, page.has_main, &page.form);
    if (!REPLY_PAGE(r, &head, council_committees, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool council_committees_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, 200, ret, e);
}

/* ---- one committee ---- */

static bool seat_form(struct req *r, const struct council_seat *seat, size_t seats, struct form *f,
                      struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "member", .kind = FORM_CHOICE, .label = TR("สมาชิก"), .required = true},
        {.name = "role", .kind = FORM_CHOICE, .label = TR("หน้าที่ในคณะ"), .required = true},
        {.name = "from_date",
         .kind = FORM_TEXT,
         .label = TR("ตั้งแต่"),
         .hint = TR("ว่างไว้คือวันที่ตั้งคณะ"),
         .max = 40}};
    const struct council_member_filter mf = {.day = r->today, .only_now = true, .limit = 500};
    const struct council_member *m;
    struct form_choice *c;
    struct rows rows;
    size_t n = 0;

    take(r, plain, ARRAY_LEN(plain), f);
    word_choices(r, "memberrole", NULL, form_find(f, "role"));
    if (!council_members(r->db, r->a, &mf, &rows, e))
        return false;
    m = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        bool sits = false;

        for (size_t k = 0; k < seats && !sits; k++)
            sits = seat[k].now && seat[k].member_id == m[i].id;
        if (!sits)
            c[n++] = (struct form_choice){m[i].code,
                                          str_format(r->a, "%.*s %.*s", STR_FMT(m[i].code),
                                                     STR_FMT(m[i].full_name))};
    }
    form_find(f, "member")->choice = c;
    form_find(f, "member")->choices = n;
    return true;
}

static void report_form(struct req *r, const struct council_committee *c, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "report_no", .kind = FORM_TEXT, .label = TR("รายงานที่"), .required = true, .max = 300},
        {.name = "on_date", .kind = FORM_TEXT, .label = TR("วันที่รายงาน"), .required = true, .max = 40},
        {.name = "text",
         .kind = FORM_LONG,
         .label = TR("มติของคณะ"),
         .required = true,
         .max = REPORT_MAX}};
    struct sbuf b;

    take(r, plain, ARRAY_LEN(plain), f);
    form_find(f, "report_no")->value = c->report_no;
    form_find(f, "text")->value = c->report_text;
    if (c->report_date.yyyymmdd) {
        sbuf_init(&b, r->a, 40);
        date_put(&b, c->report_date, DATE_SHORT, LANG_TH);
        form_find(f, "on_date")->value = sbuf_str(&b);
    }
}

struct said {
    const struct form *form, *report;
    struct str refused;
    int status;
};

static bool read_one(struct req *r, struct council_committee_page *page, struct err *e)
{
    struct rows seats, scope;
    struct str stage;

    if (!council_committee_get(r->db, r->a, r->seg[0], &page->c, e))
        return false;
    page->head = (struct bill_head){.year = page->c.year,
                                    .ordinance = page->c.ordinance,
                                    .csrf = r->session.csrf};
    if (!council_seats(r->db, r->a, page->c.id, r->today, &seats, e) ||
        !council_committee_scope(r->db, r->a, page->c.id, &scope, e) ||
        !bill_stage(r->db, r->a, page->c.year, page->c.ordinance, &stage, e))
        return false;
    page->seat = seats.p;
    page->seat_n = seats.n;
    page->scope = scope.p;
    page->scope_n = scope.n;
    for (size_t i = 0; i < seats.n; i++)
        page->deciding += page->seat[i].now && !str_eq(page->seat[i].role, STR("secretary"));
    page->may = actor_may(&r->session.actor, PERM_COUNCIL) &&
                cycle_at_least(stage, STR("READING1")) && !cycle_at_least(stage, STR("READING2"));
    page->sub = page->c.parent_id != 0;
    page->reported = page->c.report_date.yyyymmdd != 0;
    page->whole = page->c.whole;
    page->has_due = page->c.due_date.yyyymmdd != 0;
    page->path = str_format(r->a, "/council/committees/%.*s", STR_FMT(page->c.code));
    page->parent_path = str_format(r->a, "/council/committees/%.*s", STR_FMT(page->c.parent_code));
    return true;
}

static bool one_show(struct req *r, const struct said *said, struct reply *ret, struct err *e)
{
    struct council_committee_page page = {.refused = said->refused};
    struct param crumb[] = {{tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")},
                            {tr(r->lang, TR("คณะกรรมการวิสามัญและอนุกรรมการ")), STR("/council/committees")}};
    struct page_head head = {.nav = STR("/council/committees"), .crumb = crumb, .ncrumb = 2};

    if (!read_one(r, &page, e))
        return false;
    crumb[0].value = bill_path(r, &page.head, "/council");
    crumb[1].value = bill_path(r, &page.head, "/council/committees");
    page.title = head.title = page.c.name;
    head.table_path = page.path;
    if (page.may) {
        if (said->form)
            page.form = *said->form;
        else if (!seat_form(r, page.seat, page.seat_n, &page.form, e))
            return false;
        if (said->report)
            page.report = *said->report;
        else
            report_form(r, &page.c, &page.report);
    }
    if (!REPLY_PAGE(r, &head, council_committee, &page, ret, e))
        return false;
    ret->status = said->status;
    return true;
}

bool council_committee_page(struct req *r, struct reply *ret, struct err *e)
{
    struct council_committee c;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return one_show(r, &(struct said){.status = 200}, ret, e);
    return council_committee_get(r->db, r->a, r->seg[0], &c, e) &&
           council_seats(r->db, r->a, c.id, r->today, &rows, e) &&
           reply_table(r, &council_seat_type, rows.p, rows.n, NULL, STR_NONE, c.code, ret, e);
}

/* ---- writing ---- */

struct committee_ctx {
    struct form form;
    struct council_committee_new new;
    struct council_seat_new seat;
    struct council_report report;
    struct str code, why;
    int64_t id, version;
    struct date to;
};

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct committee_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/committees/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(
        r, &(struct said){.refused = word_error(r->a, e, r->lang), .status = err_http(e->code)},
        ret, &again);
}

static struct committee_ctx *begin(struct req *r)
{
    struct committee_ctx *c = ARENA_NEW(r->a, struct committee_ctx);

    c->code = r->seg[0];
    r->refused = refused;
    return c;
}

static bool make_write(struct act *by, void *ctx, struct err *e)
{
    struct committee_ctx *c = ctx;

    return council_committee_add(by, &c->new, &c->code, e);
}

static bool make_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct committee_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, err_http(e->code), ret, &again);
}

/* The codes of the scope, apart by spaces, commas or lines. */
static void read_scope(struct req *r, struct str s, struct council_committee_new *ret)
{
    struct str *w = ARENA_ARRAY(r->a, struct str, CODES_MAX);
    size_t from = 0;

    for (size_t i = 0; i <= s.n && ret->agencies < CODES_MAX; i++) {
        bool space = i == s.n || s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == ',';

        if (!space)
            continue;
        if (i > from)
            w[ret->agencies++] = str_slice(s, from, i);
        from = i + 1;
    }
    ret->agency = w;
}

bool council_committees_post(struct req *r, struct reply *ret, struct err *e)
{
    struct committee_ctx *c = begin(r);
    struct council_committee_new *n = &c->new;
    const struct council_committee *main;
    struct rows rows;

    n->year = r->year;
    if (!req_int(r, "ordinance", 0, 99, 0, &n->ordinance, e) ||
        !council_committees(r->db, r->a, r->year, n->ordinance, &rows, e))
        return false;
    main = rows.p;
    committee_form(r, rows.n > 0, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "from_date", r, &n->from_date);
    form_date(&c->form, "due_date", r, &n->due_date);
    if (c->form.wrong)
        return list_show(r, &c->form, 400, ret, e);
    n->name = form_value(&c->form, "name");
    n->order_no = form_value(&c->form, "order_no");
    if (rows.n) {
        n->parent_code = main->code;
        read_scope(r, form_value(&c->form, "agencies"), n);
    }
    r->refused = make_refused;
    return req_write(r, make_write, done, c, ret, e);
}

static bool seat_write(struct act *by, void *ctx, struct err *e)
{
    const struct committee_ctx *c = ctx;

    return council_seat_add(by, &c->seat, e);
}

bool council_seats_post(struct req *r, struct reply *ret, struct err *e)
{
    struct committee_ctx *c = begin(r);
    struct council_committee k;
    struct form f;

    if (!council_committee_get(r->db, r->a, c->code, &k, e) || !seat_form(r, NULL, 0, &f, e))
        return false;
    form_read(&f, r);
    form_date(&f, "from_date", r, &c->seat.from_date);
    c->seat.committee_code = c->code;
    c->seat.member_code = form_value(&f, "member");
    c->seat.role = form_value(&f, "role");
    if (!form_value(&f, "from_date").n)
        c->seat.from_date = k.from_date;
    if (f.wrong)
        return one_show(r, &(struct said){.refused = form_find(&f, "from_date")->error, .status = 400},
                        ret, e);
    return req_write(r, seat_write, done, c, ret, e);
}

static bool seat_end_write(struct act *by, void *ctx, struct err *e)
{
    const struct committee_ctx *c = ctx;

    return council_seat_end(by, c->id, c->version, c->to, c->why, e);
}

bool council_seat_end_post(struct req *r, struct reply *ret, struct err *e)
{
    struct committee_ctx *c = begin(r);
    struct str id = r->seg[1];

    for (size_t i = 0; i < id.n && i < 18; i++)
        c->id = c->id * 10 + (id.p[i] >= '0' && id.p[i] <= '9' ? id.p[i] - '0' : 0);
    c->to = r->today;
    c->why = str_trim(req_field(r, "reason"));
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_write(r, seat_end_write, done, c, ret, e);
}

static bool report_write(struct act *by, void *ctx, struct err *e)
{
    const struct committee_ctx *c = ctx;

    return council_report_set(by, &c->report, e);
}

static bool report_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct committee_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, &(struct said){.report = &c->form, .status = err_http(e->code)}, ret, &again);
}

bool council_report_post(struct req *r, struct reply *ret, struct err *e)
{
    struct committee_ctx *c = begin(r);

    report_form(r, &(struct council_committee){0}, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "on_date", r, &c->report.on_date);
    if (c->form.wrong)
        return one_show(r, &(struct said){.report = &c->form, .status = 400}, ret, e);
    c->report.committee_code = c->code;
    c->report.report_no = form_value(&c->form, "report_no");
    c->report.text = form_value(&c->form, "text");
    r->refused = report_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &c->report.version, e) &&
           req_write(r, report_write, done, c, ret, e);
}
