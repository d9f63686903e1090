/* money_sheet.c - the draft of the ceilings as one sheet to fill in, for the city or for one agency,
 * and from a file: all are saved, or none. */
#include "base/arena.h"
#include "base/file.h"
#include "city/agency.h"
#include "city/class.h"
#include "plan/rollup.h"
#include "views.h"
#include "web/money_page.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { CELLS_MAX = 200, FILE_MAX = 1 << 20 };

struct sheet {
    struct ceiling_issue draft;
    struct agency agency; /* id 0: the city's own */
    struct sheet_cell *cell;
    size_t n;
    struct ceiling_put *put;
    size_t *of; /* put i is cell of[i] */
    size_t nput, row;
    int64_t year, edits;
    struct str error;
    bool wrong;
};

static void add_cell(struct req *r, struct sheet *s, const char *dim, struct str code,
                     struct str name)
{
    struct sheet_cell *c = &s->cell[s->n];

    if (s->n == CELLS_MAX)
        return;
    s->n++;
    *c = (struct sheet_cell){
        .dim = str_from(dim),
        .code = code,
        .agency = s->agency.id && !str_eq(str_from(dim), STR("agency")) ? s->agency.code : STR_NONE,
        .name = name};
    c->field = str_format(r->a, "a.%s.%.*s", dim, STR_FMT(code));
}

static struct str in_lang(const struct req *r, struct str th, struct str en)
{
    return r->lang == LANG_EN && en.n ? en : th;
}

static bool add_nodes(struct req *r, struct sheet *s, const char *kind, const char *level,
                      struct err *e)
{
    struct class_tree t;

    if (!class_tree_load(r->db, r->a, r->year, str_from(kind), &t, e))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        const struct class_node *n = &t.node[i];

        if (str_eq(n->level, str_from(level)))
            add_cell(r, s, level, n->code, in_lang(r, n->name_th, n->name_en));
    }
    return true;
}

/* What can have a ceiling on this sheet. */
static bool make_cells(struct req *r, struct sheet *s, struct rows *agencies, struct err *e)
{
    const struct agency *g;

    s->cell = ARENA_ARRAY(r->a, struct sheet_cell, CELLS_MAX);
    if (!agency_list(r->db, r->a, r->year, agencies, e))
        return false;
    g = agencies->p;
    if (s->agency.id) {
        add_cell(r, s, "agency", s->agency.code, in_lang(r, s->agency.name_th, s->agency.name_en));
        return add_nodes(r, s, "item", "type", e) && add_nodes(r, s, "fund", "fund", e);
    }
    add_cell(r, s, "total", STR_NONE, tr(r->lang, TR("กรอบวงเงินรวม")));
    if (!add_nodes(r, s, "item", "type", e) || !add_nodes(r, s, "programme", "side", e))
        return false;
    for (size_t i = 0; i < agencies->n; i++)
        add_cell(r, s, "agency", g[i].code, in_lang(r, g[i].name_th, g[i].name_en));
    return true;
}

static bool put_asked(struct req *r, struct sheet *s, enum dim by, struct err *e)
{
    struct rollup_filter f = {.year = r->year, .agency_id = s->agency.id};
    struct rollup_table t;
    struct str dim = by == DIM_YEAR ? STR("total") : str_from(dim_word(by));

    if (!rollup_get(r->server->rollup, r->db, r->a, &f, ROLLUP_BY(&by, 1, r->lang), &t, e))
        return false;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < t.n; k++) {
            if (str_eq(s->cell[i].dim, dim) &&
                (by == DIM_YEAR || str_eq(t.row[k].key[0], s->cell[i].code)))
                s->cell[i].asked = t.row[k].stage[STAGE_REQUESTED];
        }
    }
    return true;
}

static bool put_drafted(struct req *r, struct sheet *s, struct err *e)
{
    const struct ceiling_item_row *x;
    struct rows rows;

    if (!ceiling_items(r->db, r->a, &s->draft, &rows, e))
        return false;
    x = rows.p;
    for (size_t k = 0; k < rows.n; k++) {
        for (size_t i = 0; i < s->n; i++) {
            struct sheet_cell *c = &s->cell[i];

            if (!str_eq(c->dim, x[k].dim) || !str_eq(c->code, x[k].code) ||
                !str_eq(c->agency, x[k].agency_code))
                continue;
            c->value = money_text(r->a, x[k].amount, MONEY_WHOLE);
            c->committed = x[k].committed;
            c->has_issued = x[k].before.satang != MONEY_MISSING.satang;
            c->issued = c->has_issued ? x[k].before : MONEY_ZERO;
        }
    }
    return true;
}

