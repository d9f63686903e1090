/* resolution_new.c - a resolution drafted for many packages at once: picked, or all that a filter leaves; or from a
 * scenario's run. */
#include "allocate/proposal.h"
#include "base/arena.h"
#include "base/exact.h"
#include "city/agency.h"
#include "city/year.h"
#include "plan/committee.h"
#include "plan/cycle.h"
#include "plan/meeting.h"
#include "views.h"
#include "web/meeting_page.h"
#include "web/resolution_page.h"
#include "web/words.h"

enum { A_PAGE = 100, REASON_MAX = 2000, CUT_PLACES = 2 };

/* ---- the page ---- */

struct drafting {
    struct form form;
    struct undecided_filter f;
    struct str agency;
    enum stage stage;
    bool open;
    struct resolution_new n;
    struct resolution_choice c;
    struct str code;
};

static bool from_either(struct req *r, const char *name, struct str *ret)
{
    *ret = r->method == METHOD_POST ? req_field(r, name) : req_query(r, name);
    return true;
}

/* The open stage and what the filter says, from the address or the form. */
static bool begin(struct req *r, struct drafting *d, struct err *e)
{
    struct fiscal_year y;
    struct agency g = {0};
    struct str replaces;

    if (!year_get(r->db, r->a, r->year, &y, e))
        return false;
    d->stage = cycle_open_stage(y.stage);
    d->open = stage_by_resolution(d->stage);
    from_either(r, "agency", &d->agency);
    from_either(r, "output", &d->f.output_code);
    from_either(r, "level", &d->f.level_kind);
    from_either(r, "replaces", &replaces);
    d->f.year = r->year;
    d->f.stage = d->stage;
    d->f.limit = A_PAGE;
    d->f.decided = replaces.n > 0;
    if (d->agency.n && !agency_get(r->db, r->a, d->agency, &g, e))
        return false;
    d->f.agency_id = g.id;
    return req_int(r, "after", 0, INT64_MAX, 0, &d->f.after_id, e);
}

static bool meeting_choices(struct req *r, enum body b, struct form_field *f, struct err *e)
{
    const struct meeting *m;
    struct form_choice *c;
    struct rows rows;
    size_t n = 1;

    if (!meeting_list(r->db, r->a, r->year, &rows, e))
        return false;
    m = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("นอกการประชุม (ระบุเลขที่หนังสือ)"))};
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(m[i].body, str_from(body_word(b))))
            c[n++] = (struct form_choice){
                m[i].code, str_format(r->a, "%.*s · %.*s", STR_FMT(m[i].number), STR_FMT(m[i].subject))};
    }
    f->choice = c;
    f->choices = n;
    return true;
}

static void rule_choices(struct req *r, struct form_field *f)
{
    static const char *const rules[] = {"previous", "analyst", "cut", "none"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(rules));

    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        c[i] = (struct form_choice){str_from(rules[i]),
                                    word_label("resrule", str_from(rules[i]), r->lang)};
    f->choice = c;
    f->choices = ARRAY_LEN(rules);
}

static bool make_form(struct req *r, const struct drafting *d, struct form *f, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = 500},
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ผล"), .required = true},
        {.name = "rule", .kind = FORM_CHOICE, .label = TR("วิธีกำหนดจำนวน")},
        {.name = "cut",
         .kind = FORM_TEXT,
         .label = TR("ปรับลดร้อยละ"),
         .hint = TR("เช่น 5 หรือ 2.50 เมื่อเลือกปรับลด ยอดรวมตรงตามร้อยละ แบ่งลงรายการตามสัดส่วน"),
         .max = 10},
        {.name = "reason",
         .kind = FORM_LONG,
         .label = TR("เหตุผลหรือคำถาม"),
         .hint = TR("ต้องมีเมื่อไม่อนุมัติ ให้ทบทวน แก้มติ หรือจำนวนเปลี่ยน"),
         .max = REASON_MAX},
        {.name = "condition", .kind = FORM_LONG, .label = TR("เงื่อนไข"), .max = REASON_MAX},
        {.name = "meeting", .kind = FORM_CHOICE, .label = TR("การประชุม")},
        {.name = "item", .kind = FORM_TEXT, .label = TR("วาระที่"), .max = 3},
        {.name = "number",
         .kind = FORM_TEXT,
         .label = TR("เลขที่มติ"),
         .hint = TR("เว้นไว้ ใช้รหัสที่ระบบให้"),
         .max = 200}};

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    word_choices(r, "reskind", NULL, form_find(f, "kind"));
    rule_choices(r, form_find(f, "rule"));
    if (r->method == METHOD_GET)
        form_find(f, "meeting")->value = req_query(r, "meeting");
    return meeting_choices(r, body_of_stage(d->stage), form_find(f, "meeting"), e);
}

