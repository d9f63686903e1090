#include "base/lang.h"

#include <string.h>

#include "base/text_table.h"

struct str tr(enum lang lang, const char *th)
{
    size_t lo = 0, hi = text_table_n;

    if (lang == LANG_TH) {
        return str_from(th);
    }
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = strcmp(th, text_table[mid].th);

        if (c == 0) {
            return str_from(text_table[mid].en);
        }
        if (c < 0) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return str_from(th);
}

struct str lang_pick(enum lang lang, const char *th, const char *en)
{
    return str_from(lang == LANG_TH || !en ? th : en);
}
