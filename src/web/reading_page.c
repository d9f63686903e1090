/* reading_page.c - one period of an indicator: what was reported and what its figures give, and the next step. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "perform/evidence.h"
#include "web/indicators_page.h"
#include "web/words.h"

static const struct form_field value_fields[] = {
    {.name = "value", .kind = FORM_TEXT, .label = TR("ค่าที่ทำได้"), .max = 40},
};
static const struct form_field ratio_fields[] = {
    {.name = "numerator", .kind = FORM_TEXT, .label = TR("ตัวตั้ง"), .hint = TR("เช่น เงินที่เบิกจ่ายสะสม (บาท)"), .max = 40},
    {.name = "denominator", .kind = FORM_TEXT, .label = TR("ตัวหาร"), .hint = TR("ฐานของร้อยละ เช่น งบประมาณหลังปรับโอน"), .max = 40},
};
static const char *const step_names[] = {"step1", "step2", "step3", "step4", "step5", "step6", "step7", "step8", "step9", "step10",
                                         "step11", "step12", "step13", "step14", "step15", "step16", "step17", "step18", "step19", "step20"};
static const struct form_field last_fields[] = {
    {.name = "reported", .kind = FORM_TEXT, .label = TR("ผลตามที่รายงาน"), .hint = TR("เช่น ระดับ 5, ร้อยละ 3.22, 100.00"), .max = 200},
    {.name = "details", .kind = FORM_LONG, .label = TR("รายละเอียดผลการดำเนินงาน"), .hint = TR("ถ้าไม่มีข้อมูล ต้องบอกเหตุ"), .max = 8000},
    {.name = "project", .kind = FORM_TEXT, .label = TR("โครงการที่สนับสนุน"), .max = 500},
    {.name = "no_data", .kind = FORM_CHECK, .label = TR("งวดนี้ไม่มีข้อมูล")},
    {.name = "ready", .kind = FORM_CHECK, .label = TR("ส่งให้หัวหน้าหน่วยงานรับรอง")},
    {.name = "version", .kind = FORM_HIDDEN, .label = "", .max = 20},
};
static const struct form_field event_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลหรือบันทึก"), .max = 2000},
    {.name = "version", .kind = FORM_HIDDEN, .label = "", .max = 20},
};
static const struct form_field verify_fields[] = {
    {.name = "mark21", .kind = FORM_TEXT, .label = TR("คะแนนตรวจ 2.1 ความถูกต้องของผล (0-100)"), .required = true, .max = 10},
    {.name = "mark22", .kind = FORM_TEXT, .label = TR("คะแนนตรวจ 2.2 ความครบถ้วนของหลักฐาน (0-100)"), .required = true, .max = 10},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผลหรือบันทึก"), .max = 2000},
    {.name = "version", .kind = FORM_HIDDEN, .label = "", .max = 20},
};

static void add_fields(struct form *f, const struct form_field *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        f->field[f->n++] = x[i];
}

/* A field a step, with its words and whether its evidence is there; a rule has no more steps than this (RULE_STEPS). */
static void add_steps(struct req *r, struct form *f, const struct rows *steps)
{
    for (size_t i = 0; i < steps->n && i < ARRAY_LEN(step_names); i++) {
        const struct indicator_step *s = &((const struct indicator_step *)steps->p)[i];
        struct str label = SAY(r, TR("ขั้นที่ {n} {name} (ร้อยละที่ทำได้)"), {STR("{n}"), str_format(r->a, "%lld", (long long)s->step)},
                               {STR("{name}"), text_in(r, s->name_th, s->name_en)});

        f->field[f->n++] = (struct form_field){.name = step_names[i], .kind = FORM_NUMBER, .label = str_cstr(r->a, label), .max = 10,
            .hint = s->proved ? TR("มีหลักฐานแล้ว") : TR("ยังไม่มีหลักฐาน ขั้นนี้จึงยังไม่นับ แนบที่หน้าตัวชี้วัดได้ก่อนหรือหลังบันทึก")};
    }
}

static struct form save_form(struct req *r, struct str collect, const struct rows *steps)
{
    struct form f = {.field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(last_fields) + ARRAY_LEN(step_names) + 2)};

    if (str_eq(collect, STR("value")))
        add_fields(&f, value_fields, ARRAY_LEN(value_fields));
    if (str_eq(collect, STR("ratio")))
        add_fields(&f, ratio_fields, ARRAY_LEN(ratio_fields));
    if (str_eq(collect, STR("steps")))
        add_steps(r, &f, steps);
    add_fields(&f, last_fields, ARRAY_LEN(last_fields));
    return f;
}

