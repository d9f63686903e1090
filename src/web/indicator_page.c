/* indicator_page.c - one indicator in its year: results by period beside the targets, texts of every year, evidence, the rule. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "perform/evidence.h"
#include "perform/rule_book.h"
#include "perform/score.h"
#include "web/indicators_page.h"
#include "web/words.h"

/* A reading as the page shows it. */
struct period_view {
    struct str path, period, target, reported, result, state, flags;
    struct date due;
    int64_t late_days;
    struct str mark21, mark22;
};
static const struct field period_fields[] = {
    COL(struct period_view, path),
    FIELD(struct period_view, period, FIELD_KEY, "งวด", "Period"),
    FIELD(struct period_view, due, 0, "กำหนดส่ง", "Due"),
    FIELD(struct period_view, target, 0, "เป้าหมาย", "Target"),
    FIELD(struct period_view, reported, 0, "ผลตามที่รายงาน", "As reported"),
    FIELD(struct period_view, result, 0, "ผลที่คำนวณ", "Recomputed"),
    FIELD(struct period_view, state, 0, "สถานะ", "State"),
    FIELD(struct period_view, late_days, 0, "ส่งช้า (วัน)", "Days late"),
    FIELD(struct period_view, mark21, 0, "ตรวจ 2.1", "Mark 2.1"),
    FIELD(struct period_view, mark22, 0, "ตรวจ 2.2", "Mark 2.2"),
    FIELD(struct period_view, flags, 0, "ข้อสังเกต", "Flags"),
};
static const struct row_type period_type = ROW_TYPE(struct period_view, period_fields);

struct band_view {
    struct str level, range, percent, points, needs;
};
static const struct field band_fields[] = {
    FIELD(struct band_view, level, FIELD_KEY, "ระดับ", "Level"),
    FIELD(struct band_view, range, 0, "เกณฑ์", "Range"),
    FIELD(struct band_view, percent, 0, "ร้อยละ", "Per cent"),
    FIELD(struct band_view, points, 0, "คะแนน", "Points"),
    FIELD(struct band_view, needs, 0, "หลักฐานที่ต้องมี", "Evidence it needs"),
};
static const struct row_type band_type = ROW_TYPE(struct band_view, band_fields);

static const struct form_field note_fields[] = {
    {.name = "period", .kind = FORM_CHOICE, .label = TR("เดือน"), .required = true},
    {.name = "body", .kind = FORM_LONG, .label = TR("บันทึกรายเดือน"), .required = true, .max = 4000},
};

struct one_view {
    struct indicator_year p;
    struct rows history, readings, steps, evidence, notes;
    struct rule rule;
    struct score_row score;
    bool has_rule;
};

static bool read_view(struct req *r, struct one_view *v, struct err *e)
{
    struct db *db = r->db;

    struct indicator_years years;

    if (!indicator_year_alike(db, r->a, r->year, r->seg[0], r->today, &years, e))
        return false;
    v->history = years.rows;
    v->p = *years.is;
    if (!reading_of(db, r->a, v->p.indicator_id, r->year, r->today, &v->readings, e))
        return false;
    reading_veil(&r->session.actor, &v->readings);
    return score_get(db, r->a, v->p.indicator_id, r->year, &v->score, e) &&
           indicator_steps(db, r->a, v->p.indicator_id, r->year, &v->steps, e) &&
           evidence_list(db, r->a, v->p.indicator_id, r->year, &v->evidence, e) &&
           reading_notes(db, r->a, v->p.indicator_id, r->year, &v->notes, e) &&
           rule_of(db, r->a, v->p.indicator_id, r->year, &v->rule, &v->has_rule, e);
}

static struct str lead_of(struct req *r, const struct one_view *v)
{
    const struct reading *x = v->readings.p, *newest = NULL, *due = NULL;

    for (size_t i = 0; i < v->readings.n; i++) {
        if (x[i].has_result)
            newest = &x[i];
        if (!due && str_eq(x[i].state, STR("due")))
            due = &x[i];
    }
    if (v->readings.n == 0)
        return tr(r->lang, TR("ตัวชี้วัดนี้ไม่มีผู้รายงาน ระบบคำนวณจากบัญชี หรือเจ้าของเกณฑ์ให้คะแนน"));
    if (!newest)
        return due ? SAY(r, TR("ยังไม่มีผลที่รายงาน งวดแรกครบกำหนด {day}"), {STR("{day}"), money_day_text(r, due->due)})
                   : tr(r->lang, TR("ยังไม่มีผลที่คำนวณได้"));
    return SAY(r, TR("{period}: ผล {result} เป้าหมาย {target}"), {STR("{result}"), reading_result_text(r->a, newest, r->lang)},
               {STR("{period}"), reading_period_text(r->a, v->p.cycle, newest->period, r->lang)},
               {STR("{target}"), newest->has_target ? target_text(r, &v->p, newest->target) : STR("–")});
}

