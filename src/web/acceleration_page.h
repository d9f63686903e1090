/* acceleration_page.h - acceleration of spending: the year's progress and rates, and one round with its list. */
#ifndef PBIS_WEB_ACCELERATION_PAGE_H
#define PBIS_WEB_ACCELERATION_PAGE_H

#include "perform/acceleration.h"
#include "web/procurement_page.h"

struct acceleration_list_page {
    struct str title, csrf, refused;
    int64_t year, quarter, agencies, targets, behind, open, late;
    struct share goal, floor, rate, earned, due;
    struct money base, taken;
    bool may, inside, slow; /* slow: earned less than what is due by today */
    struct table_view steps, rates, rounds, problems;
    struct form form, problem;
};
struct resolution_view {
    struct acceleration_resolution x;
    const struct acceleration_note *note;
    size_t note_n;
    bool may, wrong, active;
    struct form form;
};
struct meeting_view {
    struct acceleration_meeting m;
    bool held, may_write, wrong;
    struct form form;
};
struct acceleration_page {
    struct str title, csrf, action, refused, seal;
    struct acceleration r;
    struct share goal, floor, rate;
    bool may, inside, is_open, is_frozen, is_closed, has_letter, broken, may_resolve, may_close;
    const struct resolution_view *res;
    const struct meeting_view *meet;
    size_t res_n, meet_n;
    struct table_view rows, advisers, problems;
    struct form letter, advise, call, resolve, close;
    bool letter_wrong, advise_wrong, call_wrong, resolve_wrong, close_wrong;
};
handler_fn acceleration_list_page, acceleration_page, acceleration_post, acceleration_act_post,
    acceleration_problem_post;

/* The forms of a round's page (acceleration_form.c). */
enum acc_form { ACC_LETTER, ACC_ADVISE, ACC_CALL, ACC_MINUTES, ACC_RESOLVE, ACC_FOLLOW, ACC_CLOSE };
void acceleration_form(struct req *r, enum acc_form which, struct form *f);
struct table_view rate_table(struct req *r, const struct rows *rows, struct str caption);

#endif
