/* rule_differences.c - what differs between two rules, in words. */
#include "base/arena.h"
#include "base/exact.h"
#include "perform/rule_book.h"

enum { CHANGES = 2 * RULE_BANDS + RULE_NOTES + 16 };

static const struct field rule_change_fields[] = {
    FIELD(struct rule_change, part, FIELD_KEY, "ส่วน", "Part"),
    FIELD(struct rule_change, before, 0, "ก่อน", "Before"),
    FIELD(struct rule_change, after, 0, "หลัง", "After"),
};
const struct row_type rule_change_type = ROW_TYPE(struct rule_change, rule_change_fields);

struct compare {
    struct arena *a;
    enum lang lang;
    struct rule_change *row;
    size_t n;
};

static void put(struct compare *c, struct str part, struct str before, struct str after)
{
    if (c->n < CHANGES && !str_eq(before, after))
        c->row[c->n++] = (struct rule_change){part, before, after};
}

static void put_part(struct compare *c, const char *part, struct str before, struct str after)
{
    put(c, tr(c->lang, part), before, after);
}

static struct str decimal(struct compare *c, bool has, struct score v)
{
    struct sbuf b;

    sbuf_init(&b, c->a, 64);
    if (has)
        exact_put_decimal(&b, v.millionths, 6, 0);
    return has ? sbuf_str(&b) : STR("–");
}

static struct str band_text(struct compare *c, const struct rule *r, const struct rule_band *b)
{
    struct sbuf s;

    if (!b)
        return STR("–");
    if (!b->known)
        return tr(c->lang, TR("ไม่มีในเอกสาร"));
    sbuf_init(&s, c->a, 4000);
    if (r->mode == RULE_STEP || r->mode == RULE_LINEAR) {
        sbuf_add(&s, rule_band_text(c->a, b));
        SB_LIT(&s, " → ");
    }
    exact_put_decimal(&s, b->percent.millionths, 6, 0);
    SB_LIT(&s, "%, ");
    exact_put_decimal(&s, b->points.millionths, 6, 0);
    if (b->needs.n) {
        SB_LIT(&s, "; ");
        sbuf_add(&s, b->needs);
    }
    return sbuf_str(&s);
}

static const struct rule_band *of_level(const struct rule *r, int64_t level)
{
    for (size_t i = 0; i < r->bands; i++) {
        if (r->band[i].level == level)
            return &r->band[i];
    }
    return NULL;
}

static void put_bands(struct compare *c, const struct rule *x, const struct rule *y)
{
    for (int64_t level = 100; level >= 0; level--) {
        const struct rule_band *p = of_level(x, level), *q = of_level(y, level);

        if (p || q)
            put(c, str_replace(c->a, tr(c->lang, TR("ระดับ {n}")), STR("{n}"),
                               str_format(c->a, "%lld", (long long)level)),
                band_text(c, x, p), band_text(c, y, q));
    }
}

static struct str weights(struct compare *c, const struct rule *r)
{
    struct sbuf b;

    sbuf_init(&b, c->a, 400);
    for (size_t i = 0; i < r->steps; i++) {
        if (i)
            SB_LIT(&b, ", ");
        exact_put_decimal(&b, r->step_bp[i], 2, 0);
    }
    return r->steps ? sbuf_str(&b) : STR("–");
}

static struct str rounding(struct compare *c, const struct rule *r)
{
    if (r->places < 0)
        return tr(c->lang, TR("ไม่ปัดเศษ"));
    return str_format(c->a, "%lld, %s", (long long)r->places, rule_round_word(r->round));
}

static struct str note_at(const struct compare *c, const struct rule *r, size_t i)
{
    if (i >= r->notes)
        return STR("–");
    return c->lang == LANG_EN && r->note[i].en.n ? r->note[i].en : r->note[i].th;
}

void rule_differences(struct arena *a, enum lang lang, const struct rule *before,
                  const struct rule *after, struct rows *ret)
{
    struct compare c = {.a = a, .lang = lang, .row = ARENA_ARRAY(a, struct rule_change, CHANGES)};
    const struct rule *x = before, *y = after;

    put_part(&c, TR("แบบ"), str_from(rule_mode_word(x->mode)), str_from(rule_mode_word(y->mode)));
    put_part(&c, TR("ทิศทาง"), str_from(rule_direction_word(x->direction)),
             str_from(rule_direction_word(y->direction)));
    put_bands(&c, x, y);
    put_part(&c, TR("ศูนย์จริง"), x->exact_zero ? STR("✓") : STR("–"),
             y->exact_zero ? STR("✓") : STR("–"));
    put_part(&c, TR("ค่าเป้าหมาย"), decimal(&c, x->has_target, x->target),
             decimal(&c, y->has_target, y->target));
    put_part(&c, TR("เพดาน"), decimal(&c, x->has_cap, x->cap), decimal(&c, y->has_cap, y->cap));
    put_part(&c, TR("น้ำหนัก"), decimal(&c, true, x->weight), decimal(&c, true, y->weight));
    put_part(&c, TR("การปัดเศษ"), rounding(&c, x), rounding(&c, y));
    put_part(&c, TR("ไม่มีข้อมูล"), x->no_data, y->no_data);
    put_part(&c, TR("การนับขั้นตอน"), str_from(rule_counting_word(x->counting)),
             str_from(rule_counting_word(y->counting)));
    put_part(&c, TR("น้ำหนักของขั้นตอน"), weights(&c, x), weights(&c, y));
    put_part(&c, TR("การอ่านช่องว่าง"), str_from(rule_reading_word(x->reading)),
             str_from(rule_reading_word(y->reading)));
    put_part(&c, TR("ที่มา"), x->source, y->source);
    for (size_t i = 0; i < RULE_NOTES; i++)
        put_part(&c, TR("หมายเหตุ"), note_at(&c, x, i), note_at(&c, y, i));
    *ret = (struct rows){c.row, c.n};
}
