/* delta_page.c - lists of cuts and of the executive's amendments; what the committee decided on many of them. */
#include "web/delta_page.h"

#include "base/arena.h"
#include "plan/bill.h"
#include "plan/cycle.h"
#include "views.h"
#include "web/words.h"

enum { PAGE_ROWS = 100, LOOK_ROWS = 200 };

bool delta_ordinance(const struct req *r, int64_t *ret, struct err *e)
{
    return req_int(r, "ordinance", 0, 99, 0, ret, e);
}

void delta_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"code", COL_LINK, "/council/cuts/", "code", NULL},
                                      {"kind", COL_TAG, "delta", NULL, NULL},
                                      {"state", COL_TAG, "delta_state", NULL, NULL},
                                      {"tabled", COL_WHOLE, NULL, NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"accepted", COL_WHOLE, NULL, NULL, NULL},
                                      {"mover", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_UNDER, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &delta_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("การปรับลดและแปรญัตติ"))};
}

/* ---- what is asked for ---- */

static struct str said(const struct req *r, const char *name)
{
    struct str s = req_field(r, name);

    return s.n ? s : req_query(r, name);
}

static bool is_adding(const struct req *r)
{
    return str_starts(r->path, STR("/council/amendments"));
}

static bool read_filter(const struct req *r, struct delta_filter *ret, struct err *e)
{
    *ret = (struct delta_filter){.year = r->year,
                                 .group = is_adding(r) ? STR("add") : STR("cut"),
                                 .state = said(r, "state"),
                                 .agency_code = said(r, "agency"),
                                 .committee_code = said(r, "committee")};
    return delta_ordinance(r, &ret->ordinance, e);
}

static struct str address(struct req *r, const struct delta_filter *f)
{
    return str_format(r->a, "%s?year=%lld&ordinance=%lld&state=%.*s&agency=%.*s&committee=%.*s",
                      is_adding(r) ? "/council/amendments" : "/council/cuts", (long long)f->year,
                      (long long)f->ordinance, STR_FMT(f->state), STR_FMT(f->agency_code),
                      STR_FMT(f->committee_code));
}

static bool picked(const struct req *r, struct str code)
{
    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("pick")) && str_eq(r->form[i].value, code))
            return true;
    }
    return false;
}

/* Waits for the committee: a cut or a restore that is proposed, an amendment that is confirmed. */
static bool waits(const struct delta *d)
{
    return str_eq(d->state,
                  str_eq(d->kind, STR("executive")) ? STR("confirmed") : STR("proposed"));
}

/* ---- the list ---- */

static bool make_filter(struct req *r, const struct delta_filter *f, struct deltas_page *p,
                        struct err *e)
{
    static const char *const words[] = {"proposed", "confirmed", "accepted",
                                        "rejected", "withdrawn", "void"};
    struct form_choice *state = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(words) + 1);
    struct form_choice *agency, *committee;
    const struct delta_choice *c;
    size_t n = 1, m = 1;
    struct rows rows = {NULL, 0};

    if (!p->adding && !delta_choices(r->db, r->a, f->year, f->ordinance, &rows, e))
        return false;
    state[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกสถานะ"))};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct str word = str_from(words[i]);

        state[i + 1] = (struct form_choice){word, word_label("delta_state", word, r->lang)};
    }
    agency = ARENA_ARRAY(r->a, struct form_choice, rows.n + 2);
    committee = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    agency[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกหน่วยงาน"))};
    committee[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกคณะ"))};
    c = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(c[i].kind, STR("agency")))
            agency[n++] = (struct form_choice){c[i].code, c[i].name};
        else
            committee[m++] = (struct form_choice){c[i].code, c[i].name};
    }
    if (p->adding && f->agency_code.n) /* asked for by an address */
        agency[n++] = (struct form_choice){f->agency_code, f->agency_code};
    p->state = (struct form_field){"state", FORM_CHOICE, TR("สถานะ"), NULL, .value = f->state,
                                   .choice = state, .choices = ARRAY_LEN(words) + 1};
    p->agency = (struct form_field){"agency", FORM_CHOICE, TR("หน่วยรับงบประมาณ"), NULL,
                                    .value = f->agency_code, .choice = agency, .choices = n};
    p->committee = (struct form_field){"committee", FORM_CHOICE, TR("คณะที่เสนอ"), NULL,
                                       .value = f->committee_code, .choice = committee, .choices = m};
    return true;
}

