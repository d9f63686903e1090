/* gantt.h - a calendar as a picture: what was planned, and on it what was. */
#ifndef PBIS_DOCUMENT_GANTT_H
#define PBIS_DOCUMENT_GANTT_H

#include "base/date.h"
#include "document/chart.h"

struct gantt_item {
    struct str label, title, href; /* as in chart.h */
    struct date from, to;           /* planned; none = nothing drawn */
    struct date real_from, real_to; /* real_to none: it still goes on */
    bool late;                      /* drawn in the colour of a cut */
};
/* Rows in the order given, months along the top, a line at `today`. Labels stand at the left where
 * there is room (w >= 600), else above each row. */
void chart_gantt(struct arena *a, const struct gantt_item *items, size_t n, struct date today,
                 double w, enum lang lang, struct scene *ret);
/* The same over one fiscal year, October to September, each month named. */
struct gantt_year {
    int64_t year;
    struct date today;
    enum lang lang;
};
void chart_gantt_year(struct arena *a, const struct gantt_item *items, size_t n, const struct gantt_year *y, double w,
                      struct scene *ret);

#endif
