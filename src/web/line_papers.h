/* line_papers.h - the papers that a line needs, those it has, and its bill of quantities. */
#ifndef PBIS_WEB_LINE_PAPERS_H
#define PBIS_WEB_LINE_PAPERS_H

#include "exchange/boq_file.h"
#include "plan/paper.h"
#include "web/attach_page.h"
#include "web/line_head.h"

struct paper_view {
    struct paper_need need;
    bool ok, place, engineer;
};
struct papers_page {
    struct line_head head;
    const struct paper_view *need;
    size_t need_n;
    int64_t missing;
    struct attach_part attach;
    bool construction, has_boq;
    struct boq boq;
    struct score factor;
    struct share vat;
    struct table_view boq_issues;
    struct str boq_error;
    struct str engineer, engineer_error, version;
};

handler_fn line_boq_page, line_boq_issues_page, line_boq_post;
/* The page; shared by the files of its parts. */
MUST_CHECK bool papers_show(struct req *r, struct papers_page *p, int status, struct reply *ret,
                            struct err *e);

#endif
