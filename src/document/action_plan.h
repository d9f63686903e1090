/* action_plan.h - the annual action plan of an agency (แผนปฏิบัติการประจำปีของหน่วยงาน) as a document: what it says of itself
 * (perform/agency_profile.h), last year's results under the agreement, this year's indicators with their definitions and
 * scoring criteria, projects and money, activity pages.
 *
 * Nothing of it is stored a second time: indicators come from the agreement, criteria from the published rules, results
 * from readings and scores, projects and steps from activity plans. A section without data says what is missing. Where
 * the printed original contradicts itself, the profile's notes stand beside the figure concerned. */
#ifndef PBIS_DOCUMENT_ACTION_PLAN_H
#define PBIS_DOCUMENT_ACTION_PLAN_H

#include "city/agency.h"
#include "city/year.h"
#include "document/issue_kind.h"
#include "perform/activity.h"
#include "perform/agency_profile.h"
#include "perform/agreement.h"

/* One level of a rule as the plan prints it; empty: not in the document. */
struct plan_band {
    struct str level, percent, action, points;
};
struct plan_rule {
    int64_t indicator_id;
    const struct plan_band *band; /* the highest level first */
    size_t n;
    bool steps; /* a table of steps and their weights, not of levels */
};
/* What was reported and scored for an indicator of a year. */
struct plan_result {
    int64_t indicator_id, agency_id;
    struct str stable, target, reported, project, detail, remark;
    bool scored;
    struct score value, percent, weighted;
};
/* An agreement of a year with what belongs to its items. */
struct plan_side {
    bool found;
    struct agreement agreement;
    struct rows items, components; /* agreement_item, agreement_component */
    struct plan_result *result;    /* of each item */
    struct plan_rule *rule;        /* of each item */
};
struct action_plan {
    struct fiscal_year year;
    struct agency agency;
    struct agency_profile profile;
    struct rows parts;    /* profile_part */
    struct rows agencies; /* of the year: whose analysts a unit is */
    struct plan_side now, last;
    struct rows activities, steps; /* activity, activity_step */
    int64_t posts;                 /* of the post plan; 0: none */
    bool brief;
};
/* The plan as it stands on a day. A year before without data is no error. */
struct action_plan_ask {
    int64_t year;
    struct date as_of;
    bool brief; /* for a page: this year's items and activities without results, rules and steps */
};
MUST_CHECK bool action_plan_load(struct db *db, struct arena *a, const struct action_plan_ask *ask,
                                 const struct agency *g, struct action_plan *ret, struct err *e);
/* The sections of which something is missing, in the plan's order: names in Thai and English. */
struct plan_gap {
    struct str th, en;
};
size_t action_plan_gaps(struct arena *a, const struct action_plan *x, const struct plan_gap **ret);
/* The item's stable word; empty when its indicator has no profile. */
struct str plan_stable(const struct plan_side *s, size_t item);
/* The activities of an indicator of this year (stable word): indexes into activities; *ret_n of them. */
const struct activity **plan_activities(struct arena *a, const struct action_plan *x, struct str stable, size_t *ret_n);
/* 92.820; 100. */
struct str plan_score(struct arena *a, struct score s);
/* 10; 12.5: a weight in per cent. */
struct str plan_weight(struct arena *a, struct share s);
/* The agencies that a unit analyses (code division:N); empty: it analyses none. */
struct str plan_unit_agencies(struct arena *a, const struct action_plan *x, const struct profile_part *unit);

/* As an issued document: order->agency, order->year. Private to document/issue*.c. */
bool action_plan_paper_load(struct paper_job *j, struct err *e);
bool action_plan_paper_say(struct paper *p, void *ctx, struct err *e);

#endif
