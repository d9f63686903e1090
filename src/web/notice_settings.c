/* notice_settings.c - how notices reach a person, and the proof of an address. */
#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "views.h"
#include "web/notice_page.h"
#include "web/words.h"

static const struct form_field plain[] = {
    {.name = "email",
     .kind = FORM_TEXT,
     .label = TR("อีเมล"),
     .hint = TR("ลิงก์ยืนยันส่งไปที่อยู่นี้ ใช้ส่งแจ้งเตือนเมื่อยืนยันแล้ว เว้นว่างเมื่อไม่ต้องการ"),
     .max = 254},
    {.name = "hook", .kind = FORM_CHECK, .label = TR("ส่งทางเกตเวย์ข้อความของสำนักงานด้วย")},
    {.name = "day_hour",
     .kind = FORM_CHOICE,
     .label = TR("สรุปรายวันและรายสัปดาห์เวลา"),
     .required = true},
    {.name = "week_day", .kind = FORM_CHOICE, .label = TR("สรุปรายสัปดาห์วัน"), .required = true},
};

static const char *const days[] = {TR("จันทร์"), TR("อังคาร"), TR("พุธ"),   TR("พฤหัสบดี"),
                                   TR("ศุกร์"),  TR("เสาร์"),  TR("อาทิตย์")};

static void make_form(struct req *r, const struct notice_person *p, struct form *f)
{
    struct form_choice *hour = ARENA_ARRAY(r->a, struct form_choice, 24);
    struct form_choice *day = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(days));

    *f = (struct form){.n = ARRAY_LEN(plain)};
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    for (int i = 0; i < 24; i++)
        hour[i] = (struct form_choice){str_format(r->a, "%d", i), str_format(r->a, "%02d:00", i)};
    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        day[i] = (struct form_choice){str_format(r->a, "%zu", i + 1), tr(r->lang, days[i])};
    f->field[0].value = p->email;
    f->field[1].value = p->hook ? STR("1") : STR_NONE;
    f->field[2].choice = hour;
    f->field[2].choices = 24;
    f->field[2].value = str_format(r->a, "%lld", (long long)p->day_hour);
    f->field[3].choice = day;
    f->field[3].choices = ARRAY_LEN(days);
    f->field[3].value = str_format(r->a, "%lld", (long long)p->week_day);
}

static struct str field_of(struct req *r, size_t k)
{
    return str_format(r->a, "how_%s", notice_word((enum notice_kind)k));
}

static void kind_views(struct req *r, const struct str *how, struct notice_settings_page *page)
{
    struct notice_how_view *v = ARENA_ARRAY(r->a, struct notice_how_view, NOTICE_KINDS);

    for (size_t k = 0; k < NOTICE_KINDS; k++) {
        enum notice_kind kind = (enum notice_kind)k;

        v[k] = (struct notice_how_view){.word = str_from(notice_word(kind)),
                                        .label = notice_label(kind, r->lang),
                                        .say = notice_sentence(kind, r->lang),
                                        .mandatory = notice_mandatory(kind),
                                        .now = str_eq(how[k], STR("now")),
                                        .day = str_eq(how[k], STR("day")),
                                        .week = str_eq(how[k], STR("week")),
                                        .off = str_eq(how[k], STR("off"))};
    }
    page->kind = v;
    page->kind_n = NOTICE_KINDS;
}

