/* desk_page.h - the office's view of all requests, and an agency's desk: where an officer lives while
 * the request is made. */
#ifndef PBIS_WEB_DESK_PAGE_H
#define PBIS_WEB_DESK_PAGE_H

#include "city/agency.h"
#include "plan/request.h"
#include "web/req.h"
#include "web/table.h"

struct desk_lack { /* one thing that is missing, and where to mend it */
    struct str what, of, where;
};
struct desk_row {
    struct ranked_row p;
    const struct desk_lack *lack;
    size_t lack_n;
    struct str rank; /* as typed or as it stands */
    struct str pick; /* CODE:VERSION, empty = nothing to do with it here */
    bool draft, sendable, signable;
};
struct desk_room { /* a ceiling and what is left of it */
    struct str name;
    struct money issued, asked, room;
    bool over;
};
struct desk_said { /* what became of one package of a signing or a sending */
    struct str code, text;
    bool ok;
};
struct desk_page {
    struct str title, csrf, action, refused;
    struct agency agency;
    int64_t year, last_year, version;
    const struct desk_row *row;
    size_t row_n;
    const struct desk_room *room;
    size_t room_n;
    const struct desk_said *said;
    size_t said_n;
    int64_t packages, lines, lacks, lacking, elsewhere /* with sections the person does not see */,
        with_section, with_collector, with_director, sent, returned, zero_out;
    struct money asked;
    bool all; /* every package that can be picked is picked */
    bool empty, member, may_write, may_sign, may_collect, may_rank, has_picks, has_draw,
        has_workbook, open;
    struct str capacity, order_no, order_on; /* as typed */
    struct str behalf;                       /* under which order they sign, or none */
    int64_t done_sent, done_signed;          /* what was done just now */
};
struct requests_page {
    struct str title, own; /* own: the person's own desk, or none */
    int64_t year, none, preparing, sent, accepted, agencies, part;
    struct money asked;
    struct table_view table;
};
/* The desk of the agency that a person belongs to; none for those of the whole city. */
MUST_CHECK bool own_desk(struct req *r, struct str *ret, struct err *e);
handler_fn requests_page, desk_page, desk_missing_page, desk_draw_post, desk_rank_post,
    desk_send_post, desk_sign_post;

/* ---- shared by desk_page.c and desk_post.c ---- */
struct desk_ctx {
    struct agency agency;
    int64_t year;
    struct str refused;
    const struct desk_said *said;
    size_t said_n;
    const struct str *typed_code, *typed_rank; /* the order as typed, when it came back */
    size_t typed_n;
    struct str capacity, order_no, order_on;
};
MUST_CHECK bool desk_show(struct req *r, const struct desk_ctx *c, int status, struct reply *ret,
                          struct err *e);

#endif