/* ---- readings, picture ---- */

static struct money_section *section(struct req *r, struct money_page *p, const char *id, const char *title, struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = tr(r->lang, title);
    s->has_table = true;
    s->table = t;
    s->table.caption = s->title;
    return s;
}

/* Under the picture there is room for a few letters. */
static struct str short_name(struct req *r, struct str cycle, int64_t period)
{
    struct str text = reading_period_text(r->a, cycle, period, r->lang), day;

    if (str_eq(cycle, STR("quarter")))
        return str_format(r->a, "%.*s %d", STR_FMT(tr(r->lang, TR("ไตรมาส"))), (int)reading_quarter(period));
    return str_split(&text, ' ', &day) ? day : text;
}

static void put_picture(struct req *r, struct money_section *s, const struct one_view *v)
{
    const struct reading *x = v->readings.p;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, v->readings.n);
    int64_t *result = ARENA_ARRAY(r->a, int64_t, v->readings.n), *target = ARENA_ARRAY(r->a, int64_t, v->readings.n);
    struct chart_series line[2];
    size_t begun = 0;
    bool targets = false;

    for (size_t i = 0; i < v->readings.n; i++) {
        struct str name = reading_period_text(r->a, v->p.cycle, x[i].period, r->lang);

        if (x[i].has_result && begun == i) {
            result[i] = x[i].result.millionths;
            begun = i + 1;
        }
        target[i] = x[i].target.millionths;
        targets |= x[i].has_target;
        item[i] = (struct chart_item){.label = short_name(r, v->p.cycle, x[i].period), .title = SAY(r, TR("{period}: ผล {result}"), {STR("{period}"), name},
                                                                  {STR("{result}"), reading_result_text(r->a, &x[i], r->lang)})};
    }
    if (v->readings.n < 2 || begun == 0)
        return;
    line[0] = (struct chart_series){tr(r->lang, TR("ผล")), result, begun, 1, true};
    line[1] = (struct chart_series){tr(r->lang, TR("เป้าหมาย")), target, v->readings.n, 6, false};
    money_lines(r, s, &(const struct chart_places){item, v->readings.n}, line, targets ? 2 : 1);
}

static void put_readings(struct req *r, struct money_page *p, const struct one_view *v)
{
    static const struct col cols[] = {
        {"period", COL_LINK, "", "path", NULL}, {"due", COL_PLAIN, NULL, NULL, NULL},
        {"target", COL_NUMBER, NULL, NULL, NULL},           {"reported", COL_NUMBER, NULL, NULL, NULL},
        {"result", COL_NUMBER, NULL, NULL, NULL},           {"state", COL_TAG, "reading_state", NULL, NULL},
        {"late_days", COL_PLAIN, NULL, NULL, NULL},         {"mark21", COL_NUMBER, NULL, NULL, NULL},
        {"mark22", COL_NUMBER, NULL, NULL, NULL},           {"flags", COL_PLAIN, NULL, NULL, NULL},
    };
    const struct reading *x = v->readings.p;
    struct period_view *out = ARENA_ARRAY(r->a, struct period_view, v->readings.n);
    struct money_section *s;

    for (size_t i = 0; i < v->readings.n; i++) {
        bool marked = str_eq(x[i].state, STR("verified"));

        out[i] = (struct period_view){
            .path = str_format(r->a, "/indicators/%.*s/readings/%lld", STR_FMT(v->p.code), (long long)x[i].period),
            .period = reading_period_text(r->a, v->p.cycle, x[i].period, r->lang),
            .target = x[i].has_target ? target_text(r, &v->p, x[i].target) : STR_NONE,
            .reported = x[i].reported,
            .result = x[i].has_result ? reading_result_text(r->a, &x[i], r->lang) : STR_NONE,
            .state = x[i].state,
            .flags = reading_flags_text(r->a, x[i].flags, r->lang),
            .due = x[i].due,
            .late_days = x[i].late_days,
            .mark21 = marked ? score_print(r->a, x[i].mark21, 2) : STR_NONE,
            .mark22 = marked ? score_print(r->a, x[i].mark22, 2) : STR_NONE};
    }
    s = section(r, p, "readings", TR("เป้าหมายและผลตามงวด"),
                (struct table_view){.type = &period_type, .rows = out, .n = v->readings.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                    .empty = tr(r->lang, TR("ไม่มีงวดที่ต้องรายงาน"))});
    s->path = str_format(r->a, "/indicators/%.*s", STR_FMT(v->p.code));
    put_picture(r, s, v);
}

