/* data_set_file.c - the register in the catalogue's own names, out and in. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/file.h"
#include "base/json.h"
#include "base/table_file.h"
#include "city/agency.h"
#include "perform/data_set_int.h"
#include "store/store.h"

enum { FILE_ROWS = 5000, FILE_MAX = 8 * 1024 * 1024, ALL_MAX = 20000 };

static const struct field catalogue_fields[] = {
    FIELD(struct catalogue_row, name, FIELD_KEY, "name", "name"),
    FIELD(struct catalogue_row, owner_org, 0, "owner_org", "owner_org"),
    FIELD(struct catalogue_row, owner_name, 0, "owner_name", "owner_name"),
    FIELD(struct catalogue_row, owner_unit, 0, "owner_unit", "owner_unit"),
    FIELD(struct catalogue_row, data_type, 0, "data_type", "data_type"),
    FIELD(struct catalogue_row, title, 0, "title", "title"),
    FIELD(struct catalogue_row, maintainer, 0, "maintainer", "maintainer"),
    FIELD(struct catalogue_row, maintainer_email, 0, "maintainer_email", "maintainer_email"),
    FIELD(struct catalogue_row, tags, 0, "tags", "tags"),
    FIELD(struct catalogue_row, notes, 0, "notes", "notes"),
    FIELD(struct catalogue_row, objective, 0, "objective", "objective"),
    FIELD(struct catalogue_row, update_frequency_unit, 0, "update_frequency_unit", "update_frequency_unit"),
    FIELD(struct catalogue_row, update_frequency_interval, 0, "update_frequency_interval", "update_frequency_interval"),
    FIELD(struct catalogue_row, geo_coverage, 0, "geo_coverage", "geo_coverage"),
    FIELD(struct catalogue_row, data_source, 0, "data_source", "data_source"),
    FIELD(struct catalogue_row, data_format, 0, "data_format", "data_format"),
    FIELD(struct catalogue_row, data_category, 0, "data_category", "data_category"),
    FIELD(struct catalogue_row, license_id, 0, "license_id", "license_id"),
    FIELD(struct catalogue_row, accessible_condition, 0, "accessible_condition", "accessible_condition"),
    FIELD(struct catalogue_row, last_updated_date, 0, "last_updated_date", "last_updated_date"),
    FIELD(struct catalogue_row, missing, 0, "missing", "missing"),
};
const struct row_type catalogue_row_type = ROW_TYPE(struct catalogue_row, catalogue_fields);

static const struct field file_fields[] = {
    FIELD(struct data_set_file_row, row, FIELD_KEY, "แถว", "Row"),
    FIELD(struct data_set_file_row, name, 0, "รหัส", "Code"),
    FIELD(struct data_set_file_row, result, 0, "ผล", "Result"),
    FIELD(struct data_set_file_row, text, 0, "เหตุ", "Why"),
};
const struct row_type data_set_file_row_type = ROW_TYPE(struct data_set_file_row, file_fields);

/* ---- out ---- */

static struct catalogue_row out_row(const struct data_set *s)
{
    return (struct catalogue_row){
        .name = s->code,
        .owner_org = s->agency_code,
        .owner_name = s->agency_name,
        .owner_unit = s->unit,
        .data_type = catalogue_word("data_type", s->data_type),
        .title = s->title,
        .maintainer = s->contact,
        .maintainer_email = s->email,
        .tags = s->keywords,
        .notes = s->description,
        .objective = s->purpose,
        .update_frequency_unit = catalogue_word("data_cycle", s->cycle_unit),
        .update_frequency_interval = s->cycle_count,
        .geo_coverage = catalogue_word("data_place", s->place),
        .data_source = s->source,
        .data_format = s->format,
        .data_category = catalogue_word("data_category", s->category),
        .license_id = s->licence,
        .accessible_condition = catalogue_word("data_access", s->access),
        .last_updated_date = s->last_update,
    };
}

