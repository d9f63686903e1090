/* volume_text.h - the words of the books of an ordinance (volume.def). */
#ifndef PBIS_DOCUMENT_VOLUME_TEXT_H
#define PBIS_DOCUMENT_VOLUME_TEXT_H

#include <stddef.h>

#include "base/str.h"

struct arena;

enum volume_text_id {
#define VOLUME_TEXT(id, text) id,
#include "document/volume.def"
#undef VOLUME_TEXT
    VW_COUNT
};

struct volume_words {
    struct str name, value;
};
struct str volume_word(enum volume_text_id id);
/* The text with each {name} replaced. */
struct str volume_fill(struct arena *a, enum volume_text_id id, const struct volume_words *w,
                       size_t n);
#define VOLUME_WORDS(...)                                                                          \
 (const struct volume_words[]){__VA_ARGS__},                                                       \
     sizeof((const struct volume_words[]){__VA_ARGS__}) / sizeof(struct volume_words)

#endif
