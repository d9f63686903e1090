/* service_cost_form.c - the forms of /service-costs: a row's link opens one with what stands there. */
#include "web/service_cost_form.h"

#include "base/arena.h"
#include "base/err.h"
#include "web/words.h"

static const struct form_field service_fields[] = {
    {.name = "code", .kind = FORM_TEXT, .label = TR("รหัสบริการ"), .required = true, .max = 20},
    {.name = "name_th", .kind = FORM_TEXT, .label = TR("ชื่อบริการ"), .required = true, .max = 200},
    {.name = "name_en", .kind = FORM_TEXT, .label = TR("ชื่อภาษาอังกฤษ"), .max = 200},
    {.name = "unit_word", .kind = FORM_TEXT, .label = TR("หน่วยนับ"), .required = true, .max = 60},
    {.name = "stable", .kind = FORM_TEXT, .label = TR("ชื่อประจำของตัวชี้วัดที่นับปริมาณ"), .hint = TR("ว่างคือพิมพ์เอง"), .max = 60},
    {.name = "readings", .kind = FORM_CHOICE, .label = TR("นับผลของตัวชี้วัด")},
    {.name = "closed", .kind = FORM_CHECK, .label = TR("เลิกใช้บริการนี้")},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};
static const struct form_field volume_fields[] = {
    {.name = "service", .kind = FORM_CHOICE, .label = TR("บริการ"), .required = true},
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "month", .kind = FORM_TEXT, .label = TR("เดือน"), .hint = TR("1 ถึง 12 หรือ 0 คือทั้งปี"), .required = true, .max = 2},
    {.name = "quantity", .kind = FORM_NUMBER, .label = TR("ปริมาณ"), .required = true},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};
static const struct form_field weight_fields[] = {
    {.name = "service", .kind = FORM_CHOICE, .label = TR("บริการ"), .required = true},
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "posts", .kind = FORM_NUMBER, .label = TR("อัตรากำลัง (คน)"), .required = true},
    {.name = "area", .kind = FORM_NUMBER, .label = TR("พื้นที่ (ตารางเมตร)"), .required = true},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};
static const struct form_field source_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "output", .kind = FORM_TEXT, .label = TR("รหัสผลผลิต"), .max = 20},
    {.name = "line", .kind = FORM_TEXT, .label = TR("รหัสรายการ"), .hint = TR("เมื่อรายการเดียวไปที่อื่น"), .max = 40},
    {.name = "service", .kind = FORM_CHOICE, .label = TR("ไปที่บริการ")},
    {.name = "pool", .kind = FORM_CHOICE, .label = TR("หรือต้นทุนร่วม")},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};
static const struct form_field pool_fields[] = {
    {.name = "code", .kind = FORM_TEXT, .label = TR("รหัสต้นทุนร่วม"), .required = true, .max = 20},
    {.name = "name", .kind = FORM_TEXT, .label = TR("ชื่อ"), .required = true, .max = 200},
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("ของหน่วยงาน"), .hint = TR("ว่างคือปันให้ทุกหน่วยงาน")},
};
static const struct form_field key_fields[] = {
    {.name = "pool", .kind = FORM_CHOICE, .label = TR("ต้นทุนร่วม"), .required = true},
    {.name = "key", .kind = FORM_CHOICE, .label = TR("เกณฑ์ปันส่วน"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 2000},
};
static const struct form_field decide_fields[] = {
    {.name = "proposal", .kind = FORM_CHOICE, .label = TR("ข้อเสนอที่รออนุมัติ"), .required = true},
    {.name = "decision", .kind = FORM_CHOICE, .label = TR("ผล"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .hint = TR("ต้องมีเมื่อไม่อนุมัติ"), .max = 2000},
};

/* ---- choices ---- */

static void put_choice(struct form *f, const char *name, const struct form_choice *c, size_t n)
{
    struct form_field *x = form_find(f, name);

    if (x) {
        x->choice = c;
        x->choices = n;
    }
}

static struct str named(struct req *r, struct str code, struct str name)
{
    return str_format(r->a, "%.*s · %.*s", STR_FMT(code), STR_FMT(name));
}

static void service_choices(struct req *r, const struct service_lists *l, struct form *f, bool empty)
{
    const struct cost_service *s = l->y.services.p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, l->y.services.n + 1);
    size_t n = empty ? 1 : 0;

    for (size_t i = 0; i < l->y.services.n; i++) {
        if (!s[i].closed) {
            c[n++] = (struct form_choice){s[i].code, named(r, s[i].code, s[i].name)};
        }
    }
    if (empty) {
        c[0] = (struct form_choice){STR_NONE, STR("–")};
    }
    put_choice(f, "service", c, n);
}

static void pool_choices(struct req *r, const struct service_lists *l, struct form *f, bool empty)
{
    const struct service_pool *o = l->y.pools.p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, l->y.pools.n + 1);
    size_t n = empty ? 1 : 0;

    for (size_t i = 0; i < l->y.pools.n; i++) {
        c[n++] = (struct form_choice){o[i].code, named(r, o[i].code, o[i].name)};
    }
    if (empty) {
        c[0] = (struct form_choice){STR_NONE, STR("–")};
    }
    put_choice(f, "pool", c, n);
}

