/* record_import_page.c - a file of MIS2 or e-GP by the page: choose, say which column is what (remembered), see what would
 * happen, confirm. The file is kept by its SHA-256, so what is taken is byte for byte what was looked at. */
#include "base/arena.h"
#include "base/crypto.h"
#include "store/blob.h"
#include "views.h"
#include "web/money_parts.h"
#include "web/record_page.h"
#include "web/words.h"

enum { ISSUES_SHOWN = 300, FIXED = 4 };

static const struct {
    const char *word, *system;
    enum record_kind kind;
} whats[] = {
    {"mis2-payments", "mis2", RECORD_PAYMENTS},   {"mis2-orders", "mis2", RECORD_ORDERS},
    {"mis2-allotment", "mis2", RECORD_ALLOTMENT}, {"mis2-appropriation", "mis2", RECORD_APPROPRIATION},
    {"egp-orders", "egp", RECORD_ORDERS},         {"egp-payments", "egp", RECORD_PAYMENTS},
};

static const struct form_field file_plain[] = {
    {.name = "what", .kind = FORM_CHOICE, .label = TR("แฟ้มของระบบใด เรื่องใด"), .required = true},
    {.name = "file",
     .kind = FORM_FILE,
     .label = TR("แฟ้ม CSV หรือ Excel (.xlsx)"),
     .required = true,
     .hint = TR("ไม่เกิน 20 MB แถวแรกที่เป็นข้อความคือหัวตาราง")},
};

struct import_ctx {
    size_t what;
    struct str filename, sha;
    const char *path;
    uint8_t digest[SHA256_BYTES];
    struct own_sheet sheet;
    struct sheet_map map;
    struct str map_text;
    bool remembered, keep, dry, written;
    struct form form;
    struct record_result result;
    struct str refusal; /* the file or its columns cannot be used at all */
};

/* ---- forms ---- */

static struct str what_label(struct req *r, size_t i)
{
    return str_format(r->a, "%.*s: %.*s",
                      STR_FMT(word_label("system", str_from(whats[i].system), r->lang)),
                      STR_FMT(record_label(whats[i].kind, r->lang)));
}

static struct form file_form(struct req *r)
{
    struct form f = {.n = ARRAY_LEN(file_plain)};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(whats));

    f.field = ARENA_ARRAY(r->a, struct form_field, f.n);
    for (size_t i = 0; i < f.n; i++)
        f.field[i] = file_plain[i];
    for (size_t i = 0; i < ARRAY_LEN(whats); i++)
        c[i] = (struct form_choice){str_from(whats[i].word), what_label(r, i)};
    f.field[0].choice = c;
    f.field[0].choices = ARRAY_LEN(whats);
    return f;
}

static const enum record_target fixed_targets[FIXED] = {RT_AGENCY, RT_OUTPUT, RT_ITEM, RT_FUND};
static const char *const fixed_names[FIXED] = {"fixed_agency", "fixed_output", "fixed_item", "fixed_fund"};

/* One choice a target: the columns of the file; then values that hold for every row. */
static struct form map_form(struct req *r, const struct own_sheet *s, const struct sheet_map *m)
{
    struct form f = {.n = RECORD_TARGETS + FIXED};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, s->n + 1);

    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ไม่มีในแฟ้มนี้"))};
    for (size_t i = 0; i < s->n; i++)
        c[i + 1] = (struct form_choice){s->header[i].letter,
                                        str_format(r->a, "%.*s · %.*s%s%.*s", STR_FMT(s->header[i].letter),
                                                   STR_FMT(s->header[i].label), s->header[i].sample.n ? " · " : "",
                                                   STR_FMT(str_slice(s->header[i].sample, 0, 60)))};
    f.field = ARENA_ARRAY(r->a, struct form_field, f.n);
    for (size_t t = 0; t < RECORD_TARGETS; t++) {
        f.field[t] = (struct form_field){.name = record_targets[t],
                                         .kind = FORM_CHOICE,
                                         .label = str_cstr(r->a, record_target_label((enum record_target)t, r->lang)),
                                         .choice = c,
                                         .choices = s->n + 1};
        for (size_t i = 0; i < s->n; i++) {
            if (s->header[i].col == m->col[t])
                f.field[t].value = s->header[i].letter;
        }
    }
    for (size_t i = 0; i < FIXED; i++)
        f.field[RECORD_TARGETS + i] = (struct form_field){
            .name = fixed_names[i],
            .kind = FORM_TEXT,
            .max = 60,
            .value = m->fixed[fixed_targets[i]],
            .label = str_cstr(r->a, SAY(r, TR("ทุกแถวเป็น: {what}"),
                                        {STR("{what}"), record_target_label(fixed_targets[i], r->lang)}))};
    return f;
}

/* The map as the form says it. */
static struct str read_map(struct req *r)
{
    struct sbuf b;

