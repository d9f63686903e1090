/* contract_list.c - the list of contracts, references without particulars, the register of commitments; what contract and
 * warrant forms share. */
#include "base/arena.h"
#include "city/agency.h"
#include "plan/committed.h"
#include "sql_web.h"
#include "store/store.h"
#include "views.h"
#include "web/contract_page.h"
#include "web/words.h"

enum { PAGE_ROWS = 100, AHEAD = 6 };

/* ---- shared ---- */

struct str field_or_query(const struct req *r, const char *name)
{
    struct str s = req_field(r, name);

    return str_trim(s.n ? s : req_query(r, name));
}

size_t form_values(const struct req *r, const char *name, struct str *ret, size_t most)
{
    size_t n = 0;

    for (size_t i = 0; i < r->nform && n < most; i++) {
        if (str_eq(r->form[i].name, str_from(name)))
            ret[n++] = str_trim(r->form[i].value);
    }
    return n;
}

struct str address_day(struct arena *a, struct date d)
{
    struct sbuf b;

    if (!d.yyyymmdd)
        return STR_NONE;
    sbuf_init(&b, a, SBUF_NO_LIMIT);
    date_put(&b, d, DATE_SHORT, LANG_TH);
    return sbuf_str(&b);
}

struct str money_field(struct arena *a, struct money m)
{
    return m.satang ? money_text(a, m, MONEY_WHOLE) : STR_NONE;
}

void form_fill(struct form *f, const char *name, struct str value)
{
    struct form_field *x = form_find(f, name);

    if (x)
        x->value = value;
}

bool form_money_or(struct form *f, const char *name, const struct req *r, struct money *ret)
{
    *ret = MONEY_ZERO;
    return form_value(f, name).n == 0 || form_money(f, name, r, ret);
}

bool spend_agency(struct req *r, struct agency *ret, struct err *e)
{
    const struct actor *who = &r->session.actor;
    struct str code = field_or_query(r, "agency");

    *ret = (struct agency){0};
    if (code.n)
        return agency_get(r->db, r->a, code, ret, e);
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (g->scope.kind == SCOPE_AGENCY && (g->perms >> (unsigned)PERM_SPEND & 1))
            return agency_by_id(r->db, r->a, g->scope.id, ret, e);
    }
    return true;
}

bool agency_choice(struct req *r, struct str code, struct form_field *ret, int64_t *ret_id,
                   struct err *e)
{
    struct form_choice *c;
    const struct agency *g;
    struct rows rows;

    if (!agency_list(r->db, r->a, r->year, &rows, e))
        return false;
    g = rows.p;
    c = ARENA_ARRAY(r->a, struct form_choice, rows.n + 1);
    c[0] = (struct form_choice){STR_NONE, tr(r->lang, TR("ทุกหน่วยงาน"))};
    *ret_id = 0;
    for (size_t i = 0; i < rows.n; i++) {
        c[i + 1] = (struct form_choice){g[i].code, g[i].name_th};
        if (str_eq(g[i].code, code))
            *ret_id = g[i].id;
    }
    *ret = (struct form_field){.name = "agency",
                               .kind = FORM_CHOICE,
                               .label = TR("หน่วยรับงบประมาณ"),
                               .value = code,
                               .choice = c,
                               .choices = rows.n + 1};
    return true;
}

void choice_words(struct req *r, const char *kind, const char *all, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, word_rows_n + 1);
    size_t n = 0;

    if (all)
        c[n++] = (struct form_choice){STR_NONE, tr(r->lang, all)};
    for (size_t i = 0; i < word_rows_n; i++) {
        if (str_eq(str_from(word_rows[i].kind), str_from(kind))) {
            struct str word = str_from(word_rows[i].word);

            c[n++] = (struct form_choice){word, word_label(kind, word, r->lang)};
        }
    }
    f->choice = c;
    f->choices = n;
}

bool free_lines(struct req *r, int64_t agency_id, struct rows *ret, struct err *e)
{
    *ret = (struct rows){NULL, 0};
    return agency_id == 0 || db_list(r->db, r->a, &Q_WEB_FREE_LINES, ARGS(V(r->year), V(agency_id)),
                                     &contract_part_type, ret, e);
}

/* ---- the list ---- */

