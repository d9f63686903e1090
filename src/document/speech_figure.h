/* speech_figure.h - the figures of a budget speech by name: {{total}}, {{total:words}}, {{type:3:share}}.
 *
 * A placeholder is NAME, NAME:KEY where the name has one (type, side, plan, agency, fund, revenue), and then
 * maybe a FORM: words (baht in words), million, share (per cent of the speech's total), name, prior, change,
 * way (more or less than the year before). Names stand once, in speech_figure.def. Values are of the newest
 * stage of each line that the ordinance prints, so they are right after every change of an amount. */
#ifndef PBIS_DOCUMENT_SPEECH_FIGURE_H
#define PBIS_DOCUMENT_SPEECH_FIGURE_H

#include "base/date.h"
#include "base/row.h"

struct db;
struct err;
struct speech_figures;

MUST_CHECK bool speech_figures_load(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                                    struct speech_figures **ret, struct err *e);

/* Every placeholder without a form, keys and all, with today's value. */
struct speech_name {
    struct str name, about, value, forms; /* forms: "words million share" */
};
extern const struct row_type speech_name_type;
struct rows speech_names(const struct speech_figures *f, struct arena *a, enum lang lang);

/* What one placeholder says now (Arabic digits): false when there is no such name; a figure that is not
 * known yet gives *ret_missing and words that say so. */
struct speech_value {
    struct str text;
    bool missing;
};
bool speech_value(const struct speech_figures *f, struct arena *a, struct str name,
                  struct speech_value *ret);
/* The name that comes nearest to one there is not. */
struct str speech_nearest(const struct speech_figures *f, struct arena *a, struct str name);

/* A text in pieces: words as they are, and figures filled in. ERR_SPEECH_NAME {name, nearest, paragraph} for a
 * name there is not, ERR_SPEECH_BRACES {text, paragraph} for one that is not closed; `paragraph` is for the message;
 * 0: whatever is wrong becomes a piece that is not known. */
struct speech_piece {
    struct str text, name; /* name: of the placeholder; empty = words */
    bool missing;
};
MUST_CHECK bool speech_pieces(const struct speech_figures *f, struct arena *a, struct str body,
                              int64_t paragraph, const struct speech_piece **ret, size_t *ret_n,
                              struct err *e);
/* The pieces as one text; *ret_missing (may be NULL) counts those not known. */
struct str speech_fill(const struct speech_figures *f, struct arena *a, struct str body,
                       int64_t *ret_missing);
/* The placeholders of a text, in order. */
struct str *speech_used(struct arena *a, struct str body, size_t *ret_n);
/* What looks like an amount or a share typed by hand in the text, in order; years and dates are none. */
struct str *speech_typed(struct arena *a, struct str body, size_t *ret_n);

/* Rows of a table paragraph, whose body is one of type side agency revenue: they add up to the total, shares
 * are half-up of it, and what rounding leaves of 100 per cent is a row of its own. */
struct speech_row {
    struct str code, name;
    struct money amount, prior; /* MONEY_MISSING: not known */
    struct share share;
    struct str percent; /* the same with two decimals: 22.24 */
};
enum { SPEECH_TABLES = 4 };
MUST_CHECK bool speech_table(const struct speech_figures *f, struct arena *a, struct str what,
                             const struct speech_row **ret, size_t *ret_n, struct err *e);
struct money speech_total(const struct speech_figures *f);
/* Changes of amounts up to this one are in the figures. */
int64_t speech_change_id(const struct speech_figures *f);

#endif
