/* indicators_page.h - indicators of a year, one of them, and one reading of it. */
#ifndef PBIS_WEB_INDICATORS_PAGE_H
#define PBIS_WEB_INDICATORS_PAGE_H

#include "perform/indicator_year.h"
#include "perform/reading.h"
#include "perform/reading_period.h"
#include "web/money_parts.h"

handler_fn indicators_page, indicators_late_page, indicators_new_post, indicators_copy_post, indicators_file_post,
    indicator_page, indicator_note_post, indicator_profile_page, indicator_profile_post, reading_page, reading_save_post, reading_event_post;

/* The fields of an indicator's profile of a year (profile_form.c). */
struct form profile_form(struct req *r);
/* Filled from what is kept; targets and steps as people type them. */
MUST_CHECK bool profile_fill(struct req *r, struct form *f, const struct indicator_year *p, struct err *e);
/* Reads it; a field that is wrong gets its error (form->wrong). */
void profile_read(struct req *r, struct form *f, struct indicator_year_new *n);
MUST_CHECK bool profile_choices(struct req *r, struct form *f, struct err *e);

/* The text in the reader's language; Thai where there is no English. */
struct str text_in(const struct req *r, struct str th, struct str en);
/* A decimal as it is printed with so many places. */
struct str score_print(struct arena *a, struct score v, int64_t places);
/* A target with what it is in: "96.00 %", "ระดับ 5", "120 ราย". */
struct str target_text(struct req *r, const struct indicator_year *p, struct score target);

#endif
