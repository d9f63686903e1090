/* supplementary_page.h - supplementary ordinances of a year, and one of them; lines across years. Handlers only: what they
 * show is web/money_parts.h. */
#ifndef PBIS_WEB_SUPPLEMENTARY_PAGE_H
#define PBIS_WEB_SUPPLEMENTARY_PAGE_H

#include "execute/enact.h"
#include "plan/lineage.h"
#include "plan/supplementary.h"
#include "web/req.h"

handler_fn supplementary_page, supplementary_enacted_page, supplementary_new_post,
    supplementary_one_page, supplementary_statements_page, supplementary_edit_post,
    supplementary_line_post, supplementary_line_page, supplementary_line_set_post,
    supplementary_state_post, supplementary_file_post, supplementary_save_post,
    supplementary_enact_post, supplementary_print_post;
handler_fn lineage_page, lineage_open_page, lineage_one_page, lineage_find_post, lineage_past_post,
    lineage_future_post, lineage_file_post, lineage_save_post;

#endif
