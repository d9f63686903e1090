#include "web/labels.h"

#include "base/err.h"
#include "city/param.h"
#include "web/html.h"
#include "web/people.h"

enum { PIECES = 8, SHORT = 40 };

static const struct label {
    const char *kind, *th, *en, *page;
} labels[] = {
#define LABEL(kind, th, en, page) {kind, th, en, page},
#include "web/labels.def"
#undef LABEL
};

void person(struct html *h, struct str name)
{
    if (str_eq(name, STR("system")))
        H_TR(h, TR("ระบบ"));
    else if (!people_put(h->people, h, name))
        H(h, name);
}

bool person_field(const char *field)
{
    static const char *const names[] = {"by_user",     "made_by",      "user_name", "changed_by",
                                        "approved_by", "withdrawn_by", "ended_by",  "proposed_by", "published_by"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(str_from(field), str_from(names[i])))
            return true;
    }
    return false;
}

static const struct label *find(struct str kind)
{
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        if (str_eq(kind, str_from(labels[i].kind)))
            return &labels[i];
    }
    return NULL;
}

/* kind:one:two; pieces[0] is the kind. */
static size_t cut(struct str text, struct str piece[PIECES])
{
    size_t n = 0;

    while (n < PIECES && str_split(&text, ':', &piece[n]))
        n++;
    return n;
}

/* The last piece names the thing; a digest is cut. */
static void put_name(struct html *h, const struct label *l, const struct str *piece, size_t n)
{
    enum param_id p;
    struct err e;

    H(h, lang_pick(h->lang, l->th, l->en));
    if (n < 2)
        return;
    H_LIT(h, " ");
    if (str_eq(piece[0], STR("param")) && param_find(piece[1], &p, &e))
        H(h, param_name(p, h->lang));
    else if (str_eq(piece[0], STR("import")) || str_eq(piece[0], STR("demo")))
        H(h, piece[1]);
    else
        H(h, str_slice(piece[n - 1], 0, SHORT));
}

static void put_address(struct html *h, const struct label *l, const struct str *piece, size_t n)
{
    struct str rest = str_from(l->page);
    size_t at = str_find(rest, STR("{"), 0);

    while (at < rest.n) {
        size_t which = (size_t)(rest.p[at + 1] - '0');

        html_url_str(h, str_slice(rest, 0, at));
        html_url_part_str(h, which < n ? piece[which] : STR_NONE);
        rest = str_slice(rest, at + 3, rest.n);
        at = str_find(rest, STR("{"), 0);
    }
    html_url_str(h, rest);
}

void reason(struct html *h, struct str text)
{
    struct str piece[PIECES];
    const struct label *l;
    size_t n = cut(text, piece);

    if (str_eq(str_trim(text), STR("demonstration"))) {
        H_TR(h, TR("ข้อมูลสาธิต"));
        return;
    }
    if (str_eq(text, STR("edit"))) { /* the reason that each save of a request's line has */
        H_TR(h, TR("แก้ไขคำขอ"));
        return;
    }
    l = n > 1 && (str_eq(piece[0], STR("demo")) || str_eq(piece[0], STR("import")) ||
                  str_eq(piece[0], STR("draw")))
            ? find(piece[0])
            : NULL;
    if (l)
        put_name(h, l, piece, n);
    else
        H(h, text);
}

void subject(struct html *h, struct str text)
{
    struct str piece[PIECES];
    size_t n = cut(text, piece);
    const struct label *l = n ? find(piece[0]) : NULL;

    if (!l) {
        H(h, text);
    } else if (l->page[0]) {
        H_LIT(h, "<a href=\"");
        put_address(h, l, piece, n);
        H_LIT(h, "\">");
        put_name(h, l, piece, n);
        H_LIT(h, "</a>");
    } else {
        put_name(h, l, piece, n);
    }
    H_LIT(h, "<span class=\"sub\"><a href=\"/audit?subject=");
    html_url_part_str(h, text);
    H_LIT(h, "\">");
    H_TR(h, TR("บันทึกของเรื่องนี้"));
    H_LIT(h, "</a></span>");
}
