/* criteria_page.c - /criteria/N: one version of the criteria of a year, and the work on a draft. */
#include "web/criteria_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "web/words.h"

enum { EDIT_FIELDS = 9, HUNDRED = 100, DAY = 10, STRENGTHS = 17 };

static const struct col event_cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},
                                        {"event", COL_WORD, "criteria_event", NULL, NULL},
                                        {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                        {"reason", COL_PLAIN, NULL, NULL, NULL}};
static const struct form_field edit_fields[EDIT_FIELDS] = {
    {.name = "word", .kind = FORM_TEXT, .label = TR("รหัสเกณฑ์"), .hint = TR("อักษรอังกฤษตัวเล็กหรือตัวเลข"), .required = true, .max = 30},
    {.name = "name_th", .kind = FORM_TEXT, .label = TR("ชื่อเกณฑ์"), .required = true, .max = 200},
    {.name = "name_en", .kind = FORM_TEXT, .label = TR("ชื่อภาษาอังกฤษ"), .max = 200},
    {.name = "source", .kind = FORM_CHOICE, .label = TR("ที่มาของข้อมูล"), .required = true},
    {.name = "direction", .kind = FORM_CHOICE, .label = TR("ทิศทาง"), .required = true},
    {.name = "anchors_th", .kind = FORM_LONG, .label = TR("คำอธิบายคะแนน 0 ถึง 4"), .hint = TR("ห้าบรรทัด บรรทัดละหนึ่งคะแนน เริ่มจาก 0"), .required = true, .max = 4000},
    {.name = "anchors_en", .kind = FORM_LONG, .label = TR("คำอธิบายภาษาอังกฤษ"), .max = 4000},
    {.name = "no_data_why", .kind = FORM_LONG, .label = TR("ไม่มีข้อมูลปีนี้เพราะ"), .hint = TR("ว่างเมื่อมีข้อมูล เมื่อไม่มีข้อมูลจะไม่มีใครให้คะแนน และน้ำหนักกระจายไปเกณฑ์อื่น"), .max = 2000},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};
static const struct form_field move_fields[] = {
    {.name = "event", .kind = FORM_CHOICE, .label = TR("ทำอะไร"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 2000},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};
static const struct form_field take_fields[] = {
    {.name = "word", .kind = FORM_CHOICE, .label = TR("เกณฑ์"), .required = true},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};

const char *criteria_field(struct req *r, const char *before, struct str word)
{
    return str_format(r->a, "%s_%.*s%c", before, STR_FMT(word), 0).p;
}

static struct str number_text(struct req *r, int64_t n)
{
    return str_format(r->a, "%lld", (long long)n);
}

static void put_version(struct req *r, struct form *f, const struct criteria_set *s)
{
    form_find(f, "version")->value = number_text(r, s->version);
}

/* ---- one version ---- */

static int64_t number_of(struct req *r)
{
    int64_t n;

    return exact_parse_decimal(r->seg[0], 0, &n) && n > 0 ? n : INT64_MAX;
}

static struct str action(struct req *r, const struct criteria_set *s, const char *what, struct str word)
{
    return str_format(r->a, "/criteria/%lld/%s%s%.*s", (long long)s->number, what, word.n ? "/" : "", STR_FMT(word));
}

static struct form edit_form(struct req *r, const struct criteria_set *s, const struct criterion *c)
{
    struct form f = money_form(r, edit_fields, EDIT_FIELDS);

    money_words(r, "criteria_source", form_find(&f, "source"));
    money_words(r, "criteria_direction", form_find(&f, "direction"));
    put_version(r, &f, s);
    if (!c) {
        return f;
    }
    form_find(&f, "word")->kind = FORM_HIDDEN;
    form_find(&f, "word")->value = c->word;
    form_find(&f, "name_th")->value = c->name_th;
    form_find(&f, "name_en")->value = c->name_en;
    form_find(&f, "source")->value = c->source;
    form_find(&f, "direction")->value = c->direction;
    form_find(&f, "anchors_th")->value = c->anchors_th;
    form_find(&f, "anchors_en")->value = c->anchors_en;
    form_find(&f, "no_data_why")->value = c->no_data_why;
    return f;
}

static struct form weigh_form(struct req *r, const struct criteria_set *s, const struct rows *rows)
{
    const struct criterion *c = rows->p;
    struct form f = {.n = rows->n + 1};

    f.field = ARENA_ARRAY(r->a, struct form_field, f.n);
    for (size_t i = 0; i < rows->n; i++) {
        f.field[i] = (struct form_field){.name = criteria_field(r, "weight", c[i].word), .kind = FORM_NUMBER, .required = true, .max = 10};
        f.field[i].label = str_format(r->a, "%.*s (%%)%c", STR_FMT(c[i].name), 0).p;
        f.field[i].value = milli_text(r->a, c[i].weight.bp * DAY);
    }
    f.field[rows->n] = (struct form_field){.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้"), .value = number_text(r, s->version)};
    return f;
}

/* 9 times as important down to the other way round. */
static const struct form_choice *strengths(struct req *r, const struct criterion *one, const struct criterion *other)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, STRENGTHS);

    for (int i = 0; i < STRENGTHS; i++) {
        int64_t k = WEIGH_STRONGEST - i;
        int64_t v = k > 1 ? k : k == 1 ? 1 : k - 2;
        const struct criterion *more = v > 0 ? one : other;

        c[i].value = number_text(r, v);
        c[i].label = v == 1 ? tr(r->lang, TR("สำคัญเท่ากัน"))
                            : SAY(r, TR("{more} สำคัญกว่า {n} เท่า"), {STR("{more}"), more->name},
                                  {STR("{n}"), number_text(r, v > 0 ? v : -v)});
    }
    return c;
}

