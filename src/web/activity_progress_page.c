/* activity_progress_page.c - /activities/progress: how far every step of an agency is, in one monthly form. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "views.h"
#include "web/activity_page.h"
#include "web/money_parts.h"
#include "web/procurement_page.h"
#include "web/words.h"

enum { PLACES = 2 };

struct progress_ctx {
    struct agency g;
    struct activity_progress_new p[ACTIVITY_PROGRESS];
    size_t n;
    int64_t year, changed;
    bool typed, wrong; /* typed: cells come from the request */
    struct str day_error, refused;
    struct str *cell_error; /* of the rows in order */
};

static struct str name_of(struct req *r, const struct activity_step *s, const char *what)
{
    return str_format(r->a, "%.*s:%lld:%s", STR_FMT(s->code), (long long)s->step_key, what);
}

static struct str typed(struct req *r, const struct progress_ctx *c, const struct activity_step *s, const char *what, struct str otherwise)
{
    return c->typed ? str_trim(req_field(r, str_cstr(r->a, name_of(r, s, what)))) : otherwise;
}

static struct form_field cell(struct req *r, const struct activity_step *s, const char *what, const char *label, struct str value)
{
    return (struct form_field){.name = str_cstr(r->a, name_of(r, s, what)), .kind = FORM_TEXT, .label = label, .max = 1000, .value = value};
}

static struct str decimal(struct req *r, int64_t bp)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 40);
    exact_put_decimal(&b, bp, PLACES, 0);
    return sbuf_str(&b);
}

static void rows_of(struct req *r, struct activity_progress_page *p, const struct progress_ctx *c, const struct rows *steps, const struct rows *all)
{
    struct activity_progress_row_view *v = ARENA_ARRAY(r->a, struct activity_progress_row_view, steps->n + 1);
    const struct activity_step *s = steps->p;
    const struct activity *x = all->p;

    for (size_t i = 0; i < steps->n; i++) {
        v[i].s = s[i];
        v[i].first = i == 0 || s[i].activity_id != s[i - 1].activity_id;
        for (size_t k = 0; k < all->n; k++) {
            if (x[k].id == s[i].activity_id)
                v[i].activity_name = x[k].name;
        }
        v[i].href = str_format(r->a, "/activities/%.*s", STR_FMT(s[i].code));
        v[i].when = activity_when(r, &s[i]);
        v[i].done = cell(r, &s[i], "done", TR("ทำแล้ว (%)"), typed(r, c, &s[i], "done", decimal(r, s[i].done.bp)));
        v[i].note = cell(r, &s[i], "note", TR("หมายเหตุ"), typed(r, c, &s[i], "note", STR_NONE));
        v[i].evidence = cell(r, &s[i], "evidence", TR("หลักฐาน"), typed(r, c, &s[i], "evidence", STR_NONE));
        if (c->cell_error)
            v[i].done.error = c->cell_error[i];
    }
    p->row = v;
    p->row_n = steps->n;
}

static struct str lead(struct req *r, const struct rows *steps)
{
    const struct activity_step *s = steps->p;
    int64_t late = 0, open = 0;

    for (size_t i = 0; i < steps->n; i++) {
        late += s[i].late;
        open += s[i].done.bp < ACTIVITY_WHOLE;
    }
    if (steps->n == 0)
        return tr(r->lang, TR("หน่วยงานนี้ยังไม่มีแผนที่มีผลในปีนี้"));
    if (open == 0)
        return tr(r->lang, TR("ทุกขั้นตอนทำแล้ว ไม่มีอะไรต้องรายงาน"));
    return SAY(r, TR("ยังไม่เสร็จ {open} ขั้นตอน เลยกำหนดแล้ว {late} ใส่ร้อยละที่ทำได้ของแต่ละขั้น แถวที่ไม่แก้จะไม่ถูกบันทึก"),
               {STR("{open}"), money_count_text(r, open)}, {STR("{late}"), money_count_text(r, late)});
}

static bool whose(struct req *r, struct agency *ret, struct err *e)
{
    struct str code = req_query(r, "agency").n ? req_query(r, "agency") : req_field(r, "agency");
    int64_t own = pace_agency(r);

    if (code.n)
        return agency_get(r->db, r->a, code, ret, e);
    if (own)
        return agency_by_id(r->db, r->a, own, ret, e);
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(tr(r->lang, TR("หน่วยรับงบประมาณ"))));
    return false;
}

