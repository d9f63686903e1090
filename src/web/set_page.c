#include "web/set_page.h"

#include "base/arena.h"
#include "base/json.h"
#include "plan/cycle.h"
#include "views.h"
#include "web/job_page.h"

enum { ORDINANCES_MOST = 99, NUMBERS_MOST = 9999 };

static const struct set_line *lines_of(struct req *r, const struct rows *rows)
{
    const struct volume_part_row *p = rows->p;
    struct set_line *line = ARENA_ARRAY(r->a, struct set_line, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++)
        line[i] = (struct set_line){p[i], str_eq(p[i].state, STR("stale")), p[i].total.satang > 0};
    return line;
}

bool set_page(struct req *r, struct reply *ret, struct err *e)
{
    struct set_page page = {.year = r->year, .csrf = r->session.csrf};
    struct param crumb[] = {{tr(r->lang, TR("เอกสารงบประมาณ")), STR("/documents")}};
    struct page_head head = {.nav = STR("/documents/set"),
                             .crumb = crumb,
                             .ncrumb = 1,
                             .table_path = STR("/documents/set")};
    struct rows rows = {0};

    if (!req_int(r, "ordinance", 0, ORDINANCES_MOST, 0, &page.ordinance, e) ||
        !volume_set_newest(r->db, r->a, r->year, page.ordinance, &page.set, &page.found, e) ||
        (page.found && !volume_set_parts(r->db, r->a, &page.set, &rows, &page.stale, e)))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &volume_part_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "set-%lld", (long long)r->year), ret, e);
    page.part = lines_of(r, &rows);
    page.part_n = rows.n;
    page.stage = page.found ? cycle_label(page.set.stage, r->lang) : STR_NONE;
    page.may_make = actor_may(&r->session.actor, PERM_DOCUMENT);
    page.title = head.title = tr(r->lang, TR("ชุดเอกสารประกอบร่างข้อบัญญัติ"));
    return REPLY_PAGE(r, &head, set, &page, ret, e);
}

bool set_post(struct req *r, struct reply *ret, struct err *e)
{
    int64_t ordinance;
    struct sbuf b;
    struct jw w;

    if (!req_int(r, "ordinance", 0, ORDINANCES_MOST, 0, &ordinance, e))
        return false;
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "document", STR("set"));
    J(&w, "ordinance", ordinance);
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}

/* A number of the path: anything else is no volume. */
static bool number_of(struct str s, int64_t *ret, struct err *e)
{
    int64_t n = 0;

    for (size_t i = 0; i < s.n && n <= NUMBERS_MOST; i++)
        n = s.p[i] >= '0' && s.p[i] <= '9' ? n * 10 + (s.p[i] - '0') : NUMBERS_MOST + 1;
    if (s.n > 0 && n > 0 && n <= NUMBERS_MOST) {
        *ret = n;
        return true;
    }
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(s));
    return false;
}

bool set_volume_page(struct req *r, struct reply *ret, struct err *e)
{
    struct set_volume_page page = {.year = r->year};
    struct param crumb[] = {{tr(r->lang, TR("เอกสารงบประมาณ")), STR("/documents")},
                            {tr(r->lang, TR("ชุดเอกสารประกอบร่างข้อบัญญัติ")), STR("/documents/set")}};
    struct page_head head = {.nav = STR("/documents/set"), .crumb = crumb, .ncrumb = 2};
    struct rows rows;
    int64_t ordinance;

    if (!number_of(r->seg[0], &page.number, e) ||
        !req_int(r, "ordinance", 0, ORDINANCES_MOST, 0, &ordinance, e) ||
        !volume_versions(r->db, r->a, r->year, ordinance, page.number, &rows, e))
        return false;
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(r->seg[0]));
        return false;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(
            r, &volume_part_type, rows.p, rows.n, NULL, STR_NONE,
            str_format(r->a, "volume-%lld-%lld", (long long)r->year, (long long)page.number), ret,
            e);
    page.part = lines_of(r, &rows);
    page.part_n = rows.n;
    page.name = page.part[0].row.title;
    page.title = head.title = page.name;
    head.table_path = str_format(r->a, "/documents/set/%lld", (long long)page.number);
    return REPLY_PAGE(r, &head, set_volume, &page, ret, e);
}
