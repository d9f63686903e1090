/* order_file.c - rows of an order from a table that a person made. */
#include "base/arena.h"
#include "base/err.h"
#include "base/table_file.h"
#include "execute/order.h"

bool order_file_read(struct arena *a, const char *path, const struct order_row_new **ret, size_t *ret_n,
                     int64_t *ret_row, struct err *e)
{
    static const char *const want[] = {"line", "amount", NULL};
    struct order_row_new *r;
    struct table_file t;
    size_t n = 0;

    *ret_row = 0;
    if (!table_file_read(a, path, &order_row_type, want, &t, e))
        return false;
    r = ARENA_ARRAY(a, struct order_row_new, t.n + 1);
    for (size_t i = 0; i < t.n; i++) {
        struct order_row_new x = {.line = table_file_cell(&t, i, "line"),
                                  .to_line = table_file_cell(&t, i, "to_line"),
                                  .agency = table_file_cell(&t, i, "agency"),
                                  .output = table_file_cell(&t, i, "output"),
                                  .item = table_file_cell(&t, i, "item"),
                                  .name = table_file_cell(&t, i, "name"),
                                  .ref = table_file_cell(&t, i, "ref"),
                                  .note = table_file_cell(&t, i, "note")};
        struct str amount = table_file_cell(&t, i, "amount");

        if (x.line.n == 0 && amount.n == 0)
            continue; /* an empty row, or a total that an export wrote */
        *ret_row = (int64_t)n + 1;
        if (!money_parse(amount, &x.amount, e))
            return false;
        r[n++] = x;
    }
    *ret_row = 0;
    *ret = r;
    *ret_n = n;
    return true;
}
