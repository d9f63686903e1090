#include "web/observation_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "views.h"
#include "web/council_question_page.h"
#include "web/words.h"

enum { BODY_MAX = 4000 };

static const struct form_field add_fields[] = {
    {.name = "source", .kind = FORM_CHOICE, .label = TR("ข้อสังเกตของ"), .required = true},
    {.name = "committee",
     .kind = FORM_TEXT,
     .label = TR("ชื่อคณะ"),
     .hint = TR("เช่น คณะอนุกรรมการด้านการแพทย์"),
     .max = 200},
    {.name = "body",
     .kind = FORM_LONG,
     .label = TR("ข้อสังเกต"),
     .required = true,
     .max = BODY_MAX},
    {.name = "due",
     .kind = FORM_TEXT,
     .label = TR("รายงานผลภายในวันที่"),
     .hint = TR("ถ้ามี เช่น 31/3/2566"),
     .max = 40},
};
static const struct form_field said_fields[] = {
    {.name = "state", .kind = FORM_CHOICE, .label = TR("สถานะ"), .required = true},
    {.name = "body",
     .kind = FORM_LONG,
     .label = TR("ผลหรือเหตุผล"),
     .hint = TR("บันทึกแล้วแก้ไม่ได้ บันทึกเพิ่มได้"),
     .required = true,
     .max = BODY_MAX},
};
static const struct form_field owner_fields[] = {
    {.name = "user",
     .kind = FORM_TEXT,
     .label = TR("ผู้ติดตาม"),
     .hint = TR("ชื่อบัญชีของคนในหน่วยงาน"),
     .max = 60},
    {.name = "due", .kind = FORM_TEXT, .label = TR("ภายในวันที่"), .max = 40},
};

static void form_of(struct req *r, const struct form_field *plain, size_t n, struct form *f)
{
    *f = (struct form){.n = n};
    f->field = ARENA_ARRAY(r->a, struct form_field, n);
    for (size_t i = 0; i < n; i++)
        f->field[i] = plain[i];
}

static void word_choices(struct req *r, struct form_field *f, const char *kind,
                         const char *const *word, size_t n)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, n);

    for (size_t i = 0; i < n; i++)
        c[i] = (struct form_choice){str_from(word[i]),
                                    word_label(kind, str_from(word[i]), r->lang)};
    f->choice = c;
    f->choices = n;
}

static void add_form(struct req *r, struct form *f)
{
    static const char *const sources[] = {"committee", "subcommittee", "council"};

    form_of(r, add_fields, ARRAY_LEN(add_fields), f);
    word_choices(r, form_find(f, "source"), "ob_source", sources, ARRAY_LEN(sources));
}

/* ---- the list ---- */

struct add_ctx {
    struct str code, event, agency;
    int64_t version;
    struct form form;
    struct observation_new new;
    struct observation_owner owner;
    struct observation_said said;
};

static bool was_ticked(const struct req *r, struct str code)
{
    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("agency")) && str_eq(r->form[i].value, code))
            return true;
    }
    return false;
}

