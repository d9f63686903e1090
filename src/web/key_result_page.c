#include "web/key_result_page.h"

#include "base/arena.h"
#include "city/agency.h"
#include "views.h"
#include "web/key_result_form.h"
#include "web/okr_page.h"
#include "web/words.h"

/* ---- what both pages read ---- */

/* ?on=: how things stood on that day; a day that cannot be read is today. */
static struct date asked_day(struct req *r, struct form_field *ret_field)
{
    struct str s = str_trim(req_query(r, "on"));
    struct date d = r->today;
    struct err e;

    *ret_field = (struct form_field){
        .name = "on", .kind = FORM_TEXT, .label = TR("ตามที่เป็นในวันที่ (เช่น 14/7/2568)"), .value = s};
    if (s.n && !date_parse_iso(s, &d, &e) && !date_parse_th(s, &d, &e)) {
        ret_field->error = word_error(r->a, &e, r->lang);
        d = r->today;
    }
    return d;
}

static const struct col list_cols[] = {
    {"name_th", COL_LINK, "/key-results/", "code", TR("ผลลัพธ์สำคัญ")},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"node_code", COL_LINK, "/goals/", "node_code", TR("เป้าหมาย")},
    {"base_value", COL_NUMBER, NULL, NULL, NULL},
    {"target1", COL_NUMBER, NULL, NULL, TR("ปีที่ 1")},
    {"target2", COL_NUMBER, NULL, NULL, TR("ปีที่ 2")},
    {"target3", COL_NUMBER, NULL, NULL, TR("ปีที่ 3")},
    {"unit_word", COL_PLAIN, NULL, NULL, NULL},
    {"from_date", COL_PLAIN, NULL, NULL, NULL},
    {"no", COL_UNDER, NULL, NULL, NULL},
    {"in_force", COL_YES, NULL, NULL, NULL},
    {"waiting", COL_PLAIN, NULL, NULL, TR("รออนุมัติ")},
    {"status", COL_WORD, "data_status", NULL, NULL},
};
static const struct col objective_cols[] = {
    {"name_th", COL_PLAIN, NULL, NULL, NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"node_name", COL_LINK, "/goals/", "node_code", NULL},
    {"key_results", COL_PLAIN, NULL, NULL, NULL},
    {"kpis", COL_PLAIN, NULL, NULL, NULL},
    {"status", COL_WORD, "data_status", NULL, NULL},
};

/* ---- the list ---- */

struct list_ctx {
    struct rows agencies, rows, objectives;
    int64_t agency_id;
    struct form form;
    struct form_field on;
    struct date as_of;
    struct indicator_new add;
    struct str objective; /* its code */
    bool may_add;
};

static bool read_list(struct req *r, struct list_ctx *c, struct err *e)
{
    struct indicator_filter f = {.year = r->year, .level = STR("key_result")};
    struct objective_filter o = {.year = r->year};
    struct str code = req_query(r, "agency");
    struct agency a;

    c->as_of = f.as_of = asked_day(r, &c->on);
    if (!agency_list(r->db, r->a, r->year, &c->agencies, e))
        return false;
    if (code.n && !agency_get(r->db, r->a, code, &a, e))
        return false;
    f.agency_id = o.agency_id = c->agency_id = code.n ? a.id : 0;
    c->may_add =
        actor_may(&r->session.actor, PERM_GOAL) || actor_may(&r->session.actor, PERM_REQUEST_WRITE);
    return indicator_list(r->db, r->a, &f, &c->rows, e) &&
           objective_list(r->db, r->a, &o, &c->objectives, e);
}

static struct str lang_name(const struct req *r, struct str th, struct str en)
{
    return r->lang == LANG_EN && en.n ? en : th;
}

/* Objectives whose key results this person may propose. */
static void objective_choices(struct req *r, const struct list_ctx *c, struct form_field *f)
{
    const struct objective_row *o = c->objectives.p;
    const struct agency *a = c->agencies.p;
    struct form_choice *x = ARENA_ARRAY(r->a, struct form_choice, c->objectives.n + 1);

    f->choices = 0;
    for (size_t i = 0; i < c->objectives.n; i++) {
        int64_t division = 0;
        struct err no;

        for (size_t k = 0; k < c->agencies.n; k++)
            division = a[k].id == o[i].agency_id ? a[k].division : division;
        if (!actor_check_city(&r->session.actor, PERM_GOAL, &no) &&
            (!o[i].agency_id ||
             !actor_check(&r->session.actor, PERM_REQUEST_WRITE, o[i].agency_id, division, &no)))
            continue;
        x[f->choices++] = (struct form_choice){
            o[i].code, str_format(r->a, "%.*s %.*s", STR_FMT(o[i].code),
                                  STR_FMT(lang_name(r, o[i].name_th, o[i].name_en)))};
    }
    f->choice = x;
}

