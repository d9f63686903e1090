/* volume_agency_int.h - what the book of one agency prints, read once. Private to document/volume_agency*.c. */
#ifndef PBIS_DOCUMENT_VOLUME_AGENCY_INT_H
#define PBIS_DOCUMENT_VOLUME_AGENCY_INT_H

#include "document/volume_agency.h"
#include "document/volume_text.h"

struct agency_work {
    int64_t unit_id, package_id, level, goal_id, yield_milli;
    struct str code, title, kind, justification, goal_code, goal_name, yield_name, yield_unit;
};
struct agency_answer {
    int64_t unit_id, question;
    struct str words;
};
struct agency_tranche {
    int64_t line_id, year;
    struct money amount;
};
struct agency_posts {
    struct str kind, title, grade;
    int64_t posts;
    struct money monthly;
};
struct agency_indicator {
    struct str level, code, name, unit_word, base_value, target1, target2, target3;
    int64_t first_year, goal_id;
    struct str objective_code, objective_name;
};

struct agency_book {
    const struct budget *b;
    struct arena *a;
    size_t agency;
    const struct budget_agency *ag;
    struct budget_line *line; /* in the order of budget_agency_lines */
    size_t lines, lines_cap;
    const struct agency_work *work;
    const struct agency_answer *answer;
    const struct agency_tranche *tranche;
    const struct agency_posts *post;
    const struct agency_indicator *indicator;
    size_t works, answers, tranches, posts, indicators;
    struct str year, prior_year; /* as text */
};

struct budget_cut agency_cut(const struct agency_book *k); /* this agency, all else any */
/* The lines of an output: *ret_n from the returned one. */
const struct budget_line *agency_lines_of(const struct agency_book *k, size_t output,
                                          size_t *ret_n);
bool agency_has_prior(const struct agency_book *k);
struct str agency_baht(const struct agency_book *k, struct arena *a, struct money m);
/* "ผลผลิต 0503001 จัดการคุณภาพน้ำ"; a name that begins with its word is not given it twice. */
struct str agency_output_head(struct arena *a, const struct budget_output *o);
/* A name for a table: "items" of an output. */
const char *agency_table_id(struct arena *a, const char *what, const struct budget_output *o);

/* The columns of sums: prior (when known), regular and special (when there is special money), amount. */
struct agency_columns {
    struct volume_column column[VOLUME_COLUMNS];
    size_t n, sums; /* sums: the first of them */
    bool share;
};
struct agency_columns agency_sum_columns(const struct agency_book *k, struct arena *a,
                                         struct str name_label, bool share);
void agency_put_sums(const struct agency_book *k, const struct agency_columns *c,
                     struct volume_row *r, const struct budget_sum *s, struct money whole);

void agency_say_overview(struct volume *v, const struct agency_book *k);
void agency_say_outputs(struct volume *v, const struct agency_book *k);
void agency_say_details(struct volume *v, const struct agency_book *k);
void agency_say_more(struct volume *v,
                     const struct agency_book *k); /* commitments, posts, projects */

#endif
