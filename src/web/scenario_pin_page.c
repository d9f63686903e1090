/* scenario_pin_page.c - decisions taken by hand in a scenario, with their reasons and what each costs. */
#include "allocate/pin.h"
#include "base/arena.h"
#include "web/scenario_page.h"
#include "web/words.h"

static const struct form_field pin_fields[] = {
    {.name = "package", .kind = FORM_TEXT, .label = TR("รหัสข้อเสนอ"), .required = true, .max = 60},
    {.name = "way", .kind = FORM_CHOICE, .label = TR("กำหนดให้"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 1000},
};
static const struct form_field drop_fields[] = {
    {.name = "drop", .kind = FORM_CHOICE, .label = TR("ข้อเสนอ"), .required = true},
};

/* What the page lists: a pin as it stands, with its price in the newest run. */
struct priced_pin {
    struct str package_code, title, agency_name, way, reason, by_user, price;
    struct when at;
};
static const struct field priced_fields[] = {
    FIELD(struct priced_pin, package_code, FIELD_KEY, "รหัสข้อเสนอ", "Package"),
    FIELD(struct priced_pin, title, 0, "ชื่อ", "Title"),
    FIELD(struct priced_pin, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct priced_pin, way, 0, "กำหนดให้", "Decided"),
    FIELD(struct priced_pin, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct priced_pin, price, 0, "คะแนนที่เสีย", "Score it costs"),
    FIELD(struct priced_pin, by_user, 0, "ผู้กำหนด", "Decided by"),
    FIELD(struct priced_pin, at, 0, "เมื่อ", "When"),
};
static const struct row_type priced_type = ROW_TYPE(struct priced_pin, priced_fields);
static const struct col priced_cols[] = {
    {"title", COL_LINK, "/packages/", "package_code", NULL},
    {"package_code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"way", COL_TAG, "pin", NULL, NULL},
    {"price", COL_NUMBER, NULL, NULL, NULL},
    {"reason", COL_PLAIN, NULL, NULL, NULL},
    {"by_user", COL_PLAIN, NULL, NULL, NULL},
    {"at", COL_UNDER, NULL, NULL, NULL},
};

struct pins_view {
    struct scenario_row s;
    struct run_row run;
    struct rows pins, costs;
    struct priced_pin *row;
    int64_t priced, cost;
    bool has_run;
};

static struct str price_of(struct req *r, const struct run_pin_row *c)
{
    if (c->cost.millionths <= c->spread.millionths) /* below what the two answers' gaps can show */
        return SAY(r, TR("ไม่เกิน {spread}"), {STR("{spread}"), score_say(r, c->spread.millionths > c->cost.millionths ? c->spread.millionths : c->cost.millionths)});
    return SAY(r, TR("{cost} ±{spread}"), {STR("{cost}"), score_say(r, c->cost.millionths)},
               {STR("{spread}"), score_say(r, c->spread.millionths)});
}

static void join(struct req *r, struct pins_view *v)
{
    const struct run_pin_row *c = v->costs.p;
    const struct pin_row *p = v->pins.p;

    v->row = ARENA_ARRAY(r->a, struct priced_pin, v->pins.n);
    for (size_t i = 0; i < v->pins.n; i++) {
        v->row[i] = (struct priced_pin){.package_code = p[i].package_code,
                                        .title = p[i].title,
                                        .agency_name = p[i].agency_name,
                                        .way = p[i].way,
                                        .reason = p[i].reason,
                                        .by_user = p[i].by_user,
                                        .at = p[i].at};
        for (size_t k = 0; k < v->costs.n; k++) {
            if (!c[k].priced || !str_eq(c[k].package_code, p[i].package_code) || !str_eq(c[k].way, p[i].way))
                continue;
            v->row[i].price = price_of(r, &c[k]);
            v->cost += c[k].cost.millionths;
            v->priced++;
        }
    }
}

static struct str lead_of(struct req *r, const struct pins_view *v)
{
    if (!v->pins.n)
        return tr(r->lang, TR("ยังไม่มีข้อเสนอใดถูกกำหนดด้วยมือ ทุกข้อเสนอเป็นไปตามคะแนนและกรอบ"));
    if (v->priced < (int64_t)v->pins.n)
        return SAY(r, TR("กำหนดด้วยมือ {n} ข้อเสนอ คิดราคาแล้ว {priced} จัดสรรใหม่เพื่อคิดราคาที่เหลือ"),
                   {STR("{n}"), money_count_text(r, (int64_t)v->pins.n)},
                   {STR("{priced}"), money_count_text(r, v->priced)});
    return SAY(r, TR("กำหนดด้วยมือ {n} ข้อเสนอ รวมแล้วเสียคะแนนราว {cost}"),
               {STR("{n}"), money_count_text(r, (int64_t)v->pins.n)},
               {STR("{cost}"), score_say(r, v->cost)});
}

static void put_forms(struct req *r, struct money_page *p, const struct pins_view *v)
{
    const struct pin_row *pin = v->pins.p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, v->pins.n);
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_ALLOCATE) || !str_eq(v->s.state, STR("active")))
        return;
    x = money_panel(p);
    x->title = tr(r->lang, TR("กำหนดข้อเสนอด้วยมือ"));
    x->note = tr(r->lang, TR("การจัดสรรครั้งต่อไปทำตามนี้ และบอกว่าการกำหนดนี้เสียคะแนนเท่าใด"));
    x->action = scenario_at(r, v->s.name, "/pins/set");
    x->submit = tr(r->lang, TR("กำหนด"));
    x->form = money_form(r, pin_fields, ARRAY_LEN(pin_fields));
    x->form.field[0].value = req_query(r, "package");
    money_words(r, "pin", &x->form.field[1]);
    if (!v->pins.n)
        return;
    for (size_t i = 0; i < v->pins.n; i++)
        c[i] = (struct form_choice){
            str_format(r->a, "%lld:%.*s", (long long)pin[i].version, STR_FMT(pin[i].package_code)),
            str_format(r->a, "%.*s · %.*s", STR_FMT(pin[i].package_code), STR_FMT(pin[i].title))};
    x = money_panel(p);
    x->title = tr(r->lang, TR("ยกเลิกการกำหนด"));
    x->action = scenario_at(r, v->s.name, "/pins/drop");
    x->submit = tr(r->lang, TR("ยกเลิกการกำหนดนี้"));
    x->second = true;
    x->form = money_form(r, drop_fields, ARRAY_LEN(drop_fields));
    x->form.field[0].choice = c;
    x->form.field[0].choices = v->pins.n;
    x->form.again = 1;
}

