#include "base/row.h"

#include <assert.h>
#include <string.h>

#include "base/exact.h"
#include "base/lang.h"

struct value row_get(const struct row_type *t, const void *row, size_t field)
{
    const struct field *f;
    const void *p;

    assert(field < t->n);
    f = &t->fields[field];
    p = (const char *)row + f->offset;
    switch (f->type) {
    case VT_INT:
        return value_int(*(const int64_t *)p);
    case VT_MONEY:
        if ((f->flags & FIELD_OPTIONAL) && *(const int64_t *)p == MONEY_MISSING.satang) {
            return V_NULL;
        }
        return value_money(*(const struct money *)p);
    case VT_DATE:
        return value_date(*(const struct date *)p);
    case VT_WHEN:
        return value_when(*(const struct when *)p);
    case VT_FLAG:
        return value_flag(*(const bool *)p);
    case VT_TEXT:
        return value_str(*(const struct str *)p);
    case VT_BYTES:
        return value_bytes(*(const struct bytes *)p);
    case VT_SHARE:
        return value_share(*(const struct share *)p);
    case VT_SCORE:
        if ((f->flags & FIELD_OPTIONAL) && *(const int64_t *)p == SCORE_MISSING.millionths) {
            return V_NULL;
        }
        return value_score(*(const struct score *)p);
    case VT_NULL:
        break;
    }
    return V_NULL;
}

void row_set(const struct row_type *t, void *row, size_t field, struct value v)
{
    const struct field *f;
    void *p;

    assert(field < t->n);
    f = &t->fields[field];
    p = (char *)row + f->offset;
    assert(v.type == VT_NULL || v.type == f->type);
    if (v.type == VT_NULL) {
        memset(&v, 0, sizeof v);
        v.u.i = (f->flags & FIELD_OPTIONAL) ? MONEY_MISSING.satang : 0;
    }
    switch (f->type) {
    case VT_INT:
    case VT_MONEY:
    case VT_WHEN:
    case VT_SHARE:
    case VT_SCORE:
        memcpy(p, &v.u.i, sizeof v.u.i);
        break;
    case VT_DATE:
        *(struct date *)p = DATE((int32_t)v.u.i);
        break;
    case VT_FLAG:
        *(bool *)p = v.u.i != 0;
        break;
    case VT_TEXT:
        *(struct str *)p = v.u.s;
        break;
    case VT_BYTES:
        *(struct bytes *)p = v.u.b;
        break;
    case VT_NULL:
        break;
    }
}

struct str field_column(struct arena *a, const struct field *f)
{
    if (f->type == VT_MONEY) {
        return str_format(a, "%s_satang", f->name);
    }
    return f->type == VT_WHEN ? str_format(a, "%s_ms", f->name) : str_from(f->name);
}

void value_put_text(struct sbuf *b, struct value v, enum lang lang)
{
    switch (v.type) {
    case VT_MONEY:
        money_put(b, MONEY(v.u.i), MONEY_COMMAS);
        return;
    case VT_DATE:
        date_put(b, DATE((int32_t)v.u.i), DATE_SHORT, lang);
        return;
    case VT_WHEN:
        when_put(b, (struct when){v.u.i}, lang);
        return;
    case VT_FLAG:
        sbuf_add(b, v.u.i ? tr(lang, TR("ใช่")) : tr(lang, TR("ไม่ใช่")));
        return;
    case VT_NULL:
    case VT_INT:
    case VT_TEXT:
    case VT_BYTES:
    case VT_SHARE:
    case VT_SCORE:
        value_put_plain(b, v);
        return;
    }
}

void value_put_plain(struct sbuf *b, struct value v)
{
    switch (v.type) {
    case VT_NULL:
    case VT_BYTES: /* never shown or exported */
        return;
    case VT_INT:
    case VT_FLAG:
        sbuf_int(b, v.u.i);
        return;
    case VT_MONEY:
        money_put(b, MONEY(v.u.i), MONEY_PLAIN);
        return;
    case VT_DATE:
        date_put_iso(b, DATE((int32_t)v.u.i));
        return;
    case VT_WHEN:
        when_put_iso(b, (struct when){v.u.i});
        return;
    case VT_TEXT:
        sbuf_add(b, v.u.s);
        return;
    case VT_SHARE:
        exact_put_decimal(b, v.u.i, 2, 2);
        return;
    case VT_SCORE:
        exact_put_decimal(b, v.u.i, 6, 0);
        return;
    }
}
