#include "document/issue.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "city/param.h"
#include "document/issue_kind.h"
#include "store/blob.h"
#include "store/store.h"

enum { DIGEST_SHOWN = 16, TRIES = 3 };

/* ---- what is asked ---- */

static bool check_format(const struct paper_kind *kind, struct str format, struct err *e)
{
    if (kind->load && (str_eq(format, STR("pdf")) || str_eq(format, STR("docx")) ||
                       (kind->sheet && str_eq(format, STR("xlsx")))))
        return true;
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("format")));
    err_arg(e, "value", V(format));
    err_arg(e, "expected", V(kind->sheet ? STR("pdf, xlsx, docx") : STR("pdf, docx")));
    return false;
}

static bool required(const char *field, struct err *e)
{
    FAIL(e, ERR_REQUIRED);
    err_arg(e, "field", V(str_from(field)));
    return false;
}

static bool about(enum issued_kind kind, const char *word)
{
    return str_eq(str_from(issued_kinds[kind].about), str_from(word));
}

/* Whose it is, and may this person make it? */
static bool find_subject(struct paper_job *j, enum issued_kind kind, struct err *e)
{
    const struct document_order *o = j->order;

    if (about(kind, "agency")) {
        if (o->agency.n == 0)
            return required("agency", e);
        return agency_get(j->db, j->a, o->agency, &j->agency, e) &&
               issued_may_make(j->who, kind, j->agency.id, j->agency.division, e);
    }
    if (about(kind, "meeting") && o->meeting.n == 0)
        return required("meeting", e);
    if (!about(kind, "meeting") && o->subject.n == 0)
        return required("subject", e);
    if (paper_kinds[kind].find)
        return paper_kinds[kind].find(j, e) &&
               issued_may_make(j->who, kind, j->agency.id, j->agency.division, e);
    return issued_may_make(j->who, kind, 0, 0, e);
}

static struct str subject_of(const struct paper_job *j, enum issued_kind kind)
{
    if (paper_kinds[kind].find)
        return j->subject;
    if (about(kind, "meeting"))
        return str_format(j->a, "meeting:%.*s", STR_FMT(j->order->meeting));
    return str_format(j->a, "%s:%lld:%.*s", issued_kinds[kind].about, (long long)j->order->year,
                      STR_FMT(about(kind, "agency") ? j->agency.code : j->order->subject));
}

/* ---- the file ---- */

/* The kept file again, at `path`. */
static bool give_again(struct paper_job *j, const struct issued_row *row, const char *path,
                       struct document_issued *ret, struct err *e)
{
    struct issued_copy copy;
    size_t n;
    char *at;

    if (!issued_open(j->db, j->a, row, j->order->format, &copy, e))
        return false;
    n = (size_t)copy.bytes;
    at = arena_alloc(j->a, n);
    if (pread(copy.fd, at, n, 0) != copy.bytes) {
        FAIL(e, ERR_FILE_WRITE);
        err_arg(e, "path", V(str_from(path)));
        err_arg(e, "why", V(str_from(strerror(errno))));
        return false;
    }
    ret->name = copy.file.name;
    ret->result.pages = copy.file.pages;
    ret->again = true;
    return file_write(path, (struct str){at, n}, e);
}

static bool has_format(const struct issued_row *row, struct str format)
{
    return str_has(row->formats, format); /* none is a part of another */
}

static bool make_info(struct paper_job *j, const struct issued_row *row, struct paper_info *ret,
                      struct err *e)
{
    struct str site, kind = issued_kind_text(row->kind, LANG_TH);

    if (!param_text(j->db, j->a, PARAM_SITE_ADDRESS, row->year, &site, e))
        return false;
    while (site.n > 0 && site.p[site.n - 1] == '/')
        site.n--;
    *ret = (struct paper_info){
        .title = str_format(j->a, "%.*s %.*s %lld", STR_FMT(kind), STR_FMT(row->subject_name),
                            (long long)row->year),
        .subject = row->subject_name,
        .author = paper_word(PT_AUTHOR),
        .head = str_format(j->a, "%.*s %.*s", STR_FMT(kind), STR_FMT(row->subject_name)),
        .number = row->number,
        .code = row->code,
        .digest = str_slice(row->data_sha256, 0, DIGEST_SHOWN),
        .url = str_format(j->a, "%.*s/d/%.*s", STR_FMT(site), STR_FMT(row->code)),
        .version = row->version,
        .issued = row->issued_on,
        .draft = row->draft,
        .demo = j->demo,
        .partial = j->partial};
    return true;
}

