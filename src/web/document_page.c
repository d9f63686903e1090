#include "web/document_page.h"

#include "base/arena.h"
#include "base/json.h"
#include "plan/cycle.h"
#include "plan/rollup.h"
#include "views.h"
#include "web/job_page.h"

static const struct field document_fields[] = {
    FIELD(struct document_row, code, FIELD_KEY, "เลขที่งาน", "Job"),
    FIELD(struct document_row, filename, 0, "แฟ้ม", "File"),
    FIELD(struct document_row, state, 0, "สถานะ", "State"),
    FIELD(struct document_row, total, 0, "รวม", "Total"),
    FIELD(struct document_row, lines, 0, "รายการ", "Lines"),
    FIELD(struct document_row, pages, 0, "หน้า", "Pages"),
    FIELD(struct document_row, created, 0, "เวลา", "Time"),
    FIELD(struct document_row, by_user, 0, "ผู้สั่ง", "By"),
};
const struct row_type document_row_type = ROW_TYPE(struct document_row, document_fields);

/* Document jobs of this year, newest first. */
static bool read_made(struct req *r, struct document_page *page, struct err *e)
{
    struct rows rows;
    const struct job *j;
    struct document_row *d;

    if (!job_list(r->db, r->a, &rows, e))
        return false;
    j = rows.p;
    d = ARENA_ARRAY(r->a, struct document_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct jr *args, *result;
        struct err no;

        if (!str_eq(j[i].kind, STR("document")) || !json_parse(r->a, j[i].args, &args, &no) ||
            jr_int(jr_get(args, "year"), 0) != r->year ||
            !str_eq(jr_str(jr_get(args, "document"), STR("ordinance")), STR("ordinance")))
            continue; /* the others stand in the register */
        d[page->made_n] = (struct document_row){.code = j[i].code,
                                                .state = j[i].state,
                                                .by_user = j[i].by_user,
                                                .created = j[i].created,
                                                .format = jr_str(jr_get(args, "format"), STR_NONE),
                                                .ready = str_eq(j[i].state, STR("done"))};
        if (d[page->made_n].ready && json_parse(r->a, j[i].result, &result, &no)) {
            d[page->made_n].filename = jr_str(jr_get(result, "name"), STR_NONE);
            d[page->made_n].pages = jr_int(jr_get(result, "pages"), 0);
            d[page->made_n].lines = jr_int(jr_get(result, "lines"), 0);
            d[page->made_n].total =
                MONEY(jr_int(jr_get(result, "total_satang"), jr_int(jr_get(result, "total"), 0)));
        }
        page->made_n++;
    }
    page->made = d;
    return true;
}

bool document_page(struct req *r, struct reply *ret, struct err *e)
{
    struct document_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/documents"), .table_path = STR("/documents")};
    struct rollup_filter f = {.year = r->year};
    enum dim by = DIM_AGENCY;
    struct rollup_table t;
    struct fiscal_year year;

    if (!read_made(r, &page, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &document_row_type, page.made, page.made_n, NULL, STR_NONE,
                           str_format(r->a, "documents-%lld", (long long)r->year), ret, e);
    if (!year_get(r->db, r->a, r->year, &year, e) ||
        !rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(&by, 1, r->lang), &t, e))
        return false;
    for (size_t i = 0; i < t.n; i++)
        page.agencies += t.row[i].now.satang > 0;
    page.title = head.title = tr(r->lang, TR("เอกสารงบประมาณ"));
    page.total = t.total.now;
    page.lines = t.total.lines;
    page.has_any = t.total.lines > 0;
    page.stage_name = cycle_label(year.stage, r->lang);
    page.enacted = t.total.has[STAGE_ENACTED];
    page.demo = year.demo;
    page.partial = year.partial;
    page.may_make = actor_may(&r->session.actor, PERM_DOCUMENT);
    return REPLY_PAGE(r, &head, document, &page, ret, e);
}

bool document_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str format = req_field(r, "format");
    struct sbuf b;
    struct jw w;

    if (!str_eq(format, STR("pdf")) && !str_eq(format, STR("xlsx"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("format")));
        err_arg(e, "value", V(format));
        err_arg(e, "expected", V(STR("pdf, xlsx")));
        return false;
    }
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", r->year);
    J(&w, "document", STR("ordinance"));
    J(&w, "format", format);
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}