static bool ticks(struct req *r, struct observations_page *p, struct err *e)
{
    const struct agency *g;
    struct agency_tick *t;
    struct rows rows;

    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    g = rows.p;
    t = ARENA_ARRAY(r->a, struct agency_tick, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        t[i] = (struct agency_tick){
            g[i].code, r->lang == LANG_EN && g[i].name_en.n ? g[i].name_en : g[i].name_th,
            was_ticked(r, g[i].code)};
    p->tick = t;
    p->tick_n = rows.n;
    return true;
}

static struct str tabs(struct req *r, struct observations_page *p)
{
    static const char *const words[] = {"", "open", "adopted", "proposed", "rejected"};
    static const char *const labels[] = {TR("ทั้งหมด"), TR("ยังทำไม่เสร็จ"), TR("สภาเห็นชอบ"),
                                         TR("รอลงมติ"), TR("สภาไม่เห็นชอบ")};
    struct observation_tab *tab = ARENA_ARRAY(r->a, struct observation_tab, ARRAY_LEN(words));
    struct str show = req_query(r, "show");
    size_t at = 0;

    for (size_t i = 1; i < ARRAY_LEN(words); i++) {
        if (str_eq(show, str_from(words[i])))
            at = i;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        tab[i] = (struct observation_tab){
            tr(r->lang, labels[i]),
            str_format(r->a, "/council/observations?show=%s&ordinance=%lld", words[i],
                       (long long)p->ordinance),
            i == at};
    p->tab = tab;
    p->tab_n = ARRAY_LEN(words);
    return str_from(words[at]);
}

static bool list_show(struct req *r, const struct form *typed, struct str wrong, int status,
                      struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"code", COL_LINK, "/council/observations/", "code", NULL},
                                      {"body", COL_PLAIN, NULL, NULL, NULL},
                                      {"state", COL_TAG, "ob_state", NULL, NULL},
                                      {"agencies", COL_PLAIN, NULL, NULL, NULL},
                                      {"open", COL_PLAIN, NULL, NULL, NULL},
                                      {"doing", COL_PLAIN, NULL, NULL, NULL},
                                      {"done", COL_PLAIN, NULL, NULL, NULL},
                                      {"not_done", COL_PLAIN, NULL, NULL, NULL},
                                      {"late", COL_PLAIN, NULL, NULL, NULL}};
    struct observations_page page = {.year = r->year, .csrf = r->session.csrf, .wrong = wrong};
    struct page_head head = {.nav = STR("/council/observations"),
                             .table_path = STR("/council/observations")};
    struct observation_filter f = {.year = r->year};
    const struct observation *o;
    struct agency g;
    struct rows rows;

    if (!req_int(r, "ordinance", 0, 99, 0, &page.ordinance, e) ||
        !req_int(r, "after", 0, INT64_MAX, 0, &f.after, e))
        return false;
    f.ordinance = page.ordinance;
    f.state = tabs(r, &page);
    if (req_query(r, "agency").n && r->method == METHOD_GET) {
        if (!agency_get(r->db, r->a, req_query(r, "agency"), &g, e))
            return false;
        f.agency_id = g.id;
    }
    if (!observation_list(r->db, r->a, &f, &rows, e))
        return false;
    o = rows.p;
    if (rows.n > OBSERVATION_PAGE) {
        rows.n = OBSERVATION_PAGE;
        page.next = str_format(r->a, "%lld", (long long)o[rows.n - 1].number);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &observation_type, rows.p, rows.n, NULL, page.next,
                           STR("observations"), ret, e);
    for (size_t i = 0; i < rows.n; i++) {
        page.open += str_eq(o[i].state, STR("adopted")) && o[i].open + o[i].doing > 0;
        page.late += o[i].late;
        page.proposed += str_eq(o[i].state, STR("proposed"));
    }
    page.n = (int64_t)rows.n;
    page.may_add = actor_may(&r->session.actor, PERM_COUNCIL);
    if (page.may_add && !ticks(r, &page, e))
        return false;
    page.title = head.title = str_format(
        r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("ข้อสังเกตของสภา ปีงบประมาณ"))), (long long)r->year);
    page.table = (struct table_view){.type = &observation_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีข้อสังเกต"))};
    if (typed)
        page.form = *typed;
    else
        add_form(r, &page.form);
    if (!REPLY_PAGE(r, &head, observations, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

/* ?carried=AGENCY: what earlier years' observations ask of the agency whose request of this year is made. */
static bool carried_show(struct req *r, struct str code, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"code", COL_LINK, "/council/observations/", "code", NULL},
                                      {"body", COL_PLAIN, NULL, NULL, NULL},
                                      {"state", COL_TAG, "ob_part", NULL, NULL},
                                      {"due", COL_PLAIN, NULL, NULL, NULL},
                                      {"late", COL_YES, NULL, NULL, NULL},
                                      {"newest", COL_PLAIN, NULL, NULL, NULL}};
    struct observations_page page = {.year = r->year, .csrf = r->session.csrf, .carried = true};
    struct page_head head = {.nav = STR("/council/observations")};
    const struct observation_part *p;
    struct agency g;
    struct rows rows;

    if (!agency_get(r->db, r->a, code, &g, e) ||
        !observation_carried(r->db, r->a, r->year, g.id, &rows, e))
        return false;
    p = rows.p;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &observation_part_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("observations"), ret, e);
    for (size_t i = 0; i < rows.n; i++) {
        page.open += str_eq(p[i].state, STR("open")) || str_eq(p[i].state, STR("doing"));
        page.late += p[i].late;
    }
    page.n = (int64_t)rows.n;
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ข้อสังเกตปีก่อนถึง"))), STR_FMT(g.name_th));
    page.table = (struct table_view){.type = &observation_part_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ไม่มีข้อสังเกตของสามปีก่อน"))};
    return REPLY_PAGE(r, &head, observations, &page, ret, e);
}

bool observations_page(struct req *r, struct reply *ret, struct err *e)
{
    if (req_query(r, "carried").n)
        return carried_show(r, req_query(r, "carried"), ret, e);
    return list_show(r, NULL, STR_NONE, 200, ret, e);
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct add_ctx *c = ctx;

    return observation_add(by, &c->new, &c->code, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct add_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/council/observations/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct add_ctx *c = ctx;
    struct err again = {0};
    struct str wrong = word_error(r->a, e, r->lang);

    form_refuse(&c->form, r, e);
    return list_show(r, &c->form, c->new.agencies == 0 ? wrong : STR_NONE, err_http(e->code), ret,
                     &again);
}

bool observations_post(struct req *r, struct reply *ret, struct err *e)
{
    struct add_ctx *c = ARENA_NEW(r->a, struct add_ctx);
    struct str *agency = ARENA_ARRAY(r->a, struct str, r->nform + 1);
    int64_t ordinance;

    if (!req_int(r, "ordinance", 0, 99, 0, &ordinance, e))
        return false;
    if (req_has(r, "print"))
        return council_print(r, "observations",
                             str_format(r->a, "%lld", (long long)ordinance), r->year, ret, e);
    add_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "due", r, &c->new.due);
    if (c->form.wrong)
        return list_show(r, &c->form, STR_NONE, 400, ret, e);
    for (size_t i = 0; i < r->nform; i++) {
        if (str_eq(r->form[i].name, STR("agency")) && r->form[i].value.n)
            agency[c->new.agencies++] = r->form[i].value;
    }
    c->new.year = r->year;
    c->new.ordinance = ordinance;
    c->new.source = form_value(&c->form, "source");
    c->new.committee = form_value(&c->form, "committee");
    c->new.body = form_value(&c->form, "body");
    c->new.agency = agency;
    r->refused = add_refused;
    return req_write(r, add_write, done, c, ret, e);
}

/* ---- one ---- */

static void part_forms(struct req *r, struct part_view *v, const struct add_ctx *c)
{
    static const char *const states[] = {"doing", "done", "not_done", "open"};

    form_of(r, said_fields, ARRAY_LEN(said_fields), &v->said);
    form_of(r, owner_fields, ARRAY_LEN(owner_fields), &v->owner);
    word_choices(r, form_find(&v->said, "state"), "ob_part", states, ARRAY_LEN(states));
    form_find(&v->said, "state")->value =
        str_eq(v->p.state, STR("open")) ? STR("doing") : v->p.state;
    form_find(&v->owner, "user")->value = v->p.owner_user;
    if (!c || c->form.n == 0 || !str_eq(c->agency, v->p.agency_code))
        return;
    v->wrong = true;
    if (str_eq(c->event, STR("assign"))) {
        v->owner = c->form;
    } else {
        v->said = c->form;
        word_choices(r, form_find(&v->said, "state"), "ob_part", states, ARRAY_LEN(states));
    }
}

static bool read_parts(struct req *r, struct observation_page *p, const struct add_ctx *c,
                       struct err *e)
{
    const struct actor *who = &r->session.actor;
    const struct observation_part *part;
    struct part_view *v;
    struct rows rows;

    if (!observation_parts(r->db, r->a, p->o.id, &rows, e))
        return false;
    part = rows.p;
    v = ARENA_ARRAY(r->a, struct part_view, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].p = part[i];
        v[i].active = p->is_adopted;
        v[i].may_follow = p->is_adopted && observation_may_follow(who, &part[i]);
        v[i].may_assign = p->is_adopted && observation_may_assign(who, &part[i]);
        part_forms(r, &v[i], c);
        v[i].said.again = v[i].owner.again = (int)i;
    }
    p->part = v;
    p->part_n = rows.n;
    return true;
}