static bool read_sheet(struct req *r, struct sheet *s, struct rows *agencies, struct err *e)
{
    struct str code = req_has(r, "agency") ? req_field(r, "agency") : req_query(r, "agency");
    bool found;

    if (!ceiling_find(r->db, r->a, r->year, STR("draft"), &s->draft, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(tr(r->lang, TR("ร่างกรอบวงเงิน เริ่มร่างที่หน้ากรอบวงเงินก่อน"))));
        return false;
    }
    s->year = r->year;
    s->edits = s->draft.edits;
    if (code.n && !agency_get(r->db, r->a, code, &s->agency, e))
        return false;
    return make_cells(r, s, agencies, e) && put_drafted(r, s, e);
}

static bool sheet_show(struct req *r, struct sheet *s, const struct rows *agencies, int status,
                       struct reply *ret, struct err *e)
{
    struct ceiling_sheet_page page = {.csrf = r->session.csrf,
                                      .error = s->error,
                                      .wrong = s->wrong,
                                      .year = r->year,
                                      .version = s->draft.version,
                                      .edits = s->edits,
                                      .agency = s->agency.code,
                                      .back = STR("/ceilings"),
                                      .cell = s->cell,
                                      .cell_n = s->n};
    struct param crumb[] = {{tr(r->lang, TR("กรอบวงเงิน")), STR("/ceilings")}};
    struct page_head head = {.nav = STR("/ceilings"), .crumb = crumb, .ncrumb = 1};
    struct sheet_agency *office = ARENA_ARRAY(r->a, struct sheet_agency, agencies->n);
    const struct agency *g = agencies->p;