static struct form compare_form(struct req *r, const struct criteria_set *s, const struct rows *rows, const struct weigh_pairs *p)
{
    const struct criterion *c = rows->p;
    struct form f = {.n = 0};

    f.field = ARENA_ARRAY(r->a, struct form_field, rows->n * rows->n / 2 + 1);
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t j = i + 1; j < rows->n; j++) {
            struct form_field *x = &f.field[f.n++];

            x->name = str_format(r->a, "pair_%.*s_%.*s%c", STR_FMT(c[i].word), STR_FMT(c[j].word), 0).p;
            x->kind = FORM_CHOICE;
            x->label = str_format(r->a, "%.*s : %.*s%c", STR_FMT(c[i].name), STR_FMT(c[j].name), 0).p;
            x->choice = strengths(r, &c[i], &c[j]);
            x->choices = STRENGTHS;
            x->value = p->strength[i][j] ? number_text(r, p->strength[i][j]) : STR("1");
        }
    }
    f.field[f.n++] = (struct form_field){.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้"), .value = number_text(r, s->version)};
    return f;
}

static struct money_panel *act_panel(struct req *r, struct money_page *p, const char *title, const char *submit, struct str to)
{
    struct money_panel *x = money_act(p);

    x->title = tr(r->lang, title);
    x->submit = tr(r->lang, submit);
    x->action = to;
    return x;
}

static void put_take(struct req *r, struct money_page *p, const struct criteria_set *s, const struct rows *rows)
{
    struct money_panel *x = act_panel(r, p, TR("เอาเกณฑ์ออก"), TR("เอาออก"), action(r, s, "take", STR_NONE));
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, rows->n);

    for (size_t i = 0; i < rows->n; i++) {
        c[i].value = ((const struct criterion *)rows->p)[i].word;
        c[i].label = ((const struct criterion *)rows->p)[i].name;
    }
    x->second = true;
    x->form = money_form(r, take_fields, ARRAY_LEN(take_fields));
    form_find(&x->form, "word")->choice = c;
    form_find(&x->form, "word")->choices = rows->n;
    put_version(r, &x->form, s);
}

