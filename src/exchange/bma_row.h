/* bma_row.h - private to bma_lines: one record of the Budget Department's export, checked. */
#ifndef PBIS_EXCHANGE_BMA_ROW_H
#define PBIS_EXCHANGE_BMA_ROW_H

#include "city/agency.h"
#include "city/class.h"
#include "exchange/import_frame.h"

enum bma_column {
    B_YEAR,
    B_KEY,
    B_NAME,
    B_PROJECT,
    B_FLAG,
    B_MISSION,
    B_OUTPUT_NO,
    B_OUTPUT,
    B_OUTPUT_FULL,
    B_GOAL,
    B_SUBSTRATEGY,
    B_STRATEGY,
    B_PLAN,
    B_SIDE,
    B_INTEGRATION,
    B_TYPE,
    B_GROUP,
    B_AGENCY,
    B_AMOUNT,
    B_COUNT
};
extern const struct csv_column bma_columns[B_COUNT];

struct bma_item_rule {
    struct str type, starts_with, item;
};

/* What a record is checked against; loaded once. */
struct bma_tables {
    struct agency_names *names;
    struct class_tree programme, item, strategy, fund;
    const struct bma_item_rule *rule;
    size_t rules;
};
MUST_CHECK bool bma_tables_load(struct import *im, struct bma_tables *ret, struct err *e);

struct bma_row {
    struct str key, name, project;
    const struct agency *agency;
    const struct class_node *output, *item;
    int64_t goal_id; /* 0: none */
    const char *unit_kind;
    bool integrated;
    struct money amount;
};
/* Checks the record at hand; what cannot be used is refused, *ret is whole only when
 * !import_is_bad(). */
void bma_row_read(struct import *im, const struct bma_tables *t, struct bma_row *ret);

#endif
