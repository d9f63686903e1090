/* analysis.h - the analysis of a package by its division: forms filled in, and the recommendation
 * (เสนอความเห็น: ควรสนับสนุน / ปรับลด / ไม่ควรสนับสนุน) with the lines' amounts of the analyst stage.
 *
 * An analyst writes in the own division and reads the city; nobody acts on their own agency's
 * request. Forms: one for each item class in the package, or for each line where the class says so.
 * A recommendation needs them from the amount analysis.forms_from on. Everything said stays. */
#ifndef PBIS_PLAN_ANALYSIS_H
#define PBIS_PLAN_ANALYSIS_H

#include "base/row.h"
#include "city/actor.h"
#include "plan/item_class.h"

/* ---- what is analysed ---- */

struct analysis_line {
    int64_t id;
    struct str code, name, item_code, item_name;
    int64_t quantity_milli, times, months;
    struct str unit_word;
    struct money unit_price;
    struct str justification;
    struct money requested, analyst; /* analyst: MONEY_MISSING = nothing yet */
    struct str reason;               /* of the analyst's amount */
};
extern const struct row_type analysis_line_type;
/* A package's lines, and the forms that it has or should have: four statements. */
struct analysis_sheet {
    struct item_classes classes;
    struct rows lines; /* struct analysis_line */
    struct rows forms; /* struct analysis_row */
    struct money asked, given; /* given: the analyst's amounts, requested where there is none */
    struct str class;          /* with the most money */
};
MUST_CHECK bool analysis_sheet_get(struct db *db, struct arena *a, int64_t year, int64_t package_id,
                                   struct analysis_sheet *ret, struct err *e);

/* ---- forms ---- */

/* A form that the package has, or should have. version 0: not begun. */
struct analysis_row {
    struct str class, class_th, class_en, line_code, line_name;
    int64_t line_id, lines; /* of the class in the package; 1 for a line's own form */
    struct money asked;
    int64_t form_version, version, id;
    struct str state; /* none draft done */
    struct str by_user;
    struct when at;
};
extern const struct row_type analysis_row_type;

/* One form with its questions and the newest answers. */
struct analysis_value {
    int64_t n;
    struct str kind;
    bool required;
    struct str th, en, choices, value, by_user;
    struct when at;
};
extern const struct row_type analysis_value_type;
/* The sheet's form of a class; line_code empty: the package's own. NULL when it has none such. */
const struct analysis_row *analysis_find(const struct analysis_sheet *s, struct str class,
                                         struct str line_code);
MUST_CHECK bool analysis_values(struct db *db, struct arena *a, const struct analysis_row *form,
                                struct rows *ret, struct err *e);
/* Every save of it, newest first. */
struct analysis_saved {
    int64_t version, n;
    struct str value, by_user;
    struct when at;
};
extern const struct row_type analysis_saved_type;
MUST_CHECK bool analysis_history(struct db *db, struct arena *a, int64_t analysis_id,
                                 struct rows *ret, struct err *e);
struct analysis_save {
    int64_t year, version; /* the version that was seen, 0 = not begun: ERR_STALE */
    struct str code, line_code, class;
    const struct str *value; /* by question, from 1: value[n - 1]; empty = not answered */
    size_t n;
    bool done; /* a draft may lack answers; done may not: ERR_FORM_OPEN {list} */
};
/* PERM_ANALYSE of the division, in a package that was sent and not decided. ERR_OWN_AGENCY, ERR_STATE,
 * ERR_BAD_CHOICE, ERR_BAD_NUMBER, ERR_BAD_AMOUNT {field}. */
MUST_CHECK bool analysis_save(struct act *by, const struct analysis_save *s, struct err *e);

/* ---- the recommendation ---- */

struct recommendation {
    struct str word; /* support reduce reject; none while there is none */
    struct str reason, by_user, class;
    struct money asked, amount;
    struct when at;
    int64_t version; /* 0 = none */
};
extern const struct row_type recommendation_type;
MUST_CHECK bool recommendation_get(struct db *db, struct arena *a, int64_t package_id,
                                   struct recommendation *ret, struct err *e);
/* Every one of a package, newest first. */
MUST_CHECK bool recommendation_list(struct db *db, struct arena *a, int64_t package_id,
                                    struct rows *ret, struct err *e);

struct recommend_line {
    struct str line_code;
    struct money amount; /* of the analyst stage: 0 .. what was requested, ERR_ABOVE_REQUEST */
    struct str reason;   /* empty: the package's */
};
struct recommend {
    int64_t year, version; /* of the recommendation that was seen, 0 = none: ERR_STALE */
    struct str code, word, reason;
    const struct recommend_line *line; /* lines that are not named keep what was requested, */
    size_t n;                          /* or get 0 when the word is reject */
};
/* All in one write. support: the amounts are the requested ones; reduce: less, more than nothing;
 * reject: nothing (ERR_RECOMMEND_SUM {word, amount, asked}). ERR_FORM_OPEN {list}, ERR_STAGE outside the
 * analysis, ERR_STATE, ERR_OWN_AGENCY, ERR_REASON_NEEDED unless all is supported as asked. */
MUST_CHECK bool recommend(struct act *by, const struct recommend *r, struct err *e);
/* An amount of the analyst stage was changed by itself: the recommendation follows it. */
MUST_CHECK bool recommendation_follow(struct act *by, int64_t year, int64_t package_id,
                                      struct str reason, struct err *e);
/* Many packages alike: reduce takes cut_bp off each line, to whole baht. Those with a recommendation
 * are refused (ERR_ALREADY). *ret_row: the one that was refused. */
struct recommend_many {
    int64_t year, cut_bp;
    const struct str *code;
    size_t n;
    struct str word, reason;
};
MUST_CHECK bool recommend_bulk(struct act *by, const struct recommend_many *m, size_t *ret_row,
                               struct err *e);

#endif