/* ---- texts, steps, evidence, rule, notes ---- */

static void put_texts(struct req *r, struct money_page *p, const struct one_view *v)
{
    static const struct col cols[] = {
        {"year", COL_YEAR, NULL, NULL, NULL},   {"number", COL_PLAIN, NULL, NULL, NULL},
        {"name_th", COL_PLAIN, NULL, NULL, NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
        {"target", COL_SCORE, NULL, NULL, NULL}, {"target_in", COL_WORD, "ind_in", NULL, NULL},
        {"unit_word", COL_PLAIN, NULL, NULL, NULL}, {"source", COL_PLAIN, NULL, NULL, NULL},
    };
    struct money_section *s = section(r, p, "texts", TR("ชื่อ เลขที่ และเป้าหมายของแต่ละปี"),
                                      (struct table_view){.type = &indicator_year_type, .rows = v->history.p, .n = v->history.n,
                                                          .cols = cols, .ncols = ARRAY_LEN(cols)});

    s->note = SAY(r, TR("รหัสคงที่ข้ามปี {stable}"), {STR("{stable}"), v->p.stable});
}

static void put_evidence(struct req *r, struct money_page *p, const struct one_view *v)
{
    static const struct col step_cols[] = {
        {"step", COL_PLAIN, NULL, NULL, NULL}, {"name_th", COL_LINK, "", "arg", NULL},
        {"needs", COL_PLAIN, NULL, NULL, NULL},   {"source", COL_WORD, "ind_source", NULL, NULL},
        {"proved", COL_YES, NULL, NULL, NULL},
    };
    static const struct col cols[] = {
        {"step", COL_PLAIN, NULL, NULL, NULL},  {"title", COL_LINK, "", "path", NULL},
        {"source", COL_WORD, "ind_source", NULL, NULL}, {"on_date", COL_PLAIN, NULL, NULL, NULL},
        {"by_user", COL_PLAIN, NULL, NULL, NULL}, {"withdrawn", COL_YES, NULL, NULL, NULL},
    };
    struct indicator_step *step = ARENA_ARRAY(r->a, struct indicator_step, v->steps.n + 1);
    struct money_section *s;

    if (v->steps.n) {
        for (size_t i = 0; i < v->steps.n; i++) { /* where its files are */
            step[i] = ((const struct indicator_step *)v->steps.p)[i];
            step[i].arg = str_format(r->a, "/attachments?subject=reading:%lld:%.*s:step%lld&back=/indicators/%.*s", (long long)r->year, STR_FMT(v->p.code),
                                     (long long)step[i].step, STR_FMT(v->p.code));
        }
        s = section(r, p, "steps", TR("ขั้นตอน และหลักฐานที่แต่ละขั้นต้องมี"),
                    (struct table_view){.type = &indicator_step_type, .rows = step, .n = v->steps.n, .cols = step_cols, .ncols = ARRAY_LEN(step_cols)});
        s->note = tr(r->lang, TR("ไม่มีหลักฐาน ไม่นับระดับ เอกสารที่ระบบออกเองแนบให้เอง กดที่ขั้นเพื่อแนบแฟ้ม"));
    }
    if (v->steps.n || v->evidence.n)
        section(r, p, "evidence", TR("หลักฐานที่มี"),
                (struct table_view){.type = &evidence_type, .rows = v->evidence.p, .n = v->evidence.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                    .flag = "withdrawn", .empty = tr(r->lang, TR("ยังไม่มีหลักฐาน"))});
}

static struct str range_text(struct req *r, const struct rule_band *b)
{
    struct sbuf s;

    if (!b->known)
        return tr(r->lang, TR("ไม่มีในเอกสาร"));
    if (b->printed.n)
        return b->printed;
    sbuf_init(&s, r->a, 100);
    if (b->has_lo) {
        exact_put_decimal(&s, b->lo.millionths, 6, 2);
        sbuf_add(&s, b->lo_incl ? STR(" ≤ x") : STR(" < x"));
    } else if (b->has_hi) {
        sbuf_add(&s, STR("x"));
    }
    if (b->has_hi) {
        sbuf_add(&s, b->hi_incl ? STR(" ≤ ") : STR(" < "));
        exact_put_decimal(&s, b->hi.millionths, 6, 2);
    }
    return sbuf_str(&s);
}

static void put_rule(struct req *r, struct money_page *p, const struct one_view *v)
{
    struct band_view *out = ARENA_ARRAY(r->a, struct band_view, RULE_BANDS);
    struct money_section *s;

    for (size_t i = 0; v->has_rule && i < v->rule.bands; i++) {
        const struct rule_band *b = &v->rule.band[i];

        out[i] = (struct band_view){.level = str_format(r->a, "%lld", (long long)b->level),
                                    .range = range_text(r, b),
                                    .percent = b->known ? score_print(r->a, b->percent, 2) : STR_NONE,
                                    .points = b->known ? score_print(r->a, b->points, 2) : STR_NONE,
                                    .needs = text_in(r, b->needs, b->needs_en)};
    }
    s = section(r, p, "rule", TR("เกณฑ์การให้คะแนน"),
                (struct table_view){.type = &band_type, .rows = out, .n = v->has_rule ? v->rule.bands : 0,
                                    .empty = v->has_rule ? tr(r->lang, TR("เกณฑ์นี้คิดจากสัดส่วนต่อเป้าหมาย ไม่มีตารางระดับ"))
                                                         : tr(r->lang, TR("ปีนี้ยังไม่มีเกณฑ์ที่ประกาศ จึงยังไม่มีคะแนน"))});
    s->note = SAY(r, TR("เจ้าของเกณฑ์ {owner} {version}"), {STR("{owner}"), word_label("ind_owner", v->p.owner, r->lang)},
                  {STR("{version}"), v->has_rule ? str_format(r->a, "%.*s %lld", STR_FMT(tr(r->lang, TR("ฉบับที่"))), (long long)v->rule.version) : STR_NONE});
}

static void put_notes(struct req *r, struct money_page *p, const struct one_view *v)
{
    section(r, p, "notes", TR("บันทึกรายเดือน"),
            (struct table_view){.type = &reading_note_type, .rows = v->notes.p, .n = v->notes.n, .empty = tr(r->lang, TR("ยังไม่มีบันทึก"))});
}

static void put_work(struct req *r, struct money_page *p, const struct one_view *v)
{
    int64_t month[READING_PERIODS];
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, READING_PERIODS);
    struct money_panel *x;

    if (!indicator_year_may_write(&r->session.actor, v->p.agency_id, v->p.division))
        return;
    p->tab[p->tab_n++] = (struct money_link){.label = tr(r->lang, TR("แก้ข้อมูลของตัวชี้วัดปีนี้")),
                                             .href = str_format(r->a, "/indicators/%.*s/profile", STR_FMT(v->p.code))};
    x = money_panel(p);
    x->title = tr(r->lang, TR("บันทึกรายเดือน"));
    x->action = str_format(r->a, "/indicators/%.*s/note", STR_FMT(v->p.code));
    x->submit = tr(r->lang, TR("บันทึก"));
    x->form = money_form(r, note_fields, ARRAY_LEN(note_fields));
    (void)reading_periods(STR("month"), r->year, month);
    for (size_t i = 0; i < READING_PERIODS; i++)
        c[i] = (struct form_choice){str_format(r->a, "%lld", (long long)month[i]), reading_period_text(r->a, STR("month"), month[i], r->lang)};
    x->form.field[0].choice = c;
    x->form.field[0].choices = READING_PERIODS;
}