static void rooms_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"part", COL_WORD, "bill_part", NULL, NULL},
                                      {"fund_name", COL_UNDER, NULL, NULL, NULL},
                                      {"cut", COL_WHOLE, NULL, NULL, NULL},
                                      {"restored", COL_WHOLE, NULL, NULL, NULL},
                                      {"amended", COL_WHOLE, NULL, NULL, NULL},
                                      {"waiting", COL_WHOLE, NULL, NULL, NULL},
                                      {"room", COL_WHOLE, NULL, NULL, NULL}};
    struct delta_room *left = ARENA_ARRAY(r->a, struct delta_room, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) { /* what waits is spoken for, as the sentence says */
        left[i] = ((const struct delta_room *)rows->p)[i];
        left[i].room = money_sub(left[i].room, left[i].waiting);
    }
    *ret = (struct table_view){.type = &delta_room_type,
                               .rows = left,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("แปรเพิ่มได้อีกเท่าใด")),
                               .empty = tr(r->lang, TR("ยังไม่มียอดปรับลด จึงยังแปรเพิ่มไม่ได้"))};
}

/* The figures of the sentence about cuts. */
static bool sum_cuts(struct req *r, const struct delta_filter *f, struct deltas_page *p,
                     struct err *e)
{
    const struct delta_sum *s;
    struct rows sums;

    if (!delta_sums(r->db, r->a, f->year, f->ordinance, &sums, e))
        return false;
    s = sums.p;
    for (size_t i = 0; i < sums.n; i++) {
        if (str_eq(s[i].kind, STR("executive")))
            continue;
        if (str_eq(s[i].state, STR("accepted")) && !str_eq(s[i].kind, STR("restore")) &&
            !str_eq(s[i].kind, STR("floor_restore"))) {
            p->cut = money_add(p->cut, s[i].accepted);
            p->cut_n += s[i].count;
        }
        if (str_eq(s[i].state, STR("proposed"))) {
            p->waiting = money_add(p->waiting, s[i].amount);
            p->waiting_n += s[i].count;
        }
    }
    return true;
}

static bool make_sums(struct req *r, const struct delta_filter *f, struct deltas_page *p,
                      struct err *e)
{
    const struct delta_room *room;
    struct rows rooms;

    if (!delta_rooms(r->db, r->a, f->year, f->ordinance, &rooms, e))
        return false;
    room = rooms.p;
    for (size_t i = 0; i < rooms.n; i++) {
        p->room = money_add(p->room, money_sub(room[i].room, room[i].waiting));
        if (p->adding) {
            p->amended = money_add(p->amended, room[i].amended);
            p->waiting = money_add(p->waiting, room[i].waiting);
            p->waiting_n += room[i].waiting_n;
        }
    }
    rooms_table(r, &rooms, &p->rooms);
    return p->adding || sum_cuts(r, f, p, e);
}

/* Where the draft stands; of amendments also until when. */
static bool make_clock(struct req *r, const struct delta_filter *f, struct deltas_page *p,
                       struct str *ret_stage, struct err *e)
{
    struct bill_clock c;

    if (!p->adding)
        return bill_stage(r->db, r->a, f->year, f->ordinance, ret_stage, e);
    if (!bill_clock(r->db, r->a, f->year, f->ordinance, r->today, &c, e))
        return false;
    *ret_stage = c.stage;
    p->has_due = c.first_reading.yyyymmdd != 0;
    p->due = c.amend_due;
    p->left = c.amend_left;
    p->late = p->has_due && c.amend_left < 0;
    return true;
}

