/* scenario_page.c - where a scenario comes from and who sees it: branched, shared, archived. */
#include "web/scenario_page.h"

#include "allocate/branch.h"
#include "base/arena.h"
#include "city/user.h"
#include "web/words.h"

enum { WORDS_MAX = 40, BP_ONE = 10000, NAME_MAX_BYTES = 40, NUMBERED = 40 };

static const struct col scenario_cols[] = {
    {"name", COL_LINK, "/allocation/", "name", NULL}, {"note", COL_UNDER, NULL, NULL, NULL},
    {"parent", COL_PLAIN, NULL, NULL, NULL},          {"shared", COL_TAG, "shared", NULL, NULL},
    {"ceilings", COL_PLAIN, NULL, NULL, NULL},        {"pins", COL_PLAIN, NULL, NULL, NULL},
    {"runs", COL_PLAIN, NULL, NULL, NULL},            {"made_by", COL_PLAIN, NULL, NULL, NULL},
    {"made_at", COL_UNDER, NULL, NULL, NULL},
};
static const struct form_field branch_fields[] = {
    {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อฉากทัศน์ใหม่"), .max = 40, .hint = TR("ตัวอักษร a-z ตัวเลข และขีด - เช่น total-95 เว้นว่างให้ระบบตั้งชื่อให้")},
    {.name = "note", .kind = FORM_TEXT, .label = TR("คำอธิบาย"), .max = 300},
    {.name = "total", .kind = FORM_NUMBER, .label = TR("ปรับกรอบวงเงินรวม (ร้อยละ)"), .hint = TR("เช่น -5 คือลดร้อยละ 5 เว้นว่างคือเท่าเดิม")},
};
static const struct form_field share_fields[] = {
    {.name = "shared", .kind = FORM_CHOICE, .label = TR("ใครเห็นฉากทัศน์นี้"), .required = true},
    {.name = "roles", .kind = FORM_TEXT, .label = TR("บทบาท"), .max = 400, .hint = TR("รหัสบทบาทคั่นด้วยเว้นวรรค เช่น governor permsec")},
    {.name = "users", .kind = FORM_TEXT, .label = TR("ชื่อผู้ใช้"), .max = 400, .hint = TR("คั่นด้วยเว้นวรรค")},
};
static const struct form_field version_fields[] = {
    {.name = "version", .kind = FORM_HIDDEN, .label = ""},
    {.name = "archived", .kind = FORM_HIDDEN, .label = ""},
};

static struct str words_of(struct req *r, const struct rows *shares, struct str kind)
{
    const struct share_row *x = shares->p;
    struct sbuf b;

    sbuf_init(&b, r->a, 4000);
    for (size_t i = 0; i < shares->n; i++) {
        if (!str_eq(x[i].kind, kind))
            continue;
        if (b.n)
            SB_LIT(&b, " ");
        sbuf_add(&b, x[i].word);
    }
    return sbuf_str(&b);
}

static struct form form_with_version(struct req *r, const struct form_field *f, size_t n,
                                     int64_t version)
{
    struct form form = {.n = n + 1};

    form.field = ARENA_ARRAY(r->a, struct form_field, n + 1);
    for (size_t i = 0; i < n; i++)
        form.field[i] = f[i];
    form.field[n] = version_fields[0];
    form.field[n].value = str_format(r->a, "%lld", (long long)version);
    return form;
}

static void put_panels(struct req *r, struct money_page *p, const struct scenario_row *s,
                       const struct rows *shares)
{
    bool mine = str_eq(s->made_by, r->session.actor.name);
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_ALLOCATE))
        return;
    x = money_panel(p);
    x->title = tr(r->lang, TR("แตกฉากทัศน์ใหม่จากนี้"));
    x->note = tr(r->lang, TR("ได้กรอบ กติกา และการกำหนดด้วยมือทั้งหมดของฉากทัศน์นี้ เห็นคนเดียวจนกว่าจะแบ่งปัน"));
    x->action = scenario_at(r, s->name, "/branch");
    x->submit = tr(r->lang, TR("แตกฉากทัศน์"));
    x->form = money_form(r, branch_fields, ARRAY_LEN(branch_fields));
    if (!mine || str_eq(s->name, STR("main")))
        return;
    x = money_panel(p);
    x->title = tr(r->lang, TR("แบ่งปัน"));
    x->action = scenario_at(r, s->name, "/share");
    x->submit = tr(r->lang, TR("บันทึกผู้เห็น"));
    x->second = true;
    x->form = form_with_version(r, share_fields, ARRAY_LEN(share_fields), s->version);
    money_words(r, "shared", &x->form.field[0]);
    x->form.field[0].value = s->shared;
    x->form.field[1].value = words_of(r, shares, STR("role"));
    x->form.field[2].value = words_of(r, shares, STR("user"));
    x->form.again = 1;
    x = money_act(p);
    x->title = str_eq(s->state, STR("archived")) ? tr(r->lang, TR("นำกลับมาใช้"))
                                                 : tr(r->lang, TR("เก็บเข้าคลัง"));
    x->note = tr(r->lang, TR("ฉากทัศน์และผลการจัดสรรทุกครั้งยังอยู่ครบ แต่ไม่อยู่ในรายการและแก้ไม่ได้"));
    x->action = scenario_at(r, s->name, "/archive");
    x->submit = x->title;
    x->second = true;
    x->form = form_with_version(r, &version_fields[1], 1, s->version);
    x->form.field[0].value = str_eq(s->state, STR("archived")) ? STR("0") : STR("1");
    x->form.again = 2;
}