static void key_choices(struct req *r, const struct service_lists *l, struct form *f)
{
    const struct cost_pool_key *k = l->keys.p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, l->keys.n + 1);
    struct form_choice *d = ARENA_ARRAY(r->a, struct form_choice, 2);
    size_t n = 0;

    for (size_t i = 0; i < l->keys.n; i++) {
        if (str_eq(k[i].state, STR("waiting"))) {
            c[n++] = (struct form_choice){str_format(r->a, "%lld", (long long)k[i].id),
                                          str_format(r->a, "%.*s → %.*s (%.*s)", STR_FMT(k[i].pool_code),
                                                     STR_FMT(word_label("cost_key", k[i].split_key, r->lang)), STR_FMT(k[i].by_user))};
        }
    }
    d[0] = (struct form_choice){STR("approve"), tr(r->lang, TR("อนุมัติ"))};
    d[1] = (struct form_choice){STR("refuse"), tr(r->lang, TR("ไม่อนุมัติ"))};
    put_choice(f, "proposal", c, n);
    put_choice(f, "decision", d, 2);
}

static void agency_choices(struct req *r, const struct service_lists *l, struct form *f)
{
    const struct service_agency *g = l->y.agencies.p;
    struct form_field *x = form_find(f, "agency");
    struct form_choice *c;
    size_t n = 0;

    if (!x) {
        return;
    }
    c = ARENA_ARRAY(r->a, struct form_choice, l->y.agencies.n + 1);
    if (!x->required) {
        c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกหน่วยงาน"))};
    }
    for (size_t i = 0; i < l->y.agencies.n; i++) {
        c[n++] = (struct form_choice){g[i].code, named(r, g[i].code, g[i].name)};
    }
    x->choice = c;
    x->choices = n;
}

/* What a form may choose from; versions begin at 0. */
void service_cost_choices(struct req *r, const struct service_lists *l, struct form *f)
{
    struct form_field *version = form_find(f, "version"), *key = form_find(f, "key");
    bool source = form_find(f, "output") != NULL;

    service_choices(r, l, f, source);
    pool_choices(r, l, f, source);
    key_choices(r, l, f);
    if (version && version->value.n == 0) { /* a new one; a row's link brings its version */
        version->value = STR("0");
    }
    if (form_find(f, "readings")) {
        money_words(r, "service_readings", form_find(f, "readings"));
    }
    if (key) {
        money_words(r, "cost_key", key);
    }
    agency_choices(r, l, f);
}

/* ---- the forms ---- */