/* The score that counts now, where there is one, and its page. */
static void put_score(struct req *r, struct money_page *p, const struct one_view *v)
{
    const struct score_row *s = &v->score;

    if (s->id == 0 || s->why.n)
        return;
    money_fact(p, tr(r->lang, TR("คะแนน")), s->points_text.n ? s->points_text : s->percent_text,
               str_eq(s->kind, STR("final")) ? tr(r->lang, TR("คะแนนสิ้นปี")) : tr(r->lang, TR("คะแนนระหว่างปี หรือที่เจ้าของเกณฑ์ให้")));
    if (s->level_text.n)
        money_fact(p, tr(r->lang, TR("ระดับ")), s->level_text, STR_NONE);
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct one_view *v = ARENA_NEW(r->a, struct one_view);
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct str folder = str_format(r->a, "/indicators/%.*s/", STR_FMT(r->seg[0]));

    if (!read_view(r, v, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &reading_type, v->readings.p, v->readings.n, NULL, STR_NONE, v->p.code, ret, e);
    p->title = SAY(r, TR("ตัวชี้วัด {number} {name}"), {STR("{number}"), v->p.number}, {STR("{name}"), text_in(r, v->p.name_th, v->p.name_en)});
    p->lead = lead_of(r, v);
    p->tab[p->tab_n++] = (struct money_link){.label = v->p.agency_name, .href = str_format(r->a, "/indicators?agency=%.*s", STR_FMT(v->p.agency_code))};
    p->tab[p->tab_n++] = (struct money_link){.label = word_label("ind_work", v->p.work, r->lang), .href = str_format(r->a, "/indicators?work=%.*s", STR_FMT(v->p.work))};
    if (v->p.late)
        money_note(p, SAY(r, TR("ค้างส่งเกินกำหนด {n} งวด"), {STR("{n}"), money_count_text(r, v->p.late)}), STR("#readings"), tr(r->lang, TR("ดูงวด")));
    if (p->note_n)
        p->note[0].warn = true;
    put_readings(r, p, v);
    put_evidence(r, p, v);
    put_rule(r, p, v);
    put_texts(r, p, v);
    put_notes(r, p, v);
    put_work(r, p, v);
    put_score(r, p, v);
    money_refused(r, p, wrong, which, str_cstr(r->a, folder));
    return money_show(r, p, "/indicators", status, ret, e);
}

bool indicator_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, "", 200, ret, e);
}