/* Where its changes can be taken: a link a scenario. */
static void put_merges(struct req *r, struct money_page *p, const struct scenario_row *s,
                       const struct rows *list)
{
    const struct scenario_row *x = list->p;

    for (size_t i = 0; i < list->n && p->note_n < MONEY_NOTES; i++) {
        if (str_eq(x[i].name, s->name) ||
            (!str_eq(x[i].name, s->parent) && !str_eq(x[i].parent, s->name)))
            continue;
        money_note(p,
                   SAY(r, TR("ข้อแก้ไขของฉากทัศน์ {from} นำไปรวมกับ {into} ได้"),
                       {STR("{from}"), s->name}, {STR("{into}"), x[i].name}),
                   str_format(r->a, "/allocation/%.*s/merge?into=%.*s", STR_FMT(s->name),
                              STR_FMT(x[i].name)),
                   tr(r->lang, TR("ดูว่าต่างกันอะไรและรวม")));
    }
}

static struct str lead_of(struct req *r, const struct scenario_row *s)
{
    struct str seen = word_label("shared", s->shared, r->lang);

    if (s->parent.n)
        return SAY(r, TR("ฉากทัศน์ {name} แตกจาก {parent} · {seen}"), {STR("{name}"), s->name},
                   {STR("{parent}"), s->parent}, {STR("{seen}"), seen});
    return SAY(r, TR("ฉากทัศน์ {name} · {seen}"), {STR("{name}"), s->name}, {STR("{seen}"), seen});
}

static bool show(struct req *r, struct form *wrong, const char *which, int status,
                 struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("แตกสาขา แบ่งปัน และรวมฉากทัศน์"))};
    bool archived = str_eq(req_query(r, "archived"), STR("1"));
    struct rows shares, list;
    struct money_section *sec;
    struct scenario_row s;

    if (!scenario_of(r, &s, e) || !scenario_shares(r->db, r->a, s.id, &shares, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &share_row_type, shares.p, shares.n, NULL, STR_NONE,
                           str_format(r->a, "shares-%.*s", STR_FMT(s.name)), ret, e);
    if (!scenario_list(r->db, r->a, r->year, &r->session.actor, archived, &list, e))
        return false;
    p.lead = lead_of(r, &s);
    p.tab_n = scenario_tabs(r, s.name, "/settings", p.tab);
    if (!archived)
        put_merges(r, &p, &s, &list);
    sec = money_section(&p);
    sec->id = STR("list");
    sec->title = archived ? tr(r->lang, TR("ฉากทัศน์ที่เก็บเข้าคลัง")) : tr(r->lang, TR("ฉากทัศน์ของปีนี้"));
    sec->path = STR("/allocation");
    sec->has_table = true;
    sec->table = (struct table_view){.type = &scenario_row_type,
                                     .rows = list.p,
                                     .n = list.n,
                                     .cols = scenario_cols,
                                     .ncols = ARRAY_LEN(scenario_cols),
                                     .caption = sec->title,
                                     .empty = tr(r->lang, TR("ไม่มี"))};
    money_note(&p,
               archived ? tr(r->lang, TR("รายการนี้คือฉากทัศน์ที่เก็บเข้าคลังแล้ว"))
                        : tr(r->lang, TR("ฉากทัศน์ที่เก็บเข้าคลังไม่อยู่ในรายการนี้")),
               scenario_at(r, s.name, archived ? "/settings" : "/settings?archived=1"),
               archived ? tr(r->lang, TR("กลับ")) : tr(r->lang, TR("ดูที่เก็บเข้าคลัง")));
    put_panels(r, &p, &s, &shares);
    if (wrong)
        money_refused(r, &p, wrong, which, str_cstr(r->a, scenario_at(r, s.name, "/")));
    return money_show(r, &p, "/allocation", status, ret, e);
}

bool scenario_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, "", 200, ret, e);
}

/* ---- posts ---- */

struct scenario_post {
    struct money_post post;
    struct branch_new branch;
    struct share_new share;
    int64_t version;
    struct str name;
    struct str numbered[NUMBERED], paths[NUMBERED]; /* names of a branch that was given none */
    bool archived;
};

static struct scenario_post *post_of(struct req *r, const char *which, req_write_fn *write)
{
    struct scenario_post *x = ARENA_NEW(r->a, struct scenario_post);

    x->name = r->seg[0];
    x->post.page.show = show;
    x->post.page.which = which;
    x->post.page.path = str_cstr(r->a, scenario_at(r, r->seg[0], "/settings"));
    x->post.write = write;
    x->post.more = x;
    return x;
}

