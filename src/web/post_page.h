/* post_page.h - the posts of an agency and the personnel lines they make. */
#ifndef PBIS_WEB_POST_PAGE_H
#define PBIS_WEB_POST_PAGE_H

#include "plan/post_plan.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct posts_page {
    struct str title, csrf, code, agency_name, refused, step, editing;
    int64_t year, before;
    struct post_counts counts;
    struct money computed, requested;
    struct table_view posts;
    const struct post_line *line;
    size_t line_n;
    struct form form;
    struct form_field number, title_field, kind, grade, step_field, salary, position, monthly,
        living, born, vacant_from, vacant_to, shares, version_field;
    bool may_edit, may_take, none, over;
};
handler_fn posts_home, posts_page, posts_lines_page, post_save_post, post_file_post,
    post_remove_post, post_draw_post, post_take_post;

#endif
