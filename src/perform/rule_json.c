/* rule_json.c - rules and facts as JSON (docs/formats/rule.md). A field that is not known is refused:
 * a bound that was misspelt would silently be no bound. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/json.h"
#include "perform/rule.h"

enum { TEXT_MAX = 2000 };

static const char *const mode_words[] = {"step", "linear", "milestone", "ratio"};
static const char *const direction_words[] = {"up", "down", "zero"};
static const char *const counting_words[] = {"consecutive", "weighted", "five_hundred"};
static const char *const reading_words[] = {"as_written", "right", "left"};
static const char *const round_words[] = {"half_up", "half_even", "down", "up", "floor"};
static const char *const no_data_words[] = {"unscored", "zero"};

struct words {
    const char *field;
    const char *const *word;
    size_t n;
    const char *all;
};
static const struct words word_lists[] = {
    {"mode", mode_words, ARRAY_LEN(mode_words), "step, linear, milestone, ratio"},
    {"direction", direction_words, ARRAY_LEN(direction_words), "up, down, zero"},
    {"counting", counting_words, ARRAY_LEN(counting_words), "consecutive, weighted, five_hundred"},
    {"reading", reading_words, ARRAY_LEN(reading_words), "as_written, right, left"},
    {"rounding", round_words, ARRAY_LEN(round_words), "half_up, half_even, down, up, floor"},
    {"no_data", no_data_words, ARRAY_LEN(no_data_words), "unscored, zero"},
};

const char *rule_mode_word(enum rule_mode m)
{
    return mode_words[m];
}

const char *rule_direction_word(enum rule_direction d)
{
    return direction_words[d];
}

const char *rule_counting_word(enum rule_counting c)
{
    return counting_words[c];
}

const char *rule_reading_word(enum rule_reading r)
{
    return reading_words[r];
}

const char *rule_round_word(enum round_mode m)
{
    return round_words[m];
}

static const struct words *list_of(const char *field)
{
    for (size_t i = 0; i < ARRAY_LEN(word_lists); i++) {
        if (!strcmp(word_lists[i].field, field))
            return &word_lists[i];
    }
    return &word_lists[0];
}

size_t rule_word_count(const char *field)
{
    return list_of(field)->n;
}

const char *rule_word_at(const char *field, size_t i)
{
    return list_of(field)->word[i];
}

bool rule_word(struct str s, const char *field, int64_t *ret, struct err *e)
{
    const struct words *l = list_of(field);

    for (size_t i = 0; i < l->n; i++) {
        if (str_eq(s, str_from(l->word[i]))) {
            *ret = (int64_t)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(s));
    err_arg(e, "expected", V(str_from(l->all)));
    return false;
}

/* ---- in ---- */

