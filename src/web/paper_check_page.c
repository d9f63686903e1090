/* paper_check_page.c - the public page that a printed code leads to: which document it is, whether it is the
 * newest, and whether a file has the hash that was issued. No figures and no names of people; who tries codes
 * waits longer and longer. */
#include "base/arena.h"
#include "views.h"
#include "web/http_int.h"
#include "web/issued_page.h"

enum { MISSES = 10, WINDOW_MS = 900000, SHA_LETTERS = 64, SHOWN = 16 };

static uint64_t address_key(struct req *r)
{
    return str_hash(str_format(r->a, "document %.*s %lld", STR_FMT(call_from(r).address),
                               (long long)(r->now_ms / WINDOW_MS)));
}

/* Letters of a hash as people paste them: spaces out, small. */
static struct str clean_hash(struct arena *a, struct str typed)
{
    struct sbuf b;

    sbuf_init(&b, a, 256);
    for (size_t i = 0; i < typed.n && b.n < SHA_LETTERS + 1; i++) {
        char c = typed.p[i];

        if (c == ' ' || c == ':')
            continue;
        sbuf_byte(&b, c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c);
    }
    return sbuf_str(&b);
}

static bool compare(struct req *r, struct paper_check_page *page, struct err *e)
{
    struct str hash = clean_hash(r->a, req_query(r, "sha256"));
    struct rows rows;

    if (!issued_files(r->db, r->a, page->row.id, &rows, e))
        return false;
    page->file = rows.p;
    page->file_n = rows.n;
    page->compared = hash.n > 0;
    page->asked = hash;
    for (size_t i = 0; i < rows.n; i++) {
        if (str_eq(page->file[i].sha256, hash)) {
            page->same = true;
            page->same_format = page->file[i].format;
        }
    }
    return true;
}

bool paper_check_page(struct req *r, struct reply *ret, struct err *e)
{
    struct throttle *th = call_of(r)->http->throttle;
    int64_t wait = throttle_wait(th, address_key(r), r->now_ms);
    struct paper_check_page page = {.title = tr(r->lang, TR("ตรวจสอบเอกสาร"))};
    struct page_head head = {.title = page.title};

    if (wait > 0) {
        FAIL(e, ERR_TOO_MANY);
        err_arg(e, "seconds", V((wait + 999) / 1000));
        return false;
    }
    if (!issued_get(r->db, r->a, r->seg[0], &page.row, e)) {
        throttle_failed(th, address_key(r), MISSES, r->now_ms);
        return false;
    }
    if (!compare(r, &page, e))
        return false;
    page.kind_text = issued_kind_text(page.row.kind, r->lang);
    page.digest = str_slice(page.row.data_sha256, 0, SHOWN);
    return REPLY_PAGE(r, &head, paper_check, &page, ret, e);
}
