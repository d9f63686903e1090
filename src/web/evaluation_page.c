/* evaluation_page.c - /evaluations: was a project worth its money. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "web/value_page.h"
#include "web/words.h"

enum { CANDIDATES = 20, SCORE_FIELDS = 2, PLAIN_FIELDS = 14 };

static const struct col list_cols[] = {
    {"title", COL_LINK, "/evaluations/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},       {"project_year", COL_YEAR, NULL, NULL, NULL},
    {"state", COL_TAG, "evaluation", NULL, NULL},       {"plan_cost", COL_MILLION, NULL, NULL, TR("เงินตามแผน (ล้านบาท)")},
    {"real_cost", COL_MILLION, NULL, NULL, TR("เบิกจ่ายจริง (ล้านบาท)")}, {"total", COL_SCORE, NULL, NULL, NULL},
    {"scored", COL_YES, NULL, NULL, NULL}};
static const struct col due_cols[] = {{"title", COL_PLAIN, NULL, NULL, NULL},          {"code", COL_UNDER, NULL, NULL, NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},    {"paid", COL_MILLION, NULL, NULL, NULL}};
static const struct col score_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},    {"weight", COL_PLAIN, NULL, NULL, NULL},
                                        {"percent", COL_SCORE, NULL, NULL, NULL}, {"has", COL_YES, NULL, NULL, NULL},
                                        {"evidence", COL_PLAIN, NULL, NULL, NULL}};
static const struct col ratio_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},   {"planned", COL_NUMBER, NULL, NULL, NULL},
                                        {"actual", COL_NUMBER, NULL, NULL, NULL}, {"unit", COL_PLAIN, NULL, NULL, NULL},
                                        {"ratio", COL_NUMBER, NULL, NULL, NULL},  {"why", COL_WORD, "value_why", NULL, NULL}};
static const struct col next_cols[] = {{"title", COL_LINK, "/value/evidence/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
                                       {"year", COL_YEAR, NULL, NULL, NULL}, {"state", COL_TAG, "state", NULL, NULL}};
static const struct col event_cols[] = {{"at", COL_PLAIN, NULL, NULL, NULL},      {"event", COL_WORD, "evaluation_event", NULL, NULL},
                                        {"to_state", COL_TAG, "evaluation", NULL, NULL}, {"by_user", COL_PLAIN, NULL, NULL, NULL},
                                        {"reason", COL_PLAIN, NULL, NULL, NULL}};
static const struct form_field open_fields[] = {
    {.name = "project_year", .kind = FORM_TEXT, .label = TR("ปีของโครงการ"), .required = true, .max = 4},
    {.name = "package", .kind = FORM_TEXT, .label = TR("รหัสข้อเสนอของโครงการ"), .required = true, .max = 40},
};
static const struct form_field plain_fields[PLAIN_FIELDS] = {
    {.name = "evaluator", .kind = FORM_TEXT, .label = TR("ผู้ประเมิน"), .required = true, .max = 200},
    {.name = "planned_end", .kind = FORM_TEXT, .label = TR("สิ้นสุดตามแผน"), .max = 40},
    {.name = "ended_on", .kind = FORM_TEXT, .label = TR("สิ้นสุดจริง"), .max = 40},
    {.name = "plan_output", .kind = FORM_NUMBER, .label = TR("ผลผลิตตามแผน")},
    {.name = "real_output", .kind = FORM_NUMBER, .label = TR("ผลผลิตจริง")},
    {.name = "output_unit", .kind = FORM_TEXT, .label = TR("หน่วยของผลผลิต"), .max = 60},
    {.name = "plan_outcome", .kind = FORM_NUMBER, .label = TR("ผลลัพธ์ตามแผน")},
    {.name = "real_outcome", .kind = FORM_NUMBER, .label = TR("ผลลัพธ์จริง")},
    {.name = "outcome_unit", .kind = FORM_TEXT, .label = TR("หน่วยของผลลัพธ์"), .max = 60},
    {.name = "plan_benefit", .kind = FORM_MONEY, .label = TR("ผลประโยชน์ตามแผน (บาท)"), .hint = TR("ว่างเมื่อวัดเป็นเงินไม่ได้")},
    {.name = "real_benefit", .kind = FORM_MONEY, .label = TR("ผลประโยชน์จริง (บาท)")},
    {.name = "benefit_note", .kind = FORM_LONG, .label = TR("วิธีคิดผลประโยชน์"), .max = 6000},
    {.name = "lessons", .kind = FORM_LONG, .label = TR("บทเรียน"), .max = 6000},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};
static const struct form_field move_fields[] = {
    {.name = "event", .kind = FORM_CHOICE, .label = TR("ทำอะไร"), .required = true},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .hint = TR("ต้องมีเมื่อส่งกลับหรือยกเลิก"), .max = 6000},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};

/* ---- the list ---- */

