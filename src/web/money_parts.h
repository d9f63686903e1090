/* money_parts.h - what the pages of "money available" share: one sentence, at most four figures,
 * sections with a picture and its table, and the work to do as panels with forms. */
#ifndef PBIS_WEB_MONEY_PARTS_H
#define PBIS_WEB_MONEY_PARTS_H

#include "document/chart.h"
#include "web/form.h"
#include "web/html.h"
#include "web/req.h"
#include "web/table.h"

struct money_fact {
    struct str label, value, by;
    bool warn, stop;
};
struct money_link {
    struct str label, href;
    bool current;
};
struct money_section {
    struct str id, title, unit, note, path, query; /* path empty: no export */
    struct html_safe picture, picture_small;
    bool has_picture, has_table;
    struct table_view table;
};
struct money_panel {
    struct str title, note, action, submit;
    struct str code; /* hidden field of that name; empty = none */
    struct form form;
    bool file;   /* carries a file */
    bool folded; /* large: under the sections, opened by its title */
    bool second; /* not the page's main act */
};
enum { MONEY_FACTS = 4, MONEY_SECTIONS = 8, MONEY_PANELS = 12, MONEY_LINKS = 12, MONEY_NOTES = 6 };
struct money_page {
    struct str title, lead, csrf;
    int64_t year;
    struct money_note {
        struct str text, href, link;
        bool stop, warn;
    } note[MONEY_NOTES];
    struct money_link tab[MONEY_LINKS]; /* other views of the same */
    struct money_fact fact[MONEY_FACTS];
    struct money_section section[MONEY_SECTIONS];
    struct money_panel panel[MONEY_PANELS], act[MONEY_PANELS]; /* act: folded ones */
    size_t note_n, tab_n, fact_n, section_n, panel_n, act_n;
    bool aside; /* has panels */
    struct form filter;      /* asked by GET, above the sections; none: no fields */
    struct str filter_path;
    bool has_filter;
    struct str next;         /* the next page by key; empty = none */
};

/* Adding; more than there is room for is our bug. */
struct money_section *money_section(struct money_page *p);
struct money_panel *money_panel(struct money_page *p);
struct money_panel *money_act(struct money_page *p);
void money_fact(struct money_page *p, struct str label, struct str value, struct str by);
void money_note(struct money_page *p, struct str text, struct str href, struct str link);
/* The page's answer; status of the reply. crumb may be NULL (then nav is its own). */
MUST_CHECK bool money_show(struct req *r, struct money_page *p, const char *nav, int status,
                           struct reply *ret, struct err *e);

/* A refused form back to its panel (action = folder + which), else said above the page. */
void money_refused(struct req *r, struct money_page *p, const struct form *wrong, const char *which,
                   const char *folder);
/* The pages of "money available" side by side. */
void money_tabs(struct req *r, struct money_page *p, const char *current);

/* The text in the reader's language with {name} filled in:
 * SAY(r, TR("เหลือ {left} บาท"), {STR("{left}"), text}). */
#define SAY(r, th, ...)                                                                            \
 money_say((r), (th), (const struct param[]){__VA_ARGS__},                                         \
           sizeof((const struct param[]){__VA_ARGS__}) / sizeof(struct param))
struct str money_say(struct req *r, const char *th, const struct param *arg, size_t n);
struct str money_million_text(struct req *r, struct money m); /* 79,000.00 */
struct str money_count_text(struct req *r, int64_t n);
struct str money_share_text(struct req *r, int64_t bp); /* 30.49 */
struct str money_day_text(struct req *r, struct date d);
struct str money_year_text(struct req *r, int64_t year);

/* A chart in two widths as the section's picture: its title says the finding. */
void money_bars(struct req *r, struct money_section *s, const struct chart_item *item, size_t n);
void money_falls(struct req *r, struct money_section *s, const struct chart_item *item, size_t n);
void money_lines(struct req *r, struct money_section *s, const struct chart_places *x,
                 const struct chart_series *line, size_t n);

/* A copy of a table of fields, ready to be filled. */
struct form money_form(struct req *r, const struct form_field *f, size_t n);
/* Words of a kind of words.def as choices. */
void money_words(struct req *r, const char *kind, struct form_field *f);
/* A day in the field, as people or machines write it; the field gets the error. */
bool money_day(struct form *f, const char *name, const struct req *r, struct date *ret);

/* A form's post: `write` runs as a write, then the person goes to `path`; when it is refused, `show`
 * answers with the form as typed. */
struct money_post {
    struct form form; /* read by money_post_read */
    int64_t year;
    struct money_post_page {
        bool (*show)(struct req *r, struct form *wrong, const char *which, int status,
                     struct reply *ret, struct err *e);
        const char *which; /* which of the page's forms */
        const char *path;
    } page;
    req_write_fn *write;
    void *more;
};
MUST_CHECK bool money_post(struct req *r, struct money_post *p, struct reply *ret, struct err *e);

#endif