    if (!(s->agency.id ? true : put_asked(r, s, DIM_YEAR, e) && put_asked(r, s, DIM_SIDE, e)) ||
        !put_asked(r, s, DIM_TYPE, e) || !put_asked(r, s, DIM_AGENCY, e) ||
        !put_asked(r, s, DIM_FUND, e))
        return false;
    for (size_t i = 0; i < agencies->n; i++)
        office[i] = (struct sheet_agency){g[i].code, in_lang(r, g[i].name_th, g[i].name_en),
                                          s->agency.id == g[i].id};
    page.office = office;
    page.office_n = agencies->n;
    page.agency_name = in_lang(r, s->agency.name_th, s->agency.name_en);
    page.title = head.title = tr(r->lang, TR("ร่างกรอบวงเงิน"));
    page.lead =
        s->agency.id
            ? SAY(r, TR("ร่างฉบับที่ {n} กรอบของ{agency} ตามงบรายจ่ายและแหล่งเงิน เว้นว่างคือไม่กำหนด"),
                  {STR("{n}"), money_count_text(r, s->draft.version)},
                  {STR("{agency}"), page.agency_name})
            : SAY(r, TR("ร่างฉบับที่ {n} ทั้งเมือง เว้นว่างคือไม่กำหนด วางหลายช่องจากสเปรดชีตได้"),
                  {STR("{n}"), money_count_text(r, s->draft.version)});
    if (!REPLY_PAGE(r, &head, ceiling_sheet, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool ceiling_edit_page(struct req *r, struct reply *ret, struct err *e)
{
    struct sheet *s = ARENA_NEW(r->a, struct sheet);
    struct rows agencies;
    bool found;

    if (!ceiling_find(r->db, r->a, r->year, STR("draft"), &s->draft, &found, e))
        return false;
    if (!found) { /* a draft begins there */
        reply_redirect(r, STR("/ceilings"), ret);
        return true;
    }
    return read_sheet(r, s, &agencies, e) && sheet_show(r, s, &agencies, 200, ret, e);
}

static bool sheet_write(struct act *by, void *ctx, struct err *e)
{
    struct sheet *s = ctx;

    return ceiling_set(by, s->year, s->edits, s->put, s->nput, &s->row, e);
}

static bool sheet_saved(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    (void)ctx;
    (void)e;
    reply_done(r, STR("/ceilings"), ret);
    return true;
}

static bool sheet_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct sheet *s = ctx;
    struct err again = {0};
    struct rows agencies;

    s->wrong = true;
    if (s->of && s->row < s->nput)
        s->cell[s->of[s->row]].error = word_error(r->a, e, r->lang);
    else
        s->error = word_error(r->a, e, r->lang);
    return agency_list(r->db, r->a, r->year, &agencies, &again) &&
           sheet_show(r, s, &agencies, err_http(e->code), ret, &again);
}

/* One cell: empty takes the ceiling out; an unreadable amount stays as typed, with its error. */
static void take(struct req *r, struct sheet *s, size_t i)
{
    struct sheet_cell *c = &s->cell[i];
    struct str was = c->value, now = str_trim(req_field(r, str_cstr(r->a, c->field)));
    struct ceiling_put p = {.dim = c->dim, .code = c->code, .agency_code = c->agency};
    struct err e = {0};

    c->value = now;
    p.drop = now.n == 0;
    if (p.drop && was.n == 0)
        return;
    if (!p.drop && (!money_parse(now, &p.amount, &e) || p.amount.satang < 0)) {
        if (e.code == ERR_NONE) {
            FAIL(&e, ERR_AMOUNT_NEGATIVE);
            err_arg(&e, "value", V(now));
        }
        c->error = word_error(r->a, &e, r->lang);
        s->wrong = true;
        return;
    }
    if (!p.drop && str_eq(money_text(r->a, p.amount, MONEY_WHOLE), was))
        return;
    s->of[s->nput] = i;
    s->put[s->nput++] = p;
}

bool ceiling_edit_post(struct req *r, struct reply *ret, struct err *e)
{
    struct sheet *s = ARENA_NEW(r->a, struct sheet);
    struct rows agencies;

    if (!read_sheet(r, s, &agencies, e) ||
        !req_int(r, "edits", 0, INT64_C(1000000000), s->edits, &s->edits, e))
        return false;
    s->put = ARENA_ARRAY(r->a, struct ceiling_put, s->n);
    s->of = ARENA_ARRAY(r->a, size_t, s->n);
    for (size_t i = 0; i < s->n; i++) {
        if (req_has(r, str_cstr(r->a, s->cell[i].field)))
            take(r, s, i);
    }
    if (s->wrong)
        return sheet_show(r, s, &agencies, 400, ret, e);
    r->refused = sheet_refused;
    return req_write(r, sheet_write, sheet_saved, s, ret, e);
}

/* ---- from a file ---- */

static bool faults_show(struct req *r, const struct rows *faults, struct reply *ret, struct err *e)
{
    struct ceiling_faults_page page = {
        .fault = faults->p, .fault_n = faults->n, .year = r->year, .back = STR("/ceilings/edit")};
    struct param crumb[] = {{tr(r->lang, TR("กรอบวงเงิน")), STR("/ceilings")}};
    struct page_head head = {.nav = STR("/ceilings"), .crumb = crumb, .ncrumb = 1};
    struct ceiling_fault *f = ARENA_ARRAY(r->a, struct ceiling_fault, faults->n);

    for (size_t i = 0; i < faults->n; i++) {
        f[i] = page.fault[i];
        f[i].th = in_lang(r, f[i].th, f[i].en);
    }
    page.fault = f;
    page.title = head.title = tr(r->lang, TR("แฟ้มกรอบวงเงินยังใช้ไม่ได้"));
    page.lead = SAY(r, TR("ไม่มีอะไรถูกบันทึก แก้ {n} แถวนี้ในแฟ้ม แล้วส่งใหม่"),
                    {STR("{n}"), money_count_text(r, (int64_t)faults->n)});
    if (!REPLY_PAGE(r, &head, ceiling_faults, &page, ret, e))
        return false;
    ret->status = 400;
    return true;
}

bool ceiling_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct sheet *s = ARENA_NEW(r->a, struct sheet);
    struct rows agencies, puts, faults;
    struct str text;

    if (!read_sheet(r, s, &agencies, e))
        return false;
    if (!r->upload || r->upload->bytes == 0) {
        FAIL(e, ERR_FILE_EMPTY);
        s->error = word_error(r->a, e, r->lang);
        return sheet_show(r, s, &agencies, 400, ret, e);
    }
    if (!file_read(r->a, r->upload->path, FILE_MAX, &text, e) ||
        !ceiling_file_read(r->db, r->a, r->year, text, &puts, &faults, e)) {
        s->error = word_error(r->a, e, r->lang);
        return sheet_show(r, s, &agencies, err_http(e->code), ret, e);
    }
    if (faults.n)
        return faults_show(r, &faults, ret, e);
    s->put = ARENA_ARRAY(r->a, struct ceiling_put, puts.n);
    for (size_t i = 0; i < puts.n; i++)
        s->put[i] = ((const struct ceiling_put *)puts.p)[i];
    s->nput = puts.n;
    r->refused = sheet_refused;
    return req_write(r, sheet_write, sheet_saved, s, ret, e);
}
