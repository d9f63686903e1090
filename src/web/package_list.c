#include "web/package_list.h"

#include "base/arena.h"
#include "plan/rollup.h"
#include "plan/section.h"
#include "views.h"
#include "web/later.h"
#include "web/words.h"

static const struct col cols[] = {
    {"title", COL_LINK, "/packages/", "code", NULL},
    {"code", COL_UNDER, NULL, NULL, NULL},
    {"level_kind", COL_WORD, "level", NULL, TR("ระดับ")},
    {"state", COL_TAG, "state", NULL, TR("สถานะ")},
    {"requested", COL_WHOLE, NULL, NULL, TR("ขอ (บาท)")},
    {"now", COL_WHOLE, NULL, NULL, TR("ขณะนี้ (บาท)")},
    {"value_score", COL_SCORE, NULL, NULL, NULL},
    {"output_name", COL_PLAIN, NULL, NULL, TR("ผลผลิตหรืองาน")},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},
};

static void word_choices(struct req *r, const char *kind, const char *all, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, word_rows_n + 1);
    struct str of = str_from(kind);
    size_t n = 0;

    c[n++] = (struct form_choice){STR_NONE, tr(r->lang, all)};
    for (size_t i = 0; i < word_rows_n; i++) {
        const struct word_row *w = &word_rows[i];
        struct str word = {w->word, w->word_n};

        if (w->kind_n == of.n && str_eq((struct str){w->kind, w->kind_n}, of))
            c[n++] = (struct form_choice){word, word_label(kind, word, r->lang)};
    }
    f->choice = c;
    f->choices = n;
}

/* Sides and plans that have lines here. */
static bool output_choices(struct req *r, int64_t agency_id, struct form_field *f, struct err *e)
{
    static const enum dim dims[] = {DIM_SIDE, DIM_PLAN};
    struct rollup_filter filter = {.year = r->year, .agency_id = agency_id};
    struct rollup_table t;
    struct form_choice *c;
    size_t n = 0;

    if (!rollup_get(r->server->rollup, r->db, r->a, &filter, ROLLUP_BY(dims, 2, r->lang), &t, e))
        return false;
    c = ARENA_ARRAY(r->a, struct form_choice, 2 * t.n + 1);
    c[n++] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกด้านและแผนงาน"))};
    for (size_t i = 0; i < t.n; i++) {
        if (i == 0 || !str_eq(t.row[i].key[0], t.row[i - 1].key[0]))
            c[n++] = (struct form_choice){t.row[i].key[0], t.row[i].name[0]};
        c[n++] = (struct form_choice){t.row[i].key[1],
                                      str_format(r->a, "— %.*s", STR_FMT(t.row[i].name[1]))};
    }
    f->choice = c;
    f->choices = n;
    return true;
}

static bool read_filter(struct req *r, int64_t agency_id, int64_t limit, struct package_filter *ret,
                        struct err *e)
{
    *ret = (struct package_filter){.year = r->year,
                                   .agency_id = agency_id,
                                   .state = req_query(r, "state"),
                                   .output_code = req_query(r, "output"),
                                   .level_kind = req_query(r, "level"),
                                   .limit = limit};
    return req_int(r, "after", 0, INT64_MAX, 0, &ret->after_id, e) &&
           sight_of(r->db, r->a, &r->session.actor, &ret->sight, e);
}

static void put_part(struct sbuf *b, const char *name, struct str value)
{
    struct sbuf part;
    struct html h = {.out = &part};

    if (value.n == 0)
        return;
    sbuf_init(&part, b->a, 4096);
    html_url_part_str(&h, value);
    sbuf_printf(b, "%s%s=%.*s", b->n ? "&" : "", name, STR_FMT(sbuf_str(&part)));
}

bool package_list_read(struct req *r, int64_t agency_id, struct str action, struct rows *ret_rows,
                       struct package_list_view *ret, struct err *e)
{
    struct package_filter f;
    struct sbuf query;
    const struct package_row *row;

