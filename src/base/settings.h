/* settings.h - what may be set from outside: one row a setting (settings.def), its type, range and
 * default. Read once by main from the environment and the command line, passed down as a struct. */
#ifndef PBIS_BASE_SETTINGS_H
#define PBIS_BASE_SETTINGS_H

#include <stdint.h>

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct err;

enum setting_id {
#define SETTING(id, name, env, min, max, otherwise, th, en) id,
#include "base/settings.def"
    SETTING_COUNT
};
enum setting_text_id {
#define SETTING_TEXT(id, name, env, most, th, en) id,
#include "base/settings.def"
    SETTING_TEXT_COUNT
};

struct settings {
    int64_t v[SETTING_COUNT];
    struct str text[SETTING_TEXT_COUNT]; /* live as long as the process */
};

void settings_default(struct settings *s);
/* Reads PBIS_* variables; ERR_BAD_NUMBER {field, value} outside the range,
 * ERR_TOO_LONG {field, limit}. Called by main alone. */
MUST_CHECK bool settings_from_env(struct settings *s, struct err *e);

#endif
