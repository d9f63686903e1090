/* goal_page.h - plans and goals: the year's tree with the money behind each node, one goal, goals
 * without money and money without a goal, the coverage of the chain. */
#ifndef PBIS_WEB_GOAL_PAGE_H
#define PBIS_WEB_GOAL_PAGE_H

#include "perform/coverage.h"
#include "plan/goal_link.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct goal_row { /* one node of the tree */
    struct str code, level, name;
    int64_t depth; /* 0 = top */
    int64_t packages;
    struct money asked, funded, enacted;
    struct share share; /* of all that was asked */
    int64_t indicators, objectives;
};
extern const struct row_type goal_row_type;

struct goal_package_row { /* a package tied to a goal, or to none */
    struct str code, title, agency_code, agency_name, state;
    struct share weight;
    struct money asked, funded; /* its part */
};
extern const struct row_type goal_package_row_type;

/* What most of these pages begin with. */
struct goal_ctx {
    struct goal_money money;
    struct node_work *work; /* by node index */
    struct rows agencies;
    struct agency *agency; /* the one asked for, or NULL */
    struct tree_version version;
    const struct class_node *node; /* of one goal's page */
    struct rows indicators, objectives, links;
    struct class_tree policy;
};
/* The agency asked for, the year's tree and its money; on a worker. */
MUST_CHECK bool goal_load(struct req *r, struct goal_ctx *c, struct err *e);
/* The choice of an agency for the filter of a page. */
struct form_field goal_agency_field(struct req *r, const struct goal_ctx *c);
struct str goal_agency_name(const struct req *r, const struct goal_ctx *c, int64_t agency_id);
struct str goal_name(const struct req *r, struct str th, struct str en);
struct goal_row goal_row_of(const struct req *r, const struct goal_ctx *c,
                            const struct class_node *n);
/* The packages tied to a node or below it; NULL = to none. */
struct goal_package_row *goal_packages(struct req *r, const struct goal_ctx *c,
                                       const struct class_node *node, size_t *ret_n,
                                       struct goal_package_row *ret_total);

struct goals_page {
    struct str title, strategy, agency_name, version_code, query;
    int64_t year, goals, linked_goals;
    struct goal_sum whole, linked, unlinked;
    struct share share; /* linked of whole */
    struct form_field agency;
    const struct goal_row *row;
    size_t row_n;
    bool has_money, may_relink, filtered;
    struct table_view counts, versions;
};
struct goal_one_page {
    struct str title, code, level, strategy, csrf;
    int64_t year;
    struct goal_row row;
    const struct goal_row *child;
    size_t child_n;
    struct table_view indicators, objectives, packages, policies;
    bool unfunded, unowned, unmeasured;
};
struct goal_list_page {
    struct str title, lead, path, note;
    int64_t year, n;
    struct money sum;
    struct share share;
    struct form_field agency;
    struct str query;
    struct table_view table;
    bool unlinked;
};
struct coverage_page {
    struct str title, policy, strategy, word, name, query, empty;
    int64_t year;
    const struct coverage_link *link;
    size_t link_n;
    struct table_view table;
    bool chosen, weak;
    struct coverage_link worst;
    struct coverage_link here;
};
struct node_link_page {
    struct str title, lead, csrf, action, back, submit;
    int64_t year;
    struct form form;
    bool answered, may_edit, has_table;
    struct table_view table;
};
handler_fn goals_page, goal_one_page, goals_unfunded_page, goals_unlinked_page, coverage_page,
    coverage_links_page, policy_page, policy_post, package_goals_page, package_goals_post;

/* "2.1 60, 2.2 40" or "2.1, 2.2": codes of a tree, each with its weight in per cent or none. The field
 * gets the error. Weights are not added up here (weights_check). */
struct node_weights {
    struct node_weight *w;
    size_t n;
};
bool goal_weights_read(struct req *r, struct form *f, const char *field, const struct class_tree *t,
                       struct node_weights *ret);
struct str goal_weights_text(struct arena *a, const struct class_tree *t,
                             const struct node_weight *w, size_t n);

#endif
