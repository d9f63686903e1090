/* volume_text.c - the words of the books of an ordinance. */
#include "document/volume_text.h"

#include "base/arena.h"

static const char *const text_of[VW_COUNT] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define VOLUME_TEXT(id, text) [id] = text,
#include "document/volume.def"
#undef VOLUME_TEXT
};

struct str volume_word(enum volume_text_id id)
{
    return str_from(text_of[id]);
}

struct str volume_fill(struct arena *a, enum volume_text_id id, const struct volume_words *w,
                       size_t n)
{
    struct str s = volume_word(id);

    for (size_t i = 0; i < n; i++)
        s = str_replace(a, s, str_format(a, "{%.*s}", STR_FMT(w[i].name)), w[i].value);
    return s;
}
