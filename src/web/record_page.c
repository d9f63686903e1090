#include "web/record_page.h"

#include "base/arena.h"
#include "views.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { FILES = 30, RUNS = 14, ENTRIES = 200, FILE_ROWS = 10000 };

static const struct col state_cols[] = {{"kind", COL_WORD, "record", NULL, NULL},
                                        {"main", COL_TAG, "system", NULL, NULL},
                                        {"system", COL_WORD, "system", NULL, NULL},
                                        {"last_on", COL_PLAIN, NULL, NULL, NULL},
                                        {"docs", COL_PLAIN, NULL, NULL, NULL},
                                        {"total", COL_PLAIN, NULL, NULL, NULL},
                                        {"waiting", COL_PLAIN, NULL, NULL, NULL},
                                        {"open", COL_PLAIN, NULL, NULL, NULL},
                                        {"oldest", COL_PLAIN, NULL, NULL, NULL},
                                        {"gap", COL_PLAIN, NULL, NULL, NULL},
                                        {"last_file", COL_LINK, "/records/files/", "last_file", NULL},
                                        {"last_at", COL_UNDER, NULL, NULL, NULL}};
static const struct col file_cols[] = {{"code", COL_LINK, "/records/files/", "code", NULL},
                                       {"at", COL_PLAIN, NULL, NULL, NULL},
                                       {"by_user", COL_UNDER, NULL, NULL, NULL},
                                       {"system", COL_WORD, "system", NULL, NULL},
                                       {"kind", COL_WORD, "record", NULL, NULL},
                                       {"filename", COL_PLAIN, NULL, NULL, NULL},
                                       {"fresh", COL_PLAIN, NULL, NULL, NULL},
                                       {"known", COL_PLAIN, NULL, NULL, NULL},
                                       {"refused", COL_PLAIN, NULL, NULL, NULL},
                                       {"posted", COL_PLAIN, NULL, NULL, NULL},
                                       {"waiting", COL_PLAIN, NULL, NULL, NULL},
                                       {"total", COL_PLAIN, NULL, NULL, NULL}};
static const struct col run_cols[] = {
    {"at", COL_PLAIN, NULL, NULL, NULL},     {"as_of", COL_PLAIN, NULL, NULL, NULL}, {"groups", COL_PLAIN, NULL, NULL, NULL},
    {"differing", COL_PLAIN, NULL, NULL, NULL}, {"fresh", COL_PLAIN, NULL, NULL, NULL}, {"gone", COL_PLAIN, NULL, NULL, NULL},
    {"gap", COL_PLAIN, NULL, NULL, NULL},    {"by_user", COL_PLAIN, NULL, NULL, NULL}};
