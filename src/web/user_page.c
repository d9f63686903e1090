/* user_page.c - users: the list and a new one. Passwords are hashed off the loop. */
#include "web/user_page.h"
#include "base/arena.h"
#include "base/crypto.h"
#include "city/agency.h"
#include "views.h"
#include "web/call.h"
#include "web/people_page.h"
#include "web/words.h"

enum { USERS = 100 };

static const struct {
    const char *word, *th, *en;
    enum scope_kind scope;
} roles[] = {
#define P(x)                                 0
#define ROLE(id, word, scope, perms, th, en) {word, th, en, scope},
#include "city/roles.def"
#undef ROLE
#undef P
};

void role_text(struct html *h, struct str role)
{
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        if (str_eq(role, str_from(roles[i].word))) {
            H(h, lang_pick(h->lang, roles[i].th, roles[i].en));
            return;
        }
    }
    H(h, role);
}

/* The roles, and the year's agencies, for the fields `role` and `agency`. */
bool user_choices(struct req *r, struct form *f, struct err *e)
{
    struct form_choice *role = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(roles)), *c;
    struct rows rows;
    const struct agency *a;

    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        role[i] = (struct form_choice){str_from(roles[i].word),
                                       lang_pick(r->lang, roles[i].th, roles[i].en)};
    form_find(f, "role")->choice = role;
    form_find(f, "role")->choices = ARRAY_LEN(roles);
    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    a = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[0] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < rows.n; i++)
        c[i + 1] = (struct form_choice){
            a[i].code, r->lang == LANG_EN && a[i].name_en.n ? a[i].name_en : a[i].name_th};
    form_find(f, "agency")->choice = c;
    form_find(f, "agency")->choices = rows.n + 1;
    return true;
}

static bool make_form(struct req *r, struct form *f, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "name",
         .kind = FORM_TEXT,
         .label = TR("ชื่อผู้ใช้"),
         .required = true,
         .max = 40,
         .hint = TR("ตัวพิมพ์เล็ก ตัวเลข และจุด เช่น officer.1100")},
        {.name = "full_name",
         .kind = FORM_TEXT,
         .label = TR("ชื่อและนามสกุล"),
         .required = true,
         .max = 120},
        {.name = "role", .kind = FORM_CHOICE, .label = TR("บทบาท"), .required = true},
        {.name = "agency",
         .kind = FORM_CHOICE,
         .label = TR("หน่วยรับงบประมาณ"),
         .hint = TR("เฉพาะเจ้าหน้าที่และหัวหน้าหน่วยงาน")},
        {.name = "division",
         .kind = FORM_TEXT,
         .label = TR("กองวิเคราะห์งบประมาณ"),
         .max = 1,
         .hint = TR("1-6 เฉพาะนักวิเคราะห์")},
        {.name = "password",
         .kind = FORM_PASSWORD,
         .label = TR("รหัสผ่าน"),
         .max = 128,
         .hint = TR("เว้นว่างเพื่อออกรหัสผ่านใช้ครั้งเดียว หรืออย่างน้อย 8 ตัวอักษร")},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    return user_choices(r, f, e);
}

/* Whole people, one row a role: the last of a full page may go on in the next. */
static struct str next_path(struct req *r, const struct rows *rows, struct str begins)
{
    const struct user_row *u = rows->p;
    int64_t people = 0;

    for (size_t i = 0; i < rows->n; i++)
        people += i == 0 || u[i].id != u[i - 1].id;
    if (people < USERS)
        return STR_NONE;
    return str_format(r->a, "/users?after=%.*s&begins=%.*s", STR_FMT(u[rows->n - 1].name),
                      STR_FMT(begins));
}

/* Of a name only what names are made of. */
static struct str name_part(struct req *r, const char *field)
{
    struct str s = str_trim(req_query(r, field));

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-'))
            return str_slice(s, 0, i);
    }
    return s;
}

static bool users_show(struct req *r, const struct form *f, int status, struct reply *ret,
                       struct err *e)
{
    struct users_page page = {.csrf = r->session.csrf, .form = *f};
    struct page_head head = {.nav = STR("/users"), .table_path = STR("/users")};
    struct str after = name_part(r, "after");
    struct rows rows;

    page.begins = name_part(r, "begins");
    if (!account_page(r->db, r->a, after, page.begins, USERS, &rows, e) ||
        !account_counts(r->db, &page.n, &page.disabled, e))
        return false;
    page.title = head.title = tr(r->lang, TR("ผู้ใช้"));
    page.user = rows.p;
    page.user_n = rows.n;
    page.paged = after.n || page.begins.n;
    page.next = next_path(r, &rows, page.begins);
    if (!REPLY_PAGE(r, &head, users, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool users_page(struct req *r, struct reply *ret, struct err *e)
{
    struct form f = {.n = 0};
    struct rows rows;

    if (r->format == FORMAT_HTML)
        return make_form(r, &f, e) && users_show(r, &f, 200, ret, e);
    return user_list(r->db, r->a, &rows, e) &&
           reply_table(r, &user_row_type, rows.p, rows.n, NULL, STR_NONE, STR("users"), ret, e);
}

/* ---- add ---- */

struct user_ctx {
    struct form form;
    struct user_new user;
    struct str password;
    bool once; /* a one-time password was made: it is shown */
};

static bool hash_work(struct req *r, void *ctx, struct err *e)
{
    struct user_ctx *c = ctx;

    (void)e;
    c->user.password_hash = password_hash(r->a, c->password);
    return true;
}

static bool add_write(struct act *by, void *ctx, struct err *e)
{
    const struct user_ctx *c = ctx;

    return user_add(by, &c->user, e);
}

static bool added(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct user_ctx *c = ctx;

    if (c->once)
        return user_show_code(r, c->user.name, c->password, ret, e);
    reply_done(r, STR("/users"), ret);
    return true;
}

static bool hashed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, add_write, added, ctx, ret, e);
}

static bool add_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct user_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return users_show(r, &c->form, err_http(e->code), ret, &again);
}

bool users_post(struct req *r, struct reply *ret, struct err *e)
{
    struct user_ctx *c = ARENA_NEW(r->a, struct user_ctx);
    struct err why = {0};

    if (!make_form(r, &c->form, e))
        return false;
    form_read(&c->form, r);
    c->password = req_field(r, "password");
    form_check(&c->form, r);
    c->user.name = form_value(&c->form, "name");
    c->user.full_name = form_value(&c->form, "full_name");
    c->user.agency_code = form_value(&c->form, "agency");
    c->once = !c->password.n;
    if (c->once) {
        c->password = password_once(r->a);
        c->user.temp_until_ms = r->now_ms + PASSWORD_ONCE_MS;
    }
    if (!c->form.wrong && !password_check(c->password, c->user.name, &why))
        form_wrong(&c->form, "password", word_error(r->a, &why, r->lang));
    if (!role_parse(form_value(&c->form, "role"), &c->user.role, &why))
        form_wrong(&c->form, "role", word_error(r->a, &why, r->lang));
    if (form_value(&c->form, "division").n &&
        !req_int(r, "division", 1, 6, 0, &c->user.division, &why))
        form_wrong(&c->form, "division", word_error(r->a, &why, r->lang));
    if (c->form.wrong)
        return users_show(r, &c->form, 400, ret, e);
    r->refused = add_refused;
    return req_hash(r, hash_work, hashed, c, ret, e);
}