/* ---- posts ---- */

static struct money_post *post_of(struct req *r, req_write_fn *write, const char *which)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);

    p->page.show = one_show;
    p->page.which = which;
    p->page.path = str_cstr(r->a, str_format(r->a, "/indicators/%.*s", STR_FMT(r->seg[0])));
    p->write = write;
    return p;
}

struct note_ctx {
    struct str code;
    int64_t period;
};

static bool note_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct note_ctx *n = p->more;

    return reading_note_add(by, p->year, n->code, n->period, form_value(&p->form, "body"), e);
}

bool indicator_note_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, note_write, "note");
    struct note_ctx *n = ARENA_NEW(r->a, struct note_ctx);

    p->form = money_form(r, note_fields, ARRAY_LEN(note_fields));
    form_read(&p->form, r);
    n->code = r->seg[0];
    if (form_check(&p->form, r))
        (void)form_int(&p->form, "period", r, 195001, 219912, &n->period);
    p->more = n;
    return money_post(r, p, ret, e);
}

struct profile_ctx {
    struct indicator_year_new n;
    struct str code, agency;
};

static bool profile_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct indicator_year is;
    struct money_panel *x;

    (void)which;
    if (!indicator_year_get(r->db, r->a, r->year, r->seg[0], r->today, &is, e))
        return false;
    p->title = SAY(r, TR("แก้ข้อมูลของตัวชี้วัด {code}"), {STR("{code}"), is.code});
    p->lead = text_in(r, is.name_th, is.name_en);
    p->tab[p->tab_n++] = (struct money_link){.label = tr(r->lang, TR("กลับไปที่ตัวชี้วัด")), .href = str_format(r->a, "/indicators/%.*s", STR_FMT(is.code))};
    x = money_panel(p);
    x->title = tr(r->lang, TR("ข้อมูลของปีนี้"));
    x->note = tr(r->lang, TR("ชื่อและถ้อยคำแก้ที่แผนและเป้าหมาย โดยมีผู้อนุมัติอีกคน"));
    x->action = str_format(r->a, "/indicators/%.*s/profile", STR_FMT(is.code));
    x->submit = tr(r->lang, TR("บันทึกข้อมูล"));
    x->form = wrong ? *wrong : profile_form(r);
    if ((!wrong && !profile_fill(r, &x->form, &is, e)) || !profile_choices(r, &x->form, e))
        return false;
    return money_show(r, p, "/indicators", status, ret, e);
}

bool indicator_profile_page(struct req *r, struct reply *ret, struct err *e)
{
    return profile_show(r, NULL, "", 200, ret, e);
}

static bool profile_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    struct profile_ctx c = *(const struct profile_ctx *)p->more;
    struct indicator_year is;
    struct agency g;

    if (!indicator_year_get(by->tx->db, by->a, p->year, c.code, by->today, &is, e) ||
        !agency_get(by->tx->db, by->a, c.agency, &g, e))
        return false;
    c.n.indicator_id = is.indicator_id;
    c.n.agency_id = g.id;
    return indicator_year_set(by, &c.n, e);
}

bool indicator_profile_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = post_of(r, profile_write, "profile");
    struct profile_ctx *c = ARENA_NEW(r->a, struct profile_ctx);

    p->page.show = profile_show;
    p->form = profile_form(r);
    form_read(&p->form, r);
    (void)form_check(&p->form, r);
    profile_read(r, &p->form, &c->n);
    c->code = r->seg[0];
    c->agency = form_value(&p->form, "agency");
    p->more = c;
    return money_post(r, p, ret, e);
}