static void put_draft(struct req *r, struct money_page *p, const struct criteria_set *s, const struct rows *rows,
                      const struct weigh_pairs *pairs)
{
    static const char *const events[] = {"publish", "drop"};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(events));
    const struct criterion *k = rows->p;
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_CRITERIA) || !str_eq(s->state, STR("draft"))) {
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(events); i++) {
        c[i] = (struct form_choice){str_from(events[i]), word_label("criteria_event", str_from(events[i]), r->lang)};
    }
    x = money_panel(p);
    x->title = tr(r->lang, TR("ประกาศหรือยกเลิก"));
    x->note = tr(r->lang, TR("ผู้ประกาศต้องไม่ใช่ผู้ร่างหรือผู้แก้ ประกาศแล้วแก้ไม่ได้"));
    x->action = action(r, s, "move", STR_NONE);
    x->submit = tr(r->lang, TR("ยืนยัน"));
    x->form = money_form(r, move_fields, ARRAY_LEN(move_fields));
    form_find(&x->form, "event")->choice = c;
    form_find(&x->form, "event")->choices = ARRAY_LEN(events);
    put_version(r, &x->form, s);
    x = money_panel(p);
    x->title = tr(r->lang, TR("กำหนดน้ำหนักโดยตรง"));
    x->note = tr(r->lang, TR("รวมกันต้องได้ 100 พอดี"));
    x->action = action(r, s, "weigh", STR_NONE);
    x->submit = tr(r->lang, TR("บันทึกน้ำหนัก"));
    x->form = weigh_form(r, s, rows);
    x = act_panel(r, p, TR("ให้น้ำหนักโดยเปรียบเทียบทีละคู่"), TR("คำนวณน้ำหนัก"), action(r, s, "compare", STR_NONE));
    x->note = tr(r->lang, TR("น้ำหนัก = ค่าเฉลี่ยเรขาคณิตของแต่ละแถว อัตราความไม่สอดคล้องเทียบดัชนีสุ่มของ Saaty ต้องไม่เกินค่ากำหนด ถ้าเกินจะบอกสามคู่ที่ขัดกันที่สุด"));
    x->form = compare_form(r, s, rows, pairs);
    for (size_t i = 0; i < rows->n && p->act_n + 1 < MONEY_PANELS; i++) {
        x = money_act(p);
        x->title = SAY(r, TR("แก้เกณฑ์ {name}"), {STR("{name}"), k[i].name});
        x->submit = tr(r->lang, TR("บันทึกเกณฑ์"));
        x->action = action(r, s, "put", k[i].word);
        x->form = edit_form(r, s, &k[i]);
    }
    if (rows->n < CRITERIA_MAX) {
        x = money_panel(p);
        x->title = tr(r->lang, TR("เพิ่มเกณฑ์"));
        x->submit = tr(r->lang, TR("เพิ่มเกณฑ์"));
        x->second = true;
        x->action = action(r, s, "put", STR("new"));
        x->form = edit_form(r, s, NULL);
    }
    if (rows->n) {
        put_take(r, p, s, rows);
    }
}

static struct str one_lead(struct req *r, const struct criteria_set *s, const struct rows *rows)
{
    struct str state = word_label("criteria", s->state, r->lang), method = word_label("criteria_method", s->method, r->lang);

