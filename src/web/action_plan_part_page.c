/* action_plan_part_page.c - the form of one piece of an action plan. */
#include "base/arena.h"
#include "base/err.h"
#include "views.h"
#include "web/action_plan_page.h"
#include "web/money_parts.h"

enum { BODY_MAX = 8000, TITLE_MAX = 600 };

static const struct form_field fields[] = {
    {.name = "title", .kind = FORM_LONG, .label = TR("หัวเรื่องหรือชื่อ"), .max = TITLE_MAX},
    {.name = "body", .kind = FORM_LONG, .label = TR("ข้อความ"), .max = BODY_MAX, .focus = true},
    {.name = "code", .kind = FORM_TEXT, .label = TR("อ้างถึง"), .max = 100,
     .hint = TR("division:1 คือหน่วยงานของกองวิเคราะห์งบประมาณ 1, รหัสคงที่ของตัวชี้วัด, threat:1 คืออุปสรรคข้อ 1")},
    {.name = "first", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายสองปีก่อน"), .max = 300},
    {.name = "second", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายปีก่อน"), .max = 300},
    {.name = "third", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมายปีนี้"), .max = 300},
    {.name = "amount", .kind = FORM_MONEY, .label = TR("จำนวน (บาทหรืออัตรา)")},
};
enum { F_TITLE, F_BODY, F_CODE, F_FIRST, F_SECOND, F_THIRD, F_AMOUNT };

struct part_post {
    struct str agency;
    int64_t year;
    enum profile_kind kind;
    bool remove;
    struct form form;
    struct profile_set set;
};

/* The fields that a piece of this kind has; the others are hidden and stay empty. */
static void hide_fields(struct form *f, enum profile_kind k)
{
    bool title = k == PROFILE_UNIT || k == PROFILE_POSTS || k == PROFILE_GOAL || k == PROFILE_MEASURE ||
                 k == PROFILE_TARGET || k == PROFILE_TASK || k == PROFILE_BASE;
    bool code = k == PROFILE_UNIT || k == PROFILE_ANSWER || k == PROFILE_GOAL || k == PROFILE_MEASURE ||
                k == PROFILE_TARGET || k == PROFILE_TASK || k == PROFILE_NOTE || k == PROFILE_POSTS;
    bool amount = k == PROFILE_BASE || k == PROFILE_POSTS;
    const bool show[] = {[F_TITLE] = title,           [F_BODY] = k != PROFILE_POSTS && k != PROFILE_TARGET,
                         [F_CODE] = code,             [F_FIRST] = k == PROFILE_TARGET,
                         [F_SECOND] = k == PROFILE_TARGET, [F_THIRD] = k == PROFILE_TARGET || k == PROFILE_TASK,
                         [F_AMOUNT] = amount};

    for (size_t i = 0; i < ARRAY_LEN(show); i++) {
        if (!show[i]) {
            f->field[i].kind = FORM_HIDDEN;
        }
    }
}

static void fill(struct req *r, struct form *f, const struct profile_part *t)
{
    f->field[F_TITLE].value = t->title;
    f->field[F_BODY].value = t->body;
    f->field[F_CODE].value = t->code;
    f->field[F_FIRST].value = t->first;
    f->field[F_SECOND].value = t->second;
    f->field[F_THIRD].value = t->third;
    if (t->amount.satang != MONEY_MISSING.satang) {
        f->field[F_AMOUNT].value = money_text(r->a, t->amount, MONEY_WHOLE);
    }
}

/* The piece of the address; number 0: a new one. */
static bool find(struct req *r, int64_t profile_id, struct str kind, int64_t number, struct profile_part *ret,
                 struct err *e)
{
    const struct profile_part *t;
    struct rows rows = {0};

    *ret = (struct profile_part){.amount = MONEY_MISSING};
    if (number == 0) {
        return true;
    }
    if (profile_id && !profile_parts(r->db, r->a, profile_id, &rows, e)) {
        return false;
    }
    t = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(t[i].kind, kind) && t[i].number == number) {
            *ret = t[i];
            return true;
        }
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(str_format(r->a, "%.*s %lld", STR_FMT(kind), (long long)number)));
    return false;
}

static bool part_number(struct req *r, int64_t *ret, struct err *e)
{
    struct str s = r->seg[2];

    *ret = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || s.n > 6) {
            FAIL(e, ERR_NOT_FOUND);
            err_arg(e, "what", V(s));
            return false;
        }
        *ret = *ret * 10 + (s.p[i] - '0');
    }
    return true;
}