static struct str amount_text(struct arena *a, struct money m)
{
    struct sbuf b;

    sbuf_init(&b, a, 40);
    if (m.satang != MONEY_MISSING.satang)
        money_put(&b, m, MONEY_COMMAS);
    return sbuf_str(&b);
}

static void put(struct form *f, const char *name, struct str value)
{
    struct form_field *x = form_find(f, name);

    if (x)
        x->value = value;
}

static bool has_field(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++) {
        if (str_eq(str_from(f->field[i].name), str_from(name)))
            return true;
    }
    return false;
}

/* 10000,5000 basis points -> 100 and 50 per cent in the steps' fields. */
static void put_steps(struct req *r, struct form *f, struct str steps)
{
    struct str rest = steps, one;

    for (size_t i = 0; i < ARRAY_LEN(step_names) && has_field(f, step_names[i]) && rest.n && str_split(&rest, ',', &one); i++) {
        struct sbuf b;
        int64_t bp;

        sbuf_init(&b, r->a, 20);
        if (exact_parse_decimal(one, 0, &bp))
            exact_put_decimal(&b, bp, 2, 0);
        put(f, step_names[i], sbuf_str(&b));
    }
}

static void fill(struct req *r, struct form *f, const struct reading *x)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 40);
    if (str_eq(x->kind, STR("value")))
        exact_put_decimal(&b, x->value.millionths, 6, 0);
    if (has_field(f, "value"))
        put(f, "value", sbuf_str(&b));
    if (has_field(f, "numerator")) {
        put(f, "numerator", amount_text(r->a, x->numerator));
        put(f, "denominator", amount_text(r->a, x->denominator));
    }
    put_steps(r, f, x->steps);
    put(f, "reported", x->reported);
    put(f, "details", x->details);
    put(f, "project", x->project);
    put(f, "no_data", str_eq(x->kind, STR("no_data")) ? STR("1") : STR_NONE);
}

/* ---- the page ---- */

static struct str version_text(struct req *r, const struct reading *x)
{
    return str_format(r->a, "%lld", (long long)x->version);
}

static bool is(const struct reading *x, const char *state)
{
    return str_eq(x->state, str_from(state));
}

static struct money_panel *event_panel(struct req *r, struct money_page *p, const struct reading *x, const char *event,
                                       const char *title)
{
    struct money_panel *m = money_panel(p);
    bool verify = str_eq(str_from(event), STR("verify"));

    m->title = tr(r->lang, title);
    m->submit = m->title;
    m->action = str_format(r->a, "/indicators/%.*s/readings/%lld/%s", STR_FMT(x->code), (long long)x->period, event);
    m->form = verify ? money_form(r, verify_fields, ARRAY_LEN(verify_fields)) : money_form(r, event_fields, ARRAY_LEN(event_fields));
    put(&m->form, "version", version_text(r, x));
    if (verify) {
        put(&m->form, "mark21", STR("100"));
        put(&m->form, "mark22", STR("100"));
    }
    return m;
}

static void put_panels(struct req *r, struct money_page *p, const struct reading *x, const struct rows *steps)
{
    const struct actor *who = &r->session.actor;
    struct money_panel *m;
    struct err no;

    if (!is(x, "sent") && !is(x, "verified") &&
        (actor_check(who, PERM_RESULT, x->agency_id, x->division, &no) || actor_check_city(who, PERM_IMPORT, &no))) {
        m = money_panel(p);
        m->title = tr(r->lang, TR("รายงานผลของงวดนี้"));
        m->submit = tr(r->lang, TR("บันทึกผล"));
        m->action = str_format(r->a, "/indicators/%.*s/readings/%lld/save", STR_FMT(x->code), (long long)x->period);
        m->form = save_form(r, x->collect, steps);
        fill(r, &m->form, x);
        put(&m->form, "version", version_text(r, x));
    }
    if (is(x, "ready") && actor_check(who, PERM_RESULT_APPROVE, x->agency_id, x->division, &no)) {
        (void)event_panel(r, p, x, "send", TR("รับรองและส่งผล"));
        event_panel(r, p, x, "back", TR("ส่งคืนให้แก้"))->second = true;
    }
    if (!actor_check_city(who, PERM_VERIFY, &no))
        return;
    if (is(x, "sent"))
        (void)event_panel(r, p, x, "verify", TR("ตรวจแล้ว"));
    if (is(x, "sent") || is(x, "verified"))
        event_panel(r, p, x, "return", TR("ส่งคืนให้หน่วยงานแก้"))->second = true;
}