static struct form_field agency_field(struct req *r, const struct list_ctx *c)
{
    struct form_field f = {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ")};
    struct form_choice *x = ARENA_ARRAY(r->a, struct form_choice, c->agencies.n + 1);
    const struct agency *a = c->agencies.p;

    x[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทั้งเมือง"))};
    for (size_t i = 0; i < c->agencies.n; i++)
        x[i + 1] = (struct form_choice){a[i].code, lang_name(r, a[i].name_th, a[i].name_en)};
    f.choice = x;
    f.choices = c->agencies.n + 1;
    f.value = req_query(r, "agency");
    return f;
}

static void count_rows(const struct list_ctx *c, struct key_results_page *page)
{
    const struct indicator_row *row = c->rows.p;
    int64_t last = -1;

    for (size_t i = 0; i < c->rows.n; i++) {
        page->waiting += row[i].waiting > 0;
        if (row[i].agency_id && row[i].agency_id != last) {
            page->agencies++;
            last = row[i].agency_id;
        }
    }
    page->n = (int64_t)c->rows.n;
    page->objectives_n = (int64_t)c->objectives.n;
}

static bool list_show(struct req *r, struct list_ctx *c, int status, struct reply *ret,
                      struct err *e)
{
    struct page_head head = {.nav = STR("/key-results"), .table_path = STR("/key-results")};
    struct key_results_page page = {.year = r->year,
                                    .csrf = r->session.csrf,
                                    .as_of = c->as_of,
                                    .on = c->on,
                                    .form = c->form,
                                    .answered = c->form.wrong};

