#include "web/form.h"

#include "base/arena.h"
#include "base/thai.h"
#include "city/agency.h"
#include "web/call.h"
#include "web/html.h"
#include "web/words.h"

enum { MAX_TEXT = 500 };

/* ---- showing ---- */

static void put_name(struct html *h, const struct form_field *f)
{
    H_ATTR(h, str_from(f->name));
    if (f->again) {
        H_LIT(h, "-");
        html_int(h, f->again);
    }
}

static void put_id(struct html *h, const struct form_field *f)
{
    H_LIT(h, "f-");
    put_name(h, f);
}

static void put_common(struct html *h, const struct form_field *f)
{
    H_LIT(h, " id=\"");
    put_id(h, f);
    H_LIT(h, "\" name=\"");
    H_ATTR(h, str_from(f->name));
    H_LIT(h, "\"");
    if (f->required)
        H_LIT(h, " required");
    if (f->focus || f->error.n)
        H_LIT(h, " autofocus");
    if (f->error.n) {
        H_LIT(h, " aria-invalid=\"true\" aria-describedby=\"e-");
        put_name(h, f);
        H_LIT(h, "\"");
    } else if (f->hint) {
        H_LIT(h, " aria-describedby=\"h-");
        put_name(h, f);
        H_LIT(h, "\"");
    }
}

static void put_choices(struct html *h, const struct form_field *f)
{
    H_LIT(h, "<select");
    put_common(h, f);
    H_LIT(h, ">");
    for (size_t i = 0; i < f->choices; i++) {
        H_LIT(h, "<option value=\"");
        H_ATTR(h, f->choice[i].value);
        if (str_eq(f->choice[i].value, f->value))
            H_LIT(h, "\" selected>");
        else
            H_LIT(h, "\">");
        H(h, f->choice[i].label);
        H_LIT(h, "</option>");
    }
    H_LIT(h, "</select>");
}

static void put_input(struct html *h, const struct form_field *f)
{
    static const char *const type[] = {
        [FORM_TEXT] = "text",     [FORM_MONEY] = "text",        [FORM_NUMBER] = "text",
        [FORM_FILE] = "file",     [FORM_PASSWORD] = "password", [FORM_HIDDEN] = "hidden",
        [FORM_CHECK] = "checkbox"};

    H_LIT(h, "<input type=\"");
    H_ATTR(h, str_from(type[f->kind]));
    H_LIT(h, "\"");
    put_common(h, f);
    if (f->kind == FORM_MONEY)
        H_LIT(h, " class=\"num\" inputmode=\"decimal\" data-money autocomplete=\"off\"");
    if (f->kind == FORM_NUMBER)
        H_LIT(h, " class=\"num\" inputmode=\"decimal\" autocomplete=\"off\"");
    if (f->kind == FORM_PASSWORD && str_eq(str_from(f->name), STR("old")))
        H_LIT(h, " autocomplete=\"current-password\"");
    else if (f->kind == FORM_PASSWORD)
        H_LIT(h, " autocomplete=\"new-password\"");
    if (f->kind == FORM_FILE)
        H_LIT(h, " data-file-note=\"file-note\"");
    if (f->kind == FORM_CHECK) {
        H_LIT(h, " value=\"1\"");
        if (f->value.n)
            H_LIT(h, " checked");
    } else if (f->kind != FORM_PASSWORD && f->kind != FORM_FILE) {
        H_LIT(h, " value=\"");
        H_ATTR(h, f->value);
        H_LIT(h, "\"");
    }
    H_LIT(h, ">");
}

void rule_note(struct html *h)
{
    struct str rule = h->rule;

    h->rule = STR_NONE;
    if (!rule.n)
        return;
    H_LIT(h, "<span class=\"rule\">");
    H_TR(h, TR("ที่มาของกฎ"));
    H_LIT(h, ": <a href=\"");
    H_URL(h, h->rule_path.n ? h->rule_path : STR("/laws"));
    H_LIT(h, "\">");
    H(h, rule);
    H_LIT(h, "</a></span>");
}

static void put_widget(struct html *h, const struct form_field *f)
{
    if (f->kind == FORM_CHOICE) {
        put_choices(h, f);
    } else if (f->kind == FORM_LONG) {
        H_LIT(h, "<textarea");
        put_common(h, f);
        H_LIT(h, ">\n");
        H(h, f->value);
        H_LIT(h, "</textarea>");
    } else {
        put_input(h, f);
    }
}