static const struct {
    const char *which, *title, *note, *submit;
    const struct form_field *field;
    size_t n;
    bool panel;
} work[] = {
    {"volume", TR("บันทึกปริมาณบริการ"), NULL, TR("บันทึก"), volume_fields, ARRAY_LEN(volume_fields), true},
    {"source", TR("เงินของผลผลิตไปที่ใด"), TR("ว่างทั้งสองช่องคือไม่นับ"), TR("บันทึก"), source_fields, ARRAY_LEN(source_fields), true},
    {"decide", TR("อนุมัติเกณฑ์ปันส่วน"), TR("ผู้อนุมัติต้องไม่ใช่ผู้เสนอ"), TR("บันทึกผล"), decide_fields, ARRAY_LEN(decide_fields), true},
    {"service", TR("เพิ่มหรือแก้บริการ"), NULL, TR("บันทึก"), service_fields, ARRAY_LEN(service_fields), false},
    {"weight", TR("อัตรากำลังและพื้นที่ของบริการ"), NULL, TR("บันทึก"), weight_fields, ARRAY_LEN(weight_fields), false},
    {"pool", TR("เพิ่มต้นทุนร่วม"), NULL, TR("เพิ่ม"), pool_fields, ARRAY_LEN(pool_fields), false},
    {"key", TR("เสนอเกณฑ์ปันส่วน"), TR("มีผลเมื่ออีกคนหนึ่งอนุมัติ"), TR("เสนอ"), key_fields, ARRAY_LEN(key_fields), false},
};

/* What a row's link asks to change: ?open=volume.DRAIN.11000000.5 */
struct opened {
    struct str which, part[3];
};

static struct opened opened_of(struct req *r)
{
    struct opened o = {.which = STR_NONE};
    struct str s = req_query(r, "open"), *at = &o.which;
    size_t n = 0, from = 0;

    for (size_t i = 0; s.n > 0 && i <= s.n; i++) {
        if (i == s.n || s.p[i] == '.') {
            *at = (struct str){s.p + from, i - from};
            from = i + 1;
            if (n == ARRAY_LEN(o.part)) {
                break;
            }
            at = &o.part[n++];
        }
    }
    return o;
}

static void set(struct form *f, const char *name, struct str value)
{
    form_find(f, name)->value = value;
}

static struct str digits(struct req *r, int64_t n)
{
    return str_format(r->a, "%lld", (long long)n);
}

static void open_service(struct req *r, const struct service_lists *l, const struct opened *o, struct form *f)
{
    const struct cost_service *s = l->y.services.p;

    for (size_t i = 0; i < l->y.services.n; i++) {
        if (str_eq(s[i].code, o->part[0])) {
            set(f, "code", s[i].code);
            set(f, "name_th", s[i].name_th);
            set(f, "name_en", s[i].name_en);
            set(f, "unit_word", s[i].unit_word);
            set(f, "stable", s[i].stable);
            set(f, "readings", s[i].readings);
            set(f, "closed", s[i].closed ? STR("1") : STR_NONE);
            set(f, "version", digits(r, s[i].version));
        }
    }
}

static void open_source(struct req *r, const struct service_lists *l, const struct opened *o, struct form *f)
{
    const struct cost_source *x = l->y.sources.p;

    for (size_t i = 0; i < l->y.sources.n; i++) {
        if (str_eq(x[i].agency_code, o->part[0]) && str_eq(x[i].output_code, o->part[1]) && str_eq(x[i].line_code, o->part[2])) {
            set(f, "agency", x[i].agency_code);
            set(f, "output", x[i].output_code);
            set(f, "line", x[i].line_code);
            set(f, "service", x[i].service_code);
            set(f, "pool", x[i].pool_code);
            set(f, "version", digits(r, x[i].version));
        }
    }
}

static void open_weight(struct req *r, const struct service_lists *l, const struct opened *o, struct form *f)
{
    const struct service_cell *x = l->y.cells.p;

    for (size_t i = 0; i < l->y.cells.n; i++) {
        if (str_eq(x[i].service_code, o->part[0]) && str_eq(x[i].agency_code, o->part[1])) {
            set(f, "service", x[i].service_code);
            set(f, "agency", x[i].agency_code);
            set(f, "posts", milli_text(r->a, x[i].posts));
            set(f, "area", milli_text(r->a, x[i].area));
            set(f, "version", digits(r, x[i].weight_version));
        }
    }
}

