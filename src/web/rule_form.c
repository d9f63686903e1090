/* rule_form.c - a scoring rule as a form: fields and one line a level. */
#include <stdio.h>

#include "base/arena.h"
#include "base/exact.h"
#include "web/rule_page.h"
#include "web/words.h"

enum { NOTES_MAX = 8000 };

static void choices(struct req *r, struct form_field *f, const char *field, const char *kind)
{
    size_t n = rule_word_count(field);
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, n);

    for (size_t i = 0; i < n; i++) {
        struct str word = str_from(rule_word_at(field, i));

        c[i] = (struct form_choice){word, word_label(kind, word, r->lang)};
    }
    f->choice = c;
    f->choices = n;
}

void rule_form_make(struct req *r, struct form *f)
{
    static const struct form_field plain[] = {
        {.name = "mode", .kind = FORM_CHOICE, .label = TR("แบบของเกณฑ์"), .required = true},
        {.name = "direction", .kind = FORM_CHOICE, .label = TR("ทิศทาง"), .required = true},
        {.name = "exact_zero",
         .kind = FORM_CHECK,
         .label = TR("ศูนย์นับเฉพาะที่เป็นศูนย์จริง"),
         .hint = TR("ค่าที่ปัดแล้วเป็น 0 แต่ไม่ใช่ 0 ไม่ได้ระดับของ 0")},
        {.name = "target", .kind = FORM_TEXT, .label = TR("ค่าเป้าหมาย"), .max = 20},
        {.name = "cap", .kind = FORM_TEXT, .label = TR("เพดานร้อยละ"), .max = 20},
        {.name = "weight",
         .kind = FORM_TEXT,
         .label = TR("น้ำหนัก"),
         .hint = TR("คะแนนเมื่อได้ร้อยละ 100 เว้นว่างเมื่อตารางบอกคะแนนเอง"),
         .max = 20},
        {.name = "places",
         .kind = FORM_TEXT,
         .label = TR("ปัดเศษก่อนเทียบ (ตำแหน่ง)"),
         .hint = TR("เว้นว่าง: ไม่ปัด เทียบเศษส่วนเต็มตัว"),
         .max = 2},
        {.name = "rounding", .kind = FORM_CHOICE, .label = TR("วิธีปัดเศษ"), .required = true},
        {.name = "no_data", .kind = FORM_CHOICE, .label = TR("เมื่อไม่มีข้อมูล"), .required = true},
        {.name = "reading",
         .kind = FORM_CHOICE,
         .label = TR("ช่องว่างระหว่างระดับ"),
         .hint = TR("ตารางที่พิมพ์ 2.00 แล้วต่อด้วย 2.01 มีช่องว่าง เลือกว่าให้ระดับใด"),
         .required = true},
        {.name = "counting", .kind = FORM_CHOICE, .label = TR("การนับขั้นตอน"), .required = true},
        {.name = "weights",
         .kind = FORM_TEXT,
         .label = TR("น้ำหนักของขั้นตอน"),
         .hint = TR("คั่นด้วยจุลภาค รวมเป็น 100 เช่น 25, 10, 20, 20, 25"),
         .max = 200},
        {.name = "source", .kind = FORM_TEXT, .label = TR("เอกสารที่กำหนดเกณฑ์"), .max = 500},
        {.name = "notes",
         .kind = FORM_LONG,
         .label = TR("หมายเหตุ"),
         .hint = TR("บรรทัดละข้อ ไทย | อังกฤษ เช่น ข้อขัดแย้งในเอกสารและวิธีอ่าน"),
         .max = NOTES_MAX},
    };
    static const char *const words[][2] = {
        {"mode", "rule_mode"},       {"direction", "rule_direction"}, {"rounding", "rule_round"},
        {"no_data", "rule_no_data"}, {"reading", "rule_reading"},     {"counting", "rule_counting"},
    };

    f->n = ARRAY_LEN(plain);
    f->field = ARENA_ARRAY(r->a, struct form_field, f->n);
    for (size_t i = 0; i < f->n; i++)
        f->field[i] = plain[i];
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        choices(r, form_find(f, words[i][0]), words[i][0], words[i][1]);
}

/* ---- out ---- */

static struct str decimal(struct req *r, bool has, int64_t v, unsigned places)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 64);
    if (has)
        exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

static void set(struct form *f, const char *name, struct str value)
{
    form_find(f, name)->value = value;
}

static struct str notes_text(struct req *r, const struct rule *rule)
{
    struct sbuf b;

    sbuf_init(&b, r->a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < rule->notes; i++) {
        if (i)
            sbuf_byte(&b, '\n');
        sbuf_add(&b, rule->note[i].th);
        if (rule->note[i].en.n) {
            SB_LIT(&b, " | ");
            sbuf_add(&b, rule->note[i].en);
        }
    }
    return sbuf_str(&b);
}

