/* section_page.c - an agency's sections and who works in them. */
#include "base/arena.h"
#include "views.h"
#include "web/group_page.h"
#include "web/words.h"

struct section_ctx {
    struct agency agency;
    bool edit, in;
    struct str refused, section, user;
    struct form form, join;
    struct section s;
};

static void make_forms(struct req *r, struct section_ctx *c)
{
    static const struct form_field plain[] = {
        {.name = "code",
         .kind = FORM_TEXT,
         .label = TR("รหัส"),
         .required = true,
         .max = 20,
         .hint = TR("สั้น ๆ เช่น EDU หรือ 01")},
        {.name = "name",
         .kind = FORM_TEXT,
         .label = TR("ฝ่ายหรือหน่วยงานย่อย"),
         .required = true,
         .max = 200},
        {.name = "name_en", .kind = FORM_TEXT, .label = TR("ชื่อภาษาอังกฤษ"), .max = 200},
        {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
    };
    static const char *const kinds[] = {"section", "school", "centre"};
    struct form_choice *k = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(kinds));

    c->form.n = ARRAY_LEN(plain);
    c->form.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        c->form.field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        k[i] = (struct form_choice){str_from(kinds[i]),
                                    word_label("sectionkind", str_from(kinds[i]), r->lang)};
    form_find(&c->form, "kind")->choice = k;
    form_find(&c->form, "kind")->choices = ARRAY_LEN(kinds);
}

static bool begin(struct req *r, struct section_ctx **ret, struct err *e)
{
    struct section_ctx *c = ARENA_NEW(r->a, struct section_ctx);
    struct err no;

    make_forms(r, c);
    *ret = c;
    if (!agency_get(r->db, r->a, r->seg[0], &c->agency, e))
        return false;
    c->edit = actor_check(&r->session.actor, PERM_COLLECT, c->agency.id, c->agency.division, &no);
    return true;
}

/* How many drafts lie with a section is the agency's own business. */
static bool read_sections(struct req *r, const struct section_ctx *c, struct rows *ret,
                          struct err *e)
{
    struct section *s;

    if (!section_list(r->db, r->a, r->year, c->agency.id, ret, e))
        return false;
    if (actor_belongs(&r->session.actor, c->agency.id))
        return true;
    s = ARENA_ARRAY(r->a, struct section, ret->n);
    for (size_t i = 0; i < ret->n; i++) {
        s[i] = ((const struct section *)ret->p)[i];
        s[i].packages = 0;
    }
    ret->p = s;
    return true;
}

static bool sections_show(struct req *r, const struct section_ctx *c, int status, struct reply *ret,
                          struct err *e)
{
    struct sections_page page = {.csrf = r->session.csrf,
                                 .year = r->year,
                                 .refused = c->refused,
                                 .form = c->form,
                                 .may_edit = c->edit};
    struct param crumb[2] = {
        {tr(r->lang, TR("โต๊ะคำขอ")), STR("/requests")},
        {r->lang == LANG_EN && c->agency.name_en.n ? c->agency.name_en : c->agency.name_th,
         str_format(r->a, "/requests/%.*s", STR_FMT(c->agency.code))}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 2};
    struct rows sections, people;

    if (!read_sections(r, c, &sections, e) ||
        !section_people(r->db, r->a, c->agency.id, &people, e))
        return false;
    page.section = sections.p;
    page.section_n = sections.n;
    page.person = people.p;
    page.person_n = people.n;
    page.back = crumb[1].value;
    page.action = head.table_path =
        str_format(r->a, "/requests/%.*s/sections", STR_FMT(c->agency.code));
    page.title = head.title = tr(r->lang, TR("ฝ่ายและคน"));
    if (!REPLY_PAGE(r, &head, sections, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool sections_page(struct req *r, struct reply *ret, struct err *e)
{
    struct section_ctx *c;
    struct rows rows;

    if (!begin(r, &c, e))
        return false;
    if (r->format == FORMAT_HTML)
        return sections_show(r, c, 200, ret, e);
    return read_sections(r, c, &rows, e) &&
           reply_table(r, &section_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-sections", STR_FMT(c->agency.code)), ret, e);
}

static bool done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct section_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/requests/%.*s/sections", STR_FMT(c->agency.code)), ret);
    return true;
}

static bool refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct section_ctx *c = ctx;
    struct err again = {0};

    if (r->format == FORMAT_JSON) {
        reply_error(r, e, ret);
        return true;
    }
    c->refused = word_error(r->a, e, r->lang);
    return sections_show(r, c, err_http(e->code), ret, &again);
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    struct section_ctx *c = ctx;
    int64_t id;

    return section_add(by, &c->s, &id, e);
}

bool sections_post(struct req *r, struct reply *ret, struct err *e)
{
    struct section_ctx *c;

    if (!begin(r, &c, e))
        return false;
    form_read(&c->form, r);
    if (!form_check(&c->form, r))
        return sections_show(r, c, 400, ret, e);
    c->s = (struct section){.agency_id = c->agency.id,
                            .code = form_value(&c->form, "code"),
                            .name_th = form_value(&c->form, "name"),
                            .name_en = form_value(&c->form, "name_en"),
                            .kind = form_value(&c->form, "kind")};
    r->refused = refused;
    return req_write(r, add_write, done, c, ret, e);
}

static bool member_write(struct act *by, void *ctx, struct err *e)
{
    const struct section_ctx *c = ctx;

    return section_member(by, c->agency.id, c->section, c->user, c->in, e);
}

bool section_member_post(struct req *r, struct reply *ret, struct err *e)
{
    struct section_ctx *c;

    if (!begin(r, &c, e))
        return false;
    c->section = str_trim(req_field(r, "section"));
    c->user = str_trim(req_field(r, "user"));
    c->in = !req_has(r, "leave");
    r->refused = refused;
    return req_write(r, member_write, done, c, ret, e);
}

static bool close_write(struct act *by, void *ctx, struct err *e)
{
    const struct section_ctx *c = ctx;

    return section_close(by, c->agency.id, c->section, e);
}

bool section_close_post(struct req *r, struct reply *ret, struct err *e)
{
    struct section_ctx *c;

    if (!begin(r, &c, e))
        return false;
    c->section = str_trim(req_field(r, "section"));
    r->refused = refused;
    return req_write(r, close_write, done, c, ret, e);
}
