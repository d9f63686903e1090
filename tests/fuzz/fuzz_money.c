/* Amounts and decimals: what is read is in range and reads the same when written back. */
#include "base/arena.h"
#include "base/exact.h"
#include "base/money.h"
#include "fuzz.h"

static void same_again(struct arena *a, struct money m, enum money_style style)
{
    struct money again = MONEY(m.satang + 1);
    struct err e;

    PROMISE(money_parse(money_text(a, m, style), &again, &e));
    PROMISE(again.satang == m.satang);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = {(const char *)data, size};
    struct arena *a = arena_new();
    struct money m = MONEY_ZERO, rounded = MONEY_ZERO;
    bool is_rounded = false;
    int64_t v = 0;
    struct err e;
    bool exact = money_parse(s, &m, &e);

    if (money_parse_rounding(s, &rounded, &is_rounded, &e)) {
        PROMISE(rounded.satang >= -MONEY_MAX && rounded.satang <= MONEY_MAX);
        PROMISE(exact == !is_rounded);
        same_again(a, rounded, MONEY_PLAIN);
        same_again(a, rounded, MONEY_COMMAS);
        same_again(a, rounded, MONEY_WHOLE);
    } else {
        PROMISE(!exact);
    }
    if (exact) {
        PROMISE(m.satang == rounded.satang);
    }
    for (unsigned places = 0; places <= 6; places += 2) {
        if (exact_parse_decimal(s, places, &v)) {
            struct sbuf b;
            int64_t again = 0;

            sbuf_init(&b, a, 100);
            exact_put_decimal(&b, v, places, 0);
            PROMISE(exact_parse_decimal(sbuf_str(&b), places, &again) && again == v);
            PROMISE(places != 2 || !exact || v == m.satang);
        }
    }
    arena_free(a);
    return 0;
}
