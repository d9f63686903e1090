/* contract_page.c - one contract: what it says, what was done, what is left; its acts. */
#include "web/contract_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { DAY_MS = 86400000 };

static bool may(const struct req *r, enum perm p, const struct contract *c)
{
    struct err no;

    return actor_check(&r->session.actor, p, c->agency_id, c->division, &no);
}

#define VIEW(r, type_, rows_, cols_, caption_, empty_)                                             \
 ((struct table_view){.type = &(type_),                                                            \
                      .rows = (rows_).p,                                                           \
                      .n = (rows_).n,                                                              \
                      .cols = (cols_),                                                             \
                      .ncols = ARRAY_LEN(cols_),                                                   \
                      .caption = tr((r)->lang, (caption_)),                                        \
                      .empty = tr((r)->lang, (empty_))})

static void parts_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"line_code", COL_LINK, "/position/lines/", "line_code", NULL},
                                      {"line_name", COL_UNDER, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"obligated", COL_WHOLE, NULL, NULL, NULL},
                                      {"paid", COL_WHOLE, NULL, NULL, NULL},
                                      {"free", COL_WHOLE, NULL, NULL, NULL}};

    *ret = VIEW(r, contract_part_type, *rows, cols, TR("เงินตามรายการงบประมาณ"), TR("ไม่มีรายการ"));
}

static void instalments_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {
        {"number", COL_PLAIN, NULL, NULL, NULL},     {"delivers", COL_UNDER, NULL, NULL, NULL},
        {"due_on", COL_PLAIN, NULL, NULL, NULL},     {"late", COL_YES, NULL, NULL, NULL},
        {"amount", COL_WHOLE, NULL, NULL, NULL},     {"accepted_on", COL_PLAIN, NULL, NULL, NULL},
        {"accept_no", COL_UNDER, NULL, NULL, NULL},  {"claimed", COL_WHOLE, NULL, NULL, NULL},
        {"paid", COL_WHOLE, NULL, NULL, NULL}};

    *ret = VIEW(r, contract_instalment_type, *rows, cols, TR("งวดงาน"), TR("ไม่มีงวดงาน"));
}

static void other_tables(struct req *r, const struct rows *years, const struct rows *changes,
                         const struct rows *warrants, struct contract_page *p)
{
    static const struct col year[] = {{"year", COL_YEAR, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL}};
    static const struct col change[] = {{"number", COL_PLAIN, NULL, NULL, NULL},
                                        {"change_kind", COL_WORD, "contract_change_kind", NULL, NULL},
                                        {"state", COL_TAG, "contract_change", NULL, NULL},
                                        {"on_date", COL_PLAIN, NULL, NULL, NULL},
                                        {"reason", COL_PLAIN, NULL, NULL, NULL},
                                        {"doc_no", COL_UNDER, NULL, NULL, NULL},
                                        {"days", COL_PLAIN, NULL, NULL, NULL},
                                        {"ends_on", COL_PLAIN, NULL, NULL, NULL},
                                        {"total", COL_WHOLE, NULL, NULL, NULL},
                                        {"made_by", COL_PLAIN, NULL, NULL, NULL},
                                        {"decided_by", COL_UNDER, NULL, NULL, NULL}};
    static const struct col warrant[] = {{"number", COL_LINK, "/warrants/", "code", NULL},
                                         {"kind", COL_WORD, "warrant_kind", NULL, NULL},
                                         {"state", COL_TAG, "warrant_state", NULL, NULL},
                                         {"on_date", COL_PLAIN, NULL, NULL, NULL},
                                         {"gross", COL_WHOLE, NULL, NULL, NULL},
                                         {"charge", COL_WHOLE, NULL, NULL, NULL},
                                         {"net", COL_WHOLE, NULL, NULL, NULL}};

    p->years = VIEW(r, contract_year_type, *years, year, TR("เงินรายปี"), TR("ปีเดียว"));
    p->changes = VIEW(r, contract_change_type, *changes, change, TR("สัญญาและการแก้ไข"), TR("ไม่มี"));
    p->warrants =
        VIEW(r, warrant_type, *warrants, warrant, TR("ฎีกาของสัญญา"), TR("ยังไม่มีฎีกา"));
}

static void set_rights(const struct req *r, struct contract_page *p)
{
    const struct contract *c = &p->c;
    struct str me = r->session.actor.name;
    bool spends = may(r, PERM_SPEND, c);

    p->in_force = str_eq(c->state, STR("active"));
    p->has_open = c->open_id != 0;
    p->draft = str_eq(c->change_state, STR("draft"));
    p->sent = str_eq(c->change_state, STR("sent"));
    p->may_edit = spends && p->has_open && (p->draft || str_eq(c->change_state, STR("returned")));
    p->may_send = spends && p->draft;
    p->may_change = spends && p->in_force && !p->has_open;
    p->may_pay = spends && p->in_force;
    p->may_decide = p->sent && may(r, PERM_POST_APPROVE, c) && !str_eq(p->open.made_by, me) &&
                    !str_eq(p->open.sent_by, me);
    p->desk_days = p->sent ? (r->now_ms - p->open.sent_at.ms) / DAY_MS : 0;
    p->was_decided = p->open.decided_by.n > 0;
    p->advanced = p->now.advance.satang > 0;
    p->retains = p->now.retention_rate.bp > 0;
    p->adjusts = p->now.k_formula.n > 0;
    p->left = money_sub(c->total, c->paid);
}