static bool one_show(struct req *r, struct str code, const struct add_ctx *c, struct str refused,
                     int status, struct reply *ret, struct err *e)
{
    struct observation_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("ข้อสังเกตของสภา")), STR("/council/observations")};
    struct page_head head = {.nav = STR("/council/observations"), .crumb = &crumb, .ncrumb = 1};
    struct rows rows;

    if (!observation_get(r->db, r->a, code, &page.o, e))
        return false;
    page.is_proposed = str_eq(page.o.state, STR("proposed"));
    page.is_adopted = str_eq(page.o.state, STR("adopted"));
    if (!read_parts(r, &page, c, e))
        return false;
    if (r->format != FORMAT_HTML) {
        struct observation_part *flat = ARENA_ARRAY(r->a, struct observation_part, page.part_n + 1);

        for (size_t i = 0; i < page.part_n; i++)
            flat[i] = page.part[i].p;
        return reply_table(r, &observation_part_type, flat, page.part_n, NULL, STR_NONE, code, ret,
                           e);
    }
    if (!observation_notes(r->db, r->a, page.o.id, &rows, e))
        return false;
    page.note = rows.p;
    page.note_n = rows.n;
    page.may_decide = page.is_proposed && actor_may(&r->session.actor, PERM_COUNCIL);
    page.action = str_format(r->a, "/council/observations/%.*s", STR_FMT(code));
    page.vote_path = str_format(r->a, "/council/votes?subject=observation:%.*s&ordinance=%lld", STR_FMT(code),
                                (long long)page.o.ordinance);
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ข้อสังเกต"))), STR_FMT(code));
    if (!REPLY_PAGE(r, &head, observation, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool observation_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], NULL, STR_NONE, 200, ret, e);
}

