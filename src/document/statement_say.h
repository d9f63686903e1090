/* statement_say.h - how tightly a statement is set, shared by statement_paper.c and statement_table.c. */
#ifndef PBIS_DOCUMENT_STATEMENT_SAY_H
#define PBIS_DOCUMENT_STATEMENT_SAY_H

#include "document/paper.h"
#include "document/statement.h"

/* From a letter's looseness to what still can be read: the first that takes one page. */
struct statement_setting {
    enum text_style text, cell;
    int heading;  /* its level */
    int64_t most; /* characters of one text, 0 = all of it */
    size_t rows;  /* of lines, of deltas */
    size_t answers, results;
};
struct saying {
    struct paper *p;
    const struct statement *s;
    const struct statement_setting *set;
    bool trimmed; /* a text was cut: the paper says where all of it is */
};
void statement_head(struct saying *t, enum paper_text heading);
void statement_say(struct saying *t, struct str text);
void statement_note_say(struct saying *t, enum paper_text text);
void statement_history(struct saying *t);
void statement_stages(struct saying *t);
void statement_cost(struct saying *t);

#endif
