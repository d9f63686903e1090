/* workbook_check.c - what a workbook would do, choosing, applying, and mapping an own sheet. */
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "exchange/book_out.h"
#include "sql_exchange.h"
#include "store/blob.h"
#include "views.h"
#include "web/request_choice.h"
#include "web/words.h"
#include "web/workbook_int.h"

enum { REFUSED_SHOWN = 300 };

bool workbook_sha(struct workbook_ctx *c, struct str sha, struct err *e)
{
    c->sha = sha;
    if (hex_read(sha, c->digest, sizeof c->digest)) {
        return true;
    }
    FAIL(e, ERR_BAD_FIELD);
    err_arg(e, "field", V(STR("file")));
    return false;
}

bool workbook_kept(struct req *r, struct workbook_ctx *c, struct err *e)
{
    int64_t bytes;
    int fd;

    if (!blob_open(r->db, r->a, c->digest, &fd, &bytes, e)) {
        return false;
    }
    c->path = str_cstr(r->a, str_format(r->a, "/proc/self/fd/%d", fd));
    return true;
}

/* ---- the page of a plan ---- */

static struct str pick_name(struct req *r, const struct book_issue *x)
{
    return str_format(r->a, "pick:%.*s:%lld", STR_FMT(x->line), (long long)x->cell_no);
}

static void take_issues(struct req *r, const struct workbook_ctx *c,
                        struct workbook_result_page *page)
{
    static const struct col cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                      {"line", COL_UNDER, NULL, NULL, NULL},
                                      {"cell", COL_PLAIN, NULL, NULL, NULL},
                                      {"mine", COL_PLAIN, NULL, NULL, NULL},
                                      {"th", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col cols_en[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                         {"line", COL_UNDER, NULL, NULL, NULL},
                                         {"cell", COL_PLAIN, NULL, NULL, NULL},
                                         {"mine", COL_PLAIN, NULL, NULL, NULL},
                                         {"en", COL_PLAIN, NULL, NULL, NULL}};
    const struct book_issue *x = c->plan.issues.p;
    size_t n = c->plan.issues.n;
    struct workbook_conflict *conflict = ARENA_ARRAY(r->a, struct workbook_conflict, PICKS_MAX);
    struct book_issue *refused = ARENA_ARRAY(r->a, struct book_issue, REFUSED_SHOWN);
    struct book_issue *missing = ARENA_ARRAY(r->a, struct book_issue, REFUSED_SHOWN);
    size_t nrefused = 0, nmissing = 0;

    for (size_t i = 0; i < n; i++) {
        if (str_eq(x[i].action, STR("conflict"))) {
            if (page->conflict_n == PICKS_MAX) {
                page->more++;
                continue;
            }
            conflict[page->conflict_n++] = (struct workbook_conflict){
                .issue = x[i], .pick = pick_name(r, &x[i]), .row = x[i].cell_no == BOOK_CELLS};
        } else if (str_eq(x[i].action, STR("missing"))) {
            if (nmissing < REFUSED_SHOWN) {
                missing[nmissing++] = x[i];
            }
        } else if (nrefused < REFUSED_SHOWN) {
            refused[nrefused++] = x[i];
        }
    }
    page->conflict = conflict;
    page->refused = (struct table_view){.type = &book_issue_type,
                                        .rows = refused,
                                        .n = nrefused,
                                        .cols = r->lang == LANG_EN ? cols_en : cols,
                                        .ncols = ARRAY_LEN(cols),
                                        .caption = tr(r->lang, TR("ช่องที่ใช้ไม่ได้"))};
    page->missing = page->refused;
    page->missing.rows = missing;
    page->missing.n = nmissing;
    page->missing.caption = tr(r->lang, TR("แถวที่หายไปจากแฟ้ม"));
    page->has_refused = nrefused > 0;
    page->has_missing = nmissing > 0;
    page->back = nrefused > 0 || page->conflict_n > 0;
}

bool workbook_result(struct req *r, struct workbook_ctx *c, bool done, struct reply *ret,
                     struct err *e)
{
    const struct book_plan *p = &c->plan;
    struct workbook_result_page page = {.csrf = r->session.csrf,
                                        .path = workbook_path(r, c),
                                        .sha = c->sha,
                                        .agency_name = workbook_agency_name(r, &c->agency),
                                        .agency_code = c->agency.code,
                                        .year = r->year,
                                        .plan = *p,
                                        .done = done};
    struct param crumb[] = {
        {page.agency_name, str_format(r->a, "/requests/%.*s", STR_FMT(c->agency.code))},
        {tr(r->lang, TR("คำขอเป็นแฟ้ม Excel")), page.path}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 2};

