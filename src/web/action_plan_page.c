/* action_plan_page.c - /action-plans and one plan as it will be printed. */
#include "web/action_plan_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "city/issued.h"
#include "views.h"
#include "web/job_page.h"
#include "web/money_parts.h"
#include "web/words.h"

/* ---- the list ---- */

static const struct col list_cols[] = {
    {"agency_name", COL_LINK, "/action-plans/", "agency_code", NULL},
    {"agency_code", COL_UNDER, NULL, NULL, NULL},
    {"state", COL_TAG, "action_plan", NULL, NULL},
    {"parts", COL_PLAIN, NULL, NULL, NULL},
    {"missing", COL_PLAIN, NULL, NULL, NULL},
    {"changed", COL_PLAIN, NULL, NULL, NULL},
    {"approved_by", COL_PLAIN, NULL, NULL, NULL},
};

static void list_facts(struct req *r, struct money_page *p, const struct rows *rows)
{
    const struct agency_profile *x = rows->p;
    int64_t begun = 0, whole = 0, approved = 0;

    for (size_t i = 0; i < rows->n; i++) {
        begun += x[i].id != 0;
        whole += x[i].id != 0 && x[i].missing == 0;
        approved += str_eq(x[i].state, STR("approved"));
    }
    p->lead = SAY(r, TR("{begun} จาก {n} หน่วยงานเริ่มแผนแล้ว ครบทุกส่วน {whole} หัวหน้าหน่วยงานเห็นชอบ {approved}"),
                  {STR("{begun}"), money_count_text(r, begun)}, {STR("{n}"), money_count_text(r, (int64_t)rows->n)},
                  {STR("{whole}"), money_count_text(r, whole)}, {STR("{approved}"), money_count_text(r, approved)});
    money_fact(p, tr(r->lang, TR("ยังไม่เริ่ม")), money_count_text(r, (int64_t)rows->n - begun),
               tr(r->lang, TR("หน่วยงาน")));
    p->fact[0].warn = begun < (int64_t)rows->n;
    money_fact(p, tr(r->lang, TR("เริ่มแล้วแต่ยังขาดบางส่วน")), money_count_text(r, begun - whole),
               tr(r->lang, TR("หน่วยงาน")));
    money_fact(p, tr(r->lang, TR("เห็นชอบแล้ว")), money_count_text(r, approved), tr(r->lang, TR("หน่วยงาน")));
}