static bool branch_write(struct act *by, void *ctx, struct err *e)
{
    struct money_post *p = ctx;
    struct scenario_post *x = p->more;
    struct err taken = {0};
    int64_t id;

    if (x->branch.name.n)
        return scenario_branch(by, &x->branch, &id, e);
    for (size_t k = 0; k < NUMBERED; k++) {
        struct branch_new n = x->branch;

        n.name = x->numbered[k];
        if (scenario_branch(by, &n, &id, &taken)) {
            p->page.path = x->paths[k].p;
            return true;
        }
        if (taken.code != ERR_DUPLICATE)
            break;
    }
    *e = taken;
    return false;
}

/* main-2, main-3, ... of `main`; the first that is free becomes the name. */
static void number_names(struct req *r, struct scenario_post *x)
{
    struct str from = r->seg[0];

    if (from.n > NAME_MAX_BYTES - 3)
        from = str_slice(from, 0, NAME_MAX_BYTES - 3);
    for (size_t k = 0; k < NUMBERED; k++) {
        x->numbered[k] = str_format(r->a, "%.*s-%zu", STR_FMT(from), k + 2);
        x->paths[k] = str_from(str_cstr(r->a, scenario_at(r, x->numbered[k], "")));
    }
}

static bool plain_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return s.n > 0 && s.n <= 40;
}

/* "-5", "−5" or "2.5". */
static bool signed_milli(struct str s, int64_t *ret)
{
    bool less = str_starts(s, STR("-")) || str_starts(s, STR("−"));

    if (less)
        s = str_slice(s, s.p[0] == '-' ? 1 : STR("−").n, s.n);
    if (!milli_parse(s, ret))
        return false;
    *ret = less ? -*ret : *ret;
    return true;
}

bool scenario_branch_post(struct req *r, struct reply *ret, struct err *e)
{
    struct scenario_post *x = post_of(r, "branch", branch_write);
    struct form *f = &x->post.form;
    int64_t milli = 0;

    *f = money_form(r, branch_fields, ARRAY_LEN(branch_fields));
    form_read(f, r);
    if (form_check(f, r)) {
        if (form_value(f, "name").n && !plain_name(form_value(f, "name")))
            form_wrong(f, "name", tr(r->lang, TR("ใช้ได้เฉพาะ a-z ตัวเลข และขีด -")));
        if (form_value(f, "total").n &&
            (!signed_milli(form_value(f, "total"), &milli) || milli <= -100000 || milli > 1000000))
            form_wrong(f, "total", tr(r->lang, TR("ใส่ร้อยละระหว่าง -99 ถึง 1000")));
    }
    x->branch = (struct branch_new){.year = r->year,
                                    .from = r->seg[0],
                                    .name = form_value(f, "name"),
                                    .note = form_value(f, "note"),
                                    .total_bp = milli ? BP_ONE + milli / 10 : 0};
    number_names(r, x);
    x->post.page.path = str_cstr(r->a, scenario_at(r, x->branch.name, ""));
    return money_post(r, &x->post, ret, e);
}

static bool share_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct scenario_post *x = p->more;

    return scenario_share(by, &x->share, e);
}

static size_t take_words(struct str text, struct str kind, struct share_word *to, size_t n)
{
    while (text.n && n < WORDS_MAX) {
        size_t k = 0;

        while (k < text.n && text.p[k] != ' ' && text.p[k] != ',')
            k++;
        if (k)
            to[n++] = (struct share_word){kind, str_slice(text, 0, k)};
        text = str_slice(text, k < text.n ? k + 1 : k, text.n);
    }
    return n;
}

bool scenario_share_post(struct req *r, struct reply *ret, struct err *e)
{
    struct scenario_post *x = post_of(r, "share", share_write);
    struct form *f = &x->post.form;
    struct share_word *word = ARENA_ARRAY(r->a, struct share_word, WORDS_MAX);
    int64_t version = 0;
    size_t n = 0;

    *f = form_with_version(r, share_fields, ARRAY_LEN(share_fields), 0);
    f->again = 1;
    money_words(r, "shared", &f->field[0]);
    form_read(f, r);
    if (form_check(f, r) && form_int(f, "version", r, 0, INT64_MAX, &version)) {
        n = take_words(form_value(f, "roles"), STR("role"), word, n);
        n = take_words(form_value(f, "users"), STR("user"), word, n);
    }
    x->share = (struct share_new){.year = r->year,
                                  .version = version,
                                  .name = r->seg[0],
                                  .shared = form_value(f, "shared"),
                                  .word = word,
                                  .n = n};
    return money_post(r, &x->post, ret, e);
}

static bool archive_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct scenario_post *x = p->more;

    return scenario_archive(by, p->year, x->name, x->version, x->archived, e);
}

bool scenario_archive_post(struct req *r, struct reply *ret, struct err *e)
{
    struct scenario_post *x = post_of(r, "archive", archive_write);
    struct form *f = &x->post.form;

    *f = form_with_version(r, &version_fields[1], 1, 0);
    f->again = 2;
    form_read(f, r);
    if (!form_int(f, "version", r, 0, INT64_MAX, &x->version))
        f->wrong = true;
    x->archived = str_eq(form_value(f, "archived"), STR("1"));
    return money_post(r, &x->post, ret, e);
}
