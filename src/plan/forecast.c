/* forecast.c - the methods of a revenue forecast and the balance, in whole numbers. */
#include "base/err.h"
#include "base/exact.h"
#include "plan/revenue.h"

enum { TREND_YEARS = 10 }; /* most that a trend looks back */

int64_t revenue_method_years(struct str method)
{
    static const struct {
        struct str word;
        int64_t years;
    } m[] = {{STR_INIT("manual"), 0},
             {STR_INIT("growth"), 2},
             {STR_INIT("average"), 3},
             {STR_INIT("trend"), 3}};

    for (size_t i = 0; i < ARRAY_LEN(m); i++) {
        if (str_eq(m[i].word, method))
            return m[i].years;
    }
    return -1;
}

static bool whole_baht(int64_t satang_num, int64_t den, struct money *ret, struct err *e)
{
    int64_t baht;

    if (den > INT64_MAX / 100 || !exact_mul_div(satang_num, 1, den * 100, ROUND_HALF_UP, &baht) ||
        baht > MONEY_MAX / 100) {
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(STR("forecast")));
        return false;
    }
    *ret = BAHT(baht < 0 ? 0 : baht); /* a falling trend ends at nothing */
    return true;
}

/* x1 y1 - x2 y2 in *ret. */
static bool cross(int64_t x1, int64_t y1, int64_t x2, int64_t y2, int64_t *ret)
{
    int64_t a, b;

    return !__builtin_mul_overflow(x1, y1, &a) && !__builtin_mul_overflow(x2, y2, &b) &&
           !__builtin_sub_overflow(a, b, ret);
}

/* Least squares with years counted from the first point:
 * y = (Sy Sxx - Sx Sxy + x (n Sxy - Sx Sy)) / (n Sxx - Sx Sx). */
static bool trend(const struct revenue_point *p, size_t n, int64_t year, struct money *ret,
                  struct err *e)
{
    int64_t count = (int64_t)n, sx = 0, sy = 0, sxx = 0, sxy = 0, x = year - p[0].year;
    int64_t slope = 0, base = 0, num = 0;
    bool fits = true;

    for (size_t i = 0; i < n; i++) {
        int64_t xi = p[i].year - p[0].year;

        sx += xi;
        sxx += xi * xi;
        sy += p[i].amount.satang;       /* at most 10 x MONEY_MAX */
        sxy += p[i].amount.satang * xi; /* years are 2500 .. 2699: at most 2 x 10^18 */
    }
    fits = cross(sy, sxx, sx, sxy, &base) && cross(count, sxy, sx, sy, &slope) &&
           !__builtin_mul_overflow(slope, x, &slope) && !__builtin_add_overflow(base, slope, &num);
    if (fits)
        return whole_baht(num, count * sxx - sx * sx, ret, e);
    FAIL(e, ERR_AMOUNT_RANGE);
    err_arg(e, "value", V(STR("trend")));
    return false;
}

bool revenue_method(struct str method, const struct revenue_point *p, size_t n, int64_t year,
                    struct money *ret, struct err *e)
{
    int64_t need = revenue_method_years(method), satang;

    if (need <= 0) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("method")));
        err_arg(e, "value", V(method));
        err_arg(e, "expected", V(STR("growth average trend manual")));
        return false;
    }
    if ((int64_t)n < need || (str_eq(method, STR("growth")) && p[n - 2].amount.satang == 0)) {
        FAIL(e, ERR_NO_HISTORY);
        err_arg(e, "need", V(need));
        err_arg(e, "have", V((int64_t)n));
        return false;
    }
    if (str_eq(method, STR("trend"))) {
        size_t from = n > TREND_YEARS ? n - TREND_YEARS : 0;

        return trend(p + from, n - from, year, ret, e);
    }
    if (str_eq(method, STR("growth"))) {
        if (exact_mul_div(p[n - 1].amount.satang, p[n - 1].amount.satang, p[n - 2].amount.satang,
                          ROUND_HALF_UP, &satang))
            return whole_baht(satang, 1, ret, e);
        FAIL(e, ERR_AMOUNT_RANGE);
        err_arg(e, "value", V(method));
        return false;
    }
    satang = 0;
    for (size_t i = n - 3; i < n; i++)
        satang += p[i].amount.satang;
    return whole_baht(satang, 3, ret, e);
}

void revenue_balance(struct money revenue, const struct money by_type[7], struct money tranche,
                     struct money contract, struct revenue_balance *ret)
{
    *ret = (struct revenue_balance){.revenue = revenue, .tranche = tranche, .contract = contract};
    for (size_t t = 1; t < 7; t++)
        ret->expenditure = money_add(ret->expenditure, by_type[t]);
    ret->difference = money_sub(revenue, ret->expenditure);
    ret->gross = money_add(by_type[3], by_type[5]);
    ret->net = money_sub(money_sub(ret->gross, tranche), contract);
    ret->gross_bp = money_share_bp(ret->gross, ret->expenditure);
    ret->net_bp = money_share_bp(ret->net, ret->expenditure);
}