static bool picked(const struct req *r, struct str code)
{
    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("package")) && str_eq(r->form[i].value, code))
            return true;
    }
    return false;
}

static bool read_rows(struct req *r, const struct drafting *d, struct resolution_new_page *page,
                      struct err *e)
{
    const struct undecided_row *u;
    struct pick_row *row;
    struct rows rows;

    if (!deciding_packages(r->db, r->a, &d->f, &rows, e))
        return false;
    u = rows.p;
    row = ARENA_ARRAY(r->a, struct pick_row, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        row[i] = (struct pick_row){u[i], picked(r, u[i].code)};
    page->row = row;
    page->row_n = rows.n;
    if (rows.n == A_PAGE)
        page->next = str_format(r->a, "/resolutions/new?after=%lld&agency=%.*s&level=%.*s&output=%.*s",
                                (long long)u[rows.n - 1].id, STR_FMT(d->agency),
                                STR_FMT(d->f.level_kind), STR_FMT(d->f.output_code));
    return true;
}

static bool new_show(struct req *r, struct drafting *d, int status, struct reply *ret, struct err *e)
{
    struct resolution_new_page page = {.year = r->year, .csrf = r->session.csrf, .open = d->open};
    struct param crumb = {tr(r->lang, TR("มติ")), STR("/resolutions")};
    struct page_head head = {.nav = STR("/resolutions"),
                             .table_path = STR("/resolutions/new"),
                             .crumb = &crumb,
                             .ncrumb = 1};

    page.title = head.title = tr(r->lang, TR("ร่างมติ"));
    from_either(r, "replaces", &page.replaces);
    page.all = str_eq(req_field(r, "scope"), STR("all"));
    if (d->open) {
        enum body b = body_of_stage(d->stage);

        page.stage_label = stage_label(d->stage, r->lang);
        page.body_label = body_label(b, r->lang);
        page.paged = d->f.after_id > 0;
        page.filtered = d->agency.n || d->f.level_kind.n || d->f.output_code.n;
        page.agency = (struct form_field){"agency", FORM_CHOICE, TR("หน่วยรับงบประมาณ"), NULL, .value = d->agency};
        page.level = (struct form_field){"level", FORM_CHOICE, TR("ระดับ"), NULL, .value = d->f.level_kind};
        page.output = (struct form_field){"output", FORM_TEXT, TR("รหัสด้าน แผนงาน หรือผลผลิต"), NULL,
                                          .max = 20, .value = d->f.output_code};
        word_choices(r, "level", TR("ทุกระดับ"), &page.level);
        if (!d->form.n && !make_form(r, d, &d->form, e))
            return false;
        page.form = d->form;
        if (!form_agencies(r, &page.agency, tr(r->lang, TR("ทุกหน่วยงาน")), e) || !read_rows(r, d, &page, e))
            return false;
    }
    if (!REPLY_PAGE(r, &head, resolution_new, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool resolution_new_page(struct req *r, struct reply *ret, struct err *e)
{
    struct drafting *d = ARENA_NEW(r->a, struct drafting);
    struct rows rows = {0};

    if (!begin(r, d, e))
        return false;
    if (r->format != FORMAT_HTML) {
        if (d->open && !deciding_packages(r->db, r->a, &d->f, &rows, e))
            return false;
        return reply_table(r, &undecided_row_type, rows.p, rows.n, NULL, STR_NONE, STR("undecided"),
                           ret, e);
    }
    return new_show(r, d, 200, ret, e);
}

/* ---- the draft ---- */

static bool draft_write(struct act *by, void *ctx, struct err *e)
{
    struct drafting *d = ctx;

    return resolution_draft(by, &d->n, &d->c, &d->code, e);
}

static bool draft_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct drafting *d = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/resolutions/%.*s", STR_FMT(d->code)), ret);
    return true;
}

static bool draft_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct drafting *d = ctx;
    struct err again = {0};

    form_refuse(&d->form, r, e);
    return new_show(r, d, err_http(e->code), ret, &again);
}

static void take_packages(struct req *r, struct drafting *d)
{
    struct str *code = ARENA_ARRAY(r->a, struct str, r->nform);

    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("package")))
            code[d->c.n++] = r->form[i].value;
    }
    d->c.package = code;
}