static const struct col entry_cols[] = {{"doc", COL_PLAIN, NULL, NULL, NULL},
                                        {"part", COL_UNDER, NULL, NULL, NULL},
                                        {"on", COL_PLAIN, NULL, NULL, NULL},
                                        {"state", COL_TAG, "outside_state", NULL, NULL},
                                        {"why", COL_UNDER, NULL, NULL, NULL},
                                        {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                        {"output_code", COL_PLAIN, NULL, NULL, NULL},
                                        {"group_code", COL_PLAIN, NULL, NULL, NULL},
                                        {"fund_code", COL_PLAIN, NULL, NULL, NULL},
                                        {"line_code", COL_PLAIN, NULL, NULL, NULL},
                                        {"ref", COL_PLAIN, NULL, NULL, NULL},
                                        {"payee", COL_UNDER, NULL, NULL, NULL},
                                        {"amount", COL_PLAIN, NULL, NULL, NULL}};

static struct str lead_of(struct req *r, const struct record_state *sum, int64_t files)
{
    if (files == 0)
        return tr(r->lang, TR("ปีนี้ยังไม่เคยรับแฟ้มจาก MIS2 หรือ e-GP จึงยังไม่มีอะไรให้กระทบยอด"));
    if (sum->open)
        return SAY(r,
                   TR("บัญชีต่างจากระบบอื่น {n} กลุ่ม รวม {gap} ล้านบาท เก่าที่สุด {days} วัน "
                      "ตัวชี้วัดที่คำนวณจากบัญชีจึงยังไม่เป็นที่สุด"),
                   {STR("{n}"), money_count_text(r, sum->open)}, {STR("{gap}"), money_million_text(r, sum->gap)},
                   {STR("{days}"), money_count_text(r, sum->oldest)});
    return tr(r->lang, TR("บัญชีของ PBIS ตรงกับแฟ้มของระบบอื่นทุกกลุ่ม หรือยุติแล้ว"));
}

bool records_page(struct req *r, struct reply *ret, struct err *e)
{
    struct records_page page = {.year = r->year, .csrf = r->session.csrf};
    struct page_head head = {.nav = STR("/records"), .table_path = STR("/records")};
    struct record_state *sum = ARENA_NEW(r->a, struct record_state);
    const struct record_state *s;
    struct rows states, files, runs;
    int64_t n = 0;

    if (!record_states(r->db, r->a, r->year, r->today, &states, e))
        return false;
    s = states.p;
    for (size_t i = 0; i < states.n; i++) {
        sum->open += s[i].open;
        sum->gap = money_add(sum->gap, s[i].gap);
        sum->oldest = s[i].oldest > sum->oldest ? s[i].oldest : sum->oldest;
        page.waiting += s[i].waiting;
        n += s[i].files;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &record_state_type, states.p, states.n, sum, STR_NONE, STR("records"), ret, e);
    if (!record_files(r->db, r->a, r->year, 0, FILES, &files, e) ||
        !reconcile_runs(r->db, r->a, r->year, RUNS, &runs, e))
        return false;
    page.title = head.title = tr(r->lang, TR("กระทบยอดกับ MIS2 และ e-GP"));
    page.lead = lead_of(r, sum, n);
    page.open = sum->open;
    page.any = n > 0;
    page.may = actor_may(&r->session.actor, PERM_RECONCILE);
    page.states = (struct table_view){.type = &record_state_type,
                                      .rows = states.p,
                                      .n = states.n,
                                      .cols = state_cols,
                                      .ncols = ARRAY_LEN(state_cols),
                                      .total = n ? sum : NULL,
                                      .caption = page.title};
    page.files = (struct table_view){.type = &record_file_type,
                                     .rows = files.p,
                                     .n = files.n,
                                     .cols = file_cols,
                                     .ncols = ARRAY_LEN(file_cols),
                                     .caption = tr(r->lang, TR("แฟ้มที่รับแล้ว")),
                                     .empty = tr(r->lang, TR("ยังไม่เคยรับแฟ้ม"))};
    page.runs = (struct table_view){.type = &reconcile_run_type,
                                    .rows = runs.p,
                                    .n = runs.n,
                                    .cols = run_cols,
                                    .ncols = ARRAY_LEN(run_cols),
                                    .caption = tr(r->lang, TR("การกระทบยอดรายวัน")),
                                    .empty = tr(r->lang, TR("ยังไม่เคยกระทบยอด"))};
    return REPLY_PAGE(r, &head, records, &page, ret, e);
}

bool record_files_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/records#files"), ret);
        return true;
    }
    return record_files(r->db, r->a, r->year, 0, FILE_ROWS, &rows, e) &&
           reply_table(r, &record_file_type, rows.p, rows.n, NULL, STR_NONE, STR("record-files"), ret, e);
}

bool record_runs_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/records#runs"), ret);
        return true;
    }
    return reconcile_runs(r->db, r->a, r->year, FILE_ROWS, &rows, e) &&
           reply_table(r, &reconcile_run_type, rows.p, rows.n, NULL, STR_NONE, STR("reconciliations"), ret, e);
}

/* ---- a run now ---- */

struct run_ctx {
    int64_t year, posted, left;
    struct reconcile_run run;
};