static bool shape(const char *path, const char *expected, struct err *e)
{
    FAIL(e, ERR_JSON_SHAPE);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

static bool bad_number(const char *field, struct str value, struct err *e)
{
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    return false;
}

/* Only fields of the list (words parted by spaces). */
static bool known_fields(const struct jr *n, const char *path, const char *fields, struct err *e)
{
    if (jr_type(n) != JR_OBJECT)
        return shape(path, TR("วัตถุ { }"), e);
    for (size_t i = 0; i < jr_count(n); i++) {
        struct str rest = str_from(fields), w, key = jr_key(n, i);
        bool found = false;

        while (!found && str_split(&rest, ' ', &w))
            found = str_eq(w, key);
        if (!found) {
            FAIL(e, ERR_BAD_FIELD);
            err_arg(e, "field", V(key));
            return false;
        }
    }
    return true;
}

static bool absent(const struct jr *n)
{
    return jr_type(n) == JR_MISSING || jr_type(n) == JR_NULL;
}

static bool has_number(const struct jr *n)
{
    return jr_type(n) == JR_INT || jr_type(n) == JR_DECIMAL || jr_type(n) == JR_STRING;
}

/* A decimal with at most six places, as a string or a plain number. */
static bool get_score(const struct jr *of, const char *key, bool *ret_has, struct score *ret,
                      struct err *e)
{
    const struct jr *n = jr_get(of, key);

    if (ret_has)
        *ret_has = false;
    if (absent(n))
        return true;
    if (!has_number(n) || !exact_parse_decimal(jr_str(n, STR_NONE), 6, &ret->millionths))
        return bad_number(key, jr_str(n, STR("?")), e);
    if (ret_has)
        *ret_has = true;
    return true;
}

static bool get_int(const struct jr *of, const char *key, int64_t *ret, struct err *e)
{
    const struct jr *n = jr_get(of, key);

    if (absent(n))
        return true;
    if ((jr_type(n) != JR_INT && jr_type(n) != JR_STRING) ||
        !exact_parse_decimal(jr_str(n, STR_NONE), 0, ret))
        return bad_number(key, jr_str(n, STR("?")), e);
    return true;
}

static bool get_bool(const struct jr *of, const char *key, bool *ret, struct err *e)
{
    const struct jr *n = jr_get(of, key);

    if (absent(n))
        return true;
    if (jr_type(n) != JR_BOOL)
        return shape(key, "true, false", e);
    *ret = jr_bool(n, false);
    return true;
}

static bool get_text(const struct jr *of, const char *key, struct str *ret, struct err *e)
{
    const struct jr *n = jr_get(of, key);

    if (absent(n))
        return true;
    if (jr_type(n) != JR_STRING)
        return shape(key, TR("ข้อความ"), e);
    *ret = jr_str(n, STR_NONE);
    if (str_count_cp(*ret) > TEXT_MAX) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(str_from(key)));
        err_arg(e, "limit", V((int64_t)TEXT_MAX));
        return false;
    }
    return true;
}

static bool get_word(const struct jr *of, const char *key, const char *field, int64_t *ret,
                     struct err *e)
{
    struct str s = STR_NONE;

    if (absent(jr_get(of, key)))
        return true;
    return get_text(of, key, &s, e) && rule_word(s, field, ret, e);
}

/* The elements of an array: a limit, and their number. */
static bool get_array(const struct jr *of, const char *key, size_t limit, size_t *ret_n,
                      struct err *e)
{
    const struct jr *n = jr_get(of, key);

    *ret_n = 0;
    if (absent(n))
        return true;
    if (jr_type(n) != JR_ARRAY)
        return shape(key, TR("รายการ [ ]"), e);
    if (jr_count(n) > limit) {
        FAIL(e, ERR_LIMIT);
        err_arg(e, "what", V(str_from(key)));
        err_arg(e, "limit", V((int64_t)limit));
        return false;
    }
    *ret_n = jr_count(n);
    return true;
}

/* Levels and numbers that no rule needs would only overflow what is reckoned from them. */
static bool in_range(const char *field, struct score v, int64_t limit, struct err *e)
{
    if (v.millionths >= -limit && v.millionths <= limit)
        return true;
    return bad_number(field, limit == RULE_VALUE_MAX ? STR("> 1000000000") : STR("> 1000000"), e);
}

static bool read_band(const struct jr *n, struct rule_band *b, struct err *e)
{
    *b = (struct rule_band){.known = true};
    if (!known_fields(n, "bands",
                      "level lo lo_incl hi hi_incl known percent points needs needs_en printed", e) ||
        !get_int(n, "level", &b->level, e) || !get_score(n, "lo", &b->has_lo, &b->lo, e) ||
        !get_score(n, "hi", &b->has_hi, &b->hi, e) || !get_bool(n, "lo_incl", &b->lo_incl, e) ||
        !get_bool(n, "hi_incl", &b->hi_incl, e) || !get_bool(n, "known", &b->known, e) ||
        !get_score(n, "percent", NULL, &b->percent, e) ||
        !get_score(n, "points", NULL, &b->points, e) || !get_text(n, "needs", &b->needs, e) ||
        !get_text(n, "needs_en", &b->needs_en, e) || !get_text(n, "printed", &b->printed, e))
        return false;
    if (b->level < 0 || b->level > 100)
        return bad_number("level", jr_str(jr_get(n, "level"), STR("?")), e);
    return in_range("lo", b->lo, RULE_VALUE_MAX, e) && in_range("hi", b->hi, RULE_VALUE_MAX, e) &&
           in_range("percent", b->percent, RULE_POINTS_MAX, e) &&
           in_range("points", b->points, RULE_POINTS_MAX, e);
}

