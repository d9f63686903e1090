#include "web/warrant_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/money_parts.h"
#include "web/council_question_page.h"
#include "web/words.h"

enum { PAGE_ROWS = 100, DAY_MS = 86400000 };

/* ---- the list ---- */

static void list_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"number", COL_LINK, "/warrants/", "code", NULL},
                                      {"title", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "warrant_state", NULL, NULL},
                                      {"kind", COL_WORD, "warrant_kind", NULL, NULL},
                                      {"on_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"payee", COL_PLAIN, NULL, NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"ref", COL_LINK, "/contracts/", "contract_code", NULL},
                                      {"charge", COL_WHOLE, NULL, NULL, NULL},
                                      {"desk_since", COL_PLAIN, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &warrant_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("ฎีกาเบิกจ่าย")),
                               .empty = tr(r->lang, TR("ไม่มีฎีกาที่ตรงกับตัวกรอง"))};
}

static void make_filter(struct req *r, const struct warrant_filter *f, struct warrants_page *p)
{
    p->state = (struct form_field){.name = "state",
                                   .kind = FORM_CHOICE,
                                   .label = TR("สถานะ"),
                                   .value = f->state};
    choice_words(r, "warrant_state", TR("ทุกสถานะ"), &p->state);
    p->kind = (struct form_field){
        .name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .value = f->kind};
    choice_words(r, "warrant_kind", TR("ทุกชนิด"), &p->kind);
    p->q = (struct form_field){.name = "q",
                               .kind = FORM_TEXT,
                               .label = TR("เลขที่ ผู้รับเงิน หรือสัญญา"),
                               .value = f->text};
}