static bool print_to(struct paper_job *j, enum issued_kind kind, const struct issued_row *row,
                     const char *path, struct err *e)
{
    struct paper_info info;

    if (!make_info(j, row, &info, e))
        return false;
    if (str_eq(j->order->format, STR("xlsx")))
        return paper_kinds[kind].sheet(j, path, &info, e);
    return paper_print(path, &info, paper_kinds[kind].say, j, &j->result.pages, e);
}

struct keeping {
    const struct paper_job *job;
    const struct actor *who;
    const struct paper_kind *kind;
    int64_t now_ms;
    const struct issued_row *row;
    struct issued_print file;
};

static bool keep(struct tx *tx, void *ctx, struct err *e)
{
    struct keeping *k = ctx;
    const struct on_behalf *used = NULL; /* under which order it is made */
    struct actor who = *k->who;
    struct act by = {.tx = tx,
                     .a = tx->a,
                     .who = &who,
                     .today = date_of_ms(k->now_ms),
                     .now_ms = k->now_ms};

    who.used = &used;
    return (k->row->id != 0 || !k->kind->keep || k->kind->keep(&by, k->job, k->row, e)) &&
           issued_keep(&by, k->row, &k->file, e);
}

/* Reads the data in one snapshot and prints what is new beside the version it has or gets. */
static bool prepare(struct paper_job *j, enum issued_kind kind, int64_t now_ms, const char *print,
                    struct document_issued *ret, struct err *e)
{
    bool found, ok, snapshot = !paper_kinds[kind].no_snapshot;

    if (snapshot && !db_snapshot_begin(j->db, e))
        return false;
    ok = find_subject(j, kind, e) && paper_kinds[kind].load(j, e);
    if (ok) {
        const struct issued_ask ask = {.kind = kind,
                                       .subject = subject_of(j, kind),
                                       .subject_name = j->subject_name,
                                       .data_sha256 = hex_text(j->a, j->sha, sizeof j->sha),
                                       .by_user = j->who->name,
                                       .year = j->order->year,
                                       .agency_id = j->agency.id,
                                       .draft = j->draft,
                                       .today = j->today,
                                       .now_ms = now_ms};

        ok = issued_next(j->db, j->a, &ask, &ret->row, &found, e) &&
             ((found && has_format(&ret->row, j->order->format)) ||
              print_to(j, kind, &ret->row, print, e));
        ret->again = ok && found && has_format(&ret->row, j->order->format);
    }
    if (snapshot)
        db_snapshot_end(j->db);
    ret->result = j->result;
    return ok;
}

static bool issue_once(const struct document_desk *desk, struct paper_job *j, enum issued_kind kind,
                       const char *path, struct document_issued *ret, struct err *e)
{
    struct str format = j->order->format, bytes;
    struct keeping k = {.job = j,
                        .who = j->who,
                        .kind = &paper_kinds[kind],
                        .now_ms = desk->now_ms,
                        .row = &ret->row};
    char *folder;

    if (!file_temp_dir(j->a, &folder, e))
        return false;
    k.file = (struct issued_print){
        .format = format,
        .path = str_cstr(j->a, str_format(j->a, "%s/paper.%.*s", folder, STR_FMT(format)))};
    if (!prepare(j, kind, desk->now_ms, k.file.path, ret, e))
        return false;
    if (ret->again)
        return give_again(j, &ret->row, path, ret, e);
    k.file.name = ret->name =
        str_format(j->a, "%.*s.%.*s", STR_FMT(ret->row.number), STR_FMT(format));
    k.file.pages = ret->result.pages;
    return store_write(desk->store, keep, &k, e) &&
           file_read(j->a, k.file.path, BLOB_MAX, &bytes, e) && file_write(path, bytes, e);
}

bool document_issue(const struct document_desk *desk, const struct document_order *o,
                    const char *path, struct document_issued *ret, struct err *e)
{
    struct paper_job fresh = {
        .a = desk->a, .who = desk->who, .order = o, .today = date_of_ms(desk->now_ms),
        .now_ms = desk->now_ms};
    enum issued_kind kind;
    char *probe;

    if (!issued_kind_of(desk->a, o->kind, &kind, e) || !check_format(&paper_kinds[kind], o->format, e) ||
        !file_stage(desk->a, path, &probe, e) || !store_reader(desk->store, &fresh.db, e))
        return false;
    for (int i = 0; i < TRIES; i++) {
        struct paper_job j = fresh;

        *ret = (struct document_issued){0};
        if (issue_once(desk, &j, kind, path, ret, e))
            return true;
        if (e->code != ERR_STALE) /* somebody issued another version meanwhile */
            return false;
    }
    return false;
}