static void put_figures(struct req *r, struct money_page *p, const struct reading *x, const struct indicator_year *of)
{
    struct str base = STR_NONE, due = SAY(r, TR("กำหนดส่ง {day}"), {STR("{day}"), money_day_text(r, x->due)});

    if (x->late_days > 0)
        due = SAY(r, TR("กำหนดส่ง {day} ช้า {n} วัน"), {STR("{day}"), money_day_text(r, x->due)}, {STR("{n}"), money_count_text(r, x->late_days)});
    money_fact(p, tr(r->lang, TR("เป้าหมาย")), x->has_target ? target_text(r, of, x->target) : STR("–"), STR_NONE);
    money_fact(p, tr(r->lang, TR("ผลตามที่รายงาน")), x->reported.n ? x->reported : STR("–"), tr(r->lang, TR("ตามที่หน่วยงานเขียน")));
    if (str_eq(x->kind, STR("ratio")) && x->denominator.satang != MONEY_MISSING.satang)
        base = str_format(r->a, "%.*s / %.*s", STR_FMT(amount_text(r->a, x->numerator)), STR_FMT(amount_text(r->a, x->denominator)));
    money_fact(p, tr(r->lang, TR("ผลที่คำนวณ")), reading_result_text(r->a, x, r->lang), base);
    money_fact(p, tr(r->lang, TR("สถานะ")), reading_state_name(x->state, r->lang), due);
    p->fact[2].warn = x->flags.n > 0;
    p->fact[3].stop = x->late_days > 0;
}

static struct str lead_of(struct req *r, const struct reading *x)
{
    if (x->flags.n)
        return reading_flags_text(r->a, x->flags, r->lang);
    if (is(x, "due"))
        return SAY(r, TR("ยังไม่มีผลของงวดนี้ กำหนดส่ง {day}"), {STR("{day}"), money_day_text(r, x->due)});
    if (x->kind.n == 0)
        return SAY(r, TR("ผลของงวดนี้ยังไม่ส่ง กำหนดส่ง {day}"), {STR("{day}"), money_day_text(r, x->due)});
    if (str_eq(x->kind, STR("no_data")))
        return tr(r->lang, TR("งวดนี้รายงานว่าไม่มีข้อมูล ไม่ใช่ศูนย์"));
    return SAY(r, TR("ผล {result} {state} ตรงกับตัวเลขที่คำนวณ"), {STR("{result}"), reading_result_text(r->a, x, r->lang)},
               {STR("{state}"), reading_state_name(x->state, r->lang)});
}

/* Who does what next. */
static void put_next(struct req *r, struct money_page *p, const struct reading *x)
{
    struct str score = str_format(r->a, "/scores/of/%.*s", STR_FMT(x->code));

    if (is(x, "draft"))
        money_note(p, tr(r->lang, TR("เป็นร่าง ยังไม่ถึงหัวหน้าหน่วยงาน เลือก “ส่งให้หัวหน้าหน่วยงานรับรอง” แล้วบันทึก")), STR_NONE, STR_NONE);
    else if (is(x, "ready"))
        money_note(p, tr(r->lang, TR("รอหัวหน้าหน่วยงานรับรองและส่งผล")), STR_NONE, STR_NONE);
    else if (is(x, "sent"))
        money_note(p, tr(r->lang, TR("ส่งแล้ว รอสำนักยุทธศาสตร์และประเมินผลหรือเจ้าของตัวชี้วัดตรวจ")), STR_NONE, STR_NONE);
    else if (is(x, "verified"))
        money_note(p, tr(r->lang, TR("ตรวจแล้ว ผลนี้ใช้คิดคะแนน")), score, tr(r->lang, TR("ดูคะแนน")));
}

