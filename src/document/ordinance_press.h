/* ordinance_press.h - the parts of the printed ordinance, in the order of its pages. Private to
 * ordinance_pdf.c, ordinance_front.c and ordinance_schedule.c. */
#ifndef PBIS_DOCUMENT_ORDINANCE_PRESS_H
#define PBIS_DOCUMENT_ORDINANCE_PRESS_H

#include "base/arena.h"
#include "document/ordinance.h"
#include "document/page.h"
#include "document/table.h"

enum press_part {
    PART_COVER,
    PART_CONTENTS,
    PART_MEMO,
    PART_SECTIONS,
    PART_LIST_1,
    PART_LIST_2,
    PART_LIST_3,
    PART_LIST_4,
    PART_NOTES,
    PARTS
};

struct press {
    const struct ordinance *o;
    struct arena *a;
    struct fonts *f;
    struct book *b;
    struct ordinance_files *files;
    int page_of[PARTS];
    int *agency_page;
    int contents, pages; /* of the contents, of the whole */
    int list_mark;       /* bookmark of the newest part */
    struct table *table;
    struct arena *agency; /* what one agency's pages need */
    struct arena_mark agency_start;
    struct str head;    /* the short name of the running head */
    struct str example; /* a full line code, for the notes */
};

/* Words of the document with Thai digits, "พ.ศ. ๒๕๖๖" and "๑ บาท" kept on one line; in p->a. */
struct str press_words(struct press *p, enum ordinance_text id, const struct ordinance_words *w,
                       size_t n);
struct str press_thai(struct press *p, struct str s);
struct str press_anchor(struct press *p, char kind, size_t n); /* "p3", "a12" */
/* Remembers the page of a part and bookmarks it. */
void press_part(struct press *p, enum press_part part, struct str title);

void press_cover(struct press *p);
void press_contents(struct press *p);
void press_sections(struct press *p);
void press_summaries(struct press *p);
MUST_CHECK bool press_schedule(struct press *p, struct err *e);
void press_notes(struct press *p);

#endif
