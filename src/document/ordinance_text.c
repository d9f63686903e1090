/* ordinance_text.c - the words and figures of the printed ordinance. */
#include "base/arena.h"
#include "document/ordinance.h"
#include "plan/cycle.h"

static const char *const text_of[OT_COUNT] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define ORDINANCE_TEXT(id, text) [id] = text,
#include "document/ordinance.def"
#undef ORDINANCE_TEXT
};

struct str ordinance_text(enum ordinance_text id)
{
    return str_from(text_of[id]);
}

struct str ordinance_fill(struct arena *a, enum ordinance_text id, const struct ordinance_words *w,
                          size_t n)
{
    struct str s = ordinance_text(id);

    for (size_t i = 0; i < n; i++)
        s = str_replace(a, s, str_format(a, "{%.*s}", STR_FMT(w[i].name)), w[i].value);
    return s;
}

struct str ordinance_money(const struct ordinance *o, struct arena *a, struct money m)
{
    return money_text(a, m, o->facts.satang_lines ? MONEY_COMMAS : MONEY_WHOLE);
}

struct str ordinance_count(struct arena *a, int64_t n)
{
    return money_text(a, BAHT(n), MONEY_WHOLE);
}

struct str ordinance_stages_text(const struct ordinance *o, struct arena *a)
{
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < o->stages; i++) {
        struct str label = stage_label((enum stage)o->stage[i].stage, LANG_TH);

        if (i > 0)
            SB_LIT(&b, ", ");
        sbuf_add(&b, ordinance_fill(
                         a, o->stages == 1 ? OT_STAGE_ONE : OT_STAGE_PART,
                         ORDINANCE_WORDS({STR("stage"), label},
                                         {STR("lines"), ordinance_count(a, o->stage[i].lines)})));
    }
    return sbuf_str(&b);
}

struct str ordinance_stage_text(const struct ordinance *o)
{
    struct str stage = o->year.stage;
    struct ordinance_words label = {STR("label"), STR_NONE};
    static const struct {
        const char *from; /* this stage and those past it */
        enum ordinance_text text;
    } standing[] = {{"GAZETTED", OT_STANDING_GAZETTED},
                    {"SIGNED", OT_STANDING_SIGNED},
                    {"PASSED", OT_STANDING_PASSED},
                    {"AMENDMENT", OT_STANDING_COMMITTEE},
                    {"TABLED", OT_STANDING_TABLED}};

    if (!cycle_known(stage)) /* a supplementary one before it is tabled */
        return ordinance_text(OT_STANDING_DRAFT);
    label.value = cycle_label(stage, LANG_TH);
    for (size_t i = 0; i < ARRAY_LEN(standing); i++) {
        if (cycle_at_least(stage, str_from(standing[i].from)))
            return ordinance_fill(o->a, standing[i].text, &label, 1);
    }
    return ordinance_fill(o->a, OT_STANDING_MAKING, &label, 1);
}
