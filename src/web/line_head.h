/* line_head.h - what the pages of one line share: its name, its sum as a sentence, where the reader is,
 * which pages this line has. An ordinary operating line has few; capital ones show their years, what
 * they replace, their papers. */
#ifndef PBIS_WEB_LINE_HEAD_H
#define PBIS_WEB_LINE_HEAD_H

#include "plan/costing.h"
#include "web/form.h"
#include "web/req.h"
#include "web/table.h"

struct line_tab {
    struct str path, label;
    int64_t missing; /* papers and the like that are still missing */
    bool here;
};
struct line_head {
    struct str title, csrf, sum, path;
    int64_t year;
    struct costing line;
    bool may_edit, above, capital;
    const struct line_tab *tab;
    size_t tab_n;
    struct rows needs;  /* struct paper_need: papers of the line, there or not */
    struct str refused; /* a refusal that no field can show */
};
enum line_tab_id {
    TAB_MAIN,
    TAB_PRICES,
    TAB_TRANCHES,
    TAB_PLACE,
    TAB_REPLACEMENT,
    TAB_PAPERS,
    TABS
};

/* Reads the line of r->seg[0] for a person who may see it (ERR_NOT_FOUND otherwise) and takes its
 * year. */
MUST_CHECK bool line_head_read(struct req *r, enum line_tab_id here, struct line_head *ret,
                               struct err *e);
/* Crumbs and title of its pages. */
void line_page_head(struct req *r, const struct line_head *h, const char *table_path,
                    struct page_head *ret);

/* ---- pages ---- */
struct line_page {
    struct line_head head;
    struct form form;
    struct form_field name, quantity, unit_word, unit_price, times, months, price_code,
        price_reason, justification;
    bool has_prices, answered;
    struct str version, quantity_text, over; /* over: how far above the standard */
    struct str standard_name, standard_source;
    bool standard_demo;
    struct table_view deltas; /* what the Council moved on it */
    int64_t delta_n;
};
struct year_cell {
    int64_t year;
    struct str amount_field, amount, phase_field, phase, error;
    bool own;
};
struct tranches_page {
    struct line_head head;
    const struct year_cell *cell;
    size_t cell_n;
    struct str total, motion, version, error, sum_error;
    struct money sum, difference;
    bool assumed, split, empty;
    const struct running_cell *run;
    size_t run_n;
    struct str run_error;
};
struct running_cell {
    struct str year_field, year, amount_field, amount, what_field, what, error;
};
struct place_cell {
    struct str district_field, district, sub_field, sub, lat_field, lat, lon_field, lon, note_field,
        note, share_field, share, error;
    const struct form_choice *choice; /* districts; the cell's is `district` */
    size_t choice_n;
};
struct place_page {
    struct line_head head;
    const struct place_cell *cell;
    size_t cell_n;
    struct str version, error;
    struct table_view places;
    bool whole;
};
struct replacement_cell {
    struct str number_field, number, year_field, year, condition_field, condition, repair_field,
        repair, disposal_field, disposal, error;
};
struct replacement_page {
    struct line_head head;
    const struct replacement_cell *cell;
    size_t cell_n;
    struct str version, error;
    struct table_view assets;
    int64_t frame, in_use, asked, over;
    bool has_frame;
};

handler_fn line_page, line_edit_post, line_prices_page, line_tranches_page, line_tranches_post,
    line_running_page, line_running_post, line_place_page, line_place_post, line_replacement_page,
    line_replacement_post, line_papers_page, line_engineer_post;

#endif