/* What may be done in the stage where the bill stands, by the reader. */
static void set_rights(const struct req *r, struct str stage, struct deltas_page *p)
{
    const struct actor *who = &r->session.actor;
    bool committee = str_eq(stage, STR("COMMITTEE")), amending = str_eq(stage, STR("AMENDMENT"));

    p->open = committee || amending;
    p->may_decide = actor_may(who, PERM_COUNCIL) && (p->adding ? amending : p->open);
    if (p->adding)
        p->may_move = p->open && actor_may(who, PERM_AMEND);
    else
        p->may_move = (committee && actor_may(who, PERM_COUNCILLOR)) ||
                      (p->open && (actor_may(who, PERM_COUNCIL) || actor_may(who, PERM_AMEND)));
}

static void make_rows(struct req *r, const struct rows *rows, struct deltas_page *p)
{
    struct delta_view *v = ARENA_ARRAY(r->a, struct delta_view, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        v[i].d = ((const struct delta *)rows->p)[i];
        v[i].picked = picked(r, v[i].d.code);
        v[i].may = p->may_decide && waits(&v[i].d);
        v[i].confirm = p->adding && p->open && str_eq(v[i].d.state, STR("proposed")) &&
                       actor_may(&r->session.actor, PERM_AMEND) &&
                       !str_eq(v[i].d.made_by, r->session.actor.name);
    }
    p->row = v;
    p->row_n = rows->n;
}

static bool list_show(struct req *r, struct str refused, int status, struct reply *ret,
                      struct err *e)
{
    struct deltas_page page = {.year = r->year, .csrf = r->session.csrf, .refused = refused,
                               .adding = is_adding(r)};
    struct param crumb = {tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")};
    struct page_head head = {.crumb = &crumb, .ncrumb = 1, .nav = STR("/council/cuts")};
    struct delta_filter f;
    struct rows rows;
    struct str stage;

    if (!read_filter(r, &f, e) || !req_int(r, "before", 0, INT64_MAX, 0, &f.before_id, e))
        return false;
    f.limit = r->format == FORMAT_HTML ? PAGE_ROWS : DELTA_MOST;
    if (!delta_list(r->db, r->a, &f, &rows, e))
        return false;
    page.path = page.adding ? STR("/council/amendments") : STR("/council/cuts");
    if (r->format != FORMAT_HTML)
        return reply_table(r, &delta_type, rows.p, rows.n, NULL, STR_NONE,
                           page.adding ? STR("amendments") : STR("cuts"), ret, e);
    if (!make_clock(r, &f, &page, &stage, e) || !make_filter(r, &f, &page, e) ||
        !make_sums(r, &f, &page, e) ||
        !req_int(r, "n", 0, DELTA_MOST, 0, &page.done_n, e))
        return false;
    set_rights(r, stage, &page);
    make_rows(r, &rows, &page);
    page.ordinance = f.ordinance;
    page.bill = bill_code(r->a, f.year, f.ordinance);
    page.stage = cycle_label(stage, r->lang);
    page.first = address(r, &f);
    page.query = str_slice(page.first, str_find(page.first, STR("?"), 0) + 1, page.first.n);
    page.paged = f.before_id > 0;
    if (rows.n == PAGE_ROWS)
        page.next = str_format(r->a, "%.*s&before=%lld", STR_FMT(page.first),
                               (long long)page.row[rows.n - 1].d.id);
    page.all = req_has(r, "all");
    page.vote = req_field(r, "vote");
    page.report = req_field(r, "report");
    page.reason = req_field(r, "reason");
    page.done = page.done_n ? req_query(r, "done") : STR_NONE;
    page.title = head.title = tr(r->lang, page.adding ? TR("คำแปรญัตติของฝ่ายบริหาร")
                                                      : TR("การปรับลดของสภา"));
    head.table_path = page.path;
    if (!REPLY_PAGE(r, &head, deltas, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool cuts_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, STR_NONE, 200, ret, e);
}

bool amendments_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, STR_NONE, 200, ret, e);
}

