/* record_words.c - the columns of files of MIS2 and e-GP, and heads that are known. */
#include "exchange/mis2_file.h"

const char *const record_targets[RECORD_TARGETS + 1] = {
#define RECORD_TARGET(id, word, th, en) [id] = word,
#include "exchange/record_words.def"
#undef RECORD_TARGET
    NULL,
};
_Static_assert((int)RECORD_TARGETS <= (int)SHEET_MAP_TARGETS, "a map holds every target");

struct str record_target_label(enum record_target t, enum lang lang)
{
    static const char *const th[] = {
#define RECORD_TARGET(id, word, th, en) [id] = th,
#include "exchange/record_words.def"
#undef RECORD_TARGET
    };
    static const char *const en[] = {
#define RECORD_TARGET(id, word, th, en) [id] = en,
#include "exchange/record_words.def"
#undef RECORD_TARGET
    };

    return lang_pick(lang, th[t], en[t]);
}

void record_map_guess(const struct own_sheet *s, struct sheet_map *ret)
{
    static const struct {
        enum record_target target;
        const char *head;
    } known[] = {
#define RECORD_HEAD(id, head) {id, head},
#include "exchange/record_words.def"
#undef RECORD_HEAD
    };
    bool used[SHEET_HEADERS_MAX] = {false};

    for (size_t i = 0; i < SHEET_MAP_TARGETS; i++) {
        ret->col[i] = UINT32_MAX;
        ret->fixed[i] = STR_NONE;
    }
    for (size_t k = 0; k < ARRAY_LEN(known); k++) {
        for (size_t i = 0; i < s->n && ret->col[known[k].target] == UINT32_MAX; i++) {
            if (!used[i] && str_starts(s->header[i].label, str_from(known[k].head))) {
                ret->col[known[k].target] = s->header[i].col;
                used[i] = true;
            }
        }
    }
}