    sbuf_init(&b, r->a, SBUF_NO_LIMIT);
    for (size_t t = 0; t < RECORD_TARGETS; t++) {
        struct str letter = str_trim(req_field(r, record_targets[t]));

        for (size_t i = 0; letter.n == 0 && i < FIXED; i++) {
            struct str v = str_trim(req_field(r, fixed_names[i]));

            if (fixed_targets[i] == t && v.n && str_find(v, STR(";"), 0) == v.n)
                sbuf_printf(&b, "%s:=%.*s;", record_targets[t], STR_FMT(v));
        }
        if (letter.n)
            sbuf_printf(&b, "%s=%.*s;", record_targets[t], STR_FMT(letter));
    }
    return sbuf_str(&b);
}

/* ---- the page in its three steps ---- */

static bool show(struct req *r, const struct import_ctx *c, const struct form *file, int status, struct reply *ret,
                 struct err *e)
{
    static const struct col cols[] = {{"line", COL_YEAR, NULL, NULL, NULL},
                                      {"field", COL_WORD, "record_target", NULL, NULL},
                                      {"th", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col cols_en[] = {{"line", COL_YEAR, NULL, NULL, NULL},
                                         {"field", COL_WORD, "record_target", NULL, NULL},
                                         {"en", COL_PLAIN, NULL, NULL, NULL}};
    struct param crumb = {tr(r->lang, TR("กระทบยอดกับ MIS2 และ e-GP")), STR("/records")};
    struct page_head head = {.nav = STR("/records"), .crumb = &crumb, .ncrumb = 1};
    struct record_import_page page = {.year = r->year, .csrf = r->session.csrf, .form = file ? *file : file_form(r)};

    page.title = head.title = tr(r->lang, TR("รับแฟ้มจาก MIS2 หรือ e-GP"));
    if (c && c->sha.n) {
        const struct import_report *p = &c->result.report;

        page.chosen = true;
        page.sha256 = c->sha;
        page.filename = c->filename;
        page.what = str_from(whats[c->what].word);
        page.sheet = what_label(r, c->what);
        page.map = c->map_text;
        page.remembered = c->remembered;
        page.refusal = c->refusal;
        page.form = c->form;
        page.checked = c->refusal.n == 0;
        page.done = !c->dry;
        page.report = *p;
        page.refused = p->refused > 0;
        page.nothing_new = p->refused == 0 && p->accepted == 0;
        page.keep_ok = p->refused > 0 && p->accepted + c->result.posted > 0;
        page.posts = c->result.posts;
        page.posted = c->result.posted;
        page.waiting = c->result.waiting;
        page.total = p->total_baht;
        page.issues = (struct table_view){.type = &import_issue_type,
                                          .rows = p->issues.p,
                                          .n = p->issues.n < ISSUES_SHOWN ? p->issues.n : ISSUES_SHOWN,
                                          .cols = r->lang == LANG_EN ? cols_en : cols,
                                          .ncols = ARRAY_LEN(cols),
                                          .caption = tr(r->lang, TR("แถวที่ไม่รับ และวิธีแก้"))};
    }
    if (!REPLY_PAGE(r, &head, record_import, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

static bool answer(struct req *r, const struct import_ctx *c, struct reply *ret, struct err *e)
{
    const struct import_report *p = &c->result.report;
    bool refused = c->refusal.n || (!c->dry && p->refused > 0 && !p->written);

    if (r->format == FORMAT_JSON && c->refusal.n == 0) {
        reply_json(r, refused ? 400 : 200, import_report_json(r->a, p), ret);
        return true;
    }
    if (!c->dry && c->result.file_code.n) {
        reply_redirect(r, str_format(r->a, "/records/files/%.*s", STR_FMT(c->result.file_code)), ret);
        return true;
    }
    return show(r, c, NULL, refused ? 400 : 200, ret, e);
}

bool record_import_page(struct req *r, struct reply *ret, struct err *e)
{
    return show(r, NULL, NULL, 200, ret, e);
}

/* ---- work: off the loop ---- */

static bool keep_write(struct tx *tx, void *ctx, struct err *e)
{
    struct import_ctx *c = ctx;

    return c->written || blob_put(tx, c->path, c->digest, e);
}

/* The head and its map: what the form said, what was remembered, or a guess. */
static bool look(struct req *r, struct import_ctx *c, struct err *e)
{
    struct sheet_source src = {.path = c->path};
    struct record_map m = {.system = str_from(whats[c->what].system), .kind = record_word(whats[c->what].kind)};
    struct str text = c->map_text;

    if (!own_sheet_look(r->a, &src, &c->sheet, e))
        return false;
    m.fingerprint = c->sheet.fingerprint;
    if (text.n == 0) {
        if (!record_map_find(r->db, r->a, &m, &text, e))
            return false;
        c->remembered = text.n > 0;
    }
    if (text.n == 0)
        record_map_guess(&c->sheet, &c->map);
    else if (!sheet_map_parse(r->a, text, record_targets, &c->map, e))
        return false;
    c->map_text = sheet_map_text(r->a, &c->map, record_targets);
    return true;
}

struct reconcile_ctx {
    struct req *r;
};

static bool reconcile_write(struct tx *tx, void *ctx, struct err *e)
{
    const struct reconcile_ctx *c = ctx;
    struct act by = {.tx = tx, .a = tx->a, .who = &c->r->session.actor, .today = c->r->today, .now_ms = c->r->now_ms};
    struct reconcile_run run;

    return reconcile_do(&by, c->r->year, c->r->today, &run, e);
}

static bool import_now(struct req *r, struct import_ctx *c, struct err *e)
{
    struct record_job job = {.src = {.path = c->path},
                             .filename = c->filename,
                             .year = r->year,
                             .system = str_from(whats[c->what].system),
                             .kind = whats[c->what].kind,
                             .map = c->map_text,
                             .remember = !c->dry,
                             .keep = c->keep,
                             .dry_run = c->dry,
                             .who = &r->session.actor,
                             .now_ms = r->now_ms};
    struct reconcile_ctx rc = {r};

    if (!record_import(r->server->store, r->a, &job, &c->result, e))
        return false;
    return !c->result.report.written || store_write(r->server->store, reconcile_write, &rc, e);
}

/* A file that opens, with columns that do not do: the columns are shown with the reason. */
static bool work(struct req *r, void *ctx, struct err *e)
{
    struct import_ctx *c = ctx;
    struct err why = {0};

    if (!store_write(r->server->store, keep_write, c, e) || !look(r, c, e))
        return false;
    c->sha = hex_text(r->a, c->digest, sizeof c->digest);
    c->form = map_form(r, &c->sheet, &c->map);
    if (import_now(r, c, &why))
        return true;
    if (err_http(why.code) >= 500) {
        *e = why;
        return false;
    }
    c->refusal = word_error(r->a, &why, r->lang);
    return true;
}

static bool kept_work(struct req *r, void *ctx, struct err *e)
{
    struct import_ctx *c = ctx;
    int64_t bytes;
    int fd;

    if (!blob_open(r->db, r->a, c->digest, &fd, &bytes, e))
        return false;
    c->path = str_cstr(r->a, str_format(r->a, "/proc/self/fd/%d", fd));
    c->written = true;
    return work(r, c, e);
}

static bool worked(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return answer(r, ctx, ret, e);
}

static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ctx;
    struct form f = file_form(r);
    struct err again = {0};

    f.field[0].value = str_from(whats[c->what].word);
    form_wrong(&f, "file", word_error(r->a, e, r->lang));
    return show(r, NULL, &f, err_http(e->code), ret, &again);
}

static bool what_of(struct str word, size_t *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(whats); i++) {
        if (str_eq(word, str_from(whats[i].word))) {
            *ret = i;
            return true;
        }
    }
    return false;
}

bool record_import_post(struct req *r, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ARENA_NEW(r->a, struct import_ctx);
    struct form f = file_form(r);

    form_read(&f, r);
    form_check(&f, r);
    if (form_value(&f, "what").n && !what_of(form_value(&f, "what"), &c->what))
        form_wrong(&f, "what", tr(r->lang, TR("เลือกจากรายการ")));
    if (!r->upload || r->upload->bytes == 0)
        form_wrong(&f, "file", tr(r->lang, TR("เลือกแฟ้มก่อน แฟ้มต้องไม่ว่าง")));
    if (f.wrong)
        return show(r, NULL, &f, 400, ret, e);
    c->dry = true;
    c->path = r->upload->path;
    c->filename = r->upload->filename;
    r->refused = file_refused;
    return req_offload(r, work, worked, c, ret, e);
}

static bool kept_post(struct req *r, struct import_ctx *c, struct reply *ret, struct err *e)
{
    c->filename = req_field(r, "filename");
    if (!what_of(req_field(r, "what"), &c->what) || !hex_read(req_field(r, "sha256"), c->digest, sizeof c->digest)) {
        FAIL(e, ERR_BAD_FIELD);
        err_arg(e, "field", V(STR("sha256")));
        return false;
    }
    return req_offload(r, kept_work, worked, c, ret, e);
}

bool record_import_check_post(struct req *r, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ARENA_NEW(r->a, struct import_ctx);

    c->dry = true;
    c->map_text = read_map(r);
    return kept_post(r, c, ret, e);
}

bool record_import_confirm_post(struct req *r, struct reply *ret, struct err *e)
{
    struct import_ctx *c = ARENA_NEW(r->a, struct import_ctx);

    c->map_text = req_field(r, "map");
    c->keep = req_field(r, "keep").n > 0;
    return kept_post(r, c, ret, e);
}
