/* value_page.c - /value: money against result; /value/part; /value/cost. */
#include "web/value_page.h"

#include "base/arena.h"
#include "base/exact.h"
#include "base/err.h"
#include "city/agency.h"
#include "web/words.h"

enum { SPAN = 4, PAIRS = 40, PACKAGES = 50 };

static const struct col point_cols[] = {
    {"name", COL_LINK, "/value/part/agency/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"quadrant", COL_TAG, "value_quadrant", NULL, NULL}, {"current", COL_MILLION, NULL, NULL, NULL},
    {"paid", COL_MILLION, NULL, NULL, NULL},             {"money_share", COL_BAR, NULL, NULL, NULL},
    {"results", COL_PLAIN, NULL, NULL, NULL},            {"percent", COL_SCORE, NULL, "results", NULL},
    {"interim", COL_YES, NULL, NULL, NULL}};

/* The same with links to the pages of `dim`. */
static const struct col *cols_of(struct req *r, struct str dim)
{
    struct col *c = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(point_cols));

    for (size_t i = 0; i < ARRAY_LEN(point_cols); i++) {
        c[i] = point_cols[i];
    }
    if (!str_eq(dim, STR("agency"))) {
        c[0].more = str_eq(dim, STR("plan")) ? "/value/part/plan/" : "/value/part/output/";
    }
    return c;
}

static struct str asked_dim(struct req *r)
{
    struct str dim = req_query(r, "by");

    return dim.n ? dim : STR("agency");
}

static int64_t count_of(const struct rows *points, const char *quadrant)
{
    const struct value_point *p = points->p;
    int64_t n = 0;

    for (size_t i = 0; i < points->n; i++) {
        n += str_eq(p[i].quadrant, str_from(quadrant));
    }
    return n;
}

static struct str points_lead(struct req *r, const struct rows *points, const struct value_point *total)
{
    int64_t none = count_of(points, "no_result");

    if (points->n == 0) {
        return tr(r->lang, TR("ปีนี้ยังไม่มีเงินที่เบิกจ่ายและยังไม่มีคะแนนผลงาน จึงยังเทียบกันไม่ได้"));
    }
    return SAY(r, TR("เบิกจ่าย {money} ล้านบาท: {weak} แห่งใช้เงินมากแต่ผลต่ำ {none} แห่งมีเงินแต่ยังไม่มีผล {nomoney} แห่งมีผลแต่ไม่มีเงิน"),
               {STR("{money}"), money_million_text(r, total->paid)}, {STR("{weak}"), money_count_text(r, count_of(points, "much_weak"))},
               {STR("{none}"), money_count_text(r, none)}, {STR("{nomoney}"), money_count_text(r, count_of(points, "no_money"))});
}

/* The rows of one quadrant (NULL: all). */
static struct rows pick(struct req *r, const struct rows *points, const char *quadrant)
{
    const struct value_point *p = points->p;
    struct value_point *x = ARENA_ARRAY(r->a, struct value_point, points->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < points->n; i++) {
        if (!quadrant || str_eq(p[i].quadrant, str_from(quadrant))) {
            x[n++] = p[i];
        }
    }
    return (struct rows){x, n};
}

static void put_filter(struct req *r, struct money_page *p, struct str dim)
{
    static const struct form_field fields[] = {{.name = "by", .kind = FORM_CHOICE, .label = TR("แยกตาม")}};
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 3);

    c[0] = (struct form_choice){STR("agency"), tr(r->lang, TR("หน่วยรับงบประมาณ"))};
    c[1] = (struct form_choice){STR("plan"), tr(r->lang, TR("แผนงาน"))};
    c[2] = (struct form_choice){STR("output"), tr(r->lang, TR("ผลผลิตหรืองาน"))};
    p->filter = money_form(r, fields, ARRAY_LEN(fields));
    p->filter.field[0].choice = c;
    p->filter.field[0].choices = 3;
    p->filter.field[0].value = dim;
    p->filter_path = STR("/value");
    p->has_filter = true;
}

