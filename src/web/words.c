#include "web/words.h"

#include "base/err.h"
#include "plan/review.h"
#include "plan/stage.h"
#include "web/html.h"

const struct word_row word_rows[] = {
#define WORD(kind, word, colour, th, en) {kind, word, colour, th, en},
#include "web/words.def"
#undef WORD
};
const size_t word_rows_n = ARRAY_LEN(word_rows);

static const struct word_row *find(struct str kind, struct str word)
{
    for (size_t i = 0; i < word_rows_n; i++) {
        if (str_eq(kind, str_from(word_rows[i].kind)) && str_eq(word, str_from(word_rows[i].word)))
            return &word_rows[i];
    }
    return NULL;
}

/* States and events have their words in plan/review.def. */
static struct str label(struct str kind, struct str word, enum lang lang)
{
    const struct word_row *w;

    enum stage stage;
    struct err e;

    if (str_eq(kind, STR("state")))
        return state_label(word, lang);
    if (str_eq(kind, STR("stage")) && stage_parse(word, &stage, &e))
        return stage_label(stage, lang);
    for (size_t i = 0; str_eq(kind, STR("event")) && i < review_table_n; i++) {
        if (str_eq(word, str_from(review_table[i].event)))
            return lang_pick(lang, review_table[i].th, review_table[i].en);
    }
    w = find(kind, word);
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