static bool progress_show(struct req *r, struct progress_ctx *c, int status, struct reply *ret, struct err *e)
{
    struct activity_progress_page *p = ARENA_NEW(r->a, struct activity_progress_page);
    struct param crumb = {tr(r->lang, TR("แผนกิจกรรมและความก้าวหน้า")), STR("/activities")};
    struct page_head head = {.nav = STR("/activities"), .crumb = &crumb, .ncrumb = 1};
    struct activity_filter f = {.year = r->year, .agency_id = c->g.id, .as_of = r->today};
    struct rows steps, all;
    struct err no;

    if (!activity_steps_of(r->db, r->a, r->year, c->g.id, r->today, &steps, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &activity_step_type, steps.p, steps.n, NULL, STR_NONE, STR("activity-progress"), ret, e);
    if (!activity_of_agency(r->db, r->a, &f, &all, e))
        return false;
    p->title = head.title = tr(r->lang, TR("รายงานความก้าวหน้าประจำเดือน"));
    p->year = r->year;
    p->csrf = r->session.csrf;
    p->action = STR("/activities/progress");
    p->agency_code = c->g.code;
    p->agency_name = r->lang == LANG_EN && c->g.name_en.n ? c->g.name_en : c->g.name_th;
    p->refused = c->refused;
    p->lead = lead(r, &steps);
    p->may_write = actor_check(&r->session.actor, PERM_RESULT, c->g.id, c->g.division, &no) && steps.n > 0;
    p->day = (struct form_field){.name = "day", .kind = FORM_TEXT, .label = TR("ณ วันที่"), .max = 40, .error = c->day_error,
                                 .value = c->typed ? req_field(r, "day") : money_day_text(r, r->today)};
    rows_of(r, p, c, &steps, &all);
    if (!REPLY_PAGE(r, &head, activity_progress, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool activity_progress_page(struct req *r, struct reply *ret, struct err *e)
{
    struct progress_ctx *c = ARENA_NEW(r->a, struct progress_ctx);
    struct rows most_behind;

    if (req_query(r, "agency").n || pace_agency(r))
        return whose(r, &c->g, e) && progress_show(r, c, 200, ret, e);
    if (!activity_agencies(r->db, r->a, r->year, r->today, &most_behind, e)) /* the city: whose plan is most behind */
        return false;
    if (most_behind.n == 0 && r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/activities"), ret);
        return true;
    }
    if (most_behind.n && !agency_by_id(r->db, r->a, ((const struct activity_agency *)most_behind.p)->agency_id, &c->g, e))
        return false;
    return progress_show(r, c, 200, ret, e);
}

/* ---- what came back ---- */

/* A cell that was changed becomes a record; one that cannot be read says so. */
static bool read_row(struct req *r, struct progress_ctx *c, const struct activity_step *s, struct date day, struct str *ret_error)
{
    struct str done = typed(r, c, s, "done", STR_NONE), note = typed(r, c, s, "note", STR_NONE), evidence = typed(r, c, s, "evidence", STR_NONE);
    struct err why;
    int64_t bp;

    if (str_ends(done, STR("%")))
        done = str_trim(str_slice(done, 0, done.n - 1));
    if (done.n == 0 && note.n == 0 && evidence.n == 0)
        return true;
    if (!exact_parse_decimal(done, PLACES, &bp)) {
        FAIL(&why, done.n ? ERR_BAD_NUMBER : ERR_REQUIRED);
        err_arg(&why, "field", V(tr(r->lang, TR("ทำแล้ว (%)"))));
        err_arg(&why, "value", V(done));
        *ret_error = word_error(r->a, &why, r->lang);
        c->wrong = true;
        return true;
    }
    if (bp == s->done.bp && note.n == 0 && evidence.n == 0)
        return true;
    if (c->n == ACTIVITY_PROGRESS)
        return false;
    c->p[c->n++] = (struct activity_progress_new){s->code, s->step_key, bp, day, note, evidence};
    return true;
}

static bool progress_write(struct act *by, void *ctx, struct err *e)
{
    struct progress_ctx *c = ctx;

    return activity_progress_set(by, c->year, c->p, c->n, &c->changed, e);
}

static bool progress_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct progress_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/activities?agency=%.*s", STR_FMT(c->g.code)), ret);
    return true;
}

static bool progress_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct progress_ctx *c = ctx;
    struct err again = {0};

    c->refused = word_error(r->a, e, r->lang);
    return progress_show(r, c, err_http(e->code), ret, &again);
}

bool activity_progress_post(struct req *r, struct reply *ret, struct err *e)
{
    struct progress_ctx *c = ARENA_NEW(r->a, struct progress_ctx);
    struct str day_text = str_trim(req_field(r, "day"));
    const struct activity_step *s;
    struct date day = DATE_NONE;
    struct rows steps;
    struct err why;

    c->typed = true;
    c->year = r->year;
    if (!whose(r, &c->g, e) || !activity_steps_of(r->db, r->a, r->year, c->g.id, r->today, &steps, e))
        return false;
    if (day_text.n && !date_parse_th(day_text, &day, &why) && !date_parse_iso(day_text, &day, &why)) {
        c->day_error = word_error(r->a, &why, r->lang);
        c->wrong = true;
    }
    s = steps.p;
    c->cell_error = ARENA_ARRAY(r->a, struct str, steps.n + 1);
    for (size_t i = 0; i < steps.n; i++) {
        if (!read_row(r, c, &s[i], day, &c->cell_error[i]))
            break;
    }
    if (c->wrong)
        return progress_show(r, c, 400, ret, e);
    if (c->n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(r->lang, TR("ความก้าวหน้า"))));
        return progress_refused(r, c, ret, e);
    }
    r->refused = progress_refused;
    return req_write(r, progress_write, progress_done, c, ret, e);
}
