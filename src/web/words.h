/* words.h - stored words (states, levels, reasons) as people read them, and the colour of their
 * tag. The rows are words.def. */
#ifndef PBIS_WEB_WORDS_H
#define PBIS_WEB_WORDS_H

#include <stdint.h>

#include "base/lang.h"
#include "base/str.h"

struct arena;
struct err;
struct html;

/* The label in `lang`; the word itself when words.def does not know it. */
struct str word_label(const char *kind, struct str word, enum lang lang);
/* The tag's colour class, "g", "a", "r", "o", "b" or empty. */
struct str word_colour(const char *kind, struct str word);
/* An error's sentence, its states, stages, events, permissions and roles as people read them. */
struct str word_error(struct arena *a, const struct err *e, enum lang lang);
/* <span class="tag g">label</span>. For views: {% call word_tag("state", package.state) %}. */
void word_tag(struct html *h, struct str kind, struct str word);
void word_text(struct html *h, struct str kind, struct str word);
/* The words of one kind in the order of words.def, for choices; *ret_n counts. */
struct word_row {
    const char *kind, *word, *colour, *th, *en;
    uint8_t kind_n, word_n; /* bytes: most rows are passed over without a look at their text */
};
extern const struct word_row word_rows[];
extern const size_t word_rows_n;

#endif