static bool read_view(struct req *r, struct pins_view *v, struct err *e)
{
    struct err none = {0};

    if (!scenario_of(r, &v->s, e) || !pin_list(r->db, r->a, v->s.id, &v->pins, e))
        return false;
    v->has_run = run_newest(r->db, r->a, r->year, v->s.name, &v->run, &none);
    if (v->has_run && !run_pins(r->db, r->a, v->run.id, &v->costs, e))
        return false;
    join(r, v);
    return true;
}

static bool show(struct req *r, struct form *wrong, const char *which, int status,
                 struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("กำหนดด้วยมือ"))};
    struct pins_view *v = ARENA_NEW(r->a, struct pins_view);
    struct money_section *sec;

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &pin_row_type, v->pins.p, v->pins.n, NULL, STR_NONE,
                           str_format(r->a, "pins-%.*s", STR_FMT(v->s.name)), ret, e);
    p.lead = lead_of(r, v);
    p.tab_n = scenario_tabs(r, v->s.name, "/pins", p.tab);
    sec = money_section(&p);
    sec->id = STR("pins");
    sec->title = tr(r->lang, TR("ข้อเสนอที่กำหนดด้วยมือ และคะแนนที่แต่ละข้อทำให้เสีย"));
    sec->note = tr(r->lang, TR("คิดโดยแก้โจทย์เดิมใหม่โดยไม่มีการกำหนดข้อนั้น ± คือส่วนที่ช่องว่างของสองคำตอบทำให้ยังบอกไม่ได้"));
    sec->path = scenario_at(r, v->s.name, "/pins");
    sec->has_table = true;
    sec->table = (struct table_view){.type = &priced_type,
                                     .rows = v->row,
                                     .n = v->pins.n,
                                     .cols = priced_cols,
                                     .ncols = ARRAY_LEN(priced_cols),
                                     .caption = sec->title,
                                     .empty = tr(r->lang, TR("ยังไม่มี"))};
    put_forms(r, &p, v);
    if (wrong)
        money_refused(r, &p, wrong, which, str_cstr(r->a, scenario_at(r, v->s.name, "/pins/")));
    return money_show(r, &p, "/allocation", status, ret, e);
}

bool scenario_pins_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, "", 200, ret, e);
}

static struct money_post *post_of(struct req *r, const char *which, req_write_fn *write)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = show;
    p->page.which = which;
    p->page.path = str_cstr(r->a, scenario_at(r, r->seg[0], "/pins"));
    p->write = write;
    return p;
}

static bool set_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return pin_set(by, p->more, e);
}

bool scenario_pin_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, "set", set_write);
    struct pin_new *n = ARENA_NEW(r->a, struct pin_new);

    p->form = money_form(r, pin_fields, ARRAY_LEN(pin_fields));
    money_words(r, "pin", &p->form.field[1]);
    form_read(&p->form, r);
    if (!form_check(&p->form, r))
        p->form.wrong = true;
    *n = (struct pin_new){.year = r->year,
                          .scenario = r->seg[0],
                          .package = form_value(&p->form, "package"),
                          .way = form_value(&p->form, "way"),
                          .reason = form_value(&p->form, "reason")};
    p->more = n;
    return money_post(r, p, ret, e);
}

struct drop {
    struct str scenario, package;
    int64_t version;
};

static bool drop_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct drop *d = p->more;

    return pin_drop(by, p->year, d->scenario, d->package, d->version, e);
}

bool scenario_unpin_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, "drop", drop_write);
    struct drop *d = ARENA_NEW(r->a, struct drop);
    struct str word;

    p->form = money_form(r, drop_fields, ARRAY_LEN(drop_fields));
    p->form.again = 1;
    form_read(&p->form, r);
    if (!form_check(&p->form, r))
        p->form.wrong = true;
    word = form_value(&p->form, "drop"); /* VERSION:PACKAGE */
    d->scenario = r->seg[0];
    for (size_t i = 0; i < word.n && i < 15 && word.p[i] >= '0' && word.p[i] <= '9'; i++)
        d->version = d->version * 10 + (word.p[i] - '0');
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == ':') {
            d->package = str_slice(word, i + 1, word.n);
            break;
        }
    }
    p->more = d;
    return money_post(r, p, ret, e);
}