static bool read_steps(const struct jr *n, struct rule *r, struct err *e)
{
    const struct jr *s = jr_get(n, "steps"), *w;
    int64_t counting = RULE_CONSECUTIVE;

    if (absent(s))
        return true;
    if (!known_fields(s, "steps", "counting weights", e) ||
        !get_word(s, "counting", "counting", &counting, e) ||
        !get_array(s, "weights", RULE_STEPS, &r->steps, e))
        return false;
    r->counting = (enum rule_counting)counting;
    for (size_t i = 0; i < r->steps; i++) {
        w = jr_at(jr_get(s, "weights"), i);
        if (!has_number(w) || !exact_parse_decimal(jr_str(w, STR_NONE), 2, &r->step_bp[i]) ||
            r->step_bp[i] < 0 || r->step_bp[i] > 10000)
            return bad_number("weights", jr_str(w, STR("?")), e);
    }
    return true;
}

static bool read_notes(const struct jr *n, struct rule *r, struct err *e)
{
    if (!get_array(n, "notes", RULE_NOTES, &r->notes, e))
        return false;
    for (size_t i = 0; i < r->notes; i++) {
        const struct jr *x = jr_at(jr_get(n, "notes"), i);

        if (!known_fields(x, "notes", "th en", e) || !get_text(x, "th", &r->note[i].th, e) ||
            !get_text(x, "en", &r->note[i].en, e))
            return false;
    }
    return true;
}

static bool read_words(const struct jr *n, struct rule *r, int64_t *ret_reading, struct err *e)
{
    const struct jr *rounding = jr_get(n, "rounding");
    int64_t mode = RULE_STEP, direction = RULE_UP, round = ROUND_HALF_UP, no_data = 0;

    if (absent(jr_get(n, "mode"))) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("mode")));
        return false;
    }
    if (!get_word(n, "mode", "mode", &mode, e) ||
        !get_word(n, "direction", "direction", &direction, e) ||
        !get_word(n, "reading", "reading", ret_reading, e) ||
        !get_word(n, "no_data", "no_data", &no_data, e))
        return false;
    if (!absent(rounding) && (!known_fields(rounding, "rounding", "places mode", e) ||
                              !get_int(rounding, "places", &r->places, e) ||
                              !get_word(rounding, "mode", "rounding", &round, e)))
        return false;
    if (r->places < RULE_NOT_ROUNDED || r->places > RULE_PLACES_MAX)
        return bad_number("places", jr_str(jr_get(rounding, "places"), STR("?")), e);
    r->mode = (enum rule_mode)mode;
    r->direction = (enum rule_direction)direction;
    r->round = (enum round_mode)round;
    r->no_data = str_from(no_data_words[no_data]);
    return true;
}

bool rule_read(const struct jr *n, struct rule *ret, struct err *e)
{
    struct rule r = {.places = RULE_NOT_ROUNDED};
    int64_t reading = RULE_AS_WRITTEN;

    if (!known_fields(n, "rule",
                      "indicator year version mode direction bands exact_zero target cap weight "
                      "rounding no_data steps reading source notes",
                      e) ||
        !get_text(n, "indicator", &r.indicator, e) || !get_int(n, "year", &r.year, e) ||
        !get_int(n, "version", &r.version, e) || !read_words(n, &r, &reading, e) ||
        !get_bool(n, "exact_zero", &r.exact_zero, e) ||
        !get_score(n, "target", &r.has_target, &r.target, e) ||
        !get_score(n, "cap", &r.has_cap, &r.cap, e) ||
        !get_score(n, "weight", NULL, &r.weight, e) || !get_text(n, "source", &r.source, e) ||
        !in_range("target", r.target, RULE_VALUE_MAX, e) ||
        !in_range("cap", r.cap, RULE_POINTS_MAX, e) ||
        !in_range("weight", r.weight, RULE_POINTS_MAX, e) || !read_steps(n, &r, e) || !read_notes(n, &r, e) ||
        !get_array(n, "bands", RULE_BANDS, &r.bands, e))
        return false;
    for (size_t i = 0; i < r.bands; i++) {
        if (!read_band(jr_at(jr_get(n, "bands"), i), &r.band[i], e))
            return false;
    }
    rule_close(&r, (enum rule_reading)reading);
    *ret = r;
    return true;
}

