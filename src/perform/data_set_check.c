/* data_set_check.c - a quality run: a file of the data against its dictionary. */
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/table_file.h"
#include "perform/data_set_int.h"
#include "sql_perform.h"
#include "store/store.h"

enum { CHECKS = 4, EXAMPLE_MAX = 200 };
enum check_kind { CHECK_COMPLETE, CHECK_DOUBLE, CHECK_FORMAT, CHECK_FRESH };
static const char *const kinds[CHECKS] = {"completeness", "duplicates", "format", "freshness"};

struct run {
    struct arena *a;
    const struct data_set_field *f;
    size_t fields;
    const struct table_file *t;
    struct data_set_check c[CHECKS];
};

/* A value as an example may show it: only of a field that is said to name no person. */
static struct str shown(const struct data_set_field *f, struct str value)
{
    return value.n == 0 || str_eq(f->personal, STR("no")) ? value : STR("***");
}

static void fault(struct run *r, enum check_kind k, size_t row, const char *field, struct str value)
{
    struct data_set_check *c = &r->c[k];

    if (c->faults++ == 0)
        c->example = str_slice(str_format(r->a, "%lld %s %.*s", (long long)r->t->row[row], field,
                                          STR_FMT(value)),
                               0, EXAMPLE_MAX);
}

/* "1=yes; 2=no" or "1; 2": is it one of them? */
static bool in_codes(struct str codes, struct str value)
{
    struct str one;

    while (str_split(&codes, ';', &one)) {
        size_t eq = str_find(one, STR("="), 0);

        if (str_eq(str_trim(str_slice(one, 0, eq)), value))
            return true;
    }
    return false;
}

static bool is_one_of(struct str value, const char *words)
{
    struct str rest = str_from(words), w;

    while (str_split(&rest, ' ', &w)) {
        if (str_eq(w, value))
            return true;
    }
    return false;
}

static bool has_form(const struct data_set_field *f, struct str v)
{
    struct money m;
    struct date d;
    struct err no;
    int64_t x;

    if (str_eq(f->type, STR("int")))
        return exact_parse_decimal(v, 0, &x);
    if (str_eq(f->type, STR("decimal")))
        return exact_parse_decimal(v, 9, &x);
    if (str_eq(f->type, STR("money")))
        return money_parse(v, &m, &no);
    if (str_eq(f->type, STR("date")) || str_eq(f->type, STR("time")))
        return table_file_date(str_slice(v, 0, str_find(v, STR("T"), 0)), &d, &no);
    if (str_eq(f->type, STR("flag")))
        return is_one_of(v, "0 1 yes no true false Y N");
    return f->codes.n == 0 || in_codes(f->codes, v);
}

static void check_cells(struct run *r)
{
    for (size_t i = 0; i < r->t->n; i++) {
        for (size_t k = 0; k < r->fields; k++) {
            struct str v = str_trim(r->t->cell[i * r->t->type->n + k]);

            if (v.n == 0) {
                r->c[CHECK_COMPLETE].checked += r->f[k].needed;
                if (r->f[k].needed)
                    fault(r, CHECK_COMPLETE, i, r->t->type->fields[k].name, STR_NONE);
                continue;
            }
            r->c[CHECK_COMPLETE].checked += r->f[k].needed;
            r->c[CHECK_FORMAT].checked++;
            if (!has_form(&r->f[k], v))
                fault(r, CHECK_FORMAT, i, r->t->type->fields[k].name, shown(&r->f[k], v));
        }
    }
}

struct key {
    uint64_t hash;
    struct str text;
};

/* The cells of the key (all cells where no field is one), parted so that "a","bc" is not "ab","c"; open: as an example. */
static struct str key_of(const struct run *r, size_t row, bool keyed, bool open)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 1 << 16);
    for (size_t k = 0; k < r->fields; k++) {
        if (!keyed || r->f[k].is_key)
            csv_put_cell(&b, open ? shown(&r->f[k], str_trim(r->t->cell[row * r->t->type->n + k]))
                                  : str_trim(r->t->cell[row * r->t->type->n + k]));
    }
    return sbuf_str(&b);
}

