#include "plan/stage.h"

#include <assert.h>
#include <stddef.h>

#include "base/err.h"
#include "base/row.h"

static const struct {
    const char *word, *th, *en;
} stages[STAGE_COUNT] = {
#define STAGE(id, word, th, en) [id] = {word, th, en},
#include "plan/stages.def"
#undef STAGE
};

const char *stage_word(enum stage s)
{
    assert(s < STAGE_COUNT);
    return stages[s].word;
}

struct str stage_label(enum stage s, enum lang lang)
{
    assert(s < STAGE_COUNT);
    return lang_pick(lang, stages[s].th, stages[s].en);
}

bool stage_parse(struct str word, enum stage *ret, struct err *e)
{
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        if (str_eq(word, str_from(stages[i].word))) {
            *ret = (enum stage)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("stage")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected",
            V(STR("requested analyst suitability permsec governor tabled committee "
                  "amended enacted")));
    return false;
}
