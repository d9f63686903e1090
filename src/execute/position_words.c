/* position_words.c - the words of dimensions and origins. */
#include "base/err.h"
#include "execute/position.h"

static const struct {
    const char *word, *th, *en;
} dims[POS_DIMS] = {
#define DIM(id, word, th, en) [POS_##id] = {word, th, en},
#include "plan/dims.def"
#undef DIM
#define POSITION_DIM(id, word, th, en) [id] = {word, th, en},
#include "execute/position.def"
#undef POSITION_DIM
};

static const struct {
    const char *word, *th, *en;
} origins[] = {
#define POSITION_ORIGIN(word, th, en) {word, th, en},
#include "execute/position.def"
#undef POSITION_ORIGIN
};

const char *pos_dim_word(enum pos_dim d)
{
    return dims[d].word;
}

struct str pos_dim_label(enum pos_dim d, enum lang lang)
{
    return lang_pick(lang, dims[d].th, dims[d].en);
}

bool pos_dim_parse(struct str word, enum pos_dim *ret, struct err *e)
{
    for (size_t i = 0; i < POS_DIMS; i++) {
        if (str_eq(word, str_from(dims[i].word))) {
            *ret = (enum pos_dim)i;
            return true;
        }
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("by")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected",
            V(STR("agency division district_group side plan output package item type fund ordinance year line "
                  "origin month")));
    return false;
}

struct str origin_label(struct str kind, enum lang lang)
{
    for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
        if (str_eq(kind, str_from(origins[i].word))) {
            return lang_pick(lang, origins[i].th, origins[i].en);
        }
    }
    return kind;
}
