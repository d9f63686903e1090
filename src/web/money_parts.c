#include "web/money_parts.h"

#include <assert.h>

#include "base/arena.h"
#include "city/agency.h"
#include "views.h"
#include "web/words.h"

/* ---- putting a page together ---- */

struct money_section *money_section(struct money_page *p)
{
    assert(p->section_n < MONEY_SECTIONS);
    return &p->section[p->section_n++];
}

struct money_panel *money_panel(struct money_page *p)
{
    assert(p->panel_n < MONEY_PANELS);
    p->aside = true;
    return &p->panel[p->panel_n++];
}

struct money_panel *money_act(struct money_page *p)
{
    assert(p->act_n < MONEY_PANELS);
    return &p->act[p->act_n++];
}

void money_fact(struct money_page *p, struct str label, struct str value, struct str by)
{
    assert(p->fact_n < MONEY_FACTS);
    p->fact[p->fact_n++] = (struct money_fact){.label = label, .value = value, .by = by};
}

void money_note(struct money_page *p, struct str text, struct str href, struct str link)
{
    assert(p->note_n < MONEY_NOTES);
    p->note[p->note_n++] = (struct money_note){.text = text, .href = href, .link = link};
}

bool money_show(struct req *r, struct money_page *p, const char *nav, int status, struct reply *ret,
                struct err *e)
{
    struct page_head head = {.title = p->title, .nav = str_from(nav)};

