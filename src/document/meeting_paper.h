/* meeting_paper.h - agenda (ระเบียบวาระการประชุม) and minutes (รายงานการประชุม) of a committee's meeting: its rows
 * (plan/meeting.h) and the resolutions that were confirmed (plan/resolution.h), their amounts added again. */
#ifndef PBIS_DOCUMENT_MEETING_PAPER_H
#define PBIS_DOCUMENT_MEETING_PAPER_H

#include "document/issue_kind.h"
#include "plan/meeting.h"
#include "plan/resolution.h"

struct passed { /* one resolution with its packages */
    struct resolution r;
    const struct resolution_package_row *package;
    size_t packages;
    struct str recused; /* names, joined */
};
struct meeting_data {
    struct meeting meeting;
    const struct meeting_item *item;
    const struct meeting_person *person;
    const struct meeting_subject *subject;
    struct passed *passed; /* oldest first; minutes only */
    size_t items, people, subjects, passes;
};

MUST_CHECK bool agenda_load(struct paper_job *j, struct err *e);
MUST_CHECK bool minutes_load(struct paper_job *j, struct err *e);
MUST_CHECK bool agenda_say(struct paper *p, void *ctx, struct err *e);
MUST_CHECK bool minutes_say(struct paper *p, void *ctx, struct err *e);
MUST_CHECK bool meeting_sheet(const struct paper_job *j, const char *path,
                              const struct paper_info *info, struct err *e);

#endif
