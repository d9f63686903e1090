/* frame_make.h - fills struct frame from a request. Internal to the core. */
#ifndef PBIS_WEB_FRAME_MAKE_H
#define PBIS_WEB_FRAME_MAKE_H

#include "web/frame.h"
#include "web/req.h"

MUST_CHECK bool frame_make(struct req *r, const struct page_head *head, struct frame *f,
                           struct err *e);
void frame_render(struct html *h, const struct frame *f);
/* The page of an error; never fails, needs no store. */
struct str frame_error(struct req *r, const struct err *e);

/* The rule behind a refusal, in the reader's language, and its page; both empty for what has none
 * (law.h). */
void refusal_rule(struct req *r, const struct err *e, struct str *ret_text, struct str *ret_path);

#endif
