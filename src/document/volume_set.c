/* volume_set.c - the books of a set and the issue of all of them. */
#include "document/volume_set.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "document/volume_agency.h"
#include "document/volume_front.h"
#include "document/volume_set_int.h"
#include "document/volume_text.h"

enum { FRONT_BOOKS = 6, DONE_PRINTING = 88, DONE_PROVING = 94 };

/* The front of the set; documents from 7 on are agencies (DOMAIN.md 2.1). */
static const struct {
    const char *word;
    enum volume_text_id title;
    volume_fn *say;
} front[FRONT_BOOKS] = {
    {"01-revenue", VS_REVENUE, volume_revenue_say},
    {"02-spending", VS_SPENDING, volume_spending_say},
    {"03-programme", VS_PROGRAMME, volume_programme_say},
    {"04-fiscal", VS_FISCAL, volume_fiscal_say},
    {"05-summary", VS_SUMMARY, volume_summary_say},
    {"06-central", VS_CENTRAL, volume_central_say},
};

/* ---- the books ---- */

static bool has_money(const struct budget_agency *ag)
{
    return ag->sum.amount.satang > 0;
}

size_t volume_set_count(const struct budget *b)
{
    size_t n = FRONT_BOOKS;

    for (size_t i = 0; i < b->agencies; i++)
        n += has_money(&b->agency[i]);
    return n;
}

/* The front's functions ask for a budget that they do not change. */
struct front_ctx {
    struct budget b;
};

static bool agency_job(const struct budget *b, struct arena *a, size_t n, struct volume_job *ret,
                       struct err *e)
{
    struct agency_book *k;
    size_t i = 0;

    for (size_t left = n;; i++) {
        if (has_money(&b->agency[i]) && left-- == 0)
            break;
    }
    if (!agency_book_load(b, a, i, &k, e))
        return false;
    *ret = (struct volume_job){.info = agency_book_info(k),
                               .agency_id = b->agency[i].id,
                               .total = b->agency[i].sum.amount,
                               .fn = agency_book_say,
                               .ctx = k};
    return true;
}

/* What the set's list says a book of the city is about; the fiscal report is about no one sum. */
static struct money front_total(const struct budget *b, size_t n)
{
    struct budget_cut c = BUDGET_ALL;

    if (front[n].say == volume_revenue_say)
        return b->year.revenue;
    if (front[n].say == volume_fiscal_say)
        return MONEY_ZERO;
    if (front[n].say != volume_central_say)
        return b->sum.amount;
    c.type = 0;
    while (c.type < b->types && !str_eq(b->type[c.type].code, STR("6")))
        c.type++;
    return budget_sum_of(b, c).amount; /* none: no group has that type */
}

bool volume_set_job(const struct budget *b, struct arena *a, size_t n, struct volume_job *ret,
                    struct err *e)
{
    struct front_ctx *ctx;

    if (n >= FRONT_BOOKS)
        return agency_job(b, a, n - FRONT_BOOKS, ret, e);
    ctx = ARENA_NEW(a, struct front_ctx);
    ctx->b = *b;
    *ret = (struct volume_job){.info = budget_volume(b, (int64_t)n + 1, str_from(front[n].word),
                                                     volume_word(front[n].title)),
                               .total = front_total(b, n),
                               .fn = front[n].say,
                               .ctx = &ctx->b};
    return true;
}

static int64_t number_of(const struct budget *b, size_t n)
{
    if (n < FRONT_BOOKS)
        return (int64_t)n + 1;
    n -= FRONT_BOOKS;
    for (size_t i = 0; i < b->agencies; i++) {
        if (has_money(&b->agency[i]) && n-- == 0)
            return b->agency[i].number;
    }
    return 0;
}

static bool print_number(struct db *db, struct arena *a, const struct budget *b, int64_t number,
                         const char *path, struct document_result *ret, struct err *e)
{
    struct volume_job job;
    size_t n = 0;

    (void)db;
    while (n < volume_set_count(b) && number_of(b, n) != number)
        n++;
    if (n == volume_set_count(b)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(number));
        return false;
    }
    if (!volume_set_job(b, a, n, &job, e) ||
        !volume_print(path, &job.info, job.fn, job.ctx, ret, e))
        return false;
    ret->total = job.total;
    return true;
}

bool volume_one(struct db *db, struct arena *a, struct budget_of of, int64_t number,
                const char *path, struct document_result *ret, struct err *e)
{
    struct str name = str_from(path);
    struct budget b;
    bool ok;

    if (!str_ends(name, STR(".pdf")) && !str_ends(name, STR(".xlsx"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("--out")));
        err_arg(e, "value", V(name));
        err_arg(e, "expected", V(STR(".pdf, .xlsx")));
        return false;
    }
    if (!db_snapshot_begin(db, e))
        return false;
    ok = budget_load(db, a, of, &b, e) && print_number(db, a, &b, number, path, ret, e);
    db_snapshot_end(db);
    return ok;
}

/* ---- issuing all of them ---- */

static void report(const struct set_run *r, size_t done, size_t all, int per_cent)
{
    if (r->order->progress)
        r->order->progress((int)((int64_t)done * per_cent / (int64_t)(all ? all : 1)));
}