static struct str list_lead(struct req *r, const struct rows *rows, const struct rows *due)
{
    const struct evaluation *x = rows->p;
    int64_t published = 0;

    for (size_t i = 0; i < rows->n; i++) {
        published += str_eq(x[i].state, STR("published"));
    }
    return SAY(r, TR("ปีนี้ประเมิน {n} โครงการ เผยแพร่แล้ว {published} ปีก่อนมีโครงการที่จ่ายเงินแล้วและยังไม่ได้ประเมินอย่างน้อย {due}"),
               {STR("{n}"), money_count_text(r, (int64_t)rows->n)}, {STR("{published}"), money_count_text(r, published)},
               {STR("{due}"), money_count_text(r, (int64_t)due->n)});
}

static bool list_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ประเมินความคุ้มค่า"))};
    struct evaluation_filter f = {.year = r->year, .state = req_query(r, "state")};
    struct money_panel *x;
    struct money_section *s;
    struct rows rows, due;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after, e) || !evaluation_list(r->db, r->a, &f, &rows, e)) {
        return false;
    }
    if (rows.n > EVALUATION_PAGE) {
        rows.n = EVALUATION_PAGE;
        p.next = str_format(r->a, "/evaluations?after=%lld", (long long)((const struct evaluation *)rows.p)[EVALUATION_PAGE - 1].id);
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &evaluation_type, rows.p, rows.n, NULL, STR_NONE, STR("evaluations"), ret, e);
    }
    if (!evaluation_candidates(r->db, r->a, r->year - 1, CANDIDATES, &due, e)) {
        return false;
    }
    p.lead = list_lead(r, &rows, &due);
    value_tabs(r, &p, "/evaluations");
    s = value_table(r, &p, "list", tr(r->lang, TR("การประเมิน")),
                    (struct table_view){.type = &evaluation_type,
                                        .rows = rows.p,
                                        .n = rows.n,
                                        .cols = list_cols,
                                        .ncols = ARRAY_LEN(list_cols),
                                        .empty = tr(r->lang, TR("ปีนี้ยังไม่มีการประเมิน"))});
    s->path = STR("/evaluations");
    s = value_table(r, &p, "due", SAY(r, TR("โครงการปี {year} ที่ยังไม่ได้ประเมิน"), {STR("{year}"), money_year_text(r, r->year - 1)}),
                    (struct table_view){.type = &evaluation_due_type,
                                        .rows = due.p,
                                        .n = due.n,
                                        .cols = due_cols,
                                        .ncols = ARRAY_LEN(due_cols),
                                        .empty = tr(r->lang, TR("ไม่มีโครงการที่จ่ายเงินแล้วและยังไม่ได้ประเมิน"))});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = STR("/evaluations/candidates");
    if (actor_may(&r->session.actor, PERM_VERIFY)) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("เปิดการประเมิน"));
        x->note = tr(r->lang, TR("ผู้ประเมินต้องไม่ใช่คนของหน่วยงานเจ้าของโครงการ"));
        x->action = STR("/evaluations/open");
        x->submit = tr(r->lang, TR("เปิดการประเมิน"));
        x->form = money_form(r, open_fields, ARRAY_LEN(open_fields));
        x->form.field[0].value = str_format(r->a, "%lld", (long long)r->year - 1);
    }
    money_refused(r, &p, wrong, which, "/evaluations/");
    return money_show(r, &p, "/evaluations", status, ret, e);
}

