/* catalogue.c - the fields of the government catalogue, its words, and what a data set lacks of them. */
#include "base/arena.h"
#include "base/err.h"
#include "perform/data_set.h"

static const struct {
    const char *key, *member, *th, *en, *note_th, *note_en;
} fields[CATALOGUE_FIELDS] = {
#define CATALOGUE(id, key, member, th, en, note_th, note_en)                                       \
    [id] = {key, member, th, en, note_th, note_en},
#include "perform/catalogue.def"
#undef CATALOGUE
};
static const struct {
    const char *kind, *code, *th, *en;
} words[] = {
#define CATALOGUE_WORD(kind, code, th, en) {kind, code, th, en},
#include "perform/catalogue_word.def"
#undef CATALOGUE_WORD
};

enum lint_id {
#define CATALOGUE_LINT(id, th, en) id,
#include "perform/catalogue_lint.def"
#undef CATALOGUE_LINT
    LINTS
};
static const struct {
    const char *th, *en;
} lints[LINTS] = {
#define CATALOGUE_LINT(id, th, en) [id] = {th, en},
#include "perform/catalogue_lint.def"
#undef CATALOGUE_LINT
};

static const struct field finding_fields[] = {
    FIELD(struct data_set_finding, field, FIELD_KEY, "รายการ", "Field"),
    FIELD(struct data_set_finding, th, 0, "สิ่งที่ขาด", "What is missing (Thai)"),
    FIELD(struct data_set_finding, en, 0, "สิ่งที่ขาด (อังกฤษ)", "What is missing"),
};
const struct row_type data_set_finding_type = ROW_TYPE(struct data_set_finding, finding_fields);

const char *catalogue_key(enum catalogue_field f)
{
    return fields[f].key;
}

const char *catalogue_member(enum catalogue_field f)
{
    return fields[f].member;
}

struct str catalogue_name(enum catalogue_field f, enum lang lang)
{
    return lang_pick(lang, fields[f].th, fields[f].en);
}

struct str catalogue_note(enum catalogue_field f, enum lang lang)
{
    return lang_pick(lang, fields[f].note_th, fields[f].note_en);
}

struct str catalogue_word(const char *kind, struct str code)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(str_from(words[i].kind), str_from(kind)) && str_eq(str_from(words[i].code), code))
            return str_from(words[i].th);
    }
    return code;
}

struct str catalogue_code(const char *kind, struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq(str_from(words[i].kind), str_from(kind)) &&
            (str_eq(str_from(words[i].th), word) || str_eq(str_from(words[i].en), word)))
            return str_from(words[i].code);
    }
    return word;
}

const char *catalogue_codes(const char *kind)
{
    static const struct {
        const char *kind, *codes;
    } all[] = {
        {"data_type", "record statistic geo mixed other"},
        {"data_cycle", "day week month quarter half year none"},
        {"data_place", "none country province district subdistrict coordinates"},
        {"data_category", "public internal personal secret security"},
        {"data_access", "open on_request internal restricted"},
        {"data_field_type", "text int decimal money date time flag code"},
    };

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (str_eq(str_from(all[i].kind), str_from(kind)))
            return all[i].codes;
    }
    return "";
}

/* ---- what is missing ---- */

struct lint {
    struct arena *a;
    struct data_set_finding *x;
    size_t n;
};

static void lacks_field(struct lint *l, enum catalogue_field f)
{
    l->x[l->n++] = (struct data_set_finding){
        str_from(fields[f].key), str_format(l->a, "%s (%s)", fields[f].th, fields[f].key),
        str_format(l->a, "%s (%s)", fields[f].en, fields[f].key)};
}

static bool is_empty(const struct data_set *s, enum catalogue_field f)
{
    switch (f) {
    case CATALOGUE_TYPE:
        return s->data_type.n == 0;
    case CATALOGUE_TITLE:
        return s->title.n == 0;
    case CATALOGUE_OWNER:
        return s->agency_id == 0;
    case CATALOGUE_CONTACT:
        return s->contact.n == 0;
    case CATALOGUE_EMAIL:
        return s->email.n == 0;
    case CATALOGUE_TAGS:
        return s->keywords.n == 0;
    case CATALOGUE_NOTES:
        return s->description.n == 0;
    case CATALOGUE_OBJECTIVE:
        return s->purpose.n == 0;
    case CATALOGUE_FREQUENCY:
        return s->cycle_unit.n == 0 || (s->cycle_count == 0 && !str_eq(s->cycle_unit, STR("none")));
    case CATALOGUE_PLACE:
        return s->place.n == 0;
    case CATALOGUE_SOURCE:
        return s->source.n == 0;
    case CATALOGUE_FORMAT:
        return s->format.n == 0;
    case CATALOGUE_CATEGORY:
        return s->category.n == 0;
    case CATALOGUE_LICENCE:
        return s->licence.n == 0;
    case CATALOGUE_FIELDS:
        break;
    }
    return false;
}

static void lacks(struct lint *l, struct str field, enum lint_id id)
{
    struct str key = field.n ? str_format(l->a, "dictionary:%.*s", STR_FMT(field)) : STR("dictionary");

    l->x[l->n++] = (struct data_set_finding){
        key, str_replace(l->a, str_from(lints[id].th), STR("{field}"), field),
        str_replace(l->a, str_from(lints[id].en), STR("{field}"), field)};
}

void data_set_lint(struct arena *a, const struct data_set *s, const struct rows *dictionary,
                   struct rows *ret)
{
    const struct data_set_field *f = dictionary->p;
    struct lint l = {.a = a, .x = ARENA_ARRAY(a, struct data_set_finding, CATALOGUE_FIELDS + 2 + 3 * dictionary->n)};

    for (size_t i = 0; i < CATALOGUE_FIELDS; i++) {
        if (is_empty(s, (enum catalogue_field)i))
            lacks_field(&l, (enum catalogue_field)i);
    }
    if (dictionary->n == 0)
        lacks(&l, STR_NONE, LINT_NO_FIELDS);
    for (size_t i = 0; i < dictionary->n; i++) {
        if (f[i].meaning.n == 0)
            lacks(&l, f[i].name, LINT_MEANING);
        if (f[i].personal.n == 0)
            lacks(&l, f[i].name, LINT_PERSONAL);
        if (str_eq(f[i].type, STR("code")) && f[i].codes.n == 0)
            lacks(&l, f[i].name, LINT_CODES);
    }
    *ret = (struct rows){l.x, l.n};
}
