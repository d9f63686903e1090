/* score_one_page.c - /scores/of/{code}: one score with its whole chain: what was reported or measured, the rule's version, each
 * step of the arithmetic, the points; every score it had; the same indicator over the years; the owner's own score. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "perform/rule_book.h"
#include "web/score_page.h"
#include "web/words.h"

enum { CHAIN_MAX = 64 };

static const struct col chain_cols[] = {
    {"n", COL_PLAIN, NULL, NULL, NULL}, {"step", COL_PLAIN, NULL, NULL, NULL}, {"detail", COL_PLAIN, NULL, NULL, NULL}};
static const struct col trail_cols[] = {
    {"run", COL_PLAIN, NULL, NULL, NULL},           {"kind", COL_TAG, "score_kind", NULL, NULL},
    {"as_of", COL_PLAIN, NULL, NULL, NULL},         {"value_text", COL_NUMBER, NULL, NULL, NULL},
    {"level_text", COL_NUMBER, NULL, NULL, NULL},   {"percent_text", COL_NUMBER, NULL, NULL, NULL},
    {"points_text", COL_NUMBER, NULL, NULL, NULL},  {"why", COL_TAG, "score_why", NULL, NULL},
    {"rule_version", COL_YEAR, NULL, NULL, NULL},   {"by_user", COL_PLAIN, NULL, NULL, NULL},
    {"at", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col year_cols[] = {
    {"year", COL_YEAR, NULL, NULL, NULL},          {"number", COL_NUMBER, NULL, NULL, NULL},
    {"target", COL_NUMBER, NULL, NULL, NULL},      {"value_text", COL_NUMBER, NULL, NULL, NULL},
    {"level_text", COL_NUMBER, NULL, NULL, NULL},  {"percent_text", COL_NUMBER, NULL, NULL, NULL},
    {"points_text", COL_NUMBER, NULL, NULL, NULL}, {"kind", COL_TAG, "score_kind", NULL, NULL},
    {"why", COL_TAG, "score_why", NULL, NULL},
};
static const struct col part_cols[] = {
    {"no", COL_PLAIN, NULL, NULL, NULL}, {"name", COL_PLAIN, NULL, NULL, NULL}, {"amount", COL_SCORE, NULL, NULL, NULL}};
static const struct form_field give_fields[] = {
    {.name = "percent", .kind = FORM_TEXT, .label = TR("คะแนน (เต็ม 100)"), .hint = TR("เว้นว่างเมื่อใส่คะแนนเป็นส่วน"), .max = 20},
    {.name = "value", .kind = FORM_TEXT, .label = TR("ผล"), .hint = TR("ถ้ามี"), .max = 20},
    {.name = "part1", .kind = FORM_TEXT, .label = TR("ส่วนที่ 1"), .max = 20},
    {.name = "part2", .kind = FORM_TEXT, .label = TR("ส่วนที่ 2"), .max = 20},
    {.name = "part3", .kind = FORM_TEXT, .label = TR("ส่วนที่ 3"), .max = 20},
    {.name = "no_rule", .kind = FORM_CHECK, .label = TR("ไม่ทราบเกณฑ์ที่ใช้คิดคะแนนนี้")},
    {.name = "source", .kind = FORM_LONG, .label = TR("ที่มา (เอกสาร หน้า วันที่)"), .required = true, .max = 1000},
};

/* ---- the chain ---- */

struct score_chain {
    struct req *r;
    struct rule_trace *row;
    size_t n;
};

static void link_add(struct score_chain *c, const char *step, struct str detail)
{
    if (c->n < CHAIN_MAX)
        c->row[c->n] = (struct rule_trace){(int64_t)c->n + 1, tr(c->r->lang, step), detail};
    c->n += c->n < CHAIN_MAX;
}

static struct str decimal(struct req *r, struct score s)
{
    struct sbuf b;

    sbuf_init(&b, r->a, SBUF_NO_LIMIT);
    exact_put_decimal(&b, s.millionths, 6, 0);
    return sbuf_str(&b);
}

static struct str fact_text(struct req *r, const struct score_row *s)
{
    bool money = s->measure.n == 0 || measure_has_lines(s->measure);

    if (str_eq(s->basis, STR("value")))
        return decimal(r, s->fact);
    if (str_eq(s->basis, STR("steps")))
        return s->steps;
    if (str_eq(s->basis, STR("ratio")))
        return str_format(r->a, "%.*s ÷ %.*s × 100",
                          STR_FMT(money ? money_text(r->a, MONEY(s->numerator), MONEY_COMMAS) : money_count_text(r, s->numerator)),
                          STR_FMT(money ? money_text(r->a, MONEY(s->denominator), MONEY_COMMAS)
                                        : money_count_text(r, s->denominator)));
    return tr(r->lang, TR("ไม่มี"));
}

