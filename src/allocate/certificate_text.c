/* The sentences of certificate.h. */
#include "allocate/certificate.h"
#include "base/arena.h"

static const struct {
    const char *th, *en;
} checks[] = {
#define CHECK(code, th, en) {th, en},
#include "allocate/checks.def"
#undef CHECK
};

struct str certificate_text(struct arena *a, const struct fault *f, enum lang lang)
{
    struct str text = lang_pick(lang, checks[f->code].th, checks[f->code].en);

    text = str_replace(a, text, STR("{claimed}"), f->claimed);
    text = str_replace(a, text, STR("{found}"), f->found);
    return str_replace(a, text, STR("{what}"), f->what);
}

/* --- what a right result shows ----------------------------------------------------------- */

enum shown {
#define SHOWN(code, th, en) code,
#include "allocate/shown.def"
#undef SHOWN
    SHOWN_COUNT
};
static const char *const shown_text[SHOWN_COUNT][2] = {
#define SHOWN(code, th, en) {th, en},
#include "allocate/shown.def"
#undef SHOWN
};

static struct str number(struct arena *a, size_t n)
{
    return str_format(a, "%zu", n);
}

static void say(struct arena *a, struct sbuf *b, enum shown code, const struct shown_result *r,
                enum lang lang)
{
    struct str s = lang_pick(lang, shown_text[code][0], shown_text[code][1]);

    s = str_replace(a, s, STR("{hash}"), r->hash);
    s = str_replace(a, s, STR("{packages}"), number(a, r->in->npackage));
    s = str_replace(a, s, STR("{resources}"), number(a, r->in->nresource));
    s = str_replace(a, s, STR("{chosen}"), number(a, r->claim->nchosen));
    s = str_replace(a, s, STR("{value}"), r->claim->value);
    s = str_replace(a, s, STR("{bound}"), r->claim->bound);
    s = str_replace(a, s, STR("{gap}"), r->claim->gap);
    sbuf_add(b, s);
    sbuf_byte(b, '\n');
}

struct str certificate_shown(struct arena *a, const struct shown_result *r, enum lang lang)
{
    const struct claim *c = r->claim;
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    say(a, &b, SHOWN_INSTANCE, r, lang);
    if (str_eq(c->status, STR("unknown"))) {
        say(a, &b, SHOWN_UNKNOWN, r, lang);
    } else if (str_eq(c->status, STR("infeasible"))) {
        bool together = str_eq(c->why, STR("together"));

        say(a, &b, together && !c->proof ? SHOWN_NO_ANSWER_BELIEVED : SHOWN_NO_ANSWER, r, lang);
    } else {
        say(a, &b, SHOWN_KEPT, r, lang);
        if (!c->bound_proved)
            say(a, &b, SHOWN_BELIEVED, r, lang);
        else
            say(a, &b, str_eq(c->value, c->bound) ? SHOWN_BEST : SHOWN_WITHIN, r, lang);
    }
    say(a, &b, SHOWN_NOT, r, lang);
    return sbuf_str(&b);
}