    page.written = done && p->edited + p->added + p->deleted > 0;
    page.nothing = p->edited + p->added + p->deleted == 0;
    take_issues(r, c, &page);
    page.title = head.title =
        done ? tr(r->lang, TR("รวมแฟ้มแล้ว")) : tr(r->lang, TR("ตรวจแฟ้มก่อนรวม"));
    return REPLY_PAGE(r, &head, workbook_result, &page, ret, e);
}

static bool answer(struct req *r, struct workbook_ctx *c, bool done, struct reply *ret,
                   struct err *e)
{
    if (r->format == FORMAT_HTML) {
        return c->needs_map ? workbook_map_show(r, c, ret, e) : workbook_result(r, c, done, ret, e);
    }
    if (c->needs_map) {
        FAIL(e, ERR_BOOK_FOREIGN);
        return false;
    }
    reply_json(r, 200,
               request_book_json(r->a, &c->plan,
                                 done && c->plan.edited + c->plan.added + c->plan.deleted > 0),
               ret);
    return true;
}

/* ---- seeing ---- */

static void make_ask(struct req *r, struct workbook_ctx *c)
{
    c->ask = (struct book_ask){.book = &c->book,
                               .agency_code = c->agency.code,
                               .year = r->year,
                               .choices = c->ask.choices,
                               .who = &r->session.actor,
                               .keep = r->a};
}

static bool check_work(struct req *r, void *ctx, struct err *e)
{
    struct workbook_ctx *c = ctx;

    if (!workbook_kept(r, c, e) || !workbook_load(r, c, e)) {
        return false;
    }
    if (c->needs_map) {
        return true;
    }
    make_ask(r, c);
    return request_book_plan(r->db, r->a, &c->ask, &c->plan, e);
}

static bool checked(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return answer(r, ctx, false, ret, e);
}

/* The file was kept, but it is not for this agency and year, or not readable as mapped. */
static bool check_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ctx;
    struct err again = {0};

    if (r->format != FORMAT_HTML) {
        reply_error(r, e, ret);
        return true;
    }
    if (c->is_own && e->code == ERR_REQUIRED) { /* the map leaves something out */
        c->needs_map = true;
        return workbook_map_show(r, c, ret, &again);
    }
    c->form.n = 1;
    c->form.field = ARENA_NEW(r->a, struct form_field);
    *c->form.field = (struct form_field){
        .name = "file", .kind = FORM_FILE, .label = TR("แฟ้มที่กรอกแล้ว"), .required = true};
    form_wrong(&c->form, "file", word_error(r->a, e, r->lang));
    return workbook_show(r, c, err_http(e->code), ret, &again);
}

bool workbook_check_page(struct req *r, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ARENA_NEW(r->a, struct workbook_ctx);

    if (!workbook_agency(r, PERM_REQUEST_WRITE, c, e)) {
        return false;
    }
    if (req_query(r, "file").n == 0) { /* nothing was sent yet */
        reply_redirect(r, workbook_path(r, c), ret);
        return true;
    }
    if (!workbook_sha(c, req_query(r, "file"), e)) {
        return false;
    }
    r->refused = check_refused;
    return req_offload(r, check_work, checked, c, ret, e);
}

/* ---- applying ---- */

static enum merge_choice choice_of(struct str s)
{
    return str_eq(s, STR("mine"))     ? CHOICE_MINE
           : str_eq(s, STR("theirs")) ? CHOICE_THEIRS
                                      : CHOICE_NONE;
}

