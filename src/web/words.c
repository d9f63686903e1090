#include "web/words.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "city/user.h"
#include "plan/cycle.h"
#include "plan/review.h"
#include "plan/section.h"
#include "plan/stage.h"
#include "web/html.h"

const struct word_row word_rows[] = {
#define WORD(kind, word, colour, th, en)                                                           \
    {kind, word, colour, th, en, sizeof(kind) - 1, sizeof(word) - 1},
#include "web/words.def"
#undef WORD
};
const size_t word_rows_n = ARRAY_LEN(word_rows);

static const struct word_row *find(struct str kind, struct str word)
{
    for (size_t i = 0; i < word_rows_n; i++) {
        const struct word_row *w = &word_rows[i];

        if (w->kind_n == kind.n && w->word_n == word.n && word.n > 0 &&
            memcmp(w->word, word.p, word.n) == 0 && memcmp(w->kind, kind.p, kind.n) == 0)
            return w;
    }
    return NULL;
}

/* States and events have their words in plan/review.def. */
static struct str label(struct str kind, struct str word, enum lang lang)
{
    const struct word_row *w;

    size_t dot = str_find(word, STR("."), 0);
    enum stage stage;
    enum role role;
    struct err e;

    if (str_eq(kind, STR("state")) && !str_eq(state_label(word, lang), word))
        return state_label(word, lang);
    if (str_eq(kind, STR("stage")) && stage_parse(word, &stage, &e))
        return stage_label(stage, lang);
    if (str_eq(kind, STR("role")) && role_parse(word, &role, &e))
        return role_label(role, lang);
    for (size_t i = 0; str_eq(kind, STR("event")) && i < review_table_n; i++) {
        if (str_eq(word, str_from(review_table[i].event)))
            return lang_pick(lang, review_table[i].th, review_table[i].en);
    }
    for (size_t i = 0; str_eq(kind, STR("event")) && i < place_table_n; i++) {
        if (str_eq(word, str_from(place_table[i].event)))
            return lang_pick(lang, place_table[i].th, place_table[i].en);
    }
    if (str_eq(kind, STR("cycle")) && cycle_known(word))
        return cycle_label(word, lang);
    if (str_eq(kind, STR("event")) && cycle_event_label(word, lang).n)
        return cycle_event_label(word, lang);
    if (str_eq(kind, STR("guard")) && cycle_guard_label(word, lang).n)
        return cycle_guard_label(word, lang);
    w = find(kind, word);
    if (!w && str_eq(kind, STR("audit")) && dot < word.n) {
        struct str what = str_slice(word, 0, dot);
        struct str how = str_slice(word, dot + 1, word.n);
        struct str text =
            label(str_eq(what, STR("package")) ? STR("event") : STR("stage"), how, lang);

        return str_eq(text, how) ? word : text;
    }
    return w ? lang_pick(lang, w->th, w->en) : word;
}

struct str word_label(const char *kind, struct str word, enum lang lang)
{
    return label(str_from(kind), word, lang);
}

struct str word_colour(const char *kind, struct str word)
{
    const struct word_row *w = find(str_from(kind), word);

    return w ? str_from(w->colour) : STR_NONE;
}

void word_text(struct html *h, struct str kind, struct str word)
{
    H(h, label(kind, word, h->lang));
}

void word_tag(struct html *h, struct str kind, struct str word)
{
    const struct word_row *w = find(kind, word);

    H_LIT(h, "<span class=\"tag ");
    if (w)
        H(h, str_from(w->colour));
    H_LIT(h, "\">");
    word_text(h, kind, word);
    H_LIT(h, "</span>");
}

/* ---- errors: the domain names a state by its word, a person reads its label ---- */

static const struct {
    const char *word, *th, *en;
} perm_names[] = {
#define PERM(id, word, th, en) {word, th, en},
#include "city/perms.def"
#undef PERM
};

static struct str error_word(struct str arg, struct str word, enum lang lang)
{
    bool permission = str_eq(arg, STR("permission"));
    struct str text = label(arg, word, lang);
    enum role role;
    struct err e;

    for (size_t i = 0; permission && i < ARRAY_LEN(perm_names); i++) {
        if (str_eq(word, str_from(perm_names[i].word)))
            return lang_pick(lang, perm_names[i].th, perm_names[i].en);
    }
    if (str_eq(arg, STR("scope")) && role_parse(word, &role, &e))
        return role_label(role, lang);
    if ((str_eq(arg, STR("state")) || str_eq(arg, STR("stage"))) && str_eq(text, word) &&
        cycle_known(word))
        return cycle_label(word, lang);
    return text;
}

struct str word_error(struct arena *a, const struct err *e, enum lang lang)
{
    struct err *said = ARENA_NEW(a, struct err);

    *said = *e;
    said->nargs = 0;
    for (size_t i = 0; i < e->nargs; i++) {
        struct value v = err_arg_value(&e->args[i]);

        if (v.type == VT_TEXT)
            v.u.s = error_word(str_from(e->args[i].name), v.u.s, lang);
        err_arg(said, e->args[i].name, v);
    }
    return err_text(a, said, lang);
}
