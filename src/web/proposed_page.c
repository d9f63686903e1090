#include "web/proposed_page.h"

#include "allocate/compare_scenarios.h"
#include "allocate/pin.h"
#include "allocate/run_file.h"
#include "base/arena.h"
#include "city/issued.h"
#include "plan/meeting.h"
#include "views.h"
#include "web/council_question_page.h"
#include "web/words.h"

/* ---- tables ---- */

static void binding_table(struct req *r, struct proposed_page *page)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"dim", COL_UNDER, "dim", NULL, NULL},
                                      {"max", COL_WHOLE, NULL, NULL, NULL},
                                      {"asked", COL_WHOLE, NULL, NULL, NULL},
                                      {"used", COL_WHOLE, NULL, NULL, NULL},
                                      {"left", COL_WHOLE, NULL, NULL, NULL},
                                      {"price_text", COL_NUMBER, NULL, NULL, TR("คะแนนต่อ 1 ล้านบาท")}};

    page->binding = (struct table_view){.type = &ceiling_row_type,
                                        .rows = page->p.ceilings.p,
                                        .n = (size_t)page->p.binding, /* they come first */
                                        .cols = cols,
                                        .ncols = ARRAY_LEN(cols),
                                        .caption = tr(r->lang, TR("กรอบที่เต็มและราคาของกรอบ")),
                                        .empty = tr(r->lang, TR("ไม่มีกรอบใดเต็ม")),
                                        .remember = STR("proposed-ceilings")};
}

static void part_table(struct req *r, const struct rows *rows, bool agency, struct table_view *ret)
{
    static const struct col cols[] = {{"name", COL_LINK, "/agencies/", "code", NULL},
                                      {"asked", COL_WHOLE, NULL, NULL, NULL},
                                      {"used", COL_WHOLE, NULL, NULL, NULL},
                                      {"cut", COL_WHOLE, NULL, NULL, NULL},
                                      {"share", COL_BAR, NULL, NULL, NULL},
                                      {"packages", COL_PLAIN, NULL, NULL, NULL},
                                      {"funded", COL_PLAIN, NULL, NULL, TR("ได้")},
                                      {"unfunded", COL_PLAIN, NULL, NULL, TR("ไม่ได้")},
                                      {"value", COL_SCORE, NULL, NULL, NULL}};
    enum { TYPE_COLS = 5 };
    struct col *own = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(cols));

    for (size_t i = 0; i < ARRAY_LEN(cols); i++)
        own[i] = cols[i];
    if (!agency)
        own[0] = (struct col){"name", COL_PLAIN, NULL, NULL, TR("งบรายจ่าย")};
    *ret = (struct table_view){
        .type = &proposed_part_type,
        .rows = rows->p,
        .n = rows->n,
        .cols = own,
        .ncols = agency ? ARRAY_LEN(cols) : TYPE_COLS,
        .caption = agency ? tr(r->lang, TR("หน่วยงานใดได้เท่าใดจากที่ขอ")) : tr(r->lang, TR("ตามงบรายจ่าย")),
        .remember = agency ? STR("proposed-agencies") : STR_NONE};
}

static void pin_table(struct req *r, struct proposed_page *page)
{
    static const struct col cols[] = {{"title", COL_LINK, "/packages/", "package_code", NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"way", COL_WORD, "pin_way", NULL, NULL},
                                      {"cost", COL_SCORE, NULL, "priced", NULL},
                                      {"spread", COL_SCORE, NULL, "priced", NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"by_user", COL_UNDER, NULL, NULL, NULL}};

    page->pins = (struct table_view){.type = &run_pin_row_type,
                                     .rows = page->p.pins.p,
                                     .n = page->p.pins.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("ข้อเสนอที่กำหนดด้วยมือ และสิ่งที่เสียไป"))};
}

static void rank_table(struct req *r, struct proposed_page *page)
{
    static const struct col cols[] = {{"mode", COL_WORD, "rank_mode", NULL, NULL},
                                      {"value_score", COL_SCORE, NULL, NULL, NULL},
                                      {"lost", COL_SCORE, NULL, NULL, NULL},
                                      {"used", COL_WHOLE, NULL, NULL, NULL},
                                      {"funded", COL_PLAIN, NULL, NULL, NULL},
                                      {"differ", COL_PLAIN, NULL, NULL, NULL},
                                      {"kept", COL_YES, NULL, NULL, NULL}};

    page->ranks = (struct table_view){.type = &run_rank_row_type,
                                      .rows = page->p.ranks.p,
                                      .n = page->p.ranks.n,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .caption = tr(r->lang, TR("ถ้าจัดลำดับแล้วตัดที่เส้นแทน"))};
}