bool evaluations_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, "", 200, ret, e);
}

bool evaluation_candidates_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/evaluations#due"), ret);
        return true;
    }
    return evaluation_candidates(r->db, r->a, r->year - 1, 1000, &rows, e) &&
           reply_table(r, &evaluation_due_type, rows.p, rows.n, NULL, STR_NONE, STR("evaluation-candidates"), ret, e);
}

struct opening {
    int64_t project_year;
    struct str package, code;
};

static bool open_write(struct act *by, void *ctx, struct err *e)
{
    struct money_post *p = ctx;
    struct opening *o = p->more;

    return evaluation_open(by, p->year, o->project_year, o->package, &o->code, e);
}

bool evaluation_open_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct opening *o = ARENA_NEW(r->a, struct opening);

    p->page.show = list_show;
    p->page.which = "open";
    p->page.path = "/evaluations";
    p->write = open_write;
    p->more = o;
    p->form = money_form(r, open_fields, ARRAY_LEN(open_fields));
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        (void)form_int(&p->form, "project_year", r, 2500, 2699, &o->project_year);
    }
    o->package = form_value(&p->form, "package");
    return money_post(r, p, ret, e);
}

/* ---- one ---- */

static struct str number_or_none(struct req *r, int64_t milli)
{
    return milli < 0 ? STR_NONE : milli_text(r->a, milli);
}

static struct str money_or_none(struct req *r, struct money m)
{
    return m.satang == MONEY_MISSING.satang ? STR_NONE : money_text(r->a, m, MONEY_PLAIN);
}

static struct str day_or_none(struct req *r, struct date d)
{
    struct sbuf b;

    if (!d.yyyymmdd) {
        return STR_NONE;
    }
    sbuf_init(&b, r->a, 64);
    date_put_iso(&b, d);
    return sbuf_str(&b);
}

/* The form: the plain fields, then a score and its evidence a criterion. */
static struct form save_form(struct req *r, const struct evaluation *x, const struct rows *scores)
{
    const struct evaluation_score *s = scores->p;
    struct form f = {.n = PLAIN_FIELDS + SCORE_FIELDS * scores->n};

    f.field = ARENA_ARRAY(r->a, struct form_field, f.n);
    for (size_t i = 0; i < PLAIN_FIELDS; i++) {
        f.field[i] = plain_fields[i];
    }
    for (size_t i = 0; i < scores->n; i++) {
        struct form_field *v = &f.field[PLAIN_FIELDS + SCORE_FIELDS * i];

        v[0] = (struct form_field){.name = str_format(r->a, "score_%.*s%c", STR_FMT(s[i].criterion), 0).p, .kind = FORM_NUMBER, .max = 20};
        v[0].label = str_format(r->a, "%.*s (0-100)%c", STR_FMT(s[i].name), 0).p;
        v[1] = (struct form_field){.name = str_format(r->a, "evidence_%.*s%c", STR_FMT(s[i].criterion), 0).p, .kind = FORM_LONG, .max = 6000};
        v[1].label = TR("หลักฐาน");
        v[0].value = s[i].has ? value_number(r, s[i].percent, 2) : STR_NONE;
        v[1].value = s[i].evidence;
    }
    form_find(&f, "evaluator")->value = x->evaluator;
    form_find(&f, "planned_end")->value = day_or_none(r, x->planned_end);
    form_find(&f, "ended_on")->value = day_or_none(r, x->ended_on);
    form_find(&f, "plan_output")->value = number_or_none(r, x->plan_output_milli);
    form_find(&f, "real_output")->value = number_or_none(r, x->real_output_milli);
    form_find(&f, "output_unit")->value = x->output_unit;
    form_find(&f, "plan_outcome")->value = number_or_none(r, x->plan_outcome_milli);
    form_find(&f, "real_outcome")->value = number_or_none(r, x->real_outcome_milli);
    form_find(&f, "outcome_unit")->value = x->outcome_unit;
    form_find(&f, "plan_benefit")->value = money_or_none(r, x->plan_benefit);
    form_find(&f, "real_benefit")->value = money_or_none(r, x->real_benefit);
    form_find(&f, "benefit_note")->value = x->benefit_note;
    form_find(&f, "lessons")->value = x->lessons;
    form_find(&f, "version")->value = str_format(r->a, "%lld", (long long)x->version);
    return f;
}