static void put_facts(struct req *r, struct money_page *p, const struct rows *points, const struct value_line_marks *m)
{
    struct str places = tr(r->lang, TR("แห่ง"));

    money_fact(p, tr(r->lang, TR("เงินมาก ผลดี")), money_count_text(r, count_of(points, "much_good")), places);
    money_fact(p, tr(r->lang, TR("เงินมาก ผลต่ำ")), money_count_text(r, count_of(points, "much_weak")),
               SAY(r, TR("มากคือไม่ต่ำกว่ามัธยฐาน {m} ล้านบาท"), {STR("{m}"), money_million_text(r, m->money)}));
    p->fact[1].warn = count_of(points, "much_weak") > 0;
    money_fact(p, tr(r->lang, TR("มีเงิน ไม่มีผล")), money_count_text(r, count_of(points, "no_result")), places);
    money_fact(p, tr(r->lang, TR("มีผล ไม่มีเงิน")), money_count_text(r, count_of(points, "no_money")), places);
}

bool value_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct {
        const char *id, *title, *quadrant, *empty;
    } part[] = {{"all", TR("ทุกแห่ง"), NULL, TR("ยังไม่มีเงินและผลของปีนี้")},
                {"no-result", TR("มีเงินแต่ไม่มีผล"), "no_result", TR("ทุกแห่งที่มีเงินมีผลแล้ว")},
                {"no-money", TR("มีผลแต่ไม่มีเงิน"), "no_money", TR("ไม่มีผลใดที่ไม่มีเงิน")}};
    struct money_page p = {.title = tr(r->lang, TR("เงินกับผลงาน"))};
    struct str dim = asked_dim(r);
    struct value_asked q = {r->year, dim, r->lang};
    struct value_points v;
    struct rows points;

    if (!value_points(r->db, r->a, &q, &v, e)) {
        return false;
    }
    points = v.rows;
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &value_point_type, points.p, points.n, &v.total, STR_NONE, str_format(r->a, "value-%lld", (long long)r->year),
                           ret, e);
    }
    p.lead = points_lead(r, &points, &v.total);
    value_tabs(r, &p, "/value");
    put_filter(r, &p, dim);
    put_facts(r, &p, &points, &v.marks);
    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        struct rows rows = pick(r, &points, part[i].quadrant);
        struct money_section *s = value_table(r, &p, part[i].id, tr(r->lang, part[i].title),
                                              (struct table_view){.type = &value_point_type,
                                                                  .rows = rows.p,
                                                                  .n = rows.n,
                                                                  .cols = cols_of(r, dim),
                                                                  .ncols = ARRAY_LEN(point_cols),
                                                                  .total = i == 0 && rows.n ? &v.total : NULL,
                                                                  .empty = tr(r->lang, part[i].empty)});

        s->unit = tr(r->lang, TR("ล้านบาท"));
        if (i == 0) {
            s->title = SAY(r, TR("{n} แห่งใช้เงินมากแต่ผลต่ำ"), {STR("{n}"), money_count_text(r, count_of(&points, "much_weak"))});
            s->note = SAY(r, TR("แต่ละจุดหนึ่งแห่ง ซ้ายไปขวาเรียงตามเงินที่เบิกจ่าย เส้นตั้งคือมัธยฐาน เส้นนอนคือร้อยละ {good} ที่นับว่าผลดี (ค่ากำหนด value.good) ผลคือค่าเฉลี่ยคะแนนของตัวชี้วัด แต่ละตัวนับครั้งเดียว"),
                          {STR("{good}"), value_number(r, v.marks.percent, 2)});
            s->path = STR("/value");
            s->query = str_format(r->a, "by=%.*s&", STR_FMT(dim));
            value_picture(r, s, &points, &v.marks);
        }
        if (!s->has_picture) { /* nothing is drawn: its words would speak of what is not there */
            s->title = s->table.caption;
            s->note = STR_NONE;
        }
    }
    return money_show(r, &p, "/value", 200, ret, e);
}

/* ---- one part ---- */

static const struct col package_cols[] = {{"title", COL_LINK, "/packages/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
                                          {"agency_name", COL_PLAIN, NULL, NULL, NULL},    {"output_code", COL_UNDER, NULL, NULL, NULL},
                                          {"lines", COL_PLAIN, NULL, NULL, NULL},          {"current", COL_MILLION, NULL, NULL, NULL},
                                          {"paid", COL_MILLION, NULL, NULL, NULL}};
static const struct col result_cols[] = {{"name", COL_LINK, "/indicators/", "code", NULL},   {"code", COL_UNDER, NULL, NULL, NULL},
                                         {"agency_name", COL_PLAIN, NULL, NULL, NULL},       {"kind", COL_WORD, "value_kind", NULL, NULL},
                                         {"percent", COL_SCORE, NULL, NULL, NULL},           {"score_kind", COL_TAG, "score_kind", NULL, NULL},
                                         {"via", COL_WORD, "evidence_via", NULL, NULL}};

static bool part_of(struct req *r, struct value_part *of, struct err *e)
{
    *of = (struct value_part){.year = r->year, .dim = r->seg[0], .code = r->seg[1], .limit = PACKAGES + 1, .lang = r->lang};
    if (!str_eq(of->dim, STR("agency")) && !str_eq(of->dim, STR("plan")) && !str_eq(of->dim, STR("output"))) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(of->dim));
        return false;
    }
    return req_int(r, "after", 0, INT64_MAX, 0, &of->after, e);
}

