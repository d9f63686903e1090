/* scenario_page.h - the pages around a scenario: branched, shared, merged, compared, pinned, ranked, its frontier. */
#ifndef PBIS_WEB_SCENARIO_PAGE_H
#define PBIS_WEB_SCENARIO_PAGE_H

#include "allocate/frontier.h"
#include "allocate/naming.h"
#include "allocate/scenario.h"
#include "allocate/weight_study.h"
#include "web/money_parts.h"
#include "web/req.h"

handler_fn scenario_page, scenario_branch_post, scenario_share_post, scenario_archive_post;
handler_fn scenario_merge_page, scenario_merge_post;
handler_fn scenario_compare_page, scenario_differ_page, scenario_rank_page;
handler_fn scenario_pins_page, scenario_pin_post, scenario_unpin_post;
handler_fn frontier_page, frontier_post;
handler_fn weights_page, weights_criteria_page, weights_post;

/* The scenario of the path, when the person may see it; ERR_SCENARIO_MISSING. */
MUST_CHECK bool scenario_of(struct req *r, struct scenario_row *ret, struct err *e);
/* "/allocation/NAME" + tail. */
struct str scenario_at(struct req *r, struct str name, const char *tail);
/* The pages of a scenario side by side, as links; `current` is a tail. */
size_t scenario_tabs(struct req *r, struct str name, const char *current, struct money_link *ret);
/* What a setting is called: a ceiling by its agency or type, else its key. */
struct str scenario_setting_name(struct req *r, const struct naming *names, struct str part, struct str key);
/* A part's content (branch.h) as people read it. */
struct str scenario_setting_text(struct req *r, struct str part, struct str content);
/* A score with 2 decimals, as text; with its sign. */
struct str score_say(struct req *r, int64_t millionths);
struct str score_change_say(struct req *r, int64_t millionths);
struct str money_change_say(struct req *r, struct money m); /* in millions */

struct frontier_agency_line {
    struct str name;
    int64_t index; /* in the data of the slider */
    struct money used, change;
};
struct frontier_move_line {
    struct str code, title, agency;
    struct money amount;
};
struct frontier_page {
    struct str title, csrf, name, path, lead, say, data, finding, asset_version, code;
    int64_t year;
    struct money_link tab[MONEY_LINKS];
    size_t tab_n;
    bool has, may_run, stale, going;
    struct str job_path;
    struct frontier_point_row at, now;
    int64_t no, last, before, after; /* before, after: 0 = none */
    struct score change;
    struct html_safe picture, picture_small;
    const struct frontier_move_line *enter, *leave;
    size_t enter_n, leave_n;
    const struct frontier_agency_line *agency;
    size_t agency_n;
    struct table_view table;
    struct str made_by;
    struct when made_at;
    int64_t total_ms;
};

#endif
