/* bill_page.h - a draft in the Council: where it stands, members, committees, votes, sections. Every page takes
 * ?ordinance=N: 0 the annual draft, 1.. supplementary ones. */
#ifndef PBIS_WEB_BILL_PAGE_H
#define PBIS_WEB_BILL_PAGE_H

#include "plan/bill.h"
#include "plan/bill_section.h"
#include "plan/council_committee.h"
#include "plan/council_member.h"
#include "plan/vote.h"
#include "web/form.h"
#include "web/people_page.h"
#include "web/req.h"
#include "web/table.h"

/* What every page of a draft says in its head. */
struct bill_head {
    int64_t year, ordinance;
    struct str csrf, name, query; /* query: ordinance=N, for links */
};

struct bill_link {
    struct str path, label;
    bool now;
};
struct bill_step_view {
    struct cycle_event_view v;
    bool may, deemed;
    struct str who; /* the right that makes it, when the person has it not */
};
struct bill_page {
    struct str title, refused;
    struct bill_head head;
    struct bill b;
    struct str stage_name, next_name;
    struct bill_clock clock;
    struct date due;
    int64_t left, late; /* days to the due day; days past it */
    bool has_next, has_due, before, over, reading, drafting, has_trail, deemed;
    const struct strip_mark *mark;
    size_t mark_n;
    const struct bill_link *bill; /* the year's drafts, when there are several */
    size_t bill_n;
    const struct bill_step_view *step;
    size_t step_n;
    struct table_view money, versions, trail;
    struct gazette gazette;
    bool gazetted, may_gazette, may_enact;
    struct form form; /* of the gazette */
};

struct council_members_page {
    struct str title, refused;
    struct bill_head head;
    int64_t councillors, executives, declared;
    bool may, own; /* own: a member who may declare */
    const struct council_member *row;
    size_t row_n;
    const struct council_interest *interest;
    size_t interest_n;
    struct form form, declare;
};

struct council_committees_page {
    struct str title;
    struct bill_head head;
    int64_t subs;
    bool may, has_main, reported;
    struct str main_name, main_path;
    struct table_view list;
    struct form form;
};
struct council_committee_page {
    struct str title, refused, path;
    struct bill_head head;
    struct council_committee c;
    struct str parent_path;
    bool sub, may, may_report, reported, whole, has_due;
    int64_t deciding; /* who may vote */
    const struct council_seat *seat;
    size_t seat_n;
    const struct council_scope *scope;
    size_t scope_n;
    struct form form, report;
};

struct ballot_view {
    struct str code, name, district, field;
};
struct votes_page {
    struct str title;
    struct bill_head head;
    int64_t taken, members;
    struct str body;
    bool may, open, more;
    struct str more_path;
    struct table_view list;
    struct form form;
    const struct ballot_view *voter;
    size_t voter_n;
};
struct vote_page {
    struct str title, body, subject;
    struct bill_head head;
    struct vote v;
    bool named, superseded;
    struct table_view ballots;
};

struct bill_sections_page {
    struct str title;
    struct bill_head head;
    int64_t all, voted, reserved;
    bool may, open, left;
    const struct bill_section *row;
    size_t row_n;
    struct bill_section total;
};

handler_fn bill_page, bill_versions_page, bill_trail_page, bill_step_post, gazette_post;
handler_fn council_members_page, council_members_post, council_member_end_post, council_interests_page,
    council_interests_post, council_interest_end_post;
handler_fn council_committees_page, council_committees_post, council_committee_page,
    council_seats_post, council_seat_end_post, council_report_post;
handler_fn votes_page, votes_post, vote_page, bill_sections_page;

/* The draft that the request is about: ?ordinance=N, from the form or the query. */
MUST_CHECK bool bill_head_read(struct req *r, struct bill_head *ret, struct err *e);
/* path?ordinance=N (the path alone for the annual one). */
struct str bill_path(struct req *r, const struct bill_head *h, const char *path);
/* What a vote is about, as people read it: the subject's words, with the agency of a section. */
struct str vote_subject_label(struct req *r, struct str subject, struct str name);

#endif
