/* measure_page.c - /measures: what PBIS measures by itself, of which definition, agency by agency and down to the lines. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "city/agency.h"
#include "web/score_page.h"
#include "web/words.h"

enum { SHOWN = 200, FILE_ROWS = 50000 };

static const struct field total_fields[] = {
    FIELD(struct measure_total, name, FIELD_KEY, "ตัววัด", "Measure"),
    FIELD(struct measure_total, word, 0, "ชื่อในระบบ", "Word"),
    FIELD(struct measure_total, kind, 0, "ชนิด", "Kind"),
    FIELD(struct measure_total, numerator, 0, "ตัวตั้ง", "Numerator"),
    FIELD(struct measure_total, denominator, 0, "ตัวหาร", "Denominator"),
    FIELD(struct measure_total, rate, 0, "ร้อยละ", "Per cent"),
    FIELD(struct measure_total, agencies, 0, "หน่วยงาน", "Agencies"),
    FIELD(struct measure_total, waiting, 0, "รอยืนยันว่าไม่นับ", "To be confirmed as left out"),
    FIELD(struct measure_total, why, 0, "สถานะ", "State"),
    FIELD(struct measure_total, definition, 0, "นิยาม", "Definition"),
};
const struct row_type measure_total_type = ROW_TYPE(struct measure_total, total_fields);

static const struct field agency_fields[] = {
    FIELD(struct measure_agency, agency_name, FIELD_KEY, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct measure_agency, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct measure_agency, word, 0, "ชื่อในระบบ", "Word"),
    FIELD(struct measure_agency, numerator, 0, "ตัวตั้ง", "Numerator"),
    FIELD(struct measure_agency, denominator, 0, "ตัวหาร", "Denominator"),
    FIELD(struct measure_agency, rate, 0, "ร้อยละ", "Per cent"),
    FIELD(struct measure_agency, other_rate, 0, "ร้อยละ หักทั้งตัวตั้งและตัวหาร", "Per cent, left out of both"),
    FIELD(struct measure_agency, waiting, 0, "รอยืนยันว่าไม่นับ", "To be confirmed as left out"),
    FIELD(struct measure_agency, why, 0, "สถานะ", "State"),
};
const struct row_type measure_agency_type = ROW_TYPE(struct measure_agency, agency_fields);

static const struct col total_cols[] = {
    {"name", COL_LINK, "/measures/", "word", NULL}, {"definition", COL_UNDER, NULL, NULL, NULL},
    {"numerator", COL_NUMBER, NULL, NULL, NULL},    {"denominator", COL_NUMBER, NULL, NULL, NULL},
    {"rate", COL_NUMBER, NULL, NULL, NULL},         {"waiting", COL_PLAIN, NULL, NULL, NULL},
    {"why", COL_TAG, "score_why", NULL, NULL},
};
static const struct col agency_cols[] = {
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},  {"numerator", COL_NUMBER, NULL, NULL, NULL},
    {"denominator", COL_NUMBER, NULL, NULL, NULL}, {"rate", COL_NUMBER, NULL, NULL, NULL},
    {"other_rate", COL_NUMBER, NULL, NULL, NULL},  {"waiting", COL_PLAIN, NULL, NULL, NULL},
    {"why", COL_TAG, "score_why", NULL, NULL},
};
static const struct col traced_cols[] = {
    {"agency_name", COL_LINK, NULL, "agency_code", NULL}, {"numerator", COL_NUMBER, NULL, NULL, NULL},
    {"denominator", COL_NUMBER, NULL, NULL, NULL},        {"rate", COL_NUMBER, NULL, NULL, NULL},
    {"other_rate", COL_NUMBER, NULL, NULL, NULL},         {"waiting", COL_PLAIN, NULL, NULL, NULL},
    {"why", COL_TAG, "score_why", NULL, NULL},
};
static const struct col line_cols[] = {
    {"name", COL_LINK, "/position/lines/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"item_code", COL_PLAIN, NULL, NULL, NULL},           {"numerator", COL_WHOLE, NULL, NULL, NULL},
    {"denominator", COL_WHOLE, NULL, NULL, NULL},         {"flagged", COL_WHOLE, NULL, NULL, NULL},
    {"left_out", COL_TAG, "measure_left", NULL, NULL},
};

/* ---- texts ---- */

struct str measure_amount_text(struct req *r, struct str word, int64_t n)
{
    return measure_has_lines(word) ? money_text(r->a, MONEY(n), MONEY_COMMAS) : money_count_text(r, n);
}

