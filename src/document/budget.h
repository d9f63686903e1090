/* budget.h - the budget of one draft ordinance, loaded once for a whole set of documents: names and places in the
 * printed order, and the sums of agency x plan x output x type x fund, this year and the year before.
 *
 * Amounts are the newest stage of each line that stands in the draft (the part `ordained`) and is above zero, as the
 * ordinance prints. Held in memory: it grows with the classification, not with the lines; the lines of an agency
 * are streamed. budget_load() adds every dimension up and compares with sums that the store makes on its own.
 *
 * The year before (prior): of each agency the enacted amounts of its lines of year - 1; where it has none, past_line's
 * enacted amounts; else outside facts `enacted` (or `enacted:ITEM`, by item code); else not known, and prior_from says so. Outputs and types are
 * matched by their codes; what has no counterpart now stands under the output and the type with the code "-". */
#ifndef PBIS_DOCUMENT_BUDGET_H
#define PBIS_DOCUMENT_BUDGET_H

#include "document/volume.h"
#include "plan/stage.h"
#include "store/store.h"

/* amount = regular + special: special (รายจ่ายพิเศษ) is what the accumulated fund pays (fund ACC). */
struct budget_sum {
    int64_t lines;
    struct money amount, regular, special, prior;
};
enum budget_prior { PRIOR_NONE, PRIOR_LINES, PRIOR_PAST, PRIOR_FACT };

struct budget_year {
    int64_t year;
    struct str stage; /* of the annual ordinance */
    bool demo, partial;
    struct money revenue;
    struct str note_th;
};
struct budget_facts {
    int64_t lines, left_out, change_id, event_id; /* newest line_change, newest package_event */
    int64_t satang_lines;
    struct money total, special;
};
struct budget_stage {
    int64_t stage, lines;
};
/* Agencies with money this year or the year before, in the printed order. number: the place of its document, 7.. =
 * 7 + agencies that are valid in the year and printed before it; so it does not move when another has no money. */
struct budget_agency {
    int64_t id, number;
    struct str code, name, kind; /* kind: bureau district supervised commercial ... */
    enum budget_prior prior_from;
    struct budget_sum sum;
    size_t group, groups; /* its groups: [group, group + groups) */
};
struct budget_side {
    struct str code, name;
    size_t plan, plans; /* its plans: [plan, plan + plans) */
    struct budget_sum sum;
};
struct budget_plan {
    struct str code, name;
    size_t side, output, outputs;
    struct budget_sum sum;
};
struct budget_output {
    int64_t id; /* 0: of the year before only */
    struct str code, name, level;
    size_t plan;
    struct budget_sum sum;
};
struct budget_type {
    int64_t id;
    struct str code, name;
    struct budget_sum sum;
};
struct budget_fund {
    int64_t id;
    struct str code, name;
    bool special;
    struct budget_sum sum;
};
/* Sorted by agency, output (side, plan, output), type, fund; each combination once. */
struct budget_group {
    size_t agency, output, type, fund; /* indexes */
    struct budget_sum sum;
};

struct budget {
    struct db *db;
    struct arena *a;
    struct date today;
    int64_t ordinance; /* 0 = annual, 1.. = supplementary */
    struct budget_year year;
    struct budget_facts facts;
    bool draft; /* not signed yet */
    const struct budget_stage *stage;
    const struct budget_agency *agency;
    const struct budget_side *side;
    const struct budget_plan *plan;
    const struct budget_output *output;
    const struct budget_type *type;
    const struct budget_fund *fund;
    const struct budget_group *group;
    size_t stages, agencies, sides, plans, outputs, types, funds, groups;
    size_t prior_known; /* agencies whose year before is known */
    struct budget_sum sum;
    struct str stage_text, version_text; /* for the covers */
    const struct budget_maps *maps;      /* budget.c's own */
};

/* The caller holds a snapshot (db_snapshot_begin) for as long as lines are streamed from it. ERR_YEAR_MISSING,
 * ERR_NOTHING without lines, ERR_DOCUMENT_SUM. */
struct budget_of {
    int64_t year, ordinance;
    struct date today;
};
MUST_CHECK bool budget_load(struct db *db, struct arena *a, struct budget_of of, struct budget *ret,
                            struct err *e);

/* A sum over chosen indexes; BUDGET_ANY = all of that dimension. Side, plan and output narrow each other. */
#define BUDGET_ANY ((size_t)-1)
#define BUDGET_ALL                                                                                 \
 ((struct budget_cut){BUDGET_ANY, BUDGET_ANY, BUDGET_ANY, BUDGET_ANY, BUDGET_ANY, BUDGET_ANY})
struct budget_cut {
    size_t agency, side, plan, output, type, fund;
};
struct budget_sum budget_sum_of(const struct budget *b, struct budget_cut c);
void budget_add(struct budget_sum *to, const struct budget_sum *s);
bool budget_is_zero(const struct budget_sum *s); /* neither now nor the year before */

/* The tie of a sum: "city/total" of all; else its parts in the order agency, side, plan, output, type, fund, joined by
 * "/": "agency:10000000/type:3". */
struct str budget_tie(const struct budget *b, struct arena *a, struct budget_cut c);

/* The names of stages: "ผู้ว่าราชการกรุงเทพมหานคร, หลังแปรญัตติ". No counts: one amount more in a stage is no other book. */
struct str budget_stages(struct arena *a, const int64_t *stage, size_t n);
/* What every volume of the set shares: year, stage, version, change, day, marks. */
struct volume_info budget_volume(const struct budget *b, int64_t number, struct str word,
                                 struct str title);

/* Lines of one agency in the order side, plan, output, type, unit, item, code: names live until fn returns. Added up
 * against the agency's sum (ERR_DOCUMENT_SUM). */
struct budget_line {
    int64_t id, unit_id, package_id, output_id, item_id, fund_id;
    struct str code, name, unit_code, unit_title, unit_kind, package_code, package_title,
        justification;
    struct str item_code, item_name;
    struct str group_code, group_name; /* the item's group: 01 เงินเดือนและค่าจ้างประจำ */
    int64_t quantity_milli, times, months, stage;
    struct str unit_word;
    struct money unit_price, requested,
        amount;                    /* requested: to tell whether the price still holds */
    int64_t first_year, last_year; /* of a multi-year commitment; 0 = one year */
    struct str motion;
    bool assumed;
    size_t output, type, fund; /* indexes, filled in */
};
typedef bool budget_line_fn(void *ctx, const struct budget_line *l, struct err *e);
MUST_CHECK bool budget_agency_lines(const struct budget *b, size_t agency, budget_line_fn *fn,
                                    void *ctx, struct err *e);

#endif