bool action_plans_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct money_section *s;
    struct rows rows;

    if (!profile_list(r->db, r->a, r->year, 0, &rows, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &agency_profile_type, rows.p, rows.n, NULL, STR_NONE, STR("action-plans"), ret, e);
    }
    p->title = tr(r->lang, TR("แผนปฏิบัติราชการประจำปี"));
    list_facts(r, p, &rows);
    s = money_section(p);
    s->id = STR("plans");
    s->title = tr(r->lang, TR("แผนของหน่วยงาน"));
    s->path = STR("/action-plans");
    s->has_table = true;
    s->table = (struct table_view){.type = &agency_profile_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = list_cols,
                                   .ncols = ARRAY_LEN(list_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ปีนี้ยังไม่มีหน่วยรับงบประมาณ"))};
    return money_show(r, p, "/action-plans", 200, ret, e);
}

/* ---- one plan ---- */

struct showing {
    struct action_plan plan;
    struct action_plan_page page;
    struct plan_section section[PROFILE_KINDS + 4];
    bool may_write;
};

static struct str path_of(struct req *r, const struct action_plan *x)
{
    return str_format(r->a, "/action-plans/%.*s", STR_FMT(x->agency.code));
}

static void piece_lines(struct req *r, struct plan_piece *ret, struct str text)
{
    struct plan_line *line = ARENA_ARRAY(r->a, struct plan_line, 40);
    struct str one;

    ret->line = line;
    while (text.n && ret->line_n < 40 && str_split(&text, '\n', &one)) {
        line[ret->line_n++].text = one;
    }
}

/* What a piece's code says: the kind of post, the threat that is answered, the agencies of a unit. */
static struct str code_text(struct req *r, const struct showing *v, const struct profile_part *t)
{
    struct str agencies = plan_unit_agencies(r->a, &v->plan, t), rest = t->code, head;
    struct str post = word_label("post_kind", t->code, r->lang);

    if (agencies.n)
        return agencies;
    if (str_split(&rest, ':', &head) && str_eq(head, STR("threat")) && rest.n)
        return SAY(r, TR("รับมืออุปสรรคข้อ {n}"), {STR("{n}"), rest});
    return post.n ? post : t->code;
}

static struct str targets_of(struct req *r, const struct showing *v, const struct profile_part *t)
{
    const struct str value[] = {t->first, t->second, t->third};
    struct sbuf b;

    sbuf_init(&b, r->a, 8192);
    for (int64_t i = 0; i < 3; i++) {
        if (value[i].n) {
            sbuf_printf(&b, "%s%lld: %.*s", b.n ? " \xC2\xB7 " : "", (long long)(v->plan.year.year - 2 + i),
                        STR_FMT(value[i]));
        }
    }
    if (t->amount.satang != MONEY_MISSING.satang) {
        sbuf_printf(&b, "%s%.*s", b.n ? " \xC2\xB7 " : "", STR_FMT(money_text(r->a, t->amount, MONEY_WHOLE)));
    }
    if (t->code.n) {
        sbuf_printf(&b, "%s%.*s", b.n ? " \xC2\xB7 " : "", STR_FMT(code_text(r, v, t)));
    }
    return sbuf_str(&b);
}

static void put_kind(struct req *r, struct showing *v, enum profile_kind k)
{
    struct plan_section *s = &v->section[v->page.section_n++];
    const struct profile_part *t;
    struct plan_piece *piece;
    struct str word = str_from(profile_word(k));
    size_t n;

    t = profile_of_kind(&v->plan.parts, k, &n);
    piece = ARENA_ARRAY(r->a, struct plan_piece, n + 1);
    *s = (struct plan_section){.id = word, .title = profile_name(k, r->lang), .piece = piece, .piece_n = n};
    for (size_t i = 0; i < n; i++) {
        piece[i] = (struct plan_piece){.number = str_format(r->a, "%lld.", (long long)t[i].number),
                                       .title = t[i].title,
                                       .more = targets_of(r, v, &t[i])};
        piece_lines(r, &piece[i], t[i].body);
        if (v->may_write) {
            piece[i].href = str_format(r->a, "%.*s/parts/%.*s/%lld", STR_FMT(v->page.action), STR_FMT(word),
                                       (long long)t[i].number);
        }
    }
    if ((int64_t)n < profile_least(k)) {
        s->gap = tr(r->lang, TR("ยังไม่มีข้อความของส่วนนี้ แผนที่พิมพ์จะบอกว่าขาดส่วนใด"));
    }
    if (v->may_write) {
        s->add = str_format(r->a, "%.*s/parts/%.*s/0", STR_FMT(v->page.action), STR_FMT(word));
    }
}

static struct plan_section *put_rows(struct req *r, struct showing *v, const char *id, const char *title)
{
    struct plan_section *s = &v->section[v->page.section_n++];

    *s = (struct plan_section){.id = str_from(id), .title = tr(r->lang, title), .has_table = true};
    return s;
}

/* What lives elsewhere and is printed from there. */
static void put_others(struct req *r, struct showing *v)
{
    static const struct col item_cols[] = {
        {"number", COL_PLAIN, NULL, NULL, NULL}, {"name", COL_PLAIN, NULL, NULL, NULL},
        {"places", COL_PLAIN, NULL, NULL, NULL}, {"weight", COL_PLAIN, NULL, NULL, NULL},
        {"target", COL_PLAIN, NULL, NULL, NULL}, {"unit_name", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col activity_cols[] = {
        {"name", COL_LINK, "/activities/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
        {"unit", COL_PLAIN, NULL, NULL, NULL},            {"amount", COL_WHOLE, NULL, NULL, NULL},
        {"steps", COL_PLAIN, NULL, NULL, NULL}};
    const struct action_plan *x = &v->plan;
    struct plan_section *s = put_rows(r, v, "items", TR("ตัวชี้วัดในคำรับรองของปีนี้"));

    s->table = (struct table_view){.type = &agreement_item_type, .rows = x->now.items.p, .n = x->now.items.n,
                                   .cols = item_cols, .ncols = ARRAY_LEN(item_cols), .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีคำรับรองของปีนี้ ตาราง ก ข ค ง จึงยังพิมพ์ไม่ได้"))};
    s = put_rows(r, v, "activities", TR("โครงการและกิจกรรม"));
    s->table = (struct table_view){.type = &activity_type, .rows = x->activities.p, .n = x->activities.n,
                                   .cols = activity_cols, .ncols = ARRAY_LEN(activity_cols), .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีแผนกิจกรรมที่เห็นชอบแล้ว"))};
}

static void put_gaps(struct req *r, struct showing *v)
{
    const struct plan_gap *gap;
    size_t n = action_plan_gaps(r->a, &v->plan, &gap);
    struct plan_gap_link *g = ARENA_ARRAY(r->a, struct plan_gap_link, n + 1);

    for (size_t i = 0; i < n; i++) {
        struct str id = STR("#items");

        for (int k = 0; k < PROFILE_KINDS; k++) {
            if (str_eq(gap[i].en, profile_name((enum profile_kind)k, LANG_EN))) {
                id = str_format(r->a, "#%s", profile_word((enum profile_kind)k));
            }
        }
        g[i] = (struct plan_gap_link){lang_pick(r->lang, str_cstr(r->a, gap[i].th), str_cstr(r->a, gap[i].en)), id};
    }
    v->page.gap = g;
    v->page.gap_n = n;
}

static struct str lead_of(struct req *r, const struct showing *v)
{
    const struct agency_profile *f = &v->plan.profile;
    struct str gaps = money_count_text(r, (int64_t)v->page.gap_n);

    if (f->id == 0) {
        return tr(r->lang, TR("หน่วยงานนี้ยังไม่เริ่มแผนของปีนี้ พิมพ์ได้แต่จะบอกว่าขาดทุกส่วน"));
    }
    if (str_eq(f->state, STR("approved"))) {
        return SAY(r, TR("เห็นชอบแล้วโดย {who} {capacity} · ยังขาด {n} ส่วน"), {STR("{who}"), f->approved_by},
                   {STR("{capacity}"), f->capacity}, {STR("{n}"), gaps});
    }
    return SAY(r, TR("ร่าง แก้ไขล่าสุดโดย {who} · ยังขาด {n} ส่วน"), {STR("{who}"), f->changed_by}, {STR("{n}"), gaps});
}

static void put_acts(struct req *r, struct showing *v)
{
    const struct agency_profile *f = &v->plan.profile;
    const struct actor *who = &r->session.actor;
    struct action_plan_page *p = &v->page;
    struct err no;

    p->may_begin = f->id == 0 && profile_may_write(who, f);
    p->may_approve = str_eq(f->state, STR("draft")) && profile_may_approve(who, f);
    p->may_reopen = str_eq(f->state, STR("approved")) &&
                    (profile_may_write(who, f) || actor_check(who, PERM_RESULT_APPROVE, f->agency_id, f->division, &no));
    p->may_print = issued_may_make(who, ISSUED_ACTION_PLAN, f->agency_id, f->division, &no);
    v->may_write = str_eq(f->state, STR("draft")) && profile_may_write(who, f);
    p->may_copy = f->before > 0;
}

static bool show(struct req *r, struct str code, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct showing *v = ARENA_NEW(r->a, struct showing);
    struct param crumb = {tr(r->lang, TR("แผนปฏิบัติราชการประจำปี")), STR("/action-plans")};
    struct page_head head = {.nav = STR("/action-plans"), .crumb = &crumb, .ncrumb = 1};
    const struct action_plan_ask ask = {.year = r->year, .as_of = r->today, .brief = true};
    struct action_plan_page *p = &v->page;
    struct agency g;

    if (!agency_get(r->db, r->a, code, &g, e) || !action_plan_load(r->db, r->a, &ask, &g, &v->plan, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &profile_part_type, v->plan.parts.p, v->plan.parts.n, NULL, STR_NONE, code, ret, e);
    }
    *p = (struct action_plan_page){.csrf = r->session.csrf, .refused = refused, .year = r->year,
                                   .version = v->plan.profile.version, .state = v->plan.profile.state,
                                   .published = v->plan.profile.published, .source = v->plan.profile.source,
                                   .agency_name = g.name_th, .section = v->section};
    p->action = path_of(r, &v->plan);
    p->title = head.title = str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("แผนปฏิบัติราชการของ"))),
                                       STR_FMT(lang_pick(r->lang, str_cstr(r->a, g.name_th), str_cstr(r->a, g.name_en))));
    put_acts(r, v);
    for (int k = 0; k < PROFILE_KINDS; k++) {
        put_kind(r, v, (enum profile_kind)k);
    }
    put_others(r, v);
    put_gaps(r, v);
    p->lead = lead_of(r, v);
    if (!REPLY_PAGE(r, &head, action_plan, p, ret, e)) {
        return false;
    }
    ret->status = status;
    return true;
}

bool action_plan_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, r->seg[0], STR_NONE, 200, ret, e);
}

bool action_plan_history_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct agency_profile f;
    struct money_section *s;
    struct rows rows = {0};
    int64_t before;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &before, e) ||
        !profile_get(r->db, r->a, r->year, r->seg[0], &f, e) ||
        (f.id && !profile_history(r->db, r->a, f.id, before, &rows, e))) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &profile_change_type, rows.p, rows.n, NULL, STR_NONE, STR("action-plan-history"), ret, e);
    }
    p->title = SAY(r, TR("การแก้ไขแผนของ{agency}"), {STR("{agency}"), f.agency_name});
    p->lead = tr(r->lang, TR("ทุกข้อความที่เคยมี ใหม่สุดก่อน ข้อความเดิมไม่หายไป"));
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("กลับไปที่แผน")),
                                             str_format(r->a, "/action-plans/%.*s", STR_FMT(f.agency_code)), false};
    s = money_section(p);
    s->id = STR("changes");
    s->title = tr(r->lang, TR("การแก้ไข"));
    s->path = str_format(r->a, "/action-plans/%.*s/history", STR_FMT(f.agency_code));
    s->has_table = true;
    s->table = (struct table_view){.type = &profile_change_type, .rows = rows.p, .n = rows.n, .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มีการแก้ไข"))};
    if (rows.n == 100) {
        p->next = str_format(r->a, "%.*s?after=%lld", STR_FMT(s->path),
                             (long long)((const struct profile_change *)rows.p)[99].id);
    }
    return money_show(r, p, "/action-plans", 200, ret, e);
}

