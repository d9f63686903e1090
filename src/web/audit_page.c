/* audit_page.c - the audit log, and a walk over its hash chain. */
#include "base/arena.h"
#include "views.h"
#include "web/later.h"
#include "web/people_page.h"

enum { AUDIT_ROWS = 100 };

struct audit_ctx {
    struct str subject;
    int64_t before;
};

static bool audit_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next,
                       struct err *e)
{
    const struct audit_ctx *c = ctx;
    const struct audit_row *row;

    if (!audit_list(r->db, r->a, c->subject, c->before, LATER_ROWS, ret, e))
        return false;
    row = ret->p;
    if (ret->n)
        *ret_next = next_key(r->a, ret->n == LATER_ROWS, row[ret->n - 1].seq);
    return true;
}

static bool audit_file(struct req *r, struct str subject, int64_t before, struct reply *ret,
                       struct err *e)
{
    struct audit_ctx *c = ARENA_NEW(r->a, struct audit_ctx);

    *c = (struct audit_ctx){subject, before};
    return table_later(r, audit_rows, c, &audit_row_type, STR("audit"), ret, e);
}

static bool audit_show(struct req *r, struct audit_page *page, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"seq", COL_YEAR, NULL, NULL, NULL},
                                      {"at", COL_PLAIN, NULL, NULL, NULL},
                                      {"user_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"action", COL_WORD, "audit", NULL, NULL},
                                      {"subject", COL_SUBJECT, NULL, NULL, NULL},
                                      {"old_value", COL_PLAIN, NULL, NULL, NULL},
                                      {"new_value", COL_PLAIN, NULL, NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL}};
    struct page_head head = {.nav = STR("/audit"), .table_path = STR("/audit")};
    int64_t before;
    const struct audit_row *row;
    struct rows rows;

    page->subject = str_trim(req_query(r, "subject"));
    if (!req_int(r, "before", 0, INT64_MAX, 0, &before, e))
        return false;
    if (r->format != FORMAT_HTML)
        return audit_file(r, page->subject, before, ret, e);
    if (!audit_list(r->db, r->a, page->subject, before, AUDIT_ROWS, &rows, e))
        return false;
    row = rows.p;
    page->title = head.title = tr(r->lang, TR("บันทึกการตรวจสอบ"));
    page->paged = before > 0;
    if (rows.n == AUDIT_ROWS && row[rows.n - 1].seq > 1)
        page->next = str_format(r->a, "/audit?before=%lld&subject=%.*s",
                                (long long)row[rows.n - 1].seq, STR_FMT(page->subject));
    page->filter = (struct form_field){
        .name = "subject", .kind = FORM_TEXT, .label = TR("เรื่อง"), .value = page->subject};
    page->table = (struct table_view){.type = &audit_row_type,
                                      .rows = rows.p,
                                      .n = rows.n,
                                      .cols = cols,
                                      .ncols = ARRAY_LEN(cols),
                                      .caption = page->title,
                                      .empty = tr(r->lang, TR("ไม่มีบันทึกที่ตรงกับตัวกรอง")),
                                      .remember = STR("audit")};
    return REPLY_PAGE(r, &head, audit, page, ret, e);
}

bool audit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct audit_page page = {.paged = false};

    return audit_show(r, &page, ret, e);
}

/* ---- the chain: long, so a worker walks it ---- */

static bool verify_work(struct req *r, void *ctx, struct err *e)
{
    struct audit_page *page = ctx;
    const struct audit_point none = {.seq = 0};
    struct err why = {0};
    int64_t heads = 0;

    (void)e;
    page->verified = true;
    page->broken = !audit_verify_all(r->db, r->a, STR_NONE, none, &page->records, &heads, &why);
    if (page->broken)
        page->verdict = err_text(r->a, &why, r->lang);
    return true;
}

static bool verified(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return audit_show(r, ctx, ret, e);
}

bool audit_verify_page(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, verify_work, verified, ARENA_NEW(r->a, struct audit_page), ret, e);
}

/* ---- what anybody may keep ---- */

bool audit_heads_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"day", COL_PLAIN, NULL, NULL, NULL},
                                      {"seq", COL_YEAR, NULL, NULL, NULL},
                                      {"hash", COL_PLAIN, NULL, NULL, NULL},
                                      {"signature", COL_PLAIN, NULL, NULL, NULL},
                                      {"public_key", COL_PLAIN, NULL, NULL, NULL}};
    struct page_head head = {.nav = STR("/audit"), .table_path = STR("/audit/heads")};
    struct audit_heads_page page = {.n = 0};
    const struct audit_head *h;
    struct rows rows;

    if (!audit_head_list(r->db, r->a, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &audit_head_type, rows.p, rows.n, NULL, STR_NONE, STR("audit-heads"), ret,
                           e);
    h = rows.p;
    page.n = (int64_t)rows.n;
    if (rows.n)
        page.last = h[rows.n - 1].day;
    page.title = head.title = tr(r->lang, TR("หัวสายบันทึกที่ลงลายเซ็น"));
    page.table = (struct table_view){.type = &audit_head_type,
                                     .rows = rows.p,
                                     .n = rows.n,
                                     .cols = cols,
                                     .ncols = ARRAY_LEN(cols),
                                     .caption = page.title,
                                     .empty = tr(r->lang, TR("ยังไม่มีหัวสายที่ลงลายเซ็น")),
                                     .remember = STR("audit-heads")};
    return REPLY_PAGE(r, &head, audit_heads, &page, ret, e);
}