static bool decide_write(struct act *by, void *ctx, struct err *e)
{
    const struct add_ctx *c = ctx;

    return observation_decide(by, c->code, c->version, e);
}

static bool assign_write(struct act *by, void *ctx, struct err *e)
{
    const struct add_ctx *c = ctx;

    return observation_assign(by, c->code, &c->owner, e);
}

static bool progress_write(struct act *by, void *ctx, struct err *e)
{
    const struct add_ctx *c = ctx;

    return observation_progress(by, c->code, &c->said, e);
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct add_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_FORBIDDEN || e->code == ERR_SCOPE)
        return false;
    if (c->form.n == 0)
        return one_show(r, c->code, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret,
                        &again);
    form_refuse(&c->form, r, e);
    return one_show(r, c->code, c, STR_NONE, err_http(e->code), ret, &again);
}

bool observation_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct add_ctx *c = ARENA_NEW(r->a, struct add_ctx);
    bool assign;

    c->code = r->seg[0];
    c->event = r->seg[1];
    c->agency = req_field(r, "agency");
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e))
        return false;
    r->refused = act_refused;
    if (str_eq(c->event, STR("decide")))
        return req_write(r, decide_write, done, c, ret, e);
    assign = str_eq(c->event, STR("assign"));
    if (!assign && !str_eq(c->event, STR("progress"))) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(c->event));
        return false;
    }
    if (assign)
        form_of(r, owner_fields, ARRAY_LEN(owner_fields), &c->form);
    else
        form_of(r, said_fields, ARRAY_LEN(said_fields), &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    if (assign)
        form_date(&c->form, "due", r, &c->owner.due);
    if (c->form.wrong)
        return one_show(r, c->code, c, STR_NONE, 400, ret, e);
    c->owner.agency_code = c->said.agency_code = c->agency;
    c->owner.version = c->said.version = c->version;
    if (assign) {
        c->owner.user_name = form_value(&c->form, "user");
        return req_write(r, assign_write, done, c, ret, e);
    }
    c->said.state = form_value(&c->form, "state");
    c->said.body = form_value(&c->form, "body");
    return req_write(r, progress_write, done, c, ret, e);
}
