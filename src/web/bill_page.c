/* bill_page.c - a draft in the Council: where it stands, what is next and until when, money, versions, trail. */
#include "web/bill_page.h"

#include <string.h>

#include "base/arena.h"
#include "city/law.h"
#include "plan/rollup.h"
#include "views.h"
#include "web/overview.h"
#include "web/words.h"

/* ---- what every page of a draft says ---- */

struct str bill_path(struct req *r, const struct bill_head *h, const char *path)
{
    return h->ordinance ? str_format(r->a, "%s?ordinance=%lld", path, (long long)h->ordinance)
                        : str_from(path);
}

static struct str bill_name(struct req *r, const struct bill *b)
{
    if (b->title.n)
        return b->title;
    return b->number ? str_format(r->a, "%.*s %lld",
                                  STR_FMT(tr(r->lang, TR("ร่างข้อบัญญัติงบประมาณรายจ่ายเพิ่มเติม ฉบับที่"))),
                                  (long long)b->number)
                     : tr(r->lang, TR("ร่างข้อบัญญัติงบประมาณรายจ่ายประจำปี"));
}

static void head_of(struct req *r, const struct bill *b, struct bill_head *ret)
{
    ret->year = r->year;
    ret->ordinance = b->number;
    ret->csrf = r->session.csrf;
    ret->name = bill_name(r, b);
    ret->query = ret->ordinance ? str_format(r->a, "ordinance=%lld", (long long)ret->ordinance)
                                : STR_NONE;
}

bool bill_head_read(struct req *r, struct bill_head *ret, struct err *e)
{
    struct bill b;
    int64_t number;

    if (!req_int(r, "ordinance", 0, 99, 0, &number, e) ||
        !bill_get(r->db, r->a, r->year, number, &b, e))
        return false;
    head_of(r, &b, ret);
    return true;
}

/* ---- where it stands ---- */

/* The strip: the Council's stages, and what comes before them as one. */
static size_t marks(struct req *r, const struct bill *b, const struct strip_mark **ret)
{
    const struct cycle_mark *all;
    size_t n = cycle_marks(r->a, b->stage, r->lang, &all), out = 1;
    struct strip_mark *m = ARENA_ARRAY(r->a, struct strip_mark, n + 1);
    bool tabled = cycle_at_least(b->stage, STR("TABLED"));

    m[0] = (struct strip_mark){.label = tr(r->lang, TR("จัดทำร่าง")),
                               .now_label = bill_stage_label(b->stage, r->lang),
                               .done = tabled,
                               .now = !tabled};
    for (size_t i = 0; i < n; i++) {
        if (cycle_at_least(all[i].code, STR("TABLED")) &&
            !cycle_at_least(all[i].code, STR("YEAR_END")))
            m[out++] = (struct strip_mark){.label = all[i].label,
                                           .now_label = tr(r->lang, TR("ขณะนี้")),
                                           .done = tabled && all[i].done,
                                           .now = tabled && all[i].now};
    }
    if (cycle_at_least(b->stage, STR("YEAR_END")))
        m[out - 1].done = true;
    *ret = m;
    return out;
}

/* A step without its guard "not_above", which the sums on the page answer already. */
static struct cycle_step without_sum(struct req *r, const struct cycle_step *s, bool *ret_sum)
{
    struct str rest = str_from(s->guards), name, out = STR_NONE;
    struct cycle_step t = *s;

    *ret_sum = false;
    while (rest.n && str_split(&rest, ' ', &name)) {
        if (str_eq(name, STR("not_above")))
            *ret_sum = true;
        else
            out = out.n ? str_format(r->a, "%.*s %.*s", STR_FMT(out), STR_FMT(name)) : name;
    }
    t.guards = str_cstr(r->a, out);
    return t;
}

static bool read_step(struct req *r, const struct bill_page *page, const struct cycle_step *s,
                      struct bill_step_view *ret, struct err *e)
{
    const struct bill_head *h = &page->head;
    const struct bill_money *sum = page->money.rows;
    const struct cycle_need *need;
    struct cycle_step asked;
    bool summed;
    struct cycle_need_view *v;
    struct law_ref rule = {0};
    size_t n;

