/* vote_page.c - votes of the Council and its committees, and the second reading section by section. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "plan/committee.h"
#include "views.h"
#include "web/bill_page.h"
#include "web/words.h"

enum { BALLOTS = 500 };

/* What a vote is about, as people read it. */
struct str vote_subject_label(struct req *r, struct str subject, struct str name)
{
    struct str rest = subject, kind;

    if (!str_split(&rest, ':', &kind))
        return subject;
    if (name.n || (rest.n && !str_eq(kind, STR("sections"))))
        return str_format(r->a, "%.*s %.*s", STR_FMT(word_label("votesubject", kind, r->lang)),
                          STR_FMT(name.n ? name : rest));
    return word_label("votesubject", kind, r->lang);
}

/* ---- the form ---- */

static bool at(struct str stage, const char *from, const char *until)
{
    return cycle_at_least(stage, str_from(from)) && cycle_at_least(str_from(until), stage);
}

/* The agency that section:CODE names; empty when there is none. */
static struct str agency_named(struct req *r, struct str subject)
{
    struct str rest = subject, kind;
    struct agency g;
    struct err e = {0};

    return str_split(&rest, ':', &kind) && str_eq(kind, STR("section")) &&
                   agency_get(r->db, r->a, rest, &g, &e)
               ? g.name_th
               : STR_NONE;
}

/* The subjects that may be voted where the draft stands; a coded one (cuts, reserved) comes in by its link. */
static size_t subjects(struct req *r, struct str stage, struct str asked, struct form_choice *ret)
{
    static const struct {
        const char *subject, *from, *until;
    } open[] = {{"principle", "READING1", "READING1"},
                {"amendments", "AMENDMENT", "READING2"},
                {"sections:rest", "READING2", "READING2"},
                {"final", "READING3", "READING3"}};
    bool there = asked.n == 0;
    size_t n = 0;

    for (size_t i = 0; i < ARRAY_LEN(open); i++) {
        struct str s = str_from(open[i].subject);

        if (!at(stage, open[i].from, open[i].until))
            continue;
        ret[n++] = (struct form_choice){s, vote_subject_label(r, s, STR_NONE)};
        there = there || str_eq(s, asked);
    }
    if (!there)
        ret[n++] = (struct form_choice){asked, vote_subject_label(r, asked, agency_named(r, asked))};
    return n;
}

static void vote_form(struct req *r, struct str stage, struct str subject, struct str committee,
                      struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "subject", .kind = FORM_CHOICE, .label = TR("เรื่องที่ลงมติ"), .required = true},
        {.name = "on_date", .kind = FORM_TEXT, .label = TR("วันที่ลงมติ"), .required = true, .max = 40},
        {.name = "yes", .kind = FORM_TEXT, .label = TR("เห็นชอบ (เสียง)"), .max = 6},
        {.name = "no", .kind = FORM_TEXT, .label = TR("ไม่เห็นชอบ (เสียง)"), .max = 6},
        {.name = "abstain",
         .kind = FORM_TEXT,
         .label = TR("งดออกเสียง (เสียง)"),
         .hint = TR("เมื่อขานชื่อด้านล่าง ระบบนับเอง"),
         .max = 6},
        {.name = "note", .kind = FORM_TEXT, .label = TR("หมายเหตุ"), .max = 2000},
        {.name = "again_why",
         .kind = FORM_TEXT,
         .label = TR("เหตุที่ลงมติใหม่"),
         .hint = TR("เมื่อเรื่องนี้ลงมติไว้แล้ว"),
         .max = 2000},
        {.name = "committee", .kind = FORM_HIDDEN}};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 6);
    struct form_field *s;
    struct sbuf b;

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    s = form_find(f, "subject");
    s->choices = subjects(r, stage, subject, c);
    s->choice = c;
    s->value = subject;
    form_find(f, "committee")->value = committee;
    sbuf_init(&b, r->a, 40);
    date_put(&b, r->today, DATE_SHORT, LANG_TH);
    form_find(f, "on_date")->value = sbuf_str(&b);
}

/* Who votes: the councillors in office, or those who sit in the committee. */
static bool read_voters(struct req *r, struct str committee, struct votes_page *page, struct err *e)
{
    struct rows rows;
    struct ballot_view *v;
    size_t n = 0;

    page->body = body_label(BODY_COUNCIL, r->lang);
    if (committee.n) {
        struct council_committee c;
        const struct council_seat *s;

        if (!council_committee_get(r->db, r->a, committee, &c, e) ||
            !council_seats(r->db, r->a, c.id, r->today, &rows, e))
            return false;
        page->body = c.name;
        s = rows.p;
        v = ARENA_ARRAY(r->a, struct ballot_view, rows.n);
        for (size_t i = 0; i < rows.n; i++) {
            if (s[i].now && !str_eq(s[i].role, STR("secretary")))
                v[n++] = (struct ballot_view){s[i].member_code, s[i].full_name, s[i].district,
                                              str_format(r->a, "b-%.*s", STR_FMT(s[i].member_code))};
        }
    } else {
        const struct council_member_filter f = {
            .kind = STR("councillor"), .day = r->today, .only_now = true, .limit = BALLOTS};
        const struct council_member *m;

        if (!council_members(r->db, r->a, &f, &rows, e))
            return false;
        m = rows.p;
        v = ARENA_ARRAY(r->a, struct ballot_view, rows.n);
        for (size_t i = 0; i < rows.n; i++)
            v[n++] = (struct ballot_view){m[i].code, m[i].full_name, m[i].district,
                                          str_format(r->a, "b-%.*s", STR_FMT(m[i].code))};
    }
    page->voter = v;
    page->voter_n = n;
    page->members = (int64_t)n;
    return true;
}

