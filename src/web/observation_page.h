/* observation_page.h - observations of the Council and what became of them. */
#ifndef PBIS_WEB_OBSERVATION_PAGE_H
#define PBIS_WEB_OBSERVATION_PAGE_H

#include "plan/observation.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct observation_tab {
    struct str label, path;
    bool current;
};
struct agency_tick {
    struct str code, name;
    bool on;
};
struct observations_page {
    struct str title, csrf, next, wrong;
    int64_t year, ordinance, n, open, late, proposed;
    bool may_add, carried; /* carried: earlier years' of one agency */
    const struct observation_tab *tab;
    const struct agency_tick *tick;
    size_t tab_n, tick_n;
    struct table_view table;
    struct form form;
};
struct part_view {
    struct observation_part p;
    bool may_follow, may_assign, active, wrong;
    struct form said, owner;
};
struct observation_page {
    struct str title, csrf, refused, action, vote_path;
    struct observation o;
    bool is_proposed, is_adopted, may_decide;
    const struct part_view *part;
    const struct observation_note *note;
    size_t part_n, note_n;
};
handler_fn observations_page, observations_post, observation_page, observation_act_post;

#endif
