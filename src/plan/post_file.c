/* post_file.c - posts from a file, every wrong row named. */
#include "base/arena.h"
#include "base/err.h"
#include "base/table_file.h"
#include "plan/post_plan.h"
#include "plan/price.h"

enum { ISSUES_MAX = 500 };

struct filling {
    struct arena *a;
    const struct table_file *t;
    struct post_file *out;
    size_t i;
    bool wrong;
};

static void issue(struct filling *f, const char *field, struct str value, const struct err *why)
{
    f->wrong = true;
    if (f->out->issues == ISSUES_MAX)
        return;
    f->out->issue[f->out->issues++] = (struct price_issue){.row = f->t->row[f->i],
                                                           .field = str_from(field),
                                                           .value = value,
                                                           .th = err_text(f->a, why, LANG_TH),
                                                           .en = err_text(f->a, why, LANG_EN)};
}

static struct str needed(struct filling *f, const char *field)
{
    struct str s = table_file_cell(f->t, f->i, field);
    struct err why = {0};

    if (s.n == 0) {
        FAIL(&why, ERR_REQUIRED);
        err_arg(&why, "field", V(str_from(field)));
        issue(f, field, s, &why);
    }
    return s;
}

static struct money month(struct filling *f, const char *field)
{
    struct str s = table_file_cell(f->t, f->i, field);
    struct money m = MONEY_ZERO;
    struct err why = {0};

    if (s.n && !money_parse(s, &m, &why)) {
        issue(f, field, s, &why);
    } else if (m.satang < 0) {
        FAIL(&why, ERR_AMOUNT_NEGATIVE);
        err_arg(&why, "value", V(s));
        issue(f, field, s, &why);
    }
    return m;
}

static struct date day(struct filling *f, const char *field)
{
    struct str s = table_file_cell(f->t, f->i, field);
    struct date d = {0};
    struct err why = {0};

    if (!table_file_date(s, &d, &why))
        issue(f, field, s, &why);
    return d;
}

/* The word of a kind, said as the word or as its label. */
static struct str kind(struct filling *f)
{
    struct str s = needed(f, "kind");

#define POST_KIND(word, th, en)                                                                    \
 if (str_eq(s, STR(word)) || str_eq(s, STR(th)) || str_eq(s, STR(en)))                             \
  return STR(word);
#include "plan/post_items.def"
#undef POST_KIND
    return s;
}

static void fill_row(struct filling *f)
{
    struct post_set p = {.number = needed(f, "number"),
                         .title = needed(f, "title"),
                         .kind = kind(f),
                         .grade = table_file_cell(f->t, f->i, "grade"),
                         .step = table_file_cell(f->t, f->i, "step"),
                         .salary = month(f, "salary"),
                         .position = month(f, "position"),
                         .monthly = month(f, "monthly"),
                         .living = month(f, "living"),
                         .born = day(f, "born"),
                         .vacant_from = day(f, "vacant_from"),
                         .vacant_to = day(f, "vacant_to"),
                         .shares = needed(f, "shares")};

    if (!f->wrong)
        f->out->row[f->out->n++] = p;
}

bool post_file_read(struct arena *a, const char *path, struct post_file *ret, struct err *e)
{
    static const char *const want[] = {"number", "title", "kind", "salary", "shares", NULL};
    struct table_file t;
    struct filling f = {.a = a, .t = &t, .out = ret};

    if (!table_file_read(a, path, &post_row_type, want, &t, e))
        return false;
    *ret = (struct post_file){.row = ARENA_ARRAY(a, struct post_set, t.n),
                              .issue = ARENA_ARRAY(a, struct price_issue, ISSUES_MAX)};
    for (f.i = 0; f.i < t.n; f.i++) {
        f.wrong = false;
        fill_row(&f);
    }
    return true;
}