/* The rule's own account of the arithmetic. */
static bool explain(struct score_chain *c, const struct score_row *s, struct rule_row *book, struct err *e)
{
    struct req *r = c->r;
    const struct rule_trace *t;
    struct rule rule;
    struct rows rows;
    struct fact f;

    if (!rule_for_indicator(r->db, r->a, s->year, s->code, book, e))
        return false;
    if (s->rule_version == 0 || book->code.n == 0)
        return true;
    link_add(c, TR("เกณฑ์"), SAY(r, TR("เกณฑ์ {code} ฉบับที่ {no}"), {STR("{code}"), book->code},
                                 {STR("{no}"), money_count_text(r, s->rule_version)}));
    if (!score_fact(s, &f) || !rule_content_of(r->db, r->a, book, s->rule_version, &rule, e))
        return false;
    rule_explain(&rule, &f, r->lang, r->a, &rows);
    t = rows.p;
    for (size_t i = 0; i < rows.n && c->n < CHAIN_MAX; i++) {
        c->row[c->n] = (struct rule_trace){(int64_t)c->n + 1, t[i].step, t[i].detail};
        c->n++;
    }
    return true;
}

static bool make_chain(struct req *r, const struct score_row *s, struct rule_row *book, struct rows *ret, struct err *e)
{
    struct score_chain c = {.r = r, .row = ARENA_ARRAY(r->a, struct rule_trace, CHAIN_MAX)};

    if (str_eq(s->basis, STR("given"))) {
        link_add(&c, TR("ที่มา"), s->source);
        link_add(&c, TR("คะแนน"), SAY(r, TR("เจ้าของตัวชี้วัดให้ {percent} จาก 100"), {STR("{percent}"), s->percent_text}));
        *ret = (struct rows){c.row, c.n};
        return true;
    }
    if (s->measure.n > 0)
        link_add(&c, TR("ตัววัด"), SAY(r, TR("{name} ณ {day}"), {STR("{name}"), measure_name(s->measure, r->lang)},
                                       {STR("{day}"), money_day_text(r, s->as_of)}));
    else if (s->reading_id > 0)
        link_add(&c, TR("ผลที่รายงาน"), SAY(r, TR("ตามรายงานของ{agency}"), {STR("{agency}"), s->agency_name}));
    if (s->id > 0)
        link_add(&c, TR("ตัวเลข"), fact_text(r, s));
    if (!explain(&c, s, book, e))
        return false;
    if (s->why.n > 0)
        link_add(&c, TR("ผล"), score_state(s->why, r->lang));
    else if (s->points_text.n > 0)
        link_add(&c, TR("คะแนนถ่วงน้ำหนัก"), s->points_text);
    *ret = (struct rows){c.row, c.n};
    return true;
}

/* ---- the page ---- */

static struct str lead_of(struct req *r, const struct score_row *s)
{
    struct str level = s->level_text.n > 0 ? SAY(r, TR(" ระดับ {level}"), {STR("{level}"), s->level_text}) : STR_NONE;
    struct str points = s->points_text.n > 0 ? SAY(r, TR(" ได้ {points} คะแนน"), {STR("{points}"), s->points_text}) : STR_NONE;

    if (s->why.n > 0)
        return SAY(r, TR("{agency}: ยังไม่มีคะแนน เพราะ{why}"), {STR("{agency}"), s->agency_name},
                   {STR("{why}"), score_state(s->why, r->lang)});
    return SAY(r, TR("{agency}: ผล {value}{level} คิดเป็น {percent} จาก 100{points} ({kind}) ณ {day}"),
               {STR("{agency}"), s->agency_name}, {STR("{value}"), s->value_text.n > 0 ? s->value_text : STR("–")},
               {STR("{level}"), level}, {STR("{percent}"), s->percent_text}, {STR("{points}"), points},
               {STR("{kind}"), word_label("score_kind", s->kind, r->lang)}, {STR("{day}"), money_day_text(r, s->as_of)});
}