bool rule_parse(struct arena *a, struct str json, struct rule *ret, struct err *e)
{
    const struct jr *n;

    return json_parse(a, json, &n, e) && rule_read(n, ret, e);
}

/* true, false, or the part that is done: "0.5", of `whole`. */
static bool read_step(const struct jr *n, int64_t whole, int64_t *ret, struct err *e)
{
    int64_t v;

    if (jr_type(n) == JR_BOOL && whole == 1) {
        *ret = jr_bool(n, false) ? 10000 : 0;
        return true;
    }
    if (!has_number(n) || !exact_parse_decimal(jr_str(n, STR_NONE), 4, &v) || v < 0 ||
        v > 10000 * whole || v % whole != 0)
        return bad_number("steps", jr_str(n, STR("?")), e);
    *ret = v / whole;
    return true;
}

static bool read_fact_steps(const struct jr *n, const char *key, int64_t whole, struct fact *f,
                            struct err *e)
{
    f->kind = FACT_STEPS;
    if (!get_array(n, key, RULE_STEPS, &f->steps, e))
        return false;
    for (size_t i = 0; i < f->steps; i++) {
        if (!read_step(jr_at(jr_get(n, key), i), whole, &f->step_bp[i], e))
            return false;
    }
    return true;
}

static bool read_fact_ratio(const struct jr *n, struct fact *f, struct err *e)
{
    const char *const field[] = {"numerator", "denominator"};

    f->kind = FACT_RATIO;
    for (size_t i = 0; i < 2; i++) {
        if (absent(jr_get(n, field[i]))) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(str_from(field[i])));
            return false;
        }
    }
    return get_int(n, "numerator", &f->numerator, e) &&
           get_int(n, "denominator", &f->denominator, e);
}

bool fact_read(const struct jr *n, struct fact *ret, struct err *e)
{
    struct fact f = {.kind = FACT_NO_DATA};
    bool none = false, value = false, ratio, steps, points;

    if (!known_fields(n, "fact", "value numerator denominator steps step_points no_data", e) ||
        !get_bool(n, "no_data", &none, e) || !get_score(n, "value", &value, &f.value, e))
        return false;
    ratio = !absent(jr_get(n, "numerator")) || !absent(jr_get(n, "denominator"));
    steps = !absent(jr_get(n, "steps"));
    points = !absent(jr_get(n, "step_points"));
    if (none + value + ratio + steps + points != 1)
        return shape("fact", TR("อย่างใดอย่างหนึ่ง: value, numerator และ denominator, steps, "
                                "step_points หรือ no_data"), e);
    if (value)
        f.kind = FACT_VALUE;
    if ((ratio && !read_fact_ratio(n, &f, e)) ||
        (steps && !read_fact_steps(n, "steps", 1, &f, e)) ||
        (points && !read_fact_steps(n, "step_points", 500, &f, e)))
        return false;
    *ret = f;
    return true;
}

bool fact_parse(struct arena *a, struct str json, struct fact *ret, struct err *e)
{
    const struct jr *n;

    return json_parse(a, json, &n, e) && fact_read(n, ret, e);
}

/* ---- out ---- */

static struct str decimal(struct arena *a, int64_t v, unsigned places)
{
    struct sbuf b;

    sbuf_init(&b, a, 64);
    exact_put_decimal(&b, v, places, 0);
    return sbuf_str(&b);
}

static void put_score(struct jw *w, const char *key, struct score v)
{
    J(w, key, decimal(w->b->a, v.millionths, 6));
}