static void list_table(struct req *r, const struct rows *rows, struct table_view *ret)
{
    static const struct col cols[] = {{"ref", COL_LINK, "/contracts/", "code", NULL},
                                      {"title", COL_UNDER, NULL, NULL, NULL},
                                      {"state", COL_TAG, "contract_state", NULL, NULL},
                                      {"vendor", COL_PLAIN, NULL, NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"total", COL_WHOLE, NULL, NULL, NULL},
                                      {"obligated", COL_WHOLE, NULL, NULL, NULL},
                                      {"paid", COL_WHOLE, NULL, NULL, NULL},
                                      {"next_due", COL_PLAIN, NULL, NULL, NULL},
                                      {"late", COL_YES, NULL, NULL, NULL},
                                      {"ends_on", COL_PLAIN, NULL, NULL, NULL}};

    *ret = (struct table_view){.type = &contract_type,
                               .rows = rows->p,
                               .n = rows->n,
                               .cols = cols,
                               .ncols = ARRAY_LEN(cols),
                               .caption = tr(r->lang, TR("สัญญาและหนี้ผูกพัน")),
                               .empty = tr(r->lang, TR("ไม่มีสัญญาที่ตรงกับตัวกรอง"))};
}

static struct str list_query(struct req *r, const struct contract_filter *f, struct str agency)
{
    return str_format(r->a, "year=%lld&agency=%.*s&state=%.*s&care=%.*s&q=%.*s", (long long)f->year,
                      STR_FMT(agency), STR_FMT(f->state), STR_FMT(f->care), STR_FMT(f->text));
}

static void make_filter(struct req *r, const struct contract_filter *f, struct contracts_page *p)
{
    p->state = (struct form_field){.name = "state",
                                   .kind = FORM_CHOICE,
                                   .label = TR("สถานะ"),
                                   .value = f->state};
    choice_words(r, "contract_state", TR("ทุกสถานะ"), &p->state);
    p->care = (struct form_field){.name = "care",
                                  .kind = FORM_CHOICE,
                                  .label = TR("ต้องดูแล"),
                                  .value = f->care};
    choice_words(r, "contract_care", TR("ทั้งหมด"), &p->care);
    p->q = (struct form_field){.name = "q",
                               .kind = FORM_TEXT,
                               .label = TR("เลขที่ เรื่อง หรือคู่สัญญา"),
                               .value = f->text};
}

bool contracts_page(struct req *r, struct reply *ret, struct err *e)
{
    struct contracts_page p = {.year = r->year};
    struct page_head head = {.nav = STR("/contracts"), .table_path = STR("/contracts")};
    struct contract_filter f = {.year = r->year,
                                .state = req_query(r, "state"),
                                .care = req_query(r, "care"),
                                .text = str_trim(req_query(r, "q")),
                                .today = r->today,
                                .limit = PAGE_ROWS + 1};
    struct str agency = req_query(r, "agency"), next = STR_NONE;
    const struct contract *c;
    struct rows rows;

    if (!req_int(r, "before", 0, INT64_MAX, 0, &f.before, e) ||
        !agency_choice(r, agency, &p.agency, &f.agency_id, e) ||
        !contract_list(r->db, r->a, &f, &rows, e))
        return false;
    c = rows.p;
    if (rows.n > PAGE_ROWS) {
        rows.n = PAGE_ROWS;
        next = str_format(r->a, "%lld", (long long)c[PAGE_ROWS - 1].id);
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &contract_type, rows.p, rows.n, NULL, next, STR("contracts"), ret, e);
    if (!contract_count(r->db, r->a, &f, &p.counts, e))
        return false;
    make_filter(r, &f, &p);
    list_table(r, &rows, &p.list);
    p.title = head.title = tr(r->lang, TR("สัญญาและหนี้ผูกพัน"));
    p.may_new = actor_may(&r->session.actor, PERM_SPEND);
    p.query = list_query(r, &f, agency);
    p.paged = f.before != 0;
    p.first = str_format(r->a, "/contracts?%.*s", STR_FMT(p.query));
    if (next.n)
        p.next = str_format(r->a, "/contracts?%.*s&before=%.*s", STR_FMT(p.query), STR_FMT(next));
    return REPLY_PAGE(r, &head, contracts, &p, ret, e);
}

/* ---- references without particulars ---- */