/* pick:2569-0-1100-00001:3 = mine */
static void read_choices(struct req *r, struct workbook_ctx *c)
{
    struct book_choice *one = ARENA_ARRAY(r->a, struct book_choice, r->nform);
    size_t n = 0;

    for (size_t i = 0; i < r->nform; i++) {
        struct str rest = r->form[i].name, kind, line, cell;

        if (str_split(&rest, ':', &kind) && str_eq(kind, STR("pick")) &&
            str_split(&rest, ':', &line) && str_split(&rest, ':', &cell) && cell.n == 1 &&
            cell.p[0] >= '0' && cell.p[0] <= '0' + BOOK_CELLS) {
            one[n++] = (struct book_choice){line, cell.p[0] - '0', choice_of(r->form[i].value)};
        }
    }
    c->ask.choices = (struct book_choices){one, n, choice_of(req_field(r, "others"))};
}

static bool apply_write(struct act *by, void *ctx, struct err *e)
{
    struct workbook_ctx *c = ctx;

    return request_book_write(by, &c->ask, &c->plan, e);
}

static bool applied(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return answer(r, ctx, true, ret, e);
}

static bool apply_read(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ctx;

    if (c->needs_map) {
        FAIL(e, ERR_BOOK_FOREIGN);
        return false;
    }
    return req_write(r, apply_write, applied, c, ret, e);
}

bool workbook_apply_post(struct req *r, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ARENA_NEW(r->a, struct workbook_ctx);

    if (!workbook_agency(r, PERM_REQUEST_WRITE, c, e) ||
        !workbook_sha(c, req_field(r, "file"), e)) {
        return false;
    }
    read_choices(r, c);
    r->refused = check_refused;
    return req_offload(r, check_work, apply_read, c, ret, e);
}

/* ---- an own sheet's columns ---- */

static void map_targets(struct req *r, const struct sheet_map *guess, struct workbook_header *h,
                        uint32_t col)
{
    struct workbook_target *t = ARENA_ARRAY(r->a, struct workbook_target, OWN_TARGETS + 1);

    t[0] = (struct workbook_target){STR_NONE, tr(r->lang, TR("ไม่ใช้")), false};
    for (size_t i = 0; i < OWN_TARGETS; i++) {
        t[i + 1] = (struct workbook_target){str_from(own_targets[i]), own_target_label(i, r->lang),
                                            guess->col[i] == col};
    }
    h->target = t;
    h->target_n = OWN_TARGETS + 1;
}

static bool package_choices(struct req *r, const struct workbook_ctx *c, struct form_field *f,
                            struct err *e)
{
    struct book_sight sight = {.agency_id = c->agency.id};
    struct form_choice *choice;
    struct rows rows;

    if (!sight_of(r->db, r->a, &r->session.actor, &sight.sight, e) ||
        !book_packages(r->db, r->a, r->year, &sight, &rows, e)) {
        return false;
    }
    choice = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    choice[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ยังไม่เลือก"))};
    for (size_t i = 0; i < rows.n; i++) {
        const struct book_package *p = (const struct book_package *)rows.p + i;

        choice[i + 1] = (struct form_choice){
            p->code, str_format(r->a, "%.*s %.*s", STR_FMT(p->code), STR_FMT(p->title))};
    }
    f->choice = choice;
    f->choices = rows.n + 1;
    return true;
}

static bool fixed_form(struct req *r, const struct workbook_ctx *c, struct form *ret, struct err *e)
{
    static const struct form_field plain[] = {
        {.name = "package",
         .kind = FORM_CHOICE,
         .label = TR("ข้อเสนอของทุกแถว"),
         .hint = TR("ใช้เมื่อแฟ้มไม่มีคอลัมน์นี้")},
        {.name = "item", .kind = FORM_CHOICE, .label = TR("รหัสรายจ่ายของทุกแถว")},
        {.name = "fund", .kind = FORM_CHOICE, .label = TR("แหล่งเงินของทุกแถว")},
    };

    ret->n = ARRAY_LEN(plain);
    ret->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(plain));
    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        ret->field[i] = plain[i];
        ret->field[i].value = c->map.fixed[OWN_PACKAGE + i];
    }
    if (ret->field[2].value.n == 0) {
        ret->field[2].value = STR("OWN");
    }
    return package_choices(r, c, &ret->field[0], e) &&
           class_choices(r, "item", true, &ret->field[1], e) &&
           class_choices(r, "fund", true, &ret->field[2], e);
}