static void put_events(struct req *r, const struct evaluation *x, struct form *f)
{
    static const char *const draft[] = {"review", "drop"}, *const reviewed[] = {"publish", "return", "drop"};
    bool first = str_eq(x->state, STR("draft"));
    const char *const *w = first ? draft : reviewed;
    size_t n = first ? ARRAY_LEN(draft) : ARRAY_LEN(reviewed);
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, n);

    for (size_t i = 0; i < n; i++) {
        c[i] = (struct form_choice){str_from(w[i]), word_label("evaluation_event", str_from(w[i]), r->lang)};
    }
    form_find(f, "event")->choice = c;
    form_find(f, "event")->choices = n;
    form_find(f, "version")->value = str_format(r->a, "%lld", (long long)x->version);
}

static void put_panels(struct req *r, struct money_page *p, const struct evaluation *x, const struct rows *scores)
{
    struct money_panel *panel;
    bool draft = str_eq(x->state, STR("draft"));

    if (!actor_may(&r->session.actor, PERM_VERIFY) || actor_belongs(&r->session.actor, x->agency_id) ||
        (!draft && !str_eq(x->state, STR("reviewed")))) {
        return;
    }
    panel = money_panel(p);
    panel->title = tr(r->lang, TR("ขั้นต่อไป"));
    panel->action = str_format(r->a, "/evaluations/%.*s/move", STR_FMT(x->code));
    panel->submit = tr(r->lang, TR("ยืนยัน"));
    panel->form = money_form(r, move_fields, ARRAY_LEN(move_fields));
    put_events(r, x, &panel->form);
    if (!draft) {
        return;
    }
    panel = money_act(p);
    panel->title = tr(r->lang, TR("กรอกผลการประเมิน"));
    panel->action = str_format(r->a, "/evaluations/%.*s/save", STR_FMT(x->code));
    panel->submit = tr(r->lang, TR("บันทึก"));
    panel->form = save_form(r, x, scores);
}

static void put_one_facts(struct req *r, struct money_page *p, const struct evaluation *x)
{
    struct str unit = tr(r->lang, TR("ล้านบาท"));
    struct str dash = STR("–");

    money_fact(p, tr(r->lang, TR("เงินตามแผน")), x->plan_cost.satang < 0 ? dash : money_million_text(r, x->plan_cost), unit);
    money_fact(p, tr(r->lang, TR("เบิกจ่ายจริง")), x->real_cost.satang < 0 ? dash : money_million_text(r, x->real_cost), unit);
    money_fact(p, tr(r->lang, TR("คะแนนรวม")), x->scored ? value_number(r, x->total, 2) : dash, tr(r->lang, TR("ของ 100")));
    money_fact(p, tr(r->lang, TR("ช้ากว่าแผน (วัน)")), x->ended_on.yyyymmdd && x->planned_end.yyyymmdd ? money_count_text(r, x->late_days) : dash, STR_NONE);
}

static struct str one_lead(struct req *r, const struct evaluation *x)
{
    struct str state = word_label("evaluation", x->state, r->lang);

    return SAY(r, TR("{title} ของ{agency} ปี {year}: {state} ประเมินโดย {who}"), {STR("{title}"), x->title}, {STR("{agency}"), x->agency_name},
               {STR("{year}"), money_year_text(r, x->project_year)}, {STR("{state}"), state}, {STR("{who}"), x->evaluator});
}