    if (!read_filter(r, agency_id, PACKAGES_A_PAGE, &f, e) ||
        !package_list(r->db, r->a, r->server->rollup, &f, ret_rows, e))
        return false;
    *ret = (struct package_list_view){
        .action = action,
        .state = {"state", FORM_CHOICE, TR("สถานะ"), NULL, .value = f.state},
        .output = {"output", FORM_CHOICE, TR("ด้านหรือแผนงาน"), NULL, .value = f.output_code},
        .level = {"level", FORM_CHOICE, TR("ระดับ"), NULL, .value = f.level_kind},
        .filtered = f.state.n > 0 || f.output_code.n > 0 || f.level_kind.n > 0,
        .paged = f.after_id > 0};
    word_choices(r, "state", TR("ทุกสถานะ"), &ret->state);
    word_choices(r, "level", TR("ทุกระดับ"), &ret->level);
    if (!output_choices(r, agency_id, &ret->output, e))
        return false;
    if (ret->filtered && !package_count(r->db, &f, &ret->count, e))
        return false;
    sbuf_init(&query, r->a, 8192);
    put_part(&query, "state", f.state);
    put_part(&query, "output", f.output_code);
    put_part(&query, "level", f.level_kind);
    ret->query = str_dup(r->a, sbuf_str(&query));
    row = ret_rows->p;
    if (ret_rows->n == PACKAGES_A_PAGE)
        ret->next = str_format(r->a, "%.*s?after=%lld%s%.*s", STR_FMT(action),
                               (long long)row[ret_rows->n - 1].id, ret->query.n ? "&" : "",
                               STR_FMT(ret->query));
    ret->table = (struct table_view){
        .type = &package_row_type,
        .rows = ret_rows->p,
        .n = ret_rows->n,
        .cols = cols,
        .ncols = ARRAY_LEN(cols) - (agency_id ? 1 : 0), /* an agency knows its name */
        .caption = tr(r->lang, TR("ข้อเสนอรายระดับ")),
        .empty = ret->filtered ? tr(r->lang, TR("ไม่มีข้อเสนอที่ตรงกับตัวกรอง ลองเลือกทุกสถานะ"))
                               : tr(r->lang, TR("ยังไม่มีข้อเสนอในปีนี้")),
        .remember = STR("packages")};
    return true;
}

static bool file_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                      struct err *e)
{
    const struct package_filter *f = ctx;
    const struct package_row *row;

    if (!package_list(r->db, r->a, r->server->rollup, f, ret, e))
        return false;
    row = ret->p;
    if (ret->n)
        *ret_next = next_key(r->a, ret->n == (size_t)f->limit, row[ret->n - 1].id);
    return true;
}

bool package_list_file(struct req *r, int64_t agency_id, struct reply *ret, struct err *e)
{
    struct package_filter *f = ARENA_NEW(r->a, struct package_filter);
    int64_t limit;

    return req_int(r, "limit", 1, LATER_ROWS, LATER_ROWS, &limit, e) &&
           read_filter(r, agency_id, limit, f, e) &&
           table_later(r, file_rows, f, &package_row_type,
                       str_format(r->a, "packages-%lld", (long long)r->year), ret, e);
}

bool packages_page(struct req *r, struct reply *ret, struct err *e)
{
    struct packages_page page = {.year = r->year};
    struct page_head head = {.nav = STR("/packages"), .table_path = STR("/packages")};
    struct rollup_filter f = {.year = r->year};
    enum dim by = DIM_YEAR;
    struct rollup_table t;
    struct rows rows;

    if (r->format != FORMAT_HTML)
        return package_list_file(r, 0, ret, e);
    if (!package_list_read(r, 0, STR("/packages"), &rows, &page.list, e) ||
        !rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(&by, 1, r->lang), &t, e))
        return false;
    page.title = head.title = tr(r->lang, TR("คำขอตั้งงบประมาณ"));
    page.total = t.total.packages;
    page.may_add = actor_may(&r->session.actor, PERM_REQUEST_WRITE);
    return REPLY_PAGE(r, &head, packages, &page, ret, e);
}
