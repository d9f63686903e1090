/* password.c - which passwords are taken. */
#include <string.h>

#include "base/data_file.h"
#include "base/err.h"
#include "city/user.h"

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 128, WORD_MAX = 512 };

/* A-Z to small letters; a longer text than any common word is none. */
static struct str folded(struct str s, char *room)
{
    if (s.n > WORD_MAX)
        return STR_NONE;
    for (size_t i = 0; i < s.n; i++)
        room[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] - 'A' + 'a' : s.p[i]);
    return (struct str){room, s.n};
}

static int by_bytes(struct str x, struct str y)
{
    size_t n = x.n < y.n ? x.n : y.n;
    int c = n ? memcmp(x.p, y.p, n) : 0;

    return c ? c : (x.n > y.n) - (x.n < y.n);
}

/* The list is sorted by bytes, a word a line. */
static bool is_common(struct str word)
{
    struct str all = data_file_get("common_passwords.txt");
    size_t lo = 0, hi = all.n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2, begin = mid, end = mid;
        int c;

        while (begin > lo && all.p[begin - 1] != '\n')
            begin--;
        while (end < all.n && all.p[end] != '\n')
            end++;
        c = by_bytes(word, str_slice(all, begin, end));
        if (c == 0)
            return true;
        if (c < 0)
            hi = begin;
        else
            lo = end + 1;
    }
    return false;
}

bool password_check(struct str password, struct str user_name, struct err *e)
{
    char room[WORD_MAX];
    size_t n = str_count_cp(password);
    struct str word = folded(password, room);

    if (n >= PASSWORD_MIN && n <= PASSWORD_MAX && !(word.n && is_common(word)) &&
        !str_eq(word, user_name))
        return true;
    FAIL(e, ERR_PASSWORD_WEAK);
    err_arg(e, "minimum", V((int64_t)PASSWORD_MIN));
    return false;
}