static bool put_tables(struct req *r, struct money_page *p, const struct evaluation *x, const struct rows *scores, struct err *e)
{
    struct rows ratios, next, events;
    struct money_section *s;

    if (!evaluation_ratios(r->a, x, r->lang, &ratios, e) || !evaluation_followers(r->db, r->a, x->package_id, &next, e) ||
        !evaluation_events(r->db, r->a, x->id, &events, e)) {
        return false;
    }
    s = value_table(r, p, "ratios", tr(r->lang, TR("แผนกับผลจริง")),
                    (struct table_view){.type = &evaluation_ratio_type, .rows = ratios.p, .n = ratios.n, .cols = ratio_cols, .ncols = ARRAY_LEN(ratio_cols)});
    s->note = x->benefit_note;
    s->path = str_format(r->a, "/evaluations/%.*s/ratios", STR_FMT(x->code));
    s = value_table(r, p, "scores", tr(r->lang, TR("คะแนนตามเกณฑ์")),
                    (struct table_view){.type = &evaluation_score_type, .rows = scores->p, .n = scores->n, .cols = score_cols, .ncols = ARRAY_LEN(score_cols)});
    s->path = str_format(r->a, "/evaluations/%.*s", STR_FMT(x->code));
    s->note = x->lessons.n ? SAY(r, TR("บทเรียน: {text}"), {STR("{text}"), x->lessons}) : tr(r->lang, TR("ยังไม่ได้เขียนบทเรียน"));
    value_table(r, p, "next", tr(r->lang, TR("คำขอปีถัดไปที่สืบจากโครงการนี้")),
                (struct table_view){.type = &evaluation_next_type,
                                    .rows = next.p,
                                    .n = next.n,
                                    .cols = next_cols,
                                    .ncols = ARRAY_LEN(next_cols),
                                    .empty = tr(r->lang, TR("ไม่มีคำขอปีถัดไปที่สืบจากโครงการนี้"))});
    value_table(r, p, "events", tr(r->lang, TR("ประวัติ")),
                (struct table_view){.type = &evaluation_event_type, .rows = events.p, .n = events.n, .cols = event_cols, .ncols = ARRAY_LEN(event_cols)});
    return true;
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ประเมินความคุ้มค่าของโครงการ"))};
    struct evaluation x;
    struct rows scores;

    if (!evaluation_get(r->db, r->a, r->seg[0], &x, e) || !evaluation_scores(r->db, r->a, x.id, r->lang, &scores, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &evaluation_score_type, scores.p, scores.n, NULL, STR_NONE, x.code, ret, e);
    }
    p.lead = one_lead(r, &x);
    value_tabs(r, &p, "");
    put_one_facts(r, &p, &x);
    money_note(&p, SAY(r, TR("การประเมิน {code} ของข้อเสนอ"), {STR("{code}"), x.code}),
               str_format(r->a, "/packages/%.*s?year=%lld", STR_FMT(x.package_code), (long long)x.project_year), x.package_code);
    if (!put_tables(r, &p, &x, &scores, e)) {
        return false;
    }
    put_panels(r, &p, &x, &scores);
    money_refused(r, &p, wrong, which, str_format(r->a, "/evaluations/%.*s/%c", STR_FMT(x.code), 0).p);
    return money_show(r, &p, "/evaluations", status, ret, e);
}

bool evaluation_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, "", 200, ret, e);
}

bool evaluation_ratios_page(struct req *r, struct reply *ret, struct err *e)
{
    struct evaluation x;
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/evaluations/%.*s#ratios", STR_FMT(r->seg[0])), ret);
        return true;
    }
    return evaluation_get(r->db, r->a, r->seg[0], &x, e) && evaluation_ratios(r->a, &x, r->lang, &rows, e) &&
           reply_table(r, &evaluation_ratio_type, rows.p, rows.n, NULL, STR_NONE, str_format(r->a, "%.*s-ratios", STR_FMT(x.code)), ret, e);
}

/* ---- posts ---- */