static bool put_notes(struct req *r, struct money_page *p, const struct score_row *s, const struct rule_row *book, struct err *e)
{
    struct rows open;
    const struct score_open *o;

    if (s->no_rule)
        money_note(p, tr(r->lang, TR("ไม่ทราบเกณฑ์ที่ให้คะแนนนี้ พิมพ์ตามเอกสารและคำนวณซ้ำไม่ได้")), STR_NONE, STR_NONE);
    if (s->has_other)
        money_note(p,
                   SAY(r, TR("อ่านอีกแบบ หักส่วนที่ไม่นับออกจากตัวหารด้วย: ผล {value} ระดับ {level} ได้ {points} คะแนน"),
                       {STR("{value}"), decimal(r, s->other_value)}, {STR("{level}"), decimal(r, s->other_level)},
                       {STR("{points}"), decimal(r, s->other_points)}),
                   STR_NONE, STR_NONE);
    if (s->measure.n > 0)
        money_note(p, tr(r->lang, TR("ตัวตั้งและตัวหารตามไปดูได้ถึงรายการ")),
                   str_format(r->a, "/measures/%.*s%s%.*s", STR_FMT(s->measure), measure_has_lines(s->measure) ? "/lines?agency=" : "",
                              STR_FMT(measure_has_lines(s->measure) && !str_ends(s->measure, STR("_city")) ? s->agency_code : STR_NONE)),
                   tr(r->lang, TR("ดูที่มา")));
    else
        money_note(p, tr(r->lang, TR("ผลที่รายงานและหลักฐานอยู่ที่ตัวชี้วัด")),
                   str_format(r->a, "/indicators/%.*s", STR_FMT(s->code)), tr(r->lang, TR("ดูผลที่รายงาน")));
    if (book->code.n > 0)
        money_note(p, tr(r->lang, TR("เกณฑ์ที่ใช้และทุกฉบับ")), str_format(r->a, "/rules/%.*s", STR_FMT(book->code)),
                   tr(r->lang, TR("ดูเกณฑ์")));
    if (str_eq(s->kind, STR("final")))
        return true;
    if (!score_open_rows(r->db, r->a, s->year, r->lang, &open, e))
        return false;
    o = open.p;
    for (size_t i = 0; i < open.n && p->note_n < MONEY_NOTES; i++)
        money_note(p, SAY(r, TR("ยังเป็นคะแนนสุดท้ายไม่ได้: {why}"), {STR("{why}"), o[i].sentence}), o[i].address,
                   tr(r->lang, TR("ไปดู")));
    return true;
}

static struct money_section *section(struct req *r, struct money_page *p, const char *id, const char *title, struct str path,
                                     struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = tr(r->lang, title);
    s->path = path;
    s->has_table = true;
    s->table = t;
    s->table.caption = s->title;
    return s;
}

static bool put_sections(struct req *r, struct money_page *p, const struct score_row *s, const struct rows *chain, struct err *e)
{
    struct str path = str_format(r->a, "/scores/of/%.*s", STR_FMT(s->code));
    struct rows parts = {0}, trail, years;

    if ((str_eq(s->basis, STR("given")) && !score_parts(r->db, r->a, s->id, &parts, e)) ||
        !score_trail(r->db, r->a, s->indicator_id, s->year, &trail, e) ||
        !score_history_of(r->db, r->a, s->stable, s->agency_id, &years, e))
        return false;
    section(r, p, "chain", TR("จากผลถึงคะแนน"), path,
            (struct table_view){
                .type = &rule_trace_type, .rows = chain->p, .n = chain->n, .cols = chain_cols, .ncols = ARRAY_LEN(chain_cols),
                .empty = tr(r->lang, TR("ยังไม่เคยคำนวณ"))});
    if (parts.n > 0)
        section(r, p, "parts", TR("ส่วนของคะแนน"), STR_NONE,
                (struct table_view){
                    .type = &score_part_type, .rows = parts.p, .n = parts.n, .cols = part_cols, .ncols = ARRAY_LEN(part_cols)});
    section(r, p, "years", TR("ตัวชี้วัดเดียวกันในแต่ละปี"), str_format(r->a, "%.*s/years", STR_FMT(path)),
            (struct table_view){
                .type = &score_row_type, .rows = years.p, .n = years.n, .cols = year_cols, .ncols = ARRAY_LEN(year_cols)});
    section(r, p, "trail", TR("คะแนนทุกครั้งของปีนี้"), str_format(r->a, "%.*s/trail", STR_FMT(path)),
            (struct table_view){.type = &score_row_type,
                                .rows = trail.p,
                                .n = trail.n,
                                .cols = trail_cols,
                                .ncols = ARRAY_LEN(trail_cols),
                                .empty = tr(r->lang, TR("ยังไม่เคยคำนวณ"))});
    return true;
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.year = r->year};
    struct str path = str_format(r->a, "/scores/of/%.*s", STR_FMT(r->seg[0]));
    struct rule_row book = {.year = 0};
    struct money_panel *x;
    struct score_row s;
    struct rows chain;

    if (!score_find(r->db, r->a, r->year, r->seg[0], &s, e) || !make_chain(r, &s, &book, &chain, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &rule_trace_type, chain.p, chain.n, NULL, STR_NONE, s.code, ret, e);
    p.title = s.number.n > 0 ? str_format(r->a, "%.*s. %.*s", STR_FMT(s.number), STR_FMT(s.name)) : s.name;
    p.lead = lead_of(r, &s);
    if (s.why.n == 0) {
        money_fact(&p, tr(r->lang, TR("ผล")), s.value_text.n > 0 ? s.value_text : STR("–"), s.unit);
        money_fact(&p, tr(r->lang, TR("ระดับ")), s.level_text.n > 0 ? s.level_text : STR("–"), STR_NONE);
        money_fact(&p, tr(r->lang, TR("คะแนน (เต็ม 100)")), s.percent_text, STR_NONE);
        money_fact(&p, tr(r->lang, TR("คะแนนถ่วงน้ำหนัก")), s.points_text.n > 0 ? s.points_text : STR("–"), STR_NONE);
    }
    if (!put_notes(r, &p, &s, &book, e) || !put_sections(r, &p, &s, &chain, e))
        return false;
    if (actor_may(&r->session.actor, PERM_SCORE) && score_may_give(&r->session.actor, s.owner)) {
        x = money_act(&p);
        x->title = SAY(r, TR("ให้คะแนนในฐานะเจ้าของตัวชี้วัด ปี {year}"), {STR("{year}"), money_year_text(r, r->year)});
        x->note = tr(r->lang, TR("คะแนนรวมคือผลบวกของส่วนที่ 1 ถึง 3 เมื่อใส่ส่วน คะแนนเดิมอยู่ในประวัติ"));
        x->action = path;
        x->submit = tr(r->lang, TR("บันทึกคะแนน"));
        x->form = money_form(r, give_fields, ARRAY_LEN(give_fields));
    }
    money_refused(r, &p, wrong, which, str_cstr(r->a, path));
    return money_show(r, &p, "/scores", status, ret, e);
}