/* ---- the list ---- */

static void list_table(struct req *r, struct rows *rows, struct votes_page *page)
{
    static const struct col cols[] = {{"subject_name", COL_LINK, "/council/votes/", "code", TR("เรื่อง")},
                                      {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"result", COL_TAG, "voteresult", NULL, NULL},
                                      {"yes", COL_PLAIN, NULL, NULL, NULL},
                                      {"no", COL_PLAIN, NULL, NULL, NULL},
                                      {"abstain", COL_PLAIN, NULL, NULL, NULL},
                                      {"on_date", COL_PLAIN, NULL, NULL, NULL},
                                      {"committee_name", COL_PLAIN, NULL, NULL, NULL}};
    struct vote *copy = ARENA_ARRAY(r->a, struct vote, rows->n);
    const struct vote *v = rows->p;

    for (size_t i = 0; i < rows->n; i++) {
        copy[i] = v[i];
        copy[i].subject_name = vote_subject_label(r, v[i].subject, v[i].subject_name);
        if (!v[i].committee_name.n)
            copy[i].committee_name = body_label(BODY_COUNCIL, r->lang);
    }
    page->list = (struct table_view){.type = &vote_type,
                                     .rows = copy,
                                     .n = rows->n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = tr(r->lang, TR("การลงมติ")),
                                     .empty = tr(r->lang, TR("ยังไม่มีการลงมติในร่างนี้"))};
}

static bool votes_show(struct req *r, const struct form *form, int status, struct reply *ret,
                       struct err *e)
{
    struct votes_page page = {0};
    struct param crumb = {tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")};
    struct page_head head = {
        .nav = STR("/council"), .table_path = STR("/council/votes"), .crumb = &crumb, .ncrumb = 1};
    struct str committee = form ? form_value(form, "committee") : req_query(r, "committee"), stage;
    struct rows rows;
    int64_t before;

