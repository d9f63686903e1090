/* score_page.c - /scores: how far a year is scored, by agency; what stands in the way of final scores; the runs. */
#include "web/score_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "web/words.h"

enum { SHOWN = 200, FILE_ROWS = 20000, RUNS = 50 };

static const struct col agency_cols[] = {
    {"agency_name", COL_LINK, "/scores/list?agency=", "agency_code", NULL},
    {"indicators", COL_PLAIN, NULL, NULL, NULL},
    {"scored", COL_PLAIN, NULL, NULL, NULL},
    {"final_scores", COL_PLAIN, NULL, NULL, NULL},
    {"given", COL_PLAIN, NULL, NULL, NULL},
    {"no_data", COL_PLAIN, NULL, NULL, NULL},
    {"no_rule", COL_PLAIN, NULL, NULL, NULL},
    {"other_open", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col run_cols[] = {
    {"code", COL_PLAIN, NULL, NULL, NULL},        {"kind", COL_TAG, "score_kind", NULL, NULL},
    {"as_of", COL_PLAIN, NULL, NULL, NULL},       {"agency_name", COL_PLAIN, NULL, NULL, NULL},
    {"scored", COL_PLAIN, NULL, NULL, NULL},      {"unscored", COL_PLAIN, NULL, NULL, NULL},
    {"kept", COL_PLAIN, NULL, NULL, NULL},        {"by_user", COL_PLAIN, NULL, NULL, NULL},
    {"at", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col list_cols[] = {
    {"name", COL_LINK, "/scores/of/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},    {"target", COL_NUMBER, NULL, NULL, NULL},
    {"value_text", COL_NUMBER, NULL, NULL, NULL},    {"level_text", COL_NUMBER, NULL, NULL, NULL},
    {"percent_text", COL_NUMBER, NULL, NULL, NULL},  {"points_text", COL_NUMBER, NULL, NULL, NULL},
    {"kind", COL_TAG, "score_kind", NULL, NULL},     {"why", COL_TAG, "score_why", NULL, NULL},
    {"as_of", COL_PLAIN, NULL, NULL, NULL},
};
static const struct form_field run_fields[] = {
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิดคะแนน"), .required = true},
    {.name = "as_of",
     .kind = FORM_TEXT,
     .label = TR("ณ วันที่"),
     .hint = TR("เว้นว่างคือวันนี้ คะแนนสุดท้ายเป็น ณ 30 กันยายนเสมอ"),
     .max = 40},
};

static struct money_section *section(struct money_page *p, const char *id, struct str title, const char *path,
                                     struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = title;
    s->path = str_from(path);
    s->has_table = true;
    s->table = t;
    s->table.caption = title;
    return s;
}

static struct score_agency sum_of(const struct rows *rows)
{
    const struct score_agency *g = rows->p;
    struct score_agency t = {.agency_id = 0};

    for (size_t i = 0; i < rows->n; i++) {
        t.indicators += g[i].indicators;
        t.scored += g[i].scored;
        t.final_scores += g[i].final_scores;
        t.given += g[i].given;
        t.no_data += g[i].no_data;
        t.no_rule += g[i].no_rule;
        t.other_open += g[i].other_open;
    }
    return t;
}

static void put_lead(struct req *r, struct money_page *p, const struct score_agency *t)
{
    if (t->indicators == 0) {
        p->lead = SAY(r, TR("ปี {year} ยังไม่มีตัวชี้วัด ตั้งตัวชี้วัดของปีก่อน"), {STR("{year}"), money_year_text(r, r->year)});
        return;
    }
    p->lead = SAY(r, TR("มีคะแนนแล้ว {scored} จาก {n} ตัวชี้วัด เป็นคะแนนสุดท้าย {final} ขาดข้อมูลหรือหลักฐาน {data} ไม่มีเกณฑ์ {rule}"),
                  {STR("{scored}"), money_count_text(r, t->scored)}, {STR("{n}"), money_count_text(r, t->indicators)},
                  {STR("{final}"), money_count_text(r, t->final_scores)}, {STR("{data}"), money_count_text(r, t->no_data)},
                  {STR("{rule}"), money_count_text(r, t->no_rule)});
}

static void put_tabs(struct req *r, struct money_page *p, size_t current)
{
    static const struct {
        const char *label, *href;
    } tab[] = {{TR("ตามหน่วยงาน"), "/scores"}, {TR("ทุกตัวชี้วัด"), "/scores/list"}, {TR("ตัววัดจากบัญชี"), "/measures"}};

    for (size_t i = 0; i < ARRAY_LEN(tab); i++)
        p->tab[p->tab_n++] = (struct money_link){tr(r->lang, tab[i].label), str_from(tab[i].href), i == current};
}

static void kinds(struct req *r, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 2);

    c[0] = (struct form_choice){STR("interim"), tr(r->lang, TR("ระหว่างปี ไม่ต้องรออะไร"))};
    c[1] = (struct form_choice){STR("final"), tr(r->lang, TR("สุดท้าย เมื่อไม่มีอะไรค้าง"))};
    f->choice = c;
    f->choices = 2;
}

static void put_open(struct req *r, struct money_page *p, const struct rows *open)
{
    const struct score_open *o = open->p;

    for (size_t i = 0; i < open->n; i++)
        money_note(p, SAY(r, TR("ยังเป็นคะแนนสุดท้ายไม่ได้: {why}"), {STR("{why}"), o[i].sentence}), o[i].address,
                   tr(r->lang, TR("ไปดู")));
}

static bool scores_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("คะแนนผลงาน")), .year = r->year};
    struct score_agency *total = ARENA_NEW(r->a, struct score_agency);
    struct rows rows, open, runs;
    struct money_panel *x;

    if (!score_agencies(r->db, r->a, r->year, 0, &rows, e))
        return false;
    *total = sum_of(&rows);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &score_agency_type, rows.p, rows.n, rows.n ? total : NULL, STR_NONE, STR("scores"), ret, e);
    if (!score_open_rows(r->db, r->a, r->year, r->lang, &open, e) || !score_runs(r->db, r->a, r->year, 10, &runs, e))
        return false;
    put_lead(r, &p, total);
    put_tabs(r, &p, 0);
    put_open(r, &p, &open);
    section(&p, "agencies", tr(r->lang, TR("คะแนนตามหน่วยงาน")), "/scores",
            (struct table_view){.type = &score_agency_type,
                                .rows = rows.p,
                                .n = rows.n,
                                .cols = agency_cols,
                                .ncols = ARRAY_LEN(agency_cols),
                                .total = rows.n > 1 ? total : NULL,
                                .empty = tr(r->lang, TR("ยังไม่มีตัวชี้วัดในปีนี้"))});
    section(&p, "runs", tr(r->lang, TR("รอบคำนวณ")), "/scores/runs",
            (struct table_view){.type = &score_run_type,
                                .rows = runs.p,
                                .n = runs.n,
                                .cols = run_cols,
                                .ncols = ARRAY_LEN(run_cols),
                                .empty = tr(r->lang, TR("ยังไม่เคยคำนวณ"))});
    if (actor_may(&r->session.actor, PERM_SCORE)) {
        x = money_panel(&p);
        x->title = SAY(r, TR("คำนวณคะแนนปี {year}"), {STR("{year}"), money_year_text(r, r->year)});
        x->note = tr(r->lang, TR("คำนวณทุกตัวชี้วัดพร้อมกัน คะแนนเดิมอยู่ในประวัติ"));
        x->action = STR("/scores");
        x->submit = tr(r->lang, TR("คำนวณ"));
        x->form = money_form(r, run_fields, ARRAY_LEN(run_fields));
        kinds(r, form_find(&x->form, "kind"));
    }
    if (wrong)
        kinds(r, form_find(wrong, "kind"));
    money_refused(r, &p, wrong, which, "/scores");
    return money_show(r, &p, "/scores", status, ret, e);
}

