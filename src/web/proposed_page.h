/* proposed_page.h - /allocation-runs/{code}: one run as a proposal, with its proof: what it gives to whom, how far that is
 * proved, what it was told to do; from here it goes on an agenda, is printed, and its files are fetched. */
#ifndef PBIS_WEB_PROPOSED_PAGE_H
#define PBIS_WEB_PROPOSED_PAGE_H

#include "allocate/proposed.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct proposed_page {
    struct str title, csrf, path, allocation, refused;
    int64_t year, unfunded, ceilings, losers;
    struct proposed p;
    struct share share; /* allocated of asked */
    bool may_agenda, no_meeting, may_print, on_agenda, decided, has_pins, has_ranks, has_parts, has_files;
    struct table_view binding, agencies, types, pins, ranks;
    struct form agenda;
};
handler_fn proposed_page, proposed_ceilings_page, proposed_agenda_post, proposed_print_post;
handler_fn proposed_instance_file, proposed_result_file;

#endif