bool score_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, "", 200, ret, e);
}

bool score_trail_page(struct req *r, struct reply *ret, struct err *e)
{
    struct score_row s;
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/scores/of/%.*s#trail", STR_FMT(r->seg[0])), ret);
        return true;
    }
    return score_find(r->db, r->a, r->year, r->seg[0], &s, e) &&
           score_trail(r->db, r->a, s.indicator_id, s.year, &rows, e) &&
           reply_table(r, &score_row_type, rows.p, rows.n, NULL, STR_NONE, STR("score-trail"), ret, e);
}

bool score_years_page(struct req *r, struct reply *ret, struct err *e)
{
    struct score_row s;
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/scores/of/%.*s#years", STR_FMT(r->seg[0])), ret);
        return true;
    }
    return score_find(r->db, r->a, r->year, r->seg[0], &s, e) &&
           score_history_of(r->db, r->a, s.stable, s.agency_id, &rows, e) &&
           reply_table(r, &score_row_type, rows.p, rows.n, NULL, STR_NONE, STR("score-years"), ret, e);
}

/* ---- the owner's own ---- */

static bool give_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    int64_t id;

    return score_give(by, p->more, &id, e);
}

/* An empty field is none; *ret_there says whether one was typed. */
static void decimal_read(struct req *r, struct form *f, const char *name, struct score *ret, bool *ret_there)
{
    struct str s = str_trim(form_value(f, name));

    *ret_there = s.n > 0;
    if (s.n > 0 && !exact_parse_decimal(s, 6, &ret->millionths))
        form_wrong(f, name, tr(r->lang, TR("ใส่เป็นตัวเลข ทศนิยมไม่เกิน 6 ตำแหน่ง")));
}

bool score_give_post(struct req *r, struct reply *ret, struct err *e)
{
    static const char *const part[] = {"part1", "part2", "part3"};
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct score_given *g = ARENA_NEW(r->a, struct score_given);
    struct score_row s;
    bool there;

    if (!score_find(r->db, r->a, r->year, r->seg[0], &s, e))
        return false;
    p->page.show = one_show;
    p->page.which = "";
    p->page.path = str_cstr(r->a, str_format(r->a, "/scores/of/%.*s", STR_FMT(s.code)));
    p->write = give_write;
    p->more = g;
    p->form = money_form(r, give_fields, ARRAY_LEN(give_fields));
    form_read(&p->form, r);
    form_check(&p->form, r);
    g->indicator_id = s.indicator_id;
    g->year = s.year;
    decimal_read(r, &p->form, "value", &g->value, &g->has_value);
    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        struct score amount = {0};

        decimal_read(r, &p->form, part[i], &amount, &there);
        if (there)
            g->part[g->parts++] = (struct score_part){
                .name = str_format(r->a, "%.*s %zu", STR_FMT(tr(LANG_TH, TR("ส่วนที่"))), i + 1), .amount = amount};
    }
    decimal_read(r, &p->form, "percent", &g->percent, &there);
    if (!there && g->parts == 0)
        form_wrong(&p->form, "percent", tr(r->lang, TR("ใส่คะแนน หรือคะแนนของแต่ละส่วน")));
    g->no_rule = form_value(&p->form, "no_rule").n > 0;
    g->source = form_value(&p->form, "source");
    return money_post(r, p, ret, e);
}