bool warrants_page(struct req *r, struct reply *ret, struct err *e)
{
    struct warrants_page p = {.year = r->year};
    struct page_head head = {.nav = STR("/warrants"), .table_path = STR("/warrants")};
    struct warrant_filter f = {.year = r->year,
                               .state = req_query(r, "state"),
                               .kind = req_query(r, "kind"),
                               .text = str_trim(req_query(r, "q")),
                               .limit = PAGE_ROWS + 1};
    struct str agency = req_query(r, "agency"), next = STR_NONE;
    const struct warrant *w;
    struct rows rows;

    if (!req_int(r, "before", 0, INT64_MAX, 0, &f.before, e) ||
        !agency_choice(r, agency, &p.agency, &f.agency_id, e) ||
        !warrant_list(r->db, r->a, &f, &rows, e))
        return false;
    w = rows.p;
    if (rows.n > PAGE_ROWS) {
        rows.n = PAGE_ROWS;
        next = str_format(r->a, "%lld", (long long)w[PAGE_ROWS - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &warrant_type, rows.p, rows.n, NULL, next, STR("warrants"), ret, e);
    if (!warrant_count(r->db, r->a, r->year, f.agency_id, &p.counts, e))
        return false;
    make_filter(r, &f, &p);
    list_table(r, &rows, &p.list);
    p.title = head.title = tr(r->lang, TR("ฎีกาเบิกจ่าย"));
    p.waits = p.counts.sent + p.counts.approved;
    p.may_new = actor_may(&r->session.actor, PERM_SPEND);
    p.query = str_format(r->a, "year=%lld&agency=%.*s&state=%.*s&kind=%.*s&q=%.*s",
                         (long long)r->year, STR_FMT(agency), STR_FMT(f.state), STR_FMT(f.kind),
                         STR_FMT(f.text));
    p.paged = f.before != 0;
    p.first = str_format(r->a, "/warrants?%.*s", STR_FMT(p.query));
    if (next.n)
        p.next = str_format(r->a, "/warrants?%.*s&before=%.*s", STR_FMT(p.query), STR_FMT(next));
    return REPLY_PAGE(r, &head, warrants, &p, ret, e);
}

/* ---- one ---- */

static bool may(const struct req *r, enum perm p, const struct warrant *w)
{
    struct err no;

    return actor_check(&r->session.actor, p, w->agency_id, w->division, &no);
}

static void set_rights(const struct req *r, struct warrant_page *p)
{
    const struct warrant *w = &p->w;
    struct str me = r->session.actor.name;
    bool sent = str_eq(w->state, STR("sent")), approved = str_eq(w->state, STR("approved"));
    bool back = str_eq(w->state, STR("returned")), other = !str_eq(w->made_by, me);

    p->refund = str_eq(w->kind, STR("refund"));
    p->direct = str_eq(w->kind, STR("direct"));
    p->of_contract = w->contract_code.n > 0;
    p->settles = w->loan_no.n > 0;
    p->adjusted = w->adjust.satang != 0;
    p->paid = str_eq(w->state, STR("paid"));
    p->draft = str_eq(w->state, STR("draft"));
    p->waiting = sent || approved;
    p->may_edit = (p->draft || back) && may(r, PERM_SPEND, w);
    p->may_send = p->draft && may(r, PERM_SPEND, w);
    p->may_approve = sent && other && may(r, PERM_POST_APPROVE, w);
    p->may_pay = approved && other && !str_eq(w->approved_by, me) && may(r, PERM_POST, w);
    p->may_refund = p->paid && !p->refund && may(r, PERM_SPEND, w);
    p->may_print = may(r, PERM_SPEND, w) || may(r, PERM_POST_APPROVE, w) || may(r, PERM_DOCUMENT, w);
    p->desk_days = (r->now_ms - w->desk_since.ms) / DAY_MS;
}

static bool load(struct req *r, struct warrant_page *p, struct err *e)
{
    static const struct col part[] = {{"line_code", COL_LINK, "/position/lines/", "line_code", NULL},
                                      {"line_name", COL_UNDER, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"left", COL_WHOLE, NULL, NULL, NULL}};
    static const struct col inst[] = {{"number", COL_PLAIN, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL}};
    static const struct col event[] = {{"event", COL_WORD, "warrant_event", NULL, NULL},
                                       {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                       {"at", COL_PLAIN, NULL, NULL, NULL},
                                       {"days", COL_PLAIN, NULL, NULL, NULL},
                                       {"reason", COL_PLAIN, NULL, NULL, NULL}};
    struct rows parts, inst_rows, events;

    if (!warrant_parts(r->db, r->a, &p->w, &parts, e) ||
        !warrant_instalments(r->db, r->a, p->w.id, &inst_rows, e) ||
        !warrant_events(r->db, r->a, p->w.id, &events, e))
        return false;
    p->parts = (struct table_view){.type = &warrant_part_type,
                                   .rows = parts.p,
                                   .n = parts.n,
                                   .cols = part,
                                   .ncols = ARRAY_LEN(part),
                                   .caption = tr(r->lang, TR("เบิกจากรายการ"))};
    p->instalment_n = inst_rows.n;
    p->instalments = (struct table_view){.type = &warrant_instalment_type,
                                         .rows = inst_rows.p,
                                         .n = inst_rows.n,
                                         .cols = inst,
                                         .ncols = ARRAY_LEN(inst),
                                         .caption = tr(r->lang, TR("งวดงาน"))};
    p->events = (struct table_view){.type = &warrant_event_row_type,
                                    .rows = events.p,
                                    .n = events.n,
                                    .cols = event,
                                    .ncols = ARRAY_LEN(event),
                                    .caption = tr(r->lang, TR("ประวัติ"))};
    return true;
}

static bool one_show(struct req *r, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct warrant_page p = {
        .csrf = r->session.csrf, .refused = refused, .done = req_query(r, "done")};
    struct param crumb = {tr(r->lang, TR("ฎีกาเบิกจ่าย")), STR("/warrants")};
    struct page_head head = {.nav = STR("/warrants"), .crumb = &crumb, .ncrumb = 1};

    if (!warrant_get(r->db, r->a, r->seg[0], &p.w, e) || !load(r, &p, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &warrant_part_type, p.parts.rows, p.parts.n, NULL, STR_NONE, p.w.code,
                           ret, e);
    set_rights(r, &p);
    p.path = str_format(r->a, "/warrants/%.*s", STR_FMT(p.w.code));
    p.today = address_day(r->a, fy_of(r->today) == p.w.year ? r->today : p.w.on_date);
    head.table_path = p.path;
    p.title = head.title =
        str_format(r->a, "%.*s %.*s",
                   STR_FMT(p.refund ? tr(r->lang, TR("ใบคืนเงิน")) : tr(r->lang, TR("ฎีกา"))),
                   STR_FMT(p.w.number));
    if (!REPLY_PAGE(r, &head, warrant, &p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool warrant_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, STR_NONE, 200, ret, e);
}

/* ---- acts: send, approve, return, refuse, pay, print ---- */

struct warrant_act_ctx {
    struct str code;
    struct warrant_step step;
};

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    struct warrant_act_ctx *c = ctx;

    return warrant_act(by, c->code, &c->step, e);
}

static bool acted(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct warrant_act_ctx *c = ctx;

    (void)e;
    reply_done(
        r, str_format(r->a, "/warrants/%.*s?done=%.*s", STR_FMT(c->code), STR_FMT(c->step.event)),
        ret);
    return true;
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool warrant_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct warrant_act_ctx *c = ARENA_NEW(r->a, struct warrant_act_ctx);
    struct str day = str_trim(req_field(r, "on"));
    struct err iso = {0};

    c->code = r->seg[0];
    c->step.event = req_field(r, "act");
    c->step.reason = str_trim(req_field(r, "reason"));
    if (str_eq(c->step.event, STR("print")))
        return council_print(r, "warrant", c->code, r->year, ret, e);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->step.version, e))
        return false;
    if (day.n && !date_parse_iso(day, &c->step.on, &iso) && !date_parse_th(day, &c->step.on, e))
        return act_refused(r, c, ret, e);
    r->refused = act_refused;
    return req_write(r, act_write, acted, c, ret, e);
}
