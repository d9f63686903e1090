#include "web/morning_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "city/param.h"
#include "city/year.h"
#include "views.h"
#include "web/transfer.h"
#include "web/words.h"

struct morning_ctx {
    struct morning m;
    struct morning_page page;
    struct str path;
    int fd;
    int64_t bytes;
};

static struct morning_asked asked(struct req *r)
{
    return (struct morning_asked){.year = r->year,
                                  .agency_id = pace_agency(r),
                                  .today = r->today,
                                  .inside = pace_inside(r),
                                  .lang = r->lang};
}

static struct table_view items(struct req *r, const struct morning *m, enum morning_part part,
                               const struct col *cols, size_t ncols)
{
    return (struct table_view){.type = &morning_item_type,
                               .rows = m->item[part],
                               .n = m->n[part],
                               .cols = cols,
                               .ncols = ncols,
                               .caption = tr(r->lang, TR("เรื่องเช้านี้")),
                               .empty = tr(r->lang, TR("ไม่มี"))};
}

static void take_tables(struct req *r, struct morning_page *p, const struct morning *m)
{
    static const struct col late[] = {{"title", COL_LINK, "", "path", TR("รายการ")},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"note", COL_WORD, "proc_step", NULL, TR("ขั้น")},
                                      {"day", COL_PLAIN, NULL, NULL, TR("กำหนดตามแผน")},
                                      {"amount", COL_MILLION, NULL, NULL, TR("ยังไม่ผูกพัน (ล้านบาท)")}};
    static const struct col risk[] = {{"title", COL_LINK, "", "path", TR("รายการ")},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"note", COL_WORD, "proc_step", NULL, TR("ขั้น")},
                                      {"day", COL_PLAIN, NULL, NULL, TR("เริ่มได้ไม่เกิน")},
                                      {"amount", COL_MILLION, NULL, NULL, TR("จะพับตก (ล้านบาท)")}};
    static const struct col open[] = {{"title", COL_LINK, "", "path", TR("รายการ")},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"amount", COL_MILLION, NULL, NULL, TR("ว่าง (ล้านบาท)")}};
    static const struct col ends[] = {{"title", COL_LINK, "", "path", TR("สัญญา")},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"day", COL_PLAIN, NULL, NULL, TR("สิ้นสุด")},
                                      {"amount", COL_MILLION, NULL, NULL, TR("วงเงิน (ล้านบาท)")}};
    static const struct col due[] = {{"title", COL_LINK, "", "path", TR("มติที่ประชุม")},
                                     {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                     {"day", COL_PLAIN, NULL, NULL, TR("ครบกำหนด")},
                                     {"late", COL_YES, NULL, NULL, NULL}};
    static const struct col problem[] = {{"title", COL_LINK, "", "path", TR("ปัญหา")},
                                         {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                         {"note", COL_WORD, "spend_problem", NULL, TR("ลักษณะปัญหา")},
                                         {"day", COL_PLAIN, NULL, NULL, TR("ครบกำหนด")}};
    const struct rows behind = {m->behind, m->behind_n};

    p->late_table = items(r, m, MORNING_LATE, late, ARRAY_LEN(late));
    p->risk_table = items(r, m, MORNING_RISK, risk, ARRAY_LEN(risk));
    p->open_table = items(r, m, MORNING_OPEN, open, ARRAY_LEN(open));
    p->ends_table = items(r, m, MORNING_CONTRACT, ends, ARRAY_LEN(ends));
    p->due_table = items(r, m, MORNING_RESOLUTION, due, ARRAY_LEN(due));
    p->problem_table = items(r, m, MORNING_PROBLEM, problem, ARRAY_LEN(problem));
    p->behind_table = (struct table_view){.type = &acceleration_row_type,
                                          .rows = behind.p,
                                          .n = behind.n,
                                          .caption = tr(r->lang, TR("ต่ำกว่าเป้าหมายไตรมาส")),
                                          .empty = tr(r->lang, TR("ไม่มี"))};
    static const struct col rates[] = {
        {"agency_name", COL_LINK, "/procurement?agency=", "agency_code", NULL},
        {"base", COL_MILLION, NULL, NULL, NULL},
        {"rate", COL_BAR, NULL, NULL, NULL}};
    p->behind_table.cols = rates;
    p->behind_table.ncols = ARRAY_LEN(rates);
}

static void take_desks(struct req *r, struct morning_page *p, const struct morning *m)
{
    struct morning_desk *d = ARENA_ARRAY(r->a, struct morning_desk, m->n[MORNING_DESK] + 1);

    for (size_t i = 0; i < m->n[MORNING_DESK]; i++) {
        const struct morning_item *it = &m->item[MORNING_DESK][i];
        bool order = str_eq(it->kind, STR("order"));

        d[i] = (struct morning_desk){
            .label = word_label(order ? "morning_desk" : "morning_warrant", it->note, r->lang),
            .path = order ? str_format(r->a, "/orders?desk=%.*s", STR_FMT(it->note))
                          : str_format(r->a, "/warrants?state=%.*s", STR_FMT(it->note)),
            .kind = it->kind,
            .n = it->n,
            .amount = it->amount};
    }
    p->desk = d;
    p->desk_n = m->n[MORNING_DESK];
}

static void take(struct req *r, struct morning_page *p, const struct morning *m)
{
    *p = (struct morning_page){.agency_name = m->agency_name,
                               .one_agency = m->asked.agency_id != 0,
                               .inside = m->asked.inside,
                               .today = m->asked.today,
                               .since = m->since,
                               .year = m->asked.year,
                               .days_left = m->days_left,
                               .over = m->days_left < 0,
                               .late = m->all[MORNING_LATE],
                               .risk = m->all[MORNING_RISK],
                               .open = m->all[MORNING_OPEN],
                               .ends = m->all[MORNING_CONTRACT],
                               .problems = m->all[MORNING_PROBLEM],
                               .behind = m->behind_all,
                               .decisions = m->decisions,
                               .quarter = m->quarter,
                               .current = m->now.current,
                               .taken = m->taken,
                               .paid = m->now.disbursed,
                               .lapses = m->lapses,
                               .allotted = m->moved[0],
                               .obligated = m->moved[1],
                               .disbursed = m->moved[2],
                               .given = m->moved[3],
                               .taken_rate = m->now.obligated_rate,
                               .paid_rate = m->now.disbursed_rate};
    p->goal.bp = m->goal_bp;
    p->quiet = p->allotted.satang == 0 && p->obligated.satang == 0 && p->disbursed.satang == 0 &&
               p->given.satang == 0;
    p->title = str_format(r->a, "%.*s %lld",
                          STR_FMT(tr(r->lang, TR("หน้าเช้าของผู้อำนวยการ ปีงบประมาณ"))),
                          (long long)p->year);
    take_tables(r, p, m);
    take_desks(r, p, m);
}

/* All items, for the files. */
static bool as_file(struct req *r, const struct morning *m, struct reply *ret, struct err *e)
{
    struct morning_item *all;
    size_t n = 0;

    for (size_t i = 0; i < MORNING_PARTS; i++)
        n += m->n[i];
    all = ARENA_ARRAY(r->a, struct morning_item, n + 1);
    n = 0;
    for (size_t i = 0; i < MORNING_PARTS; i++) {
        for (size_t k = 0; k < m->n[i]; k++)
            all[n++] = m->item[i][k];
    }
    return reply_table(r, &morning_item_type, all, n, NULL, STR_NONE, STR("morning"), ret, e);
}

static bool load(struct req *r, void *ctx, struct err *e)
{
    struct morning_ctx *c = ctx;
    const struct morning_asked q = asked(r);

    return morning_load(r->server->position, r->db, r->a, &q, &c->m, e);
}

bool morning_page(struct req *r, struct reply *ret, struct err *e)
{
    struct page_head head = {.nav = STR("/morning"), .table_path = STR("/morning")};
    struct morning_ctx *c = ARENA_NEW(r->a, struct morning_ctx);

    if (!load(r, c, e))
        return false;
    if (r->format != FORMAT_HTML)
        return as_file(r, &c->m, ret, e);
    take(r, &c->page, &c->m);
    head.title = c->page.title;
    return REPLY_PAGE(r, &head, morning, &c->page, ret, e);
}

/* ---- the A4 ---- */

static bool print_work(struct req *r, void *ctx, struct err *e)
{
    struct morning_ctx *c = ctx;
    struct fiscal_year year;
    struct db *db;
    struct str site;
    char *folder;
    struct morning_paper w = {.m = &c->m, .at = {r->now_ms}};
    const struct morning_asked q = asked(r);

    if (!store_reader(r->server->store, &db, e) ||
        !morning_load(r->server->position, db, r->a, &q, &c->m, e) ||
        !param_text(db, r->a, PARAM_SITE_ADDRESS, r->year, &site, e) ||
        !year_get(db, r->a, r->year, &year, e) || !file_temp_dir(r->a, &folder, e))
        return false;
    w.url = str_format(r->a, "%.*s/morning?year=%lld", STR_FMT(site), (long long)r->year);
    w.demo = year.demo;
    c->path = str_format(r->a, "%s/morning.pdf", folder);
    if (!morning_print(&w, str_cstr(r->a, c->path), e))
        return false;
    return download_open(r, str_cstr(r->a, c->path), c->path, &c->fd, &c->bytes, e);
}

static bool printed(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct morning_ctx *c = ctx;

    (void)r;
    (void)e;
    ret->status = 200;
    ret->type = STR("application/pdf");
    ret->filename = str_format(r->a, "morning-%d.pdf", r->today.yyyymmdd);
    ret->fd = c->fd;
    ret->fd_bytes = c->bytes;
    return true;
}

bool morning_pdf(struct req *r, struct reply *ret, struct err *e)
{
    return req_offload(r, print_work, printed, ARENA_NEW(r->a, struct morning_ctx), ret, e);
}