bool scores_page(struct req *r, struct reply *ret, struct err *e)
{
    return scores_show(r, NULL, "", 200, ret, e);
}

static bool run_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    struct score_asked *q = p->more;
    struct score_run done;

    return score_run_do(by, q, &done, e);
}

bool scores_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct score_asked *q = ARENA_NEW(r->a, struct score_asked);

    p->page.show = scores_show;
    p->page.which = "";
    p->page.path = "/scores";
    p->write = run_write;
    p->more = q;
    p->form = money_form(r, run_fields, ARRAY_LEN(run_fields));
    kinds(r, form_find(&p->form, "kind"));
    form_read(&p->form, r);
    form_check(&p->form, r);
    if (form_value(&p->form, "as_of").n > 0)
        (void)money_day(&p->form, "as_of", r, &q->as_of);
    q->year = r->year;
    q->kind = str_eq(form_value(&p->form, "kind"), STR("final")) ? SCORE_FINAL : SCORE_INTERIM;
    return money_post(r, p, ret, e);
}

/* ---- one by one ---- */

static struct str filter_query(struct req *r, struct str agency, struct str show)
{
    return str_format(r->a, "agency=%.*s&show=%.*s", STR_FMT(agency), STR_FMT(show));
}

static void put_shows(struct req *r, struct money_page *p, struct str agency, struct str show)
{
    static const struct {
        const char *word, *label;
    } kind[] = {{"all", TR("ทั้งหมด")},
                {"scored", TR("มีคะแนน")},
                {"unscored", TR("ไม่มีคะแนน")},
                {"final", TR("คะแนนสุดท้าย")},
                {"given", TR("เจ้าของให้")}};

    for (size_t i = 0; i < ARRAY_LEN(kind); i++)
        p->tab[p->tab_n++] = (struct money_link){
            tr(r->lang, kind[i].label),
            str_format(r->a, "/scores/list?%.*s", STR_FMT(filter_query(r, agency, str_from(kind[i].word)))),
            str_eq(show, str_from(kind[i].word))};
}