bool value_part_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("เงินและผลของหนึ่งแห่ง"))};
    struct money_section *s;
    struct value_part of;
    const struct value_package *x;
    struct rows packages, results;
    struct str next = STR_NONE;

    if (!part_of(r, &of, e) || !value_packages(r->db, r->a, &of, &packages, e)) {
        return false;
    }
    x = packages.p;
    if (packages.n > PACKAGES) {
        packages.n = PACKAGES;
        next = str_format(r->a, "%lld", (long long)x[PACKAGES - 1].id);
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &value_package_type, packages.p, packages.n, NULL, next, STR("value-packages"), ret, e);
    }
    if (!value_results(r->db, r->a, &of, &results, e)) {
        return false;
    }
    p.lead = SAY(r, TR("{code}: ผลที่มีคะแนน {results} ตัวชี้วัด แสดงข้อเสนอ {n} รายการ เปิดข้อเสนอเพื่อดูรายการและรายการบัญชี"), {STR("{code}"), of.code},
                 {STR("{results}"), money_count_text(r, (int64_t)results.n)}, {STR("{n}"), money_count_text(r, (int64_t)packages.n)});
    value_tabs(r, &p, "/value");
    money_note(&p, tr(r->lang, TR("เงินส่วนนี้เป็นรายการใดบ้าง")), str_format(r->a, "/position/lines?%.*s=%.*s", STR_FMT(of.dim), STR_FMT(of.code)),
               tr(r->lang, TR("รายการที่บริหารอยู่")));
    s = value_table(r, &p, "packages", tr(r->lang, TR("ข้อเสนอและเงิน")),
                    (struct table_view){.type = &value_package_type,
                                        .rows = packages.p,
                                        .n = packages.n,
                                        .cols = package_cols,
                                        .ncols = ARRAY_LEN(package_cols),
                                        .empty = tr(r->lang, TR("ไม่มีข้อเสนอของปีนี้"))});
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->path = str_format(r->a, "/value/part/%.*s/%.*s", STR_FMT(of.dim), STR_FMT(of.code));
    p.next = next.n ? str_format(r->a, "%.*s?after=%.*s", STR_FMT(s->path), STR_FMT(next)) : STR_NONE;
    s = value_table(r, &p, "results", tr(r->lang, TR("ผลที่วัดได้")),
                    (struct table_view){.type = &value_result_type,
                                        .rows = results.p,
                                        .n = results.n,
                                        .cols = result_cols,
                                        .ncols = ARRAY_LEN(result_cols),
                                        .empty = tr(r->lang, TR("ยังไม่มีคะแนนของตัวชี้วัดที่เชื่อมกับเงินส่วนนี้"))});
    s->path = str_format(r->a, "/value/part/%.*s/%.*s/results", STR_FMT(of.dim), STR_FMT(of.code));
    return money_show(r, &p, "/value", 200, ret, e);
}

bool value_part_results_page(struct req *r, struct reply *ret, struct err *e)
{
    struct value_part of;
    struct rows rows;

    if (!part_of(r, &of, e)) {
        return false;
    }
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/value/part/%.*s/%.*s#results", STR_FMT(of.dim), STR_FMT(of.code)), ret);
        return true;
    }
    return value_results(r->db, r->a, &of, &rows, e) &&
           reply_table(r, &value_result_type, rows.p, rows.n, NULL, STR_NONE, STR("value-results"), ret, e);
}

/* ---- cost per output ---- */