/* The catalogue's own fields that are missing, by their names. */
static struct str missing_of(struct arena *a, const struct data_set *s)
{
    static const struct data_set_field full = {
        .name = {"x", 1}, .type = {"text", 4}, .meaning = {"x", 1}, .personal = {"no", 2}};
    const struct data_set_finding *f;
    struct rows found;
    struct sbuf b;

    data_set_lint(a, s, &(struct rows){&full, 1}, &found);
    f = found.p;
    sbuf_init(&b, a, 2000);
    for (size_t i = 0; i < found.n; i++) {
        sbuf_add(&b, i ? STR(" ") : STR_NONE);
        sbuf_add(&b, f[i].field);
    }
    return sbuf_str(&b);
}

bool catalogue_list(struct db *db, struct arena *a, int64_t agency_id, struct rows *ret,
                    struct err *e)
{
    struct data_set_filter f = {.agency_id = agency_id};
    struct catalogue_row *out = ARENA_ARRAY(a, struct catalogue_row, ALL_MAX);
    size_t n = 0;

    for (;;) {
        const struct data_set *s;
        struct rows rows;
        size_t take;

        if (!data_set_list(db, a, &f, &rows, e))
            return false;
        s = rows.p;
        take = rows.n > DATA_SET_PAGE ? DATA_SET_PAGE : rows.n;
        for (size_t i = 0; i < take && n < ALL_MAX; i++) {
            out[n] = out_row(&s[i]);
            out[n++].missing = missing_of(a, &s[i]);
        }
        if (rows.n <= DATA_SET_PAGE || n == ALL_MAX)
            break;
        f.after = s[take - 1].id;
    }
    *ret = (struct rows){out, n};
    return true;
}

/* ---- in ---- */

struct cells {
    const struct table_file *t; /* or */
    const struct jr *object;
    struct arena *a;
    size_t row;
};

/* A cell; has says whether the file has that column at all. */
static struct str cell(const struct cells *c, const char *name, bool *has)
{
    const struct jr *n;

    if (c->t) {
        *has = false;
        for (size_t i = 0; i < c->t->type->n; i++) {
            if (str_eq(str_from(c->t->type->fields[i].name), str_from(name)))
                *has = c->t->has[i];
        }
        return *has ? table_file_cell(c->t, c->row, name) : STR_NONE;
    }
    n = jr_get(c->object, name);
    *has = n && jr_type(n) != JR_NULL;
    if (jr_type(n) == JR_ARRAY) { /* data_format: ["CSV"]; tags: [{"name": ..}] */
        struct sbuf b;

        sbuf_init(&b, c->a, 2000);
        for (size_t i = 0; i < jr_count(n); i++) {
            const struct jr *x = jr_at(n, i);

            sbuf_add(&b, i ? STR(", ") : STR_NONE);
            sbuf_add(&b, jr_type(x) == JR_OBJECT ? jr_str(jr_get(x, "name"), STR_NONE) : jr_str(x, STR_NONE));
        }
        return sbuf_str(&b);
    }
    return jr_str(n, STR_NONE);
}

static void take(const struct cells *c, const char *name, const char *kind, struct str *ret)
{
    bool has;
    struct str v = str_trim(cell(c, name, &has));

    if (has)
        *ret = kind ? catalogue_code(kind, v) : v;
}

static bool read_row(const struct cells *c, struct data_set_new *n, struct err *e)
{
    struct str count;
    bool has;

    take(c, "owner_unit", NULL, &n->unit);
    take(c, "data_type", "data_type", &n->data_type);
    take(c, "title", NULL, &n->title);
    take(c, "maintainer", NULL, &n->contact);
    take(c, "maintainer_email", NULL, &n->email);
    take(c, "tags", NULL, &n->keywords);
    take(c, "notes", NULL, &n->description);
    take(c, "objective", NULL, &n->purpose);
    take(c, "update_frequency_unit", "data_cycle", &n->cycle_unit);
    take(c, "geo_coverage", "data_place", &n->place);
    take(c, "data_source", NULL, &n->source);
    take(c, "data_format", NULL, &n->format);
    take(c, "data_category", "data_category", &n->category);
    take(c, "license_id", NULL, &n->licence);
    take(c, "accessible_condition", "data_access", &n->access);
    count = str_trim(cell(c, "update_frequency_interval", &has));
    if (!has)
        return true;
    if (count.n == 0) {
        n->cycle_count = 0;
        return true;
    }
    if (exact_parse_decimal(count, 0, &n->cycle_count))
        return true;
    FAIL(e, ERR_BAD_NUMBER);
    err_arg(e, "field", V(STR("update_frequency_interval")));
    err_arg(e, "value", V(count));
    return false;
}

