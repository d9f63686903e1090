/* criteria_page.h - /criteria: by what packages are scored; /rating: scores and those who give them. */
#ifndef PBIS_WEB_CRITERIA_PAGE_H
#define PBIS_WEB_CRITERIA_PAGE_H

#include "allocate/rating.h"
#include "web/money_parts.h"
#include "web/value_page.h"

handler_fn criteria_page, criteria_versions_page, criteria_one_page, criteria_pairs_page, criteria_draft_post, criteria_put_post,
    criteria_take_post, criteria_weigh_post, criteria_compare_post, criteria_move_post;
handler_fn rating_page, rating_divisions_page, rating_one_page, rating_evidence_page, rating_ranking_page, rating_save_post,
    rating_settle_post, rating_apply_post;

/* The pages of criteria and scores side by side. */
void criteria_tabs(struct req *r, struct money_page *p, const char *current);
/* Criteria with their weights and anchors, as both pages show them; the list, and its form for a new draft. */
struct money_section *criteria_section(struct req *r, struct money_page *p, const struct rows *rows);
bool criteria_list_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e);
struct form criteria_draft_form(struct req *r);
/* A field's name "score_result" that lives as long as the request. */
const char *criteria_field(struct req *r, const char *before, struct str word);

#endif
