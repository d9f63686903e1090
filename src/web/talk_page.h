/* talk_page.h - what is asked and said about a package and its lines: questions to the agency with their
 * clock, comments with mentions. */
#ifndef PBIS_WEB_TALK_PAGE_H
#define PBIS_WEB_TALK_PAGE_H

#include "plan/comment.h"
#include "plan/info_request.h"
#include "web/form.h"
#include "web/req.h"

struct comment_view {
    struct comment c;
    struct str reply, edit, seen_by;
    bool own, under, edited, shown; /* under: a reply; shown: has a text to show */
};
struct talk_page {
    struct str title, csrf, path, line_code, line_name, refused, back;
    struct package package;
    int64_t year;
    struct package_clock clock;
    const struct info_request *question;
    size_t question_n;
    const struct comment_view *comment;
    size_t comment_n;
    int64_t unread;
    bool may_ask, may_say, city, has_line, replying, editing, asked;
    struct form ask, say;
    struct str say_action, reply_to, version;
};
struct asked_page {
    struct str title, csrf, action, refused, about;
    struct info_request q;
    const struct info_turn *turn;
    size_t turn_n;
    bool open, answered, may_answer, may_settle;
    struct form answer, again;
};
struct comment_page {
    struct str title, back;
    const struct comment_text *text;
    size_t text_n;
};
handler_fn talk_page, ask_post, comments_post, comment_post, comment_withdraw_post, comment_page,
    mentions_post, asked_page, asked_act_post, package_asked_page;

#endif