bool delta_rooms_page(struct req *r, struct reply *ret, struct err *e)
{
    int64_t ordinance;
    struct rows rows;

    if (!delta_ordinance(r, &ordinance, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/council/amendments?year=%lld&ordinance=%lld",
                                     (long long)r->year, (long long)ordinance), ret);
        return true;
    }
    return delta_rooms(r->db, r->a, r->year, ordinance, &rows, e) &&
           reply_table(r, &delta_room_type, rows.p, rows.n, NULL, STR_NONE, STR("room"), ret, e);
}

/* ---- what is chosen ---- */

struct delta_choosing {
    bool accept, all, capped, stale, looked; /* stale: not what was looked at */
    struct delta_filter f;
    struct delta_decision d;
    struct delta_view *row;
    struct delta_pick *pick;
    size_t n, at;
    struct money sum;
};

/* The amount that was typed for one; nothing typed: all of it. */
static bool read_accepted(struct req *r, const struct delta *d, struct money *ret, struct err *e)
{
    struct str typed = str_trim(
        req_field(r, str_cstr(r->a, str_format(r->a, "a-%.*s", STR_FMT(d->code)))));

    *ret = d->amount;
    return typed.n == 0 || money_parse(typed, ret, e);
}

static bool read_chosen(struct req *r, struct delta_choosing *c, struct err *e)
{
    const struct delta *d;
    struct rows rows;

    c->f.limit = 10 * DELTA_MOST;
    if (!delta_list(r->db, r->a, &c->f, &rows, e))
        return false;
    d = rows.p;
    c->row = ARENA_ARRAY(r->a, struct delta_view, rows.n);
    c->pick = ARENA_ARRAY(r->a, struct delta_pick, rows.n);
    for (size_t i = 0; i < rows.n && !c->capped; i++) {
        struct money accepted;

        if (!waits(&d[i]) || (!c->all && !picked(r, d[i].code)))
            continue;
        c->capped = c->n == DELTA_MOST;
        if (c->capped)
            break;
        if (!read_accepted(r, &d[i], &accepted, e))
            return false;
        c->pick[c->n] = (struct delta_pick){d[i].id, d[i].version, accepted};
        c->row[c->n] = (struct delta_view){
            .d = d[i], .field = str_format(r->a, "a-%.*s", STR_FMT(d[i].code))};
        c->row[c->n++].d.accepted = accepted;
        c->sum = money_add(c->sum, accepted);
    }
    if (c->n == 0 && !str_eq(req_field(r, "confirm"), STR("1"))) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(r->lang, TR("เลือกรายการที่รอพิจารณาอย่างน้อยหนึ่งรายการก่อน"))));
        return false;
    }
    return true;
}

/* What was shown is what is done: the same deltas in the same versions. */
static struct str seen_of(struct req *r, const struct delta_choosing *c)
{
    struct sbuf b;

    sbuf_init(&b, r->a, c->n * 44 + 8);
    for (size_t i = 0; i < c->n; i++)
        sbuf_printf(&b, "%lld:%lld ", (long long)c->pick[i].id, (long long)c->pick[i].version);
    return str_format(r->a, "%llx", (unsigned long long)str_hash(sbuf_str(&b)));
}

/* On what the committee decided, and why, before anybody looks at a list. */
static bool check_basis(struct req *r, const struct delta_choosing *c, struct err *e)
{
    if (c->d.vote_code.n == 0 && c->d.report_ref.n == 0) {
        FAIL(e, ERR_BASIS_NEEDED);
        return false;
    }
    if (!c->accept && c->d.reason.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(tr(r->lang, TR("เหตุผล"))));
        return false;
    }
    return true;
}

/* ---- a look, then the act ---- */

