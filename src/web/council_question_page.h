/* council_question_page.h - the Council's questions: the register, one with its answer. */
#ifndef PBIS_WEB_COUNCIL_QUESTION_PAGE_H
#define PBIS_WEB_COUNCIL_QUESTION_PAGE_H

#include "plan/council_question.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct council_tab {
    struct str label, path;
    bool current;
};
struct council_questions_page {
    struct str title, csrf, q, next, subject;
    int64_t year, ordinance, n;
    bool asked, may_ask, records; /* asked: something was searched; records: for anybody */
    struct council_question_count count;
    const struct council_tab *tab;
    size_t tab_n;
    struct table_view table;
    struct form form;
};
struct council_question_page {
    struct str title, csrf, refused, action, subject_path, statement_path;
    struct council_question q;
    bool is_asked, is_assigned, is_drafted, is_approved, is_answered, is_withdrawn;
    bool may_assign, may_draft, may_approve, may_send, may_follow, may_withdraw, own_draft;
    bool sees_draft, has_draft, has_answer, wrong;
    const struct council_question_turn *turn;
    size_t turn_n;
    struct form assign, draft, back, follow, withdraw;
};
handler_fn council_questions_page, council_questions_post, council_question_page,
    council_question_act_post;

/* Starts the job that prints a paper of a kind about `subject`, and shows it when it is there. */
MUST_CHECK bool council_print(struct req *r, const char *kind, struct str subject, int64_t year,
                              struct reply *ret, struct err *e);

#endif