static struct volume_info keep_info(struct arena *a, const struct volume_info *i)
{
    struct volume_info k = *i;

    k.word = str_dup(a, i->word);
    k.title = str_dup(a, i->title);
    k.subtitle = str_dup(a, i->subtitle);
    k.agency_code = str_dup(a, i->agency_code);
    return k;
}

/* Which version says what this book says now? */
static bool find_version(struct set_run *r, struct set_book *k, struct err *e)
{
    struct str name = k->info.subtitle.n ? k->info.subtitle : k->info.title;
    const struct issued_ask ask = {
        .kind = ISSUED_VOLUME,
        .subject = str_format(r->a, "volume:%lld:%lld-%02lld", (long long)r->order->year,
                              (long long)r->order->ordinance, (long long)k->info.number),
        .subject_name = name,
        .data_sha256 = hex_text(r->a, k->sha, sizeof k->sha),
        .by_user = r->desk->who->name,
        .year = r->order->year,
        .agency_id = k->agency_id,
        .today = r->b.today,
        .now_ms = r->desk->now_ms};
    bool found;

    if (!issued_next(r->db, r->a, &ask, &k->row, &found, e))
        return false;
    k->keeps = found && !r->order->all && str_has(k->row.formats, STR("pdf")) &&
               str_has(k->row.formats, STR("xlsx"));
    return true;
}

static char *file_of(struct set_run *r, const struct set_book *k, const char *ending)
{
    return str_cstr(r->a, str_format(r->a, "%s/%.*s.%s", r->folder, STR_FMT(k->info.word), ending));
}

static bool print_book(struct set_book *k, const struct volume_job *job, struct err *e)
{
    struct document_result sheet;

    return volume_print(k->pdf, &job->info, job->fn, job->ctx, &k->result, e) &&
           volume_print(k->xlsx, &job->info, job->fn, job->ctx, &sheet, e);
}

static bool make_book(struct set_run *r, size_t n, struct err *e)
{
    struct set_book *k = &r->book[n];
    struct arena *a = arena_new();
    struct volume_job job;
    bool ok;

    ok = volume_set_job(&r->b, a, n, &job, e);
    if (ok) {
        k->info = keep_info(r->a, &job.info);
        k->agency_id = job.agency_id;
        k->pdf = file_of(r, k, "pdf");
        k->xlsx = file_of(r, k, "xlsx");
        ok = volume_digest(&job.info, job.fn, job.ctx, k->sha, &k->result, e) &&
             find_version(r, k, e) && (k->keeps || print_book(k, &job, e));
        k->result.total = job.total;
        r->printed += ok && !k->keeps;
    }
    arena_free(a);
    report(r, n + 1, r->books, DONE_PRINTING);
    return ok;
}

static bool make_books(struct set_run *r, struct err *e)
{
    const struct budget_of of = {r->order->year, r->order->ordinance, date_of_ms(r->desk->now_ms)};

    if (!budget_load(r->db, r->a, of, &r->b, e))
        return false;
    r->books = volume_set_count(&r->b);
    r->book = ARENA_ARRAY(r->a, struct set_book, r->books);
    for (size_t i = 0; i < r->books; i++) {
        if (!make_book(r, i, e))
            return false;
    }
    return true;
}

static void fill_done(const struct set_run *r, struct volume_set_done *ret)
{
    *ret = (struct volume_set_done){.code = r->code,
                                    .books = (int64_t)r->books,
                                    .printed = (int64_t)r->printed,
                                    .change_id = r->b.facts.change_id,
                                    .ties = r->ties.ties,
                                    .figures = r->ties.figures,
                                    .total = r->b.sum.amount};
    for (size_t i = 0; i < r->books; i++) {
        ret->pages += r->book[i].result.pages;
        ret->lines += r->book[i].result.lines;
    }
}

static bool issue_once(struct set_run *r, struct err *e)
{
    bool ok;

    if (!file_temp_dir(r->a, &r->folder, e) || !db_snapshot_begin(r->db, e))
        return false;
    ok = make_books(r, e);
    db_snapshot_end(r->db);
    if (!ok || !set_prove(r, e))
        return false;
    report(r, 1, 1, DONE_PROVING);
    return set_keep(r, e);
}

bool volume_set_issue(const struct document_desk *desk, const struct volume_set_order *o,
                      struct volume_set_done *ret, struct err *e)
{
    enum { TRIES = 3 };
    const struct set_run fresh = {.desk = desk, .order = o, .a = desk->a};
    struct set_run r = fresh;

    if (!actor_check(desk->who, PERM_DOCUMENT, 0, 0, e) || !store_reader(desk->store, &r.db, e))
        return false;
    for (int i = 0; !issue_once(&r, e); i++) {
        struct db *db = r.db;

        if (e->code != ERR_STALE || i + 1 == TRIES) /* else: somebody issued a set meanwhile */
            return false;
        r = fresh;
        r.db = db;
    }
    if (o->folder && !set_export(&r, e))
        return false;
    fill_done(&r, ret);
    return true;
}
