/* Days and fiscal years: what is read is a real day and reads the same when written back. */
#include "base/arena.h"
#include "base/date.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    struct arena *a = arena_new();
    struct date d = DATE_NONE, again = DATE_NONE;
    int32_t year = 0;
    struct sbuf b;
    struct err e;

    sbuf_init(&b, a, 1000);
    if (date_parse_iso(s, &d, &e)) {
        PROMISE(date_valid(d));
        date_put_iso(&b, d);
        PROMISE(date_parse_iso(sbuf_str(&b), &again, &e) && again.yyyymmdd == d.yyyymmdd);
    } else {
        err_text(a, &e, LANG_TH);
    }
    sbuf_reset(&b);
    if (date_parse_th(s, &d, &e)) {
        PROMISE(date_valid(d));
        date_put(&b, d, DATE_LONG, LANG_TH);
        PROMISE(date_parse_th(sbuf_str(&b), &again, &e) && again.yyyymmdd == d.yyyymmdd);
    } else {
        err_text(a, &e, LANG_EN);
    }
    if (fy_parse(s, &year, &e)) {
        PROMISE(fy_valid(year) && fy_of(fy_start(year)) == year && fy_of(fy_end(year)) == year);
    }
    arena_free(a);
    return 0;
}
