/* money_page.h - money available: fiscal position, revenue, ceilings, subsidies, personnel cost,
 * the medium term. Handlers only; what they show is web/money_parts.h. */
#ifndef PBIS_WEB_MONEY_PAGE_H
#define PBIS_WEB_MONEY_PAGE_H

#include "plan/ceiling.h"
#include "plan/committed.h"
#include "plan/position.h"
#include "web/req.h"

struct sheet_cell {
    struct str dim, code, agency, name, field, value, error;
    struct money asked, committed, issued;
    bool has_issued;
};
struct ceiling_sheet_page {
    struct str title, lead, csrf, error;
    int64_t year, version, edits;
    struct str agency, agency_name, back;
    const struct sheet_cell *cell;
    size_t cell_n;
    const struct sheet_agency {
        struct str code, name;
        bool current;
    } * office;
    size_t office_n;
    bool wrong;
    struct money total; /* of the cells that are agencies' */
};
struct ceiling_faults_page {
    struct str title, lead, back;
    const struct ceiling_fault *fault;
    size_t fault_n;
    int64_t year;
};

struct money_page;
/* One step from revenue to what can be steered. */
struct balance_row {
    struct str code, name;
    struct money amount, left; /* left: what remains after it */
    struct share share;        /* of the expenditure */
};
extern const struct row_type balance_row_type;
/* The year's balance, from the lines as they stand now; by_type[1..6]. */
struct revenue_balance;
MUST_CHECK bool money_balance(struct req *r, struct revenue_balance *ret, struct money by_type[7],
                              struct err *e);
void money_balance_section(struct req *r, struct money_page *p, const struct revenue_balance *b,
                           const struct money by_type[7]);

handler_fn ceilings_page, ceiling_room_page, ceiling_versions_page, ceiling_edit_page,
    ceiling_edit_post, ceiling_draft_post, ceiling_issue_post, ceiling_drop_post, ceiling_file_post,
    ceiling_scenario_post, committed_page, committed_post, committed_end_post;
handler_fn money_page, money_items_page, money_position_post;
handler_fn revenue_page, revenue_forecasts_page, revenue_actuals_page, revenue_balance_page,
    revenue_forecast_post, revenue_manual_post, revenue_actual_post, revenue_adopt_post;
handler_fn personnel_page, personnel_known_page, personnel_post;
handler_fn medium_page, medium_plans_page, medium_policies_page, medium_reconcile_page, medium_post,
    medium_policy_post, medium_policy_end_post;
handler_fn subsidy_page, subsidy_events_page, subsidy_steps_page, subsidy_post, subsidy_event_post,
    subsidy_step_post;

#endif