void form_field(struct html *h, struct form_field f)
{
    if (f.kind == FORM_HIDDEN) {
        put_input(h, &f);
        return;
    }
    if (f.error.n)
        H_LIT(h, "<div class=\"field wrong\">");
    else
        H_LIT(h, "<div class=\"field\">");
    H_LIT(h, "<label for=\"");
    put_id(h, &f);
    H_LIT(h, "\">");
    if (f.kind == FORM_CHECK)
        put_widget(h, &f);
    html_head(h, tr(h->lang, f.label));
    H_LIT(h, "</label>");
    if (f.kind != FORM_CHECK)
        put_widget(h, &f);
    if (f.hint) {
        H_LIT(h, "<span class=\"hint\" id=\"h-");
        put_name(h, &f);
        H_LIT(h, "\">");
        H_TR(h, f.hint);
        H_LIT(h, "</span>");
    }
    if (f.kind == FORM_FILE)
        H_LIT(h, "<span class=\"hint\" id=\"file-note\"></span>");
    if (f.error.n) {
        H_LIT(h, "<span class=\"error\" id=\"e-");
        put_name(h, &f);
        H_LIT(h, "\">");
        H(h, f.error);
        H_LIT(h, "</span>");
        rule_note(h);
    }
    H_LIT(h, "</div>\n");
}

void form_fields(struct html *h, struct form f)
{
    if (f.error.n) {
        H_LIT(h, "<div class=\"say stop\" role=\"alert\">");
        H(h, f.error);
        if (f.newest.n) {
            H_LIT(h, " <a href=\"");
            H_URL(h, f.newest);
            H_LIT(h, "\">");
            H_TR(h, TR("เปิดฉบับล่าสุด"));
            H_LIT(h, "</a>");
        }
        rule_note(h);
        H_LIT(h, "</div>");
    }
    for (size_t i = 0; i < f.n; i++) {
        struct form_field one = f.field[i];

        one.again = f.again;
        form_field(h, one);
    }
}

/* ---- reading ---- */

struct form_field *form_find(struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++) {
        if (str_eq(str_from(f->field[i].name), str_from(name)))
            return &f->field[i];
    }
    return NULL;
}

struct str form_value(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++) {
        if (str_eq(str_from(f->field[i].name), str_from(name)))
            return f->field[i].value;
    }
    return STR_NONE;
}

void form_read(struct form *f, const struct req *r)
{
    for (size_t i = 0; i < f->n; i++)
        f->field[i].value = str_trim(req_field(r, f->field[i].name));
}

void form_wrong(struct form *f, const char *name, struct str why)
{
    struct form_field *x = form_find(f, name);

    f->wrong = true;
    if (x)
        x->error = why;
    else
        f->error = why;
}

/* The message without the field's name before it: it stands at the field. */
static struct str field_error(const struct req *r, enum err_code code, const struct form_field *x)
{
    struct err e = {0};

    FAIL(&e, code);
    err_arg(&e, "field", V(tr(r->lang, x->label)));
    err_arg(&e, "value", V(x->value));
    err_arg(&e, "limit", V(x->max ? x->max : INT64_C(500)));
    return word_error(r->a, &e, r->lang);
}

bool form_check(struct form *f, const struct req *r)
{
    for (size_t i = 0; i < f->n; i++) {
        struct form_field *x = &f->field[i];
        size_t most = x->max ? (size_t)x->max : MAX_TEXT;

        if (x->required && x->value.n == 0 && x->kind != FORM_FILE)
            form_wrong(f, x->name, field_error(r, ERR_REQUIRED, x));
        else if (str_count_cp(x->value) > most)
            form_wrong(f, x->name, field_error(r, ERR_TOO_LONG, x));
    }
    return !f->wrong;
}

bool form_money(struct form *f, const char *name, const struct req *r, struct money *ret)
{
    struct err e = {0};

    if (money_parse(form_value(f, name), ret, &e)) {
        if (ret->satang >= 0)
            return true;
        FAIL(&e, ERR_AMOUNT_NEGATIVE);
        err_arg(&e, "value", V(form_value(f, name)));
    }
    form_wrong(f, name, word_error(r->a, &e, r->lang));
    return false;
}

