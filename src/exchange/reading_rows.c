/* reading_rows.c - pbis import readings: results of indicators from a file (docs/formats/readings.md), one record each.
 *
 * Each goes through reading_save, so a file can say no more than a page; it is kept as a draft, for the agency's head. */
#include "exchange/contract_file.h"
#include "exchange/import_frame.h"
#include "perform/reading.h"
#include "store/store.h"

enum { MAX_BYTES = 32 * 1024 * 1024 };

enum { R_CODE, R_PERIOD, R_REPORTED, R_VALUE, R_NUMERATOR, R_DENOMINATOR, R_STEPS, R_NO_DATA, R_DETAILS, R_PROJECT, R_COUNT };
static const struct csv_column columns[] = {
    [R_CODE] = {"code", false},           [R_PERIOD] = {"period", false},
    [R_REPORTED] = {"reported", true},    [R_VALUE] = {"value", true},
    [R_NUMERATOR] = {"numerator", true},  [R_DENOMINATOR] = {"denominator", true},
    [R_STEPS] = {"steps", true},          [R_NO_DATA] = {"no_data", true},
    [R_DETAILS] = {"details", true},      [R_PROJECT] = {"project", true},
};

/* The column that a refusal names; the code's when it names none. */
static size_t column_of(const struct err *why)
{
    for (size_t i = 0; i < why->nargs; i++) {
        struct str field = err_arg_value(&why->args[i]).u.s;

        if (!str_eq(str_from(why->args[i].name), STR("field")))
            continue;
        for (size_t c = 0; c < R_COUNT; c++) {
            if (str_eq(field, str_from(columns[c].name)))
                return c;
        }
    }
    return R_CODE;
}

static bool row(struct import *im, struct err *e)
{
    struct reading_cells x = {.code = import_cell(im, R_CODE),
                              .period = import_cell(im, R_PERIOD),
                              .reported = import_cell(im, R_REPORTED),
                              .value = import_cell(im, R_VALUE),
                              .numerator = import_cell(im, R_NUMERATOR),
                              .denominator = import_cell(im, R_DENOMINATOR),
                              .steps = import_cell(im, R_STEPS),
                              .no_data = import_cell(im, R_NO_DATA),
                              .details = import_cell(im, R_DETAILS),
                              .project = import_cell(im, R_PROJECT)};
    struct err why = {0};
    bool same;

    if (!reading_take(im->by, im->year, &x, &same, &why))
        return file_refused(im, column_of(&why), &why, e);
    if (same)
        import_unchanged(im);
    return true;
}

const struct import_kind readings_kind = {
    .word = "readings",
    .columns = columns,
    .ncolumns = R_COUNT,
    .max_bytes = MAX_BYTES,
    .needs_year = true,
    .sheets = true,
    .row = row,
};