static struct data_set_new as_it_is(const struct data_set *s)
{
    return (struct data_set_new){s->version,     s->agency_id,  s->title,    s->unit,
                                 s->data_type,   s->contact,    s->email,    s->keywords,
                                 s->description, s->purpose,    s->cycle_unit, s->place,
                                 s->source,      s->format,     s->category, s->licence,
                                 s->access,      s->cycle_count};
}

static bool one_row(struct act *by, const struct cells *c, struct data_set_file_row *r, struct err *e)
{
    struct data_set_new n = {0};
    struct data_set s;
    struct agency g;
    bool has;

    r->name = str_trim(cell(c, "name", &has));
    if (r->name.n == 0) {
        r->result = STR("added");
        if (!agency_get(by->tx->db, by->a, str_trim(cell(c, "owner_org", &has)), &g, e))
            return false;
        n.agency_id = g.id;
        return read_row(c, &n, e) && data_set_add(by, &n, &r->name, e);
    }
    r->result = STR("changed");
    if (!data_set_get(by->tx->db, by->a, r->name, &s, e))
        return false;
    n = as_it_is(&s);
    if (!read_row(c, &n, e))
        return false;
    if (data_set_edit(by, r->name, &n, e))
        return true;
    r->result = STR("unchanged");
    return e->code == ERR_NOTHING;
}

static bool all_rows(struct act *by, struct cells *c, size_t n, const struct jr *list,
                     struct rows *ret, struct err *e)
{
    struct data_set_file_row *r = ARENA_ARRAY(by->a, struct data_set_file_row, n + 1);

    for (size_t i = 0; i < n; i++) {
        c->row = i;
        c->object = list ? jr_at(list, i) : NULL;
        r[i].row = c->t ? c->t->row[i] : (int64_t)i + 1;
        if (one_row(by, c, &r[i], e))
            continue;
        if (err_http(e->code) >= 500)
            return false;
        r[i].result = STR("refused");
        r[i].text = err_text(by->a, e, LANG_TH);
    }
    *ret = (struct rows){r, n};
    return true;
}

bool catalogue_file(struct act *by, const char *path, struct rows *ret, struct err *e)
{
    static const char *const want[] = {"title", NULL};
    const struct jr *doc, *list;
    struct cells c = {.a = by->a};
    struct table_file t;
    struct str text, trimmed;

    if (!file_read(by->a, path, FILE_MAX, &text, e))
        return false;
    trimmed = str_trim(text);
    if (!str_starts(trimmed, STR("[")) && !str_starts(trimmed, STR("{"))) {
        if (!table_file_read(by->a, path, &catalogue_row_type, want, &t, e))
            return false;
        c.t = &t;
        if (t.n <= FILE_ROWS)
            return all_rows(by, &c, t.n, NULL, ret, e);
        goto too_many;
    }
    if (!json_parse(by->a, text, &doc, e))
        return false;
    list = jr_type(doc) == JR_ARRAY ? doc : jr_get(doc, "result");
    list = jr_type(list) == JR_ARRAY ? list : jr_get(doc, "rows");
    if (jr_type(list) != JR_ARRAY) {
        FAIL(e, ERR_REQUIRED);
        err_arg(e, "field", V(STR("result")));
        return false;
    }
    if (jr_count(list) <= FILE_ROWS)
        return all_rows(by, &c, jr_count(list), list, ret, e);
too_many:
    FAIL(e, ERR_LIMIT);
    err_arg(e, "what", V(STR("rows")));
    err_arg(e, "limit", V((int64_t)FILE_ROWS));
    return false;
}