static struct str weights_text(struct req *r, const struct rule *rule)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 400);
    for (size_t i = 0; i < rule->steps; i++) {
        if (i)
            SB_LIT(&b, ", ");
        exact_put_decimal(&b, rule->step_bp[i], 2, 0);
    }
    return sbuf_str(&b);
}

static void show_line(struct req *r, const struct rule_band *b, struct rule_edit_line *l)
{
    *l = (struct rule_edit_line){.n = l->n,
                                 .level = decimal(r, true, b->level, 0),
                                 .lo = decimal(r, b->has_lo, b->lo.millionths, 6),
                                 .hi = decimal(r, b->has_hi, b->hi.millionths, 6),
                                 .percent = decimal(r, b->known, b->percent.millionths, 6),
                                 .points = decimal(r, b->known, b->points.millionths, 6),
                                 .needs = b->needs,
                                 .needs_en = b->needs_en,
                                 .printed = b->printed,
                                 .lo_incl = b->lo_incl,
                                 .hi_incl = b->hi_incl,
                                 .unknown = !b->known};
}

static void number_lines(struct rule_edit_page *p)
{
    p->line_n = RULE_BANDS;
    for (size_t i = 0; i < RULE_BANDS; i++)
        p->line[i].n = (int64_t)i + 1;
}

void rule_form_show(struct req *r, const struct rule *rule, struct rule_edit_page *p)
{
    struct form *f = &p->form;

    number_lines(p);
    set(f, "mode", str_from(rule_mode_word(rule->mode)));
    set(f, "direction", str_from(rule_direction_word(rule->direction)));
    set(f, "exact_zero", rule->exact_zero ? STR("1") : STR_NONE);
    set(f, "target", decimal(r, rule->has_target, rule->target.millionths, 6));
    set(f, "cap", decimal(r, rule->has_cap, rule->cap.millionths, 6));
    set(f, "weight", decimal(r, rule->weight.millionths != 0, rule->weight.millionths, 6));
    set(f, "places", decimal(r, rule->places >= 0, rule->places, 0));
    set(f, "rounding", str_from(rule_round_word(rule->round)));
    set(f, "no_data", rule->no_data.n ? rule->no_data : STR("unscored"));
    set(f, "reading", str_from(rule_reading_word(rule->reading)));
    set(f, "counting", str_from(rule_counting_word(rule->counting)));
    set(f, "weights", weights_text(r, rule));
    set(f, "source", rule->source);
    set(f, "notes", notes_text(r, rule));
    for (size_t i = 0; i < rule->bands; i++)
        show_line(r, &rule->band[i], &p->line[i]);
}

/* ---- in ---- */

static struct str cell(struct req *r, const char *name, int64_t n)
{
    char key[32];

    (void)snprintf(key, sizeof key, "%s%lld", name, (long long)n);
    return str_trim(req_field(r, key));
}

void rule_form_typed(struct req *r, struct rule_edit_page *p)
{
    form_read(&p->form, r);
    number_lines(p);
    for (size_t i = 0; i < RULE_BANDS; i++) {
        struct rule_edit_line *l = &p->line[i];

        l->level = cell(r, "level", l->n);
        l->lo = cell(r, "lo", l->n);
        l->hi = cell(r, "hi", l->n);
        l->percent = cell(r, "percent", l->n);
        l->points = cell(r, "points", l->n);
        l->needs = cell(r, "needs", l->n);
        l->needs_en = cell(r, "needs_en", l->n);
        l->printed = cell(r, "printed", l->n);
        l->lo_incl = cell(r, "lo_incl", l->n).n > 0;
        l->hi_incl = cell(r, "hi_incl", l->n).n > 0;
        l->unknown = cell(r, "unknown", l->n).n > 0;
    }
}

static bool number_wrong(struct req *r, struct rule_edit_page *p, const char *field, struct str value)
{
    struct err e = {0};

    FAIL(&e, ERR_BAD_NUMBER);
    err_arg(&e, "field", V(str_from(field)));
    err_arg(&e, "value", V(value));
    form_refuse(&p->form, r, &e);
    return false;
}

static bool read_score(struct req *r, struct rule_edit_page *p, const char *field, struct str s,
                       int64_t limit, struct score *ret)
{
    if (s.n && (!exact_parse_decimal(s, 6, &ret->millionths) || ret->millionths > limit ||
                ret->millionths < -limit))
        return number_wrong(r, p, field, s);
    return true;
}