/* ---- events ---- */

struct event_post {
    struct str agency, event, from, reason;
    int64_t year, version;
};

static bool do_event(struct act *by, void *ctx, struct err *e)
{
    const struct event_post *x = ctx;
    const struct profile_new n = {.year = x->year, .agency_code = x->agency};
    int64_t done;

    if (str_eq(x->event, STR("begin"))) {
        return str_eq(x->from, STR("before")) ? profile_copy(by, x->year, x->agency, &done, e)
                                              : profile_begin(by, &n, &done, e);
    }
    if (str_eq(x->event, STR("approve"))) {
        return profile_approve(by, x->year, x->agency, x->version, e);
    }
    if (str_eq(x->event, STR("reopen"))) {
        return profile_reopen(by, x->year, x->agency, x->version, x->reason, e);
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("event")));
    err_arg(e, "value", V(x->event));
    err_arg(e, "expected", V(STR("begin approve reopen print")));
    return false;
}

static bool event_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct event_post *x = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/action-plans/%.*s", STR_FMT(x->agency)), ret);
    return true;
}

static bool event_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct event_post *x = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND || e->code == ERR_FORBIDDEN || e->code == ERR_SCOPE) {
        return false;
    }
    return show(r, x->agency, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool print(struct req *r, struct str agency, struct reply *ret, struct err *e)
{
    struct str format = req_field(r, "format");
    struct agency g;
    struct sbuf b;
    struct jw w;

    if (!agency_get(r->db, r->a, agency, &g, e) ||
        !issued_may_make(&r->session.actor, ISSUED_ACTION_PLAN, g.id, g.division, e)) {
        return false;
    }
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "document", STR("action_plan"));
    J(&w, "format", format.n ? format : STR("pdf"));
    J(&w, "agency", agency);
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}

bool action_plan_post(struct req *r, struct reply *ret, struct err *e)
{
    struct event_post *x = ARENA_NEW(r->a, struct event_post);

    *x = (struct event_post){.agency = r->seg[0], .event = r->seg[1], .year = r->year,
                             .from = req_field(r, "from"), .reason = req_field(r, "reason")};
    if (str_eq(x->event, STR("print"))) {
        return print(r, x->agency, ret, e);
    }
    r->refused = event_refused;
    return req_int(r, "version", 0, INT64_MAX, 0, &x->version, e) && req_write(r, do_event, event_done, x, ret, e);
}
