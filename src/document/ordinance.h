/* ordinance.h - what the printed ordinance is made of: facts, groups and lines in print order.
 *
 * The facts and groups are held in memory (they grow with the classification, not with the lines);
 * lines are streamed from the store for each pass. Private to the files document/ordinance*.c.
 * All queries of one document read one snapshot. */
#ifndef PBIS_DOCUMENT_ORDINANCE_H
#define PBIS_DOCUMENT_ORDINANCE_H

#include "base/row.h"
#include "document/budget.h"
#include "document/document.h"
#include "plan/bill.h"
#include "plan/stage.h"

enum ordinance_text {
#define ORDINANCE_TEXT(id, text) id,
#include "document/ordinance.def"
#undef ORDINANCE_TEXT
    OT_COUNT
};

struct ordinance_year {
    int64_t year;
    struct str stage;
    bool demo, partial;
    struct money revenue;
    struct str note_th;
};

struct ordinance_facts {
    int64_t lines, left_out, zero_lines, satang_lines, unit_lines, change_id;
    struct money total, commercial;
    struct money special, special_commercial; /* รายจ่ายพิเศษ: what the accumulated fund pays */
};

struct ordinance_stage {
    int64_t stage, lines;
};

struct ordinance_agency {
    int64_t agency_id;
    struct str code, name, kind;
    int64_t lines;
    struct money total;
};

struct ordinance_plan {
    struct str side_code, side_name, code, name;
    int64_t plan_id, lines;
    struct money total;
};

struct ordinance_type {
    int64_t type_id;
    struct str code, name;
    int64_t lines;
    struct money total;
};

/* The lines of one agency, plan, output and type. */
struct ordinance_group {
    int64_t agency_id, plan_id;
    struct str plan_code, plan_name, side_name;
    int64_t output_id;
    struct str output_code, output_name;
    int64_t type_id;
    struct str type_name;
    int64_t lines;
    struct money total;
};

struct ordinance_line {
    struct str code, name;
    int64_t unit_id;
    struct str project; /* the decision unit's title */
    int64_t unit_lines; /* of the unit in the same output and type */
    struct money unit_total;
    int64_t agency_id;
    struct str agency_code, agency_name, side_code, side_name, plan_code, plan_name;
    int64_t output_id;
    struct str output_code, output_name;
    int64_t type_id;
    struct str type_name, item_code, item_name, fund_code;
    int64_t quantity_milli;
    struct str unit_word;
    int64_t stage;
    struct money amount;
};

extern const struct row_type ordinance_line_type;

struct ordinance {
    struct db *db;
    struct arena *a;
    struct date today;
    int64_t number; /* 0 = annual, 1.. = supplementary */
    struct ordinance_year year;
    struct ordinance_facts facts;
    const struct ordinance_stage *stage;
    const struct ordinance_agency *agency;
    const struct ordinance_plan *plan;
    const struct ordinance_type *type;
    const struct ordinance_group *group;
    size_t stages, agencies, plans, types, groups;
    struct budget budget;   /* the same sums, with the year before and by fund */
    struct bill bill;       /* title, principle and reason of a supplementary one; its stage */
    struct gazette gazette; /* when published */
    bool gazetted;
    bool draft;       /* not signed yet */
    bool prior;       /* the year before has a column: known of some agency, and the annual one */
    bool split;       /* regular and special have columns: something is special, not everything */
    struct str name;  /* the ordinance's full name, with ร่าง while it is a draft */
    struct str title; /* the name without ร่าง */
};

/* Reads everything but the lines and checks that the sums agree with each other and with the budget that the whole set
 * of books is printed from. ERR_YEAR_MISSING, ERR_NOT_FOUND, ERR_NOTHING, ERR_DOCUMENT_SUM. */
MUST_CHECK bool ordinance_load(struct db *db, struct arena *a, struct ordinance_of of,
                               struct ordinance *ret, struct err *e);
/* "ร่างที่เสนอสภากรุงเทพมหานคร": where the ordinance stands, in the words of its cover. */
struct str ordinance_stage_text(const struct ordinance *o);

/* Where a pass over the lines stands: the group, and whether a line opens or ends something. */
struct ordinance_step {
    const struct ordinance_line *line;
    const struct ordinance_group *group;
    const struct ordinance_agency *agency;
    bool new_agency, new_plan, new_output, new_type, new_unit, ends_agency;
    size_t agency_no; /* index */
};
typedef bool ordinance_step_fn(void *ctx, const struct ordinance_step *s, struct err *e);
/* All printed lines in order. Adds them up as it goes; ERR_DOCUMENT_SUM when a group, an agency or
 * the whole is not what the store says. */
MUST_CHECK bool ordinance_each(const struct ordinance *o, ordinance_step_fn *fn, void *ctx,
                               struct err *e);
/* Sums of neighbouring groups: of the agency's plan or output that begins at this group. */
struct money ordinance_plan_sum(const struct ordinance *o, const struct ordinance_group *g);
struct money ordinance_output_sum(const struct ordinance *o, const struct ordinance_group *g);

/* ---- texts ---- */

/* The names that a text may hold in braces. */
struct ordinance_words {
    struct str name, value;
};
struct str ordinance_text(enum ordinance_text id);
struct str ordinance_fill(struct arena *a, enum ordinance_text id, const struct ordinance_words *w,
                          size_t n);
#define ORDINANCE_WORDS(...)                                                                       \
 (const struct ordinance_words[]){__VA_ARGS__},                                                    \
     sizeof((const struct ordinance_words[]){__VA_ARGS__}) / sizeof(struct ordinance_words)
/* Whole baht unless any line has satang; then two decimals everywhere. */
struct str ordinance_money(const struct ordinance *o, struct arena *a, struct money m);
struct str ordinance_count(struct arena *a, int64_t n); /* with commas */
/* "ผู้ว่าราชการ ทุกรายการ", or each stage with its count. */
struct str ordinance_stages_text(const struct ordinance *o, struct arena *a);

/* ---- forms ---- */

MUST_CHECK bool ordinance_pdf(const struct ordinance *o, const char *path,
                              struct document_result *ret, struct err *e);
MUST_CHECK bool ordinance_xlsx(const struct ordinance *o, const char *path,
                               struct document_result *ret, struct err *e);

/* The lines as CSV and JSON for the attachments, written while a pass runs. */
struct ordinance_files;
MUST_CHECK bool ordinance_files_open(const struct ordinance *o, struct arena *a,
                                     const char *csv_path, const char *json_path,
                                     struct ordinance_files **ret, struct err *e);
MUST_CHECK bool ordinance_files_line(struct ordinance_files *f, const struct ordinance_line *line,
                                     struct err *e);
MUST_CHECK bool ordinance_files_close(struct ordinance_files *f, struct err *e);

#endif