    asked = without_sum(r, s, &summed);
    if (!bill_needs(r->db, r->a, &(struct bill_key){r->year, h->ordinance}, &asked, &need, &n, e))
        return false;
    if (strcmp(s->event, "reopen") && /* that one shows no rule */
        !law_of(r->db, r->a, "event", str_from(s->event), &rule, e))
        return false;
    ret->may = actor_may(&r->session.actor, s->perm);
    ret->deemed = !strcmp(s->event, "deemed");
    ret->who = word_label("who", str_from(perm_word(s->perm)), r->lang);
    ret->v = (struct cycle_event_view){.event = str_from(s->event),
                                       .label = lang_pick(r->lang, s->th, s->en),
                                       .to = bill_stage_label(str_from(s->to), r->lang),
                                       .rule = rule.listed ? law_ref_text(&rule, r->lang) : STR_NONE,
                                       .rule_path = rule.path,
                                       .back = !strcmp(s->event, "reopen"),
                                       .reason_needed = !strcmp(s->event, "reopen"),
                                       .need_n = n + summed};
    v = ARENA_ARRAY(r->a, struct cycle_need_view, n + 1);
    if (summed) {
        int64_t above = money_cmp(sum[2].now, sum[2].tabled) > 0;

        v[n] = (struct cycle_need_view){.text = cycle_guard_label(STR("not_above"), r->lang),
                                        .path = STR("#money"),
                                        .count = above,
                                        .open = above > 0,
                                        .fixed = true};
    }
    for (size_t i = 0; i < n; i++) {
        v[i] = (struct cycle_need_view){.text = need[i].count > 0 ? cycle_guard_label(need[i].guard, r->lang)
                                                                  : cycle_guard_met(need[i].guard, r->lang),
                                        .path = need[i].path,
                                        .count = need[i].count,
                                        .open = need[i].count > 0,
                                        .fixed = !need[i].may_override};
        if (h->ordinance && str_find(need[i].path, STR("?"), 0) >= need[i].path.n)
            v[i].path = str_format(r->a, "%.*s?ordinance=%lld", STR_FMT(need[i].path),
                                   (long long)h->ordinance);
        ret->v.reason_needed = ret->v.reason_needed || (v[i].open && !v[i].fixed);
    }
    ret->v.need = v;
    return true;
}

/* The steps of the Council that lead on from here; before GOVERNOR and after IN_FORCE the year's own page moves it. */
static bool read_steps(struct req *r, struct bill_page *page, struct err *e)
{
    const struct cycle_step *s;
    size_t n = bill_steps(r->a, page->head.ordinance, page->b.stage, &s);
    struct bill_step_view *v = ARENA_ARRAY(r->a, struct bill_step_view, BILL_STEPS);
    bool councils = page->head.ordinance > 0 ||
                    (cycle_at_least(page->b.stage, STR("GOVERNOR")) &&
                     !cycle_at_least(page->b.stage, STR("IN_FORCE")));

    for (size_t i = 0; i < n && councils; i++) {
        bool back = !strcmp(s[i].event, "reopen");

        if ((back && str_eq(page->b.stage, STR("GOVERNOR"))) ||
            (!strcmp(s[i].event, "deemed") && !page->clock.deemed_open))
            continue;
        if (!read_step(r, page, &s[i], &v[page->step_n], e))
            return false;
        if (!back && !page->has_next) {
            page->has_next = true;
            page->next_name = v[page->step_n].v.label;
        }
        page->step_n++;
    }
    page->step = v;
    return true;
}

/* Until when: of the committee and the amendments their limits, of a draft that passed the first of October. */
static void read_due(struct bill_page *page)
{
    const struct bill_clock *c = &page->clock;
    struct str s = page->b.stage;
    bool amends = str_eq(s, STR("AMENDMENT"));

    page->before = !cycle_at_least(s, STR("TABLED"));
    page->over = cycle_at_least(s, STR("IN_FORCE"));
    page->reading = c->committee_due.yyyymmdd != 0;
    page->deemed = c->deemed_on.yyyymmdd != 0;
    page->drafting = page->head.ordinance > 0 && page->before;
    if (page->over || page->before)
        return;
    if (page->reading && !cycle_at_least(s, STR("PASSED"))) {
        page->due = amends && c->amend_left >= 0 ? c->amend_due : c->committee_due;
        page->left = amends && c->amend_left >= 0 ? c->amend_left : c->committee_left;
    } else if (page->head.ordinance == 0) {
        page->due = c->in_force_due;
        page->left = c->in_force_left;
    }
    page->has_due = page->due.yyyymmdd != 0 && page->left >= 0;
    page->late = page->due.yyyymmdd != 0 && page->left < 0 ? -page->left : 0;
}

/* ---- tables ---- */

static const struct col money_cols[] = {{"part", COL_WORD, "billpart", NULL, NULL},
                                        {"tabled", COL_MILLION, NULL, NULL, NULL},
                                        {"cut", COL_MAYBE, NULL, NULL, NULL},
                                        {"added", COL_MAYBE, NULL, NULL, NULL},
                                        {"now", COL_MILLION, NULL, NULL, NULL},
                                        {"regular", COL_MILLION, NULL, NULL, NULL},
                                        {"special", COL_MAYBE, NULL, NULL, NULL}};