/* typed: the form as it came back, with `chosen` for each kind; NULL = what holds. */
static bool settings_show(struct req *r, const struct form *typed, const struct str *chosen,
                          int status, struct reply *ret, struct err *e)
{
    struct notice_settings_page page = {.csrf = r->session.csrf};
    struct param crumb = {tr(r->lang, TR("การแจ้งเตือน")), STR("/notices")};
    struct page_head head = {.nav = STR("/notices"), .crumb = &crumb, .ncrumb = 1};
    const struct str *set = r->server->settings.text;
    struct str how[NOTICE_KINDS];
    struct notice_person p;
    int64_t year = fy_of(r->today);

    if (!notice_person_get(r->db, r->a, r->session.actor.user_id, &p, e) ||
        !notice_choices(r->db, r->a, r->session.actor.user_id, how, e) ||
        !param_int(r->db, PARAM_QUIET_FROM, year, &page.quiet_from, e) ||
        !param_int(r->db, PARAM_QUIET_TO, year, &page.quiet_to, e))
        return false;
    if (typed)
        page.form = *typed;
    else
        make_form(r, &p, &page.form);
    kind_views(r, chosen ? chosen : how, &page);
    page.version = p.version;
    page.email = p.email;
    page.has_email = p.email.n > 0;
    page.verified = p.verified;
    page.sends_mail = set[SET_SMTP_URL].n > 0;
    page.sends_hook = set[SET_HOOK_URL].n > 0;
    page.saved = req_query(r, "saved").n > 0;
    page.title = head.title = tr(r->lang, TR("ตั้งค่าการแจ้งเตือน"));
    if (!REPLY_PAGE(r, &head, notice_settings, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool notice_settings_page(struct req *r, struct reply *ret, struct err *e)
{
    return settings_show(r, NULL, NULL, 200, ret, e);
}

struct settings_ctx {
    struct form form;
    struct notice_person_new set;
    struct str token;
};

static bool set_write(struct act *by, void *ctx, struct err *e)
{
    const struct settings_ctx *c = ctx;

    return notice_person_set(by, &c->set, e);
}

static bool set_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/notices/settings?saved=1"), ret);
    return true;
}

static bool set_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct settings_ctx *c = ctx;
    struct err again = {0};

    form_refuse(&c->form, r, e);
    return settings_show(r, &c->form, c->set.how, err_http(e->code), ret, &again);
}

bool notice_settings_post(struct req *r, struct reply *ret, struct err *e)
{
    struct settings_ctx *c = ARENA_NEW(r->a, struct settings_ctx);
    const struct notice_person none = {.day_hour = 8, .week_day = 1};

    make_form(r, &none, &c->form);
    form_read(&c->form, r);
    form_check(&c->form, r);
    for (size_t k = 0; k < NOTICE_KINDS; k++)
        c->set.how[k] = req_field(r, str_cstr(r->a, field_of(r, k)));
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->set.version, e))
        return false;
    form_int(&c->form, "day_hour", r, 0, 23, &c->set.day_hour);
    form_int(&c->form, "week_day", r, 1, 7, &c->set.week_day);
    if (c->form.wrong)
        return settings_show(r, &c->form, c->set.how, 400, ret, e);
    c->set.email = form_value(&c->form, "email");
    c->set.hook = form_value(&c->form, "hook").n > 0;
    r->refused = set_refused;
    return req_write(r, set_write, set_done, c, ret, e);
}

/* ---- the link ---- */

static bool ask_write(struct act *by, void *ctx, struct err *e)
{
    (void)ctx;
    return notice_person_ask(by, e);
}

bool notice_link_post(struct req *r, struct reply *ret, struct err *e)
{
    return req_write(r, ask_write, set_done, NULL, ret, e);
}

static bool verify_show(struct req *r, struct str token, struct str refused, int status,
                        struct reply *ret, struct err *e)
{
    struct notice_verify_page page = {.csrf = r->session.csrf, .token = token, .refused = refused};
    struct param crumb = {tr(r->lang, TR("ตั้งค่าการแจ้งเตือน")), STR("/notices/settings")};
    struct page_head head = {.nav = STR("/notices"), .crumb = &crumb, .ncrumb = 1};

    page.title = head.title = tr(r->lang, TR("ยืนยันอีเมล"));
    if (!REPLY_PAGE(r, &head, notice_verify, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

/* Opening the link changes nothing: a scanner of mail may open it first. */
bool notice_verify_page(struct req *r, struct reply *ret, struct err *e)
{
    return verify_show(r, req_query(r, "token"), STR_NONE, 200, ret, e);
}

static bool verify_write(struct act *by, void *ctx, struct err *e)
{
    const struct settings_ctx *c = ctx;

    return notice_person_verify(by, c->token, e);
}

static bool verify_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return verify_show(r, STR_NONE, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool notice_verify_post(struct req *r, struct reply *ret, struct err *e)
{
    struct settings_ctx *c = ARENA_NEW(r->a, struct settings_ctx);

    c->token = req_field(r, "token");
    r->refused = verify_refused;
    return req_write(r, verify_write, set_done, c, ret, e);
}
