/* post_file.c - posts from a file, every wrong row named. */
#include "base/arena.h"
#include "base/err.h"
#include "base/table_fill.h"
#include "plan/post_plan.h"

/* The word of a kind, said as the word or as its label. */
static struct str kind(struct table_fill *f)
{
    struct str s = table_fill_needed(f, "kind");

#define POST_KIND(word, th, en)                                                                    \
 if (str_eq(s, STR(word)) || str_eq(s, STR(th)) || str_eq(s, STR(en)))                             \
  return STR(word);
#include "plan/post_items.def"
#undef POST_KIND
    return s;
}

static void fill_row(struct table_fill *f, struct post_file *out)
{
    struct post_set p = {.number = table_fill_needed(f, "number"),
                         .title = table_fill_needed(f, "title"),
                         .kind = kind(f),
                         .grade = table_file_cell(f->t, f->i, "grade"),
                         .step = table_file_cell(f->t, f->i, "step"),
                         .salary = table_fill_money(f, "salary"),
                         .position = table_fill_money(f, "position"),
                         .monthly = table_fill_money(f, "monthly"),
                         .living = table_fill_money(f, "living"),
                         .born = table_fill_date(f, "born"),
                         .vacant_from = table_fill_date(f, "vacant_from"),
                         .vacant_to = table_fill_date(f, "vacant_to"),
                         .shares = table_fill_needed(f, "shares")};

    if (!f->wrong)
        out->row[out->n++] = p;
}

bool post_file_read(struct arena *a, const char *path, struct post_file *ret, struct err *e)
{
    static const char *const want[] = {"number", "title", "kind", "salary", "shares", NULL};
    struct table_file t;
    struct table_fill f;

    if (!table_file_read(a, path, &post_row_type, want, &t, e))
        return false;
    f = table_fill_begin(a, &t);
    *ret = (struct post_file){.row = ARENA_ARRAY(a, struct post_set, t.n)};
    for (size_t i = 0; i < t.n; i++) {
        table_fill_row(&f, i);
        fill_row(&f, ret);
    }
    ret->issue = f.issue;
    ret->issues = f.issues;
    return true;
}
