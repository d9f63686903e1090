/* line_papers.h - the papers that a line needs, those it has, and its bill of quantities. */
#ifndef PBIS_WEB_LINE_PAPERS_H
#define PBIS_WEB_LINE_PAPERS_H

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
    bool construction;
    struct str engineer, engineer_error, version;
};

#endif
