/* value_page.h - money and results: /value, /evaluations, /service-costs. What they show is web/money_parts.h. */
#ifndef PBIS_WEB_VALUE_PAGE_H
#define PBIS_WEB_VALUE_PAGE_H

#include "perform/evaluation.h"
#include "perform/past_evidence.h"
#include "perform/service_cost.h"
#include "perform/value.h"
#include "web/money_parts.h"
#include "web/req.h"

handler_fn value_page, value_cost_page, value_evidence_page, value_evidence_one_page, value_evidence_post, value_part_page,
    value_part_results_page, value_measure_post;
handler_fn evaluations_page, evaluation_candidates_page, evaluation_page, evaluation_ratios_page, evaluation_open_post,
    evaluation_save_post, evaluation_move_post;
handler_fn service_costs_page, service_cells_page, service_pools_page, service_parts_page, service_sources_page, service_volumes_page,
    service_keys_page, service_new_post, service_volume_post, service_weight_post, service_source_post, service_pool_post,
    service_key_post, service_decide_post;

/* The pages about money and results side by side. */
void value_tabs(struct req *r, struct money_page *p, const char *current);
/* The picture of points: money from left to right by rank, result from 0 at the bottom to 100 at the top, divided at the median
 * of the money and at what counts as good. */
void value_picture(struct req *r, struct money_section *s, const struct rows *points, const struct value_line_marks *m);
/* 12.5 and the like, trailing zeros dropped. */
struct str value_number(struct req *r, struct score s, unsigned places);
/* A section with a table. */
struct money_section *value_table(struct req *r, struct money_page *p, const char *id, struct str title, struct table_view t);

#endif
