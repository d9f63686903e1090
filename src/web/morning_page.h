/* morning_page.h - what a director reads each morning, as a page and as one A4. */
#ifndef PBIS_WEB_MORNING_PAGE_H
#define PBIS_WEB_MORNING_PAGE_H

#include "document/morning.h"
#include "web/procurement_page.h"

struct morning_desk {
    struct str label, path, kind;
    int64_t n;
    struct money amount;
};
struct morning_page {
    struct str title, agency_name;
    struct date today, since;
    int64_t year, days_left, late, risk, behind, decisions, problems, open, ends, quarter;
    bool over, inside, one_agency, quiet; /* over: the year has ended; quiet: nothing moved since yesterday */
    struct money current, taken, paid, lapses, given, allotted, obligated, disbursed; /* the last four: since yesterday */
    struct share taken_rate, paid_rate, goal;
    const struct morning_desk *desk;
    size_t desk_n;
    struct table_view late_table, risk_table, open_table, ends_table, due_table, problem_table,
        behind_table;
};
handler_fn morning_page, morning_pdf;

#endif