static const struct col version_cols[] = {{"no", COL_PLAIN, NULL, NULL, NULL},
                                          {"kind", COL_TAG, "billversion", NULL, NULL},
                                          {"at", COL_PLAIN, NULL, NULL, NULL},
                                          {"lines", COL_PLAIN, NULL, NULL, NULL},
                                          {"total", COL_WHOLE, NULL, NULL, NULL},
                                          {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                          {"withdrawn_why", COL_PLAIN, NULL, NULL, NULL}};
static const struct col trail_cols[] = {{"event", COL_WORD, "event", NULL, NULL},
                                        {"at", COL_PLAIN, NULL, NULL, NULL},
                                        {"to_stage", COL_WORD, "cycle", NULL, NULL},
                                        {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                        {"reason", COL_PLAIN, NULL, NULL, NULL},
                                        {"open_count", COL_PLAIN, NULL, NULL, NULL}};

static bool read_money(struct req *r, const struct bill_head *h, struct rows *ret, struct err *e)
{
    return bill_money(r->db, r->a, r->server->rollup, r->year, h->ordinance, ret, e);
}

static bool read_tables(struct req *r, struct bill_page *page, struct err *e)
{
    struct rows money, versions, trail = {0};
    const struct bill_money *m;

    page->has_trail = page->head.ordinance > 0; /* the annual one's is the year's: /cycle */
    if (!read_money(r, &page->head, &money, e) ||
        !bill_versions(r->db, r->a, r->year, page->head.ordinance, &versions, e) ||
        (page->has_trail && !bill_trail(r->db, r->a, r->year, page->head.ordinance, &trail, e)))
        return false;
    m = money.p;
    page->money = (struct table_view){.type = &bill_money_type,
                                      .rows = m,
                                      .n = 2,
                                      .cols = money_cols,
                                      .ncols = ARRAY_LEN(money_cols),
                                      .total = &m[2],
                                      .caption = tr(r->lang, TR("เงินในร่าง"))};
    page->versions = (struct table_view){.type = &bill_version_type,
                                         .rows = versions.p,
                                         .n = versions.n,
                                         .cols = version_cols,
                                         .ncols = ARRAY_LEN(version_cols),
                                         .flag = "withdrawn",
                                         .caption = tr(r->lang, TR("ฉบับที่ตรึงไว้")),
                                         .empty = tr(r->lang, TR("ยังไม่มี ฉบับแรกตรึงเมื่อเสนอสภา"))};
    page->trail = (struct table_view){.type = &cycle_event_row_type,
                                      .rows = trail.p,
                                      .n = trail.n,
                                      .cols = trail_cols,
                                      .ncols = ARRAY_LEN(trail_cols),
                                      .caption = tr(r->lang, TR("ทางที่ร่างเดินมา")),
                                      .empty = tr(r->lang, TR("ร่างนี้ยังไม่ได้เข้าสภา"))};
    return true;
}

/* ---- gazette ---- */

static void gazette_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "volume", .kind = FORM_TEXT, .label = TR("เล่ม"), .required = true, .max = 60},
        {.name = "part", .kind = FORM_TEXT, .label = TR("ตอน"), .required = true, .max = 60},
        {.name = "page", .kind = FORM_TEXT, .label = TR("หน้า"), .required = true, .max = 60},
        {.name = "on_date",
         .kind = FORM_TEXT,
         .label = TR("วันที่ประกาศ"),
         .hint = TR("เช่น 29 ก.ย. 2565"),
         .required = true,
         .max = 40}};

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

static bool read_gazette(struct req *r, struct bill_page *page, const struct form *form,
                         struct err *e)
{
    bool signed_already = cycle_at_least(page->b.stage, STR("SIGNED"));

    if (signed_already && !gazette_find(r->db, r->a, r->year, page->head.ordinance, &page->gazette,
                                        &page->gazetted, e))
        return false;
    page->may_gazette = signed_already && !page->over && actor_may(&r->session.actor, PERM_CYCLE);
    page->may_enact = page->head.ordinance == 0 && !page->over && page->gazetted &&
                      actor_may(&r->session.actor, PERM_ENACT);
    if (form)
        page->form = *form;
    else if (page->may_gazette)
        gazette_form(r, &page->form);
    return true;
}

/* ---- the page ---- */

/* The drafts of the year, and the one that is asked for. */
static bool read_bills(struct req *r, struct bill_page *page, struct err *e)
{
    const struct bill *b;
    struct bill_link *l;
    struct rows rows;
    int64_t number;

    if (!req_int(r, "ordinance", 0, 99, 0, &number, e) ||
        !bill_list(r->db, r->a, r->year, &rows, e))
        return false;
    b = rows.p;
    l = ARENA_ARRAY(r->a, struct bill_link, rows.n);
    page->b.code = STR_NONE;
    for (size_t i = 0; i < rows.n; i++) {
        if (b[i].number == number)
            page->b = b[i];
        l[i] = (struct bill_link){str_format(r->a, "/council?ordinance=%lld", (long long)b[i].number),
                                  bill_name(r, &b[i]), b[i].number == number};
    }
    page->bill = l;
    page->bill_n = rows.n > 1 ? rows.n : 0;
    if (!page->b.code.n)
        return bill_get(r->db, r->a, r->year, number, &page->b, e); /* says what is missing */
    head_of(r, &page->b, &page->head);
    return true;
}

