/* volume_front_int.h - what the six books of the front share: their tables of sums, their words. Private to
 * volume_front.c, volume_revenue.c, volume_spending.c, volume_programme.c, volume_fiscal.c, volume_summary.c and
 * volume_central.c. */
#ifndef PBIS_DOCUMENT_VOLUME_FRONT_INT_H
#define PBIS_DOCUMENT_VOLUME_FRONT_INT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/row.h"
#include "document/budget.h"
#include "document/volume_front.h"
#include "document/volume_text.h"

struct front {
    struct volume *v;
    const struct budget *b;
    struct arena *a;
    bool split; /* special expenditure somewhere: regular and special have columns of their own */
};
struct front front_of(struct volume *v, void *ctx);

/* ---- words ---- */
struct str front_year(const struct front *f, int64_t year);
struct str front_money(const struct front *f,
                       struct money m); /* 1,234; with satang when there are any */
struct str front_baht(const struct front *f, struct money m); /* "1,234 บาท (หนึ่งพัน...)" */
struct str front_million(const struct front *f, struct money m); /* 79,000.00: millions, half up */
struct str front_date(const struct front *f, struct date d); /* 1 ตุลาคม พ.ศ. 2565 */
struct str front_date_short(const struct front *f, struct date d); /* 1 ต.ค. 2565 */
struct str front_count(const struct front *f, int64_t n);
struct str
front_status(struct str word); /* published, office, demonstration: in the document's words */
void front_para(const struct front *f, enum volume_text_id id, const struct volume_words *w,
                size_t n);
void front_note(const struct front *f, enum volume_text_id id, const struct volume_words *w,
                size_t n);

/* ---- columns ---- */
struct front_grid {
    struct volume_column column[VOLUME_COLUMNS];
    size_t n;
};
void grid_text(struct front_grid *g, const char *key, struct str label, int weight);
void grid_code(struct front_grid *g, const char *key, struct str label);
void grid_money(struct front_grid *g, const char *key, struct str label);
void grid_count(struct front_grid *g, const char *key, struct str label);
void grid_share(struct front_grid *g, const char *key, struct str label);
void front_table(const struct front *f, const char *id, enum volume_text_id title,
                 const struct front_grid *g);

/* ---- a table of the budget's sums: code, name, prior, regular, special, amount, change, share ---- */
enum {
    SUMS_CODE = 1,
    SUMS_SHARE = 2,
    SUMS_SPLIT = 4, /* regular and special even when nothing is special */
    SUMS_NO_PRIOR = 8
};
struct front_sums {
    const struct front *f;
    struct front_grid g;
    unsigned flags;
    struct money whole; /* the share's base */
};
struct front_sums sums_begin(const struct front *f, const char *id, enum volume_text_id title,
                             enum volume_text_id name, unsigned flags);
/* One row of the sum over `cut`, with its tie. */
void sums_row(const struct front_sums *s, enum volume_role role, int level, struct budget_cut cut,
              struct str code, struct str name);
/* A row of figures that no cut gives: prior = whether the year before is known of any of it. */
struct front_figures {
    struct budget_sum sum, known;
    bool prior;
};
void sums_put(const struct front_sums *s, struct volume_row r, struct str code, struct str name,
              const struct front_figures *x);
void sums_head(const struct front_sums *s, int level, struct str code, struct str name);
void sums_end(const struct front_sums *s); /* the total of all, and the table's end */

struct budget_cut cut_of(char dim,
                         size_t i); /* 'a' agency 's' side 'p' plan 'o' output 't' type 'f' fund */
/* The part of a sum whose year before is known: what a change can be told of. */
struct budget_sum front_known(const struct budget *b, struct budget_cut c);
void front_prior_note(const struct front *f);
/* BMA (all but the commercial agencies), or its Commerce. */
struct budget_sum front_city(const struct budget *b, bool commerce);

bool front_tie(struct str what, struct money printed, struct money expected,
               struct err *e); /* ERR_DOCUMENT_SUM */

#endif