    return SAY(r, TR("ฉบับที่ {number} ({state}) มี {n} เกณฑ์ น้ำหนักรวม {sum}% {method} จัดทำโดย {who}"),
               {STR("{number}"), money_count_text(r, s->number)}, {STR("{state}"), state},
               {STR("{n}"), money_count_text(r, (int64_t)rows->n)}, {STR("{sum}"), money_share_text(r, s->weights_bp)},
               {STR("{method}"), method}, {STR("{who}"), s->made_by});
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("เกณฑ์คะแนนของข้อเสนอ"))};
    struct rows rows, events, pairs;
    struct criteria_weighed compared;
    struct criteria_set s;
    struct money_section *t;

    if (!criteria_get(r->db, r->a, r->year, number_of(r), &s, e) || !criteria_of(r->db, r->a, s.id, r->lang, &rows, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &criterion_type, rows.p, rows.n, NULL, STR_NONE, STR("criteria"), ret, e);
    }
    if (!criteria_weighing(r->db, r->a, &rows, s.id, &compared, e) || !criteria_pairs(r->db, r->a, s.id, &pairs, e) ||
        !criteria_events(r->db, r->a, s.id, &events, e)) {
        return false;
    }
    p.lead = one_lead(r, &s, &rows);
    criteria_tabs(r, &p, "");
    money_fact(&p, tr(r->lang, TR("น้ำหนักรวม")), money_share_text(r, s.weights_bp), STR("%"));
    if (s.has_ratio) {
        money_fact(&p, tr(r->lang, TR("อัตราความไม่สอดคล้อง")), value_number(r, s.ratio, 4), tr(r->lang, TR("ดัชนีสุ่มของ Saaty")));
    }
    t = criteria_section(r, &p, &rows);
    t->path = action(r, &s, "", STR_NONE);
    t->path.n--;
    if (pairs.n) {
        t = value_table(r, &p, "pairs", tr(r->lang, TR("ที่เปรียบเทียบไว้")),
                        (struct table_view){.type = &criteria_pair_type, .rows = pairs.p, .n = pairs.n});
        t->path = action(r, &s, "pairs", STR_NONE);
    }
    value_table(r, &p, "events", tr(r->lang, TR("ประวัติ")),
                (struct table_view){.type = &criteria_event_type, .rows = events.p, .n = events.n, .cols = event_cols, .ncols = ARRAY_LEN(event_cols)});
    put_draft(r, &p, &s, &rows, &compared.pairs);
    money_refused(r, &p, wrong, which, action(r, &s, "", STR("")).p);
    return money_show(r, &p, "/criteria", status, ret, e);
}

bool criteria_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, "", 200, ret, e);
}

bool criteria_pairs_page(struct req *r, struct reply *ret, struct err *e)
{
    struct criteria_set s;
    struct rows rows;

    if (!criteria_get(r->db, r->a, r->year, number_of(r), &s, e)) {
        return false;
    }
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/criteria/%lld#pairs", (long long)s.number), ret);
        return true;
    }
    return criteria_pairs(r->db, r->a, s.id, &rows, e) &&
           reply_table(r, &criteria_pair_type, rows.p, rows.n, NULL, STR_NONE, STR("criteria-pairs"), ret, e);
}

/* ---- posts ---- */

struct change {
    int64_t number, version;
    struct criteria_new draft;
    struct criterion_edit edit;
    struct share weight[CRITERIA_MAX];
    struct criteria_pair pair[CRITERIA_MAX * CRITERIA_MAX];
    size_t n;
    struct str event, reason, word;
};

static bool draft_write(struct act *by, void *ctx, struct err *e)
{
    struct money_post *p = ctx;
    struct change *c = p->more;

    c->draft.year = p->year;
    return criteria_draft(by, &c->draft, &c->number, e);
}

static bool put_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct change *c = p->more;

    return criterion_put(by, p->year, c->number, &c->edit, e);
}

static bool take_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct change *c = p->more;

    return criterion_drop(by, p->year, c->number, c->version, c->word, e);
}

static bool weigh_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct change *c = p->more;

    return criteria_weigh(by, p->year, c->number, c->version, c->weight, c->n, e);
}

static bool compare_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct change *c = p->more;

    return criteria_compare(by, p->year, c->number, c->version, c->pair, c->n, e);
}

static bool move_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct change *c = p->more;

    return criteria_move(by, p->year, c->number, c->version, c->event, c->reason, e);
}

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which, struct change **ret)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct change *c = ARENA_NEW(r->a, struct change);

    c->number = number_of(r);
    p->page.show = one_show;
    p->page.which = which;
    p->page.path = str_format(r->a, "/criteria/%lld%c", (long long)c->number, 0).p;
    p->write = write;
    p->more = c;
    *ret = c;
    return p;
}

static bool read_form(struct money_post *p, struct req *r, struct change *c)
{
    form_read(&p->form, r);
    return form_check(&p->form, r) && form_int(&p->form, "version", r, 0, INT64_MAX, &c->version);
}

bool criteria_draft_post(struct req *r, struct reply *ret, struct err *e)
{
    struct change *c;
    struct money_post *p = post_of(r, draft_write, "draft", &c);

    p->page.show = criteria_list_show;
    p->page.path = "/criteria";
    p->form = criteria_draft_form(r);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        (void)money_day(&p->form, "opens_on", r, &c->draft.opens_on);
    }
    c->draft.reason = form_value(&p->form, "reason");
    c->draft.usual = true;
    return money_post(r, p, ret, e);
}