static bool bill_show(struct req *r, const struct form *form, struct str refused, int status,
                      struct reply *ret, struct err *e)
{
    struct bill_page page = {.refused = refused};
    struct page_head head = {.nav = STR("/council"), .table_path = STR("/council")};

    if (!read_bills(r, &page, e) ||
        (!cycle_at_least(page.b.stage, STR("IN_FORCE")) &&
         !bill_clock_of(r->db, r->a, &page.b, r->today, &page.clock, e)))
        return false;
    page.title = head.title = page.head.name;
    page.stage_name = bill_stage_label(page.b.stage, r->lang);
    read_due(&page);
    page.mark_n = marks(r, &page.b, &page.mark);
    if (!read_tables(r, &page, e) || !read_steps(r, &page, e) ||
        !read_gazette(r, &page, form, e) || !REPLY_PAGE(r, &head, bill, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool bill_page(struct req *r, struct reply *ret, struct err *e)
{
    struct bill_head h;
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return bill_show(r, NULL, STR_NONE, 200, ret, e);
    return bill_head_read(r, &h, e) && read_money(r, &h, &rows, e) &&
           reply_table(r, &bill_money_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "bill-%lld-%lld", (long long)r->year, (long long)h.ordinance),
                       ret, e);
}

typedef bool part_fn(struct db *db, struct arena *a, int64_t year, int64_t number, struct rows *ret,
                     struct err *e);

static bool part(struct req *r, part_fn *read, const struct row_type *t, const char *name,
                 struct reply *ret, struct err *e)
{
    struct bill_head h;
    struct rows rows;

    if (!bill_head_read(r, &h, e))
        return false;
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/council?ordinance=%lld#%s", (long long)h.ordinance, name),
                       ret);
        return true;
    }
    return read(r->db, r->a, r->year, h.ordinance, &rows, e) &&
           reply_table(r, t, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "bill-%lld-%lld-%s", (long long)r->year,
                                  (long long)h.ordinance, name),
                       ret, e);
}

bool bill_versions_page(struct req *r, struct reply *ret, struct err *e)
{
    return part(r, bill_versions, &bill_version_type, "versions", ret, e);
}

bool bill_trail_page(struct req *r, struct reply *ret, struct err *e)
{
    return part(r, bill_trail, &cycle_event_row_type, "trail", ret, e);
}

/* ---- writing ---- */

struct bill_ctx {
    struct form form;
    struct gazette gazette;
    struct str event, reason;
    int64_t year, number;
};

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct bill_ctx *c = ctx;

    (void)e;
    reply_done(r, bill_path(r, &(struct bill_head){.ordinance = c->number}, "/council"), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return bill_show(r, NULL, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool begin(struct req *r, struct bill_ctx **ret, struct err *e)
{
    struct bill_ctx *c = ARENA_NEW(r->a, struct bill_ctx);

    c->year = r->year;
    r->refused = refused;
    *ret = c;
    return req_int(r, "ordinance", 0, 99, 0, &c->number, e);
}

static bool step_write(struct act *by, void *ctx, struct err *e)
{
    const struct bill_ctx *c = ctx;

    return bill_run(by, c->year, c->number, c->event, c->reason, e);
}

bool bill_step_post(struct req *r, struct reply *ret, struct err *e)
{
    struct bill_ctx *c;

    if (!begin(r, &c, e))
        return false;
    c->event = req_field(r, "event");
    c->reason = str_trim(req_field(r, "reason"));
    return req_write(r, step_write, done, c, ret, e);
}

static bool gazette_write(struct act *by, void *ctx, struct err *e)
{
    const struct bill_ctx *c = ctx;

    return gazette_set(by, c->year, c->number, &c->gazette, e);
}

static bool gazette_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct bill_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return bill_show(r, &c->form, STR_NONE, err_http(e->code), ret, &again);
}

bool gazette_post(struct req *r, struct reply *ret, struct err *e)
{
    struct bill_ctx *c;

    if (!begin(r, &c, e))
        return false;
    gazette_form(r, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    form_date(&c->form, "on_date", r, &c->gazette.on_date);
    if (c->form.wrong)
        return bill_show(r, &c->form, STR_NONE, 400, ret, e);
    c->gazette.volume = form_value(&c->form, "volume");
    c->gazette.part = form_value(&c->form, "part");
    c->gazette.page = form_value(&c->form, "page");
    r->refused = gazette_refused;
    return req_write(r, gazette_write, done, c, ret, e);
}