static bool look(struct req *r, const struct delta_choosing *c, struct str refused, struct reply *ret,
                 struct err *e)
{
    struct delta_look_page page = {.year = r->year,
                                   .ordinance = c->f.ordinance,
                                   .csrf = r->session.csrf,
                                   .refused = refused,
                                   .seen = seen_of(r, c),
                                   .act = c->accept ? STR("accept") : STR("reject"),
                                   .vote = c->d.vote_code,
                                   .report = c->d.report_ref,
                                   .reason = c->d.reason,
                                   .path = r->path,
                                   .state = c->f.state,
                                   .agency = c->f.agency_code,
                                   .committee = c->f.committee_code,
                                   .back = address(r, &c->f),
                                   .n = (int64_t)c->n,
                                   .most = DELTA_MOST,
                                   .sum = c->sum,
                                   .all = c->all,
                                   .accepting = c->accept,
                                   .capped = c->capped,
                                   .row = c->row};
    struct param crumb = {tr(r->lang, is_adding(r) ? TR("คำแปรญัตติของฝ่ายบริหาร")
                                                   : TR("การปรับลดของสภา")), r->path};
    struct page_head head = {.nav = STR("/council/cuts"), .crumb = &crumb, .ncrumb = 1};

    page.row_n = c->all && c->n > LOOK_ROWS ? LOOK_ROWS : c->n;
    page.more = (int64_t)(c->n - page.row_n);
    page.title = head.title = tr(r->lang, c->accept ? TR("ตรวจก่อนบันทึกว่ากรรมการรับ")
                                                    : TR("ตรวจก่อนบันทึกว่ากรรมการไม่รับ"));
    return REPLY_PAGE(r, &head, delta_look, &page, ret, e);
}

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    struct delta_choosing *c = ctx;

    if (c->stale) { /* asked here, so that a form that is sent twice gets its first answer */
        FAIL(e, ERR_STALE);
        return false;
    }
    return c->accept ? delta_accept(by, &c->d, c->pick, c->n, &c->at, e)
                     : delta_reject(by, &c->d, c->pick, c->n, &c->at, e);
}

static bool decide_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct delta_choosing *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "%.*s&done=%s&n=%lld", STR_FMT(address(r, &c->f)),
                             c->accept ? "accept" : "reject", (long long)c->n), ret);
    return true;
}

static bool decide_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct delta_choosing *c = ctx;
    struct str why = word_error(r->a, e, r->lang);
    struct err again = {0};

    if (c->at < c->n)
        why = str_format(r->a, "%.*s: %.*s", STR_FMT(c->row[c->at].d.code), STR_FMT(why));
    if (!c->looked || c->stale)
        return list_show(r, why, err_http(e->code), ret, &again);
    if (!look(r, c, why, ret, &again)) /* what was typed stays */
        return false;
    ret->status = err_http(e->code);
    return true;
}

static bool decide_post(struct req *r, struct reply *ret, struct err *e)
{
    struct delta_choosing *c = ARENA_NEW(r->a, struct delta_choosing);

    c->accept = !str_eq(req_field(r, "act"), STR("reject"));
    c->all = req_has(r, "all");
    if (!read_filter(r, &c->f, e))
        return false;
    c->d = (struct delta_decision){.year = r->year,
                                   .ordinance = c->f.ordinance,
                                   .vote_code = str_trim(req_field(r, "vote")),
                                   .report_ref = str_trim(req_field(r, "report")),
                                   .reason = str_trim(req_field(r, "reason"))};
    if (!check_basis(r, c, e) || !read_chosen(r, c, e))
        return decide_refused(r, c, ret, e);
    c->at = c->n;
    if (!str_eq(req_field(r, "confirm"), STR("1")))
        return look(r, c, STR_NONE, ret, e);
    c->looked = c->n > 0;
    c->stale = !str_eq(req_field(r, "seen"), seen_of(r, c));
    r->refused = decide_refused;
    return req_write(r, decide_write, decide_done, c, ret, e);
}

bool cuts_post(struct req *r, struct reply *ret, struct err *e)
{
    return decide_post(r, ret, e);
}

bool amendments_post(struct req *r, struct reply *ret, struct err *e)
{
    return decide_post(r, ret, e);
}