/* ---- the form: which meeting ---- */

static bool agenda_form(struct req *r, const struct proposed *p, struct form *f, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "meeting", .kind = FORM_CHOICE, .label = TR("การประชุม"), .required = true},
        {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = 500},
        {.name = "detail", .kind = FORM_LONG, .label = TR("รายละเอียด"), .max = 20000}};
    const struct meeting *m;
    struct form_choice *c;
    struct rows rows;
    struct sbuf day;
    size_t n = 0;

    if (!meeting_list(r->db, r->a, r->year, &rows, e))
        return false;
    m = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        if (!str_eq(m[i].state, STR("draft")) && !str_eq(m[i].state, STR("called")))
            continue;
        sbuf_init(&day, r->a, 64);
        date_put(&day, m[i].on_date, DATE_SHORT, r->lang);
        c[n++] = (struct form_choice){
            m[i].code, str_format(r->a, "%.*s · %.*s · %.*s", STR_FMT(word_label("body", m[i].body, r->lang)),
                                  STR_FMT(m[i].number), STR_FMT(sbuf_str(&day)))};
    }
    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    f->field[0].choice = c;
    f->field[0].choices = n;
    f->field[1].value = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ข้อเสนอการจัดสรร"))),
                                   STR_FMT(p->run.code));
    return true;
}

/* ---- the page ---- */

struct proposed_ctx {
    struct proposed_page page;
    const struct form *tried;
    struct str meeting;
    struct item_new item;
    int64_t year;
    int status;
};

static bool show_work(struct req *r, void *ctx, struct err *e)
{
    struct proposed_ctx *c = ctx;

    return proposed_get(r->db, r->a, &(struct proposed_ask){r->year, r->seg[0], &r->session.actor, r->lang},
                        &c->page.p, e);
}

static void read_rights(struct req *r, struct proposed_page *page)
{
    const struct actor *who = &r->session.actor;
    struct err no;

    page->on_agenda = page->p.meeting_code.n > 0;
    page->decided = page->p.resolution_code.n > 0;
    page->may_agenda = actor_may(who, PERM_COMMITTEE) && page->p.answered && !page->p.moved && !page->decided;
    page->may_print = page->p.answered && issued_may_make(who, ISSUED_ALLOCATION, 0, 0, &no);
}

static bool show_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct proposed_ctx *c = ctx;
    struct proposed_page *page = &c->page;
    const struct proposed_part *part = page->p.agencies.p;
    struct param crumb = {tr(r->lang, TR("จัดสรรภายใต้กรอบ")), STR_NONE};
    struct page_head head = {.nav = STR("/allocation"), .crumb = &crumb, .ncrumb = 1};

    if (r->format != FORMAT_HTML)
        return reply_table(r, &proposed_part_type, page->p.agencies.p, page->p.agencies.n, NULL,
                           STR_NONE, page->p.run.code, ret, e);
    page->allocation = crumb.value = str_format(r->a, "/allocation/%.*s", STR_FMT(page->p.run.scenario));
    page->path = head.table_path = str_format(r->a, "/allocation-runs/%.*s", STR_FMT(page->p.run.code));
    page->title = head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ข้อเสนอการจัดสรร"))),
                                          STR_FMT(page->p.run.code));
    page->unfunded = page->p.run.packages - page->p.run.funded;
    page->ceilings = (int64_t)page->p.ceilings.n;
    page->share.bp = page->p.run.asked.satang ? money_share_bp(page->p.run.used, page->p.run.asked) : 0;
    page->has_files = page->p.has_files;
    page->has_pins = page->p.pins.n > 0;
    page->has_ranks = page->p.ranks.n > 0;
    page->has_parts = page->p.agencies.n > 0;
    for (size_t i = 0; i < page->p.agencies.n; i++)
        page->losers += part[i].cut.satang > 0;
    binding_table(r, page);
    part_table(r, &page->p.agencies, true, &page->agencies);
    part_table(r, &page->p.types, false, &page->types);
    pin_table(r, page);
    rank_table(r, page);
    read_rights(r, page);
    if (c->tried)
        page->agenda = *c->tried;
    else if (page->may_agenda && !agenda_form(r, &page->p, &page->agenda, e))
        return false;
    page->no_meeting = page->may_agenda && !page->agenda.field[0].choices;
    if (!REPLY_PAGE(r, &head, proposed, page, ret, e))
        return false;
    ret->status = c->status;
    return true;
}