struct str measure_rate_text(struct req *r, int64_t numerator, int64_t denominator)
{
    struct sbuf b;
    int64_t hundredths;

    if (denominator <= 0 || !exact_mul_div(numerator, 10000, denominator, ROUND_HALF_UP, &hundredths))
        return STR_NONE;
    sbuf_init(&b, r->a, SBUF_NO_LIMIT);
    exact_put_decimal(&b, hundredths, 2, 2);
    return sbuf_str(&b);
}

static struct str definition(struct req *r, struct str word)
{
    if (str_starts(word, STR("disbursed_51")))
        return tr(r->lang, TR("เบิกจ่ายสะสม หารด้วยงบประมาณหลังปรับโอน สี่งบรายจ่ายและงบกลางที่จัดสรร ไม่นับงบบุคลากร เงินช่วยเหลือและบำเหน็จ ข้อบัญญัติเพิ่มเติม เงินอุดหนุนรัฐบาล เงินกันเหลื่อมปี และที่ยืนยันว่าไม่นับ"));
    if (str_starts(word, STR("carry_no_debt")))
        return tr(r->lang, TR("เงินกันแบบไม่มีหนี้ผูกพันหักที่ยืนยันว่าไม่นับ หารด้วยงบประมาณหลังปรับโอนทุกงบรายจ่ายและงบกลางที่จัดสรร อ่านตามตัวอักษรคือไม่หักตัวหาร อีกแบบหักทั้งสองด้าน"));
    if (str_eq(word, STR("capital_obligated")))
        return tr(r->lang, TR("ก่อหนี้และเบิกจ่ายรายจ่ายลงทุนของข้อบัญญัติประจำปี หารด้วยงบประมาณหลังปรับโอน"));
    if (str_eq(word, STR("procured_on_time")))
        return tr(r->lang, TR("รายการที่ลงนามไม่ช้ากว่าแผนจัดซื้อจัดจ้าง หารด้วยรายการที่ถึงกำหนดลงนาม"));
    if (str_eq(word, STR("integrated_steps")))
        return tr(r->lang, TR("ห้าขั้นของงบประมาณรายจ่ายบูรณาการปีถัดไป นับเมื่อมีหลักฐานและขั้นก่อนหน้านับแล้วทุกแผน"));
    if (str_eq(word, STR("dataset_steps")))
        return tr(r->lang, TR("ห้าขั้นของธรรมาภิบาลข้อมูล นับจากทะเบียนแบบฟอร์มและชุดข้อมูลของหน่วยงาน ขั้นที่ไม่มีฐานไม่นับเป็นศูนย์"));
    if (str_eq(word, STR("activity_progress")))
        return tr(r->lang, TR("ความก้าวหน้าถ่วงน้ำหนักของแผนกิจกรรมที่อนุมัติและสนับสนุนตัวชี้วัด หารด้วยแผนละ 10,000"));
    return tr(r->lang, TR("ขั้นของงานที่ระบบนี้ทำเอง นับตามหลักฐานในระบบ"));
}

static int64_t steps_done(const struct measure_row *m)
{
    int64_t n = 0;

    for (size_t i = 0; i < m->steps; i++)
        n += m->step_bp[i] == 10000;
    return n;
}

static void put_figures(struct req *r, struct str word, const struct measure_row *m, struct measure_agency *x)
{
    x->word = word;
    x->waiting = m->waiting;
    x->why = m->why;
    if (m->steps > 0) {
        x->numerator = money_count_text(r, steps_done(m));
        x->denominator = money_count_text(r, (int64_t)m->steps);
        return;
    }
    x->numerator = measure_amount_text(r, word, m->numerator);
    x->denominator = measure_amount_text(r, word, m->denominator);
    x->rate = m->why.n > 0 ? STR_NONE : measure_rate_text(r, m->numerator, m->denominator);
    x->other_rate = m->why.n > 0 ? STR_NONE : measure_rate_text(r, m->numerator, m->other);
    if (m->denominator <= 0 && m->why.n == 0)
        x->why = STR("no_base");
}

static bool day_asked(struct req *r, struct measure_asked *ret, struct err *e)
{
    struct date last = fy_end((int32_t)r->year);

    ret->year = r->year;
    ret->as_of = date_cmp(r->today, last) < 0 ? r->today : last;
    if (req_query(r, "as_of").n > 0)
        return date_parse_iso(req_query(r, "as_of"), &ret->as_of, e);
    return true;
}

/* ---- all measures ---- */