static bool run_write(struct act *by, void *ctx, struct err *e)
{
    struct run_ctx *c = ctx;

    return reconcile_do(by, c->year, by->today, &c->run, e);
}

static bool run_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx, (void)e;
    reply_done(r, STR("/records/differences"), ret);
    return true;
}

bool record_run_post(struct req *r, struct reply *ret, struct err *e)
{
    struct run_ctx *c = ARENA_NEW(r->a, struct run_ctx);

    c->year = r->year;
    return req_write(r, run_write, run_done, c, ret, e);
}

/* ---- one file, and what the ledger refused ---- */

static bool entries_show(struct req *r, struct record_file_page *page, const struct rows *rows, struct reply *ret,
                         struct err *e)
{
    struct param crumb = {tr(r->lang, TR("กระทบยอดกับ MIS2 และ e-GP")), STR("/records")};
    struct page_head head = {.nav = STR("/records"), .crumb = &crumb, .ncrumb = 1, .table_path = page->path};
    const struct outside_entry *x = rows->p;

    head.title = page->title;
    page->csrf = r->session.csrf;
    page->may = actor_may(&r->session.actor, PERM_RECONCILE);
    if (rows->n == ENTRIES)
        page->next = str_format(r->a, "%.*s?after=%lld", STR_FMT(page->path), (long long)x[rows->n - 1].id);
    page->entries = (struct table_view){.type = &outside_entry_type,
                                        .rows = rows->p,
                                        .n = rows->n,
                                        .cols = entry_cols,
                                        .ncols = ARRAY_LEN(entry_cols),
                                        .caption = page->title,
                                        .empty = tr(r->lang, TR("ไม่มีเอกสาร"))};
    return REPLY_PAGE(r, &head, record_file, page, ret, e);
}

bool record_file_page(struct req *r, struct reply *ret, struct err *e)
{
    struct record_file_page page = {.path = str_format(r->a, "/records/files/%.*s", STR_FMT(r->seg[0]))};
    struct rows rows;
    int64_t after;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &after, e) || !record_file_get(r->db, r->a, r->seg[0], &page.f, e) ||
        !record_entries(r->db, r->a, page.f.id, after, r->format == FORMAT_HTML ? ENTRIES : FILE_ROWS, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &outside_entry_type, rows.p, rows.n, NULL, STR_NONE, r->seg[0], ret, e);
    page.title = SAY(r, TR("แฟ้ม {code}: {kind} จาก {system}"), {STR("{code}"), page.f.code},
                     {STR("{kind}"), word_label("record", page.f.kind, r->lang)},
                     {STR("{system}"), word_label("system", page.f.system, r->lang)});
    page.has_waiting = page.f.waiting > 0;
    return entries_show(r, &page, &rows, ret, e);
}

bool record_waiting_page(struct req *r, struct reply *ret, struct err *e)
{
    struct record_file_page page = {.path = STR("/records/waiting"), .waiting_list = true};
    struct rows rows;
    int64_t after;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &after, e) ||
        !record_waiting(r->db, r->a, r->year, after, r->format == FORMAT_HTML ? ENTRIES : FILE_ROWS, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &outside_entry_type, rows.p, rows.n, NULL, STR_NONE, STR("waiting"), ret, e);
    page.f.year = r->year;
    page.title = tr(r->lang, TR("เอกสารที่บัญชีไม่รับ"));
    page.has_waiting = rows.n > 0;
    return entries_show(r, &page, &rows, ret, e);
}

static bool waiting_write(struct act *by, void *ctx, struct err *e)
{
    struct run_ctx *c = ctx;

    return record_post_waiting(by, c->year, &c->posted, &c->left, e);
}

static bool waiting_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx, (void)e;
    reply_done(r, STR("/records/waiting"), ret);
    return true;
}

bool record_waiting_post(struct req *r, struct reply *ret, struct err *e)
{
    struct run_ctx *c = ARENA_NEW(r->a, struct run_ctx);

    c->year = r->year;
    return req_write(r, waiting_write, waiting_done, c, ret, e);
}
