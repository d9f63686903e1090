#include "web/meeting_page.h"

#include "allocate/scenario.h"
#include "base/arena.h"
#include "views.h"
#include "web/words.h"

enum { TEXT_MAX = 20000, CODES_MAX = 2000 };

void resolution_table(struct req *r, const struct rows *rows, bool narrow, struct str empty,
                      struct table_view *ret)
{
    static const struct col cols[] = {{"title", COL_LINK, "/resolutions/", "code", NULL},
                                      {"number", COL_UNDER, NULL, NULL, NULL},
                                      {"kind", COL_TAG, "reskind", NULL, NULL},
                                      {"state", COL_TAG, "resolution", NULL, NULL},
                                      {"packages", COL_PLAIN, NULL, NULL, NULL},
                                      {"total", COL_WHOLE, NULL, NULL, NULL},
                                      {"change", COL_SIGNED, NULL, NULL, NULL},
                                      {"body", COL_WORD, "body", NULL, NULL},
                                      {"ended_at", COL_PLAIN, NULL, NULL, NULL},
                                      {"ended_by", COL_UNDER, NULL, NULL, NULL}};
    enum { NARROW = 7 };

    *ret = (struct table_view){.type = &resolution_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = narrow ? NARROW : ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("มติ")),
                               .empty = empty};
}

/* ---- one meeting ---- */

static bool run_choices(struct req *r, struct form_field *f, struct err *e)
{
    const struct run_row *run;
    struct form_choice *c;
    struct rows rows;

    if (!run_list(r->db, r->a, r->year, &r->session.actor, &rows, e))
        return false;
    run = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[0] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < rows.n; i++)
        c[i + 1] = (struct form_choice){
            run[i].code, str_format(r->a, "%.*s · %.*s · %.*s", STR_FMT(run[i].code),
                                    STR_FMT(run[i].scenario),
                                    STR_FMT(money_text(r->a, run[i].used, MONEY_WHOLE)))};
    f->choice = c;
    f->choices = rows.n + 1;
    return true;
}

static bool item_form(struct req *r, struct form *f, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิดของวาระ"), .required = true},
        {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = 500},
        {.name = "detail", .kind = FORM_LONG, .label = TR("รายละเอียด"), .max = TEXT_MAX},
        {.name = "run",
         .kind = FORM_CHOICE,
         .label = TR("ข้อเสนอการจัดสรร"),
         .hint = TR("เฉพาะวาระชนิดข้อเสนอการจัดสรร")},
        {.name = "codes",
         .kind = FORM_LONG,
         .label = TR("รหัสหน่วยงานหรือรหัสข้อเสนอ"),
         .hint = TR("คั่นด้วยช่องว่างหรือขึ้นบรรทัดใหม่"),
         .max = TEXT_MAX}};

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    word_choices(r, "itemkind", NULL, form_find(f, "kind"));
    return run_choices(r, form_find(f, "run"), e);
}

static void guest_form(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "full_name", .kind = FORM_TEXT, .label = TR("ชื่อผู้ชี้แจง"), .required = true, .max = 200},
        {.name = "post", .kind = FORM_TEXT, .label = TR("ตำแหน่ง"), .max = 200},
        {.name = "agency", .kind = FORM_TEXT, .label = TR("รหัสหน่วยงาน"), .max = 8}};

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
}

/* Each item with what it lists. */
static bool read_items(struct req *r, struct meeting_page *page, struct err *e)
{
    const struct meeting_item *item;
    const struct meeting_subject *s;
    struct item_view *v;
    struct rows items, subjects;

    if (!meeting_items(r->db, r->a, page->m.id, &items, e) ||
        !meeting_subjects(r->db, r->a, page->m.id, &subjects, e))
        return false;
    item = items.p;
    s = subjects.p;
    v = ARENA_ARRAY(r->a, struct item_view, items.n);
    for (size_t i = 0; i < items.n; i++) {
        size_t at = 0;

        v[i].item = item[i];
        v[i].scenario = item[i].run_code.n > 0;
        v[i].has_resolutions = item[i].resolutions > 0;
        while (at < subjects.n && s[at].no != item[i].no)
            at++;
        v[i].subject = &s[at];
        while (at + v[i].subject_n < subjects.n && s[at + v[i].subject_n].no == item[i].no)
            v[i].subject_n++;
        v[i].listed = v[i].subject_n > 0;
    }
    page->item = v;
    page->item_n = items.n;
    return true;
}