static bool show(struct req *r, const struct form *typed, int status, struct reply *ret, struct err *e)
{
    struct plan_part_page *p = ARENA_NEW(r->a, struct plan_part_page);
    struct param crumb[] = {{tr(r->lang, TR("แผนปฏิบัติราชการประจำปี")), STR("/action-plans")}, {STR_NONE, STR_NONE}};
    struct page_head head = {.nav = STR("/action-plans"), .crumb = crumb, .ncrumb = 2};
    struct agency_profile f;
    struct profile_part t;
    enum profile_kind k;
    int64_t number;

    if (!profile_kind_of(r->seg[1], &k, e)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[1]));
        return false;
    }
    if (!part_number(r, &number, e) || !profile_get(r->db, r->a, r->year, r->seg[0], &f, e) ||
        !actor_check(&r->session.actor, PERM_RESULT, f.agency_id, f.division, e) ||
        !find(r, f.id, r->seg[1], number, &t, e)) {
        return false;
    }
    *p = (struct plan_part_page){.csrf = r->session.csrf, .year = r->year, .version = t.version, .is_new = number == 0,
                                 .may_remove = number != 0};
    p->back = str_format(r->a, "/action-plans/%.*s#%s", STR_FMT(f.agency_code), profile_word(k));
    p->action = str_format(r->a, "/action-plans/%.*s/parts/%s/%lld", STR_FMT(f.agency_code), profile_word(k),
                           (long long)number);
    crumb[1] = (struct param){f.agency_name, str_format(r->a, "/action-plans/%.*s", STR_FMT(f.agency_code))};
    p->title = head.title = number ? str_format(r->a, "%.*s %lld", STR_FMT(profile_name(k, r->lang)), (long long)number)
                                   : str_format(r->a, "%.*s: %.*s", STR_FMT(tr(r->lang, TR("เพิ่ม"))),
                                                STR_FMT(profile_name(k, r->lang)));
    p->lead = SAY(r, TR("ข้อความนี้พิมพ์ในแผนปฏิบัติราชการของ{agency} ข้อความเดิมเก็บไว้ทุกรุ่น"),
                  {STR("{agency}"), f.agency_name});
    if (typed) {
        p->form = *typed;
    } else {
        p->form = money_form(r, fields, ARRAY_LEN(fields));
        fill(r, &p->form, &t);
    }
    hide_fields(&p->form, k);
    if (!REPLY_PAGE(r, &head, plan_part, p, ret, e)) {
        return false;
    }
    ret->status = status;
    return true;
}

bool plan_part_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, 200, ret, e);
}

static bool do_part(struct act *by, void *ctx, struct err *e)
{
    const struct part_post *x = ctx;

    return x->remove ? profile_part_remove(by, x->year, x->agency, &x->set, e)
                     : profile_part_set(by, x->year, x->agency, &x->set, e);
}

static bool part_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct part_post *x = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/action-plans/%.*s#%.*s", STR_FMT(x->agency), STR_FMT(x->set.kind)), ret);
    return true;
}

static bool part_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct part_post *x = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND || e->code == ERR_FORBIDDEN || e->code == ERR_SCOPE) {
        return false;
    }
    form_refuse(&x->form, r, e);
    return show(r, &x->form, err_http(e->code), ret, &again);
}

static bool post(struct req *r, bool remove, struct reply *ret, struct err *e)
{
    struct part_post *x = ARENA_NEW(r->a, struct part_post);

    x->agency = r->seg[0];
    x->year = r->year;
    x->remove = remove;
    x->form = money_form(r, fields, ARRAY_LEN(fields));
    form_read(&x->form, r);
    form_check(&x->form, r);
    x->set = (struct profile_set){.kind = r->seg[1], .amount = MONEY_MISSING};
    if (form_value(&x->form, "amount").n) {
        form_money(&x->form, "amount", r, &x->set.amount);
    }
    if (!part_number(r, &x->set.number, e) || !req_int(r, "version", 0, INT64_MAX, 0, &x->set.version, e)) {
        return false;
    }
    x->set.title = form_value(&x->form, "title");
    x->set.body = form_value(&x->form, "body");
    x->set.code = form_value(&x->form, "code");
    x->set.first = form_value(&x->form, "first");
    x->set.second = form_value(&x->form, "second");
    x->set.third = form_value(&x->form, "third");
    if (x->form.wrong && !remove) {
        return show(r, &x->form, 400, ret, e);
    }
    r->refused = part_refused;
    return req_write(r, do_part, part_done, x, ret, e);
}

bool plan_part_post(struct req *r, struct reply *ret, struct err *e)
{
    return post(r, false, ret, e);
}

bool plan_part_remove_post(struct req *r, struct reply *ret, struct err *e)
{
    return post(r, true, ret, e);
}