static void open_volume(struct req *r, const struct service_lists *l, const struct opened *o, struct form *f)
{
    const struct service_volume *x = l->volumes.p;

    set(f, "service", o->part[0]);
    set(f, "agency", o->part[1]);
    set(f, "month", o->part[2]);
    for (size_t i = 0; i < l->volumes.n; i++) {
        if (str_eq(x[i].service_code, o->part[0]) && str_eq(x[i].agency_code, o->part[1]) && str_eq(digits(r, x[i].month), o->part[2])) {
            set(f, "quantity", milli_text(r->a, x[i].quantity.millionths / 1000));
            set(f, "version", digits(r, x[i].version));
        }
    }
}

/* The form as the link asks for it; the cursor stands where it is changed. */
static void open_form(struct req *r, const struct service_lists *l, const struct opened *o, struct form *f)
{
    static const struct {
        const char *which, *cursor;
        void (*open)(struct req *r, const struct service_lists *l, const struct opened *o, struct form *f);
    } row[] = {{"service", "name_th", open_service}, {"source", "service", open_source}, {"weight", "posts", open_weight},
               {"volume", "quantity", open_volume}};

    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        if (str_eq(str_from(row[i].which), o->which)) {
            row[i].open(r, l, o, f);
            form_find(f, row[i].cursor)->focus = true;
        }
    }
}

void service_cost_work(struct req *r, struct money_page *p, const struct service_lists *l)
{
    bool keeper = actor_may(&r->session.actor, PERM_VERIFY), own = actor_may(&r->session.actor, PERM_RESULT);
    struct opened o = opened_of(r);

    for (size_t i = 0; i < ARRAY_LEN(work); i++) {
        struct money_panel *x;
        bool volume = str_eq(str_from(work[i].which), STR("volume")) || str_eq(str_from(work[i].which), STR("weight"));
        bool asked = str_eq(str_from(work[i].which), o.which);

        if (!keeper && !(own && volume)) {
            continue;
        }
        x = work[i].panel || asked ? money_panel(p) : money_act(p);
        x->title = tr(r->lang, work[i].title);
        x->note = work[i].note ? tr(r->lang, work[i].note) : STR_NONE;
        x->action = str_format(r->a, "/service-costs/%s", work[i].which);
        x->submit = tr(r->lang, work[i].submit);
        x->form = money_form(r, work[i].field, work[i].n);
        x->second = o.which.n ? !asked : i > 0;
        service_cost_choices(r, l, &x->form);
        if (asked) {
            open_form(r, l, &o, &x->form);
        }
    }
}

/* ---- posts ---- */

union writing {
    struct cost_service service;
    struct service_volume_new volume;
    struct service_weight_new weight;
    struct cost_source_new source;
    struct cost_pool_new pool;
    struct {
        struct str pool, key, reason;
    } key;
    struct {
        int64_t id;
        bool approve;
        struct str reason;
    } decide;
};

#define WRITE(name, call)                                                                                                              \
    static bool name(struct act *by, void *ctx, struct err *e)                                                                         \
    {                                                                                                                                  \
        const struct money_post *p = ctx;                                                                                              \
        const union writing *w = p->more;                                                                                              \
                                                                                                                                       \
        return call;                                                                                                                   \
    }
WRITE(write_service, cost_service_put(by, &w->service, e))
WRITE(write_volume, service_volume_set(by, &w->volume, e))
WRITE(write_weight, service_weight_set(by, &w->weight, e))
WRITE(write_source, cost_source_set(by, &w->source, e))
WRITE(write_pool, cost_pool_add(by, &w->pool, e))
WRITE(write_key, cost_pool_propose(by, p->year, w->key.pool, w->key.key, w->key.reason, e))
WRITE(write_decide, cost_pool_decide(by, w->decide.id, w->decide.approve, w->decide.reason, e))