bool criteria_put_post(struct req *r, struct reply *ret, struct err *e)
{
    struct change *c;
    struct money_post *p = post_of(r, put_write, str_format(r->a, "put/%.*s%c", STR_FMT(r->seg[1]), 0).p, &c);
    struct criteria_set none = {0};

    p->form = edit_form(r, &none, NULL);
    (void)read_form(p, r, c);
    c->edit = (struct criterion_edit){.version = c->version,
                                      .word = form_value(&p->form, "word"),
                                      .name_th = form_value(&p->form, "name_th"),
                                      .name_en = form_value(&p->form, "name_en"),
                                      .source = form_value(&p->form, "source"),
                                      .direction = form_value(&p->form, "direction"),
                                      .anchors_th = form_value(&p->form, "anchors_th"),
                                      .anchors_en = form_value(&p->form, "anchors_en"),
                                      .no_data_why = form_value(&p->form, "no_data_why")};
    c->edit.has_data = c->edit.no_data_why.n == 0;
    return money_post(r, p, ret, e);
}

bool criteria_take_post(struct req *r, struct reply *ret, struct err *e)
{
    struct change *c;
    struct money_post *p = post_of(r, take_write, "take", &c);

    p->form = money_form(r, take_fields, ARRAY_LEN(take_fields));
    (void)read_form(p, r, c);
    c->word = form_value(&p->form, "word");
    return money_post(r, p, ret, e);
}

bool criteria_weigh_post(struct req *r, struct reply *ret, struct err *e)
{
    struct change *c;
    struct money_post *p = post_of(r, weigh_write, "weigh", &c);
    struct criteria_set s;
    const struct criterion *k;
    struct rows rows;

    if (!criteria_get(r->db, r->a, r->year, c->number, &s, e) || !criteria_of(r->db, r->a, s.id, r->lang, &rows, e)) {
        return false;
    }
    k = rows.p;
    p->form = weigh_form(r, &s, &rows);
    (void)read_form(p, r, c);
    for (size_t i = 0; i < rows.n; i++) {
        int64_t milli = 0;

        if (form_milli(&p->form, criteria_field(r, "weight", k[i].word), r, &milli) && milli % DAY) {
            form_wrong(&p->form, criteria_field(r, "weight", k[i].word), tr(r->lang, TR("ทศนิยมไม่เกินสองตำแหน่ง")));
        }
        c->weight[c->n++].bp = milli / DAY;
    }
    return money_post(r, p, ret, e);
}

bool criteria_compare_post(struct req *r, struct reply *ret, struct err *e)
{
    struct change *c;
    struct money_post *p = post_of(r, compare_write, "compare", &c);
    struct weigh_pairs none = {0};
    struct criteria_set s;
    const struct criterion *k;
    struct rows rows;

    if (!criteria_get(r->db, r->a, r->year, c->number, &s, e) || !criteria_of(r->db, r->a, s.id, r->lang, &rows, e)) {
        return false;
    }
    k = rows.p;
    p->form = compare_form(r, &s, &rows, &none);
    (void)read_form(p, r, c);
    for (size_t i = 0; i < rows.n; i++) {
        for (size_t j = i + 1; j < rows.n; j++) {
            const char *name = str_format(r->a, "pair_%.*s_%.*s%c", STR_FMT(k[i].word), STR_FMT(k[j].word), 0).p;
            struct criteria_pair *x = &c->pair[c->n++];

            *x = (struct criteria_pair){k[i].word, k[j].word, 0};
            (void)form_int(&p->form, name, r, -WEIGH_STRONGEST, WEIGH_STRONGEST, &x->strength);
        }
    }
    return money_post(r, p, ret, e);
}

bool criteria_move_post(struct req *r, struct reply *ret, struct err *e)
{
    struct change *c;
    struct money_post *p = post_of(r, move_write, "move", &c);

    p->form = money_form(r, move_fields, ARRAY_LEN(move_fields));
    (void)read_form(p, r, c);
    c->event = form_value(&p->form, "event");
    c->reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}
