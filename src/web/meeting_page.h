/* meeting_page.h - bodies and their members, meetings, one meeting with its agenda, people and minutes. */
#ifndef PBIS_WEB_MEETING_PAGE_H
#define PBIS_WEB_MEETING_PAGE_H

#include "plan/committee.h"
#include "plan/meeting.h"
#include "plan/resolution.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct body_view {
    struct str word, label, chair;
    int64_t members, meetings;
};
struct meetings_page {
    struct str title, csrf;
    int64_t year, held, waiting; /* waiting: drafted resolutions */
    bool may;
    const struct body_view *body;
    size_t body_n;
    struct table_view table;
    struct form form;
};

struct members_page {
    struct str title, csrf, refused;
    int64_t year, now;
    bool may;
    const struct committee_member *row;
    size_t row_n;
    struct form form;
};

struct item_view {
    struct meeting_item item;
    bool scenario, listed, has_resolutions;
    const struct meeting_subject *subject;
    size_t subject_n;
};
struct meeting_page {
    struct str title, csrf, refused, path, body_label;
    int64_t year;
    struct meeting m;
    bool may, may_edit, may_call, may_hold, may_back, may_confirm, may_minutes, may_attend;
    const struct item_view *item;
    size_t item_n;
    const struct meeting_person *person;
    size_t person_n;
    struct table_view resolutions;
    struct form form, guest;
};

handler_fn meetings_page, meetings_post, members_page, members_post, member_end_post;
handler_fn meeting_page, meeting_people_page, meeting_subjects_page;
handler_fn meeting_item_post, meeting_minutes_post, meeting_guest_post, meeting_attendance_post,
    meeting_event_post;

/* The columns of a table of resolutions, and its words. */
void resolution_table(struct req *r, const struct rows *rows, bool narrow, struct str empty,
                      struct table_view *ret);
/* Choices of one kind of words.def for a field; all: the label of the empty one, or NULL. */
void word_choices(struct req *r, const char *kind, const char *all, struct form_field *f);

#endif