/* Instalments that wait for acceptance. */
static void set_waits(struct req *r, const struct rows *rows, struct contract_page *p)
{
    struct contract_instalment *w = ARENA_ARRAY(r->a, struct contract_instalment, rows->n);
    const struct contract_instalment *x = rows->p;

    for (size_t i = 0; p->may_pay && i < rows->n; i++) {
        if (!x[i].accepted_on.yyyymmdd)
            w[p->waits_n++] = x[i];
    }
    p->waits = w;
}

static bool load(struct req *r, struct contract_page *p, struct err *e)
{
    const struct contract *c = &p->c;
    struct warrant_filter f = {.contract_id = c->id};
    struct rows parts, years, inst, changes, warrants, events;
    const struct contract_change *x;
    int64_t shown = c->current_id ? c->current_id : c->open_id;

    if (!contract_changes(r->db, r->a, c->id, &changes, e))
        return false;
    x = changes.p;
    for (size_t i = 0; i < changes.n; i++) {
        if (x[i].id == shown)
            p->now = x[i];
        if (x[i].id == c->open_id)
            p->open = x[i];
    }
    if (shown == 0 && changes.n) { /* refused at its first */
        p->now = x[0];
        shown = x[0].id;
    }
    if (!contract_parts(r->db, r->a, shown, c->ref, &parts, e) ||
        !contract_years(r->db, r->a, shown, &years, e) ||
        !contract_instalments(r->db, r->a, c->id, shown, r->today, &inst, e) ||
        !warrant_list(r->db, r->a, &f, &warrants, e) ||
        !warrant_sums_of(r->db, r->a, c->id, 0, &p->sums, e) ||
        !contract_events(r->db, r->a, c->id, &events, e))
        return false;
    set_rights(r, p);
    set_waits(r, &inst, p);
    parts_table(r, &parts, &p->parts);
    instalments_table(r, &inst, &p->instalments);
    other_tables(r, &years, &changes, &warrants, p);
    p->many_years = years.n > 1;
    static const struct col event[] = {{"event", COL_WORD, "contract_event", NULL, NULL},
                                       {"number", COL_PLAIN, NULL, NULL, NULL},
                                       {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                       {"at", COL_PLAIN, NULL, NULL, NULL},
                                       {"reason", COL_PLAIN, NULL, NULL, NULL}};

    p->events = VIEW(r, contract_event_row_type, events, event, TR("ประวัติ"), TR("ไม่มี"));
    return true;
}

static bool one_show(struct req *r, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct contract_page p = {
        .csrf = r->session.csrf, .refused = refused, .done = req_query(r, "done")};
    struct param crumb = {tr(r->lang, TR("สัญญาและหนี้ผูกพัน")), STR("/contracts")};
    struct page_head head = {.nav = STR("/contracts"), .crumb = &crumb, .ncrumb = 1};

    if (!contract_get(r->db, r->a, r->seg[0], r->today, &p.c, e) || !load(r, &p, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &contract_instalment_type, p.instalments.rows, p.instalments.n, NULL,
                           STR_NONE, p.c.code, ret, e);
    p.path = str_format(r->a, "/contracts/%.*s", STR_FMT(p.c.code));
    head.table_path = p.path;
    p.title = head.title = p.c.ref;
    if (!REPLY_PAGE(r, &head, contract, &p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool contract_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, STR_NONE, 200, ret, e);
}

/* ---- acts: send, approve, return, refuse, accept ---- */

struct contract_act_ctx {
    struct str code, event, reason;
    int64_t version;
    struct contract_acceptance accept;
};

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    struct contract_act_ctx *c = ctx;

    if (str_eq(c->event, STR("send")))
        return contract_send(by, c->code, c->version, e);
    if (str_eq(c->event, STR("accept")))
        return contract_accept(by, c->code, &c->accept, e);
    return contract_decide(by, c->code, c->version, c->event, c->reason, e);
}

static bool acted(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct contract_act_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/contracts/%.*s?done=%.*s", STR_FMT(c->code), STR_FMT(c->event)),
               ret);
    return true;
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool contract_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct contract_act_ctx *c = ARENA_NEW(r->a, struct contract_act_ctx);
    struct str day = str_trim(req_field(r, "on"));
    struct err iso = {0};

    c->code = r->seg[0];
    c->event = req_field(r, "act");
    c->reason = str_trim(req_field(r, "reason"));
    c->accept.doc_no = str_trim(req_field(r, "doc_no"));
    c->accept.note = c->reason;
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) ||
        !req_int(r, "number", 0, 999, 0, &c->accept.number, e))
        return false;
    if (day.n && !date_parse_iso(day, &c->accept.on, &iso) &&
        !date_parse_th(day, &c->accept.on, e))
        return act_refused(r, c, ret, e);
    r->refused = act_refused;
    return req_write(r, act_write, acted, c, ret, e);
}
