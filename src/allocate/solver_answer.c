/* The solver's answer between the child and its parent (solver.h). The parent believes none of it:
 * indices are checked here, everything else by the certificate. */
#include "allocate/solver.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

static const char *const status_words[] = {"answer", "infeasible", "unknown"};

void solver_answer_write(struct arena *a, const struct instance *in,
                         const struct solver_answer *ans, struct sbuf *b)
{
    struct jw w;

    (void)a;
    jw_init(&w, b, false);
    jw_object(&w, NULL);
    J(&w, "status", str_from(status_words[ans->status]));
    J(&w, "value", ans->value);
    J(&w, "bound", ans->bound);
    J(&w, "time_limited", ans->time_limited);
    J(&w, "lp_ms", ans->lp_ms);
    J(&w, "mip_ms", ans->mip_ms);
    J(&w, "places", (int64_t)ans->price_places);
    jw_array(&w, "prices");
    for (size_t r = 0; r < in->nresource && ans->price; r++)
        J(&w, NULL, ans->price[r]);
    jw_end_array(&w);
    jw_array(&w, "clash");
    for (size_t k = 0; k < ans->nclash; k++)
        J(&w, NULL, (int64_t)ans->clash[k]);
    jw_end_array(&w);
    jw_array(&w, "chosen");
    for (size_t i = 0; i < in->npackage && ans->status == SOLVER_ANSWER; i++) {
        if (ans->on[i])
            J(&w, NULL, (int64_t)i);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    sbuf_byte(b, '\n');
}

static bool refuse(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

static bool read_status(const struct jr *root, enum solver_status *ret)
{
    struct str word = jr_str(jr_get(root, "status"), STR_NONE);

    for (size_t i = 0; i < ARRAY_LEN(status_words); i++) {
        if (str_eq(word, str_from(status_words[i]))) {
            *ret = (enum solver_status)i;
            return true;
        }
    }
    return false;
}

/* Indices below `most`; false when one is not. */
static bool read_indices(struct arena *a, const struct jr *list, size_t most, uint32_t **ret,
                         size_t *ret_n)
{
    *ret_n = jr_count(list);
    *ret = ARENA_ARRAY(a, uint32_t, *ret_n);
    for (size_t k = 0; k < *ret_n; k++) {
        int64_t x = jr_int(jr_at(list, k), -1);

        if (x < 0 || (uint64_t)x >= most)
            return false;
        (*ret)[k] = (uint32_t)x;
    }
    return true;
}

bool solver_answer_read(struct arena *a, const struct instance *in, struct str text,
                        struct solver_answer *ret, struct err *e)
{
    struct solver_answer ans = {0};
    const struct jr *root, *prices;
    int64_t *price = ARENA_ARRAY(a, int64_t, in->nresource);
    uint32_t *chosen, *clash;
    size_t n;
    int64_t places;

    if (!json_parse(a, text, &root, e) || !read_status(root, &ans.status))
        return refuse(e, "no answer came back");
    prices = jr_get(root, "prices");
    places = jr_int(jr_get(root, "places"), 0);
    if (!read_indices(a, jr_get(root, "chosen"), in->npackage, &chosen, &n) ||
        !read_indices(a, jr_get(root, "clash"), in->nresource, &clash, &ans.nclash) ||
        (jr_count(prices) && jr_count(prices) != in->nresource) || places < 0 || places > 18)
        return refuse(e, "the answer is broken");
    ans.on = ARENA_ARRAY(a, bool, in->npackage);
    for (size_t k = 0; k < n; k++)
        ans.on[chosen[k]] = true;
    for (size_t r = 0; r < jr_count(prices); r++)
        price[r] = jr_int(jr_at(prices, r), 0);
    ans.price = price;
    ans.price_places = (unsigned)places;
    ans.clash = clash;
    ans.value = jr_int(jr_get(root, "value"), 0);
    ans.bound = jr_int(jr_get(root, "bound"), 0);
    ans.time_limited = jr_bool(jr_get(root, "time_limited"), false);
    ans.lp_ms = jr_int(jr_get(root, "lp_ms"), 0);
    ans.mip_ms = jr_int(jr_get(root, "mip_ms"), 0);
    *ret = ans;
    return true;
}