    page.title = head.title = tr(r->lang, TR("ผลลัพธ์สำคัญ (KR)"));
    count_rows(c, &page);
    page.agency = agency_field(r, c);
    page.query = str_format(r->a, "agency=%.*s", STR_FMT(page.agency.value));
    objective_choices(r, c, form_find(&c->form, "objective"));
    page.may_add = c->may_add && form_find(&c->form, "objective")->choices > 0;
    page.table = (struct table_view){.type = &indicator_row_type,
                                     .rows = c->rows.p,
                                     .n = c->rows.n,
                                     .cols = list_cols,
                                     .ncols = ARRAY_LEN(list_cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีผลลัพธ์สำคัญในปีนี้")),
                                     .remember = STR("key-results")};
    table_sort(r, &page.table);
    page.objectives = (struct table_view){.type = &objective_row_type,
                                          .rows = c->objectives.p,
                                          .n = c->objectives.n,
                                          .cols = objective_cols,
                                          .ncols = ARRAY_LEN(objective_cols),
                                          .caption = tr(r->lang, TR("วัตถุประสงค์ของหน่วยงาน (OKR)")),
                                          .empty = tr(r->lang, TR("ยังไม่มีวัตถุประสงค์ในปีนี้")),
                                          .remember = STR("objectives")};
    if (!REPLY_PAGE(r, &head, key_results, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool key_results_page(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    if (!read_list(r, c, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &indicator_row_type, c->rows.p, c->rows.n, NULL, STR_NONE,
                           str_format(r->a, "key-results-%lld", (long long)r->year), ret, e);
    key_result_form(r, &c->form, true);
    key_result_fill(r, &c->form, &(struct indicator_row){.direction = STR("up")});
    return list_show(r, c, 200, ret, e);
}

bool objectives_page(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/key-results"), ret);
        return true;
    }
    return read_list(r, c, e) &&
           reply_table(r, &objective_row_type, c->objectives.p, c->objectives.n, NULL, STR_NONE,
                       str_format(r->a, "objectives-%lld", (long long)r->year), ret, e);
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct list_ctx *c = ctx;
    struct objective_row o;
    int64_t id;

    if (!objective_get(by->tx->db, by->a, c->add.year, c->objective, &o, e))
        return false;
    c->add.objective_id = o.id;
    c->add.agency_id = o.agency_id;
    return indicator_add(by, &c->add, &id, e);
}

static bool add_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct list_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/key-results/%.*s", STR_FMT(c->add.code)), ret);
    return true;
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return list_show(r, c, err_http(e->code), ret, &again);
}

bool key_results_post(struct req *r, struct reply *ret, struct err *e)
{
    struct list_ctx *c = ARENA_NEW(r->a, struct list_ctx);

    if (!read_list(r, c, e))
        return false;
    key_result_form(r, &c->form, true);
    if (!key_result_read(r, &c->form, &c->add.text))
        return list_show(r, c, 400, ret, e);
    c->objective = form_value(&c->form, "objective");
    c->add.year = r->year;
    c->add.code = form_value(&c->form, "code");
    c->add.level = STR("key_result");
    c->add.kind = form_value(&c->form, "kind");
    c->add.status = STR("office");
    r->refused = add_refused;
    return req_write(r, add_write, add_written, c, ret, e);
}

/* ---- one key result ---- */

struct one_ctx {
    struct indicator_key key;
    struct indicator_row row, newest; /* on the day asked for, today */
    struct rows versions, kpis;
    struct form form, decide;
    struct form_field on;
    struct date as_of;
    struct indicator_text text;
    struct indicator_decision decision;
    struct str refused;
    struct form typed; /* a check-in that was refused; n = 0: none */
    struct checkin_new in;
    struct checkin_plan plan;
};

static const struct form_field decide_plain[] = {
    {.name = "resolution",
     .kind = FORM_TEXT,
     .label = TR("เลขที่มติของคณะอนุกรรมการ"),
     .required = true,
     .max = 200},
    {.name = "why", .kind = FORM_TEXT, .label = TR("เหตุผล (จำเป็นเมื่อไม่อนุมัติ)"), .max = 1000},
};

static bool read_one(struct req *r, struct one_ctx *c, struct err *e)
{
    struct indicator_filter f = {.year = r->year, .level = STR("kpi")};
    const struct indicator_row *k;
    struct indicator_row *mine;
    size_t n = 0;

    c->key = (struct indicator_key){.year = r->year, .code = r->seg[0]};
    c->as_of = f.as_of = asked_day(r, &c->on);
    if (!indicator_get(r->db, r->a, &c->key, c->as_of, &c->row, e) ||
        !indicator_versions(r->db, r->a, c->row.id, &c->versions, e) ||
        !indicator_list(r->db, r->a, &f, &c->kpis, e))
        return false;
    k = c->kpis.p;
    mine = ARENA_ARRAY(r->a, struct indicator_row, c->kpis.n + 1);
    for (size_t i = 0; i < c->kpis.n; i++) {
        if (str_eq(k[i].parent_code, c->row.code))
            mine[n++] = k[i];
    }
    c->kpis = (struct rows){mine, n};
    key_result_form(r, &c->form, false);
    c->decide.n = ARRAY_LEN(decide_plain);
    c->decide.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(decide_plain));
    for (size_t i = 0; i < ARRAY_LEN(decide_plain); i++)
        c->decide.field[i] = decide_plain[i];
    return true;
}

static void put_rights(struct req *r, const struct one_ctx *c, struct key_result_page *page)
{
    const struct actor *who = &r->session.actor;
    const struct indicator_version *v = c->versions.p;
    struct err no;

    page->has_waiting = c->versions.n && str_eq(v->state, STR("proposed"));
    if (page->has_waiting)
        page->waiting = *v;
    page->may_propose = !page->has_waiting &&
                        (actor_check_city(who, PERM_GOAL, &no) ||
                         (c->row.agency_id && actor_check(who, PERM_REQUEST_WRITE, c->row.agency_id,
                                                          c->row.division, &no)));
    page->may_decide = page->has_waiting && (actor_check_city(who, PERM_GOAL, &no) ||
                                             actor_check_city(who, PERM_DECIDE, &no));
    page->own = page->may_decide && str_eq(v->made_by, who->name);
}

static void put_versions(struct req *r, const struct one_ctx *c, struct key_result_page *page)
{
    const struct indicator_version *v = c->versions.p;
    struct key_result_version_view *x =
        ARENA_ARRAY(r->a, struct key_result_version_view, c->versions.n + 1);

    for (size_t i = 0; i < c->versions.n; i++)
        x[i] = (struct key_result_version_view){.v = v[i],
                                                .now = c->row.in_force && v[i].no == c->row.no};
    page->version = x;
    page->version_n = c->versions.n;
}

static bool one_show(struct req *r, struct one_ctx *c, int status, struct reply *ret, struct err *e)
{
    struct param crumb[] = {{tr(r->lang, TR("ผลลัพธ์สำคัญ (KR)")), STR("/key-results")}};
    struct page_head head = {.nav = STR("/key-results"), .crumb = crumb, .ncrumb = 1};
    struct key_result_page page = {.year = r->year,
                                   .csrf = r->session.csrf,
                                   .code = c->row.code,
                                   .as_of = c->as_of,
                                   .row = c->row,
                                   .on = c->on,
                                   .form = c->form,
                                   .decide = c->decide,
                                   .refused = c->refused,
                                   .answered = c->form.wrong};

    page.title = head.title = lang_name(r, c->row.name_th, c->row.name_en);
    page.action = str_format(r->a, "/key-results/%.*s", STR_FMT(c->row.code));
    head.table_path = page.action;
    put_rights(r, c, &page);
    put_versions(r, c, &page);
    if (!checkin_panel(r, &c->row, c->typed.n ? &c->typed : NULL, &page.ci, e))
        return false;
    page.kpis = (struct table_view){.type = &indicator_row_type,
                                    .rows = c->kpis.p,
                                    .n = c->kpis.n,
                                    .cols = list_cols,
                                    .ncols = ARRAY_LEN(list_cols),
                                    .caption = tr(r->lang, TR("ตัวชี้วัดของหน่วยงานที่รับใช้")),
                                    .empty = tr(r->lang, TR("ยังไม่มีตัวชี้วัดของหน่วยงานที่รับใช้ผลลัพธ์นี้"))};
    if (!REPLY_PAGE(r, &head, key_result, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool key_result_page(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);

    if (!read_one(r, c, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &indicator_version_type, c->versions.p, c->versions.n, NULL, STR_NONE,
                           str_format(r->a, "%.*s-versions", STR_FMT(c->row.code)), ret, e);
    key_result_fill(r, &c->form, &c->row);
    return one_show(r, c, 200, ret, e);
}

static bool one_written(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct one_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/key-results/%.*s", STR_FMT(c->key.code)), ret);
    return true;
}

static bool one_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, c, err_http(e->code), ret, &again);
}

static bool propose_write(struct act *by, void *ctx, struct err *e)
{
    struct one_ctx *c = ctx;

    return indicator_propose(by, &c->key, &c->text, e);
}

bool key_result_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);

    if (!read_one(r, c, e))
        return false;
    if (!key_result_read(r, &c->form, &c->text))
        return one_show(r, c, 400, ret, e);
    r->refused = one_refused;
    return req_write(r, propose_write, one_written, c, ret, e);
}

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    struct one_ctx *c = ctx;