static bool read_rest(struct req *r, struct meeting_page *page, struct err *e)
{
    const struct resolution_filter f = {
        .year = r->year, .stage = -1, .meeting_id = page->m.id, .limit = 200};
    struct rows people, resolutions;

    if (!meeting_people(r->db, r->a, page->m.id, &people, e) ||
        !resolution_list(r->db, r->a, &f, &resolutions, e))
        return false;
    page->person = people.p;
    page->person_n = people.n;
    resolution_table(r, &resolutions, true, tr(r->lang, TR("ยังไม่มีมติจากการประชุมนี้")), &page->resolutions);
    return true;
}

static void read_rights(struct req *r, struct meeting_page *page)
{
    struct str s = page->m.state;
    bool draft = str_eq(s, STR("draft")), called = str_eq(s, STR("called"));

    page->may = actor_may(&r->session.actor, PERM_COMMITTEE);
    page->may_edit = page->may && (draft || called);
    page->may_call = page->may && draft;
    page->may_back = page->may_hold = page->may_attend = page->may && called;
    page->may_minutes = page->may && !str_eq(s, STR("confirmed"));
    page->may_confirm = actor_may(&r->session.actor, PERM_DECIDE) && str_eq(s, STR("held"));
}

struct said {
    const struct form *item, *guest;
    struct str refused;
    int status;
};

static bool one_show(struct req *r, const struct said *said, struct reply *ret, struct err *e)
{
    struct meeting_page page = {
        .year = r->year, .csrf = r->session.csrf, .refused = said->refused};
    struct param crumb = {tr(r->lang, TR("คณะกรรมการและการประชุม")), STR("/meetings")};
    struct page_head head = {.nav = STR("/meetings"), .crumb = &crumb, .ncrumb = 1};
    enum body b;

    if (!meeting_get(r->db, r->a, r->year, r->seg[0], &page.m, e) ||
        !body_parse(page.m.body, &b, e) || !read_items(r, &page, e) || !read_rest(r, &page, e))
        return false;
    read_rights(r, &page);
    page.body_label = body_label(b, r->lang);
    page.path = str_format(r->a, "/meetings/%.*s", STR_FMT(page.m.code));
    head.table_path = page.path;
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("ประชุมครั้งที่"))), STR_FMT(page.m.number));
    if (page.may_edit) {
        if (said->item)
            page.form = *said->item;
        else if (!item_form(r, &page.form, e))
            return false;
        if (said->guest)
            page.guest = *said->guest;
        else
            guest_form(r, &page.guest);
    }
    if (!REPLY_PAGE(r, &head, meeting, &page, ret, e))
        return false;
    ret->status = said->status;
    return true;
}

typedef bool part_fn(struct db *db, struct arena *a, int64_t id, struct rows *ret, struct err *e);

static bool part(struct req *r, part_fn *read, const struct row_type *t, const char *name,
                 struct reply *ret, struct err *e)
{
    struct meeting m;
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/meetings/%.*s#%s", STR_FMT(r->seg[0]), name), ret);
        return true;
    }
    return meeting_get(r->db, r->a, r->year, r->seg[0], &m, e) && read(r->db, r->a, m.id, &rows, e) &&
           reply_table(r, t, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-%s", STR_FMT(m.code), name), ret, e);
}

bool meeting_page(struct req *r, struct reply *ret, struct err *e)
{
    if (r->format != FORMAT_HTML)
        return part(r, meeting_items, &meeting_item_type, "items", ret, e);
    return one_show(r, &(struct said){.status = 200}, ret, e);
}

bool meeting_people_page(struct req *r, struct reply *ret, struct err *e)
{
    return part(r, meeting_people, &meeting_person_type, "people", ret, e);
}

bool meeting_subjects_page(struct req *r, struct reply *ret, struct err *e)
{
    return part(r, meeting_subjects, &meeting_subject_type, "subjects", ret, e);
}

/* ---- writing ---- */

struct meeting_ctx {
    struct form form;
    struct item_new item;
    struct str code, event, text;
    int64_t year, version, no;
    int64_t *present;
    size_t n;
};

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct meeting_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/meetings/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(
        r, &(struct said){.refused = word_error(r->a, e, r->lang), .status = err_http(e->code)},
        ret, &again);
}

static struct meeting_ctx *begin(struct req *r)
{
    struct meeting_ctx *c = ARENA_NEW(r->a, struct meeting_ctx);

    c->code = r->seg[0];
    c->year = r->year;
    r->refused = refused;
    return c;
}