bool contract_bare_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"ref", COL_PLAIN, NULL, NULL, NULL},
                                      {"line_code", COL_LINK, "/position/lines/", "line_code", NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"obligated", COL_WHOLE, NULL, NULL, NULL},
                                      {"disbursed", COL_WHOLE, NULL, NULL, NULL}};
    struct contract_bare_page p = {.year = r->year};
    struct param crumb = {tr(r->lang, TR("สัญญาและหนี้ผูกพัน")), STR("/contracts")};
    struct page_head head = {.nav = STR("/contracts"),
                             .crumb = &crumb,
                             .ncrumb = 1,
                             .table_path = STR("/contracts/bare")};
    int64_t after, agency_id;
    struct form_field unused;
    struct rows rows;
    struct contract_bare_view *v;

    if (!req_int(r, "after", 0, INT64_MAX, 0, &after, e) ||
        !agency_choice(r, req_query(r, "agency"), &unused, &agency_id, e) ||
        !contract_bare_list(r->db, r->a, r->year, agency_id, after, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &contract_bare_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("obligations"), ret, e);
    v = ARENA_ARRAY(r->a, struct contract_bare_view, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i].b = ((const struct contract_bare *)rows.p)[i];
    p.row = v;
    p.row_n = rows.n;
    p.may = actor_may(&r->session.actor, PERM_SPEND);
    p.title = head.title = tr(r->lang, TR("หนี้ผูกพันที่ยังไม่มีรายละเอียดสัญญา"));
    p.list = (struct table_view){.type = &contract_bare_type,
                                 .rows = rows.p,
                                 .n = rows.n,
                                 .cols = cols,
                                 .ncols = ARRAY_LEN(cols),
                                 .caption = p.title,
                                 .empty = tr(r->lang, TR("หนี้ผูกพันทุกรายการมีรายละเอียดสัญญาแล้ว"))};
    if (rows.n == 200)
        p.next = str_format(r->a, "/contracts/bare?year=%lld&after=%lld", (long long)r->year,
                            (long long)v[rows.n - 1].b.line_id);
    return REPLY_PAGE(r, &head, contract_bare, &p, ret, e);
}

/* ---- the register of multi-year commitments ---- */

bool contract_commitments_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"title", COL_PLAIN, NULL, NULL, NULL},
                                      {"ref", COL_LINK, "/contracts?q=", "ref", NULL},
                                      {"agency_name", COL_PLAIN, NULL, NULL, NULL},
                                      {"kind", COL_TAG, "committed", NULL, NULL},
                                      {"amount", COL_WHOLE, NULL, NULL, NULL},
                                      {"total", COL_WHOLE, NULL, NULL, NULL},
                                      {"first_year", COL_YEAR, NULL, NULL, NULL},
                                      {"last_year", COL_YEAR, NULL, NULL, NULL}};
    static const struct col years[] = {{"year", COL_YEAR, NULL, NULL, NULL},
                                       {"tranche", COL_WHOLE, NULL, NULL, NULL},
                                       {"contract", COL_WHOLE, NULL, NULL, NULL},
                                       {"running", COL_WHOLE, NULL, NULL, NULL}};
    struct commitments_page p = {.year = r->year};
    struct param crumb = {tr(r->lang, TR("สัญญาและหนี้ผูกพัน")), STR("/contracts")};
    struct page_head head = {.nav = STR("/contracts"),
                             .crumb = &crumb,
                             .ncrumb = 1,
                             .table_path = STR("/contracts/commitments")};
    const struct committed_sum *s;
    struct rows rows, sums;

    if (!committed_list(r->db, r->a, r->year, 0, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &committed_row_type, rows.p, rows.n, NULL, STR_NONE,
                           STR("commitments"), ret, e);
    if (!committed_sums(r->db, r->a, r->year, r->year + AHEAD, &sums, e))
        return false;
    s = sums.p;
    for (size_t i = 0; i < sums.n; i++) {
        struct money m = money_add(s[i].tranche, s[i].contract);

        if (s[i].year == r->year)
            p.due = m;
        else
            p.later = money_add(p.later, m);
    }
    p.title = head.title = tr(r->lang, TR("ทะเบียนผูกพันงบประมาณข้ามปี"));
    p.years = (struct table_view){.type = &committed_sum_type,
                                  .rows = sums.p,
                                  .n = sums.n,
                                  .cols = years,
                                  .ncols = ARRAY_LEN(years),
                                  .caption = tr(r->lang, TR("เงินที่ผูกพันรายปี"))};
    p.list = (struct table_view){.type = &committed_row_type,
                                 .rows = rows.p,
                                 .n = rows.n,
                                 .cols = cols,
                                 .ncols = ARRAY_LEN(cols),
                                 .caption = p.title,
                                 .empty = tr(r->lang, TR("ปีนี้ไม่มีเงินที่ผูกพันข้ามปี"))};
    return REPLY_PAGE(r, &head, commitments, &p, ret, e);
}
