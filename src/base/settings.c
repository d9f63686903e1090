#include "base/settings.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/exact.h"

struct setting {
    const char *name, *env;
    int64_t min, max, otherwise;
};

static const struct setting rows[SETTING_COUNT] = {
#define SETTING(id, name, env, min, max, otherwise, th, en) [id] = {name, env, min, max, otherwise},
#include "base/settings.def"
};

struct setting_text {
    const char *name, *env;
    size_t most;
};

static const struct setting_text texts[SETTING_TEXT_COUNT] = {
#define SETTING_TEXT(id, name, env, most, th, en) [id] = {name, env, most},
#include "base/settings.def"
};

void settings_default(struct settings *s)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        s->v[i] = rows[i].otherwise;
    }
    for (size_t i = 0; i < SETTING_TEXT_COUNT; i++) {
        s->text[i] = STR_NONE;
    }
}

bool settings_from_env(struct settings *s, struct err *e)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const char *text = getenv(rows[i].env);
        int64_t v;

        if (!text) {
            continue;
        }
        if (!exact_parse_decimal(str_from(text), 0, &v) || v < rows[i].min || v > rows[i].max) {
            FAIL(e, ERR_BAD_NUMBER);
            err_arg(e, "field", V(str_from(rows[i].env)));
            err_arg(e, "value", V(str_from(text)));
            return false;
        }
        s->v[i] = v;
    }
    for (size_t i = 0; i < SETTING_TEXT_COUNT; i++) {
        struct str text = str_from(getenv(texts[i].env));

        if (text.n > texts[i].most) {
            FAIL(e, ERR_TOO_LONG);
            err_arg(e, "field", V(str_from(texts[i].env)));
            err_arg(e, "limit", V((int64_t)texts[i].most));
            return false;
        }
        s->text[i] = text;
    }
    return true;
}