bool measures_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ตัววัดจากบัญชีและงานในระบบ")), .year = r->year};
    struct measure_total *t = ARENA_ARRAY(r->a, struct measure_total, measures_n);
    struct measure_asked q;
    struct measure_money kept = {0}; /* the lines are read once for all */
    struct money_section *s;

    if (!day_asked(r, &q, e))
        return false;
    for (size_t i = 0; i < measures_n; i++) {
        struct str word = str_from(measures[i].word);
        struct measure_agency x = {.waiting = 0};
        struct measure_set set = {.kind = str_from(measures[i].kind)};
        /* The others ask more of the store: their own pages tell. */
        bool here = r->format != FORMAT_HTML || (measure_has_lines(word) && !str_ends(word, STR("_city")));

        if (here && !measure_get_kept(r->db, r->a, word, &q, &kept, &set, e))
            return false;
        if (here)
            put_figures(r, word, measure_of(&set, 0), &x);
        t[i] = (struct measure_total){.word = word,
                                      .name = measure_name(word, r->lang),
                                      .kind = set.kind,
                                      .definition = definition(r, word),
                                      .agencies = set.city || set.n == 0 ? 0 : (int64_t)set.n - 1,
                                      .waiting = x.waiting,
                                      .numerator = x.numerator,
                                      .denominator = x.denominator,
                                      .rate = x.rate,
                                      .why = x.why};
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &measure_total_type, t, measures_n, NULL, STR_NONE, STR("measures"), ret, e);
    p.lead = SAY(r, TR("{n} ตัววัดที่ไม่ต้องมีใครกรอก คิดจากบัญชีและงานในระบบ ณ {day} กดดูที่มาได้ถึงรายการ"),
                 {STR("{n}"), money_count_text(r, (int64_t)measures_n)}, {STR("{day}"), money_day_text(r, q.as_of)});
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ตามหน่วยงาน")), STR("/scores"), false};
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ทุกตัวชี้วัด")), STR("/scores/list"), false};
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ตัววัดจากบัญชี")), STR("/measures"), true};
    s = money_section(&p);
    s->id = STR("measures");
    s->title = tr(r->lang, TR("ทั้งเมือง"));
    s->path = STR("/measures");
    s->has_table = true;
    s->table = (struct table_view){.type = &measure_total_type,
                                   .rows = t,
                                   .n = measures_n,
                                   .cols = total_cols,
                                   .ncols = ARRAY_LEN(total_cols),
                                   .caption = s->title};
    return money_show(r, &p, "/scores", 200, ret, e);
}

/* ---- one ---- */

static bool agency_rows(struct req *r, const struct measure_set *set, struct rows *ret, struct err *e)
{
    struct measure_agency *x;
    const struct agency *g;
    struct rows all;
    size_t n = 0;

    if (!agency_list(r->db, r->a, r->year, &all, e))
        return false;
    g = all.p;
    x = ARENA_ARRAY(r->a, struct measure_agency, all.n + 1);
    for (size_t i = 0; i < all.n && !set->city; i++) {
        const struct measure_row *m = measure_of(set, g[i].id);

        if (!m)
            continue;
        put_figures(r, set->word, m, &x[n]);
        x[n].agency_code = g[i].code;
        x[n++].agency_name = r->lang == LANG_EN && g[i].name_en.n > 0 ? g[i].name_en : g[i].name_th;
    }
    *ret = (struct rows){x, n};
    return true;
}

static void put_steps(struct req *r, struct money_page *p, const struct measure_row *m)
{
    for (size_t i = 0; i < m->steps && i < MONEY_NOTES; i++)
        money_note(p,
                   SAY(r, TR("ขั้นที่ {n}: ทำแล้วร้อยละ {done}"), {STR("{n}"), money_count_text(r, (int64_t)i + 1)},
                       {STR("{done}"), money_share_text(r, m->step_bp[i])}),
                   STR_NONE, STR_NONE);
}