bool workbook_map_show(struct req *r, struct workbook_ctx *c, struct reply *ret, struct err *e)
{
    struct workbook_map_page page = {.csrf = r->session.csrf,
                                     .path = workbook_path(r, c),
                                     .sha = c->sha,
                                     .agency_name = workbook_agency_name(r, &c->agency),
                                     .sheet = c->own.sheet,
                                     .year = r->year,
                                     .header_row = c->own.header_row,
                                     .header_n = c->own.n};
    struct workbook_header *h = ARENA_ARRAY(r->a, struct workbook_header, c->own.n);
    struct param crumb[] = {
        {page.agency_name, str_format(r->a, "/requests/%.*s", STR_FMT(c->agency.code))},
        {tr(r->lang, TR("คำขอเป็นแฟ้ม Excel")), page.path}};
    struct page_head head = {.nav = STR("/requests"), .crumb = crumb, .ncrumb = 2};
    struct sheet_map guess;

    own_sheet_guess(&c->own, &guess);
    for (size_t i = 0; i < c->own.n; i++) {
        const struct sheet_header *x = &c->own.header[i];

        h[i] = (struct workbook_header){.letter = x->letter,
                                        .label = x->label,
                                        .sample = x->sample,
                                        .field = str_format(r->a, "col:%.*s", STR_FMT(x->letter))};
        map_targets(r, &guess, &h[i], x->col);
    }
    page.header = h;
    if (!fixed_form(r, c, &page.form, e)) {
        return false;
    }
    page.title = head.title = tr(r->lang, TR("จับคู่คอลัมน์ของแฟ้ม"));
    return REPLY_PAGE(r, &head, workbook_map, &page, ret, e);
}

static bool map_work(struct req *r, void *ctx, struct err *e)
{
    struct workbook_ctx *c = ctx;
    struct sheet_source src;

    if (!workbook_kept(r, c, e)) {
        return false;
    }
    src = (struct sheet_source){.path = c->path};
    return own_sheet_look(r->a, &src, &c->own, e) &&
           sheet_map_parse(r->a, c->map_text, own_targets, &c->map, e);
}

static bool map_write(struct act *by, void *ctx, struct err *e)
{
    struct workbook_ctx *c = ctx;

    return sheet_map_save(by, c->agency.id, STR("requests"), &c->own,
                          sheet_map_text(by->a, &c->map, own_targets), e);
}

static bool mapped(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ctx;

    (void)e;
    reply_done(r,
               str_format(r->a, "%.*s/check?file=%.*s&year=%lld", STR_FMT(workbook_path(r, c)),
                          STR_FMT(c->sha), (long long)r->year),
               ret);
    return true;
}

static bool map_read(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    return req_write(r, map_write, mapped, ctx, ret, e);
}

bool workbook_map_post(struct req *r, struct reply *ret, struct err *e)
{
    struct workbook_ctx *c = ARENA_NEW(r->a, struct workbook_ctx);
    struct sbuf b;

    if (!workbook_agency(r, PERM_REQUEST_WRITE, c, e) ||
        !workbook_sha(c, req_field(r, "file"), e)) {
        return false;
    }
    sbuf_init(&b, r->a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < r->nform; i++) {
        struct str name = r->form[i].name;

        if (str_starts(name, STR("col:")) && r->form[i].value.n) {
            sbuf_printf(&b, "%.*s=%.*s;", STR_FMT(r->form[i].value),
                        STR_FMT(str_slice(name, 4, name.n)));
        }
    }
    for (size_t i = OWN_PACKAGE; i < OWN_TARGETS; i++) {
        struct str v = req_field(r, own_targets[i]);

        if (v.n) {
            sbuf_printf(&b, "%s:=%.*s;", own_targets[i], STR_FMT(v));
        }
    }
    c->map_text = sbuf_str(&b);
    return req_offload(r, map_work, map_read, c, ret, e);
}