static bool read_line(struct req *r, struct rule_edit_page *p, const struct rule_edit_line *l,
                      struct rule_band *b)
{
    *b = (struct rule_band){.known = !l->unknown,
                            .has_lo = l->lo.n > 0,
                            .has_hi = l->hi.n > 0,
                            .lo_incl = l->lo_incl && l->lo.n,
                            .hi_incl = l->hi_incl && l->hi.n,
                            .needs = l->needs,
                            .needs_en = l->needs_en,
                            .printed = l->printed};
    if (!exact_parse_decimal(l->level, 0, &b->level) || b->level < 0 || b->level > 100)
        return number_wrong(r, p, "level", l->level);
    if (str_count_cp(l->needs) > 500 || str_count_cp(l->needs_en) > 500 ||
        str_count_cp(l->printed) > 500)
        return number_wrong(r, p, "needs", l->level);
    return read_score(r, p, "lo", l->lo, RULE_VALUE_MAX, &b->lo) &&
           read_score(r, p, "hi", l->hi, RULE_VALUE_MAX, &b->hi) &&
           read_score(r, p, "percent", l->percent, RULE_POINTS_MAX, &b->percent) &&
           read_score(r, p, "points", l->points, RULE_POINTS_MAX, &b->points);
}

static bool read_word(struct req *r, struct rule_edit_page *p, const char *field, int64_t *ret)
{
    struct err e = {0};

    if (rule_word(form_value(&p->form, field), field, ret, &e))
        return true;
    form_refuse(&p->form, r, &e);
    return false;
}

static bool read_weights(struct req *r, struct rule_edit_page *p, struct rule *rule)
{
    struct str rest = form_value(&p->form, "weights"), w;

    while (rest.n && str_split(&rest, ',', &w)) {
        int64_t *bp = &rule->step_bp[rule->steps];

        if (rule->steps == RULE_STEPS || !exact_parse_decimal(str_trim(w), 2, bp) || *bp < 0 ||
            *bp > 10000)
            return number_wrong(r, p, "weights", str_trim(w));
        rule->steps++;
    }
    return true;
}

static bool read_notes(struct req *r, struct rule_edit_page *p, struct rule *rule)
{
    struct str rest = form_value(&p->form, "notes"), line;

    while (rest.n && str_split(&rest, '\n', &line)) {
        size_t bar = str_find(line, STR(" | "), 0);

        line = str_trim(line);
        if (!line.n)
            continue;
        if (rule->notes == RULE_NOTES)
            return number_wrong(r, p, "notes", line);
        rule->note[rule->notes].th = str_trim(str_slice(line, 0, bar));
        if (bar < line.n)
            rule->note[rule->notes].en = str_trim(str_slice(line, bar + 3, line.n));
        rule->notes++;
    }
    return true;
}

static bool read_words(struct req *r, struct rule_edit_page *p, struct rule *rule)
{
    int64_t mode, direction, round, no_data, reading, counting;

    if (!read_word(r, p, "mode", &mode) || !read_word(r, p, "direction", &direction) ||
        !read_word(r, p, "rounding", &round) || !read_word(r, p, "no_data", &no_data) ||
        !read_word(r, p, "reading", &reading) || !read_word(r, p, "counting", &counting))
        return false;
    rule->mode = (enum rule_mode)mode;
    rule->direction = (enum rule_direction)direction;
    rule->round = (enum round_mode)round;
    rule->no_data = form_value(&p->form, "no_data");
    rule->counting = (enum rule_counting)counting;
    rule->reading = (enum rule_reading)reading;
    return true;
}

bool rule_form_read(struct req *r, struct rule_edit_page *p, struct rule *ret)
{
    struct rule rule = {.places = RULE_NOT_ROUNDED};
    struct form *f = &p->form;
    struct str target, cap, weight;

    rule_form_typed(r, p);
    if (!form_check(f, r) || !read_words(r, p, &rule))
        return false;
    target = form_value(f, "target");
    cap = form_value(f, "cap");
    weight = form_value(f, "weight");
    rule.exact_zero = form_value(f, "exact_zero").n > 0;
    rule.has_target = target.n > 0;
    rule.has_cap = cap.n > 0;
    rule.source = form_value(f, "source");
    if (!read_score(r, p, "target", target, RULE_VALUE_MAX, &rule.target) ||
        !read_score(r, p, "cap", cap, RULE_POINTS_MAX, &rule.cap) ||
        !read_score(r, p, "weight", weight, RULE_POINTS_MAX, &rule.weight) ||
        (form_value(f, "places").n && !form_int(f, "places", r, 0, RULE_PLACES_MAX, &rule.places)) ||
        !read_weights(r, p, &rule) || !read_notes(r, p, &rule))
        return false;
    for (size_t i = 0; i < RULE_BANDS; i++) {
        if (p->line[i].level.n && !read_line(r, p, &p->line[i], &rule.band[rule.bands++]))
            return false;
    }
    rule_close(&rule, rule.reading);
    *ret = rule;
    return true;
}