static void check_doubles(struct run *r)
{
    size_t size = 1;
    struct key *at;
    bool keyed = false;

    for (size_t k = 0; k < r->fields; k++)
        keyed |= r->f[k].is_key;
    while (size < 2 * r->t->n + 2)
        size *= 2;
    at = ARENA_ARRAY(r->a, struct key, size);
    r->c[CHECK_DOUBLE].checked = (int64_t)r->t->n;
    for (size_t i = 0; i < r->t->n; i++) {
        struct key k = {0, key_of(r, i, keyed, false)};
        size_t p;

        k.hash = str_hash(k.text);
        for (p = k.hash & (size - 1); at[p].text.p; p = (p + 1) & (size - 1)) {
            if (at[p].hash == k.hash && str_eq(at[p].text, k.text))
                break;
        }
        if (at[p].text.p)
            fault(r, CHECK_DOUBLE, i, "", key_of(r, i, keyed, true));
        else
            at[p] = k;
    }
}

/* The dictionary as a row type: the file's columns are found by a field's name or meaning. */
static struct row_type *type_of(struct arena *a, const struct data_set_field *f, size_t n)
{
    struct row_type *t = ARENA_NEW(a, struct row_type);
    struct field *x = ARENA_ARRAY(a, struct field, n);

    for (size_t i = 0; i < n; i++) {
        x[i] = (struct field){.name = str_cstr(a, f[i].name), .type = VT_TEXT};
        x[i].th = f[i].meaning.n ? str_cstr(a, f[i].meaning) : x[i].name;
        x[i].en = x[i].name;
    }
    *t = (struct row_type){"data_set", 0, x, n};
    return t;
}

static bool keep(struct act *by, const struct data_set *s, struct run *r, struct err *e)
{
    int64_t run;

    if (!db_int(by->tx->db, &Q_DATA_SET_RUN_NEXT, ARGS(V(s->id)), &run, e))
        return false;
    for (size_t i = 0; i < CHECKS; i++) {
        struct data_set_check *c = &r->c[i];

        c->run = run;
        c->on_date = by->today;
        c->kind = str_from(kinds[i]);
        c->passed = c->faults == 0;
        c->by_user = by->who->name;
        c->at = (struct when){by->now_ms};
        if (!db_exec(by->tx->db, &Q_DATA_SET_CHECK_INSERT,
                     ARGS(V(s->id), V(run), V(c->kind), V(by->today), V(c->checked), V(c->faults),
                          V(c->passed), V(c->example), V(by->who->name), V(by->now_ms)),
                     NULL, e))
            return false;
    }
    return true;
}

bool data_set_check_file(struct act *by, struct str code, int64_t version, const char *path,
                         struct rows *ret, struct err *e)
{
    struct run r = {.a = by->a};
    struct data_set_check *out;
    struct rows fields;
    const char **want;
    struct table_file t;
    struct data_set s;
    size_t n = 0;

    if (!data_set_for(by, code, version, PERM_RESULT, &s, e) ||
        !data_set_fields(by->tx->db, by->a, s.id, &fields, e))
        return false;
    if (fields.n == 0) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("dictionary")));
        return false;
    }
    r.f = fields.p;
    r.fields = fields.n;
    want = ARENA_ARRAY(by->a, const char *, fields.n + 1);
    for (size_t i = 0; i < fields.n; i++) {
        if (r.f[i].needed || r.f[i].is_key)
            want[n++] = str_cstr(by->a, r.f[i].name);
    }
    want[n] = NULL;
    if (!table_file_read(by->a, path, type_of(by->a, r.f, r.fields), want, &t, e))
        return false;
    r.t = &t;
    check_cells(&r);
    check_doubles(&r);
    r.c[CHECK_FRESH].checked = 1;
    if (!s.last_update.yyyymmdd || (s.next_due.yyyymmdd && date_cmp(s.next_due, by->today) < 0)) {
        r.c[CHECK_FRESH].faults = 1;
        r.c[CHECK_FRESH].example = s.last_update.yyyymmdd ? STR("overdue") : STR("never");
    }
    if (!keep(by, &s, &r, e))
        return false;
    out = ARENA_ARRAY(by->a, struct data_set_check, CHECKS);
    memcpy(out, r.c, sizeof r.c);
    *ret = (struct rows){out, CHECKS};
    return data_set_record(by, "data_set.check", code,
                           str_format(by->a, "%lld", (long long)(r.c[0].faults + r.c[1].faults +
                                                                 r.c[2].faults + r.c[3].faults)),
                           STR_NONE, e);
}