#define COST_COLS(first)                                                                                                               \
    first, {"output_code", COL_UNDER, NULL, NULL, NULL}, {"agency_name", COL_LINK, "/value/part/agency/", "agency_code", NULL},        \
        {"kind", COL_WORD, "value_kind", NULL, NULL}, {"year", COL_YEAR, NULL, NULL, NULL},                                            \
        {"paid", COL_MILLION, NULL, NULL, TR("เบิกจ่าย (ล้านบาท)")}, {"money_from", COL_WORD, "value_from", NULL, NULL},                  \
        {"quantity", COL_SCORE, NULL, "quantity_from", NULL}, {"unit_word", COL_UNDER, NULL, NULL, NULL},                                         \
        {"quantity_from", COL_WORD, "value_from", NULL, NULL}, {"unit_cost", COL_PLAIN, NULL, NULL, NULL},                             \
        {"why", COL_WORD, "value_why", NULL, NULL}
#define ONE_COL(...) {__VA_ARGS__}
static const struct col cost_cols[] = {COST_COLS(ONE_COL("output_name", COL_LINK, "/value/cost?open=", "key", NULL))};
static const struct col cost_cols_read[] = {COST_COLS(ONE_COL("output_name", COL_PLAIN, NULL, NULL, NULL))};
static const struct form_field measure_fields[] = {
    {.name = "agency", .kind = FORM_CHOICE, .label = TR("หน่วยรับงบประมาณ"), .required = true},
    {.name = "output", .kind = FORM_TEXT, .label = TR("รหัสผลผลิต"), .required = true, .max = 20},
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("นับ"), .required = true},
    {.name = "stable", .kind = FORM_TEXT, .label = TR("ชื่อประจำของตัวชี้วัด"), .hint = TR("ว่างคือเลิกใช้"), .max = 60},
    {.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")},
};

static void measure_choices(struct req *r, struct form *f)
{
    money_words(r, "value_kind", form_find(f, "kind"));
    if (form_value(f, "version").n == 0) {
        form_find(f, "version")->value = STR("0");
    }
}

/* ?open=AGENCY.OUTPUT.KIND.YEAR, the key of a row: what counts its output, to be changed. */
struct cost_opened {
    struct str part[4];
};

static struct cost_opened opened_of(struct req *r)
{
    struct cost_opened o = {{STR_NONE}};
    struct str s = req_query(r, "open");
    size_t n = 0, from = 0;

    for (size_t i = 0; s.n > 0 && i <= s.n && n < ARRAY_LEN(o.part); i++) {
        if (i == s.n || s.p[i] == '.') {
            o.part[n++] = (struct str){s.p + from, i - from};
            from = i + 1;
        }
    }
    return o;
}

static void open_measure(struct req *r, const struct rows *costs, struct form *f)
{
    const struct value_cost *x = costs->p;
    struct cost_opened o = opened_of(r);

    for (size_t i = 0; i < costs->n && o.part[0].n; i++) {
        if (str_eq(x[i].agency_code, o.part[0]) && str_eq(x[i].output_code, o.part[1]) && str_eq(x[i].kind, o.part[2])) {
            form_find(f, "agency")->value = x[i].agency_code;
            form_find(f, "output")->value = x[i].output_code;
            form_find(f, "kind")->value = x[i].kind;
            form_find(f, "stable")->value = x[i].stable;
            form_find(f, "stable")->focus = true;
            form_find(f, "version")->value = str_format(r->a, "%lld", (long long)x[i].measure_version);
        }
    }
}

static bool measure_panel(struct req *r, struct money_page *p, const struct rows *costs, struct form *wrong, struct err *e)
{
    bool asked = req_query(r, "open").n > 0;
    struct money_panel *panel = asked ? money_panel(p) : money_act(p);

    panel->title = tr(r->lang, TR("ตัวชี้วัดที่นับปริมาณของผลผลิต"));
    panel->action = STR("/value/measure");
    panel->submit = tr(r->lang, TR("บันทึก"));
    panel->form = money_form(r, measure_fields, ARRAY_LEN(measure_fields));
    open_measure(r, costs, &panel->form);
    measure_choices(r, &panel->form);
    return form_agencies(r, &panel->form.field[0], STR_NONE, e) && (!wrong || form_agencies(r, &wrong->field[0], STR_NONE, e));
}

/* The rows of the first `pairs` outputs of agencies; is there more? */
static bool cut_pairs(struct rows *rows, size_t pairs)
{
    const struct value_cost *x = rows->p;
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        n += i == 0 || !str_eq(x[i].agency_code, x[i - 1].agency_code) || !str_eq(x[i].output_code, x[i - 1].output_code);
        if (n > pairs) {
            rows->n = i;
            return true;
        }
    }
    return false;
}

static const struct col *cost_columns(bool verifier)
{
    return verifier ? cost_cols : cost_cols_read;
}

