/* acceleration_page.c - /acceleration/{code}: one round, its frozen list, the committee and what it resolved. */
#include "web/acceleration_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/council_question_page.h"
#include "web/words.h"

struct act_ctx {
    struct str code, event, resolution, adviser, of, made;
    int64_t version, number;
    enum acc_form which;
    struct form form;
    struct date day;
};

/* ---- reading ---- */

static const struct form *typed(const struct act_ctx *c, enum acc_form which, const char *event)
{
    return c && c->form.n && c->which == which && str_eq(c->event, str_from(event)) ? &c->form
                                                                                    : NULL;
}

static bool put_form(struct req *r, const struct act_ctx *c, enum acc_form which,
                     const char *event, struct form *f)
{
    const struct form *was = typed(c, which, event);

    if (was)
        *f = *was;
    else
        acceleration_form(r, which, f);
    return was != NULL;
}

static bool read_meetings(struct req *r, struct acceleration_page *page, const struct act_ctx *c,
                          struct err *e)
{
    const struct acceleration_meeting *m;
    struct meeting_view *v;
    struct rows rows;

    if (!acceleration_meetings(r->db, r->a, page->r.id, &rows, e))
        return false;
    m = rows.p;
    v = ARENA_ARRAY(r->a, struct meeting_view, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        bool mine = c && c->number == m[i].number;

        v[i].m = m[i];
        v[i].held = str_eq(m[i].state, STR("held"));
        v[i].may_write = page->may && page->is_frozen;
        v[i].wrong = put_form(r, mine ? c : NULL, ACC_MINUTES, "minutes", &v[i].form);
        v[i].form.again = 100 + (int)i;
        if (!v[i].wrong && v[i].held) {
            form_find(&v[i].form, "present")->value = m[i].present;
            form_find(&v[i].form, "minutes")->value = m[i].minutes;
        }
        page->may_resolve |= v[i].held && v[i].may_write;
    }
    page->meet = v;
    page->meet_n = rows.n;
    return true;
}

static bool read_resolutions(struct req *r, struct acceleration_page *page,
                             const struct act_ctx *c, struct err *e)
{
    const struct acceleration_resolution *x;
    struct acceleration_note *note;
    struct resolution_view *v;
    struct rows rows, notes;
    size_t used = 0;

    if (!acceleration_resolutions(r->db, r->a, page->r.year, page->r.id, pace_agency(r), &rows,
                                  e) ||
        !acceleration_notes(r->db, r->a, page->r.id, &notes, e))
        return false;
    x = rows.p;
    v = ARENA_ARRAY(r->a, struct resolution_view, rows.n + 1);
    note = ARENA_ARRAY(r->a, struct acceleration_note, notes.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct acceleration_note *all = notes.p;
        bool mine = c && str_eq(c->resolution, x[i].code);

        v[i].x = x[i];
        v[i].active = !page->is_closed;
        v[i].may = !page->is_closed && acceleration_may_follow(&r->session.actor, &x[i]);
        v[i].wrong = put_form(r, mine ? c : NULL, ACC_FOLLOW, "follow", &v[i].form);
        v[i].form.again = 200 + (int)i;
        if (!v[i].wrong)
            form_find(&v[i].form, "state")->value =
                str_eq(x[i].state, STR("open")) ? STR("doing") : x[i].state;
        v[i].note = note + used;
        for (size_t k = 0; k < notes.n; k++) {
            if (all[k].resolution_id == x[i].id)
                note[used++] = all[k];
        }
        v[i].note_n = (size_t)(note + used - v[i].note);
    }
    page->res = v;
    page->res_n = rows.n;
    return true;
}

/* The rates as they stand while the round is open, then the frozen rows with their hash. */
static bool read_list(struct req *r, struct acceleration_page *page, struct rows *ret,
                      struct err *e)
{
    const struct acceleration *a = &page->r;
    const struct acceleration_asked q = {.year = a->year,
                                         .quarter = a->quarter,
                                         .agency_id = pace_agency(r),
                                         .as_of = a->as_of};
    struct acceleration_rules rules;

    page->goal.bp = a->goal_bp;
    page->floor.bp = a->floor_bp;
    if (page->is_open) {
        if (!acceleration_rules_get(r->db, r->a, a->year, &rules, e))
            return false;
        page->goal.bp = rules.goal_bp[a->quarter];
        page->floor.bp = rules.floor_bp;
        return acceleration_rates(r->db, r->a, &rules, &q, ret, e);
    }
    if (!acceleration_frozen(r->db, r->a, a->id, q.agency_id, false, ret, e))
        return false;
    if (q.agency_id || acceleration_verify(r->a, a, ret, &page->seal, e))
        return true;
    page->broken = e->code == ERR_AUDIT_BROKEN;
    return page->broken;
}