/* The form of `which` as it was typed; choices are filled when it is shown again. */
static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which, union writing **ret)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    *ret = ARENA_NEW(r->a, union writing);
    p->page.show = service_cost_show;
    p->page.which = which;
    p->page.path = "/service-costs";
    p->write = write;
    p->more = *ret;
    for (size_t i = 0; i < ARRAY_LEN(work); i++) {
        if (str_eq(str_from(work[i].which), str_from(which))) {
            p->form = money_form(r, work[i].field, work[i].n);
        }
    }
    form_read(&p->form, r);
    if (form_find(&p->form, "version") && form_value(&p->form, "version").n == 0) {
        form_find(&p->form, "version")->value = STR("0");
    }
    return p;
}

static void read_version(struct money_post *p, struct req *r, int64_t *ret)
{
    (void)form_int(&p->form, "version", r, 0, INT64_MAX, ret);
}

bool service_new_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_service, "service", &w);

    if (form_check(&p->form, r)) {
        read_version(p, r, &w->service.version);
    }
    w->service.code = form_value(&p->form, "code");
    w->service.name_th = form_value(&p->form, "name_th");
    w->service.name_en = form_value(&p->form, "name_en");
    w->service.unit_word = form_value(&p->form, "unit_word");
    w->service.stable = form_value(&p->form, "stable");
    w->service.readings = form_value(&p->form, "readings");
    w->service.closed = form_value(&p->form, "closed").n > 0;
    return money_post(r, p, ret, e);
}

bool service_volume_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_volume, "volume", &w);

    if (form_check(&p->form, r)) {
        (void)form_int(&p->form, "month", r, 0, 12, &w->volume.month);
        (void)form_milli(&p->form, "quantity", r, &w->volume.quantity_milli);
        read_version(p, r, &w->volume.version);
    }
    w->volume.year = r->year;
    w->volume.service_code = form_value(&p->form, "service");
    w->volume.agency_code = form_value(&p->form, "agency");
    return money_post(r, p, ret, e);
}

bool service_weight_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_weight, "weight", &w);

    if (form_check(&p->form, r)) {
        (void)form_milli(&p->form, "posts", r, &w->weight.posts_milli);
        (void)form_milli(&p->form, "area", r, &w->weight.area_milli);
        read_version(p, r, &w->weight.version);
    }
    w->weight.year = r->year;
    w->weight.service_code = form_value(&p->form, "service");
    w->weight.agency_code = form_value(&p->form, "agency");
    return money_post(r, p, ret, e);
}

bool service_source_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_source, "source", &w);

    if (form_check(&p->form, r)) {
        read_version(p, r, &w->source.version);
    }
    w->source.year = r->year;
    w->source.agency_code = form_value(&p->form, "agency");
    w->source.output_code = form_value(&p->form, "output");
    w->source.line_code = form_value(&p->form, "line");
    w->source.service_code = form_value(&p->form, "service");
    w->source.pool_code = form_value(&p->form, "pool");
    return money_post(r, p, ret, e);
}

bool service_pool_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_pool, "pool", &w);

    (void)form_check(&p->form, r);
    w->pool.year = r->year;
    w->pool.code = form_value(&p->form, "code");
    w->pool.name = form_value(&p->form, "name");
    w->pool.agency_code = form_value(&p->form, "agency");
    return money_post(r, p, ret, e);
}

bool service_key_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_key, "key", &w);

    (void)form_check(&p->form, r);
    w->key.pool = form_value(&p->form, "pool");
    w->key.key = form_value(&p->form, "key");
    w->key.reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}

bool service_decide_post(struct req *r, struct reply *ret, struct err *e)
{
    union writing *w;
    struct money_post *p = post_of(r, write_decide, "decide", &w);

    if (form_check(&p->form, r)) {
        (void)form_int(&p->form, "proposal", r, 1, INT64_MAX, &w->decide.id);
    }
    w->decide.approve = str_eq(form_value(&p->form, "decision"), STR("approve"));
    w->decide.reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}