static void put_text(struct jw *w, const char *key, struct str s)
{
    if (s.n)
        J(w, key, s);
}

static void write_band(struct jw *w, const struct rule_band *b)
{
    jw_object(w, NULL);
    J(w, "level", b->level);
    if (!b->known)
        J(w, "known", (bool)false);
    if (b->has_lo) {
        put_score(w, "lo", b->lo);
        J(w, "lo_incl", b->lo_incl);
    }
    if (b->has_hi) {
        put_score(w, "hi", b->hi);
        J(w, "hi_incl", b->hi_incl);
    }
    if (b->known || b->percent.millionths)
        put_score(w, "percent", b->percent);
    if (b->known || b->points.millionths)
        put_score(w, "points", b->points);
    put_text(w, "printed", b->printed);
    put_text(w, "needs", b->needs);
    put_text(w, "needs_en", b->needs_en);
    jw_end_object(w);
}

static void write_steps(struct jw *w, const struct rule *r)
{
    if (r->counting == RULE_CONSECUTIVE && !r->steps)
        return;
    jw_object(w, "steps");
    J(w, "counting", str_from(counting_words[r->counting]));
    jw_array(w, "weights");
    for (size_t i = 0; i < r->steps; i++)
        J(w, NULL, decimal(w->b->a, r->step_bp[i], 2));
    jw_end_array(w);
    jw_end_object(w);
}

static void write_body(struct jw *w, const struct rule *r)
{
    J(w, "mode", str_from(mode_words[r->mode]));
    J(w, "direction", str_from(direction_words[r->direction]));
    jw_array(w, "bands");
    for (size_t i = 0; i < r->bands; i++)
        write_band(w, &r->band[i]);
    jw_end_array(w);
    J(w, "exact_zero", r->exact_zero);
    if (r->has_target)
        put_score(w, "target", r->target);
    if (r->has_cap)
        put_score(w, "cap", r->cap);
    if (r->weight.millionths)
        put_score(w, "weight", r->weight);
    jw_object(w, "rounding");
    if (r->places >= 0)
        J(w, "places", r->places);
    J(w, "mode", str_from(round_words[r->round]));
    jw_end_object(w);
    J(w, "no_data", r->no_data.n ? r->no_data : str_from(no_data_words[0]));
    write_steps(w, r);
    if (r->reading != RULE_AS_WRITTEN)
        J(w, "reading", str_from(reading_words[r->reading]));
    put_text(w, "source", r->source);
    if (!r->notes)
        return;
    jw_array(w, "notes");
    for (size_t i = 0; i < r->notes; i++) {
        jw_object(w, NULL);
        put_text(w, "th", r->note[i].th);
        put_text(w, "en", r->note[i].en);
        jw_end_object(w);
    }
    jw_end_array(w);
}

void rule_write(struct jw *w, const struct rule *r)
{
    jw_object(w, NULL);
    J(w, "indicator", r->indicator);
    J(w, "year", r->year);
    J(w, "version", r->version);
    write_body(w, r);
    jw_end_object(w);
}

struct str rule_content(struct arena *a, const struct rule *r)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    write_body(&w, r);
    jw_end_object(&w);
    return sbuf_str(&b);
}

void rule_score_write(struct jw *w, const struct rule *r, const struct rule_score *s)
{
    bool scored = !s->why.n || (str_eq(s->why, STR("no_data")) && str_eq(r->no_data, STR("zero")));
    const struct {
        const char *key;
        struct score v;
        bool there;
    } part[] = {
        {"value", s->value, !s->why.n || str_eq(s->why, STR("not_in_document"))},
        {"level", s->level, scored && r->mode != RULE_RATIO},
        {"percent", s->percent, scored},
        {"points", s->points, scored},
    };

    jw_object(w, NULL);
    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        if (part[i].there)
            put_score(w, part[i].key, part[i].v);
        else
            jw_value(w, part[i].key, V_NULL);
    }
    J(w, "rule_version", r->version);
    put_text(w, "why", s->why);
    jw_end_object(w);
}