static bool cost_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ต้นทุนต่อหน่วยผลผลิต"))};
    struct value_cost_filter f = {.from_year = r->year - SPAN + 1,
                                  .to_year = r->year,
                                  .agency_code = req_query(r, "agency"),
                                  .output_code = req_query(r, "output"),
                                  .after = req_query(r, "after"),
                                  .limit = r->format == FORMAT_HTML ? PAIRS + 1 : 0,
                                  .lang = r->lang};
    const struct value_cost *x;
    struct cost_opened o = opened_of(r);
    struct money_section *s;
    struct rows rows;
    int64_t with = 0;
    bool more, verifier = actor_may(&r->session.actor, PERM_VERIFY);

    if (o.part[0].n) {
        f.agency_code = o.part[0];
        f.output_code = o.part[1];
    }
    if (!value_costs(r->db, r->a, &f, &rows, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &value_cost_type, rows.p, rows.n, NULL, STR_NONE, str_format(r->a, "unit-costs-%lld", (long long)r->year), ret,
                           e);
    }
    x = rows.p;
    more = cut_pairs(&rows, PAIRS);
    for (size_t i = 0; i < rows.n; i++) {
        with += x[i].why.n == 0;
    }
    p.lead = SAY(r, TR("ปี {from} ถึง {to}: {n} แถว มีต้นทุนต่อหน่วย {with} แถว ที่เหลือบอกเหตุที่หารไม่ได้"), {STR("{from}"), money_year_text(r, f.from_year)},
                 {STR("{to}"), money_year_text(r, f.to_year)}, {STR("{n}"), money_count_text(r, (int64_t)rows.n)},
                 {STR("{with}"), money_count_text(r, with)});
    value_tabs(r, &p, "/value/cost");
    s = value_table(r, &p, "cost", tr(r->lang, TR("เงินที่เบิกจ่ายต่อหน่วย")),
                    (struct table_view){.type = &value_cost_type,
                                        .rows = rows.p,
                                        .n = rows.n,
                                        .cols = cost_columns(verifier),
                                        .ncols = ARRAY_LEN(cost_cols),
                                        .empty = tr(r->lang, TR("ยังไม่มีเงินที่เบิกจ่ายในปีเหล่านี้"))});
    s->note = tr(r->lang, TR("เงินจากบัญชีของปี ปีที่ไม่มีในบัญชีใช้ที่นำเข้าไว้ ปริมาณจากผลที่ตรวจแล้วของตัวชี้วัดที่ระบุ ไม่มีใช้ปริมาณตามระดับที่ได้รับจัดสรร (แผน) หน่วยนับต่างกันไม่รวมกัน เงินกันเหลื่อมปีนับในปีที่จ่าย"));
    s->path = STR("/value/cost");
    s->query = str_format(r->a, "agency=%.*s&output=%.*s&", STR_FMT(f.agency_code), STR_FMT(f.output_code));
    if (more && rows.n) {
        const struct value_cost *last = &x[rows.n - 1];

        p.next = str_format(r->a, "/value/cost?agency=%.*s&after=%.*s.%.*s", STR_FMT(f.agency_code), STR_FMT(last->agency_code),
                            STR_FMT(last->output_code));
    }
    if (verifier && !measure_panel(r, &p, &rows, wrong, e)) {
        return false;
    }
    money_refused(r, &p, wrong, which, "/value/");
    return money_show(r, &p, "/value", status, ret, e);
}

bool value_cost_page(struct req *r, struct reply *ret, struct err *e)
{
    return cost_show(r, NULL, "", 200, ret, e);
}

static bool measure_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;

    return value_measure_set(by, p->more, e);
}

bool value_measure_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct value_measure_new *n = ARENA_NEW(r->a, struct value_measure_new);

    p->page.show = cost_show;
    p->page.which = "measure";
    p->page.path = "/value/cost";
    p->write = measure_write;
    p->more = n;
    p->form = money_form(r, measure_fields, ARRAY_LEN(measure_fields));
    form_read(&p->form, r);
    measure_choices(r, &p->form);
    if (form_check(&p->form, r)) {
        form_int(&p->form, "version", r, 0, INT64_MAX, &n->version);
    }
    n->agency_code = form_value(&p->form, "agency");
    n->output_code = form_value(&p->form, "output");
    n->kind = form_value(&p->form, "kind");
    n->stable = form_value(&p->form, "stable");
    return money_post(r, p, ret, e);
}