static bool put_history(struct req *r, struct money_page *p, const struct reading *x, struct err *e)
{
    static const struct col cols[] = {
        {"at", COL_PLAIN, NULL, NULL, NULL},       {"event", COL_WORD, "reading_event", NULL, NULL},
        {"state", COL_TAG, "reading_state", NULL, NULL}, {"reported", COL_PLAIN, NULL, NULL, NULL},
        {"content", COL_PLAIN, NULL, NULL, NULL},  {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"by_user", COL_PLAIN, NULL, NULL, NULL},
    };
    struct money_section *s;
    struct rows rows;

    if (!reading_history(r->db, r->a, x->id, &rows, e))
        return false;
    reading_veil_history(&r->session.actor, x, &rows);
    if (rows.n == 0)
        return true;
    s = money_section(p);
    s->id = STR("history");
    s->title = tr(r->lang, TR("ประวัติของงวดนี้"));
    s->path = str_format(r->a, "/indicators/%.*s/readings/%lld", STR_FMT(x->code), (long long)x->period);
    s->has_table = true;
    s->table = (struct table_view){.type = &reading_event_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                   .caption = s->title};
    return true;
}

static bool read_period(struct req *r, int64_t *ret, struct err *e)
{
    if (exact_parse_decimal(r->seg[1], 0, ret))
        return true;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(r->seg[1]));
    return false;
}

static bool reading_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct str folder = str_format(r->a, "/indicators/%.*s/readings/%.*s/", STR_FMT(r->seg[0]), STR_FMT(r->seg[1]));
    struct indicator_year of;
    struct reading x;
    struct rows rows, steps, one;
    int64_t period;

    if (!read_period(r, &period, e) || !reading_get(r->db, r->a, &(struct reading_key){r->year, period, r->seg[0]}, r->today, &x, e) ||
        !indicator_year_get(r->db, r->a, r->year, r->seg[0], r->today, &of, e) ||
        !indicator_steps(r->db, r->a, x.indicator_id, r->year, &steps, e))
        return false;
    if (r->format != FORMAT_HTML) {
        if (!reading_history(r->db, r->a, x.id, &rows, e))
            return false;
        reading_veil_history(&r->session.actor, &x, &rows);
        return reply_table(r, &reading_event_type, rows.p, rows.n, NULL, STR_NONE, x.code, ret, e);
    }
    one = (struct rows){&x, 1};
    reading_veil(&r->session.actor, &one);
    p->title = SAY(r, TR("{name} {period}"), {STR("{name}"), text_in(r, x.name_th, x.name_en)},
                   {STR("{period}"), reading_period_text(r->a, of.cycle, period, r->lang)});
    p->lead = lead_of(r, &x);
    p->tab[p->tab_n++] = (struct money_link){.label = SAY(r, TR("ตัวชี้วัด {code}"), {STR("{code}"), x.code}), .href = str_format(r->a, "/indicators/%.*s", STR_FMT(x.code))};
    p->tab[p->tab_n++] = (struct money_link){.label = tr(r->lang, TR("หลักฐานของงวด")),
        .href = str_format(r->a, "/attachments?subject=%.*s&back=/indicators/%.*s/readings/%lld",
                           STR_FMT(evidence_subject(r->a, r->year, x.code, 0, period)), STR_FMT(x.code), (long long)period)};
    if (x.said.n)
        money_note(p, reading_said_text(r->a, x.said, r->lang), STR_NONE, STR_NONE);
    if (x.details.n)
        money_note(p, x.details, STR_NONE, STR_NONE);
    put_next(r, p, &x);
    put_figures(r, p, &x, &of);
    put_panels(r, p, &x, &steps);
    if (!put_history(r, p, &x, e))
        return false;
    money_refused(r, p, wrong, which, str_cstr(r->a, folder));
    return money_show(r, p, "/indicators", status, ret, e);
}

bool reading_page(struct req *r, struct reply *ret, struct err *e)
{
    return reading_show(r, NULL, "", 200, ret, e);
}

/* ---- posts ---- */

struct save_ctx {
    struct reading_new n;
    struct reading_act act;
    struct str code;
    int64_t period;
};

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which, struct save_ctx *c)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = reading_show;
    p->page.which = which;
    p->page.path = str_cstr(r->a, str_format(r->a, "/indicators/%.*s/readings/%.*s", STR_FMT(r->seg[0]), STR_FMT(r->seg[1])));
    p->write = write;
    p->more = c;
    return p;
}

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct save_ctx *c = p->more;

    return reading_save(by, p->year, c->code, c->period, &c->n, e);
}

static void read_amount(struct req *r, struct form *f, const char *name, struct money *ret)
{
    *ret = MONEY_MISSING;
    if (has_field(f, name) && form_value(f, name).n)
        (void)form_money(f, name, r, ret);
}