static bool show(struct req *r, const struct form *tried, struct str refused, int status,
                 struct reply *ret, struct err *e)
{
    struct proposed_ctx *c = ARENA_NEW(r->a, struct proposed_ctx);

    *c = (struct proposed_ctx){
        .page = {.year = r->year, .csrf = r->session.csrf, .refused = refused},
        .tried = tried,
        .status = status};
    return req_offload(r, show_work, show_answer, c, ret, e);
}

bool proposed_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, STR_NONE, 200, ret, e);
}

static bool ceilings_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct proposed_ctx *c = ctx;

    return reply_table(r, &ceiling_row_type, c->page.p.ceilings.p, c->page.p.ceilings.n, NULL,
                       STR_NONE, str_format(r->a, "%.*s-ceilings", STR_FMT(c->page.p.run.code)), ret, e);
}

bool proposed_ceilings_page(struct req *r, struct reply *ret, struct err *e)
{
    struct proposed_ctx *c = ARENA_NEW(r->a, struct proposed_ctx);

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/allocation-runs/%.*s#binding-h", STR_FMT(r->seg[0])), ret);
        return true;
    }
    return req_offload(r, show_work, ceilings_answer, c, ret, e);
}

/* ---- onto an agenda ---- */

static bool agenda_write(struct act *by, void *ctx, struct err *e)
{
    const struct proposed_ctx *c = ctx;

    return meeting_item_add(by, c->year, c->meeting, &c->item, e);
}

static bool agenda_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct proposed_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/meetings/%.*s", STR_FMT(c->meeting)), ret);
    return true;
}

static bool agenda_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct proposed_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->page.agenda, r, e);
    return show(r, &c->page.agenda, STR_NONE, err_http(e->code), ret, &again);
}

bool proposed_agenda_post(struct req *r, struct reply *ret, struct err *e)
{
    struct proposed_ctx *c = ARENA_NEW(r->a, struct proposed_ctx);
    struct form *f = &c->page.agenda;
    struct proposed p;

    if (!proposed_head(r->db, r->a, r->year, r->seg[0], &r->session.actor, &p, e) ||
        !agenda_form(r, &p, f, e))
        return false;
    form_read(f, r);
    if (!form_check(f, r))
        return show(r, f, STR_NONE, 400, ret, e);
    c->year = r->year;
    c->meeting = form_value(f, "meeting");
    c->item = (struct item_new){.kind = STR_INIT("scenario"),
                                .title = form_value(f, "title"),
                                .detail = form_value(f, "detail"),
                                .run_code = p.run.code};
    r->refused = agenda_refused;
    return req_write(r, agenda_write, agenda_done, c, ret, e);
}

bool proposed_print_post(struct req *r, struct reply *ret, struct err *e)
{
    struct proposed p;

    return proposed_head(r->db, r->a, r->year, r->seg[0], &r->session.actor, &p, e) &&
           issued_may_make(&r->session.actor, ISSUED_ALLOCATION, 0, 0, e) &&
           council_print(r, "allocation", p.run.code, r->year, ret, e);
}

/* ---- the files that an auditor checks ---- */

struct file_ctx {
    struct proposed p;
    bool result;
    struct str text;
};

static bool file_work(struct req *r, void *ctx, struct err *e)
{
    struct file_ctx *c = ctx;

    return proposed_head(r->db, r->a, r->year, r->seg[0], &r->session.actor, &c->p, e) &&
           run_file_get(r->db, r->a, c->p.run.id, c->result ? RUN_RESULT : RUN_INSTANCE, &c->text, e);
}

static bool file_answer(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct file_ctx *c = ctx;

    (void)e;
    ret->status = 200;
    ret->type = STR("application/json");
    ret->filename = str_format(r->a, "%.*s-%s.json", STR_FMT(c->p.run.code),
                               c->result ? "result" : "instance");
    ret->body = c->text;
    return true;
}

static bool file(struct req *r, bool result, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ARENA_NEW(r->a, struct file_ctx);

    c->result = result;
    return req_offload(r, file_work, file_answer, c, ret, e);
}

bool proposed_instance_file(struct req *r, struct reply *ret, struct err *e)
{
    return file(r, false, ret, e);
}

bool proposed_result_file(struct req *r, struct reply *ret, struct err *e)
{
    return file(r, true, ret, e);
}
