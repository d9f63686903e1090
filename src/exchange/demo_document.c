#include "exchange/demo_document.h"

#include "base/arena.h"
#include "base/file.h"
#include "city/attach.h"
#include "city/user.h"
#include "document/issue.h"
#include "document/paper.h"

#define AGENCY "50140000"
#define HEAD   "head.5014"

/* What stands on the "scan": that it is a demonstration. */
static bool say_scan(struct paper *p, void *ctx, struct err *e)
{
    const struct document_issued *d = ctx;
    const struct str line[] = {STR_NONE, paper_word(PT_DEMO_SCAN_SIGN), paper_word(PT_DEMO_MARK)};

    (void)e;
    paper_title(p, paper_word(PT_DEMO_SCAN));
    paper_text(p,
               paper_fill(paper_arena(p), PT_DEMO_SCAN_TEXT,
                          PAPER_WORDS({"number", d->row.number}, {"agency", d->row.subject_name})));
    paper_sign(p, line, ARRAY_LEN(line));
    paper_gap(p, 12);
    paper_stamp(p);
    return true;
}

static bool make_scan(struct arena *a, struct document_issued *d, const char *path, struct err *e)
{
    const struct paper_info info = {
        .title = paper_word(PT_DEMO_SCAN),
        .subject = d->row.subject_name,
        .author = paper_word(PT_AUTHOR),
        .head = paper_word(PT_DEMO_SCAN),
        .number = d->row.number,
        .code = d->row.code,
        .digest = str_slice(d->row.data_sha256, 0, 16),
        .url = str_format(a, "http://127.0.0.1:8080/d/%.*s", STR_FMT(d->row.code)),
        .version = d->row.version,
        .issued = d->row.issued_on,
        .demo = true};
    int64_t pages;

    return paper_print(path, &info, say_scan, d, &pages, e);
}

struct scanning {
    const struct actor *who;
    int64_t now_ms;
    struct attach_new n;
};

static bool attach(struct tx *tx, void *ctx, struct err *e)
{
    const struct scanning *x = ctx;
    struct act by = {
        .tx = tx, .a = tx->a, .who = x->who, .today = date_of_ms(x->now_ms), .now_ms = x->now_ms};
    struct str code;

    return attach_add(&by, &x->n, &code, e);
}

bool demo_document(struct store *s, struct arena *a, int64_t year, int64_t now_ms, struct err *e)
{
    struct document_order o = {
        .kind = STR("request"), .format = STR("pdf"), .agency = STR(AGENCY), .year = year};
    struct actor who;
    struct document_desk desk = {s, a, &who, now_ms};
    struct document_issued d;
    struct scanning x = {.who = &who, .now_ms = now_ms};
    struct db *db;
    char *folder;
    const char *paper, *scan;

    if (!store_reader(s, &db, e) || !actor_load(db, a, STR(HEAD), &who, e) ||
        !file_temp_dir(a, &folder, e))
        return false;
    paper = str_cstr(a, str_format(a, "%s/paper.pdf", folder));
    scan = str_cstr(a, str_format(a, "%s/scan.pdf", folder));
    if (!document_issue(&desk, &o, paper, &d, e))
        return e->code == ERR_NOTHING || e->code == ERR_NOT_FOUND; /* a city without that agency */
    if (d.again)
        return true;
    x.n = (struct attach_new){.subject = str_format(a, "document:%.*s", STR_FMT(d.row.code)),
                              .kind = STR("signed"),
                              .name = paper_word(PT_DEMO_SCAN_FILE),
                              .path = scan};
    return make_scan(a, &d, scan, e) && store_write(s, attach, &x, e);
}
