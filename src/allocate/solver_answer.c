/* The solver's answer between the child and its parent (solver.h). The parent believes none of it:
 * lengths and indices are checked here, everything else by the certificate. */
#include "allocate/solver.h"
#include "allocate/wire.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"

enum { PLACES_MAX = 18 };

/* A proof goes as its JSON; empty when there is none. */
static struct str proof_text(struct arena *a, const struct instance *in, const struct proof *p)
{
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    if (p) {
        jw_init(&w, &b, false);
        jw_object(&w, NULL);
        proof_write(a, &w, "proof", in, p);
        jw_end_object(&w);
    }
    return sbuf_str(&b);
}

void solver_answer_write(struct arena *a, const struct instance *in,
                         const struct solver_answer *ans, struct sbuf *b)
{
    bool has = ans->status == SOLVER_ANSWER;

    wire_put_int(b, ans->status);
    wire_put_int(b, ans->value);
    wire_put_int(b, ans->bound);
    wire_put_int(b, ans->time_limited);
    wire_put_int(b, ans->lp_ms);
    wire_put_int(b, ans->mip_ms);
    wire_put_int(b, ans->price_places);
    wire_put_int(b, ans->price ? (int64_t)in->nresource : 0);
    wire_put_array(b, ans->price, ans->price ? in->nresource : 0, sizeof *ans->price);
    wire_put_int(b, (int64_t)ans->nclash);
    wire_put_array(b, ans->clash, ans->nclash, sizeof *ans->clash);
    for (size_t i = 0; i < in->npackage; i += 8) {
        unsigned bits = 0;

        for (size_t k = 0; k < 8 && i + k < in->npackage && has; k++)
            bits |= (unsigned)ans->on[i + k] << k;
        sbuf_byte(b, (char)bits);
    }
    wire_put_bytes(b, proof_text(a, in, ans->proof));
}

static bool refuse(struct err *e, const char *why)
{
    FAIL(e, ERR_SOLVER);
    err_arg(e, "why", value_str(str_from(why)));
    return false;
}

static bool read_figures(struct str *rest, struct solver_answer *ret)
{
    int64_t status, limited, places;

    if (!wire_get_int(rest, &status) || !wire_get_int(rest, &ret->value) ||
        !wire_get_int(rest, &ret->bound) || !wire_get_int(rest, &limited) ||
        !wire_get_int(rest, &ret->lp_ms) || !wire_get_int(rest, &ret->mip_ms) ||
        !wire_get_int(rest, &places) || status < SOLVER_ANSWER || status > SOLVER_UNKNOWN ||
        places < 0 || places > PLACES_MAX)
        return false;
    ret->status = (enum solver_status)status;
    ret->time_limited = limited != 0;
    ret->price_places = (unsigned)places;
    return true;
}

static bool read_lists(struct arena *a, const struct instance *in, struct str *rest,
                       struct solver_answer *ret)
{
    int64_t nprice, nclash;
    void *price, *clash;

    if (!wire_get_int(rest, &nprice) || (nprice && nprice != (int64_t)in->nresource) ||
        !wire_get_array(a, rest, (size_t)nprice, sizeof *ret->price, &price) ||
        !wire_get_int(rest, &nclash) || nclash < 0 ||
        !wire_get_array(a, rest, (size_t)nclash, sizeof *ret->clash, &clash))
        return false;
    ret->price = nprice ? price : ARENA_ARRAY(a, int64_t, in->nresource);
    ret->clash = clash;
    ret->nclash = (size_t)nclash;
    for (size_t k = 0; k < ret->nclash; k++) {
        if (ret->clash[k] >= in->nresource)
            return false;
    }
    return true;
}

static bool read_proof(struct arena *a, const struct instance *in, struct str *rest,
                       struct solver_answer *ret, struct err *e)
{
    struct proof *p = ARENA_NEW(a, struct proof);
    const struct jr *root;
    struct str text;

    if (!wire_get_bytes(rest, &text))
        return refuse(e, "the answer is broken");
    if (!text.n)
        return true;
    if (!json_parse(a, text, &root, e) || !proof_read(a, in, jr_get(root, "proof"), p, e))
        return false;
    ret->proof = p;
    return true;
}

bool solver_answer_read(struct arena *a, const struct instance *in, struct str text,
                        struct solver_answer *ret, struct err *e)
{
    struct solver_answer ans = {0};

    if (!read_figures(&text, &ans) || !read_lists(a, in, &text, &ans) ||
        text.n < (in->npackage + 7) / 8)
        return refuse(e, "the answer is broken");
    ans.on = ARENA_ARRAY(a, bool, in->npackage);
    for (size_t i = 0; i < in->npackage; i++)
        ans.on[i] = (unsigned char)text.p[i / 8] >> i % 8 & 1;
    text = str_slice(text, (in->npackage + 7) / 8, text.n);
    if (!read_proof(a, in, &text, &ans, e))
        return false;
    *ret = ans;
    return true;
}