static bool item_write(struct act *by, void *ctx, struct err *e)
{
    const struct meeting_ctx *c = ctx;

    return meeting_item_add(by, c->year, c->code, &c->item, e);
}

static bool item_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct meeting_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, &(struct said){.item = &c->form, .status = err_http(e->code)}, ret, &again);
}

/* The words of a text, at most CODES_MAX. */
static size_t words_of(struct arena *a, struct str s, const struct str **ret)
{
    struct str *w = ARENA_ARRAY(a, struct str, CODES_MAX);
    size_t n = 0, from = 0;

    for (size_t i = 0; i <= s.n && n < CODES_MAX; i++) {
        bool space = i == s.n || s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' ||
                     s.p[i] == ',' || s.p[i] == '\t';

        if (!space)
            continue;
        if (i > from)
            w[n++] = str_slice(s, from, i);
        from = i + 1;
    }
    *ret = w;
    return n;
}

bool meeting_item_post(struct req *r, struct reply *ret, struct err *e)
{
    struct meeting_ctx *c = begin(r);
    const struct str *word;
    size_t n;

    if (!item_form(r, &c->form, e))
        return false;
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return one_show(r, &(struct said){.item = &c->form, .status = 400}, ret, e);
    c->item.kind = form_value(&c->form, "kind");
    c->item.title = form_value(&c->form, "title");
    c->item.detail = form_value(&c->form, "detail");
    c->item.run_code = form_value(&c->form, "run");
    n = words_of(r->a, form_value(&c->form, "codes"), &word);
    if (str_eq(c->item.kind, STR("agencies"))) {
        c->item.agency = word;
        c->item.agencies = n;
    } else {
        c->item.package = word;
        c->item.packages = n;
    }
    r->refused = item_refused;
    return req_write(r, item_write, done, c, ret, e);
}

static bool minutes_write(struct act *by, void *ctx, struct err *e)
{
    const struct meeting_ctx *c = ctx;

    return meeting_minutes(by, c->year, c->code, c->no, c->version, c->text, e);
}

bool meeting_minutes_post(struct req *r, struct reply *ret, struct err *e)
{
    struct meeting_ctx *c = begin(r);

    c->text = str_trim(req_field(r, "minutes"));
    return req_int(r, "no", 1, 1000, 0, &c->no, e) &&
           req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_write(r, minutes_write, done, c, ret, e);
}

static bool guest_write(struct act *by, void *ctx, struct err *e)
{
    const struct meeting_ctx *c = ctx;

    return meeting_guest(by, c->year, c->code, form_value(&c->form, "full_name"),
                         form_value(&c->form, "post"), form_value(&c->form, "agency"), e);
}

static bool guest_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct meeting_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return one_show(r, &(struct said){.guest = &c->form, .status = err_http(e->code)}, ret, &again);
}

bool meeting_guest_post(struct req *r, struct reply *ret, struct err *e)
{
    struct meeting_ctx *c = begin(r);

    guest_form(r, &c->form);
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return one_show(r, &(struct said){.guest = &c->form, .status = 400}, ret, e);
    r->refused = guest_refused;
    return req_write(r, guest_write, done, c, ret, e);
}

static bool attendance_write(struct act *by, void *ctx, struct err *e)
{
    const struct meeting_ctx *c = ctx;

    return meeting_attendance(by, c->year, c->code, c->version, c->present, c->n, e);
}

bool meeting_attendance_post(struct req *r, struct reply *ret, struct err *e)
{
    struct meeting_ctx *c = begin(r);

    c->present = ARENA_ARRAY(r->a, int64_t, r->nform);
    for (size_t i = 0; i < r->nform; i++) {
        struct str v = r->form[i].value;
        int64_t id = 0;

        if (!str_eq(r->form[i].name, STR("present")))
            continue;
        for (size_t k = 0; k < v.n && k < 18; k++)
            id = id * 10 + (v.p[k] >= '0' && v.p[k] <= '9' ? v.p[k] - '0' : 0);
        c->present[c->n++] = id;
    }
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_write(r, attendance_write, done, c, ret, e);
}

static bool event_write(struct act *by, void *ctx, struct err *e)
{
    const struct meeting_ctx *c = ctx;

    return meeting_event(by, c->year, c->code, c->event, c->version, c->text, e);
}

bool meeting_event_post(struct req *r, struct reply *ret, struct err *e)
{
    struct meeting_ctx *c = begin(r);

    c->event = req_field(r, "event");
    c->text = str_trim(req_field(r, "reason"));
    return req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) &&
           req_write(r, event_write, done, c, ret, e);
}