static void take_form(struct req *r, struct drafting *d)
{
    struct form *f = &d->form;
    struct str cut = form_value(f, "cut");

    d->n = (struct resolution_new){.year = r->year,
                                   .stage = d->stage,
                                   .kind = form_value(f, "kind"),
                                   .number = form_value(f, "number"),
                                   .title = form_value(f, "title"),
                                   .reason = form_value(f, "reason"),
                                   .condition_text = form_value(f, "condition"),
                                   .meeting_code = form_value(f, "meeting"),
                                   .replaces = req_field(r, "replaces")};
    d->c.rule = form_value(f, "rule");
    d->c.agency_id = d->f.agency_id;
    d->c.output_code = d->f.output_code;
    d->c.level_kind = d->f.level_kind;
    if (form_value(f, "item").n)
        form_int(f, "item", r, 1, 999, &d->n.item_no);
    if (str_eq(d->c.rule, STR("cut")) &&
        (!exact_parse_decimal(cut, CUT_PLACES, &d->c.cut_bp) || d->c.cut_bp <= 0 ||
         d->c.cut_bp > 10000))
        form_wrong(f, "cut", tr(r->lang, TR("ใส่ร้อยละมากกว่า 0 ไม่เกิน 100 ทศนิยมไม่เกิน 2 ตำแหน่ง")));
    if (!str_eq(req_field(r, "scope"), STR("all")))
        take_packages(r, d);
}

bool resolution_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct drafting *d = ARENA_NEW(r->a, struct drafting);

    if (!begin(r, d, e))
        return false;
    if (!d->open)
        return new_show(r, d, 409, ret, e);
    if (!make_form(r, d, &d->form, e))
        return false;
    form_read(&d->form, r);
    form_check(&d->form, r);
    take_form(r, d);
    if (!str_eq(req_field(r, "scope"), STR("all")) && d->c.n == 0) {
        d->form.wrong = true;
        d->form.error = tr(r->lang, TR("เลือกข้อเสนออย่างน้อยหนึ่งข้อ หรือเลือกทั้งหมดที่ตรงกับตัวกรอง"));
    }
    if (d->form.wrong)
        return new_show(r, d, 400, ret, e);
    r->refused = draft_refused;
    return req_write(r, draft_write, draft_done, d, ret, e);
}

/* ---- from a run on the agenda ---- */

static bool run_write(struct act *by, void *ctx, struct err *e)
{
    struct drafting *d = ctx;

    return proposal_draft(by, d->n.year, d->n.run_code, &d->n, &d->code, e);
}

bool resolution_run_post(struct req *r, struct reply *ret, struct err *e)
{
    struct drafting *d = ARENA_NEW(r->a, struct drafting);

    d->n = (struct resolution_new){.year = r->year,
                                   .kind = STR("approve"),
                                   .title = req_field(r, "title"),
                                   .meeting_code = req_field(r, "meeting"),
                                   .run_code = req_field(r, "run")};
    return req_int(r, "item", 0, 999, 0, &d->n.item_no, e) &&
           req_write(r, run_write, draft_done, d, ret, e);
}