    return indicator_decide(by, &c->decision, e);
}

static bool decide_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ctx;
    struct err again = {0};

    key_result_fill(r, &c->form, &c->row);
    c->refused = word_error(r->a, e, r->lang);
    return one_show(r, c, err_http(e->code), ret, &again);
}

bool key_result_decide_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);
    int64_t no;

    if (!read_one(r, c, e) || !req_int(r, "no", 1, INT64_MAX, 0, &no, e))
        return false;
    form_read(&c->decide, r);
    c->decision =
        (struct indicator_decision){.key = c->key,
                                    .no = no,
                                    .approved = str_eq(req_field(r, "verdict"), STR("approve")),
                                    .resolution = form_value(&c->decide, "resolution"),
                                    .reason = form_value(&c->decide, "why")};
    r->refused = decide_refused;
    return req_write(r, decide_write, one_written, c, ret, e);
}

/* ---- check-ins ---- */

static bool checkin_write(struct act *by, void *ctx, struct err *e)
{
    return checkin_add(by, &((struct one_ctx *)ctx)->in, e);
}

static bool checkin_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->typed, r, e);
    key_result_fill(r, &c->form, &c->row);
    return one_show(r, c, err_http(e->code), ret, &again);
}

bool checkin_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);

    if (!read_one(r, c, e))
        return false;
    checkin_form(r, &c->typed);
    form_read(&c->typed, r);
    c->in = (struct checkin_new){.key = c->key,
                                 .value = form_value(&c->typed, "value"),
                                 .confidence = form_value(&c->typed, "confidence"),
                                 .light = form_value(&c->typed, "light"),
                                 .note = form_value(&c->typed, "note")};
    if (!form_check(&c->typed, r) || !form_date(&c->typed, "on_date", r, &c->in.on_date)) {
        key_result_fill(r, &c->form, &c->row);
        return one_show(r, c, 400, ret, e);
    }
    r->refused = checkin_refused;
    return req_write(r, checkin_write, one_written, c, ret, e);
}

static bool cadence_write(struct act *by, void *ctx, struct err *e)
{
    struct one_ctx *c = ctx;

    return checkin_plan_set(by, &c->key, &c->plan, e);
}

bool cadence_post(struct req *r, struct reply *ret, struct err *e)
{
    struct one_ctx *c = ARENA_NEW(r->a, struct one_ctx);

    if (!read_one(r, c, e) || !req_int(r, "version", 0, INT64_MAX, 0, &c->plan.version, e))
        return false;
    c->plan.cadence = req_field(r, "cadence");
    r->refused = decide_refused;
    return req_write(r, cadence_write, one_written, c, ret, e);
}
