/* agreement_act.c - what people do to an agreement: each form is one domain function, and comes back as typed when refused. */
#include "base/arena.h"
#include "base/err.h"
#include "web/agreement_page.h"
#include "web/council_question_page.h"
#include "web/words.h"

/* What a chosen indicator says where the form was left empty. */
static bool from_choice(struct act *by, struct agreement_act *c, struct err *e)
{
    const struct agreement_choice *x;
    struct agreement_item_text *t = &c->text;
    struct str wanted = form_value(&c->form, "indicator");
    struct agreement g;
    struct rows rows;

    if (!agreement_get(by->tx->db, by->a, c->code, &g, e) || !agreement_choices(by->tx->db, by->a, g.id, &rows, e))
        return false;
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!str_eq(x[i].code, wanted))
            continue;
        c->indicator_id = x[i].id;
        t->name = t->name.n ? t->name : x[i].name_th;
        t->number = t->number.n ? t->number : x[i].number.n ? x[i].number : x[i].code;
        t->target = t->target.n ? t->target : x[i].target1;
        t->definition = t->definition.n ? t->definition : x[i].definition;
        t->method = t->method.n ? t->method : x[i].formula;
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("indicator")));
    err_arg(e, "value", V(wanted));
    err_arg(e, "expected", V(STR("-")));
    return false;
}

static bool do_add(struct act *by, struct agreement_act *c, struct err *e)
{
    return from_choice(by, c, e) && agreement_item_add(by, c->code, c->indicator_id, &c->text, c->reason, &c->item_id, e);
}
static bool do_propose(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_propose(by, c->code, c->item_id, c->item_version, &c->text, c->reason, e);
}
static bool do_remove(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_item_remove(by, c->code, c->item_id, c->item_version, c->reason, e);
}
static bool do_agree(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_agree(by, c->code, c->item_id, c->item_version, e);
}
static bool do_component(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_component_set(by, c->code, c->version, &c->component, c->reason, e);
}
static bool do_copy(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_copy(by, c->code, &c->count, e);
}
static bool do_conclude(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_conclude(by, c->code, c->version, e);
}
static bool do_reopen(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_reopen(by, c->code, c->version, c->reason, e);
}
static bool do_sign(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_sign(by, c->code, c->version, e);
}
static bool do_interim(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_interim(by, c->code, c->version, e);
}
static bool do_final(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_final(by, c->code, c->version, e);
}
static bool do_close(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_close(by, c->code, c->version, e);
}
static bool do_appeal(struct act *by, struct agreement_act *c, struct err *e)
{
    const struct agreement_plea p = {c->item_id, c->reason, form_value(&c->form, "evidence"), form_value(&c->form, "asked")};

    return agreement_appeal(by, c->code, c->version, &p, &c->made, e);
}
static bool do_decide(struct act *by, struct agreement_act *c, struct err *e)
{
    return agreement_decide(by, c->appeal, c->item_version, c->upheld, form_value(&c->form, "decision"), e);
}

static const struct {
    const char *event;
    bool (*run)(struct act *by, struct agreement_act *c, struct err *e);
    bool form;
    enum agreement_form which;
} acts[] = {
    {"add", do_add, true, AG_ADD},
    {"propose", do_propose, true, AG_PROPOSE},
    {"remove", do_remove, true, AG_REMOVE},
    {"agree", do_agree, false, AG_ADD},
    {"component", do_component, true, AG_COMPONENT},
    {"copy", do_copy, false, AG_ADD},
    {"conclude", do_conclude, false, AG_ADD},
    {"reopen", do_reopen, false, AG_ADD},
    {"sign", do_sign, false, AG_ADD},
    {"interim", do_interim, false, AG_ADD},
    {"final", do_final, false, AG_ADD},
    {"close", do_close, false, AG_ADD},
    {"appeal", do_appeal, true, AG_APPEAL},
    {"decide", do_decide, true, AG_DECIDE},
};

static bool act_write(struct act *by, void *ctx, struct err *e)
{
    struct agreement_act *c = ctx;

    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        if (str_eq(c->event, str_from(acts[i].event)))
            return acts[i].run(by, c, e);
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(c->event));
    return false;
}

static bool act_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct agreement_act *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/agreements/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct agreement_act *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    if (c->has_form)
        form_refuse(&c->form, r, e);
    if (str_eq(c->event, STR("add")))
        c->item_id = 0;
    return agreement_show(r, c->code, c, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

/* The act's form, read and checked. */
static void take_form(struct req *r, struct agreement_act *c)
{
    c->has_form = true;
    agreement_form_make(r, c->which, &c->form);
    form_read(&c->form, r);
    if (c->which == AG_ADD) { /* its choices are checked by the write */
        struct form_choice *one = ARENA_NEW(r->a, struct form_choice);

        *one = (struct form_choice){form_value(&c->form, "indicator"), form_value(&c->form, "indicator")};
        form_find(&c->form, "indicator")->choice = one;
        form_find(&c->form, "indicator")->choices = 1;
    }
    form_check(&c->form, r);
    if (c->which == AG_ADD || c->which == AG_PROPOSE)
        agreement_form_item(r, &c->form, &c->text);
    if (c->which == AG_COMPONENT) {
        agreement_form_weight(&c->form, r, &c->component.weight);
        form_int(&c->form, "component", r, 1, AGREEMENT_COMPONENTS, &c->component.component);
        c->component.title = form_value(&c->form, "title");
    }
    if (c->which == AG_DECIDE)
        c->upheld = str_eq(form_value(&c->form, "upheld"), STR("upheld"));
    else
        c->reason = form_value(&c->form, "reason");
}

bool agreement_act_post(struct req *r, struct reply *ret, struct err *e)
{
    struct agreement_act *c = ARENA_NEW(r->a, struct agreement_act);

    c->code = r->seg[0];
    c->event = r->seg[1];
    if (str_eq(c->event, STR("print"))) {
        struct agreement g;

        return agreement_get(r->db, r->a, c->code, &g, e) &&
               council_print(r, str_eq(req_field(r, "what"), STR("assessment")) ? "assessment" : "agreement", c->code, g.year, ret, e);
    }
    if (!req_int(r, "version", 0, INT64_MAX, 0, &c->version, e) || !req_int(r, "item", 0, INT64_MAX, 0, &c->item_id, e) ||
        !req_int(r, "item_version", 0, INT64_MAX, 0, &c->item_version, e))
        return false;
    c->appeal = req_field(r, "appeal");
    c->reason = req_field(r, "reason");
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        if (!str_eq(c->event, str_from(acts[i].event)))
            continue;
        c->which = acts[i].which;
        if (acts[i].form)
            take_form(r, c);
    }
    if (c->has_form && c->form.wrong)
        return agreement_show(r, c->code, c, STR_NONE, 400, ret, e);
    r->refused = act_refused;
    return req_write(r, act_write, act_done, c, ret, e);
}