bool milli_parse(struct str s, int64_t *ret)
{
    int64_t whole = 0, part = 0, places = -1;
    bool any = false;

    for (size_t i = 0; i < s.n;) {
        uint32_t cp = str_next_cp(s, &i);

        if (cp >= 0x0E50 && cp <= 0x0E59)
            cp = cp - 0x0E50 + '0';
        if (cp == ',' && places < 0)
            continue;
        if (cp == '.' && places < 0) {
            places = 0;
            continue;
        }
        if (cp < '0' || cp > '9' || whole > INT64_C(999999999999) || places >= 3)
            return false;
        any = true;
        if (places < 0) {
            whole = whole * 10 + (int64_t)(cp - '0');
        } else {
            part = part * 10 + (int64_t)(cp - '0');
            places++;
        }
    }
    if (!any)
        return false;
    for (; places >= 0 && places < 3; places++)
        part *= 10;
    *ret = whole * 1000 + part;
    return true;
}

struct str milli_text(struct arena *a, int64_t milli)
{
    struct str s = str_format(a, "%lld.%03lld", (long long)(milli / 1000), (long long)(milli % 1000));

    while (s.n && s.p[s.n - 1] == '0')
        s.n--;
    return s.n && s.p[s.n - 1] == '.' ? str_slice(s, 0, s.n - 1) : s;
}

bool form_milli(struct form *f, const char *name, const struct req *r, int64_t *ret)
{
    struct form_field *x = form_find(f, name);

    if (milli_parse(x->value, ret))
        return true;
    form_wrong(f, name, field_error(r, ERR_BAD_NUMBER, x));
    return false;
}

bool form_int(struct form *f, const char *name, const struct req *r, int64_t min, int64_t max,
              int64_t *ret)
{
    int64_t milli;

    if (!form_milli(f, name, r, &milli))
        return false;
    if (milli % 1000 || milli / 1000 < min || milli / 1000 > max) {
        form_wrong(f, name, field_error(r, ERR_BAD_NUMBER, form_find(f, name)));
        return false;
    }
    *ret = milli / 1000;
    return true;
}

bool form_date(struct form *f, const char *name, const struct req *r, struct date *ret)
{
    struct str s = form_value(f, name);
    struct err e = {0}, iso;

    *ret = (struct date){0};
    if (s.n == 0 || date_parse_iso(s, ret, &iso) || date_parse_th(s, ret, &e))
        return true;
    form_wrong(f, name, word_error(r->a, iso.code == ERR_DATE_BE ? &iso : &e, r->lang));
    return false;
}

/* The refusal with the field's own label where the domain says its name. */
static struct str said_of(const struct req *r, const struct err *e, const struct form_field *field)
{
    struct err *said = ARENA_NEW(r->a, struct err);

    *said = *e;
    said->nargs = 0;
    for (size_t i = 0; i < e->nargs; i++) {
        bool name = str_eq(str_from(e->args[i].name), STR("field")) && field->label;

        err_arg(said, e->args[i].name,
                name ? V(tr(r->lang, field->label)) : err_arg_value(&e->args[i]));
    }
    return word_error(r->a, said, r->lang);
}

void form_refuse(struct form *f, struct req *r, const struct err *e)
{
    call_of(r)->why = e;
    for (size_t i = 0; i < e->nargs; i++) {
        if (str_eq(str_from(e->args[i].name), STR("field"))) {
            struct value v = err_arg_value(&e->args[i]);

            for (size_t k = 0; v.type == VT_TEXT && k < f->n; k++) {
                if (str_eq(v.u.s, str_from(f->field[k].name)) ||
                    (f->field[k].label && str_eq(v.u.s, str_from(f->field[k].label)))) {
                    form_wrong(f, f->field[k].name, said_of(r, e, &f->field[k]));
                    return;
                }
            }
        }
    }
    f->wrong = true;
    f->error = word_error(r->a, e, r->lang);
    if (e->code == ERR_STALE)
        f->newest = str_format(r->a, "%.*s?year=%lld", STR_FMT(r->path), (long long)r->year);
}

bool form_agencies(struct req *r, struct form_field *f, struct str none, struct err *e)
{
    const struct agency *g;
    struct form_choice *c;
    struct rows rows;
    size_t n = 0;

    if (!agency_list(r->db, r->a, r->year, &rows, e)) {
        return false;
    }
    g = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    if (none.n) {
        c[n++] = (struct form_choice){STR_NONE, none};
    }
    for (size_t i = 0; i < rows.n; i++) {
        c[n++] = (struct form_choice){g[i].code, r->lang == LANG_EN && g[i].name_en.n ? g[i].name_en : g[i].name_th};
    }
    f->choice = c;
    f->choices = n;
    return true;
}
