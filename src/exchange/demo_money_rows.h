/* demo_money_rows.h - rows of data/demo_money.csv and the persons who enter them; for demo_money*.c. */
#ifndef PBIS_EXCHANGE_DEMO_MONEY_ROWS_H
#define PBIS_EXCHANGE_DEMO_MONEY_ROWS_H

#include "base/money.h"
#include "city/actor.h"

struct demo_money_row {
    struct str kind;
    int64_t year; /* 0 = any */
    struct str agency, code;
    int64_t for_year;
    struct money amount;
    struct str status, text, note, source;
};
struct demo_money {
    struct act *by;
    struct act finance, office, governor;
    int64_t year;
    const struct demo_money_row *row;
    size_t n;
};
/* The first row of a kind; it must be there. */
const struct demo_money_row *demo_money_text(const struct demo_money *d, const char *kind);
/* In hundredths: "12.5" is 1250. */
int64_t demo_money_number(struct str s);
struct act demo_money_as(const struct act *by, const struct actor *who);

/* demo_money_ahead.c: personnel, the medium term and new policy; subsidies with their calendar. */
MUST_CHECK bool demo_money_ahead(struct demo_money *d, bool has_lines, struct err *e);
MUST_CHECK bool demo_money_subsidies(struct demo_money *d, struct err *e);

#endif