bool score_list_page(struct req *r, struct reply *ret, struct err *e)
{
    struct score_filter f = {.year = r->year, .show = req_query(r, "show"), .limit = r->format == FORMAT_HTML ? SHOWN : FILE_ROWS};
    struct money_page p = {.title = tr(r->lang, TR("คะแนนรายตัวชี้วัด")), .year = r->year};
    struct str agency = req_query(r, "agency");
    struct agency g;
    const struct score_row *x;
    struct rows rows;
    int64_t n = 0;

    if (f.show.n == 0)
        f.show = STR("all");
    if (!req_int(r, "after", 0, INT64_MAX, 0, &f.after, e) || (agency.n > 0 && !agency_get(r->db, r->a, agency, &g, e)))
        return false;
    f.agency_id = agency.n > 0 ? g.id : 0;
    if (!score_list(r->db, r->a, &f, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &score_row_type, rows.p, rows.n, NULL, STR_NONE, STR("score-list"), ret, e);
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++)
        n += x[i].why.n == 0;
    p.lead = SAY(r, TR("{agency}: หน้านี้มี {n} ตัวชี้วัด มีคะแนน {scored}"),
                 {STR("{agency}"), agency.n > 0 ? g.name_th : tr(r->lang, TR("ทุกหน่วยงาน"))},
                 {STR("{n}"), money_count_text(r, (int64_t)rows.n)}, {STR("{scored}"), money_count_text(r, n)});
    put_shows(r, &p, agency, f.show);
    section(&p, "list", p.title, "/scores/list",
            (struct table_view){.type = &score_row_type,
                                .rows = rows.p,
                                .n = rows.n,
                                .cols = list_cols,
                                .ncols = ARRAY_LEN(list_cols),
                                .empty = tr(r->lang, TR("ไม่มีตัวชี้วัด"))})
        ->query = filter_query(r, agency, f.show);
    if (rows.n == SHOWN)
        p.next = str_format(r->a, "/scores/list?%.*s&after=%lld", STR_FMT(filter_query(r, agency, f.show)),
                            (long long)x[rows.n - 1].indicator_id);
    return money_show(r, &p, "/scores", 200, ret, e);
}

bool score_runs_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/scores#runs"), ret);
        return true;
    }
    return score_runs(r->db, r->a, r->year, RUNS, &rows, e) &&
           reply_table(r, &score_run_type, rows.p, rows.n, NULL, STR_NONE, STR("score-runs"), ret, e);
}

bool score_open_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/scores"), ret);
        return true;
    }
    return score_open_rows(r->db, r->a, r->year, r->lang, &rows, e) &&
           reply_table(r, &score_open_type, rows.p, rows.n, NULL, STR_NONE, STR("score-open"), ret, e);
}