/* Without the class of an agency that has only one: its row of all says the same. */
static struct rows several(struct req *r, const struct rows *rows)
{
    const struct acceleration_row *x = rows->p;
    struct acceleration_row *out = ARENA_ARRAY(r->a, struct acceleration_row, rows->n + 1);
    size_t n = 0;

    for (size_t i = 0, k; i < rows->n; i = k) {
        for (k = i + 1; k < rows->n && x[k].agency_id == x[i].agency_id;)
            k++;
        for (size_t at = i; at < k && (at == i || k - i > 2); at++)
            out[n++] = x[at];
    }
    return (struct rows){out, n};
}

/* ---- forms ---- */

static bool target_choices(struct req *r, const struct rows *rows, struct form_field *f)
{
    const struct acceleration_row *x = rows->p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, rows->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        if (x[i].target)
            c[n++] = (struct form_choice){x[i].agency_code, x[i].agency_name};
    }
    f->choice = c;
    f->choices = n;
    return n > 0;
}

static void meeting_choices(struct req *r, struct acceleration_page *page, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, page->meet_n + 1);
    size_t n = 0;

    for (size_t i = page->meet_n; i > 0; i--) {
        struct str no = str_format(r->a, "%lld", (long long)page->meet[i - 1].m.number);

        if (page->meet[i - 1].held)
            c[n++] = (struct form_choice){no, no};
    }
    f->choice = c;
    f->choices = n;
}

static bool read_forms(struct req *r, struct acceleration_page *page, const struct rows *rows,
                       const struct act_ctx *c, struct err *e)
{
    struct form_field *agency;

    page->letter_wrong = put_form(r, c, ACC_LETTER, "letter", &page->letter);
    page->advise_wrong = put_form(r, c, ACC_ADVISE, "advise", &page->advise);
    page->call_wrong = put_form(r, c, ACC_CALL, "call", &page->call);
    page->resolve_wrong = put_form(r, c, ACC_RESOLVE, "resolve", &page->resolve);
    page->close_wrong = put_form(r, c, ACC_CLOSE, "close", &page->close);
    if (!page->letter_wrong)
        form_find(&page->letter, "letter_no")->value = page->r.letter_no;
    if (!page->may || page->is_closed)
        return true;
    agency = form_find(&page->resolve, "agency");
    target_choices(r, rows, form_find(&page->advise, "agency"));
    if (!form_agencies(r, agency, STR("–"), e))
        return false;
    form_find(&page->advise, "adviser")->choice = agency->choice;
    form_find(&page->advise, "adviser")->choices = agency->choices;
    meeting_choices(r, page, form_find(&page->resolve, "meeting"));
    return true;
}

static bool read_sides(struct req *r, struct acceleration_page *page, struct err *e)
{
    static const struct col cols[] = {{"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"adviser_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"note", COL_PLAIN, NULL, NULL, NULL}};
    const struct spending_problem_filter f = {
        .year = page->r.year, .round_id = page->r.id, .agency_id = pace_agency(r)};
    struct rows rows;

    if (!acceleration_advisers(r->db, r->a, page->r.id, &rows, e))
        return false;
    page->advisers = (struct table_view){.type = &acceleration_adviser_type,
                                         .rows = rows.p,
                                         .n = rows.n,
                                         .cols = cols,
                                         .ncols = ARRAY_LEN(cols),
                                         .caption = tr(r->lang, TR("หน่วยงานให้คำแนะนำ")),
                                         .empty = tr(r->lang, TR("ยังไม่ได้มอบหมาย"))};
    if (!page->inside)
        return true;
    if (!spending_problem_list(r->db, r->a, &f, &rows, e))
        return false;
    page->problems = problem_table(r, &rows);
    return true;
}