bool measure_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.year = r->year};
    struct measure_agency city = {.waiting = 0};
    struct str word = r->seg[0], lines;
    struct money_section *s;
    struct measure_asked q;
    struct measure_set set;
    struct rows rows;
    struct col *cols = ARENA_ARRAY(r->a, struct col, ARRAY_LEN(traced_cols));

    if (!day_asked(r, &q, e) || !measure_get(r->db, r->a, word, &q, &set, e) || !agency_rows(r, &set, &rows, e))
        return false;
    put_figures(r, word, measure_of(&set, 0), &city);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &measure_agency_type, rows.p, rows.n, NULL, STR_NONE, word, ret, e);
    p.title = measure_name(word, r->lang);
    p.lead = definition(r, word);
    money_fact(&p, tr(r->lang, TR("ตัวตั้งทั้งเมือง")), city.numerator, STR_NONE);
    money_fact(&p, tr(r->lang, TR("ตัวหารทั้งเมือง")), city.denominator, STR_NONE);
    money_fact(&p, tr(r->lang, TR("ร้อยละ")), city.rate.n > 0 ? city.rate : word_label("score_why", city.why, r->lang), STR_NONE);
    money_fact(&p, tr(r->lang, TR("ณ วันที่")), money_day_text(r, q.as_of), STR_NONE);
    put_steps(r, &p, measure_of(&set, 0));
    lines = str_format(r->a, "/measures/%.*s/lines", STR_FMT(word));
    if (measure_has_lines(word))
        p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ทุกรายการที่นับและไม่นับ")), lines, false};
    p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ตัววัดทั้งหมด")), STR("/measures"), false};
    for (size_t i = 0; i < ARRAY_LEN(traced_cols); i++)
        cols[i] = measure_has_lines(word) ? traced_cols[i] : agency_cols[i];
    cols[0].more = str_cstr(r->a, str_format(r->a, "%.*s?agency=", STR_FMT(lines)));
    s = money_section(&p);
    s->id = STR("agencies");
    s->title = tr(r->lang, TR("ตามหน่วยงาน"));
    s->path = str_format(r->a, "/measures/%.*s", STR_FMT(word));
    s->has_table = true;
    s->table = (struct table_view){.type = &measure_agency_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(traced_cols),
                                   .caption = s->title,
                                   .empty = set.city ? tr(r->lang, TR("ตัววัดนี้เป็นของทั้งเมือง"))
                                                     : tr(r->lang, TR("ยังไม่มีหน่วยงานใดมีรายการ"))};
    return money_show(r, &p, "/scores", 200, ret, e);
}

bool measure_lines_page(struct req *r, struct reply *ret, struct err *e)
{
    struct measure_lines_asked q = {.word = r->seg[0], .limit = r->format == FORMAT_HTML ? SHOWN : FILE_ROWS};
    struct money_page p = {.year = r->year};
    struct str agency = req_query(r, "agency");
    const struct measure_row *m;
    struct measure_set set;
    struct money_section *s;
    struct agency g;
    struct rows rows;

    if (!day_asked(r, &q.at, e) || !req_int(r, "after", 0, INT64_MAX, 0, &q.after, e) ||
        (agency.n > 0 && !agency_get(r->db, r->a, agency, &g, e)))
        return false;
    q.agency_id = agency.n > 0 ? g.id : 0;
    if (!measure_lines(r->db, r->a, &q, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &measure_line_type, rows.p, rows.n, NULL, STR_NONE, q.word, ret, e);
    if (!measure_get(r->db, r->a, q.word, &q.at, &set, e))
        return false;
    m = measure_of(&set, q.agency_id);
    p.title = measure_name(q.word, r->lang);
    p.lead = SAY(r, TR("{agency}: รายการที่ประกอบเป็น {num} ต่อ {den} บาท และรายการที่ไม่นับพร้อมเหตุ ณ {day}"),
                 {STR("{agency}"), agency.n > 0 ? g.name_th : tr(r->lang, TR("ทุกหน่วยงาน"))},
                 {STR("{num}"), measure_amount_text(r, q.word, m ? m->numerator : 0)},
                 {STR("{den}"), measure_amount_text(r, q.word, m ? m->denominator : 0)},
                 {STR("{day}"), money_day_text(r, q.at.as_of)});
    p.tab[p.tab_n++] =
        (struct money_link){tr(r->lang, TR("ตามหน่วยงาน")), str_format(r->a, "/measures/%.*s", STR_FMT(q.word)), false};
    s = money_section(&p);
    s->id = STR("lines");
    s->title = tr(r->lang, TR("รายการ"));
    s->unit = tr(r->lang, TR("บาท"));
    s->path = str_format(r->a, "/measures/%.*s/lines", STR_FMT(q.word));
    s->query = str_format(r->a, "agency=%.*s", STR_FMT(agency));
    s->has_table = true;
    s->table = (struct table_view){.type = &measure_line_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = line_cols,
                                   .ncols = ARRAY_LEN(line_cols),
                                   .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่มีรายการ"))};
    if (rows.n == SHOWN)
        p.next = str_format(r->a, "%.*s?agency=%.*s&after=%lld", STR_FMT(s->path), STR_FMT(agency),
                            (long long)((const struct measure_line *)rows.p)[rows.n - 1].line_id);
    return money_show(r, &p, "/scores", 200, ret, e);
}
