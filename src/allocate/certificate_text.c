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