struct saving {
    struct str code;
    struct evaluation_change c;
    struct evaluation_move m;
};

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct saving *s = p->more;

    return evaluation_save(by, s->code, &s->c, e);
}

static bool move_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct saving *s = p->more;

    return evaluation_move(by, s->code, &s->m, e);
}

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which, struct saving *s)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    s->code = r->seg[0];
    p->page.show = one_show;
    p->page.which = which;
    p->page.path = str_format(r->a, "/evaluations/%.*s%c", STR_FMT(s->code), 0).p;
    p->write = write;
    p->more = s;
    return p;
}

static void read_milli(struct form *f, const char *name, struct req *r, int64_t *ret)
{
    *ret = EVALUATION_NONE;
    if (form_value(f, name).n) {
        (void)form_milli(f, name, r, ret);
    }
}

static void read_money(struct form *f, const char *name, struct req *r, struct money *ret)
{
    *ret = MONEY_MISSING;
    if (form_value(f, name).n) {
        (void)form_money(f, name, r, ret);
    }
}

static void read_scores(struct form *f, struct req *r, const struct rows *scores, struct evaluation_change *c)
{
    const struct evaluation_score *s = scores->p;

    for (size_t i = 0; i < scores->n && i < EVALUATION_CRITERIA; i++) {
        const struct form_field *v = &f->field[PLAIN_FIELDS + SCORE_FIELDS * i];
        int64_t milli = 0;

        c->score[i].criterion = s[i].criterion;
        c->score[i].evidence = v[1].value;
        c->score[i].has = v[0].value.n > 0 && form_milli(f, v[0].name, r, &milli);
        c->score[i].percent.millionths = milli * 1000;
        c->scores++;
    }
}

bool evaluation_save_post(struct req *r, struct reply *ret, struct err *e)
{
    struct saving *s = ARENA_NEW(r->a, struct saving);
    struct money_post *p = post_of(r, save_write, "save", s);
    struct evaluation_change *c = &s->c;
    struct evaluation x;
    struct rows scores;

    if (!evaluation_get(r->db, r->a, s->code, &x, e) || !evaluation_scores(r->db, r->a, x.id, r->lang, &scores, e)) {
        return false;
    }
    p->form = save_form(r, &x, &scores);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        (void)form_date(&p->form, "planned_end", r, &c->planned_end);
        (void)form_date(&p->form, "ended_on", r, &c->ended_on);
        read_milli(&p->form, "plan_output", r, &c->plan_output_milli);
        read_milli(&p->form, "real_output", r, &c->real_output_milli);
        read_milli(&p->form, "plan_outcome", r, &c->plan_outcome_milli);
        read_milli(&p->form, "real_outcome", r, &c->real_outcome_milli);
        read_money(&p->form, "plan_benefit", r, &c->plan_benefit);
        read_money(&p->form, "real_benefit", r, &c->real_benefit);
        read_scores(&p->form, r, &scores, c);
        (void)form_int(&p->form, "version", r, 1, INT64_MAX, &c->version);
    }
    c->evaluator = form_value(&p->form, "evaluator");
    c->output_unit = form_value(&p->form, "output_unit");
    c->outcome_unit = form_value(&p->form, "outcome_unit");
    c->benefit_note = form_value(&p->form, "benefit_note");
    c->lessons = form_value(&p->form, "lessons");
    return money_post(r, p, ret, e);
}

bool evaluation_move_post(struct req *r, struct reply *ret, struct err *e)
{
    struct saving *s = ARENA_NEW(r->a, struct saving);
    struct money_post *p = post_of(r, move_write, "move", s);
    struct evaluation x;

    if (!evaluation_get(r->db, r->a, s->code, &x, e)) {
        return false;
    }
    p->form = money_form(r, move_fields, ARRAY_LEN(move_fields));
    put_events(r, &x, &p->form);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        (void)form_int(&p->form, "version", r, 1, INT64_MAX, &s->m.version);
    }
    s->m.event = form_value(&p->form, "event");
    s->m.reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}