/* The steps' fields in basis points, "10000,5000,0"; none typed: nothing is said of any. */
static void read_steps(struct req *r, struct form *f, struct reading_new *n)
{
    struct sbuf b;
    bool any = false;

    sbuf_init(&b, r->a, 200);
    for (size_t i = 0; i < ARRAY_LEN(step_names) && has_field(f, step_names[i]); i++) {
        struct str typed = form_value(f, step_names[i]);
        int64_t milli = 0;

        any = any || typed.n > 0;
        if (typed.n && form_milli(f, step_names[i], r, &milli) && (milli < 0 || milli > 100000 || milli % 10))
            form_wrong(f, step_names[i], tr(r->lang, TR("ร้อยละของขั้นอยู่ระหว่าง 0 ถึง 100 ทศนิยมไม่เกินสองตำแหน่ง")));
        if (i)
            sbuf_byte(&b, ',');
        sbuf_int(&b, milli / 10);
    }
    n->steps = any ? sbuf_str(&b) : STR_NONE;
}

static void read_save(struct req *r, struct form *f, struct str collect, struct reading_new *n)
{
    n->kind = form_value(f, "no_data").n ? STR("no_data") : collect;
    n->reported = form_value(f, "reported");
    n->details = form_value(f, "details");
    n->project = form_value(f, "project");
    n->ready = form_value(f, "ready").n > 0;
    (void)form_int(f, "version", r, 0, INT64_MAX, &n->version);
    read_amount(r, f, "numerator", &n->numerator);
    read_amount(r, f, "denominator", &n->denominator);
    if (has_field(f, "value") && form_value(f, "value").n) {
        n->has_value = exact_parse_decimal(str_replace(r->a, form_value(f, "value"), STR(","), STR_NONE), 6, &n->value.millionths);
        if (!n->has_value)
            form_wrong(f, "value", tr(r->lang, TR("ไม่ใช่ตัวเลขที่ใช้ได้")));
    }
    read_steps(r, f, n);
}

bool reading_save_post(struct req *r, struct reply *ret, struct err *e)
{
    struct save_ctx *c = ARENA_NEW(r->a, struct save_ctx);
    struct money_post *p = post_of(r, save_write, "save", c);
    struct reading x;
    struct rows steps;

    c->code = r->seg[0];
    if (!read_period(r, &c->period, e) || !reading_get(r->db, r->a, &(struct reading_key){r->year, c->period, c->code}, r->today, &x, e) ||
        !indicator_steps(r->db, r->a, x.indicator_id, r->year, &steps, e))
        return false;
    p->form = save_form(r, x.collect, &steps);
    form_read(&p->form, r);
    (void)form_check(&p->form, r);
    read_save(r, &p->form, x.collect, &c->n);
    return money_post(r, p, ret, e);
}

static bool event_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return reading_step(by, &((const struct save_ctx *)p->more)->act, e);
}

static void read_mark(struct req *r, struct form *f, const char *name, struct score *ret)
{
    if (!has_field(f, name) || exact_parse_decimal(form_value(f, name), 6, &ret->millionths))
        return;
    form_wrong(f, name, tr(r->lang, TR("ไม่ใช่ตัวเลขที่ใช้ได้")));
}

bool reading_event_post(struct req *r, struct reply *ret, struct err *e)
{
    struct save_ctx *c = ARENA_NEW(r->a, struct save_ctx);
    struct money_post *p = post_of(r, event_write, str_cstr(r->a, r->seg[2]), c);
    bool verify = str_eq(r->seg[2], STR("verify"));

    c->act = (struct reading_act){.year = r->year, .code = r->seg[0], .event = r->seg[2]};
    if (!read_period(r, &c->act.period, e))
        return false;
    p->form = verify ? money_form(r, verify_fields, ARRAY_LEN(verify_fields)) : money_form(r, event_fields, ARRAY_LEN(event_fields));
    form_read(&p->form, r);
    (void)form_check(&p->form, r);
    c->act.reason = form_value(&p->form, "reason");
    (void)form_int(&p->form, "version", r, 0, INT64_MAX, &c->act.version);
    read_mark(r, &p->form, "mark21", &c->act.mark21);
    read_mark(r, &p->form, "mark22", &c->act.mark22);
    return money_post(r, p, ret, e);
}