static bool one_show(struct req *r, struct str code, const struct act_ctx *c, struct str refused,
                     int status, struct reply *ret, struct err *e)
{
    struct acceleration_page page = {.csrf = r->session.csrf, .refused = refused};
    const struct param crumb[] = {{tr(r->lang, TR("เร่งรัดการใช้จ่าย")), STR("/acceleration")}};
    struct page_head head = {.nav = STR("/acceleration"), .crumb = crumb, .ncrumb = 1};
    struct rows rows, shown;
    struct err no;

    if (!acceleration_get(r->db, r->a, code, &page.r, e))
        return false;
    page.is_open = str_eq(page.r.state, STR("open"));
    page.is_frozen = str_eq(page.r.state, STR("frozen"));
    page.is_closed = str_eq(page.r.state, STR("closed"));
    if (!read_list(r, &page, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &acceleration_row_type, rows.p, rows.n, NULL, STR_NONE, code, ret, e);
    page.inside = pace_inside(r);
    page.may = actor_check_city(&r->session.actor, PERM_ACCELERATE, &no);
    page.has_letter = page.r.letter_no.n > 0;
    page.rate.bp = money_share_bp(page.r.taken, page.r.base);
    page.may_close = page.may && page.is_frozen && page.r.open == 0;
    shown = several(r, &rows);
    page.rows = rate_table(r, &shown, code);
    page.action = str_format(r->a, "/acceleration/%.*s", STR_FMT(code));
    page.title = head.title = str_format(
        r->a, "%.*s %lld %.*s %lld", STR_FMT(tr(r->lang, TR("รอบเร่งรัดไตรมาส"))),
        (long long)page.r.quarter, STR_FMT(tr(r->lang, TR("ปีงบประมาณ"))), (long long)page.r.year);
    if (!read_sides(r, &page, e) || !read_meetings(r, &page, c, e) ||
        !read_resolutions(r, &page, c, e) || !read_forms(r, &page, &rows, c, e) ||
        !REPLY_PAGE(r, &head, acceleration, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool acceleration_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

/* ---- acts ---- */

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    struct act_ctx *c = ctx;
    struct form *f = &c->form;
    struct acceleration_call call = {.on_date = c->day};
    struct acceleration_resolve res = {.meeting = c->number, .due = c->day};

    if (str_eq(c->event, STR("freeze")))
        return acceleration_freeze(by, c->code, c->version, e);
    if (str_eq(c->event, STR("unadvise")))
        return acceleration_unadvise(by, c->code, c->of, c->adviser, c->version, e);
    switch (c->which) {
    case ACC_LETTER:
        return acceleration_letter(by, c->code, c->version, form_value(f, "letter_no"), c->day, e);
    case ACC_ADVISE:
        return acceleration_advise(by, c->code, form_value(f, "agency"), form_value(f, "adviser"),
                                   form_value(f, "note"), e);
    case ACC_CALL:
        call.subject = form_value(f, "subject");
        call.at_time = form_value(f, "at_time");
        call.place = form_value(f, "place");
        return acceleration_call(by, c->code, &call, &c->number, e);
    case ACC_MINUTES:
        return acceleration_minutes(by, c->code, c->number, c->version, form_value(f, "present"),
                                    form_value(f, "minutes"), e);
    case ACC_RESOLVE:
        res.agency_code = form_value(f, "agency");
        res.person = form_value(f, "person");
        res.body = form_value(f, "body");
        return acceleration_resolve(by, c->code, &res, &c->made, e);
    case ACC_FOLLOW:
        return acceleration_follow(by, c->resolution, c->version, form_value(f, "state"),
                                   form_value(f, "body"), e);
    case ACC_CLOSE:
        break;
    }
    return acceleration_close(by, c->code, c->version, form_value(f, "closing"), e);
}

static bool act_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct act_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/acceleration/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ctx;
    struct err again = {0};

    if (c->form.n)
        form_refuse(&c->form, r, e);
    return one_show(r, c->code, c, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

/* The form of the event, read and checked; false = no such event. */
static bool take_form(struct req *r, struct act_ctx *c)
{
    static const struct {
        const char *event, *day;
        enum acc_form which;
    } of[] = {{"letter", "letter_on", ACC_LETTER}, {"advise", NULL, ACC_ADVISE},
              {"call", "on_date", ACC_CALL},       {"minutes", NULL, ACC_MINUTES},
              {"resolve", "due", ACC_RESOLVE},     {"follow", NULL, ACC_FOLLOW},
              {"close", NULL, ACC_CLOSE}};

    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        if (!str_eq(c->event, str_from(of[i].event)))
            continue;
        c->which = of[i].which;
        acceleration_form(r, c->which, &c->form);
        form_read(&c->form, r);
        form_check(&c->form, r);
        if (of[i].day)
            form_date(&c->form, of[i].day, r, &c->day);
        return true;
    }
    return str_eq(c->event, STR("freeze")) || str_eq(c->event, STR("unadvise"));
}

bool acceleration_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct act_ctx *c = ARENA_NEW(r->a, struct act_ctx);

    c->code = r->seg[0];
    c->event = r->seg[1];
    if (str_eq(c->event, STR("print")))
        return council_print(r, "acceleration", c->code, r->year, ret, e);
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) ||
        !req_int(r, "meeting", 0, 1000, 0, &c->number, e))
        return false;
    c->resolution = req_field(r, "resolution");
    c->of = req_field(r, "of");
    c->adviser = req_field(r, "adviser_code");
    if (!take_form(r, c)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->event));
        return false;
    }
    if (c->form.wrong)
        return one_show(r, c->code, c, STR_NONE, 400, ret, e);
    r->refused = act_refused;
    return req_write(r, act_write, act_done, c, ret, e);
}