    p->csrf = r->session.csrf;
    p->year = r->year;
    if (!REPLY_PAGE(r, &head, money, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

void money_tabs(struct req *r, struct money_page *p, const char *current)
{
    static const struct {
        const char *path, *label;
    } tab[] = {
        {"/money", TR("ฐานะการคลัง")},
        {"/money/revenue", TR("ประมาณการรายรับ")},
        {"/money/personnel", TR("ค่าใช้จ่ายบุคลากร")},
        {"/money/subsidies", TR("เงินอุดหนุนรัฐบาล")},
        {"/medium-term", TR("แผนระยะปานกลาง")},
    };

    for (size_t i = 0; i < ARRAY_LEN(tab); i++)
        p->tab[p->tab_n++] = (struct money_link){tr(r->lang, tab[i].label), str_from(tab[i].path),
                                                 str_eq(str_from(tab[i].path), str_from(current))};
}

void money_refused(struct req *r, struct money_page *p, const struct form *wrong, const char *which,
                   const char *folder)
{
    struct str action = str_format(r->a, "%s%s", folder, which);

    for (size_t i = 0; wrong && i < p->panel_n + p->act_n; i++) {
        struct money_panel *x = i < p->panel_n ? &p->panel[i] : &p->act[i - p->panel_n];

        if (str_eq(x->action, action)) {
            x->form = *wrong;
            x->form.wrong = true;
            return;
        }
    }
    if (wrong && p->note_n < MONEY_NOTES) /* what was sent is not on the page any more */
        p->note[p->note_n++] = (struct money_note){.text = wrong->error, .stop = true};
}

/* ---- texts ---- */

struct str money_say(struct req *r, const char *th, const struct param *arg, size_t n)
{
    struct str text = tr(r->lang, th);

    for (size_t i = 0; i < n; i++)
        text = str_replace(r->a, text, arg[i].name, arg[i].value);
    return text;
}

/* What H() writes, as text. */
#define PUT_TEXT(r, x)                                                                             \
 do {                                                                                              \
  struct sbuf b_;                                                                                  \
  struct html h_ = {.out = &b_, .lang = (r)->lang};                                                \
  sbuf_init(&b_, (r)->a, 200);                                                                     \
  H(&h_, x);                                                                                       \
  return sbuf_str(&b_);                                                                            \
 } while (0)

struct str money_million_text(struct req *r, struct money m)
{
    PUT_TEXT(r, html_as_million(m));
}

struct str money_count_text(struct req *r, int64_t n)
{
    PUT_TEXT(r, n);
}

struct str money_share_text(struct req *r, int64_t bp)
{
    struct share s = {bp};

    PUT_TEXT(r, s);
}

struct str money_day_text(struct req *r, struct date d)
{
    PUT_TEXT(r, d);
}

struct str money_year_text(struct req *r, int64_t year)
{
    return str_format(r->a, "%lld", (long long)year);
}

/* ---- pictures ---- */

static struct html_safe drawn(struct req *r, const struct money_section *s, struct scene *scene,
                              const char *suffix)
{
    struct sbuf b;

    scene->id = str_format(r->a, "%.*s-%s", STR_FMT(s->id), suffix);
    scene->title = s->title;
    scene->desc = s->note.n ? s->note : s->title;
    sbuf_init(&b, r->a, (size_t)256 * 1024);
    scene_svg(&b, scene);
    return (struct html_safe){sbuf_str(&b)};
}

void money_bars(struct req *r, struct money_section *s, const struct chart_item *item, size_t n)
{
    struct scene wide = {0}, small = {0};

    if (n == 0)
        return;
    s->has_picture = true;
    chart_bar(r->a, item, n, 760, &wide);
    chart_bar(r->a, item, n, 360, &small);
    s->picture = drawn(r, s, &wide, "wide");
    s->picture_small = drawn(r, s, &small, "small");
}

void money_falls(struct req *r, struct money_section *s, const struct chart_item *item, size_t n)
{
    struct scene wide = {0}, small = {0};

    if (n < 3)
        return;
    s->has_picture = true;
    chart_waterfall(r->a, item, n, 760, 280, &wide);
    chart_waterfall(r->a, item, n, 360, 260, &small);
    s->picture = drawn(r, s, &wide, "wide");
    s->picture_small = drawn(r, s, &small, "small");
}

void money_lines(struct req *r, struct money_section *s, const struct chart_places *x,
                 const struct chart_series *line, size_t n)
{
    struct scene wide = {0}, small = {0};

    s->has_picture = true;
    chart_lines(r->a, x, line, n, 760, 320, &wide);
    chart_lines(r->a, x, line, n, 360, 250, &small);
    s->picture = drawn(r, s, &wide, "wide");
    s->picture_small = drawn(r, s, &small, "small");
}

/* ---- forms ---- */

struct form money_form(struct req *r, const struct form_field *f, size_t n)
{
    struct form form = {.n = n, .field = ARENA_ARRAY(r->a, struct form_field, n)};

    for (size_t i = 0; i < n; i++)
        form.field[i] = f[i];
    return form;
}

void money_words(struct req *r, const char *kind, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, word_rows_n);
    size_t n = 0;

    for (size_t i = 0; i < word_rows_n; i++) {
        const struct word_row *w = &word_rows[i];

        if (str_eq(str_from(w->kind), str_from(kind)))
            c[n++] = (struct form_choice){str_from(w->word),
                                          str_from(r->lang == LANG_EN ? w->en : w->th)};
    }
    f->choice = c;
    f->choices = n;
}

bool money_day(struct form *f, const char *name, const struct req *r, struct date *ret)
{
    struct str s = form_value(f, name);
    struct err e = {0}, iso = {0};

    if (date_parse_iso(s, ret, &iso) || date_parse_th(s, ret, &e))
        return true;
    form_wrong(f, name, word_error(r->a, iso.code == ERR_DATE_BE ? &iso : &e, r->lang));
    return false;
}

/* ---- posts ---- */

static bool post_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct money_post *p = ctx;

    (void)e;
    reply_done(r, str_from(p->page.path), ret);
    return true;
}

static bool post_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct money_post *p = ctx;
    struct err again = {0};

    form_refuse(&p->form, r, e);
    return p->page.show(r, &p->form, p->page.which, err_http(e->code), ret, &again);
}

bool money_post(struct req *r, struct money_post *p, struct reply *ret, struct err *e)
{
    p->year = r->year;
    if (p->form.wrong)
        return p->page.show(r, &p->form, p->page.which, 400, ret, e);
    r->refused = post_refused;
    return req_write(r, p->write, post_done, p, ret, e);
}
