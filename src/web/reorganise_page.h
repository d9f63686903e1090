/* reorganise_page.h - /reorganisations: re-organisation of agencies and programme codes from a date. */
#ifndef PBIS_WEB_REORGANISE_PAGE_H
#define PBIS_WEB_REORGANISE_PAGE_H

#include "execute/reorganise.h"
#include "web/req.h"

/* A row of before and after: what the city's year holds in a bucket, and what of it moves. */
struct reorg_bucket {
    struct str bucket;
    struct money before, moves, after;
};
extern const struct row_type reorg_bucket_type;
handler_fn reorgs_page, reorg_new_page, reorg_new_post, reorg_page, reorg_post, reorg_rules_page;

#endif