    if (!bill_head_read(r, &page.head, e) || !req_int(r, "before", 0, INT64_MAX, 0, &before, e) ||
        !vote_list(r->db, r->a, r->year, page.head.ordinance, before, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &vote_type, rows.p, rows.n, NULL,
                           rows.n == VOTES_PAGE
                               ? str_format(r->a, "%lld",
                                            (long long)((const struct vote *)rows.p)[rows.n - 1].id)
                               : STR_NONE,
                           STR("council-votes"), ret, e);
    if (!bill_stage(r->db, r->a, r->year, page.head.ordinance, &stage, e) ||
        !read_voters(r, committee, &page, e))
        return false;
    list_table(r, &rows, &page);
    page.taken = (int64_t)rows.n;
    page.more = rows.n == VOTES_PAGE;
    if (page.more)
        page.more_path = str_format(r->a, "/council/votes?ordinance=%lld&before=%lld",
                                    (long long)page.head.ordinance,
                                    (long long)((const struct vote *)rows.p)[rows.n - 1].id);
    page.open = at(stage, "READING1", "READING3");
    page.may = page.open && actor_may(&r->session.actor, PERM_COUNCIL);
    page.title = head.title = tr(r->lang, TR("การลงมติ"));
    if (form)
        page.form = *form;
    else if (page.may)
        vote_form(r, stage, req_query(r, "subject"), committee, &page.form);
    if (!REPLY_PAGE(r, &head, votes, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool votes_page(struct req *r, struct reply *ret, struct err *e)
{
    return votes_show(r, NULL, 200, ret, e);
}

/* ---- taking ---- */

struct vote_ctx {
    struct form form;
    struct vote_new vote;
    struct str code;
};

static bool vote_write(struct act *by, void *ctx, struct err *e)
{
    struct vote_ctx *c = ctx;

    return vote_take(by, &c->vote, &c->code, e);
}

static bool vote_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct vote_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/votes/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool vote_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct vote_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return votes_show(r, &c->form, err_http(e->code), ret, &again);
}

/* Fields b-CODE: a ballot each; those left open did not vote. */
static void read_ballots(struct req *r, struct vote_new *v)
{
    struct ballot *b = ARENA_ARRAY(r->a, struct ballot, r->nform);

    for (size_t i = 0; i < r->nform; i++) {
        struct str name = r->form[i].name;

        if (name.n > 2 && name.p[0] == 'b' && name.p[1] == '-' && r->form[i].value.n)
            b[v->ballots++] = (struct ballot){str_slice(name, 2, name.n), r->form[i].value};
    }
    v->ballot = b;
}

static bool read_count(struct form *f, const char *name, const struct req *r, int64_t *ret)
{
    return !form_value(f, name).n || form_int(f, name, r, 0, 1000, ret);
}

bool votes_post(struct req *r, struct reply *ret, struct err *e)
{
    struct vote_ctx *c = ARENA_NEW(r->a, struct vote_ctx);
    struct vote_new *v = &c->vote;
    struct str stage;

    v->year = r->year;
    if (!req_int(r, "ordinance", 0, 99, 0, &v->ordinance, e) ||
        !bill_stage(r->db, r->a, r->year, v->ordinance, &stage, e))
        return false;
    vote_form(r, stage, req_field(r, "subject"), req_field(r, "committee"), &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "on_date", r, &v->on_date);
    read_ballots(r, v);
    if (!read_count(&c->form, "yes", r, &v->yes) || !read_count(&c->form, "no", r, &v->no) ||
        !read_count(&c->form, "abstain", r, &v->abstain) || c->form.wrong)
        return votes_show(r, &c->form, 400, ret, e);
    v->subject = form_value(&c->form, "subject");
    v->committee_code = form_value(&c->form, "committee");
    v->note = form_value(&c->form, "note");
    v->again_why = form_value(&c->form, "again_why");
    r->refused = vote_refused;
    return req_write(r, vote_write, vote_done, c, ret, e);
}

/* ---- one vote ---- */

bool vote_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"full_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"member_code", COL_UNDER, NULL, NULL, NULL},
                                      {"choice", COL_TAG, "ballot", NULL, NULL},
                                      {"district", COL_PLAIN, NULL, NULL, NULL}};
    struct vote_page page = {0};
    struct param crumb[] = {{tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")},
                            {tr(r->lang, TR("การลงมติ")), STR("/council/votes")}};
    struct page_head head = {.nav = STR("/council"), .crumb = crumb, .ncrumb = 2};
    struct rows rows;

    if (!vote_get(r->db, r->a, r->seg[0], &page.v, e) ||
        !vote_ballots(r->db, r->a, page.v.id, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &ballot_row_type, rows.p, rows.n, NULL, STR_NONE, page.v.code, ret, e);
    page.head = (struct bill_head){.year = page.v.year, .ordinance = page.v.ordinance};
    crumb[0].value = bill_path(r, &page.head, "/council");
    crumb[1].value = bill_path(r, &page.head, "/council/votes");
    page.subject = vote_subject_label(r, page.v.subject, page.v.subject_name);
    page.title = head.title = page.subject;
    page.body = page.v.committee_name.n ? page.v.committee_name : body_label(BODY_COUNCIL, r->lang);
    page.named = page.v.named;
    page.superseded = !page.v.newest;
    head.table_path = str_format(r->a, "/council/votes/%.*s", STR_FMT(page.v.code));
    page.ballots = (struct table_view){.type = &ballot_row_type,
                                       .rows = rows.p,
                                       .n = rows.n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("คะแนนรายชื่อ"))};
    return REPLY_PAGE(r, &head, vote, &page, ret, e);
}

/* ---- sections ---- */

bool bill_sections_page(struct req *r, struct reply *ret, struct err *e)
{
    struct bill_sections_page page = {0};
    struct param crumb = {tr(r->lang, TR("ร่างข้อบัญญัติในสภา")), STR("/council")};
    struct page_head head = {
        .nav = STR("/council"), .table_path = STR("/council/sections"), .crumb = &crumb, .ncrumb = 1};
    struct bill_section *t = &page.total;
    struct str stage;
    struct rows rows;

    if (!bill_head_read(r, &page.head, e) ||
        !bill_sections(r->db, r->a, r->server->rollup, r->year, page.head.ordinance, &rows, e))
        return false;
    page.row = rows.p;
    page.row_n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        const struct bill_section *s = &page.row[i];

        t->tabled = money_add(t->tabled, s->tabled);
        t->cut = money_add(t->cut, s->cut);
        t->added = money_add(t->added, s->added);
        t->now = money_add(t->now, s->now);
        page.voted += str_eq(s->result, STR("passed"));
        page.reserved += s->reserved;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &bill_section_type, rows.p, rows.n, t, STR_NONE,
                           STR("council-sections"), ret, e);
    if (!bill_stage(r->db, r->a, r->year, page.head.ordinance, &stage, e))
        return false;
    page.all = (int64_t)rows.n;
    page.open = str_eq(stage, STR("READING2"));
    page.may = page.open && actor_may(&r->session.actor, PERM_COUNCIL);
    page.left = page.voted < page.all;
    page.title = head.title = tr(r->lang, TR("วาระที่ 2 รายมาตรา"));
    return REPLY_PAGE(r, &head, bill_sections, &page, ret, e);
}
