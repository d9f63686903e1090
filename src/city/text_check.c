#include "city/text_check.h"

#include "base/err.h"

bool text_check(const char *field, struct str s, bool required, int64_t limit, struct err *e)
{
    if (required && str_trim(s).n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(str_from(field)));
        return false;
    }
    if (s.n > (size_t)limit && str_count_cp(s) > (size_t)limit) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(str_from(field)));
        err_arg(e, "limit", V(limit));
        return false;
    }
    return true;
}

bool word_check(const char *field, struct str s, const char *list, struct err *e)
{
    struct str rest = str_from(list), word;

    while (str_split(&rest, ' ', &word)) {
        if (s.n && str_eq(word, s)) {
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(s));
    err_arg(e, "expected", V(str_from(list)));
    return false;
}
